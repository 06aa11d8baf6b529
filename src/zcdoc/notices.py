"""What a command must tell beside its result: a checkpoint that could not be written, a pack that is not the built-in one.

Such a remark is no error and no part of the result, yet nobody may miss it. Whoever notices it, however deep below, calls
`tell`; whoever runs the command (the terminal, a browser's request) gathers the remarks and shows each once.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from zcdoc.problems import Problem, Problems

_gathered: ContextVar[Problems | None] = ContextVar("gathered", default=None)
_saved: ContextVar[list[str] | None] = ContextVar("saved", default=None)


class NoticeWarning(UserWarning):
    """A remark that nobody gathers becomes a Python warning of this kind, so that a script sees it too."""


def tell(rule: str, where: str, message: str, fix: str = "") -> None:
    """Hands a remark to whoever gathers; the same one twice is told once."""
    found = _gathered.get()
    if found is None:
        warnings.warn(f"{where}：{message}", NoticeWarning, stacklevel=2)
    elif Problem(rule, "warning", where, message, fix) not in list(found):
        found.warning(rule, where, message, fix)


def saved(what: str) -> None:
    """Notes what was written for good, so that whoever tells of a later failure does not deny it."""
    found = _saved.get()
    if found is not None:
        found.append(what)


def what_was_saved() -> list[str]:
    """What `saved` noted inside the block that gathers, in order."""
    return list(_saved.get() or ())


@contextmanager
def gathering() -> Iterator[Problems]:
    """Collects what is told inside the block, of this thread or task alone."""
    found = Problems()
    token, noted = _gathered.set(found), _saved.set([])
    try:
        yield found
    finally:
        _gathered.reset(token)
        _saved.reset(noted)
