"""Checklists that somebody already has, of three shapes, come in with nothing lost and nothing guessed."""

from __future__ import annotations

import openpyxl
import pytest

from zcdoc.actions.checklist_adopt import adopt_checklist
from zcdoc.actions.parks import new_park
from zcdoc.errors import UnsafeError, UsageError, UserError
from zcdoc.model.record import PARK, Address, Change, scope_of
from zcdoc.problems import ProblemsError
from zcdoc.store import Workspace, init
from zcdoc.workbook.stranger import read_grids

PACK = "seesa-010-2025"
SCOPE = scope_of("pack", "baseline-1", PACK)


@pytest.fixture
def ws(tmp_path):
    workspace = Workspace(init(tmp_path / "ws"), "钱二")
    new_park(workspace, "demo", [PACK], "示范园区", date="2026-01-05")
    return workspace


@pytest.fixture
def book(tmp_path):
    """`book({"表": [[…], …]}, merged={"表": ["A4:A6"]})` -> the path of a workbook as somebody made it."""

    def make(sheets, merged=(), name="old.xlsx"):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
        for title, area in merged:
            made[title].merge_cells(area)
        path = tmp_path / name
        made.save(path)
        return path

    return make


@pytest.fixture
def own(tmp_path):
    """`own(text)` -> the path of a map."""

    def make(text):
        path = tmp_path / "own.yaml"
        path.write_text(f"zcdoc-map: 1\n标准包: {PACK}\n{text}", "utf-8")
        return path

    return make


def rows(workspace):
    return workspace.store("demo").load().rows("checks", SCOPE)


def evidence(workspace):
    return workspace.store("demo").load().rows("evidence", PARK)


def told(made):
    """Everything that a run says of cells: places, and the texts that it would write."""
    places = {b.cell.place for b in made.beside} | {p.where for p in made.problems}
    places |= {c.where.partition("!")[2] for c in [*made.plan.changes, *made.plan.conflicts]}
    return places, "\n".join(c.now or "" for c in made.plan.changes)


def nothing_lost(made, path):
    """Every filled cell of the file is a header, names a row, is brought, is listed, or stands in a row that is listed."""
    places, texts = told(made)
    listed_rows = {(w.partition("!")[0], w.partition("!")[2].lstrip("ABCDEFGHIJKLMNOP")) for w in places}
    for grid in read_grids(path.read_bytes(), path.name):
        heads = {r for t in made.file.tables if t.grid.name == grid.name for r in range(t.head.first, t.head.last + 1)}
        for number in grid.numbers():
            for cell in grid.cells(number):
                known = cell.place in places or cell.text in texts or (grid.name, str(number)) in listed_rows
                assert known or number in heads, f"{cell.place} “{cell.text}” is lost"


# --- first shape: merged blocks -----------------------------------------------------------------------------------------

BLOCKS = {
    "检查表": [
        ["零碳园区创建检查表"],
        ["被检查园区：示范园区", None, None, None, None, "日期：2024-05-06"],
        ["条款号", "检查内容", "检查结果", "情况说明", "佐证材料", "分值"],
        ["4.2.1", "有区级及以上政府批准设立园区的文件", "符合", "批文在案", "设立批复", 5],
        [None, "物理边界清晰", "符合", "红线图清楚", "红线图", 5],
        [None, "生产经营正常", "不符合", "三家停产", None, 0],
        ["5.4 能源"],
        ["2)", "建设分布式光伏", "符合", "已建 3 MW", "红线图", 2],
        ["9.9", "标准里没有的一条", "符合", "写了很多", None, None],
        ["检查人：张三"],
    ],
    "封面": [["某某公司"]],
}
BLOCKS_MERGED = [("检查表", "A1:F1"), ("检查表", "A4:A6"), ("检查表", "A7:F7"), ("检查表", "E4:E4")]


@pytest.fixture
def blocks(book):
    return book(BLOCKS, BLOCKS_MERGED)


def test_merged_blocks_are_read_and_shown_and_nothing_is_written(ws, blocks):
    before = rows(ws)
    made = adopt_checklist(ws, blocks, "demo")
    got = {(c.at.key, c.at.field): c.now for c in made.plan.changes if c.at.table == "checks"}
    assert got["4.2.1.a", "结果"] == "符合"
    assert got["4.2.1.b", "检查所见"] == "红线图清楚"
    assert got["4.2.1.c", "结果"] == "不符合"
    assert got["4.2.1.a", "检查进度"] == "待复核"
    assert not made.applied
    assert rows(ws) == before
    nothing_lost(made, blocks)


def test_a_word_that_the_check_does_not_know_is_asked_for_and_not_turned_into_one_it_knows(ws, blocks):
    made = adopt_checklist(ws, blocks, "demo")
    assert "5.4-2.a" not in {c.at.key for c in made.plan.changes}
    asked = [p for p in made.problems if p.rule == "adopt-word"]
    assert [p.where for p in asked] == ["检查表!C8"]
    assert "已采用、部分采用、未采用" in asked[0].message
    assert made.exit_code == 1


