"""What every action starts from: the workspace, who acts, and one round of one park under one standard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zcdoc.actions import carry
from zcdoc.actions.chosen import choose_round, choose_standard
from zcdoc.actions.files import file_facts
from zcdoc.actions.pinned import catching_up, pack_for, under
from zcdoc.errors import UsageError
from zcdoc.model.carried import read_as
from zcdoc.model.evidence import evidence_states
from zcdoc.model.facts import FileFact
from zcdoc.model.pack import Pack
from zcdoc.model.pins import pin_of
from zcdoc.model.profile import PARK_TYPE
from zcdoc.model.record import Record, Round
from zcdoc.model.results import Score
from zcdoc.model.settled import settled
from zcdoc.model.view import View
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


def open_desk(
    workspace: Workspace, park: str, standard: str | None = None, round_id: str | None = None, *,
    by: str | None = None, prefer: str = "", open_only: bool = False,
) -> Desk:  # fmt: skip
    """Opens a park. `prefer` is the kind of round that the command wants; `open_only` looks for a round not yet closed.

    Raises UserError when the pack of an open round says something else under the same version than at its opening.
    """
    store = workspace.existing(park)
    record = store.load()
    name = choose_standard(record, standard)
    chosen = choose_round(record, round_id, prefer, open_only=open_only)
    pack = pack_for(workspace, store, record, name, chosen)
    kept = replace(carry.settling(workspace, store, [pack]), adds=lambda now: catching_up(workspace, store, now, pack))
    view = views_of(store, record, pack, [chosen])[0]
    return Desk(workspace, kept, read_as(record, pack, [chosen.id]), view, workspace.actor(by))


def views_of(store: ParkStore, record: Record, pack: Pack, rounds: Sequence[Round]) -> list[View]:
    """Rounds as their documents show them; what is closed keeps its pack and the park's own data of that day."""
    sealed = store.closings() if any(r.closed for r in rounds) else {}
    pins = {r.id: pin_of(store.load(), r.id, pack.id) for r in rounds if r.closed}
    return [
        _view(under(store, pins.get(r.id), r, pack), sealed.get(r.id, record) if r.closed else record, r)
        for r in rounds
    ]


def _view(pack: Pack, record: Record, chosen: Round) -> View:
    """A round under the indicators of the park's type, where the standard goes by types."""
    park_type = record.profile(chosen.id).get(PARK_TYPE, {}).get("内容", "")
    return View(
        settled(pack.for_type(park_type), record.decisions(pack.id, chosen)), read_as(record, pack, [chosen.id]), chosen
    )


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
