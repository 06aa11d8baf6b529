"""Where everything stands in the workbook (design contract 4.4): shared by writing and reading."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

from zcdoc.model.copies import Copy
from zcdoc.model.tables import ASSUMPTIONS, INDICATORS, SHEET_TABLES, Table
from zcdoc.model.view import View

LAYOUT_VERSION = 1
OVERVIEW, GUIDE, SUMMARY, LISTS_SHEET, FINGERPRINT_SHEET = "总览", "说明", "汇总", "_lists", "_zcdoc"
HEADER_ROW, FIRST_ROW = 3, 4
SPARE_ROWS = 40
MAX_ROWS = 20_000
TABLES = (ASSUMPTIONS, *SHEET_TABLES)
SHEETS = (OVERVIEW, GUIDE, *(sheet for table in TABLES for sheet in table.sheets), SUMMARY)
SHEET_TABLE: dict[str, Table] = {sheet: table for table in TABLES for sheet in table.sheets}
# Sheets that not every workbook has: those of earlier versions lack the one, those of a standard without indicators the other.
LATER = {ASSUMPTIONS.sheets[0], INDICATORS.sheets[0]}
# The bands of the check sheets that each kind of round opens; the others are folded.
OPEN_BANDS = {
    "baseline": {"检查", "问题", "计划"},
    "self-inspection": {"检查", "问题", "整改", "过程"},
    "evaluation": {"检查", "问题", "整改", "过程"},
}
FOLDABLE = ("问题", "整改", "计划", "过程")
# Columns of the standard that are folded away at first, so that what is to be filled stands on one screen of 1366 × 768.
FOLDED = {
    "checks": ("要求", "条款类型", "责任主体", "检查方式"),
    "indicators": ("一级指标", "二级指标", "指标解释"),
}
FROZEN = {
    "checks": "检查要点",
    "indicators": "三级指标",
}  # the name of a row stays in sight; of a list its first two columns


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


def sheets_of(view: View) -> tuple[str, ...]:
    """The sheets that people see, in order; a standard without indicators has no sheet for them."""
    return tuple(name for name in SHEETS if view.pack.indicators or name not in INDICATORS.sheets)


@dataclass(frozen=True, slots=True)
class Fold:
    """How a column stands in the outline: in a group or not, and whether it is folded away."""

    grouped: bool
    hidden: bool


def folds(table: Table, kind: str) -> list[Fold]:
    """One for each column. The first column of a band stays in sight and carries the button."""
    out, previous = [], ""
    for column in table.columns:
        named = column.name in FOLDED.get(table.id, ())
        banded = table.id == "checks" and column.band in FOLDABLE and column.band == previous
        out.append(Fold(named or banded, named or (banded and column.band not in OPEN_BANDS[kind])))
        previous = column.band
    return out


def frozen(table: Table) -> int:
    """How many columns stay in sight when people scroll sideways."""
    if table.id in FROZEN:
        return column_index(table, FROZEN[table.id]) + 1
    return 2 if table.listed else 1


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
