"""Checks: a result for each, in the words allowed, shown by evidence and true to its own numbers."""

from __future__ import annotations

import re

from zcdoc.model.crosswalk import TO_REVIEW
from zcdoc.model.evidence import references
from zcdoc.model.record import natural
from zcdoc.model.tables import MEASURE_SHEET, MET, NOT_APPLICABLE, NOT_INSPECTED, PARTLY, UNMET
from zcdoc.model.view import holds, threshold_text
from zcdoc.model.vocabulary import results_of
from zcdoc.readiness.case import Case, Found, Inspected, Rule, listed, shown

UNJUDGED = Rule("check-unjudged", "error", "每个检查项都要有结果，未检查的不能提交")
UNREAD = Rule("check-content-unread", "error", "所据文本没有给出要求什么的检查项，没有叠加原文的不能判符合")
UNGIVEN = Rule("check-content-not-given", "warning", "所据文本没有给出要求什么的检查项，叠加原文后再判")
UNKNOWN_RESULT = Rule("check-result-unknown", "error", "结果要用该检查项允许的词")
NO_EVIDENCE = Rule("check-without-evidence", "error", "判为符合、部分符合、已采用、部分采用的，要有证据编号")
NO_FINDING = Rule("check-without-finding", "warning", "判了结果的检查项应写检查所见")
COPIED = Rule("check-finding-copied", "warning", "各检查项的检查所见应分别写，不照抄另一项")
NA_REASON = Rule("check-na-without-reason", "error", "判不适用的要写不适用理由")
NA_REFUSED = Rule("check-na-not-admitted", "error", "不接受不适用的检查项不能判不适用")
AGAINST_NUMBER = Rule("check-contradicts-measure", "error", "结果要与实测值、要求值的比较一致")
NO_MEASURE = Rule("check-without-measure", "warning", "有要求值的检查项判为符合或已采用的，应填实测值")
UNKNOWN_CHECK = Rule("check-unknown", "warning", "记录中的检查项应在所用的标准包内")
RULES = (
    UNJUDGED, UNREAD, UNGIVEN, UNKNOWN_RESULT, NO_EVIDENCE, NO_FINDING, COPIED, NA_REASON, NA_REFUSED, AGAINST_NUMBER,
    NO_MEASURE, UNKNOWN_CHECK,
)  # fmt: skip


def find(case: Case) -> Found:
    for item in case.inspected:
        for judge in (_result, _support, _not_applicable, _measure):
            yield from judge(case, item)
    yield from _copied(case)
    for key in sorted(case.view.checks.keys() - case.pack.checks.keys(), key=natural):
        message = f"记录里有检查项 {key} 的填写内容，标准包 {case.pack.id} {case.pack.version} 没有这一项"
        yield UNKNOWN_CHECK.at(f"{MEASURE_SHEET}!{key}", message, "核对标准包版本，把内容移到对应的检查项")


def _result(case: Case, item: Inspected) -> Found:
    allowed = results_of(item.clause, item.check)
    if item.row.get("结果") == NOT_APPLICABLE:
        return  # whether it is admitted is asked below
    if item.result == NOT_INSPECTED and case.pack.is_unknown(item.check):
        yield from _unread(case, item)
        return
    if item.result == NOT_INSPECTED:
        words = [r for r in allowed if r != NOT_INSPECTED and (item.check.grounds or r != NOT_APPLICABLE)]
        name = f"检查项 {item.check.id}（{item.check.text}）"
        if item.row.get("检查进度") == TO_REVIEW:
            fix = f"复核“检查所见”和证据，在“结果”栏选 {listed(words)}；带来的内容出处见“备注”"
            yield UNJUDGED.at(item.where, f"{name}{TO_REVIEW}，还没有结果", fix)
        else:
            yield UNJUDGED.at(item.where, f"{name}还没有结果", f"检查后在“结果”栏选 {listed(words)}")
    elif item.result not in allowed:
        message = f"检查项 {item.check.id} 的结果“{item.result}”不在允许的取值之内"
        yield UNKNOWN_RESULT.at(item.where, message, f"“结果”栏改选 {listed(allowed)} 之一")


