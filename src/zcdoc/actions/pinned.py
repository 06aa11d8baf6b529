"""A round stands under the pack that it was opened with: found again, remembered, moved on by name.

- a closed round is scored and printed under the pack kept with it, whatever became of the installed one;
- an open round whose pack says something else under the same version is an error until somebody settles it;
- a newer built-in version takes an open round along, which is told; any other version is offered by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zcdoc import assets, notices
from zcdoc.actions.chosen import choose_round, choose_standard, refuse_closed
from zcdoc.actions.origin import find_pack, packs
from zcdoc.errors import UserError, ZcdocError
from zcdoc.model import carried
from zcdoc.model.pack import Pack
from zcdoc.model.pins import EARLIER, Pin, answers_under, newer, pin_changes, pin_of
from zcdoc.model.pins import TABLE as PINS
from zcdoc.model.provenance import named
from zcdoc.model.record import PARK, Address, Change, Record, Round
from zcdoc.pack.archive import MAX_FILE, load_archived, pack_file
from zcdoc.store import ParkStore, Workspace, shelf

KEPT, MOVED, OFFERED, REMEMBERED = "pack-kept", "pack-moved-on", "pack-newer", "pack-remembered"


def pack_for(workspace: Workspace, store: ParkStore, record: Record, pack_id: str, chosen: Round) -> Pack:
    """The pack that a round is judged under.

    Raises as `find_pack` does, and UserError when the pack of an open round was changed under the same version.
    """
    pin = pin_of(record, chosen.id, pack_id)
    try:
        found = find_pack(pack_id, workspace)
    except ZcdocError:
        if pin is None or not chosen.closed:
            raise
        return kept_pack(store, pin, chosen)
    return under(store, pin, chosen, found)


def under(store: ParkStore, pin: Pin | None, chosen: Round, found: Pack) -> Pack:
    """Which of two a round is judged under: the pack that it remembers or the one installed."""
    if pin is None or pin.sha256 == found.sha256:
        return _as_closed(found, chosen)
    if chosen.closed:
        return _laid_over(kept_pack(store, pin, chosen), found)
    if pin.version == found.version:
        raise _altered(store, pin, chosen, found)
    now = named(found.version, found.sha256)
    if found.origin == assets.BUILT_IN and newer(found.version, pin.version):
        notices.tell(
            MOVED, f"轮次 {chosen.id}", f"开轮时的标准包 {pin.pack} 是{pin.label}，现随附的是{now}，已按新版本",
            "下一次写入时记下；新增的检查项和指标从空白填起",
        )  # fmt: skip
        return found
    notices.tell(
        OFFERED, f"轮次 {chosen.id}", f"仍按开轮时的标准包 {pin.pack}（{pin.label}）；现有另一版本（{now}）",
        f"要换用：zcdoc pack pin {pin.pack} --park {store.park} --round {chosen.id}",
    )  # fmt: skip
    return _laid_over(_read(store, pin), found)


def _as_closed(pack: Pack, chosen: Round) -> Pack:
    """Without what was read in the printed standard after a round was closed: nothing moves a closed round."""
    late = [key for key, one in pack.completed.items() if chosen.closed and one.date > chosen.closed]
    if not late:
        return pack
    return pack.replaced(completed={k: v for k, v in pack.completed.items() if k not in late})


def _laid_over(kept: Pack, found: Pack) -> Pack:
    """A user's own copy of the text lies over whichever pack is used, as far as it has the checks."""
    texts = {name: text for name, text in found.overlay.items() if name in kept.checks}
    return kept.with_overlay(texts) if texts else kept


def _altered(store: ParkStore, pin: Pin, chosen: Round, found: Pack) -> UserError:
    return UserError(
        f"轮次 {chosen.id} 开轮时的标准包 {pin.pack} 是{pin.label}；现在的同为版本 {found.version}，内容却已改动"
        f"（sha256 {found.sha256[:12]}），没有计分，也没有出文件",
        f"内容改错了，改回去；是新的版本，在 {pin.pack}/pack.yaml 里提高 version；"
        f"确认这一轮改用现在的内容：zcdoc pack pin {pin.pack} --park {store.park} --round {chosen.id}",
    )


def kept_pack(store: ParkStore, pin: Pin, chosen: Round) -> Pack:
    """The pack kept with a closed round, told because it is not the installed one."""
    notices.tell(
        KEPT,
        f"轮次 {chosen.id}",
        f"已于 {chosen.closed} 关闭，按当时存档的标准包 {pin.pack}（{pin.label}）；它与现有的不同",
    )
    return _read(store, pin)


def _read(store: ParkStore, pin: Pin) -> Pack:
    data = shelf.kept(store.folder, pin.sha256, MAX_FILE)
    found = load_archived(data, f"{shelf.FOLDER}/{pin.sha256}{shelf.ENDING}", pin.origin, pin.built_in)
    if found.sha256 != pin.sha256 or found.id != pin.pack:
        raise UserError(f"存档的标准包 {pin.sha256[:12]} 不是这一轮的", "从备份恢复园区的 packs 文件夹")
    return found


