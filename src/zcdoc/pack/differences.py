"""What one pack's files say otherwise than another's: place by place, so that a lowered threshold is seen as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zcdoc.model.validation import FILES
from zcdoc.pack.load import document
from zcdoc.problems import Problems

_KEYS = ("id", "number", "key", "name", "value", "title")  # what tells the items of a list apart, the surest first
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One place: `rating.yaml levels[创建级].min`, what the one says and what the other does (None: nothing there)."""

    where: str
    was: str | None
    now: str | None


def differences(delivered: Path, own: Path) -> list[Difference]:
    """Every place in which two packs' files differ in what they say; spelling, comments and order of keys do not count."""
    return [d for name in FILES for d in _compared(name, " ", _read(delivered, name), _read(own, name))]


def _read(folder: Path, name: str) -> Any:
    return document(folder, name, Problems()).data


def _compared(where: str, joint: str, was: Any, now: Any) -> Iterator[Difference]:
    if isinstance(was, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*was, *now]):
            yield from _compared(f"{where}{joint}{key}", ".", was.get(key, _ABSENT), now.get(key, _ABSENT))
    elif isinstance(was, list) and isinstance(now, list):
        yield from _listed(where, was, now)
    elif was != now:
        yield Difference(where, _shown(was), _shown(now))


def _listed(where: str, was: list[Any], now: list[Any]) -> Iterator[Difference]:
    one, other = _named(was), _named(now)
    for name in dict.fromkeys([*one, *other]):
        yield from _compared(f"{where}[{name}]", ".", one.get(name, _ABSENT), other.get(name, _ABSENT))


def _named(items: list[Any]) -> dict[str, Any]:
    """The items by what tells them apart; by their place where nothing does."""
    names = [_name(item) for item in items]
    if "" in names or len(set(names)) < len(names):
        names = [str(i) for i in range(1, len(items) + 1)]
    return dict(zip(names, items, strict=True))


def _name(item: Any) -> str:
    if isinstance(item, dict):
        return next((str(item[key]) for key in _KEYS if isinstance(item.get(key), str)), "")
    return str(item) if isinstance(item, str) else ""


def _shown(value: Any) -> str | None:
    if value is _ABSENT:
        return None
    if isinstance(value, (dict, list)):
        return f"（{len(value)} 项）"
    return "（空）" if value is None else str(value)
