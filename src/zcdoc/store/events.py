"""Events of a park's history: one per command, hash-chained, one JSON line each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from zcdoc.model.record import Change, State, apply
from zcdoc.problems import Problems

NO_HEAD = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """Who changed what, when, by which command, from which export."""

    seq: int
    prev: str
    at: str
    by: str
    command: str
    changes: tuple[Change, ...]
    export: str = ""
    undoes: int = 0
    tool: str = ""
    hash: str = field(default="", compare=False)

    def body(self) -> dict[str, Any]:
        return {
            "seq": self.seq, "prev": self.prev, "at": self.at, "by": self.by, "command": self.command, "tool": self.tool,
            "export": self.export, "undoes": self.undoes, "changes": [c.as_json() for c in self.changes],
        }  # fmt: skip

    def line(self) -> str:
        return canonical({**self.body(), "hash": self.digest()})

    def digest(self) -> str:
        return hashlib.sha256(canonical(self.body()).encode()).hexdigest()


def canonical(data: Any) -> str:
    """JSON with sorted keys and no spaces: equal data, equal text."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parse(line: str) -> Event:
    """Raises ValueError, KeyError or TypeError when the line is no event."""
    data = json.loads(line)
    return Event(
        seq=int(data["seq"]),
        prev=data["prev"],
        at=data["at"],
        by=data["by"],
        command=data["command"],
        changes=tuple(Change.from_json(c) for c in data["changes"]),
        export=data["export"],
        undoes=int(data["undoes"]),
        tool=data["tool"],
        hash=data["hash"],
    )


def parse_all(lines: Iterable[str], name: str) -> tuple[list[Event], Problems]:
    """The events and every break of the chain, with the line it stands on."""
    problems, events, prev = Problems(), list[Event](), NO_HEAD
    for number, line in enumerate(lines, 1):
        at = f"{name}:{number}:1"
        try:
            event = parse(line)
        except (ValueError, KeyError, TypeError):
            problems.error("history-damaged", at, "这一行不是历史记录", "从备份恢复 history.jsonl")
            break
        if event.digest() != event.hash:
            problems.error("history-changed", at, "这一行的内容与它的校验值不符，被改动过", "从备份恢复 history.jsonl")
        if event.prev != prev or event.seq != number:
            problems.error("history-broken", at, "与上一行接不上，中间有行被删改", "从备份恢复 history.jsonl")
        prev = event.hash
        events.append(event)
    return events, problems


def fold(events: Iterable[Event], head: str | None = None) -> State | None:
    """The state after the event with hash `head` (after all events when None); None when there is no such event."""
    state: State = {}
    if head == NO_HEAD:
        return state
    for event in events:
        apply(state, event.changes)
        if event.hash == head:
            return state
    return state if head is None else None
