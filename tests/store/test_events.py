"""The chain of events: equal data have equal text, and a change anywhere is found with its line."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdoc.model.record import Address, Change
from zcdoc.store.events import NO_HEAD, Event, canonical, fold, parse, parse_all

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
CHANGES = st.lists(
    st.builds(
        Change,
        st.builds(Address, st.just("park"), st.just("profile"), TEXT, TEXT),
        st.none() | TEXT,
        st.none() | TEXT,
        TEXT,
    ),
    max_size=3,
)


def chain(*values, by="钱二"):
    """Events that set one field to each value in turn."""
    events, was, prev = [], None, NO_HEAD
    for seq, value in enumerate(values, 1):
        change = Change(Address("park", "profile", "园区概况", "内容"), was, value)
        draft = Event(seq, prev, "2026-01-05T08:00:00+08:00", by, "测试", (change,), "", 0, "0.1.0")
        events.append(replace(draft, hash=draft.digest()))
        was, prev = value, events[-1].hash
    return events


def lines(events):
    return [event.line() for event in events]


@given(CHANGES, TEXT, TEXT)
def test_an_event_survives_its_line(changes, by, command):
    draft = Event(1, NO_HEAD, "2026-01-05T08:00:00+08:00", by, command, tuple(changes), "", 0, "0.1.0")
    line = draft.line()
    assert "\n" not in line
    assert parse(line) == draft
    assert parse(line).hash == draft.digest()


def test_it_writes_equal_data_as_equal_text():
    assert canonical({"b": "值", "a": [1, None]}) == canonical({"a": [1, None], "b": "值"}) == '{"a":[1,null],"b":"值"}'


def test_a_sound_chain_has_no_problem():
    events, problems = parse_all(lines(chain("a", "b", "c")), "history.jsonl")
    assert [e.seq for e in events] == [1, 2, 3]
    assert list(problems) == []


@pytest.mark.parametrize(
    ("old", "new"), [("第二", "改过"), ("钱二", "孙三"), ("2026-01-05", "2025-01-05"), ('"export":""', '"export":"x"')]
)
def test_a_changed_line_is_named(old, new):
    written = lines(chain("第一", "第二", "第三"))
    written[1] = written[1].replace(old, new)
    problems = parse_all(written, "history.jsonl")[1]
    assert [(p.rule, p.where) for p in problems] == [("history-changed", "history.jsonl:2:1")]


def test_a_line_rewritten_with_a_fitting_checksum_breaks_the_next_one():
    written, forged = lines(chain("一", "二", "三")), lines(chain("一", "伪", "三"))
    problems = parse_all([written[0], forged[1], written[2]], "history.jsonl")[1]
    assert [(p.rule, p.where) for p in problems] == [("history-broken", "history.jsonl:3:1")]


@pytest.mark.parametrize(("kept", "line"), [((0, 2), 2), ((1, 2), 1), ((0, 2, 1), 2), ((0, 0, 1), 2)])
def test_a_line_dropped_doubled_or_moved_is_found(kept, line):
    written = lines(chain("一", "二", "三"))
    problems = parse_all([written[i] for i in kept], "history.jsonl")[1]
    assert problems.items[0].where == f"history.jsonl:{line}:1"
    assert problems.errors


@pytest.mark.parametrize("line", ["", "{}", "[]", "null", "7", '"text"', "{not json", '{"seq": 1}'])
def test_a_line_that_is_no_event_is_named(line):
    events, problems = parse_all([*lines(chain("一")), line], "history.jsonl")
    assert [(p.rule, p.where) for p in problems] == [("history-damaged", "history.jsonl:2:1")]
    assert len(events) == 1


@pytest.mark.parametrize("name", sorted(json.loads(chain("一")[0].line())))
def test_a_line_without_any_one_item_is_named(name):
    data = json.loads(chain("一")[0].line())
    del data[name]
    assert parse_all([canonical(data)], "history.jsonl")[1].errors


def test_it_folds_to_any_head():
    events = chain("一", "二", "三")
    values = [fold(events, e.hash)["park"]["profile"]["园区概况"]["内容"] for e in events]
    assert values == ["一", "二", "三"]
    assert fold(events) == fold(events, events[-1].hash)
    assert fold(events, NO_HEAD) == {}
    assert fold(events, "f" * 64) is None


def test_a_cleared_row_is_gone_from_the_fold():
    assert fold(chain("一", None)) == {"park": {"profile": {}}}
