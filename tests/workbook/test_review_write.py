"""The review sheet as a workbook: our wording shaded, two open columns, a list of verdicts, pages that say what they are of."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from zcdoc.model.reviewing import parts
from zcdoc.pack import load
from zcdoc.workbook.review_write import write_review

PACK = load(Path(__file__).resolve().parents[1] / "readiness" / "small-pack", "test")


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(write_review(PACK)))


def test_every_item_is_a_row_and_the_columns_of_the_reviewer_are_empty(book):
    assert book.sheetnames == ["说明", *(part.name for part in parts(PACK)), "_zcdoc"]
    for part in parts(PACK):
        rows = list(book[part.name].iter_rows(min_row=3, values_only=True))
        assert rows[0] == (*(c.name for c in part.columns), "审读结论", "审读意见")
        assert [tuple(cell or "" for cell in row[:-2]) for row in rows[1:]] == [item.cells for item in part.items]
        assert {row[-2:] for row in rows[1:]} == {(None, None)}


def test_verdicts_are_chosen_from_a_list(book):
    for part in parts(PACK):
        (rule,) = book[part.name].data_validations.dataValidation
        assert rule.formula1 == '"一致,不一致,存疑"'


def test_it_prints_one_page_wide_with_its_head_on_every_page(book):
    for part in parts(PACK):
        sheet = book[part.name]
        assert (
            sheet.page_setup.orientation,
            sheet.sheet_properties.pageSetUpPr.fitToPage,
            sheet.page_setup.fitToHeight,
        ) == (
            "landscape",
            True,
            0,
        )
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.freeze_panes == "B4"
        assert f"{PACK.id} {PACK.version}" in sheet.oddHeader.right.text


def test_the_same_pack_gives_the_same_bytes():
    assert write_review(PACK) == write_review(PACK)
