"""An indicator's value from several years of 年度数据. Exact, but for the geometric mean, which is irrational."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise

from zcdoc.model.indicator import SeriesInputs
from zcdoc.model.record import Rows
from zcdoc.model.terms import Terms
from zcdoc.model.values import DIGITS, fraction

MOST_YEARS = 10
_FINE, _KEPT = Context(prec=50), Context(prec=DIGITS)


def window_years(inputs: SeriesInputs, year: str, terms: Terms) -> list[str]:
    """The years that end with the data year; empty when the year or the window is no usable number."""
    length = fraction(terms.value(inputs.window))
    if not (year.isascii() and year.isdecimal()) or length is None or length.denominator != 1:
        return []
    if not 2 <= length <= MOST_YEARS:
        return []
    return [str(y) for y in range(int(year) - int(length) + 1, int(year) + 1)]


def series_value(inputs: SeriesInputs, yearly: Rows, year: str, terms: Terms) -> Fraction | None:
    """None unless every year of the window has both items and the rule can be applied to them."""
    years = window_years(inputs, year, terms)
    tops = [yearly_number(yearly, inputs.numerator, y) for y in years]
    bottoms = [yearly_number(yearly, inputs.denominator, y) for y in years]
    pairs = [(t, b) for t, b in zip(tops, bottoms, strict=True) if t is not None and b]
    if not pairs or len(pairs) != len(years):
        return None
    mean = terms.value(inputs.mean)
    return _ratio(pairs, mean) if inputs.rule == "ratio" else _decline([t / b for t, b in pairs], mean)


def yearly_number(rows: Rows, item: str, year: str) -> Fraction | None:
    """The number of one item in one year; of two rows the later."""
    found = [fraction(r.get("数值")) for r in rows.values() if r.get("项目") == item and r.get("年度") == year]
    return found[-1] if found else None


def _ratio(pairs: list[tuple[Fraction, Fraction]], mean: str) -> Fraction | None:
    if mean == "of-ratios":
        return sum((t / b for t, b in pairs), Fraction(0)) / len(pairs)
    bottom = sum((b for _, b in pairs), Fraction(0))
    return sum((t for t, _ in pairs), Fraction(0)) / bottom if bottom else None


def _decline(levels: list[Fraction], mean: str) -> Fraction | None:
    """Mean yearly decline of positive levels; the last may be zero, and below zero only for the arithmetic mean."""
    if any(level <= 0 for level in levels[:-1]):
        return None
    steps = len(levels) - 1
    if mean == "arithmetic":
        return sum((1 - b / a for a, b in pairwise(levels)), Fraction(0)) / steps
    return None if levels[-1] < 0 else _geometric(levels[-1] / levels[0], steps)


def _geometric(quotient: Fraction, steps: int) -> Fraction:
    """1 minus the root of that degree, at 15 significant digits: a decline of exactly 4 % comes out as 0.04."""
    last = _FINE.divide(Decimal(quotient.numerator), Decimal(quotient.denominator))
    root = _FINE.power(last, _FINE.divide(Decimal(1), Decimal(steps)))
    return Fraction(_KEPT.plus(_FINE.subtract(Decimal(1), root)))
