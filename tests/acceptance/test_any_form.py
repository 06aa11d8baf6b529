"""The two example standards of docs/packs, a points form and stars, for parks by chance: `zcdoc score` against the pages by hand."""

from __future__ import annotations

import json
import random
import re
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from any_park import text, write
from readings import ALL, NONE, between, only

from zcdoc.cli.door import run
from zcdoc.store import Workspace

PAGES = Path(__file__).resolve().parents[2] / "docs" / "packs"
CASES = 60
BASIC = ("符合", "不符合", "未检查")
REQUIRED = ("符合", "部分符合", "不符合", "不适用", "未检查")
RECOMMENDED = ("已采用", "部分采用", "未采用", "不适用", "未检查")
DONE = {"符合": ALL, "已采用": ALL, "部分符合": ALL / 2, "部分采用": ALL / 2, "不符合": NONE, "未采用": NONE}
AVERAGE = "行业平均单位产值能耗"


def kept(result):
    """Whether an item that a level asks for is done; None where nobody knows. Half is not done."""
    return None if result == "未检查" else result in ("符合", "不适用")


def turns(items):
    """Both ways of everything that nobody knows: whether all that is asked for is done."""
    return {False} if False in items else {True, False} if None in items else {True}


# --- the points form -----------------------------------------------------------------------------------------------------


def form(rng):
    """A park by chance: results of checks, values of indicators, the benchmark of the year."""
    often = rng.choice((0.98, 0.9, 0.5))

    def some(good, words):
        return good if rng.random() < often else rng.choice(words)

    results = {"4.1.a": some("符合", BASIC), "6.1.a": some("符合", REQUIRED)}
    results |= {key: some("符合", REQUIRED) for key in ("5.1.a", "5.1.b")}
    results |= {key: some("已采用", RECOMMENDED) for key in ("5.1.c", "5.1.d")}
    values = {
        "2": some(rng.choice((0.2, 0.4, 0.6, 0.7)), (None, 0.1, 0.1999, 0.2, 0.39)),
        "3": some(rng.choice((0.2, 0.1, 0.27)), (None, 0.5, 0.5001, 0.35, 0.6)),
        "4": some(rng.choice((0.2, 0.31)), (None, 0.32, 0.4)),
    }
    return results, values, some(rng.choice((0.4, 0.6)), (None, 0.2)), None


def form_by_hand(results, values, average, _year):
    """Points of each indicator from what is there to what could be had, and the levels."""
    # No ground admits 不适用 in chapter 5; in 6.1 there is one.
    seen = {k: "未检查" if r == "不适用" and k != "6.1.a" else r for k, r in results.items()}
    weights = {"5.1.a": 4, "5.1.b": 6, "5.1.c": 6, "5.1.d": 4}
    managed = None if "未检查" in [seen[k] for k in weights] else sum(DONE[seen[k]] * w for k, w in weights.items())
    green, energy, beside = (None if v is None else Fraction(text(v)) for v in values.values())
    points = {
        "1": managed,
        "2": None if green is None else Fraction(max((p for at, p in STEPS if green >= at), default=0)),
        "3": None if energy is None else line(energy),
        "4": None if beside is None or average is None else 10 * Fraction(beside < Fraction(text(average)) * 4 / 5),
    }
    full = {"1": 20, "2": 40, "3": 30, "4": 10}
    low = sum((p or NONE for p in points.values()), NONE)
    high = low + sum(full[n] for n, p in points.items() if p is None)
    must = [kept(seen[k]) for k in ("5.1.a", "5.1.b", "6.1.a")]
    names, bounds = ["未达级", "零碳园区", "零碳示范园区"], [lambda p: p >= 60, lambda p: p >= 85]
    may = {level for done in turns(must) for level in (between(names, low, high, bounds) if done else {"未达级"})}
    return low, high, gated(may, seen["4.1.a"]), points


STEPS = [(Fraction(1, 5), 10), (Fraction(2, 5), 25), (Fraction(3, 5), 40)]


def line(value):
    """10 points at 0.5, 30 at 0.2, in a line between them, none above 0.5."""
    if value > Fraction(1, 2):
        return NONE
    return min(Fraction(30), 10 + 20 * (Fraction(1, 2) - value) / Fraction(3, 10))


def gated(may, result):
    if result == "不符合":
        return {None}
    return may | {None} if result == "未检查" else may


# --- stars -------------------------------------------------------------------------------------------------------------


def stars(rng):
    often = rng.choice((0.98, 0.9, 0.5))

    def some(good, words):
        return good if rng.random() < often else rng.choice(words)

    results = {"4.1.a": some("符合", BASIC), "5.1.a": some("符合", REQUIRED)}
    values = {
        "1": some(rng.choice((0.3, 0.6, 0.55)), (None, 0.24, 0.1, -0.1)),
        "2": some("达到", ("未达到", None)),
        "3": some("有", ("无", 0.6, 0.25, None)),
    }
    return results, values, None, rng.choice((2024, 2025, 2026, 2031))


