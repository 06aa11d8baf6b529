"""A park's history read without the product: the rules of the chain once more, from the design and not from the code."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

NO_HEAD = "0" * 64


class BrokenError(Exception):
    """The history is no whole chain; says where."""


def digest(event: dict[str, Any]) -> str:
    """The sha256 over everything that an event says besides its hash."""
    body = {name: value for name, value in event.items() if name != "hash"}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read(park: Path, *, torn: bool = False) -> list[dict[str, Any]]:
    """All events of a park. Raises BrokenError for anything but whole lines that continue each other.

    `torn`: what follows the last line end is passed over.
    """
    events, before = [], NO_HEAD
    data = (park / "history.jsonl").read_bytes()
    if torn:
        data = data[: data.rfind(b"\n") + 1]
    elif not data.endswith(b"\n"):
        raise BrokenError("the last line has no end")
    for number, line in enumerate(data.decode("utf-8").split("\n")[:-1], 1):
        event = json.loads(line)
        if (event["seq"], event["prev"], event["hash"]) != (number, before, digest(event)):
            raise BrokenError(f"line {number} does not continue the one before it")
        before = event["hash"]
        events.append(event)
    return events


def state(events: list[dict[str, Any]]) -> dict[tuple[str, str, str, str], str]:
    """What stands after these events: (scope, table, key, field) -> value."""
    values: dict[tuple[str, str, str, str], str] = {}
    for event in events:
        for change in event["changes"]:
            *at, _, now, _ = change
            if now is None:
                values.pop(tuple(at), None)
            else:
                values[tuple(at)] = now
    return values


def checkpoint_head(park: Path) -> str | None:
    """The head that the checkpoint says it stands at; None when there is no checkpoint."""
    path = park / "record.json"
    return json.loads(path.read_text("utf-8"))["head"] if path.is_file() else None
