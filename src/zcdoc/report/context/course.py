"""First and final results: every check that had a problem in some round, or stands otherwise than when it was first judged."""

from __future__ import annotations

from collections.abc import Sequence

from zcdoc.model.nonconformity import CLOSED, TEXT, Course, courses
from zcdoc.model.pack import Check
from zcdoc.model.tables import MET, NOT_APPLICABLE, NOT_INSPECTED
from zcdoc.model.view import View
from zcdoc.report.context import fmt
from zcdoc.report.context.base import Data, Writer


def course(w: Writer) -> Data:
    """The sentence and the table; nothing where there is no earlier round to compare with."""
    rounds = [*w.facts.earlier, w.view]
    rows = _rows(w, rounds) if len(rounds) > 1 else []
    table = w.caption("12", "course", when=bool(rows))
    named = [{"label": v.round.label, "id": v.round.id, "date": fmt.date(v.round.date)} for v in rounds]
    counts = {"problems": sum(r["state"] != "moved" for r in rows), "moved": sum(r["state"] == "moved" for r in rows)}
    states = {
        name: sum(r["state"] == name for r in rows)
        for name in ("closed", "corrected", "inapplicable", "open", "unseen")
    }
    return {
        "intro": w.say_all("course.intro", "course.problems", rounds=named, table=table["ref"], **counts, **states)
        if len(rounds) > 1
        else [],
        "caption": table,
        "rows": [{name: text for name, text in row.items() if name != "state"} for row in rows],
    }


def _rows(w: Writer, rounds: Sequence[View]) -> list[Data]:
    rows = []
    for _, check in w.pack.checks.values():
        found = courses(rounds, check)
        rows += [_problem(w, one) for one in found] or _moved(w, rounds, check)
    return rows


def _problem(w: Writer, one: Course) -> Data:
    check = one.check
    fix, _, due = one.correction
    text = one.told(TEXT) or fmt.open_end(one.found.finding(check))
    state = _state(w.view, one)
    closed = one.settled.check_row(check).get("验证日期", "") if one.settled else ""
    return {
        "id": check.id,
        "first": _result(w, one.found, check),
        "text": text or w.say("follow.untold", text=check.text),
        "fix": fmt.open_end(fix) or fmt.DASH,
        "final": fmt.signed(w.view.result(check)),
        "end": w.say(
            "course.end", state=state, date=fmt.date(closed), due=fmt.date(due),
            round=one.settled.round.label if one.settled else "", on=fmt.date(one.settled.round.date) if one.settled else "",
        ),
        "state": state,
    }  # fmt: skip


def _state(now: View, one: Course) -> str:
    """What became of a problem: closed, corrected, inapplicable, open or unseen."""
    if one.settled is None:
        result = now.result(one.check)
        return "unseen" if result == NOT_INSPECTED else "corrected" if result in MET else "open"
    if one.settled.result(one.check) == NOT_APPLICABLE:
        return "inapplicable"
    return "closed" if one.settled.check_row(one.check).get("验证结论") == CLOSED else "corrected"


def _moved(w: Writer, rounds: Sequence[View], check: Check) -> list[Data]:
    """A check without a problem, when its first judgement is not the last."""
    first = next((v for v in rounds if v.result(check) != NOT_INSPECTED), None)
    if first is None or first.result(check) == w.view.result(check):
        return []
    plan = fmt.open_end(first.check_row(check).get("计划措施", ""))
    return [
        {
            "id": check.id,
            "first": _result(w, first, check),
            "text": fmt.open_end(first.finding(check)) or fmt.DASH,
            "fix": plan or fmt.DASH,
            "final": fmt.signed(w.view.result(check)),
            "end": fmt.DASH,
            "state": "moved",
        }
    ]


def _result(w: Writer, view: View, check: Check) -> str:
    """`△ 部分符合（现状摸底，2026年1月30日）`."""
    return w.say(
        "course.first", result=fmt.signed(view.result(check)), round=view.round.label, date=fmt.date(view.round.date)
    )
