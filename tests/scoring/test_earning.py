"""What part of its points an indicator earns, against the same worked out another way."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdoc.model.indicator import Indicator
from zcdoc.scoring import earning
from zcdoc.scoring.indicator import ratio

SIDE = {"counts": "—", "unit": "t"}
RATIO = {"kind": "ratio", "share": False, "numerator": SIDE, "denominator": SIDE}


def item(direction="higher", leading="0.6", *, inputs=RATIO, **more):
    return Indicator.model_validate(
        {"number": "1", "group": "g", "subgroup": "—", "name": "—", "unit": "t", "direction": direction, "leading": leading,
         "period": "—", "points": "40", "inputs": inputs, **more}
    )  # fmt: skip


def part(one, value, rule="proportional"):
    value, lead = None if value is None else Fraction(value), Fraction(1 if one.direction == "present" else one.leading)
    return earning.part(one, value, lead, ratio(value, lead, one.direction, floor=True), Fraction(40), rule)


STEPS = {
    "kind": "steps",
    "steps": [{"at": "0.2", "points": "10"}, {"at": "0.4", "points": "25"}, {"at": "0.6", "points": "40"}],
}
DOWN = {
    "kind": "steps",
    "steps": [{"at": "0.6", "points": "10"}, {"at": "0.4", "points": "25"}, {"at": "0.2", "points": "40"}],
}


@pytest.mark.parametrize(
    ("value", "points"), [("0.19", 0), ("0.2", 10), ("0.399", 10), ("0.4", 25), ("0.6", 40), ("9", 40)]
)
def test_the_best_step_that_is_reached_counts(value, points):
    assert part(item(earn=STEPS), value) * 40 == points


@pytest.mark.parametrize(
    ("value", "points"), [("0.61", 0), ("0.6", 10), ("0.4", 25), ("0.3", 25), ("0.2", 40), ("0", 40)]
)
def test_steps_go_down_where_less_is_better(value, points):
    assert part(item("lower", "0.2", earn=DOWN), value) * 40 == points


def test_a_step_may_lie_below_the_target_and_bring_all():
    earn = {"kind": "steps", "steps": [{"at": "0.3", "points": "40"}]}
    assert part(item(earn=earn), "0.3") == 1
    assert earning.reaches(Fraction("0.3"), Fraction("0.6"), item(earn=earn)) is False


@given(st.fractions(0, 2), st.fractions(0, 1), st.sampled_from(["higher", "lower"]))
def test_between_is_a_line_from_the_base_to_the_target(value, least, direction):
    base, lead = ("0.1", "0.6") if direction == "higher" else ("0.6", "0.1")
    at_base = Fraction(round(least * 39))
    one = item(direction, lead, earn={"kind": "between", "base": base, "points": str(at_base)})
    low, high = Fraction(1, 10), Fraction(6, 10)
    gone = (value - low) if direction == "higher" else (high - value)
    expected = 0 if gone < 0 else 40 if gone >= high - low else at_base + (40 - at_base) * gone / (high - low)
    assert part(one, value) * 40 == expected


@pytest.mark.parametrize(("direction", "value", "met"), [
    ("higher", "0.6", False), ("higher", "0.61", True), ("higher", "0.59", False),
    ("lower", "0.6", False), ("lower", "0.59", True), ("lower", "0.61", False),
])  # fmt: skip
def test_a_strict_target_has_to_be_passed(direction, value, met):
    strict, plain = item(direction, strict=True), item(direction)
    assert earning.reaches(Fraction(value), Fraction("0.6"), strict) is met
    assert earning.reaches(Fraction("0.6"), Fraction("0.6"), plain) is True
    assert part(strict, value, "none") == (1 if met else 0)


@pytest.mark.parametrize(("gradable", "earned"), [(True, Fraction(3, 5)), (False, Fraction(0))])
@pytest.mark.parametrize("rule", ["none", "proportional"])
def test_a_degree_earns_where_the_standard_grades_it(gradable, earned, rule):
    inputs = {"kind": "presence", "gradable": gradable, "shown_by": "—"}
    assert part(item("present", "有", inputs=inputs), "0.6", rule) == earned
    assert part(item("present", "有", inputs=inputs), "1", rule) == 1


def test_no_value_earns_nothing_that_could_be_named():
    assert part(item(earn=STEPS), None) is None
    assert earning.reaches(None, Fraction(1), item()) is None
    assert earning.reaches(Fraction(1), None, item()) is None
