"""Figures of the documents: native charts that show what the tables say, where there is something to show."""

from __future__ import annotations

import copy
import dataclasses
import io
import re
import shutil
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from openpyxl import load_workbook

from zcdoc import ooxml
from zcdoc.errors import UserError
from zcdoc.model.record import Record
from zcdoc.model.view import View
from zcdoc.report import lint, template
from zcdoc.report.context import BUILDERS, figures
from zcdoc.report.context.base import MARK
from zcdoc.report.phrases import load
from zcdoc.report.render import render
from zcdoc.scoring import score

TEMPLATES = Path(__file__).resolve().parents[2] / "report_templates"
ROUND = "2026-pj"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
WANTED = {
    "report": ["emissions-by-category", "emissions-by-source", "emission-path", "indicator-ratios", "score-by-group"],
    "scheme": ["emission-path", "cuts-by-system", "project-schedule"],
    "inspection": ["results-by-chapter", "emissions-by-category", "emissions-by-source"],
}


def told(document, facts):
    return BUILDERS[document](facts, load(TEMPLATES / document / "phrases.yaml"))


@pytest.fixture(scope="module")
def made():
    """Renders a document once for all the tests that only look at it."""
    kept: dict[tuple[str, str], bytes] = {}

    def once(document, case, facts):
        if (document, case) not in kept:
            kept[document, case] = render(TEMPLATES / document, facts)
        return kept[document, case]

    return once


def drawings(data) -> list:
    return list(Document(io.BytesIO(data)).element.body.iter(qn("wp:inline")))


def chart_parts(data):
    """Name, chart and rows of the workbook of every chart, in the order of the document, through the relationships."""
    document = Document(io.BytesIO(data))
    out = []
    for inline in drawings(data):
        node = inline.find(f".//{C}chart")
        part = document.part.rels[node.get(qn("r:id"))].target_part
        root = etree.fromstring(part.blob)
        book = part.rels[root.find(f"{C}externalData").get(qn("r:id"))].target_part
        sheet = load_workbook(io.BytesIO(book.blob)).active
        rows = list(sheet.iter_rows(values_only=True))
        out.append((inline.find(qn("wp:docPr")), root, rows))
    return out


def changed(facts, **tables):
    """The facts with rows of tables of the round replaced, scored again."""
    facts = dataclasses.replace(facts, view=dataclasses.replace(facts.view, record=copy.deepcopy(facts.view.record)))
    facts.view.record.state[f"round/{ROUND}"].update(tables)
    record = Record(facts.view.record.park, facts.view.record.state, facts.view.record.head)
    view = View(facts.view.pack, record, facts.view.round)
    return dataclasses.replace(facts, view=view, score=score(view))


def rows(facts, table):
    return facts.view.record.state[f"round/{ROUND}"][table]


# --- in the file ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", WANTED)
def test_every_figure_is_a_native_chart_with_its_workbook_and_an_alternative_text(full, document, made):
    data = made(document, "full", full)
    found = chart_parts(data)
    assert [properties.get("name") for properties, _, _ in found] == WANTED[document]
    assert all(len(properties.get("descr")) > 15 for properties, _, _ in found)
    ids = [properties.get("id") for properties, _, _ in found]
    assert len(set(ids)) == len(ids)
    types = ooxml.part(data, "[Content_Types].xml").decode()
    assert types.count("drawingml.chart+xml") == len(found)
    assert "spreadsheetml.sheet" in types
    ooxml.preflight(data, "docx", "写出的文件")


@pytest.mark.parametrize("document", WANTED)
def test_chart_workbook_and_context_hold_the_same_numbers(full, document, made):
    data = told(document, full)["charts"]
    parts = {p.get("name"): (root, cells) for p, root, cells in chart_parts(made(document, "full", full))}
    for one in data:
        root, (head, *cells) = parts[one["key"]]
        assert list(head[1:]) == [s["name"] for s in one["series"]]
        assert [row[0] for row in cells] == one["categories"]
        for column, (node, series) in enumerate(zip(root.iter(f"{C}ser"), one["series"], strict=True), start=1):
            cache = {int(p.get("idx")): float(p.findtext(f"{C}v")) for p in node.find(f"{C}val").iter(f"{C}pt")}
            assert cache == {i: v for i, v in enumerate(series["values"]) if v is not None}
            assert len([row for row in cells if row[column] is not None]) == len(cache)


