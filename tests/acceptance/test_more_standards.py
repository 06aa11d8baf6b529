"""Two standards of another build, typed off docs/packs and used: a points form with 必选项, and stars with 约束性 items."""

from __future__ import annotations

import io
import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from zcdoc.cli.door import run

PAGES = Path(__file__).resolve().parents[2] / "docs" / "packs"
FORM, STARS = "points-form.md", "stars.md"
PARK = {FORM: ("xihe", "xihe-2026"), STARS: ("donghai", "donghai-2026")}


class Follower:
    def __init__(self, page, monkeypatch, capsys, office):
        self.text = (PAGES / page).read_text("utf-8")
        self.park, self.pack = PARK[page]
        self.capsys, self.office = capsys, office
        files = dict(re.findall(r"^`(checklists/[^`]+)`\n\n```yaml\n(.*?)^```$", self.text, re.DOTALL | re.MULTILINE))
        assert sorted(Path(f).name for f in files) == ["clauses.yaml", "indicators.yaml", "pack.yaml", "rating.yaml"]
        assert self.call("init", "ws")[0] == 0
        monkeypatch.chdir("ws")
        for name, text in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, "utf-8")
        for line in self.commands()[:-3]:
            code, said = self.call(*line.split()[1:])
            assert code == 0, said

    def commands(self):
        blocks = re.findall(r"^```\n(.*?)^```$", self.text, re.DOTALL | re.MULTILINE)
        return [line for block in blocks for line in block.splitlines() if line.startswith("zcdoc ")]

    def call(self, *words):
        self.capsys.readouterr()
        code = run(list(words))
        said = self.capsys.readouterr()
        return code, said.out or said.err

    def fill(self, checks, indicators, **yearly):
        book = self.office(f"{self.park}.xlsx")
        book.type("园区信息", "数据年度", 内容=2025)
        for key, result in checks.items():
            sheet = "基本要求" if key in book.rows("基本要求") else "创建措施"
            book.type(sheet, key, 结果=result, 检查所见="看过")
        for key, values in indicators.items():
            book.type("评价指标", key, **values)
        for name, value in yearly.items():
            book.add("年度数据", 项目=name, 年度=2025, 数值=value)
        book.save()
        for line in self.commands()[-3:]:
            code, said = self.call(*line.split()[1:])
            assert code == 0, said
        return json.loads(self.call("score", "--park", self.park, "--json")[1])

    def report(self):
        body = Document(io.BytesIO(Path(f"parks/{self.park}/output/report.docx").read_bytes())).element.body
        return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


