"""zcdoc checklist export|import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from zcdoc import fsio
from zcdoc.actions import overwrite
from zcdoc.actions.aside import refuse_open, replace_seen
from zcdoc.actions.desk import open_desk, output_file
from zcdoc.actions.returned import MAX_FILE, Imported, read_returned, settle
from zcdoc.errors import DefectError, UserError, ZcdocError
from zcdoc.merge import Take
from zcdoc.model.record import Round
from zcdoc.readiness import check
from zcdoc.store import Workspace
from zcdoc.store.workspace import MARKER
from zcdoc.workbook import write


@dataclass(frozen=True, slots=True)
class Exported:
    """Where a workbook stands, and of which round it is."""

    path: Path
    round: Round


def export_checklist(
    workspace: Workspace, park: str, output: Path | None, standard: str | None = None, round_id: str | None = None, *,
    force: bool = False,
) -> Exported:  # fmt: skip
    """Writes the workbook; changes nothing in the record.

    Of a closed round only when it is named, and then for reading: the workbook says so on every sheet that people fill.
    Raises UserError when no round is named and none is open; UserError or ProblemsError when a file stands there in which
    something would be lost (`force` overwrites it all the same).
    """
    desk = open_desk(workspace, park, standard, round_id, open_only=True)
    if desk.round.closed and round_id is None:
        raise UserError(
            f"园区 {park} 的各轮都已关闭，没有可以填的清单",
            f"用 zcdoc round new --from {desk.round.id} 开新一轮；只想看的写 --round {desk.round.id}",
        )
    target = output_file(output or desk.folder_in(None) / f"{park}-{desk.round.id}.xlsx")
    refuse_open(target)
    seen = None if force or not target.exists() else overwrite.judge(target, desk)
    result = desk.score()
    findings = check(desk.view, result, desk.files(), desk.view.as_of)
    data = write(desk.view, result, desk.states(), [f.problem for f in findings if not f.waived])
    fsio.make_dirs(target.parent)
    replace_seen(target, data, seen)
    return Exported(target, desk.round)


def import_checklist(
    workspace: Workspace, path: Path, park: str, standard: str | None = None, round_id: str | None = None, *,
    by: str | None = None, dry_run: bool = False, take: Take = None, strict: bool = False,
) -> Imported:  # fmt: skip
    """Merges a filled workbook into the record (design 4.4). Raises when the file cannot be taken at all.

    Good cells are taken although others are bad; `strict` takes nothing then.
    """
    workspace.existing(park)
    data = fsio.read_limited(path, MAX_FILE)
    found = read_returned(workspace, data, path.name, park, standard, round_id, by=by)
    return settle(found, f"checklist import {path.name}", dry_run=dry_run, take=take, strict=strict)


@dataclass(frozen=True, slots=True)
class Taken:
    """One of several files: what its import did, or why it could not be taken at all."""

    path: Path
    result: Imported | None = None
    failed: ZcdocError | None = None

    @property
    def exit_code(self) -> int:
        return self.result.exit_code if self.result is not None else 1


def import_checklists(
    workspace: Workspace, paths: Sequence[Path], park: str, standard: str | None = None, round_id: str | None = None, *,
    by: str | None = None, dry_run: bool = False, take: Take = None, strict: bool = False,
) -> Iterator[Taken]:  # fmt: skip
    """Merges several workbooks, one after another, each as its own event; a file that cannot be taken stops no other."""
    for path in paths:
        try:
            yield Taken(path, import_checklist(
                workspace, path, park, standard, round_id, by=by, dry_run=dry_run, take=take, strict=strict
            ))  # fmt: skip
        except DefectError:
            raise
        except ZcdocError as err:
            yield Taken(path, failed=err)


def workbooks_in(paths: Sequence[Path]) -> list[Path]:
    """The files named, and the workbooks of the folders named, in the order of their names. Raises UserError for an empty folder."""
    found: list[Path] = []
    for path in paths:
        if (path / MARKER).is_file():
            raise UserError(
                f"“{path}”是工作区，里面也有发出去的工作簿，没有导入", "把收回的工作簿放进一个文件夹，写那个文件夹"
            )
        inside = sorted(p for p in path.glob("*.xlsx") if not p.name.startswith("~$")) if path.is_dir() else [path]
        if not inside:
            raise UserError(f"文件夹“{path}”里没有 .xlsx 文件", "写工作簿的文件名，或放着工作簿的文件夹")
        found += inside
    return list(dict.fromkeys(found))
