"""Items that a level asks for beside its points, wherever they stand: 必选项 of a points form, 约束性 items of a star.

A check is kept when it is 符合 or 已采用, an indicator when it reaches its leading or target value; one that does not apply
asks for nothing. What nobody has looked at may be kept or not, and keeps the level open.
"""

from __future__ import annotations

from zcdoc.model.rating import Level
from zcdoc.model.results import Musts
from zcdoc.model.tables import MET, NOT_APPLICABLE, NOT_INSPECTED
from zcdoc.model.view import View
from zcdoc.scoring.method import Outcome


def asked(view: View, level: Level) -> list[str]:
    """The items that one level names, in the pack's order of checks and then indicators."""
    if level.must == "marked":
        checks = [c.id for _, c in view.pack.checks.values() if c.must]
        return [*checks, *(i.number for i in view.pack.indicators if i.must)]
    return list(level.must)


def named(view: View, name: str) -> list[str]:
    """The items that the level of this name asks for."""
    return next(asked(view, level) for level in view.pack.rating.levels if level.name == name)


def state(view: View, outcome: Outcome) -> tuple[Musts, ...]:
    """For each level that names items, what of them is unmet and what is open."""
    found = []
    for level in view.pack.rating.levels:
        kept = {name: _kept(view, outcome, name) for name in asked(view, level)}
        if kept:
            unmet = tuple(n for n, k in kept.items() if k is False)
            found.append(Musts(level.name, len(kept), unmet, tuple(n for n, k in kept.items() if k is None)))
    return tuple(found)


def _kept(view: View, outcome: Outcome, name: str) -> bool | None:
    if name in view.pack.checks:
        result = view.result(view.pack.checks[name][1])
        return None if result == NOT_INSPECTED else result in (*MET, NOT_APPLICABLE)
    one = next(i for i in outcome.indicators if i.number == name)
    return one.met if one.applicable else True
