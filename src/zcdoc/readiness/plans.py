"""Targets, projects and planned measures: years, dates and amounts that can be true."""

from __future__ import annotations

from zcdoc.model.record import Row
from zcdoc.model.tables import MET, NOT_APPLICABLE
from zcdoc.model.values import fraction
from zcdoc.readiness.case import Case, Found, Inspected, Rule, blanks, listed, place

NO_TARGET = Rule("target-none", "warning", "应有量化的目标")
TARGET_YEARS = Rule("target-years", "error", "目标年要晚于基准年")
TARGET_GAPS = Rule("target-incomplete", "warning", "目标应有目标项、基准年、基准值、目标年、目标值和单位")
LAPSED = Rule("target-lapsed", "warning", "每个目标项最晚的目标年应还没有过去")
PROJECT_DATES = Rule("project-dates", "error", "项目完成日期不能早于开始日期")
PROJECT_NEGATIVE = Rule("project-negative", "error", "项目的投资、减排量和寿命不能为负")
PROJECT_STATE = Rule("project-state", "warning", "项目的状态应与开始、完成日期相符")
PROJECT_GAPS = Rule("project-incomplete", "warning", "项目应有名称、责任单位、开始日期、完成日期和状态")
SCHEME_TARGET = Rule("target-none-for-scheme", "error", "创建方案要有量化的目标", "scheme")
NO_PLAN = Rule("plan-missing", "error", "判为不符合、部分符合的检查项，创建方案要有计划措施或整改措施", "scheme")
PLAN_GAPS = Rule("plan-incomplete", "error", "写了计划措施的要有计划责任单位和计划完成", "scheme")
PLAN_LATE = Rule("plan-overdue", "warning", "尚未做到的检查项，计划完成不应早于截止日期", "scheme")
RULES = (
    NO_TARGET, TARGET_YEARS, TARGET_GAPS, LAPSED, PROJECT_DATES, PROJECT_NEGATIVE, PROJECT_STATE, PROJECT_GAPS,
    SCHEME_TARGET, NO_PLAN, PLAN_GAPS, PLAN_LATE,
)  # fmt: skip


def find(case: Case) -> Found:
    targets = case.view.rows("targets")
    if not targets:
        yield NO_TARGET.at("目标!编号", "没有登记目标", "登记基准年、目标年和目标值，至少有温室气体排放一项")
        yield SCHEME_TARGET.at(
            "目标!编号", "创建方案没有可写的目标", "登记基准年、目标年和目标值，至少有温室气体排放一项"
        )
    for key, row in targets.items():
        yield from _target(place("targets", key), row)
    yield from _lapsed(case)
    for key, row in case.view.rows("projects").items():
        yield from _project(place("projects", key), row)
        yield from _state(case, place("projects", key), row)
    for item in case.inspected:
        yield from _plan(case, item)


def _plan(case: Case, item: Inspected) -> Found:
    row, name = item.row, f"检查项 {item.check.id}"
    if item.result in {"不符合", "部分符合"} and not (row.get("计划措施") or row.get("整改措施")):
        yield NO_PLAN.at(
            item.where, f"{name} 判为“{item.result}”，没有计划措施", "填写“计划措施”“计划责任单位”和“计划完成”"
        )
    missing = blanks(row, ("计划责任单位", "计划完成"))
    if row.get("计划措施") and missing:
        yield PLAN_GAPS.at(item.where, f"{name} 有计划措施，缺{listed(missing)}", f"补填{listed(missing)}")
    due = row.get("计划完成", "")
    if item.result not in (*MET, NOT_APPLICABLE) and "" < due < case.as_of:
        yield PLAN_LATE.at(
            item.where, f"{name} 的计划完成 {due} 已过（截至 {case.as_of}），尚未做到", "核对进展，改“结果”或“计划完成”"
        )


def _target(where: str, row: Row) -> Found:
    name, base, year = f"“{row.get('目标项', '')}”", row.get("基准年", ""), row.get("目标年", "")
    missing = blanks(row, ("目标项", "基准年", "基准值", "目标年", "目标值", "单位"))
    if missing:
        yield TARGET_GAPS.at(where, f"{name}缺{listed(missing)}", f"补填{listed(missing)}")
    if "" < year <= base:
        yield TARGET_YEARS.at(where, f"{name}的目标年 {year} 不晚于基准年 {base}", "核对“基准年”和“目标年”两栏")


def _lapsed(case: Case) -> Found:
    """A stage reached stays in the record; what has no later stage is a target no more."""
    last: dict[str, tuple[str, str]] = {}
    for key, row in case.view.rows("targets").items():
        name, year = row.get("目标项", ""), row.get("目标年", "")
        if year > row.get("基准年", ""):
            last[name] = max(last.get(name, ("", "")), (year, key))
    for name, (year, key) in last.items():
        if name and year < case.as_of[:4]:
            message = f"“{name}”的目标年 {year} 已经过去，没有以后的目标"
            yield LAPSED.at(place("targets", key), message, "写明实现情况，另列以后年份的目标；不再作为目标的，删去")


def _state(case: Case, where: str, row: Row) -> Found:
    state, start, end = row.get("状态", ""), row.get("开始日期", ""), row.get("完成日期", "")
    told = {
        "建成": ("完成日期", end if end > case.as_of else ""),
        "拟建": ("完成日期", end if "" < end < case.as_of else ""),
        "在建": ("开始日期", start if start > case.as_of else ""),
    }
    name, date = told.get(state, ("", ""))
    if date:
        message = f"“{row.get('项目名称', '')}”的状态是“{state}”，{name}却是 {date}（截至 {case.as_of}）"
        yield PROJECT_STATE.at(where, message, f"核对“状态”和“{name}”两栏")


def _project(where: str, row: Row) -> Found:
    name, start, end = f"“{row.get('项目名称', '')}”", row.get("开始日期", ""), row.get("完成日期", "")
    missing = blanks(row, ("项目名称", "责任单位", "开始日期", "完成日期", "状态"))
    if missing:
        yield PROJECT_GAPS.at(where, f"{name}缺{listed(missing)}", f"补填{listed(missing)}")
    if "" < end < start:
        yield PROJECT_DATES.at(where, f"{name}的完成日期 {end} 早于开始日期 {start}", "核对“开始日期”和“完成日期”两栏")
    below = [n for n in ("投资(万元)", "年减排量(tCO2e)", "寿命(年)") if (fraction(row.get(n)) or 0) < 0]
    if below:
        yield PROJECT_NEGATIVE.at(where, f"{name}的{listed(below)}是负数", "改正数值")
