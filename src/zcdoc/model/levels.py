"""The level that a number of points reaches."""

from __future__ import annotations

from fractions import Fraction

from zcdoc.model.rating import Level


def level_of(levels: list[Level], points: Fraction, *, net_zero: bool = False) -> str:
    """The highest level whose lower bound is reached; the bounds are the pack's, inclusive or not.

    `net_zero` says whether emissions are balanced, which a level may ask for beside its points.
    """
    reached = levels[0].name
    for level in levels:
        if level.net_zero and not net_zero:
            continue
        if level.at_least is not None and points >= Fraction(level.at_least):
            reached = level.name
        if level.above is not None and points > Fraction(level.above):
            reached = level.name
    return reached
