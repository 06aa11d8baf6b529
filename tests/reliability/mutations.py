"""Ways to spoil a file so that it still looks like one: in its bytes, in one part of a package, in one event of a chain.

All chance comes from the `random.Random` that is passed in: equal chance, equal input.
"""

from __future__ import annotations

import hashlib
import io
import json
import random
import warnings
import zipfile
import zlib
from collections.abc import Callable

Chance = random.Random
# Changes some bytes. The fuzzer brings its own, which knows what it has seen before.
Change = Callable[[bytes, Chance], bytes]
_LONG = 300  # bytes that are taken out, doubled or moved at once
_TOKENS = (
    *(b"\0", b"\n", b"\r\n", b"\t", b" ", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf0\x9f\x8c\xb1", b"\\ud800", b"\xe2\x80\xae"),
    *(b"0", b"-1", b"1e999", b"NaN", b"99999999999999999999", b"1" * 5000, b"1.10", b"true", b"null", b"", b'"', b"'"),
    *(b"[", b"{", b"]", b"}", b"[" * 60, b": ", b"- ", b"? ", b"&a ", b"*a", b"!!int ", b"|\n", b">-\n", b"---\n", b"%YAML 1.1\n", b"<<: "),
    *(b"<", b">", b"</", b"/>", b"&amp;", b"&#0;", b"&#x10FFFF;", b"<!DOCTYPE a>", b"<!--", b"<![CDATA[", b"<?xml ?>"),
    *(b"_x0000_", b"_xD800_", b"XFD1048576", b"A0", b't="s"', b't="d"', b't="e"', b"<f>", b"</v>", b'r="1"', b'r:id="rId1"', b"../"),
)  # fmt: skip


def spoiled(data: bytes, chance: Chance) -> bytes:
    """One to four changes of the bytes."""
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(_WAYS)(data, chance)
    return data


def _flip(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _drop(data: bytes, chance: Chance) -> bytes:
    start, end = _piece(data, chance)
    return data[:start] + data[end:]


def _double(data: bytes, chance: Chance) -> bytes:
    start, end = _piece(data, chance)
    return data[:end] + data[start:end] + data[end:]


def _move(data: bytes, chance: Chance) -> bytes:
    start, end = _piece(data, chance)
    rest = data[:start] + data[end:]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def _cut(data: bytes, chance: Chance) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _put(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_TOKENS) + data[at + chance.choice((0, 0, 1, 4)) :]


def _swap_lines(data: bytes, chance: Chance) -> bytes:
    lines = data.splitlines(keepends=True)
    if len(lines) > 1:
        a, b = chance.sample(range(len(lines)), 2)
        lines[a], lines[b] = lines[b], lines[a]
    return b"".join(lines)


def _piece(data: bytes, chance: Chance) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.randint(1, _LONG))


# To put a token comes more often: a single wrong byte is mostly found by the first check.
_WAYS: tuple[Change, ...] = (_flip, _drop, _double, _move, _cut, _put, _put, _put, _put, _swap_lines)


# --- packages ---------------------------------------------------------------------------------------------------------


def in_a_part(data: bytes, chance: Chance, change: Change) -> bytes:
    """One part changed, lost, doubled or renamed and the package closed again, so that no checksum keeps it from a reader."""
    entries = _entries(data)
    if not entries:
        return change(data, chance)
    at = chance.randrange(len(entries))
    name, content = entries[at]
    way = chance.random()
    if way < 0.9:
        entries[at] = (name, change(content, chance))
    elif way < 0.94:
        del entries[at]
    elif way < 0.97:
        entries.append((name, content))
    else:
        entries[at] = (change(name.encode(), chance).decode("utf-8", "replace"), content)
    return _zipped(entries)


def _entries(data: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return [(info.filename, package.read(info)) for info in package.infolist()]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, ValueError, RuntimeError, IndexError):
        return []


def _zipped(entries: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, content in entries:
            entry = zipfile.ZipInfo("x")
            entry.filename = name[:2000]
            with warnings.catch_warnings(action="ignore", category=UserWarning):  # a name that is there already: meant
                package.writestr(entry, content)
    return out.getvalue()


# --- histories --------------------------------------------------------------------------------------------------------


def in_an_event(data: bytes, chance: Chance, change: Change) -> bytes:
    """One event changed and every hash from there on made anew, so that the chain does not keep it from the record."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    try:
        events = [json.loads(line) for line in lines if line]
        events[at % len(events)] = json.loads(change(_canonical(events[at % len(events)]).encode(), chance))
        return _sealed(events)
    except (ValueError, RecursionError, ZeroDivisionError):
        lines[at] = change(lines[at], chance)
        return b"\n".join(lines)


def _sealed(events: list[object]) -> bytes:
    prev, out = "0" * 64, []
    for event in events:
        if isinstance(event, dict):
            event["prev"] = prev
            event.pop("hash", None)
            prev = hashlib.sha256(_canonical(event).encode()).hexdigest()
            event["hash"] = prev
        out.append(_canonical(event).encode() + b"\n")
    return b"".join(out)


def _canonical(data: object) -> str:
    """As the design has it. The product's own would be imported before the fuzzer can watch it."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
