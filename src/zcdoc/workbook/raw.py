"""A stranger's workbook -> its sheets of ours: headers, rows with their physical numbers, and the fingerprint."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from zcdoc import ooxml
from zcdoc.model.tables import Table
from zcdoc.problems import Problems
from zcdoc.workbook.beside import beside
from zcdoc.workbook.book import Book, opened, properties, unclear
from zcdoc.workbook.cells import Formula
from zcdoc.workbook.claimed import LOOK_FOR_HEADER, header_row, renamed
from zcdoc.workbook.claimed import header as header_words
from zcdoc.workbook.handed import MAX_NOTED, HandedOut, crossed_off, handed_out, plain
from zcdoc.workbook.ignored import Ignored, short
from zcdoc.workbook.layout import (
    FINGERPRINT_SHEET,
    HEADER_ROW,
    LATER,
    MAX_ROWS,
    SHEET_TABLE,
    SHEETS,
    Fingerprint,
    letter,
)
from zcdoc.workbook.sheet import Area, Row, Sheet

MAX_COLUMNS = 200  # people add a handful of columns, never a hundred
MOST_TOLD = 50  # cells of one sheet that is for reading
MOST_ROWS = 12  # row numbers in one message
_OURS = "zcdoc-"  # how the names of our properties begin


@dataclass(slots=True)
class RawSheet:
    """One sheet of ours: the 1-based column of each header, and rows with their physical numbers.

    `name` is ours, `title` the one that it has in the file; `header_at` is the header's row.
    """

    name: str
    title: str
    header_at: int
    headers: dict[str, int]
    rows: list[tuple[int, tuple[Any, ...]]]
    repeated: list[str] = field(default_factory=list)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    """By row and column the formats of numbers that show more or less than the number."""
    merged: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)
    """By row the merged areas that it touches: first and last column, and the area."""

    def covered(self, row: int, column: int) -> str:
        """The merged area that hides a cell; blank for a cell that shows its value."""
        area = next((area for left, right, area in self.merged.get(row, ()) if left <= column <= right), "")
        return "" if area.partition(":")[0] == f"{letter(column - 1)}{row}" else area

    def value(self, row: tuple[Any, ...], header: str) -> Any:
        column = self.headers.get(header)
        return row[column - 1] if column and column <= len(row) else None


@dataclass(slots=True)
class RawBook:
    """What stands in a file: the fingerprint, sheets by name, the day with number 0, and what no sheet of ours holds."""

    mark: Fingerprint | None
    epoch: dt.date
    sheets: dict[str, RawSheet] = field(default_factory=dict)
    handed: HandedOut | None = None
    ignored: list[Ignored] = field(default_factory=list)


def read_raw(data: bytes, name: str, problems: Problems) -> RawBook:
    """Raises UserError or UnsafeError when the file is no workbook, contradicts itself or is beyond the bounds.

    Sheets without their headers, and merged cells, go to `problems`.
    """
    ooxml.preflight(data, "xlsx", name)
    with opened(data, name) as book:
        raw = RawBook(_mark(book), book.dates.epoch.date(), handed=noted(book))
        titles = _titles(book, raw.handed, problems)
        for ours, title in titles.items():
            found = _sheet(Sheet(book, title), ours, title, name, problems)
            if found is not None:
                raw.sheets[ours] = found
        raw.ignored += _own_sheets(book, raw.handed, set(titles.values()))
        raw.ignored += _beside(book, ooxml.names(data), raw.handed)
    return raw


def _titles(book: Book, handed: HandedOut | None, problems: Problems) -> dict[str, str]:
    """The names that our sheets have in the file. One that is missing, or has another name, is told."""
    missing = [ours for ours in SHEET_TABLE if ours not in book.sheets]
    other = renamed(book, missing, handed)
    for ours in missing:
        if ours in other:
            told = f"工作表“{other[ours]}”按标题和编号认作“{ours}”，其中的内容已读入"
            problems.warning("sheet-renamed", other[ours], told, f"不是“{ours}”的，改动它的标题行；是的，把表名改回来")
        elif ours not in LATER or (handed is not None and ours in handed.texts):
            problems.warning("sheet-missing", ours, f"没有工作表“{ours}”，其中的内容不变", "如果改过表名，请改回来")
    return {ours: other.get(ours, ours) for ours in SHEET_TABLE if ours not in missing or ours in other}


def _own_sheets(book: Book, handed: HandedOut | None, read: set[str]) -> Iterator[Ignored]:
    """Filled sheets of the user's own, and what was written into those that are for reading."""
    for title in book.sheets:
        if title in read or title in SHEET_TABLE or title.startswith("_"):
            continue
        if title in SHEETS or (handed is not None and title in handed.texts):
            yield from () if handed is None else _written(book, title, handed)
            continue
        count = sum(len(cells) for _, cells in Sheet(book, title).rows())
        if count:
            yield Ignored(title, f"自己加的工作表，{count} 格内容", "不是清单的表，不导入；要用的内容抄到清单的表里")


def _written(book: Book, title: str, handed: HandedOut) -> Iterator[Ignored]:
    left, count = Counter(handed.texts.get(title, ())), 0
    for number, cells in Sheet(book, title).rows():
        for at, value in cells.items():
            if isinstance(value, Formula) or not plain(value) or crossed_off(left, value):
                continue
            count += 1
            if count <= MOST_TOLD:
                yield Ignored(
                    f"{title}!{letter(at - 1)}{number}",
                    f"写在只供查看的表里的“{short(value)}”",
                    "这张表不导入；请写到要填的表里",
                )
    if count > MOST_TOLD:
        yield Ignored(title, f"另有 {count - MOST_TOLD} 格", "这张表不导入")


