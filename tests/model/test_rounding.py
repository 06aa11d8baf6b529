"""GB/T 8170 as it is printed: against Python's own decimal arithmetic, which knows half to even by itself."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdoc.model.rounding import faithful, remainder, rounded

DECIMALS = st.decimals(min_value=-(10**6), max_value=10**6, places=5)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12.345", "12.34"), ("12.355", "12.36"), ("12.34500001", "12.35"), ("-12.345", "-12.34"), ("3.125", "3.12"),
        ("-0.001", "0.00"), ("89.999", "90.00"), ("0.005", "0.00"), ("0.015", "0.02"), ("1234.5678", "1234.57"), ("90", "90.00"),
    ],
)  # fmt: skip
def test_the_nearer_and_between_two_the_even_one(value, text):
    assert rounded(Fraction(value)) == text


@given(DECIMALS, st.integers(0, 5))
def test_as_decimal_arithmetic_rounds(value, places):
    exact = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN, context=Context(prec=40))
    assert Decimal(rounded(Fraction(value), places)) == exact


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("89.998", "89.998"),
        ("89.994", "89.99"),
        ("90.001", "90.001"),
        ("90", "90.00"),
        ("74.9951", "74.995"),
        ("80.005", "80.00"),
    ],
)
def test_a_score_keeps_its_side_of_a_bound(value, text):
    assert faithful(Fraction(value), [Fraction(60), Fraction(75), Fraction(90)]) == text


def test_closer_than_can_be_told_stays_below():
    assert faithful(90 - Fraction(1, 10**20), [Fraction(90)]) == "89.999999999999"


@given(st.fractions(0, 100, max_denominator=10**9), st.integers(1, 99).map(Fraction))
def test_what_is_printed_is_never_on_or_over_a_bound_that_the_value_is_under(value, bound):
    shown = Fraction(faithful(value, [bound]))
    assert (shown >= bound) == (value >= bound)
    assert abs(shown - value) <= Fraction(1, 200)


def test_thirds_leave_a_last_digit_over():
    third = Fraction(100, 3)
    assert remainder([third, third, third], rounded(third * 3)) == "0.01"
    assert remainder([Fraction(25), Fraction(75)], "100.00") == ""
