"""Events of a park's history: one per command, hash-chained, one JSON line each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from zcdoc.model.imported import Imported
from zcdoc.model.record import Change, State, apply
from zcdoc.problems import Problems

NO_HEAD = "0" * 64
REPAIR = "从备份恢复 history.jsonl，或用 zcdoc history repair 恢复能够证明的部分"


@dataclass(frozen=True, slots=True)
class Merged:
    """The other history that an event brought in: its lines after what both have, and its rows that got another number.

    `keys`: scope, table, number there, number here.
    """

    lines: tuple[str, ...]
    keys: tuple[tuple[str, str, str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"lines": list(self.lines), "keys": [list(key) for key in self.keys]}


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
    merged: Merged | None = None
    imported: Imported | None = None

    def body(self) -> dict[str, Any]:
        """What the hash is taken of; events of earlier versions know no `merged` or `imported`: one without has no such key."""
        joined = {} if self.merged is None else {"merged": self.merged.as_json()}
        if self.imported is not None:
            joined["imported"] = self.imported.as_json()
        return {
            "seq": self.seq, "prev": self.prev, "at": self.at, "by": self.by, "command": self.command, "tool": self.tool,
            "export": self.export, "undoes": self.undoes, "changes": [c.as_json() for c in self.changes], **joined,
        }  # fmt: skip

    def line(self) -> str:
        return canonical({**self.body(), "hash": self.digest()})

    def digest(self) -> str:
        return hashlib.sha256(canonical(self.body()).encode()).hexdigest()


def canonical(data: Any) -> str:
    """JSON with sorted keys and no spaces: equal data, equal text."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parse(line: str) -> Event:
    """Raises ValueError when the line is no event, whatever is wrong with it."""
    try:
        data = json.loads(line)
        event = Event(
            seq=_number(data["seq"]),
            prev=_text(data["prev"]),
            at=_text(data["at"]),
            by=_text(data["by"]),
            command=_text(data["command"]),
            changes=tuple(_change(c) for c in data["changes"]),
            export=_text(data["export"]),
            undoes=_number(data["undoes"]),
            tool=_text(data["tool"]),
            hash=_text(data["hash"]),
            merged=_merged(data["merged"]) if "merged" in data else None,
            imported=Imported.from_json(data["imported"]) if "imported" in data else None,
        )
        event.digest()  # a lone surrogate is text that no file can hold
    except (KeyError, TypeError, RecursionError) as err:  # ValueError passes
        raise ValueError(f"no event: {type(err).__name__}") from err
    return event


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(value)
    return value


def _merged(data: Any) -> Merged:
    keys = [tuple(map(_text, key)) for key in data["keys"]]
    if any(len(key) != 4 for key in keys):
        raise TypeError(keys)
    return Merged(tuple(map(_text, data["lines"])), tuple((a, b, c, d) for a, b, c, d in keys))


def _change(item: Any) -> Change:
    if not isinstance(item, list) or not all(part is None or isinstance(part, str) for part in item):
        raise TypeError(item)
    return Change.from_json(item)


def parse_all(lines: Iterable[str], name: str, seq: int = 0, prev: str = NO_HEAD) -> tuple[list[Event], Problems]:
    """The events and every break of the chain, with the line it stands on; `seq` and `prev` are those of the event before.

    A line that is no event breaks the chain once: the next one is compared with it no more.
    """
    problems, events = Problems(), list[Event]()
    link: str | None = prev
    for number, line in enumerate(lines, seq + 1):
        at = f"{name}:{number}:1"
        try:
            event = parse(line)
        except ValueError:
            problems.error("history-damaged", at, f"第 {number} 条读不出来，这一行不是历史记录", REPAIR)
            link = None
            continue
        if event.digest() != event.hash or event.line() != line:
            problems.error("history-changed", at, f"第 {number} 条的内容与它的校验值不符，被改动过", REPAIR)
        if event.seq != number or link not in (event.prev, None):
            problems.error("history-broken", at, f"第 {number} 条与上一条接不上，中间有记录被删改", REPAIR)
        link = event.hash
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