def test_a_clause_that_the_standard_does_not_have_is_listed_with_its_cell(ws, blocks):
    made = adopt_checklist(ws, blocks, "demo")
    assert [(p.where, p.rule) for p in made.problems if "9.9" in p.message] == [("检查表!B9", "adopt-row")]


def test_without_a_map_that_somebody_saw_nothing_can_be_written(ws, blocks):
    with pytest.raises(UsageError, match="读法"):
        adopt_checklist(ws, blocks, "demo", apply=True)


def test_the_proposal_is_corrected_once_and_then_brings_everything(ws, blocks, tmp_path):
    path = tmp_path / "own.yaml"
    adopt_checklist(ws, blocks, "demo", propose=path)
    text = path.read_text("utf-8")
    text = text.replace("    符合: 符合\n", "    符合: 符合、已采用\n").replace("    分值:\n", "    分值: 不带\n")
    path.write_text(
        text.replace("内容: 标准里没有的一条\n  检查项:", "内容: 标准里没有的一条\n  检查项: 不带"), "utf-8"
    )
    made = adopt_checklist(ws, blocks, "demo", own_map=path, apply=True)
    assert not list(made.problems)
    assert made.exit_code == 0
    assert rows(ws)["5.4-2.a"] == {
        "结果": "已采用", "检查所见": "已建 3 MW", "证据编号": "EV-002", "检查进度": "待复核", "备注": "来自 old.xlsx!检查表!B8",
    }  # fmt: skip
    assert rows(ws)["4.2.1.b"]["证据编号"] == "EV-002"
    assert evidence(ws)["EV-001"] == {"名称": "设立批复", "备注": "来自 old.xlsx!检查表!E4"}
    assert len(evidence(ws)) == 2
    nothing_lost(made, blocks)


def test_every_value_says_in_the_history_from_which_cell_it_came(ws, blocks, tmp_path):
    path = tmp_path / "own.yaml"
    adopt_checklist(ws, blocks, "demo", propose=path)
    adopt_checklist(ws, blocks, "demo", own_map=path, apply=True)
    event = ws.store("demo").events()[-1]
    assert event.command == "checklist adopt old.xlsx"
    assert {c.at.field: c.where for c in event.changes if c.at.key == "4.2.1.c"} == {
        "结果": "old.xlsx!检查表!C6", "检查所见": "old.xlsx!检查表!D6", "备注": "old.xlsx!检查表!B6", "检查进度": "old.xlsx!检查表!B6",
    }  # fmt: skip


def test_the_same_file_again_changes_nothing_and_asks_nothing_new(ws, blocks, tmp_path):
    path = tmp_path / "own.yaml"
    adopt_checklist(ws, blocks, "demo", propose=path)
    adopt_checklist(ws, blocks, "demo", own_map=path, apply=True)
    before = rows(ws), evidence(ws)
    made = adopt_checklist(ws, blocks, "demo", own_map=path, apply=True)
    assert (rows(ws), evidence(ws)) == before
    assert made.plan.changes == made.plan.conflicts == []
    assert set(made.equal) == {"4.2.1.a", "4.2.1.b", "4.2.1.c"}


def put(workspace, key, **values):
    def change(record):
        now = record.rows("checks", SCOPE).get(key, {})
        return [Change(Address(SCOPE, "checks", key, n), now.get(n), v) for n, v in values.items()]

    workspace.store("demo").commit(change, "typed", "李四")


def test_a_row_that_somebody_judged_stays_whole_and_what_differs_is_a_conflict(ws, blocks, tmp_path):
    put(ws, "4.2.1.a", 结果="不符合", 检查所见="批文过期")
    path = tmp_path / "own.yaml"
    adopt_checklist(ws, blocks, "demo", propose=path)
    made = adopt_checklist(ws, blocks, "demo", own_map=path, apply=True)
    assert rows(ws)["4.2.1.a"] == {"结果": "不符合", "检查所见": "批文过期"}
    found = {c.at.field: (c.file, c.record, c.where) for c in made.plan.conflicts}
    assert found["结果"] == ("符合", "不符合", "old.xlsx!检查表!C4")
    assert found["证据编号"] == ("新登记：设立批复", None, "old.xlsx!检查表!E4")
    assert "设立批复" not in {row["名称"] for row in evidence(ws).values()}
    assert made.exit_code == 1


def test_a_row_of_which_evidence_was_asked_for_in_vain_is_judged_too(ws, blocks, tmp_path):
    put(ws, "4.2.1.a", 取证情况="未提供", 取证要求="设立批复", 要求日期="2026-01-05")
    path = tmp_path / "own.yaml"
    adopt_checklist(ws, blocks, "demo", propose=path)
    made = adopt_checklist(ws, blocks, "demo", own_map=path, apply=True)
    assert "结果" not in rows(ws)["4.2.1.a"]
    assert {c.at.key for c in made.plan.conflicts} == {"4.2.1.a"}


