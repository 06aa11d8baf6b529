"""zcdoc park import: a record as one readable YAML file, through the same validation and merge as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from zcdoc import fsio, yamlio
from zcdoc.actions import carry, travelling
from zcdoc.actions.coming import Coming, Merged, good, known, merged
from zcdoc.actions.desk import Desk, open_desk
from zcdoc.actions.names import refuse_names
from zcdoc.actions.origin import find_pack
from zcdoc.actions.pinned import remembered
from zcdoc.actions.returned import MAX_FILE, fingerprints, sheet_name
from zcdoc.errors import UsageError, UserError
from zcdoc.merge import MergePlan, Take
from zcdoc.model import carried
from zcdoc.model.ids import EVIDENCE_ID, is_id
from zcdoc.model.incoming import Incoming
from zcdoc.model.pack import Pack
from zcdoc.model.pins import TABLE as PINS
from zcdoc.model.pins import answers_under
from zcdoc.model.profile import PROFILE_OF
from zcdoc.model.record import (
    HIDDEN_FIELDS,
    PARK,
    Address,
    Change,
    Record,
    State,
    get,
    profile_scope,
    put,
)
from zcdoc.model.tables import CLEAR, DELETE, LISTS, RESULTS, TABLE_OF, Table
from zcdoc.model.values import BadValue
from zcdoc.model.vocabulary import result_list
from zcdoc.problems import Problems
from zcdoc.store import ParkStore, Workspace
from zcdoc.store.events import NO_HEAD
from zcdoc.workbook.cells import canonical, kind_of

FORMAT = "1"
# Sections of the file by table; the check sheets are one section.
SECTION = {t.id: (t.sheets[0] if t.id != "checks" else "检查项") for t in TABLE_OF.values()}
TABLE_BY_SECTION = {section: TABLE_OF[name] for name, section in SECTION.items()}
# Tables that commands write; they are carried when a park is made from a file and left alone otherwise.
META = {
    "park": "登记",
    "rounds": "轮次",
    "assumptions": "假设",
    "waivers": "豁免",
    "packs": "轮次的标准包",
    "copies": "发放",
}


@dataclass(frozen=True)
class Imported:
    """What an import of a park file did or would do."""

    applied: bool
    created: bool
    plan: MergePlan
    problems: Problems
    desk: Desk | None

    @property
    def exit_code(self) -> int:
        return 1 if self.problems.errors or self.plan.conflicts else 0

    def as_dict(self) -> dict[str, Any]:
        def place(at: Address, where: str) -> str:
            return where or (sheet_name(self.desk, at) if self.desk else at.table)

        return {
            "applied": self.applied,
            "created": self.created,
            "changes": [
                {"where": place(c.at, c.where), "key": c.at.key, "field": c.at.field, "was": c.was, "now": c.now}
                for c in self.plan.changes
            ],
            "conflicts": [
                {
                    "where": c.where,
                    "key": c.at.key,
                    "field": c.at.field,
                    "base": c.base,
                    "file": c.file,
                    "record": c.record,
                }
                for c in self.plan.conflicts
            ],
            "problems": [p.as_dict() for p in self.problems],
        }


def import_park(
    workspace: Workspace,
    path: Path,
    park: str | None = None,
    *,
    by: str | None = None,
    dry_run: bool = False,
    take: Take = None,
) -> Imported:
    """Merges a park file into its park, or makes the park when there is none."""
    problems = Problems()
    doc = _document(path, problems)
    problems.raise_errors(f"{path.name} 有错误，未做任何改动")
    name = _park_name(doc, park)
    store = workspace.store(name)
    file = _File(doc, _packs(workspace, doc, problems), problems)
    incoming = file.under_present(list(file.incoming()))
    if not store.exists():
        return _create(workspace, store, file, incoming, by, dry_run=dry_run)
    return _merge(workspace, store, file, incoming, by, dry_run=dry_run, take=take)


def _document(path: Path, problems: Problems) -> yamlio.Document:
    data = fsio.read_limited(path, MAX_FILE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path.name} 不是 UTF-8 文本", "用 UTF-8 另存") from None
    doc = yamlio.read(text, path.name, problems)
    if doc.data is not None and (not isinstance(doc.data, dict) or doc.data.get("zcdoc") != FORMAT):
        problems.error(
            "park-file", f"{path.name}:1:1", "不是 zcdoc 园区记录（缺 zcdoc: 1）", "用 zcdoc park export 得到样式"
        )
    elif doc.data is not None and not isinstance(doc.data.get("scopes"), dict):
        problems.error("park-file", doc.where(("scopes",)), "缺少 scopes", "用 zcdoc park export 得到样式")
    return doc


def _park_name(doc: yamlio.Document, park: str | None) -> str:
    named = str(doc.data.get("park") or "")
    if park is not None and named and park != named:
        raise UserError(f"{doc.name} 是园区 {named} 的记录，不是 {park} 的", f"改用 --park {named}，或改文件中的 park")
    if not (park or named):
        raise UsageError("没有给出园区", "用 --park 指明")
    return park or named


def _packs(workspace: Workspace, doc: yamlio.Document, problems: Problems) -> dict[str, Pack]:
    found: dict[str, Pack] = {}
    for scope in doc.data["scopes"]:
        parts = str(scope).split("/")
        if len(parts) == 3 and parts[2] not in found:
            try:
                found[parts[2]] = find_pack(parts[2], workspace)
            except UsageError as err:
                problems.error("park-file", doc.where(("scopes", scope)), err.message, err.fix)
    return found


class _File:
    """Walks a park file and turns what stands there into values, with problems at `file:line:column`."""

    def __init__(self, doc: yamlio.Document, packs: dict[str, Pack], problems: Problems) -> None:
        self.doc, self.packs, self.problems = doc, packs, problems
        self.meta: list[Incoming] = []

    def version(self, scope: str) -> str:
        """The version of the pack under which a scope's answers were written out; blank: before versions were kept."""
        _, round_id, pack_id = scope.split("/")
        return answers_under(self._meta_state, round_id, pack_id)

    @cached_property
    def _meta_state(self) -> State:
        """What the file says of its rounds and of the packs that they remember."""
        sections = self.doc.data["scopes"].get(PARK)
        state: State = {}
        for table in ("rounds", PINS):
            rows = sections.get(META[table]) if isinstance(sections, dict) else None
            for key, row in (rows if isinstance(rows, dict) else {}).items():
                for name, value in (row if isinstance(row, dict) else {}).items():
                    put(state, Address(PARK, table, str(key), str(name)), str(value or "") or None)
        return state

    def _stays(self, scope: str) -> bool:
        """A closed round whose pack travels with it is read under that one."""
        _, round_id, pack_id = scope.split("/")
        rows = self._meta_state.get(PARK, {})
        closed = rows.get("rounds", {}).get(round_id, {}).get("closed")
        return bool(closed and rows.get(PINS, {}).get(f"{round_id}/{pack_id}", {}).get("sha256"))

    def moving(self) -> list[str]:
        """The scopes whose answers are taken under the present packs."""
        scopes = [str(s) for s in self.doc.data["scopes"] if _good_scope(str(s)) and str(s).count("/") == 2]
        return [s for s in scopes if self.older(s) and not self._stays(s)]

    def older(self, scope: str) -> bool:
        pack = self.packs.get(scope.rsplit("/", maxsplit=1)[-1])
        return pack is not None and carried.is_older(self.version(scope), pack)

    def under_present(self, items: list[Incoming]) -> list[Incoming]:
        """What was written out under earlier versions of packs, in the words and under the checks of the present ones."""
        for scope in self.moving():
            pack = self.packs[scope.rsplit("/", maxsplit=1)[-1]]
            items, lost = carried.incoming_as(items, pack, scope, self.version(scope))
            for item in lost:
                message = f"检查项 {item.at.key} 现在不再判定，“{item.at.field}”没有带入"
                self.problems.warning("check-retired", item.where, message, "要保留的内容写到同一条款的其他检查项")
        return items

    @property
    def head(self) -> str:
        return str(self.doc.data.get("head") or "")

    def _wrong(self, path: yamlio.Path, message: str, fix: str) -> None:
        self.problems.error("park-file", self.doc.where(path), message, fix)

    def incoming(self) -> Iterator[Incoming]:
        for scope, sections in self.doc.data["scopes"].items():
            path: yamlio.Path = ("scopes", scope)
            if not _good_scope(scope):
                self._wrong(path, f"不认识的范围“{scope}”", "写 park、round/轮次 或 round/轮次/标准包")
            elif not isinstance(sections, dict):
                self._wrong(path, "应是键值对", "按导出的样式写")
            else:
                for section, rows in sections.items():
                    yield from self._section(scope, section, rows, (*path, section))

    def _section(self, scope: str, section: str, rows: Any, path: yamlio.Path) -> Iterator[Incoming]:
        meta = next((t for t, s in META.items() if s == section), None)
        table = TABLE_BY_SECTION.get(section)
        if not isinstance(rows, dict) or (meta is None and table is None):
            self._wrong(path, f"不认识的表“{section}”" if isinstance(rows, dict) else "应是键值对", "按导出的样式写")
            return
        for key, row in rows.items():
            at = (*path, key)
            if not isinstance(row, dict):
                self._wrong(at, "应是键值对", "按导出的样式写")
            elif meta:
                self.meta += [
                    Incoming(Address(scope, meta, key, n), str(v), self.doc.where((*at, n)))
                    for n, v in row.items()
                    if v
                ]
            elif table is not None and self._key_known(scope, table, key, at):
                yield from self._row(scope, table, key, row, at)

    def _key_known(self, scope: str, table: Table, key: str, path: yamlio.Path) -> bool:
        kind = {"park": 1, "round": 2, "pack": 3}[table.scope]
        parts = 1 if scope == PARK else len(scope.split("/"))
        pack = self.packs.get(scope.rsplit("/", maxsplit=1)[-1])
        good = parts == kind
        if table.id == "profile":
            good = key in PROFILE_OF and scope == profile_scope(key, scope.removeprefix("round/"))
        elif table.id == "evidence":
            good = good and bool(EVIDENCE_ID.fullmatch(key))
        elif table.id == "checks":
            good = good and pack is not None and (key in pack.checks or key in self._gone(scope, pack))
        elif table.id == "indicators":
            good = good and pack is not None and key in pack.indicator_of
        elif table.listed:
            good = good and key.isascii() and key.isdigit()
        if not good:
            self._wrong(path, f"“{key}”不能放在 {scope} 的{SECTION[table.id]}里", "检查编号和范围")
        return good

    def _gone(self, scope: str, pack: Pack) -> list[str]:
        return carried.gone(pack, self.version(scope)) if self.older(scope) else []

    def _row(self, scope: str, table: Table, key: str, row: dict[str, Any], path: yamlio.Path) -> Iterator[Incoming]:
        stored = {c.name: c for c in table.stored}
        if str(row.get(table.columns[-1].name) or "").strip() in {DELETE, "(删除)"}:
            yield from self._deleted(scope, table, key, path)
            return
        for name, value in row.items():
            at = (*path, name)
            if name == "sha256" and table.id == "evidence":
                self.meta.append(Incoming(Address(scope, table.id, key, name), str(value), self.doc.where(at)))
                continue
            if name not in stored:
                self._wrong(at, f"表中没有“{name}”这一列", f"可用：{'、'.join(stored)}")
                continue
            text = self._value(scope, table, key, name, value, at)
            if text is not None:
                yield Incoming(Address(scope, table.id, key, name), None if text == CLEAR else text, self.doc.where(at))

    def _deleted(self, scope: str, table: Table, key: str, path: yamlio.Path) -> Iterator[Incoming]:
        """As in a workbook: the remarks ask to delete the row, which only a list can grant."""
        if not table.listed:
            self._wrong(path, f"“{key}”是清单固有的行，不能删除", "要清空内容，在各项写（清空）")
            return
        names = [*(c.name for c in table.stored), *HIDDEN_FIELDS.get(table.id, ())]
        yield from (Incoming(Address(scope, table.id, key, name), None, self.doc.where(path)) for name in names)

    def _value(self, scope: str, table: Table, key: str, name: str, value: Any, path: yamlio.Path) -> str | None:
        column = table.column(name)
        kind = kind_of(column, PROFILE_OF[key].type if table.id == "profile" else "")
        if isinstance(value, bool):
            value = "是" if value else "否"
        if isinstance(value, (dict, list)):
            self._wrong(path, f"“{name}”应是一个值", "按导出的样式写")
            return None
        try:
            return canonical(value, kind, self._allowed(scope, key, column.options, kind))
        except BadValue as err:
            self._wrong(path, f"“{name}”：{err}", err.fix)
            return None

    def _allowed(self, scope: str, key: str, options: str, kind: str) -> tuple[str, ...]:
        if kind == "yes_no":
            return LISTS["yes_no"]
        pack = self.packs.get(scope.rsplit("/", maxsplit=1)[-1])
        if options == "@results" and self.older(scope):
            return RESULTS
        if options == "@results" and pack is not None:
            return LISTS[result_list(*pack.checks[key])]
        if options == "@alternatives" and pack is not None:
            return tuple(o.name for o in pack.indicator_of[key].alternatives)
        if options == "@offsets":
            return tuple(o.name for p in self.packs.values() for o in p.head.offsets)
        return LISTS.get(options, ())


