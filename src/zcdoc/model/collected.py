"""Under which choice figures were collected: after the choice changes, figures that stand as they were do not fit it."""

from __future__ import annotations

import hashlib

from zcdoc.model.record import PARK, Decision, Row
from zcdoc.model.terms import Terms
from zcdoc.model.view import View

FIGURES = ("分子", "分母", "现状值")
# A new explanation says that somebody looked at the figures again.
_READ = (*FIGURES, "数据年度", "口径说明")


def digest(row: Row) -> str:
    """What an indicator's figures are, in twelve hexadecimal digits; blank when there are none."""
    if not any(row.get(name) for name in FIGURES):
        return ""
    return hashlib.sha256("\n".join(row.get(name, "") for name in _READ).encode()).hexdigest()[:12]


def digests(view: View, numbers: frozenset[str]) -> str:
    """`evaluation-1 4:1f2e3d4c5b6a 13:…`: the round and the figures of these indicators that stand in it."""
    found = [f"{n}:{made}" for n in sorted(numbers) if (made := digest(view.answers.get(n, {})))]
    return " ".join([view.round.id, *found]) if found else ""


def replaced(view: View, key: str, value: str) -> dict[str, str]:
    """What a decision keeps of the choice that it replaces: the choice, and the figures collected under it; nothing when it stays."""
    assumed = next(a for a in view.pack.assumptions if a.key == key)
    decisions = view.decisions
    before = Terms(view.pack, decisions).in_force(assumed)
    if before == value:
        return {}
    if key in decisions and decisions[key].was == value:
        return {"was": before, "figures": ""}
    return {"was": before, "figures": digests(view, assumed.recollected(before, value))}


def meant_for(scope: str) -> dict[str, str]:
    """What a decision keeps of whom it is for: the park's own counts for its scheme and its self-inspections."""
    return {"for": PARK} if scope == PARK else {}


def unfit(view: View, decision: Decision) -> list[str]:
    """The indicators whose figures still stand as they were collected before the choice changed."""
    round_id, *pairs = decision.figures.split(" ") if decision.figures else [""]
    if round_id != view.round.id:
        return []
    then = dict(pair.rpartition(":")[::2] for pair in pairs)
    return [number for number, made in then.items() if digest(view.answers.get(number, {})) == made]
