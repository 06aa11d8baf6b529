"""A value over years: windows, both rules, all means, and what cannot be computed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zcdoc.model.indicator import SeriesInputs
from zcdoc.model.record import Decision
from zcdoc.model.series import series_value, window_years
from zcdoc.model.terms import Terms


def inputs(rule="mean-decline", mean="geometric", window=3):
    return SeriesInputs(kind="series", rule=rule, numerator="排放", denominator="产值", window=window, mean=mean)


def yearly(tops, bottoms, first=2023):
    rows = {}
    for name, numbers in (("排放", tops), ("产值", bottoms)):
        for year, number in enumerate(numbers, first):
            rows[f"{name}{year}"] = {"项目": name, "年度": str(year), "数值": str(number)}
    return rows


@pytest.fixture
def value(small_pack):
    return lambda found, rows, year="2025": series_value(found, rows, year, Terms(small_pack))


class TestDecline:
    def test_the_geometric_mean_sees_first_and_last_year(self, value):
        assert value(inputs(), yearly(["100", "999", "81"], [1, 1, 1])) == Fraction("0.1")

    def test_the_arithmetic_mean_sees_every_step(self, value):
        assert value(inputs(mean="arithmetic"), yearly(["100", "90", "45"], [1, 1, 1])) == Fraction("0.3")

    def test_it_is_a_decline_of_intensity_and_not_of_emission(self, value):
        assert value(inputs(), yearly(["100", "100", "100"], ["100", "150", "400"])) == Fraction("0.5")

    def test_a_rise_is_negative(self, value):
        assert value(inputs(), yearly(["100", "1", "121"], [1, 1, 1])) == Fraction("-0.1")

    @pytest.mark.parametrize("window", [3, 4, 5, 7, 10])
    @pytest.mark.parametrize("rate", ["0.04", "0.033", "0.0001", "0.5", "-0.02"])
    def test_a_steady_decline_comes_out_exactly(self, value, window, rate):
        """At the leading value of 4 % not one unit in the last place may be lost."""
        levels = [(1 - Fraction(rate)) ** n for n in range(window)]
        rows = yearly([f"{x.numerator}" for x in levels], [f"{x.denominator}" for x in levels], first=2026 - window)
        assert value(inputs(window=window), rows) == Fraction(rate)
        assert value(inputs(window=window, mean="arithmetic"), rows) == Fraction(rate)

    def test_down_to_nothing_is_all(self, value):
        assert value(inputs(), yearly(["100", "50", "0"], [1, 1, 1])) == 1

    def test_below_nothing_has_no_geometric_mean(self, value):
        rows = yearly(["100", "50", "-10"], [1, 1, 1])
        assert value(inputs(), rows) is None
        assert value(inputs(mean="arithmetic"), rows) == Fraction("0.85")

    @pytest.mark.parametrize("tops", [["0", "5", "5"], ["5", "0", "5"], ["-5", "5", "5"]])
    def test_from_nothing_there_is_no_decline(self, value, tops):
        assert value(inputs(), yearly(tops, [1, 1, 1])) is None

    @given(st.lists(st.integers(1, 10**9), min_size=3, max_size=3))
    @settings(max_examples=50, deadline=None)
    def test_the_geometric_mean_leads_from_the_first_year_to_the_last(self, small_pack, tops):
        rate = series_value(inputs(), yearly(tops, [1, 1, 1]), "2025", Terms(small_pack))
        assert abs(float((1 - rate) ** 2 * tops[0] / tops[-1]) - 1) < 1e-9


class TestRatio:
    def test_of_sums_or_of_ratios(self, value):
        rows = yearly(["10", "20", "60"], ["10", "10", "10"])
        assert value(inputs("ratio", "of-sums"), rows) == 3
        assert value(inputs("ratio", "of-ratios"), rows) == 3
        uneven = yearly(["10", "10", "10"], ["10", "20", "30"])
        assert value(inputs("ratio", "of-sums"), uneven) == Fraction(1, 2)
        assert value(inputs("ratio", "of-ratios"), uneven) == Fraction(11, 18)

    def test_denominators_that_cancel_out_give_no_value(self, value):
        assert value(inputs("ratio", "of-sums", 2), yearly([1, 1], ["5", "-5"], first=2024)) is None


class TestWindow:
    def test_of_two_numbers_for_one_year_the_later_row_stands(self, value):
        rows = yearly(["3", "2", "1"], [1, 1, 1])
        again = {"again": {"项目": "排放", "年度": "2025", "数值": "3"}}
        assert value(inputs(), {**rows, **again}) == 0

    def test_every_year_of_it_must_be_there(self, value):
        rows = yearly(["3", "2", "1"], [1, 1, 1])
        assert value(inputs(), rows) is not None
        assert value(inputs(), rows, "2026") is None
        assert value(inputs(window=4), rows) is None
        assert value(inputs(window=2), {k: r for k, r in rows.items() if r["年度"] != "2023"}) == Fraction(1, 2)

    @pytest.mark.parametrize("missing", ["", "0"])
    def test_a_year_without_a_number_or_divisor_is_missing(self, value, missing):
        assert value(inputs("ratio", "of-sums"), yearly(["3", "2", "1"], ["1", missing, "1"])) is None

    @pytest.mark.parametrize("year", ["", "今年", "2025年", "²"])
    def test_without_a_year_there_is_no_value(self, value, year):
        assert value(inputs(), yearly(["3", "2", "1"], [1, 1, 1]), year) is None

    @pytest.mark.parametrize("decided", ["2.5", "1", "0", "-3", "99"])
    def test_a_window_that_is_no_number_of_years_gives_none(self, small_pack, decided):
        box = {
            "assumed": {
                "key": "w",
                "title": "—",
                "value": "3",
                "reason": "—",
                "certainty": "D",
                "permitted": {"min": "-9", "max": "99"},
            }
        }
        terms = Terms(small_pack, {"w": Decision("w", decided, "", "", "")})
        found = SeriesInputs.model_validate({**inputs().model_dump(), "window": box})
        assert window_years(found, "2025", terms) == []
        assert series_value(found, yearly(["3", "2", "1"], [1, 1, 1]), "2025", terms) is None
        assert window_years(found, "2025", Terms(small_pack)) == ["2023", "2024", "2025"]
