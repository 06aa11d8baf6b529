"""The value of one indicator and its ratio to the leading value."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from zcdoc.model.indicator import Bands, CountInputs, Indicator, SeriesInputs
from zcdoc.model.record import Row
from zcdoc.model.series import series_value
from zcdoc.model.terms import Terms
from zcdoc.model.values import PRESENT, fraction, grade
from zcdoc.model.view import View

Origin = Literal["quotient", "typed", "count", "series", "none"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, how it reads (有, 0.35) and where it came from."""

    value: Fraction | None
    shown: str
    origin: Origin


def read(view: View, indicator: Indicator, terms: Terms) -> Reading:
    """The value in force: quotient of the inputs, else a count, else the typed value, else the series (design 4.4).

    A denominator of zero leaves no value, for a count too: the workbook shows none, and `check` asks for it.
    """
    row = view.answer(indicator)
    inputs = indicator.option(row.get("二选一选项")).inputs
    top, bottom = fraction(row.get("分子")), fraction(row.get("分母"))
    if top is not None and bottom:
        return Reading(top / bottom, "", "quotient")
    if isinstance(inputs, CountInputs) and top is not None and bottom is None and "现状值" not in row:
        return Reading(top, "", "count")
    typed = grade(row.get("现状值"))
    if typed is not None:
        return Reading(typed, row["现状值"] if row["现状值"] in PRESENT else "", "typed")
    if isinstance(inputs, SeriesInputs):
        value = series_value(inputs, view.rows("yearly"), data_year(view, row), terms)
        return Reading(value, "", "series" if value is not None else "none")
    return Reading(None, "", "none")


def data_year(view: View, row: Row) -> str:
    """The indicator's own 数据年度, else the round's."""
    return row.get("数据年度") or view.profile_value("数据年度")


def is_applicable(view: View, item: Indicator) -> bool:
    return view.answer(item).get("是否适用") != "否"


def leading(view: View, item: Indicator, terms: Terms) -> Fraction | None:
    """The leading or target value; 有 and 设立 are 1. None where the source gives none for a park of this size."""
    if isinstance(item.leading, Bands):
        return _banded(view, item, item.leading)
    return grade(terms.value(item.leading)) or Fraction(1)


def _banded(view: View, item: Indicator, bands: Bands) -> Fraction | None:
    year = data_year(view, view.answer(item))
    sizes = [
        size
        for row in view.rows("yearly").values()
        if row.get("项目") == bands.by and row.get("年度") == year and (size := fraction(row.get("数值"))) is not None
    ]
    for band in bands.bands if len(sizes) == 1 else []:
        if (band.at_least is None or sizes[0] >= Fraction(band.at_least)) and (
            band.below is None or sizes[0] < Fraction(band.below)
        ):
            return Fraction(band.leading)
    return None


def ratio(value: Fraction | None, lead: Fraction | None, direction: str, *, floor: bool) -> Fraction | None:
    """Value ÷ leading value, at most 1 (note 1 of 6.2), at least 0 where `floor` (assumed). None without one of them."""
    if value is None or lead is None:
        return None
    if direction == "lower":
        return Fraction(1) if value <= lead else lead / value
    result = min(Fraction(1), value / lead)
    return max(Fraction(0), result) if floor else result
