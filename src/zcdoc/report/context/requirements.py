"""Chapter 4 基本要求符合性: the principles and the basic requirements, clause by clause."""

from __future__ import annotations

from zcdoc.model.pack import Clause
from zcdoc.model.tables import NOT_INSPECTED, PARTLY, UNMET
from zcdoc.report.context import checks, fmt
from zcdoc.report.context.base import Data, Writer


def requirements(w: Writer) -> Data:
    w.chapter = "4 基本要求符合性"
    principles = [c for c in w.pack.clauses if c.kind == "principle"]
    basics = [c for c in w.pack.clauses if c.kind == "requirement"]
    return {
        "heading": w.say("requirements.heading"),
        **summary(w, "4"),
        "principles": _clauses(w, principles),
        "clauses": _clauses(w, basics),
        "notes": w.notes(clauses=[c.id for c in [*principles, *basics]]),
    }


def results(w: Writer) -> Data:
    """Numbers of the basic requirements that are not kept or not yet judged, and how many there are."""
    found = {c.number: w.view.binding_result(c) for c in w.pack.answered if c.kind == "requirement"}
    return {
        "gate_count": len(found),
        "gate_unmet": [n for n, r in found.items() if r in UNMET],
        "gate_open": [n for n, r in found.items() if r == NOT_INSPECTED],
    }


def standing(w: Writer) -> str:
    """How the basic requirements stand, in a cell: kept, not kept, not yet judged; none where the standard has none."""
    found = results(w)
    partly = [c.number for c in w.pack.clauses if c.kind == "requirement" and w.view.binding_result(c) in PARTLY]
    return w.say(
        "info.gate", count=found["gate_count"], unmet=found["gate_unmet"], partly=partly, open=found["gate_open"]
    )


def summary(w: Writer, number: str) -> Data:
    """The verdict on all principles and basic requirements, and the table of it, for the chapter of that number."""
    principles, basics = ([c for c in w.pack.clauses if c.kind == kind] for kind in ("principle", "requirement"))
    table = w.caption(number, "requirements")
    return {
        "intro": _intro(w, basics, table["ref"]),
        "t_summary": table,
        "summary": [summary_row(w, clause) for clause in [*principles, *basics]],
    }


def _intro(w: Writer, clauses: list[Clause], ref: str) -> list[str]:
    results = {c.number: w.view.binding_result(c) for c in clauses}
    chapter = next((c for c in w.pack.head.chapters if c.kind == "requirement"), None)
    by_word = {word: [n for n, r in results.items() if r == word] for word in ("符合", "不符合", "部分符合", "未检查")}
    return w.say_all(
        "requirements.intro",
        table=ref,
        count=len(clauses),
        met=by_word["符合"],
        unmet=by_word["不符合"],
        partly=by_word["部分符合"],
        open=by_word["未检查"],
        chapter=chapter.printed if chapter else "",
        chapter_title=chapter.title if chapter else "",
        levels=bool(w.pack.rating.levels),
        principles=sum(1 for c in w.pack.clauses if c.kind == "principle"),
        blocked=w.score.blocked,
    )


def summary_row(w: Writer, clause: Clause) -> Data:
    results = [w.view.result(check) for check in clause.checks]
    return {
        "number": clause.number,
        "title": clause.title,
        "count": str(len(results)),
        "spread": checks.spread(w, results),
        "result": checks.clause_cell(w, clause),
    }


def _clauses(w: Writer, clauses: list[Clause]) -> list[Data]:
    return [_clause(w, clause) for clause in clauses]


def _clause(w: Writer, clause: Clause) -> Data:
    """A section of its own: what is asked, what was found, the table of its checks."""
    checks.mark_gaps(w, clause)
    table = w.caption("4", "clause", clause=clause.number)
    results = [w.view.result(check) for check in clause.checks]
    facts = {
        "clause": clause.number, "requirement": fmt.open_end(clause.with_context), "count": len(results),
        "spread": checks.spread(w, results), "result": w.view.clause_result(clause), "table": table["ref"],
    }  # fmt: skip
    return {
        "number": clause.number,
        "title": clause.title,
        "asked": w.say("requirements.asked", **facts),
        # Nothing seen yet: one sentence for the clause says so, and not one a check.
        "sentences": [
            checks.sentence(w, clause, check) for check in clause.checks if any(r != NOT_INSPECTED for r in results)
        ],
        "judged": w.say("requirements.judged", **facts),
        "caption": table,
        "rows": [checks.row(w, clause, check) for check in clause.checks],
    }