def test_a_cell_that_somebody_typed_stays_and_the_blanks_around_it_are_filled(ws, blocks, tmp_path):
    put(ws, "4.2.1.b", 检查所见="现场没有界桩")
    path = tmp_path / "own.yaml"
    adopt_checklist(ws, blocks, "demo", propose=path)
    made = adopt_checklist(ws, blocks, "demo", own_map=path, apply=True)
    assert rows(ws)["4.2.1.b"]["检查所见"] == "现场没有界桩"
    assert rows(ws)["4.2.1.b"]["结果"] == "符合"
    assert [(c.at.key, c.at.field) for c in made.plan.conflicts] == [("4.2.1.b", "检查所见")]


# --- second shape: one sheet per chapter, the clause once per block, words of another vocabulary -------------------------

CHAPTERS = {
    "4.2 基本要求": [
        ["序号", "条文", "检查要点", "是否符合", "说明", "证明文件"],
        [1, "4.2.1 设立与正常运行", "有区级及以上政府批准设立园区的文件", "满足", "批文", "批文；红线图"],
        [2, None, "物理边界清晰", "基本满足", "缺一处界桩", "红线图"],
        [3, None, "生产经营正常", "N/A", None, None],
        [],
        [4, "4.2.6", "企业入驻率是多少", "满足", 0.62, None],
    ],
    "5.3 交通": [
        ["序号", "条文", "检查要点", "是否符合", "说明", "证明文件"],
        [1, "4）", "公共交通配置新能源公共交通工具", "满足", "全是电动公交", None],
        [2, None, "配置新能源环卫车辆", "不满足", "没有", None],
        [3, "5）", "采用环保节能型物流运输设备", "满足", "电动叉车", "照片"],
    ],
}


CHAPTER_WORDS = """\
用词:
  结果:
    满足: 符合、已采用
    基本满足: 部分符合
    不满足: 不符合
    N/A: 不适用
表:
- 列: {序号: 不带, 条文: 条款, 检查要点: 内容, 是否符合: 结果, 说明: 检查所见, 证明文件: 证据编号}
证据分隔: [换行, ；]
行:
- {条款: "4.2.6", 内容: 企业入驻率是多少, 检查项: 4.2.6.a}
"""


def test_words_of_another_vocabulary_are_asked_for_each_once_with_its_first_cell(ws, book):
    made = adopt_checklist(ws, book(CHAPTERS), "demo")
    asked = {p.message.partition("”")[0].partition("“")[2]: p.where for p in made.problems if p.rule == "adopt-word"}
    assert asked == {
        "满足": "4.2 基本要求!D2", "基本满足": "4.2 基本要求!D3", "N/A": "4.2 基本要求!D4", "不满足": "5.3 交通!D3",
    }  # fmt: skip
    assert made.plan.changes == []


def test_one_sheet_for_each_chapter_comes_in_by_the_map(ws, book, own):
    path = book(CHAPTERS)
    made = adopt_checklist(ws, path, "demo", own_map=own(CHAPTER_WORDS), apply=True)
    got = rows(ws)
    assert {k: r.get("结果") for k, r in got.items()} == {
        "4.2.1.a": "符合", "4.2.6.a": "符合", "5.3-4.a": "符合", "5.3-4.b": "不符合", "5.3-5.b": "符合",
    }  # fmt: skip
    assert got["4.2.1.a"]["证据编号"] == "EV-001、EV-002"
    assert evidence(ws)["EV-003"]["名称"] == "照片"
    nothing_lost(made, path)


def test_a_word_that_basic_requirements_do_not_have_waits_and_says_which_they_have(ws, book, own):
    made = adopt_checklist(ws, book(CHAPTERS), "demo", own_map=own(CHAPTER_WORDS))
    waiting = {p.where: p.message for p in made.problems if p.rule == "adopt-word"}
    assert set(waiting) == {"4.2 基本要求!D3", "4.2 基本要求!D4"}
    assert "符合、不符合、未检查" in waiting["4.2 基本要求!D3"]


def test_a_number_that_becomes_a_text_is_told(ws, book, own):
    made = adopt_checklist(ws, book(CHAPTERS), "demo", own_map=own(CHAPTER_WORDS))
    assert [p.where for p in made.problems if p.rule == "adopt-format"] == ["4.2 基本要求!E6"]


# --- third shape: results as ticks, two tables on one sheet ---------------------------------------------------------------

