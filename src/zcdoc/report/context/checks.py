"""What is said about a check: facts for its sentence, the short forms for table cells, and counts over many checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from zcdoc.model.nonconformity import correction, grade_of
from zcdoc.model.pack import Check, Clause, Quantity
from zcdoc.model.tables import MET, NOT_APPLICABLE, NOT_INSPECTED, PARTLY
from zcdoc.model.values import fraction, split_refs
from zcdoc.model.view import holds
from zcdoc.model.vocabulary import binds, sheet_of, who
from zcdoc.report.context import fmt
from zcdoc.report.context.base import Data, Writer

_NO_WORD = "（—）"  # how the workbook shows that no modal word is printed; a document says nothing there
NEAR = Fraction(2, 100)  # of the threshold
ORDER = ("符合", "已采用", "部分符合", "部分采用", "不符合", "未采用", NOT_APPLICABLE, NOT_INSPECTED)


def facts_of(w: Writer, clause: Clause, check: Check) -> Data:
    """Plain facts about one check, for the phrases `check.*`."""
    row = w.view.check_row(check)
    result = w.view.result(check)
    return {
        "id": check.id,
        "text": fmt.open_end(check.asked),
        "method": check.method,
        "recommended": not binds(clause, check),
        "result": result,
        "met": result in MET,
        "partly": result in PARTLY,
        "unmet": w.view.is_unmet(check),
        "inapplicable": result == NOT_APPLICABLE,
        "open": result == NOT_INSPECTED,
        "finding": fmt.open_end(w.view.finding(check)),
        "reason": fmt.open_end(row.get("不适用理由", "")),
        "evidence": fmt.refs(row.get("证据编号", "")),
        "weak": weak_evidence(w, row.get("证据编号", "")),
        "issue": issue_of(check, row),
        "may": check.type == "permission",
        "quantity": quantity_of(w, check),
        "assumed": w.open_assumptions(clause=clause.id),
    }


def issue_of(check: Check, row: dict[str, str]) -> Data:
    """The nonconformity of a check with its correction, or what is planned; `text` is blank when there is none."""
    fix, who, due = correction(row)
    return {
        "grade": grade_of(check, row),
        "text": fmt.open_end(row.get("问题描述", "")),
        "fix": fmt.open_end(fix),
        "who": who or row.get("整改责任人", ""),
        "due": fmt.date(due),
        "closure": row.get("验证结论", ""),
        "closed_on": fmt.date(row.get("验证日期", "")),
    }


def weak_evidence(w: Writer, refs: str) -> str:
    """Evidence that is not 充分, with its state: `EV-003（过期）`."""
    states = ((ref, w.facts.evidence_states.get(ref, "")) for ref, _ in split_refs(refs))
    return "、".join(f"{ref}（{state}）" for ref, state in states if state and state != "充分")


def quantity_of(w: Writer, check: Check) -> Data:
    """The threshold of a check and what was measured; an empty dict when it has none."""
    quantity = check.quantity
    if quantity is None:
        return {}
    value, limit = w.view.measured(check), Fraction(quantity.threshold)
    keeps = value is not None and holds(quantity, value)
    return {
        "name": quantity.name,
        "unit": quantity.unit,
        "compare": quantity.compare,
        "limit": _limit(quantity),
        "known": value is not None,
        "shown": fmt.measure(value, quantity.unit, limit),
        "holds": keeps,
        "short": fmt.measure(abs((value or Fraction(0)) - limit), quantity.unit, Fraction(0)).replace("%", " 个百分点"),
        "near": value is not None and bool(limit) and quantity.unit == "%" and abs(value - limit) <= NEAR * abs(limit),
        "agrees": value is None or _agrees(w.view.result(check), keeps),
        "terms": _terms(w, quantity) if _is_computed(w, check) else [],
    }


def _is_computed(w: Writer, check: Check) -> bool:
    return fraction(w.view.check_row(check).get("实测值")) is None


def _agrees(result: str, keeps: bool) -> bool:  # noqa: FBT001  a fact, not a switch
    return result in (NOT_INSPECTED, NOT_APPLICABLE) or (result in MET) == keeps


def _limit(quantity: Quantity) -> str:
    limit = Fraction(quantity.threshold)
    return fmt.whole_percent(limit) if quantity.unit == "%" else fmt.joined(fmt.number(limit), quantity.unit)


def _terms(w: Writer, quantity: Quantity) -> list[Data]:
    """Numerator and denominator from 园区信息, when both stand."""
    names = quantity.ratio_of or []
    shown = [{"name": name, "shown": w.profile(name)} for name in names]
    return shown if all(term["shown"] for term in shown) else []


def sentence(w: Writer, clause: Clause, check: Check) -> str:
    """The judgement of one check as an assessor would write it."""
    said = w.say("check.sentence", **facts_of(w, clause, check))
    return "".join([said, *w.doubts(sheet_of(clause.kind), check.id)])


def row(w: Writer, clause: Clause, check: Check) -> Data:
    """One row of a check table."""
    facts = facts_of(w, clause, check)
    return {
        "id": check.id,
        "clause": clause.number,
        "title": clause.title,
        "text": w.say("check.asked", text=check.asked, who=who(clause, check)),
        "type": check.label.removesuffix(_NO_WORD),
        "method": check.method,
        "finding": w.say("check.cell", **facts),
        "evidence": fmt.stacked(w.say("check.evidence_cell", **facts)).replace("；", "\n"),
        "result": fmt.signed(facts["result"]),
    }


def clause_cell(w: Writer, clause: Clause) -> str:
    """The result of a clause in a table cell, with the recommendations that are not followed; a dash for mere statements."""
    result = w.view.clause_result(clause)
    left: dict[str, list[str]] = (
        {word: [] for word in ("部分采用", "未采用")} if result in ("符合", "部分符合", "不符合", NOT_INSPECTED) else {}
    )
    for check in w.view.not_adopted(clause) if left else []:
        left[w.view.result(check)].append(check.id.rsplit(".", 1)[-1])
    advice = [{"result": word, "letters": letters} for word, letters in left.items() if letters]
    return w.say("check.clause_cell", result=fmt.signed(result) or fmt.DASH, advice=advice)


def tally(results: Iterable[str]) -> Counter[str]:
    return Counter(results)


def spread(w: Writer, results: list[str]) -> str:
    """`符合 5 项、部分符合 1 项`; zero counts are left out."""
    counts = tally(results)
    parts = [{"result": name, "count": counts[name]} for name in ORDER if counts[name]]
    return w.say("check.spread", parts=parts)


def mark_gaps(w: Writer, clause: Clause) -> None:
    """Lists what the checks of a clause lack: results once for the clause, evidence and reasons check by check."""
    ids = [c.id for c in clause.checks if w.view.result(c) == NOT_INSPECTED]
    if ids:
        w.gap(w.say("check.open_gap", clause=clause.number, count=len(ids)), f"检查项 {fmt.listed(ids, 6)}")
    for check in clause.checks:
        row, result = w.view.check_row(check), w.view.result(check)
        if result == NOT_APPLICABLE and not row.get("不适用理由"):
            w.gap(w.say("check.reason_gap", id=check.id), f"检查项 {check.id}：不适用理由")
        if result in (*MET, *PARTLY) and not row.get("证据编号"):
            w.gap(w.say("check.evidence_gap", id=check.id), f"检查项 {check.id}：证据编号")
