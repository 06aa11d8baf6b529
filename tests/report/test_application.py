"""The application under notice 910 of 2025: a template that extends the creation scheme and follows annex 2's outline."""

from __future__ import annotations

import copy
import io
import itertools
import re
from fractions import Fraction
from pathlib import Path

import pytest
from docx import Document

from zcdoc.pack import load
from zcdoc.report import lint, template
from zcdoc.report.context.scheme import build
from zcdoc.report.context.scheme_projects import rate_of_return
from zcdoc.report.render import render, texts

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "report_templates" / "ndrc-scheme"
ROUND = "2026-pj"
CHAPTERS = [
    "1 建设基础", "2 可行性分析", "3 建设目标", "4 重点任务", "5 经济性分析", "6 保障措施",
    "附录 A 检查项逐项表", "附录 B 指标现状与目标", "附录 C 假设、豁免与未决事项", "附录 D 证据清单", "附录 E 编制说明",
]  # fmt: skip
TEXTS = {
    "能源与碳排放趋势分析": "用能年增 3%。", "目标可达性分析": "绿电直连可满足六成用电。", "综合供能方案": "屋顶光伏加绿电直连。",
    "成本与收益说明": "成本以光伏设备为主。", "政策支持与能力建设": "市政府设立专班。", "方案实施期限": "2026 年至 2030 年",
}  # fmt: skip
YEARLY = {
    "1": {"项目": "碳排放量（附件4 口径）", "年度": "2024", "数值": "620000", "单位": "tCO2"},
    "2": {"项目": "碳排放量（附件4 口径）", "年度": "2025", "数值": "600000", "单位": "tCO2"},
    "3": {"项目": "综合能源消费量（等价值）", "年度": "2025", "数值": "300000", "单位": "tce"},
    "4": {"项目": "天然气（燃料，外购）", "年度": "2025", "数值": "12000", "单位": "tce"},
}
TARGETS = {
    "1": {"目标项": "碳排放量（附件4 口径）", "基准年": "2025", "基准值": "600000", "目标年": "2030", "目标值": "50000", "单位": "tCO2"},
    "2": {"目标项": "单位能耗碳排放", "基准年": "2024", "基准值": "2", "目标年": "2030", "目标值": "0.2", "单位": "t/tce", "对应条款或指标": "指标1"},
}  # fmt: skip
PROJECTS = {
    "1": {
        "项目名称": "屋顶光伏", "对应条款": "通知 一（一）", "责任单位": "能源公司", "投资(万元)": "1000", "年减排量(tCO2e)": "9000",
        "年收益(万元)": "100", "寿命(年)": "10", "开始日期": "2026-04-01", "完成日期": "2027-06-30", "状态": "拟建", "备注": "厂房屋顶 32 兆瓦",
    },
    "2": {"项目名称": "换电站", "责任单位": "物流公司", "投资(万元)": "1800", "状态": "拟建"},
}  # fmt: skip


@pytest.fixture(scope="module")
def notice():
    return load(ROOT / "checklists" / "ndrc-2025-910", "built-in")


def state(**tables):
    return {
        "park": {
            "park": {"park": {"name": "新城园区", "standards": "ndrc-2025-910"}},
            "rounds": {ROUND: {"kind": "baseline", "date": "2026-01-12"}},
        },
        f"round/{ROUND}": tables,
    }


@pytest.fixture
def empty(notice, facts_for):
    return facts_for(notice, state())


@pytest.fixture
def full(notice, facts_for):
    profile = {name: {"内容": text} for name, text in TEXTS.items()}
    return facts_for(notice, state(profile=profile, yearly=YEARLY, targets=TARGETS, projects=copy.deepcopy(PROJECTS)))


@pytest.fixture(scope="module")
def told():
    phrases = template.read(TEMPLATE).phrases
    return lambda facts: build(facts, phrases)


def paragraphs(data):
    return Document(io.BytesIO(data)).paragraphs


