"""Self-inspection record, chapters 2 to 4: 基本要求自查表, 创建措施自查表, 指标自查表."""

from __future__ import annotations

from zcdoc.model.pack import Chapter, Check, Clause
from zcdoc.model.tables import NOT_APPLICABLE, NOT_INSPECTED, PARTLY
from zcdoc.report.context import checks, fmt
from zcdoc.report.context import indicators as shared
from zcdoc.report.context.base import Data, Writer
from zcdoc.report.context.measures import KINDS, clauses_of, pairs_of, summary
from zcdoc.report.context.requirements import summary_row

BASIC = ("principle", "requirement")


def requirements(w: Writer) -> Data:
    """The principles and the basic requirements: a line for each clause, then check by check."""
    w.chapter = "2 基本要求自查表"
    clauses = [c for c in w.pack.clauses if c.kind in BASIC]
    tables = w.caption("2", "requirements"), w.caption("2", "basic_checks")
    chosen = [(clause, check) for clause in clauses for check in clause.checks]
    results = {c.number: w.view.clause_result(c) for c in clauses}
    by_word = {word: [n for n, r in results.items() if r == word] for word in set(results.values())}
    return {
        "intro": w.say_all(
            "inspection.requirements", count=len(clauses), checks=len(chosen), met=by_word.get("符合", []),
            partly=by_word.get("部分符合", []), unmet=by_word.get("不符合", []), open=by_word.get(NOT_INSPECTED, []),
            summary=tables[0]["ref"], table=tables[1]["ref"],
        ),
        "t_summary": tables[0],
        "summary": [summary_row(w, clause) for clause in clauses],
        "attention": _attention(w, clauses, chosen),
        "t_checks": tables[1],
        "rows": [_row(w, clause, check) for clause, check in chosen],
        "notes": w.notes(clauses=[c.id for c in clauses]),
    }  # fmt: skip


def measures(w: Writer, counts: str) -> Data:
    """A section for each chapter of the pack's measures; the table `counts` has how many came to which result."""
    w.chapter = "3 创建措施自查表"
    chapters = [c for c in w.pack.head.chapters if c.kind in KINDS]
    results = [w.view.result(check) for c in w.pack.clauses if c.kind in KINDS for check in c.checks]
    return {
        "intro": w.say_all(
            "inspection.measures", count=len(results), systems=len(chapters), table=counts,
            spread=checks.spread(w, results), begun=any(r != NOT_INSPECTED for r in results),
        ),
        "systems": [_system(w, i, chapter) for i, chapter in enumerate(chapters, start=1)],
    }  # fmt: skip


def _system(w: Writer, place: int, chapter: Chapter) -> Data:
    w.chapter = f"3.{place} {chapter.title}"
    chosen = pairs_of(w, chapter)
    clauses = clauses_of(w, chapter)
    table = w.caption("3", "system", title=chapter.title)
    return {
        "heading": f"3.{place} {w.titled(chapter)}",
        "paras": [summary(w, chapter, table["ref"]), *_attention(w, clauses, chosen)],
        "caption": table,
        "rows": [_row(w, clause, check) for clause, check in chosen],
        "notes": w.notes(clauses=[c.id for c in clauses]),
    }


def _row(w: Writer, clause: Clause, check: Check) -> Data:
    """A row of the shared check table, with who inspected and when."""
    row = w.view.check_row(check)
    signed = w.say(
        "inspection.signed", who=row.get("检查人", ""), date=fmt.date(row.get("检查日期", "")),
        open=w.view.result(check) == NOT_INSPECTED,
    )  # fmt: skip
    return {**checks.row(w, clause, check), "signed": signed}


def _attention(w: Writer, clauses: list[Clause], chosen: list[tuple[Clause, Check]]) -> list[str]:
    """What a reader of the table should look at first; gaps of the checks join the list."""
    for clause in clauses:
        checks.mark_gaps(w, clause)
    facts = [checks.facts_of(w, clause, check) for clause, check in chosen]

    def named(*results: str) -> list[str]:
        return [f["id"] for f in facts if f["result"] in results]

    return w.say_all(
        "inspection.attention", "inspection.mismatch", "inspection.assumed",
        unmet=[f["id"] for f in facts if f["unmet"]], partly=named(*PARTLY), inapplicable=named(NOT_APPLICABLE), open=named(NOT_INSPECTED),
        weak=_weak(facts), count=len(facts), where="、".join(f"检查项 {f['id']}" for f in facts if _differs(f)),
        near=[f["id"] for f in facts if f["quantity"] and f["quantity"]["near"]],
        differing=[_measured(f) for f in facts if _differs(f)],
        assumed=[
            {"id": f["id"], "items": f["assumed"]} for f in facts if f["quantity"] and f["assumed"] and not f["open"]
        ],
    )  # fmt: skip


def _weak(facts: list[Data]) -> list[Data]:
    """Checks by the evidence that is not good enough: `5.6-3.a、5.6-3.b，EV-028（待补充）`."""
    found: dict[str, list[str]] = {}
    for fact in facts:
        if fact["weak"]:
            found.setdefault(fact["weak"], []).append(fact["id"])
    return [{"ids": ids, "what": what} for what, ids in found.items()]


def _differs(fact: Data) -> bool:
    """Whether the result contradicts what was measured."""
    return bool(fact["quantity"]) and not fact["quantity"]["agrees"]


def _measured(facts: Data) -> Data:
    """A check whose result contradicts what was measured."""
    quantity = facts["quantity"]
    return {
        "id": facts["id"], "result": facts["result"], "name": quantity["name"], "shown": quantity["shown"],
        "limit": quantity["limit"],
    }  # fmt: skip


def indicators(w: Writer) -> Data:
    """Every indicator with its inputs and value, and what the score would be."""
    told = shared.calculated(w, "4 指标自查表")
    facts = [shared.facts_of(w, item) for item in w.pack.indicators]
    applicable = [f for f in facts if f["applicable"]]
    known = [f for f in applicable if not f["missing"]]
    score = w.score
    return {
        "intro": w.say_all(
            "inspection.indicators" if facts else "inspection.no_indicators", count=len(facts), known=len(known), table=told["caption"]["ref"],
            reached=[f["number"] for f in known if f["reached"] and not f["bonus"]],
            short=[f["number"] for f in known if not f["reached"] and not f["bonus"]],
            bonus=[f["number"] for f in known if f["bonus"] and f["points"] != "0.00"],
        ),
        "caption": told["caption"],
        "rows": told["rows"],
        "incomplete": [
            *w.say_all("inspection.incomplete", numbers=[f["number"] for f in facts if f["missing"]]),
            *w.doubts("评价指标"),
        ],
        "inapplicable": w.say_all(
            "inspection.inapplicable", items=[f for f in facts if not f["applicable"]], known=bool(known), where="评价指标：不适用理由"
        ),
        "score": _tried(w, known=bool(known)) if score.scored else [],
        "notes": w.notes(indicators=[i.number for i in w.pack.indicators]),
    }  # fmt: skip


def _tried(w: Writer, *, known: bool) -> list[str]:
    """The score as a trial, and how its numbers are rounded."""
    score = w.score
    told = w.say_all(
        "inspection.score", open_for=score.open_for, formula=score.printed(score.s_zce), bonus=score.printed(score.bonus),
        total=score.printed(score.total), missing=len(score.incomplete), known=known, low=score.printed(score.low),
        high=score.printed(score.high), blocked=score.blocked,
    )  # fmt: skip
    return [*told, w.say("rounding")] if told else []
