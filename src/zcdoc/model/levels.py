"""The level that a number of points reaches."""

from __future__ import annotations

from fractions import Fraction

from zcdoc.model.pack import Level


def level_of(levels: list[Level], points: Fraction) -> str:
    """The highest level whose lower bound is reached; the bounds are the pack's, inclusive or not."""
    reached = levels[0].name
    for level in levels:
        if level.at_least is not None and points >= Fraction(level.at_least):
            reached = level.name
        if level.above is not None and points > Fraction(level.above):
            reached = level.name
    return reached
