"""zcdoc park new|list|show and round new|list|close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zcdoc import fsio
from zcdoc.actions import carry
from zcdoc.actions.chosen import choose_round, refuse_closed
from zcdoc.actions.faults import fault
from zcdoc.actions.origin import find_pack, known_packs, tell_standards
from zcdoc.actions.pinned import opened_under, settled
from zcdoc.errors import UsageError, UserError
from zcdoc.model.carried import read_as
from zcdoc.model.ids import require_id
from zcdoc.model.nonconformity import PROBLEM, is_settled
from zcdoc.model.profile import OCCASION
from zcdoc.model.record import PARK, ROUND_KINDS, Address, Change, Record, Round, Row, State, natural
from zcdoc.model.tables import NOT_INSPECTED
from zcdoc.model.values import BadValue, date_text, plain_text
from zcdoc.store import ParkStore, Workspace, moment

PREFIX = {"baseline": "baseline", "self-inspection": "self", "evaluation": "evaluation"}


@dataclass(frozen=True, slots=True)
class ParkLine:
    """One park in the list; `error` says why it cannot be read, and the rest is then blank."""

    id: str
    name: str
    standards: list[str]
    rounds: list[Round]
    head: str
    error: str = ""


def new_park(
    workspace: Workspace, park: str, standards: list[str], name: str, *,
    kind: str = "baseline", round_id: str | None = None, date: str | None = None, by: str | None = None,
) -> Record:  # fmt: skip
    """Makes a park and opens its first round. Raises UserError when the park exists, UsageError for unknown standards."""
    store = workspace.store(park)
    if store.exists():
        raise UserError(f"园区 {park} 已经存在", "换一个编号，或直接使用现有的园区")
    if not standards:
        raise UsageError("没有给出标准", "用 --standard 指明，zcdoc pack list 列出全部")
    for standard in standards:
        find_pack(standard, workspace)
    label = clean(name, "园区名称")
    first = round_changes(Record(park), kind, round_id, date, "", "")
    changes = [
        Change(Address(PARK, "park", "park", "name"), None, label),
        Change(Address(PARK, "park", "park", "standards"), None, ",".join(dict.fromkeys(standards))),
        Change(Address(PARK, "profile", "园区名称", "内容"), None, label),
        *first,
    ]
    fsio.make_dirs(store.evidence_folder)
    opened = first[0].at.key
    _, record = store.commit(
        lambda now: [*changes, *opened_under(workspace, store, now, list(dict.fromkeys(standards)), opened)],
        f"park new {park}", workspace.actor(by),
    )  # fmt: skip
    return record


def clean(text: str, what: str) -> str:
    """Text given on the command line. Raises UsageError when it cannot be stored or is empty."""
    try:
        found = plain_text(text)
    except BadValue as err:
        raise UsageError(f"{what}：{err}", err.fix) from None
    if not found:
        raise UsageError(f"{what}不能为空", "写上内容")
    return found


def day(text: str | None, what: str = "日期") -> str:
    """An ISO date given on the command line; today (as the history sees it) when it is not given."""
    if text is None:
        return moment().date().isoformat()
    try:
        return date_text(text)
    except BadValue as err:
        raise UsageError(f"{what}：{err}", err.fix) from None


def list_parks(workspace: Workspace) -> list[ParkLine]:
    """Every park; one that cannot be read stands there with its fault."""
    return [_line_or_fault(workspace, park) for park in workspace.parks()]


def _line_or_fault(workspace: Workspace, park: str) -> ParkLine:
    try:
        return _line(workspace, workspace.store(park), park)
    except Exception as err:  # noqa: BLE001  files of one park may hold anything, and the others are listed all the same
        return ParkLine(park, "", [], [], "", fault(err))


def show_park(workspace: Workspace, park: str) -> ParkLine:
    return _line(workspace, workspace.existing(park), park)


def _line(workspace: Workspace, store: ParkStore, park: str) -> ParkLine:
    record = store.load()
    tell_standards(record.standards, workspace)
    return ParkLine(park, record.name, record.standards, record.rounds, record.head)


def round_changes(
    record: Record, kind: str, round_id: str | None, date: str | None, people: str, source: str
) -> list[Change]:
    """The changes that open a round. Raises UsageError for a bad kind, id or date."""
    if kind not in ROUND_KINDS:
        raise UsageError(f"没有“{kind[:40]}”这种轮次", f"可选：{'、'.join(ROUND_KINDS)}")
    known = {r.id for r in record.rounds}
    number = sum(r.kind == kind for r in record.rounds) + 1
    while round_id is None and f"{PREFIX[kind]}-{number}" in known:
        number += 1
    chosen = require_id(round_id or f"{PREFIX[kind]}-{number}", "轮次编号")
    if chosen in known:
        raise UserError(f"轮次 {chosen} 已经存在", "换一个编号")
    fields = {"kind": kind, "date": day(date), "people": people.strip(), "from": source}
    return [Change(Address(PARK, "rounds", chosen, name), None, value) for name, value in fields.items() if value]


def new_round(
    workspace: Workspace, park: str, kind: str, *, round_id: str | None = None, date: str | None = None, people: str = "",
    source: str | None = None, by: str | None = None,
) -> Round:  # fmt: skip
    """Opens a round; with `source` the answers of that round come over as 待复核. Raises as `round_changes` does."""
    store = workspace.existing(park)

    def make(record: Record) -> list[Change]:
        taken = choose_round(record, source) if source else None
        opened = round_changes(record, kind, round_id, date, people, taken.id if taken else "")
        _refuse_earlier(taken, opened)
        new = opened[0].at.key
        opened += opened_under(workspace, store, record, record.standards, new)
        return opened + (carried(_under_present(workspace, record, taken), taken.id, new) if taken else [])

    event, record = store.commit(make, f"round new {kind}", workspace.actor(by))
    assert event is not None
    tell_standards(record.standards, workspace)
    opened = next(c.at.key for c in event.changes if c.at.table == "rounds")
    return next(r for r in record.rounds if r.id == opened)


def _under_present(workspace: Workspace, record: Record, taken: Round) -> State:
    """What is carried over stands under the packs that the new round remembers from the start."""
    for pack in known_packs(workspace, record.standards):
        record = read_as(record, pack, [taken.id])
    return record.state


def _refuse_earlier(source: Round | None, opened: list[Change]) -> None:
    """Rounds stand in order of their dates, so a round cannot go on from a later one."""
    held = next(c.now or "" for c in opened if c.at.field == "date")
    if source and held < source.date:
        raise UserError(f"新一轮的日期 {held} 早于所承接的 {source.id}（{source.date}）", "改 --date，或承接更早的一轮")


# Who checked, reviewed and verified, and when: that belongs to one occasion and is not carried into the next round.
_OCCASION = {"检查日期", "复核人", "复核日期", "检查人", "验证结论", "验证日期"}


def carried(state: State, source: str, target: str) -> list[Change]:
    """Everything a round holds, under the new round's scopes; judged checks are marked 待复核, closed problems stay behind."""
    changes: list[Change] = []
    for scope in sorted(state, key=natural):
        if scope != f"round/{source}" and not scope.startswith(f"round/{source}/"):
            continue
        moved = f"round/{target}{scope.removeprefix(f'round/{source}')}"
        for table, rows in state[scope].items():
            if table in {"process", "waivers", "assumptions"}:  # an evaluation decides for itself
                continue
            for key, row in rows.items():
                changes += _carried_row(moved, table, key, row)
    return changes