def _good_scope(scope: str) -> bool:
    parts = scope.split("/")
    return scope == PARK or (parts[0] == "round" and len(parts) in {2, 3} and all(is_id(p) for p in parts[1:]))


def _create(
    workspace: Workspace, store: ParkStore, file: _File, incoming: list[Incoming], by: str | None, *, dry_run: bool
) -> Imported:
    """A new park from a file that holds rounds and standards, and the packs of its closed rounds."""
    packs = travelling.unpack(file.doc, file.problems)
    refuse_names(store, [{}], incoming, [], file.problems)
    moving = [s.split("/")[1:] for s in file.moving()]
    left = {f"{round_id}/{pack_id}" for round_id, pack_id in moving}  # what these remember is what their answers leave
    meta = [i for i in file.meta if i.at.table != PINS or i.at.key not in left]
    plan = MergePlan([Change(i.at, None, i.value, i.where) for i in [*meta, *incoming] if i.value is not None])
    state: State = {}
    from zcdoc.model.record import apply

    apply(state, plan.changes)
    made = Record(store.park, state)
    if not made.standards or not _rounds_are_sound(state):
        file.problems.error(
            "park-file",
            f"{file.doc.name}:1:1",
            "要新建园区，文件里须有登记（standards）和轮次",
            "用 zcdoc park export 得到完整的文件",
        )
    for standard in made.standards:
        find_pack(standard, workspace)
    if file.problems.errors or dry_run:
        return Imported(applied=False, created=False, plan=plan, problems=file.problems, desk=None)
    fsio.make_dirs(store.evidence_folder)

    def make(_: Record) -> list[Change]:
        travelling.keep_all(store, packs, travelling.needed(made))
        pins = [c for round_id, name in moving for c in remembered(workspace, store, made, name, [round_id])]
        return [*plan.changes, *pins]

    store.commit(make, f"park import {file.doc.name}", workspace.actor(by))
    return Imported(
        applied=True, created=True, plan=plan, problems=file.problems, desk=open_desk(workspace, store.park)
    )


