"""The rows of every sheet as text values: what is exported, and what an import compares the standard's columns with."""

from __future__ import annotations

from collections.abc import Iterator

from zcdoc.model.indicator import VARYING, ChecksInputs, CountInputs, Indicator, Inputs, PresenceInputs, RatioInputs
from zcdoc.model.inventory import product
from zcdoc.model.pack import Check, Clause
from zcdoc.model.profile import PARK_TYPE
from zcdoc.model.results import IndicatorScore, Score
from zcdoc.model.tables import ASSUMPTIONS, BASIC_SHEET, INDICATORS, MEASURE_SHEET, PROFILE, SHEET_TABLES
from zcdoc.model.terms import Terms
from zcdoc.model.values import decimal_string
from zcdoc.model.view import View, threshold_text
from zcdoc.model.vocabulary import result_list, sheet_of, who
from zcdoc.workbook.choices import assumption_rows
from zcdoc.workbook.formulas import EXCLUDED
from zcdoc.workbook.row import GridRow


def sheet_rows(view: View, score: Score, states: dict[str, str]) -> dict[str, list[GridRow]]:
    """Rows by sheet. `states` gives the evidence state of every check."""
    terms = Terms(view.pack, view.decisions)
    sheets: dict[str, list[GridRow]] = {PROFILE.sheets[0]: list(_profile(view)), BASIC_SHEET: [], MEASURE_SHEET: []}
    for clause in view.pack.clauses:
        sheets[sheet_of(clause.kind)] += [_check(view, clause, check, states) for check in clause.checks]
    sheets[INDICATORS.sheets[0]] = [_indicator(view, item, score, terms) for item in view.pack.indicators]
    sheets[ASSUMPTIONS.sheets[0]] = list(assumption_rows(view, score))
    for table in SHEET_TABLES:
        if table.listed:
            sheets[table.sheets[0]] = [
                GridRow(key, dict(row), _derived(table.id, row)) for key, row in view.rows(table.id).items()
            ]
    return sheets


def _derived(table: str, row: dict[str, str]) -> dict[str, str]:
    value = product(row) if table == "emissions" else None
    return {} if value is None else {"排放量(tCO2e)": decimal_string(value, 15)}


def _profile(view: View) -> Iterator[GridRow]:
    profile = view.profile
    for item in view.pack.head.profile_fields.values():
        row = GridRow(item.name, {"单位": item.unit, **profile.get(item.name, {})}, types={"内容": item.type})
        if item.type == "yes_no":
            row.options["内容"] = "yes_no"
        if item.name == PARK_TYPE:
            row.options["内容"] = "park_types"
        row.prompts["内容"] = item.hint
        yield row


def _check(view: View, clause: Clause, check: Check, states: dict[str, str]) -> GridRow:
    quantity = check.quantity
    unit = quantity.unit if quantity else ""
    standard = {
        "条款号": clause.number,
        "条款主题": clause.title,
        "要求": clause.with_context,
        "条款类型": check.label,
        "检查要点": check.asked,
        "责任主体": who(clause, check),
        "检查方式": check.method,
        "要求值": threshold_text(quantity) if quantity else "",
        "单位": unit,
        "证据状态": states.get(check.id, ""),
    }
    computed = view.computed(quantity)
    row = GridRow(
        check.id, {"结果": "未检查", **view.check_row(check), **standard}, options={"结果": result_list(clause, check)}
    )
    if computed is not None:
        row.computed["实测值"] = decimal_string(computed, 15)
    if unit == "%":
        row.percent = frozenset({"实测值"})
    if check.grounds:
        row.prompts["不适用理由"] = "可用的理由：" + "；".join(check.grounds)
    usual = "；".join(f"{e.name}（{e.valid}）" if e.valid else e.name for e in check.evidence)
    row.prompts["证据编号"] = f"通常的证据：{usual}"
    return row


def _indicator(view: View, item: Indicator, score: Score, terms: Terms) -> GridRow:
    answer = view.answer(item)
    option = item.option(answer.get("二选一选项"))
    one = score.indicator(item.number)
    top, bottom = _sides(option.inputs)
    standard = {
        "一级指标": terms.value(item.group),
        "二级指标": item.subgroup,
        "三级指标": item.name,
        "指标解释": "\n".join(f"{o.name}：{o.definition}" for o in item.options)
        if item.alternatives
        else option.definition,
        "单位": item.unit,
        "引领值": _leading(item, one, terms),
        "分子口径": top[0],
        "分子单位": top[1],
        "分母口径": bottom[0],
        "分母单位": bottom[1],
    }
    row = GridRow(item.number, {"是否适用": "是", **answer, **standard})
    if one.value is not None and one.origin != "typed":
        row.computed["现状值"] = decimal_string(one.value, 15)
    for name, number in (("得分率", one.ratio), ("得分", one.points if score.scored else None)):
        if number is not None and one.applicable and (name == "得分" or one.value is not None):
            row.computed[name] = decimal_string(number, 15)
    if not one.applicable:
        row.computed["得分率"] = EXCLUDED
    row.percent = frozenset({"得分率"} | ({"引领值", "自评值", "现状值"} if item.unit == "%" else set()))
    if item.alternatives:
        row.options["二选一选项"] = f"alternatives_{item.number}"
    if not item.na:
        row.prompts["是否适用"] = "本项任何园区都适用，不接受“否”"
    else:
        row.prompts["不适用理由"] = "可用的理由：" + "；".join(item.na)
    return row


def _leading(item: Indicator, one: IndicatorScore, terms: Terms) -> str:
    """The leading or target value; one that goes by size is the park's own, or says that there is none."""
    if not isinstance(item.leading, VARYING):
        return terms.value(item.leading)
    return decimal_string(one.leading, 15) if one.leading is not None else "未给出"


def _sides(
    inputs: Inputs,
) -> tuple[tuple[str, str], tuple[str, str]]:
    """What numerator and denominator count, with units."""
    if isinstance(inputs, RatioInputs):
        return (inputs.numerator.counts, inputs.numerator.unit), (inputs.denominator.counts, inputs.denominator.unit)
    if isinstance(inputs, CountInputs):
        return (inputs.counts, inputs.unit), ("", "")
    if isinstance(inputs, PresenceInputs):
        return (inputs.shown_by, ""), ("", "")
    if isinstance(inputs, ChecksInputs):
        return (f"由检查项 {'、'.join(inputs.checks)} 的结果得出", ""), ("", "")
    return (f"取自年度数据“{inputs.numerator}”", ""), (f"取自年度数据“{inputs.denominator}”", "")
