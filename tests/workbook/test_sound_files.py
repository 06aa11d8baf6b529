"""Workbooks as people and programs make them, each with one oddity that is no fault: they are taken as they are meant."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import pytest

from zcdoc import ooxml
from zcdoc.errors import UserError
from zcdoc.problems import Problems
from zcdoc.workbook import read_raw

CHECK, RATIO, PRESENCE = "4.2.1.a", "1", "3"


def sheet_xml(data, title):
    """The part in which a sheet's rows stand."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        frame, relations = (book.read(f"xl/{n}").decode() for n in ("workbook.xml", "_rels/workbook.xml.rels"))
    key = re.search(rf'<sheet [^>]*name="{title}"[^>]*r:id="(\w+)"', frame)[1]
    tag = next(t for t in re.findall("<Relationship [^>]*>", relations) if f'Id="{key}"' in t)
    return "xl/" + re.search('Target="/?(?:xl/)?([^"]+)"', tag)[1]


def with_cell(data, title, cell, new):
    """The same file with one cell written by hand."""
    name = sheet_xml(data, title)
    text = ooxml.part(data, name).decode()
    changed, count = re.subn(rf'<c r="{cell}"(?:[^>]*/>|[^>]*>.*?</c>)', lambda _: new, text, count=1)
    assert count == 1
    return ooxml.rezip(data, {name: changed.encode()})


def at(edited, sheet, key, header):
    return edited.cell(sheet, key, header).coordinate


class TestRows:
    def test_formatted_empty_rows_far_down_are_no_content(self, blank, taken):
        page = blank.book["目标"]
        for row in range(50, 20_500, 10):
            page.cell(row, 2).number_format = "0.00"
        page.cell(1_048_576, 2).number_format = "0.00"
        page["B4"] = "碳达峰"
        result = taken(blank)
        assert result.problems == []
        assert result.values == {("targets", "1", "目标项"): "碳达峰"}

    def test_a_value_in_the_last_row_that_is_read_comes_in(self, blank, taken):
        blank.book["目标"]["B20003"] = "碳达峰"
        result = taken(blank)
        assert (result.problems, len(result.changes)) == ([], 1)

    def test_merged_cells_are_known_behind_rows_that_are_too_many(self, blank):
        page = blank.book["基本要求"]
        column = blank.column("基本要求", "检查所见")
        page.cell(30_000, column).value = "远处"
        page.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
        problems = Problems()
        read_raw(blank.saved(), "a.xlsx", problems)
        assert {p.rule for p in problems} == {"too-many-rows", "merged-cells"}


class TestFormulas:
    @pytest.mark.parametrize("stored", ["<v></v>", "<v/>"])
    def test_a_formula_that_gave_an_empty_text_is_a_blank_cell(self, blank, taken, stored):
        cell = at(blank, "基本要求", CHECK, "检查所见")
        data = with_cell(blank.saved(), "基本要求", cell, f'<c r="{cell}" t="str"><f>IF(1=2,"a","")</f>{stored}</c>')
        result = taken(data)
        assert (result.problems, result.changes) == ([], [])

    def test_a_formula_of_which_no_result_is_stored_is_still_a_problem(self, blank, taken):
        cell = at(blank, "基本要求", CHECK, "检查所见")
        data = with_cell(blank.saved(), "基本要求", cell, f'<c r="{cell}"><f>IF(1=2,"a","")</f><v></v></c>')
        assert [rule for rule, _ in taken(data).errors] == ["formula-without-value"]


class TestLinks:
    @pytest.mark.parametrize(
        "target",
        ["ftp://a.cn/b", "about:blank", "blob:https://a.cn/1", "javascript:alert(1)", "ms-excel:ofe|u|http://a.cn", "tel:110",
         "chrome-extension://abc/x.html", "C:\\资料\\a.pdf"],
    )  # fmt: skip
    def test_a_link_of_any_scheme_is_no_harm_in_a_cell(self, blank, taken, target):
        cell = blank.cell("基本要求", CHECK, "检查所见")
        cell.value, cell.hyperlink = "看过", target
        data = blank.saved()
        assert target in ooxml.external_targets(data)
        result = taken(data)
        assert result.problems == []
        assert result.values == {("checks", CHECK, "检查所见"): "看过"}


