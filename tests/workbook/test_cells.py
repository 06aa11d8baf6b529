"""One cell's value: what people type, and the one spelling in which it is kept."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdoc.model.tables import CLEAR
from zcdoc.model.values import BadValue
from zcdoc.workbook.cells import canonical, half_width

KINDS = ["text", "number", "graded", "date", "year", "refs", "choice", "yes_no"]


def moment(*numbers):
    """A cell's date has no zone."""
    return dt.datetime(*numbers)


def refused(value, kind, allowed=()):
    with pytest.raises(BadValue) as caught:
        canonical(value, kind, allowed)
    assert caught.value.fix
    return caught.value


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (0.35, "0.35"), ("35%", "0.35"), ("0.35", "0.35"), ("３５％", "0.35"), ("1,234.5", "1234.5"), ("１２３", "123"), (7, "7"), (-0.0, "0"),
        (1 / 3, "0.333333333333333"), (1e-9, "0.000000001"), ("1e3", "1000"), (12345678901234567, "12345678901234600"), (" 5 ", "5"),
        (0.1 + 0.2, "0.3"), ("１，２３４．５", "1234.5"), ("－４", "-4"), ("100％", "1"), (".5", "0.5"), ("+3", "3"),
    ],
)  # fmt: skip
def test_it_understands_a_number(typed, stored):
    assert canonical(typed, "number", ()) == stored


@pytest.mark.parametrize(
    "typed",
    ["约 5", "5 吨", "1,23", "--5", "五", "1.2.3", moment(2026, 3, 5), dt.time(8), True, "#DIV/0!", "#N/A", "1e999", float("inf"),
     float("nan"), 1e300, "有", "5%%"],
)  # fmt: skip
def test_it_refuses_what_is_no_number(typed):
    refused(typed, "number")


@pytest.mark.parametrize(
    "typed",
    [
        moment(2026, 3, 5), dt.date(2026, 3, 5), moment(2026, 3, 5, 14, 30), "2026-03-05", "2026-3-5", "2026/3/5", "2026.3.5",
        "2026年3月5日", "20260305", 46086, 46086.75, " 2026-03-05 ",
    ],
)  # fmt: skip
def test_it_understands_a_date(typed):
    assert canonical(typed, "date", ()) == "2026-03-05"


@pytest.mark.parametrize(
    "typed", ["昨天", "2026-02-30", "03-05", "2026", 5, "2026111", True, dt.time(8), -3, 1e9, "2026-03-05 至 04-01"]
)
def test_it_refuses_what_is_no_date(typed):
    refused(typed, "date")


@pytest.mark.parametrize(
    "typed", [2025, "2025", "2025年", "２０２５", "２０２５年", 2025.0, moment(2025, 6, 1), " 2025 "]
)
def test_it_understands_a_year(typed):
    assert canonical(typed, "year", ()) == "2025"


@pytest.mark.parametrize("typed", ["25", 25, "去年", 2025.5, 20250, "1899", "2101", "²⁰²⁵", True])
def test_it_refuses_what_is_no_year(typed):
    refused(typed, "year")


@pytest.mark.parametrize(
    "typed",
    ["EV-001、EV-002", "EV-001,EV-002", "EV-001，EV-002", "EV-001;EV-002", "EV-001；EV-002", "EV-001\nEV-002", "ev-001、 EV-002 ",
     "ＥＶ－００１、EV-002", "EV-001、EV-002、EV-001", "EV-001\r\nEV-002、", "EV-001\rEV-002"],
)  # fmt: skip
def test_it_separates_evidence_numbers_in_many_ways(typed):
    assert canonical(typed, "refs", ()) == "EV-001、EV-002"


def test_it_keeps_the_page_of_a_piece_of_evidence():
    assert canonical("EV-003#p12；EV-004 # 第 3 页", "refs", ()) == "EV-003#p12、EV-004#第 3 页"


@pytest.mark.parametrize("typed", ["EV-1", "EV001", "见附件", "1", 1, "EV-001 EV-002", "EV-001#p1 EV-002、x"])
def test_it_refuses_what_is_no_evidence_number(typed):
    refused(typed, "refs")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("有", "有"),
        ("无", "无"),
        ("设立", "设立"),
        ("未设立", "未设立"),
        (" 有 ", "有"),
        (0.5, "0.5"),
        ("50%", "0.5"),
        (1, "1"),
    ],
)
def test_it_understands_presence_and_grades(typed, stored):
    assert canonical(typed, "graded", ()) == stored


@pytest.mark.parametrize("typed", ["没有", "√", "有一点", True])
def test_it_refuses_other_words_for_presence(typed):
    refused(typed, "graded")


def test_it_takes_only_the_words_on_offer_and_names_them():
    assert canonical(" 符合 ", "choice", ("符合", "不符合")) == "符合"
    assert refused("OK", "choice", ("符合", "不符合")).fix == "可选：符合、不符合"


@pytest.mark.parametrize(("typed", "stored"), [(True, "是"), (False, "否"), ("是", "是"), ("否", "否")])
def test_it_takes_true_and_false_for_yes_and_no(typed, stored):
    assert canonical(typed, "yes_no", ("是", "否")) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("_x000D_", "_x000D_"), ("  a\n", "a"), (5, "5"), (5.0, "5"), (0.5, "0.5"),
     (moment(2026, 3, 5), "2026-03-05"), (moment(2026, 3, 5, 8, 30), "2026-03-05 08:30"), (True, "是"), ("x" * 32_767, "x" * 32_767), ("𠮷" * 16_383, "𠮷" * 16_383)],
    ids=repr,
)  # fmt: skip
def test_it_keeps_a_text(typed, stored):
    assert canonical(typed, "text", ()) == stored


@pytest.mark.parametrize(
    "typed", ["a\x07b", "a\x00b", "a\x1bb", "\ufffe", "x" * 32_768, "𠮷" * 16_384], ids=lambda typed: ascii(typed)[:20]
)
def test_it_refuses_a_text_that_no_cell_can_hold(typed):
    refused(typed, "text")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("typed", [None, "", " ", "\n\t", "　", "\r"])
def test_a_blank_is_a_blank_of_every_kind(typed, kind):
    assert canonical(typed, kind, ()) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("typed", ["（清空）", "(清空)", " （清空） "])
def test_a_word_clears_a_cell_of_every_kind(typed, kind):
    assert canonical(typed, kind, ()) == CLEAR


@given(
    st.text() | st.floats() | st.integers() | st.booleans() | st.dates() | st.datetimes() | st.times() | st.none(),
    st.sampled_from(KINDS),
)
def test_it_takes_or_refuses_whatever_a_cell_may_hold(typed, kind):
    """And what it has taken once it takes again as the same."""
    try:
        stored = canonical(typed, kind, ("是", "否"))
    except BadValue:
        return
    if stored not in {None, CLEAR}:
        assert canonical(stored, kind, ("是", "否")) == stored


def test_only_wide_letters_become_narrow():
    assert half_width("ＥＶ－００１（ａ）²①") == "EV-001(a)²①"