def _unread(case: Case, item: Inspected) -> Found:
    """A check of which nobody here has the words: it may stay 未检查, and cannot be 符合."""
    name = f"检查项 {item.check.id}（{item.check.text}）"
    if case.view.unread(item.check):
        message = f"{name}判为“{item.row['结果']}”，而所据文本没有给出要求什么，按未检查处理"
        yield UNREAD.at(item.where, message, "“结果”栏改为未检查；手头有标准原文的，写 overlays 下的原文叠加，再判结果")
    else:
        message = f"{name}所据文本没有给出要求什么，不能判定"
        yield UNGIVEN.at(item.where, message, "手头有标准原文的，写 overlays 下的原文叠加（docs/packs.md），再判结果")


def _support(_case: Case, item: Inspected) -> Found:
    name = f"检查项 {item.check.id} 判为“{item.result}”"
    if item.result in (*MET, *PARTLY) and not references(item.row):
        usual = listed(e.name for e in item.check.evidence)
        fix = f"在证据清单登记后把编号填入“证据编号”栏；通常的证据：{usual}"
        yield NO_EVIDENCE.at(item.where, f"{name}，却没有证据编号", fix)
    if item.result in (*MET, *PARTLY, *UNMET) and not item.row.get("检查所见"):
        yield NO_FINDING.at(item.where, f"{name}，“检查所见”是空白", "写明看到了什么、问了谁、数字是多少")


def _copied(case: Case) -> Found:
    """The same words at two checks mean that at least one of them was not looked at."""
    first: dict[str, str] = {}
    for item in case.inspected:
        # What was adopted from another standard is not this check's finding until somebody has judged it.
        words = "" if item.result == NOT_INSPECTED else re.sub(r"\W+", "", item.row.get("检查所见", ""))
        same = first.setdefault(words, item.check.id) if words else item.check.id
        if same != item.check.id:
            message = f"检查项 {item.check.id} 的检查所见与 {same} 一字不差"
            yield COPIED.at(item.where, message, "写明这一项自己的所见；确属同一事实的，写出它与本项要求的关系")


def _not_applicable(_case: Case, item: Inspected) -> Found:
    if item.row.get("结果") != NOT_APPLICABLE:
        return
    if not item.check.grounds or NOT_APPLICABLE not in results_of(item.clause, item.check):
        message = f"检查项 {item.check.id} 判为“不适用”，而该项任何园区都适用，当作未检查"
        yield NA_REFUSED.at(item.where, message, "按实际情况重新判定")
    elif not item.row.get("不适用理由"):
        fix = f"在“不适用理由”栏写明理由；可用的理由：{'；'.join(item.check.grounds)}"
        yield NA_REASON.at(item.where, f"检查项 {item.check.id} 判为“不适用”，没有写理由", fix)


def _measure(case: Case, item: Inspected) -> Found:
    quantity, measured = item.check.quantity, case.view.measured(item.check)
    if quantity is None:
        return
    limit = threshold_text(quantity)
    if measured is None:
        if item.result in MET:
            message = f"检查项 {item.check.id} 判为“{item.result}”，要求值是{quantity.name} {limit}，没有实测值"
            yield NO_MEASURE.at(item.where, message, "在“实测值”栏填写测得的数值")
        return
    kept = holds(quantity, measured)
    if item.result in (UNMET if kept else MET):
        verb = "达到" if kept else "没有达到"
        message = (
            f"{quantity.name}实测值 {shown(measured, quantity.unit)}，{verb}要求值 {limit}，结果却是“{item.result}”"
        )
        yield AGAINST_NUMBER.at(item.where, message, "核对“实测值”栏的数值和单位，再改正“结果”栏")
