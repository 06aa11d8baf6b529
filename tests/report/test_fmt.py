"""How values read in a document."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdoc.report.context import fmt


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1860.5", "1,860.5"),
        ("126000", "126,000"),
        ("0.5737", "0.5737"),
        ("-3.50", "-3.5"),
        ("0", "0"),
        ("0.00001", "0.00001"),
    ],
)
def test_numbers_are_grouped_and_carry_no_trailing_zeros(value, text):
    assert fmt.number(Fraction(value)) == text


def test_a_percentage_is_never_rounded_onto_or_over_its_threshold():
    half = Fraction(1, 2)
    assert fmt.percent(Fraction("0.5787"), half) == "57.87%"
    assert fmt.percent(Fraction("0.49998"), half) == "49.998%"
    assert fmt.percent(Fraction("0.500001"), half) == "50.0001%"
    assert fmt.percent(half, half) == "50.00%"


@given(st.fractions(min_value=0, max_value=1), st.sampled_from([Fraction(1, 2), Fraction(9, 10), Fraction(1)]))
def test_what_is_printed_stands_on_the_same_side_of_the_threshold(value, limit):
    shown = Fraction(fmt.percent(value, limit).removesuffix("%").replace(",", "")) / 100
    assert (shown > limit) == (value > limit)
    assert (shown < limit) == (value < limit)


def test_points_are_rounded_by_gbt_8170():
    assert [fmt.points(Fraction(v)) for v in ("89.999", "3.125", "3.135")] == ["90.00", "3.12", "3.14"]


@pytest.mark.parametrize(("iso", "text"), [("2026-03-05", "2026年3月5日"), ("", ""), ("2025 年", "2025 年")])
def test_dates(iso, text):
    assert fmt.date(iso) == text


def test_results_carry_a_sign_and_the_word():
    assert [fmt.signed(r) for r in ("符合", "不符合", "部分符合", "不适用", "未检查")] == [
        "✓ 符合", "✗ 不符合", "△ 部分符合", "— 不适用", "○ 未检查",
    ]  # fmt: skip


def test_user_text_can_be_continued():
    assert fmt.open_end(" 已查阅批复原件。\n") == "已查阅批复原件"


def test_evidence_pages_are_told_in_words_and_other_places_in_brackets():
    assert fmt.refs("EV-001#p12、EV-002、EV-003#p3-5") == "EV-001 第 12 页、EV-002、EV-003 第 3-5 页"
    assert fmt.refs("EV-001#表3") == "EV-001（表3）"