def _rounds_are_sound(state: State) -> bool:
    from zcdoc.model.record import ROUND_KINDS

    rounds = state.get(PARK, {}).get("rounds", {})
    return bool(rounds) and all(is_id(k) and r.get("kind") in ROUND_KINDS and r.get("date") for k, r in rounds.items())


def _merge(
    workspace: Workspace,
    store: ParkStore,
    file: _File,
    incoming: list[Incoming],
    by: str | None,
    *,
    dry_run: bool,
    take: Take,
) -> Imported:
    desk = open_desk(workspace, store.park, by=by)
    desk = replace(desk, record=_under_present(desk.record, file))
    _rounds_open(desk, file, incoming)
    base = {} if file.head == NO_HEAD else store.fold_to(file.head)
    if base is None:
        file.problems.warning(
            "base-unknown",
            f"{file.doc.name}:1:1",
            "文件导出时的记录版本不在历史中，凡不同之处都要人来取舍",
            "用 --take file 或 --take record",
        )
    base = None if base is None else _under_present(Record(store.park, base), file).state
    _tell_ignored(file, desk.record.state if base is None else base)
    refuse_names(store, [desk.record.state, base or {}], incoming, [], file.problems)
    coming = Coming(f"yaml:{file.head}", base, *good(incoming, [], file.problems), file.problems)
    if file.problems.errors or dry_run:
        tried = merged(coming, desk.record, known(store, coming.copy), take)
        return Imported(applied=False, created=False, plan=tried.plan, problems=file.problems, desk=desk)

    settling = carry.settling(workspace, store, list(file.packs.values()))
    done: Merged

    def make(record: Record) -> list[Change]:
        nonlocal done
        done = merged(coming, record, known(store, coming.copy), take)
        return [*done.plan.changes, *fingerprints(desk, record, done.plan.changes)]

    settling.commit(make, f"park import {file.doc.name}", desk.by, coming.copy, imported=lambda: done.made)
    problems = Problems([*file.problems, *done.told])
    return Imported(applied=True, created=False, plan=done.plan, problems=problems, desk=desk)


