"""Figures that contradict each other carry no conclusion: the level or verdict that rests on them is not drawn."""

from __future__ import annotations

from zcdoc.model.agreement import Difference, contradictions
from zcdoc.model.rating import Conformity, Targets
from zcdoc.model.results import IndicatorScore, ZeroCarbonState
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring.method import Outcome, Setting, Verdict

FREE = {"guiding", "encouraged"}  # duties of which a miss decides nothing
Balance = tuple[ZeroCarbonState, str]


def withheld(
    view: View, terms: Terms, outcome: Outcome, setting: Setting, said: Verdict, balance: Balance
) -> tuple[Verdict, Balance]:
    """The verdict and the balance without what rests on contradicting figures; each says which they are."""
    found = contradictions(view, terms, outcome.indicators)
    year = view.profile_value("碳抵消年度")
    sums = [d for d in found if d.emissions and d.year == year]
    balance = ("undeterminable", sums[0].message) if sums else balance
    mine = [d for d in found if _counts(view, terms, outcome, said, d)]
    if not mine or isinstance(view.pack.rating, Conformity) or _unmet_anyway(view, setting, said, found):
        return said, balance
    why = (*said.why, *dict.fromkeys(d.message for d in mine))
    return Verdict(None, decided_by=said.decided_by, why=why), balance


def _unmet_anyway(view: View, setting: Setting, said: Verdict, found: list[Difference]) -> bool:
    """Whether a basic requirement that nobody contests keeps the level away, whatever the contested figures are."""
    contested = {view.pack.checks[key][0].number for d in found for key in d.checks if key in view.pack.checks}
    return said.blocked and bool(set(setting.gate.unmet) - contested)


def _counts(view: View, terms: Terms, outcome: Outcome, said: Verdict, one: Difference) -> bool:
    """Whether the level or verdict rests on one of the two places."""
    rating = view.pack.rating
    if (
        one.emissions
        and any(level.net_zero for level in rating.levels)
        and one.year == view.profile_value("碳抵消年度")
    ):
        return True
    counting = {s.number for s in outcome.indicators if s.applicable and _decides(view, said, s)}
    gate = rating.gate_chapter if terms.value(rating.gate) == "block" else None
    gating = {key for key, (clause, _) in view.pack.checks.items() if clause.chapter == gate}
    return bool(one.indicators & counting or one.checks & gating)


def _decides(view: View, said: Verdict, score: IndicatorScore) -> bool:
    rating = view.pack.rating
    if isinstance(rating, Targets):
        return next((g.duty for g in rating.groups if g.name == score.group), None) not in FREE
    item = view.pack.indicator_of[score.number]
    return item.bonus is None or said.decided_by == "total"
