"""Dropdowns and prompts: one rule for all cells of a column that share it, and no cell under two rules."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from zcdoc.model.tables import SHEET_TABLES
from zcdoc.model.vocabulary import results_of
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


# --- rules by formula: what LibreOffice makes of them, also after a sort -----------------------------------------------


def rules(sheet, header):
    """The rule that covers each cell of a column, by row."""
    column = next(c.column for c in sheet[3] if c.value == header)
    return {
        row: (rule, area.min_row if at == 0 else rule.sqref.ranges[0].min_row)
        for rule in sheet.data_validations.dataValidation
        for at, area in enumerate(rule.sqref.ranges)
        if area.min_col == column
        for row in range(area.min_row, area.max_row + 1)
    }


def for_row(formula, first, row):
    """A rule's formula as the cell in `row` sees it: its references are those of the first cell that it covers."""
    return re.sub(rf"(?<=[A-Z]){first}(?!\d)", str(row), formula)


def computed(soffice, tmp_path, edited):
    (tmp_path / "规则.xlsx").write_bytes(edited.saved())
    return openpyxl.load_workbook(soffice(tmp_path / "规则.xlsx", "xlsx"), data_only=True)


def turned(sheet, key):
    """The rows in the opposite order, cell by cell, as a sort moves them: the rules stay where they are."""
    last = max(r for r in range(4, sheet.max_row + 1) if sheet.cell(r, key).value)
    held = [[c.value for c in row] for row in sheet.iter_rows(min_row=4, max_row=last)]
    for at, values in enumerate(reversed(held), 4):
        for column, value in enumerate(values, 1):
            sheet.cell(at, column).value = None if str(value).startswith("=") else value
    return last


@pytest.mark.parametrize("sorted_", [False, True], ids=["as handed out", "sorted"])
def test_a_dropdown_admits_what_the_row_admits_wherever_it_stands(kit, pack, soffice, tmp_path, sorted_):
    edited = kit.Edited(kit.export(kit.view(pack, kit.filled(pack, 5))))
    wanted = {}
    for name, header in (("基本要求", "结果"), ("创建措施", "结果"), ("评价指标", "二选一选项")):
        sheet = edited.book[name]
        last = turned(sheet, 1) if sorted_ else max(r for r in range(4, sheet.max_row + 1) if sheet.cell(r, 1).value)
        found = rules(sheet, header)
        for row in range(4, last + 1):
            key = sheet.cell(row, 1).value
            rule, first = found[row]
            source = for_row(rule.formula1.lstrip("="), first, row)
            for at in range(1, 7):
                sheet.cell(row, 60 + at).value = f'=IFERROR(INDEX({source},{at})&"","")'
            wanted[name, row] = admitted(pack, name, key)
    book = computed(soffice, tmp_path, edited)
    shown = {
        (name, row): tuple(v for at in range(1, 7) if (v := book[name].cell(row, 60 + at).value))
        for name, row in wanted
    }
    assert shown == wanted
    assert len(set(wanted.values())) > 5


def admitted(pack, sheet, key):
    if sheet == "评价指标":
        return tuple(o.name for o in pack.indicator_of[key].alternatives)
    return results_of(*pack.checks[key])


TYPED = {
    "实测值": (("0.35", "（清空）", "35"), ("文字", "35 家", "3.5（约）")),
    "完成期限": (("46000", "2026-03-05", "2026.3.5", "（清空）"), ("月底", "35")),
    "证据编号": (("EV-003", "ev-003、EV-004#p2", "（清空）"), ("合同", "003")),
}


def test_what_a_typed_column_admits(kit, small_pack, soffice, tmp_path):
    edited = kit.Edited(kit.export(kit.view(small_pack, kit.bare(small_pack))))
    sheet, wanted = edited.book["创建措施"], {}
    for name, (good, bad) in TYPED.items():
        rule, first = rules(sheet, name)[4]
        assert (rule.type, rule.errorStyle, bool(rule.error)) == ("custom", "warning", True)
        column = next(c.column_letter for c in sheet[3] if c.value == name)
        for text in (*good, *bad):
            at = 200 + len(wanted)
            number = re.fullmatch(r"[\d.]+", text) and text != "003" and text.count(".") < 2
            sheet[f"{column}{at}"].value = float(text) if number else text
            sheet[f"BZ{at}"].value = "=" + for_row(rule.formula1.lstrip("="), first, at)
            wanted[at, name, text] = text in good
    book = computed(soffice, tmp_path, edited)
    assert {k: book["创建措施"][f"BZ{k[0]}"].value is True for k in wanted} == wanted


def test_a_share_above_one_is_asked_about_where_the_unit_is_a_percentage(kit, pack, soffice, tmp_path):
    edited = kit.Edited(kit.export(kit.view(pack, kit.bare(pack))))
    sheet = edited.book["评价指标"]
    at, unit = (next(c.column for c in sheet[3] if c.value == name) for name in ("现状值", "单位"))
    for row in range(4, 32):
        rule, first = rules(sheet, "现状值")[row]
        sheet.cell(row, at).value = 35
        sheet.cell(row, 70).value = "=" + for_row(rule.formula1.lstrip("="), first, row)
    shown = computed(soffice, tmp_path, edited)["评价指标"]
    found = {row: (shown.cell(row, unit).value == "%", shown.cell(row, 70).value is True) for row in range(4, 32)}
    assert set(found.values()) == {(True, False), (False, True)}


def test_messages_fit_what_excel_takes(book):
    for sheet in book:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.formula1 or "") <= 255
            assert (len(rule.errorTitle or ""), len(rule.promptTitle or "")) <= (32, 32)
            assert len(rule.error or "") <= 224
            assert len(rule.prompt or "") <= 255
