"""zcdoc checklist adopt: a checklist that somebody already has comes in as answers to be reviewed; nothing that stands is touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from zcdoc import fsio
from zcdoc.actions.chosen import refuse_closed
from zcdoc.actions.desk import Desk, open_desk
from zcdoc.actions.old_answers import Answer, Answers, Piece
from zcdoc.actions.old_file import Completed, OldFile, completed, origin, read_file
from zcdoc.actions.own_map import read_map, written
from zcdoc.actions.returned import MAX_FILE
from zcdoc.errors import UsageError, UserError
from zcdoc.merge import Conflict, MergePlan, merge, next_key
from zcdoc.model import demonstrated
from zcdoc.model.adoption import NEW, PROGRESS, REFS, REMARK, RESULT
from zcdoc.model.crosswalk import TO_REVIEW
from zcdoc.model.evidence import references
from zcdoc.model.incoming import Incoming
from zcdoc.model.record import PARK, Address, Change, Record, Row, scope_of
from zcdoc.model.tables import CHECKS, NOT_INSPECTED
from zcdoc.model.values import refs_text
from zcdoc.problems import Problems
from zcdoc.store import Workspace
from zcdoc.workbook.recognise import Beside

NOT_BEGUN, DONE = "未开始", "已完成"


@dataclass(frozen=True)
class Adopted:
    """What an old checklist brings or would bring. `plan.changes` carry `file!sheet!cell`; `equal`: answers that stand already."""

    desk: Desk
    file: OldFile
    plan: MergePlan
    answers: list[Answer]
    problems: Problems
    beside: list[Beside]
    applied: bool
    equal: list[str] = field(default_factory=list)
    proposal: Path | None = None

    @property
    def exit_code(self) -> int:
        return 1 if self.problems.errors or self.plan.conflicts else 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "applied": self.applied,
            "round": self.desk.round.id,
            "tables": [
                {"where": t.place, "columns": dict(t.shape.columns), "last_row": t.last} for t in self.file.tables
            ],
            "changes": [
                {"where": c.where, "key": c.at.key, "field": c.at.field, "was": c.was, "now": c.now}
                for c in self.plan.changes
            ],
            "conflicts": [
                {"where": c.where, "key": c.at.key, "field": c.at.field, "base": c.base, "file": c.file, "record": c.record}
                for c in self.plan.conflicts
            ],
            "standing": self.equal,
            "ignored": [{"where": b.cell.place, "what": b.cell.text, "why": b.why} for b in self.beside],
            "problems": [p.as_dict() for p in self.problems],
            "proposal": None if self.proposal is None else str(self.proposal),
        }  # fmt: skip


def adopt_checklist(
    workspace: Workspace, path: Path, park: str, standard: str | None = None, round_id: str | None = None, *,
    own_map: Path | None = None, propose: Path | None = None, apply: bool = False, by: str | None = None,
) -> Adopted:  # fmt: skip
    """Reads the file under the map (or under what its words say), and writes only with `apply`.

    Raises UsageError for `apply` without a map: what was recognised has to be seen by somebody first. Raises UserError or
    UnsafeError when the file or the map cannot be read, or a file stands where the proposal goes.
    """
    if apply and own_map is None:
        raise UsageError(
            "写入之前要先有核对过的读法", "先用 --propose 写出读法文件，核对后用 --map 指明它，再加 --apply"
        )
    desk = open_desk(workspace, park, standard, round_id, by=by, open_only=True)
    refuse_closed(desk.round)
    problems = Problems()
    own = None if own_map is None else read_map(own_map, desk.pack)
    found = read_file(fsio.read_limited(path, MAX_FILE), path.name, desk.pack, own, problems)
    made = completed(found, desk.pack, own, desk.record.rows("evidence", PARK))
    if propose is not None:
        _write(propose, made)
    work = _Work(desk, found, made, problems)
    return work.committed(proposal=propose) if apply else work.shown(proposal=propose)


def _write(path: Path, made: Completed) -> None:
    if path.exists() or path.is_symlink():
        raise UserError(
            f"“{path}”已经有了，没有覆盖", "换一个文件名；在原来的基础上补齐，用 --map 指明它，--propose 写新的文件名"
        )
    fsio.write_text(path, written(made.own, made.remarks, made.rows))


@dataclass(frozen=True)
class _Work:
    desk: Desk
    found: OldFile
    made: Completed
    problems: Problems

    def shown(self, *, proposal: Path | None) -> Adopted:
        return self._result(self.desk, *self._planned(self.desk.record, self.problems), proposal, applied=False)

    def committed(self, *, proposal: Path | None) -> Adopted:
        planned: tuple[MergePlan, Answers, list[str]] | None = None

        def make(record: Record) -> Sequence[Change]:
            nonlocal planned
            planned = self._planned(record, replace(self.problems, items=list(self.problems)))
            return planned[0].changes

        _, record = self.desk.store.commit(make, f"checklist adopt {self.found.name}", self.desk.by)
        assert planned is not None
        after = replace(self.desk, record=record, view=replace(self.desk.view, record=record))
        return self._result(after, *planned, proposal, applied=True)

    def _result(
        self, desk: Desk, plan: MergePlan, answers: Answers, equal: list[str], proposal: Path | None, *, applied: bool
    ) -> Adopted:
        beside = [*self.found.beside, *answers.beside]
        return Adopted(desk, self.found, plan, answers.answers, answers.problems, beside, applied, equal, proposal)

    def _planned(self, record: Record, problems: Problems) -> tuple[MergePlan, Answers, list[str]]:
        pack = self.desk.pack
        answers = Answers(self.found, self.made, pack, record.rows("evidence", PARK), problems)
        planner = _Planner(record, scope_of(CHECKS.scope, self.desk.round.id, pack.id), self.found.name)
        for answer in answers.answers:
            planner.add(answer)
        return planner.plan, answers, planner.equal


class _Planner:
    """Turns answers into changes. A row that somebody has judged stays as it is, whole; what differs there is a conflict."""

    def __init__(self, record: Record, scope: str, name: str) -> None:
        self.record, self.scope, self.name = record, scope, name
        self.plan = MergePlan()
        self.equal: list[str] = []
        self._numbers = set(record.rows("evidence", PARK))
        self._new: dict[str, str] = {}

    def add(self, answer: Answer) -> None:
        standing = self.record.rows(CHECKS.id, self.scope).get(answer.check, {})
        values = {n: p for n, p in answer.values.items() if not _holds(standing, n, p.value)}
        refs = self._unheld(answer, standing)
        if not values and not refs:
            self.equal.append(answer.check)
        elif _is_judged(standing):
            self._judged(answer, values, refs, standing)
        else:
            self._fill(answer, values, refs, standing)

    def _unheld(self, answer: Answer, standing: Row) -> list[Piece]:
        """Its evidence, when the row does not cite all of it already."""
        cited = set(references(standing))
        return [] if all(p.number in cited for p in answer.evidence) else answer.evidence

    def _judged(self, answer: Answer, values: dict[str, Piece], refs: list[Piece], standing: Row) -> None:
        for name, piece in values.items():
            self.plan.conflicts.append(self._conflict(answer.check, name, piece.value, piece, standing))
        if refs:
            told = "、".join(p.number or f"{NEW}：{p.value}" for p in refs)
            self.plan.conflicts.append(self._conflict(answer.check, REFS, told, refs[0], standing))

    def _conflict(self, check: str, name: str, value: str, piece: Piece, standing: Row) -> Conflict:
        return Conflict(self._at(check, name), None, value, standing.get(name), self._place(piece))

    def _fill(self, answer: Answer, values: dict[str, Piece], refs: list[Piece], standing: Row) -> None:
        incoming = [
            Incoming(self._at(answer.check, n), p.value, self._place(p)) for n, p in values.items() if n != REMARK
        ]
        if refs and standing.get(REFS):
            self._judged(answer, {}, refs, standing)
        elif refs:
            numbers = refs_text("、".join(self._registered(p) for p in refs))
            incoming.append(Incoming(self._at(answer.check, REFS), numbers, self._place(refs[0])))
        merged = merge({}, incoming, [], self.record.state)
        self.plan.conflicts += merged.conflicts
        self.plan.changes += merged.changes
        self._remark(answer, values.get(REMARK), standing)
        if merged.changes:
            self._mark(answer, standing)

    def _remark(self, answer: Answer, piece: Piece | None, standing: Row) -> None:
        """The remark of the file, and where the row comes from; one that stands is left alone."""
        where = origin(self.name, answer.row.cell)
        if standing.get(REMARK):
            if piece is not None:
                self.plan.conflicts.append(self._conflict(answer.check, REMARK, piece.value, piece, standing))
            return
        text = where if piece is None else f"{piece.value}\n{where}"
        place = f"{self.name}!{answer.row.cell.place}" if piece is None else self._place(piece)
        self.plan.changes.append(Change(self._at(answer.check, REMARK), None, text, place))

    def _mark(self, answer: Answer, standing: Row) -> None:
        """To be reviewed; what somebody has begun stays begun."""
        now = standing.get(PROGRESS)
        if now in {None, NOT_BEGUN}:
            where = f"{self.name}!{answer.row.cell.place}"
            self.plan.changes.append(Change(self._at(answer.check, PROGRESS), now, TO_REVIEW, where))

    def _registered(self, piece: Piece) -> str:
        """The number of a piece of evidence; a new one is registered by its name, once."""
        known = piece.number or self._new.get(piece.value)
        if known:
            return known
        number = next_key("evidence", self._numbers)
        self._numbers.add(number)
        self._new[piece.value] = number
        for name, value in (("名称", piece.value), ("备注", origin(self.name, piece.cell))):
            self.plan.changes.append(Change(Address(PARK, "evidence", number, name), None, value, self._place(piece)))
        return number

    def _at(self, check: str, name: str) -> Address:
        return Address(self.scope, CHECKS.id, check, name)

    def _place(self, piece: Piece) -> str:
        return f"{self.name}!{piece.cell.place}"


def _is_judged(standing: Row) -> bool:
    """Whether somebody has said how the check stands, be it that evidence was asked for in vain."""
    return (
        standing.get(RESULT, NOT_INSPECTED) != NOT_INSPECTED
        or standing.get(PROGRESS) == DONE
        or bool(standing.get(demonstrated.STATE))
    )


def _holds(standing: Row, name: str, value: str) -> bool:
    """Whether a value stands already; behind a remark stands where it came from."""
    now = standing.get(name, "")
    return now == value or (name == REMARK and now.startswith(f"{value}\n"))
