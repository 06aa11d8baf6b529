"""A park's record after `kill -9` at any moment: it loads, and nothing is lost that was reported done."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from zcdoc import fsio
from zcdoc.store import ParkStore
from zcdoc.store.events import fold

KILLS = 40

# Forks a writer for every number of seconds that it reads, kills it after that time, and says `killed`. The writer says
# the number of every commit once it has returned. Forking spares the start of Python, and the kill falls on the work.
WRITER = """
import os, pathlib, signal, sys, time
import filelock
from zcdoc.model.record import Address, Change, get
from zcdoc.store import ParkStore
store = ParkStore(pathlib.Path(sys.argv[1]), "demo")
counter = Address("park", "profile", "入驻企业数", "内容")
def one_more(record):
    was = get(record.state, counter)
    number = str(int(was or 0) + 1)
    return [Change(counter, was, number), Change(Address("park", "profile", f"园区概况{number}", "内容"), None, "字" * 2000)]
def work():
    while True:
        record = store.commit(one_more, "count", "钱二")[1]
        os.write(1, (get(record.state, counter) + "\\n").encode())
for line in sys.stdin:
    child = os.fork() or work()
    time.sleep(float(line))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.write(1, b"killed\\n")
"""


@pytest.fixture
def killed(tmp_path):
    """`killed(0.02)` lets a writer commit that long; returns the number of the last commit that was reported done."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def kill_after(seconds):
        process.stdin.write(f"{seconds}\n")
        process.stdin.flush()
        said = "0\n"
        for line in iter(process.stdout.readline, "killed\n"):
            assert line, "the script itself has ended"
            said = line
        return int(said)

    yield kill_after
    process.stdin.close()
    process.wait(10)


def number_of(record):
    return int(record.state["park"]["profile"]["入驻企业数"]["内容"])


def test_every_state_that_survives_a_kill_loads_and_holds_what_was_reported_done(tmp_path, killed):
    store = ParkStore(tmp_path, "demo")
    chance = random.Random(11)
    for _ in range(KILLS):
        reported = killed(chance.uniform(0, 0.04))
        if not store.exists():
            assert not reported
            continue
        events, problems = store.verify()
        assert not list(problems)
        record = store.load()
        assert number_of(record) == len(events) >= reported
        assert record.state == fold(events)
    assert store.events(), "the writer never got to write"


@pytest.fixture
def halves(tmp_path, monkeypatch):
    """A commit that stops just before one call to the file system: `halves("write_text")` returns its store."""

    class Stopped(BaseException):
        """What no handler catches: the process is gone."""

    def stop_before(name):
        store = ParkStore(tmp_path, "demo")

        def gone(*_):
            raise Stopped

        with monkeypatch.context() as patch:
            patch.setattr(fsio, name, gone)
            with pytest.raises(Stopped):
                _commit(store, "第二版")
        return store

    return stop_before


def _commit(store, value):
    from zcdoc.model.record import Address, Change, get

    at = Address("park", "profile", "园区概况", "内容")
    store.commit(lambda record: [Change(at, get(record.state, at), value)], "测试", "钱二")


def _note(store):
    return store.load().state["park"]["profile"]["园区概况"]["内容"]


@pytest.mark.parametrize(("stopped_before", "left"), [("append_line", "第一版"), ("write_text", "第二版")])
def test_between_any_two_steps_the_old_record_or_the_new_one_stands(tmp_path, halves, stopped_before, left):
    """The history first, the checkpoint second: in the other order the new checkpoint would have no event."""
    _commit(ParkStore(tmp_path, "demo"), "第一版")
    store = halves(stopped_before)
    assert _note(store) == left
    _commit(store, "第三版")
    assert _note(store) == "第三版"
    assert not list(store.verify()[1])


def test_litter_of_a_killed_writer_is_no_park(tmp_path):
    (tmp_path / ".zcdoc-0123456789abcdef.tmp").write_bytes(b"{")
    assert not ParkStore(tmp_path, "demo").exists()
