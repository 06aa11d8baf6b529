"""Where everything stands in the workbook (design contract 4.4): shared by writing and reading."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

from zcdoc.model.copies import Copy
from zcdoc.model.tables import ASSUMPTIONS, SHEET_TABLES, Table
from zcdoc.model.view import View

LAYOUT_VERSION = 1
OVERVIEW, GUIDE, SUMMARY, LISTS_SHEET, FINGERPRINT_SHEET = "总览", "说明", "汇总", "_lists", "_zcdoc"
HEADER_ROW, FIRST_ROW = 3, 4
SPARE_ROWS = 40
MAX_ROWS = 20_000
TABLES = (ASSUMPTIONS, *SHEET_TABLES)
SHEETS = (OVERVIEW, GUIDE, *(sheet for table in TABLES for sheet in table.sheets), SUMMARY)
SHEET_TABLE: dict[str, Table] = {sheet: table for table in TABLES for sheet in table.sheets}
LATER = {ASSUMPTIONS.sheets[0]}  # sheets that workbooks of earlier versions do not have
# The bands of the check sheets that each kind of round opens; the others are folded.
OPEN_BANDS = {
    "baseline": {"检查", "问题", "计划"},
    "self-inspection": {"检查", "问题", "整改", "过程"},
    "evaluation": {"检查", "问题", "整改", "过程"},
}
FOLDABLE = ("问题", "整改", "计划", "过程")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What an export says of itself, so that an import knows what was handed out."""

    pack: str
    version: str
    sha256: str
    park: str
    round: str
    export: str
    head: str
    layout: str
    person: str = ""
    """For whom the copy was made; blank for a plain export."""

    FIELDS = ("pack", "version", "sha256", "park", "round", "export", "head", "layout")

    def items(self) -> list[tuple[str, str]]:
        return [(name, getattr(self, name)) for name in self.FIELDS] + (
            [("person", self.person)] if self.person else []
        )


def fingerprint(view: View, copy: Copy | None = None) -> Fingerprint:
    """Exports of the same head, pack and round are the same export; a copy that was made for somebody has an id of its own."""
    pack, record = view.pack, view.record
    parts = (pack.id, pack.version, pack.sha256, record.park, view.round.id, record.head, str(LAYOUT_VERSION))
    export = copy.id if copy else hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    person = copy.person if copy else ""
    return Fingerprint(
        pack.id, pack.version, pack.sha256, record.park, view.round.id, export, record.head, str(LAYOUT_VERSION), person
    )


@cache
def letter(index: int) -> str:
    """Column letters of a 0-based index."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_index(table: Table, name: str) -> int:
    return next(i for i, c in enumerate(table.columns) if c.name == name)
