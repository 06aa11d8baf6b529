"""The workbook as people and scripts rely on it: design contract 4.4, written out once more."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

from zcdoc.workbook.layout import letter

CHECK_HEADERS = (
    "检查项, 条款号, 条款主题, 检查要点, 要求, 条款类型, 责任主体, 检查方式, 要求值, 实测值, 单位, 结果, 检查所见, 证据编号, 证据状态, 不适用理由, 取证情况, 取证要求, 要求日期, 问题等级, "
    "问题描述, 整改措施, 整改责任人, 完成期限, 验证结论, 验证日期, 计划措施, 计划责任单位, 计划完成, 检查进度, 填报人, 检查人, 检查日期, 复核人, "
    "复核日期, 备注"
)
CONTRACT = {
    "假设": "键, 事项, 标准怎么写, 种类, 现取值, 可选值, 影响, 依据, 决定人, 决定日期, 备注",
    "园区信息": "字段, 内容, 单位, 证据编号, 说明",
    "评价过程": "编号, 日期, 活动, 地点, 参加人, 方法, 内容与抽样, 证据编号, 备注",
    "基本要求": CHECK_HEADERS,
    "创建措施": CHECK_HEADERS,
    "评价指标": "序号, 三级指标, 一级指标, 二级指标, 指标解释, 二选一选项, 单位, 引领值, 分子口径, 分子, 分子单位, 分母口径, 分母, 分母单位, 现状值, "
    "自评值, 得分率, 得分, 是否适用, 不适用理由, 数据年度, 口径说明, 数据来源, 证据编号, 取证情况, 取证要求, 要求日期, 备注",
    "年度数据": "编号, 项目, 年度, 数值, 单位, 口径, 证据编号, 备注",
    "温室气体": "编号, 类别, 排放源, 气体, 年度, 活动数据, 单位, 排放因子, 因子单位, 因子来源, GWP, 计量方式, 排放量(tCO2e), 未量化说明, 证据编号, 备注",
    "碳抵消": "编号, 类型, 项目名称, 边界内外, 登记机构与编号, 签发年份, 数量(tCO2e), 抵消年度, 注销日期, 注销凭证, 受益方, 证据编号, 备注",
    "目标": "编号, 目标项, 基准年, 基准值, 目标年, 目标值, 单位, 对应条款或指标, 说明",
    "重点项目": "编号, 项目名称, 对应条款, 责任单位, 投资(万元), 年减排量(tCO2e), 年收益(万元), 寿命(年), 开始日期, 完成日期, 状态, 证据编号, 备注",
    "证据清单": "证据编号, 名称, 类型, 文件, 页码或位置, 出具单位, 出具日期, 所属期间, 有效期至, 支撑对象, 备注",
}
VISIBLE = ["总览", "说明", *CONTRACT, "汇总"]
FINGERPRINT = ["pack", "version", "sha256", "park", "round", "export", "head", "layout"]


@pytest.fixture(scope="module")
def made(kit, pack):
    """The workbook of a filled park under the real pack, as bytes and opened."""
    view = kit.view(pack, kit.filled(pack, 1))
    data = kit.export(view)
    return view, data, kit.Edited(data).book


@pytest.fixture(scope="module")
def book(made):
    return made[2]


def rows(book, sheet):
    """Rows with a key, as dicts by header."""
    headers = [c.value for c in book[sheet][3]]
    found = [dict(zip(headers, r, strict=False)) for r in book[sheet].iter_rows(min_row=4, values_only=True)]
    return [r for r in found if r[headers[0]] is not None]


def part(data, name):
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


class TestSheets:
    def test_they_stand_in_the_order_of_the_contract(self, book):
        assert book.sheetnames == [*VISIBLE, "_lists", "_zcdoc"]
        assert [s.title for s in book if s.sheet_state == "visible"] == VISIBLE

    def test_the_first_is_shown_on_opening(self, book):
        assert book.active.title == "总览"

    @pytest.mark.parametrize("sheet", CONTRACT)
    def test_row_three_holds_the_headers(self, book, sheet):
        assert [c.value for c in book[sheet][3] if c.value] == CONTRACT[sheet].split(", ")

    @pytest.mark.parametrize("sheet", CONTRACT)
    def test_row_one_is_a_title_and_data_begin_in_row_four_without_a_gap(self, book, sheet):
        assert book[sheet]["A1"].value.startswith(sheet)
        keys = [book[sheet].cell(r, 1).value for r in range(4, book[sheet].max_row + 1)]
        filled = [k for k in keys if k is not None]
        assert filled
        assert keys[: len(filled)] == filled
        assert len(set(filled)) == len(filled)

    @pytest.mark.parametrize("sheet", CONTRACT)
    def test_headers_and_key_stay_in_sight_and_can_be_filtered(self, book, sheet):
        pane = book[sheet].freeze_panes
        assert pane == {"基本要求": "E4", "创建措施": "E4", "园区信息": "B4", "假设": "B4"}.get(sheet, "C4")
        assert book[sheet].auto_filter.ref.startswith("A3:")

    @pytest.mark.parametrize("sheet", CONTRACT)
    def test_nothing_is_protected_or_merged(self, book, sheet):
        assert not book[sheet].protection.sheet
        assert not book[sheet].merged_cells.ranges

    @pytest.mark.parametrize("sheet", VISIBLE)
    def test_it_prints_on_a4(self, book, sheet):
        page = book[sheet].page_setup
        assert int(page.paperSize) == 9
        assert page.orientation == ("portrait" if sheet == "说明" else "landscape")
        if sheet in CONTRACT:
            assert book[sheet].print_title_rows == "$3:$3"

    @pytest.mark.parametrize("sheet", CONTRACT)
    def test_lists_have_room_for_more(self, book, sheet):
        if book[sheet]["A3"].value in {"编号", "证据编号"}:
            assert book[sheet].auto_filter.ref.endswith(str(3 + len(rows(book, sheet)) + 40))


class TestStandardContent:
    def test_all_clauses_of_the_basic_requirements_and_measures_stand_there(self, book, pack):
        printed = {c.number for c in pack.clauses}
        assert {r["条款号"] for s in ("基本要求", "创建措施") for r in rows(book, s)} == printed
        basic = {c.number for c in pack.clauses if c.chapter in {"4.1", "4.2"}}
        assert {r["条款号"] for r in rows(book, "基本要求")} == basic
        assert len([n for n in printed if not n.startswith("4.1")]) == 43

    def test_there_is_one_row_per_check_in_the_order_of_the_standard(self, book, pack):
        keys = [r["检查项"] for s in ("基本要求", "创建措施") for r in rows(book, s)]
        assert keys == [k.id for c in pack.clauses for k in c.checks]

    def test_a_check_shows_type_and_printed_word(self, book, pack):
        shown = {r["检查项"]: r["条款类型"] for s in ("基本要求", "创建措施") for r in rows(book, s)}
        names = {
            "requirement": "要求",
            "recommendation": "推荐",
            "permission": "允许",
            "statement": "陈述",
            "instruction": "指示",
        }
        assert shown == {k: f"{names[c.type]}（{c.word or '—'}）" for k, (_, c) in pack.checks.items()}

    def test_the_28_indicators_stand_there_with_their_leading_values(self, book, pack):
        found = rows(book, "评价指标")
        assert [r["序号"] for r in found] == [str(n) for n in range(1, 29)]
        leading = {r["序号"]: r["引领值"] for r in found}
        assert (leading["2"], leading["5"], leading["7"], leading["26"]) == (0.5, "有", 3, 4.2)
        assert {r["一级指标"] for r in found} == {g.name for g in pack.rating.groups} | {"加分项"}

    def test_shares_are_shown_as_percentages(self, book):
        sheet = book["评价指标"]
        headers = {c.value: c.column for c in sheet[3]}
        by_unit = {r: sheet.cell(r, headers["单位"]).value for r in range(4, 32)}
        for row, unit in by_unit.items():
            for name in ("引领值", "自评值", "现状值"):
                assert ("%" in sheet.cell(row, headers[name]).number_format) == (unit == "%"), (row, name)
            assert "%" in sheet.cell(row, headers["得分率"]).number_format

    @pytest.mark.parametrize("sheet", CONTRACT)
    def test_keys_are_text_cells(self, book, sheet):
        for row in range(4, 4 + len(rows(book, sheet))):
            cell = book[sheet].cell(row, 1)
            assert (cell.data_type, cell.number_format) == ("s", "@")


class TestDropdowns:
    def lists(self, book, sheet):
        """The list's name by cell."""
        found = {}
        for rule in book[sheet].data_validations.dataValidation:
            if rule.type == "list":
                found.update({str(ref): rule for area in rule.sqref.ranges for ref in _cells(area)})
        return found

    def names(self, book):
        return {name: defined.attr_text for name, defined in book.defined_names.items()}

    def test_every_one_is_a_named_range_that_holds_something(self, book):
        names = self.names(book)
        for sheet in CONTRACT:
            for cell, rule in self.lists(book, sheet).items():
                for name in self.named(book, sheet, cell, rule):
                    assert name in names
                    area = re.fullmatch(r"_lists!\$([A-Z]+)\$2:\$\1\$(\d+)", names[name])
                    assert all(book["_lists"][f"{area[1]}{r}"].value for r in range(2, int(area[2]) + 1))
                assert not rule.showDropDown, "True would hide the arrow"

    @pytest.mark.parametrize(
        ("check", "values"),
        [
            ("4.2.1.a", ["符合", "不符合", "未检查"]),
            ("4.1-1.a", ["符合", "部分符合", "不符合", "不适用", "未检查"]),
        ],
    )
    def test_a_result_offers_what_the_kind_of_check_allows(self, book, check, values):
        assert self.offered(book, "基本要求", check, "结果") == values

    def test_a_recommendation_is_adopted_or_not(self, book, pack):
        key = next(k for k, (c, check) in pack.checks.items() if check.type == "recommendation" and c.kind == "measure")
        assert self.offered(book, "创建措施", key, "结果") == ["已采用", "部分采用", "未采用", "不适用", "未检查"]

    @pytest.mark.parametrize("number", ["1", "6", "21"])
    def test_a_choice_of_two_offers_both_names(self, book, pack, number):
        names = [a.name for a in pack.indicator_of[number].alternatives]
        assert self.offered(book, "评价指标", number, "二选一选项") == names

    def named(self, book, sheet, cell, rule):
        """The names in a rule's source; one that is made from the row's key is made here."""
        found = re.findall(r"\bzc_\w+(?![\w\"])", rule.formula1)
        made = re.search(r'INDIRECT\("(\w+)"', rule.formula1)
        if not made:
            return found
        key = book[sheet][f"A{re.sub('[A-Z]', '', cell)}"].value
        name = f"{made[1]}{key}".replace("-", "_")
        return [name] if name in self.names(book) else []

    def offered(self, book, sheet, key, header):
        column = next(c.column_letter for c in book[sheet][3] if c.value == header)
        row = next(c.row for c in book[sheet]["A"] if c.value == key)
        rule = self.lists(book, sheet)[f"{column}{row}"]
        assert rule.showErrorMessage
        assert rule.errorStyle in {None, "stop"}
        names = self.named(book, sheet, f"{column}{row}", rule)
        if header == "结果":
            names = [self.of_type(book, sheet, key, names)]
        area = self.names(book)[names[0]].partition("!")[2].replace("$", "")
        return [c[0].value for c in book["_lists"][area]]

    def of_type(self, book, sheet, key, names):
        """As the rule's formula chooses; that a spreadsheet does the same is tested in test_helps."""
        area = self.names(book)["zc_basic_checks"].partition("!")[2].replace("$", "")
        if "zc_basic_checks" in names and key in {c[0].value for c in book["_lists"][area]}:
            return "zc_results_basic"
        kind = next(r["条款类型"] for r in rows(book, sheet) if r["检查项"] == key)[:2]
        return {"推荐": "zc_results_recommendation", "允许": "zc_results_permission"}.get(
            kind, "zc_results_requirement"
        )


