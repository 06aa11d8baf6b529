"""The vocabulary in which packs say how long evidence holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from zcdoc.model.validity import Validity, read
from zcdoc.pack import load

PACKS = Path(__file__).resolve().parents[2] / "checklists"


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("数据年度", Validity("year", 1)),
        ("近三年", Validity("years", 3)),
        ("近 5 年", Validity("years", 5)),
        ("近三个自然年度", Validity("years", 3)),
        ("覆盖近三年，出具日不早于评价前三个月", Validity("years", 3, 3)),
        ("现行有效", Validity("standing")),
        ("合同期内", Validity("term")),
        ("检查当日", Validity("moment")),
        ("见约定“新建的期间”", Validity("convention", convention="新建的期间")),
    ],
)
def test_a_word_is_understood(text, way):
    assert read(text) == [way]


def test_two_ways_to_hold():
    assert read("近三个自然年度或改造前后各一年") == [Validity("years", 3), Validity("years", 2)]


@pytest.mark.parametrize(
    "text", ["", "很久", "3", "永远", "近期", "数据年", "有效", "近三年或永远", "一二年", "近三年以上"]
)
def test_what_cannot_be_computed_with_is_not_understood(text):
    assert read(text) == []


@pytest.mark.parametrize("pack", sorted(p.parent.name for p in PACKS.glob("*/pack.yaml")))
def test_every_built_in_pack_keeps_to_it(pack):
    found = [
        e.valid for _, c in load(PACKS / pack, "built-in").checks.values() for e in c.evidence if e.valid is not None
    ]
    assert [valid for valid in found if not read(valid)] == []
    assert found
