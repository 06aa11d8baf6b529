"""zcdoc history show|verify|repair|undo."""

from __future__ import annotations

from typing import Any

from zcdoc.actions.carry import COMMAND
from zcdoc.errors import UsageError, UserError
from zcdoc.model.record import Change
from zcdoc.problems import Problems
from zcdoc.store import Workspace, lineage
from zcdoc.store.events import Event
from zcdoc.store.repair import Repaired


def show(workspace: Workspace, park: str) -> list[Event]:
    return workspace.existing(park).events()


def event_json(event: Event) -> dict[str, Any]:
    return {**event.body(), "hash": event.hash, "changes": [change_json(c) for c in event.changes]}


def change_json(change: Change) -> dict[str, str | None]:
    at = change.at
    return {
        "scope": at.scope,
        "table": at.table,
        "key": at.key,
        "field": at.field,
        "was": change.was,
        "now": change.now,
        "where": change.where,
    }


def verify(workspace: Workspace, park: str, head: str | None = None) -> tuple[list[Event], Problems]:
    """Every break of the chain; with `head`, also whether that printed head is in the history (a dropped tail shows so)."""
    store = workspace.existing(park)
    events, problems = store.verify()
    if head is not None and not any(known.startswith(head) for known in lineage.heads(events) if len(head) >= 8):
        problems.error(
            "history-head", "history.jsonl", f"历史中没有版本 {head[:16]}…", "末尾的记录可能被删去，从备份恢复"
        )
    return events, problems


def repair(workspace: Workspace, park: str, *, by: str | None = None, dry_run: bool = False) -> Repaired:
    """Brings back what can be proved and sets the rest aside. Raises UserError when nothing can be."""
    return workspace.existing(park).repair(workspace.actor(by), dry_run=dry_run)


def repaired_json(done: Repaired) -> dict[str, Any]:
    return {
        "sound": done.plan.sound and not done.spoilt,
        "kept": len(done.plan.kept),
        "dropped_lines": list(done.plan.dropped),
        "recovered_from_checkpoint": done.plan.recovered is not None,
        "lost_head": done.plan.lost_head or None,
        "checkpoint_rebuilt": done.spoilt,
        "set_aside": list(done.aside),
        "event": done.event.seq if done.event else None,
    }


def undo(workspace: Workspace, park: str, seq: int | None = None, *, by: str | None = None) -> tuple[Event, Event]:
    """Takes one event back by a new event (the latest that was not undone and is no undo, when none is named)."""
    store = workspace.existing(park)
    chosen = seq if seq is not None else _latest(store.events())
    undone, changes = store.undo_changes(chosen)
    if _founds(undone):
        raise UserError(
            f"第 {chosen} 条是“{undone.command}”，不能撤回",
            "园区和轮次建立后只能停用；按新版本记下的、合并来的，逐项改正",
        )
    event, _ = store.commit(lambda _: changes, f"history undo {chosen}", workspace.actor(by), undoes=chosen)
    if event is None:
        raise UserError(f"第 {chosen} 条没有可撤回的改动", "zcdoc history show 查看")
    return undone, event


def _founds(event: Event) -> bool:
    """Whether the event made the park (the first always does) or a round, merged another history in, or put its answers under a
    pack's present version.

    What stands on it would hang in the air.
    """
    return event.seq == 1 or event.merged is not None or event.command.startswith(("round new", COMMAND))


def _latest(events: list[Event]) -> int:
    gone = {e.undoes for e in events}
    found = [e.seq for e in events if not e.undoes and e.seq not in gone and not _founds(e)]
    if not found:
        raise UsageError("没有可以撤回的记录", "zcdoc history show 查看")
    return found[-1]
