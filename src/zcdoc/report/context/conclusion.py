"""Chapters 11 评价结论与等级 (part f of 7.3) and 12 问题、建议与后评价, and the list of references."""

from __future__ import annotations

from collections import Counter

from zcdoc.model.nonconformity import is_problem
from zcdoc.model.pack import Check, Clause
from zcdoc.model.tables import NOT_INSPECTED, UNMET
from zcdoc.model.view import View
from zcdoc.report.context import checks, fmt, judged
from zcdoc.report.context.base import Data, Writer
from zcdoc.report.context.course import course
from zcdoc.report.context.indicators import doubtful
from zcdoc.report.context.targets import zero_facts


def conclusion(w: Writer) -> Data:
    w.chapter = "11 评价结论与等级"
    score, certificate = w.score, w.pack.head.certificate
    levels = w.caption("11", "levels", when=bool(w.pack.rating.levels))
    notes = w.general_notes()
    return {
        "paras": _scored(w, levels["ref"]) if score.scored else judged.conclusion(w),
        "zero": w.say_all("conclusion.zero", "conclusion.propose", **zero_facts(w)) if w.pack.rating.zero_carbon else [],
        "certificate": w.say_all(
            "conclusion.certificate", years=str(certificate.years), zero=certificate.zero_carbon,
            issuer=certificate.issuer, state=score.zero_carbon, level=score.level or "",
        ) if certificate else [],
        "t_levels": levels,
        "levels": [
            {
                "name": level.name,
                "means": w.own(level.means),
                "mark": w.say("conclusion.mark", here=level.name == score.level, lowest=level.name == lowest(w)),
            }
            for level in w.pack.rating.levels
        ],
        "heading": w.say("conclusion.heading"),
        "use": w.say("conclusion.use", certificate=certificate is not None, notes=bool(notes)),
        "notes": notes,
    }  # fmt: skip


def _scored(w: Writer, table: str) -> list[str]:
    return w.say_all(
        "conclusion.gate", "conclusion.score", "conclusion.untyped", "conclusion.musts", "conclusion.level", "conclusion.both", "conclusion.near",
        "conclusion.range", "conclusion.incomplete", **level_facts(w), table=table,
    )  # fmt: skip


def level_facts(w: Writer) -> Data:
    score = w.score
    return {
        "park": w.view.record.name,
        "standard": w.pack.head.standard.number,
        "unmet": list(score.gate.unmet),
        "open": list(score.gate.open),
        "blocked": score.blocked,
        "musts": [m.as_dict() for m in score.musts],
        "level": score.level or "",
        "lowest": lowest(w),
        "why": list(score.why),
        "without": score.level_without_bonus or "",
        "by": score.decided_by,
        "formula": score.printed(score.s_zce),
        "bonus": score.printed(score.bonus),
        "total": score.printed(score.total),
        "near": fmt.number(score.near) if score.near is not None else "",
        "low": score.printed(score.low),
        "high": score.printed(score.high),
        "stable": score.level_stable,
        "open_for": score.open_for,
        "by_choice": score.by_choice,
        "levels": [level or w.say("level_none") for level in score.levels],
        "missing": len(score.incomplete),
        "doubtful": doubtful(w),
    }


def lowest(w: Writer) -> str:
    """The level below all others; blank where a standard has none."""
    return w.pack.rating.levels[0].name if w.pack.rating.levels else ""


def follow_up(w: Writer) -> Data:
    w.chapter = "12 问题、建议与后评价"
    rows = nonconformities(w)
    table = w.caption("12", "issues", when=bool(rows))
    return {
        "highlights": w.text("主要做法与亮点"),
        "problems": [
            *w.text("问题与不足"),
            *w.say_all("follow.issues", **_issue_counts(w, rows), table=table["ref"], begun=begun(w)),
        ],
        "t_issues": table,
        "issues": rows,
        "advice": w.text("改进建议"),
        "after": [*w.text("后评价安排"), *_after(w)],
        "compare": _compare(w),
        "course": course(w),
    }


def _after(w: Writer) -> list[str]:
    certificate = w.pack.head.certificate
    return w.say_all("follow.after", after=certificate.after) if certificate else []


def problems_of(view: View) -> list[tuple[Clause, Check]]:
    """Every check that is unmet, in part or in whole, against a requirement, or has a described problem."""
    return [(clause, check) for clause, check in view.pack.checks.values() if is_problem(view, check)]


def nonconformities(w: Writer) -> list[Data]:
    """Every check with a problem, as a row."""
    rows = []
    for clause, check in problems_of(w.view):
        if check.id not in w.pack.checks:
            continue
        row = w.view.check_row(check)
        issue = checks.issue_of(check, row)
        rows.append(
            {
                "id": check.id,
                "clause": clause.number,
                "grade": issue["grade"] or fmt.DASH,
                "text": issue["text"] or _undescribed(w, check),
                "fix": issue["fix"] or fmt.DASH,
                "who": issue["who"] or fmt.DASH,
                "due": issue["due"] or fmt.DASH,
                "closure": w.say("follow.closure", closure=issue["closure"], date=issue["closed_on"]),
            }
        )
    return rows


def _undescribed(w: Writer, check: Check) -> str:
    """What was seen stands in for a problem that nobody described, marked as such."""
    seen = fmt.open_end(w.view.finding(check)) or w.say("follow.untold", text=check.text)
    return seen + w.short_gap(w.say("follow.text_gap", id=check.id), f"检查项 {check.id}：问题描述")


def begun(w: Writer) -> bool:
    return any(w.view.result(check) != NOT_INSPECTED for _, check in w.pack.checks.values())


def _issue_counts(w: Writer, rows: list[Data]) -> Data:
    """By grade, and how many are closed: what is still unmet is not closed, whatever its row says."""
    grades = Counter("" if row["grade"] == fmt.DASH else row["grade"] for row in rows)
    results = {key: w.view.result(check) for key, (_, check) in w.pack.checks.items()}
    closed = sum(1 for row in rows if row["closure"].startswith("已关闭") and results[row["id"]] not in UNMET)
    return {
        "count": len(rows),
        "closed": closed,
        "grades": [{"name": name, "count": count} for name, count in grades.items() if name],
        "ungraded": grades[""],
    }


def _compare(w: Writer) -> list[str]:
    first = w.facts.first_round
    if first is None:
        return []
    return w.say_all(
        "follow.compare", round=first.round.label, date=fmt.date(first.round.date), changed=_changed(w, first),
        before=_unmet(first), now=_unmet(w.view),
    )  # fmt: skip


def _unmet(view: View) -> int:
    return sum(1 for _, check in view.pack.checks.values() if view.is_unmet(check))


def _changed(w: Writer, first: View) -> list[str]:
    """Numbers of the clauses whose result differs from the earlier round."""
    return [c.number for c in w.pack.clauses if first.clause_result(c) != w.view.clause_result(c)]


def references(w: Writer) -> list[str]:
    """The documents named in the report, the evaluated standard first."""
    standard = w.pack.head.standard
    named = [(standard.number, standard.title), *((r.number, fmt.title(r.title)) for r in w.pack.head.references)]
    return [w.say("reference", no=i, number=number, title=title) for i, (number, title) in enumerate(named, start=1)]
