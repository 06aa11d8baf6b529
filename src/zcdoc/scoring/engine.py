"""Score of one view: outcome under the values in force, level, gate, zero carbon, and the range over open assumptions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from zcdoc.model import inventory
from zcdoc.model.assumed import Assumed
from zcdoc.model.cancellation import cancelling
from zcdoc.model.rating import Scored
from zcdoc.model.record import Decision, Record, Row
from zcdoc.model.results import AssumptionState, Gate, Score, ZeroCarbonState
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring import conformity, contested, musts, otherwise, points, ranges, reach, targets, verdict, weighted
from zcdoc.scoring.method import Method, Outcome, Range, Setting, Verdict, joined

UNTYPED = "没有选定园区类型，不知道按哪一类的指标评定"
NET_ZERO: dict[ZeroCarbonState, bool | None] = {"yes": True, "no": False, "undeterminable": None}
METHODS: dict[str, Method] = {
    "weighted-ratio": Method(weighted.evaluate, verdict.by_points, reach.explore),
    "points": Method(points.evaluate, verdict.by_points, points.explore),
    "targets": Method(targets.evaluate, targets.verdict, targets.explore),
    "conformity": Method(conformity.evaluate, conformity.verdict, conformity.explore),
}


def score(view: View) -> Score:
    """The result of a park's round under a pack. Pure; exact fractions throughout."""
    pack, rating = view.pack, view.pack.rating
    terms, method = Terms(pack, view.decisions), METHODS[rating.kind]
    balance = _balance(view, terms)
    setting = Setting(_gate(view), NET_ZERO[balance[0]])
    outcome = method.evaluate(view, terms)
    said = Verdict(None, why=(UNTYPED,)) if view.untyped else method.verdict(view, terms, outcome, setting)
    said, balance = contested.withheld(view, terms, outcome, setting, said, balance)
    span = _explored(view, terms, outcome, setting, method)
    lost = _lost(view, terms, outcome, setting, method, span)
    said = _known(_by_formula(view, terms, outcome, setting, method, said, lost), lost)
    zero, why = _zero_carbon(view, said, balance)
    total = outcome.s_zce + outcome.bonus
    return Score(
        park=view.record.park,
        standard=pack.id,
        round=view.round.id,
        statement=rating.statement,
        s_zce=outcome.s_zce,
        bonus=outcome.bonus,
        level=said.level,
        level_without_bonus=said.without_bonus,
        decided_by=said.decided_by,
        gate=setting.gate,
        blocked=said.blocked,
        zero_carbon=zero,
        zero_carbon_why=why,
        low=span.low,
        high=span.high,
        levels=_ordered(span, said, scored=isinstance(rating, Scored)),
        near=verdict.near_threshold(rating, total if said.decided_by == "total" else outcome.s_zce)
        if isinstance(rating, Scored)
        else None,
        groups=outcome.groups,
        indicators=outcome.indicators,
        incomplete=tuple(i.number for i in outcome.indicators if i.applicable and i.blank),
        if_inapplicable_zero=_counted_zero(view, terms, outcome, method),
        assumptions=tuple(
            replace(state, levels=_by_choice(view, terms, method, setting, state))
            for state in ranges.assumption_states(view, terms, span)
        ),
        kind=rating.kind,
        why=said.why,
        musts=musts.state(view, outcome),
        levels_exact=span.exact,
        bounds=verdict.bounds(rating.levels),
    )


def _explored(view: View, terms: Terms, outcome: Outcome, setting: Setting, method: Method) -> Range:
    """The range over every open choice of which answers and offsets count, and of everything else that is open."""
    first = _balanced(view, terms, outcome, setting, method)
    spans, moves_score, moves_level = [first], frozenset[str](), frozenset[str]()
    for keys, other, trial in otherwise.others(view, terms):
        placed = replace(setting, net_zero=NET_ZERO[_balance(other, trial)[0]])
        span = _balanced(other, trial, method.evaluate(other, trial), placed, method)
        moves_score |= keys if (span.low, span.high) != (first.low, first.high) else frozenset()
        turns = placed.net_zero is not setting.net_zero or set(span.levels) != set(first.levels)
        moves_level |= keys if turns else frozenset()
        spans.append(span)
    return joined(spans, moves_score, moves_level)


def _balanced(view: View, terms: Terms, outcome: Outcome, setting: Setting, method: Method) -> Range:
    """The range of the method; where the open rule of cancellation turns the balance, over both outcomes of it."""
    axes = ranges.open_ones(terms, [view.pack.head.cancellation])
    states = {_balance(view, trial)[0] for _, trial in ranges.corners(terms, axes)}
    if len(states) < 2:
        return method.explore(view, terms, outcome, setting)
    span = method.explore(view, terms, outcome, replace(setting, net_zero=None))
    return replace(span, moves_level=span.moves_level | {a.key for a in axes})


def _lost(
    view: View, terms: Terms, outcome: Outcome, setting: Setting, method: Method, span: Range | None
) -> tuple[str | None, ...]:
    """The levels between which a value decides that our text lost, everything else standing as it is; none where it decides
    nothing. `span` spares the search where no such value moves the level.
    """
    lost = [a for a in view.pack.assumptions if a.kind == "lost" and not terms.settled(a)]
    if not lost or (span is not None and not any(a.key in span.moves_level for a in lost)):
        return ()
    # What is settled stays as it is settled: a written answer about one lost value is not undone for the sake of another.
    others = {a.key: _taken(terms, a) for a in view.pack.assumptions if a not in lost and not terms.settled(a)}
    fixed = replace(terms, decisions={**terms.decisions, **others})
    alone = method.explore(view, fixed, outcome, setting)
    return alone.levels if len(alone.levels) > 1 else ()


