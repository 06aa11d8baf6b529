"""The page says of every row what the code says, and gives no figure that the script did not write."""

from __future__ import annotations

import re

import pytest
import rows
import run


@pytest.fixture
def page():
    return run.PAGE.read_text("utf-8")


def test_the_page_holds_the_table_of_all_rows(page):
    written = page.partition(run.BEGIN)[2].partition(run.END)[0]
    assert written == run.table(run.figures(page))


@pytest.mark.parametrize("row", rows.ROWS, ids=lambda row: row.id)
def test_a_row_has_its_test_and_the_same_sizes_twice(row):
    assert row.path.is_file()
    assert row.small.keys() == row.nightly.keys()
    assert all(row.small[name] <= row.nightly[name] for name in row.small)
    assert not re.search(r"\d", row.figure), "a figure is reached, not written"
    assert "|" not in row.risk + row.promise + row.figure


def test_a_figure_that_nobody_reached_is_none(tmp_path):
    row = rows.Row("x", "", "", "{points} 个点，{more} 个", {}, {})
    (tmp_path / "x-1.jsonl").write_text('{"points": 2}\n{"points": 3}\n', "utf-8")
    assert run._figure(row, tmp_path) is None
    (tmp_path / "x-2.jsonl").write_text('{"more": 0}\n', "utf-8")
    assert run._figure(row, tmp_path) == "5 个点，0 个"


def test_rows_not_measured_now_keep_their_figures():
    first = rows.ROWS[0].id
    text = run.table({first: ("7 个点", "2026-01-05")})
    assert run.figures(text)[first] == ("7 个点", "2026-01-05")


def test_one_size_can_be_set_by_hand(monkeypatch):
    row = rows.Row("x", "", "", "", {"pairs": 1, "files": 2}, {"pairs": 3, "files": 4})
    assert row.sizes() == {"pairs": 1, "files": 2}
    monkeypatch.setenv(rows.SCALE, rows.NIGHTLY)
    monkeypatch.setenv(rows.OTHER, "pairs=9,other=7")
    assert row.sizes() == {"pairs": 9, "files": 4}
