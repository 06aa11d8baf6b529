"""One round of one park under one standard: the view that scoring, readiness, workbook and documents share."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from zcdoc.model import demonstrated
from zcdoc.model.indicator import Indicator
from zcdoc.model.pack import Check, Clause, Pack, Quantity
from zcdoc.model.profile import PARK_TYPE
from zcdoc.model.record import PARK, Decision, Record, Round, Row, Rows, scope_of
from zcdoc.model.tables import MET, NOT_APPLICABLE, NOT_INSPECTED, PARTLY, TABLE_OF, UNMET
from zcdoc.model.values import decimal_string, fraction
from zcdoc.model.vocabulary import binds, results_of

COMPARE = {">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "=": "="}


@dataclass(frozen=True)
class View:
    """A pack, a record and a round; `decided` replaces the values of assumptions (for ranges)."""

    pack: Pack
    record: Record
    round: Round

    def rows(self, table: str) -> Rows:
        """A sheet table's rows in this round, in natural key order."""
        return self.record.rows(table, scope_of(TABLE_OF[table].scope, self.round.id, self.pack.id))

    @cached_property
    def profile(self) -> Rows:
        return self.record.profile(self.round.id)

    def profile_value(self, name: str) -> str:
        return self.profile.get(name, {}).get("内容", "")

    @cached_property
    def decisions(self) -> dict[str, Decision]:
        """What is decided about the pack's assumptions in this round."""
        return self.record.decisions(self.pack.id, self.round)

    @property
    def untyped(self) -> bool:
        """Whether the standard goes by types of park and nobody has said which one this is."""
        types = {t.id for t in self.pack.head.park_types}
        return bool(types) and self.profile_value(PARK_TYPE) not in types

    @cached_property
    def checks(self) -> Rows:
        return self.rows("checks")

    @cached_property
    def answers(self) -> Rows:
        """Indicator inputs by number."""
        return self.rows("indicators")

    @cached_property
    def evidence(self) -> Rows:
        return self.record.rows("evidence", PARK)

    @cached_property
    def waivers(self) -> Rows:
        return self.record.rows("waivers", f"round/{self.round.id}")

    @property
    def as_of(self) -> str:
        """The date at which validity is judged: the round's own as-of date, else its date."""
        return self.round.as_of or self.round.date

    def check_row(self, check: Check) -> Row:
        return self.checks.get(check.id, {})

    def measured(self, check: Check) -> Fraction | None:
        """The measured value: typed, else the quotient of the two 园区信息 fields that the quantity names."""
        typed = fraction(self.check_row(check).get("实测值"))
        return typed if typed is not None else self.computed(check.quantity)

    def computed(self, quantity: Quantity | None) -> Fraction | None:
        if quantity is None or quantity.ratio_of is None:
            return None
        top, bottom = (fraction(self.profile_value(name)) for name in quantity.ratio_of)
        return None if top is None or not bottom else top / bottom

    def result(self, check: Check) -> str:
        """The typed result; for a computed quantity without one, what it says in the check's own words; else 未检查.

        An 不适用 that the pack does not admit is no answer: 未检查. Neither is a 符合 with what nobody here has read. What an
        evaluation asked for and was not shown is not met, unless somebody judged it as if it had been shown.
        """
        row = self.check_row(check)
        typed = row.get("结果", "")
        if self.lacking(row):
            return NOT_INSPECTED if demonstrated.contradicted(row) else self._unmet_word(check)
        if (typed == NOT_APPLICABLE and not check.grounds) or self.unread(check):
            return NOT_INSPECTED
        if typed and typed != NOT_INSPECTED:
            return typed
        computed = self.computed(check.quantity)
        if computed is None or check.quantity is None:
            return NOT_INSPECTED
        met, *_, unmet = [r for r in results_of(*self.pack.checks[check.id]) if r in (*MET, *UNMET)]
        return met if holds(check.quantity, computed) else unmet

    def _unmet_word(self, check: Check) -> str:
        return next(r for r in results_of(*self.pack.checks[check.id]) if r in UNMET)

    def lacking(self, row: Row) -> str:
        """未提供 or 无法证实, where this round's team asked for what the row is about; blank otherwise."""
        return demonstrated.lacking(self.round, row)

    def finding(self, check: Check) -> str:
        """What was seen, and what was asked for and not shown."""
        row = self.check_row(check)
        parts = [row.get("检查所见", "").rstrip("。"), demonstrated.told(row) if self.lacking(row) else ""]
        return "。".join(part for part in parts if part)

    def unread(self, check: Check) -> bool:
        """Whether a check was judged as met, whole or in part, of which nobody here has the words."""
        return self.pack.is_unknown(check) and self.check_row(check).get("结果") in (*MET, *PARTLY)

    def clause_result(self, clause: Clause) -> str:
        """Derived from the clause's checks; blank for a clause that only states facts.

        A permission that was not taken up takes nothing away from what else the clause asks.
        """
        if not clause.checks:
            return ""
        results = [(check.type == "permission", self.result(check)) for check in clause.checks]
        counted = [result for may, result in results if not (may and result == "未采用")]
        return clause_result(counted or [result for _, result in results])

    def binding_result(self, clause: Clause) -> str:
        """As `clause_result`, of what the clause demands alone: no recommendation and no permission can stop a park."""
        return clause_result([self.result(check) for check in clause.checks if binds(clause, check)])

    def is_unmet(self, check: Check) -> bool:
        """Whether something is left undone; not to make use of a permission leaves nothing undone."""
        return check.type != "permission" and self.result(check) in UNMET

    def not_adopted(self, clause: Clause) -> list[Check]:
        """Recommendations that the park follows in part or not at all."""
        return [
            check
            for check in clause.checks
            if check.type == "recommendation" and self.result(check) in ("部分采用", "未采用")
        ]

    def answer(self, indicator: Indicator) -> Row:
        return self.answers.get(indicator.number, {})

    def excluded(self, indicator: Indicator) -> bool:
        """Whether an indicator is left out of the rating: answered 否, with a reason, where the pack knows grounds for it."""
        row = self.answer(indicator)
        return row.get("是否适用") == "否" and bool(indicator.na) and bool(row.get("不适用理由", "").strip())

    def refused(self, indicator: Indicator) -> bool:
        """Whether an indicator was answered 否 where that is not admitted, or without a reason: nothing was answered then."""
        return self.answer(indicator).get("是否适用") == "否" and not self.excluded(indicator)


