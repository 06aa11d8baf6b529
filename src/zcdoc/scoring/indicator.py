"""The value of one indicator and its ratio to the leading value."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from zcdoc.model.indicator import (
    Bands,
    ChecksInputs,
    CountInputs,
    FromItem,
    Indicator,
    Phases,
    RatioInputs,
    SeriesInputs,
    Unstated,
)
from zcdoc.model.record import Row
from zcdoc.model.series import series_value
from zcdoc.model.settled import on_trial
from zcdoc.model.sides import side
from zcdoc.model.terms import Terms
from zcdoc.model.values import PRESENT, fraction, grade
from zcdoc.model.view import View

Origin = Literal["quotient", "typed", "count", "series", "checks", "books", "lacking", "none"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, how it reads (有, 0.35) and where it came from."""

    value: Fraction | None
    shown: str
    origin: Origin


def read(view: View, indicator: Indicator, terms: Terms) -> Reading:
    """The value in force: quotient of the inputs, else a count, else the typed value, else the series (design 4.4).

    A side of a ratio that is blank is read from the book that the pack links it to.

    A denominator of zero leaves no value, for a count too: the workbook shows none, and `check` asks for it.
    An 不适用 that is not admitted is no answer: whatever else stands in its row is not taken for one. What the team of an
    evaluation asked for and was not shown has no value and earns nothing (`share_of`), whatever was typed.
    """
    row = view.answer(indicator)
    if view.refused(indicator):
        return Reading(None, "", "none")
    if lacking := view.lacking(row):
        return Reading(None, lacking, "lacking")
    inputs = on_trial(view.pack, indicator, terms).option(row.get("二选一选项")).inputs
    if isinstance(inputs, ChecksInputs):
        value = of_checks(view, inputs)
        return Reading(value, "", "checks" if value is not None else "none")
    if isinstance(inputs, RatioInputs):
        return _typed(row, inputs) or _of_books(view, indicator, terms)
    return _typed(row, inputs) or _serial(view, row, inputs, terms)


def _typed(row: Row, inputs: object) -> Reading | None:
    """What somebody entered in the indicator's own row."""
    top, bottom = fraction(row.get("分子")), fraction(row.get("分母"))
    if top is not None and bottom:
        return Reading(top / bottom, "", "quotient")
    if isinstance(inputs, CountInputs) and top is not None and bottom is None and "现状值" not in row:
        return Reading(top, "", "count")
    typed = grade(row.get("现状值"))
    if typed is not None:
        return Reading(typed, row["现状值"] if row["现状值"] in PRESENT else "", "typed")
    return None


def _serial(view: View, row: Row, inputs: object, terms: Terms) -> Reading:
    """What 年度数据 gives, where the indicator goes by a series; else nothing."""
    if not isinstance(inputs, SeriesInputs):
        return Reading(None, "", "none")
    value = series_value(inputs, view.rows("yearly"), data_year(view, row), terms)
    return Reading(value, "", "series" if value is not None else "none")


def of_checks(view: View, inputs: ChecksInputs) -> Fraction | None:
    """What the results of the checks come to, 0 to 1; None while one is open, or when none applies."""
    counted = {
        "符合": Fraction(1), "已采用": Fraction(1), "部分符合": Fraction(inputs.partly), "部分采用": Fraction(inputs.partly),
        "不符合": Fraction(0), "未采用": Fraction(0),
    }  # fmt: skip
    checks = [view.pack.checks[name][1] for name in inputs.checks]
    judged = [(counted.get(result), Fraction(c.points or 1)) for c in checks if (result := view.result(c)) != "不适用"]
    if not judged or any(part is None for part, _ in judged):
        return None
    earned = sum(((part or Fraction(0)) * weight for part, weight in judged), Fraction(0))
    share = earned / sum((weight for _, weight in judged), Fraction(0))
    return share if inputs.rule == "share" else Fraction(int(share))


def _of_books(view: View, indicator: Indicator, terms: Terms) -> Reading:
    """The quotient where a blank side is read from the book that the pack links it to."""
    above, below = side(view, indicator, terms, "numerator"), side(view, indicator, terms, "denominator")
    if above is None or below is None or not below.value:
        return Reading(None, "", "none")
    return Reading(above.value / below.value, "", "books")


def data_year(view: View, row: Row) -> str:
    """The indicator's own 数据年度, else the round's."""
    return row.get("数据年度") or view.profile_value("数据年度")


def is_applicable(view: View, item: Indicator) -> bool:
    return not view.excluded(item)


def leading(view: View, item: Indicator, terms: Terms) -> Fraction | None:
    """The leading or target value; 有 and 设立 are 1. None where the source gives none for a park of this size."""
    if isinstance(item.leading, Bands):
        return _banded(view, item, item.leading)
    if isinstance(item.leading, Phases):
        return _phased(item.leading, data_year(view, view.answer(item)))
    if isinstance(item.leading, FromItem):
        found = _sizes(view, item, item.leading.item)
        return found[0] * Fraction(item.leading.times) if len(found) == 1 and found[0] > 0 else None
    if isinstance(item.leading, Unstated):
        return None
    return grade(terms.value(item.leading)) or Fraction(1)


def _banded(view: View, item: Indicator, bands: Bands) -> Fraction | None:
    sizes = _sizes(view, item, bands.by)
    for band in bands.bands if len(sizes) == 1 else []:
        if (band.at_least is None or sizes[0] >= Fraction(band.at_least)) and (
            band.below is None or sizes[0] < Fraction(band.below)
        ):
            return Fraction(band.leading)
    return None


def _phased(rule: Phases, year: str) -> Fraction | None:
    for phase in rule.phases if year.isdigit() else []:
        if (phase.since is None or year >= phase.since) and (phase.until is None or year <= phase.until):
            return Fraction(phase.leading)
    return None


def _sizes(view: View, item: Indicator, name: str) -> list[Fraction]:
    """The values of a yearly item in the indicator's year; more than one is no value to go by."""
    year = data_year(view, view.answer(item))
    return [
        size
        for row in view.rows("yearly").values()
        if row.get("项目") == name and row.get("年度") == year and (size := fraction(row.get("数值"))) is not None
    ]


def share_of(reading: Reading, lead: Fraction | None, direction: str, *, floor: bool) -> Fraction | None:
    """The ratio of a reading: 0 for what was asked for and not shown, None for what nobody has looked at."""
    return Fraction(0) if reading.origin == "lacking" else ratio(reading.value, lead, direction, floor=floor)


def ratio(value: Fraction | None, lead: Fraction | None, direction: str, *, floor: bool) -> Fraction | None:
    """Value ÷ leading value, at most 1 (note 1 of 6.2), at least 0 where `floor` (assumed). None without one of them."""
    if value is None or lead is None:
        return None
    if direction == "lower":
        return Fraction(1) if value <= lead else lead / value
    result = min(Fraction(1), value / lead)
    return max(Fraction(0), result) if floor else result
