"""The review sheet in Word: every item with room to write, a head on every page, the same bytes each time."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from zcdoc.model.reviewing import parts
from zcdoc.pack import load
from zcdoc.report.review import review_document

PACK = load(Path(__file__).resolve().parents[1] / "readiness" / "small-pack", "test")


@pytest.fixture(scope="module")
def doc():
    return Document(io.BytesIO(review_document(PACK)))


def test_every_item_is_a_row_with_two_empty_cells(doc):
    for part, table in zip(parts(PACK), doc.tables[1:], strict=True):
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        assert rows[0] == [c.name for c in part.columns] + ["结论", "意见"]
        assert [tuple(row[:-2]) for row in rows[1:]] == [item.cells for item in part.items]
        assert {tuple(row[-2:]) for row in rows[1:]} == {("", "")}


def test_the_head_of_a_table_stands_on_every_page_and_no_row_is_torn(doc):
    for table in doc.tables[1:]:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_each_page_says_which_pack_it_is_of(doc):
    head = doc.sections[0].header.paragraphs[0].text
    assert f"{PACK.id} {PACK.version}" in head
    assert PACK.sha256[:16] in head


def test_the_same_pack_gives_the_same_bytes():
    assert review_document(PACK) == review_document(PACK)
