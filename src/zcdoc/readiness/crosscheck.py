"""Indicators against the other sheets: yearly data, offsets and the inventory tell the same story."""

from __future__ import annotations

from fractions import Fraction

from zcdoc.model import inventory
from zcdoc.model.indicator import RatioInputs, SeriesInputs
from zcdoc.model.record import Rows
from zcdoc.model.series import series_value
from zcdoc.model.values import fraction
from zcdoc.readiness.case import CLOSE, ROUGH, Answered, Case, Found, Rule, differs, listed, shown, tonnes

SERIES = Rule("indicator-series-differs", "warning", "手填的值应与年度数据算出的值一致")
OFFSETS = Rule("indicator-offset-differs", "warning", "抵消类指标的分子应与碳抵消表该年度同类各行之和一致")
GROSS = Rule(
    "indicator-emission-differs", "warning", "抵消类指标的分母应与温室气体表该年度的排放总量一致，口径不同的写口径说明"
)
RULES = (SERIES, OFFSETS, GROSS)


def find(case: Case) -> Found:
    for one in case.answered:
        if not one.has_value:
            continue
        if isinstance(one.inputs, SeriesInputs):
            yield from _series(case, one, one.inputs)
        types = [t.name for t in case.pack.head.offsets if t.indicator == one.item.number]
        if types and isinstance(one.inputs, RatioInputs):
            yield from _offset(case, one, one.inputs, types)
            yield from _gross(case, one, one.inputs)


def _year(case: Case, one: Answered) -> str:
    return one.row.get("数据年度") or case.data_year


def _series(case: Case, one: Answered, inputs: SeriesInputs) -> Found:
    computed = series_value(inputs, case.view.rows("yearly"), _year(case, one), case.terms)
    value = one.score.value
    if one.score.origin == "series" or computed is None or value is None or not differs(value, computed, CLOSE):
        return
    unit = one.item.unit
    message = f"{one.name}填的值 {shown(value, unit)} 与年度数据算出的值 {shown(computed, unit)} 不一致"
    yield SERIES.at(one.where, message, "清空“现状值”“分子”“分母”由年度数据计算，或改正年度数据")


def _offset(case: Case, one: Answered, inputs: RatioInputs, types: list[str]) -> Found:
    year, claimed = _year(case, one), _claimed(case, one, inputs)
    if not year or claimed is None:
        return
    booked = _booked(case.view.rows("offsets"), year, types)
    if differs(claimed, booked, ROUGH):
        message = (
            f"{one.name}计了 {shown(claimed)} tCO2e，碳抵消表 {year} 年度"
            f"“{listed(types)}”各行合计 {shown(booked)} tCO2e"
        )
        yield OFFSETS.at(one.where, message, "改正“分子”栏，或补登碳抵消表")


def _claimed(case: Case, one: Answered, inputs: RatioInputs) -> Fraction | None:
    """The tonnes that the indicator claims: its numerator, else its value times the year's emissions."""
    top, size = fraction(one.row.get("分子")), tonnes(inputs.numerator.unit)
    if top is not None:
        return None if size is None else top * size
    gross = _emitted(case, _year(case, one))
    return None if gross is None or one.score.value is None else one.score.value * gross


def _booked(rows: Rows, year: str, types: list[str]) -> Fraction:
    """Own reductions inside the boundary stand without an offset year: there the year of issue counts."""
    mine = [r for r in rows.values() if r.get("类型") in types and (r.get("抵消年度") or r.get("签发年份")) == year]
    return sum((fraction(r.get(inventory.QUANTITY)) or Fraction(0) for r in mine), Fraction(0))


def _gross(case: Case, one: Answered, inputs: RatioInputs) -> Found:
    year, bottom, size = _year(case, one), fraction(one.row.get("分母")), tonnes(inputs.denominator.unit)
    gross = _emitted(case, year)
    if bottom is None or size is None or gross is None or one.row.get("口径说明"):
        return
    if not differs(bottom * size, gross, ROUGH):
        return
    message = f"{one.name}的分母折合 {shown(bottom * size)} tCO2e，温室气体表 {year} 年度合计 {shown(gross)} tCO2e"
    yield GROSS.at(one.where, message, "两处用同一排放总量；口径不同的在“口径说明”栏写明")


def _emitted(case: Case, year: str) -> Fraction | None:
    if not year:
        return None
    return inventory.total(inventory.counted(inventory.of_year(case.view.rows("emissions"), year)).values())
