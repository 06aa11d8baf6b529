"""What a repair brings back, and what it says it cannot."""

from __future__ import annotations

import json

import pytest

from zcdoc.errors import UserError
from zcdoc.model.record import get
from zcdoc.problems import ProblemsError
from zcdoc.store.events import fold
from zcdoc.store.repair import plan
from zcdoc.store.standing import examine

from .test_standing import ALTERED, DATA, EVENTS, LINES, PLACE, chain, checkpoint, text

WHOLE = {  # alterations that lose nothing: every line is still there, or nothing but its end is gone
    "insert", "swap", "double", "double the last", "no newline at the end", "mark at the start", "other line ends",
    "blank line at the end", "blank line inside", "nesting", "a lone surrogate",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_what_is_still_there_comes_back_line_by_line(name):
    found = plan(ALTERED[name], checkpoint(EVENTS))
    assert list(found.kept) == EVENTS
    assert found.recovered is None


@pytest.mark.parametrize("name", sorted(set(ALTERED) - WHOLE))
def test_what_is_gone_comes_back_as_the_state_of_the_checkpoint(name):
    found = plan(ALTERED[name], checkpoint(EVENTS))
    assert list(found.kept) == EVENTS[: len(found.kept)]
    assert found.recovered == fold(EVENTS)
    assert found.lost_head == EVENTS[-1].hash


@pytest.mark.parametrize("name", sorted(ALTERED))
def test_the_lines_not_kept_are_named_and_no_others(name):
    found = plan(ALTERED[name], checkpoint(EVENTS))
    lines = ALTERED[name].removeprefix(b"\xef\xbb\xbf").split(b"\n")
    kept = [e.line().encode() for e in found.kept]
    left = [n for n, line in enumerate(lines, 1) if line.strip() and n not in found.dropped]
    assert [
        lines[n - 1].strip(b"\r \t") for n in sorted(left, key=lambda n: kept.index(lines[n - 1].strip(b"\r \t")))
    ] == kept


def test_without_a_checkpoint_the_longest_chain_that_stands_by_itself_is_kept():
    found = plan(ALTERED["flip"], None)
    assert list(found.kept) == EVENTS[:2]
    assert (found.recovered, found.dropped) == (None, (3, 4, 5))


def test_of_two_events_for_one_place_neither_is_proved_and_the_checkpoint_decides():
    other = chain("一", "二", "假")[2]
    data = b"".join([*LINES[:2], f"{other.line()}\n".encode(), *LINES[2:]])
    assert list(plan(data, None).kept) == EVENTS[:2]
    assert list(plan(data, checkpoint(EVENTS)).kept) == EVENTS


def test_events_younger_than_the_checkpoint_live_on_in_the_state():
    found = plan(ALTERED["flip"], checkpoint(EVENTS[:4]))
    assert found.recovered == fold(EVENTS)


def test_a_sound_history_is_left_alone():
    assert plan(DATA, checkpoint(EVENTS)).sound
    assert plan(DATA, checkpoint(EVENTS[:2])).sound
    assert plan(DATA, None).sound


class TestOnDisk:
    @pytest.fixture
    def damaged(self, store, put):
        """A park of three events, of which the history loses the last two."""
        for value in ("第一版", "第二版", "第三版"):
            put(value)
        path = store.folder / "history.jsonl"
        path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
        return store

    def test_no_command_reads_or_writes_before_the_repair(self, damaged, put):
        before = {p.name: p.read_bytes() for p in damaged.folder.iterdir() if p.is_file() and p.name != ".lock"}
        with pytest.raises(ProblemsError) as caught:
            put("第四版")
        assert [p.rule for p in caught.value.problems] == ["history-tail-lost"]
        assert "第 1 条" in caught.value.problems.items[0].message
        assert "第 3 条" in caught.value.problems.items[0].message
        with pytest.raises(ProblemsError):
            damaged.load()
        assert {p.name: p.read_bytes() for p in damaged.folder.iterdir() if p.is_file() and p.name != ".lock"} == before

    def test_it_brings_back_the_content_and_sets_the_file_aside(self, damaged, put):
        spoilt = (damaged.folder / "history.jsonl").read_bytes()
        done = damaged.repair("钱二")
        assert get(damaged.load().state, PLACE) == "第三版"
        assert [e.command for e in damaged.events()] == ["测试", "history repair"]
        assert not list(damaged.verify()[1])
        (name,) = done.aside
        assert (damaged.folder / name).read_bytes() == spoilt
        put("第四版")
        assert get(damaged.load().state, PLACE) == "第四版"

    def test_a_dry_run_writes_nothing(self, damaged):
        before = sorted(p.name for p in damaged.folder.iterdir())
        assert damaged.repair("钱二", dry_run=True).plan.recovered
        assert sorted(p.name for p in damaged.folder.iterdir()) == before

    def test_a_repair_killed_between_its_two_files_is_finished_by_the_next(self, damaged):
        old = (damaged.folder / "record.json").read_bytes()
        damaged.repair("钱二")
        head = damaged.load().head
        (damaged.folder / "record.json").write_bytes(old)
        with pytest.raises(ProblemsError):
            damaged.load()
        done = damaged.repair("钱二")
        assert done.event is None
        assert damaged.load().head == head

    def test_an_edited_checkpoint_is_set_aside_and_made_anew(self, store, put):
        put("第一版")
        path = store.folder / "record.json"
        path.write_text(path.read_text("utf-8").replace("第一版", "手改的"), "utf-8")
        done = store.repair("钱二")
        assert done.spoilt
        assert "手改的" in (store.folder / done.aside[0]).read_text("utf-8")
        assert get(store.load().state, PLACE) == "第一版"
        assert len(store.events()) == 1

    def test_where_nothing_can_be_proved_nothing_is_touched(self, store):
        path = store.folder / "history.jsonl"
        path.write_bytes(b"no event\n")
        with pytest.raises(UserError, match="没有一条可信"):
            store.repair("钱二")
        assert path.read_bytes() == b"no event\n"

    def test_a_second_repair_on_one_day_keeps_both_files(self, store, put, monkeypatch):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767571200")
        put("第一版")
        path = store.folder / "history.jsonl"
        for _ in range(2):
            path.write_bytes(path.read_bytes() + b"junk\n")
            store.repair("钱二")
        assert len(list(store.folder.glob("history.before-repair-*.jsonl"))) == 2

    def test_a_sound_park_is_left_alone(self, store, put):
        put("第一版")
        before = sorted((p.name, p.read_bytes()) for p in store.folder.iterdir() if p.is_file())
        assert store.repair("钱二").plan.sound
        assert sorted((p.name, p.read_bytes()) for p in store.folder.iterdir() if p.is_file()) == before


def test_what_a_repair_writes_is_sound(store, put):
    for value in ("第一版", "第二版"):
        put(value)
    path = store.folder / "history.jsonl"
    good = path.read_bytes()
    for data in (good[:-1], b"\xef\xbb\xbf" + good, good + good, good.replace(b"\n", b"\r\n")):
        path.write_bytes(data)
        store.repair("钱二")
        assert path.read_bytes() == good
        assert not examine(good, None).problems.errors
        assert json.loads((store.folder / "record.json").read_text("utf-8"))["seq"] == 2
    assert text([]) == b""
