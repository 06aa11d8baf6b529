"""A park as somebody would keep it in his head: what each command should do, worked out without the product.

Addresses are (scope, table, key, field), as `chain.state` gives them. Only what the commands of `test_order_of_operations.py`
touch is modelled: answers typed into workbooks, assumptions, evidence, rounds, and taking back.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

import chain
import shelf

At = tuple[str, str, str, str]
TODAY = "2026-03-01"
ANY = object()  # some text: the name under which a file is stored is the product's choice
CLEARED, BLANK = "（清空）", ""
REFUSED, WRONG_USE = 1, 2
PACK_VALUE = "a"  # of both assumptions of the small pack that are set here
REPEATED = 2  # cells that a file must have as an earlier import had them
SHOWN = {"结果": "未检查"}  # what a cell shows where nothing is recorded
CARRIED_NOT = {"检查日期", "复核人", "复核日期", "检查人", "验证结论", "验证日期"}
PREFIX = {"baseline": "baseline", "self-inspection": "self", "evaluation": "evaluation"}


@dataclass(frozen=True)
class Expected:
    """The exit code, and the changes of the one event that is written; none: no event."""

    code: int = 0
    changes: dict[At, Any] = field(default_factory=dict)
    told: bool = False  # an event also when nothing changes: what came back is kept

    @property
    def event(self) -> bool:
        return self.told or bool(self.changes)


@dataclass
class Workbook:
    """A file that was handed out, and what was typed into it since."""

    file: str
    round: str
    handed_out: int  # how many events the park had then
    typed: dict[At, str] = field(default_factory=dict)


class World:
    """The events so far and what they add up to."""

    def __init__(self, events: list[dict[str, Any]]) -> None:
        self.events = list(events)
        self.values = chain.state(events)

    def take(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        self.values = chain.state(self.events)

    # --- rounds ---------------------------------------------------------------------------------------------------

    def rounds(self) -> list[str]:
        """In order of their dates, then of their ids."""
        ids = self.keys("rounds")
        return sorted(ids, key=lambda r: (self.round(r, "date") or "", _natural(r)))

    def round(self, name: str, what: str) -> str | None:
        return self.values.get(("park", "rounds", name, what))

    def open_round(self) -> str | None:
        """The latest that is not closed."""
        found = [name for name in self.rounds() if not self.round(name, "closed")]
        return found[-1] if found else None

    def keys(self, table: str) -> set[str]:
        return {at[2] for at in self.values if at[:2] == ("park", table)}

    def new_round(self, kind: str, source: str | None) -> Expected:
        number = sum(self.round(name, "kind") == kind for name in self.rounds()) + 1
        while f"{PREFIX[kind]}-{number}" in self.rounds():
            number += 1
        made = f"{PREFIX[kind]}-{number}"
        fields = {"kind": kind, "date": TODAY, "from": source}
        changes = {("park", "rounds", made, name): value for name, value in fields.items() if value}
        changes |= self._pinned(made)
        return Expected(0, changes | (self._carried(source, made) if source else {}))

    def _pinned(self, made: str) -> dict[At, str]:
        """Nobody edits the pack here, so every round remembers the same one."""
        known = [(at, value) for at, value in self.values.items() if at[:2] == ("park", "packs")]
        return {("park", "packs", f"{made}/{at[2].split('/')[1]}", at[3]): value for at, value in known}

    def _carried(self, source: str, target: str) -> dict[At, str]:
        """Answers come over without who checked them when, and are to be reviewed where they were judged."""
        own, changes = f"round/{source}", {}
        for at, value in self.values.items():
            if at[0] == own or at[0].startswith(f"{own}/"):
                place = (f"round/{target}{at[0].removeprefix(own)}", *at[1:])
                if at[3] not in CARRIED_NOT:
                    changes[place] = value
                if at[3] == "结果" and value != SHOWN["结果"]:
                    changes[(*place[:3], "检查进度")] = "待复核"
        return changes

    def close(self) -> Expected:
        name = self.open_round()
        return Expected(0, {("park", "rounds", name, "closed"): TODAY}) if name else Expected(REFUSED)

    # --- assumptions, evidence ------------------------------------------------------------------------------------

    def assume(self, key: str, value: str, source: str, by: str) -> Expected:
        if self.open_round() is None:
            return Expected(REFUSED)
        """A decision keeps the choice that it replaces; the pack's own value held before anybody decided."""
        fields = {"value": value, "source": source, "by": by, "date": TODAY}
        before = self.values.get(("park", "assumptions", f"{shelf.PACK}/{key}", "value"), PACK_VALUE)
        if before != value:
            fields["was"] = before
        return self._changed({("park", "assumptions", f"{shelf.PACK}/{key}", n): v for n, v in fields.items()})

    def register(self, content: bytes) -> Expected:
        """The same content is there already; anything else gets the next number, whatever its name."""
        digest = hashlib.sha256(content).hexdigest()
        if digest in {self.values.get(("park", "evidence", key, "sha256")) for key in self.keys("evidence")}:
            return Expected()
        highest = max((int(key.removeprefix("EV-")) for key in self.keys("evidence")), default=0)
        at = ("park", "evidence", f"EV-{highest + 1:03d}")
        return Expected(0, {(*at, "文件"): ANY, (*at, "名称"): ANY, (*at, "sha256"): digest})

    def _changed(self, wanted: dict[At, str]) -> Expected:
        return Expected(0, {at: value for at, value in wanted.items() if self.values.get(at) != value})

    # --- workbooks ------------------------------------------------------------------------------------------------

    def take_in(self, book: Workbook, by: str) -> Expected:
        """The three-way merge of what was typed: a blank never erases, an old value never overwrites."""
        if self.round(book.round, "closed"):
            return Expected(REFUSED)
        handed, changes, conflicts = chain.state(self.events[: book.handed_out]), {}, 0
        base = handed | self._parent(book, handed)
        for at, text in book.typed.items():
            value = None if text == CLEARED else text
            now, was = self._shown(self.values, at), self._shown(base, at)
            if text == BLANK or value == now or (value is None and at not in self.values):
                continue
            if value == was and value is not None:
                continue
            if now == was and value != was:
                changes[at] = value
            else:
                conflicts += 1
        return Expected(REFUSED if conflicts else 0, changes, told=True)

    def _shown(self, values: dict[At, str], at: At) -> str | None:
        return values.get(at, SHOWN.get(at[3]))

    def _parent(self, book: Workbook, handed: dict[At, str]) -> dict[At, str | None]:
        """What the import brought that this file goes on from: the latest that it repeats in both cells that can be typed here."""
        typed = {at: None if text == CLEARED else text for at, text in book.typed.items() if text != BLANK}
        typed = {at: value for at, value in typed.items() if value != self._shown(handed, at)}
        gone = {event["undoes"] for event in self.events}
        for event in reversed(self.events):
            if "imported" not in event or event["seq"] in gone or not self._is_of(event["export"], book):
                continue
            claims = {tuple(at): (value, taken) for *at, value, taken in event["imported"]["claims"]}
            if sum(typed.get(at, BLANK) == value for at, (value, _) in claims.items()) >= REPEATED:
                return {at: value for at, (value, taken) in claims.items() if taken}
        return {}

    def _is_of(self, export: str, book: Workbook) -> bool:
        return export != "" and self.exports.get(export) == (book.handed_out, book.round)

    @property
    def exports(self) -> dict[str, tuple[int, str]]:
        """Exports of the same state and round are one export, by whatever name an import calls it."""
        return {event["export"]: event["of"] for event in self.events if event.get("of")}

    # --- taking back ----------------------------------------------------------------------------------------------

    def undo(self, seq: int | None = None) -> Expected:
        """An event by its number, or the latest that was not taken back and is no taking back; never one that made a park or round."""
        gone = {event["undoes"] for event in self.events}
        usual = [e for e in self.events if not e["undoes"] and e["seq"] not in gone and not self._founds(e)]
        if seq is None and not usual:
            return Expected(WRONG_USE)
        chosen = usual[-1] if seq is None else self.events[seq - 1]
        changes = {tuple(at): (was, now) for *at, was, now, _ in chosen["changes"]}
        moved_on = any(self.values.get(at) != now for at, (_, now) in changes.items())
        if moved_on or self._founds(chosen) or self._is_sealed(set(changes)):
            return Expected(REFUSED)
        return Expected(0, {at: was for at, (was, _) in changes.items()})

    def _founds(self, event: dict[str, Any]) -> bool:
        return event["seq"] == 1 or event["command"].startswith("round new")

    def _is_sealed(self, places: set[At]) -> bool:
        """Whether a closed round would change, or be opened again though another goes on from it."""
        for name in self.rounds():
            if self.round(name, "closed"):
                own = f"round/{name}"
                heirs = [r for r in self.rounds() if self.round(r, "from") == name]
                if any(at[0] == own or at[0].startswith(f"{own}/") for at in places):
                    return True
                if heirs and ("park", "rounds", name, "closed") in places:
                    return True
        return False


def _natural(text: str) -> list[Any]:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", text)]
