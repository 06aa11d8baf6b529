"""The record of one park on disk: `history.jsonl` is the truth, `record.json` a checkpoint that can be rebuilt from it."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from zcdoc import __version__, fsio, notices
from zcdoc.errors import UnsureError, UserError, ZcdocError
from zcdoc.model.imported import Imported
from zcdoc.model.pins import TABLE as PINS
from zcdoc.model.pins import moved
from zcdoc.model.record import PARK, Address, Change, Record, State, apply, copied, difference, get
from zcdoc.problems import Problems, ProblemsError
from zcdoc.store import checkpoint as checkpoints
from zcdoc.store import lineage, shelf, staging
from zcdoc.store import repair as repairs
from zcdoc.store.checkpoint import Checkpoint
from zcdoc.store.events import NO_HEAD, Event, Merged, fold, parse_all
from zcdoc.store.standing import HISTORY, Standing, complete_lines, examine

CHECKPOINT, EVIDENCE, OUTPUT = checkpoints.NAME, "evidence", "output"
LOOKS = 3  # at a park that another command may be writing


@dataclass(frozen=True, slots=True)
class Ahead:
    """An event that a command writes before its own; `tell` says so once it is written."""

    command: str
    changes: tuple[Change, ...]
    tell: Callable[[Event], None]


@dataclass(frozen=True)
class ParkStore:
    """The folder `parks/<id>/` of a workspace."""

    folder: Path
    park: str
    adds: Callable[[Record], Sequence[Change]] | None = field(default=None, compare=False, repr=False)
    """What every write of this command adds to its own changes, such as the pack that a round is to remember."""
    ahead: Callable[[Record], Iterable[Ahead]] | None = field(default=None, compare=False, repr=False)
    """What stands in the history before this command's own event, as events of their own."""

    @property
    def evidence_folder(self) -> Path:
        return self.folder / EVIDENCE

    @property
    def output_folder(self) -> Path:
        return self.folder / OUTPUT

    @property
    def _history(self) -> Path:
        return self.folder / HISTORY

    def exists(self) -> bool:
        """Whether there is a park: a history with a line in it, or a checkpoint that says there was one.

        A first command that was killed before its line was whole leaves none; a history that cannot be read is one.
        """
        if (self.folder / CHECKPOINT).is_file() or not self._history.is_file():
            return (self.folder / CHECKPOINT).is_file()
        try:
            return bool(complete_lines(fsio.read_bytes(self._history))[0])
        except UserError:
            return True

    def events(self) -> list[Event]:
        """Every event. Raises ProblemsError when the chain is broken or its end is lost, as `load` does."""
        upto = self._standing().length
        events, problems = parse_all(_lines(fsio.read_bytes(self._history)[:upto]), HISTORY)
        problems.raise_errors(f"园区 {self.park} 的历史记录有问题，没有读取，也没有写入")
        return events

    def verify(self) -> tuple[list[Event], Problems]:
        """Every event and everything that is wrong: the chain, its end, and whether the checkpoint says the same."""
        data, content = self._bytes()
        known = None if content is None else checkpoints.decode(content)
        events, problems = parse_all(_lines(data), HISTORY)
        found = examine(data, known)
        problems.extend(p for p in [*found.problems, *found.doubts] if p not in list(problems))
        if known is not None and not problems.errors and fold(events, known.head) != known.state:
            problems.error(
                "checkpoint-differs",
                CHECKPOINT,
                "检查点的内容与历史推出的不同",
                "用 zcdoc history repair 由历史重建检查点",
            )
        if found.torn and not problems.errors:
            problems.warning(
                "history-torn",
                f"{HISTORY}:{found.seq + 1}:1",
                "末尾有半行，是写入中断留下的，从未生效",
                "下一条写入命令会把它去掉",
            )
        return events, problems

    def load(self) -> Record:
        """The current record. Raises UserError when the checkpoint was edited by hand, ProblemsError for a broken history."""
        found = self._standing()
        return Record(self.park, found.state, found.head)

    def _standing(self) -> Standing:
        """How the park stands. A writer may come between the two files, so what looks wrong is looked at again."""
        seen: tuple[bytes, bytes | None] | None = None
        for _ in range(LOOKS):
            data, content = self._bytes()
            found = examine(data, None if content is None else checkpoints.decode(content))
            if not found.problems.errors or (data, content) == seen:
                break
            seen = data, content
        found.problems.raise_errors(f"园区 {self.park} 的历史记录有问题，没有读取，也没有写入")
        if found.seq == 0:
            raise UserError(f"园区 {self.park} 的历史记录是空的", "从备份恢复 history.jsonl")
        return found

    def _bytes(self) -> tuple[bytes, bytes | None]:
        """History and checkpoint (None: there is none), the checkpoint read first: written last, it never knows more."""
        path = self.folder / CHECKPOINT
        content = fsio.read_bytes(path) if path.is_file() else None
        return fsio.read_bytes(self._history), content

    def glance(self) -> Record:
        """The checkpoint as it stands, not compared with the history: for suggestions, never for work.

        Raises OSError or ValueError when it cannot be read.
        """
        data = json.loads((self.folder / CHECKPOINT).read_text(encoding="utf-8"))
        return Record(self.park, data["state"], data["head"])

    def commit(
        self, make: Callable[[Record], Sequence[Change]], command: str, by: str, export: str = "", undoes: int = 0,
        joined: Callable[[], Merged] | None = None, imported: Callable[[], Imported] | None = None,
    ) -> tuple[Event | None, Record]:  # fmt: skip
        """Appends the changes that `make` finds in the current record, under the park's lock. `joined`, asked after `make`: the
        other history that they bring in, which is an event also when it changes nothing; so is `imported`, what a file that came
        back leaves in the history.

        Returns the event (None when there was nothing to change) and the record after it. The log is written first, then
        the checkpoint; a killed process leaves the old state or the new one. Once the event is written the command has
        succeeded: a checkpoint that cannot be written is a remark. Raises UserError for a change in a closed round, whatever
        the command (this is the only door to the record), for a history that must not be built upon, and when nothing was
        written; UnsureError when it cannot be told.
        """
        with self.locked(by, command):
            standing = self._for_writing()
            record = Record(self.park, standing.state, standing.head)
            staging.settle(self.evidence_folder, record)
            ahead = tuple(self.ahead(record)) if self.ahead is not None else ()
            try:
                after = replace(record, state=_applied(record.state, [c for one in ahead for c in one.changes]))
                changes = self._changes(make, after)
                if changes:
                    record, standing = self._written_ahead(ahead, record, standing, by)
                written = changes or joined or imported
                event = self._event(standing, changes, command, by, export, undoes) if written else None
                if event is not None and joined is not None:
                    event = _with(event, merged=joined())
                if event is not None and imported is not None:
                    event = _with(event, imported=imported())
                if event is not None:
                    self._append(event, standing)
            except UserError as err:
                if not isinstance(err, UnsureError):  # what `make` staged is not registered, and will not be
                    staging.settle(self.evidence_folder, record)
                raise
            if event is None:
                staging.settle(self.evidence_folder, record)
                if standing.length > standing.proved:  # what an earlier command could not finish
                    self._save(record, standing.seq)
                return None, record
            return event, self._settled(event, changes, record, standing)

    def _written_ahead(
        self, ahead: Sequence[Ahead], record: Record, standing: Standing, by: str
    ) -> tuple[Record, Standing]:
        """Whatever becomes of the command's own event, these stand by themselves."""
        for one in ahead:
            _refuse_closed(record, one.changes)
            event = self._event(standing, one.changes, one.command, by, "", 0)
            self._append(event, standing)
            record = self._settled(event, one.changes, record, standing)
            standing = self._for_writing()
            one.tell(event)
        return record, standing

    def settle_evidence(self, by: str) -> None:
        """Finishes what a command that was stopped has begun with a file; does nothing, and takes no lock, when none was."""
        if staging.waiting(self.evidence_folder):
            with self.locked(by, "evidence verify"):
                staging.settle(self.evidence_folder, self.load())

    def _changes(self, make: Callable[[Record], Sequence[Change]], record: Record) -> tuple[Change, ...]:
        """What there is to write. Raises UserError for what must not be written."""
        changes = tuple(c for c in make(record) if c.now != c.was)
        if changes and self.adds is not None:
            changes += tuple(self.adds(record))
        _refuse_closed(record, changes)
        if any(get(record.state, c.at) != c.was for c in changes):
            raise UserError("记录在此期间被别处改动", "重新运行命令")
        return changes

    def _settled(self, event: Event, changes: Sequence[Change], record: Record, standing: Standing) -> Record:
        """The record after an event that is written: nothing below may deny it any more."""
        notices.saved(f"园区 {self.park} 的第 {event.seq} 条记录（{event.command}）")
        after = Record(self.park, _applied(record.state, changes), event.hash)
        staging.settle(self.evidence_folder, after)
        self._save(after, event.seq)
        if standing.first_format:
            notices.tell(
                "checkpoint-migrated", CHECKPOINT, "检查点由旧格式换成了新格式，从此也能证明历史的末尾没有丢失"
            )
        return after

    @contextmanager
    def locked(self, by: str, command: str) -> Iterator[None]:
        """Holds the park; what killed writers left lying about is swept away first."""
        with fsio.lock(self.folder, who=by, what=command):
            fsio.sweep(self.folder, self.evidence_folder, self.output_folder, self.folder / shelf.FOLDER)
            yield

    def _for_writing(self) -> Standing:
        """How the park stands, proved as far as the next event builds on it. The caller holds the lock."""
        if not self.exists():
            return Standing({}, NO_HEAD, 0, 0, 0)
        found = self._standing()
        found.doubts.raise_errors(f"园区 {self.park} 的历史记录末尾有疑问，没有写入")
        if found.length > found.proved:
            # An earlier command ended without knowing whether its line reached the disk; now it will. That may have been the
            # very first: without a checkpoint nothing is proved, and the whole history is written once more.
            fsio.flush_again(self._history, found.proved)
        return found

    def _append(self, event: Event, standing: Standing) -> None:
        try:
            fsio.append_line(self._history, event.line(), standing.length)
        except UnsureError as err:
            raise UnsureError(
                f"第 {event.seq} 条记录写入时磁盘报错，不能确认它是否已经保存。{err.message}",
                f"排除磁盘故障后，用 zcdoc history show --park {self.park} 看最后一条是不是第 {event.seq} 条；"
                "下一条写入命令会先把它写实，或当它没有发生",
            ) from err
        if standing.torn:
            notices.tell("history-torn", HISTORY, "上一条命令写到一半中断，留下的半行已去掉，它从未生效")

    def repair(self, by: str, *, dry_run: bool = False) -> repairs.Repaired:
        """Brings back what history and checkpoint prove; the history as it was is set aside under a dated name.

        Raises UserError when nothing can be proved; nothing is then changed. A dry run says what would be done.
        """
        with self.locked(by, "history repair"):
            data, content = self._bytes()
            known, spoilt = _decoded(content)
            plan = repairs.plan(data, known)
            if not plan.kept and not plan.recovered:
                raise UserError(
                    f"园区 {self.park} 的历史记录里没有一条可信的记录，没有改动任何文件", "从备份恢复 history.jsonl"
                )
            if dry_run or (plan.sound and spoilt is None):
                return repairs.Repaired(plan, spoilt=spoilt is not None)
            odd = ((HISTORY, None if plan.sound else data), (CHECKPOINT, spoilt))
            aside = tuple(self._set_aside(name, found) for name, found in odd if found is not None)
            return self._rewrite(plan, aside, by)

    def _set_aside(self, name: str, content: bytes) -> str:
        stem, _, ending = name.partition(".")
        stamp = f"{moment():%Y%m%d-%H%M%S}"
        names = (f"{stem}.before-repair-{stamp}{more}.{ending}" for more in ("", *(f"-{i}" for i in range(2, 99))))
        chosen = next(n for n in names if not (self.folder / n).exists())
        fsio.write_bytes(self.folder / chosen, content)
        return chosen

    def _rewrite(self, plan: repairs.Plan, aside: tuple[str, ...], by: str) -> repairs.Repaired:
        """The history of the events that are proved, and one more that brings back the state which only the checkpoint knows."""
        events = list(plan.kept)
        state = fold(events) or {}
        missing = tuple(difference(state, plan.recovered)) if plan.recovered is not None else ()
        event = None
        if missing:
            last = events[-1] if events else None
            standing = Standing(state, last.hash if last else NO_HEAD, last.seq if last else 0, 0, 0)
            event = self._event(standing, missing, "history repair", by, "", 0)
            events.append(event)
        fsio.write_text(self._history, "".join(f"{e.line()}\n" for e in events))
        final = fold(events) or {}
        self._save(Record(self.park, final, events[-1].hash), events[-1].seq)
        return repairs.Repaired(plan, aside, event, spoilt=any(name.startswith("record") for name in aside))

    def _event(
        self, standing: Standing, changes: tuple[Change, ...], command: str, by: str, export: str, undoes: int
    ) -> Event:
        at = moment().isoformat(timespec="seconds")
        draft = Event(standing.seq + 1, standing.head, at, by, command, changes, export, undoes, __version__)
        return replace(draft, hash=draft.digest())

    def _save(self, record: Record, seq: int) -> None:
        """Writes the checkpoint. The event stands in the history by now, so a failure is told and does no harm."""
        try:
            data = complete_lines(fsio.read_bytes(self._history))[0]  # never the half line that a killed writer left
            made = Checkpoint(record.head, record.state, seq, len(data), checkpoints.sha256(data))
            fsio.write_text(self.folder / CHECKPOINT, checkpoints.encode(made))
        except ZcdocError as err:
            notices.tell(
                "checkpoint-late", CHECKPOINT,
                f"第 {seq} 条记录已经保存，但检查点没有写成（{err.message}）", "腾出空间或排除故障即可；下一条写入命令会补写",
            )  # fmt: skip

    def fold_to(self, head: str) -> State | None:
        """The state at an earlier head, also of a history that was merged in; None when neither knows it."""
        return lineage.state_at(self.events(), head)

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

    def undo_changes(self, seq: int) -> tuple[Event, list[Change]]:
        """The changes that take an event back. Raises ProblemsError when later events changed the same values."""
        events = self.events()
        event = next((e for e in events if e.seq == seq), None)
        if event is None:
            raise UserError(f"历史中没有第 {seq} 条", "zcdoc history show 列出全部")
        record = self.load()
        problems = Problems()
        kept = [c for c in event.changes if c.at.table != PINS] or event.changes  # a pin alone was somebody's decision
        for change in kept:
            if get(record.state, change.at) != change.now:
                where = f"{change.at.table}/{change.at.key}/{change.at.field}"
                problems.error("undo-later-change", where, "此后又被改过，不能撤回", "先撤回较晚的那一条")
        if problems.errors:
            raise ProblemsError(f"第 {seq} 条不能撤回，未做任何改动", problems)
        return event, [Change(c.at, c.now, c.was) for c in reversed(kept)]


