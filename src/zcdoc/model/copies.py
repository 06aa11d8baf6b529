"""Copies of a checklist that were handed out to somebody: for whom, which clauses, which numbers, until when (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from zcdoc.model.pack import Pack
from zcdoc.model.record import PARK, Address, Change, Record, State
from zcdoc.model.tables import KEY_PREFIX, TABLE_OF

TABLE = "copies"
BLOCK = 100  # numbers that one copy gets, in every list
SPARE = 40  # rows of each list that carry their number already


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy. `clauses` is blank for the whole standard; `first` is the first number of its own in every list."""

    id: str
    person: str
    standard: str
    round: str
    clauses: tuple[str, ...] = ()
    due: str = ""
    out: str = ""
    first: int = 0

    @property
    def numbers(self) -> range:
        """The numbers that nobody else gets."""
        return range(self.first, self.first + BLOCK - 1)

    def holds(self, at: Address, pack: Pack) -> bool:
        """Whether a cell lies within what this copy was handed out for; without clauses everything does."""
        if not self.clauses or at.table != "checks" or at.key not in pack.checks:
            return True
        return within(pack.checks[at.key][0].number, self.clauses)


def within(number: str, clauses: Iterable[str]) -> bool:
    """Whether a clause is one of those named, or stands below one: `5.1` holds `5.1 2)` and `5.1.3`, not `5.10`."""
    return any(
        number == c or _plain(number) == _plain(c) or (number.startswith(c) and not number[len(c)].isdigit())
        for c in clauses
    )


def _plain(number: str) -> str:
    return "".join(number.split())


def copies(record: Record) -> dict[str, Copy]:
    """Every copy that was handed out, by its id, in the order of their numbers."""
    rows = record.state.get(PARK, {}).get(TABLE, {})
    made = [_copy(key, row) for key, row in rows.items()]
    return {c.id: c for c in sorted(made, key=lambda c: c.first)}


def _copy(key: str, row: Mapping[str, str]) -> Copy:
    clauses = tuple(c for c in row.get("clauses", "").split("、") if c)
    return Copy(
        key, row.get("person", ""), row.get("standard", ""), row.get("round", ""), clauses, row.get("due", ""),
        row.get("out", ""), int(row.get("first", "0")),
    )  # fmt: skip


def changes(copy: Copy) -> list[Change]:
    """What makes the record remember a copy."""
    fields = {
        "person": copy.person, "standard": copy.standard, "round": copy.round, "clauses": "、".join(copy.clauses),
        "due": copy.due, "out": copy.out, "first": str(copy.first),
    }  # fmt: skip
    return [Change(Address(PARK, TABLE, copy.id, name), None, value) for name, value in fields.items() if value]


def next_first(record: Record) -> int:
    """The first number of the next copy: above every number that a list of the park or another copy has."""
    used = max(_used(record.state), default=0)
    given = max((c.first + BLOCK - 2 for c in copies(record).values()), default=0)
    return (max(used, given) // BLOCK + 1) * BLOCK + 1


def _used(state: State) -> Iterator[int]:
    for tables in state.values():
        for table, rows in tables.items():
            if table in TABLE_OF and TABLE_OF[table].listed:
                yield from (int(n) for key in rows if (n := key.removeprefix(KEY_PREFIX.get(table, ""))).isdecimal())


def number(table: str, n: int) -> str:
    """A row's number as it is written: `EV-101`, `101`."""
    prefix = KEY_PREFIX.get(table, "")
    return f"{prefix}{n:03d}" if prefix else str(n)
