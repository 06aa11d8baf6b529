"""What people do to a workbook, and what an import makes of it."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
import zipfile

import pytest

from zcdoc.merge import merge
from zcdoc.model.record import apply
from zcdoc.problems import Problems
from zcdoc.workbook import read_raw

CHECK = "4.2.1.a"
SHEET = {"基本要求": "sheet6.xml", "评价指标": "sheet8.xml"}


def moment(*numbers):
    """A cell's date has no zone."""
    return dt.datetime(*numbers)


def place(edited, sheet, key, header):
    return f"{sheet}!{edited.cell(sheet, key, header).coordinate}"


def with_cell(data, sheet, cell, new):
    """The same file with one cell written by hand; `new` makes it from what stands there."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == f"xl/worksheets/{SHEET[sheet]}":
                pattern = rf'<c r="{cell}"(?:[^>]*/>|[^>]*>.*?</c>)'
                text, count = re.subn(pattern, lambda m: new(m[0]), content.decode(), count=1)
                assert count == 1
                content = text.encode()
            target.writestr(name, content)
    return out.getvalue()


def with_part(data, sheet, new):
    """The same file with the XML of one sheet rewritten."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, new(content.decode()) if name == f"xl/worksheets/{SHEET[sheet]}" else content)
    return out.getvalue()


def with_formula(data, cell, formula, value, kind=""):
    return with_cell(data, "评价指标", cell, lambda _: f'<c r="{cell}" {kind}><f>{formula}</f><v>{value}</v></c>')


class TestTypedValues:
    def test_every_kind_is_taken_from_the_cell_it_was_typed_in(self, blank, taken):
        blank.type(
            "基本要求",
            CHECK,
            结果="符合",
            检查所见="第一行\r\n第二行",
            证据编号="ev-001，EV-002#p3",
            检查日期=moment(2026, 3, 5),
        )
        blank.type("创建措施", "5.1-1.a", 实测值="５２％", 完成期限="2026年6月1日", 结果="部分符合")
        blank.type("评价指标", "1", 分子=35, 分母=100.0, 数据年度="2025年", 自评值="35%").type(
            "评价指标", "3", 现状值="有", 二选一选项="节能产品"
        )
        blank.type("园区信息", "批准设立日期", 内容=46086).type("园区信息", "园区面积", 内容="1,234.5").type(
            "园区信息", "园区概况", 内容="=1 号地块"
        )
        blank.cell("园区信息", "园区概况", "内容").data_type = "s"
        result = taken(blank)
        assert result.problems == []
        assert result.cells == {
            place(blank, sheet, key, header): value
            for sheet, key, header, value in [
                ("基本要求", CHECK, "结果", "符合"), ("基本要求", CHECK, "检查所见", "第一行\n第二行"), ("基本要求", CHECK, "检查日期", "2026-03-05"),
                ("基本要求", CHECK, "证据编号", "EV-001、EV-002#p3"), ("创建措施", "5.1-1.a", "实测值", "0.52"),
                ("创建措施", "5.1-1.a", "完成期限", "2026-06-01"), ("创建措施", "5.1-1.a", "结果", "部分符合"), ("评价指标", "1", "分子", "35"),
                ("评价指标", "1", "分母", "100"), ("评价指标", "1", "数据年度", "2025"), ("评价指标", "1", "自评值", "0.35"),
                ("评价指标", "3", "现状值", "有"), ("评价指标", "3", "二选一选项", "节能产品"), ("园区信息", "批准设立日期", "内容", "2026-03-05"),
                ("园区信息", "园区面积", "内容", "1234.5"), ("园区信息", "园区概况", "内容", "=1 号地块"),
            ]
        }  # fmt: skip

    def test_every_bad_value_is_told_at_its_cell_and_all_at_once(self, blank, taken):
        bad = [
            ("基本要求", CHECK, "结果", "部分符合"), ("基本要求", CHECK, "检查日期", "昨天"), ("基本要求", CHECK, "证据编号", "见附件"),
            ("创建措施", "5.1-1.b", "结果", "符合"), ("创建措施", "5.1-1.a", "问题等级", "轻微"), ("评价指标", "1", "分子", "约 5"),
            ("评价指标", "1", "分母", "#DIV/0!"), ("评价指标", "1", "数据年度", "去年"), ("评价指标", "1", "是否适用", "不"),
            ("评价指标", "3", "现状值", "没有"), ("评价指标", "3", "二选一选项", "绿色"), ("园区信息", "园区面积", "内容", "十公顷"),
            ("园区信息", "与园区无利益关系", "内容", "没有"),
        ]  # fmt: skip
        for sheet, key, header, value in bad:
            blank.type(sheet, key, **{header: value})
        result = taken(blank)
        assert sorted(result.errors) == sorted(("bad-value", place(blank, s, k, h)) for s, k, h, _ in bad)
        assert all(p.fix and p.message.startswith("“") for p in result.problems)
        assert result.changes == []

    def test_false_in_a_cell_says_no(self, blank, taken):
        assert taken(blank.type("评价指标", "1", 是否适用=False)).values == {("indicators", "1", "是否适用"): "否"}

    def test_a_list_that_only_advises_takes_other_words(self, blank, taken):
        blank.book["评价过程"]["A4"], blank.book["评价过程"]["F4"] = "1", "函询"
        assert taken(blank).values == {("process", "1", "方法"): "函询"}

    def test_a_text_that_looks_like_a_formula_is_written_and_read_as_text(self, kit, small_pack):
        texts = dict(
            zip(small_pack.checks, ["=1+1", "+1", "-1", "@home", '=HYPERLINK("http://x")', "=SUM(A1:A9)"], strict=True)
        )
        state = kit.bare(small_pack)
        state["round/r1/small-pack"] = {"checks": {key: {"检查所见": text} for key, text in texts.items()}}
        view = kit.view(small_pack, state)
        data = kit.export(view)
        edited = kit.Edited(data)
        cells = [edited.cell(kit.sheet_of(small_pack.checks[key][0].kind), key, "检查所见") for key in texts]
        assert [(c.value, c.data_type, c.quotePrefix) for c in cells] == [(t, "s", True) for t in texts.values()]
        for content in (data, edited.saved()):
            result = kit.back(content, view, base={}, record=kit.bare(small_pack))
            assert {key: v for (_, key, name), v in result.values.items() if name == "检查所见"} == texts
            assert result.problems == []


