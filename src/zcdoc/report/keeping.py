"""Rows that stay together: a short table is not torn over two pages, a long one leaves neither its first nor its last row alone.

How many rows a table has is known only when it is filled, so this is done on the finished document. Only tables with a
repeated header row are touched; forms and signature lists keep the layout that their template gives them.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

MOST_ROWS, MOST_LINES = 13, 15  # with the header; a table of more lines would leave half a page blank above it
_CHARACTER = 180  # a Chinese character of 9 points, in twentieths of a point
_USUAL = 20  # characters in a cell whose width is not given
_MARGINS = 140  # of a cell, left and right
_KEEP = f"<w:keepNext {nsdecls('w')}/>"


def keep_rows(document: Document) -> None:
    """Marks the rows that must stand on one page with the row below."""
    for table in document.element.body.iter(qn("w:tbl")):
        rows = table.findall(qn("w:tr"))
        if len(rows) > 1 and rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None:
            for row in rows[:-1] if _is_short(rows) else (rows[0], rows[-2]):
                _keep(row)


def _is_short(rows: list[Any]) -> bool:
    return len(rows) <= MOST_ROWS and sum(_lines(row) for row in rows) <= MOST_LINES


def _lines(row: Any) -> int:
    """About how many lines a row takes: those of its tallest cell."""
    return max((_lines_of(cell) for cell in row.findall(qn("w:tc"))), default=1)


def _lines_of(cell: Any) -> int:
    width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    given = "" if width is None else width.get(qn("w:w"), "")
    # A form may give a width in per cent, or with decimals as some programs write it.
    room = max(1, (int(given) - _MARGINS) // _CHARACTER) if given.isascii() and given.isdecimal() else _USUAL
    return sum(_lines_in(paragraph, room) for paragraph in cell.findall(qn("w:p")))


def _lines_in(paragraph: Any, room: int) -> int:
    """Lines of a paragraph in which `room` Chinese characters, or twice as many others, stand side by side."""
    breaks = sum(1 for _ in paragraph.iter(qn("w:br")))
    halves = sum(1 if char < "\u2e80" else 2 for text in paragraph.iter(qn("w:t")) for char in text.text or "")
    return max(1 + breaks, -(-halves // (2 * room)))


def _keep(row: Any) -> None:
    for paragraph in row.iter(qn("w:p")):
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            properties = parse_xml(f"<w:pPr {nsdecls('w')}/>")
            paragraph.insert(0, properties)
        if properties.find(qn("w:keepNext")) is None:
            style = properties.find(qn("w:pStyle"))
            properties.insert(0 if style is None else 1, parse_xml(_KEEP))
