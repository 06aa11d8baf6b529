"""The record as plain text: what changed, and putting it back."""

from __future__ import annotations

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from zcdoc.model.record import Address, Change, Record, apply, difference, get, natural, profile_scope, put, walk

words = st.sampled_from(["甲", "乙", "丙"])
rows = st.dictionaries(words, st.dictionaries(words, st.sampled_from(["1", "2"]), min_size=1, max_size=2), max_size=2)
states = st.dictionaries(st.sampled_from(["park", "round/r1"]), st.dictionaries(words, rows, max_size=2), max_size=2)


@given(states, states)
def test_a_difference_applied_gives_the_new_state(old, new):
    changed = copy.deepcopy(old)
    apply(changed, difference(old, new))
    assert dict(walk(changed)) == dict(walk(new))


@given(states, states)
def test_and_taken_back_the_old_one(old, new):
    changed = copy.deepcopy(new)
    apply(changed, [Change(c.at, c.now, c.was) for c in reversed(difference(old, new))])
    assert dict(walk(changed)) == dict(walk(old))


@given(states)
def test_nothing_differs_from_itself(state):
    assert difference(state, copy.deepcopy(state)) == []


@given(states, states)
@settings(max_examples=50)
def test_a_change_survives_json(old, new):
    for change in difference(old, new):
        assert Change.from_json(change.as_json()) == change


def test_a_row_without_fields_does_not_exist():
    state = {}
    at = Address("park", "evidence", "EV-001", "名称")
    put(state, at, "台账")
    assert get(state, at) == "台账"
    put(state, at, None)
    assert Record("demo", state).rows("evidence", "park") == {}
    put(state, Address("nowhere", "x", "y", "z"), None)
    assert dict(walk(state)) == {}


def test_keys_sort_as_people_count():
    keys = ["10", "9", "EV-10", "EV-9", "5.10-1", "5.2-1", "5.2-1.b", "5.2-1.a", "1"]
    assert sorted(keys, key=natural) == ["1", "5.2-1", "5.2-1.a", "5.2-1.b", "5.10-1", "9", "10", "EV-9", "EV-10"]


@given(st.lists(st.text(alphabet="0123456789.-aEV 甲\n\t", max_size=8), min_size=2, max_size=2, unique=True))
def test_every_two_keys_have_an_order(pair):
    a, b = (natural(key) for key in pair)
    assert (a < b) + (b < a) + (a == b) == 1


class TestRecord:
    record = Record(
        "demo",
        {
            "park": {
                "profile": {"园区名称": {"内容": "示范园区"}, "园区面积": {"内容": "9"}},
                "rounds": {"r10": {"kind": "evaluation", "date": "2026-03-01"}, "r9": {"kind": "baseline", "date": "2026-03-01"}, "r0": {"kind": "baseline", "date": "2027-01-01"}},
                "assumptions": {"p/a": {"value": "1", "by": "赵"}, "q/a": {"value": "2"}},
            },
            "round/r9": {"profile": {"数据年度": {"内容": "2025"}}},
        },
    )  # fmt: skip

    def test_rounds_stand_in_order_of_date_then_number(self):
        assert [r.id for r in self.record.rounds] == ["r9", "r10", "r0"]

    def test_a_round_sees_the_park_s_profile_and_its_own(self):
        assert set(self.record.profile("r9")) == {"园区名称", "园区面积", "数据年度"}
        assert set(self.record.profile("r10")) == {"园区名称", "园区面积"}

    def test_decisions_belong_to_one_pack(self):
        assert {k: d.value for k, d in self.record.decisions("p", self.record.rounds[0]).items()} == {"a": "1"}

    def test_the_name_falls_back_to_the_id(self):
        assert (self.record.name, Record("demo").name) == ("示范园区", "demo")

    def test_fields_of_a_round_live_in_its_scope(self):
        assert (profile_scope("数据年度", "r9"), profile_scope("园区面积", "r9")) == ("round/r9", "park")