class TestFormulas:
    def test_a_users_formula_is_taken_at_its_value_with_a_warning(self, taken, blank_bytes):
        result = taken(with_formula(with_formula(blank_bytes, "J4", "2*3", "6"), "O5", "0.1+0.2", "0.3"))
        assert result.values == {("indicators", "1", "分子"): "6", ("indicators", "2", "现状值"): "0.3"}
        assert result.warnings == [("formula-taken", "评价指标!J4"), ("formula-taken", "评价指标!O5")]
        assert result.errors == []

    def test_without_a_value_it_is_an_error(self, blank, taken):
        """What a script leaves that writes a formula and does not compute it."""
        result = taken(blank.type("评价指标", "1", 分子="=2*3", 现状值="=J4*2"))
        assert result.errors == [("formula-without-value", "评价指标!J4"), ("formula-without-value", "评价指标!O4")]
        assert result.values == {}

    def test_an_error_value_is_told(self, taken, blank_bytes):
        assert taken(with_formula(blank_bytes, "J4", "1/0", "#DIV/0!", 't="e"')).errors == [
            ("bad-value", "评价指标!J4")
        ]

    def test_the_stored_values_of_ours_are_never_read_back(self, taken, blank_bytes):
        data = blank_bytes
        for cell in ("O4", "Q4", "R4"):
            data = with_cell(
                data, "评价指标", cell, lambda old: re.sub(r"<v>.*?</v>", "<v>0.9</v>", old).replace(' t="str"', "")
            )
        result = taken(data)
        assert (result.changes, result.problems) == ([], [])

    def test_what_is_typed_over_ours_is_taken_and_into_computed_columns_is_not(self, blank, taken):
        blank.type("评价指标", "1", 现状值=0.4, 得分率=1, 得分=99).type("基本要求", CHECK, 证据状态="充分")
        assert taken(blank).values == {("indicators", "1", "现状值"): "0.4"}


