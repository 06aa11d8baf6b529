"""zcdoc checklist status and conflicts: who has which copy and what came back; what is still to be decided, and deciding it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zcdoc.actions.decided import on_sheet
from zcdoc.actions.desk import Desk, open_desk
from zcdoc.actions.imports import decided, imports, latest
from zcdoc.actions.parks import clean
from zcdoc.actions.returned import fingerprints, sheet_name
from zcdoc.copies import Earlier, recorded
from zcdoc.errors import UsageError
from zcdoc.merge import Pair, Take, shown
from zcdoc.model.copies import Copy, copies
from zcdoc.model.imported import Claim, Decided, Imported, Refused
from zcdoc.model.record import Address, Change, Record, get
from zcdoc.model.tables import NOT_INSPECTED
from zcdoc.store import Workspace
from zcdoc.store.events import Event


@dataclass(frozen=True, slots=True)
class Standing:
    """One copy: how many of its checks are judged by now, when it came back, what of it is open."""

    copy: Copy
    judged: int
    checks: int
    returned: tuple[str, ...]
    conflicts: int
    refused: int

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.copy.id, "person": self.copy.person, "standard": self.copy.standard, "round": self.copy.round,
            "clauses": list(self.copy.clauses), "due": self.copy.due, "out": self.copy.out, "judged": self.judged,
            "checks": self.checks, "returned": list(self.returned), "conflicts": self.conflicts, "refused": self.refused,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Open:
    """A value that a file and the record do not agree on, until somebody decides."""

    number: int
    at: Address
    file: str | None
    record: str | None
    person: str
    source: Earlier
    claim: Claim
    sheet: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "number": self.number, "sheet": self.sheet, **on_sheet(self.at), "file": self.file, "record": self.record,
            "person": self.person, "import": self.source.seq,
        }  # fmt: skip


def status(workspace: Workspace, park: str) -> list[Standing]:
    """Every copy that was made for somebody, in the order in which they were handed out."""
    store = workspace.existing(park)
    record, events = store.load(), store.events()
    open_ones, refused = open_conflicts(workspace, park), refusals(events)
    return [_standing(workspace, park, copy, events, open_ones, refused) for copy in copies(record).values()]


def _standing(
    workspace: Workspace, park: str, copy: Copy, events: Sequence[Event], open_ones: list[Open],
    refused: list[tuple[Earlier, Refused]],
) -> Standing:  # fmt: skip
    view = open_desk(workspace, park, copy.standard, copy.round).view
    own = [c for _, c in view.pack.checks.values() if copy.holds(Address("", "checks", c.id, ""), view.pack)]
    seqs = {one.seq for one in imports(events, copy.id)}
    return Standing(
        copy,
        sum(view.result(c) != NOT_INSPECTED for c in own),
        len(own),
        tuple(e.at[:10] for e in events if e.seq in seqs),
        sum(o.source.made.copy == copy.id for o in open_ones),
        sum(one.made.copy == copy.id for one, _ in refused),
    )


def refusals(events: Sequence[Event]) -> list[tuple[Earlier, Refused]]:
    """Cells that were not taken and that no later file of the same filling has mended."""
    return [(one, cell) for one in latest(events) for cell in one.made.refused]


def open_conflicts(workspace: Workspace, park: str) -> list[Open]:
    """Everything on which a file that came back and the record do not agree, and nobody has decided."""
    store = workspace.existing(park)
    record, events = store.load(), store.events()
    settled = decided(events)
    desk = open_desk(workspace, park)
    found = (item for one in latest(events) for item in _asked(one, record, settled))
    return [_open(n, one, claim, record, desk) for n, (one, claim) in enumerate(found, 1)]


def _asked(one: Earlier, record: Record, settled: frozenset[Pair]) -> Iterator[tuple[Earlier, Claim]]:
    for claim in one.made.claims:
        at, value = recorded(claim, one.made.numbers)
        now = shown(record.state, at)
        if not claim.taken and value != now and (at, value, now) not in settled:
            yield one, claim


def _open(number: int, one: Earlier, claim: Claim, record: Record, desk: Desk) -> Open:
    at, value = recorded(claim, one.made.numbers)
    return Open(number, at, value, shown(record.state, at), one.made.person, one, claim, sheet_name(desk, at))


def decide(
    workspace: Workspace, park: str, numbers: Sequence[int], take: Take, reason: str, *, by: str | None = None
) -> list[Open]:
    """Settles open conflicts for the file or for the record, as one event for each import. Raises UsageError for unknown ones."""
    found = {one.number: one for one in open_conflicts(workspace, park)}
    chosen = [found[n] for n in numbers if n in found]
    if unknown := [str(n) for n in numbers if n not in found]:
        raise UsageError(f"没有第 {'、'.join(unknown)} 项未决的冲突", "先用 zcdoc checklist conflicts 看编号")
    told = clean(reason, "理由（--reason）")
    for source in {one.source.seq: one.source for one in chosen}.values():
        _settle(workspace, park, source, [o for o in chosen if o.source.seq == source.seq], take, told, by)
    return chosen


def _settle(
    workspace: Workspace, park: str, source: Earlier, chosen: list[Open], take: Take, reason: str, by: str | None
) -> None:
    desk = open_desk(workspace, park, by=by)
    settled = {one.claim.at for one in chosen}

    def make(record: Record) -> list[Change]:
        if take != "file":
            return []
        moved = [Change(one.at, get(record.state, one.at), one.file) for one in chosen]
        return [*moved, *fingerprints(desk, record, moved)]

    def made() -> Imported:
        claims = tuple(replace(c, taken=c.taken or (take == "file" and c.at in settled)) for c in source.made.claims)
        told = tuple(Decided(one.at, one.file, one.record, take or "") for one in chosen)
        return replace(source.made, parent=source.seq, claims=claims, decided=told)

    label = "来件" if take == "file" else "现记录"
    desk.store.commit(make, f"checklist conflicts：取{label}；{reason}", desk.by, source.made.copy, imported=made)
