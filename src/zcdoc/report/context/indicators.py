"""Chapter 10 指标评分 and annex B 指标计算表."""

from __future__ import annotations

from fractions import Fraction

from zcdoc.model.assumed import AssumedBox
from zcdoc.model.demonstrated import told
from zcdoc.model.indicator import (
    VARYING,
    Alternative,
    ChecksInputs,
    CountInputs,
    Indicator,
    PresenceInputs,
    RatioInputs,
    SeriesInputs,
)
from zcdoc.model.links import Side
from zcdoc.model.profile import PARK_TYPE
from zcdoc.model.results import AssumptionState, GroupScore, IndicatorScore, Score
from zcdoc.model.rounding import rounded
from zcdoc.model.sides import side
from zcdoc.model.values import PRESENT, fraction, grade
from zcdoc.report.context import figures, fmt
from zcdoc.report.context.base import Data, Writer


def indicators(w: Writer) -> Data:
    """Chapter 10 where there are points; a standard without them has the section `judged` instead."""
    w.chapter = f"10 {w.say('judged.heading', kind=w.score.kind)}"
    return _scored(w) if w.score.scored else _blank(w)


def _blank(w: Writer) -> Data:
    none, lists = {"ref": "", "text": ""}, (
        "method", "weights", "groups", "rows", "totals", "group_rows", "inapplicable", "incomplete", "range", "open",
    )  # fmt: skip
    return {
        **{name: [] for name in lists},
        **{f"t_{name}": none for name in ("weights", "indicators", "groups", "range")},
        "intro": "", "f_ratios": w.figure("10", None), "f_groups": w.figure("10", None),
        "sums": {"formula": "", "bonus": "", "total": ""},
        "notes": w.notes(indicators=[i.number for i in w.pack.indicators]),
    }  # fmt: skip


def _scored(w: Writer) -> Data:
    tables = {name: w.caption("10", name) for name in ("weights", "indicators", "groups")}
    tables["range"] = w.caption("10", "range", when=any(_moves(a) for a in w.score.assumptions))
    facts = [facts_of(w, item) for item in w.pack.indicators]
    score = w.score
    rows = [group_row(group) for group in score.groups]
    ratios, corners = (
        w.figure("10", chart)
        for chart in (
            figures.ratios(w, facts, tables["indicators"]["ref"]),
            figures.groups(w, rows, tables["groups"]["ref"]),
        )
    )
    return {
        "method": w.say_all(
            "indicators.method", statement=fmt.open_end(score.statement), clause=w.pack.rating.clause,
            table=tables["weights"]["ref"], weights=[_weight(w, g) for g in score.groups if g.assumed], **type_of(w),
        ) + w.say_all("rounding"),
        "t_weights": tables["weights"],
        "weights": [_weight(w, group) for group in score.groups],
        "intro": w.say("indicators.intro", count=len(facts), table=tables["indicators"]["ref"], figure=ratios["ref"]),
        "groups": _sections(w, facts),
        "t_indicators": tables["indicators"],
        "rows": [table_row(one) for one in facts],
        "f_ratios": ratios,
        "totals": _totals(w, tables["groups"]["ref"], corners["ref"]),
        "t_groups": tables["groups"],
        "group_rows": rows,
        "f_groups": corners,
        "sums": sums(score),
        "inapplicable": w.say_all(
            "indicators.inapplicable", items=[f for f in facts if not f["applicable"]], where="评价指标：不适用理由",
            total=score.printed(score.total), otherwise=score.printed(score.if_inapplicable_zero),
        ),
        "incomplete": [
            *w.say_all("indicators.incomplete", numbers=[f["number"] for f in facts if f["missing"]]),
            *w.say_all("indicators.doubtful", numbers=doubtful(w)),
        ],
        "range": range_words(w, tables["range"]["ref"]),
        "t_range": tables["range"],
        "open": [_open(a.title, a.shown, a.permitted, a.changes_level) for a in score.assumptions if _moves(a)],
        "notes": w.notes(indicators=[i.number for i in w.pack.indicators]),
    }  # fmt: skip


