"""A standard without indicators: its workbook has no empty sheet for them, and comes back without a word about it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from zcdoc.pack.load import load
from zcdoc.workbook.layout import SHEETS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made(kit):
    pack = load(ROOT / "checklists" / "gdcpa-guide-draft", "built-in")
    assert not pack.indicators
    view = kit.view(pack, kit.filled(pack, 2))
    return view, kit.export(view)


def test_there_is_no_sheet_and_nothing_refers_to_it(kit, made):
    assert kit.Edited(made[1]).book.sheetnames[:-2] == [name for name in SHEETS if name != "评价指标"]
    package = zipfile.ZipFile(io.BytesIO(made[1]))
    assert not [n for n in package.namelist() if "评价指标!".encode() in package.read(n)]


def test_it_comes_back_unchanged_and_its_answers_are_taken(kit, made):
    view, data = made
    back = kit.back(data, view)
    assert (back.changes, [p.line() for p in back.problems]) == ([], [])
    edited = kit.Edited(data)
    key = next(iter(view.pack.checks))
    edited.cell(kit.sheet_of(view.pack.checks[key][0].kind), key, "检查所见").value = "新看到的"
    assert kit.back(edited.saved(), view).values == {("checks", key, "检查所见"): "新看到的"}


def test_where_there_are_indicators_a_missing_sheet_is_told_as_before(kit, blank, taken):
    del blank.book["评价指标"]
    assert taken(blank).warnings == [("sheet-missing", "评价指标")]
