"""A workbook that zcdoc never made -> grids of cells as a person sees them: every sheet, merged areas, nothing interpreted."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from zcdoc import ooxml
from zcdoc.errors import UserError
from zcdoc.model.values import BadValue, number_text
from zcdoc.workbook.book import Book, opened, unclear
from zcdoc.workbook.cells import EPOCH, Formula, Unreadable
from zcdoc.workbook.layout import FINGERPRINT_SHEET, MAX_ROWS, letter
from zcdoc.workbook.raw import MAX_COLUMNS
from zcdoc.workbook.sheet import Area, Sheet

EXTENT = 200_000  # columns of all merged areas of a sheet together
EXACT = 10**15  # from here on a spreadsheet has lost digits


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows, and where it stands; of a merged area the first cell, wherever it is looked at."""

    sheet: str
    row: int
    column: int
    value: Any = None

    @property
    def place(self) -> str:
        return f"{self.sheet}!{letter(self.column - 1)}{self.row}"

    @property
    def text(self) -> str:
        return shown(self.value)

    @property
    def unreadable(self) -> Unreadable | None:
        """Why it shows no value, where it should; also of a formula of which no program stored the result."""
        if isinstance(self.value, Formula):
            if self.value.stored is None:
                return Unreadable("是公式，文件里没有存它的结果", "用 Excel 或 WPS 打开并保存一次，或直接填值")
            return self.value.stored if isinstance(self.value.stored, Unreadable) else None
        return self.value if isinstance(self.value, Unreadable) else None

    @property
    def reformatted(self) -> bool:
        """Whether a text made of it may look otherwise than the sheet does: dates, fractions, numbers beyond 15 digits."""
        value = self.value.stored if isinstance(self.value, Formula) else self.value
        if isinstance(value, (dt.date, dt.time, dt.timedelta)):
            return True
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return is_number and (value != int(value) or abs(value) >= EXACT)


def shown(value: Any) -> str:
    """A value as text, without the space around it; blank for none and for what cannot be read."""
    if isinstance(value, Formula):
        value = value.stored
    if value is None or isinstance(value, Unreadable):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        try:
            return number_text(value)
        except BadValue:
            return str(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ", timespec="minutes")
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


@dataclass(slots=True)
class _Areas:
    """The merged areas of one sheet, found by a column and a row without being spread out."""

    by_column: dict[int, list[Area]] = field(default_factory=dict)

    def at(self, row: int, column: int) -> Area | None:
        areas = self.by_column.get(column, [])
        index = bisect_right(areas, (row, MAX_COLUMNS + 1, 0, 0)) - 1
        return areas[index] if index >= 0 and areas[index][2] >= row else None


@dataclass
class Grid:
    """One sheet: its filled rows by number, each by column (1-based), and its merged areas. `epoch`: the day with number 0."""

    name: str
    rows: dict[int, dict[int, Any]]
    areas: list[Area]
    epoch: dt.date = EPOCH

    @cached_property
    def _areas(self) -> _Areas:
        found = _Areas()
        for area in sorted(self.areas):
            for column in range(area[1], min(area[3], MAX_COLUMNS) + 1):
                found.by_column.setdefault(column, []).append(area)
        return found

    def area(self, row: int, column: int) -> Area | None:
        return self._areas.at(row, column)

    def cell(self, row: int, column: int) -> Cell:
        """What a column says in a row: a merged area speaks for all of its rows, in its first column alone."""
        area = self.area(row, column)
        if area is None:
            return Cell(self.name, row, column, self.rows.get(row, {}).get(column))
        top, left, _, _ = area
        if column != left:
            return Cell(self.name, row, column)
        return Cell(self.name, top, left, self.rows.get(top, {}).get(left))

    def header(self, row: int, column: int) -> Cell:
        """As `cell`, but what is merged over several columns is the heading of each."""
        area = self.area(row, column)
        top, left = (row, column) if area is None else area[:2]
        return Cell(self.name, top, left, self.rows.get(top, {}).get(left))

    def numbers(self) -> Sequence[int]:
        return sorted(self.rows)

    def cells(self, row: int) -> Iterator[Cell]:
        """The filled cells of a row as the file has them."""
        for column, value in sorted(self.rows.get(row, {}).items()):
            yield Cell(self.name, row, column, value)

    def is_hidden(self, cell: Cell) -> bool:
        """Whether a filled cell is covered by a merged area, so that nobody sees it."""
        area = self.area(cell.row, cell.column)
        return area is not None and area[:2] != (cell.row, cell.column)


def read_grids(data: bytes, name: str) -> list[Grid]:
    """Every sheet of a stranger's workbook. Raises UserError for a damaged file or one of ours, UnsafeError beyond the bounds."""
    ooxml.preflight(data, "xlsx", name)
    with opened(data, name) as book:
        if FINGERPRINT_SHEET in book.sheets:
            raise UserError(
                f"{name} 是 zcdoc 导出的清单，不用读法文件",
                "用 zcdoc checklist import 合并；它属于别的园区而只想参考其中的内容，先删去隐藏的 _zcdoc 表",
            )
        return [_grid(book, title, name) for title in book.sheets]


def _grid(book: Book, title: str, name: str) -> Grid:
    sheet = Sheet(book, title)
    rows: dict[int, dict[int, Any]] = {}
    for number, cells in sheet.rows():
        filled = {column: value for column, value in cells.items() if _is_filled(value)}
        if not filled:
            continue
        if len(rows) >= MAX_ROWS or max(filled) > MAX_COLUMNS:
            what = f"超过 {MAX_ROWS} 行" if len(rows) >= MAX_ROWS else f"第 {number} 行填到了第 {MAX_COLUMNS} 列以外"
            raise UserError(f"{name} 的工作表“{title}”{what}", "删去与清单无关的内容，另存后再试")
        rows[number] = filled
    return Grid(title, rows, _apart(sheet.merged(), title, name), book.dates.epoch.date())


def _is_filled(value: Any) -> bool:
    return isinstance(value, Unreadable) or (isinstance(value, Formula) and value.stored is None) or bool(shown(value))


def _apart(areas: list[Area], title: str, name: str) -> list[Area]:
    """The areas. Raises UserError for two that share a cell: which of them a spreadsheet shows is its own affair."""
    spread = sum(min(right, MAX_COLUMNS) - left + 1 for _, left, _, right in areas if left <= MAX_COLUMNS)
    if spread > EXTENT:
        raise UserError(f"{name} 的工作表“{title}”合并单元格太多", "删去与清单无关的内容，另存后再试")
    ends: dict[int, int] = {}
    for top, left, bottom, right in sorted(areas):
        for column in range(left, min(right, MAX_COLUMNS) + 1):
            if ends.get(column, 0) >= top:
                raise unclear(name, f"工作表“{title}”的合并单元格 {letter(left - 1)}{top} 与别的重叠")
            ends[column] = bottom
    return areas
