"""Indicators: every applicable one has a value, a source and evidence; every exclusion has an admissible reason."""

from __future__ import annotations

from zcdoc.model.crosswalk import TO_REVIEW
from zcdoc.model.evidence import references
from zcdoc.model.indicator import ChecksInputs, SeriesInputs
from zcdoc.model.record import natural
from zcdoc.model.series import window_years, yearly_number
from zcdoc.model.values import grade
from zcdoc.readiness.case import Answered, Case, Found, Rule, listed, place, shown

SELF_TOLERANCE_PERCENT = 5
INCOMPLETE = Rule("indicator-incomplete", "error", "适用的指标要有值，没有值的不能提交")
NO_SOURCE = Rule("indicator-without-source", "warning", "有值的指标应写数据来源")
NO_EVIDENCE = Rule("indicator-without-evidence", "warning", "有值的指标应有证据编号")
NA_REASON = Rule("indicator-na-without-reason", "error", "不适用的指标要写不适用理由")
NA_REFUSED = Rule("indicator-na-not-admitted", "error", "任何园区都适用的指标不能填否")
UNKNOWN_FLAG = Rule("indicator-applicable-unknown", "error", "是否适用只填是或否")
UNKNOWN_OPTION = Rule("indicator-option-unknown", "error", "二选一选项要是标准列出的名称")
OTHER_YEAR = Rule("indicator-other-year", "warning", "指标的数据年度应与本轮一致，不一致的在口径说明写明原因")
SELF_DIFFERS = Rule(
    "indicator-self-differs", "warning", f"自评值与核定值相差超过 {SELF_TOLERANCE_PERCENT}% 的应查明原因", "report"
)
TO_CONFIRM = Rule("indicator-to-review", "warning", "从另一部标准带来的指标数据应复核")
UNKNOWN_INDICATOR = Rule("indicator-unknown", "warning", "记录中的指标应在所用的标准包内")
RULES = (
    INCOMPLETE, NO_SOURCE, NO_EVIDENCE, NA_REASON, NA_REFUSED, UNKNOWN_FLAG, UNKNOWN_OPTION, OTHER_YEAR, SELF_DIFFERS,
    TO_CONFIRM, UNKNOWN_INDICATOR,
)  # fmt: skip


def find(case: Case) -> Found:
    for one in case.answered:
        yield from _choices(one)
        yield from _applicability(case, one)
        yield from _value(case, one)
        yield from _comparison(case, one)
    for key in sorted(case.view.answers.keys() - case.pack.indicator_of.keys(), key=natural):
        message = f"记录里有指标 {key} 的填写内容，标准包 {case.pack.id} {case.pack.version} 没有这一项"
        yield UNKNOWN_INDICATOR.at(place("indicators", key), message, "核对标准包版本，把内容移到对应的指标")


def _choices(one: Answered) -> Found:
    flag, option = one.row.get("是否适用", "是"), one.row.get("二选一选项")
    names = [o.name for o in one.item.options]
    if flag not in {"是", "否"}:
        yield UNKNOWN_FLAG.at(one.where, f"{one.name}的“是否适用”填了“{flag}”", "改填 是 或 否")
    if option and option not in names:
        message = f"指标 {one.item.number} 的二选一选项“{option}”不在标准之列，现按第一项计分"
        yield UNKNOWN_OPTION.at(one.where, message, f"“二选一选项”栏改选 {listed(names)}")


def _counts_for(case: Case) -> str:
    """What an indicator without a value comes to: nothing where there are points, else no verdict."""
    return "按 0 分计" if case.score.scored else "不能算达到"


def _applicability(case: Case, one: Answered) -> Found:
    if one.row.get("是否适用") != "否":
        return
    if not one.item.na:
        message = f"{one.name}的“是否适用”填了“否”，而该项任何园区都适用"
        yield NA_REFUSED.at(one.where, message, f"改为“是”并填写数值；现在当作没有填写，{_counts_for(case)}")
    elif not one.row.get("不适用理由"):
        fix = f"在“不适用理由”栏写明理由；可用的理由：{'；'.join(one.item.na)}"
        yield NA_REASON.at(one.where, f"{one.name}填了“否”，没有写理由，当作没有填写", fix)


def _value(case: Case, one: Answered) -> Found:
    if one.score.applicable and one.score.blank and not one.malformed and one.row.get("是否适用") != "否":
        yield INCOMPLETE.at(one.where, f"{one.name}没有现状值，{_counts_for(case)}", _how_to_fill(case, one))
    if not one.has_value or isinstance(one.inputs, ChecksInputs):
        return
    if one.row.get("备注", "").startswith(TO_REVIEW):
        fix = "核对分子、分母的口径和数字，再改写“备注”"
        yield TO_CONFIRM.at(one.where, f"{one.name}的数据是从另一部标准带来的，还没有复核", fix)
    if not one.row.get("数据来源"):
        yield NO_SOURCE.at(one.where, f"{one.name}有值，没有写数据来源", "在“数据来源”栏写明台账、报表或计量点")
    if not references(one.row):
        yield NO_EVIDENCE.at(one.where, f"{one.name}有值，没有证据编号", "在证据清单登记后把编号填入“证据编号”栏")


def _how_to_fill(case: Case, one: Answered) -> str:
    if isinstance(one.inputs, ChecksInputs):
        return f"判完检查项 {'、'.join(one.inputs.checks)}"
    if isinstance(one.inputs, SeriesInputs):
        years = window_years(one.inputs, one.row.get("数据年度") or case.data_year, case.terms)
        return f"在年度数据补齐{_absent(case, one.inputs, years)}，或填“现状值”栏"
    cells = {"ratio": "“分子”和“分母”，或“现状值”", "count": "“分子”或“现状值”"}.get(one.inputs.kind, "“现状值”")
    words = "（有、无，或 0 到 1 之间的数）" if one.inputs.kind == "presence" else ""
    return f"填写{cells}栏{words}" + ("；确实不适用的在“是否适用”栏填否并写理由" if one.item.na else "")


def _absent(case: Case, inputs: SeriesInputs, years: list[str]) -> str:
    """The yearly numbers that the series still lacks: `2023 年的“可比产值”`."""
    rows, names = case.view.rows("yearly"), (inputs.numerator, inputs.denominator)
    lacking = {name: [y for y in years if yearly_number(rows, name, y) is None] for name in names}
    told = [f"{listed(gaps)} 年的“{name}”" for name, gaps in lacking.items() if gaps]
    span = f"{years[0]} 至 {years[-1]} 年" if years else "窗口内各年"
    return "和".join(told) or f"{span}的“{names[0]}”和“{names[1]}”"


def _comparison(case: Case, one: Answered) -> Found:
    year = one.row.get("数据年度", "")
    if year and case.data_year and year != case.data_year and not one.row.get("口径说明"):
        message = f"{one.name}的数据年度是 {year}，本轮的数据年度是 {case.data_year}"
        yield OTHER_YEAR.at(one.where, message, "换用本轮年度的数据，或在“口径说明”栏写明原因")
    own, value = grade(one.row.get("自评值")), one.score.value
    if not one.has_value or one.impossible or own is None or value is None:
        return
    if abs(own - value) > abs(value) * SELF_TOLERANCE_PERCENT / 100:
        unit = one.item.unit
        message = (
            f"{one.name}的自评值 {shown(own, unit)} 与核定值 {shown(value, unit)} 相差超过 {SELF_TOLERANCE_PERCENT}%"
        )
        yield SELF_DIFFERS.at(one.where, message, "查明差异，更正有误的一个；差异属实的，豁免并写明核定的依据")
