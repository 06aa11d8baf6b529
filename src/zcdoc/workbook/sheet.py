"""The rows of one sheet as its XML says them. A row or cell that stands twice, or in no order, stops the reading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

from zcdoc.errors import UnsafeError
from zcdoc.workbook.book import MAIN, Book, Phrase, unclear
from zcdoc.workbook.cells import Formula
from zcdoc.workbook.stored import Stored, value_of

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MAX_MERGED = 10_000
MAX_TEXT = 300_000  # characters of a text as it is written; a cell holds 32,767
_DATA, _ROW, _CELL, _MERGE = (f"{MAIN}{tag}" for tag in ("sheetData", "row", "c", "mergeCell"))
_FORMULA, _VALUE, _INLINE, _MORE = (f"{MAIN}{tag}" for tag in ("f", "v", "is", "extLst"))
_DEPTH = {_DATA: 2, _ROW: 3, _CELL: 4}  # where each stands, and nowhere else
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_AREA = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})")
Row: TypeAlias = tuple[int, dict[int, Any]]
Area: TypeAlias = tuple[int, int, int, int]  # top, left, bottom, right; 1-based, inclusive


class Sheet:
    """One sheet: `rows` gives the number and the filled cells by column, 1-based; `merged` is known after the last."""

    def __init__(self, book: Book, name: str) -> None:
        self._book, self._name = book, name
        self._heard = _Rows(book, name)

    def rows(self) -> Iterator[Row]:
        """Raises UserError where the sheet contradicts itself, UnsafeError beyond a bound."""
        for _ in self._book.package.listen(self._book.sheets[self._name], self._heard):
            yield from self._heard.taken()

    @property
    def formats(self) -> dict[tuple[int, int], str]:
        """By row and column the format of a number that shows more or less than the number: 35%, 007, 2025年3月."""
        return self._heard.formats

    def merged(self) -> list[Area]:
        """The merged areas, as far as they are areas."""
        found = (_AREA.fullmatch(text.replace("$", "")) for text in self._heard.merged)
        return [(int(f[2]), column_number(f[1]), int(f[4]), column_number(f[3])) for f in found if f]


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@dataclass(slots=True)
class _Cell:
    """A cell while it is heard, with the texts of its parts as they are written."""

    column: int
    kind: str
    style: str
    value: str | None = None
    formula: str | None = None
    inline: Phrase | None = None


class _Rows:
    """Hears a sheet."""

    def __init__(self, book: Book, name: str) -> None:
        self.merged: list[str] = []
        self.formats: dict[tuple[int, int], str] = {}
        self._book, self._name = book, name
        self._depth = self._row = self._column = self._length = 0
        self._has_data = self._in_data = False
        self._cells: dict[int, Any] = {}
        self._cell: _Cell | None = None
        self._part = ""
        self._text: list[str] = []
        self._done: list[Row] = []

    def taken(self) -> list[Row]:
        done, self._done = self._done, []
        return done

    # --- rows and cells -----------------------------------------------------------------------------------------

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._cell is not None:
            self._open_part(self._cell, tag)
        elif tag in _DEPTH:
            self._open(tag, attributes)
        elif self._in_data and self._depth in {3, 4} and tag != _MORE:
            self._unclear(f"第 {self._row} 行附近有不认识的内容")
        elif tag == _MERGE:
            self._merge(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._cell is not None and self._depth >= _DEPTH[_CELL]:
            self._close_part(self._cell)
        elif self._cell is not None:
            self._close_cell(self._cell)
        elif tag == _ROW:
            self._done.append((self._row, self._cells))
        elif tag == _DATA:
            self._in_data = False

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        if self._depth != _DEPTH[tag] or (tag == _DATA) is not (not self._in_data) or (tag == _DATA and self._has_data):
            self._unclear("行或单元格不在它们该在的位置")
        if tag == _DATA:
            self._has_data = self._in_data = True
        elif tag == _ROW:
            self._open_row(attributes.get("r"))
        else:
            self._open_cell(attributes)

    def _open_row(self, written: str | None) -> None:
        """A row without a number follows the one before."""
        number = self._row + 1 if written is None else int(written) if written.isascii() and written.isdigit() else 0
        if not self._row < number <= LAST_ROW:
            self._unclear(f"第 {(written or str(number))[:20]} 行在第 {self._row} 行之后出现")
        self._row, self._column, self._cells = number, 0, {}

    def _open_cell(self, attributes: dict[str, str]) -> None:
        """A cell without a reference stands right of the one before."""
        written = attributes.get("r")
        column = self._column + 1
        if written is not None:
            found = _REFERENCE.fullmatch(written)
            column = column_number(found[1]) if found and int(found[2]) == self._row else 0
        if not self._column < column <= LAST_COLUMN:
            self._unclear(f"第 {self._row} 行的单元格 {(written or '')[:20]} 次序不对或出现两次")
        self._column = column
        self._cell = _Cell(column, attributes.get("t", "n"), attributes.get("s", "0"))

    def _close_cell(self, cell: _Cell) -> None:
        self._cell = None
        inline = None if cell.inline is None else cell.inline.text()
        value = value_of(Stored(cell.kind, cell.style, cell.value, inline), self._book)
        if cell.formula is not None:
            # A program that computed an empty text says so by the type; one that computed nothing stores no type.
            empty = cell.kind == "str" and cell.value == ""
            self._cells[cell.column] = Formula(f"={cell.formula}", "" if empty else value)
        elif value is not None:
            self._cells[cell.column] = value
        if cell.kind == "n" and cell.value and cell.style in self._book.dates.codes:
            self.formats[self._row, cell.column] = self._book.dates.codes[cell.style]

    def _merge(self, reference: str) -> None:
        self.merged.append(reference)
        if len(self.merged) > MAX_MERGED:
            name = f"“{self._book.package.name}”的工作表“{self._name}”"
            raise UnsafeError(f"{name}有 {MAX_MERGED} 处以上合并单元格，拒绝读取。", "取消合并，逐格填写")

    # --- the inside of a cell -----------------------------------------------------------------------------------

    def _open_part(self, cell: _Cell, tag: str) -> None:
        if self._depth > _DEPTH[_CELL] + 1:
            if self._part == _INLINE and cell.inline is not None:
                cell.inline.start(tag)
            elif self._part in {_VALUE, _FORMULA}:
                self._unclear_cell(cell)
            return
        self._part, self._text, self._length = tag, [], 0
        if tag == _VALUE and cell.value is None:
            cell.value = ""
        elif tag == _FORMULA and cell.formula is None:
            cell.formula = ""
        elif tag == _INLINE and cell.inline is None:
            cell.inline = Phrase()
        elif tag != _MORE:
            self._unclear_cell(cell)

    def _close_part(self, cell: _Cell) -> None:
        if self._depth > _DEPTH[_CELL]:
            if self._part == _INLINE and cell.inline is not None:
                cell.inline.end()
            return
        if self._part == _VALUE:
            cell.value = "".join(self._text)
        elif self._part == _FORMULA:
            cell.formula = "".join(self._text)
        self._part = ""

    def data(self, text: str) -> None:
        if self._cell is None or not self._part:
            return
        self._length += len(text)
        if self._length > MAX_TEXT:
            name = f"“{self._book.package.name}”的工作表“{self._name}”第 {self._row} 行"
            raise UnsafeError(f"{name}有过长的文字，拒绝读取。", "缩短文字，或放进证据文件")
        if self._part in {_VALUE, _FORMULA}:
            self._text.append(text)
        elif self._part == _INLINE and self._cell.inline is not None:
            self._cell.inline.data(text)

    def _unclear_cell(self, cell: _Cell) -> NoReturn:
        self._unclear(f"第 {self._row} 行第 {cell.column} 列的单元格有重复或不认识的内容")

    def _unclear(self, what: str) -> NoReturn:
        raise unclear(self._book.package.name, f"工作表“{self._name}”{what}")
