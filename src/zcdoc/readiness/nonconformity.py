"""Nonconformities: described, graded, corrected and closed. That something is unmet is a conclusion and no defect."""

from __future__ import annotations

from zcdoc.model.nonconformity import CLOSED, correction, grade_of, is_problem
from zcdoc.model.tables import MET, UNMET
from zcdoc.readiness.case import Case, Found, Inspected, Rule, blanks, listed

UNDESCRIBED = Rule("issue-undescribed", "error", "判为不符合、部分符合的要写问题描述")
UNGRADED = Rule("issue-ungraded", "warning", "写了问题描述的应有问题等级")
NO_CORRECTION = Rule("issue-without-correction", "warning", "不符合的应有整改措施或计划措施")
CORRECTION_GAPS = Rule("issue-correction-incomplete", "warning", "没有关闭的整改措施应有整改责任人和完成期限")
CLOSED_UNDATED = Rule("issue-closed-undated", "warning", "整改已关闭的应有验证日期")
OVERDUE = Rule("issue-overdue", "warning", "整改过了完成期限的应已关闭，或重定期限")
CLOSED_UNMET = Rule("issue-closed-but-unmet", "warning", "整改已关闭的，结果不应仍是不符合")
OPEN_MET = Rule("issue-open-but-met", "warning", "一般和严重问题未关闭的，结果不应是符合")
RULES = (
    UNDESCRIBED, UNGRADED, NO_CORRECTION, CORRECTION_GAPS, CLOSED_UNDATED, OVERDUE, CLOSED_UNMET, OPEN_MET,
)  # fmt: skip


def find(case: Case) -> Found:
    for item in case.inspected:
        yield from _issue(item)
        yield from _correction(case, item)
        yield from _closure(item)


def _issue(item: Inspected) -> Found:
    described = item.row.get("问题描述")
    if item.result in {"不符合", "部分符合"} and not described:
        message = f"检查项 {item.check.id} 判为“{item.result}”，没有写问题描述"
        yield UNDESCRIBED.at(item.where, message, "在“问题描述”栏写明何处、何物、与要求差在哪里")
    if described and not grade_of(item.check, item.row):
        message = f"检查项 {item.check.id} 写了问题描述，没有定问题等级"
        yield UNGRADED.at(item.where, message, "在“问题等级”栏选 严重、一般、观察项 之一")


def _correction(case: Case, item: Inspected) -> Found:
    row = item.row
    fix, _, due = correction(row)
    if item.result == "不符合" and row.get("问题描述") and not fix:
        message = f"检查项 {item.check.id} 不符合，没有整改措施，也没有计划措施"
        yield NO_CORRECTION.at(item.where, message, "填写“整改措施”“整改责任人”和“完成期限”")
    missing = blanks(row, ("整改责任人", "完成期限"))
    if row.get("整改措施") and missing and row.get("验证结论") != CLOSED:
        message = f"检查项 {item.check.id} 写了整改措施，缺{listed(missing)}"
        yield CORRECTION_GAPS.at(item.where, message, f"补填{listed(missing)}")
    if not is_problem(case.view, item.check):
        due = row.get("完成期限", "")  # a plan for a check that has no problem is no correction
    if "" < due < case.as_of and row.get("验证结论") != CLOSED:
        message = f"检查项 {item.check.id} 的整改期限 {due} 已过（截至 {case.as_of}），没有关闭"
        yield OVERDUE.at(item.where, message, "验证后在“验证结论”栏选“已关闭”，或写明新的期限")


def _closure(item: Inspected) -> Found:
    row, name = item.row, f"检查项 {item.check.id}"
    closed = row.get("验证结论") == CLOSED
    if closed and not row.get("验证日期"):
        yield CLOSED_UNDATED.at(item.where, f"{name} 的整改已关闭，没有验证日期", "填写“验证日期”栏")
    if closed and item.result in UNMET:
        message = f"{name} 的整改已关闭，结果仍是“{item.result}”"
        yield CLOSED_UNMET.at(item.where, message, "按整改后的情况改“结果”栏，或把“验证结论”改为未关闭")
    if not closed and item.result in MET and row.get("问题等级") in {"严重", "一般"}:
        message = f"{name} 有{row['问题等级']}问题未关闭，结果却是“{item.result}”"
        yield OPEN_MET.at(item.where, message, "改“结果”栏，或验证后关闭该问题")
