"""What several reviews come to: each item by the newest finding of each person, as far as it is of the content of now."""

from __future__ import annotations

from zcdoc.model.reviews import Found, Review, standing

NOW = {"check:a": "1", "check:b": "2", "check:c": "3"}


def review(by, date, **found):
    items = {f"check:{key}": Found(verdict, digest, note) for key, (verdict, digest, note) in found.items()}
    return Review(by, date, "印本", "1.0.0", "x" * 64, items)


def test_nobody():
    found = standing(NOW, [])
    assert (found.total, found.reviewed, found.people) == (3, 0, ())
    assert "还没有人审读过" in found.told


def test_items_are_counted_once_and_those_of_two_people_are_told():
    found = standing(
        NOW,
        [
            review("甲", "2026-01-01", a=("一致", "1", ""), b=("一致", "2", "")),
            review("乙", "2026-01-02", a=("存疑", "1", "？")),
        ],
    )
    assert (found.reviewed, found.twice, found.people) == (2, 1, ("乙", "甲"))
    assert found.with_verdict("存疑") == ["check:a"]
    assert found.told == "审读：2 人，2/3 项；两人以上审读过的 1 项；存疑 1 项"


def test_a_later_finding_of_the_same_person_replaces_the_earlier_whatever_the_order_of_the_file():
    later, earlier = review("甲", "2026-02-01", a=("一致", "1", "")), review("甲", "2026-01-01", a=("不一致", "1", "x"))
    for order in ([later, earlier], [earlier, later]):
        assert standing(NOW, order).with_verdict("不一致") == []


def test_a_finding_of_other_content_does_not_hold():
    found = standing(NOW, [review("甲", "2026-01-01", a=("一致", "old", ""), b=("一致", "2", ""))])
    assert (found.reviewed, found.changed) == (1, 1)
    assert "1 项审读后改过" in found.told


def test_an_item_that_is_gone_is_no_item():
    found = standing(NOW, [review("甲", "2026-01-01", z=("不一致", "9", "x"))])
    assert (found.reviewed, found.changed, found.people) == (0, 0, ())
