"""Fills a user's template in a process of its own, with limits on time and memory.

The sandbox keeps a template away from files and objects, but not from work: three nested loops or a text that doubles
itself forty times need no forbidden name. So templates that are not ours run here, and end here.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zcdoc.errors import UnsafeError, UserError, ZcdocError
from zcdoc.problems import Problems, ProblemsError
from zcdoc.report.facts import Facts
from zcdoc.report.toc import Heading, Pages

SECONDS = 60
MEMORY = 1 << 30  # bytes of address space


@dataclass(frozen=True, slots=True)
class Job:
    """What the child works on."""

    folder: Path
    facts: Facts
    pages: Pages | None


@dataclass(frozen=True, slots=True)
class Failure:
    """An error of ours as plain data, for exceptions with arguments of their own do not survive a pickle."""

    kind: type[ZcdocError]
    message: str
    fix: str
    problems: tuple[Any, ...] = ()

    def again(self) -> ZcdocError:
        if self.kind is ProblemsError:
            return ProblemsError(self.message, Problems(list(self.problems)), self.fix)
        return self.kind(self.message, self.fix)


def fill_apart(folder: Path, facts: Facts, pages: Pages | None) -> tuple[bytes, list[Heading]]:
    """The finished file and its headings. Raises what filling raises, and UnsafeError when the child ran out of bounds."""
    job = pickle.dumps((sys.path, pickle.dumps(Job(folder, facts, pages))))
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter, our own module
            [sys.executable, "-c", _START], input=job, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise UnsafeError(f"模板在 {SECONDS} 秒内没有写完，已停止", "检查模板中的循环") from None
    if done.returncode or not done.stdout:
        raise UnsafeError("模板用尽了内存或时间，已停止", "检查模板中的循环和成倍增长的文字")
    result = pickle.loads(done.stdout)  # noqa: S301
    if isinstance(result, Failure):
        raise result.again()
    if not isinstance(result, tuple):
        raise UserError("模板没有写出文件", "运行 zcdoc template check 查看每一处问题")
    return result


# The child takes over the search path first, so that it finds the same zcdoc; only then can it unpickle the job.
_START = (
    "import pickle, sys\n"
    "paths, data = pickle.loads(sys.stdin.buffer.read())\n"
    "sys.path[:] = paths\n"
    "from zcdoc.report.child import main\n"
    "main(data)"
)


def main(data: bytes) -> None:
    """Entry point of the child: reads a job, writes the result."""
    limit()
    job: Job = pickle.loads(data)  # noqa: S301
    sys.stdout.buffer.write(pickle.dumps(_work(job)))


def limit() -> None:
    """Memory and CPU limits where the system has them (not on Windows, where only the parent's clock ends the child)."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _work(job: Job) -> tuple[bytes, list[Heading]] | Failure:
    from zcdoc.report import render, template

    try:
        folder = template.read(job.folder)
        return render.fill(folder, render.build_context(folder, job.facts), job.facts, pages=job.pages)
    except ProblemsError as err:
        return Failure(ProblemsError, err.message, err.fix, tuple(err.problems))
    except ZcdocError as err:
        return Failure(type(err), err.message, err.fix)