def _cells(area):
    return [f"{letter(c - 1)}{r}" for r, c in area.cells]


class TestFingerprint:
    def test_it_stands_on_the_hidden_sheet_and_in_the_file_properties(self, made):
        view, _, book = made
        rows = list(book["_zcdoc"].iter_rows(values_only=True, max_col=2))
        on_sheet = dict(rows[: len(FINGERPRINT)])
        assert list(on_sheet) == FINGERPRINT
        assert {name for name, _ in rows[len(FINGERPRINT) :]} == {
            "charts",
            *(f"texts:{n}" for n in book.sheetnames if n != "_zcdoc"),
        }
        assert book["_zcdoc"].sheet_state == "veryHidden"
        assert {p.name: p.value for p in book.custom_doc_props.props} == {f"zcdoc-{k}": v for k, v in on_sheet.items()}
        expected = {"pack": "seesa-010-2025", "park": "demo", "round": "r1", "head": view.record.head, "layout": "1"}
        assert expected.items() <= on_sheet.items()
        assert on_sheet["sha256"] == view.pack.sha256

    def test_it_is_found_in_the_properties_when_the_sheet_is_gone(self, made, kit):
        view, data, _ = made
        edited = kit.Edited(data)
        del edited.book["_zcdoc"]
        assert kit.back(edited.saved(), view).mark == kit.back(data, view).mark

    def test_without_either_there_is_none(self, made, kit):
        view, data, _ = made
        edited = kit.Edited(data)
        del edited.book["_zcdoc"]
        edited.book.custom_doc_props.props.clear()
        assert kit.back(edited.saved(), view).mark is None

    def test_an_export_of_another_round_or_head_is_another_export(self, kit, small_pack):
        def mark(head):
            view = kit.view(small_pack, kit.bare(small_pack), head=head)
            return kit.back(kit.export(view), view).mark.export

        assert mark("a" * 64) == mark("a" * 64) != mark("b" * 64)


