"""Pack + Record -> Score: pure, exact, one module per kind of rating rule."""

from zcdoc.scoring.engine import score

__all__ = ["score"]
