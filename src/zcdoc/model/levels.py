"""The level that a number of points reaches, and which levels are out of reach for what they ask beside it."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from zcdoc.model.rating import Level
from zcdoc.model.results import Musts


def level_of(
    levels: list[Level], points: Fraction, *, net_zero: bool = False, barred: Collection[str] = frozenset()
) -> str:
    """The highest level whose lower bound is reached; the bounds are the pack's, inclusive or not.

    What a level may ask for beside its points: `net_zero` says whether emissions are balanced, `barred` names the levels of
    which an item that they demand is unmet.
    """
    reached = levels[0].name
    for level in levels:
        if (level.net_zero and not net_zero) or level.name in barred:
            continue
        if level.at_least is not None and points >= Fraction(level.at_least):
            reached = level.name
        if level.above is not None and points > Fraction(level.above):
            reached = level.name
    return reached


def barred(levels: list[Level], found: tuple[Musts, ...]) -> tuple[frozenset[str], ...]:
    """The sets of levels that may turn out to be out of reach: the first with all that is open kept, the last with nothing of it.

    A level asks for its own items and for those of every level below it: what misses one misses all above.
    """
    of = {m.level: m for m in found}
    names = [level.name for level in levels]
    unmet = [i for i, name in enumerate(names) if name in of and of[name].unmet]
    unseen = [i for i, name in enumerate(names) if name in of and of[name].open]
    surely = frozenset(names[unmet[0] :] if unmet else [])
    # From the highest level downwards: each level whose own items are open may be the first that is missed.
    return tuple(dict.fromkeys([surely, *(surely | frozenset(names[i:]) for i in reversed(unseen))]))
