"""Stands between one process and what it asks of the system: every call on something below one folder is shown first.

The functions of `os` are wrapped, through which the product writes, and `open` and the lock for the rest.
"""

from __future__ import annotations

import builtins
import fcntl
import io
import os
import sys
from collections.abc import Callable
from typing import Any

# `create` is `open` where it makes the file or opens it for writing by another way than `os.open`.
CHANGING = (
    "create", "write", "fsync", "fdatasync", "replace", "rename", "unlink", "remove", "mkdir", "rmdir", "ftruncate", "truncate",
    "link", "symlink", "chmod", "fchmod", "utime", "sendfile", "copy_file_range",
)  # fmt: skip
READING = ("open", "read", "lseek", "fstat", "stat", "lstat", "access", "listdir", "scandir", "close")


class Calls:
    """Wraps the calls of this process; a subclass says what `before` and `after` each of them happens."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.inside: dict[int, str] = {}  # descriptor -> path
        self.real: dict[str, Callable[..., Any]] = {}

    def before(self, name: str, args: tuple[Any, ...]) -> None:
        """May raise OSError, or end the process."""

    def after(self, name: str, args: tuple[Any, ...], result: Any) -> None:
        """The call has been made."""

    def failed(self, name: str, args: tuple[Any, ...]) -> None:
        """The call was made and the system refused."""

    def wrap(self) -> None:
        for name in (*CHANGING, *READING):
            if hasattr(os, name):
                self.real[name] = getattr(os, name)
                setattr(os, name, self._wrapped(name, self.real[name]))
        builtins.open = io.open = self._wrapped_open(builtins.open)
        fcntl.flock = self._wrapped("flock", fcntl.flock)

    def path(self, place: Any) -> str:
        """The path behind a path or descriptor."""
        # Not Path.resolve: it asks the system, and that would count as a call of the command.
        return self.inside[place] if isinstance(place, int) else os.path.abspath(os.fspath(place))  # noqa: PTH100

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            if not args or not self._is_below(args[0]):
                return real(*args, **more)
            shown = "create" if name == "open" and len(args) > 1 and args[1] & os.O_CREAT else name
            self.before(shown, args)
            try:
                result = real(*args, **more)
            except OSError:
                self.failed(shown, args)
                raise
            if name == "open":
                self.inside[result] = self.path(args[0])
            self.after(shown, args, result)
            if name == "close":
                del self.inside[args[0]]
            return result

        return call

    def _wrapped_open(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(file: Any, mode: str = "r", *args: Any, **more: Any) -> Any:
            below = not isinstance(file, int) and self._is_below(file)
            shown = "open" if set(mode).isdisjoint("wax+") else "create"
            if below:
                self.before(shown, (file, mode))
            result = real(file, mode, *args, **more)
            if below:
                self.after(shown, (file, mode), result)
            return result

        return call

    def _is_below(self, place: Any) -> bool:
        if isinstance(place, int):
            return place in self.inside
        try:
            path = os.fspath(place)
        except TypeError:
            return False
        return isinstance(path, str) and self.path(path).startswith(self.root)


def site() -> str:
    """Where in the product a call stands: `_append:412`, or the caller of what flushes folders."""
    frame, found = sys._getframe(), []
    while frame is not None:
        if frame.f_code.co_filename.endswith("zcdoc/fsio.py") and frame.f_code.co_name != "_sync_folder":
            found.append(f"{frame.f_code.co_name}:{frame.f_lineno}")
        frame = frame.f_back
    return found[0] if found else "outside fsio"
