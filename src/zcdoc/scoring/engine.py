"""Score of one view: outcome under the values in force, level, gate, zero carbon, and the range over open assumptions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Literal

from zcdoc.model import inventory
from zcdoc.model.levels import level_of
from zcdoc.model.record import Record, Row
from zcdoc.model.results import Gate, Score, ZeroCarbonState
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring.ranges import Range, assumption_states, explore
from zcdoc.scoring.weighted import Outcome, evaluate, near_threshold


def score(view: View) -> Score:
    """The score of a park's round under a pack. Pure; exact fractions throughout."""
    pack, rating = view.pack, view.pack.rating
    terms = Terms(pack, view.record.decisions(pack.id))
    outcome = evaluate(view, terms)
    total = outcome.s_zce + outcome.bonus
    decided_by: Literal["total", "formula"] = "total" if terms.value(rating.level_score) == "total" else "formula"
    gate = _gate(view)
    blocked = bool(gate.unmet) and terms.value(rating.gate) == "block"
    deciding = total if decided_by == "total" else outcome.s_zce
    level = None if blocked else level_of(rating.levels, deciding)
    zero, why = _zero_carbon(view, level)
    span = explore(view, terms, outcome, gate)
    return Score(
        park=view.record.park,
        standard=pack.id,
        round=view.round.id,
        statement=rating.statement,
        s_zce=outcome.s_zce,
        bonus=outcome.bonus,
        level=level,
        level_without_bonus=None if blocked else level_of(rating.levels, outcome.s_zce),
        decided_by=decided_by,
        gate=gate,
        blocked=blocked,
        zero_carbon=zero,
        zero_carbon_why=why,
        low=span.low,
        high=span.high,
        levels=_ordered(span, level),
        near=near_threshold(rating, deciding),
        groups=outcome.groups,
        indicators=outcome.indicators,
        incomplete=tuple(i.number for i in outcome.indicators if i.applicable and i.value is None),
        if_inapplicable_zero=_counted_zero(view, terms, outcome),
        assumptions=assumption_states(view, terms, span),
    )


def _ordered(span: Range, level: str | None) -> tuple[str | None, ...]:
    """The levels that are possible, the one in force first."""
    return (level, *(other for other in span.levels if other != level))


def _gate(view: View) -> Gate:
    chapter = view.pack.rating.gate_chapter
    if chapter is None:
        return Gate("")
    results = {c.number: view.clause_result(c) for c in view.pack.clauses if c.chapter == chapter}
    return Gate(
        chapter,
        tuple(number for number, result in results.items() if result == "不符合"),
        tuple(number for number, result in results.items() if result == "未检查"),
    )


def _counted_zero(view: View, terms: Terms, outcome: Outcome) -> Fraction:
    """The total if every inapplicable indicator counted 0 instead of leaving the divisor."""
    kept = {i.number for i in outcome.indicators if i.applicable}
    again = evaluate(_without_exclusions(view), terms)
    return sum((i.points for i in again.indicators if i.points is not None and i.number in kept), Fraction(0))


def _without_exclusions(view: View) -> View:
    """The same view with every 不适用 indicator counted among the applicable ones."""
    scope = f"round/{view.round.id}/{view.pack.id}"
    answers: dict[str, Row] = {n: ({} if row.get("是否适用") == "否" else row) for n, row in view.answers.items()}
    state = {**view.record.state, scope: {**view.record.state.get(scope, {}), "indicators": answers}}
    return replace(view, record=Record(view.record.park, state, view.record.head))


def _zero_carbon(view: View, level: str | None) -> tuple[ZeroCarbonState, str]:
    """Clause 7.4.1: only after the level is reached do offsets of the offset year against its emissions decide."""
    rule = view.pack.rating.zero_carbon
    if rule is None:
        return "undeterminable", "本标准没有零碳判定规则"
    if level != rule.needs_level:
        return "no", f"未达到{rule.needs_level}，不进入零碳判定"
    year = view.profile_value("碳抵消年度")
    if not year:
        return "undeterminable", "没有填写碳抵消年度"
    gross = inventory.total(inventory.counted(inventory.of_year(view.rows("emissions"), year)).values())
    if gross is None:
        return "undeterminable", f"没有 {year} 年度的排放量"
    offset = sum(
        (u.tonnes for u in inventory.offset_uses(view.pack, view.rows("offsets"), year) if u.counts), Fraction(0)
    )
    if offset >= gross:
        return "yes", f"{year} 年度可计入的抵消量不少于排放量"
    return "no", f"{year} 年度可计入的抵消量少于排放量"
