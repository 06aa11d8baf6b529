"""What an import leaves in the history: whose copy it was, what it claims, what was refused, which numbers it got (pure).

A claim is a cell that came back otherwise than it was handed out. By their claims later files of one copy are told apart: the
one that goes on from an earlier import repeats what that one claimed (`zcdoc/copies.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from zcdoc.model.record import Address

RowKey: TypeAlias = tuple[str, str, str]
"""Scope, table, number."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One cell as the file has it, under the file's own numbers. `taken`: the record holds it since; else somebody is asked."""

    at: Address
    value: str | None
    taken: bool = True


@dataclass(frozen=True, slots=True)
class RowClaim:
    """A row that came back without a number: what stands in it, and the number that it got."""

    scope: str
    table: str
    values: Mapping[str, str]
    key: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that was not taken, and why."""

    where: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody decided between a file and the record; `taken` is `file` or `record`."""

    at: Address
    file: str | None
    record: str | None
    taken: str


@dataclass(frozen=True, slots=True)
class Imported:
    """One import. `copy` is the id in the workbook's fingerprint, `person` for whom it was made, `saved` when the file was saved."""

    copy: str
    person: str = ""
    saved: str = ""
    parent: int = 0
    claims: tuple[Claim, ...] = ()
    rows: tuple[RowClaim, ...] = ()
    numbers: Mapping[RowKey, str] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()
    decided: tuple[Decided, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "copy": self.copy, "person": self.person, "saved": self.saved, "parent": self.parent,
            "claims": [[*_place(c.at), c.value, c.taken] for c in self.claims],
            "rows": [[r.scope, r.table, r.key, dict(sorted(r.values.items()))] for r in self.rows],
            "numbers": [[*place, key] for place, key in sorted(self.numbers.items())],
            "refused": [[r.where, r.rule, r.message] for r in self.refused],
            "decided": [[*_place(d.at), d.file, d.record, d.taken] for d in self.decided],
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Any) -> Imported:
        """Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            copy=_text(data["copy"]), person=_text(data["person"]), saved=_text(data["saved"]), parent=int(data["parent"]),
            claims=tuple(Claim(_at(s, t, k, f), _may(v), bool(taken)) for s, t, k, f, v, taken in data["claims"]),
            rows=tuple(RowClaim(_text(s), _text(t), _cells(v), _text(k)) for s, t, k, v in data["rows"]),
            numbers={(_text(s), _text(t), _text(k)): _text(n) for s, t, k, n in data["numbers"]},
            refused=tuple(Refused(_text(w), _text(r), _text(m)) for w, r, m in data["refused"]),
            decided=tuple(
                Decided(_at(s, t, k, f), _may(file), _may(record), _text(taken))
                for s, t, k, f, file, record, taken in data["decided"]
            ),
        )  # fmt: skip


def _place(at: Address) -> tuple[str, str, str, str]:
    return at.scope, at.table, at.key, at.field


def _at(*parts: Any) -> Address:
    scope, table, key, name = map(_text, parts)
    return Address(scope, table, key, name)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _may(value: Any) -> str | None:
    return None if value is None else _text(value)


def _cells(value: Any) -> dict[str, str]:
    return {_text(name): _text(text) for name, text in dict(value).items()}
