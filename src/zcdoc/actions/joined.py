"""What another history of the same park brings: its changes since both went apart, its new rows under numbers that are free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from zcdoc.merge import next_key
from zcdoc.model.incoming import Incoming
from zcdoc.model.record import Address, Row, Rows, State, copied, difference, natural
from zcdoc.model.tables import SHEET_TABLES, TABLE_OF
from zcdoc.model.values import split_refs
from zcdoc.problems import Problems
from zcdoc.store.events import Event

EVIDENCE = "evidence"
Key = tuple[str, str, str, str]  # scope, table, number there, number here
REF_COLUMNS = {t.id: {c.name for c in t.columns if c.type == "refs"} for t in SHEET_TABLES}


@dataclass(slots=True)
class Brought:
    """Their changes as values to merge, the state that they are measured by, and the rows that get another number."""

    incoming: list[Incoming]
    base: State
    keys: list[Key] = field(default_factory=list)


def brought(base: State, theirs: State, mine: State, tail: Sequence[Event], known: Iterable[Key]) -> Brought:
    """`base`: where both went apart. `known`: rows that an earlier merge gave another number here."""
    base, theirs = _under(base, known), _under(theirs, known)
    keys = list(_collisions(base, theirs, mine))
    theirs = _under(theirs, keys)
    where = _places(tail, [*known, *keys])
    items = [Incoming(c.at, c.now, where.get(c.at, tail[-1].command)) for c in difference(base, theirs)]
    return Brought(items, base, keys)


def _collisions(base: State, theirs: State, mine: State) -> Iterator[Key]:
    """Rows that both added under one number and that are not the same row; and those that stand here under another one."""
    for scope, tables in theirs.items():
        for table, rows in tables.items():
            if table not in TABLE_OF or not TABLE_OF[table].listed:
                continue
            old, here = base.get(scope, {}).get(table, {}), mine.get(scope, {}).get(table, {})
            yield from ((scope, table, key, new) for key, new in _numbers(table, old, rows, here))


def _numbers(table: str, old: Rows, rows: Rows, here: Rows) -> Iterator[tuple[str, str]]:
    """The numbers here of the rows that they added, where they differ: that of the same row, else the next one."""
    added = [key for key in sorted(rows.keys() - old.keys(), key=natural) if here.get(key) != rows[key]]
    twins = {key: here[key] for key in here.keys() - old.keys() if here[key] != rows.get(key)}
    taken = {*rows, *here, *old}
    for key in added:
        twin = next((number for number in sorted(twins, key=natural) if twins[number] == rows[key]), "")
        if twin:
            del twins[twin]
            yield key, twin
        elif key in here:
            new = next_key(table, taken)
            taken.add(new)
            yield key, new


def _under(state: State, keys: Iterable[Key]) -> State:
    """The state with rows under other numbers, and what cites them."""
    keys = list(keys)
    if not keys:
        return state
    made = copied(state)
    for (scope, table), group in _grouped(keys).items():
        rows: Rows = made.get(scope, {}).get(table, {})
        if rows:
            made[scope][table] = {group.get(key, key): row for key, row in rows.items()}
    numbers = {old: new for _, table, old, new in keys if table == EVIDENCE}
    for tables in made.values() if numbers else ():
        for table, rows in tables.items():
            for row in rows.values():
                _cite(table, row, numbers)
    return made


def _grouped(keys: Iterable[Key]) -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for scope, table, old, new in keys:
        found.setdefault((scope, table), {})[old] = new
    return found


def _cite(table: str, row: Row, numbers: dict[str, str]) -> None:
    for name in row.keys() & REF_COLUMNS.get(table, set()):
        refs = [(numbers.get(ref, ref), page) for ref, page in split_refs(row[name])]
        row[name] = "、".join(f"{ref}#{page}" if page else ref for ref, page in refs)
    if table == "assumptions" and row.get("interpretation") in numbers:
        row["interpretation"] = numbers[row["interpretation"]]


def _places(tail: Sequence[Event], keys: Iterable[Key]) -> dict[Address, str]:
    """From where their latest value of each address came, as their history says."""
    moved = _grouped(keys)
    found = {}
    for event in tail:
        for change in event.changes:
            at = change.at
            key = moved.get((at.scope, at.table), {}).get(at.key, at.key)
            found[replace(at, key=key)] = change.where or f"{event.command}（{event.by}）"
    return found


def mentions(items: Iterable[Incoming], keys: Iterable[Key], problems: Problems) -> None:
    """Warns of texts in which a number is written out that means another row now: nobody but a reader can tell which."""
    for item in items:
        for _, table, old, new in keys:
            is_cited = item.at.field in REF_COLUMNS.get(item.at.table, set()) or item.at.key == new
            if table == EVIDENCE and item.value and old in item.value and not is_cited:
                message = f"“{item.at.field}”的文字里写着 {old}，那一份在这里是 {new}"
                problems.warning("merge-mention", item.where, message, "看一遍，需要时改文字")