class TestDates:
    @pytest.mark.parametrize(
        "typed",
        ["２０２６－０３－０５", "2026.3.5", "2026/3/5", "2026年3月5日", "２０２６年３月５日", "2026-03-05 14:30", "2026-03-05T14:30:00",
         "2026/3/5 9:05:30", "2026年3月5日 下午3时", "2026年3月5日14:30", "2026 年 3 月 5 日", "2026．3．5", "2026–03–05", "\ufeff2026-03-05\u200b"],
        ids=ascii,
    )  # fmt: skip
    def test_a_date_is_known_in_every_spelling(self, blank, taken, typed):
        result = taken(blank.type("基本要求", CHECK, 检查日期=typed))
        assert result.problems == []
        assert result.values == {("checks", CHECK, "检查日期"): "2026-03-05"}

    @pytest.mark.parametrize("word", ["长期", "永久", " 长期\u200b"])
    def test_a_document_may_hold_for_ever(self, kit, small_pack, blank, taken, word):
        blank.add("证据清单", 名称="土地证", 有效期至=word)
        result = taken(blank)
        assert result.problems == []
        stored = {("evidence", "EV-001", "名称"): "土地证", ("evidence", "EV-001", "有效期至"): word.strip(" \u200b")}
        assert result.values == stored
        state = kit.bare(small_pack)
        state["park"]["evidence"] = {"EV-001": {name: value for (_, _, name), value in stored.items()}}
        view = kit.view(small_pack, state)
        assert kit.back(kit.export(view), view).changes == []

    def test_another_date_may_not_be_for_ever(self, blank, taken):
        blank.add("证据清单", 名称="土地证", 出具日期="长期")
        assert [rule for rule, _ in taken(blank).errors] == ["bad-value"]

    def test_days_counted_from_1904_without_a_date_format(self, blank, taken):
        blank.book.epoch = dt.datetime(1904, 1, 1)
        blank.type("基本要求", CHECK, 检查日期=44624).type("园区信息", "批准设立日期", 内容=44624)
        blank.cell("基本要求", CHECK, "检查日期").number_format = "General"
        blank.cell("园区信息", "批准设立日期", "内容").number_format = "0"
        assert set(taken(blank).values.values()) == {"2026-03-05"}


class TestInvisibleSigns:
    def test_they_are_no_part_of_keys_results_numbers_and_evidence_lists(self, blank, taken):
        blank.type(
            "基本要求",
            CHECK,
            结果="符\u200b合",
            证据编号="EV-\u200b001、\u200bEV-002#p\u200b3\ufeff",
            检查进度="\ufeff已完成",
        ).type("评价指标", RATIO, 分子="\u200b35", 分母="1\u2060,000", 数据年度="2025\ufeff")
        blank.cell("基本要求", CHECK, "检查项").value = "4.2.\u200b1.a\ufeff"
        blank.cell("评价指标", RATIO, "序号").value = "\ufeff1"
        header = blank.column("评价指标", "分母")
        blank.book["评价指标"].cell(3, header).value = "分\u200b母"
        result = taken(blank)
        assert result.problems == []
        assert result.values == {
            ("checks", CHECK, "结果"): "符合", ("checks", CHECK, "证据编号"): "EV-001、EV-002#p3", ("checks", CHECK, "检查进度"): "已完成",
            ("indicators", RATIO, "分子"): "35", ("indicators", RATIO, "分母"): "1000", ("indicators", RATIO, "数据年度"): "2025",
        }  # fmt: skip

    def test_a_cell_that_holds_nothing_else_is_blank(self, blank, taken):
        blank.type("基本要求", CHECK, 检查所见="\u200b", 结果="\ufeff").type("评价指标", RATIO, 分子="\u200b \u2060")
        result = taken(blank)
        assert (result.problems, result.changes) == ([], [])

    @pytest.mark.parametrize("word", ["（清空）\u200b", "\ufeff(清空)"])
    def test_they_do_not_hide_a_word(self, blank, taken, word):
        assert taken(blank.type("基本要求", CHECK, 检查所见=word)).problems == []