def type_of(w: Writer) -> Data:
    """The type of the park and what it means, where the standard has indicators of its own for each type."""
    own = w.view.profile_value(PARK_TYPE) if w.pack.head.park_types else ""
    means = next((t.means for t in w.pack.head.park_types if t.id == own), "")
    return {"type": own, "means": fmt.open_end(means), "count": len(w.pack.indicators)}


def _moves(state: AssumptionState) -> bool:
    """Open, and some permitted choice of it would change the score or the level."""
    return not state.settled and (state.changes_score or state.changes_level)


def _open(title: str, shown: str, permitted: str, changes_level: bool) -> Data:  # noqa: FBT001  a fact
    return {"title": title, "shown": shown, "permitted": permitted, "effect": "得分和级别" if changes_level else "得分"}


def _weight(w: Writer, group: GroupScore) -> Data:
    return {
        "name": group.name,
        "weight": _percent(group.weight),
        "in_force": _percent(group.in_force),
        "moved": group.weight != group.in_force,
        "assumed": _given(w, group),
        "applicable": str(group.applicable),
    }


def _given(w: Writer, group: GroupScore) -> str:
    """What a weight rests on; one that is the rest of the others rests on what they rest on."""
    written = next((g.weight for g in w.pack.rating.groups if g.id == group.id), None)
    boxes = [g.weight for g in w.pack.rating.groups if isinstance(g.weight, AssumedBox)]
    found = [written] if isinstance(written, AssumedBox) else boxes if written == "rest" else []
    state = next((s for s in w.score.assumptions for box in found if s.key == box.assumed.key), None)
    return state.standing if state else "标准给出"


def _percent(share: Fraction) -> str:
    """A weight; at most two decimals."""
    return f"{fmt.number(share * 100, 2)}%"


def sums(score: Score) -> Data:
    """The closing row of the groups: exact totals, and where the printed parts come to something else, by how much."""
    tail = f"（尾差 {score.remainder}）" if score.remainder else ""
    return {
        "formula": score.printed(score.s_zce) + tail, "bonus": score.printed(score.bonus), "total": score.printed(score.total),
    }  # fmt: skip


def group_row(group: GroupScore) -> Data:
    full = 100 * group.in_force
    return {
        "name": group.name,
        "applicable": str(group.applicable),
        "full": fmt.points(full),
        "score": fmt.points(group.score),
        "rate": fmt.percent(group.score / full, Fraction(1)) if full else fmt.DASH,
    }


def _sections(w: Writer, facts: list[Data]) -> list[Data]:
    """Indicators by group in the order of the rating, the bonus last."""
    names = list(dict.fromkeys([*(g.name for g in w.score.groups), *(f["group"] for f in facts)]))
    return [{"name": name, "sentences": [_sentence(w, f) for f in facts if f["group"] == name]} for name in names]


def _sentence(w: Writer, facts: Data) -> str:
    """What the indicator stands at, with a mark where its numbers cannot be right."""
    return "".join([w.say("indicators.sentence", **facts), *w.doubts("评价指标", facts["number"])])


def doubtful(w: Writer) -> list[str]:
    """Numbers of the indicators whose inputs or value cannot be right."""
    return [i.number for i in w.pack.indicators if f"评价指标!{i.number}" in w.facts.doubts]


def _totals(w: Writer, ref: str, figure: str) -> list[str]:
    score = w.score
    return w.say_all(
        "indicators.totals", "indicators.near", table=ref, figure=figure, formula=score.printed(score.s_zce),
        bonus=score.printed(score.bonus), total=score.printed(score.total), by=score.decided_by,
        near=fmt.number(score.near) if score.near is not None else "",
        deciding=score.printed(_deciding(w)),
        above=score.near is not None and _deciding(w) >= score.near,
    )  # fmt: skip


def _deciding(w: Writer) -> Fraction:
    return w.score.total if w.score.decided_by == "total" else w.score.s_zce


def range_words(w: Writer, ref: str) -> list[str]:
    """The range over every open assumption, and whether the level would change."""
    score = w.score
    moving = [a for a in score.assumptions if _moves(a)]
    return w.say_all(
        "indicators.range",
        count=len([a for a in score.assumptions if not a.settled]),
        moving=len(moving),
        low=score.printed(score.low),
        high=score.printed(score.high),
        same=score.low == score.high,
        stable=score.level_stable,
        incomplete=list(score.incomplete),
        levels=[level or w.say("level_none") for level in score.levels],
        table=ref,
    )


