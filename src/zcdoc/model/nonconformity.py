"""A nonconformity in one round, and its course over several: what is first found, corrected, and found at last.

A problem has no number of its own. It is called by its check and by the round that first recorded it, and both stay the same
whatever happens to it later; one check holds one problem at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zcdoc.model.pack import Check
from zcdoc.model.record import Row
from zcdoc.model.tables import MET, NOT_APPLICABLE, NOT_INSPECTED
from zcdoc.model.view import View

CLOSED, OBSERVED = "已关闭", "观察项"
TEXT, GRADE = "问题描述", "问题等级"
# What an answer says of its problem.
PROBLEM = frozenset({GRADE, TEXT, "整改措施", "整改责任人", "完成期限", "验证结论", "验证日期"})
MUST = ("不符合", "部分符合")


def is_problem(view: View, check: Check) -> bool:
    """Whether a round has a problem at a check: unmet, in part or in whole, against a requirement, or one described."""
    return view.result(check) in MUST or bool(view.check_row(check).get(TEXT))


def grade_of(check: Check, row: Row) -> str:
    """The grade somebody gave a problem; what falls short of an instruction is 观察项 where nobody gave one."""
    default = OBSERVED if check.type == "instruction" and row.get("结果") in MUST else ""
    return row.get(GRADE) or default


def is_settled(row: Row) -> bool:
    """Whether a round settled the problem: verified as closed while the check is met, or judged inapplicable."""
    result = row.get("结果", "")
    return result == NOT_APPLICABLE or (row.get("验证结论") == CLOSED and result in MET)


def correction(row: Row) -> tuple[str, str, str]:
    """What is to be done about a problem, by whom and by when: its correction, else what the scheme plans for the check."""
    names = ("整改措施", "整改责任人", "完成期限") if row.get("整改措施") else ("计划措施", "计划责任单位", "计划完成")
    what, who, due = (row.get(name, "") for name in names)
    return what, who, due or row.get("完成期限", "")


@dataclass(frozen=True, slots=True)
class Course:
    """One problem from the round that found it to the round that settled it; `settled` is None while it is open."""

    check: Check
    rounds: tuple[View, ...]
    settled: View | None

    @property
    def found(self) -> View:
        return self.rounds[0]

    @property
    def correction(self) -> tuple[str, str, str]:
        """What was last said of it, as `correction`."""
        latest: Row = {}
        for view in self.rounds:
            latest |= view.check_row(self.check)
        return correction(latest)

    def told(self, name: str) -> str:
        """What was last said of it under a column."""
        said = (view.check_row(self.check).get(name, "") for view in reversed(self.rounds))
        return next((text for text in said if text), "")


def courses(rounds: Sequence[View], check: Check) -> list[Course]:
    """The problems of a check, in the order in which they were found. `rounds` stand in order of their dates."""
    out: list[Course] = []
    running: list[View] = []
    for view in rounds:
        here = is_problem(view, check)
        if here:
            running.append(view)
        # Met without another word: what had been open is settled, though nobody wrote down that it was verified.
        gone = bool(running) and not here and view.result(check) != NOT_INSPECTED
        if gone or (here and is_settled(view.check_row(check))):
            out.append(Course(check, tuple(running), view))
            running = []
    return [*out, Course(check, tuple(running), None)] if running else out
