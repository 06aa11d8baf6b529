"""What emission tables print: each number its exact value by GB/T 8170, and 尾差 where printed parts differ from the total."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from zcdoc.model import inventory
from zcdoc.report.context import emissions, fmt

CATEGORIES = ("直接排放-固定燃烧", "直接排放-逸散", "能源间接排放-电力", "能源间接排放-热力")
TAIL = re.compile(r"（尾差 ([\d.]+)）$")


def inventory_of(amounts):
    """One row for each amount, category after category."""
    return {
        str(n): {"类别": CATEGORIES[n % len(CATEGORIES)], "排放源": f"源 {n}", "排放量(tCO2e)": str(amount)}
        for n, amount in enumerate(amounts)
    }


def printed(text):
    """What a reader reads: the number without its grouping, unit and 尾差."""
    return Decimal(TAIL.sub("", text).replace(",", "").removesuffix("%"))


def told(text):
    found = TAIL.search(text)
    return Decimal(found[1]) if found else Decimal(0)


def two_places(number):
    """Half to even, by another arithmetic than zcdoc's; exact, since tonnes have five decimals at most."""
    return number.quantize(Decimal("0.01"), ROUND_HALF_EVEN)


@given(st.lists(st.integers(0, 10**9).map(lambda n: Decimal(n) / 1000), min_size=1, max_size=12))
def test_each_number_is_its_exact_value_rounded_and_the_total_says_the_remainder(amounts):
    rows = inventory_of(amounts)
    total = sum(amounts, Decimal(0))
    exact = inventory.total(rows.values())
    shown, closing = emissions.categories(rows, exact), emissions.sums(rows, exact)
    of = {name: sum(amounts[n :: len(CATEGORIES)], Decimal(0)) for n, name in enumerate(CATEGORIES)}
    assert [printed(r["amount"]) for r in shown] == [two_places(of[r["name"]]) for r in shown]
    assert printed(closing["amount"]) == two_places(total)
    assert told(closing["amount"]) == abs(sum(printed(r["amount"]) for r in shown) - printed(closing["amount"]))
    if total:
        assert told(closing["share"]) == abs(sum(printed(r["share"]) for r in shown) - 100)
        for row in shown:
            share = Fraction(of[row["name"]]) / Fraction(total) * 100
            assert abs(Fraction(printed(row["share"])) - share) <= Fraction(1, 200)


def test_three_thirds_are_a_remainder_short_of_the_whole():
    rows = inventory_of([Decimal("33.335")] * 3)
    shown, closing = emissions.categories(rows, Fraction("100.005")), emissions.sums(rows, Fraction("100.005"))
    assert [(r["amount"], r["share"]) for r in shown] == [("33.34", "33.33%")] * 3
    assert closing == {"amount": "100.00（尾差 0.02）", "share": "100.00%（尾差 0.01）"}


def test_nothing_emitted_is_no_hundred_percent():
    rows = inventory_of([Decimal(0)] * 2)
    assert emissions.sums(rows, Fraction(0)) == {"amount": "0.00", "share": "—"}


def test_what_adds_up_has_no_remainder():
    assert fmt.tail([Fraction("0.5"), Fraction("1.25")], Fraction("1.75")) == ""
    assert fmt.tail([], None) == ""
