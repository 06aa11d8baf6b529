"""A stranger's workbook -> its sheets of ours: headers, rows with their physical numbers, and the fingerprint."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from zcdoc import ooxml
from zcdoc.model.values import visible
from zcdoc.problems import Problems
from zcdoc.workbook.book import Book, opened, properties, unclear
from zcdoc.workbook.cells import Formula
from zcdoc.workbook.handed import MAX_NOTED, TEXTS
from zcdoc.workbook.layout import FINGERPRINT_SHEET, LATER, MAX_ROWS, SHEET_TABLE, Fingerprint, letter
from zcdoc.workbook.sheet import Area, Row, Sheet

MAX_COLUMNS = 200  # people add a handful of columns, never a hundred
LOOK_FOR_HEADER = 12  # people insert a row or two above the headers
_OURS = "zcdoc-"  # how the names of our properties begin


@dataclass(slots=True)
class RawSheet:
    """One sheet of ours: the 1-based column of each header, and rows with their physical numbers."""

    name: str
    headers: dict[str, int]
    rows: list[tuple[int, tuple[Any, ...]]]
    repeated: list[str] = field(default_factory=list)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    """By row and column the formats of numbers that show more or less than the number."""

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
        raw = RawBook(_mark(book), book.dates.epoch.date())
        for title, table in SHEET_TABLE.items():
            if title not in book.sheets:
                if title in LATER and not _was_handed_out(book, title):
                    continue
                problems.warning(
                    "sheet-missing", title, f"没有工作表“{title}”，其中的内容不变", "如果改过表名，请改回来"
                )
                continue
            found = _sheet(Sheet(book, title), title, table.key, name, problems)
            if found is not None:
                raw.sheets[title] = found
    return raw


def _sheet(sheet: Sheet, name: str, key: str, book: str, problems: Problems) -> RawSheet | None:
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
    found, beyond = _with_headers(name, header), 0
    for at, cells in rows:
        values = _values(cells)
        if all(v is None or v == "" for v in values):
            continue  # formatted and empty, however far down
        if at - header[0] > MAX_ROWS:
            beyond = beyond or at
            continue  # what is merged is known after the last row
        found.rows.append((at, values))
    if beyond:
        where = f"{name}!A{beyond}"
        problems.error("too-many-rows", where, f"超过 {MAX_ROWS} 行，从这一行起没有读", "删去多余的行")
    found.formats = sheet.formats
    _unmerge(found, [a for a in sheet.merged() if a[2] > header[0]], book, problems)
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


def _unmerge(sheet: RawSheet, areas: list[Area], book: str, problems: Problems) -> None:
    """Of merged cells the first alone shows its value: nobody sees what the others hold, so it is not taken.

    Raises UserError for areas that overlap: which of them a spreadsheet shows is its own affair.
    """
    columns = sum(1 << column for column in sheet.headers.values())
    numbers = [number for number, _ in sheet.rows]
    hidden: dict[int, int] = {}  # by row, a bit for each column
    for top, left, bottom, right in areas:
        touched = columns & ((1 << right + 1) - (1 << left))
        if not touched or (top, left) == (bottom, right):
            continue
        place, end = f"{letter(left - 1)}{top}", f"{letter(right - 1)}{bottom}"
        for number in numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]:
            if hidden.get(number, 0) & touched:
                raise unclear(book, f"工作表“{sheet.name}”的合并单元格 {place}:{end} 与别的重叠")
            hidden[number] = hidden.get(number, 0) | touched
        problems.warning(
            "merged-cells",
            f"{sheet.name}!{place}",
            f"合并单元格 {place}:{end} 只取左上角一格的值，其余各格按空白处理",
            "取消合并，逐格填写",
        )
    shown = {(top, left) for top, left, _, _ in areas}
    sheet.rows = [(n, _visible(n, row, hidden[n], shown) if n in hidden else row) for n, row in sheet.rows]


def _visible(number: int, row: tuple[Any, ...], hidden: int, shown: set[tuple[int, int]]) -> tuple[Any, ...]:
    return tuple(
        None if hidden >> column & 1 and (number, column) not in shown else value for column, value in enumerate(row, 1)
    )


def _header(value: Any) -> str:
    if isinstance(value, Formula):
        value = value.stored
    return "".join(visible(str(value)).split()) if value is not None else ""


def _was_handed_out(book: Book, title: str) -> bool:
    """Whether the export noted this sheet; one of an earlier version did not have it, so that nothing is missing."""
    if FINGERPRINT_SHEET not in book.sheets:
        return False
    rows = islice(Sheet(book, FINGERPRINT_SHEET).rows(), MAX_NOTED)
    return any(str(cells.get(1, "")) == f"{TEXTS}{title}" for _, cells in rows)


def _mark(book: Book) -> Fingerprint | None:
    """The fingerprint from its hidden sheet, else from the file's custom properties."""
    pairs: dict[str, str] = {}
    if FINGERPRINT_SHEET in book.sheets:
        rows = islice(Sheet(book, FINGERPRINT_SHEET).rows(), 40)
        pairs = {str(cells[1]): str(cells[2]) for _, cells in rows if 1 in cells and 2 in cells}
    if not set(Fingerprint.FIELDS) <= set(pairs):
        pairs = {name.removeprefix(_OURS): text for name, text in properties(book).items() if name.startswith(_OURS)}
    return Fingerprint(**{f: pairs[f] for f in Fingerprint.FIELDS}) if set(Fingerprint.FIELDS) <= set(pairs) else None
