"""Histories that went apart and were joined: which heads are known, and the state at any of them (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from zcdoc.model.record import State
from zcdoc.store.events import NO_HEAD, Event, Merged, fold, parse


def heads(events: Sequence[Event]) -> set[str]:
    """Every head that this history knows: its own, and those of histories that were merged in, however deep."""
    found = set()
    for event in events:
        found.add(event.hash)
        if event.merged is not None:
            found |= heads(_tail(event.merged))
    return found


def state_at(events: Sequence[Event], head: str) -> State | None:
    """The state at a head; None when the history does not know it."""
    if head == NO_HEAD:
        return {}
    chain = chain_to(events, head)
    return None if chain is None else fold(chain)


def chain_to(events: Sequence[Event], head: str) -> list[Event] | None:
    """The events that lead to a head, from the park's first; None when the history does not know it."""
    for at, event in enumerate(events):
        if event.hash == head:
            return list(events[: at + 1])
    for at, event in enumerate(events):
        if event.merged is None:
            continue
        tail = _tail(event.merged)
        if head not in heads(tail):
            continue
        before = chain_to(events[:at], tail[0].prev)
        return None if before is None else chain_to([*before, *tail], head)
    return None


def meeting(mine: Sequence[Event], theirs: Sequence[Event]) -> int:
    """How many of their events this history knows already, from their first on."""
    known = heads(mine)
    return next((at + 1 for at in range(len(theirs) - 1, -1, -1) if theirs[at].hash in known), 0)


def renumbered(mine: Sequence[Event], theirs: Sequence[Event]) -> list[tuple[str, str, str, str]]:
    """Their rows that got another number here when their history was merged before."""
    own = {event.hash for event in theirs}
    joins = [e.merged for e in mine if e.merged is not None]
    return [key for one in joins if any(t.hash in own for t in _tail(one)) for key in one.keys]


def brought_in(events: Sequence[Event]) -> list[Event]:
    """The events of histories that were merged in, however deep."""
    return [
        found
        for event in events
        if event.merged
        for tail in [_tail(event.merged)]
        for found in [*brought_in(tail), *tail]
    ]


def _tail(merged: Merged) -> list[Event]:
    return [parse(line) for line in merged.lines]
