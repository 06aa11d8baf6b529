"""Assumptions: nobody signs a level that rests on a choice nobody made (design contract 4.5)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from zcdoc.model.assumed import Assumed
from zcdoc.model.collected import unfit
from zcdoc.model.levels import level_of
from zcdoc.model.pack import Pack
from zcdoc.model.rating import Rating, Scored
from zcdoc.model.results import AssumptionState, IndicatorScore, Score
from zcdoc.problems import Problem
from zcdoc.readiness.case import Case, Found, Rule, listed, names_in, place

OPEN = Rule("assumption-open", "warning", "标准没有写明而由标准包补上的取值，应由使用者确认或改定")
DECIDES = Rule("assumption-decides-level", "error", "可能改变级别的假设，定稿前要确认或改定")
REFUSED = Rule("assumption-value-refused", "error", "改定的取值要在允许范围之内")
NO_SOURCE = Rule("assumption-without-source", "warning", "确认或改定的假设应写明依据和经办人")
COLLECTED = Rule(
    "assumption-figures-collected-otherwise", "error", "口径改定之后，按原口径收集的数要重新取，或说明为什么仍然适用"
)
OUTSIDE = Rule(
    "assumption-decided-outside-team", "warning", "评价所依据的假设应由本轮评价组的人定，不由园区定", "report"
)
CHANGED = Rule(
    "assumption-changed-outside-team", "error", "改了标准包取值的假设，评价组以外的人定的不作评价的依据", "report"
)
BLIND = Rule(
    "assumption-not-computable",
    "error",
    "换一种取法要另行取数、影响算不出的假设，评价报告定稿前须由评价组确认",
    "report",
)
RULES = (OPEN, DECIDES, BLIND, REFUSED, NO_SOURCE, COLLECTED, OUTSIDE, CHANGED)


def find(case: Case) -> Found:
    yield from _deciders(case)
    conventions = dict(conventions_of(case.pack))
    known = {a.key: a for a in case.pack.assumptions}
    for state in case.score.assumptions:
        if state.key in case.pack.completed:
            continue
        if state.confirmed:
            yield from _decision(case, known[state.key])
            yield from _figures(case, known[state.key])
            continue
        # A choice that does not say what it changes may change whatever its convention is about.
        numbers = conventions.get(state.key, frozenset()) if known[state.key].undeclared else frozenset(state.blind)
        decides = state.changes_level or could_change_level(case.score, case.pack.rating, numbers)
        if case.final and state.blind and not decides and case.score.scored:
            yield _blind(state)
            continue
        yield from _open(case, state, decides=decides)


def conventions_of(pack: Pack) -> Iterator[tuple[str, frozenset[str]]]:
    """Measurement conventions by key, with the indicators whose value depends on them."""
    for box in pack.head.conventions:
        yield box.assumed.key, frozenset(box.assumed.indicators)
    for item in pack.indicators:
        for box in item.conventions:
            yield box.assumed.key, frozenset({item.number, *box.assumed.indicators})


def could_change_level(score: Score, rating: Rating, numbers: frozenset[str]) -> bool:
    """Whether the level would change if the ratios of these indicators could be anything from 0 to 1."""
    if score.blocked or not numbers:
        return False
    named = [i for i in score.indicators if i.number in numbers and i.applicable]
    if isinstance(rating, Scored):
        return _points_could(score, rating, named)
    deciding = {g.name for g in rating.groups if g.duty not in (None, "encouraged", "guiding", "reference")}
    return any(i.group in deciding for i in named)


def _points_could(score: Score, rating: Scored, named: list[IndicatorScore]) -> bool:
    with_bonus, balanced = score.decided_by == "total", score.zero_carbon == "yes"
    free = [i for i in named if with_bonus or i.group != rating.bonus_group]
    least = (score.total if with_bonus else score.s_zce) - sum((i.points or Fraction(0) for i in free), Fraction(0))
    most = least + sum((i.full for i in free), Fraction(0))
    return {level_of(rating.levels, p, net_zero=balanced) for p in (least, most)} != {score.level}


def _blind(state: AssumptionState) -> Problem:
    """Nobody can tell what another choice would do to the score: the range does not hold it, so it must not stay open."""
    message = (
        f"“{state.title}”现按“{state.shown}”处理，{_nobody(state)}；换一种取法，指标 {listed(state.blind)} 要另行取数，"
        "影响不能由现有的数算出，得分的范围没有包括它"
    )
    return BLIND.at(f"假设!{state.key}", message, f"由评价组的人用 zcdoc assumption confirm 确认 {state.key}，写明依据")


def _nobody(state: AssumptionState) -> str:
    """What the park decided for itself is no decision of the evaluation."""
    return f"是{state.by}为园区定的，评价组没有确认" if state.by and not state.confirmed else "没有人确认"


def _open(case: Case, state: AssumptionState, *, decides: bool) -> Found:
    where, message = (
        f"假设!{state.key}",
        f"“{state.title}”现按“{state.shown}”处理，{_nobody(state)}（允许：{state.permitted}）",
    )
    if state.blind:
        message += f"；换一种取法，指标 {listed(state.blind)} 要另行取数，影响不能由现有的数算出"
    fix = f"用 zcdoc assumption confirm 或 set 确认 {state.key}，写明依据"
    if decides and case.final:
        yield DECIDES.at(where, f"{message}；换一种取法可能改变级别", fix)
    else:
        yield OPEN.at(where, message + ("；换一种取法可能改变级别，定稿前须确认" if decides else ""), fix)


def _figures(case: Case, assumed: Assumed) -> Found:
    decision = case.terms.decisions[assumed.key]
    for number in unfit(case.view, decision):
        message = f"指标 {number} 的数是按“{assumed.meaning(decision.was)}”收集的，“{assumed.title}”已改定为“{assumed.meaning(decision.value)}”"
        fix = "按新的口径重新填“分子”“分母”或“现状值”；原数仍然适用的，在“口径说明”栏写明理由"
        yield COLLECTED.at(place("indicators", number), message, fix)


def _deciders(case: Case) -> Found:
    """A park's own decision counts for its scheme and self-inspection only; a written answer outranks everybody."""
    confirmed: dict[str, list[str]] = {}
    for assumed in case.pack.assumptions:
        decision = case.terms.decisions.get(assumed.key)
        if decision is None or not decision.counts or decision.interpretation or assumed.key in case.pack.completed:
            continue
        others = sorted(names_in(decision.by) - case.team) if case.team else []
        if others and decision.value == assumed.value:
            confirmed.setdefault(listed(others), []).append(assumed.key)
        elif others:
            message = (
                f"“{assumed.title}”由{listed(others)}改定为“{assumed.meaning(decision.value)}”，此人不在本轮评价组内"
            )
            fix = f"由评价组的人用 zcdoc assumption set 重新定 {assumed.key}，加 --by 姓名；或在工作簿“假设”表写明依据和决定人"
            yield CHANGED.at(f"假设!{assumed.key}", message, fix)
    for who, keys in confirmed.items():
        more = f"{listed(keys[:3])} 等 {len(keys)} 项" if len(keys) > 3 else listed(keys)
        message = f"假设 {more}由{who}确认，此人不在本轮评价组内"
        fix = "由评价组的人用 zcdoc assumption confirm 确认，加 --by 姓名；或在工作簿“假设”表写明依据和决定人"
        yield OUTSIDE.at(f"假设!{keys[0]}", message, fix)


def _decision(case: Case, assumed: Assumed) -> Found:
    decision = case.terms.decisions[assumed.key]
    where = f"假设!{assumed.key}"
    if not assumed.permits(decision.value):
        message = f"“{assumed.title}”改定为“{decision.value}”，不在允许范围（{assumed.permitted_text()}），现仍按“{assumed.meaning(assumed.value)}”处理"
        yield REFUSED.at(where, message, f"用 zcdoc assumption set 重新改定 {assumed.key}")
    missing = [name for name, value in (("依据", decision.source), ("经办人", decision.by)) if not value]
    if missing:
        message = f"“{assumed.title}”已确认，没有写{listed(missing)}"
        yield NO_SOURCE.at(where, message, f"用 zcdoc assumption confirm 重新确认 {assumed.key}")
