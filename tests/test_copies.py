"""Whose filling a file is: the texts in it say so, never who types the command; rows under numbers that two people gave."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zcdoc.actions.coming import Coming, merged
from zcdoc.copies import Earlier, own_words, parent_of
from zcdoc.model.imported import Claim, Imported
from zcdoc.model.incoming import Incoming, NewRow
from zcdoc.model.record import Address, Record, apply, get
from zcdoc.problems import Problems

PACK, ROUND, PARK = "round/r1/p", "round/r1", "park"


def check(key, name="检查所见"):
    return Address(PACK, "checks", key, name)


def evidence(key, name="名称"):
    return Address(PARK, "evidence", key, name)


@dataclass
class Desk:
    """A record, and the imports that it has seen."""

    state: dict = field(default_factory=dict)
    earlier: list = field(default_factory=list)
    decided: set = field(default_factory=set)

    def take_in(self, handed, cells, rows=(), *, copy_id="c1", saved="", take=None):
        incoming = [Incoming(at, value, f"表!{i}") for i, (at, value) in enumerate(cells.items())]
        new = [NewRow(s, t, {n: (v, f"行!{i}{n}") for n, v in values.items()}) for i, (s, t, values) in enumerate(rows)]
        coming = Coming(copy_id, handed, incoming, new, Problems(), saved=saved)
        mine = [e for e in self.earlier if e.made.copy == copy_id]
        done = merged(coming, Record("demo", self.state), (mine, frozenset(self.decided)), take)
        apply(self.state, done.plan.changes)
        self.earlier.append(Earlier(len(self.earlier) + 1, done.made))
        self.decided |= {(d.at, d.file, d.record) for d in done.made.decided if d.taken == "record"}
        assert Imported.from_json(done.made.as_json()) == done.made
        return done


@pytest.fixture
def desk():
    return Desk()


class TestWhoseItIs:
    def test_two_fillings_of_one_export_are_two_people(self, desk):
        desk.take_in({}, {check("a"): "甲看过", check("b"): "甲查了"})
        second = desk.take_in({}, {check("a"): "乙看过", check("c"): "乙查了"})
        assert [c.at for c in second.plan.conflicts] == [check("a")]
        assert (get(desk.state, check("a")), get(desk.state, check("c"))) == ("甲看过", "乙查了")
        assert second.made.parent == 0

    def test_a_corrected_file_goes_on_from_its_first_import(self, desk):
        first = {check("a"): "甲看过", check("b"): "甲查了", check("c"): "三"}
        desk.take_in({}, first)
        again = desk.take_in({}, {**first, check("a"): "甲再看"})
        assert (again.made.parent, again.plan.conflicts) == (1, [])
        assert get(desk.state, check("a")) == "甲再看"

    def test_dropdowns_alone_say_nothing(self, desk):
        cells = {check(k, "结果"): "符合" for k in "abcd"}
        desk.take_in({}, cells)
        again = desk.take_in({}, {**cells, check("a", "结果"): "不符合"})
        assert again.made.parent == 0
        assert [c.at for c in again.plan.conflicts] == [check("a", "结果")]

    def test_one_repeated_text_is_not_enough(self, desk):
        desk.take_in({}, {check("a"): "看过", check("b"): "甲"})
        assert desk.take_in({}, {check("a"): "看过", check("b"): "乙"}).made.parent == 0

    def test_more_must_be_repeated_than_contradicted(self, desk):
        desk.take_in({}, {check(k): f"甲{k}" for k in "abcd"})
        cells = {check("a"): "甲a", check("b"): "甲b", check("c"): "乙c", check("d"): "乙d"}
        assert desk.take_in({}, cells).made.parent == 0

    def test_blanks_are_neutral(self, desk):
        desk.take_in({}, {check(k): f"甲{k}" for k in "abcdefgh"})
        assert desk.take_in({}, {check("a"): "甲a", check("b"): "甲b"}).made.parent == 1

    def test_another_copy_is_no_parent(self, desk):
        cells = {check(k): f"甲{k}" for k in "abc"}
        desk.take_in({}, cells, copy_id="c1")
        assert desk.take_in({}, {**cells, check("a"): "乙"}, copy_id="c2").made.parent == 0

    def test_the_latest_of_equals(self):
        made = [Imported("c", claims=(Claim(check("a"), "x"), Claim(check("b"), "y"))) for _ in range(2)]
        found = parent_of([Earlier(i + 1, m) for i, m in enumerate(made)], {check("a"): "x", check("b"): "y"}, [])
        assert found is not None
        assert found.seq == 2

    @pytest.mark.parametrize(
        ("at", "counts"),
        [(check("a"), True), (check("a", "结果"), False), (check("a", "检查人"), False), (check("a", "检查日期"), False),
         (check("a", "证据编号"), False), (Address(PARK, "profile", "园区概况", "内容"), True),
         (Address(ROUND, "profile", "与园区无利益关系", "内容"), False), (Address(ROUND, "rounds", "r1", "date"), False)],
    )  # fmt: skip
    def test_only_what_somebody_wrote_counts(self, at, counts):
        assert own_words(at) is counts


class TestSaves:
    def test_an_older_save_changes_nothing(self, desk):
        old = {check(k): f"甲{k}" for k in "abc"}
        new = {**old, check("a"): "甲新", check("d"): "甲d"}
        desk.take_in({}, old, saved="2026-03-01T08:00:00Z")
        desk.take_in({}, new, saved="2026-03-02T08:00:00Z")
        assert desk.take_in({}, old, saved="2026-03-01T08:00:00Z").plan.changes == []
        assert get(desk.state, check("a")) == "甲新"

    def test_an_older_save_that_was_never_taken_in_asks(self, desk):
        new = {check(k): f"甲{k}" for k in "abcde"}
        desk.take_in({}, new, saved="2026-03-02T08:00:00Z")
        done = desk.take_in({}, {**new, check("a"): "甲旧"}, saved="2026-03-01T08:00:00Z")
        assert [c.file for c in done.plan.conflicts] == ["甲旧"]
        assert get(desk.state, check("a")) == "甲a"

    def test_a_decided_pair_is_not_asked_again(self, desk):
        desk.take_in({}, {check("a"): "甲看过", check("b"): "甲"})
        theirs = {check("a"): "乙看过", check("c"): "乙一", check("d"): "乙二"}
        assert desk.take_in({}, theirs).plan.conflicts
        assert desk.take_in({}, theirs, take="record").made.decided
        assert desk.take_in({}, theirs).plan.conflicts == []

    def test_an_undecided_one_is(self, desk):
        desk.take_in({}, {check("a"): "甲看过", check("b"): "甲"})
        theirs = {check("a"): "乙看过", check("c"): "乙一", check("d"): "乙二"}
        first, second = desk.take_in({}, theirs), desk.take_in({}, theirs)
        assert [c.at for c in first.plan.conflicts] == [c.at for c in second.plan.conflicts] == [check("a")]

    def test_clearing_ones_own_text_is_heard(self, desk):
        cells = {check(k): f"甲{k}" for k in "abc"}
        desk.take_in({}, cells)
        done = desk.take_in({}, {**cells, check("a"): None})
        assert (done.plan.conflicts, get(desk.state, check("a"))) == ([], None)


class TestRows:
    def test_one_number_in_two_copies_is_two_rows_and_citations_follow(self, desk):
        mine = {
            evidence("EV-001"): "甲的台账",
            evidence("EV-001", "出具单位"): "甲局",
            check("a", "证据编号"): "EV-001#p2",
        }
        theirs = {
            evidence("EV-001"): "乙的合同", evidence("EV-001", "出具单位"): "乙局",
            check("b", "证据编号"): "EV-001#p7、EV-001", check("b"): "见 EV-001 第 7 页",
        }  # fmt: skip
        desk.take_in({}, mine)
        second = desk.take_in({}, theirs)
        rows = desk.state[PARK]["evidence"]
        assert {k: r["名称"] for k, r in rows.items()} == {"EV-001": "甲的台账", "EV-002": "乙的合同"}
        assert get(desk.state, check("b", "证据编号")) == "EV-002#p7、EV-002"
        assert get(desk.state, check("b")) == "见 EV-001 第 7 页"
        assert {p.rule for p in second.told} == {"row-renumbered", "number-mentioned"}
        again = desk.take_in({}, {**theirs, evidence("EV-001", "出具单位"): "乙市局"})
        assert (again.made.parent, again.plan.conflicts, again.told[:0]) == (2, [], [])
        assert desk.state[PARK]["evidence"]["EV-002"]["出具单位"] == "乙市局"
        assert len(desk.state[PARK]["evidence"]) == 2

    def test_word_for_word_the_same_row_is_one(self, desk):
        row = {evidence("EV-001"): "台账"}
        desk.take_in({}, row)
        assert desk.take_in({}, row).made.numbers == {}
        assert len(desk.state[PARK]["evidence"]) == 1

    def test_a_row_of_the_hand_out_is_the_record_s(self, desk):
        desk.state = {PARK: {"evidence": {"EV-001": {"名称": "旧名"}}}}
        handed = copy.deepcopy(desk.state)
        desk.take_in(handed, {evidence("EV-001"): "新名"})
        assert desk.state[PARK]["evidence"] == {"EV-001": {"名称": "新名"}}

    def test_a_row_without_a_number_that_is_corrected_is_the_same_row(self, desk):
        rows = [
            (ROUND, "targets", {"目标项": "碳达峰", "说明": "甲写的"}),
            (ROUND, "targets", {"目标项": "碳中和", "说明": "也是"}),
        ]
        desk.take_in({}, {check("a"): "甲a", check("b"): "甲b"}, rows)
        rows[0] = (ROUND, "targets", {"目标项": "碳达峰", "说明": "甲改写的", "目标值": "3"})
        done = desk.take_in({}, {check("a"): "甲a", check("b"): "甲b"}, rows)
        assert (done.plan.conflicts, done.made.parent) == ([], 1)
        assert desk.state[ROUND]["targets"] == {
            "1": {"目标项": "碳达峰", "说明": "甲改写的", "目标值": "3"}, "2": {"目标项": "碳中和", "说明": "也是"},
        }  # fmt: skip

    def test_long_lists_that_come_back_stay_what_they_were(self, desk):
        """Three thousand rows, most of their cells alike: nothing is compared with everything."""
        rows = [(ROUND, "targets", {"目标项": f"目标{i}", "单位": "t", "说明": "同上"}) for i in range(3000)]
        desk.take_in({}, {check("a"): "甲a", check("b"): "甲b"}, rows)
        rows[7][2]["说明"] = "改了"
        done = desk.take_in({}, {check("a"): "甲a", check("b"): "甲b"}, rows)
        assert (len(done.plan.changes), len(desk.state[ROUND]["targets"])) == (1, 3000)

    def test_two_people_s_rows_without_numbers_are_two(self, desk):
        desk.take_in({}, {}, [(ROUND, "targets", {"目标项": "碳达峰"})])
        desk.take_in({}, {}, [(ROUND, "targets", {"目标项": "碳中和"})])
        assert [r["目标项"] for r in desk.state[ROUND]["targets"].values()] == ["碳达峰", "碳中和"]


# --- a thousand divergences ---------------------------------------------------------------------------------------------

KEYS = "abcdefgh"


class Author:
    """Somebody who fills a copy: every text says who wrote it and which version it is."""

    def __init__(self, name, rng):
        self.name, self.rng, self.cells, self.number, self.saves = name, rng, {}, 0, []

    def write(self):
        for key in self.rng.sample(KEYS, self.rng.randint(2, 6)):
            self.number += 1
            self.cells[check(key)] = f"{self.name}{self.number}"
        if self.rng.random() < 0.5:
            key = f"EV-00{self.rng.randint(1, 3)}"
            self.cells.setdefault(evidence(key), f"{self.name}的材料{key}")
            self.cells.setdefault(check("z", "证据编号"), key)
        self.saves.append((dict(self.cells), f"2026-03-{len(self.saves) + 1:02d}T08:00:00Z"))


@settings(max_examples=1000)
@given(seed=st.integers(0, 10**9))
def test_nothing_is_overwritten_in_silence_and_no_row_is_lost_or_doubled(seed):
    rng = random.Random(seed)
    desk, authors = Desk(), [Author(name, rng) for name in "甲乙丙丁"[: rng.randint(2, 4)]]
    materials = set()
    for _ in range(rng.randint(3, 10)):
        author = rng.choice(authors)
        if rng.random() < 0.7 or not author.saves:
            author.write()
        cells, saved = rng.choice(author.saves) if rng.random() < 0.3 else author.saves[-1]
        before = copy.deepcopy(desk.state)
        take = rng.choice([None, None, "record"])
        done = desk.take_in({}, cells, saved=saved, take=take)
        materials |= {value for at, value in cells.items() if at.table == "evidence"}
        for change in done.plan.changes:
            stood = get(before, change.at)
            assert stood is None or stood[0] == author.name, (stood, change)  # only an author replaces their own words
            if stood is not None and change.at.table == "checks" and change.at.field == "检查所见":
                assert int(change.now[1:]) > int(stood[1:])  # and never by an older save
        rows = [row["名称"] for row in desk.state.get(PARK, {}).get("evidence", {}).values()]
        assert sorted(rows) == sorted(materials)
        asked = {(c.at, c.file, c.record) for c in [*done.plan.conflicts, *done.plan.settled]}
        assert not asked & (desk.decided - {(d.at, d.file, d.record) for d in done.made.decided})
