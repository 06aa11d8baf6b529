"""What was handed out + what came back + what stands now -> a plan (pure).

A blank never erases, an old file never overwrites: a value is applied when the record still holds what was handed out, and
is a conflict when both sides moved. An unknown base makes every difference a conflict (design contract 4.4).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from zcdoc.model.incoming import Incoming, NewRow
from zcdoc.model.record import Address, Change, Row, Rows, State, get, natural
from zcdoc.model.tables import KEY_PREFIX

Take = Literal["file", "record"] | None
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


def merge(
    base: State | None,
    incoming: Sequence[Incoming],
    new_rows: Sequence[NewRow],
    record: State,
    own: Collection[Address] = (),
    take: Take = None,
) -> MergePlan:
    """The three-way merge. `own` are values that an earlier import of the same export by the same person wrote."""
    plan = MergePlan()
    for item in incoming:
        _one(plan, base, item, record, own, take)
    plan.changes += number_rows(new_rows, record, incoming)
    return plan


def shown(state: State, at: Address) -> str | None:
    """The value as an export shows it."""
    value = get(state, at)
    return DEFAULTS.get((at.table, at.field)) if value is None else value


def _one(
    plan: MergePlan, base: State | None, item: Incoming, record: State, own: Collection[Address], take: Take
) -> None:
    now = shown(record, item.at)
    if item.value == now or (item.value is None and get(record, item.at) is None):
        return
    was = shown(base, item.at) if base is not None else None
    if base is not None and item.value == was:
        return
    change = Change(item.at, get(record, item.at), item.value, item.where)
    free = base is not None and (now == was or item.at in own)
    if free or take == "file":
        plan.changes.append(change)
    elif take is None:
        plan.conflicts.append(Conflict(item.at, was, item.value, now, item.where))


def number_rows(new_rows: Sequence[NewRow], record: State, incoming: Sequence[Incoming]) -> list[Change]:
    """Changes that add rows under the next free numbers; a row that already stands word for word is not added again."""
    changes: list[Change] = []
    used: dict[tuple[str, str], set[str]] = {}
    claimed: set[tuple[str, str, str]] = set()
    for row in new_rows:
        place = (row.scope, row.table)
        rows = record.get(row.scope, {}).get(row.table, {})
        taken = used.setdefault(place, {*rows, *(i.at.key for i in incoming if (i.at.scope, i.at.table) == place)})
        twin = _twin(
            rows,
            {name: value for name, (value, _) in row.values.items()},
            {k for s, t, k in claimed if (s, t) == place},
        )
        if twin is not None:
            claimed.add((*place, twin))
            continue
        key = next_key(row.table, taken)
        taken.add(key)
        changes += [
            Change(Address(row.scope, row.table, key, name), None, value, where)
            for name, (value, where) in row.values.items()
        ]
    return changes


def _twin(rows: Rows, values: Row, claimed: set[str]) -> str | None:
    for key, row in rows.items():
        visible = {name: value for name, value in row.items() if name != "sha256"}
        if key not in claimed and visible == values:
            return key
    return None


def next_key(table: str, taken: Collection[str]) -> str:
    """`EV-004` after EV-003, `8` after 7."""
    prefix = KEY_PREFIX.get(table, "")
    numbers = [int(k.removeprefix(prefix)) for k in taken if k.removeprefix(prefix).isdigit()]
    number = max(numbers, default=0) + 1
    return f"{prefix}{number:03d}" if prefix else str(number)


def deletions(state: State, scope: str, table: str, key: str, where: str) -> list[Incoming]:
    """Clearing every field of a row."""
    row = state.get(scope, {}).get(table, {}).get(key, {})
    return [Incoming(Address(scope, table, key, name), None, where) for name in sorted(row, key=natural)]
