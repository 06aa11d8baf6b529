"""zcdoc crosswalk A B: the links between two standards, seen from both sides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zcdoc import assets
from zcdoc.actions.desk import CHECKLISTS, find_pack
from zcdoc.errors import UsageError, UserError
from zcdoc.model.crosswalk import Coverage, Pair, coverage, strangers
from zcdoc.model.pack import Pack
from zcdoc.pack import read_crosswalk
from zcdoc.problems import Problems
from zcdoc.store import Workspace

NAME = "crosswalk.yaml"


@dataclass(frozen=True, slots=True)
class Compared:
    """Two packs, who compared them, and what each has of the other."""

    by: str
    packs: tuple[Pack, Pack]
    sides: tuple[Coverage, Coverage]


def pairs(workspace: Workspace | None) -> list[Pair]:
    """Every pair of packs that somebody compared; a workspace's own replaces the built-in one, whichever way round."""
    problems = Problems()
    read = [pair for path in _files(workspace) for pair in read_crosswalk(path, None, problems)]
    problems.raise_errors(f"{NAME} 有错误，无法使用")
    return list({pair.both: pair for pair in read}.values())


def _files(workspace: Workspace | None) -> list[Path]:
    folders = [assets.built_in(CHECKLISTS), workspace.root / CHECKLISTS if workspace else None]
    return [folder / NAME for folder in folders if folder is not None]


def lint_crosswalk(workspace: Workspace | None) -> Problems:
    """Every problem of the links, held against the packs that they name."""
    known = assets.listing(CHECKLISTS, "pack.yaml", workspace.root if workspace else None)
    pack_of = cache(
        lambda name: find_pack(name, workspace) if name in known else None
    )  # a pack stands in several pairs
    problems = Problems()
    for path in _files(workspace):
        read_crosswalk(path, pack_of, problems)
    return problems


def compare(a: str, b: str, workspace: Workspace | None) -> Compared:
    """What each standard has of the other. Raises UsageError when nobody compared the two."""
    left, right = find_pack(a, workspace), find_pack(b, workspace)
    pair = pair_of(left, right, workspace)
    return Compared(pair.by, (left, right), (coverage(left, pair), coverage(right, pair.turned())))


def pair_of(a: Pack, b: Pack, workspace: Workspace | None) -> Pair:
    """The links from `a` to `b`. Raises UsageError when there are none, UserError when they name what is not there."""
    if a.id == b.id:
        raise UsageError(f"两次写的是同一部标准 {a.id}", "写两个不同的标准包编号")
    known = pairs(workspace)
    found = next((pair for pair in known if pair.both == {a.id, b.id}), None)
    if found is None:
        met = "、".join(f"{pair.a} 与 {pair.b}" for pair in known) or "（没有）"
        raise UsageError(f"没有 {a.id} 与 {b.id} 的对照", f"已对照的：{met}；可在工作区的 {CHECKLISTS}/{NAME} 里补写")
    pair = found if found.a == a.id else found.turned()
    lost = [
        name for side, pack in (("a", a), ("b", b)) for _, _, name in strangers(pair, "a" if side == "a" else "b", pack)
    ]
    if lost:
        raise UserError(
            f"{NAME} 里 {a.id} 与 {b.id} 的对照写了没有的编号：{'、'.join(lost[:5])}", "用 zcdoc pack lint 查看是哪几行"
        )
    return pair
