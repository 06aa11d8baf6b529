"""The Guangdong draft as the pack holds it, against what was read in its text once more."""

from __future__ import annotations

from pathlib import Path

import pytest

from zcdoc.pack import load

FOLDER = Path(__file__).resolve().parents[2] / "checklists" / "gdcpa-guide-draft"


@pytest.fixture(scope="module")
def pack():
    return load(FOLDER, "built-in")


def check(pack, check_id):
    return pack.checks[check_id][1]


def test_every_check_says_where_it_stands(pack):
    assert not [k.id for _, k in pack.checks.values() if not k.locator]
    assert check(pack, "7.1.8.f").locator == "7.1.8 第 3 句"
    assert check(pack, "7.4.1.3.e").locator == "7.4.1.3 第 2 句 分号之后"
    assert check(pack, "8.1.1.m").locator == "8.1.1 b)"


def test_26_clauses_are_for_enterprises_alone(pack):
    alone = [c.id for c in pack.clauses if c.subjects == ["enterprise"]]
    assert len([i for i in alone if i.startswith("7.5.")]) == 7
    assert len([i for i in alone if i.startswith("7.9.")]) == 18
    assert [i for i in alone if not i.startswith(("7.5.", "7.9."))] == ["8.2.4"]


@pytest.mark.parametrize(
    ("check_id", "who"),
    [
        ("7.2.3.d", ["park"]),
        ("7.4.1.3.b", ["enterprise"]),
        ("7.4.1.4.a", ["park"]),
        ("7.4.1.4.c", ["enterprise"]),
        ("7.9.19.a", ["enterprise"]),
        ("7.9.19.b", ["park"]),
    ],
)
def test_who_must_act_is_said_where_it_differs_within_a_clause(pack, check_id, who):
    clause, found = pack.checks[check_id]
    assert clause.who(found) == who


def test_8_3_3_says_no_more_than_the_text(pack):
    clause = pack.checks["8.3.3.a"][0]
    assert not [t for t in (clause.requirement, *(k.text for k in clause.checks)) if "公布" in t]
    assert "高耗能行业重点领域能效标杆水平" in check(pack, "8.3.3.b").text


@pytest.mark.parametrize("check_id", ["7.10.1.c", "7.10.1.d", "7.2.2.c"])
def test_the_word_that_governs_a_sentence_reaches_all_its_parts(pack, check_id):
    assert (check(pack, check_id).type, check(pack, check_id).word) == ("recommendation", "优先")


def test_7_11_4_g_is_encouraged(pack):
    assert (check(pack, "7.11.4.g").type, check(pack, "7.11.4.g").word) == ("recommendation", "鼓励")


@pytest.mark.parametrize(("check_id", "scope"), [("7.5.2.c", "100 kW"), ("7.5.5.c", "高于 100 ℃")])
def test_what_says_which_things_are_meant_is_no_threshold(pack, check_id, scope):
    assert scope in check(pack, check_id).scope
    assert check(pack, check_id).quantity is None


@pytest.mark.parametrize("check_id", ["7.3.4.a", "7.3.4.b", "7.3.4.c", "7.3.4.d"])
def test_what_meets_the_standard_already_is_met_and_not_inapplicable(pack, check_id):
    assert check(pack, check_id).na == ["边界内没有既有建筑"]


@pytest.mark.parametrize("check_id", ["7.4.1.1.d", "7.9.4.d", "7.1.8.b", "7.1.8.f", "7.9.9.a", "7.9.9.b", "7.9.9.c"])
def test_what_may_not_apply_has_a_ground(pack, check_id):
    assert check(pack, check_id).na


def test_a_permission_that_nobody_uses_is_not_adopted(pack):
    assert not check(pack, "7.9.21.a").na


def test_one_check_asks_one_thing(pack):
    splits = {s.old: len(s.new) for m in pack.head.migrations for s in m.splits}
    assert splits == {"7.3.6.a": 3, "8.2.2.c": 4, "8.2.7.d": 2, "8.2.7.e": 2, "8.2.7.g": 6}
