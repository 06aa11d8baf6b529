"""Answers of an earlier pack version on their way to the present one: read so at once, recorded ahead of the first write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from zcdoc import notices
from zcdoc.actions.pinned import late_rounds, remembered
from zcdoc.model import carried
from zcdoc.model.carried import Mapped
from zcdoc.model.pack import Pack
from zcdoc.model.record import Record
from zcdoc.store import Ahead, Event, ParkStore, Workspace

COMMAND = "pack carry"


def settling(workspace: Workspace, store: ParkStore, packs: Sequence[Pack]) -> ParkStore:
    """The park, whose next write first records what its open rounds hold under these packs, each as an event of its own."""
    return replace(store, ahead=lambda record: _ahead(workspace, store, record, packs))


def _ahead(workspace: Workspace, store: ParkStore, record: Record, packs: Sequence[Pack]) -> Iterator[Ahead]:
    """Closed rounds are never rewritten, and a round that stays under the pack of its opening has nothing to carry."""
    for pack in packs:
        rounds = [r.id for r in late_rounds(record, pack) if not r.closed]
        changes = carried.changes(record, pack, rounds)
        if changes:
            found = carried.told(record, pack, rounds)
            pins = remembered(workspace, store, record, pack.id, rounds)
            yield Ahead(f"{COMMAND} {pack.id} {pack.version}", (*changes, *pins), _teller(store.park, pack, found))


def _teller(park: str, pack: Pack, found: Mapped) -> Callable[[Event], None]:
    def tell(event: Event) -> None:
        notices.tell(
            "pack-carried", f"标准包 {pack.id}", f"原填内容已按版本 {pack.version} 记入历史第 {event.seq} 条：{words(found)}",
            f"标为待复核的逐项复核；原来怎样填的，用 zcdoc history show --park {park} 看这一条",
        )  # fmt: skip

    return tell


def words(found: Mapped) -> str:
    """`换词 12 项（其中待复核 3 项）、拆分 1 项、不再判定 2 项`."""
    parts = []
    if found.worded:
        review = f"（其中待复核 {len(found.review)} 项）" if found.review else ""
        parts.append(f"结果换词 {len(found.worded)} 项{review}")
    if found.split:
        parts.append(f"拆分 {len(found.split)} 项（待复核）")
    if found.archived:
        parts.append(f"不再判定 {len(found.archived)} 项（原填内容留在这一条里）")
    return "、".join(parts)