def _with(event: Event, merged: Merged | None = None, imported: Imported | None = None) -> Event:
    draft = replace(event, merged=merged or event.merged, imported=imported or event.imported)
    return replace(draft, hash=draft.digest())


def closing(round_id: str) -> Address:
    """Where the date stands at which a round was closed."""
    return Address(PARK, "rounds", round_id, "closed")


def _refuse_closed(record: Record, changes: Sequence[Change]) -> None:
    """Raises UserError when a change lies in a closed round, or takes back the closing of one that others go on from."""
    for item in record.rounds:
        if not item.closed:
            continue
        own = f"round/{item.id}"
        if any(c.at.scope == own or c.at.scope.startswith(f"{own}/") for c in changes) or moved(changes, item.id):
            raise UserError(f"轮次 {item.id} 已于 {item.closed} 关闭，不能再改", "用 zcdoc round new --from 开新一轮")
        heirs = [r.id for r in record.rounds if r.source == item.id]
        if heirs and any(c.at == closing(item.id) for c in changes):
            raise UserError(f"轮次 {item.id} 已由 {'、'.join(heirs)} 承接，不能撤回它的关闭", "要更正的内容写在后一轮")


def _applied(state: State, changes: Sequence[Change]) -> State:
    """A new state; the old one stays as it is."""
    copy = copied(state)
    apply(copy, changes)
    return copy


def _decoded(content: bytes | None) -> tuple[Checkpoint | None, bytes | None]:
    """The checkpoint, or its bytes when it was edited by hand and is worth nothing but to look at."""
    try:
        return (None if content is None else checkpoints.decode(content)), None
    except UserError:
        return None, content


def _lines(data: bytes) -> list[str]:
    return [line.decode("utf-8", "replace") for line in complete_lines(data)[0].split(b"\n")[:-1]]


def moment() -> dt.datetime:
    """Now, in local time; SOURCE_DATE_EPOCH fixes it for reproducible samples."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    return dt.datetime.fromtimestamp(int(fixed), dt.UTC) if fixed.isdigit() else dt.datetime.now().astimezone()
