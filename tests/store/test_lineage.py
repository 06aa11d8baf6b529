"""Heads of histories that were joined, however deep."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from zcdoc.model.record import Address, Change, get
from zcdoc.store import lineage
from zcdoc.store.events import NO_HEAD, Event, Merged, parse

AT = Address("park", "park", "park", "name")


def grown(before, *values, merged=None):
    """The chain with one event for each value; the last one joins another history."""
    chain = list(before)
    for at, value in enumerate(values):
        prev = chain[-1].hash if chain else NO_HEAD
        joins = merged if at == len(values) - 1 else None
        draft = Event(
            len(chain) + 1, prev, "2026-01-05T08:00:00+08:00", "钱二", "typed", (Change(AT, None, value),), merged=joins
        )
        chain.append(replace(draft, hash=draft.digest()))
    return chain


def lines(events):
    return Merged(tuple(e.line() for e in events), (("park", "evidence", "EV-001", "EV-002"),))


@pytest.fixture
def three():
    """A base, a copy of a copy, and the chain into which both came, the deeper one inside the other."""
    base = grown([], "base")
    third = grown(base, "c1", "c2")
    second = grown(grown(base, "b1"), "b2", merged=lines(third[1:]))
    first = grown(grown(base, "a1"), "a2", merged=lines(second[1:]))
    return base, first, second, third


def test_every_head_is_known_and_leads_to_its_own_state(three):
    base, first, _second, third = three
    for chain in three:
        for event in chain:
            assert event.hash in lineage.heads(first)
            assert get(lineage.state_at(first, event.hash), AT) == event.changes[0].now
    assert [e.hash for e in lineage.chain_to(first, third[-1].hash)] == [e.hash for e in third]
    assert lineage.state_at(first, NO_HEAD) == {}
    assert lineage.state_at(base, first[-1].hash) is None


def test_where_both_part_is_the_last_event_that_is_known(three):
    base, first, second, _third = three
    assert lineage.meeting(first, second) == len(second)
    assert lineage.meeting(base, first) == 1
    assert lineage.meeting(first, grown(second, "b3")) == len(second)
    assert lineage.meeting(grown([], "other"), first) == 0


def test_numbers_of_an_earlier_merge_are_those_of_that_copy_alone(three):
    _, first, second, _ = three
    assert lineage.renumbered(first, second) == [("park", "evidence", "EV-001", "EV-002")]
    assert lineage.renumbered(first, grown([], "other")) == []


def test_an_event_without_a_merge_is_written_as_ever(three):
    base, first, *_ = three
    assert "merged" not in json.loads(base[0].line())
    assert parse(first[-1].line()) == first[-1]
    assert parse(first[-1].line()).hash == first[-1].digest()


@pytest.mark.parametrize(
    "merged", [1, None, {}, {"lines": 1, "keys": []}, {"lines": [1], "keys": []}, {"lines": [], "keys": [["a"]]}]
)
def test_a_merge_that_is_none_is_no_event(three, merged):
    _, first, *_ = three
    data = json.loads(first[-1].line())
    with pytest.raises(ValueError):
        parse(json.dumps({**data, "merged": merged}))
