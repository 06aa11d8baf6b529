"""A workbook that came back, read against what was handed out, and merged: what an import does, and what it would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from zcdoc.actions.chosen import refuse_closed
from zcdoc.actions.coming import Coming, Merged, good, known, merged, saved_at, without_presets
from zcdoc.actions.decided import companions, on_sheet, translate
from zcdoc.actions.desk import Desk, open_desk
from zcdoc.actions.files import file_fact
from zcdoc.actions.names import refuse_names
from zcdoc.errors import UsageError, UserError, ZcdocError
from zcdoc.merge import MergePlan, Take
from zcdoc.model.carried import gone, incoming_as, is_older, read_as
from zcdoc.model.copies import copies
from zcdoc.model.provenance import named
from zcdoc.model.record import PARK, Address, Change, Record, State, get, scope_of
from zcdoc.model.settled import settled
from zcdoc.model.tables import ASSUMPTIONS, CHECKS, TABLE_OF
from zcdoc.model.vocabulary import sheet_of
from zcdoc.problems import Problems
from zcdoc.store import Workspace
from zcdoc.store.events import NO_HEAD
from zcdoc.workbook import LAYOUT_VERSION, Fingerprint, Ignored, RawBook, Reading, read, read_raw, sheet_rows
from zcdoc.workbook.row import GridRow

MAX_FILE = 10 * 1024 * 1024


@dataclass(frozen=True)
class Imported:
    """What an import did or would do."""

    applied: bool
    plan: MergePlan
    problems: Problems
    desk: Desk
    refused: bool = False
    """Whether nothing was taken because something is bad (`--strict`)."""
    ignored: Sequence[Ignored] = ()
    """What stands in the file and was not taken."""

    @property
    def exit_code(self) -> int:
        return 1 if self.problems.errors or self.plan.conflicts else 0

    def as_dict(self) -> dict[str, Any]:
        """The JSON contract of an import (design 4.4)."""
        return {
            "applied": self.applied,
            "changes": [
                {"where": c.where, **on_sheet(c.at), "was": c.was, "now": c.now, "sheet": sheet_name(self.desk, c.at)}
                for c in self.plan.changes
            ],
            "conflicts": [
                {"where": c.where, **on_sheet(c.at), "base": c.base, "file": c.file, "record": c.record}
                for c in self.plan.conflicts
            ],
            "ignored": [one.as_dict() for one in self.ignored],
            "problems": [p.as_dict() for p in self.problems],
        }  # fmt: skip


def sheet_name(desk: Desk, at: Address) -> str:
    """The sheet on which an address stands."""
    if at.table == "checks" and at.key in desk.pack.checks:
        return sheet_of(desk.pack.checks[at.key][0].kind)
    if at.table == ASSUMPTIONS.id:
        return ASSUMPTIONS.sheets[0]
    return TABLE_OF[at.table].sheets[0] if at.table in TABLE_OF else at.table


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook that came back, read against what was handed out; nothing is applied yet."""

    desk: Desk
    raw: RawBook
    export: str
    reading: Reading
    base: State | None
    saved: str = ""


def read_returned(
    workspace: Workspace, data: bytes, name: str, park: str, standard: str | None = None, round_id: str | None = None, *,
    by: str | None = None, even_closed: bool = False,
) -> Returned:  # fmt: skip
    """Raises UserError or UnsafeError when the file cannot be taken; one of a closed round can be read, but not applied."""
    problems = Problems()
    raw = read_raw(data, name, problems)
    mark = _required_mark(raw.mark, name, park, standard, round_id)
    desk = _desk_of(mark, workspace, name, park, by)
    if not even_closed:
        refuse_closed(desk.round)
    _compare(mark, desk, problems)
    base = {} if mark.head == NO_HEAD else desk.store.fold_to(mark.head)
    if base is None:
        problems.warning(
            "base-unknown",
            "_zcdoc",
            "这份工作簿导出时的记录版本不在历史中，凡不同之处都要人来取舍",
            "用 --take file 或 --take record",
        )
    base = None if base is None else read_as(Record(park, base), desk.pack, [mark.round]).state
    expected = _expected(desk, base, mark)
    reading = read(raw, desk.view, expected, base or {}, problems, older=is_older(mark.version, desk.pack))
    reading = _under_present(reading, desk, mark)
    translate(desk, reading, expected, base)
    return Returned(desk, raw, mark.export, reading, base, saved_at(data))


def _under_present(reading: Reading, desk: Desk, mark: Fingerprint) -> Reading:
    """What was filled in under an earlier pack version, in the words and under the checks of the present one."""
    scope = scope_of("pack", desk.round.id, desk.pack.id)
    taken, lost = incoming_as(reading.incoming, desk.pack, scope, mark.version)
    for item in lost:
        message = f"检查项 {item.at.key} 现在不再判定，“{item.at.field}”没有带入"
        reading.problems.warning("check-retired", item.where, message, "要保留的内容写到同一条款的其他检查项")
    return replace(reading, incoming=taken)


