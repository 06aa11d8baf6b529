"""What a workbook holds that neither was handed out nor is read by an import: the user's own sheets, texts, notes, pictures.

An import leaves all of it alone, so an export that overwrites the file would lose it. Looked for by content; formats, column
widths, the order of rows and the defined names that add-ins leave are no content.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import unquote

from zcdoc import ooxml
from zcdoc.problems import Problems
from zcdoc.workbook.beside import beside
from zcdoc.workbook.book import Book, opened
from zcdoc.workbook.handed import JUDGED, HandedOut, crossed_off, digests, plain
from zcdoc.workbook.ignored import short
from zcdoc.workbook.layout import FINGERPRINT_SHEET, SHEET_TABLE, letter
from zcdoc.workbook.raw import RawBook, noted
from zcdoc.workbook.sheet import Sheet

MOST = 1_000  # things that are gathered; that there are more changes nothing


def foreign(data: bytes, name: str, raw: RawBook) -> Problems:
    """Everything of the user's own in a workbook that was read, each with its place; not much more than MOST.

    Raises UserError when a part of the file cannot be read, UnsafeError when it is beyond the bounds.
    """
    problems = Problems()
    with opened(data, name) as book:
        handed = noted(book)
        if handed is None:
            message = "由较早版本的 zcdoc 导出，没有留下可核对的内容，分不清表外的文字是谁写的"
            problems.warning("own-unknown", FINGERPRINT_SHEET, message)
            return problems
        words: set[str] = set()
        for title in book.sheets:
            if title != FINGERPRINT_SHEET:
                _sheet(book, title, raw, handed, words, problems)
        problems.extend(beside(book, ooxml.names(data), handed.charts))
    _links(ooxml.external_targets(data), name, words, problems)
    return problems


# --- cells ------------------------------------------------------------------------------------------------------------


def _sheet(book: Book, title: str, raw: RawBook, handed: HandedOut, words: set[str], problems: Problems) -> None:
    """Goes through the cells of a sheet once; what was handed out is crossed off."""
    if title not in handed.texts:
        count = sum(len(cells) for _, cells in Sheet(book, title).rows())
        problems.warning("own-sheet", title, f"自己加的工作表，有 {count} 格内容")
        return
    left, judged = Counter(handed.texts[title]), _Judged(raw, title)
    for number, cells in Sheet(book, title).rows():
        if len(problems) >= MOST:
            return
        skipped = judged.columns_of(number, cells)
        for at, value in cells.items():
            if isinstance(value, str):
                words.add(plain(value))
            if at not in skipped and plain(value) and not crossed_off(left, value):
                again = "（这一格，或内容相同的另一格）" if digests(value)[0] in handed.texts[title] else ""
                problems.warning(
                    "own-text", f"{title}!{letter(at - 1)}{number}", f"表外自己写的“{short(value)}”{again}"
                )


class _Judged:
    """The cells of a sheet that an import reads: what stands in them is its business."""

    def __init__(self, raw: RawBook, title: str) -> None:
        sheet = raw.sheets.get(title)
        if sheet is None:
            self.columns, self.rows, self.key = frozenset[int](), frozenset[int](), 0
            return
        table = SHEET_TABLE[title]
        named = (sheet.headers.get(c.name) for c in table.columns if c.role in JUDGED)
        self.columns, self.rows = frozenset(at for at in named if at), frozenset(number for number, _ in sheet.rows)
        self.key = sheet.headers[table.key] if table.listed else 0

    def columns_of(self, number: int, cells: dict[int, Any]) -> Collection[int]:
        """The number of a list's row goes with what stands in it: alone it says nothing to an import."""
        if number not in self.rows:
            return ()
        is_filled = any(plain(cells.get(at)) for at in self.columns)
        return {*self.columns, self.key} if self.key and is_filled else self.columns


def _links(targets: Iterable[str], where: str, words: set[str], problems: Problems) -> None:
    """Links that lead out of the file; one that a program made of an address in a cell says nothing new."""
    for target in targets:
        bare = plain(unquote(target).removeprefix("mailto:").split("://")[-1].strip("/"))
        if not any(bare in word for word in words):
            problems.warning("own-object", where, f"自己加的链接“{short(target)}”")