TICKS = {
    "打勾": [
        ["表1 基本要求"],
        ["条款", "检查项目", "评价结果", None, None, "现场情况"],
        [None, None, "符合", "基本符合", "不符合", None],
        ["4.2.1", "有区级及以上政府批准设立园区的文件", "√", None, None, "批文"],
        [None, "物理边界清晰", None, None, "√", "界桩缺失"],
        [None, "生产经营正常", "√", "√", None, "两个勾"],
        [None, "设立手续是否完整", None, None, None, None],
        [],
        ["表2 创建措施"],
        ["条款", "检查项目", "符合", "不符合", "备注"],
        ["5.3 4)", "公共交通配置新能源公共交通工具", "○", None, "圈也是勾"],
        ["5.3 4)", "配置新能源环卫车辆", None, "√", "只有油车"],
    ]
}
TICKS_MERGED = [("打勾", "A2:A3"), ("打勾", "B2:B3"), ("打勾", "C2:E2"), ("打勾", "F2:F3"), ("打勾", "A4:A7")]


def test_ticks_below_two_header_rows_and_in_a_second_table_are_read(ws, book):
    path = book(TICKS, TICKS_MERGED)
    made = adopt_checklist(ws, path, "demo")
    got = {(c.at.key, c.at.field): (c.now, c.where) for c in made.plan.changes}
    assert got["4.2.1.a", "结果"] == ("符合", "old.xlsx!打勾!C4")
    assert got["4.2.1.b", "结果"] == ("不符合", "old.xlsx!打勾!E5")
    assert got["5.3-4.b", "结果"] == ("不符合", "old.xlsx!打勾!D12")
    assert got["5.3-4.b", "备注"][0] == "只有油车\n来自 old.xlsx!打勾!B12"
    nothing_lost(made, path)


def test_two_ticks_in_a_row_and_an_unknown_mark_are_asked_for(ws, book):
    made = adopt_checklist(ws, book(TICKS, TICKS_MERGED), "demo")
    assert {(p.rule, p.where) for p in made.problems} == {("adopt-ticks", "打勾!C6"), ("adopt-mark", "打勾!C11")}
    assert not {"4.2.1.c", "5.3-4.a"} & {c.at.key for c in made.plan.changes}


def test_a_mark_means_what_the_map_says(ws, book, tmp_path):
    path, old = tmp_path / "own.yaml", book(TICKS, TICKS_MERGED)
    adopt_checklist(ws, old, "demo", propose=path)
    path.write_text(path.read_text("utf-8").replace("  ○:\n", "  ○: 是\n"), "utf-8")
    adopt_checklist(ws, old, "demo", own_map=path, apply=True)
    assert rows(ws)["5.3-4.a"]["结果"] == "符合"


# --- what people do besides -------------------------------------------------------------------------------------------------


def table(*lines):
    return {"表": [["条款", "检查内容", "结果", "说明", "证据"], *lines]}


def test_several_rows_for_one_check_must_agree_and_their_texts_are_joined(ws, book, own):
    words = "表:\n- 列: {条款: 条款, 检查内容: 内容, 结果: 结果, 说明: 检查所见, 证据: 证据编号}\n行:\n"
    both = "".join(f"- {{条款: '4.2.1', 内容: {t}, 检查项: 4.2.1.b}}\n" for t in ("四至图", "界桩"))
    good = book(table(["4.2.1", "四至图", "符合", "有图", None], [None, "界桩", "符合", "有桩", None]))
    made = adopt_checklist(ws, good, "demo", own_map=own(words + both))
    assert {c.at.field: c.now for c in made.plan.changes}["检查所见"] == "有图\n有桩"
    bad = book(table(["4.2.1", "四至图", "符合", "有图", None], [None, "界桩", "不符合", "没有", None]))
    made = adopt_checklist(ws, bad, "demo", own_map=own(words + both))
    assert made.plan.changes == []
    assert [p.rule for p in made.problems] == ["adopt-twice"]


def test_a_row_that_waits_holds_back_the_check_of_which_another_row_speaks(ws, book, own):
    words = "表:\n- 列: {条款: 条款, 检查内容: 内容, 结果: 结果, 说明: 检查所见}\n行:\n"
    both = "".join(f"- {{条款: '4.2.1', 内容: {t}, 检查项: 4.2.1.b}}\n" for t in ("四至图", "界桩"))
    old = book(table(["4.2.1", "四至图", "符合", "有图", None], [None, "界桩", "基本满足", "缺一根", None]))
    made = adopt_checklist(ws, old, "demo", own_map=own(words + both))
    assert made.plan.changes == []
    assert {(p.rule, p.where) for p in made.problems} == {("adopt-twice", "表!B2"), ("adopt-word", "表!C3")}


def test_every_cell_that_waits_is_listed_not_the_first_alone(ws, book):
    lines = [["4.2.1", t, "√", "x", None] for t in ("物理边界清晰", "生产经营正常")]
    made = adopt_checklist(ws, book(table(*lines)), "demo")
    assert [b.cell.place for b in made.beside] == ["表!C2", "表!C3"]