class TestMergedCells:
    """Of merged cells a spreadsheet shows the first alone; the others may hold what nobody sees."""

    def test_the_first_is_taken_and_the_area_is_told(self, blank, taken):
        blank.type("基本要求", CHECK, 检查所见="都看过")
        at = blank.cell("基本要求", CHECK, "检查所见")
        blank.book["基本要求"].merge_cells(
            start_row=at.row, end_row=at.row + 1, start_column=at.column, end_column=at.column
        )
        result = taken(blank)
        assert result.values == {("checks", CHECK, "检查所见"): "都看过"}
        assert result.warnings == [("merged-cells", f"基本要求!{at.coordinate}")]

    def test_what_is_hidden_under_it_is_not_taken(self, blank, taken):
        blank.type("评价指标", "1", 分子=1, 分母=2).type("评价指标", "2", 分子=3)
        merged = '<mergeCells count="1"><mergeCell ref="J4:J5"/></mergeCells>'
        data = with_part(blank.saved(), "评价指标", lambda text: text.replace("</sheetData>", f"</sheetData>{merged}"))
        result = taken(data)
        assert result.values == {("indicators", "1", "分子"): "1", ("indicators", "1", "分母"): "2"}
        assert result.warnings == [("merged-cells", "评价指标!J4")]
        assert "J4:J5" in result.problems[0].message

    def test_above_the_rows_and_beside_the_columns_it_is_nobody_s_business(self, blank, taken):
        blank.book["基本要求"].merge_cells("A1:F1")
        blank.book["基本要求"].merge_cells("BA4:BB9")
        assert taken(blank).problems == []


class TestOtherCalendars:
    """A workbook that counts its days from 1904, as older ones made on a Mac do."""

    @pytest.fixture
    def from_1904(self, blank):
        blank.book.epoch = dt.datetime(1904, 1, 1)
        return blank

    def test_dates_are_the_days_that_they_show(self, from_1904, taken):
        from_1904.type("基本要求", CHECK, 检查日期=moment(2026, 3, 5))
        assert taken(from_1904).values == {("checks", CHECK, "检查日期"): "2026-03-05"}

    def test_so_are_numbers_of_days_in_a_column_of_dates(self, from_1904, taken):
        from_1904.type("基本要求", CHECK, 检查日期=44624)
        from_1904.cell("基本要求", CHECK, "检查日期").number_format = "General"
        assert taken(from_1904).values == {("checks", CHECK, "检查日期"): "2026-03-05"}


def test_a_length_of_time_is_the_text_that_it_shows(blank, taken):
    blank.type("基本要求", CHECK, 检查所见=dt.timedelta(hours=26, minutes=5)).type(
        "评价指标", "1", 分子=dt.timedelta(hours=26)
    )
    result = taken(blank)
    assert result.values == {("checks", CHECK, "检查所见"): "26:05:00"}
    assert result.errors == [("bad-value", place(blank, "评价指标", "1", "分子"))]


def test_a_cell_that_holds_no_value_is_told_at_its_place_and_stops_no_other(blank, taken):
    blank.type("评价指标", "1", 分母=2)
    data = with_cell(blank.saved(), "评价指标", "J4", lambda _: '<c r="J4"><v>NaN</v></c>')
    result = taken(data)
    assert result.values == {("indicators", "1", "分母"): "2"}
    assert result.errors == [("bad-value", "评价指标!J4")]