@pytest.mark.parametrize("document", WANTED)
@pytest.mark.parametrize("case", ["full", "failing", "empty"])
def test_figures_are_numbered_by_chapter_captioned_below_and_referred_to(document, case, request, made):
    facts = request.getfixturevalue(case)
    data = made(document, case, facts)
    lines = ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in _paragraphs(data)]
    places = [i for i, p in enumerate(_paragraphs(data)) if p.find(f".//{qn('wp:inline')}") is not None]
    assert len(places) == len(told(document, facts)["charts"])
    counted: dict[str, int] = {}
    for place in places:
        caption = re.match(r"图\u00a0(\d+)(\d+)　", lines[place + 1])  # the hyphen is an element of its own
        assert caption, lines[place + 1]
        counted[caption[1]] = counted.get(caption[1], 0) + 1
        assert int(caption[2]) == counted[caption[1]]
        label = caption[0].rstrip("　")
        assert any(label in line for i, line in enumerate(lines) if i != place + 1), label
    assert not any("⟦" in line for line in lines)


def _paragraphs(data):
    return list(Document(io.BytesIO(data)).element.body.iter(qn("w:p")))


@pytest.mark.parametrize("document", WANTED)
def test_a_park_of_which_nothing_is_known_has_no_empty_chart(empty, document, made):
    data = made(document, "empty", empty)
    assert told(document, empty)["charts"] == []
    assert drawings(data) == []
    assert not [name for name in ooxml.names(data) if "chart" in name or "embeddings" in name]


@pytest.mark.parametrize("document", WANTED)
def test_two_runs_give_the_same_bytes_in_a_process_apart_too(full, document, made):
    data = made(document, "full", full)
    assert data == render(TEMPLATES / document, full)
    assert data == render(TEMPLATES / document, full, apart=True)


def test_charts_fit_the_text(full, made):
    for document in WANTED:
        for inline in drawings(made(document, "full", full)):
            extent = inline.find(qn("wp:extent"))
            assert int(extent.get("cx")) <= 15.6 * 360000
            assert int(extent.get("cy")) <= 22 * 360000


def test_libreoffice_draws_them(laid_out):
    """Words and ticks that stand on charts alone are on the pages, and no label tells the name of its series."""
    pages = laid_out.pages
    for caption, words in {
        "图10-1　各项指标": ("20%40%60%80%", "10可再生能源占比", "得分率（现状值与引领值之比"),
        "图6-1　温室气体": ("202320242025", "实际值", "目标值", "20,000"),
        "图5-2　温室气体": ("外购电力", "能源间接排放", "39,155.02"),
    }.items():
        page = next((p for p in pages if caption.replace("　", "") in p.replace("　", "")), "")
        page += pages[pages.index(page) - 1] if page and not all(w in page for w in words) else ""
        assert page, caption
        assert all(word in page for word in words), caption
    assert not any("得分率;" in page or "得分率；" in page for page in pages)


# --- what they show ---------------------------------------------------------------------------------------------------


def chart(document, facts, key):
    return next((c for c in told(document, facts)["charts"] if c["key"] == key), None)


def test_every_indicator_has_its_bar_with_the_ratio_of_the_table(full):
    context = told("report", full)
    shown = chart("report", full, "indicator-ratios")
    table = {row["no"]: row for row in context["c10"]["rows"]}
    assert len(shown["categories"]) == len(full.view.pack.indicators)
    for name, value in zip(shown["categories"], shown["series"][0]["values"], strict=True):
        row = table[name.split(" ", 1)[0]]
        assert value == figures.printed(row["ratio"])
        assert name.endswith("（不适用）") == (row["value"] == "不适用")
        assert name.endswith("（缺数据）") == (row["value"] == "缺数据")
    by_score = {i.number: i.ratio for i in full.score.indicators}
    assert shown["series"][0]["values"][1] == pytest.approx(float(by_score["2"]), abs=5e-5)


def test_a_missing_value_draws_no_bar_and_says_so(failing):
    shown = chart("report", failing, "indicator-ratios")
    pairs = dict(zip(shown["categories"], shown["series"][0]["values"], strict=True))
    assert pairs["2 低碳物流运输比例（缺数据）"] is None
    assert pairs["5 超低能耗或零碳（近零碳）建筑"] == 0


def test_the_radar_has_a_corner_for_every_group_with_the_rate_of_the_table(full):
    shown = chart("report", full, "score-by-group")
    table = told("report", full)["c10"]["group_rows"]
    assert shown["kind"] == "radar"
    assert shown["categories"] == [f"{row['name']} {row['rate']}" for row in table]
    assert shown["series"][0]["values"] == [figures.printed(row["rate"]) for row in table]


