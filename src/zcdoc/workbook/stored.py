"""What a cell stores -> the value that it shows: a text, a number, a truth, a date. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, NamedTuple

from zcdoc.workbook.book import RESAVE, Book, unescaped
from zcdoc.workbook.cells import Unreadable

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_EXACT = 15  # digits that a spreadsheet keeps
_TRUTH = {"1": True, "true": True, "0": False, "false": False}
_DATE_FIX = "按 2026-03-05 的样式填写"


class Stored(NamedTuple):
    """A cell as it is written: its type, the number of its style, its value, and its text when that stands in the cell."""

    kind: str
    style: str
    value: str | None
    inline: str | None


def value_of(cell: Stored, book: Book) -> Any:
    """None for a blank cell, an Unreadable for one that shows no value or not the one that it stores."""
    if cell.kind == "inlineStr":
        return Unreadable("存了两个值", RESAVE) if cell.value else cell.inline or None
    if cell.inline is not None:
        return Unreadable("存了两个值", RESAVE)
    if not cell.value:
        return None
    read = _READ.get(cell.kind)
    return read(cell, cell.value, book) if read else Unreadable(f"的类型“{cell.kind[:20]}”不认识", RESAVE)


def _text(cell: Stored, value: str, book: Book) -> Any:  # noqa: ARG001  one signature for all kinds
    return unescaped(value)


def _shared(cell: Stored, value: str, book: Book) -> Any:  # noqa: ARG001
    number = value.strip()
    if not (number.isascii() and number.isdigit() and len(number) < 10 and int(number) < len(book.texts)):
        return Unreadable("指向一段不存在的文字", RESAVE)
    return book.texts[int(number)] or None


def _truth(cell: Stored, value: str, book: Book) -> Any:  # noqa: ARG001
    return _TRUTH.get(value.strip(), Unreadable(f"的值“{value[:20]}”既不是真也不是假", RESAVE))


def _error(cell: Stored, value: str, book: Book) -> Any:  # noqa: ARG001
    return Unreadable(f"是错误值 {value.strip()[:20]}", "改正公式，或直接填值")


def _number(cell: Stored, value: str, book: Book) -> Any:
    written = value.strip(" \t\r\n")
    if not _NUMBER.fullmatch(written):
        return Unreadable(f"存的“{written[:20]}”不是数字", RESAVE)
    digits = written.lstrip("+-")
    number = int(written) if digits.isdigit() and len(digits) <= _EXACT else float(written)
    return _date(number, book, span=cell.style in book.dates.spans) if cell.style in book.dates.dates else number


def _date(number: float, book: Book, *, span: bool) -> Any:
    from openpyxl.utils.datetime import from_excel

    try:
        return from_excel(number, book.dates.epoch, timedelta=span)
    except (ValueError, OverflowError):
        return Unreadable(f"是日期格式，但 {number} 不是任何一天", _DATE_FIX)


def _iso(cell: Stored, value: str, book: Book) -> Any:  # noqa: ARG001
    written = value.strip()
    try:
        return dt.time.fromisoformat(written) if ":" in written[:3] else dt.datetime.fromisoformat(written)
    except ValueError:
        return Unreadable(f"存的“{value[:20]}”不是日期", _DATE_FIX)


_READ = {"s": _shared, "str": _text, "b": _truth, "e": _error, "n": _number, "d": _iso}
