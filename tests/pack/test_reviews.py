"""`reviews.yaml` is written and read back; what somebody spoiled is told with line and column and not used."""

from __future__ import annotations

import pytest

from zcdoc.model.reviews import Found, Review
from zcdoc.pack.reviews import read_reviews, written
from zcdoc.problems import Problems

ONE = Review(
    "王五",
    "2026-03-05",
    "印本：第 1 版",
    "1.0.0",
    "a" * 64,
    {"check:5.1-1.a": Found("不一致", "1e5", "印“宜”\n第 3 页")},
)
TWO = Review("no", "2026-03-06", "012", "1.0.0", "b" * 64, {"indicator:1": Found("一致", "012345")})


def read(content):
    problems = Problems()
    return read_reviews(content, "reviews.yaml", problems), list(problems)


def test_what_is_written_is_read_back_as_it_was():
    assert read(written([ONE, TWO])) == ([ONE, TWO], [])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("by: 王五", "by: ''", "缺少“by”"),
        ("2026-03-05", "2026-02-31", "不是日期"),
        ("verdict: 不一致", "verdict: 差不多", "“差不多”不是审读结论"),
        ("digest: 1e5", "digets: 1e5", "缺少 digest"),
    ],
)
def test_a_spoiled_review_is_told_with_its_place_and_the_others_are_used(old, new, words):
    text = written([ONE, TWO]).decode().replace("'1e5'", "1e5")
    assert old in text
    found, problems = read(text.replace(old, new, 1).encode())
    assert found == [TWO]
    assert [words in p.message for p in problems] == [True]
    assert problems[0].where.startswith("reviews.yaml:")
    assert problems[0].fix


@pytest.mark.parametrize(
    "content", [b"", b"7", b"reviews: {}", b"\xff", b"reviews: [", b"reviews: [1]", b"reviews: [{by: a, items: []}]"]
)
def test_whatever_stands_there_ends_in_problems(content):
    found, problems = read(content)
    assert found == []
    assert problems
