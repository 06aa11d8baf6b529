"""Disturbs the calls that one process makes to the system: killed, out of space, or an I/O error at the n-th call.

A way of writing that `calls.py` does not wrap would go unseen here, which is why the nightly run does the same with strace,
at the border of the kernel (`straced.py`).
"""

from __future__ import annotations

import errno
import os
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calls import CHANGING, Calls, site

TAKING_SPACE = (
    "create", "write", "fsync", "fdatasync", "mkdir", "link", "symlink", "replace", "rename", "ftruncate",
)  # fmt: skip
KINDS = ("kill", "torn", "ENOSPC", "full", "EIO", "dead")


@dataclass(frozen=True)
class Plan:
    """What happens at the `number`-th call (from 1) of `call` below `root`; with a `site`, of those that stand there.

    kill: the process dies before the call. torn: half of the data are written, then it dies. ENOSPC, EIO: this one call
    fails. full: from this call on, everything that takes space fails. dead: from this call on, every call that changes
    something fails with EIO. survey: nothing happens, every call is counted.
    """

    root: str
    kind: str
    call: str = ""
    number: int = 0
    site: str = ""


class Faults(Calls):
    """Carries out a plan; every call that is disturbed (or, in a survey, counted) leaves a mark."""

    def __init__(self, plan: Plan, marks: int) -> None:
        super().__init__(plan.root)
        self.plan, self.marks = plan, marks
        self.seen: Counter[str] = Counter()
        self.broken = False

    def before(self, name: str, args: tuple[Any, ...]) -> None:
        counts = site().startswith(self.plan.site)
        self.seen[name] += counts
        if self.plan.kind == "survey":
            self._mark(f"{name}\n")
        elif counts and name == self.plan.call and self.seen[name] == self.plan.number:
            self._mark("!")
            self._strike(name, args)
        elif self.broken and name in (TAKING_SPACE if self.plan.kind == "full" else CHANGING):
            self._fail(name, args)

    def _strike(self, name: str, args: tuple[Any, ...]) -> None:
        if self.plan.kind == "torn":
            self._write_half(args)
        if self.plan.kind in {"kill", "torn"}:
            os.kill(os.getpid(), signal.SIGKILL)
        self.broken = self.plan.kind in {"full", "dead"}
        self._fail(name, args)

    def _fail(self, name: str, args: tuple[Any, ...]) -> None:
        code = errno.ENOSPC if self.plan.kind in {"ENOSPC", "full"} else errno.EIO
        if name == "write" and code == errno.ENOSPC:
            self._write_half(args)  # a full disk takes what still fits
        named = [] if isinstance(args[0], int) else [self.path(args[0])]
        raise OSError(code, os.strerror(code), *named)

    def _write_half(self, args: tuple[Any, ...]) -> None:
        self.real["write"](args[0], bytes(args[1])[: len(args[1]) // 2])

    def _mark(self, text: str) -> None:
        self.real["write"](self.marks, text.encode())


def plans(root: Path, marks: str, kinds: tuple[str, ...] = KINDS) -> list[Plan]:
    """Every point at which something can go wrong, from the marks of a survey."""
    return [
        Plan(str(root), kind, call, number)
        for call, count in Counter(marks.split()).items()
        for number in range(1, count + 1)
        for kind in kinds
        if _makes_sense(kind, call)
    ]


def _makes_sense(kind: str, call: str) -> bool:
    if kind == "torn":
        return call == "write"
    if kind in {"ENOSPC", "full"}:
        return call in TAKING_SPACE
    return kind == "EIO" or call in CHANGING