class TestRowsAndColumns:
    """Rows are found by key and columns by header, wherever people moved them."""

    KEYED = ("园区信息", "基本要求", "创建措施", "评价指标", "温室气体", "证据清单")

    @pytest.fixture
    def edited(self, kit, handed_out):
        return kit.Edited(handed_out.data)

    @pytest.fixture
    def unchanged(self, kit, handed_out):
        """Imports the edited workbook, asserts that nothing changes, and returns the warnings."""

        def check(edited):
            result = kit.back(edited.saved(), handed_out.view)
            assert (result.changes, result.plan.conflicts, result.errors) == ([], [], [])
            return result

        return check

    def test_deleted_rows_change_nothing(self, edited, unchanged):
        for sheet in self.KEYED:
            edited.book[sheet].delete_rows(5, 2)
        assert unchanged(edited).warnings == []

    def test_sorted_rows_change_nothing(self, edited, unchanged):
        for sheet in self.KEYED:
            page = edited.book[sheet]
            rows = [[c.value for c in r] for r in page.iter_rows(min_row=4)]
            for number, values in enumerate(reversed(rows), 4):
                for column, value in enumerate(values, 1):
                    page.cell(number, column).value = value
        assert unchanged(edited).warnings == []

    def test_columns_of_ones_own_change_nothing(self, edited, unchanged):
        for sheet in self.KEYED:
            edited.book[sheet].insert_cols(2)
            edited.book[sheet]["B3"] = "我的批注"
            edited.book[sheet]["B5"] = "=1/0"
        assert unchanged(edited).warnings == []

    def test_reordered_columns_change_nothing(self, edited, unchanged):
        for sheet in self.KEYED:
            page = edited.book[sheet]
            rows = [[c.value for c in r][::-1] for r in page.iter_rows(min_row=3)]
            for number, values in enumerate(rows, 3):
                for column, value in enumerate(values, 1):
                    page.cell(number, column).value = value
        assert unchanged(edited).warnings == []

    def test_blank_rows_sheets_and_names_of_ones_own_and_another_order_change_nothing(self, edited, unchanged):
        from openpyxl.workbook.defined_name import DefinedName

        edited.book["温室气体"].insert_rows(5, 3)
        edited.book["基本要求"].insert_rows(5)
        edited.book["基本要求"]["M3"] = "检查\n所见 "
        edited.book.create_sheet("草稿", 0)["A1"] = "=1/0"
        edited.book.create_sheet("基本要求 (2)")["A3"] = "检查项"
        edited.book.move_sheet("汇总", -12)
        edited.book.defined_names["_xlnm_addin"] = DefinedName("_xlnm_addin", attr_text="草稿!$A$1")
        assert unchanged(edited).warnings == []

    def test_a_missing_sheet_or_column_is_a_warning_that_names_it(self, edited, unchanged):
        del edited.book["温室气体"]
        del edited.book["目标"]
        edited.book["基本要求"].delete_cols(12)
        edited.book["创建措施"].delete_cols(13)
        result = unchanged(edited)
        assert result.warnings == [
            ("sheet-missing", "温室气体"), ("sheet-missing", "目标"), ("column-missing", "基本要求!A3"), ("column-missing", "创建措施!A3"),
        ]  # fmt: skip
        assert ["检查所见" in p.message or "结果" in p.message for p in result.problems[2:]] == [True, True]

    def test_what_somebody_changed_in_the_standard_is_reported_and_ignored(self, edited, unchanged):
        changed = [
            ("基本要求", CHECK, "要求", "改成别的"),
            ("评价指标", "1", "引领值", 0.9),
            ("评价指标", "1", "分子口径", "别的"),
        ]
        for sheet, key, header, value in changed:
            edited.type(sheet, key, **{header: value})
        found = unchanged(edited).warnings
        assert sorted(found) == sorted(("standard-changed", place(edited, s, k, h)) for s, k, h, _ in changed)

    def test_hidden_rows_are_read_and_rows_above_the_headers_shift_every_place(self, blank, taken):
        blank.type("基本要求", CHECK, 检查所见="筛选时看不见")
        blank.book["基本要求"].row_dimensions[5].hidden = True
        blank.book["评价指标"].insert_rows(1, 2)
        blank.book["评价指标"]["A1"], blank.book["评价指标"]["J6"] = "第三稿", "不是数"
        result = taken(blank)
        assert result.values == {("checks", CHECK, "检查所见"): "筛选时看不见"}
        assert result.errors == [("bad-value", "评价指标!J6")]

    def test_a_truth_in_place_of_a_number_is_no_new_row(self, blank, taken):
        blank.book["目标"]["A4"], blank.book["目标"]["B4"] = True, "碳达峰"
        result = taken(blank)
        assert result.errors == [("key-unknown", "目标!A4")]
        assert result.changes == []

    def test_a_header_that_stands_twice_or_a_key_column_that_is_gone_is_an_error(self, blank, taken):
        blank.book["基本要求"]["AH3"] = "检查所见"
        blank.book["创建措施"].delete_cols(1)
        blank.book["评价指标"].delete_cols(1)
        assert taken(blank).errors == [
            ("header-missing", "创建措施!A3"), ("header-missing", "评价指标!A3"), ("header-repeated", "基本要求!A3"),
        ]  # fmt: skip


