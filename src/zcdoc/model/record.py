"""A park's record as plain text values: scope -> table -> key -> field -> value.

Scopes are `park`, `round/<round>` and `round/<round>/<pack>`, so that answers of several rounds and standards never mix.
An absent field is blank; a row without fields does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from zcdoc.model.profile import PROFILE_OF
from zcdoc.model.tables import Scope

Row: TypeAlias = dict[str, str]
Rows: TypeAlias = dict[str, Row]
State: TypeAlias = dict[str, dict[str, Rows]]
RoundKind = Literal["baseline", "self-inspection", "evaluation"]

PARK = "park"
ROUND_KINDS: tuple[RoundKind, ...] = ("baseline", "self-inspection", "evaluation")
ROUND_LABEL = {"baseline": "现状摸底", "self-inspection": "自查", "evaluation": "评价"}
# Fields of the tables that no sheet shows.
ROUND_FIELDS = ("kind", "date", "people", "closed", "from", "as-of")
HIDDEN_FIELDS = {"evidence": ("sha256",)}


@dataclass(frozen=True, slots=True)
class Address:
    """Where one value of a record lives."""

    scope: str
    table: str
    key: str
    field: str


@dataclass(frozen=True, slots=True)
class Change:
    """One value that a command changed: what was, what is (None: blank), and the cell it came from."""

    at: Address
    was: str | None
    now: str | None
    where: str = ""

    def as_json(self) -> list[str | None]:
        return [self.at.scope, self.at.table, self.at.key, self.at.field, self.was, self.now, self.where]

    @classmethod
    def from_json(cls, item: list[str | None]) -> Change:
        scope, table, key, name, was, now, where = item
        return cls(Address(scope or "", table or "", key or "", name or ""), was, now, where or "")


def scope_of(kind: Scope, round_id: str, pack_id: str) -> str:
    return {"park": PARK, "round": f"round/{round_id}", "pack": f"round/{round_id}/{pack_id}"}[kind]


def profile_scope(name: str, round_id: str) -> str:
    known = PROFILE_OF.get(name)
    return f"round/{round_id}" if known and known.per_round else PARK


def get(state: State, at: Address) -> str | None:
    return state.get(at.scope, {}).get(at.table, {}).get(at.key, {}).get(at.field)


def put(state: State, at: Address, value: str | None) -> None:
    """Sets one value in place; None removes it, and the row with its last field."""
    if value is None:
        rows = state.get(at.scope, {}).get(at.table, {})
        rows.get(at.key, {}).pop(at.field, None)
        if not rows.get(at.key, True):
            del rows[at.key]
        return
    state.setdefault(at.scope, {}).setdefault(at.table, {}).setdefault(at.key, {})[at.field] = value


def apply(state: State, changes: Iterable[Change]) -> None:
    for change in changes:
        put(state, change.at, change.now)


def copied(state: State) -> State:
    """A state of its own, down to the rows."""
    return {s: {t: {k: dict(r) for k, r in rows.items()} for t, rows in tables.items()} for s, tables in state.items()}


def natural(key: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts `2` before `10` and `EV-9` before `EV-10`."""
    parts: list[tuple[int, int, str]] = []
    digits = ""
    for char in f"{key}\0":
        if char.isascii() and char.isdigit():
            digits += char
            continue
        if digits:
            parts.append((0, int(digits), ""))
            digits = ""
        parts.append((1, 0, char))
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Round:
    id: str
    kind: RoundKind
    date: str
    people: str = ""
    closed: str = ""
    source: str = ""
    as_of: str = ""

    @property
    def label(self) -> str:
        return ROUND_LABEL[self.kind]


@dataclass(frozen=True, slots=True)
class Decision:
    """Who settled an assumption, to which value, on what source."""

    key: str
    value: str
    source: str
    by: str
    date: str
    was: str = ""  # the value that held before
    interpretation: str = ""  # evidence of a written answer of the body in charge of the standard
    figures: str = ""  # collected under it, as `collected.digests` writes them
    counts: bool = True  # False: a park's own decision, seen from an evaluation, whose team has to decide itself


@dataclass(frozen=True, slots=True)
class Record:
    """The state of one park at one head of its history."""

    park: str
    state: State = field(default_factory=dict)
    head: str = ""

    @property
    def name(self) -> str:
        return self.profile("").get("园区名称", {}).get("内容") or self.meta("name") or self.park

    def meta(self, name: str) -> str:
        return self.state.get(PARK, {}).get("park", {}).get("park", {}).get(name, "")

    @property
    def standards(self) -> list[str]:
        return [s for s in self.meta("standards").split(",") if s]

    def rows(self, table: str, scope: str) -> Rows:
        """The rows of a table in natural key order."""
        found = self.state.get(scope, {}).get(table, {})
        return {key: found[key] for key in sorted(found, key=natural)}

    def profile(self, round_id: str) -> Rows:
        """The profile as one round sees it: the park's fields and the round's."""
        merged = dict(self.state.get(PARK, {}).get("profile", {}))
        merged.update(self.state.get(f"round/{round_id}", {}).get("profile", {}))
        return merged

    @property
    def rounds(self) -> list[Round]:
        """In order of date, then of id."""
        found = self.state.get(PARK, {}).get("rounds", {})
        return sorted((_round(rid, row) for rid, row in found.items()), key=lambda r: (r.date, natural(r.id)))

    def decisions(self, pack_id: str, chosen: Round) -> dict[str, Decision]:
        """What is decided for a round, by assumption.

        An evaluation decides for itself; what the park decided stays in force there until it does, and does not count as
        decided. Decisions of earlier versions say nothing of whom they are for and count everywhere, as does a written answer.
        """
        own = decided_in(pack_id, chosen)
        out: dict[str, Decision] = {}
        for scope in dict.fromkeys((PARK, own)):
            for key, row in self.state.get(scope, {}).get("assumptions", {}).items():
                pack, _, name = key.partition("/")
                if pack == pack_id and "value" in row:  # a remark alone decides nothing
                    foreign = scope != own and row.get("for") == PARK and not row.get("interpretation")
                    out[name] = _decision(name, row, counts=not foreign)
        return out


def decided_in(pack_id: str, chosen: Round) -> str:
    """The scope of a round's decisions: an evaluation's are its own, the others are the park's."""
    return scope_of("pack", chosen.id, pack_id) if chosen.kind == "evaluation" else PARK


def _decision(key: str, row: Row, *, counts: bool) -> Decision:
    return Decision(
        key,
        row["value"],
        row.get("source", ""),
        row.get("by", ""),
        row.get("date", ""),
        row.get("was", ""),
        row.get("interpretation", ""),
        row.get("figures", ""),
        counts,
    )


def _round(round_id: str, row: Row) -> Round:
    kind: RoundKind = next(k for k in ROUND_KINDS if k == row["kind"])
    return Round(
        round_id,
        kind,
        row.get("date", ""),
        row.get("people", ""),
        row.get("closed", ""),
        row.get("from", ""),
        row.get("as-of", ""),
    )


def walk(state: State) -> Iterator[tuple[Address, str]]:
    """Every value with its address."""
    for scope, tables in state.items():
        for table, rows in tables.items():
            for key, row in rows.items():
                for name, value in row.items():
                    yield Address(scope, table, key, name), value


def difference(old: State, new: State) -> list[Change]:
    """The changes that turn `old` into `new`."""
    before, after = dict(walk(old)), dict(walk(new))
    places = list(dict.fromkeys([*before, *after]))
    return [Change(at, before.get(at), after.get(at)) for at in places if before.get(at) != after.get(at)]