def _by_formula(
    view: View, terms: Terms, outcome: Outcome, setting: Setting, method: Method, said: Verdict, lost: tuple[str | None, ...]
) -> Verdict:  # fmt: skip
    """Without the level of the formula score where a value that our text lost would decide it."""
    if said.without_bonus is None or not isinstance(view.pack.rating, Scored):
        return said
    if said.decided_by == "total":
        plain = view.pack.replaced(rating=view.pack.rating.model_copy(update={"level_score": "formula"}))
        lost = _lost(replace(view, pack=plain), replace(terms, pack=plain), outcome, setting, method, None)
    return replace(said, without_bonus=None) if lost else said


def _by_choice(
    view: View, terms: Terms, method: Method, setting: Setting, state: AssumptionState
) -> tuple[tuple[str, str], ...]:
    """The level under each choice of one open assumption that moves it, all else as it stands; blank where they agree."""
    if not state.changes_level or state.settled or view.untyped:
        return ()
    assumed = next(a for a in view.pack.assumptions if a.key == state.key)
    found = []
    for value in assumed.extremes():
        trial = replace(terms, trial={**terms.trial, assumed.key: value})
        level = method.verdict(view, trial, method.evaluate(view, trial), setting).level
        found.append((assumed.meaning(value), level or "不能确定"))
    return tuple(found) if len({level for _, level in found}) > 1 else ()


def _taken(terms: Terms, assumed: Assumed) -> Decision:
    return Decision(assumed.key, terms.in_force(assumed), "", "", "")


def _known(said: Verdict, levels: tuple[str | None, ...]) -> Verdict:
    """No level where the text that is missing would decide it: whoever holds the printed standard can say."""
    if not levels:
        return said
    if said.level is None:
        return replace(said, possible=tuple(dict.fromkeys([*said.possible, *levels]))) if said.possible else said
    names = "、".join(name or "不提出" for name in levels)
    return replace(
        said, level=None, possible=levels, why=(f"所据文本所缺的取值会改变级别（可能是 {names}），印本里有",)
    )


def _ordered(span: Range, said: Verdict, *, scored: bool) -> tuple[str | None, ...]:
    """The levels that are possible, the one in force first; where none is in force because something is not known, those alone."""
    if said.level is None and said.why and not said.possible:
        return tuple(dict.fromkeys((None, *span.levels)))
    if scored and said.level is None and not said.blocked:
        return span.levels
    return (said.level, *(other for other in span.levels if other != said.level))


def _gate(view: View) -> Gate:
    chapter = view.pack.rating.gate_chapter
    if chapter is None:
        return Gate("")
    results = {c.number: view.binding_result(c) for c in view.pack.clauses if c.chapter == chapter}
    return Gate(
        chapter,
        tuple(number for number, result in results.items() if result == "不符合"),
        tuple(number for number, result in results.items() if result == "未检查"),
    )


def _counted_zero(view: View, terms: Terms, outcome: Outcome, method: Method) -> Fraction:
    """The total if every inapplicable indicator counted 0 instead of leaving the divisor."""
    kept = {i.number for i in outcome.indicators if i.applicable}
    again = method.evaluate(_without_exclusions(view), terms)
    return sum((i.points for i in again.indicators if i.points is not None and i.number in kept), Fraction(0))


def _without_exclusions(view: View) -> View:
    """The same view with every 不适用 indicator counted among the applicable ones."""
    scope = f"round/{view.round.id}/{view.pack.id}"
    left_out = {item.number for item in view.pack.indicators if view.excluded(item)}
    answers: dict[str, Row] = {n: ({} if n in left_out else row) for n, row in view.answers.items()}
    state = {**view.record.state, scope: {**view.record.state.get(scope, {}), "indicators": answers}}
    return replace(view, record=Record(view.record.park, state, view.record.head))


def _zero_carbon(view: View, said: Verdict, balance: tuple[ZeroCarbonState, str]) -> tuple[ZeroCarbonState, str]:
    """Where a level is asked for first (7.4.1 of T/SEESA 010), only then does the balance decide."""
    rule = view.pack.rating.zero_carbon
    if rule is None:
        return "undeterminable", "本标准没有零碳判定规则"
    if rule.needs_level is None or said.level == rule.needs_level:
        return balance
    if said.level is None and not said.blocked and (not said.possible or rule.needs_level in said.possible):
        return "undeterminable", f"能否达到{rule.needs_level}还不能确定"
    return "no", f"未达到{rule.needs_level}，不进入零碳判定"


def _balance(view: View, terms: Terms) -> tuple[ZeroCarbonState, str]:
    """Offsets of the offset year that count, against that year's emissions."""
    year = view.profile_value("碳抵消年度")
    if not year:
        return "undeterminable", "没有填写碳抵消年度"
    asked = cancelling(view, terms)
    rows = inventory.counted(inventory.of_year(view.rows("emissions"), year))
    gross = inventory.total(rows.values())
    if gross is None:
        return "undeterminable", f"没有 {year} 年度的排放量"
    offset = sum(
        (u.tonnes for u in inventory.offset_uses(view.pack, view.rows("offsets"), year, asked) if u.counts), Fraction(0)
    )
    if offset < gross:
        return "no", f"{year} 年度可计入的抵消量少于排放量"
    blank = [key for key, row in rows.items() if inventory.amount(row) is None and not row.get("未量化说明")]
    if blank:
        return "undeterminable", f"温室气体表编号 {'、'.join(blank)} 没有排放量，也没有未量化说明"
    return "yes", f"{year} 年度可计入的抵消量不少于排放量"