@pytest.mark.parametrize(("epoch", "day"), [("1900", "2024-05-06"), ("1904", "2028-05-07")])
def test_a_day_that_is_stored_as_a_bare_number_goes_by_the_calendar_of_its_file(ws, book, epoch, day):
    import datetime as dt

    path = book({"表": [["条款", "检查内容", "结果", "检查日期"], ["4.2.1", "物理边界清晰", "符合", 45418]]})
    made = openpyxl.load_workbook(path)
    made.epoch = dt.datetime(1904, 1, 1) if epoch == "1904" else dt.datetime(1899, 12, 30)
    made.save(path)
    found = {c.at.field: c.now for c in adopt_checklist(ws, path, "demo").plan.changes}
    assert found["检查日期"] == day


@pytest.mark.parametrize("text", ["（删除）", "（清空）", "(清空)"])
def test_a_text_that_would_be_a_command_in_our_workbook_is_not_taken(ws, book, text):
    made = adopt_checklist(ws, book(table(["4.2.1", "物理边界清晰", "符合", text, None])), "demo")
    assert [(p.rule, p.where) for p in made.problems] == [("bad-value", "表!D2")]
    assert "检查所见" not in {c.at.field for c in made.plan.changes}


def test_a_row_below_a_clause_of_one_check_is_not_taken_for_that_check_without_being_asked(ws, book):
    """Somebody forgot the number of the next clause, or wrote a heading where checks stand."""
    lines = [
        ["4.2.6", "入驻率是多少", "符合", "62%", None],
        [None, "能源", None, None, None],
        [None, "屋顶光伏多大", "符合", "3 MW", None],
    ]
    made = adopt_checklist(ws, book(table(*lines)), "demo")
    got = {(c.at.key, c.at.field): c.now for c in made.plan.changes}
    assert got["4.2.6.a", "检查所见"] == "62%"
    assert [(p.rule, p.where) for p in made.problems] == [("adopt-row", "表!B4")]


def test_a_heading_in_the_column_of_the_checks_opens_its_chapter(ws, book):
    lines = [
        ["4.2.6", "入驻率是多少", "符合", "62%", None], [None, "5.3 交通", None, None, None],
        ["4)", "配置新能源环卫车辆", "符合", "两辆", None],
    ]  # fmt: skip
    made = adopt_checklist(ws, book(table(*lines)), "demo")
    assert {c.at.key for c in made.plan.changes} == {"4.2.6.a", "5.3-4.b"}
    assert not list(made.problems)


def test_a_row_that_names_the_check_itself_needs_no_text(ws, book):
    old = book(
        table(["4.2.1.c", "随便怎么写", "符合", "没有停产", None], ["4.2.1", "4.2.1.b", "不符合", "缺界桩", None])
    )
    made = adopt_checklist(ws, old, "demo")
    assert {c.at.key: c.now for c in made.plan.changes if c.at.field == "结果"} == {
        "4.2.1.c": "符合",
        "4.2.1.b": "不符合",
    }


def test_a_row_without_a_result_does_not_let_another_speak_for_it(ws, book, own):
    words = "表:\n- 列: {条款: 条款, 检查内容: 内容, 结果: 结果, 说明: 检查所见}\n行:\n"
    both = "".join(f"- {{条款: '4.2.1', 内容: {t}, 检查项: 4.2.1.b}}\n" for t in ("四至图", "界桩"))
    old = book(table(["4.2.1", "四至图", "符合", "有图", None], [None, "界桩", None, "没有看", None]))
    made = adopt_checklist(ws, old, "demo", own_map=own(words + both))
    assert [(p.rule, p.where) for p in made.problems] == [("adopt-twice", "表!B3")]
    assert made.plan.changes == []


def test_evidence_over_several_rows_of_one_merged_check_is_one_list(ws, book):
    lines = [["4.2.1", "物理边界清晰", "符合", "看了", "红线图"], [None, None, None, None, "界桩照片"]]
    merged = [("表", f"{c}2:{c}3") for c in "ABCD"]
    made = adopt_checklist(ws, book(table(*lines), merged), "demo")
    got = {(c.at.key, c.at.field): c.now for c in made.plan.changes}
    assert got["4.2.1.b", "证据编号"] == "EV-001、EV-002"
    assert got["4.2.1.b", "检查所见"] == "看了"


def test_a_whole_clause_in_one_row_is_a_proposal_until_somebody_says_so(ws, book, own):
    old = book(table(["5.2 1)", "企业选址", "符合", "查了", None]))
    made = adopt_checklist(ws, old, "demo")
    assert made.plan.changes == []
    assert "建议是 全部" in next(iter(made.problems)).message
    text = "表:\n- 列: {条款: 条款, 检查内容: 内容, 结果: 结果, 说明: 检查所见}\n用词: {结果: {符合: 符合}}\n"
    made = adopt_checklist(
        ws, old, "demo", own_map=own(f"{text}行:\n- {{条款: 5.2 1), 内容: 企业选址, 检查项: 全部}}\n")
    )
    assert {c.at.key for c in made.plan.changes} == {"5.2-1.a", "5.2-1.b"}


