"""What was handed out + what came back + what stands now -> a plan (pure).

A blank never erases, an old file never overwrites: a value is applied when the record still holds what was handed out, and
is a conflict when both sides moved. An unknown base makes every difference a conflict (design contract 4.4).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from zcdoc.model.incoming import Incoming, NewRow
from zcdoc.model.record import Address, Change, State, get
from zcdoc.model.tables import KEY_PREFIX

Take = Literal["file", "record"] | None
Verdict = Literal["leave", "apply", "ask"]
RowPlace: TypeAlias = tuple[str, str, str]
Pair: TypeAlias = tuple[Address, str | None, str | None]
"""A place, what a file has there and what the record has."""
# What an export shows where the record holds nothing; coming back unchanged it is no change.
DEFAULTS = {("checks", "结果"): "未检查", ("indicators", "是否适用"): "是"}


@dataclass(frozen=True, slots=True)
class Conflict:
    at: Address
    base: str | None
    file: str | None
    record: str | None
    where: str


@dataclass(slots=True)
class MergePlan:
    """What to apply, and what somebody must decide."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    settled: list[Conflict] = field(default_factory=list)
    """What `take` decided."""
    rows: list[tuple[NewRow, str]] = field(default_factory=list)
    """Rows without a number, and the number under which they stand."""


def merge(
    base: State | None,
    incoming: Sequence[Incoming],
    new_rows: Sequence[NewRow],
    record: State,
    decided: Collection[Pair] = (),
    take: Take = None,
) -> MergePlan:
    """The three-way merge. `decided`: what somebody settled for the record before is not asked again."""
    plan = MergePlan()
    known = () if take == "file" else decided  # whoever takes the file now overrules what was decided before
    verdicts = [(item, _verdict(base, item, record, known)) for item in incoming]
    contested = _contested_deletions(verdicts, record)
    for item, verdict in verdicts:
        asked = verdict == "ask" or (_row_of(item.at) in contested and get(record, item.at) is not None)
        if take == "file" if asked else verdict == "apply":
            plan.changes.append(Change(item.at, get(record, item.at), item.value, item.where))
        if asked:
            was = shown(base, item.at) if base is not None else None
            told = Conflict(item.at, was, item.value, shown(record, item.at), item.where)
            (plan.conflicts if take is None else plan.settled).append(told)
    for row, key, added in number_rows(new_rows, record, incoming):
        plan.rows.append((row, key))
        plan.changes += added
    return plan


def shown(state: State, at: Address) -> str | None:
    """The value as an export shows it."""
    value = get(state, at)
    return DEFAULTS.get((at.table, at.field)) if value is None else value


def _verdict(base: State | None, item: Incoming, record: State, decided: Collection[Pair]) -> Verdict:
    now = shown(record, item.at)
    if item.value == now or (item.value is None and get(record, item.at) is None):
        return "leave"
    if (item.at, item.value, now) in decided:
        return "leave"
    if base is None:
        return "ask"
    was = shown(base, item.at)
    if (
        item.value == was
    ):  # a cell as it was handed out says nothing; what somebody asks to clear was handed out blank, and is not
        return "ask" if item.value is None else "leave"
    return "apply" if now == was else "ask"


def _row_of(at: Address) -> RowPlace:
    return at.scope, at.table, at.key


def _contested_deletions(verdicts: Sequence[tuple[Incoming, Verdict]], record: State) -> set[RowPlace]:
    """Rows that the file clears whole while the record moved on in a part of them: they go whole or not at all."""
    cleared: dict[RowPlace, set[str]] = {}
    contested: set[RowPlace] = set()
    for item, verdict in verdicts:
        cleared.setdefault(_row_of(item.at), set()).add(item.at.field)
        if verdict != "apply" and get(record, item.at) is not None:
            contested.add(_row_of(item.at))
    kept = {_row_of(item.at) for item, _ in verdicts if item.value is not None}
    return {row for row in contested - kept if cleared[row] >= _fields(record, row)}


def _fields(state: State, row: RowPlace) -> set[str]:
    scope, table, key = row
    return set(state.get(scope, {}).get(table, {}).get(key, {}))


@dataclass(slots=True)
class _List:
    """A list while rows are added: its highest number, and the rows that a row without a number may already be."""

    highest: int
    twins: dict[frozenset[tuple[str, str]], list[str]]


def number_rows(
    new_rows: Sequence[NewRow], record: State, incoming: Sequence[Incoming]
) -> Iterator[tuple[NewRow, str, list[Change]]]:
    """Rows with the next free numbers, and what adds them; a row that already stands word for word is not added again."""
    lists: dict[tuple[str, str], _List] = {}
    for row in new_rows:
        place = (row.scope, row.table)
        if place not in lists:
            lists[place] = _list(row, record, {i.at.key for i in incoming if (i.at.scope, i.at.table) == place})
        known = lists[place]
        if twins := known.twins.get(frozenset((name, value) for name, (value, _) in row.values.items())):
            yield row, twins.pop(), []
            continue
        known.highest += 1
        key = _key(row.table, known.highest)
        cells = (
            (Address(row.scope, row.table, key, name), value, where) for name, (value, where) in row.values.items()
        )
        yield row, key, [Change(at, None, value, where) for at, value, where in cells]


def _list(row: NewRow, record: State, in_file: set[str]) -> _List:
    """A row that stands in the file with its number is no twin of a row without one: the file holds both."""
    rows = record.get(row.scope, {}).get(row.table, {})
    twins: dict[frozenset[tuple[str, str]], list[str]] = {}
    for key in rows.keys() - in_file:
        visible = frozenset((name, value) for name, value in rows[key].items() if name != "sha256")
        twins.setdefault(visible, []).append(key)
    return _List(_highest(row.table, {*rows, *in_file}), twins)


def next_key(table: str, taken: Collection[str]) -> str:
    """`EV-004` after EV-003, `8` after 7."""
    return _key(table, _highest(table, taken) + 1)


def _highest(table: str, taken: Collection[str]) -> int:
    numbers = (key.removeprefix(KEY_PREFIX.get(table, "")) for key in taken)
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


def _key(table: str, number: int) -> str:
    prefix = KEY_PREFIX.get(table, "")
    return f"{prefix}{number:03d}" if prefix else str(number)
