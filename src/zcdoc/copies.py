"""Which earlier import a file goes on from, and under which numbers its rows stand (pure; the rule of the merge, design 4.4).

One export goes to three colleagues, who fill it and send it back twice. Who types the command says nothing of whose filling it
is: the texts in it do. A file's parent is the earlier import of the same copy of which it repeats the most claims, less those
it contradicts. The base of its merge is what was handed out and what its parent brought; without a parent, what was handed out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from zcdoc.merge import next_key, shown
from zcdoc.model.imported import Claim, Imported, RowClaim, RowKey
from zcdoc.model.incoming import Incoming, NewRow
from zcdoc.model.profile import PROFILE_OF
from zcdoc.model.record import Address, State, copied, put
from zcdoc.model.tables import TABLE_OF

PEOPLE = frozenset({"填报人", "检查人", "复核人"})  # preset, or the same in every row
TYPED = frozenset({"text", "number", "graded", "field"})
LEAST = 2  # claims that must be repeated
COMMON = 50  # rows that share a cell; what more rows have says little of which one it is
REFS = re.compile(r"EV-\d+")


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier import, by its number in the history."""

    seq: int
    made: Imported


@dataclass(slots=True)
class Filling:
    """What a file brings, under the numbers of the record."""

    base: State | None
    incoming: list[Incoming]
    new_rows: list[NewRow]
    parent: Earlier | None = None
    numbers: dict[RowKey, str] = field(default_factory=dict)
    mentions: list[tuple[str, str, str]] = field(default_factory=list)
    """Texts that name a row which got another number: where, the number there, the number here."""
    rows: dict[str, RowClaim] = field(default_factory=dict)
    """Rows without a number that its parent brought, by the place of their first cell."""


def own_words(at: Address) -> bool:
    """Whether a cell holds what somebody wrote: no dropdown and no preset offers it."""
    if at.table not in TABLE_OF or at.field in PEOPLE:
        return False
    column = next((c for c in TABLE_OF[at.table].columns if c.name == at.field), None)
    if column is None or column.options or column.type not in TYPED:
        return False
    known = PROFILE_OF.get(at.key) if at.table == "profile" and at.field == "内容" else None
    return known is None or known.type in {"text", "number"}


def parent_of(
    earlier: Sequence[Earlier], cells: Mapping[Address, str | None], new_rows: Sequence[NewRow]
) -> Earlier | None:
    """The import that a file goes on from; None where no earlier one of its copy is repeated enough.

    `cells`: what the file holds otherwise than it was handed out, under its own numbers, blanks left out. Texts in rows without a
    number count as repeated wherever in the file's rows of that table they stand.
    """
    best, most = None, 0
    texts = {(r.scope, r.table, name, value) for r in new_rows for name, (value, _) in r.values.items()}
    for one in earlier:
        repeated, contradicted = _compared(one.made, cells, texts)
        gain = repeated - contradicted
        if repeated >= LEAST and gain > 0 and gain >= most:
            best, most = one, gain
    return best


def _compared(
    made: Imported, cells: Mapping[Address, str | None], texts: set[tuple[str, str, str, str]]
) -> tuple[int, int]:
    told = [c for c in made.claims if c.at in cells and own_words(c.at)]
    repeated = sum(cells[c.at] == c.value for c in told)
    loose = [(r, name, value) for r in made.rows for name, value in r.values.items()]
    again = sum(
        (r.scope, r.table, name, value) in texts
        for r, name, value in loose
        if own_words(Address(r.scope, r.table, r.key, name))
    )
    return repeated + again, len(told) - repeated


def differing(base: State | None, incoming: Iterable[Incoming]) -> dict[Address, str | None]:
    """The cells that came back otherwise than they were handed out; nothing where that is not known."""
    return {} if base is None else {i.at: i.value for i in incoming if i.value != shown(base, i.at)}


def filling(
    base: State | None, incoming: Sequence[Incoming], new_rows: Sequence[NewRow], record: State,
    earlier: Sequence[Earlier], saved: str = "",
) -> Filling:  # fmt: skip
    """A file on its way into the merge: its parent, the base that this gives, and its rows under the record's numbers."""
    found = Filling(base, list(incoming), list(new_rows))
    if base is None:
        return found
    cells = differing(base, incoming)
    found.parent = parent_of(earlier, cells, new_rows)
    handed = base
    if found.parent is not None:
        found.base = _with_claims(base, found.parent.made, _stale(found.parent.made, cells, saved))
        _known_rows(found, found.parent.made)
    _renumber(found, handed, record)
    return found