def test_an_evidence_number_of_the_old_file_is_not_taken_for_one_of_the_park(ws, book):
    made = adopt_checklist(ws, book(table(["4.2.1", "物理边界清晰", "符合", "x", "EV-001"])), "demo")
    assert [p.rule for p in made.problems] == ["adopt-evidence"]
    assert made.plan.changes == []


@pytest.mark.parametrize("text", ["无", "/", "同上", "—"])
def test_what_names_no_evidence_is_asked_for(ws, book, text):
    made = adopt_checklist(ws, book(table(["4.2.1", "物理边界清晰", "符合", "x", text])), "demo")
    assert [p.rule for p in made.problems] == ["adopt-evidence"]


def test_tables_side_by_side_and_below_one_another_are_told_apart(ws, book):
    head = ["条款", "检查内容", "结果"]
    old = book({"表": [
        [*head, None, *head],
        ["4.2.1", "物理边界清晰", "符合", None, "4.2.1", "生产经营正常", "不符合"],
        [],
        head,
        ["4.2.4", "有明确的碳管理体系", "符合", None, None, None, None],
    ]})  # fmt: skip
    made = adopt_checklist(ws, old, "demo")
    got = {c.at.key: c.now for c in made.plan.changes if c.at.field == "结果"}
    assert got == {"4.2.1.b": "符合", "4.2.1.c": "不符合", "4.2.4.a": "符合"}


def test_a_title_that_is_merged_over_the_answers_is_no_answer(ws, book):
    lines = [["4.2.1", "设立与正常运行", None, None, None], [None, "物理边界清晰", "符合", "看了", None]]
    made = adopt_checklist(ws, book(table(*lines), [("表", "B2:E2")]), "demo")
    assert {c.at.key for c in made.plan.changes} == {"4.2.1.b"}
    assert not list(made.problems)


def test_what_a_merged_area_hides_is_told(ws, tmp_path, book):
    old = book(table(["4.2.1", "物理边界清晰", "符合", "x", None]))
    made = openpyxl.load_workbook(old)
    made["表"]["B3"] = "被遮住"
    made["表"].merged_cells.add("B2:B3")
    made.save(old)
    beside = adopt_checklist(ws, old, "demo").beside
    assert [(b.cell.place, b.cell.text) for b in beside] == [("表!B3", "被遮住")]


def test_two_columns_for_the_result_are_left_to_the_owner(ws, book):
    old = book(
        {"表": [["条款", "检查内容", "自评结果", "评价结果", "说明"], ["4.2.1", "物理边界清晰", "符合", "不符合", "x"]]}
    )
    made = adopt_checklist(ws, old, "demo")
    assert "结果" not in {c.at.field for c in made.plan.changes}
    assert {b.cell.place for b in made.beside} == {"表!C2", "表!D2"}


def test_a_formula_without_a_result_keeps_its_row_out(ws, book):
    made = adopt_checklist(ws, book(table(["4.2.1", "物理边界清晰", "=A1", "x", None])), "demo")
    assert [(p.rule, p.where) for p in made.problems] == [("adopt-unreadable", "表!C2")]
    assert made.plan.changes == []


def test_5_1_typed_as_a_number_may_have_been_5_10(ws, book, monkeypatch):
    from zcdoc.model.clause_numbers import Numbers

    numbers = Numbers(_with_numbers("5.1", "5.10"))
    assert numbers.clause("5.1") is not None
    assert numbers.clause("5.1", is_number=True) is None
    assert numbers.clause("5.10") is not None


def _with_numbers(*printed):
    from zcdoc.actions.origin import find_pack

    pack = find_pack(PACK, None)
    clauses = [c.model_copy(update={"number": n, "id": n}) for c, n in zip(pack.clauses, printed, strict=False)]
    return pack.model_copy(update={"clauses": clauses})


COLUMNS = "条款: 条款, 检查内容: 内容, 结果: 结果, 说明: 检查所见, 证据: 证据编号"


def test_a_chapter_that_only_the_map_knows_completes_the_numbers(ws, book, own):
    old = book(table(["4)", "配置新能源环卫车辆", "符合", "两辆", None]))
    assert adopt_checklist(ws, old, "demo").plan.changes == []
    made = adopt_checklist(ws, old, "demo", own_map=own(f"表:\n- 列: {{{COLUMNS}}}\n  章: '5.3'\n"))
    assert {c.at.key for c in made.plan.changes} == {"5.3-4.b"}


def test_a_shape_may_be_bound_to_sheets_and_one_that_is_nowhere_is_told(ws, book, own):
    head = ["条款", "检查内容", "结果", "说明", "证据"]
    old = book({n: [head, ["4.2.1", "物理边界清晰", "符合", n, None]] for n in ("2023", "2024")})
    text = f"表:\n- 列: {{{COLUMNS}}}\n  工作表: ['2024']\n- 列: {{编号: 条款, 内容: 内容, 判定: 结果}}\n"
    made = adopt_checklist(ws, old, "demo", own_map=own(text))
    assert {c.now for c in made.plan.changes if c.at.field == "检查所见"} == {"2024"}
    assert [(p.rule, p.where) for p in made.problems] == [("own-map-table", "own.yaml:6:3")]
    assert "2023!D2" in {b.cell.place for b in made.beside}


