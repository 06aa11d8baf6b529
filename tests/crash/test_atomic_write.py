"""What is on the disk after a crash: a writer killed at random, and every state that a power cut may leave.

A kill cannot show a missing fsync, because the page cache outlives the process. So the calls to the system are recorded,
and from them every disk state is derived that POSIX allows after a power cut: data not yet flushed may be there in part,
a rename not yet flushed may have happened or not.
"""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field

import pytest

from zcdoc import fsio

KILLS = 40
OLD, NEW = b"old " * 5000, b"new content " * 4000

REWRITE = """
import sys, pathlib
from zcdoc import fsio
target = pathlib.Path(sys.argv[1])
print("ready", flush=True)
for number in range(10**9):
    fsio.write_bytes(target, bytes([65 + number % 26]) * 300_000)
"""
APPEND = """
import sys, pathlib
from zcdoc import fsio
path = pathlib.Path(sys.argv[1])
print("ready", flush=True)
for number in range(len(fsio.read_lines(path)), 10**9):
    fsio.append_line(path, f"{number}:" + "x" * 20_000)
    print(number, flush=True)
"""


def killed(script: str, argument: str, seconds: float) -> list[str]:
    """Runs the script, kills it `seconds` after it said that it is ready, and returns what it printed after that."""
    process = subprocess.Popen([sys.executable, "-c", script, argument], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    time.sleep(seconds)
    process.kill()
    return process.communicate()[0].split("\n")[:-1]


def test_a_killed_writer_leaves_one_whole_version(tmp_path):
    target = tmp_path / "record.json"
    chance = random.Random(7)
    for _ in range(KILLS):
        killed(REWRITE, str(target), chance.uniform(0, 0.03))
        if target.exists():
            content = target.read_bytes()
            assert len(content) == 300_000
            assert len(set(content)) == 1
    others = [path for path in tmp_path.iterdir() if path != target]
    assert all(fsio.is_leftover(path) for path in others)


def test_a_killed_appender_loses_nothing_that_was_confirmed(tmp_path):
    path = tmp_path / "history.jsonl"
    chance = random.Random(7)
    for _ in range(KILLS):
        confirmed = killed(APPEND, str(path), chance.uniform(0, 0.03))
        lines = fsio.read_lines(path)
        assert [line.partition(":")[0] for line in lines] == [str(number) for number in range(len(lines))]
        assert all(len(line.partition(":")[2]) == 20_000 for line in lines)
        assert not confirmed or len(lines) > int(confirmed[-1])


# --- every state that a power cut may leave ---------------------------------------------------------------------------


@dataclass
class Disk:
    """Records what a program asks of the system, in order: (call, file, value)."""

    calls: list[tuple] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    def watch(self, monkeypatch) -> Disk:
        for name in ("open", "write", "fsync", "replace", "ftruncate"):
            monkeypatch.setattr(fsio.os, name, self._wrapped(name, getattr(os, name)))
        return self

    def _wrapped(self, name, real):
        def call(*args):
            result = real(*args)
            if name == "open":
                self.names[result] = str(args[0])
            elif name == "replace":
                self.calls.append((name, str(args[0]), str(args[1])))
            else:
                value = bytes(args[1][:result]) if name == "write" else args[1] if name == "ftruncate" else None
                self.calls.append((name, self.names[args[0]], value))
            return result

        return call


def partial(old: bytes, new: bytes) -> set[bytes]:
    """Content of a file whose change from `old` to `new` was not flushed: lengths and blocks arrive in any order."""
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    cuts = {same, same + 1, (same + len(new)) // 2, len(new) - 1, len(new)}
    kept = {new[:cut] for cut in cuts if same <= cut <= len(new)}
    zeros = {content + b"\0" * (len(new) - len(content)) for content in kept}
    holes = {content[:-1] + b"\n" for content in zeros if new.endswith(b"\n") and len(content) > same}
    return {old, new, old[:same]} | kept | zeros | holes


def states(calls: list[tuple], target: str, old: bytes) -> set[bytes]:
    """What the target may hold after a power cut at any moment of these calls."""
    seen = {old}
    for stop in range(len(calls) + 1):
        seen |= _states_after(calls[:stop], target, old)
    return seen


def _states_after(calls: list[tuple], target: str, old: bytes) -> set[bytes]:
    volatile, durable = {target: old}, {target: {old}}
    pending: tuple[str, str] | None = None
    for name, file, value in calls:
        before = volatile.get(file, b"")
        if name in ("write", "ftruncate"):
            volatile[file] = before + value if name == "write" else before[:value]
            durable[file] = {s for d in durable.get(file, {b""}) for s in partial(d, volatile[file])}
        elif name == "fsync" and file in volatile:
            durable[file] = {volatile[file]}
        elif name == "fsync" and pending:  # of the folder: the rename is there now
            durable[pending[1]], pending = durable[pending[0]], None
        elif name == "replace":
            pending = (file, value)
            volatile[value] = before
    return durable[target] | (durable[pending[0]] if pending and pending[1] == target else set())


@pytest.fixture
def write_calls(tmp_path, monkeypatch):
    target = tmp_path / "record.json"
    target.write_bytes(OLD)
    with monkeypatch.context() as patch:
        disk = Disk().watch(patch)
        fsio.write_bytes(target, NEW)
    return disk.calls, str(target)


def test_after_a_power_cut_a_file_is_old_or_new(write_calls):
    calls, target = write_calls
    assert [name for name, *_ in calls] == ["write", "fsync", "replace", "fsync"]
    assert states(calls, target, OLD) == {OLD, NEW}
    assert _states_after(calls, target, OLD) == {NEW}, "once the call has returned, the new content stays"


def test_without_either_flush_the_states_would_be_wrong(write_calls):
    calls, target = write_calls
    without_file, without_folder = calls[:1] + calls[2:], calls[:3]
    assert states(without_file, target, OLD) - {OLD, NEW}
    assert _states_after(without_folder, target, OLD) == {OLD, NEW}


def appended(tmp_path, monkeypatch, content: bytes, line: str):
    path = tmp_path / "history.jsonl"
    path.write_bytes(content)
    with monkeypatch.context() as patch:
        disk = Disk().watch(patch)
        fsio.append_line(path, line)
    return disk.calls, path


@pytest.mark.parametrize("torn", [b"", b"two, half of i", b"\0\0\0\0", "撕".encode()[:2]])
def test_after_a_power_cut_a_log_holds_the_old_lines_or_one_more(tmp_path, monkeypatch, torn):
    calls, path = appended(tmp_path, monkeypatch, b"one\n" + torn, "three and more")
    found = set()
    for content in states(calls, str(path), b"one\n" + torn):
        path.write_bytes(content)
        found.add(tuple(fsio.read_lines(path)))
        fsio.append_line(path, "four")
        assert fsio.read_lines(path)[0] == "one"
        assert fsio.read_lines(path)[-1] == "four"
    assert found == {("one",), ("one", "three and more")}


def test_once_an_append_has_returned_its_line_stays(tmp_path, monkeypatch):
    calls, path = appended(tmp_path, monkeypatch, b"one\n", "two")
    assert _states_after(calls, str(path), b"one\n") == {b"one\ntwo\n"}
    without_flush = [call for call in calls if call[0] != "fsync"]
    assert len(_states_after(without_flush, str(path), b"one\n")) > 1


def test_the_model_itself_knows_torn_writes():
    found = partial(b"one\n", b"one\ntwo\n")
    assert {b"one\n", b"one\nt", b"one\ntwo", b"one\n\0\0\0\0", b"one\n\0\0\0\n"} <= found
    assert all(content.startswith(b"one\n") for content in found)