class TestEscapes:
    @pytest.mark.parametrize(
        ("written", "stored"),
        [("a_x000D_b", "a\nb"), ("a_x000A_b", "a\nb"), ("a_x000d__x000a_b", "a\nb"), ("_x4E2D_文", "中文"), ("a_x0041_", "aA"),
         ("_xD842__xDFB7_", "𠮷"), ("a_x005F_x000D_b", "a_x000D_b"), ("_x00_", "_x00_"), ("_xZZZZ_", "_xZZZZ_")],
    )  # fmt: skip
    @pytest.mark.parametrize("inline", [False, True])
    def test_every_code_is_the_sign_that_it_names(self, blank, taken, written, stored, inline):
        cell = at(blank, "基本要求", CHECK, "检查所见")
        body = f"<is><t>{written}</t></is>" if inline else f"<v>{written}</v>"
        data = with_cell(
            blank.saved(), "基本要求", cell, f'<c r="{cell}" t="{"inlineStr" if inline else "str"}">{body}</c>'
        )
        result = taken(data)
        assert result.problems == []
        assert result.values == {("checks", CHECK, "检查所见"): stored}

    def test_what_no_document_can_hold_is_left_out_and_told(self, blank, taken):
        cell = at(blank, "基本要求", CHECK, "检查所见")
        text = "看_x0007_过_x0000_台_x001F_账_xFFFF__xD800_，_x000B_第二行"
        data = with_cell(blank.saved(), "基本要求", cell, f'<c r="{cell}" t="str"><v>{text}</v></c>')
        result = taken(data)
        assert result.values == {("checks", CHECK, "检查所见"): "看过台账，\n第二行"}
        assert result.warnings == [("control-dropped", f"基本要求!{cell}")]


class TestPackages:
    def test_parts_may_be_named_in_another_case(self, blank, taken):
        blank.type("基本要求", CHECK, 检查所见="看过")
        source, out = zipfile.ZipFile(io.BytesIO(blank.saved())), io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                target.writestr(name.upper() if "sheet" not in name else name.title(), source.read(name))
        assert taken(out.getvalue()).values == {("checks", CHECK, "检查所见"): "看过"}

    @pytest.mark.parametrize(
        ("name", "of"),
        [
            ("~$清单.xlsx", "清单.xlsx"),
            ("来件/~$清单.xlsx", "清单.xlsx"),
            (".~lock.清单.xlsx#", "清单.xlsx"),
            ("C:\\a\\~$b.xlsx", "b.xlsx"),
        ],
    )
    @pytest.mark.parametrize("content", [b"", b"\x05Qian \0\0" * 20, b",qian,pc,05.03.2026;"])
    def test_the_lock_of_an_open_workbook_is_named(self, name, of, content):
        with pytest.raises(UserError, match="工作簿正开着") as caught:
            read_raw(content, name, Problems())
        assert of in caught.value.fix


class TestPresence:
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("是", "有"),
            ("√", "有"),
            ("有", "有"),
            ("✓", "有"),
            (True, "有"),
            ("否", "无"),
            ("×", "无"),
            (False, "无"),
            ("0.5", "0.5"),
            ("√\u200b", "有"),
        ],
    )
    def test_ticks_and_words_say_it(self, blank, taken, typed, stored):
        result = taken(blank.type("评价指标", PRESENCE, 现状值=typed))
        assert result.problems == []
        assert result.values == {("indicators", PRESENCE, "现状值"): stored}

    @pytest.mark.parametrize("typed", ["是", "√", "×"])
    def test_where_a_share_is_asked_they_say_nothing(self, blank, taken, typed):
        assert [rule for rule, _ in taken(blank.type("评价指标", RATIO, 现状值=typed)).errors] == ["bad-value"]


