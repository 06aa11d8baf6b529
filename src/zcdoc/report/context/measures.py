"""Chapter 9 创建措施评价: a section for each system of the pack's measures."""

from __future__ import annotations

from zcdoc.model.pack import Chapter, Check, Clause
from zcdoc.model.tables import NOT_APPLICABLE, NOT_INSPECTED, PARTLY, UNMET
from zcdoc.model.vocabulary import binds
from zcdoc.report.context import checks, fmt
from zcdoc.report.context.base import Data, Writer

KINDS = ("measure", "management")


def measures(w: Writer) -> Data:
    w.chapter = "9 创建措施评价"
    chapters = [c for c in w.pack.head.chapters if c.kind in KINDS]
    table = w.caption("9", "measures")
    every = [check for c in w.pack.clauses if c.kind in KINDS for check in c.checks]
    results = [w.view.result(check) for check in every]
    return {
        "intro": w.say_all(
            "measures.intro", count=len(every), systems=len(chapters), table=table["ref"],
            spread=checks.spread(w, results), standard=w.pack.head.standard.number,
        ),
        "t_summary": table,
        "summary": [line(w, chapter) for chapter in chapters],
        "systems": [_system(w, i, chapter) for i, chapter in enumerate(chapters, start=2)],
    }  # fmt: skip


def clauses_of(w: Writer, chapter: Chapter) -> list[Clause]:
    return [c for c in w.pack.clauses if c.chapter == chapter.id]


def pairs_of(w: Writer, chapter: Chapter) -> list[tuple[Clause, Check]]:
    return [(clause, check) for clause in clauses_of(w, chapter) for check in clause.checks]


def line(w: Writer, chapter: Chapter) -> Data:
    counts = checks.tally(w.view.result(check) for _, check in pairs_of(w, chapter))
    good, half, bad = (sum(counts[r] for r in group) for group in (("符合", "已采用"), PARTLY, UNMET))
    return {
        "number": chapter.printed,
        "title": chapter.title,
        "total": str(sum(counts.values())),
        "met": str(good),
        "partly": str(half),
        "unmet": str(bad),
        "inapplicable": str(counts[NOT_APPLICABLE]),
        "open": str(counts[NOT_INSPECTED]),
    }


def _system(w: Writer, place: int, chapter: Chapter) -> Data:
    w.chapter = f"9.{place} {chapter.title}"
    clauses = clauses_of(w, chapter)
    for clause in clauses:
        checks.mark_gaps(w, clause)
    table = w.caption("9", "system", title=chapter.title)
    return {
        "heading": f"9.{place} {w.titled(chapter)}",
        "paras": [summary(w, chapter, table["ref"]), *_noteworthy(w, chapter)],
        "caption": table,
        "rows": [_row(w, clause) for clause in clauses],
        "notes": w.notes(clauses=[c.id for c in clauses]),
    }


def summary(w: Writer, chapter: Chapter, ref: str) -> str:
    pairs = pairs_of(w, chapter)
    facts = [(not binds(clause, check), w.view.result(check)) for clause, check in pairs]
    asked, advised = ([r for soft, r in facts if soft is kind] for kind in (False, True))
    return w.say(
        "measures.summary",
        title=chapter.title,
        clauses=len(clauses_of(w, chapter)),
        count=len(pairs),
        asked=len(asked),
        advised=len(advised),
        asked_spread=checks.spread(w, asked),
        advised_spread=checks.spread(w, advised),
        untouched=all(r == NOT_INSPECTED for _, r in facts),
        table=ref,
    )


def _noteworthy(w: Writer, chapter: Chapter) -> list[str]:
    """Sentences for what a reader asks about first; the table has the rest."""
    chosen = [(clause, check) for clause, check in pairs_of(w, chapter) if _is_noteworthy(w, check)]
    return [checks.sentence(w, clause, check) for clause, check in chosen]


def _is_noteworthy(w: Writer, check: Check) -> bool:
    result, row = w.view.result(check), w.view.check_row(check)
    if result == NOT_INSPECTED:
        return False
    return (
        result in (*PARTLY, *UNMET, NOT_APPLICABLE)
        or bool(row.get("问题描述"))
        or check.quantity is not None
        or bool(checks.weak_evidence(w, row.get("证据编号", "")))
    )


def _row(w: Writer, clause: Clause) -> Data:
    results = [w.view.result(check) for check in clause.checks]
    return {
        "number": clause.number,
        "title": clause.title,
        "spread": fmt.stacked(checks.spread(w, results)),
        "finding": w.say("measures.finding", items=_findings(w, clause)),
        "result": checks.clause_cell(w, clause),
    }


def _findings(w: Writer, clause: Clause) -> list[Data]:
    """What was seen at each check, with the letter of the check."""
    found = [(k, w.view.finding(k) or w.view.check_row(k).get("不适用理由", "")) for k in clause.checks]
    return [{"letter": k.id.rsplit(".", 1)[-1], "text": fmt.open_end(text)} for k, text in found if text]