class TestFile:
    def test_the_same_state_gives_the_same_bytes(self, made, kit):
        assert kit.export(made[0]) == made[1]

    def test_it_holds_no_macro_no_link_outside_and_no_time_of_making(self, made):
        data = made[1]
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        assert not [n for n in names if "vba" in n.lower() or "externalLink" in n]
        assert all(i.date_time == (1980, 1, 1, 0, 0, 0) for i in zipfile.ZipFile(io.BytesIO(data)).infolist())
        assert "2000-01-01T00:00:00Z" in part(data, "docProps/core.xml")

    def test_every_formula_carries_its_value(self, made):
        for name in (n for n in zipfile.ZipFile(io.BytesIO(made[1])).namelist() if n.startswith("xl/worksheets/sheet")):
            for cell in re.findall(r"<c [^>]*><f>.*?</c>", part(made[1], name)):
                assert "<v>" in cell, cell

    def test_a_text_longer_than_a_cell_is_refused_with_its_place(self, kit, small_pack):
        from zcdoc.errors import UserError

        state = kit.bare(small_pack)
        state["round/r1/small-pack"] = {"checks": {"4.2.1.a": {"检查所见": "长" * 32_768}}}
        with pytest.raises(UserError, match=r"基本要求 4\.2\.1\.a 检查所见"):
            kit.export(kit.view(small_pack, state))


