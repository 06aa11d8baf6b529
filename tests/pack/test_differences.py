"""Two packs place by place: a lowered threshold, a dropped clause, a reordered list."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zcdoc.pack import differences, load

DELIVERED = Path(__file__).resolve().parents[2] / "checklists" / "seesa-010-2025"


@pytest.fixture
def own(tmp_path):
    return Path(shutil.copytree(DELIVERED, tmp_path / DELIVERED.name))


def edit(folder, name, old, new):
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")


def told(own):
    return [(d.where, d.was, d.now) for d in differences(DELIVERED, own)]


def test_a_copy_differs_nowhere(own):
    assert told(own) == []


def test_a_lowered_threshold_is_named_with_both_values(own):
    edit(own, "rating.yaml", 'at_least: "90"', 'at_least: "80"')
    assert told(own) == [("rating.yaml rating.levels[引领级].at_least", "90", "80")]


def test_comments_and_quotes_are_no_difference(own):
    edit(own, "rating.yaml", 'at_least: "90"', "at_least: 90  # 界限")
    assert told(own) == []
    assert load(own, "workspace", DELIVERED).provenance.differs, "but the bytes are not those that were delivered"


def test_what_is_missing_and_what_is_more_stand_on_their_own_side(own):
    edit(own, "pack.yaml", "  edition:", "  remark: 新写的\n  edition:")
    edit(own, "indicators.yaml", '    leading: "1"\n', "")
    assert told(own) == [
        ("pack.yaml standard.remark", None, "新写的"),
        ("indicators.yaml indicators[1].leading", "1", None),
    ]


def test_the_order_of_named_items_does_not_count(tmp_path):
    for folder, order in (("a", "12"), ("b", "21")):
        (tmp_path / folder).mkdir()
        text = "indicators:\n" + "".join(f'- {{number: "{n}", name: x}}\n' for n in order)
        (tmp_path / folder / "indicators.yaml").write_text(text, "utf-8")
    assert differences(tmp_path / "a", tmp_path / "b") == []


def test_a_file_that_cannot_be_read_differs_as_a_whole(own):
    (own / "rating.yaml").write_text("rating: [", "utf-8")
    assert [d.where for d in differences(DELIVERED, own)] == ["rating.yaml"]
