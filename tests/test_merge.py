"""The three-way merge: what was handed out, what came back, what stands now."""

from __future__ import annotations

import copy
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zcdoc.merge import merge, next_key
from zcdoc.model.incoming import Incoming, NewRow
from zcdoc.model.record import Address, apply, get, walk

SCOPE = "round/r1"
AT = Address(SCOPE, "targets", "1", "目标项")


def state(**rows):
    """`state(a1="x")`: row 1 of 目标 has x in the field a."""
    out = {}
    for name, value in rows.items():
        if value is not None:
            out.setdefault(SCOPE, {}).setdefault("targets", {}).setdefault(name[1:], {})[name[0]] = value
    return out


def at(name):
    return Address(SCOPE, "targets", name[1:], name[0])


def come(**values):
    return [Incoming(at(name), value, f"目标!{name}") for name, value in values.items()]


def after(record, plan):
    copied = copy.deepcopy(record)
    apply(copied, plan.changes)
    return copied


def values(found):
    return {f"{a.field}{a.key}": v for a, v in walk(found)}


# base, file (... is a blank cell, None asks to clear), record -> what stands afterwards, whether it is a conflict
CASES = {
    "nobody touched it": ("a", "a", "a", "a", False),
    "the file changed it": ("a", "b", "a", "b", False),
    "the record moved on, the file is old": ("a", "a", "c", "c", False),
    "both made the same change": ("a", "b", "b", "b", False),
    "both changed it": ("a", "b", "c", "c", True),
    "the file fills a blank": (None, "b", None, "b", False),
    "both fill a blank differently": (None, "b", "c", "c", True),
    "both fill a blank alike": (None, "b", "b", "b", False),
    "a blank cell": ("a", ..., "a", "a", False),
    "a blank cell, and the record moved on": ("a", ..., "c", "c", False),
    "cleared on purpose": ("a", None, "a", None, False),
    "cleared, and the record moved on": ("a", None, "c", "c", True),
    "cleared by both": ("a", None, None, None, False),
    "cleared what was blank": (None, None, None, None, False),
    "the file changed what the record cleared": ("a", "b", None, None, True),
    "the file is old and the record cleared it": ("a", "a", None, None, False),
}


@pytest.mark.parametrize(("base", "file", "record", "stands", "conflict"), CASES.values(), ids=CASES)
def test_three_ways_meet(base, file, record, stands, conflict):
    incoming = [] if file is ... else come(a1=file)
    plan = merge(state(a1=base), incoming, [], state(a1=record))
    assert get(after(state(a1=record), plan), at("a1")) == stands
    assert [(c.base, c.file, c.record) for c in plan.conflicts] == ([(base, file, record)] if conflict else [])


