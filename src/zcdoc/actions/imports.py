"""The imports that a history knows, newest last: of one copy, and those that nothing has replaced since (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zcdoc.copies import Earlier
from zcdoc.merge import Pair
from zcdoc.model.imported import Claim, Imported
from zcdoc.store.events import Event
from zcdoc.store.lineage import brought_in

COMMANDS = ("checklist import", "park import")


def imports(events: Sequence[Event], copy: str = "") -> list[Earlier]:
    """Every import, or those of one copy, that was not taken back; imports of earlier versions claim what they changed."""
    undone = {event.undoes for event in events if event.undoes}
    own = [e for e in events if e.seq not in undone]
    return [Earlier(e.seq, made) for e in [*brought_in(events), *own] if (made := _made(e)) and copy in ("", made.copy)]


def _made(event: Event) -> Imported | None:
    if event.imported is not None:
        return event.imported
    if not event.export or not event.command.startswith(COMMANDS):
        return None
    return Imported(event.export, claims=tuple(Claim(c.at, c.now) for c in event.changes if c.where))


def decided(events: Sequence[Event]) -> frozenset[Pair]:
    """What was settled for the record, whatever the copy."""
    return frozenset(
        (d.at, d.file, d.record) for one in imports(events) for d in one.made.decided if d.taken == "record"
    )


def latest(events: Sequence[Event]) -> Iterator[Earlier]:
    """The imports that no later one goes on from: what they were refused or asked still stands."""
    found = imports(events)
    parents = {one.made.parent for one in found}
    return (one for one in found if one.seq not in parents)
