"""What was handed out beside the cells that people fill: titles, the standard's columns, formulas, the sheets for reading.

Its digests travel in the workbook, so that what somebody wrote of their own is known by content, in whatever order rows and
columns come back and whatever version wrote the file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from zcdoc.model.values import BadValue, number_text
from zcdoc.workbook.cells import Formula
from zcdoc.workbook.formulas import shape
from zcdoc.workbook.layout import HEADER_ROW, SHEET_TABLE

TEXTS, CHARTS = "texts:", "charts"  # names in the first column of the fingerprint's sheet
MAX_NOTED = 4_000  # rows of the fingerprint's sheet
DIGITS = 12  # of a number; XlsxWriter writes 16 and LibreOffice 15
LENGTH, IN_A_CELL = 8, 4_000  # digits of a digest, and how many fit into one cell
JUDGED = {"open", "overridable"}  # roles of the columns that an import reads


def plain(value: Any) -> str:
    """A cell's content as it is compared: what programs change when they save a file (spaces, digits, formulas) is left out."""
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        with suppress(BadValue):
            return number_text(f"{value:.{DIGITS - 1}e}")
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, Formula):
        return f"={shape(value.text)}"
    return "".join(str(value).split())


def digest(value: Any) -> str:
    """Blank for a blank cell."""
    text = plain(value)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:LENGTH] if text else ""


def digests(value: Any) -> tuple[str, ...]:
    """What a cell may have been when it was handed out: a number that was rounded on the way may lie across a border."""
    if isinstance(value, float):
        return digest(value), digest(value * (1 + 1e-14)), digest(value * (1 - 1e-14))
    return (digest(value),)


def crossed_off(left: Counter[str], value: Any) -> bool:
    """Whether the content was handed out, as often as it has been met by now."""
    found = next((text for text in digests(value) if left[text]), None)
    if found is not None:
        left[found] -= 1
    return found is not None


class Noted:
    """A worksheet of XlsxWriter that keeps what is written into it; everything else goes on to the sheet itself."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self.cells: dict[tuple[int, int], str] = {}
        self.charts = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sheet, name)

    def write_string(self, row: int, column: int, text: str, *rest: Any) -> Any:
        self.cells[row, column] = digest(text)
        return self._sheet.write_string(row, column, text, *rest)

    def write_number(self, row: int, column: int, number: float, *rest: Any) -> Any:
        self.cells[row, column] = digest(number)
        return self._sheet.write_number(row, column, number, *rest)

    def write_datetime(self, row: int, column: int, moment: dt.datetime, *rest: Any) -> Any:
        self.cells[row, column] = digest(moment)
        return self._sheet.write_datetime(row, column, moment, *rest)

    def write_formula(self, row: int, column: int, formula: str, *rest: Any) -> Any:
        self.cells[row, column] = digest(Formula(formula, None))
        return self._sheet.write_formula(row, column, formula, *rest)

    def merge_range(self, row: int, column: int, last_row: int, last_column: int, text: str, *rest: Any) -> Any:
        self.cells[row, column] = digest(text)
        return self._sheet.merge_range(row, column, last_row, last_column, text, *rest)

    def insert_chart(self, *arguments: Any) -> Any:
        self.charts += 1
        return self._sheet.insert_chart(*arguments)


@dataclass(frozen=True, slots=True)
class HandedOut:
    """How often each digest stood on each sheet, and how many charts there were."""

    texts: Mapping[str, Counter[str]]
    charts: int


def rows(sheets: Mapping[str, Noted]) -> Iterator[tuple[str, str]]:
    """Name and value of the rows that the fingerprint's sheet gets, those of the cells that an import reads left out."""
    for name, sheet in sheets.items():
        table = SHEET_TABLE.get(name)
        judged = {i for i, c in enumerate(table.columns) if c.role in JUDGED} if table else set()
        kept = sorted(d for (row, at), d in sheet.cells.items() if d and not (row >= HEADER_ROW and at in judged))
        for start in range(0, max(len(kept), 1), IN_A_CELL):
            yield f"{TEXTS}{name}", "".join(kept[start : start + IN_A_CELL])
    yield CHARTS, str(sum(sheet.charts for sheet in sheets.values()))


def handed_out(found: Iterable[tuple[str, str]]) -> HandedOut | None:
    """From the rows of the fingerprint's sheet; None when an earlier version wrote them, which noted nothing."""
    texts: dict[str, Counter[str]] = {}
    charts = ""
    for name, value in found:
        if name.startswith(TEXTS):
            pieces = (value[i : i + LENGTH] for i in range(0, len(value), LENGTH))
            texts.setdefault(name.removeprefix(TEXTS), Counter()).update(pieces)
        elif name == CHARTS:
            charts = value
    return HandedOut(texts, int(charts)) if texts and charts.isascii() and charts.isdecimal() else None
