"""Reads `crosswalk.yaml` and holds it against the packs that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from zcdoc import yamlio
from zcdoc.model.crosswalk import Pair
from zcdoc.model.pack import Pack
from zcdoc.model.validation import validate
from zcdoc.problems import Problems

NAME = "crosswalk.yaml"
Finder = Callable[[str], Pack | None]


def read_crosswalk(path: Path, pack_of: Finder | None, problems: Problems) -> list[Pair]:
    """The pairs of a file; empty when there is none. `pack_of`, when given, finds a pack to hold the links against."""
    if not path.is_file():
        return []
    doc = yamlio.read(path.read_text(encoding="utf-8"), NAME, problems)
    if doc.data is None:
        return []
    file, faults = validate(NAME, doc.data)
    for fault in faults:
        problems.error("crosswalk-schema", doc.where(fault.path), fault.message, fault.fix)
    pairs: list[Pair] = file.pairs if file is not None else []
    for i, pair in enumerate(pairs if pack_of is not None else []):
        assert pack_of is not None
        _lint(pair, i, pack_of, doc, problems)
    return pairs


def _lint(pair: Pair, at: int, pack_of: Finder, doc: yamlio.Document, problems: Problems) -> None:
    """Every name must stand in its pack, and no link may stand there twice."""
    for side in ("a", "b"):
        name = getattr(pair, side)
        pack = pack_of(name)
        if pack is None:
            problems.error("crosswalk", doc.where(("pairs", at, side)), f"没有标准包“{name}”", "检查标准包编号")
            continue
        for path, message in _unknown(pair, at, side, pack):
            problems.error("crosswalk", doc.where(path), message, "检查编号")
    for kind in ("clauses", "indicators"):
        seen: set[tuple[str, str]] = set()
        for i, link in enumerate(getattr(pair, kind)):
            if (link.a, link.b) in seen:
                where = doc.where(("pairs", at, kind, i))
                problems.error("crosswalk", where, f"{link.a} 与 {link.b} 的对应写了两次", "留一处")
            seen.add((link.a, link.b))


def _unknown(pair: Pair, at: int, side: str, pack: Pack) -> Iterator[tuple[yamlio.Path, str]]:
    known = {"clauses": {c.id for c in pack.clauses} | set(pack.checks), "indicators": set(pack.indicator_of)}
    words = {"clauses": "条款或检查项", "indicators": "指标"}
    for kind, names in known.items():
        for i, link in enumerate(getattr(pair, kind)):
            if getattr(link, side) not in names:
                yield ("pairs", at, kind, i, side), f"{pack.id} 没有{words[kind]} {getattr(link, side)}"
