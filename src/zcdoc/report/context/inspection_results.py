"""Self-inspection record, section 1.4 自查结果: counts over all checks and what they say, case by case."""

from __future__ import annotations

from dataclasses import dataclass

from zcdoc.model.nonconformity import CLOSED
from zcdoc.model.tables import MET, NOT_APPLICABLE, NOT_INSPECTED, PARTLY, UNMET
from zcdoc.report.context import checks, figures, fmt, requirements
from zcdoc.report.context.base import Data, Writer
from zcdoc.report.context.conclusion import problems_of
from zcdoc.report.context.measures import line


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts over every check of the round; `judged` leaves out what is open or inapplicable."""

    total: int
    met: int
    partly: int
    unmet: int
    inapplicable: int
    open: int
    issues: int
    closed: int

    @property
    def judged(self) -> int:
        return self.met + self.partly + self.unmet


def totals(w: Writer) -> Totals:
    counts = checks.tally(w.view.result(check) for _, check in w.pack.checks.values())
    issues = [w.view.check_row(check) for _, check in problems_of(w.view)]
    return Totals(
        total=sum(counts.values()),
        met=sum(counts[r] for r in MET),
        partly=sum(counts[r] for r in PARTLY),
        unmet=sum(counts[r] for r in UNMET),
        inapplicable=counts[NOT_APPLICABLE],
        open=counts[NOT_INSPECTED],
        issues=len(issues),
        closed=sum(row.get("验证结论") == CLOSED for row in issues),
    )


def _basics(w: Writer) -> Data:
    """How the basic requirements stand, and the chapter of the standard that holds them."""
    chapter = next((c.printed for c in w.pack.head.chapters if c.kind == "requirement"), "")
    return {
        **requirements.results(w),
        "chapter": chapter,
        "numbered": chapter[:1].isdecimal(),
    }


def results(w: Writer) -> Data:
    """The sentences of 1.4, the table by chapter, and what the park adds in its own words."""
    found = totals(w)
    table = w.caption("1", "by_chapter")
    rows = [line(w, chapter) for chapter in w.pack.head.chapters]
    figure = w.figure("1", figures.results(w, rows, table["ref"]))
    facts = {
        "total": found.total, "met": found.met, "partly": found.partly, "unmet": found.unmet,
        "inapplicable": found.inapplicable, "open": found.open, "judged": found.judged,
        "done": found.total - found.open, "issues": found.issues, "closed": found.closed, "table": table["ref"], "figure": figure["ref"],
        **_basics(w),
    }  # fmt: skip
    return {
        "results": w.say_all("result.checks", "result.gate", "result.issues", **facts),
        "remark": fmt.lines(w.view.profile_value("自查结论补充说明")),
        "t_summary": table,
        "summary": rows,
        "f_results": figure,
    }