def test_evidence_of_the_map_is_cited_registered_or_left_out_as_it_says(ws, book, own):
    put_evidence(ws, "EV-001", "红线图")
    lines = [["4.2.1", "物理边界清晰", "符合", "x", "红线图\n附图 2\n同上"]]
    words = f"表:\n- 列: {{{COLUMNS}}}\n证据分隔: [换行]\n证据: {{红线图: EV-001, 附图 2: 新登记, 同上: 不带}}\n"
    adopt_checklist(ws, book(table(*lines)), "demo", own_map=own(words), apply=True)
    assert rows(ws)["4.2.1.b"]["证据编号"] == "EV-001、EV-002"
    assert evidence(ws)["EV-002"]["名称"] == "附图 2"


@pytest.mark.parametrize(
    ("split", "names"), [("；", ["甲", "乙、丙"]), ("[；, 、]", ["甲", "乙", "丙"]), ("", ["甲；乙、丙"])]
)
def test_a_cell_is_divided_only_by_the_signs_of_the_map(ws, book, own, split, names):
    text = f"表:\n- 列: {{{COLUMNS}}}\n证据分隔: {split}\n"
    made = adopt_checklist(
        ws, book(table(["4.2.1", "物理边界清晰", "符合", "x", "甲；乙、丙"])), "demo", own_map=own(text)
    )
    assert [c.now for c in made.plan.changes if c.at.field == "名称"] == names


def put_evidence(workspace, number, name):
    change = Change(Address(PARK, "evidence", number, "名称"), None, name)
    workspace.store("demo").commit(lambda _: [change], "typed", "李四")


@pytest.mark.parametrize("means", ["EV-009", "EV-001?", ""])
def test_evidence_that_is_not_decided_or_not_there_keeps_its_row_out(ws, book, own, means):
    put_evidence(ws, "EV-001", "红线图")
    text = f"表:\n- 列: {{{COLUMNS}}}\n证据: {{红线图: {means}}}\n"
    made = adopt_checklist(ws, book(table(["4.2.1", "物理边界清晰", "符合", "x", "红线图"])), "demo", own_map=own(text))
    assert [p.rule for p in made.problems] == ["adopt-evidence"]
    assert made.plan.changes == []


def test_words_dates_and_grades_of_other_columns_are_translated_or_asked_for(ws, book, own):
    head = ["条款", "检查内容", "结果", "问题", "严重程度", "完成期限", "责任人"]
    old = book({"表": [
        head,
        ["4.2.1", "物理边界清晰", "不符合", "缺界桩", "轻微", "2024年5月6日", "张三"],
        [None, "生产经营正常", "不符合", "停产", "一般", "下个月", "李四"],
    ]})  # fmt: skip
    made = adopt_checklist(ws, old, "demo")
    assert {(p.rule, p.where) for p in made.problems} == {("adopt-word", "表!E2"), ("bad-value", "表!F3")}
    columns = "条款: 条款, 检查内容: 内容, 结果: 结果, 问题: 问题描述, 严重程度: 问题等级, 完成期限: 完成期限, 责任人: 整改责任人"
    text = f"表:\n- 列: {{{columns}}}\n用词: {{问题等级: {{轻微: 观察项}}}}\n"
    made = adopt_checklist(ws, old, "demo", own_map=own(text))
    got = {(c.at.key, c.at.field): c.now for c in made.plan.changes}
    assert (got["4.2.1.b", "问题等级"], got["4.2.1.b", "完成期限"]) == ("观察项", "2024-05-06")
    assert got["4.2.1.c", "整改责任人"] == "李四"


def test_a_map_is_completed_for_the_next_file_and_keeps_what_was_decided(ws, book, own, tmp_path):
    kept = "行:\n- {条款: 4.2.1, 内容: 去年才有的一行, 检查项: 4.2.1.a}\n- {条款: 4.2.1, 内容: 四至, 检查项: 4.2.1.b}\n"
    path = own(f"表:\n- 列: {{{COLUMNS}}}\n用词: {{结果: {{可以: 符合}}}}\n{kept}")
    old = book(table(["4.2.1", "四至", "可以", "x", None], [None, "今年新加的一行", "行", "y", None]))
    target = tmp_path / "next.yaml"
    adopt_checklist(ws, old, "demo", own_map=path, propose=target)
    from zcdoc.actions.origin import find_pack
    from zcdoc.actions.own_map import read_map

    found = read_map(target, find_pack(PACK, None))
    assert found.words["结果"] == {"可以": ("符合",), "行": ()}
    assert sorted(found.texts.values()) == [("4.2.1", "今年新加的一行"), ("4.2.1", "去年才有的一行"), ("4.2.1", "四至")]
    assert found.rows[("421", "四至")] == ("4.2.1.b",)


