"""zcdoc checklist export --for and handout: a copy for each person, known by its id when it comes back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zcdoc import fsio, yamlio
from zcdoc.actions.aside import refuse_open
from zcdoc.actions.chosen import refuse_closed
from zcdoc.actions.desk import Desk, open_desk, output_file
from zcdoc.actions.parks import clean, day
from zcdoc.errors import UsageError, UserError
from zcdoc.model.copies import Copy, changes, next_first, within
from zcdoc.model.filenames import faults
from zcdoc.model.record import Change, Record
from zcdoc.model.results import Score
from zcdoc.problems import Problem, Problems
from zcdoc.readiness import check
from zcdoc.store import Workspace
from zcdoc.workbook import fingerprint, write
from zcdoc.workbook.handing import Handing

MAX_PLAN = 1024 * 1024
FIELDS = ("人员", "条款", "期限", "只含这些条款")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A copy as somebody asks for it. `clauses` blank: the whole standard; `only`: other checks are left out."""

    person: str
    clauses: tuple[str, ...] = ()
    due: str = ""
    only: bool = False


@dataclass(frozen=True, slots=True)
class HandedOut:
    """Where a copy stands, and whose it is."""

    path: Path
    copy: Copy


def hand_out(
    workspace: Workspace, park: str, wanted: Sequence[Wanted], output: Path | None, standard: str | None = None,
    round_id: str | None = None, *, by: str | None = None,
) -> list[HandedOut]:  # fmt: skip
    """Writes one workbook for each person, and one event for each: who has which copy. `output`: a folder, or for one a file.

    Raises UsageError for an unknown clause or a name that a file cannot have, UserError for a closed round or where a file
    stands in the way: nothing is handed out then.
    """
    desk = open_desk(workspace, park, standard, round_id, open_only=True, by=by)
    refuse_closed(desk.round)
    wanted = [_checked(desk, one) for one in wanted]
    places = [_place(desk, one, output, alone=len(wanted) == 1) for one in wanted]
    if twice := next((p for p in places if places.count(p) > 1), None):
        raise UserError(f"计划里有两份都要写成“{twice.name}”", "同一人的几份合成一份")
    for place in places:
        refuse_open(place)
        if place.exists():
            raise UserError(f"“{place}”已经存在，没有发出任何一份", "用 -o 换一个位置，或先把它移走")
    score = desk.score()
    findings = check(desk.view, score, desk.files(), desk.view.as_of)
    said = _Said(score, desk.states(), [f.problem for f in findings if not f.waived])
    return [_hand_out(desk, one, place, said) for one, place in zip(wanted, places, strict=True)]


@dataclass(frozen=True, slots=True)
class _Said:
    """What every copy says of the park: handing them out does not change it."""

    score: Score
    states: Mapping[str, str]
    problems: list[Problem]


def _checked(desk: Desk, one: Wanted) -> Wanted:
    person = clean(one.person, "人员")
    if faults(f"{person}.xlsx") or {"/", "\\"} & set(person):
        raise UsageError(f"“{person[:40]}”不能用在文件名里", "只写姓名")
    known = [c.number for c in desk.pack.clauses]
    unknown = [c for c in one.clauses if not any(within(number, (c,)) for number in known)]
    if unknown:
        raise UsageError(f"标准里没有条款 {'、'.join(unknown)}", "写印刷的条款号，如 5.1 或 5.4 2)，几条用逗号分开")
    return replace(one, person=person, due=day(one.due, "期限") if one.due else "")


def _place(desk: Desk, one: Wanted, output: Path | None, *, alone: bool) -> Path:
    name = f"{desk.store.park}-{desk.round.id}-{one.person}.xlsx"
    if output is not None and output.suffix.lower() == ".xlsx":
        if not alone:
            raise UsageError("发给几个人时，-o 后面写文件夹", "每人一份，文件名里带姓名")
        return output_file(output)
    return output_file((output or desk.folder_in(None)) / name)


def _hand_out(desk: Desk, one: Wanted, place: Path, said: _Said) -> HandedOut:
    made: Copy | None = None

    def make(record: Record) -> list[Change]:
        nonlocal made
        made = _copy(desk, record, one)
        return changes(made)

    told = f"checklist export --for {one.person}"
    _, record = desk.store.commit(make, told, desk.by)
    assert made is not None
    view = replace(desk.view, record=record)  # whose head the copy's fingerprint names
    data = write(view, said.score, said.states, said.problems, handing=Handing(made, one.only))
    fsio.make_dirs(place.parent)
    fsio.write_bytes(place, data)
    return HandedOut(place, made)


def _copy(desk: Desk, record: Record, one: Wanted) -> Copy:
    """The id is of no other copy: the numbers that it gets are nobody else's."""
    first = next_first(record)
    plain = fingerprint(replace(desk.view, record=record)).export
    digest = hashlib.sha256(f"{plain}\0{one.person}\0{first}".encode()).hexdigest()[:16]
    return Copy(digest, one.person, desk.pack.id, desk.round.id, one.clauses, one.due, day(None), first)


def read_plan(path: Path) -> list[Wanted]:
    """The copies that a plan asks for: a list of 人员, 条款, 期限. Raises UserError or ProblemsError with `file:line:column`."""
    problems = Problems()
    data = fsio.read_limited(path, MAX_PLAN)
    doc = yamlio.read(data.decode("utf-8-sig", "replace"), path.name, problems)
    problems.raise_errors(f"{path.name} 有错误，没有发出任何一份")
    if not isinstance(doc.data, list) or not doc.data:
        raise UserError(
            f"{path.name} 不是发放计划", "写成列表，每人一项：- {人员: 张三, 条款: 5.1、5.2, 期限: 2026-03-20}"
        )
    found = [_wanted(doc, i, row, problems) for i, row in enumerate(doc.data)]
    problems.raise_errors(f"{path.name} 有错误，没有发出任何一份")
    return [one for one in found if one is not None]


def _wanted(doc: yamlio.Document, at: int, row: object, problems: Problems) -> Wanted | None:
    if not isinstance(row, dict) or not str(row.get("人员") or "").strip():
        problems.error("plan", doc.where((at,)), "这一项没有写人员", "写 人员: 姓名")
        return None
    for name in row:
        if name not in FIELDS:
            problems.error("plan", doc.where((at, name)), f"不认识“{name}”", f"可用：{'、'.join(FIELDS)}")
    return Wanted(
        str(row["人员"]),
        clauses_in(row.get("条款") or ""),
        str(row.get("期限") or ""),
        row.get("只含这些条款") in (True, "是"),
    )


def clauses_in(typed: object) -> tuple[str, ...]:
    """`5.1、5.4 2)` or a list of them."""
    parts = (
        typed
        if isinstance(typed, list)
        else str(typed).replace("、", ",").replace("，", ",").replace("；", ",").split(",")
    )
    return tuple(dict.fromkeys(text for part in parts if (text := str(part).strip())))