@pytest.mark.parametrize(("base", "file", "record", "stands", "conflict"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("take", ["file", "record"])
def test_take_settles_conflicts_and_nothing_else(base, file, record, stands, conflict, take):
    incoming = [] if file is ... else come(a1=file)
    plan = merge(state(a1=base), incoming, [], state(a1=record), take=take)
    assert plan.conflicts == []
    wanted = (file if take == "file" else record) if conflict else stands
    assert get(after(state(a1=record), plan), at("a1")) == wanted


@pytest.mark.parametrize(("file", "record", "conflict"), [("a", "a", False), ("a", "b", True), ("a", None, True)])
def test_with_an_unknown_head_every_difference_is_a_conflict(file, record, conflict):
    plan = merge(None, come(a1=file), [], state(a1=record))
    assert plan.changes == []
    assert [c.base for c in plan.conflicts] == ([None] if conflict else [])
    taken = merge(None, come(a1=file), [], state(a1=record), take="file")
    assert get(after(state(a1=record), taken), at("a1")) == file


class TestDecided:
    """Somebody settled it for the record before."""

    def test_the_same_pair_is_not_asked_again(self):
        plan = merge(state(a1="a"), come(a1="c"), [], state(a1="b"), {(at("a1"), "c", "b")})
        assert (plan.changes, plan.conflicts) == ([], [])

    @pytest.mark.parametrize("pair", [("c", "x"), ("x", "b")])
    def test_another_pair_is(self, pair):
        assert merge(state(a1="a"), come(a1="c"), [], state(a1="b"), {(at("a1"), *pair)}).conflicts

    def test_what_take_settles_is_told(self):
        for take in ("file", "record"):
            plan = merge(state(a1="a"), come(a1="c"), [], state(a1="b"), take=take)
            assert [(c.file, c.record) for c in plan.settled] == [("c", "b")]


class TestDefaults:
    """What an export shows where the record holds nothing."""

    @pytest.mark.parametrize(
        ("table", "field", "shown"), [("checks", "结果", "未检查"), ("indicators", "是否适用", "是")]
    )
    def test_coming_back_unchanged_it_is_no_change(self, table, field, shown):
        place = Address("round/r1/p", table, "1", field)
        for base in ({}, None):
            plan = merge(base, [Incoming(place, shown, "A1")], [], {})
            assert (plan.changes, plan.conflicts) == ([], [])

    def test_it_is_a_change_where_something_else_stood(self):
        place = Address("round/r1/p", "checks", "4.2.1.a", "结果")
        record = {}
        apply(record, merge({}, [Incoming(place, "符合", "K4")], [], {}).changes)
        plan = merge(record, [Incoming(place, "未检查", "K4")], [], record)
        assert [c.now for c in plan.changes] == ["未检查"]


class TestNewRows:
    def row(self, **fields):
        return NewRow(SCOPE, "targets", {name: (value, f"目标!{name}9") for name, value in fields.items()})

    def test_it_gets_the_next_number(self):
        plan = merge({}, [], [self.row(a="x"), self.row(a="y")], state(a1="p", a3="q", a10="r"))
        assert [(c.at.key, c.now, c.where) for c in plan.changes] == [("11", "x", "目标!a9"), ("12", "y", "目标!a9")]

    def test_it_does_not_take_a_number_that_the_file_uses_itself(self):
        plan = merge({}, come(a5="typed"), [self.row(a="x")], {})
        assert values(after({}, plan)) == {"a5": "typed", "a6": "x"}

    def test_the_row_of_an_earlier_import_is_not_added_again(self):
        record = state(a1="x", b1="y")
        assert merge({}, [], [self.row(a="x", b="y")], record).changes == []

    def test_two_equal_rows_are_two_rows_each_time(self):
        twice = [self.row(a="x"), self.row(a="x")]
        record = after({}, merge({}, [], twice, {}))
        assert values(record) == {"a1": "x", "a2": "x"}
        assert merge({}, [], twice, record).changes == []

    def test_a_row_with_more_in_it_is_another_row(self):
        assert values(after({}, merge({}, [], [self.row(a="x", b="y")], state(a1="x")))) == {"a2": "x", "b2": "y"}

    def test_what_no_sheet_shows_does_not_make_it_another_row(self):
        record = {"park": {"evidence": {"EV-001": {"名称": "台账", "sha256": "ab"}}}}
        new = NewRow("park", "evidence", {"名称": ("台账", "证据清单!B9")})
        assert merge({}, [], [new], record).changes == []

    def test_a_copy_of_a_row_that_stands_in_the_file_too_is_a_second_row(self):
        """Somebody copies row 1, clears the number of the copy and changes row 1 itself: nothing may be lost."""
        record = state(a1="x")
        plan = merge(record, come(a1="changed"), [self.row(a="x")], record)
        assert values(after(record, plan)) == {"a1": "changed", "a2": "x"}

    def test_ten_thousand_rows_take_no_time(self):
        rows = [self.row(a=str(i)) for i in range(10_000)]
        start = time.monotonic()
        record = after({}, merge({}, come(**{f"b{i}": "x" for i in range(1, 500)}), rows, {}))
        assert len(record[SCOPE]["targets"]) == 10_499
        assert merge({}, [], rows, record).changes == []
        assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    ("table", "taken", "key"),
    [
        ("targets", [], "1"),
        ("targets", ["1", "2"], "3"),
        ("targets", ["7"], "8"),
        ("evidence", [], "EV-001"),
        ("evidence", ["EV-001", "EV-009"], "EV-010"),
        ("evidence", ["EV-999"], "EV-1000"),
        ("evidence", ["EV-0012"], "EV-013"),
    ],
)
def test_the_next_number_follows_the_highest(table, taken, key):
    assert next_key(table, taken) == key


class TestDeletedRow:
    """A row that the file deletes (every value of it is cleared) goes as a whole or not at all."""

    def test_it_goes(self):
        base = state(a1="x", b1="y")
        assert values(after(base, merge(base, come(a1=None, b1=None), [], base))) == {}

    @pytest.mark.parametrize(
        ("take", "left"), [(None, {"a1": "x", "b1": "new"}), ("record", {"a1": "x", "b1": "new"}), ("file", {})]
    )
    def test_it_is_not_cut_in_two_when_somebody_changed_a_value_since(self, take, left):
        record = state(a1="x", b1="new")
        plan = merge(state(a1="x", b1="y"), come(a1=None, b1=None), [], record, take=take)
        assert values(after(record, plan)) == left
        assert bool(plan.conflicts) == (take is None)


# --- properties -------------------------------------------------------------------------------------------------------

NAMES = [f"{name}{key}" for name in "ab" for key in "12"]
VALUE = st.sampled_from(["x", "y", "z"])
STATE = st.dictionaries(st.sampled_from(NAMES), VALUE).map(lambda rows: state(**rows))
EDITS = st.dictionaries(st.sampled_from(NAMES), st.none() | VALUE)
ROWS = st.lists(st.dictionaries(st.sampled_from("ab"), VALUE.map(lambda v: (v, "目标!A9")), min_size=1), max_size=3)
NEW = ROWS.map(lambda rows: [NewRow(SCOPE, "targets", row) for row in rows])
TAKE = st.sampled_from([None, "file", "record"])


@given(STATE | st.none(), EDITS, STATE, TAKE)
def test_a_blank_never_erases(base, edits, record, take):
    """What the file does not mention stays, whatever happens to the rest."""
    result = values(after(record, merge(base, come(**edits), [], record, take=take)))
    for name, value in values(record).items():
        if name not in edits:
            assert result.get(name) == value


@given(STATE, STATE, TAKE)
def test_a_file_handed_back_untouched_never_overwrites(base, record, take):
    plan = merge(base, [Incoming(a, v, "A1") for a, v in walk(base)], [], record, take=take)
    assert (plan.changes, plan.conflicts) == ([], [])


@given(STATE, EDITS, NEW, STATE, TAKE)
@settings(max_examples=300)
def test_importing_twice_changes_nothing_the_second_time(base, edits, new, record, take):
    first = merge(base, come(**edits), new, record, take=take)
    then = after(record, first)
    own = {c.at for c in first.changes}
    second = merge(base, come(**edits), new, then, own, take)
    assert second.changes == []
    assert {c.at for c in second.conflicts} == {c.at for c in first.conflicts}


@given(STATE, EDITS, EDITS)
def test_two_disjoint_edits_commute(base, one, other):
    other = {name: value for name, value in other.items() if name[1:] not in {n[1:] for n in one}}

    def both(first, second):
        then = after(base, merge(base, come(**first), [], base))
        return values(after(then, merge(base, come(**second), [], then)))

    assert both(one, other) == both(other, one)


@given(STATE, EDITS, STATE)
def test_every_edit_is_applied_or_told(base, edits, record):
    plan = merge(base, come(**edits), [], record)
    result, told = values(after(record, plan)), {c.at for c in plan.conflicts}
    for name, value in edits.items():
        if value != values(base).get(name) and at(name) not in told:
            assert result.get(name) == value


@given(STATE | st.none(), EDITS, NEW, STATE, TAKE)
def test_it_changes_none_of_what_it_is_given(base, edits, new, record, take):
    before = copy.deepcopy((base, record))
    merge(base, come(**edits), new, record, take=take)
    assert (base, record) == before
