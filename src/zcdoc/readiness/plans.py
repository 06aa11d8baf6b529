"""Targets and projects: years, dates and amounts that can be true."""

from __future__ import annotations

from zcdoc.model.record import Row
from zcdoc.model.values import fraction
from zcdoc.readiness.case import Case, Found, Rule, blanks, listed, place

NO_TARGET = Rule("target-none", "warning", "应有量化的目标")
TARGET_YEARS = Rule("target-years", "error", "目标年要晚于基准年")
TARGET_GAPS = Rule("target-incomplete", "warning", "目标应有目标项、基准年、基准值、目标年、目标值和单位")
PROJECT_DATES = Rule("project-dates", "error", "项目完成日期不能早于开始日期")
PROJECT_NEGATIVE = Rule("project-negative", "error", "项目的投资、减排量和寿命不能为负")
PROJECT_GAPS = Rule("project-incomplete", "warning", "项目应有名称、责任单位、开始日期、完成日期和状态")
RULES = (NO_TARGET, TARGET_YEARS, TARGET_GAPS, PROJECT_DATES, PROJECT_NEGATIVE, PROJECT_GAPS)


def find(case: Case) -> Found:
    targets = case.view.rows("targets")
    if not targets:
        yield NO_TARGET.at("目标!编号", "没有登记目标", "登记基准年、目标年和目标值，至少有温室气体排放一项")
    for key, row in targets.items():
        yield from _target(place("targets", key), row)
    for key, row in case.view.rows("projects").items():
        yield from _project(place("projects", key), row)


def _target(where: str, row: Row) -> Found:
    name, base, year = f"“{row.get('目标项', '')}”", row.get("基准年", ""), row.get("目标年", "")
    missing = blanks(row, ("目标项", "基准年", "基准值", "目标年", "目标值", "单位"))
    if missing:
        yield TARGET_GAPS.at(where, f"{name}缺{listed(missing)}", f"补填{listed(missing)}")
    if "" < year <= base:
        yield TARGET_YEARS.at(where, f"{name}的目标年 {year} 不晚于基准年 {base}", "核对“基准年”和“目标年”两栏")


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
