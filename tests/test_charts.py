"""Chart parts: what Word opens is in the order of its schema, and the numbers of chart and workbook are the same."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from lxml import etree
from openpyxl import load_workbook

from zcdoc import charts, ooxml
from zcdoc.charts import Chart, Series

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
NAMES = ("甲 <&> “引号”", "=乙", "丙\n第二行", "丁")
CHARTS = {
    "bar": Chart("bar", NAMES, (Series("直接", (1.5, None, 0, None)), Series("间接", (None, 2, None, 0.25))), axis="吨", format="#,##0.00", top=3),
    "stacked": Chart("stacked", NAMES, (Series("做到", (1, 0, 3, 0)), Series("部分", (0, 2, 0, 1)), Series("未做到", (1, 1, 1, 1))), format="0"),
    "radar": Chart("radar", NAMES, (Series("得分率", (0.5, 1, 0, 0.25)),), format="0.00##%", ticks="0%", top=1, unit=0.25),
    "line": Chart("line", ("2023", "2024", "2025", "2026"), (Series("实际", (9, 8.5, None, None)), Series("目标", (9, None, None, 1), (0,)))),
    "gantt": Chart("gantt", NAMES, (Series("开始", (46000, 46100, 46200, 46300)), Series("在建", (30, None, 60, 90)), Series("拟建", (None, 9, None, None))), format="yyyy", bottom=45900, top=46500),
}  # fmt: skip
# The order that ISO/IEC 29500-1 gives to children, of every element that our charts use and in which it is easy to go wrong.
_AXIS = "axId scaling delete axPos majorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr txPr crossAx crosses"
_SER = "idx order tx spPr"
ORDER = {
    "chartSpace": "date1904 lang roundedCorners style chart spPr txPr externalData printSettings",
    "chart": "title autoTitleDeleted plotArea legend plotVisOnly dispBlanksAs",
    "plotArea": "layout barChart lineChart radarChart catAx valAx spPr",
    "barChart": "barDir grouping varyColors ser dLbls gapWidth overlap axId",
    "lineChart": "grouping varyColors ser dLbls marker axId",
    "radarChart": "radarStyle varyColors ser dLbls axId",
    "barChart/ser": f"{_SER} invertIfNegative dLbls cat val",
    "lineChart/ser": f"{_SER} marker dLbls cat val smooth",
    "radarChart/ser": f"{_SER} marker dLbls cat val",
    "dLbls": "dLbl numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize",
    "catAx": f"{_AXIS} auto lblAlgn lblOffset noMultiLvlLbl",
    "valAx": f"{_AXIS} crossBetween majorUnit",
    "scaling": "orientation max min",
    "legend": "legendPos layout overlay spPr txPr",
    "title": "tx layout overlay",
}


@pytest.fixture(params=CHARTS)
def chart(request) -> Chart:
    return CHARTS[request.param]


def tree(chart):
    return etree.fromstring(charts.make(chart).xml)


def cells(chart):
    book = load_workbook(io.BytesIO(charts.make(chart).workbook))
    return [list(row) for row in book[book.sheetnames[0]].iter_rows(values_only=True)]


def cached(node, tag) -> list:
    """The values beside a reference, None where there is none."""
    cache = node.find(f"{C}{tag}")[0][1]
    out = [None] * int(cache.find(f"{C}ptCount").get("val"))
    for point in cache.findall(f"{C}pt"):
        out[int(point.get("idx"))] = point.findtext(f"{C}v")
    return out


def test_children_stand_in_the_order_of_the_schema(chart):
    seen = set()
    for node in tree(chart).iter(*(f"{C}{name.rsplit('/', 1)[-1]}" for name in ORDER)):
        name = node.tag.removeprefix(C)
        if name == "chart" and node.getparent() is None:
            continue
        rule = ORDER[f"{node.getparent().tag.removeprefix(C)}/ser" if name == "ser" else name].split()
        children = [child.tag.removeprefix(C) for child in node]
        assert children == sorted(children, key=rule.index), name
        seen.add(name)
    assert {"chartSpace", "plotArea", "ser", "catAx", "valAx", "scaling"} <= seen


def test_nothing_is_left_to_a_default_on_which_programs_differ(chart):
    found = tree(chart)
    for labels in found.iter(f"{C}dLbls"):
        said = {n.tag.removeprefix(f"{C}show"): n.get("val") for n in labels if n.tag.startswith(f"{C}show")}
        assert said == {"LegendKey": "0", "Val": "1", "CatName": "0", "SerName": "0", "Percent": "0", "BubbleSize": "0"}
    for axis in (*found.iter(f"{C}catAx"), *found.iter(f"{C}valAx")):
        assert axis.find(f"{C}delete").get("val") == "0"
        assert axis.find(f"{C}minorTickMark").get("val") == "none"
    assert all(s.find(f"{C}smooth").get("val") == "0" for s in found.iterfind(f".//{C}lineChart/{C}ser"))
    assert all(n.find(f"{C}overlay").get("val") == "0" for n in found.iter(f"{C}legend", f"{C}title"))
    assert found.find(f".//{C}dispBlanksAs").get("val") in ("gap", "span")
    assert found.find(f"{C}roundedCorners").get("val") == "0"


def test_the_workbook_holds_the_numbers_that_the_chart_carries(chart):
    head, *rows = cells(chart)
    assert [row[0] for row in rows] == list(chart.categories)
    assert head[1:] == [series.name for series in chart.series]
    for column, (node, series) in enumerate(zip(tree(chart).iter(f"{C}ser"), chart.series, strict=True), start=1):
        values = [None if v is None else float(v) for v in cached(node, "val")]
        assert values == [None if v is None else float(v) for v in series.values]
        assert [_number(row[column]) for row in rows] == values
        assert cached(node, "cat") == list(chart.categories)
        assert cached(node, "tx") == [series.name]


def _number(cell):
    if isinstance(cell, dt.datetime):
        return float((cell.date() - dt.date(1899, 12, 30)).days)
    return None if cell is None else float(cell)


def test_the_chart_refers_to_its_workbook_and_the_workbook_holds_no_chart(chart):
    part = charts.make(chart)
    link = etree.fromstring(part.xml).find(f"{C}externalData")
    assert link.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id") == charts.WORKBOOK_REL
    assert not [name for name in ooxml.names(part.workbook) if "chart" in name or "drawing" in name]
    ooxml.preflight(part.workbook, "xlsx", "图的数据")


def test_every_font_names_its_east_asian_face_and_nothing_is_smaller_than_eight_points(chart):
    found = tree(chart)
    for face in found.iter(f"{A}latin"):
        assert face.getnext().tag == f"{A}ea"
        assert face.getnext().get("typeface") == "宋体"
    assert min(int(n.get("sz")) for n in found.iter(f"{A}defRPr", f"{A}rPr")) >= 800
    assert {n.get("lang") for n in found.iter() if n.get("lang")} == {"zh-CN"}


def test_two_runs_give_the_same_bytes(chart):
    assert charts.make(chart) == charts.make(chart)


@pytest.mark.parametrize("name", ["bar", "stacked"])
def test_bars_begin_at_zero_and_stand_in_the_order_of_the_table(name):
    found = tree(CHARTS[name])
    assert found.find(f".//{C}valAx/{C}scaling/{C}min").get("val") == "0"
    assert found.find(f".//{C}catAx/{C}scaling/{C}orientation").get("val") == "maxMin"
    assert found.find(f".//{C}valAx/{C}crosses").get("val") == "max"  # so that the axis stands below all the same


def test_series_are_told_apart_without_colour():
    looks = [etree.tostring(s.find(f"{C}spPr")[0]) for s in tree(CHARTS["stacked"]).iter(f"{C}ser")]
    assert len(set(looks)) == 3
    assert b"pattFill" in looks[2]
    lines = [(s.find(f".//{A}prstDash"), s.find(f"{C}marker/{C}symbol").get("val")) for s in tree(CHARTS["line"]).iter(f"{C}ser")]  # fmt: skip
    assert lines[0][1] != lines[1][1]
    assert lines[1][0].get("val") == "dash"


def test_what_is_not_to_be_labelled_is_not():
    labels = [[d.find(f"{C}idx").get("val") for d in s.iter(f"{C}dLbl")] for s in tree(CHARTS["line"]).iter(f"{C}ser")]
    assert labels == [[], ["0"]]


def test_the_first_series_of_a_gantt_chart_draws_nothing():
    first, *rest = tree(CHARTS["gantt"]).iter(f"{C}ser")
    assert first.find(f"{C}spPr/{A}noFill") is not None
    assert first.find(f"{C}spPr/{A}ln/{A}noFill") is not None
    assert all(s.find(f"{C}spPr/{A}noFill") is None for s in rest)


@pytest.mark.parametrize(("first", "last"), [(2025, 2025), (2024, 2026), (2025, 2030), (2028, 2034), (2023, 2060)])
def test_ticks_of_an_axis_of_dates_fall_into_the_period_that_they_name(first, last):
    bottom, top, unit = charts.years_axis(first, last)
    ticks = [dt.date(1899, 12, 30) + dt.timedelta(days=int(bottom + i * unit)) for i in range(int((top - bottom) / unit) + 1)]  # fmt: skip
    months = 12 * unit / 365.25
    wanted = [(first * 12 + round(i * months)) for i in range(len(ticks))]
    assert [d.year * 12 + d.month - 1 for d in ticks] == wanted
    assert all(d.day < 15 for d in ticks)
    assert 2 <= len(ticks) <= 12


def test_height_grows_with_the_bars_and_keeps_to_the_page():
    few, many, most = (Chart("bar", ("x",) * n, (Series("s", (1.0,) * n),)).height for n in (2, 28, 90))
    assert few < many < most <= 22
    assert many / 28 >= 0.5  # centimetres for a line of eight points
