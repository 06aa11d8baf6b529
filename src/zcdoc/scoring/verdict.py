"""The level of a rating by points, weighted or plain: which score decides, the gate, and nearness to a threshold."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from zcdoc.model.levels import level_of
from zcdoc.model.rating import Scored
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring.method import Outcome, Setting, Verdict, is_blocked


def by_points(view: View, terms: Terms, outcome: Outcome, setting: Setting) -> Verdict:
    """The level of the deciding score, and that of the formula score alone."""
    rating = scored(view)
    decided_by: Literal["total", "formula"] = "total" if terms.value(rating.level_score) == "total" else "formula"
    if is_blocked(view, terms, setting.gate):
        return Verdict(None, None, decided_by, blocked=True)
    return Verdict(
        level_of(rating.levels, deciding(view, terms, outcome), net_zero=setting.net_zero),
        level_of(rating.levels, outcome.s_zce, net_zero=setting.net_zero),
        decided_by,
    )


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
