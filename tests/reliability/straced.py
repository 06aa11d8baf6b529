"""Disturbs one process at the border of the kernel: strace lets its n-th call of a kind fail, or kills it there.

The child (`forks.py`) stops itself before its work begins; strace takes hold of it and it goes on. So every call counts that
the command makes, by whatever library, and none that Python makes to start.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from forks import Forks, Said

WATCHED = "%file,%desc"
CHANGING = re.compile(
    "p?writev?(64)?2?|openat?2?|creat|f(data)?sync|rename.*|unlink.*|mkdir.*|rmdir|f?truncate|link(at)?|symlink.*|f?chmod.*|"
    "fallocate|copy_file_range|sendfile|utime.*|flock|close"
)
TAKING_SPACE = re.compile(
    "p?writev?(64)?2?|openat?2?|creat|f(data)?sync|rename.*|mkdir.*|ftruncate|link(at)?|symlink.*|fallocate|copy_file_range"
)


def calls(forks: Forks, argv: list[str], root: Path) -> Counter[str]:
    """How often an undisturbed command makes each call."""
    said, trace = _traced(forks, argv, root, [])
    assert said.code == 0, said.words
    return Counter(re.findall(r"^\d+ +(\w+)\(", trace, re.MULTILINE))


def points(counted: Counter[str]) -> list[tuple[str, int, str]]:
    """(call, number, fault) for everything that can go wrong: an I/O error anywhere, the others where they can be."""
    return [
        (call, number, fault)
        for call, count in sorted(counted.items())
        for number in range(1, count + 1)
        for fault in ("error=EIO", "signal=KILL", "error=ENOSPC")
        if fault == "error=EIO" or (CHANGING if fault == "signal=KILL" else TAKING_SPACE).fullmatch(call)
    ]


def strike(forks: Forks, argv: list[str], root: Path, point: tuple[str, int, str]) -> tuple[Said, bool]:
    """Runs a command that is disturbed at one point; whether the point was reached stands beside what it said."""
    call, number, fault = point
    said, trace = _traced(forks, argv, root, ["-e", f"inject={call}:{fault}:when={number}"])
    return said, "(INJECTED)" in trace or said.killed


def _traced(forks: Forks, argv: list[str], root: Path, more: list[str]) -> tuple[Said, str]:
    program = shutil.which("strace")
    assert program, "strace is not installed"
    with tempfile.NamedTemporaryFile("r", encoding="utf-8", errors="replace") as trace:
        begun = forks.start(argv, root, stopped=True)
        watcher = subprocess.Popen(
            [program, "-f", "-s", "0", "-o", trace.name, "-e", f"trace={WATCHED}", *more, "-p", str(begun.pid)],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert "attached" in watcher.stderr.readline()
        begun.go_on()
        said = begun.wait()
        watcher.communicate()
        return said, trace.read()
