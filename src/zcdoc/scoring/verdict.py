"""The level of a rating by points, weighted or plain: which score decides, the gate, and nearness to a threshold."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from zcdoc.model.levels import barred, level_of
from zcdoc.model.rating import Scored
from zcdoc.model.results import Musts
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring import musts
from zcdoc.scoring.method import Outcome, Setting, Verdict, is_blocked


def by_points(view: View, terms: Terms, outcome: Outcome, setting: Setting) -> Verdict:
    """The level of the deciding score, and that of the formula score alone."""
    rating = scored(view)
    decided_by: Literal["total", "formula"] = "total" if terms.value(rating.level_score) == "total" else "formula"
    if is_blocked(view, terms, setting.gate):
        return Verdict(None, None, decided_by, blocked=True)
    asked = musts.state(view, outcome)
    reached = _reached(view, deciding(view, terms, outcome), setting, asked)
    plain = _reached(view, outcome.s_zce, setting, asked)
    unseen = [name for of in asked for name in of.open]
    return Verdict(
        reached[0] if len(reached) == 1 else None,
        plain[0] if len(plain) == 1 else None,
        decided_by,
        why=(f"级别要求的项目尚未查清：{'、'.join(unseen)}",) if len(reached) > 1 else (),
        possible=reached,
    )


def _reached(view: View, points: Fraction, setting: Setting, asked: tuple[Musts, ...]) -> tuple[str, ...]:
    """The levels that some outcome of what is open would give."""
    levels = view.pack.rating.levels
    found = [level_of(levels, points, net_zero=setting.net_zero, barred=bar) for bar in barred(levels, asked).possible]
    return tuple(dict.fromkeys(found))


def scored(view: View) -> Scored:
    assert isinstance(view.pack.rating, Scored)
    return view.pack.rating


def deciding(view: View, terms: Terms, outcome: Outcome) -> Fraction:
    """The score that decides the level: with or without bonus."""
    by_total = terms.value(scored(view).level_score) == "total"
    return outcome.s_zce + outcome.bonus if by_total else outcome.s_zce


def near_threshold(rating: Scored, points: Fraction) -> Fraction | None:
    """The nearest threshold within `near` points, else None."""
    bounds = [Fraction(b) for level in rating.levels for b in (level.at_least, level.above) if b is not None]
    close = [b for b in bounds if abs(points - b) <= Fraction(rating.near)]
    return min(close, key=lambda b: abs(points - b)) if close else None