class TestKeys:
    def test_a_number_may_be_a_number_or_text_wide_or_narrow(self, blank, taken):
        for row, typed in enumerate([3, 4.0, "5", " 6 ", "７", "08"], 4):
            blank.book["目标"].cell(row, 1).value = typed
            blank.book["目标"].cell(row, 2).value = "碳达峰"
        for row, typed in enumerate([1, "２", "3 "], 4):
            blank.book["评价指标"].cell(row, 1).value = typed
            blank.book["评价指标"].cell(row, 28).value = "看过"
        for row, typed in enumerate(["ev-007", " EV-008", "ＥＶ-００９"], 4):
            blank.book["证据清单"].cell(row, 1).value = typed
            blank.book["证据清单"].cell(row, 2).value = "合同"
        result = taken(blank)
        assert result.problems == []
        assert set(result.values) == {
            *(("targets", str(n), "目标项") for n in range(3, 9)), *(("indicators", str(n), "备注") for n in range(1, 4)),
            *(("evidence", f"EV-00{n}", "名称") for n in range(7, 10)),
        }  # fmt: skip

    def test_what_is_no_number_is_told_at_its_cell(self, blank, taken):
        for row, typed in enumerate(["一", "1a", "1.5", 2.5, "-1", 1e300, "1234567", "²", "①"], 4):
            blank.book["目标"].cell(row, 1).value = typed
            blank.book["目标"].cell(row, 2).value = "碳达峰"
        for row, typed in enumerate(["EV-1", "7", "EV007", "证据7", "EV-00²"], 4):
            blank.book["证据清单"].cell(row, 1).value = typed
            blank.book["证据清单"].cell(row, 2).value = "合同"
        result = taken(blank)
        told = [("key-unknown", f"目标!A{r}") for r in range(4, 13)] + [
            ("key-unknown", f"证据清单!A{r}") for r in range(4, 9)
        ]
        assert result.errors == told
        assert result.changes == []

    def test_an_unknown_check_is_told_once_with_a_guess_and_taken_for_no_other(self, blank, taken):
        guesses = {"4.1-1.a": ("4.1-1a", "4.1-1.a"), "4.2.1.a": ("4.21.a", "4.2.1.a"), "4.2.6.a": (4.26, "")}
        for key, (typed, _) in guesses.items():
            blank.type("基本要求", key, 检查所见="看过", 检查日期="不是日期").cell(
                "基本要求", key, "检查项"
            ).value = typed
        result = taken(blank)
        assert result.errors == [("key-unknown", f"基本要求!A{row}") for row in (4, 5, 6)]
        assert all(near in p.fix for p, (_, near) in zip(result.problems, guesses.values(), strict=True))
        assert result.changes == []

    def test_a_key_that_stands_twice_or_is_missing_is_an_error_at_its_row(self, blank, taken):
        blank.book["基本要求"]["A20"], blank.book["基本要求"]["M20"] = CHECK, "又看过"
        blank.book["创建措施"]["A4"], blank.book["创建措施"]["M4"] = None, "看过"
        assert taken(blank).errors == [("key-twice", "基本要求!A20"), ("key-missing", "创建措施!A4")]

    def test_5_1_is_not_taken_for_5_10(self, kit, small_pack):
        """A spreadsheet turns 5.10 into 5.1: that is a problem, not a guess."""
        clause = small_pack.clauses[1]
        checks = [clause.checks[0].model_copy(update={"id": name}) for name in ("4.2.10", "4.2.11")]
        view = kit.view(
            small_pack.model_copy(update={"clauses": [clause.model_copy(update={"checks": checks})]}),
            kit.bare(small_pack),
        )
        edited = kit.Edited(kit.export(view)).type("基本要求", "4.2.10", 检查所见="看过")
        edited.cell("基本要求", "4.2.10", "检查项").value = 4.21
        result = kit.back(edited.saved(), view)
        assert result.errors == [("key-unknown", "基本要求!A4")]
        assert result.changes == []


