"""What history and checkpoint together say: the record, and whether it may be built upon (pure).

The bytes that the checkpoint proves need no second look; only what came after is parsed. Where the two differ the whole chain
is. What a power cut or a killed writer leaves (one half line behind what is proved) is no damage: it never happened.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from zcdoc.model.record import State, apply, copied
from zcdoc.problems import Problems
from zcdoc.store.checkpoint import Checkpoint
from zcdoc.store.events import NO_HEAD, REPAIR, Event, parse, parse_all

HISTORY = "history.jsonl"


@dataclass(slots=True)
class Standing:
    """The state at the last complete event, and what is wrong.

    `length` is in bytes and ends behind the last complete line; `proved` is where the checkpoint's proof ends; `torn` is what
    follows the last complete line; `doubts` stop a writer and not a reader; `first_format` says that the checkpoint proves
    nothing yet.
    """

    state: State
    head: str
    seq: int
    length: int
    proved: int
    torn: bytes = b""
    problems: Problems = field(default_factory=Problems)
    doubts: Problems = field(default_factory=Problems)
    first_format: bool = False


def examine(data: bytes, checkpoint: Checkpoint | None) -> Standing:
    """How a park stands by the bytes of its history and its checkpoint."""
    known = checkpoint if checkpoint is not None and checkpoint.proves(data) else None
    start = known.length if known else 0
    found = Standing(known.state, known.head, known.seq, start, start) if known else Standing({}, NO_HEAD, 0, 0, 0)
    whole, found.torn = complete_lines(data[start:])
    events, found.problems = parse_all(_texts(whole), HISTORY, found.seq, found.head)
    found.length = start + len(whole)
    if events:
        found.state = copied(found.state)
    for event in events:
        apply(found.state, event.changes)
        found.seq, found.head = event.seq, event.hash
    if checkpoint is not None and known is None:
        found.first_format = not checkpoint.history
        _compare(checkpoint, events, found)
    _doubt(found, proved=checkpoint is not None)
    return found


def complete_lines(data: bytes) -> tuple[bytes, bytes]:
    """The complete lines and what follows them.

    After a power cut a file may have its new length and zeros for content: a last line with a zero byte is torn too.
    """
    end = data.rfind(b"\n") + 1
    start = data.rfind(b"\n", 0, max(0, end - 1)) + 1
    if b"\0" in data[start:end]:
        end = start
    return data[:end], data[end:]


def _texts(whole: bytes) -> list[str]:
    """Lines as text; bytes that are none become signs that no event holds."""
    return [line.decode("utf-8", "replace") for line in whole.split(b"\n")[:-1]]


def _compare(checkpoint: Checkpoint, events: list[Event], found: Standing) -> None:
    """The history does not begin with what the checkpoint sums up: which event is it that is missing or altered?"""
    if found.problems.errors or checkpoint.head == NO_HEAD:
        return
    if checkpoint.head not in {event.hash for event in events}:
        missing = f"历史到第 {found.seq} 条为止" if found.seq else "历史是空的"
        upto = f"第 {checkpoint.seq} 条" if checkpoint.seq else f"版本 {checkpoint.head[:12]}"
        found.problems.error(
            "history-tail-lost",
            f"{HISTORY}:{found.seq + 1}:1",
            f"{missing}，检查点却记到{upto}：末尾的记录丢失了",
            REPAIR,
        )


def _doubt(found: Standing, *, proved: bool) -> None:
    """What is no damage to a reader, but must be looked at before anything is written behind it."""
    if not found.torn:
        return
    where = f"{HISTORY}:{found.seq + 1}:1"
    if _continues(found):
        found.doubts.error(
            "history-unterminated",
            where,
            f"第 {found.seq + 1} 条完整，但缺少行尾，不能断定它是否生效",
            "用 zcdoc history repair 补上行尾",
        )
    elif not proved:
        found.doubts.error(
            "history-half-line",
            where,
            "末尾有半行，又没有检查点可以证明它从未生效",
            "用 zcdoc history repair 把它移到一边",
        )


def _continues(found: Standing) -> bool:
    """Whether the unterminated rest is the whole next event."""
    try:
        line = found.torn.decode("utf-8")
        event = parse(line)
    except ValueError:
        return False
    return event.prev == found.head and event.hash == event.digest() and event.line() == line
