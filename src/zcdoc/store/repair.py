"""What of a damaged history can be trusted (pure): the chain that the checkpoint proves, else the longest that stands by itself.

Lines that were doubled, moved or put between are told from the true ones by the chain. A line that was altered or lost cannot
be brought back; what it said lives on in the state of the checkpoint, when that is younger.
"""

from __future__ import annotations

from dataclasses import dataclass

from zcdoc.model.record import State, apply
from zcdoc.store.checkpoint import Checkpoint
from zcdoc.store.events import NO_HEAD, Event, parse
from zcdoc.store.standing import examine


@dataclass(frozen=True, slots=True)
class Plan:
    """`kept` are the events that stay, `dropped` the 1-based lines of the damaged file that do not, `recovered` the state that
    the checkpoint proves where the kept events do not lead to it, `lost_head` the version whose events are gone.
    """

    kept: tuple[Event, ...]
    dropped: tuple[int, ...] = ()
    recovered: State | None = None
    lost_head: str = ""
    sound: bool = False


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was done: the plan, the names of the files set aside, and the event that brought the checkpoint's state back.

    `spoilt` says that the checkpoint was not what zcdoc wrote and is made anew from the history.
    """

    plan: Plan
    aside: tuple[str, ...] = ()
    event: Event | None = None
    spoilt: bool = False


def plan(data: bytes, checkpoint: Checkpoint | None) -> Plan:
    """What a repair would keep, drop and bring back."""
    pool = _pool(data)
    if _sound(data, checkpoint):
        return Plan(tuple(event for _, event in pool), sound=True)
    proved = _back_from(checkpoint.head, pool) if checkpoint else None
    kept = _forward(proved if proved is not None else [], pool)
    places = {e.hash: n for n, e in reversed(pool)}
    stay = {places[e.hash] for e in kept}
    dropped = tuple(n for n, _ in _numbered(data) if n not in stay)
    if checkpoint is None or proved is not None or checkpoint.head == NO_HEAD:
        return Plan(tuple(kept), dropped)
    return Plan(tuple(kept), dropped, _beyond(checkpoint, pool), checkpoint.head)


def _sound(data: bytes, checkpoint: Checkpoint | None) -> bool:
    """Also what nobody doubts must be as the chain from the very first event says."""
    found, whole = examine(data, checkpoint), examine(data, None)
    if found.problems.errors or found.doubts.errors or whole.problems.errors:
        return False
    return checkpoint is None or found.state == whole.state


def _numbered(data: bytes) -> list[tuple[int, bytes]]:
    """Every line with something in it, by its 1-based number; a mark at the start and the line ends of other systems fall away."""
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return [(n, line.strip(b"\r \t")) for n, line in enumerate(lines, 1) if line.strip()]


def _pool(data: bytes) -> list[tuple[int, Event]]:
    """Every line that is a whole event with a checksum of its own that fits."""
    found = []
    for number, line in _numbered(data):
        try:
            text = line.decode("utf-8")
            event = parse(text)
        except ValueError:
            continue
        if event.digest() == event.hash and event.line() == text:
            found.append((number, event))
    return found


def _back_from(head: str, pool: list[tuple[int, Event]]) -> list[Event] | None:
    """The chain that leads from the first event to this head; None when a link is missing."""
    by_hash = {event.hash: event for _, event in pool}
    chain: list[Event] = []
    while head != NO_HEAD:
        event = by_hash.get(head)
        if event is None:
            return None
        chain.append(event)
        head = event.prev
    chain.reverse()
    return chain if [e.seq for e in chain] == list(range(1, len(chain) + 1)) else None


def _forward(chain: list[Event], pool: list[tuple[int, Event]]) -> list[Event]:
    """The chain as far as exactly one event follows the last: where two claim the place, neither is proved."""
    out = list(chain)
    while True:
        head = out[-1].hash if out else NO_HEAD
        found = {e.hash: e for _, e in pool if e.prev == head and e.seq == len(out) + 1}
        if len(found) != 1:
            return out
        out += found.values()


def _beyond(checkpoint: Checkpoint, pool: list[tuple[int, Event]]) -> State:
    """The state of the checkpoint, and of the events that go on from it."""
    state: State = {
        s: {t: {k: dict(r) for k, r in rows.items()} for t, rows in ts.items()} for s, ts in checkpoint.state.items()
    }
    head = checkpoint.head
    while len(found := {e.hash: e for _, e in pool if e.prev == head}) == 1:
        (event,) = found.values()
        apply(state, event.changes)
        head = event.hash
    return state