def remembered(
    workspace: Workspace, store: ParkStore, record: Record, pack_id: str, rounds: Sequence[str]
) -> list[Change]:
    """Makes rounds remember the pack as it is installed, and keeps it with the park. The caller holds the park's lock.

    The file is written before the event: a round never remembers a pack that is not there. Raises as `find_pack` does.
    """
    used = find_pack(pack_id, workspace)
    keep(store, packs(workspace)[pack_id].path, used.sha256)
    return [c for name in rounds for c in pin_changes(record, name, used.provenance)]


def keep(store: ParkStore, folder: Path, sha256: str) -> None:
    """Keeps the pack of a folder with a park. Raises UserError when the folder was changed while it was read."""
    found, data = pack_file(folder)
    if found != sha256:
        raise UserError(f"标准包 {folder.name} 正在被修改", "改完后重新运行命令")
    shelf.keep(store.folder, sha256, data)


def opened_under(
    workspace: Workspace, store: ParkStore, record: Record, standards: Sequence[str], round_id: str
) -> list[Change]:
    """What a round that is being opened remembers, under every standard of the park."""
    return [c for name in standards for c in remembered(workspace, store, record, name, [round_id])]


def settled(workspace: Workspace, store: ParkStore, record: Record, chosen: Round) -> list[Change]:
    """What a round that is being closed is to remember for ever. Raises UserError as `pack_for` does.

    A round that stays under the pack of its opening remembers and has that already.
    """
    changes: list[Change] = []
    for name in record.standards:
        used = pack_for(workspace, store, record, name, chosen)
        if find_pack(name, workspace).sha256 == used.sha256:
            changes += remembered(workspace, store, record, name, [chosen.id])
    return changes


def catching_up(workspace: Workspace, store: ParkStore, record: Record, used: Pack) -> list[Change]:
    """What a write adds for rounds that remember nothing (an older version opened them) or were taken along.

    Only rounds judged under `used`, the pack as it is installed.
    """
    late = late_rounds(record, used)
    if not late or find_pack(used.id, workspace).sha256 != used.sha256:
        return []
    changes = remembered(workspace, store, record, used.id, [r.id for r in late])
    changes += [c for r in late if r.closed for c in answered_under(record, r.id, used)]
    names = "、".join(r.id for r in late)
    notices.tell(REMEMBERED, f"轮次 {names}", f"从现在起记住标准包 {used.id}（{named(used.version, used.sha256)}）")
    return changes


def answered_under(record: Record, round_id: str, used: Pack) -> list[Change]:
    """Makes a closed round remember under which version its answers were given, where they read otherwise under the pack."""
    if not carried.changes(record, used, [round_id]):
        return []
    was = answers_under(record.state, round_id, used.id) or EARLIER
    return [Change(Address(PARK, PINS, f"{round_id}/{used.id}", "answers"), None, was)]


def late_rounds(record: Record, used: Pack) -> list[Round]:
    """The rounds that are to stand under a pack and do not remember it yet."""
    return [r for r in record.rounds if _is_late(pin_of(record, r.id, used.id), r, used)]


def _is_late(pin: Pin | None, chosen: Round, used: Pack) -> bool:
    if pin is None:
        return True
    return not chosen.closed and (
        bool(pin.answers) or (used.origin == assets.BUILT_IN and newer(used.version, pin.version))
    )


@dataclass(frozen=True, slots=True)
class Repinned:
    """What an open round remembered (None: nothing) and what it remembers now."""

    round: str
    was: Pin | None
    now: Pin

    @property
    def was_json(self) -> dict[str, str] | None:
        return _shown(self.was) if self.was else None

    @property
    def now_json(self) -> dict[str, str]:
        return _shown(self.now)


def _shown(pin: Pin) -> dict[str, str]:
    return {"version": pin.version, "sha256": pin.sha256}


def repin(workspace: Workspace, park: str, pack_id: str, round_id: str | None, *, by: str | None = None) -> Repinned:
    """Puts an open round (by default the latest) under the pack as it is installed, as an event of its own.

    Raises UsageError for a standard that the park does not stand under, UserError for a closed round.
    """
    store = workspace.existing(park)
    record = store.load()
    choose_standard(record, pack_id)
    chosen = choose_round(record, round_id, open_only=True)
    refuse_closed(chosen)

    def make(now: Record) -> list[Change]:
        return remembered(workspace, store, now, pack_id, [chosen.id])

    was = pin_of(record, chosen.id, pack_id)
    _, record = store.commit(make, f"pack pin {pack_id} {chosen.id}", workspace.actor(by))
    now = pin_of(record, chosen.id, pack_id)
    assert now is not None
    return Repinned(chosen.id, was, now)