def _beside(book: Book, names: list[str], handed: HandedOut | None) -> Iterator[Ignored]:
    for problem in beside(book, names, handed.charts if handed else len(names)):
        note = problem.rule == "own-note"
        why = (
            "批注不导入；要留下的写进备注或检查所见"
            if note
            else "图片、图形和附件不导入；作证据的存到 evidence 文件夹再登记"
        )
        yield Ignored(problem.where, problem.message, why)


def _sheet(sheet: Sheet, name: str, title: str, book: str, problems: Problems) -> RawSheet | None:
    rows, table = sheet.rows(), SHEET_TABLE[name]
    header = header_row(rows, table)
    found = _with_headers(name, title, header) if header else None
    if found is None or not _find_key(found, table, problems):
        problems.error(
            "header-missing",
            f"{title}!A{found.header_at if found else HEADER_ROW}",
            f"前 {LOOK_FOR_HEADER} 行里找不到标题“{table.key}”",
            "恢复标题行，或重新导出后把内容贴过去",
        )
        return None
    beyond = 0
    for at, cells in rows:
        values = _values(cells)
        if all(v is None or v == "" for v in values):
            continue  # formatted and empty, however far down
        if at - found.header_at > MAX_ROWS:
            beyond = beyond or at
            continue  # what is merged is known after the last row
        found.rows.append((at, values))
    if beyond:
        where = f"{title}!A{beyond}"
        problems.error("too-many-rows", where, f"超过 {MAX_ROWS} 行，从这一行起没有读", "删去多余的行")
    found.formats = sheet.formats
    _unmerge(found, [a for a in sheet.merged() if a[2] > found.header_at], book, problems)
    return found


def _find_key(sheet: RawSheet, table: Table, problems: Problems) -> bool:
    """Whether the key's column is known; under another header it is the one left of the column that follows it."""
    if table.key in sheet.headers:
        return True
    at = sheet.headers.get(table.columns[1].name, 2) - 1
    called = next((name for name, column in sheet.headers.items() if column == at), "")
    if at < 1 or called in {c.name for c in table.columns}:
        return False
    sheet.headers.pop(called, None)
    sheet.headers[table.key] = at
    where = f"{sheet.title}!{letter(at - 1)}{sheet.header_at}"
    told = f"标题“{short(called)}”" if called else "没有标题的列"
    problems.warning("header-renamed", where, f"{told}按位置认作“{table.key}”，已照此读入", "请把标题改回来")
    return True


def _with_headers(name: str, title: str, row: Row) -> RawSheet:
    found = RawSheet(name, title, row[0], {}, [])
    for column, value in row[1].items():
        header = header_words(value)
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
        below = numbers[bisect_left(numbers, top + 1) : bisect_right(numbers, bottom)]
        for number in numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]:
            if hidden.get(number, 0) & touched:
                raise unclear(book, f"工作表“{sheet.name}”的合并单元格 {place}:{end} 与别的重叠")
            hidden[number] = hidden.get(number, 0) | touched
            sheet.merged.setdefault(number, []).append((left, right, f"{place}:{end}"))
        asked = f"第 {_listed(below)} 行" if below else "其余各格"
        problems.warning(
            "merged-cells",
            f"{sheet.title}!{place}",
            f"合并单元格 {place}:{end} 只取左上角一格的值，{asked}的没有取",
            f"取消合并，{f'在{asked}填上各自的值' if below else '逐格填写'}",
        )
    shown = {(top, left) for top, left, _, _ in areas}
    sheet.rows = [(n, _visible(n, row, hidden[n], shown) if n in hidden else row) for n, row in sheet.rows]


def _visible(number: int, row: tuple[Any, ...], hidden: int, shown: set[tuple[int, int]]) -> tuple[Any, ...]:
    return tuple(
        None if hidden >> column & 1 and (number, column) not in shown else value for column, value in enumerate(row, 1)
    )


def _listed(rows: list[int]) -> str:
    shown = "、".join(map(str, rows[:MOST_ROWS]))
    return shown if len(rows) <= MOST_ROWS else f"{shown} 等 {len(rows)}"


def noted(book: Book) -> HandedOut | None:
    """What the export noted of itself; None for one of an earlier version, which noted nothing."""
    if FINGERPRINT_SHEET not in book.sheets:
        return None
    rows = islice(Sheet(book, FINGERPRINT_SHEET).rows(), MAX_NOTED)
    return handed_out((str(cells.get(1, "")), str(cells.get(2, ""))) for _, cells in rows)


def _mark(book: Book) -> Fingerprint | None:
    """The fingerprint from its hidden sheet, else from the file's custom properties."""
    pairs: dict[str, str] = {}
    if FINGERPRINT_SHEET in book.sheets:
        rows = islice(Sheet(book, FINGERPRINT_SHEET).rows(), 40)
        pairs = {str(cells[1]): str(cells[2]) for _, cells in rows if 1 in cells and 2 in cells}
    if not set(Fingerprint.FIELDS) <= set(pairs):
        pairs = {name.removeprefix(_OURS): text for name, text in properties(book).items() if name.startswith(_OURS)}
    if not set(Fingerprint.FIELDS) <= set(pairs):
        return None
    known = {f: pairs[f] for f in Fingerprint.FIELDS}
    return Fingerprint(**known, person=pairs.get("person", ""))
