"""Choices with consequences: what is set moves definition, workbook, computation and report; figures collected otherwise are named."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from zcdoc.cli.door import run

EIGHT = {
    "building-base-4": "number", "roof-basis-13": "total", "denominator-23-26": "all-indirect", "logistics-base-2": "tonne-km",
    "factories-8-9": "all-factories", "base-14": "kinds", "base-17": "treated", "energy-base-10": "equivalent",
}  # fmt: skip
TOUCHED = {"4", "13", "23", "24", "2", "8", "9", "14", "17", "10"}


@pytest.fixture
def leading(leading_demo):
    """Commands on leading-demo: the exit code and what was printed, results before errors."""

    def call(*words):
        code, said = leading_demo(*words, "--park", "leading-demo")
        return code, said.out or said.err

    return call


def collected(call, *more):
    code, out = call("check", "--json", *more)
    found = [p for p in json.loads(out)["problems"] if p["rule"] == "assumption-figures-collected-otherwise"]
    return code, {p["where"].removeprefix("评价指标!") for p in found}, found


def texts(path):
    body = Document(io.BytesIO(path.read_bytes())).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def test_eight_options_are_named_by_check_and_stop_a_final_report(leading):
    assert leading("render", "report", "--final")[0] == 0
    for key, value in EIGHT.items():
        assert leading("assumption", "set", key, value, "--source", "专家会议纪要")[0] == 0, key
    code, numbers, found = collected(leading)
    assert (code, numbers) == (1, TOUCHED)
    four = next(p for p in found if p["where"] == "评价指标!4")
    assert "是按“建筑面积（m²）”收集的" in four["message"]
    assert "已改定为“建筑栋数”" in four["message"]
    code, said = leading("render", "report", "--final")
    assert code == 1
    assert "评价指标!4" in said

    assert leading("render", "report", "-o", "out")[0] == 0
    words = texts(Path("out/report.docx"))
    for new, old in (
        ("总栋数", "近三年建成的公共建筑和工业建筑总面积"),
        ("新建工业厂房的屋顶总面积", "新建工业厂房屋顶可利用区域的面积"),
        ("边界内货物周转量合计", "边界内货物运输总量"),
        ("园区集中处理的生活污水量", "园区生活污水产生量（"),
        ("温室气体排放总量（含其他间接）", None),
    ):
        assert new in words, new
        assert old is None or old not in words, old


def test_the_workbook_asks_in_the_new_terms_and_new_figures_settle_it(leading):
    assert leading("assumption", "set", "building-base-4", "number", "--source", "专家会议纪要")[0] == 0
    assert collected(leading)[1] == {"4"}
    assert leading("checklist", "export", "-o", "back.xlsx")[0] == 0
    book = openpyxl.load_workbook("back.xlsx")
    sheet = book["评价指标"]
    columns = {c.value: c.column for c in sheet[3]}
    row = next(r for r in range(4, sheet.max_row + 1) if str(sheet.cell(r, 1).value) == "4")
    assert sheet.cell(row, columns["分子单位"]).value == "栋"
    assert "总栋数" in sheet.cell(row, columns["分母口径"]).value
    for name, value in (("分子", 9), ("分母", 10), ("现状值", None)):
        sheet.cell(row, columns[name]).value = value
    book.save("back.xlsx")
    code, said = leading("checklist", "import", "back.xlsx")
    assert code == 0, said
    assert "标准栏" not in said
    assert collected(leading)[1] == set()


def test_the_choice_taken_back_fits_the_figures_again(leading):
    for value in ("number", "area"):
        assert leading("assumption", "set", "building-base-4", value, "--source", "复议")[0] == 0
    assert collected(leading)[1] == set()


def test_an_explanation_settles_figures_that_still_hold(leading):
    assert leading("assumption", "set", "base-17", "treated", "--source", "纪要")[0] == 0
    assert leading("checklist", "export", "-o", "back.xlsx")[0] == 0
    book = openpyxl.load_workbook("back.xlsx")
    sheet = book["评价指标"]
    columns = {c.value: c.column for c in sheet[3]}
    row = next(r for r in range(4, sheet.max_row + 1) if str(sheet.cell(r, 1).value) == "17")
    sheet.cell(row, columns["口径说明"]).value = "全部生活污水都集中处理，两种口径的数相同"
    book.save("back.xlsx")
    assert leading("checklist", "import", "back.xlsx")[0] == 0
    assert collected(leading)[1] == set()


def test_bought_credits_alone_give_no_net_zero_where_only_own_removals_count(tmp_path, monkeypatch, capsys, office):
    """net-zero-offset = own-only of the Shanxi standard."""

    def call(*words):
        capsys.readouterr()
        code = run(list(words))
        said = capsys.readouterr()
        return code, said.out or said.err

    monkeypatch.chdir(tmp_path)
    assert call("init", "ws")[0] == 0
    monkeypatch.chdir("ws")
    assert (
        call("park", "new", "jin", "--standard", "sxses-04-2024", "--name", "试验园区", "--date", "2026-03-02")[0] == 0
    )
    assert call("checklist", "export", "--park", "jin", "-o", "jin.xlsx")[0] == 0
    book = office("jin.xlsx")
    for name, value in (("数据年度", 2025), ("碳抵消年度", 2025), ("园区类型", "工业类")):
        book.type("园区信息", name, 内容=value)
    book.add("温室气体", **{"类别": "直接排放-固定燃烧", "排放源": "锅炉", "年度": 2025, "排放量(tCO2e)": 100})
    book.add("碳抵消", **{
        "类型": "碳抵消（自身减排之后）", "项目名称": "造林", "登记机构与编号": "CCER-1", "数量(tCO2e)": 100, "抵消年度": 2025,
        "注销日期": "2025-12-01", "注销凭证": "凭证",
    })  # fmt: skip
    book.save()
    assert call("checklist", "import", "jin.xlsx", "--park", "jin")[0] == 0

    def score():
        return json.loads(call("score", "--park", "jin", "--json")[1])

    assert score()["zero_carbon"] == "yes"
    assert (
        call("assumption", "set", "net-zero-offset", "own-only", "--park", "jin", "--source", "标准化技术委员会的答复")[
            0
        ]
        == 0
    )
    assert score()["zero_carbon"] == "no"