def whole(data) -> str:
    body = Document(io.BytesIO(data)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter("{*}t")) for p in body.iter("{*}p"))


def test_the_notice_asks_for_it(notice):
    assert notice.template_of("scheme") == "ndrc-scheme"
    assert [notice.template_of(d) for d in ("inspection", "report")] == ["inspection", "report"]


def test_it_uses_only_what_the_scheme_offers():
    assert [p.line() for p in lint.lint(template.read(TEMPLATE))] == []


@pytest.mark.parametrize("case", ["full", "empty"])
def test_its_chapters_are_those_of_annex_2_in_order(case, request):
    data = render(TEMPLATE, request.getfixturevalue(case))
    assert [p.text for p in paragraphs(data) if p.style.name == "Heading 1"] == CHAPTERS
    assert "国家级零碳园区申报书" in whole(data)


def test_annex_2_of_the_pack_has_the_same_titles(notice):
    named = [c.title for c in notice.head.chapters if c.id.startswith("A2-")]
    assert [title.split(" ", 1)[1] for title in CHAPTERS[: len(named)]] == named


@pytest.mark.parametrize("case", ["full", "empty"])
def test_it_holds_every_clause_and_indicator(case, request, notice):
    text = whole(render(TEMPLATE, request.getfixturevalue(case)))
    judged = notice.judged_in("scheme")
    assert [c.number for c in judged.clauses if c.number not in text] == []
    assert [i.name for i in notice.indicators if i.name not in text] == []


def test_outline_and_accounting_rule_are_not_graded_in_the_application(full, notice):
    """Annex 2 says what an application holds, annex 4 how emissions are counted: neither is a measure of the park."""
    outside = [c for c in notice.clauses if c.chapter.startswith(("A2-", "A4"))]
    assert {c.number[:3] for c in outside} == {"附件2", "附件4"}
    judged = set(notice.judged_in("scheme").checks)
    assert not judged & {k.id for c in outside for k in c.checks}
    rows = build(full, template.read(TEMPLATE).phrases)["annex_a"]["rows"]
    assert {row["id"] for row in rows} == judged
    assert notice.judged_in("report") is notice


@pytest.mark.parametrize("case", ["full", "empty"])
def test_tables_are_numbered_without_a_gap_in_the_order_of_the_page(case, request):
    found = [
        m.groups()
        for p in paragraphs(render(TEMPLATE, request.getfixturevalue(case)))
        if p.style.name == "Caption" and (m := re.match(r"表\xa0(\w+)-(\d+)", p.text))
    ]
    for chapter in dict.fromkeys(c for c, _ in found):
        numbers = [int(n) for c, n in found if c == chapter]
        assert numbers == list(range(1, len(numbers) + 1)), chapter


@pytest.mark.parametrize("case", ["full", "empty"])
def test_no_heading_stands_without_text(case, request):
    body = Document(io.BytesIO(render(TEMPLATE, request.getfixturevalue(case)))).element.body
    blocks = [b for b in body if b.tag.endswith(("}p", "}tbl"))]
    level = [_level(b) for b in blocks]
    for here, following in itertools.pairwise(level):
        assert not (here and following and following <= here)


def _level(block) -> int:
    style = block.find("./{*}pPr/{*}pStyle")
    name = next(iter(style.attrib.values())) if style is not None else ""
    return int(name[-1]) if re.fullmatch(r"Heading\d", name) else 0


def test_two_runs_give_the_same_bytes(full):
    assert render(TEMPLATE, full) == render(TEMPLATE, full)


def test_an_empty_park_has_a_gap_for_each_part_of_the_outline(empty, told):
    context = told(empty)
    listed = {row["what"]: row["chapter"] for row in context["gaps"]["rows"]}
    assert {name: listed[name] for name in list(TEXTS)[:5]} == {
        "能源与碳排放趋势分析": "2 可行性分析", "目标可达性分析": "2 可行性分析", "综合供能方案": "2 可行性分析",
        "成本与收益说明": "5 经济性分析", "政策支持与能力建设": "6 保障措施",
    }  # fmt: skip
    assert listed["支撑重点任务的重点项目"] == "5 经济性分析"
    assert "近三年的碳排放总量和综合能源消费量" in listed
    assert not {"企业创建安排", "碳抵消安排", "零碳保持策略"} & listed.keys()
    assert "内部收益率" not in "".join(context["case"]["whole"])


