"""Under which pack a round stands: id, version and sha256, remembered from its opening (pure).

The pins stand in the park's scope, so that a round which an older version closed can still be given one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zcdoc.model.provenance import Delivered, Provenance, named
from zcdoc.model.record import PARK, Address, Change, Record, State

TABLE = "packs"
EARLIER = "earlier"  # a version before versions were kept


@dataclass(frozen=True, slots=True)
class Pin:
    """The pack of one round; `origin` and `built_in` as they were on the day it was remembered.

    `answers` is the version under which the answers of a closed round were given, where that is another (`EARLIER`: not
    known): they are never rewritten, but read under the pack that the round was given afterwards.
    """

    pack: str
    version: str
    sha256: str
    origin: str
    built_in: Delivered | None = None
    answers: str = ""

    @property
    def label(self) -> str:
        return named(self.version, self.sha256)


def pin_of(record: Record, round_id: str, pack_id: str) -> Pin | None:
    """What a round remembers; None for a round that an older version opened."""
    row = record.state.get(PARK, {}).get(TABLE, {}).get(f"{round_id}/{pack_id}", {})
    if not row.get("sha256"):
        return None
    hidden = row.get("built-in-sha256")
    built_in = Delivered(row.get("built-in-version", ""), hidden) if hidden else None
    return Pin(pack_id, row.get("version", ""), row["sha256"], row.get("origin", ""), built_in, row.get("answers", ""))


def answers_under(state: State, round_id: str, pack_id: str) -> str:
    """The version of a pack under which a round's answers stand; blank for a round opened before versions were kept."""
    row = state.get(PARK, {}).get(TABLE, {}).get(f"{round_id}/{pack_id}", {})
    return row.get("answers") or row.get("version") or ""


def pin_changes(record: Record, round_id: str, used: Provenance) -> list[Change]:
    """The changes that make a round remember a pack; none when it does already."""
    fields = {"version": used.version, "sha256": used.sha256, "origin": used.origin, "answers": ""}
    hidden = used.built_in
    fields |= {
        "built-in-version": hidden.version if hidden else "",
        "built-in-sha256": hidden.sha256 if hidden else "",
    }
    key = f"{round_id}/{used.id}"
    row = record.state.get(PARK, {}).get(TABLE, {}).get(key, {})
    return [
        Change(Address(PARK, TABLE, key, name), row.get(name), value or None)
        for name, value in fields.items()
        if row.get(name) != (value or None)
    ]


def moved(changes: Sequence[Change], round_id: str) -> bool:
    """Whether the changes would give a round another pack than the one it remembers."""
    return any(
        c.at.table == TABLE and c.at.field == "sha256" and c.at.key.startswith(f"{round_id}/") and c.was is not None
        for c in changes
    )


def newer(version: str, than: str) -> bool:
    """`1.10.0` is newer than `1.9.0`; what is no number is newer than nothing."""
    try:
        return _numbers(version) > _numbers(than)
    except ValueError:
        return False


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
