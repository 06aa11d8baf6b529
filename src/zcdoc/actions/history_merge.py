"""zcdoc history merge: a park that was worked on in two places becomes one, by the same three-way merge as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from zcdoc import fsio
from zcdoc.actions.files import file_fact, on_disk
from zcdoc.actions.joined import EVIDENCE, Brought, brought, mentions
from zcdoc.errors import UserError, ZcdocError
from zcdoc.merge import MergePlan, Take, merge
from zcdoc.model.filenames import free, spelling
from zcdoc.model.incoming import Incoming
from zcdoc.model.pins import TABLE as PINS
from zcdoc.model.pins import answers_under
from zcdoc.model.record import PARK, Address, Change, Record, State
from zcdoc.problems import Problems
from zcdoc.store import ParkStore, Workspace, lineage, shelf
from zcdoc.store.events import Event, Merged, fold, parse_all
from zcdoc.store.park import closing
from zcdoc.store.staging import staged
from zcdoc.store.standing import HISTORY, complete_lines

MAX_HISTORY = 512 * 1024 * 1024
MAX_PACK = 64 * 1024 * 1024
FILE = "文件"


@dataclass(frozen=True)
class Joined:
    """What a merge did or would do. `events`: theirs that are new here; `renumbered`: number there and here, by table."""

    applied: bool
    events: int
    plan: MergePlan
    problems: Problems
    renumbered: list[tuple[str, str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        return 1 if self.problems.errors or self.plan.conflicts else 0

    def as_dict(self) -> dict[str, Any]:
        def place(at: Address) -> dict[str, str]:
            return {"scope": at.scope, "table": at.table, "key": at.key, "field": at.field}

        return {
            "applied": self.applied,
            "events": self.events,
            "changes": [{"where": c.where, **place(c.at), "was": c.was, "now": c.now} for c in self.plan.changes],
            "conflicts": [
                {"where": c.where, **place(c.at), "base": c.base, "file": c.file, "record": c.record}
                for c in self.plan.conflicts
            ],
            "renumbered": [{"table": t, "there": old, "here": new} for t, old, new in self.renumbered],
            "files": self.files,
            "problems": [p.as_dict() for p in self.problems],
        }


def merge_histories(
    workspace: Workspace, park: str, other: Path, *, by: str | None = None, dry_run: bool = False, take: Take = None
) -> Joined:
    """Merges the park's copy at `other` (its folder, or its history alone) into this one.

    While both say different things of one value and nobody takes a side, nothing is written: once the histories are joined the
    question would be forgotten. Raises UserError or ProblemsError when the other is no whole history of this park.
    """
    store = workspace.existing(park)
    theirs = _events(other, park)
    work = _Work(store, other if other.is_dir() else None, theirs, take)
    done = work.planned(store.events(), store.load())
    if dry_run or done.exit_code or not done.events:
        return done
    made: Joined = done

    def make(record: Record) -> Sequence[Change]:
        nonlocal made
        made = work.planned(store.events(), record)
        if made.exit_code:
            raise UserError("记录在此期间被别处改动，合并有了冲突", "重新运行命令")
        work.stage(made.plan)
        return made.plan.changes

    store.commit(make, "history merge", workspace.actor(by), joined=lambda: work.merged)
    return replace(made, applied=True)


def _events(other: Path, park: str) -> list[Event]:
    """Their history, whole. A folder is looked at with its checkpoint, as any park."""
    if other.is_dir():
        found = ParkStore(other, park)
        if not found.exists():
            raise UserError(
                f"“{other}”不是园区的文件夹（没有 {HISTORY}）", "指到 parks/ 下的园区文件夹，或它的 history.jsonl"
            )
        return found.events()
    whole, torn = complete_lines(fsio.read_limited(other, MAX_HISTORY))
    if torn:
        raise UserError(f"“{other}”的末尾有半行，不是完整的历史", "重新取一份完整的")
    events, problems = parse_all([t.decode("utf-8", "replace") for t in whole.split(b"\n")[:-1]], other.name)
    problems.raise_errors(f"“{other}”不是完整的历史，没有合并")
    return events


class _Work:
    def __init__(self, store: ParkStore, folder: Path | None, theirs: list[Event], take: Take) -> None:
        self.store, self.theirs, self.take = store, theirs, take
        self.other = None if folder is None else ParkStore(folder, store.park)
        self.merged = Merged(())
        self._shelf: list[str] = []
        self._sources: dict[str, str] = {}  # by sha256, the name of a file in their folder

    def planned(self, mine: list[Event], record: Record) -> Joined:
        problems = Problems()
        known = lineage.meeting(mine, self.theirs)
        if not known:
            raise UserError(
                "两份历史没有共同的开头，不是同一个园区的两份拷贝",
                "核对是不是指错了文件夹；另一个园区的内容用 park export 和 park import",
            )
        tail = self.theirs[known:]
        if not tail:
            return Joined(applied=False, events=0, plan=MergePlan(), problems=problems)
        self._refuse_crossed(mine, tail)
        keys = lineage.renumbered(mine, self.theirs)
        base, their_state = fold(self.theirs[:known]), fold(self.theirs)
        assert base is not None
        assert their_state is not None
        found = brought(base, their_state, record.state, tail, keys)
        self._closed(found, mine, record, tail, problems)
        self._versions(found.incoming, record.state, their_state, problems)
        self._packs(record, their_state, problems)
        mentions(found.incoming, found.keys, problems)
        incoming = list(self._placed(found.incoming, record, problems))
        plan = merge(found.base, incoming, [], record.state, (), self.take)
        self.merged = Merged(tuple(e.line() for e in tail), tuple(found.keys))
        moved = [(table, old, new) for _, table, old, new in found.keys]
        files = [c.now for c in plan.changes if (c.at.table, c.at.field) == (EVIDENCE, FILE) and c.now]
        return Joined(applied=False, events=len(tail), plan=plan, problems=problems, renumbered=moved, files=files)

    def _refuse_crossed(self, mine: list[Event], tail: list[Event]) -> None:
        """They merged events of ours before: rows that were renumbered there would come back as new ones."""
        own = {e.hash for e in mine}
        if any(lineage.heads([e]) & own for e in tail if e.merged is not None):
            whole = mine[-1].hash in lineage.heads(tail)
            fix = (
                "它已包含这一份的全部内容，直接用它代替这一份"
                if whole
                else "以另一份为准：到那里把这一份合并进去，此后只用那一份"
            )
            raise UserError("另一份已经合并过这一份", fix)

    def _closed(self, found: Brought, mine: list[Event], record: Record, tail: list[Event], problems: Problems) -> None:
        """A round that one side closed while the other went on in it: what was sealed would not be what stands there."""
        fork = {e.hash for e in self.theirs[: len(self.theirs) - len(tail)]}
        ours = [c.at.scope for e in mine if e.hash not in fork for c in e.changes]
        for round_ in record.rounds:
            own = f"round/{round_.id}"
            here = [i for i in found.incoming if i.at.scope == own or i.at.scope.startswith(f"{own}/")]
            if round_.closed and here:
                message = f"轮次 {round_.id} 在这里已于 {round_.closed} 关闭，另一份此后还改了 {len(here)} 处"
                problems.error(
                    "merge-closed", here[0].where, message, "在这里撤回关闭（history undo）再合并，或在另一份把改动撤回"
                )
        for item in found.incoming:
            round_id = item.at.key
            own = f"round/{round_id}"
            if item.at == closing(round_id) and item.value and any(s == own or s.startswith(f"{own}/") for s in ours):
                message = f"轮次 {round_id} 在另一份已于 {item.value} 关闭，这里此后还改过"
                problems.error("merge-closed", item.where, message, "在另一份撤回关闭再合并，或在这里把改动撤回")

    # --- packs ------------------------------------------------------------------------------------------------------

    @staticmethod
    def _versions(items: list[Incoming], mine: State, theirs: State, problems: Problems) -> None:
        """Answers of one round under two versions of a pack do not mix: their words and checks are not the same."""
        for key in mine.get(PARK, {}).get(PINS, {}).keys() & theirs.get(PARK, {}).get(PINS, {}).keys():
            round_id, _, pack_id = key.partition("/")
            here, there = (answers_under(state, round_id, pack_id) for state in (mine, theirs))
            moved = [i for i in items if i.at.scope == f"round/{key}" or (i.at.table, i.at.key) == (PINS, key)]
            if here != there and moved:
                message = f"轮次 {round_id} 的答案这里按标准包 {pack_id} {here or '的较早版本'} 记，另一份按 {there or '较早版本'} 记"
                fix = "在版本较旧的那一份上用现在的 zcdoc 导入或登记一次，答案就按新版本记下，再合并"
                problems.error("merge-pack-version", moved[0].where, message, fix)

    def _packs(self, record: Record, theirs: State, problems: Problems) -> None:
        """Packs that their rounds remember: without them nobody could read these rounds here."""
        self._shelf = []
        mine = record.state.get(PARK, {}).get(PINS, {})
        for key, row in theirs.get(PARK, {}).get(PINS, {}).items():
            sha256 = row.get("sha256", "")
            is_known = sha256 in {"", mine.get(key, {}).get("sha256")}
            if is_known or shelf.place(self.store.folder, sha256).is_file():
                continue
            if self.other is not None and shelf.place(self.other.folder, sha256).is_file():
                self._shelf.append(sha256)
            else:
                message = f"另一份的轮次 {key.partition('/')[0]} 所用的标准包没有带来（packs/{sha256[:12]}…）"
                problems.error("merge-pack", PINS, message, "指到另一份的园区文件夹，里面要有 packs 文件夹")

    # --- evidence files ---------------------------------------------------------------------------------------------

    def _placed(self, items: list[Incoming], record: Record, problems: Problems) -> Iterator[Incoming]:
        """Their files under names that are free here; what is not at hand is told."""
        self._sources = {}
        present = {spelling(found.name) for found in on_disk(self.store.evidence_folder)}
        register = record.rows(EVIDENCE, PARK)
        taken = present | {spelling(row[FILE]) for row in register.values() if row.get(FILE)}
        digests = {i.at.key: i.value for i in items if (i.at.table, i.at.field) == (EVIDENCE, "sha256")}
        for item in items:
            if (item.at.table, item.at.field) != (EVIDENCE, FILE) or not item.value:
                yield item
                continue
            digest = digests.get(item.at.key) or register.get(item.at.key, {}).get("sha256") or ""
            name = item.value
            if self._fact(self.store, name) != digest or not digest:
                self._fetch(item, digest, problems)
                if spelling(name) in taken and register.get(item.at.key, {}).get(FILE) != name:
                    name = free(name, taken)
                taken.add(spelling(name))
            yield replace(item, value=name)

    def _fetch(self, item: Incoming, digest: str, problems: Problems) -> None:
        """Notes where the content lies in their folder."""
        assert item.value is not None
        if self.other is not None and digest and self._fact(self.other, item.value) == digest:
            self._sources[digest] = item.value
            return
        why = "没有给出另一份的文件夹" if self.other is None else "另一份的 evidence 文件夹里没有它，或登记后改动过"
        problems.warning(
            "merge-file",
            f"证据清单!{item.at.key}",
            f"文件“{item.value}”没有带来：{why}",
            "找到原件，放进 evidence 文件夹",
        )

    @staticmethod
    def _fact(store: ParkStore, name: str) -> str | None:
        try:
            return file_fact(store, name).sha256
        except ZcdocError:
            return None

    def stage(self, plan: MergePlan) -> None:
        """Copies what is going to be registered beside its place; the store puts it there with the event. And packs."""
        for sha256 in self._shelf:
            assert self.other is not None
            shelf.keep(self.store.folder, sha256, shelf.kept(self.other.folder, sha256, MAX_PACK))
        wanted = {c.now for c in plan.changes if (c.at.table, c.at.field) == (EVIDENCE, "sha256")}
        for digest, name in self._sources.items():
            if digest not in wanted or self.other is None:
                continue
            fsio.make_dirs(self.store.evidence_folder)
            path = staged(self.store.evidence_folder, digest)
            if fsio.copy_in(fsio.child(self.other.evidence_folder, name), path) != digest:
                fsio.remove(path)
                raise UserError(f"另一份的 {name} 在合并时被改动，没有合并", "等它写完后再合并")
