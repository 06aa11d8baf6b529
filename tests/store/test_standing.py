"""What history and checkpoint say together, byte by byte."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zcdoc.model.record import Address, Change
from zcdoc.store.checkpoint import Checkpoint, sha256
from zcdoc.store.events import NO_HEAD, Event, fold
from zcdoc.store.standing import complete_lines, examine

PLACE = Address("park", "profile", "园区概况", "内容")


def chain(*values):
    events, was, prev = [], None, NO_HEAD
    for seq, value in enumerate(values, 1):
        draft = Event(
            seq, prev, "2026-01-05T08:00:00+08:00", "钱二", "测试", (Change(PLACE, was, value),), "", 0, "0.1.0"
        )
        events.append(replace(draft, hash=draft.digest()))
        was, prev = value, events[-1].hash
    return events


def text(events):
    return b"".join(f"{e.line()}\n".encode() for e in events)


def checkpoint(events, first_format=False):
    data = text(events)
    if first_format:
        return Checkpoint(events[-1].hash, fold(events))
    return Checkpoint(events[-1].hash, fold(events), len(events), len(data), sha256(data))


EVENTS = chain("一", "二", "三", "四", "五")
DATA = text(EVENTS)
LINES = DATA.splitlines(keepends=True)


def value_of(found):
    return found.state["park"]["profile"]["园区概况"]["内容"]


@pytest.mark.parametrize("known", [1, 3, 5])
def test_a_checkpoint_is_the_start_and_what_came_after_is_read(known):
    found = examine(DATA, checkpoint(EVENTS[:known]))
    assert not [*found.problems, *found.doubts]
    assert (value_of(found), found.head, found.seq) == ("五", EVENTS[-1].hash, 5)
    assert (found.length, found.proved) == (len(DATA), len(text(EVENTS[:known])))


def test_what_is_proved_is_not_parsed_again():
    made = replace(checkpoint(EVENTS), state={"park": {"profile": {"园区概况": {"内容": "由检查点"}}}})
    assert value_of(examine(DATA, made)) == "由检查点"


def test_a_checkpoint_is_not_changed_by_looking_at_it():
    made = checkpoint(EVENTS[:2])
    examine(DATA, made)
    assert made.state == fold(EVENTS[:2])


@pytest.mark.parametrize("first_format", [False, True])
@pytest.mark.parametrize("lost", [1, 2, 5])
def test_a_lost_tail_is_found_beside_a_newer_checkpoint(lost, first_format):
    left = len(EVENTS) - lost
    found = examine(text(EVENTS[:left]), checkpoint(EVENTS, first_format=first_format))
    assert [(p.rule, p.where) for p in found.problems] == [("history-tail-lost", f"history.jsonl:{left + 1}:1")]


def broken(data):
    return {p.rule for p in examine(data, checkpoint(EVENTS)).problems}


ALTERED = {
    "flip": DATA.replace("三".encode(), "叁".encode()),
    "flip in the last": DATA.replace("五".encode(), "伍".encode()),
    "drop": b"".join([*LINES[:2], *LINES[3:]]),
    "drop the first": b"".join(LINES[1:]),
    "insert": b"".join([*LINES[:2], text(chain("伪")), *LINES[2:]]),
    "swap": b"".join([LINES[0], LINES[2], LINES[1], *LINES[3:]]),
    "double": b"".join([*LINES[:2], *LINES[1:]]),
    "double the last": DATA + LINES[-1],
    "truncate": DATA[: len(DATA) // 2],
    "half the last line": DATA[:-20],
    "no newline at the end": DATA[:-1],
    "mark at the start": b"\xef\xbb\xbf" + DATA,
    "other line ends": DATA.replace(b"\n", b"\r\n"),
    "blank line at the end": DATA + b"\n",
    "blank line inside": LINES[0] + b"\n" + b"".join(LINES[1:]),
    "blanks in a line": DATA.replace(b'"by":', b'"by": '),
    "a key twice": DATA.replace(b'{"at"', b'{"at":"x","at"', 1),
    "zeros": DATA[:-9] + b"\0" * 9,
    "zeros inside": DATA.replace("二".encode(), b"\0\0\0", 1),
    "nesting": DATA + b"[" * 10_000 + b"\n",
    "nesting in its place": LINES[0] + b'{"a":' * 100_000 + b"\n" + b"".join(LINES[2:]),
    "not UTF-8": DATA.replace("二".encode(), "二".encode("gbk"), 1),
    "a lone surrogate": DATA + LINES[-1].replace("五".encode(), b"\\ud800"),
    "nothing": b"",
}


@pytest.mark.parametrize("data", ALTERED.values(), ids=ALTERED)
def test_every_alteration_is_found(data):
    assert broken(data)


def test_without_a_checkpoint_the_chain_alone_finds_all_but_a_lost_tail():
    unseen = {n for n, d in ALTERED.items() if not [*examine(d, None).problems, *examine(d, None).doubts]}
    assert unseen == {"nothing"}


@pytest.mark.parametrize(
    "rest", [b"{", LINES[4][:-2], "撕".encode()[:2], b"\0" * 70, LINES[4][:40] + b"\0" * 30 + b"\n"]
)
def test_half_a_line_behind_what_is_proved_never_happened(rest):
    found = examine(b"".join(LINES[:4]) + rest, checkpoint(EVENTS[:4]))
    assert not [*found.problems, *found.doubts]
    assert (found.seq, found.torn) == (4, rest)
    assert found.length == len(text(EVENTS[:4]))


def test_a_whole_line_without_its_end_stops_a_writer_and_not_a_reader():
    found = examine(DATA[:-1], checkpoint(EVENTS[:4]))
    assert not list(found.problems)
    assert value_of(found) == "四"
    assert [(p.rule, p.where) for p in found.doubts] == [("history-unterminated", "history.jsonl:5:1")]


def test_half_a_line_with_no_checkpoint_at_all_stops_a_writer():
    found = examine(DATA[:-20], None)
    assert [p.rule for p in found.doubts] == ["history-half-line"]
    assert not examine(DATA[:-20], checkpoint(EVENTS[:4], first_format=True)).doubts.errors


def test_lines_end_at_their_ends():
    assert complete_lines(b"") == (b"", b"")
    assert complete_lines(b"a\nb") == (b"a\n", b"b")
    assert complete_lines(b"a\n\0\n") == (b"a\n", b"\0\n")
    assert complete_lines(b"\0\n") == (b"", b"\0\n")
