"""A park's folder: the history is the truth, the record file a checkpoint; nobody's write is lost."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from zcdoc import fsio
from zcdoc.errors import UserError
from zcdoc.model.record import Address, Change, get
from zcdoc.problems import ProblemsError
from zcdoc.store import park
from zcdoc.store.events import NO_HEAD

NOTE = Address("park", "profile", "园区概况", "内容")
OTHER = Address("park", "profile", "园区地址", "内容")


def history(store):
    return store.folder / "history.jsonl"


def checkpoint(store):
    return store.folder / "record.json"


class TestCommit:
    def test_it_appends_one_line_and_moves_the_checkpoint(self, store, put):
        event, record = put("第一版")
        assert event.seq == 1
        assert event.prev == NO_HEAD
        assert record.head == event.hash
        assert json.loads(checkpoint(store).read_text("utf-8"))["head"] == event.hash
        assert store.load() == record

    def test_every_change_says_what_was_what_is_and_where_from(self, store, put):
        put("第一版")
        event, _ = put("第二版")
        (change,) = event.changes
        assert (change.was, change.now, change.where) == ("第一版", "第二版", "园区信息!B25")
        assert (event.by, event.command) == ("钱二", "测试")

    def test_it_writes_nothing_when_nothing_changes(self, store, put):
        put("第一版")
        before = history(store).read_bytes(), checkpoint(store).read_bytes()
        event, record = put("第一版")
        assert event is None
        assert get(record.state, NOTE) == "第一版"
        assert (history(store).read_bytes(), checkpoint(store).read_bytes()) == before

    def test_it_makes_up_for_a_late_checkpoint_also_when_nothing_changes(self, store, put):
        put("第一版")
        late = checkpoint(store).read_bytes()
        event, _ = put("第二版")
        checkpoint(store).write_bytes(late)
        assert put("第二版")[0] is None
        assert json.loads(checkpoint(store).read_text("utf-8"))["head"] == event.hash

    def test_a_late_checkpoint_does_not_prove_the_half_line_behind_the_last_event(self, store, put):
        """Nothing changes, so the half line of a killed writer still stands there; the next event cuts it off."""
        put("第一版")
        late = checkpoint(store).read_bytes()
        put("第二版")
        checkpoint(store).write_bytes(late)
        with history(store).open("ab") as file:
            file.write(b'{"at": "half')
        assert put("第二版")[0] is None
        assert put("第三版")[0].seq == 3
        assert not list(store.verify()[1])

    def test_it_flushes_a_line_again_that_no_checkpoint_proves_even_the_first(self, store, put, monkeypatch):
        """A flush that failed may have left the line in memory alone: the next event must not be built upon air."""
        put("第一版")
        checkpoint(store).unlink()
        again = []
        monkeypatch.setattr(park.fsio, "flush_again", lambda path, start: again.append((path.name, start)))
        put("第二版")
        assert again == [("history.jsonl", 0)]

    def test_it_refuses_a_change_of_a_value_that_stands_there_no_more(self, store, put):
        put("第一版")
        before = history(store).read_bytes()
        with pytest.raises(UserError, match="别处"):
            store.commit(lambda _: [Change(NOTE, "从前的", "新的")], "测试", "钱二")
        assert history(store).read_bytes() == before

    def test_a_failing_command_changes_nothing_and_frees_the_lock(self, store, put):
        put("第一版")
        before = history(store).read_bytes()
        with pytest.raises(ZeroDivisionError):
            store.commit(lambda _: 1 / 0, "测试", "钱二")
        assert history(store).read_bytes() == before
        put("第二版")

    def test_the_park_is_held_while_a_change_is_worked_out(self, store, put):
        """What a command decides by what stands there, nobody else may change meanwhile; who asks is told who holds it."""
        put("第一版")

        def others_wait(_):
            with pytest.raises(UserError, match="钱二（测试"), fsio.lock(store.folder, timeout=0):
                pass
            return [Change(NOTE, "第一版", "第二版")]

        store.commit(others_wait, "测试", "钱二")
        with fsio.lock(store.folder, timeout=0):
            pass

    def test_the_record_handed_out_before_stays_as_it_was(self, put):
        _, before = put("第一版")
        put("第二版")
        assert get(before.state, NOTE) == "第一版"

    def test_its_clock_can_be_fixed_for_samples(self, put, monkeypatch):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767571200")
        assert put("第一版")[0].at == "2026-01-05T00:00:00+00:00"


class TestCheckpoint:
    def test_it_is_rebuilt_when_it_is_missing(self, store, put):
        _, record = put("第一版")
        checkpoint(store).unlink()
        assert store.load() == record

    def test_an_old_one_is_passed_over(self, store, put):
        """What a writer leaves that was killed between the history and the checkpoint."""
        put("第一版")
        old = checkpoint(store).read_bytes()
        _, record = put("第二版")
        checkpoint(store).write_bytes(old)
        assert store.load() == record
        put("第三版")
        assert get(store.load().state, NOTE) == "第三版"

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda data: data.replace("第一版".encode(), "手改的".encode()),
            lambda data: data.replace(b'"head"', b'"tail"'),
            lambda data: data[: len(data) // 2],
            lambda _: b"",
            lambda _: b"[]",
            lambda _: b'{"state": []}',
            lambda data: data.decode().encode("gbk"),
            lambda data: data.decode().encode("utf-16"),
        ],
        ids=["value", "key", "cut", "empty", "list", "no state", "saved as GBK", "saved as UTF-16"],
    )
    def test_one_edited_by_hand_is_refused_with_a_pointer_to_park_import(self, store, put, spoil):
        put("第一版")
        checkpoint(store).write_bytes(spoil(checkpoint(store).read_bytes()))
        with pytest.raises(UserError, match=r"record\.json") as caught:
            store.load()
        assert "park import" in caught.value.fix
        checkpoint(store).unlink()
        assert get(store.load().state, NOTE) == "第一版"

    def test_a_change_of_its_layout_alone_is_no_change(self, store, put):
        _, record = put("第一版")
        checkpoint(store).write_text(json.dumps(json.loads(checkpoint(store).read_text("utf-8"))), "utf-8")
        assert store.load() == record


class TestHistory:
    def test_a_torn_last_line_never_happened(self, store, put):
        _, record = put("第一版")
        with history(store).open("ab") as file:
            file.write(b'{"seq":2,"half of a li')
        assert store.load() == record
        event, _ = put("第二版")
        assert event.seq == 2
        assert not store.verify()[1].errors

    def test_a_tampered_line_is_found_with_its_number(self, store, put):
        for value in ("第一版", "第二版", "第三版"):
            put(value)
        text = history(store).read_text("utf-8").splitlines(keepends=True)
        text[1] = text[1].replace("第二版", "伪造的")
        history(store).write_text("".join(text), "utf-8")
        assert [p.where for p in store.verify()[1]] == ["history.jsonl:2:1"]
        with pytest.raises(ProblemsError):
            store.events()

    def test_a_record_is_not_rebuilt_from_a_tampered_history(self, store, put):
        for value in ("第一版", "第二版"):
            put(value)
        history(store).write_text(history(store).read_text("utf-8").replace("第一版", "伪造的"), "utf-8")
        checkpoint(store).unlink()
        with pytest.raises(ProblemsError, match="历史记录有问题"):
            store.load()

    @pytest.mark.parametrize("content", [b"", b"no event\n", b"\n", b"\0\0\0\0\n", b"\xff\xfe\n"])
    def test_a_history_without_an_event_is_refused(self, store, content):
        history(store).write_bytes(content)
        with pytest.raises((UserError, ProblemsError)):
            store.load()

    def test_it_folds_to_the_head_of_an_export(self, store, put):
        first, _ = put("第一版")
        put("第二版")
        assert get(store.fold_to(first.hash), NOTE) == "第一版"
        assert store.fold_to("0" * 63 + "1") is None


class TestUndo:
    def test_it_takes_back_all_changes_of_one_event(self, store, put):
        put("第一版")
        put("第二版")
        event, changes = store.undo_changes(2)
        assert event.seq == 2
        store.commit(lambda _: changes, "history undo 2", "钱二", undoes=2)
        assert get(store.load().state, NOTE) == "第一版"
        assert [e.undoes for e in store.events()] == [0, 0, 2]

    def test_it_takes_back_an_undo(self, store, put):
        put("第一版")
        put("第二版")
        for seq in (2, 3):
            changes = store.undo_changes(seq)[1]
            store.commit(lambda _, changes=changes: changes, "history undo", "钱二", undoes=seq)
        assert get(store.load().state, NOTE) == "第二版"

    def test_it_is_refused_with_every_value_that_changed_since(self, store, put):
        both = lambda _: [Change(NOTE, None, "甲"), Change(OTHER, None, "乙")]  # noqa: E731
        store.commit(both, "测试", "钱二")
        put("丙")
        put("丁", at=OTHER)
        with pytest.raises(ProblemsError) as caught:
            store.undo_changes(1)
        places = [p.where for p in caught.value.problems]
        assert places == ["profile/园区概况/内容", "profile/园区地址/内容"]

    def test_a_number_that_is_not_there_is_refused(self, store, put):
        put("第一版")
        with pytest.raises(UserError, match="第 7 条"):
            store.undo_changes(7)


WRITER = """
import sys, pathlib
from zcdoc.model.record import Address, Change, get
from zcdoc.store import ParkStore
store = ParkStore(pathlib.Path(sys.argv[1]), "demo")
counter = Address("park", "profile", "入驻企业数", "内容")
def one_more(record):
    was = get(record.state, counter)
    return [Change(counter, was, str(int(was or 0) + 1)), Change(Address("park", "profile", sys.argv[2] + str(was), "内容"), None, "x")]
for _ in range(int(sys.argv[3])):
    store.commit(one_more, "count", sys.argv[2])
"""


def test_two_writers_at_once_lose_nothing(store):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(store.folder), name, "15"], stderr=subprocess.PIPE)
        for name in ("甲", "乙")
    ]
    errors = [w.communicate(timeout=60)[1].decode() for w in writers]
    assert [w.returncode for w in writers] == [0, 0], errors
    events, problems = store.verify()
    assert not list(problems)
    assert len(events) == 30
    assert {e.by for e in events} == {"甲", "乙"}
    assert store.load().state["park"]["profile"]["入驻企业数"]["内容"] == "30"
    checkpoint(store).unlink()
    assert store.load().state["park"]["profile"]["入驻企业数"]["内容"] == "30"
