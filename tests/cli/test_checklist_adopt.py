"""`zcdoc checklist adopt`: what a person and a script see."""

from __future__ import annotations

import openpyxl
import pytest


@pytest.fixture
def old(ws):
    book = openpyxl.Workbook()
    book.active.title = "检查表"
    for row in (
        ["条款号", "检查内容", "检查结果", "说明", "得分"],
        ["4.2.1", "物理边界清晰", "符合", "红线图", 3],
        [None, "生产经营正常", "√", "没有停产", None],
    ):
        book.active.append(row)
    book.save(ws / "old.xlsx")
    return "old.xlsx"


def test_a_preview_says_for_each_answer_where_it_goes_and_from_where_it_comes(zcdoc, ws, old, untouched):
    untouched()
    said = zcdoc(f"checklist adopt {old} --park lingang")
    assert said.code == 1
    assert "将填  4.2.1.b 结果：符合  ← old.xlsx!检查表!C2" in said.out
    assert "不知道“√”相当于哪个词" in said.out
    assert "“得分”这一列没有定带到哪里（1 格）：检查表!E2“3”" in said.out
    assert "没有写入" in said.out


def test_a_script_gets_the_whole_of_it(zcdoc, ws, old):
    said = zcdoc(f"checklist adopt {old} --park lingang --json")
    data = said.json
    assert data["applied"] is False
    assert data["tables"][0]["columns"]["检查结果"] == "结果"
    assert {"where": "old.xlsx!检查表!C2", "key": "4.2.1.b", "field": "结果", "was": None, "now": "符合"} in data[
        "changes"
    ]
    assert data["ignored"] == [
        {"where": "检查表!E2", "what": "3", "why": "“得分”这一列没有定带到哪里"},
        {"where": "检查表!C3", "what": "√", "why": "“√”还没有定，这一行没有带"},
    ]
    assert [p["where"] for p in data["problems"]] == ["检查表!C3"]


def test_writing_needs_a_map_and_then_everything_is_to_be_reviewed(zcdoc, ws, old):
    assert zcdoc(f"checklist adopt {old} --park lingang --apply").code == 2
    assert zcdoc(f"checklist adopt {old} --park lingang --propose own.yaml").code == 1
    text = (ws / "own.yaml").read_text("utf-8")
    (ws / "own.yaml").write_text(text.replace("    √:\n", "    √: 符合\n"), "utf-8")
    said = zcdoc(f"checklist adopt {old} --park lingang --map own.yaml --apply --by 孙三")
    assert said.code == 0
    assert "2 个检查项已带入，都标为待复核" in said.out
    again = zcdoc(f"checklist adopt {old} --park lingang --map own.yaml --apply")
    assert "0 个检查项已带入，都标为待复核；2 个已经相同" in again.out


def test_a_closed_round_takes_nothing(zcdoc, ws, old):
    assert zcdoc("round close --park lingang --round baseline-1").code == 0
    said = zcdoc(f"checklist adopt {old} --park lingang --round baseline-1")
    assert said.code == 1
    assert "关闭" in said.err


@pytest.mark.parametrize(("name", "code"), [("nothing.xlsx", 1), ("zcdoc.yaml", 1)])
def test_what_cannot_be_read_is_one_sentence(zcdoc, ws, name, code):
    said = zcdoc(f"checklist adopt {name} --park lingang")
    assert said.code == code
    assert said.err.startswith("错误：")
