"""Header rows and columns of checklists that zcdoc never made."""

from __future__ import annotations

import pytest

from zcdoc.workbook.recognise import find_tables, proposed, role
from zcdoc.workbook.stranger import Cell, Grid


def grid(*rows, areas=()):
    cells = {n: {c: v for c, v in enumerate(row, 1) if v is not None} for n, row in enumerate(rows, 1)}
    return Grid("表", {n: row for n, row in cells.items() if row}, list(areas))


def shapes(found):
    return [dict(table.shape.columns) for table in find_tables(found, proposed)]


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("条款号", "条款"), ("条款 编号", "条款"), ("检查内容（要点）", "内容"), ("检查结果*", "结果"), ("是否符合：", "结果"), ("佐证材料", "证据编号"),
        ("检查情况/说明", "检查所见"), ("整改/措施", "整改措施"), ("说明#2", "检查所见"), ("分值", ""), ("得分率", ""),
    ],
)  # fmt: skip
def test_a_header_is_known_by_its_words(header, target):
    assert role(header) == target


def test_a_row_of_data_is_no_header():
    assert shapes(grid(["4.2.1", "有批文", "符合"], ["4.2.2", "有报告", "符合"])) == []
    assert shapes(grid(["姓名", "结果"])) == []


def test_the_clearest_of_several_columns_is_the_content():
    (shape,) = shapes(grid(["条款", "标准要求", "检查内容", "结果"]))
    assert shape == {"条款": "条款", "标准要求": "不带", "检查内容": "内容", "结果": "结果"}


def test_headers_that_stand_twice_are_told_apart():
    (shape,) = shapes(grid(["条款", "检查内容", "结果", "说明", "说明"]))
    assert list(shape) == ["条款", "检查内容", "结果", "说明", "说明#2"]


def test_a_header_of_two_rows_is_read_as_one():
    rows = [["条款", "检查内容", "评价", None, "说明"], [None, None, "符合", "不符合", None]]
    areas = [(1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 2, 5)]
    (table,) = find_tables(grid(*rows, ["4.2.1", "有批文", "√", None, "x"], areas=areas), proposed)
    assert table.head.last == 2
    assert dict(table.shape.columns) == {
        "条款": "条款", "检查内容": "内容", "评价/符合": "勾", "评价/不符合": "勾", "说明": "检查所见",
    }  # fmt: skip


def test_ticks_without_merged_cells_are_a_second_row_too():
    (table,) = find_tables(
        grid(["条款", "检查内容", "结果", None], [None, None, "是", "否"], ["4.2.1", "x", "√", None]), proposed
    )
    assert dict(table.shape.columns) == {"条款": "条款", "检查内容": "内容", "结果/是": "勾", "结果/否": "勾"}


def test_a_title_above_the_header_does_not_become_part_of_it():
    rows = [["检查表", None, None], ["条款", "检查内容", "结果"], ["4.2.1", "x", "符合"]]
    (table,) = find_tables(grid(*rows, areas=[(1, 1, 1, 3)]), proposed)
    assert (table.head.first, table.last) == (2, 3)


def test_a_merged_cell_speaks_for_its_rows_and_in_its_first_column_alone():
    found = grid(["a", "b"], [None, "c"], areas=[(1, 1, 2, 1)])
    assert found.cell(2, 1) == Cell("表", 1, 1, "a")
    wide = grid(["a", None], areas=[(1, 1, 1, 2)])
    assert (wide.cell(1, 2).value, wide.header(1, 2).value) == (None, "a")
