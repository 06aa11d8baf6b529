"""What is open about grounds for 不适用, usable offsets and lost values moves range, level and zero carbon."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from zcdoc.model.indicator import SeriesInputs
from zcdoc.model.settled import settled
from zcdoc.pack import load
from zcdoc.scoring import score

PACK = Path(__file__).resolve().parents[2] / "checklists" / "seesa-010-2025"
OUT = {"是否适用": "否", "不适用理由": "没有"}
YEARS = ("2023", "2024", "2025")
# The lost values are answered by the body in charge, where a test is about something else.
ANSWERED = {"weight-energy": "0.30", "leading-19": "有", "leading-20": "1"}


@pytest.fixture(scope="module")
def pack():
    return load(PACK, "built-in")


@pytest.fixture
def park(kit, pack):
    """A park that reaches every leading value but for the given rows; assumptions decided, lost values with a written answer."""

    def made(rows=None, *, decided=None, answered=ANSWERED, yearly=None):
        answers = {i.number: {"现状值": i.leading if isinstance(i.leading, str) else "1"} for i in pack.indicators}
        checks = {k.id: {"结果": "符合"} for c in pack.clauses if c.chapter == "4.2" for k in c.checks}
        known = {a.key: a.value for a in pack.assumptions if a.kind != "lost"} | (decided or {})
        view = kit.make_view(
            pack,
            answers | (rows or {}),
            checks=checks,
            profile={"数据年度": "2025", "碳抵消年度": "2025"},
            yearly=yearly or {},
        )
        told = view.record.state["park"]["assumptions"]
        told |= {f"{pack.id}/{k}": {"value": v} for k, v in known.items() if v is not None}
        told |= {f"{pack.id}/{k}": {"value": v, "interpretation": "EV-001"} for k, v in answered.items()}
        return score(replace(view, pack=settled(pack, view.decisions)))

    return made


def test_grounds_that_nobody_has_settled_are_part_of_the_range(park):
    """One of nine rows of the first group is 不适用: where that is not admitted, it is no answer, which brings nothing or all."""
    decided = park({"1": OUT})
    assert (decided.low, decided.high, decided.total) == (110, 110, 110)
    undecided = park({"1": OUT}, decided={"na-grounds": None})
    assert (undecided.low, undecided.high) == (110 - Fraction(30, 9), 110)
    state = next(a for a in undecided.assumptions if a.key == "na-grounds")
    assert (state.changes_score, state.changes_level, state.blind) == (True, False, ())


def test_grounds_that_could_change_the_level_say_so(park):
    several = {"1": OUT, "2": OUT, "4": OUT, "8": OUT}
    made = park(several, decided={"na-grounds": None})
    assert (made.level, set(made.levels)) == ("引领级", {"引领级", "创建级"})
    assert [a.key for a in made.assumptions if a.changes_level] == ["na-grounds"]


@pytest.mark.parametrize("row", [{}, {"1": {"是否适用": "否"}}, {"3": OUT}])
def test_rows_that_no_grounds_admit_do_not_move_with_them(park, row):
    made = park(row, decided={"na-grounds": None})
    assert not any(a.changes_score for a in made.assumptions if a.key == "na-grounds")


def test_what_is_refused_stays_without_an_answer_in_the_comparison(park, pack):
    """The comparison counts 不适用 as 0; a row that is no answer is not read from 年度数据 there either."""
    read = [o.inputs for i in pack.indicators for o in i.options if isinstance(o.inputs, SeriesInputs)]
    series = {one.numerator: "9" for one in read} | {one.denominator: "1" for one in read}
    books = {
        f"{n}{y}": {"项目": name, "年度": y, "数值": v} for n, (name, v) in enumerate(series.items()) for y in YEARS
    }
    made = park({"26": {"是否适用": "否"}}, yearly=books)
    assert made.if_inapplicable_zero == made.total


LOST = {k: v for k, v in ANSWERED.items() if k != "weight-energy"}
# The formula score is 89.83 with the weight of the second group at 30 %, and 93.58 at 15 %.
SHORT = {str(n): {"现状值": "0"} for n in (10, 11)} | {"5": {"现状值": "0.2"}}


def test_a_lost_value_keeps_zero_carbon_open_where_the_level_is_open_anyway(park):
    """Four rows without a value leave 74.83 to 89.83, between two levels; with the lost weight the highest is possible."""
    blank = SHORT | {str(n): {} for n in (12, 13, 14, 16)}
    answered, unanswered = park(blank), park(blank, answered=LOST)
    assert (answered.level, answered.zero_carbon) == (None, "no")
    assert (unanswered.level, unanswered.zero_carbon) == (None, "undeterminable")


def test_the_level_of_the_formula_is_withheld_where_a_lost_value_decides_it(park):
    by_total = {"level-score": "total"}
    bonus = {"27": {"现状值": "1"}, "28": {"现状值": "1"}}
    made = park(SHORT | bonus, decided=by_total, answered=LOST)
    assert (made.level, made.level_without_bonus) == ("引领级", None)
    assert park(SHORT | bonus, decided=by_total).level_without_bonus == "创建级"


def test_a_written_answer_about_one_lost_value_is_kept_for_another(park):
    """Row 20 decides by total only (89.93 or 90.03), and the level goes by the formula; the weight is answered and stays so."""
    close = SHORT | {"20": {"现状值": "0.98"}, "27": {"现状值": "0.04"}, "28": {"现状值": "0"}}
    made = park(close, decided={"level-score": None}, answered={k: v for k, v in ANSWERED.items() if k != "leading-20"})
    assert (made.level, set(made.levels)) == ("创建级", {"创建级", "引领级"})


def test_an_open_choice_of_usable_offsets_opens_the_level_that_asks_for_net_zero(kit):
    """T/SXSES 04 as explained: bought credits balance the emissions, or do not, as `net-zero-offset` is read."""
    pack = load(PACK.parent / "sxses-04-2024", "built-in").for_type("工业类")
    answers = {i.number: {"现状值": i.leading if isinstance(i.leading, str) else "1"} for i in pack.indicators}
    credit = {
        "类型": "碳抵消（自身减排之后）",
        "数量(tCO2e)": "100",
        "抵消年度": "2025",
        "注销日期": "2025-12-01",
        "注销凭证": "1",
    }

    def judged(decided, bought):
        known = {a.key: a.value for a in pack.assumptions} | decided
        view = kit.make_view(
            pack, answers, decisions={k: v for k, v in known.items() if v is not None}, offsets={"1": credit} if bought else {},
            profile={"数据年度": "2025", "碳抵消年度": "2025", "园区类型": "工业类"},
            emissions={"1": {"类别": "直接排放-固定燃烧", "年度": "2025", "排放量(tCO2e)": "100"}},
        )  # fmt: skip
        return score(replace(view, pack=settled(pack, view.decisions)))

    assert judged({}, bought=True).levels == ("零碳产业园区",)
    assert judged({"net-zero-offset": "own-only"}, bought=True).levels == ("近零碳产业园区",)
    undecided = judged({"net-zero-offset": None}, bought=True)
    assert (undecided.level, set(undecided.levels)) == ("零碳产业园区", {"零碳产业园区", "近零碳产业园区"})
    assert [a.key for a in undecided.assumptions if a.changes_level] == ["net-zero-offset"]
    assert not any(a.changes_level for a in judged({"net-zero-offset": None}, bought=False).assumptions)
