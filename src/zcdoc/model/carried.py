"""Answers given under an earlier version of a pack, read under the present one (pure; the map is the pack's `migrations`).

A round remembers its packs from its opening (`model/pins`); one that remembers none was opened before that.
Reading maps in memory, and what is mapped is marked with the pack's version, so that it is never mapped twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from zcdoc.model.crosswalk import TO_REVIEW
from zcdoc.model.incoming import Incoming
from zcdoc.model.migration import Migration, ordered
from zcdoc.model.pack import Pack
from zcdoc.model.pins import answers_under, pin_changes
from zcdoc.model.record import Address, Change, Record, Row, Rows, State, copied, difference, put, scope_of
from zcdoc.model.tables import CHECKS, NOT_INSPECTED
from zcdoc.model.vocabulary import results_of

RESULT, PROGRESS = "结果", "检查进度"
# What a split hands to the new checks; a problem and its correction stay where they were written.
COPIED = (RESULT, "检查所见", "不适用理由", "证据编号")
# A result in the words of another type, in those that the check's type may have: the first that it allows counts.
SAME = {
    "符合": ("已采用",), "已采用": ("符合",),
    "部分符合": ("部分采用", "已采用"), "部分采用": ("部分符合", "已采用"),
    "不符合": ("未采用",), "未采用": ("不符合",),
}  # fmt: skip
CERTAIN = {("符合", "已采用"), ("已采用", "符合"), ("部分符合", "部分采用"), ("部分采用", "部分符合")}


@dataclass(slots=True)
class Mapped:
    """Rows under the present version, and the ids of the checks to which something happened."""

    rows: Rows
    worded: list[str] = field(default_factory=list)
    review: list[str] = field(default_factory=list)
    split: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)


def is_older(version: str, pack: Pack) -> bool:
    """Whether answers of this version have to be mapped; those of a later one than the pack at hand are left alone."""
    return ordered(version) < ordered(pack.version)


def read_as(record: Record, pack: Pack, rounds: Iterable[str]) -> Record:
    """The record with the answers of these rounds under the pack's version; itself when none are older."""
    old = [name for name in rounds if is_older(answers_under(record.state, name, pack.id), pack)]
    return replace(record, state=_state_as(record.state, pack, old)) if old else record


def _state_as(state: State, pack: Pack, rounds: Iterable[str]) -> State:
    """A new state in which these rounds stand under the pack's version, and say so: nothing is mapped twice."""
    made = copied(state)
    for round_id in rounds:
        scope = scope_of("pack", round_id, pack.id)
        rows = made.get(scope, {}).get(CHECKS.id, {})
        if rows:
            made[scope][CHECKS.id] = mapped(rows, pack, answers_under(state, round_id, pack.id)).rows
        for change in pin_changes(Record("", state), round_id, pack.provenance):
            put(made, change.at, change.now)
    return made


def changes(record: Record, pack: Pack, rounds: Iterable[str]) -> list[Change]:
    """What puts the answers of these rounds under the pack's version for good."""
    found = difference(record.state, read_as(record, pack, rounds).state)
    return [change for change in found if change.at.table == CHECKS.id]


def told(record: Record, pack: Pack, rounds: Iterable[str]) -> Mapped:
    """What happens to the answers of these rounds, taken together."""
    whole = Mapped({})
    for name in rounds:
        one = mapped(
            record.rows(CHECKS.id, scope_of("pack", name, pack.id)), pack, answers_under(record.state, name, pack.id)
        )
        for part in ("worded", "review", "split", "archived"):
            getattr(whole, part).extend(getattr(one, part))
    return whole


def mapped(rows: Rows, pack: Pack, version: str) -> Mapped:
    """Rows answered under `version` (blank: before versions were kept), under the pack's present one."""
    out = Mapped({key: dict(row) for key, row in rows.items()})
    steps = steps_after(pack, version)
    for step in steps:
        _split(step, out)
        for gone in step.retired:
            if out.rows.pop(gone.id, None):
                out.archived.append(gone.id)
    for key in list(out.rows):
        if key in pack.checks:
            _reword(pack, key, _own_words(steps, key), out)
        elif key in pack.statements:
            del out.rows[key]
            out.archived.append(key)
    return out