@pytest.fixture
def follow(tmp_path, monkeypatch, capsys, office):
    monkeypatch.delenv("ZCDOC_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    return lambda page: Follower(page, monkeypatch, capsys, office)


MANAGED = {"4.1.a": "符合", "5.1.a": "符合", "5.1.b": "符合", "5.1.c": "部分采用", "5.1.d": "未采用", "6.1.a": "符合"}
ENERGY = {"分子": 3500, "分母": 10000}


def form(green=4500, energy=3500):
    used = {"分子": energy, "分母": 10000}
    return {"2": {"分子": green, "分母": 10000}, "3": used, "4": used}


@pytest.mark.parametrize(
    ("checks", "green", "total", "level"),
    [
        ({}, 4500, "58", "未达级"),
        ({}, 6000, "73", "零碳园区"),
        ({"6.1.a": "不符合"}, 6000, "73", "未达级"),
        ({"6.1.a": "未检查"}, 6000, "73", None),
        ({"6.1.a": "未检查"}, 4500, "58", "未达级"),
        ({"5.1.d": "已采用"}, 6000, "77", "零碳园区"),
        ({}, 1999, "33", "未达级"),
        ({}, 2000, "43", "未达级"),
    ],
)
def test_a_points_form_with_items_that_must_be_kept(follow, checks, green, total, level):
    page = follow(FORM)
    score = page.fill(MANAGED | checks, form(green), 行业平均单位产值能耗=0.4)
    assert (Fraction(score["total"]), score["level"]) == (Fraction(total), level)
    if checks.get("6.1.a"):
        unmet = checks["6.1.a"] == "不符合"
        assert score["musts"] == [
            {"level": "零碳园区", "count": 3, "unmet": ["6.1.a"] if unmet else [], "open": [] if unmet else ["6.1.a"]}
        ]
        assert f"6.1.a {'未做到' if unmet else '尚未查清'}" in page.report()


def test_what_the_pages_say_is_worked_out_by_hand():
    form_, stars = ((PAGES / p).read_text("utf-8") for p in (FORM, STARS))
    assert Fraction("0.65") * 20 + 25 + 20 == 58
    assert "总分 58 分，未达级" in form_
    assert Fraction("0.65") * 20 + 40 + 20 == 73
    assert "总分 73 分" in form_
    assert 50 * Fraction("0.8") + 30 + 12 == 82
    assert "总分 82 分" in stars


@pytest.mark.parametrize(
    ("average", "energy", "points"),
    [(0.4, 3500, 0), (0.4, 3200, 0), (0.4, 3199, 10), (0.5, 3500, 10), (None, 3500, 0)],
)
def test_a_benchmark_that_the_park_brings_has_to_be_passed(follow, average, energy, points):
    brought = {} if average is None else {"行业平均单位产值能耗": average}
    score = follow(FORM).fill(MANAGED, form(6000, energy), **brought)
    four = next(i for i in score["indicators"] if i["number"] == "4")
    assert (Fraction(four["points"]), four["met"]) == (points, None if average is None else points == 10)


def test_points_of_checks_are_not_typed_twice(follow):
    page = follow(FORM)
    page.fill(MANAGED, form() | {"1": {"现状值": 0.9}}, 行业平均单位产值能耗=0.4)
    score = json.loads(page.call("score", "--park", "xihe", "--json")[1])
    assert Fraction(score["indicators"][0]["value"]) == Fraction("0.65")
    found = json.loads(page.call("check", "--park", "xihe", "--json")[1])["problems"]
    assert [p["where"] for p in found if p["rule"] == "indicator-from-checks"] == ["评价指标!1"]


PRODUCT = {"现状值": "达到", "口径说明": "三种产品都优于限额标准的二级"}


@pytest.mark.parametrize(
    ("checks", "green", "product", "year", "total", "level"),
    [
        ({}, 2400, "达到", 2025, "82", "四星级"),
        ({}, 2400, "未达到", 2025, "52", "不定星级"),
        ({}, 3000, "未达到", 2025, "62", "三星级"),
        ({}, 2400, "达到", 2026, "62", "三星级"),
        ({}, 3000, "达到", 2025, "92", "五星级"),
        ({"5.1.a": "不符合"}, 3000, "达到", 2025, "92", "不定星级"),
        ({"5.1.a": "未检查"}, 3000, "达到", 2025, "92", None),
        ({}, 6000, "达到", 2026, "92", "五星级"),
    ],
)
def test_stars_ask_for_points_and_for_binding_items(follow, checks, green, product, year, total, level):
    page = follow(STARS)
    kept = {"4.1.a": "符合", "5.1.a": "符合"} | checks
    typed = {
        "1": {"分子": green, "分母": 10000, "数据年度": year},
        "2": PRODUCT | {"现状值": product},
        "3": {"现状值": 0.6, "口径说明": "覆盖六成企业"},
    }
    score = page.fill(kept, typed)
    assert (Fraction(score["total"]), score["level"]) == (Fraction(total), level)
    assert "达到或优于二级能耗限额" in page.report()


def test_a_target_in_words_is_judged_with_a_reason(follow):
    page = follow(STARS)
    page.fill({"4.1.a": "符合"}, {"2": {"现状值": "达到"}})
    found = json.loads(page.call("check", "--park", "donghai", "--json")[1])["problems"]
    assert [p["where"] for p in found if p["rule"] == "indicator-words-unexplained"] == ["评价指标!2"]


@pytest.mark.parametrize("page", [FORM, STARS])
def test_the_workbook_s_own_formulas_give_the_same(follow, page, soffice):
    """Saved by LibreOffice: what a colleague sees beside each indicator is what the score says."""
    follower = follow(page)
    if page == FORM:
        score = follower.fill(MANAGED, form(4500), 行业平均单位产值能耗=0.4)
    else:
        score = follower.fill(
            {"4.1.a": "符合"},
            {"1": {"分子": 2400, "分母": 10000, "数据年度": 2025}, "2": PRODUCT, "3": {"现状值": 0.6}},
        )
    name = f"{follower.park}-again.xlsx"
    assert follower.call("checklist", "export", "--park", follower.park, "-o", name)[0] == 0
    sheet = load_workbook(soffice(Path(name).resolve(), "xlsx"), data_only=True)["评价指标"]
    columns = {c.value: c.column for c in sheet[3]}
    shown = {str(sheet.cell(r, 1).value): sheet.cell(r, columns["得分"]).value for r in range(4, sheet.max_row + 1)}
    for one in score["indicators"]:
        assert abs(Fraction(str(shown[one["number"]])) - Fraction(one["points"])) < Fraction(1, 10**6), one["number"]