def _stale(made: Imported, cells: Mapping[Address, str | None], saved: str) -> frozenset[Address]:
    """Cells in which an older save would take back what a newer one brought: for them the hand-out stays the base."""
    if not (saved and made.saved and saved < made.saved):
        return frozenset()
    return frozenset(c.at for c in made.claims if c.at in cells and cells[c.at] != c.value)


def _with_claims(base: State, made: Imported, stale: frozenset[Address]) -> State:
    """What was handed out, and what the parent brought of it into the record."""
    state = copied(base)
    for claim in made.claims:
        if claim.taken and claim.at not in stale:
            put(state, *recorded(claim, made.numbers))
    for row in made.rows:
        for name, value in row.values.items():
            put(state, Address(row.scope, row.table, row.key, name), value)
    return state


def _moved(at: Address, numbers: Mapping[RowKey, str]) -> Address:
    return replace(at, key=numbers.get((at.scope, at.table, at.key), at.key))


def _known_rows(found: Filling, made: Imported) -> None:
    """Rows without a number that the parent brought already: corrected since or not, they are not added again."""
    matched = _matched(found.new_rows, made.rows)
    for i, row in enumerate(found.new_rows):
        if i not in matched:
            continue
        claim = made.rows[matched[i]]
        first = next(iter(row.values.values()))[1]
        found.rows[first] = replace(claim, values={**claim.values, **{n: v for n, (v, _) in row.values.items()}})
        found.incoming += [
            Incoming(Address(claim.scope, claim.table, claim.key, name), value, where)
            for name, (value, where) in row.values.items()
        ]
    found.new_rows = [row for i, row in enumerate(found.new_rows) if i not in matched]


def _matched(rows: Sequence[NewRow], claims: Sequence[RowClaim]) -> dict[int, int]:
    """Which row is which claim, the likest first; only rows that share a cell are compared, so long lists stay quick."""
    holding: dict[tuple[str, str, str, str], list[int]] = {}
    for j, claim in enumerate(claims):
        for name, value in claim.values.items():
            holding.setdefault((claim.scope, claim.table, name, value), []).append(j)
    pairs = []
    for i, row in enumerate(rows):
        shared = [holding.get((row.scope, row.table, name, value), []) for name, (value, _) in row.values.items()]
        near = {j for found in shared if len(found) <= COMMON for j in found} or {
            j for found in shared for j in found[:COMMON]
        }
        pairs += [(_alike(row, claims[j]), -i, -j) for j in near]
    out: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(pairs, reverse=True):
        if -i not in out and -j not in taken:
            out[-i] = -j
            taken.add(-j)
    return out


def _alike(row: NewRow, claim: RowClaim) -> int:
    """Twice the cells that stand as they were, less those that do not."""
    values = {name: value for name, (value, _) in row.values.items()}
    same = sum(claim.values.get(name) == value for name, value in values.items())
    return 2 * same - sum(name in claim.values and claim.values[name] != value for name, value in values.items())


def _renumber(found: Filling, handed: State, record: State) -> None:
    """A number that two copies gave to rows of their own is two rows: the later gets the next, and its citations follow."""
    parent = found.parent.made if found.parent else None
    before = {(c.at.scope, c.at.table, c.at.key) for c in parent.claims} if parent else set()
    if parent:
        found.numbers |= parent.numbers
        before |= {(r.scope, r.table, r.key) for r in found.rows.values()}
    twins = _Twins(record, handed)
    rows: dict[RowKey, dict[str, str | None]] = {}
    for item in found.incoming:
        rows.setdefault((item.at.scope, item.at.table, item.at.key), {})[item.at.field] = item.value
    taken = {place: {*keys, *(k for s, t, k in rows if (s, t) == place)} for place, keys in _keys(record).items()}
    for place, values in rows.items():
        scope, table, _ = place
        if not _own(place, handed, before, found) or not _elsewhere(record, place, values):
            continue
        known = taken.setdefault((scope, table), set())
        number = twins.number(place, values) or next_key(table, known)
        found.numbers[place] = number
        known.add(number)
    cite = _Citing(found)
    found.incoming = [
        replace(
            i, at=_moved(i.at, found.numbers), value=i.value if i.value is None else cite.text(i.value, i.where, i.at)
        )
        for i in found.incoming
    ]
    found.new_rows = [
        replace(
            row,
            values={n: (cite.text(v, w, Address(row.scope, row.table, "", n)), w) for n, (v, w) in row.values.items()},
        )
        for row in found.new_rows
    ]


