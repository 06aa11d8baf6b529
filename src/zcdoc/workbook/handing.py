"""The rows of a copy that is made for one person: their name, their clauses, numbers of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zcdoc.model.copies import SPARE, Copy, number
from zcdoc.model.record import Address
from zcdoc.model.view import View
from zcdoc.workbook.layout import SHEET_TABLE
from zcdoc.workbook.row import GridRow

FILLER = "填报人"


@dataclass(frozen=True, slots=True)
class Handing:
    """A copy, and whether it leaves out the checks that are not its own."""

    copy: Copy
    only: bool = False


def handed_to(rows: Mapping[str, list[GridRow]], view: View, handing: Handing) -> dict[str, list[GridRow]]:
    """The sheets' rows as one person gets them."""
    return {name: _rows(name, found, view, handing) for name, found in rows.items()}


def _rows(name: str, rows: list[GridRow], view: View, handing: Handing) -> list[GridRow]:
    table, copy = SHEET_TABLE[name], handing.copy
    if table.id == "checks":
        own = [row for row in rows if copy.holds(Address("", table.id, row.key, ""), view.pack)]
        for row in own:
            row.values.setdefault(FILLER, copy.person)
        return own if handing.only else rows
    if not table.listed:
        return rows
    return [*rows, *(GridRow(number(table.id, n), {}) for n in copy.numbers[:SPARE])]