class TestLists:
    def test_rows_without_a_number_get_the_next_and_only_once(self, blank, taken, kit, small_pack):
        blank.book["目标"]["A4"], blank.book["目标"]["B4"] = "5", "碳达峰"
        blank.add("目标", 目标项="碳中和", 目标年=2050)
        blank.add("目标", 目标项="碳中和", 目标年=2050)
        blank.add("证据清单", 名称="合同")
        first = taken(blank)
        both = {
            ("targets", n, name): value
            for n in ("6", "7")
            for name, value in (("目标项", "碳中和"), ("目标年", "2050"))
        }
        assert first.values == {("targets", "5", "目标项"): "碳达峰", ("evidence", "EV-001", "名称"): "合同", **both}
        state = kit.bare(small_pack)
        apply(state, first.changes)
        again = merge(kit.bare(small_pack), first.reading.incoming, first.reading.new_rows, state)
        assert (again.changes, again.conflicts) == ([], [])

    def test_words_clear_a_cell_and_delete_a_row(self, kit, small_pack):
        state = kit.bare(small_pack)
        state["round/r1/small-pack"] = {
            "checks": {CHECK: {"检查所见": "旧的", "检查日期": "2026-01-05", "备注": "留着"}}
        }
        state["round/r1"] = {"targets": {"1": {"目标项": "碳达峰"}, "2": {"目标项": "碳中和", "目标年": "2050"}}}
        gone = {"名称": "合同", "文件": "合同.pdf", "sha256": "ab", "备注": "旧"}
        state["park"]["evidence"] = {"EV-001": gone, "EV-002": {"名称": "照片"}}
        view = kit.view(small_pack, state)
        edited = kit.Edited(kit.export(view)).type("基本要求", CHECK, 检查所见="（清空）", 检查日期="(清空)")
        edited.type("证据清单", "EV-001", 备注=" （删除）").type("目标", "2", 说明="(删除)")
        result = kit.back(edited.saved(), view)
        assert result.problems == []
        assert result.values == {
            ("checks", CHECK, "检查所见"): None, ("checks", CHECK, "检查日期"): None, ("targets", "2", "目标项"): None,
            ("targets", "2", "目标年"): None, **{("evidence", "EV-001", name): None for name in gone},
        }  # fmt: skip

    def test_a_row_of_the_standard_cannot_be_deleted(self, blank, taken):
        blank.type("基本要求", CHECK, 备注="（删除）", 检查所见="看过").type("园区信息", "园区概况", 说明="（删除）")
        result = taken(blank)
        assert result.errors == [
            ("delete-standard", place(blank, "园区信息", "园区概况", "字段")), ("delete-standard", place(blank, "基本要求", CHECK, "检查项")),
        ]  # fmt: skip
        assert result.changes == []

    def test_deleting_a_row_without_a_number_is_told_and_adds_nothing(self, blank, taken):
        row = blank.add("证据清单", 名称="合同", 备注="（删除）")
        result = taken(blank)
        assert result.warnings == [("delete-unnumbered", f"证据清单!A{row}")]
        assert result.changes == []

    def test_a_row_in_which_only_our_formula_stands_is_no_row(self, blank, taken):
        assert taken(blank).changes == []


def test_ten_thousand_rows_of_garbage_are_read_in_good_time(blank, taken):
    for row in range(60, 10_060):
        blank.book["基本要求"].cell(row, 12).value = "没有编号的内容"
        blank.book["目标"].cell(row, 2).value = f"目标{row}"
    data = blank.saved()
    start = time.monotonic()
    result = taken(data)
    assert time.monotonic() - start < 30
    assert len(result.errors) == len(result.changes) == 10_000
    assert result.errors[0] == ("key-missing", "基本要求!A60")


def test_rows_beyond_those_that_are_read_are_an_error_and_no_silence(blank):
    blank.book["目标"]["B30000"] = "远处"
    problems = Problems()
    read_raw(blank.saved(), "清单.xlsx", problems)
    assert [(p.rule, p.where) for p in problems.errors] == [("too-many-rows", "目标!A30000")]
