"""What an import does not take, and why: each kind in a small workbook of its own. Nothing of it changes the record."""

from __future__ import annotations

import io

import pytest
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from PIL import Image as Picture

from zcdoc import ooxml
from zcdoc.workbook import Ignored

CHECK, OTHER, RATIO = "4.2.1.a", "4.1-1.a", "1"


def told(result):
    """Place and thing of everything that was not taken."""
    return [(item.where, item.what) for item in result.reading.ignored]


def place(edited, sheet, key, header):
    return f"{sheet}!{edited.cell(sheet, key, header).coordinate}"


@pytest.fixture
def answered(kit, small_pack):
    """A park with a few answers: its view, and its workbook in the hands of a person."""
    state = kit.bare(small_pack)
    state["round/r1/small-pack"] = {
        "checks": {CHECK: {"结果": "符合", "检查所见": "看过台账", "检查日期": "2026-03-05"}},
        "indicators": {RATIO: {"分子": "35", "分母": "100"}},
    }
    state["round/r1"] = {"targets": {"1": {"目标项": "碳达峰"}, "2": {"目标项": "碳中和", "目标年": "2050"}}}
    state["park"]["evidence"] = {"EV-001": {"名称": "合同"}, "EV-002": {"名称": "照片"}}
    view = kit.view(small_pack, state)
    return view, kit.Edited(kit.export(view))


@pytest.fixture
def back(kit, answered):
    view, edited = answered

    def imported(data=None, **more):
        result = kit.back(data or edited.saved(), view, **more)
        assert all(item.where and item.what and item.why for item in result.reading.ignored)
        return result

    return imported


def test_of_a_workbook_as_it_was_handed_out_nothing(kit, answered, back):
    view, _ = answered
    assert told(kit.back(kit.export(view), view)) == []
    assert told(back()) == []


def test_of_a_workbook_that_libreoffice_saved_nothing(kit, answered, soffice, tmp_path):
    view, _ = answered
    source = tmp_path / "a.xlsx"
    source.write_bytes(kit.export(view))
    result = kit.back(soffice(source, "xlsx").read_bytes(), view)
    assert (told(result), result.problems, result.changes) == ([], [], [])


class TestBlanked:
    def test_an_answer_that_was_blanked_stays_and_is_told(self, answered, back):
        _, edited = answered
        edited.type("基本要求", CHECK, 结果=None, 检查所见=" \u200b", 检查日期=None).type("评价指标", RATIO, 分子="")
        result = back()
        assert (result.changes, result.problems) == ([], [])
        assert sorted(told(result)) == sorted(
            [
                (place(edited, "基本要求", CHECK, "结果"), f"{CHECK} 结果：符合"),
                (place(edited, "基本要求", CHECK, "检查所见"), f"{CHECK} 检查所见：看过台账"),
                (place(edited, "基本要求", CHECK, "检查日期"), f"{CHECK} 检查日期：2026-03-05"),
                (place(edited, "评价指标", RATIO, "分子"), f"{RATIO} 分子：35"),
            ]
        )
        assert all("（清空）" in item.why for item in result.reading.ignored)

    def test_one_that_was_cleared_on_purpose_is_a_change(self, answered, back):
        _, edited = answered
        edited.type("基本要求", CHECK, 检查所见="（清空）")
        result = back()
        assert told(result) == []
        assert result.values == {("checks", CHECK, "检查所见"): None}

    def test_one_that_is_gone_from_the_record_since_is_not_told(self, answered, back, kit, small_pack):
        _, edited = answered
        edited.type("基本要求", CHECK, 检查所见=None)
        edited.book["基本要求"].delete_rows(edited.row("基本要求", CHECK))
        view, _ = answered
        later = kit.view(small_pack, kit.bare(small_pack))
        result = kit.back(edited.saved(), later, base=view.record.state)
        assert told(result) == []


class TestDeleted:
    def test_rows_that_were_deleted_stay_and_are_told(self, answered, back):
        _, edited = answered
        for sheet, key in (("基本要求", CHECK), ("目标", "2"), ("证据清单", "EV-001")):
            edited.book[sheet].delete_rows(edited.row(sheet, key))
        result = back()
        assert (result.changes, result.problems) == ([], [])
        assert told(result) == [
            ("基本要求", f"检查项 {CHECK}：符合"), ("目标", "编号 2：碳中和"), ("证据清单", "证据编号 EV-001：合同"),
        ]  # fmt: skip
        assert ["（删除）" in item.why for item in result.reading.ignored] == [False, True, True]

    def test_a_row_in_which_nothing_was_filled_is_not_told(self, answered, back):
        _, edited = answered
        edited.book["基本要求"].delete_rows(edited.row("基本要求", OTHER))
        assert told(back()) == []

    def test_a_row_whose_number_was_taken_away_is_two_things(self, answered, back):
        _, edited = answered
        edited.cell("目标", "2", "编号").value = None
        result = back()
        assert told(result) == [("目标", "编号 2：碳中和")]