def stars_by_hand(results, values, _average, year):
    """Points, and each star's own binding item with those of the stars below it."""
    seen = {k: "未检查" if r == "不适用" else r for k, r in results.items()}  # no ground is given anywhere
    target = Fraction(3, 10) if year <= 2025 else Fraction(3, 5) if year <= 2030 else None
    share = None if values["1"] is None or target is None else Fraction(text(values["1"])) / target
    first = None if share is None else 50 * max(NONE, min(ALL, share))
    second = None if values["2"] is None else 30 * Fraction(values["2"] == "达到")
    third = {"有": ALL, "无": NONE, None: None}.get(values["3"], values["3"])
    third = None if third is None else 20 * Fraction(text(third))
    points = {"1": first, "2": second, "3": third}
    low = sum((p or NONE for p in points.values()), NONE)
    high = low + (50 if first is None else 0) + (30 if second is None else 0) + (20 if third is None else 0)
    may = set()
    # A target that is not reached brings less than its full mark, one that is reached brings it.
    greens = (
        [(first, first, share >= 1)]
        if first is not None
        else [(Fraction(50), Fraction(50), True), (NONE, Fraction(50), False)]
    )
    products = [(second, second == 30)] if second is not None else [(Fraction(30), True), (NONE, False)]
    platform = (third, third) if third is not None else (NONE, Fraction(20))
    for (least, most, green), (product_, limit), surveyed in product(greens, products, turns([kept(seen["5.1.a"])])):
        stars_ = ["不定星级", "三星级", "四星级", "五星级"]
        asked = [True, surveyed, surveyed and limit, surveyed and limit and green]
        found = between(stars_, least + product_ + platform[0], most + product_ + platform[1], STAR_BOUNDS)
        may |= {
            next(s for s, ok in reversed(list(zip(stars_, asked, strict=True))[: stars_.index(f) + 1]) if ok)
            for f in found
        }
    return low, high, gated(may, seen["4.1.a"]), points


STAR_BOUNDS = [lambda p: p >= 60, lambda p: p >= 75, lambda p: p >= 90]
STANDARDS = {
    "points-form.md": ("xihe-2026", form, form_by_hand),
    "stars.md": ("donghai-2026", stars, stars_by_hand),
}


def tables(results, values, average, year):
    rows = {n: {} if v is None else {"现状值": v if isinstance(v, str) else text(v)} for n, v in values.items()}
    return {
        "profile": {"数据年度": {"内容": str(year or 2025)}},
        "checks": {k: {"结果": r, **({"不适用理由": "没有"} if r == "不适用" else {})} for k, r in results.items()},
        "indicators": {n: row for n, row in rows.items() if row},
        "yearly": {} if average is None else {"1": {"项目": AVERAGE, "年度": "2025", "数值": text(average)}},
    }


@pytest.mark.parametrize("page", STANDARDS)
def test_example_standards_score_what_their_pages_say(page, tmp_path, capsys):
    pack, make, by_hand = STANDARDS[page]
    files = re.findall(
        r"^`(checklists/[^`]+)`\n\n```yaml\n(.*?)^```$", (PAGES / page).read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert run(["init", str(tmp_path / "ws")]) == 0
    for name, content in files:
        path = tmp_path / "ws" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    at = ["--workspace", str(tmp_path / "ws")]
    assert run([*at, "park", "new", "demo", "--standard", pack, "--name", "试验园区"]) == 0
    store, rng = Workspace(tmp_path / "ws", "钱二").existing("demo"), random.Random(page)
    record = store.load()
    for _ in range(CASES):
        case = make(rng)
        write(store, record.state, record.rounds[0].id, pack, tables(*case))
        capsys.readouterr()
        assert run([*at, "score", "--park", "demo", "--json"]) == 0
        assert compared(json.loads(capsys.readouterr().out), *by_hand(*case)) == [], case


def compared(score, low, high, may, points):
    said = {
        "total": (Fraction(score["total"]), low),
        "range": ([Fraction(score["range"][end]) for end in ("low", "high")], [low, high]),
        "level": (score["level"], only(may)),
        # Where a missing value brings all or nothing, what lies between is listed too, and said to be more than exact.
        "levels": (set(score["levels"]) & (set(score["levels"]) if score["levels_exact"] else may), may),
        "points": ({i["number"]: round(Fraction(i["points"]), 20) for i in score["indicators"]},
                   {n: round(p or NONE, 20) for n, p in points.items()}),
    }  # fmt: skip
    return [(what, *pair) for what, pair in said.items() if not _same(*pair)]


def _same(one, other):
    if isinstance(one, Fraction):
        return abs(one - other) < Fraction(1, 10**20)
    if isinstance(one, list):
        return all(map(_same, one, other))
    return one == other
