"""A stranger's workbook -> its sheets of ours: headers, rows with their physical numbers, and the fingerprint."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from zcdoc import ooxml
from zcdoc.problems import Problems
from zcdoc.workbook.book import Book, opened
from zcdoc.workbook.cells import Formula
from zcdoc.workbook.layout import FINGERPRINT_SHEET, MAX_ROWS, SHEET_TABLE, Fingerprint, letter
from zcdoc.workbook.sheet import Area, Row, Sheet

MAX_COLUMNS = 200  # people add a handful of columns, never a hundred
LOOK_FOR_HEADER = 12  # people insert a row or two above the headers
_PROPERTY = re.compile(r'name="zcdoc-(\w+)"[^>]*>\s*<vt:lpwstr[^>]*>([^<]*)</vt:lpwstr>')


@dataclass(slots=True)
class RawSheet:
    """One sheet of ours: the 1-based column of each header, and rows with their physical numbers."""

    name: str
    headers: dict[str, int]
    rows: list[tuple[int, tuple[Any, ...]]]
    repeated: list[str] = field(default_factory=list)

    def value(self, row: tuple[Any, ...], header: str) -> Any:
        column = self.headers.get(header)
        return row[column - 1] if column and column <= len(row) else None


@dataclass(slots=True)
class RawBook:
    """What stands in a file: the fingerprint, sheets by name, and the day with number 0."""

    mark: Fingerprint | None
    epoch: dt.date
    sheets: dict[str, RawSheet] = field(default_factory=dict)


def read_raw(data: bytes, name: str, problems: Problems) -> RawBook:
    """Raises UserError or UnsafeError when the file is no workbook, contradicts itself or is beyond the bounds.

    Sheets without their headers, and merged cells, go to `problems`.
    """
    ooxml.preflight(data, "xlsx", name)
    with opened(data, name) as book:
        raw = RawBook(_mark(book, data), book.dates.epoch.date())
        for title, table in SHEET_TABLE.items():
            if title not in book.sheets:
                problems.warning(
                    "sheet-missing", title, f"没有工作表“{title}”，其中的内容不变", "如果改过表名，请改回来"
                )
                continue
            found = _sheet(Sheet(book, title), title, table.key, problems)
            if found is not None:
                raw.sheets[title] = found
    return raw


def _sheet(sheet: Sheet, name: str, key: str, problems: Problems) -> RawSheet | None:
    rows = sheet.rows()
    header = _header_row(rows, key)
    if header is None:
        problems.error(
            "header-missing",
            f"{name}!A3",
            f"前 {LOOK_FOR_HEADER} 行里找不到标题“{key}”",
            "恢复标题行，或重新导出后把内容贴过去",
        )
        return None
    found = _with_headers(name, header)
    for at, cells in rows:
        if at - header[0] > MAX_ROWS:
            problems.error("too-many-rows", f"{name}!A{at}", f"超过 {MAX_ROWS} 行，从这一行起没有读", "删去多余的行")
            return found
        values = _values(cells)
        if any(v != "" for v in values if v is not None):
            found.rows.append((at, values))
    for area in sheet.merged():
        _unmerge(found, area, header[0], problems)
    return found


def _header_row(rows: Iterator[Row], key: str) -> Row | None:
    for number, cells in rows:
        if number > LOOK_FOR_HEADER:
            return None
        if key in map(_header, cells.values()):
            return number, cells
    return None


def _with_headers(name: str, row: Row) -> RawSheet:
    found = RawSheet(name, {}, [])
    for column, value in row[1].items():
        header = _header(value)
        if header in found.headers:
            found.repeated.append(header)
        elif header and column <= MAX_COLUMNS:
            found.headers[header] = column
    return found


def _values(cells: dict[int, Any]) -> tuple[Any, ...]:
    """A row as a tuple that ends with its last filled cell."""
    last = max((column for column in cells if column <= MAX_COLUMNS), default=0)
    return tuple(cells.get(column) for column in range(1, last + 1))


def _unmerge(sheet: RawSheet, area: Area, header_row: int, problems: Problems) -> None:
    """Of merged cells the first alone shows its value: nobody sees what the others hold, so it is not taken."""
    top, left, bottom, right = area
    touches = bottom > header_row and any(left <= column <= right for column in sheet.headers.values())
    if not touches or (top, left) == (bottom, right):
        return
    place = f"{sheet.name}!{letter(left - 1)}{top}"
    where = f"{letter(left - 1)}{top}:{letter(right - 1)}{bottom}"
    problems.warning(
        "merged-cells", place, f"合并单元格 {where} 只取左上角一格的值，其余各格按空白处理", "取消合并，逐格填写"
    )
    sheet.rows = [
        (number, _hidden(row, area, number) if top <= number <= bottom else row) for number, row in sheet.rows
    ]


def _hidden(row: tuple[Any, ...], area: Area, number: int) -> tuple[Any, ...]:
    top, left, _, right = area
    shown = left if number == top else 0
    return tuple(None if left <= c <= right and c != shown else value for c, value in enumerate(row, 1))


def _header(value: Any) -> str:
    if isinstance(value, Formula):
        value = value.stored
    return "".join(str(value).split()) if value is not None else ""


def _mark(book: Book, data: bytes) -> Fingerprint | None:
    """The fingerprint from its hidden sheet, else from the file's custom properties."""
    pairs: dict[str, str] = {}
    if FINGERPRINT_SHEET in book.sheets:
        rows = islice(Sheet(book, FINGERPRINT_SHEET).rows(), 40)
        pairs = {str(cells[1]): str(cells[2]) for _, cells in rows if 1 in cells and 2 in cells}
    if not set(Fingerprint.FIELDS) <= set(pairs) and "docProps/custom.xml" in ooxml.names(data):
        pairs = dict(_PROPERTY.findall(ooxml.part(data, "docProps/custom.xml").decode("utf-8", "replace")))
    return Fingerprint(**{f: pairs[f] for f in Fingerprint.FIELDS}) if set(Fingerprint.FIELDS) <= set(pairs) else None
