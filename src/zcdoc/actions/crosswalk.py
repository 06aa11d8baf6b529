"""zcdoc crosswalk A B: the links between two standards, seen from both sides."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zcdoc import assets
from zcdoc.actions.origin import CHECKLISTS, find_pack, packs, tell_pair
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
    origin: str = assets.BUILT_IN
    replaces_built_in: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A comparison of two packs, whose it is, and the built-in one that it stands in for."""

    pair: Pair
    origin: str
    built_in: Pair | None = None


def pairs(workspace: Workspace | None) -> list[Pair]:
    """Every pair of packs that somebody compared; a workspace's own replaces the built-in one, whichever way round."""
    return [one.pair for one in _drawn(workspace)]


def _drawn(workspace: Workspace | None) -> list[Drawn]:
    problems = Problems()
    found: dict[frozenset[str], Drawn] = {}
    known = packs(workspace)
    for origin, path, travelled in _sources(workspace):
        for pair in read_crosswalk(path, None, problems):
            if travelled and not pair.both <= known.keys():
                continue  # came with a pack that was installed; it waits for the other one
            below = found.get(pair.both)
            hidden = below.pair if below and below.origin != origin else None
            found[pair.both] = Drawn(pair, origin, hidden)
    problems.raise_errors(f"{NAME} 有错误，无法使用")
    return list(found.values())


def _sources(workspace: Workspace | None) -> list[tuple[str, Path, bool]]:
    """The files of links: the built-in one, those that came with installed packs (True), the workspace's own."""
    came = [(f.origin, f.path / NAME, True) for f in packs(workspace).values() if f.origin == assets.WORKSPACE]
    first, *own = [(origin, path, False) for origin, path in _files(workspace)] or [
        (assets.BUILT_IN, Path(NAME), False)
    ]
    return [first, *came, *own]


def _files(workspace: Workspace | None) -> list[tuple[str, Path]]:
    """The files of links with their origin, the built-in one first."""
    delivered = assets.built_in(CHECKLISTS)
    own = workspace.root / CHECKLISTS / NAME if workspace else None
    found = [(assets.BUILT_IN, delivered / NAME)] if delivered else []
    if own is not None and own.is_file() and not any(p.is_file() and own.samefile(p) for _, p in found):
        found.append((assets.WORKSPACE, own))
    return found


def lint_crosswalk(workspace: Workspace | None, broken: Container[str] = ()) -> Problems:
    """Every problem of the links, held against the packs that they name; those that are `broken` are left out."""
    known = packs(workspace)
    pack_of = cache(
        lambda name: find_pack(name, workspace) if name in known and name not in broken else None
    )  # a pack stands in several pairs
    problems = Problems()
    for _, path in _files(workspace):
        read_crosswalk(path, pack_of, problems, broken)
    return problems


def compare(a: str, b: str, workspace: Workspace | None) -> Compared:
    """What each standard has of the other. Raises UsageError when nobody compared the two."""
    left, right = find_pack(a, workspace), find_pack(b, workspace)
    drawn = drawn_between(left, right, workspace)
    sides = (coverage(left, drawn.pair), coverage(right, drawn.pair.turned()))
    return Compared(drawn.pair.by, (left, right), sides, drawn.origin, drawn.built_in is not None)


def pair_of(a: Pack, b: Pack, workspace: Workspace | None) -> Pair:
    """The links from `a` to `b`. Raises what `drawn_between` does."""
    return drawn_between(a, b, workspace).pair


def drawn_between(a: Pack, b: Pack, workspace: Workspace | None) -> Drawn:
    """The links from `a` to `b`, and whose they are; says so when they are not the built-in ones.

    Raises UsageError when there are none, UserError when they name what is not there.
    """
    if a.id == b.id:
        raise UsageError(f"两次写的是同一部标准 {a.id}", "写两个不同的标准包编号")
    known = _drawn(workspace)
    found = next((one for one in known if one.pair.both == {a.id, b.id}), None)
    if found is None:
        met = "、".join(f"{one.pair.a} 与 {one.pair.b}" for one in known) or "（没有）"
        raise UsageError(f"没有 {a.id} 与 {b.id} 的对照", f"已对照的：{met}；可在工作区的 {CHECKLISTS}/{NAME} 里补写")
    pair, delivered = _from(a, found.pair), _from(a, found.built_in) if found.built_in else None
    lost = [
        name for side, pack in (("a", a), ("b", b)) for _, _, name in strangers(pair, "a" if side == "a" else "b", pack)
    ]
    if lost:
        raise UserError(
            f"{NAME} 里 {a.id} 与 {b.id} 的对照写了没有的编号：{'、'.join(lost[:5])}", "用 zcdoc pack lint 查看是哪几行"
        )
    if delivered is not None and delivered != pair:
        tell_pair(pair, delivered)
    return Drawn(pair, found.origin, delivered)


def _from(a: Pack, pair: Pair) -> Pair:
    """The pair as seen from `a`."""
    return pair if pair.a == a.id else pair.turned()
