"""Which rows must stand on one page with the row below."""

from __future__ import annotations

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from zcdoc.report.keeping import MOST_LINES, MOST_ROWS, keep_rows


def table(rows: int, text: str = "甲", *, header: bool = True):
    """A document with one table of two columns of 3 cm; the first row is the header."""
    head = "<w:trPr><w:tblHeader/></w:trPr>" if header else ""
    cell = f'<w:tc><w:tcPr><w:tcW w:w="1700" w:type="dxa"/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>'
    row = f"<w:tr>{{}}{cell * 2}</w:tr>"
    body = row.format(head) + row.format("") * (rows - 1)
    document = Document()
    document.element.body.insert(0, parse_xml(f"<w:tbl {nsdecls('w')}>{body}</w:tbl>"))
    return document


def kept(document) -> list[int]:
    """Numbers of the rows whose every paragraph stays with the next."""
    rows = document.element.body.find(qn("w:tbl")).findall(qn("w:tr"))
    flags = [[p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in row.iter(qn("w:p"))] for row in rows]
    assert all(len(set(row)) == 1 for row in flags)
    return [i for i, row in enumerate(flags) if row[0]]


@pytest.mark.parametrize("rows", [2, 7, MOST_ROWS])
def test_a_short_table_stays_whole(rows):
    document = table(rows)
    keep_rows(document)
    assert kept(document) == list(range(rows - 1))


def test_a_long_table_leaves_neither_its_header_nor_its_last_row_alone():
    document = table(MOST_ROWS + 30)
    keep_rows(document)
    assert kept(document) == [0, MOST_ROWS + 28]


def test_few_rows_of_much_text_may_part():
    document = table(4, "字" * 8 * MOST_LINES)
    keep_rows(document)
    assert kept(document) == [0, 2]


def test_a_form_without_a_repeated_header_is_left_as_it_is():
    document = table(4, header=False)
    keep_rows(document)
    assert kept(document) == []


def test_a_second_run_changes_nothing():
    document = table(5)
    keep_rows(document)
    once = document.element.xml
    keep_rows(document)
    assert document.element.xml == once


def test_the_mark_stands_where_the_schema_wants_it():
    document = table(2)
    paragraph = next(document.element.body.iter(qn("w:p")))
    paragraph.insert(0, parse_xml(f'<w:pPr {nsdecls("w")}><w:pStyle w:val="X"/><w:jc w:val="left"/></w:pPr>'))
    keep_rows(document)
    assert [child.tag for child in paragraph.find(qn("w:pPr"))] == [qn("w:pStyle"), qn("w:keepNext"), qn("w:jc")]