@pytest.mark.parametrize(
    ("kind", "open_", "folded"),
    [("baseline", "计划", "整改"), ("self-inspection", "整改", "计划"), ("evaluation", "整改", "计划")],
)
def test_a_round_opens_its_bands_and_folds_the_others(kit, small_pack, kind, open_, folded):
    state = kit.bare(small_pack)
    book = kit.Edited(kit.export(kit.view(small_pack, state, kind))).book
    hidden = _bands(book["基本要求"])
    assert hidden[open_] == [False] * len(hidden[open_])
    assert hidden[folded][1:] == [True] * (len(hidden[folded]) - 1)


def _bands(sheet):
    """Whether each column of a band is hidden."""
    found, name = {}, ""
    for cell in sheet[2]:
        name = cell.value or name
        dimension = next((d for d in sheet.column_dimensions.values() if d.min and d.min <= cell.column <= d.max), None)
        found.setdefault(name, []).append(bool(dimension and dimension.hidden))
    return found


def test_the_letters_of_columns():
    assert [letter(i) for i in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    assert all(openpyxl.utils.get_column_letter(i + 1) == letter(i) for i in range(800))


SCREEN = 1_340  # pixels of columns that a screen of 1366 × 768 shows at 100 %
IN_SIGHT = {
    "基本要求": ("检查项", "检查要点", "结果", "检查所见", "证据编号"),
    "创建措施": ("检查项", "检查要点", "结果", "检查所见", "证据编号"),
    "评价指标": ("三级指标", "分子", "分母", "现状值"),
}


def ends(sheet):
    """Where each visible column ends, in pixels, by header: a character is 7 pixels wide, rounded as Excel does."""
    found, right = {}, 0
    for cell in sheet[3]:
        held = next(d for d in sheet.column_dimensions.values() if d.min <= cell.column <= d.max)
        if not held.hidden:
            right += int((256 * held.width + 128 // 7) / 256 * 7)
            found[cell.value] = right
    return found


@pytest.mark.parametrize("kind", ["baseline", "self-inspection", "evaluation"])
def test_what_is_to_be_filled_stands_on_a_laptop_screen_without_scrolling(kit, small_pack, kind):
    book = kit.Edited(kit.export(kit.view(small_pack, kit.bare(small_pack), kind))).book
    for name, headers in IN_SIGHT.items():
        shown = ends(book[name])
        assert {h: shown.get(h) for h in headers if not shown.get(h, SCREEN + 1) <= SCREEN} == {}, name
        view = book[name].sheet_view
        assert (view.zoomScale or 100, view.view or "normal") == (100, "normal")


def test_the_standards_other_columns_unfold_from_one_band(book):
    for name, folded in {
        "创建措施": "要求, 条款类型, 责任主体, 检查方式",
        "评价指标": "一级指标, 二级指标, 指标解释",
    }.items():
        sheet, shown = book[name], ends(book[name])
        at = [c.column for c in sheet[3] if c.value in folded.split(", ")]
        assert at == list(range(at[0], at[0] + len(at))), "one band"
        assert not set(folded.split(", ")) & shown.keys()
        held = [next(d for d in sheet.column_dimensions.values() if d.min <= n <= d.max) for n in (at[0] - 1, *at)]
        assert [d.outlineLevel for d in held] == [0] + [1] * len(at)
        assert held[0].collapsed, "its button stands left of it"
        assert sheet.sheet_properties.outlinePr.summaryRight is False


def test_a_row_is_as_high_as_what_is_in_sight_needs(kit, small_pack):
    def height(**values):
        state = kit.bare(small_pack)
        state["round/r1/small-pack"] = {"checks": {"4.2.1.a": values}}
        edited = kit.Edited(kit.export(kit.view(small_pack, state)))
        return edited.book["基本要求"].row_dimensions[edited.row("基本要求", "4.2.1.a")].height

    text = "长" * 600
    assert height(计划责任单位=text) == height() < height(检查所见=text)
