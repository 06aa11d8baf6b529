"""When two written values are one: half a unit of the coarser last digit, and what a spreadsheet keeps."""

from __future__ import annotations

from fractions import Fraction

import pytest

from zcdoc.model.agreement import agree
from zcdoc.model.figure import Figure, half_unit, written


def figure(text, unit="t"):
    return written(text, unit, "评价指标!1", "", "")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("12.3", "12.34", True), ("12.3", "12.26", True), ("12.3", "12.35", False), ("12.3", "12.36", False),
        ("12", "12.4", True), ("12", "12.5", False), ("12.34", "12.345", False), ("0", "0.4", True),
        ("123456.789012346", "123456.78901234567", True),
    ],
)  # fmt: skip
def test_half_a_unit_of_the_coarser_last_digit(one, other, same):
    assert agree(figure(one), figure(other)) is same
    assert agree(figure(other), figure(one)) is same


def test_units_are_converted_before_they_are_compared():
    assert agree(figure("1.2", "万t"), figure("12300", "t"))
    assert not agree(figure("1.2", "万t"), figure("12500", "t"))


def test_a_share_is_written_in_whole_percent_at_least():
    assert half_unit("0.2", "%") == Fraction(1, 200)
    assert agree(figure("0.2", "%"), figure("0.204", "%"))
    assert not agree(figure("0.2", "%"), figure("0.21", "%"))


def test_computed_values_have_no_last_digit():
    exact = Figure("", "", "", Fraction(1, 3), Fraction(0), "")
    assert not agree(exact, Figure("", "", "", Fraction(333, 1000), Fraction(0), ""))
    assert agree(exact, Figure("", "", "", Fraction(333, 1000), half_unit("0.333"), ""))