def _carried_row(scope: str, table: str, key: str, row: dict[str, str]) -> Iterable[Change]:
    if table == "profile" and key in OCCASION:
        return []
    kept = _carried_check(row) if table == "checks" else row
    return [Change(Address(scope, table, key, name), None, value) for name, value in kept.items()]


def _carried_check(row: Row) -> Row:
    """The answer, its plan and its problem while that is open; a closed problem is told by the round that closed it."""
    left = set(_OCCASION) | (PROBLEM if is_settled(row) else set())
    kept = {name: value for name, value in row.items() if name not in left}
    return {**kept, "检查进度": "待复核"} if row.get("结果", NOT_INSPECTED) != NOT_INSPECTED else kept


def close_round(
    workspace: Workspace, park: str, round_id: str | None, *, date: str | None = None, by: str | None = None
) -> Round:
    """Closes a round; it can be read and printed, not changed. Raises UserError when it is closed already."""
    store: ParkStore = workspace.existing(park)
    record = store.load()
    chosen = choose_round(record, round_id, open_only=True)
    refuse_closed(chosen)
    store = carry.settling(workspace, store, known_packs(workspace, record.standards))
    change = Change(Address(PARK, "rounds", chosen.id, "closed"), None, day(date))
    _, record = store.commit(
        lambda now: [change, *settled(workspace, store, now, chosen)], f"round close {chosen.id}", workspace.actor(by)
    )
    tell_standards(record.standards, workspace)
    return next(r for r in record.rounds if r.id == chosen.id)