def _under_present(record: Record, file: _File) -> Record:
    """The open rounds under the packs at hand, as the file's values are."""
    rounds = [r.id for r in record.rounds if not r.closed]
    for pack in file.packs.values():
        record = carried.read_as(record, pack, rounds)
    return record


def _tell_ignored(file: _File, state: State) -> None:
    """Changes in what only commands write: whole sections, and the digests of evidence files."""
    for item in file.meta:
        if item.at.field == "sha256" and item.value != get(state, item.at):
            file.problems.warning(
                "section-ignored", item.where, "sha256 由 zcdoc 计算，这里的改动已忽略", "换了文件的，改“文件”一项"
            )
        if item.at.table in META and item.value != get(state, item.at):
            file.problems.warning(
                "section-ignored",
                item.where,
                f"“{META[item.at.table]}”由命令写入，这里的改动已忽略",
                "用 zcdoc round、zcdoc assumption 或 zcdoc check waive",
            )


def _rounds_open(desk: Desk, file: _File, incoming: list[Incoming]) -> None:
    """Values for rounds that are closed or unknown are refused, unless they are what stands there anyway."""
    rounds = {r.id: r for r in desk.record.rounds}
    told: set[str] = set()
    for item in incoming:
        if item.at.scope == PARK or item.value == get(desk.record.state, item.at):
            continue
        name = item.at.scope.split("/")[1]
        if name in told:
            continue
        if name not in rounds or rounds[name].closed:
            told.add(name)
            state = "已经关闭，不能再改" if name in rounds else "不存在"
            file.problems.error(
                "round-closed", item.where, f"轮次 {name} {state}", "用 zcdoc round new 开一轮，或删去这一段"
            )