def steps_after(pack: Pack, version: str) -> list[Migration]:
    """The pack's migrations that answers of a version still have to go through, oldest first."""
    later = [m for m in pack.head.migrations if ordered(m.to) > ordered(version)]
    return sorted(later, key=lambda m: ordered(m.to))


def gone(pack: Pack, version: str) -> list[str]:
    """Ids of checks that a workbook of an earlier version has and the present pack does not ask any more."""
    if not is_older(version, pack):
        return []
    steps = steps_after(pack, version)
    named = [s.old for m in steps for s in m.splits] + [r.id for m in steps for r in m.retired]
    return [key for key in dict.fromkeys([*named, *pack.statements]) if key not in pack.checks]


def _split(step: Migration, out: Mapped) -> None:
    rows = out.rows
    for one in step.splits:
        row = rows.pop(one.old, None)
        if row is None:
            continue
        out.split.append(one.old)
        for new in one.new:
            whole = new == one.old or len(one.new) == 1
            kept = row if whole else {name: row[name] for name in COPIED if row.get(name)}
            if new not in rows and kept:
                rows[new] = _to_review(kept) if len(one.new) > 1 else dict(kept)


def _to_review(row: Row) -> Row:
    judged = row.get(RESULT, NOT_INSPECTED) != NOT_INSPECTED
    return {**row, PROGRESS: TO_REVIEW} if judged else dict(row)


def _own_words(steps: Sequence[Migration], key: str) -> dict[str, str]:
    return {old: new for step in steps for old, new in step.words.get(key, {}).items()}


def _reword(pack: Pack, key: str, own: dict[str, str], out: Mapped) -> None:
    row = out.rows[key]
    was = row.get(RESULT, "")
    now, review = reworded(was, results_of(*pack.checks[key]), own)
    if now == was:
        return
    out.worded.append(key)
    if review:
        out.review.append(key)
    out.rows[key] = {**row, RESULT: now, **({PROGRESS: TO_REVIEW} if review else {})}


def reworded(was: str, allowed: Sequence[str], own: dict[str, str]) -> tuple[str, bool]:
    """A result in words that are allowed, and whether somebody has to look at it again."""
    if was in own:
        return own[was], True
    if not was or was in allowed:
        return was, False
    now = next((word for word in SAME.get(was, ()) if word in allowed), NOT_INSPECTED)
    return now, (was, now) not in CERTAIN


def incoming_as(
    items: Sequence[Incoming], pack: Pack, scope: str, version: str
) -> tuple[list[Incoming], list[Incoming]]:
    """Cells filled in under an earlier version, under the present one; and those that have no place any more."""
    if not is_older(version, pack):
        return list(items), []
    rows: dict[str, dict[str, Incoming]] = {}
    out: list[Incoming] = []
    for item in items:
        if item.at.table == "checks" and item.at.scope == scope:
            rows.setdefault(item.at.key, {})[item.at.field] = item
        else:
            out.append(item)
    typed = {key: {name: item.value or "" for name, item in row.items()} for key, row in rows.items()}
    moved = mapped(typed, pack, version)
    for key, row in moved.rows.items():
        out += _cells(scope, key, row, rows.get(key) or rows[_origin(key, pack, version, rows)])
    lost = [item for key in moved.archived for item in rows.get(key, {}).values()]
    return out, lost


def _origin(key: str, pack: Pack, version: str, rows: dict[str, dict[str, Incoming]]) -> str:
    """The check from which a split took a row."""
    found = key
    for step in reversed(steps_after(pack, version)):
        found = next((s.old for s in step.splits if found in s.new and s.old != found), found)
        if found in rows:
            break
    return found


def _cells(scope: str, key: str, row: Row, typed: dict[str, Incoming]) -> Iterable[Incoming]:
    """The cells of a mapped row, each with the place that it came from; a mark of ours stands where the result stood."""
    some = next(iter(typed.values()))
    for name, value in row.items():
        source = typed.get(name) or typed.get(RESULT) or some
        yield Incoming(Address(scope, "checks", key, name), value or None, source.where)
