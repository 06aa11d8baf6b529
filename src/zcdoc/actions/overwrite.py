"""May an export write over the workbook that stands there? Only when nothing in it would be lost.

That is: it is a workbook of this park and standard, an import of it would change nothing and refuse nothing, and it holds
nothing of the user's own. Judged by content, never by time or size.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zcdoc import fsio
from zcdoc.actions.desk import Desk
from zcdoc.actions.returned import MAX_FILE, Returned, read_returned, settle
from zcdoc.errors import DefectError, UserError, ZcdocError
from zcdoc.merge import MergePlan
from zcdoc.problems import Problem, Problems, ProblemsError
from zcdoc.workbook import MOST, foreign

SHOWN = 3  # of each kind
# What an import remarks though nobody touched the file; what of the standard's texts is not as it was handed out, `foreign` tells.
NOBODYS = {"pack-version", "base-unknown", "standard-changed"}
ANOTHER_NAME = "用 -o 换一个文件名，或确认不要它之后加 --force"


def judge(path: Path, desk: Desk) -> str:
    """The sha256 of a workbook that may be written over. Raises UserError or ProblemsError, with what would be lost."""
    try:
        data = fsio.read_limited(path, MAX_FILE)
        found = read_returned(desk.workspace, data, path.name, desk.store.park, desk.pack.id, even_closed=True)
        own = foreign(data, path.name, found.raw)
    except DefectError:
        raise
    except ZcdocError as err:
        raise UserError(f"没有覆盖“{path}”：{err.message}", ANOTHER_NAME) from None
    if lost := _lost(found, own):
        raise _refusal(path, found, lost)
    return fsio.sha256_bytes(data)


def _lost(found: Returned, own: Problems) -> dict[str, list[Problem]]:
    """What would be lost, by kind; kinds of which there is nothing are left out."""
    plan = settle(found, dry_run=True).plan
    changes = list(unimported(MergePlan(plan.changes)))
    conflicts = list(unimported(MergePlan([], plan.conflicts)))
    refused = [p for p in found.reading.problems if p.rule not in NOBODYS]
    unknown = [p for p in own if p.rule == "own-unknown"]
    kinds = {
        "有 {} 格内容还没有导入": changes,
        "有 {} 格与记录冲突": conflicts,
        "有 {} 处导入不了": refused,
        "有 {} 处自己加的内容": [p for p in own if p.rule != "own-unknown"],
        "它由较早版本的 zcdoc 导出": unknown,
    }
    return {said.format(_count(items)): items for said, items in kinds.items() if items}


def _count(items: list[Problem]) -> str:
    return f"{len(items)}" if len(items) < MOST else f"至少 {MOST}"


def unimported(plan: MergePlan) -> Iterator[Problem]:
    """What an import would still change, and what it would ask about."""
    for c in plan.changes:
        yield Problem("not-imported", "warning", c.where, f"{c.at.key} {c.at.field}：{_short(c.now)}", "")
    for d in plan.conflicts:
        told = f"{d.at.key} {d.at.field}：文件为{_short(d.file)}，记录为{_short(d.record)}"
        yield Problem("not-imported", "warning", d.where, told, "")


def _refusal(path: Path, found: Returned, lost: dict[str, list[Problem]]) -> ProblemsError:
    headline = f"没有覆盖“{path}”：{'，'.join(lost)}"
    shown = [p for items in lost.values() for p in items[:SHOWN]]
    can_be_imported = any(p.rule == "not-imported" for p in shown)
    return ProblemsError(headline, Problems(shown), "；".join(_advice(path, found, importable=can_be_imported)))


def _advice(path: Path, found: Returned, *, importable: bool) -> Iterator[str]:
    closed = found.desk.round.closed
    if importable and closed:
        yield f"轮次 {found.desk.round.id} 已于 {closed} 关闭，不能再导入，要留的内容写进后一轮"
    elif importable:
        yield f"先导入：zcdoc checklist import {quoted(path)} --park {found.desk.store.park}"
    yield ANOTHER_NAME


def quoted(path: Path) -> str:
    """A path as it is typed on a command line."""
    return f'"{path}"' if " " in str(path) else str(path)


def _short(text: str | None) -> str:
    plain = "（空）" if text is None else f"“{' '.join(text.split())}”"
    return plain if len(plain) <= 30 else f"{plain[:30]}…”"
