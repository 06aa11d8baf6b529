"""Canonical text: two values are equal exactly when their texts are, and writing twice changes nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdoc.model import values
from zcdoc.model.values import BadValue, cut, date_text, decimal_string, fraction, grade, number_from_text, plain_text

numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18, places=9)


class TestNumbers:
    @pytest.mark.parametrize(
        ("given_", "text"),
        [
            (0.35, "0.35"), ("0.350", "0.35"), ("3.5e-1", "0.35"), (-0.0, "0"), ("-0.00", "0"), (100, "100"), ("1E+5", "100000"),
            (0.1 + 0.2, "0.3"), (Decimal("1e-30"), "0." + "0" * 29 + "1"), ("+5", "5"),
            (1 / 3, "0.333333333333333"), (2 / 3, "0.666666666666667"),
            ("123456789012345", "123456789012345"), ("1234567890123456", "1234567890123460"), ("0.1234567890123456", "0.123456789012346"),
        ],
    )  # fmt: skip
    def test_fifteen_digits_stand_and_no_idle_zeros(self, given_, text):
        assert values.number_text(given_) == text

    @pytest.mark.parametrize(
        "bad",
        [
            "",
            "abc",
            "nan",
            "inf",
            "-Infinity",
            float("nan"),
            float("inf"),
            "1e31",
            "1e-31",
            "1e999999999",
            "1e-99999999999",
            "1,5",
        ],
    )
    def test_what_is_no_usable_number_is_refused(self, bad):
        with pytest.raises(BadValue) as caught:
            values.number_text(bad)
        assert caught.value.fix

    @given(numbers)
    def test_writing_twice_changes_nothing(self, number):
        once = values.number_text(number)
        assert values.number_text(once) == once
        assert number_from_text(once) == once

    @given(
        st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15).filter(
            lambda x: x == 0 or abs(x) > 1e-20
        )
    )
    def test_a_spreadsheet_s_number_and_its_text_meet(self, number):
        assert values.number_text(number) == values.number_text(f"{number:.15g}")

    @given(numbers, numbers)
    def test_equal_texts_mean_equal_numbers(self, a, b):
        same = Decimal(values.number_text(a)) == Decimal(values.number_text(b))
        assert (values.number_text(a) == values.number_text(b)) is same

    @pytest.mark.parametrize(
        ("typed", "text"),
        [
            ("35%", "0.35"), ("35 %", "0.35"), ("３５％", "0.35"), ("-3.5%", "-0.035"), ("0.1%", "0.001"),
            ("1,234,567.5", "1234567.5"), ("1，234", "1234"), ("１２．５", "12.5"), ("－7", "-7"), (".5", "0.5"), ("5.", "5"), ("1e3", "1000"),
            (" 12 ", "12"), ("1 234", "1234"), ("1,234%", "12.34"),
        ],
    )  # fmt: skip
    def test_a_typed_number_is_understood(self, typed, text):
        assert number_from_text(typed) == text

    @pytest.mark.parametrize(
        "bad",
        ["", "%", "5%%", "12,34", "1,2345", "约5", "5吨", "1_000", "1_0%", "nan%", "1e99999999%", "1/3", "--5", "5-"],
    )
    def test_a_guess_is_refused(self, bad):
        with pytest.raises(BadValue):
            number_from_text(bad)

    @pytest.mark.parametrize(
        ("text", "value"), [("0.35", Fraction(7, 20)), ("", None), (None, None), ("有", None), ("1/0", None)]
    )
    def test_a_stored_number_is_exact(self, text, value):
        assert fraction(text) == value

    @pytest.mark.parametrize(
        ("text", "value"), [("有", 1), ("设立", 1), ("无", 0), ("未设立", 0), ("0.5", Fraction(1, 2)), ("", None)]
    )
    def test_presence_reads_as_a_grade(self, text, value):
        assert grade(text) == value

    def test_a_graded_cell_takes_words_and_numbers(self):
        assert [values.graded_text(t) for t in (" 有 ", "50%", "0.50")] == ["有", "0.5", "0.5"]
        with pytest.raises(BadValue):
            values.graded_text("部分有")


class TestDates:
    @pytest.mark.parametrize(
        "written",
        [
            "2026-03-05",
            "2026-3-5",
            "2026/3/5",
            "2026.3.5",
            "2026年3月5日",
            "20260305",
            " 2026-3-5 ",
            dt.date(2026, 3, 5),
            dt.datetime(2026, 3, 5, 23, 59, tzinfo=dt.UTC),
        ],
    )
    def test_every_usual_writing_is_one_date(self, written):
        assert date_text(written) == "2026-03-05"

    @pytest.mark.parametrize(
        "bad",
        [
            "",
            "2026-02-29",
            "2026-13-01",
            "26-3-5",
            "2026年3月",
            "2026111",
            "202631",
            "2026-3-5 26:00",
            "2026-3-5 至 4-1",
            "昨天",
        ],
    )
    def test_what_could_be_two_dates_or_none_is_refused(self, bad):
        with pytest.raises(BadValue):
            date_text(bad)

    @given(st.dates())
    def test_writing_twice_changes_nothing(self, date):
        assert date_text(date_text(date)) == date_text(date) == date.isoformat()


class TestText:
    def test_line_ends_and_edges_are_made_one(self):
        assert plain_text("  甲\r\n乙\r丙\n ") == "甲\n乙\n丙"

    @pytest.mark.parametrize(
        "bad", ["甲\x00乙", "甲\x0b乙", "甲\x1b乙", "甲\x7f乙", "甲\uffff乙", "甲\ud800乙", chr(0xDFFF)]
    )
    def test_invisible_signs_are_refused(self, bad):
        with pytest.raises(BadValue, match="控制字符"):
            plain_text(bad)

    def test_tab_line_break_and_rare_characters_stay(self):
        assert plain_text("甲\t乙\n𠮷") == "甲\t乙\n𠮷"

    def test_a_cell_s_limit_holds(self):
        assert len(plain_text("长" * values.MAX_TEXT)) == values.MAX_TEXT
        with pytest.raises(BadValue, match="32768"):
            plain_text("长" * (values.MAX_TEXT + 1))

    @given(st.text(max_size=60))
    def test_writing_twice_changes_nothing_and_all_can_be_saved(self, text):
        try:
            once = plain_text(text)
        except BadValue:
            return
        assert plain_text(once) == once
        once.encode()


class TestReferences:
    @pytest.mark.parametrize(
        ("written", "text"),
        [
            ("EV-001", "EV-001"), ("ev-001, EV-003#p12", "EV-001、EV-003#p12"), ("EV-001；EV-002;EV-003", "EV-001、EV-002、EV-003"),
            ("EV-001\nEV-001", "EV-001"), ("EV—001", "EV-001"), ("ＥＶ－００１", "EV-001"), ("EV-００１", "EV-001"), ("EV-001＃p3", "EV-001#p3"),
            (" EV-001 # p3 ", "EV-001#p3"), ("EV-001#", "EV-001"), ("EV-001、", "EV-001"), ("", ""), ("EV-001，EV-001#p2", "EV-001、EV-001#p2"),
        ],
    )  # fmt: skip
    def test_every_writing_of_a_number_is_one(self, written, text):
        assert values.refs_text(written) == text

    @pytest.mark.parametrize("bad", ["EV-1", "EV-1234567", "EV001", "证据1", "EV-001 EV-002", "EV-٠٠١", "#p3"])
    def test_what_is_no_evidence_number_is_refused(self, bad):
        with pytest.raises(BadValue, match="不是证据编号"):
            values.refs_text(bad)

    @given(
        st.lists(st.tuples(st.integers(0, 999999), st.sampled_from(["", "#p1", "#p2-3", "#表 4"])), max_size=5),
        st.sampled_from("、,，;；\n"),
    )
    def test_writing_twice_changes_nothing(self, items, mark):
        once = values.refs_text(mark.join(f"ev-{n:03d}{page}" for n, page in items))
        assert values.refs_text(once) == once
        assert len(values.split_refs(once)) == len(set(once.split("、"))) - (once == "")


class TestShowing:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("89.999", "89.99"), ("90", "90.00"), ("0", "0.00"), ("-0.001", "-0.01"), ("-1.5", "-1.50"), ("0.005", "0.00"), ("1234.5678", "1234.56"),
        ],
    )  # fmt: skip
    def test_two_places_are_cut(self, value, text):
        assert cut(Fraction(value)) == text

    @given(st.fractions(max_denominator=10**12), st.integers(0, 6))
    def test_what_is_shown_is_never_more(self, value, places):
        shown = Fraction(cut(value, places))
        assert 0 <= value - shown < Fraction(1, 10**places)

    @given(st.integers(-(10**40), 10**40), st.integers(0, 60), st.integers(0, 60))
    def test_an_ending_expansion_is_written_whole(self, number, twos, fives):
        value = Fraction(number, 2**twos * 5**fives)
        assert Fraction(decimal_string(value)) == value

    @given(st.fractions(max_denominator=10**9))
    def test_any_other_keeps_twenty_eight_digits(self, value):
        assert abs(Fraction(decimal_string(value)) - value) <= abs(value) / 10**27
