"""What an evaluation asked for and was not shown, apart from what nobody has looked at."""

from __future__ import annotations

from fractions import Fraction

import pytest

from zcdoc.model import demonstrated
from zcdoc.model.record import Record, Round
from zcdoc.model.view import View
from zcdoc.scoring import score

ASKED = {"取证情况": "未提供", "取证要求": "安监台账", "要求日期": "2026-03-05"}
SCOPE = "round/r1/small-pack"


def view(pack, table, key, row, kind="evaluation"):
    return View(pack, Record("demo", {SCOPE: {table: {key: row}}}), Round("r1", kind, "2026-03-20"))


@pytest.mark.parametrize("left_out", [None, "取证情况", "取证要求", "要求日期"])
def test_only_a_whole_request_counts(small_pack, left_out):
    row = {name: value for name, value in ASKED.items() if name != left_out}
    seen = view(small_pack, "checks", "4.2.1.a", row)
    check = small_pack.checks["4.2.1.a"][1]
    assert seen.result(check) == ("不符合" if left_out is None else "未检查")
    assert ("要求提供：安监台账；未提供" in seen.finding(check)) == (left_out is None)


@pytest.mark.parametrize("kind", ["baseline", "self-inspection"])
def test_a_park_s_own_round_cannot_say_so(small_pack, kind):
    seen = view(small_pack, "checks", "4.2.1.a", ASKED, kind)
    assert seen.result(small_pack.checks["4.2.1.a"][1]) == "未检查"


@pytest.mark.parametrize(
    ("typed", "read"), [("符合", "未检查"), ("不符合", "不符合"), ("未检查", "不符合"), ("", "不符合")]
)
def test_a_check_judged_as_if_it_had_been_shown_is_no_answer(small_pack, typed, read):
    seen = view(small_pack, "checks", "4.2.1.a", {**ASKED, "结果": typed})
    assert seen.result(small_pack.checks["4.2.1.a"][1]) == read


def test_a_basic_requirement_that_is_not_shown_closes_the_gate(small_pack):
    seen = view(small_pack, "checks", "4.2.1.a", ASKED)
    assert score(seen).gate.unmet == ("4.2.1",)


def test_an_indicator_that_is_not_shown_earns_nothing_and_leaves_no_range(small_pack):
    number = next(i.number for i in small_pack.indicators)
    blank, lacking = (
        score(view(small_pack, "indicators", number, row)).indicator(number) for row in ({}, {**ASKED, "现状值": "0.9"})
    )
    assert (blank.ratio, blank.blank, blank.met) == (None, True, None)
    assert (lacking.ratio, lacking.blank, lacking.met, lacking.lacking) == (Fraction(0), False, False, "未提供")
    before = score(view(small_pack, "indicators", number, {}))
    after = score(view(small_pack, "indicators", number, ASKED))
    assert number in before.incomplete
    assert number not in after.incomplete
    assert (before.low, before.high > after.high) == (after.low, True)


def test_lower_is_better_does_not_make_nothing_the_best(small_pack):
    items = [replace_direction(i) for i in small_pack.indicators]
    pack = small_pack.replaced(indicators=items)
    number = items[0].number
    one = score(view(pack, "indicators", number, ASKED)).indicator(number)
    assert (one.ratio, one.met) == (Fraction(0), False)


def replace_direction(item):
    return item.model_copy(update={"direction": "lower"})


def test_the_sentence_says_what_was_asked_and_what_came_of_it():
    assert demonstrated.told(ASKED) == "2026-03-05要求提供：安监台账；未提供"
    assert demonstrated.told({**ASKED, "取证情况": "无法证实"}).endswith("所提供的材料无法证实")
    assert demonstrated.lacking(Round("r", "evaluation", ""), ASKED) == "未提供"
