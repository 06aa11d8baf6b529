"""Units of one kind are told as one kind, with the right factor."""

from __future__ import annotations

from fractions import Fraction

import pytest

from zcdoc.model.units import over, scale


@pytest.mark.parametrize(
    ("unit", "base", "size"),
    [
        ("t", "t", 1), ("tCO2e", "t", 1), ("万tCO2", "t", 10_000), ("kg", "t", "1/1000"), ("吨", "t", 1), ("tce", "tce", 1),
        ("万tce", "tce", 10_000), ("万kWh", "kWh", 10_000), ("MWh", "kWh", 1000), ("公顷", "m²", 10_000), ("hm²", "m²", 10_000),
        ("万m²", "m²", 10_000), ("万m³", "m³", 10_000), ("万元", "元", 10_000), ("亿元", "元", 100_000_000), ("家", "家", 1),
        ("%", "%", 1), ("万", "万", 1), ("t/tce", "t/tce", 1), ("tCO2e/万元", "t/元", "1/10000"),
    ],
)  # fmt: skip
def test_a_unit_is_so_many_of_its_base(unit, base, size):
    assert scale(unit) == (base, Fraction(size))


def test_a_quotient_of_one_kind_is_a_share():
    assert (over("万kWh", "MWh"), over("t", "tce")) == ("%", "t/tce")
