"""Emissions and offsets of a round: amounts in tCO2e, exact.

Clauses 3.2, 3.3, 3.6, 5.8 and 7.4.1 of T/SEESA 010—2025 use the same notions; the rules here are plain arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from zcdoc.model.cancellation import Cancelling
from zcdoc.model.pack import OffsetType, Pack
from zcdoc.model.record import Row, Rows
from zcdoc.model.tables import APART
from zcdoc.model.values import fraction

AMOUNT, QUANTITY = "排放量(tCO2e)", "数量(tCO2e)"
_MASS = {"t": Fraction(1), "kg": Fraction(1, 1000), "g": Fraction(1, 1_000_000)}
_FACTOR_UNIT = re.compile(r"^(kg|t|g)\s*(CO2e?|CO₂e?|CH4|N2O|HFCs?|PFCs?|SF6|NF3)?\s*/\s*(.+)$")


def product(row: Row) -> Fraction | None:
    """Activity × factor × GWP in tonnes; None unless all numbers stand and the factor's unit fits the activity's."""
    activity, factor = fraction(row.get("活动数据")), fraction(row.get("排放因子"))
    found = _FACTOR_UNIT.match(row.get("因子单位", ""))
    if activity is None or factor is None or not found or found[3].strip() != row.get("单位", "").strip():
        return None
    gwp = fraction(row.get("GWP"))
    return activity * factor * (Fraction(1) if gwp is None else gwp) * _MASS[found[1]]


def amount(row: Row) -> Fraction | None:
    """The row's emission in tCO2e: typed, else computed."""
    typed = fraction(row.get(AMOUNT))
    return typed if typed is not None else product(row)


def of_year(rows: Rows, year: str, column: str = "年度") -> Rows:
    """Rows of one year; all rows when the year is blank."""
    return {key: row for key, row in rows.items() if not year or row.get(column) == year}


def counted(rows: Rows, apart: Collection[str] = APART) -> Rows:
    """Rows that enter the total; those of the categories `apart` (biomass, other indirect emissions) are reported beside it."""
    return {key: row for key, row in rows.items() if row.get("类别") not in apart}


def total(rows: Iterable[Row]) -> Fraction | None:
    """Sum in tCO2e of the amounts known; None when no row has one."""
    known = [a for a in (amount(row) for row in rows) if a is not None]
    return sum(known, Fraction(0)) if known else None


def by_category(rows: Rows) -> dict[str, Fraction]:
    """tCO2e per category, in order of first appearance."""
    out: dict[str, Fraction] = {}
    for row in rows.values():
        value = amount(row)
        if value is not None:
            name = row.get("类别", "未分类")
            out[name] = out.get(name, Fraction(0)) + value
    return out


@dataclass(frozen=True, slots=True)
class OffsetUse:
    """One row of 碳抵消 judged for zero carbon: its tonnes and why it does not count (blank: it counts)."""

    key: str
    row: Row
    type: OffsetType | None
    tonnes: Fraction
    reason: str

    @property
    def counts(self) -> bool:
        return not self.reason


def offset_uses(pack: Pack, rows: Rows, year: str, asked: Cancelling) -> list[OffsetUse]:
    """Every offset row of the offset year, with why it cannot be counted when it cannot."""
    types = {t.name: t for t in pack.head.offsets}
    uses: list[OffsetUse] = []
    first: dict[str, str] = {}
    for key, row in of_year(rows, year, "抵消年度").items():
        kind, number = types.get(row.get("类型", "")), registered_number(row)
        same = first.setdefault(number, key) if number else key
        again = "" if same == key else f"与编号 {same} 的登记编号相同，同一减排量只计一次"
        tonnes = fraction(row.get(QUANTITY)) or Fraction(0)
        uses.append(OffsetUse(key, row, kind, tonnes, _refusal(kind, row, asked) or again))
    return uses


def registered_number(row: Row) -> str:
    """The registry and number of an offset without the spaces and letter cases in which people write it."""
    return re.sub(r"\s+", "", row.get("登记机构与编号", "")).upper()


def _refusal(kind: OffsetType | None, row: Row, asked: Cancelling) -> str:
    if kind is None:
        return "类型不在本标准所列之内"
    if fraction(row.get(QUANTITY)) is None:
        return "没有数量"
    if not kind.zero_carbon:
        return "减排已体现在排放量中，不再抵消"
    return asked.refusal(kind, row)
