"""A file on its way into the record: whose filling it goes on from, what it changes, and what it leaves in the history."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from zcdoc import ooxml
from zcdoc.actions.imports import decided, imports
from zcdoc.copies import Earlier, Filling, claims_of, filling
from zcdoc.merge import Conflict, MergePlan, Pair, Take, merge, shown
from zcdoc.model.imported import Decided, Imported, Refused, RowClaim
from zcdoc.model.incoming import Incoming, NewRow
from zcdoc.model.record import Address, Record, State
from zcdoc.problems import Problem, Problems
from zcdoc.store import ParkStore
from zcdoc.workbook.handing import FILLER

_SAVED = re.compile(rb"<dcterms:modified[^>]*>\s*([0-9TZ:.+-]{10,40})\s*<")
MENTIONED, RENUMBERED = "number-mentioned", "row-renumbered"


@dataclass(frozen=True, slots=True)
class Coming:
    """What came back, good cells alone; `copy` is the id that the file says of itself, `saved` when it was saved."""

    copy: str
    base: State | None
    incoming: Sequence[Incoming]
    new_rows: Sequence[NewRow]
    problems: Problems
    person: str = ""
    saved: str = ""
    outside: Callable[[Address], bool] | None = None
    """Whether a cell lies outside of what the copy was handed out for."""


@dataclass(slots=True)
class Merged:
    """What an import does now, and what it says of itself."""

    plan: MergePlan
    made: Imported
    told: list[Problem] = field(default_factory=list)


def good(
    incoming: Sequence[Incoming], new_rows: Sequence[NewRow], problems: Problems
) -> tuple[list[Incoming], list[NewRow]]:
    """The cells that nothing is wrong with; what was refused stands among the problems."""
    bad = {p.where for p in problems.errors}
    rows = (NewRow(r.scope, r.table, {n: c for n, c in r.values.items() if c[1] not in bad}) for r in new_rows)
    return [i for i in incoming if i.where not in bad], [r for r in rows if r.values]


def known(store: ParkStore, copy: str) -> tuple[list[Earlier], frozenset[Pair]]:
    """Earlier imports of a copy, and what somebody decided."""
    events = store.events()
    return imports(events, copy), decided(events)


def merged(coming: Coming, record: Record, before: tuple[list[Earlier], frozenset[Pair]], take: Take) -> Merged:
    """Merges what came back with the record as it stands."""
    earlier, settled = before
    found = filling(coming.base, coming.incoming, coming.new_rows, record.state, earlier, coming.saved)
    plan = merge(found.base, found.incoming, found.new_rows, record.state, settled, take)
    _ask_outside(coming, plan, found, settled, take)
    return Merged(plan, _made(coming, found, plan, take), list(_told(coming, found)))


def _ask_outside(coming: Coming, plan: MergePlan, found: Filling, settled: frozenset[Pair], take: Take) -> None:
    """What somebody changed beside the clauses that they were given is not taken without a word."""
    for change in [c for c in plan.changes if coming.outside is not None and coming.outside(c.at)]:
        was = shown(found.base, change.at) if found.base is not None else None
        asked = Conflict(change.at, was, change.now, change.was, change.where)
        if take != "file":
            plan.changes.remove(change)
        if (change.at, change.now, change.was) not in settled:
            (plan.conflicts if take is None else plan.settled).append(asked)


def without_presets(incoming: Sequence[Incoming], base: State | None, person: str) -> list[Incoming]:
    """Not the name that a copy carries already where nothing else in the row was filled in."""
    if not person or base is None:
        return list(incoming)
    filled = {
        i.at.key for i in incoming if i.at.table == "checks" and i.at.field != FILLER and i.value != shown(base, i.at)
    }
    return [
        i for i in incoming
        if not (i.at.table == "checks" and i.at.field == FILLER and i.value == person and i.at.key not in filled)
    ]  # fmt: skip


def _made(coming: Coming, found: Filling, plan: MergePlan, take: Take) -> Imported:
    kept = [c.at for c in plan.settled] if take == "record" else []
    asked = [c.at for c in plan.conflicts] + kept
    return Imported(
        copy=coming.copy,
        person=coming.person,
        saved=coming.saved,
        parent=found.parent.seq if found.parent else 0,
        claims=claims_of(coming.base, coming.incoming, found.numbers, asked),
        rows=(*found.rows.values(), *(_claimed(row, key) for row, key in plan.rows)),
        numbers=found.numbers,
        refused=tuple(Refused(p.where, p.rule, p.message) for p in coming.problems.errors),
        decided=tuple(Decided(c.at, c.file, c.record, take or "") for c in plan.settled),
    )


def _claimed(row: NewRow, key: str) -> RowClaim:
    return RowClaim(row.scope, row.table, {name: value for name, (value, _) in row.values.items()}, key)


def _told(coming: Coming, found: Filling) -> list[Problem]:
    """Rows that got another number than the file gives them, and texts that name the old one."""
    earlier = found.parent.made.numbers if found.parent else {}
    where = {(i.at.scope, i.at.table, i.at.key): i.where for i in reversed(coming.incoming)}
    rows = [
        Problem(
            RENUMBERED, "warning", where.get(place, place[1]),
            f"{place[2]} 在记录里已是另一行，这一行记作 {number}，本文件里引用它的证据编号跟着改", "不必改文件；再导入这份文件时仍按此对应",
        )
        for place, number in found.numbers.items()
        if place not in earlier
    ]  # fmt: skip
    texts = [
        Problem(MENTIONED, "warning", at, f"文字里写了 {old}，它在记录里是 {new}，文字没有改", f"指本文件的那一行的，改写为 {new}")
        for at, old, new in dict.fromkeys(found.mentions)
    ]  # fmt: skip
    return [*rows, *texts]


def saved_at(data: bytes) -> str:
    """When a workbook says that it was saved; blank where it does not say so."""
    if "docProps/core.xml" not in ooxml.names(data):
        return ""
    found = _SAVED.search(ooxml.part(data, "docProps/core.xml"))
    return found[1].decode("ascii") if found else ""
