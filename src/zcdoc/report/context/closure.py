"""Self-inspection record, chapter 5: this round's problems, what became of the last round's, what moved since."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from zcdoc.model.indicator import CountInputs, Indicator
from zcdoc.model.nonconformity import CLOSED, correction, courses
from zcdoc.model.pack import Check, Clause
from zcdoc.model.record import Row
from zcdoc.model.sides import side
from zcdoc.model.tables import MET, NOT_APPLICABLE, NOT_INSPECTED, PARTLY, UNMET
from zcdoc.model.terms import Terms
from zcdoc.model.values import fraction, grade
from zcdoc.model.view import View
from zcdoc.report.context import checks, fmt
from zcdoc.report.context import indicators as shown
from zcdoc.report.context.base import Data, Writer
from zcdoc.report.context.conclusion import begun, nonconformities, problems_of

RANK = {**dict.fromkeys(MET, 2), **dict.fromkeys(PARTLY, 1), **dict.fromkeys(UNMET, 0)}
# What can have become of an earlier problem, in the order in which it is counted and told.
STATES = (
    "closed_before", "closed", "corrected", "inapplicable", "running", "undated", "overdue", "claimed", "recurred",
    "unseen",
)  # fmt: skip
SETTLED = ("closed_before", "closed", "inapplicable")


@dataclass(frozen=True, slots=True)
class Followed:
    """A problem of the earlier round and what this round says of the same check."""

    clause: Clause
    check: Check
    then: Row
    now: Row
    before: str
    result: str
    state: str

    @property
    def replaced(self) -> bool:
        """Whether this round describes another problem at the same check."""
        return self.now.get("问题描述", "") not in ("", self.then.get("问题描述", ""))

    def issue(self) -> Data:
        """The problem then; its correction as it stands now, where this round says something of it."""
        now = {} if self.replaced else {n: v for n, v in self.now.items() if n not in ("问题描述", "问题等级")}
        return checks.issue_of(self.check, self.then | now)


def problems(w: Writer) -> Data:
    w.chapter = "5 问题与整改"
    followed = _followed(w)
    issues = _issues(w, followed)
    moved = _moved(w)
    tables = {
        name: w.caption("5", name, when=bool(rows))
        for name, rows in (("issues", issues), ("closure", followed), ("moved", moved))
    }
    return {
        "intro": _intro(w, issues, tables["issues"]["ref"]),
        "t_issues": tables["issues"],
        "issues": issues,
        "closure": _closure(w, followed, tables["closure"]["ref"]),
        "t_closure": tables["closure"],
        "followed": [_row(w, one) for one in followed],
        "change": _change(w, issues, moved, tables["moved"]["ref"]),
        "t_moved": tables["moved"],
        "moved": [{k: v for k, v in row.items() if k != "up"} for row in moved],
    }


# --- this round -------------------------------------------------------------------------------------------------------


def _issues(w: Writer, followed: list[Followed]) -> list[Data]:
    """Problems of this round; what was closed in the earlier round and only came along is left out."""
    known = {one.check.id: one for one in followed}
    out = []
    for row in nonconformities(w):
        old = known.get(row["id"])
        if old and old.state == "closed_before" and not old.replaced:
            continue
        _, check = w.pack.checks[row["id"]]
        standing = _standing(w.view.check_row(check), w.view.as_of)
        origin = "first" if w.facts.first_round is None else _origin(old)
        found = courses([*w.facts.earlier, w.view], check)[-1].found.round
        out.append(
            {
                **row,
                "result": fmt.signed(w.view.result(check)),
                "origin": w.say(
                    "closure.origin", origin=origin, found=fmt.date(found.date), older=found.id not in _last_two(w)
                ),
                "standing": w.say("closure.standing", state=standing),
                "is_new": origin == "new",
                "state": standing,
            }
        )
    return out


def _last_two(w: Writer) -> list[str]:
    return [view.round.id for view in (*w.facts.earlier[-1:], w.view)]


def _origin(old: Followed | None) -> str:
    if old is None or old.state == "closed_before":
        return "new"
    return "again" if old.state == "recurred" else "carried"


def _standing(row: Row, as_of: str) -> str:
    """How far a correction is: closed, partly, overdue, running or undated."""
    if row.get("验证结论") == CLOSED:
        return "closed"
    due = correction(row)[2]
    if due and due < as_of:
        return "overdue"
    return "running" if due else "undated"


def _intro(w: Writer, issues: list[Data], ref: str) -> list[str]:
    grades: dict[str, int] = {}
    for row in issues:
        grades[row["grade"]] = grades.get(row["grade"], 0) + 1
    named = {state: [r["id"] for r in issues if r["state"] == state] for state in ("closed", "overdue", "undated")}
    return w.say_all(
        "closure.issues", count=len(issues), table=ref, begun=begun(w), as_of=fmt.date(w.view.as_of),
        grades=[{"name": n, "count": c} for n, c in grades.items() if n != fmt.DASH], closed=len(named["closed"]),
        overdue=named["overdue"], undated=named["undated"], ungraded=grades.get(fmt.DASH, 0),
    )  # fmt: skip


# --- the last round's problems ----------------------------------------------------------------------------------------


def _followed(w: Writer) -> list[Followed]:
    first = w.facts.first_round
    return [] if first is None else [_follow(w, first, clause, check) for clause, check in problems_of(first)]


def _follow(w: Writer, first: View, clause: Clause, check: Check) -> Followed:
    then, now = first.check_row(check), w.view.check_row(check)
    before, result = first.result(check), w.view.result(check)
    return Followed(clause, check, then, now, before, result, _state(then, now, before, result, w.view.as_of))


def _state(then: Row, now: Row, before: str, result: str, as_of: str) -> str:
    """What has become of a problem: one of STATES."""
    closed_then, closed_now = (row.get("验证结论") == CLOSED for row in (then, now))
    standing = _standing({**then, **now, "验证结论": ""}, as_of)
    if closed_then and RANK.get(result, 2) == 2:
        return "closed_before"
    if result == NOT_APPLICABLE:
        return "inapplicable"
    if result == NOT_INSPECTED:
        return "overdue" if standing == "overdue" else "unseen"
    if result in MET and (closed_now or before not in MET):
        return "closed" if closed_now else "corrected"
    if closed_then and before in MET:
        return "recurred"
    return "claimed" if closed_now else standing


def _row(w: Writer, one: Followed) -> Data:
    issue = one.issue()
    text = issue["text"] or fmt.open_end(one.then.get("检查所见", "")) or w.say("follow.untold", text=one.check.text)
    return {
        "id": one.check.id,
        "clause": one.clause.number,
        "grade": issue["grade"] or fmt.DASH,
        "text": text,
        "before": fmt.signed(one.before),
        "fix": issue["fix"] or fmt.DASH,
        "who": issue["who"] or fmt.DASH,
        "due": issue["due"] or fmt.DASH,
        "verified": w.say("follow.closure", closure=issue["closure"], date=issue["closed_on"]),
        "result": fmt.signed(one.result),
        "state": w.say("closure.state", state=one.state),
    }


def _closure(w: Writer, followed: list[Followed], ref: str) -> list[str]:
    first = w.facts.first_round
    ids = {state: [one.check.id for one in followed if one.state == state] for state in STATES}
    eased = [
        o.check.id for o in followed if o.state not in SETTLED and o.result in PARTLY and RANK.get(o.before, 2) == 0
    ]
    return w.say_all(
        "closure.first", "closure.summary", "closure.overdue", "closure.others",
        first=first is None, round=first.round.label if first else "", date=fmt.date(first.round.date) if first else "",
        count=len(followed), table=ref, as_of=fmt.date(w.view.as_of), ids=ids, eased=eased,
        settled=sum(len(ids[state]) for state in SETTLED), begun=begun(w),
    )  # fmt: skip


# --- what moved -------------------------------------------------------------------------------------------------------


def _moved(w: Writer) -> list[Data]:
    """Checks and indicators that stand better or worse than in the earlier round."""
    first = w.facts.first_round
    if first is None:
        return []
    found = [_moved_check(first, w.view, *pair) for pair in w.pack.checks.values()]
    return [row for row in [*found, *(_moved_indicator(w, first, item) for item in w.pack.indicators)] if row]


def _moved_check(first: View, now: View, clause: Clause, check: Check) -> Data:
    old, new = first.result(check), now.result(check)
    if old not in RANK or new not in RANK or RANK[old] == RANK[new]:
        return {}
    return _move(check.id, clause.title, fmt.signed(old), fmt.signed(new), up=RANK[new] > RANK[old])


def _moved_indicator(w: Writer, first: View, item: Indicator) -> Data:
    old, new = _value(first, item), _value(w.view, item)
    same = first.answer(item).get("二选一选项", "") == w.view.answer(item).get("二选一选项", "")
    if old is None or new is None or old == new or not same:
        return {}
    option = item.option(w.view.answer(item).get("二选一选项"))
    words = [shown.shown(item, value, "", None) for value in (old, new)]
    return _move(f"指标 {item.number}", option.name, *words, up=(new > old) == (item.direction != "lower"))


def _value(view: View, item: Indicator) -> Fraction | None:
    """What the round's own inputs say, when the indicator applies: the quotient, the count or the typed value."""
    row = view.answer(item)
    if row.get("是否适用") == "否":
        return None
    top, bottom = fraction(row.get("分子")), fraction(row.get("分母"))
    if top is not None and bottom:
        return top / bottom
    counted = isinstance(item.option(row.get("二选一选项")).inputs, CountInputs)
    alone = counted and top is not None and bottom is None and "现状值" not in row
    if alone or row.get("现状值"):
        return top if alone else grade(row["现状值"])
    terms = Terms(view.pack, view.decisions)
    above, below = side(view, item, terms, "numerator"), side(view, item, terms, "denominator")
    return above.value / below.value if above and below and below.value else None


def _move(place: str, title: str, before: str, now: str, *, up: bool) -> Data:
    return {
        "id": place,
        "title": title,
        "before": before,
        "now": now,
        "change": "↑ 提高" if up else "↓ 下降",
        "up": up,
    }


def _change(w: Writer, issues: list[Data], moved: list[Data], ref: str) -> list[str]:
    first = w.facts.first_round
    if first is None:
        return []
    results = [(c.id, first.result(c), w.view.result(c)) for _, c in w.pack.checks.values()]
    return w.say_all(
        "closure.change", "closure.fresh", "closure.seen",
        round=first.round.label, date=fmt.date(first.round.date), table=ref, begun=begun(w),
        up=[r["id"] for r in moved if r["up"]], down=[r["id"] for r in moved if not r["up"]],
        fresh=[r["id"] for r in issues if r["is_new"]],
        seen=[i for i, old, new in results if old == NOT_INSPECTED != new],
        unseen=[i for i, old, new in results if new == NOT_INSPECTED != old],
    )  # fmt: skip