def holds(quantity: Quantity, value: Fraction) -> bool:
    """Whether a measured value keeps the threshold."""
    limit = Fraction(quantity.threshold)
    return {
        ">=": value >= limit, "<=": value <= limit, ">": value > limit, "<": value < limit, "=": value == limit,
    }[quantity.compare]  # fmt: skip


def threshold_text(quantity: Quantity) -> str:
    """`≥ 50%`, `≤ 2级`."""
    number = Fraction(quantity.threshold)
    shown = f"{decimal_string(number * 100)}%" if quantity.unit == "%" else f"{decimal_string(number)}{quantity.unit}"
    return f"{COMPARE[quantity.compare]} {shown}"


def clause_result(results: list[str]) -> str:
    """One word for a clause: any unmet check makes it 不符合, anything open leaves it 未检查.

    Recommendations never make a clause 不符合: they are told apart by their own words.
    """
    judged = [r for r in results if r != "不适用"]
    if not judged:
        return "不适用"
    if "不符合" in judged:
        return "不符合"
    if NOT_INSPECTED in judged:
        return NOT_INSPECTED
    if "部分符合" in judged:
        return "部分符合"
    if "符合" in judged:
        return "符合"
    return _recommended(judged)


def _recommended(judged: list[str]) -> str:
    if all(r == "已采用" for r in judged):
        return "已采用"
    return "未采用" if all(r == "未采用" for r in judged) else "部分采用"