class TestMerged:
    def test_the_values_of_every_covered_row_are_asked_for(self, answered, back):
        _, edited = answered
        page, column = edited.book["基本要求"], edited.column("基本要求", "检查所见")
        keys = [str(page.cell(row, 1).value) for row in (4, 5, 6)]
        page.cell(4, column).value = "三项都看过"
        page.merge_cells(start_row=4, end_row=6, start_column=column, end_column=column)
        result = back()
        assert result.values == {("checks", keys[0], "检查所见"): "三项都看过"}
        assert told(result) == [
            (f"基本要求!{page.cell(row, column).coordinate}", f"{key} 检查所见")
            for row, key in zip((5, 6), keys[1:], strict=True)
        ]
        assert [p.rule for p in result.problems] == ["merged-cells"]
        assert "第 5、6 行" in result.problems[0].message
        assert "第 5、6 行" in result.problems[0].fix

    def test_cells_of_one_row_are_covered_too(self, answered, back):
        _, edited = answered
        page, row = edited.book["基本要求"], edited.row("基本要求", CHECK)
        first = edited.column("基本要求", "检查所见")
        page.merge_cells(start_row=row, end_row=row, start_column=first, end_column=first + 1)
        assert told(back()) == [(f"基本要求!{page.cell(row, first + 1).coordinate}", f"{CHECK} 证据编号")]


class TestOwn:
    def test_a_filled_column_and_a_filled_sheet(self, answered, back):
        _, edited = answered
        page = edited.book["基本要求"]
        at = page.max_column + 1
        page.cell(3, at).value, page.cell(4, at).value, page.cell(5, at).value = "我的看法", "好", "不好"
        page.cell(6, at + 2).value = "没有标题"
        edited.book.create_sheet("草稿")["B2"] = "想法"
        edited.book.create_sheet("空表")
        result = back()
        assert (result.changes, result.problems) == ([], [])
        assert told(result) == [
            ("草稿", "自己加的工作表，1 格内容"),
            (f"基本要求!{page.cell(3, at).coordinate}", "自己加的列“我的看法”，2 格内容"),
            (f"基本要求!{page.cell(3, at + 2).coordinate}", "没有标题的列，1 格内容"),
        ]

    def test_a_text_on_a_sheet_that_is_for_reading(self, answered, back):
        _, edited = answered
        edited.book["说明"]["H40"] = "请张三补材料"
        assert told(back()) == [("说明!H40", "写在只供查看的表里的“请张三补材料”")]

    def test_cell_notes_and_pictures(self, answered, back):
        _, edited = answered
        cell = edited.cell("基本要求", CHECK, "检查所见")
        cell.comment = Comment("这里再核对一次", "李四")
        out = io.BytesIO()
        Picture.new("RGB", (4, 4)).save(out, "PNG")
        edited.book["创建措施"].add_image(Image(io.BytesIO(out.getvalue())), "B9")
        found = told(back())
        assert (f"基本要求!{cell.coordinate}", "批注“这里再核对一次”") in found
        assert ("创建措施", "自己加的图片或图形，1 个") in found

    def test_a_note_of_our_own_is_not_told(self, answered, back):
        _, edited = answered
        edited.cell("基本要求", CHECK, "检查所见").comment = Comment("这一格没有取", "zcdoc")
        assert told(back()) == []


