"""YAML -> Pack, with every problem at once."""

from zcdoc.pack.crosswalk import read_crosswalk
from zcdoc.pack.differences import Difference, differences
from zcdoc.pack.lint import lint
from zcdoc.pack.load import identity, load, read_pack

__all__ = ["Difference", "differences", "identity", "lint", "load", "read_crosswalk", "read_pack"]