def facts_of(w: Writer, item: Indicator) -> Data:
    """Plain facts about one indicator, for its sentence and its rows."""
    one, row = w.score.indicator(item.number), w.view.answer(item)
    option = item.option(row.get("二选一选项"))
    claimed = grade(row.get("自评值"))
    missing = one.applicable and one.blank
    label = f"指标 {item.number} {option.name}"
    if missing:
        w.gap(w.say("indicators.gap", label=label), f"评价指标：序号 {item.number}")
    return {
        "number": item.number,
        "name": option.name,
        "label": label,
        "choice": bool(item.alternatives),
        "group": one.group,
        "subgroup": item.subgroup,
        "unit": fmt.units(item.unit),
        "bonus": item.bonus is not None,
        "applicable": one.applicable,
        "reason": fmt.open_end(row.get("不适用理由", "")),
        "missing": missing,
        "lacking": one.lacking if one.applicable else "",
        "asked_for": told(row) if one.lacking else "",
        "origin": "quotient" if one.origin == "books" else one.origin,
        "inputs": _inputs(w, item, option, one),
        "value": shown(item, one.value, one.shown, one.leading),
        "claimed": shown(item, claimed, row.get("自评值", "") if row.get("自评值") in PRESENT else "", None),
        "differs": claimed is not None
        and one.value is not None
        and claimed != one.value
        and not _alike(claimed, one.value),
        "graded": item.direction == "present" and one.value is not None and one.value not in (0, 1),
        "leading": _leading(w, item, one.leading),
        "reached": one.met is True and one.ratio == 1,
        "missed": one.met is False,
        "lower": item.direction == "lower",
        "strict": item.strict,
        "in_words": item.leading_in_words,
        "capped": one.met is True and one.ratio == 1 and one.value != one.leading and item.direction != "present",
        "negative": one.value is not None and one.value < 0,
        "ratio": _ratio(one.ratio),
        "points": fmt.points(one.points),
        "full": fmt.points(one.full) if one.applicable else fmt.DASH,
        "why": fmt.open_end(row.get("口径说明", "")),
        "origin_text": fmt.open_end(row.get("数据来源", "")),
        "evidence": fmt.refs(row.get("证据编号", "")),
        "year": row.get("数据年度") or w.year,
        "assumed": w.open_assumptions(indicator=item.number),
        "lost": w.lost_values(item.number),
    }


def _alike(a: Fraction, b: Fraction) -> bool:
    """Two values that print alike, or of which `a` is the other rounded, are no difference worth a word."""
    places = next((p for p in range(6) if (a * 10**p).denominator == 1), 6)
    near = abs(a - b) <= abs(b) / 1000 and rounded(b, places) == rounded(a, places)
    return near or rounded(a, 4) == rounded(b, 4)


def _ratio(value: Fraction | None) -> str:
    return fmt.percent(value, Fraction(1))


def _leading(w: Writer, item: Indicator, value: Fraction | None) -> str:
    if value is None:
        return w.say("indicators.no_target")
    word = "" if isinstance(item.leading, VARYING) else w.facts.terms.value(item.leading)
    if word in PRESENT or (word and item.direction == "present"):
        return word
    return fmt.whole_percent(value) if item.unit == "%" else fmt.measure(value, item.unit)


def shown(item: Indicator, value: Fraction | None, word: str, against: Fraction | None) -> str:
    """`57.87%`, `有`, `3 家`, a grade such as `0.6`."""
    if value is None:
        return word or fmt.DASH
    if item.direction == "present":
        return word or fmt.number(value)
    return fmt.measure(value, item.unit, against)


def _inputs(w: Writer, item: Indicator, option: Alternative, one: IndicatorScore) -> Data:
    """What was divided by what, in words and numbers."""
    inputs = option.inputs
    if isinstance(inputs, RatioInputs):
        return {
            "kind": "ratio",
            "top_counts": w.own(inputs.numerator.counts),
            "top": _input(w, item, "numerator", inputs.numerator.unit),
            "bottom_counts": w.own(inputs.denominator.counts),
            "bottom": _input(w, item, "denominator", inputs.denominator.unit),
        }
    if isinstance(inputs, CountInputs):
        return _single("count", inputs.counts, fmt.measure(one.value, inputs.unit))
    if isinstance(inputs, PresenceInputs):
        return _single("presence", inputs.shown_by, fmt.DASH)
    if isinstance(inputs, ChecksInputs):
        return _single("checks", w.say("indicators.of_checks", checks=list(inputs.checks)), fmt.DASH)
    return _series(w, inputs)