def test_every_gap_in_the_text_is_on_the_list(full, told):
    context = told(full)
    listed = {row["what"] for row in context["gaps"]["rows"]}
    marked = {what for text in texts(context) for what in re.findall(r"【待补充：([^】]*)】", text)}
    assert marked <= listed


def test_a_new_park_need_not_tell_its_history(notice, facts_for, told):
    checks = {
        k.id: {"结果": "不适用", "不适用理由": "新建园区"}
        for c, k in notice.checks.values()
        if c.id in ("A2-1-3", "A2-1-4")
    }
    new = state()
    new[f"round/{ROUND}/{notice.id}"] = {"checks": checks}
    past = told(facts_for(notice, new))["past"]
    assert past["fuels"] == past["history"] == ["园区为新建园区，按附件2 不提供现状和历史数据。"]


def test_emissions_by_year_come_with_their_quotient(full, told):
    past = told(full)["past"]
    assert past["years"] == [{"year": "2025", "carbon": "600,000", "energy": "300,000", "ratio": "2"}]
    assert "天然气（燃料，外购）" in past["fuels"][0]


def test_a_project_has_every_column_that_the_notice_asks_for(full, told):
    first, second = told(full)["case"]["project_rows"]
    assert first == {
        "no": "1", "name": "屋顶光伏", "owner": "能源公司", "content": "厂房屋顶 32 兆瓦", "money": "1,000",
        "period": "2026年4月1日至2027年6月30日", "plan": "拟建，2026年4月1日开工，2027年6月30日完工",
        "meaning": "支撑“加快园区用能结构转型”，每年减排 9,000 tCO₂e",
    }  # fmt: skip
    assert [k for k, v in second.items() if v.startswith("【待补充：")] == ["content", "period", "meaning"]


def test_what_is_not_recorded_is_marked_and_not_made_up(full, told):
    case = told(full)["case"]
    assert case["lacking"] == ["【待补充：重点项目 2 的年收益】", "【待补充：重点项目 2 的寿命】"]
    assert "可以测算内部收益率的 1 个项目，内部收益率为 0.00%" in case["whole"][0]


def test_another_base_year_than_2025_is_told(full, told):
    assert any("附件2 规定以 2025 年为基准年" in text for text in told(full)["c4"]["overall"])


def test_the_path_is_that_of_carbon_dioxide(full, told):
    context = told(full)
    assert [row["year"] for row in context["c4"]["path_rows"]] == ["2024", "2025", "2030"]
    assert "600,000.00 tCO₂ 为基准" in context["c4"]["path"][0]


def test_the_target_of_the_park_and_that_of_the_notice_have_two_names(full):
    text = whole(render(TEMPLATE, full))
    assert "园区目标" in text
    assert "引领值" not in text


@pytest.mark.parametrize(
    ("money", "gain", "life", "rate"),
    [("100", "10", "10", 0.0), ("100", "15", "10", 0.081442), ("100", "5", "10", -0.10956), ("100", "110", "1", 0.1)],
)
def test_the_rate_of_return_makes_the_gains_worth_the_investment(money, gain, life, rate):
    found = rate_of_return(Fraction(money), Fraction(gain), Fraction(life))
    assert abs(float(found) - rate) < 2e-6


@pytest.mark.parametrize("life", [None, "2.5", "0", "101"])
def test_no_rate_is_told_without_a_life_in_whole_years(life):
    assert rate_of_return(Fraction(1), Fraction(1), None if life is None else Fraction(life)) is None


def test_no_rate_is_told_beyond_reason():
    assert rate_of_return(Fraction(1), Fraction(100), Fraction(10)) is None
