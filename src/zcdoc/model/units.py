"""Units of the quantities that are compared: what a unit is of, and how many of the base unit it makes."""

from __future__ import annotations

import re
from fractions import Fraction

_TIMES = {"亿": 100_000_000, "百万": 1_000_000, "万": 10_000, "千": 1000}
_GASES = re.compile(r"\s*(CO2e?|CO₂e?|二氧化碳当量|二氧化碳)$")
_MADE_OF: dict[str, tuple[str, Fraction]] = {
    "吨": ("t", Fraction(1)),
    "kg": ("t", Fraction(1, 1000)),
    "g": ("t", Fraction(1, 1_000_000)),
    "kgce": ("tce", Fraction(1, 1000)),
    "MWh": ("kWh", Fraction(1000)),
    "GWh": ("kWh", Fraction(1_000_000)),
    "度": ("kWh", Fraction(1)),
    "公顷": ("m²", Fraction(10_000)),
    "hm²": ("m²", Fraction(10_000)),
    "km²": ("m²", Fraction(1_000_000)),
    "m2": ("m²", Fraction(1)),
    "m3": ("m³", Fraction(1)),
    "MJ": ("GJ", Fraction(1, 1000)),
    "TJ": ("GJ", Fraction(1000)),
}


def scale(unit: str) -> tuple[str, Fraction]:
    """`万kWh` -> (`kWh`, 10000), `tCO2e` -> (`t`, 1): the base unit and how many of it one unit is.

    A unit that is not known stands for itself; a mass of gas counts as mass, what gas is the link's business.
    """
    head, slash, below = unit.strip().partition("/")
    base, size = _plain(head.strip())
    if not slash:
        return base, size
    under, divisor = _plain(below.strip())
    return f"{base}/{under}", size / divisor


def _plain(unit: str) -> tuple[str, Fraction]:
    if unit in _MADE_OF:
        return _MADE_OF[unit]
    for prefix, times in _TIMES.items():
        if unit.startswith(prefix) and unit != prefix:
            base, size = _plain(unit.removeprefix(prefix).strip())
            return base, size * times
    without = _GASES.sub("", unit)
    if without and without != unit:
        return _plain(without)
    return unit, Fraction(1)


def over(above: str, below: str) -> str:
    """The unit of a quotient; of two quantities of one kind it is a share."""
    return "%" if scale(above)[0] == scale(below)[0] else f"{above}/{below}"