class TestShares:
    @pytest.mark.parametrize("typed", ["50％", "50%", " 50 %"])
    def test_half_a_head_is_a_problem(self, blank, taken, typed):
        blank.add("年度数据", 项目="从业人员", 年度=2025, 数值=typed, 单位="人")
        result = taken(blank)
        assert [rule for rule, _ in result.errors] == ["bad-value"]
        assert "“人”" in result.problems[0].message

    def test_so_it_is_when_a_program_made_a_number_of_it(self, blank, taken):
        row = blank.add("年度数据", 项目="从业人员", 年度=2025, 数值=0.5, 单位="人")
        blank.book["年度数据"].cell(row, blank.column("年度数据", "数值")).number_format = "0%"
        result = taken(blank)
        assert [rule for rule, _ in result.errors] == ["bad-value"]
        assert "50%" in result.problems[0].message

    @pytest.mark.parametrize("header", ["投资(万元)", "年减排量(tCO2e)"])
    def test_a_header_names_a_unit_too(self, blank, taken, header):
        blank.add("重点项目", 项目名称="光伏", **{header: "50%"})
        assert [rule for rule, _ in taken(blank).errors] == ["bad-value"]

    @pytest.mark.parametrize("unit", ["%", None, "—"])
    def test_a_share_stays_one(self, blank, taken, unit):
        blank.add("年度数据", 项目="绿电占比", 年度=2025, 数值="50％", 单位=unit)
        result = taken(blank)
        assert result.problems == []
        assert result.values["yearly", "1", "数值"] == "0.5"


class TestFormats:
    """A number in a column of text, which shows more or less than the number: taken as it is shown, and told."""

    @pytest.mark.parametrize(
        ("value", "code", "stored"),
        [(0.35, "0%", "35%"), (0.355, "0.0%", "35.5%"), (7, "000", "007"), (dt.datetime(2025, 3, 1), 'yyyy"年"m"月"', "2025年3月"),
         (dt.datetime(2025, 3, 1), "yyyy-mm", "2025-03"), (dt.datetime(2025, 3, 1), 'm"月"d"日"', "3月1日")],
    )  # fmt: skip
    def test_it_is_taken_as_it_is_shown(self, blank, taken, value, code, stored):
        cell = blank.cell("基本要求", CHECK, "检查所见")
        cell.value, cell.number_format = value, code
        result = taken(blank)
        assert result.values == {("checks", CHECK, "检查所见"): stored}
        assert result.warnings == [("shown-taken", f"基本要求!{cell.coordinate}")]
        assert stored in result.problems[0].message

    @pytest.mark.parametrize(
        ("value", "code", "stored"),
        [(35, "General", "35"), (0.35, "0.00", "0.35"), (dt.datetime(2025, 3, 1), "yyyy/m/d", "2025-03-01")],
    )
    def test_one_that_shows_the_value_is_taken_without_a_word(self, blank, taken, value, code, stored):
        cell = blank.cell("基本要求", CHECK, "检查所见")
        cell.value, cell.number_format = value, code
        result = taken(blank)
        assert (result.problems, list(result.values.values())) == ([], [stored])

    @pytest.mark.parametrize("value", [123456789012345678, 91350200123456789])
    def test_a_number_of_eighteen_digits_is_asked_for_again(self, blank, taken, value):
        cell = blank.cell("基本要求", CHECK, "检查所见")
        cell.value, cell.number_format = value, "0"
        result = taken(blank)
        assert result.errors == [("bad-value", f"基本要求!{cell.coordinate}")]
        assert "15 位" in result.problems[0].message
        assert "文本" in result.problems[0].fix

    @pytest.mark.parametrize("typed", ["1234567890123456.78", "0.12345678901234567", 12345678901234567])
    def test_digits_that_a_number_loses_are_told(self, blank, taken, typed):
        result = taken(blank.type("评价指标", RATIO, 分子=typed))
        assert [rule for rule, _ in result.warnings] == ["digits-lost"]
        assert len(result.changes) == 1

    @pytest.mark.parametrize(
        "typed",
        [0.1 + 0.2, 1 / 3, "123456789012345", "1000000000000000000", "0.000000000000000012", "1.50000000000000000"],
    )
    def test_a_number_that_loses_none_is_taken_without_a_word(self, blank, taken, typed):
        result = taken(blank.type("评价指标", RATIO, 分子=typed))
        assert (result.problems, len(result.changes)) == ([], 1)