def _desk_of(mark: Fingerprint, workspace: Workspace, name: str, park: str, by: str | None) -> Desk:
    """Raises UserError for a standard or round that the park does not have: the file asks for it, not the command."""
    try:
        return open_desk(workspace, park, mark.pack, mark.round, by=by)
    except UsageError as err:
        raise UserError(f"{name}：{err.message}", err.fix) from None


def _expected(desk: Desk, base: State | None, mark: Fingerprint) -> dict[str, Any]:
    """The rows as they were handed out: the standard's columns depend on the assumptions in force then.

    Those of checks that the present pack version no longer has are known too: their answers are mapped.
    """
    view = desk.view
    if base is not None:
        record, pack = Record(desk.record.park, base, desk.record.head), view.pack.written or view.pack
        view = replace(view, record=record, pack=settled(pack, record.decisions(pack.id, desk.round)))
    from zcdoc.scoring import score

    rows = sheet_rows(view, score(view), {})
    for sheet in CHECKS.sheets:
        rows[sheet] = [*rows[sheet], *(GridRow(key, {}) for key in gone(desk.pack, mark.version))]
    return rows


def _required_mark(
    mark: Fingerprint | None, name: str, park: str, standard: str | None, round_id: str | None
) -> Fingerprint:
    if mark is None:
        raise UserError(
            f"{name} 不是 zcdoc 导出的清单（没有标识页）", "用 zcdoc checklist export 重新导出，把内容贴过去"
        )
    if mark.park != park:
        raise UserError(f"{name} 是园区 {mark.park} 的清单，不是 {park} 的", f"改用 --park {mark.park}，或换文件")
    if standard is not None and mark.pack != standard:
        raise UserError(f"{name} 是标准包 {mark.pack} 的清单，不是 {standard} 的", "换文件，或改 --standard")
    if round_id is not None and mark.round != round_id:
        raise UserError(f"{name} 是轮次 {mark.round} 的清单，不是 {round_id} 的", "换文件，或改 --round")
    if not mark.layout.isdigit() or int(mark.layout) > LAYOUT_VERSION:
        raise UserError(f"{name} 由较新的 zcdoc 导出（版式 {mark.layout}）", "升级 zcdoc 后再导入")
    return mark


def _compare(mark: Fingerprint, desk: Desk, problems: Problems) -> None:
    if mark.sha256 != desk.pack.sha256:
        problems.warning(
            "pack-version",
            "_zcdoc",
            f"导出时的标准包是{named(mark.version, mark.sha256)}，现在是{named(desk.pack.version, desk.pack.sha256)}，内容有别",
            "核对有变动的条款后再用",
        )


def settle(
    found: Returned, command: str = "", *, dry_run: bool = False, take: Take = None, strict: bool = False
) -> Imported:
    """Merges and, unless it is a dry run, commits as one event; good cells are taken although others are bad.

    `strict`: nothing is taken while anything is bad.
    """
    desk, reading = found.desk, found.reading
    known_states = [desk.record.state, found.base or {}]
    refuse_names(desk.store, known_states, reading.incoming, reading.new_rows, reading.problems)
    incoming, rows = good(reading.incoming, reading.new_rows, reading.problems)
    person = found.raw.mark.person if found.raw.mark else ""
    handed = copies(desk.record).get(found.export)
    incoming = without_presets(incoming, found.base, person)
    coming = Coming(
        found.export, found.base, incoming, rows, reading.problems, person, found.saved,
        outside=(lambda at: not handed.holds(at, desk.pack)) if handed else None,
    )  # fmt: skip
    if dry_run or (strict and reading.problems.errors):
        tried = merged(coming, desk.record, known(desk.store, found.export), take)
        told, held = _with_told(reading.problems, tried), strict and not dry_run
        return Imported(applied=False, plan=tried.plan, problems=told, desk=desk, refused=held, ignored=reading.ignored)
    done: Merged

    def make(record: Record) -> Sequence[Change]:
        nonlocal done
        done = merged(coming, record, known(desk.store, found.export), take)
        changes = done.plan.changes
        return [*changes, *fingerprints(desk, record, changes), *companions(desk, record, changes)]

    _, record = desk.store.commit(make, command, desk.by, found.export, imported=lambda: done.made)
    after = replace(desk, record=record, view=replace(desk.view, record=record))
    return Imported(
        applied=True, plan=done.plan, problems=_with_told(reading.problems, done), desk=after, ignored=reading.ignored
    )


def _with_told(problems: Problems, done: Merged) -> Problems:
    return Problems([*problems, *done.told])


def fingerprints(desk: Desk, record: Record, changes: Sequence[Change]) -> list[Change]:
    """The sha256 of every evidence file named by these changes, so that a later change of the file is seen."""
    out = []
    for change in changes:
        if change.at.table != "evidence" or change.at.field != "文件":
            continue
        at = Address(PARK, "evidence", change.at.key, "sha256")
        out.append(Change(at, get(record.state, at), _sha256(desk, change.now)))
    return [c for c in out if c.was != c.now]


def _sha256(desk: Desk, name: str | None) -> str | None:
    if not name:
        return None
    try:
        return file_fact(desk.store, name).sha256
    except ZcdocError:
        return None
