"""YAML -> Pack, with every problem at once."""

from zcdoc.pack.crosswalk import read_crosswalk
from zcdoc.pack.lint import lint
from zcdoc.pack.load import load, read_pack

__all__ = ["lint", "load", "read_crosswalk", "read_pack"]
