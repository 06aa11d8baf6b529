"""A user's template runs in a process of its own, with limits on time and memory.

The sandbox keeps a template away from files and objects, but not from work: three nested loops or a text that doubles
itself forty times need no forbidden name. So templates that are not ours run here, and end here. What comes back is bytes
and JSON: nothing that a process with a stranger's template writes is ever unpickled.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from zcdoc import notices
from zcdoc.errors import UnsafeError, UsageError, ZcdocError
from zcdoc.problems import Problems
from zcdoc.report import answer
from zcdoc.report.answer import Answer, CrashError
from zcdoc.report.facts import Facts
from zcdoc.report.toc import Heading, Pages

SECONDS = 20  # of processor time
MEGABYTES = 512  # of address space
_BOUNDS = {"ZCDOC_TEMPLATE_SECONDS": (SECONDS, 1, 3600), "ZCDOC_TEMPLATE_MB": (MEGABYTES, 128, 65_536)}
_PATIENCE = 3  # the clock on the wall runs on while other programs work
_OUT_OF_TIME = "模板在 {} 秒内没有写完，已停止"
_HINT = "检查模板中的循环和成倍增长的文字；确实需要更多的，用环境变量 ZCDOC_TEMPLATE_SECONDS（秒）和 ZCDOC_TEMPLATE_MB（兆字节）放宽"


@dataclass(frozen=True, slots=True)
class Limits:
    """Processor time in seconds and address space in megabytes."""

    seconds: int
    megabytes: int


@dataclass(frozen=True, slots=True)
class Job:
    """What the child works on; without facts it only checks the template."""

    folder: Path
    form: Path | None
    limits: Limits
    facts: Facts | None = None
    pages: Pages | None = None


def limits() -> Limits:
    """The limits in force. Raises UsageError for an environment variable that is no number or out of range."""
    values = []
    for name, (usual, least, most) in _BOUNDS.items():
        given = os.environ.get(name, "").strip() or str(usual)
        if not given.isascii() or not given.isdecimal() or not least <= int(given[:9]) <= most:
            raise UsageError(f"环境变量 {name} 不能是“{given[:40]}”", f"写 {least} 到 {most} 的整数，或不设（{usual}）")
        values.append(int(given))
    return Limits(*values)


def fill_apart(folder: Path, form: Path | None, facts: Facts, pages: Pages | None) -> tuple[bytes, list[Heading]]:
    """The finished file and its headings. Raises what filling raises, and UnsafeError when the child ran out of bounds."""
    got = _ask(Job(folder, form, limits(), facts, pages))
    return got.document, list(got.headings)


def lint_apart(folder: Path, form: Path | None) -> Problems:
    """Every problem of a template. Raises what checking raises, and UnsafeError when the child ran out of bounds."""
    return Problems(list(_ask(Job(folder, form, limits())).problems))


def _ask(job: Job) -> Answer:
    """Runs the child; its remarks are told here again."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(pickle.dumps((sys.path, pickle.dumps(job))))
        given.seek(0)
        code = _run(given, said, job.limits)
        said.seek(0)
        content = said.read(answer.MAX_ANSWER + 1)
    if not content:
        raise _ended(code, job.limits)
    got = answer.read(content)
    for one in got.told:
        notices.tell(one.rule, one.where, one.message, one.fix)
    if got.error is not None:
        raise got.error
    return got


def _run(given: IO[bytes], said: IO[bytes], allowed: Limits) -> int:
    """The child's exit code. Isolated: nothing in the current folder or the environment decides what it imports."""
    command = [sys.executable, "-I", "-c", _START]
    patience = allowed.seconds * (1 if sys.platform == "win32" else _PATIENCE)
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter, our own module
            command, stdin=given, stdout=said, stderr=subprocess.DEVNULL, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired:
        raise UnsafeError(_OUT_OF_TIME.format(patience), _HINT) from None
    return done.returncode


def _ended(code: int, allowed: Limits) -> UnsafeError:
    """The child died without a word: the system ended it."""
    if sys.platform != "win32" and code in (-signal.SIGXCPU, -signal.SIGKILL):
        return UnsafeError(_OUT_OF_TIME.format(allowed.seconds), _HINT)
    return UnsafeError(f"模板用尽了 {allowed.megabytes} MB 内存或 {allowed.seconds} 秒时间，已停止", _HINT)


# The child takes over the search path first, so that it finds the same zcdoc; only then can it unpickle the job.
_START = (
    "import pickle, sys\n"
    "paths, data = pickle.loads(sys.stdin.buffer.read())\n"
    "sys.path[:] = paths\n"
    "from zcdoc.report.child import main\n"
    "main(data)"
)


def main(data: bytes) -> None:
    """Entry point of the child: reads a job, writes the answer."""
    job: Job = pickle.loads(data)  # noqa: S301  written by the parent, see `_ask`
    limit(job.limits)
    with notices.gathering() as told:
        made = _answered(job)
    sys.stdout.buffer.write(answer.write(made, told))


def limit(allowed: Limits) -> None:
    """Limits where the system has them (not on Windows, where only the parent's clock ends the child)."""
    if sys.platform == "win32":
        return
    import resource

    space = allowed.megabytes << 20
    resource.setrlimit(resource.RLIMIT_CPU, (allowed.seconds, allowed.seconds))
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_FSIZE, (answer.MAX_ANSWER, answer.MAX_ANSWER))


def _answered(job: Job) -> Answer:
    """What the work came to, errors included: an exception does not survive the way back."""
    try:
        return _work(job)
    except ZcdocError as err:
        return Answer(error=err)
    except MemoryError:
        return Answer(error=UnsafeError(f"模板用尽了 {job.limits.megabytes} MB 内存，已停止", _HINT))
    except Exception as err:  # noqa: BLE001  a defect of ours; the parent says so, with this trace in its log
        return Answer(error=CrashError.of(err))


def _work(job: Job) -> Answer:
    from zcdoc.report import lint, render, template

    folder = template.read(job.folder, job.form)
    if job.facts is None:
        return Answer(problems=tuple(lint.lint(folder)))
    context = render.build_context(folder, job.facts)
    document, headings = render.fill(folder, context, job.facts, pages=job.pages)
    return Answer(document, tuple(headings))
