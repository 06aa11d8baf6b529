"""Who inspected, who reviewed, and when."""

from __future__ import annotations

from zcdoc.model.tables import NOT_INSPECTED
from zcdoc.readiness.case import Case, Found, Inspected, Rule, blanks, listed, names_in

UNSIGNED = Rule("check-done-unsigned", "warning", "检查进度为已完成的应有检查人和检查日期")
UNFINISHED = Rule("check-unfinished", "warning", "提交时检查进度应为已完成")
SELF_REVIEW = Rule("check-self-reviewed", "warning", "检查人与复核人应不是同一人")
ORDER = Rule("check-review-early", "warning", "复核日期应不早于检查日期")
OUTSIDER = Rule("check-inspector-outside-team", "warning", "评价轮次的检查人应是评价组长或评价组成员", "report")
RULES = (UNSIGNED, UNFINISHED, SELF_REVIEW, ORDER, OUTSIDER)


def find(case: Case) -> Found:
    team = case.team
    for item in case.inspected:
        yield from _progress(item)
        yield from _review(item)
        yield from _outsider(item, team)


def _outsider(item: Inspected, team: set[str]) -> Found:
    others = sorted(names_in(item.row.get("检查人", "")) - team) if team else []
    if others:
        message = f"检查项 {item.check.id} 的检查人{listed(others)}不在评价组内"
        yield OUTSIDER.at(item.where, message, "改正“检查人”栏，或在园区信息的“评价组成员”补上此人")


def _progress(item: Inspected) -> Found:
    progress = item.row.get("检查进度", "")
    missing = blanks(item.row, ("检查人", "检查日期"))
    if progress == "已完成" and missing:
        message = f"检查项 {item.check.id} 的检查进度是“已完成”，缺{listed(missing)}"
        yield UNSIGNED.at(item.where, message, f"补填{listed(missing)}")
    if progress not in {"", "已完成"} and item.result != NOT_INSPECTED:
        message = f"检查项 {item.check.id} 判为“{item.result}”，检查进度还是“{progress}”"
        yield UNFINISHED.at(item.where, message, "做完复核后把“检查进度”改为“已完成”")


def _review(item: Inspected) -> Found:
    row, name = item.row, f"检查项 {item.check.id}"
    if row.get("检查人") and row.get("检查人") == row.get("复核人"):
        message = f"{name} 的检查人和复核人都是{row['检查人']}"
        yield SELF_REVIEW.at(item.where, message, "由另一人复核，改“复核人”栏")
    if "" < row.get("复核日期", "") < row.get("检查日期", ""):
        message = f"{name} 的复核日期 {row['复核日期']} 早于检查日期 {row['检查日期']}"
        yield ORDER.at(item.where, message, "核对“检查日期”和“复核日期”两栏")
