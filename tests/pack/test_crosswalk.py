"""crosswalk.yaml: the built-in one is sound and reads as its header says; every fault of another is told with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zcdoc.model.crosswalk import named_items, unshareable
from zcdoc.pack import load, read_crosswalk
from zcdoc.problems import Problems

ROOT = Path(__file__).resolve().parents[2]
CHECKLISTS = ROOT / "checklists"
SMALL = ROOT / "tests" / "readiness" / "small-pack"
SOUND = """\
pairs:
- a: small-pack
  b: other-pack
  by: 某人
  clauses:
  - {a: 4.2.1.a, b: 4.2.6.a, relation: overlaps, reason: 各问各的。}
  - {a: 5.1-1, b: 5.1-1, relation: equal, reason: 相同。}
  indicators:
  - {a: "1", b: "1", relation: equal, inputs: same, reason: 相同。}
"""


def packs():
    return {p.parent.name: load(p.parent, "built-in") for p in sorted(CHECKLISTS.glob("*/pack.yaml"))}


@pytest.fixture(scope="module")
def built_in():
    known, problems = packs(), Problems()
    pairs = read_crosswalk(CHECKLISTS / "crosswalk.yaml", known.get, problems)
    assert list(problems) == []
    return known, pairs


def read(folder, text, *, packs=("small-pack", "other-pack")):
    """The problems of a crosswalk, held against copies of the small pack under these names."""
    path, problems = folder / "crosswalk.yaml", Problems()
    path.write_text(text, "utf-8")
    small = load(SMALL, "test")
    read_crosswalk(path, lambda name: small if name in packs else None, problems)
    return list(problems)


class TestTheBuiltInOne:
    def test_all_built_in_standards_are_compared(self, built_in):
        known, pairs = built_in
        found = {pair.both for pair in pairs}
        assert len(found) == len(pairs)
        assert len(found) == len(known) * (len(known) - 1) // 2, "every two of the built-in packs"

    def test_links_stand_in_the_order_of_both_packs(self, built_in):
        known, pairs = built_in
        for pair in pairs:
            left, right = (list(named_items(known[name])) for name in (pair.a, pair.b))
            places = [(left.index(link.a), right.index(link.b)) for link in pair.clauses]
            assert places == sorted(places), f"{pair.a} {pair.b}"

    def test_clauses_are_linked_with_clauses_and_checks_with_checks(self, built_in):
        """So that whoever reads a link knows whether answers come over. A heading alone may stand against a whole clause."""
        known, pairs = built_in
        mixed = [
            (pair.a, link.a, pair.b, link.b)
            for pair in pairs
            for link in pair.clauses
            if (link.a in known[pair.a].checks) != (link.b in known[pair.b].checks)
        ]
        assert all(b == "6" for *_, b in mixed), mixed

    def test_what_is_equal_in_relation_differs_in_words_alone(self, built_in):
        """A reason of an equal link begins with what both ask."""
        _, pairs = built_in
        equal = [link for pair in pairs for link in pair.clauses if link.relation == "equal"]
        assert equal
        assert [link.reason for link in equal if not re.match(r"都|两项|年限和", link.reason)] == []

    def test_reasons_are_sentences_that_name_a_side(self, built_in):
        _, pairs = built_in
        links = [link for pair in pairs for link in (*pair.clauses, *pair.indicators)]
        assert [link.reason for link in links if not link.reason.endswith("。")] == []
        # No reason tells of a modal word alone while the relation says that something else differs.
        alone = re.compile(r"^[^；。]*(为|是)(应|宜|鼓励|可|优先)，[^；。]*(为|是)?(应|宜|鼓励|可|优先|没有情态词)。$")
        assert [link for link in links if link.relation != "equal" and alone.match(link.reason)] == []

    def test_shared_numbers_count_the_same_things(self, built_in):
        """Same units and same words of 口径, up to how they are said; whoever adds one reads both and adds it here."""
        known, pairs = built_in
        shared = {(pair.a, k.a, pair.b, k.b) for pair in pairs for k in pair.indicators if k.inputs == "same"}
        assert {
            ("seesa-010-2025", "16", "jiangsu-guide", "14"),
            ("seesa-010-2025", "16", "ndrc-2025-910", "6"),
            ("jiangsu-guide", "14", "ndrc-2025-910", "6"),
            ("jiangsu-guide", "15", "sxses-04-2024", "Z5"),
        } == shared
        for pair in pairs:
            assert not [
                k for k in pair.indicators if k.inputs == "same" and unshareable(k, known[pair.a], known[pair.b])
            ]

    def test_what_is_the_same_under_some_options_only_says_so(self, built_in):
        _, pairs = built_in
        under = {(p.a, k.a, p.b, k.b): (k.a_under, k.b_under) for p in pairs for k in p.indicators if k.conditional}
        last = {"data-year": "last-year"}
        assert under == {
            ("seesa-010-2025", "16", "jiangsu-guide", "14"): ({}, last),
            ("jiangsu-guide", "14", "ndrc-2025-910", "6"): (last, {}),
            ("jiangsu-guide", "15", "sxses-04-2024", "Z5"): ({"heat-15": "recoverable", **last}, last),
        }


def test_a_heading_without_contents_is_marked_as_unknown():
    """What a text says of a check may be its heading alone; adopt brings nothing there."""
    for name, pack in packs().items():
        said = {k for k, (_, check) in pack.checks.items() if "来源没有给出）" in check.text}
        assert {k for k, (_, check) in pack.checks.items() if check.unknown} == said, name


# What somebody writes instead of what, on which line and column it is told, words of the message.
FAULTS = {
    "a check that is not there": ("a: 4.2.1.a", "a: 4.2.9.a", "6:9", "small-pack 没有条款或检查项 4.2.9.a"),
    "a clause that is not there": ("b: 5.1-1,", "b: 5.9-9,", "7:19", "没有条款或检查项 5.9-9"),
    "an indicator that is not there": ('b: "1"', 'b: "99"', "9:17", "没有指标 99"),
    "a link twice": (
        "{a: 5.1-1, b: 5.1-1, relation: equal", "{a: 4.2.1.a, b: 4.2.6.a, relation: equal", "7:5", "4.2.1.a 与 4.2.6.a 的对应写了两次",
    ),
    "a relation that nobody knows": ("relation: overlaps", "relation: similar", "6:40", "“relation”的取值不对：similar"),
    "a pack that is not there": ("b: other-pack", "b: third-pack", "3:6", "没有标准包“third-pack”"),
    "a pack with itself": ("b: other-pack", "b: small-pack", "3:6", "与它自己"),
    "nobody who compared": ("  by: 某人\n", "", "2:3", "缺少必填项“by”"),
    "a reason that is missing": (", reason: 各问各的。", "", "6:5", "缺少必填项“reason”"),
    "numbers shared that cannot be": ('a: "1", b: "1"', 'a: "1", b: "5"', "9:47", "不能写 same：单位不同"),
    "an option of no convention": ("inputs: same", "inputs: same, a_under: {none: area}", "9:62", "small-pack 没有约定 none"),
    "an option that is not permitted": ("inputs: same", "inputs: same, b_under: {base-1: moon}", "9:62", "约定 base-1 不能取 moon"),
    "an option of numbers that differ": (
        "inputs: same", "inputs: different, a_under: {base-1: area}", "9:67", "只有 inputs: same 才写",
    ),
    "a word that is no key": ("by: 某人", "by: 某人\n  note: 另见", "5:9", "不认识的项“note”"),
}  # fmt: skip


def test_a_sound_one_has_no_problem(tmp_path):
    assert read(tmp_path, SOUND) == []


def test_there_need_not_be_one(tmp_path):
    problems = Problems()
    assert read_crosswalk(tmp_path / "crosswalk.yaml", None, problems) == []
    assert list(problems) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_told_with_its_place(tmp_path, fault):
    old, new, place, words = FAULTS[fault]
    assert SOUND.count(old) == 1, fault
    (problem, *_) = read(tmp_path, SOUND.replace(old, new))
    assert problem.where == f"crosswalk.yaml:{place}"
    assert words in problem.message
    assert problem.fix
    assert problem.severity == "error"


def test_all_faults_are_told_at_once(tmp_path):
    text = SOUND.replace("a: 4.2.1.a", "a: 4.2.9.a").replace('a: "1"', 'a: "98"').replace("b: 5.1-1,", "b: 5.9-9,")
    assert len(read(tmp_path, text)) == 3


@pytest.mark.parametrize("again", ["a: small-pack\n  b: other-pack", "a: other-pack\n  b: small-pack"])
def test_a_pair_stands_once_whichever_way_round(tmp_path, again):
    (problem,) = read(tmp_path, f"{SOUND}- {again}\n  by: 别人\n")
    assert problem.where == "crosswalk.yaml:10:3"
    assert "写了两次" in problem.message


def test_a_file_that_is_no_text_is_a_problem_with_its_place(tmp_path):
    path = tmp_path / "crosswalk.yaml"
    path.write_bytes(b"\xff\x00")
    problems = Problems()
    assert read_crosswalk(path, None, problems) == []
    assert [(p.rule, p.where) for p in problems] == [("crosswalk-file", "crosswalk.yaml:1:1")]
