"""The checkpoint `record.json`: the state at one head, and the length and sha256 of the history that it sums up.

It is written after the history, so it never knows more than the history did; it proves what stood there, should a line be
lost or altered afterwards.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from zcdoc.errors import UserError
from zcdoc.model.record import State
from zcdoc.store.events import canonical

NAME = "record.json"
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`length` bytes of history with this sha256 end in the event `seq` with hash `head` and give `state`.

    A checkpoint of the first format knows head and state alone: its `seq` and `length` are 0 and its `history` is blank.
    """

    head: str
    state: State
    seq: int = 0
    length: int = 0
    history: str = ""

    def proves(self, data: bytes) -> bool:
        """Whether the history begins with exactly the bytes that this checkpoint was made from."""
        return (
            bool(self.history) and len(data) >= self.length and sha256(memoryview(data)[: self.length]) == self.history
        )


def sha256(data: bytes | memoryview) -> str:
    return hashlib.sha256(data).hexdigest()


def encode(made: Checkpoint) -> str:
    """The text of the file."""
    data = {
        "format": FORMAT, "head": made.head, "history": {"length": made.length, "sha256": made.history}, "seq": made.seq,
        "state": made.state,
    }  # fmt: skip
    return json.dumps({**data, "sha256": _digest(data)}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def decode(content: bytes) -> Checkpoint:
    """Raises UserError when the file is not what zcdoc wrote; its layout alone (blanks, order) may differ."""
    try:
        data = json.loads(content.decode("utf-8"))
        given = data.pop("sha256")
        found = _first(data) if "format" not in data else _second(data)
        intact = given == _digest([found.head, found.state] if "format" not in data else data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        intact = False
    if not intact:
        raise UserError(
            f"{NAME} 被手工改动过或已损坏，已停止读取",
            "要改数据请用 zcdoc park export 和 park import；用 zcdoc history repair 由 history.jsonl 重建它",
        )
    return found


def _first(data: dict[str, Any]) -> Checkpoint:
    """The layout of version 0.1: head and state."""
    return Checkpoint(data["head"], _state(data["state"]))


def _second(data: dict[str, Any]) -> Checkpoint:
    known = data["history"]
    return Checkpoint(data["head"], _state(data["state"]), int(data["seq"]), int(known["length"]), known["sha256"])


def _digest(data: Any) -> str:
    return sha256(canonical(data).encode())


def _state(data: Any) -> State:
    if not isinstance(data, dict):
        raise TypeError(data)
    return data