def test_the_same_layout_next_year_with_rows_inserted_and_columns_moved_is_read_by_the_same_map(ws, book, own):
    path = own(f"表:\n- 列: {{{COLUMNS}}}\n行:\n- {{条款: 4.2.1, 内容: 四至, 检查项: 4.2.1.b}}\n")
    next_year = book({"2025": [
        ["园区检查表"], [], ["证据", "说明", "结果", "检查内容", "条款", "打分"],
        ["新图", "今年看了", "符合", "四至", "4.2.1", 5],
    ]})  # fmt: skip
    made = adopt_checklist(ws, next_year, "demo", own_map=path)
    assert {c.at.field: c.now for c in made.plan.changes if c.at.key == "4.2.1.b"}["检查所见"] == "今年看了"


# --- refusals ---------------------------------------------------------------------------------------------------------------


def test_a_workbook_of_ours_is_sent_to_the_import(ws, tmp_path):
    from zcdoc.actions.checklist import export_checklist

    path = export_checklist(ws, "demo", tmp_path / "demo.xlsx").path
    with pytest.raises(UserError, match="zcdoc 导出"):
        adopt_checklist(ws, path, "demo")


def test_a_file_without_a_checklist_is_refused_with_what_is_missing(ws, book):
    with pytest.raises(UserError, match="没有认出检查清单"):
        adopt_checklist(ws, book({"表": [["姓名", "电话"], ["张三", "1"]]}), "demo")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_no_workbook_is_refused(ws, tmp_path, data):
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    with pytest.raises((UserError, UnsafeError)):
        adopt_checklist(ws, path, "demo")


def test_a_proposal_writes_over_nothing(ws, blocks, tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text("mine")
    with pytest.raises(UserError, match="没有覆盖"):
        adopt_checklist(ws, blocks, "demo", propose=path)
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("x: 1\n", "own.yaml:3:4"),
        ("表: 1\n", "own.yaml:3:4"),
        ("表:\n- 列: {a: 复核人}\n", "own.yaml:4:10"),
        ("表:\n- 列: {a: 结果, b: 结果}\n", "own.yaml:4:17"),
        ("用词:\n  结果: {√: 好}\n", "own.yaml:4:11"),
        ("勾: {√: 也许}\n", "own.yaml:3:8"),
        ("证据: {a: 3}\n", "own.yaml:3:9"),
        ("证据分隔: 换行、；\n", "own.yaml:3:7"),
        ("行:\n- {条款: a, 检查项: 1.2.3}\n", "own.yaml:4:16"),
        ("行:\n- {条款: a, 检查项: 4.2.1.a}\n- {条款: a, 检查项: 4.2.1.b}\n", "own.yaml:5:3"),
    ],
)  # fmt: skip
def test_every_mistake_in_a_map_has_its_place(ws, blocks, own, text, where):
    with pytest.raises(ProblemsError) as caught:
        adopt_checklist(ws, blocks, "demo", own_map=own(text))
    assert [p.where for p in caught.value.problems] == [where]


def test_a_map_for_another_standard_is_refused(ws, blocks, own):
    path = own("")
    path.write_text(path.read_text("utf-8").replace(PACK, "jiangsu-guide"), "utf-8")
    with pytest.raises(ProblemsError):
        adopt_checklist(ws, blocks, "demo", own_map=path)


# --- every standard that comes along --------------------------------------------------------------------------------------

PACKS = [
    "gdcpa-guide-draft",
    "jiangsu-guide",
    "ndrc-2025-910",
    "seesa-010-2025",
    "seesa-specialty-draft",
    "sxses-04-2024",
]


@pytest.mark.parametrize("pack_id", PACKS)
def test_a_list_of_every_check_of_a_standard_finds_each_of_them_and_no_other(tmp_path, book, pack_id):
    """Clause numbers as printed, once per block; texts and words as the pack has them: nothing is left to decide."""
    from zcdoc.actions.origin import find_pack
    from zcdoc.model.vocabulary import results_of

    pack = find_pack(pack_id, None)
    workspace = Workspace(init(tmp_path / "all"), "钱二")
    new_park(workspace, "demo", [pack_id], "示范园区", date="2026-01-05")
    lines, expected = [["条款号", "检查内容", "检查结果", "情况说明"]], {}
    for clause in pack.clauses:
        for at, check in enumerate(clause.checks):
            expected[check.id] = results_of(clause, check)[at % 2]
            lines.append([clause.number if at == 0 else None, check.text, expected[check.id], f"看了 {check.id}"])
    made = adopt_checklist(workspace, book({"表": lines}), "demo")
    assert {c.at.key: c.now for c in made.plan.changes if c.at.field == "结果"} == expected
    found = {c.at.key: c.now for c in made.plan.changes if c.at.field == "检查所见"}
    assert found == {key: f"看了 {key}" for key in expected}
    assert not list(made.problems)
