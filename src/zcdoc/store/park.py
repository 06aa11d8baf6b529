"""The record of one park on disk: `history.jsonl` is the truth, `record.json` a checkpoint that can be rebuilt from it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zcdoc import __version__, fsio
from zcdoc.errors import UserError
from zcdoc.model.record import PARK, Address, Change, Record, State, apply, get
from zcdoc.problems import Problems, ProblemsError
from zcdoc.store.events import NO_HEAD, Event, canonical, fold, parse, parse_all

HISTORY, CHECKPOINT, EVIDENCE, OUTPUT = "history.jsonl", "record.json", "evidence", "output"


@dataclass(frozen=True)
class ParkStore:
    """The folder `parks/<id>/` of a workspace."""

    folder: Path
    park: str

    @property
    def evidence_folder(self) -> Path:
        return self.folder / EVIDENCE

    @property
    def output_folder(self) -> Path:
        return self.folder / OUTPUT

    def exists(self) -> bool:
        return (self.folder / HISTORY).is_file()

    def events(self) -> list[Event]:
        """Every event. Raises ProblemsError when the chain is broken."""
        events, problems = self.verify()
        problems.raise_errors("历史记录不完整，已停止，未做任何改动")
        return events

    def verify(self) -> tuple[list[Event], Problems]:
        path = self.folder / HISTORY
        return parse_all(fsio.read_lines(path) if path.exists() else [], HISTORY)

    def load(self) -> Record:
        """The current record. Raises UserError when the checkpoint was edited by hand."""
        lines = fsio.read_lines(self.folder / HISTORY)
        if not lines:
            raise UserError(f"园区 {self.park} 的历史记录是空的", "从备份恢复 history.jsonl")
        try:
            head = parse(lines[-1]).hash
        except (ValueError, KeyError, TypeError):
            raise UserError(f"{HISTORY}:{len(lines)}:1 不是历史记录", "从备份恢复 history.jsonl") from None
        state = self._checkpoint(head)
        return Record(self.park, self._rebuild() if state is None else state, head)

    def glance(self) -> Record:
        """The checkpoint as it stands, not compared with the history: for suggestions, never for work.

        Raises OSError or ValueError when it cannot be read.
        """
        data = json.loads((self.folder / CHECKPOINT).read_text(encoding="utf-8"))
        return Record(self.park, data["state"], data["head"])

    def _checkpoint(self, head: str) -> State | None:
        """The state of the checkpoint; None when it is absent or stands at an earlier head."""
        path = self.folder / CHECKPOINT
        if not path.exists():
            return None
        data = _json(path.read_bytes())
        if data is None or data.get("sha256") != _digest(data.get("state"), data.get("head")):
            raise UserError(
                f"{CHECKPOINT} 被手工改动过，已停止读取",
                f"要改数据请用 zcdoc park export 和 park import；删去 {CHECKPOINT} 即可由 {HISTORY} 重建",
            )
        state: State = data["state"]
        return state if data["head"] == head else None

    def _rebuild(self) -> State:
        state = fold(self.events())
        assert state is not None
        return state

    def commit(
        self, make: Callable[[Record], Sequence[Change]], command: str, by: str, export: str = "", undoes: int = 0
    ) -> tuple[Event | None, Record]:
        """Appends the changes that `make` finds in the current record, under the park's lock.

        Returns the event (None when there was nothing to change) and the record after it. The log is written first, then
        the checkpoint; a killed process leaves the old state or the new one. Raises UserError for a change in a closed
        round, whatever the command: this is the only door to the record.
        """
        with fsio.lock(self.folder):
            record = self.load() if self.exists() else Record(self.park, {}, NO_HEAD)
            changes = tuple(c for c in make(record) if c.now != c.was)
            if not changes:
                return None, record
            _refuse_closed(record, changes)
            stale = [c for c in changes if get(record.state, c.at) != c.was]
            if stale:
                raise UserError("记录在此期间被别处改动", "重新运行命令")
            event = self._event(record, changes, command, by, export, undoes)
            fsio.append_line(self.folder / HISTORY, event.line())
            after = Record(self.park, _applied(record.state, changes), event.hash)
            self._save(after)
            return event, after

    def _event(
        self, record: Record, changes: tuple[Change, ...], command: str, by: str, export: str, undoes: int
    ) -> Event:
        seq = self._last_seq() + 1
        draft = Event(
            seq,
            record.head or NO_HEAD,
            moment().isoformat(timespec="seconds"),
            by,
            command,
            changes,
            export,
            undoes,
            __version__,
        )
        return replace(draft, hash=draft.digest())

    def _last_seq(self) -> int:
        path = self.folder / HISTORY
        lines = fsio.read_lines(path) if path.exists() else []
        return parse(lines[-1]).seq if lines else 0

    def _save(self, record: Record) -> None:
        data = {"head": record.head, "sha256": _digest(record.state, record.head), "state": record.state}
        fsio.write_text(self.folder / CHECKPOINT, json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n")

    def fold_to(self, head: str) -> State | None:
        """The state at an earlier head; None when the history does not know it."""
        return fold(self.events(), head)

    def closings(self) -> dict[str, Record]:
        """The park as it stood when each closed round was closed (for the last time).

        What belongs to the park and not to a round (profile, evidence, decided assumptions) goes on changing; whoever reads
        a closed round reads it beside these as they were.
        """
        state: State = {}
        found: dict[str, Record] = {}
        for event in self.events():
            apply(state, event.changes)
            closed = [c.at.key for c in event.changes if c.now and c.at == closing(c.at.key)]
            if closed:
                found |= dict.fromkeys(closed, Record(self.park, _applied(state, ()), event.hash))
        return found

    def writers(self, export: str, by: str) -> set[Address]:
        """The values whose latest change came from this export, imported by this person."""
        last: dict[Address, tuple[str, str]] = {}
        for event in self.events():
            for change in event.changes:
                last[change.at] = (event.export, event.by)
        return {at for at, source in last.items() if source == (export, by)}

    def undo_changes(self, seq: int) -> tuple[Event, list[Change]]:
        """The changes that take an event back. Raises ProblemsError when later events changed the same values."""
        events = self.events()
        event = next((e for e in events if e.seq == seq), None)
        if event is None:
            raise UserError(f"历史中没有第 {seq} 条", "zcdoc history show 列出全部")
        record = self.load()
        problems = Problems()
        for change in event.changes:
            if get(record.state, change.at) != change.now:
                where = f"{change.at.table}/{change.at.key}/{change.at.field}"
                problems.error("undo-later-change", where, "此后又被改过，不能撤回", "先撤回较晚的那一条")
        if problems.errors:
            raise ProblemsError(f"第 {seq} 条不能撤回，未做任何改动", problems)
        return event, [Change(c.at, c.now, c.was) for c in reversed(event.changes)]


def closing(round_id: str) -> Address:
    """Where the date stands at which a round was closed."""
    return Address(PARK, "rounds", round_id, "closed")


def _refuse_closed(record: Record, changes: Sequence[Change]) -> None:
    """Raises UserError when a change lies in a closed round, or takes back the closing of one that others go on from."""
    for item in record.rounds:
        if not item.closed:
            continue
        own = f"round/{item.id}"
        if any(c.at.scope == own or c.at.scope.startswith(f"{own}/") for c in changes):
            raise UserError(f"轮次 {item.id} 已于 {item.closed} 关闭，不能再改", "用 zcdoc round new --from 开新一轮")
        heirs = [r.id for r in record.rounds if r.source == item.id]
        if heirs and any(c.at == closing(item.id) for c in changes):
            raise UserError(f"轮次 {item.id} 已由 {'、'.join(heirs)} 承接，不能撤回它的关闭", "要更正的内容写在后一轮")


def _applied(state: State, changes: Sequence[Change]) -> State:
    """A new state; the old one stays as it is."""
    copy: State = {
        s: {t: {k: dict(r) for k, r in rows.items()} for t, rows in tables.items()} for s, tables in state.items()
    }
    apply(copy, changes)
    return copy


def _digest(state: Any, head: Any) -> str:
    return hashlib.sha256(canonical([head, state]).encode()).hexdigest()


def _json(content: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(content.decode("utf-8"))
    except ValueError:
        return None
    return data if isinstance(data, dict) and isinstance(data.get("state"), dict) else None


def moment() -> dt.datetime:
    """Now, in local time; SOURCE_DATE_EPOCH fixes it for reproducible samples."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    return dt.datetime.fromtimestamp(int(fixed), dt.UTC) if fixed.isdigit() else dt.datetime.now().astimezone()
