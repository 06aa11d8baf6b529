"""Commands in processes of their own, without the start of Python each time: one process imports all and forks.

    with Forks() as forks:
        run = forks.start(["history", "verify", "--park", "demo"], cwd=workspace)
        said = run.wait()

A fault (`faults.py`) may be asked for; it lives in the forked child alone. What the child prints goes to files, as it would
in a shell, so a killed child has said what it had flushed and no more.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from faults import Faults, Plan
from recorder import Recorder

HERE = Path(__file__).resolve().parent
READY = "ready"
NOON = "1772366400"  # of 2026-03-01, UTC: every command is typed then


@dataclass(frozen=True)
class Said:
    """How a command ended: its exit code (negative: the signal that killed it) and what it had printed."""

    code: int
    out: str
    err: str
    marks: str = ""  # what a fault plan left: one `!` for each disturbed call, or the calls that a survey counted
    calls: str = ""  # what was recorded

    @property
    def killed(self) -> bool:
        return self.code < 0

    @property
    def words(self) -> str:
        return self.out + self.err


class Forks:
    """The process that forks. Not to be used by two threads."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="forks-")
        self._numbers = itertools.count()
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "forks.py"), self._folder.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"SOURCE_DATE_EPOCH": NOON},
        )
        assert self._answer() == READY

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.wait(30)
        self._folder.cleanup()

    def run(self, argv: list[str], cwd: Path, **more: Any) -> Said:
        """Runs one command to its end. `more`: see `start`."""
        return self.start(argv, cwd, **more).wait()

    def start(
        self,
        argv: list[str],
        cwd: Path,
        *,
        fault: dict[str, Any] | None = None,
        record: str = "",
        stopped: bool = False,
    ) -> Started:
        """Begins a command. `fault` is a fault plan as JSON; `record` a folder below which every call is written down.

        `stopped`: the child stops itself before it begins.
        """
        base = Path(self._folder.name) / str(next(self._numbers))
        order = {
            "do": "start", "argv": argv, "cwd": str(cwd), "base": str(base), "fault": fault, "record": record, "stopped": stopped,
        }  # fmt: skip
        return Started(self, int(self._ask(order)), base)

    def wait(self, pid: int) -> int:
        return int(self._ask({"do": "wait", "pid": pid}))

    def _ask(self, order: dict[str, Any]) -> str:
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        answer = self._process.stdout.readline()
        assert answer, "the forking process itself has ended"
        return answer.strip()


@dataclass(frozen=True)
class Started:
    """A command that runs."""

    forks: Forks
    pid: int
    base: Path

    def go_on(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def wait(self) -> Said:
        """Waits for the end; the files of what it printed are taken away."""
        code = self.forks.wait(self.pid)
        texts = [self._take(suffix) for suffix in (".out", ".err", ".marks", ".calls")]
        return Said(code, *texts)

    def _take(self, suffix: str) -> str:
        path = self.base.with_suffix(suffix)
        text = path.read_text("utf-8", errors="replace") if path.exists() else ""
        path.unlink(missing_ok=True)
        return text


# --- the process that forks -------------------------------------------------------------------------------------------


def serve(folder: Path) -> None:
    """Reads orders line by line until its input ends."""
    _warm(folder)
    print(READY, flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        print(_waited(order["pid"]) if order["do"] == "wait" else _forked(order), flush=True)


def _waited(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _forked(order: dict[str, Any]) -> int:
    pid = os.fork()
    if pid == 0:
        _child(order)
    if order["stopped"]:
        os.waitpid(pid, os.WUNTRACED)
    return pid


def _child(order: dict[str, Any]) -> None:
    """Never returns: the child ends as a program that was started alone would end."""
    from zcdoc.cli.door import run

    for number, suffix in ((0, None), (1, ".out"), (2, ".err")):
        path = order["base"] + suffix if suffix else os.devnull
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), number)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode) for number, mode in enumerate(("r", "w", "w")))
    os.chdir(order["cwd"])
    if order["stopped"]:
        os.kill(os.getpid(), signal.SIGSTOP)
    if order["fault"]:
        marks = os.open(order["base"] + ".marks", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        Faults(Plan(**order["fault"]), marks).wrap()
    if order["record"]:
        # Around the faults, so that a call which was made to fail is recorded as one that failed.
        Recorder(order["record"], order["base"] + ".calls").wrap()
    code = run(order["argv"])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _warm(folder: Path) -> None:
    """Runs each command once on a park of its own, so that what a child asks of the system is its work, not imports."""
    import shelf

    os.chdir(shelf.build(folder / "warm"))
    for argv in (*(command.argv for command in shelf.COMMANDS.values()), *shelf.READING):
        shelf.typed(argv)
    os.chdir("/")


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