class TestRenamed:
    @pytest.mark.parametrize(
        ("sheet", "title"),
        [("基本要求", "基本要求（张三）"), ("创建措施", "Sheet1"), ("目标", "目标终稿"), ("园区信息", "信息")],
    )
    def test_a_sheet_is_known_by_its_headers_and_keys(self, answered, back, sheet, title):
        _, edited = answered
        edited.type("基本要求", CHECK, 检查所见="又看过").type("创建措施", "5.1-1.a", 检查所见="有")
        edited.type("目标", "1", 说明="新").type("园区信息", "园区概况", 内容="在江边")
        edited.book[sheet].title = title
        result = back()
        assert result.values == {
            ("checks", CHECK, "检查所见"): "又看过", ("checks", "5.1-1.a", "检查所见"): "有", ("targets", "1", "说明"): "新",
            ("profile", "园区概况", "内容"): "在江边",
        }  # fmt: skip
        assert result.warnings == [("sheet-renamed", title)]
        assert told(result) == []
        assert any(where.startswith(f"{title}!") for where in result.cells)

    def test_two_that_could_be_the_same_are_none(self, answered, back):
        _, edited = answered
        edited.book.copy_worksheet(edited.book["目标"]).title = "目标二"
        edited.book["目标"].title = "目标一"
        result = back()
        assert ("sheet-missing", "目标") in result.warnings
        assert [where for where, _ in told(result)] == ["目标一", "目标二"]

    @pytest.mark.parametrize(
        ("sheet", "key", "header", "called", "value", "stored"),
        [
            ("基本要求", OTHER, "检查所见", "现场情况", "又看过", "又看过"), ("基本要求", CHECK, "备注", "补充", "新", "新"),
            ("评价指标", "2", "分子", "分子（数）", 36, "36"), ("重点项目", None, "投资(万元)", "投资（万元）", 5, "5"),
            ("基本要求", OTHER, "检查日期", None, "2026-03-06", "2026-03-06"),
        ],
    )  # fmt: skip
    def test_a_header_is_known_by_what_stands_under_it(self, answered, back, sheet, key, header, called, value, stored):
        _, edited = answered
        column = edited.column(sheet, header)
        if key is None:
            edited.add(sheet, 项目名称="光伏", **{header: value})
        else:
            edited.type(sheet, key, **{header: value})
        edited.book[sheet].cell(3, column).value = called
        result = back()
        assert stored in result.values.values()
        assert [rule for rule, _ in result.warnings] == ["header-renamed"]
        assert told(result) == []

    def test_a_header_of_the_keys_is_known_by_its_place(self, answered, back):
        _, edited = answered
        edited.type("基本要求", CHECK, 检查所见="又看过")
        edited.book["基本要求"]["A3"] = "序号"
        result = back()
        assert result.warnings == [("header-renamed", "基本要求!A3")]
        assert result.values == {("checks", CHECK, "检查所见"): "又看过"}

    def test_a_column_of_ones_own_in_the_place_of_a_deleted_one_is_not_taken_for_it(self, answered, back):
        _, edited = answered
        page, column = edited.book["基本要求"], edited.column("基本要求", "检查所见")
        page.cell(3, column).value = "我的看法"
        for row in range(4, page.max_row + 1):
            page.cell(row, column).value = "想法"
        result = back()
        assert result.changes == []
        assert ("column-missing", "基本要求!A3") in result.warnings
        assert any("我的看法" in what for _, what in told(result))


class TestComputed:
    def test_what_was_typed_over_a_computed_cell_is_told(self, answered, back):
        _, edited = answered
        edited.type("评价指标", RATIO, 得分=4.321, 得分率="=M4*2").type("基本要求", CHECK, 证据状态="充足了")
        result = back()
        assert (result.changes, result.problems) == ([], [])
        assert [where for where, _ in told(result)] == [
            place(edited, "基本要求", CHECK, "证据状态"), place(edited, "评价指标", RATIO, "得分率"), place(edited, "评价指标", RATIO, "得分"),
        ]  # fmt: skip

    def test_what_was_typed_over_the_standard_is_told(self, answered, back):
        _, edited = answered
        edited.type("基本要求", CHECK, 检查要点="我改过的要点")
        result = back()
        assert told(result) == [(place(edited, "基本要求", CHECK, "检查要点"), "检查要点：我改过的要点")]
        assert [rule for rule, _ in result.warnings] == ["standard-changed"]


def test_digits_that_are_lost_are_told(answered, back):
    _, edited = answered
    edited.type("评价指标", RATIO, 分子="1234567890123456.78")
    result = back()
    assert told(result) == [(place(edited, "评价指标", RATIO, "分子"), "分子：1234567890123456.78 的末几位")]


def test_everything_is_one_row_of_the_contract():
    assert Ignored("目标!A4", "编号 2", "因为").as_dict() == {"where": "目标!A4", "what": "编号 2", "why": "因为"}


def test_a_workbook_of_an_earlier_version_is_read_too(answered, back):
    """It noted nothing of what was handed out, so that what is computed cannot be told from what was typed."""
    _, edited = answered
    edited.type("基本要求", CHECK, 检查所见=None).type("评价指标", RATIO, 得分=5)
    page = edited.book["_zcdoc"]
    for row in range(page.max_row, 0, -1):
        if str(page.cell(row, 1).value).startswith(("texts:", "charts")):
            page.delete_rows(row)
    data = edited.saved()
    assert ooxml.names(data)
    assert told(back(data)) == [(place(edited, "基本要求", CHECK, "检查所见"), f"{CHECK} 检查所见：看过台账")]
