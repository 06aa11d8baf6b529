"""When a credit counts as used up: a declared assumption of the pack, applied to each row of 碳抵消.

No standard at hand says 注销 or by when. `by-report-date` is good practice (credits of a year are cancelled after its inventory is
closed), `within-year` the strict reading, `purchase` the letter of a text that only says 购买. Where the registry itself asks for
cancellation (CCER), purchase alone never counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from zcdoc.model.pack import OffsetType
    from zcdoc.model.record import Row
    from zcdoc.model.terms import Terms
    from zcdoc.model.view import View

Rule = Literal["by-report-date", "within-year", "purchase"]
RULES: tuple[str, ...] = get_args(Rule)
NEEDED = ("注销日期", "注销凭证")


@dataclass(frozen=True, slots=True)
class Cancelling:
    """The rule in force, and the date of the report (blank: not known, so nothing is too late for it)."""

    rule: str = "by-report-date"
    by: str = ""

    def asks(self, kind: OffsetType) -> bool:
        """Whether a kind of offset has to be cancelled."""
        return kind.cancel and (self.rule != "purchase" or kind.registry_cancels)

    def late(self, row: Row) -> str:
        """Why the date of cancellation comes too late; blank when it does not, or when there is none."""
        date, year = row.get("注销日期", ""), row.get("抵消年度", "")
        if self.rule == "within-year":
            return f"{date} 注销，晚于抵消年度 {year}" if year and date[:4] > year else ""
        return f"{date} 注销，晚于报告日期 {self.by}" if self.by and date > self.by else ""

    def refusal(self, kind: OffsetType, row: Row) -> str:
        """Why a row does not count as cancelled; blank when it does, or need not be."""
        if not self.asks(kind):
            return ""
        missing = next((name for name in NEEDED if not row.get(name)), "")
        return f"没有{missing}" if missing else self.late(row)


def cancelling(view: View, terms: Terms) -> Cancelling:
    """The rule in force for a round; a round without 报告日期 is judged at its as-of date."""
    return Cancelling(terms.value(view.pack.head.cancellation), view.profile_value("报告日期") or view.as_of)
