"""One quantity has one value: the page docs/packs/links.md is typed off and used, and so are the built-in links."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import judging
import pytest

from zcdoc.model.record import PARK, Record, Round, profile_scope, scope_of
from zcdoc.model.view import View
from zcdoc.pack.load import load
from zcdoc.readiness import check
from zcdoc.scoring import score

DOCS = Path(__file__).resolve().parents[2] / "docs" / "packs"
EXAMPLE, PAGE = (DOCS / name for name in ("example.md", "links.md"))
ROUND = "r1"


@pytest.fixture(scope="module")
def binhu(tmp_path_factory):
    """The standard of the first page with what this page adds."""
    folder = tmp_path_factory.mktemp("packs") / "binhu-2026"
    folder.mkdir()
    text = EXAMPLE.read_text("utf-8")
    files = re.findall(r"^`checklists/binhu-2026/([^`]+)`\n\n```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    for name, content in reversed(files):  # the first of each name wins: weighted-ratio
        (folder / name).write_text(content, "utf-8")
    added = re.search(r"^```yaml\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)[1]
    head = (folder / "pack.yaml").read_text("utf-8")
    (folder / "pack.yaml").write_text(re.sub(r"yearly:\n(  .*\n)+", lambda _: added, head), "utf-8")
    return load(folder, "test")


def view_of(pack, **changes):
    """A park as the page has it; `changes` are rows of 评价指标 by number, 检查 by id."""
    indicators = {"2": {"分子": "3", "分母": "5"}, "3": {"现状值": "有"}}
    checks = {
        "4.1.a": {"结果": "符合"}, "4.1.b": {"结果": "符合"}, "5.2.a": {"结果": "已采用"},
        "5.1.a": {"结果": "符合", "实测值": "0.6"},
    }  # fmt: skip
    for key, row in changes.items():
        target = checks if key in checks else indicators
        target[key] = {**target.get(key, {}), **row}
    state = {
        PARK: {"park": {"park": {"name": "湖畔", "standards": pack.id}}},
        scope_of("pack", ROUND, pack.id): {"indicators": indicators, "checks": checks},
        scope_of("round", ROUND, pack.id): {
            "yearly": {
                "1": {"项目": "用电量", "年度": "2025", "数值": "10000", "单位": "万kWh"},
                "2": {"项目": "绿色电力", "年度": "2025", "数值": "4500"},
            }
        },
    }
    state.setdefault(profile_scope("数据年度", ROUND), {})["profile"] = {"数据年度": {"内容": "2025"}}
    return View(pack, Record("hupan", state, "head"), Round(ROUND, "evaluation", "2026-03-01"))


def judged(view):
    result = score(view)
    found = [f.problem for f in check(view, result, {}, "2026-03-01") if f.problem.rule in OF_LINKS]
    return result, found


OF_LINKS = {"figures-differ", "indicator-typed-differs", "check-denies-indicator", "indicator-half-ratio"}


def test_blank_inputs_are_read_from_the_yearly_data(binhu):
    result, found = judged(view_of(binhu))
    assert (result.indicator("1").value, result.level, found) == (Fraction(9, 20), "三星级", [])


def test_the_contradiction_of_the_page(binhu):
    result, found = judged(view_of(binhu, **{"1": {"分母": "9000"}}))
    assert result.level is None
    said = "全部用电量：指标 1 的分母 9000 万kWh，年度数据 2025 年“用电量”（编号 1） 10000 万kWh，两处不一致"
    assert said in re.sub(r"\n", "", PAGE.read_text("utf-8"))
    assert [(p.rule, p.where, p.severity) for p in found] == [("figures-differ", "评价指标!1", "error")]
    assert said in found[0].message
    assert "年度数据!1" in found[0].message
    assert result.why == (said,)


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"1": {"分母": "10000"}}, []),
        ({"1": {"分子": "4500.4"}}, []),
        ({"1": {"分子": "4500.5"}}, ["figures-differ"]),
        ({"1": {"分母": "9000", "口径说明": "与“用电量”口径不同：扣除居民用电"}}, []),
        ({"1": {"分母": "9000", "口径说明": "扣除居民用电"}}, ["figures-differ"]),
        ({"1": {"现状值": "0.45"}}, []),
        ({"1": {"现状值": "0.46"}}, ["indicator-typed-differs"]),
        ({"2": {"是否适用": "否", "不适用理由": "没有新建厂房"}, "5.1.a": {"实测值": "0.7"}}, []),
        ({"5.1.a": {"实测值": "0.7"}}, ["figures-differ"]),
        ({"5.1.a": {"实测值": "0.604"}}, ["figures-differ"]),
        ({"5.2.a": {"结果": "未采用"}}, ["check-denies-indicator"]),
        ({"5.2.a": {"结果": "未检查"}}, []),
        ({"3": {"现状值": "无"}}, ["check-denies-indicator"]),
        ({"3": {"现状值": "0.4"}}, []),
    ],
)
def test_what_agrees_and_what_does_not(binhu, changes, rules):
    result, found = judged(view_of(binhu, **changes))
    assert [p.rule for p in found] == rules
    assert (result.level is None) == bool(rules)


def test_the_notice_s_core_indicator_against_yearly_data_that_contradict_it(zcdoc, office):
    """Acceptance of issue 10, with the commands that a user types."""
    assert zcdoc("init .")[0] == 0
    assert zcdoc("park new demo --standard ndrc-2025-910 --name 示范园区")[0] == 0
    assert zcdoc("checklist export --park demo -o demo.xlsx")[0] == 0
    book = office("demo.xlsx")
    book.type("园区信息", "数据年度", 内容=2025)
    book.type("评价指标", "1", 分子=40000, 分母=246400, 数据来源="台账")
    for sheet in ("基本要求", "创建措施"):
        kind = book.columns(sheet)["条款类型"]
        for key, row in book.rows(sheet).items():
            if sheet == "基本要求" or key == "A3-1.a":
                done = judging.words(sheet, book.book[sheet].cell(row, kind).value)[0]
                book.type(sheet, key, 结果=done, 检查所见=f"看过 {key}")
    for name, value in (("综合能源消费量（等价值）", 246428.66), ("碳排放量（附件4 口径）", 443301.8)):
        book.add("年度数据", 项目=name, 年度=2025, 数值=value)
    book.save()
    assert zcdoc("checklist import demo.xlsx --park demo")[0] == 0
    said = json.loads(zcdoc("score --park demo --json")[1])
    assert said["level"] is None
    assert any("443301.8" in why and "40000" in why for why in said["undetermined"])
    code, out = zcdoc("check --park demo --json")
    found = [p for p in json.loads(out)["problems"] if p["rule"] == "figures-differ"]
    assert code == 1
    assert {p["where"] for p in found} == {"评价指标!1"}
    assert "年度数据!" in found[0]["message"]
    assert "达到要求" not in zcdoc("score --park demo")[1].replace("未达到要求", "")
