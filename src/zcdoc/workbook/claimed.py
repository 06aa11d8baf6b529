"""Which of a workbook's sheets is which of ours: by name, and one that somebody renamed by its headers and keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from zcdoc.model.tables import Table
from zcdoc.model.values import visible
from zcdoc.workbook.book import Book
from zcdoc.workbook.cells import Formula
from zcdoc.workbook.handed import HandedOut, digest
from zcdoc.workbook.layout import SHEET_TABLE, SHEETS
from zcdoc.workbook.sheet import Row, Sheet

LOOK_FOR_HEADER = 12  # people insert a row or two above the headers
ENOUGH = 0.6  # of a table's headers, by which a row is known as its header row
KEYS = 300  # rows in which keys are looked for


def header(value: Any) -> str:
    """The words of a header cell, whatever spaces and line ends a program put between them."""
    if isinstance(value, Formula):
        value = value.stored
    return "".join(visible(str(value)).split()) if value is not None else ""


def header_row(rows: Iterator[Row], table: Table) -> Row | None:
    """The row that holds the key's header, or else most headers of the table. Reads no further than it must."""
    seen: list[tuple[int, Row]] = []
    names = {c.name for c in table.columns}
    for row in rows:
        if row[0] > LOOK_FOR_HEADER:
            break
        words = {header(value) for value in row[1].values()}
        if table.key in words:
            return row
        known = len(words & names)
        if known >= ENOUGH * len(names):
            return row  # its key's header has another name; what follows are rows of data
        seen.append((known, row))
    return None


def renamed(book: Book, missing: list[str], handed: HandedOut | None) -> dict[str, str]:
    """The sheets that stand under another name, by their name of ours. Two that could be one are none."""
    free = [title for title in book.sheets if title not in SHEETS and not title.startswith("_")]
    found: list[tuple[str, str]] = []
    for title in free if missing else []:
        best = _best(book, title, missing, handed)
        found += [(best, title)] if best else []
    twice = Counter(ours for ours, _ in found)
    return {ours: title for ours, title in found if twice[ours] == 1}


def _best(book: Book, title: str, missing: list[str], handed: HandedOut | None) -> str:
    """Ours that a sheet is, by its headers, and of sheets with the same headers by the keys in it; blank for none."""
    scores: dict[str, int] = {}
    for ours in missing:
        table = SHEET_TABLE[ours]
        rows = Sheet(book, title).rows()
        at = header_row(rows, table)
        words = {} if at is None else {header(value): column for column, value in at[1].items()}
        if len(words.keys() & {c.name for c in table.columns}) < ENOUGH * len(table.columns):
            continue
        known = handed.texts.get(ours, Counter[str]()) if handed else Counter[str]()
        column = words.get(table.key, 1)
        scores[ours] = sum(bool(known[digest(cells.get(column))]) for _, cells in islice(rows, KEYS))
        if not scores[ours] and len(table.sheets) > 1:  # another of our sheets has the same headers
            del scores[ours]
    top = [ours for ours, score in scores.items() if score == max(scores.values())]
    return top[0] if len(top) == 1 else ""
