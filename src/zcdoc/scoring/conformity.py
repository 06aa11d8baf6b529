"""Conformity only: the standard, or what is known of it, gives no points. Indicators are read and compared, nothing is summed."""

from __future__ import annotations

from fractions import Fraction

from zcdoc.model.rating import Conformity
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring.method import Outcome, Range, Setting, Verdict, is_blocked, measured


def evaluate(view: View, terms: Terms) -> Outcome:
    """Values beside their reference values."""
    return Outcome((), tuple(measured(view, terms, item, Fraction(0)) for item in view.pack.indicators))


def verdict(view: View, terms: Terms, outcome: Outcome, setting: Setting) -> Verdict:  # noqa: ARG001  one shape for all kinds
    """No level ever; what a score would need is the reason, where the standard has one."""
    rating = view.pack.rating
    assert isinstance(rating, Conformity)
    return Verdict(None, blocked=is_blocked(view, terms, setting.gate), why=tuple(rating.missing))


def explore(view: View, terms: Terms, outcome: Outcome, setting: Setting) -> Range:  # noqa: ARG001
    """Nothing to move."""
    return Range(levels=(None,))