def test_results_by_chapter_are_those_of_the_table(failing):
    shown = chart("inspection", failing, "results-by-chapter")
    table = told("inspection", failing)["c1"]["summary"]
    assert shown["categories"] == [f"{row['number']} {row['title']}" for row in table]
    for series, key in zip(shown["series"], figures.COUNTS, strict=True):
        assert series["values"] == [int(row[key]) for row in table]


def test_emissions_are_sorted_and_each_bar_belongs_to_one_scope(full):
    shown = chart("report", full, "emissions-by-source")
    assert [s["name"] for s in shown["series"]] == ["直接排放", "能源间接排放"]
    pairs = list(zip(*(s["values"] for s in shown["series"]), strict=True))
    assert all(sum(v is not None for v in pair) == 1 for pair in pairs)
    values = [next(v for v in pair if v is not None) for pair in pairs]
    assert values == sorted(values, reverse=True)
    table = {r["source"]: r["amount"] for r in told("report", full)["c5"]["sources"]}
    assert values == [figures.printed(table[name]) for name in shown["categories"]]
    assert "生物质锅炉" not in shown["categories"]  # reported apart, not part of the total
    assert shown["top"] > values[0] > shown["top"] - 2 * shown["unit"]


def test_sources_beyond_a_page_stand_together(full):
    many = {
        str(i): {"类别": "直接排放-逸散", "排放源": f"源{i}", "年度": "2025", "排放量(tCO2e)": str(1000 - i)}
        for i in range(60)
    }
    shown = chart("report", changed(full, emissions=many), "emissions-by-source")
    assert len(shown["categories"]) == figures.MOST_BARS
    rest = shown["categories"].index("其余 27 个排放源")
    assert sum(v or 0 for s in shown["series"] for v in s["values"]) == sum(1000 - i for i in range(60))
    assert rest == 0  # sorted as the others: together they are the largest


def test_one_source_alone_needs_no_figure(full):
    one = {"1": {"排放源": "合计", "年度": "2025", "排放量(tCO2e)": "11937"}}
    context = told("report", changed(full, emissions=one))
    assert context["c5"]["f_sources"] == {"ref": "", "text": "", "place": ""}
    assert "图" not in "".join(context["c5"]["amounts"])


def test_the_path_keeps_the_years_apart_and_does_not_say_a_figure_twice(full):
    shown = chart("scheme", full, "emission-path")
    assert shown["categories"] == ["2023", "2024", "2025"]
    actual, goal = shown["series"]
    assert actual["values"] == [97850, 95120, 93000]
    assert goal["values"] == [97850, None, 93500]
    assert 0 in goal["unlabelled"]
    assert shown["bottom"] == 0


def test_a_long_path_labels_what_has_room(full):
    far = {
        **rows(full, "targets"),
        "9": {"目标项": "温室气体排放总量", "基准年": "2023", "目标年": "2050", "目标值": "0"},
    }
    shown = chart("scheme", changed(full, targets=far), "emission-path")
    assert len(shown["categories"]) == 28
    assert [
        i for i, v in enumerate(shown["series"][0]["values"]) if v and i not in shown["series"][0]["unlabelled"]
    ] == [2]


def test_the_path_begins_at_its_base_year_even_without_data_for_it(full):
    goal = {"1": {"目标项": "温室气体排放总量", "基准年": "2020", "基准值": "120000", "目标年": "2030", "目标值": "0"}}
    shown = chart("report", changed(full, targets=goal), "emission-path")
    assert (shown["categories"][0], shown["categories"][-1]) == ("2020", "2030")
    assert shown["series"][1]["values"][0] == 120000
    nothing = changed(full, targets={"1": {**goal["1"], "基准值": "0"}}, yearly={})
    assert chart("report", nothing, "emission-path")["top"] > 0


@pytest.mark.parametrize(("greatest", "step"), [(3, 0.5), (6, 1), (23, 5), (115, 20), (201092, 50000), (1.15, 0.2)])
def test_an_axis_takes_six_steps_at_most(greatest, step):
    assert figures._step(greatest) == pytest.approx(step)


def test_without_a_target_for_the_total_there_is_no_path(full):
    context = told("report", changed(full, targets={}))
    assert "emission-path" not in [c["key"] for c in context["charts"]]
    assert context["c6"]["f_path"]["place"] == ""


