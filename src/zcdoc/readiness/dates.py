"""Dates of what has been done cannot lie after the as-of date."""

from __future__ import annotations

from collections.abc import Iterator

from zcdoc.model.record import Row
from zcdoc.readiness.case import Case, Found, Rule, listed, place
from zcdoc.readiness.evidence import users

FUTURE = Rule("date-in-future", "warning", "已发生事项的日期应不晚于判定日")
RULES = (FUTURE,)
_PAST = {
    "process": ("日期",),
    "offsets": ("注销日期",),
    "evidence": ("出具日期",),
}
_CHECK_PAST = ("检查日期", "复核日期", "验证日期")


def find(case: Case) -> Found:
    for where, row, names in _dated(case):
        late = [f"{name} {row[name]}" for name in names if case.as_of and row.get(name, "") > case.as_of]
        if late:
            yield FUTURE.at(where, f"{listed(late)} 晚于判定日 {case.as_of}", "核对日期；确已发生的，改用更晚的判定日")


def _dated(case: Case) -> Iterator[tuple[str, Row, tuple[str, ...]]]:
    founded = case.view.profile.get("批准设立日期", {})
    yield place("profile", "批准设立日期"), {"批准设立日期": founded.get("内容", "")}, ("批准设立日期",)
    yield from ((item.where, item.row, _CHECK_PAST) for item in case.inspected)
    for table, names in _PAST.items():
        rows = case.view.rows(table)
        # The register belongs to the park: what only a later round cites is no concern of this one.
        mine = users(case) if table == "evidence" else rows
        yield from ((place(table, key), row, names) for key, row in rows.items() if key in mine)