def _input(w: Writer, item: Indicator, which: Side, unit: str) -> str:
    """One side with its unit; one that is read from another sheet says which."""
    found = side(w.view, item, w.facts.terms, which)
    if found is None:
        return fmt.DASH
    text = fmt.joined(fmt.number(found.value, 6), unit)
    return f"{text}（取自{found.book.where.partition('!')[0]}）" if found.book else text


def _single(kind: str, counts: str, top: str) -> Data:
    return {"kind": kind, "top_counts": counts, "top": top, "bottom_counts": fmt.DASH, "bottom": fmt.DASH}


def _series(w: Writer, inputs: SeriesInputs) -> Data:
    """Names the yearly items and shows their values over the window."""
    window = int(w.facts.terms.value(inputs.window))
    rows = w.view.rows("yearly").values()
    years = [str(int(w.year) - i) for i in range(window - 1, -1, -1)] if w.year.isdigit() else []

    def values(name: str) -> str:
        found = {r.get("年度", ""): fraction(r.get("数值")) for r in rows if r.get("项目") == name}
        return "\n".join(f"{y}年 {fmt.number(found[y], 2)}" for y in years if found.get(y) is not None) or fmt.DASH

    return {
        "kind": "series",
        "top_counts": f"近 {window} 年的{inputs.numerator}",
        "top": values(inputs.numerator),
        "bottom_counts": f"近 {window} 年的{inputs.denominator}",
        "bottom": values(inputs.denominator),
    }


def table_row(facts: Data) -> Data:
    """One row of the table in chapter 10."""
    off = not facts["applicable"]
    return {
        "no": facts["number"],
        "name": facts["name"],
        "group": facts["group"],
        "subgroup": facts["subgroup"],
        "unit": facts["unit"],
        "claimed": bare(facts["claimed"], facts["unit"]),
        "value": "不适用" if off else ("缺数据" if facts["missing"] else bare(facts["value"], facts["unit"])),
        "leading": bare(facts["leading"], facts["unit"]),
        "ratio": facts["ratio"],
        "full": facts["full"],
        "points": facts["points"],
    }


def bare(text: str, unit: str) -> str:
    """A value without its unit, which stands in a column of its own; a percentage keeps its sign."""
    return text.removesuffix(unit).rstrip() if unit not in ("%", text) else text


def verdict(w: Writer, one: IndicatorScore) -> str:
    """Whether a target is kept, in a cell."""
    return w.say("judged.cell", applicable=one.applicable, met=one.met is True, unmet=one.met is False)


def calculation(w: Writer) -> Data:
    told = calculated(w, "附录 B 指标计算表")
    intro = w.say("annex.calculation", count=len(told["rows"]), table=told["caption"]["ref"])
    return {"intro": intro, **told}


def calculated(w: Writer, chapter: str) -> Data:
    """What each value was computed from, as the table of that chapter or annex."""
    w.chapter = chapter
    table = w.caption(chapter.removeprefix("附录").split(maxsplit=1)[0], "calculation", when=bool(w.pack.indicators))
    return {"caption": table, "rows": [_calculation(w, item) for item in w.pack.indicators]}


def _calculation(w: Writer, item: Indicator) -> Data:
    facts, one = facts_of(w, item), w.score.indicator(item.number)
    return {
        **table_row(facts),
        "top_counts": facts["inputs"]["top_counts"],
        "top": facts["inputs"]["top"],
        "bottom_counts": facts["inputs"]["bottom_counts"],
        "bottom": facts["inputs"]["bottom"],
        "verdict": verdict(w, one),
        "exact": rounded(one.points, 6) if one.points is not None else fmt.DASH,
        "source": "；".join(part for part in (facts["origin_text"], facts["evidence"]) if part) or fmt.DASH,
        "remark": facts["why"] or facts["reason"] or fmt.DASH,
    }