def test_the_schedule_shows_projects_with_both_dates_and_names_the_others(full):
    projects = copy.deepcopy(rows(full, "projects"))
    del projects["1"]["完成日期"]
    context = told("scheme", changed(full, projects=projects))
    shown = next(c for c in context["charts"] if c["key"] == "project-schedule")
    assert shown["categories"] == ["余热供冷供热改造（在建）", "货运电动化与换电站（拟建）"]
    start, *lengths = shown["series"]
    ends = [start["values"][i] + next(s["values"][i] for s in lengths if s["values"][i]) for i in range(2)]
    assert ends == [figures.charts.serial("2026-10-31"), figures.charts.serial("2028-12-31")]
    assert "图中未列既有厂房屋顶光伏二期 32 兆瓦" in "".join(context["c6"]["schedule"])


def test_cuts_are_those_of_the_table_and_one_system_alone_needs_no_figure(full):
    context = told("scheme", full)
    shown = next(c for c in context["charts"] if c["key"] == "cuts-by-system")
    table = {row["name"]: figures.printed(row["cut"]) for row in context["c6"]["system_rows"]}
    assert dict(zip(shown["categories"], shown["series"][0]["values"], strict=True)) == table
    alone = {"1": rows(full, "projects")["1"]}
    assert told("scheme", changed(full, projects=alone))["c6"]["f_systems"]["ref"] == ""


@pytest.mark.parametrize(("text", "value"), [("57.87%", 0.5787), ("12,345.67", 12345.67), ("—", None), ("-3.00", -3)])
def test_a_chart_shows_what_its_table_prints(text, value):
    assert figures.printed(text) == value


# --- in a user's own template -----------------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path):
    return Path(shutil.copytree(TEMPLATES / "report", tmp_path / "own"))


def edit(folder, part, old, new):
    data = (folder / "template.docx").read_bytes()
    body = ooxml.part(data, part).decode()
    assert old in body
    (folder / "template.docx").write_bytes(ooxml.rezip(data, {part: body.replace(old, new, 1).encode()}))


def test_a_template_may_print_a_figure_elsewhere_twice_or_not_at_all(full, own):
    edit(own, "word/document.xml", "{{ c10.f_groups.place }}", "无图")
    edit(own, "word/document.xml", "{{ doc.trace }}", "前 {{ c6.f_path.place }} 后 {{ c6.f_path.place }}")
    assert not list(lint.lint(template.read(own)))
    data = render(own, full, apart=True)
    names = [d.find(qn("wp:docPr")).get("name") for d in drawings(data)]
    assert names.count("emission-path") == 3
    assert "score-by-group" not in names
    assert len([n for n in ooxml.names(data) if re.fullmatch(r"word/charts/chart\d+\.xml", n)]) == 4
    line = next(p for p in _paragraphs(data) if len(list(p.iter(qn("wp:inline")))) == 2)
    assert "".join(t.text or "" for t in line.iter(qn("w:t"))) == "前  后 "


def test_a_misspelt_figure_is_found_before_the_deadline(own):
    edit(own, "word/document.xml", "{{ c10.f_groups.place }}", "{{ c10.f_group.place }}")
    assert "没有字段“f_group”" in "".join(p.line() for p in lint.lint(template.read(own)))


def test_a_figure_in_a_header_is_refused(full, own):
    names = [n for n in ooxml.names((own / "template.docx").read_bytes()) if re.fullmatch(r"word/header\d\.xml", n)]
    part = next(n for n in names if "{{ doc.title }}" in ooxml.part((own / "template.docx").read_bytes(), n).decode())
    edit(own, part, "{{ doc.title }}", "{{ c6.f_path.place }}")
    with pytest.raises(UserError, match="页眉"):
        render(own, full)


def test_charts_that_a_template_brings_along_stay(full, own, made):
    """A second pass over a finished document as template: its charts keep their parts, the new ones get names of their own."""
    data = made("report", "full", full)
    (own / "template.docx").write_bytes(data)
    edit(own, "word/document.xml", "报告编号：", "{{ c6.f_path.place }}报告编号：")
    again = render(own, full)
    assert len(drawings(again)) == len(drawings(data)) + 1
    assert len({n for n in ooxml.names(again) if "charts/chart" in n and n.endswith(".xml")}) == len(drawings(again))


def test_an_answer_that_looks_like_an_unknown_mark_stays_text(full):
    profile = rows(full, "profile")
    mark = MARK.format("nothing-of-the-kind")
    text = {**profile, "改进建议": {"内容": f"见 {mark}。"}}
    data = render(TEMPLATES / "report", changed(full, profile=text))
    assert any(mark in "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in _paragraphs(data))