def _own(place: RowKey, handed: State, before: set[RowKey], found: Filling) -> bool:
    """Whether a row is the file's own: neither handed out, nor brought by its parent, nor numbered by an earlier import."""
    scope, table, key = place
    listed = table in TABLE_OF and TABLE_OF[table].listed
    return (
        listed
        and place not in found.numbers
        and place not in before
        and key not in handed.get(scope, {}).get(table, {})
    )


def _elsewhere(record: State, place: RowKey, values: Mapping[str, str | None]) -> bool:
    """Whether the record has another row under this number; one that stands there word for word is the same row."""
    scope, table, key = place
    there = record.get(scope, {}).get(table, {}).get(key)
    return there is not None and any(there.get(name) != value for name, value in values.items() if value is not None)


class _Twins:
    """Rows that stand in the record since the hand-out, found by their cells: the very same row is not added again."""

    def __init__(self, record: State, handed: State) -> None:
        self.record, self.handed = record, handed
        self.by_cell: dict[tuple[str, str], dict[tuple[str, str], list[str]]] = {}

    def number(self, place: RowKey, values: Mapping[str, str | None]) -> str:
        """The number under which the row stands already; blank when there is none."""
        scope, table, _ = place
        told = [(name, value) for name, value in values.items() if value is not None]
        cells = self._cells(scope, table)
        found = [cells.get(cell, []) for cell in told]
        rows = self.record.get(scope, {}).get(table, {})
        near = min(found, key=len, default=[])
        return next((key for key in near if all(rows[key].get(name) == value for name, value in told)), "")

    def _cells(self, scope: str, table: str) -> dict[tuple[str, str], list[str]]:
        if (scope, table) not in self.by_cell:
            before = self.handed.get(scope, {}).get(table, {})
            made: dict[tuple[str, str], list[str]] = {}
            for key, row in self.record.get(scope, {}).get(table, {}).items():
                for cell in row.items() if key not in before else ():
                    made.setdefault(cell, []).append(key)
            self.by_cell[scope, table] = made
        return self.by_cell[scope, table]


def _keys(record: State) -> dict[tuple[str, str], set[str]]:
    return {(scope, table): set(rows) for scope, tables in record.items() for table, rows in tables.items()}


class _Citing:
    """Evidence numbers of a file as they are here."""

    def __init__(self, found: Filling) -> None:
        self.found, self.renumbered = found, _evidence(found.numbers)

    def text(self, text: str, where: str, at: Address) -> str:
        """A cell of evidence numbers under the record's numbers; a text that names one is listed, and left as it is."""
        named = [n for n in REFS.findall(text) if n in self.renumbered] if self.renumbered else []
        if named and _cites(at):
            return _under(text, self.renumbered)
        self.found.mentions += [(where, number, self.renumbered[number]) for number in dict.fromkeys(named)]
        return text


def _evidence(numbers: Mapping[RowKey, str]) -> dict[str, str]:
    return {key: new for (_, table, key), new in numbers.items() if table == "evidence"}


def _cites(at: Address) -> bool:
    """Whether a cell holds evidence numbers."""
    columns = TABLE_OF[at.table].columns if at.table in TABLE_OF else ()
    return any(c.name == at.field and c.type == "refs" for c in columns)


def _under(text: str, renumbered: Mapping[str, str]) -> str:
    return REFS.sub(lambda found: renumbered.get(found[0], found[0]), text)


def recorded(claim: Claim, numbers: Mapping[RowKey, str]) -> tuple[Address, str | None]:
    """A claim under the record's numbers: where it lies, and what it says there."""
    value = _under(claim.value, _evidence(numbers)) if claim.value is not None and _cites(claim.at) else claim.value
    return _moved(claim.at, numbers), value


def claims_of(
    base: State | None, incoming: Sequence[Incoming], numbers: Mapping[RowKey, str], asked: Iterable[Address]
) -> tuple[Claim, ...]:
    """What a file claims, under its own numbers; `asked` are the addresses, in the record's numbers, that somebody must decide."""
    open_ones = set(asked)
    return tuple(
        Claim(at, value, taken=_moved(at, numbers) not in open_ones) for at, value in differing(base, incoming).items()
    )
