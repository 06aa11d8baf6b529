"""Emissions and offsets: units that fit, exact products, and what stands apart."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdoc.model import inventory
from zcdoc.model.cancellation import Cancelling
from zcdoc.model.inventory import amount, by_category, counted, of_year, offset_uses, product, total


def emission(activity="2", unit="t", factor="3", factor_unit="tCO2/t", **more):
    return {"活动数据": activity, "单位": unit, "排放因子": factor, "因子单位": factor_unit, **more}


@pytest.mark.parametrize(
    ("row", "tonnes"),
    [
        (emission(), "6"),
        (emission(unit="万kWh", factor_unit="tCO2/万kWh", factor="4.2"), "8.4"),
        (emission(unit="kWh", factor_unit="kgCO2e/kWh"), "0.006"),
        (emission(unit="kWh", factor_unit="gCO2/kWh"), "0.000006"),
        (emission(factor_unit="tCO₂e/t"), "6"),
        (emission(factor_unit="t CO2 / t"), "6"),
        (emission(factor_unit="t/t", GWP="28"), "168"),
        (emission(factor_unit="kgCH4/t", GWP="27.9"), "0.1674"),
        (emission(factor_unit="tHFCs/t"), "6"),
        (emission(activity="0"), "0"),
        (emission(activity="0.1", factor="0.3"), "0.03"),
    ],
)
def test_activity_times_factor_times_gwp_in_tonnes(row, tonnes):
    assert product(row) == Fraction(tonnes)


@pytest.mark.parametrize(
    "row",
    [
        emission(unit="kg"),
        emission(factor_unit=""),
        emission(factor_unit="CO2/t"),
        emission(factor_unit="lbCO2/t"),
        emission(factor_unit="tCO2"),
        emission(activity=""),
        emission(factor="约3"),
        {},
    ],
)
def test_where_units_or_numbers_do_not_fit_nothing_is_guessed(row):
    assert product(row) is None
    assert amount(row) is None


def test_a_typed_amount_stands_before_the_product():
    assert amount(emission(**{"排放量(tCO2e)": "7"})) == 7
    assert amount(emission(**{"排放量(tCO2e)": ""})) == 6


def test_biomass_and_other_indirect_emissions_stand_apart():
    rows = {
        str(i): {"类别": name, "排放量(tCO2e)": "5"}
        for i, name in enumerate(["直接排放-逸散", "生物质排放（单列）", "其他间接排放（单列）"])
    }
    assert list(counted(rows)) == ["0"]
    assert total(counted(rows).values()) == 5
    assert by_category(rows) == {"直接排放-逸散": 5, "生物质排放（单列）": 5, "其他间接排放（单列）": 5}


def test_a_total_of_nothing_known_is_unknown():
    assert total([]) is None
    assert total([{}, emission(unit="x")]) is None
    assert total([{}, emission()]) == 6


def test_rows_of_one_year():
    rows = {"1": {"年度": "2025"}, "2": {"年度": "2024"}, "3": {}}
    assert list(of_year(rows, "2025")) == ["1"]
    assert list(of_year(rows, "")) == ["1", "2", "3"]


@given(st.lists(st.decimals(min_value=0, max_value=10**6, places=3), min_size=1, max_size=8))
def test_the_order_of_rows_does_not_matter(amounts):
    rows = [{"排放量(tCO2e)": str(a)} for a in amounts]
    assert total(rows) == total(reversed(rows)) == sum(Fraction(str(a)) for a in amounts)


ASKED = Cancelling("by-report-date", "2026-03-20")
GOOD = {"类型": "CCER", "数量(tCO2e)": "5", "抵消年度": "2025", "注销日期": "2025-06-30", "注销凭证": "CN-001"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, ""),
        ({"注销日期": "2024-06-30"}, ""),
        ({"类型": "VCS"}, "不在本标准"),
        ({"数量(tCO2e)": "若干"}, "没有数量"),
        ({"类型": "自有光伏"}, "已体现在排放量"),
        ({"注销日期": ""}, "没有注销日期"),
        ({"注销凭证": ""}, "没有注销凭证"),
        ({"注销日期": "2026-03-20"}, ""),
        ({"注销日期": "2026-03-21"}, "晚于报告日期"),
    ],
)
def test_an_offset_counts_or_says_why_not(small_pack, change, reason):
    (use,) = offset_uses(small_pack, {"1": {**GOOD, **change}}, "2025", ASKED)
    assert use.counts is (not reason)
    assert reason in use.reason


def test_a_registered_number_counts_once(small_pack):
    first, second = offset_uses(
        small_pack,
        {"1": {**GOOD, "登记机构与编号": "登记所 A-1"}, "2": {**GOOD, "登记机构与编号": "登记所a-1"}},
        "2025",
        ASKED,
    )
    assert (first.counts, second.counts) == (True, False)
    assert "与编号 1 的登记编号相同" in second.reason


def test_offsets_of_another_year_are_no_part_of_it(small_pack):
    assert offset_uses(small_pack, {"1": GOOD}, "2024", ASKED) == []
    assert [
        u.tonnes
        for u in inventory.offset_uses(small_pack, {"1": GOOD, "2": {**GOOD, "抵消年度": "2024"}}, "2025", ASKED)
    ] == [5]
