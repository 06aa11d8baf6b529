"""Writes down everything that a process asks of the disk, in order, so that it can be thought over again (`disk.py`)."""

from __future__ import annotations

import base64
import json
import os
from typing import Any

from calls import Calls, site

# Says who holds the lock, for as long as it is held: what a power cut leaves of it is of no account (and tried, see `disk.py`).
HOLDER = ".lock-holder"
# They change no content and no name. What is neither here nor below stops the test: nothing is passed over in silence.
OF_NO_ACCOUNT = {"chmod", "fchmod", "utime", "flock", "read", "lseek", "fstat", "stat", "lstat", "access", "listdir", "scandir", "close"}  # fmt: skip


class Recorder(Calls):
    """One line of JSON for each call."""

    def __init__(self, root: str, target: str) -> None:
        super().__init__(root)
        self.target = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.existed, self.place = False, 0

    def before(self, name: str, args: tuple[Any, ...]) -> None:
        if name == "create":
            try:
                self.real["stat"](args[0])
                self.existed = True
            except OSError:
                self.existed = False
        elif name == "write":
            self.place = self.real["lseek"](args[0], 0, os.SEEK_CUR)

    def failed(self, name: str, args: tuple[Any, ...]) -> None:
        """A write that failed may have put down a part; a flush that failed may never be made up for."""
        if self._is_of_no_account(name, args):
            return
        if name == "fsync":
            self._note({"call": "fsync", "fd": args[0], "failed": True, "site": site()})
        elif name == "write" and (put := self.real["lseek"](args[0], 0, os.SEEK_CUR) - self.place):
            self._note({"call": "write", "fd": args[0], **self._written(args, put)})

    def _is_of_no_account(self, name: str, args: tuple[Any, ...]) -> bool:
        return name in OF_NO_ACCOUNT or self.path(args[0]).endswith(HOLDER)

    def _note(self, call: dict[str, Any]) -> None:
        self.real["write"](self.target, json.dumps(call).encode() + b"\n")

    def after(self, name: str, args: tuple[Any, ...], result: Any) -> None:
        if self._is_of_no_account(name, args):
            return
        made = {
            "open": lambda: {"fd": result, "path": self.path(args[0])} if isinstance(result, int) else None,
            "create": lambda: self._created(args, result),
            "write": lambda: {"fd": args[0], **self._written(args, result)},
            "ftruncate": lambda: {"fd": args[0], "length": args[1]},
            "fsync": lambda: {"fd": args[0], "site": site()},
            "mkdir": lambda: {"path": self.path(args[0])},
            "unlink": lambda: {"path": self.path(args[0])},
            "remove": lambda: {"path": self.path(args[0])},
            "replace": lambda: {"path": self.path(args[0]), "to": self.path(args[1])},
            "rename": lambda: {"path": self.path(args[0]), "to": self.path(args[1])},
        }.get(name, lambda: {"unknown": True})()
        if made is not None:
            self._note({"call": name, **made})

    def _created(self, args: tuple[Any, ...], result: Any) -> dict[str, Any]:
        if not isinstance(result, int):
            return {"unknown": True}  # by the built-in open: its writes are not seen
        cut = bool(args[1] & os.O_TRUNC)
        return {"fd": result, "path": self.path(args[0]), "new": not self.existed, "cut": cut, "site": site()}

    def _written(self, args: tuple[Any, ...], result: int) -> dict[str, Any]:
        return {"at": self.place, "data": base64.b64encode(bytes(args[1][:result])).decode("ascii")}
