"""What every action starts from: the workspace, who acts, and one round of one park under one standard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zcdoc.actions.files import file_facts
from zcdoc.actions.origin import packs, tell_pack
from zcdoc.errors import UsageError, UserError
from zcdoc.model.evidence import evidence_states
from zcdoc.model.facts import FileFact
from zcdoc.model.ids import require_id
from zcdoc.model.pack import Pack
from zcdoc.model.profile import PARK_TYPE
from zcdoc.model.record import Record, Round
from zcdoc.model.results import Score
from zcdoc.model.view import View
from zcdoc.pack import load
from zcdoc.pack.overlay import FOLDER, laid_over
from zcdoc.scoring import score
from zcdoc.store import ParkStore, Workspace


@dataclass(frozen=True)
class Desk:
    """A park opened for work. `view` is the chosen round under the chosen standard.

    `record` is the park as it stands; `view.record`, for a closed round, as it stood when the round was closed.
    """

    workspace: Workspace
    store: ParkStore
    record: Record
    view: View
    by: str

    @property
    def pack(self) -> Pack:
        return self.view.pack

    @property
    def round(self) -> Round:
        return self.view.round

    def folder_in(self, output: Path | None) -> Path:
        """Where files of this standard are written: `output`, by default the park's own folder for them.

        The park's first standard writes there; every other has a folder of its own in it, so that none overwrites another's.
        """
        folder = output or self.store.output_folder
        return folder if self.pack.id == self.record.standards[0] else folder / self.pack.id

    def score(self) -> Score:
        return score(self.view)

    def files(self) -> dict[str, FileFact]:
        return file_facts(self.store, self.view.record)

    def states(self, as_of: str = "") -> dict[str, str]:
        """The evidence state of every check, judged at the as-of date."""
        return evidence_states(self.view, self.files(), as_of or self.view.as_of)


def find_pack(pack_id: str, workspace: Workspace | None) -> Pack:
    """Raises UsageError for an unknown id, ProblemsError for a faulty pack. Says when it is not the built-in one."""
    require_id(pack_id, "标准包编号")
    known = packs(workspace)
    if pack_id not in known:
        raise UsageError(f"没有标准包“{pack_id}”", f"现有标准包：{'、'.join(known) or '（没有）'}")
    found = known[pack_id]
    tell_pack(pack_id, found)
    pack = load(found.path, found.origin, found.hides)
    return laid_over(pack, workspace.root / FOLDER / f"{pack_id}.yaml") if workspace else pack


def open_desk(
    workspace: Workspace, park: str, standard: str | None = None, round_id: str | None = None, *,
    by: str | None = None, prefer: str = "", open_only: bool = False,
) -> Desk:  # fmt: skip
    """Opens a park. `prefer` is the kind of round that the command wants; `open_only` looks for a round not yet closed."""
    store = workspace.existing(park)
    record = store.load()
    pack = find_pack(choose_standard(record, standard), workspace)
    chosen = choose_round(record, round_id, prefer, open_only=open_only)
    return Desk(workspace, store, record, views_of(store, record, pack, [chosen])[0], workspace.actor(by))


def views_of(store: ParkStore, record: Record, pack: Pack, rounds: Sequence[Round]) -> list[View]:
    """Rounds as their documents show them; what is closed keeps the park's own data of that day."""
    sealed = store.closings() if any(r.closed for r in rounds) else {}
    return [_view(pack, sealed.get(r.id, record) if r.closed else record, r) for r in rounds]


def _view(pack: Pack, record: Record, chosen: Round) -> View:
    """A round under the indicators of the park's type, where the standard goes by types."""
    park_type = record.profile(chosen.id).get(PARK_TYPE, {}).get("内容", "")
    return View(pack.for_type(park_type), record, chosen)


def choose_standard(record: Record, standard: str | None) -> str:
    """The standard asked for, else the park's first."""
    if standard is None:
        if not record.standards:
            raise UserError(f"园区 {record.park} 没有登记任何标准", "用 zcdoc park new 建立园区时给出 --standard")
        return record.standards[0]
    if standard not in record.standards:
        raise UsageError(f"园区 {record.park} 没有登记标准“{standard}”", f"已登记：{'、'.join(record.standards)}")
    return standard


def choose_round(record: Record, round_id: str | None, prefer: str = "", *, open_only: bool = False) -> Round:
    """The round asked for, else the latest of the preferred kind, else the latest."""
    rounds = record.rounds
    if round_id is not None:
        found = next((r for r in rounds if r.id == round_id), None)
        if found is None:
            raise UsageError(
                f"园区 {record.park} 没有轮次“{round_id[:64]}”", f"现有轮次：{'、'.join(r.id for r in rounds)}"
            )
        return found
    usable = [r for r in rounds if not r.closed] or rounds if open_only else rounds
    if not usable:
        raise UserError(f"园区 {record.park} 还没有轮次", "用 zcdoc round new 开一轮")
    return ([r for r in usable if r.kind == prefer] or usable)[-1]


def refuse_closed(chosen: Round) -> None:
    """A closed round cannot be changed."""
    if chosen.closed:
        raise UserError(f"轮次 {chosen.id} 已于 {chosen.closed} 关闭，不能再改", "用 zcdoc round new --from 开新一轮")


def output_file(path: Path) -> Path:
    """Returns the path unchanged. Raises UsageError when it is a folder or stands below a file."""
    if path.is_dir():
        raise UsageError(f"“{path}”是一个文件夹", "-o 后面写文件名，如 lingang.xlsx")
    above = next(p for p in path.absolute().parents if p.exists())
    if not above.is_dir():
        raise UsageError(f"“{above}”不是文件夹，不能在里面写文件", "换一个位置")
    return path


def relative_to_workspace(workspace: Workspace, path: Path) -> str:
    """For messages: a path inside the workspace is shown relative to it."""
    return str(path.relative_to(workspace.root)) if path.is_relative_to(workspace.root) else str(path)
