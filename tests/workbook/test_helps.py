"""Dropdowns and prompts: one rule for all cells of a column that share it, and no cell under two rules."""

from __future__ import annotations

import io

import openpyxl
import pytest

from zcdoc.model.tables import SHEET_TABLES
from zcdoc.workbook.helps import MAX_AREAS, Helps
from zcdoc.workbook.row import GridRow

CHECKS = next(table for table in SHEET_TABLES if table.id == "checks")


class Sheet:
    """Takes down what XlsxWriter is told."""

    def __init__(self):
        self.rules = []

    def data_validation(self, *place_and_rule):
        self.rules.append(place_and_rule)


def written(rows, table=CHECKS, lists=("results", "grades")):
    helps, sheet = Helps(set(lists)), Sheet()
    for at, row in rows:
        helps.add(row, table, at)
    helps.write(sheet)
    return {
        (rule["input_title"], rule["multi_range"]) for *_, rule in sheet.rules if rule.get("input_title") == "实测值"
    }


def test_rows_that_follow_one_another_are_one_area_and_a_gap_makes_two():
    rows = [(at, GridRow("x", {})) for at in (3, 4, 5, 8, 9, 20)]
    assert {area for _, area in written(rows)} == {"J4:J6 J9:J10 J21"}


def test_another_prompt_is_another_rule():
    other = GridRow("x", {}, prompts={"实测值": "填百分数"})
    assert {area for _, area in written([(3, GridRow("x", {})), (4, other), (5, GridRow("x", {}))])} == {"J4 J6", "J5"}


def test_a_rule_of_very_many_areas_is_cut_into_several():
    rows = [(at, GridRow("x", {})) for at in range(0, 2 * MAX_AREAS + 2, 2)]
    areas = sorted((area for _, area in written(rows)), key=len)
    assert [len(area.split()) for area in areas] == [1, MAX_AREAS]


@pytest.fixture(scope="module")
def book(kit, pack):
    return openpyxl.load_workbook(io.BytesIO(kit.export(kit.view(pack, kit.filled(pack, 5)))))


@pytest.mark.parametrize("sheet", ["基本要求", "创建措施", "评价指标", "温室气体", "证据清单"])
def test_every_cell_stands_under_one_rule_at_most_and_rules_are_few(book, sheet):
    rules = book[sheet].data_validations.dataValidation
    cells = [cell for rule in rules for area in rule.sqref.ranges for cell in area.cells]
    assert len(cells) == len(set(cells)) > 0
    told = [
        (rule.type, rule.formula1, rule.promptTitle, rule.prompt, min(c for a in rule.sqref.ranges for _, c in a.cells))
        for rule in rules
    ]
    assert len(told) == len(set(told))


def test_an_inserted_row_gets_the_help_of_its_neighbours(book):
    (rule,) = [r for r in book["温室气体"].data_validations.dataValidation if r.formula1 == "zc_gases"]
    (area,) = rule.sqref.ranges
    assert area.max_row - area.min_row > 20
