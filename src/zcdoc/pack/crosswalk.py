"""Reads `crosswalk.yaml` and holds it against the packs that it names."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path

from zcdoc import yamlio
from zcdoc.model.crosswalk import Kind, Pair, condition_faults, strangers, unshareable
from zcdoc.model.pack import Pack
from zcdoc.model.validation import validate
from zcdoc.pack.salvage import Lost, salvage
from zcdoc.problems import Problems

NAME = "crosswalk.yaml"
Finder = Callable[[str], Pack | None]
Fault = tuple[yamlio.Path, str, str]
_WORDS: dict[Kind, str] = {"clauses": "条款或检查项", "indicators": "指标"}


def read_crosswalk(path: Path, pack_of: Finder | None, problems: Problems, broken: Container[str] = ()) -> list[Pair]:
    """The pairs of a file; empty when there is none. `pack_of`, when given, finds a pack to hold the links against.

    Links to a `broken` pack, one that is there and has errors of its own, are not held against it.
    """
    if not path.is_file():
        return []
    doc = yamlio.Document(NAME)
    try:
        doc = yamlio.read(path.read_text(encoding="utf-8-sig"), NAME, problems)
    except UnicodeDecodeError:
        problems.error("crosswalk-file", f"{NAME}:1:1", "不是 UTF-8 编码", "用 UTF-8 另存")
    except OSError as err:
        problems.error("crosswalk-file", f"{NAME}:1:1", f"读不出来：{err.strerror}", "检查文件的权限")
    if doc.data is None:
        return []
    file, faults = validate(NAME, doc.data)
    for fault in faults:
        problems.error("crosswalk-schema", doc.where(fault.path), fault.message, fault.fix)
    pairs: list[Pair] = file.pairs if file is not None else []
    if pack_of is not None:
        saved = salvage(doc, Lost())
        for where, message, fix in _lint(saved.model.pairs if saved.model else [], pack_of, broken):
            problems.error("crosswalk", saved.doc.where(where), message, fix)
    return pairs


def pairs_in(text: str, problems: Problems) -> list[Pair]:
    """The pairs of a text that stands in no folder yet; what is wrong goes to `problems`."""
    doc = yamlio.read(text, NAME, problems)
    file, faults = validate(NAME, doc.data) if doc.data is not None else (None, [])
    for fault in faults:
        problems.error("crosswalk-schema", doc.where(fault.path), fault.message, fault.fix)
    return file.pairs if file is not None else []


def _lint(pairs: list[Pair], pack_of: Finder, broken: Container[str]) -> Iterator[Fault]:
    seen: set[frozenset[str]] = set()
    for at, pair in enumerate(pairs):
        if pair.a == pair.b:
            yield ("pairs", at, "b"), f"{pair.a} 与它自己不用对照", "写另一个标准包的编号"
        elif pair.both in seen:
            yield ("pairs", at), f"{pair.a} 与 {pair.b} 的对照写了两次", "并成一处；反过来的一面由程序得出"
        seen.add(pair.both)
        yield from _twice(pair, at)
        yield from _against_packs(pair, at, pack_of, broken)


def _twice(pair: Pair, at: int) -> Iterator[Fault]:
    for kind, links in (("clauses", pair.clauses), ("indicators", pair.indicators)):
        for i in _repeated((link.a, link.b) for link in links):
            yield ("pairs", at, kind, i), f"{links[i].a} 与 {links[i].b} 的对应写了两次", "留一处"


def _repeated(names: Iterable[tuple[str, str]]) -> Iterator[int]:
    seen: set[tuple[str, str]] = set()
    for i, name in enumerate(names):
        if name in seen:
            yield i
        seen.add(name)


def _against_packs(pair: Pair, at: int, pack_of: Finder, broken: Container[str]) -> Iterator[Fault]:
    """Every name must stand in its pack, and shared numbers must have the same units."""
    a, b = pack_of(pair.a), pack_of(pair.b)
    sound = True
    for side, pack in (("a", a), ("b", b)):
        if pack is None and getattr(pair, side) in broken:
            continue
        if pack is None:
            yield ("pairs", at, side), f"没有标准包“{getattr(pair, side)}”", "检查标准包编号"
            continue
        for kind, i, name in strangers(pair, "a" if side == "a" else "b", pack):
            sound = False
            yield ("pairs", at, kind, i, side), f"{pack.id} 没有{_WORDS[kind]} {name}", "检查编号"
    if a and b and sound:
        for i, link in enumerate(pair.indicators):
            why = unshareable(link, a, b) if link.inputs == "same" else ""
            if why:
                yield (
                    ("pairs", at, "indicators", i, "inputs"),
                    f"{link.a} 与 {link.b} 不能写 same：{why}",
                    "改为 different",
                )
            for key, message in condition_faults(link, a, b):
                yield ("pairs", at, "indicators", i, key), message, "检查约定的键和取值，zcdoc pack show 列出全部"
