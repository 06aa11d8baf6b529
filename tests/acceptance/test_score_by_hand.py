"""What an assessor types is what the formula counts, in `zcdoc score` and in the sheet itself."""

from __future__ import annotations

import json
import random
from fractions import Fraction

import openpyxl
import pytest

from zcdoc.cli.door import run
from zcdoc.model.rounding import rounded

WEIGHTS = {
    "基础设施与产业": Fraction(30, 100),
    "能源与循环利用": Fraction(30, 100),
    "低碳管理与技术": Fraction(25, 100),
    "碳信用与绩效": Fraction(15, 100),
}


@pytest.fixture
def park(tmp_path, monkeypatch, capsys):
    """A new workspace with one park, made by the commands."""
    assert run(["init", str(tmp_path / "ws")]) == 0
    monkeypatch.chdir(tmp_path / "ws")
    assert (
        run(["park", "new", "demo", "--standard", "seesa-010-2025", "--name", "试验园区", "--date", "2026-11-01"]) == 0
    )
    assert run(["checklist", "export", "--park", "demo", "-o", "out.xlsx"]) == 0
    capsys.readouterr()
    return tmp_path / "ws"


def answer(*arguments: str, capsys) -> dict:
    capsys.readouterr()
    run([*arguments, "--json"])
    return json.loads(capsys.readouterr().out)


def filled(rng: random.Random, indicators: dict) -> tuple[Fraction, Fraction]:
    """Types random answers into out.xlsx under the given headers; returns formula score and bonus by hand."""
    book = openpyxl.load_workbook("out.xlsx")
    sheet = book["评价指标"]
    column = {cell.value: cell.column for cell in sheet[3]}
    ratios: dict[str, list[Fraction]] = {name: [] for name in WEIGHTS}
    bonus = Fraction(0)
    for row in range(4, sheet.max_row + 1):
        item = indicators[str(sheet.cell(row, column["序号"]).value)]

        def put(header: str, value: object, row: int = row) -> None:
            sheet.cell(row, column[header]).value = value

        excluded = rng.random() < 0.15
        if excluded:
            put("是否适用", "否")
            put("不适用理由", "试验")
        value = _typed(rng, item, put)
        if excluded and item["na"]:
            continue
        if excluded:
            value = None  # nothing admits it: no answer
        lead = Fraction(1) if item["direction"] == "present" else Fraction(item["leading"])
        ratio = Fraction(0) if value is None else max(Fraction(0), min(Fraction(1), value / lead))
        if item["bonus"]:
            bonus += ratio * Fraction(item["bonus"])
        else:
            ratios[item["group"]].append(ratio)
    book.save("back.xlsx")
    alive = sum((WEIGHTS[g] for g in WEIGHTS if ratios[g]), Fraction(0))
    parts = (100 * sum(r, Fraction(0)) / len(r) * WEIGHTS[g] / alive for g, r in ratios.items() if r)
    return sum(parts, Fraction(0)), bonus


def _typed(rng: random.Random, item: dict, put) -> Fraction | None:
    kind = rng.random()
    if kind < 0.1:
        return None
    if item["direction"] == "present":
        word = rng.choice(["有", "无", 0.25, 0.8])
        put("现状值", word)
        return {"有": Fraction(1), "无": Fraction(0)}[word] if isinstance(word, str) else Fraction(str(word))
    if kind < 0.6:
        top, bottom = round(rng.uniform(0, 500), 2), round(rng.uniform(1, 500), 3)
        put("分子", top)
        put("分母", bottom)
        return Fraction(str(top)) / Fraction(str(bottom))
    value = round(rng.uniform(-0.2, 1.3), 4)
    put("现状值", value)
    return Fraction(str(value))


@pytest.mark.parametrize("seed", range(6))
def test_the_score_is_what_the_formula_gives_for_the_typed_values(park, capsys, seed):
    indicators = {i["number"]: i for i in answer("pack", "show", "seesa-010-2025", capsys=capsys)["indicators"]}
    expected, bonus = filled(random.Random(seed), indicators)
    assert answer("checklist", "import", "back.xlsx", "--park", "demo", capsys=capsys)["applied"] is True
    score = answer("score", "--park", "demo", capsys=capsys)
    assert abs(Fraction(score["s_zce"]) - expected) < Fraction(1, 10**20)
    assert Fraction(score["bonus"]) == bonus
    assert Fraction(score["range"]["low"]) <= Fraction(score["total"]) <= Fraction(score["range"]["high"])


@pytest.mark.parametrize("seed", [3])
def test_libreoffice_recalculates_the_same_total(park, capsys, soffice, seed):
    indicators = {i["number"]: i for i in answer("pack", "show", "seesa-010-2025", capsys=capsys)["indicators"]}
    expected, bonus = filled(random.Random(seed), indicators)
    saved = soffice(park / "back.xlsx", "xlsx")
    book = openpyxl.load_workbook(saved, data_only=True)
    shown = {row[0]: row[5] for row in book["汇总"].iter_rows(min_row=4, max_row=30, values_only=True) if row[0]}
    assert shown["总分"] == pytest.approx(float(rounded(expected + bonus)), abs=1e-9)
    assert shown["公式得分"] == pytest.approx(float(rounded(expected)), abs=1e-9)
    assert answer("checklist", "import", str(saved), "--park", "demo", capsys=capsys)["problems"] == []
    assert Fraction(answer("score", "--park", "demo", capsys=capsys)["bonus"]) == bonus


def test_every_clause_check_and_indicator_stands_in_the_workbook(park, capsys):
    pack = answer("pack", "show", "seesa-010-2025", capsys=capsys)
    book = openpyxl.load_workbook("out.xlsx")
    rows = [r for name in ("基本要求", "创建措施") for r in book[name].iter_rows(min_row=4, values_only=True) if r[0]]
    assert {r[1] for r in rows} == {c["number"] for c in pack["clauses"]}
    assert [r[0] for r in rows] == [k["id"] for c in pack["clauses"] for k in c["checks"]]
    numbers = [r[0] for r in book["评价指标"].iter_rows(min_row=4, values_only=True) if r[0]]
    assert numbers == [str(n) for n in range(1, 29)]
    assert len([c for c in pack["clauses"] if c["chapter"] != "4.1"]) == 43
