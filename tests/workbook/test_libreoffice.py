"""The live formulas, recomputed by a program that is not ours, and the file that such a program saves."""

from __future__ import annotations

import copy
import random
from fractions import Fraction

import openpyxl
import pytest

from zcdoc.model.indicator import PresenceInputs, SeriesInputs
from zcdoc.model.record import Address, apply, put
from zcdoc.model.rounding import faithful, rounded
from zcdoc.scoring import score
from zcdoc.workbook.summary import printed

CLOSE = 1e-9


def typed(pack, seed, inapplicable=()):
    """Values by indicator and header as somebody might type them; about one in eight is left blank."""
    chance, out = random.Random(seed), {}
    for item in pack.indicators:
        row = out[item.number] = {}
        if item.alternatives and chance.random() < 0.5:
            row["二选一选项"] = item.alternatives[1].name
        if item.number in inapplicable:
            row |= {"是否适用": "否", "不适用理由": "没有"}
        inputs = item.option(row.get("二选一选项")).inputs
        if chance.random() < 0.12:
            continue
        if isinstance(inputs, PresenceInputs):
            row["现状值"] = chance.choice(["有", "无", "设立", 0.5, round(chance.random(), 3)])
        elif isinstance(inputs, SeriesInputs):
            row["现状值"] = chance.choice([-0.02, 0.013, 3.9, 0.5])
        elif inputs.kind == "count":
            row["分子"] = chance.randint(0, 5)
        elif chance.random() < 0.8:
            row |= {"分子": round(chance.uniform(0, 900), 3), "分母": chance.choice([1000, 333.3, 7, 0])}
        else:
            row["现状值"] = round(chance.random(), 4)
    return out


def total_of(edited):
    sheet = edited.book["汇总"]
    return next(row[5].value for row in sheet.iter_rows() if row[0].value == "总分")


GROUP_3 = ("18", "19", "20", "21", "22")


@pytest.mark.parametrize(
    ("seed", "inapplicable"),
    [(1, ("2", "12")), (3, (*GROUP_3, "23", "24", "25", "26", "27"))],
    ids=["some inapplicable", "two groups without any"],
)
def test_it_shows_the_same_score_and_its_file_comes_back_unchanged(kit, pack, soffice, tmp_path, seed, inapplicable):
    state = kit.filled(pack, seed, ["=1+1", "第一行\n第二行", "<a&b>", "＋", "5.10"])
    state["round/r1/seesa-010-2025"]["indicators"] = {}
    view = kit.view(pack, state)
    edited = kit.Edited(kit.export(view))
    for number, row in typed(pack, seed, inapplicable).items():
        edited.type("评价指标", number, **row)
    source = tmp_path / "填好.xlsx"
    source.write_bytes(edited.saved())
    first = kit.back(source.read_bytes(), view)
    assert first.errors == []
    stands = copy.deepcopy(state)
    apply(stands, first.changes)
    result = score(kit.view(pack, stands))

    recalculated = soffice(source, "xlsx").read_bytes()
    shown = kit.Edited(recalculated, values=True)
    assert total_of(shown) == pytest.approx(float(rounded(result.total)), abs=CLOSE)
    for item in result.indicators:
        points = shown.cell("评价指标", item.number, "得分").value
        assert (points or 0) == pytest.approx(float(item.points or 0), abs=CLOSE), item.number
    for group in result.groups:
        row = next(r for r in shown.book["汇总"].iter_rows() if r[0].value == group.name)
        assert row[3].value == pytest.approx(float(group.in_force), abs=CLOSE)
        assert row[5].value == pytest.approx(float(rounded(group.score)), abs=CLOSE)

    again = kit.back(recalculated, view, record=stands)
    assert (again.changes, again.plan.conflicts, [p.line() for p in again.problems]) == ([], [], [])


def test_it_multiplies_an_emission_as_the_record_does(kit, small_pack, soffice, tmp_path):
    rows = {
        "1": {"活动数据": "2000", "单位": "万kWh", "排放因子": "5.366", "因子单位": "tCO2/万kWh"},
        "2": {"活动数据": "35", "单位": "t", "排放因子": "2", "因子单位": "kg/t", "GWP": "28"},
        "3": {"活动数据": "35", "单位": "t", "排放因子": "2", "因子单位": "t/m³"},
        "4": {"排放量(tCO2e)": "12.5"},
        "5": {"活动数据": "7"},
    }
    state = kit.bare(small_pack)
    for key, row in rows.items():
        for name, value in row.items():
            put(state, Address("round/r1", "emissions", key, name), value)
    view = kit.view(small_pack, state)
    source = tmp_path / "a.xlsx"
    source.write_bytes(kit.Edited(kit.export(view)).saved())
    recalculated = soffice(source, "xlsx").read_bytes()
    shown = kit.Edited(recalculated, values=True)
    found = {key: shown.cell("温室气体", key, "排放量(tCO2e)").value or None for key in rows}
    assert found == {
        "1": pytest.approx(10732),
        "2": pytest.approx(float(Fraction(196, 100))),
        "3": None,
        "4": 12.5,
        "5": None,
    }
    assert kit.back(recalculated, view).changes == []


BOUNDS = (Fraction(60), Fraction(75), Fraction(90))


def test_a_total_shows_in_a_sheet_as_the_documents_print_it(soffice, tmp_path):
    values = (
        "3.125",
        "3.135",
        "12.344999",
        "89.994",
        "89.998",
        "75.001",
        "75",
        "90",
        "59.995",
        "-0.125",
        "0",
        "66.6666666667",
    )
    book = openpyxl.Workbook()
    for at, value in enumerate(values, 1):
        book.active.append([float(value), f"={printed(f'A{at}', BOUNDS)}"])
    book.save(tmp_path / "数.xlsx")
    shown = openpyxl.load_workbook(soffice(tmp_path / "数.xlsx", "xlsx"), data_only=True).active
    assert [row[1].value for row in shown.iter_rows()] == pytest.approx(
        [float(faithful(Fraction(value), BOUNDS)) for value in values], abs=CLOSE
    )
