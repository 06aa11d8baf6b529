"""What of a faulty file can still be understood, so that schema and meaning are told in one run.

A part that does not fit gives way to a neutral word where its key has one; else it is left out: a key that may be absent
alone, otherwise the item of a list that holds it, otherwise what stands around that. What is left is valid; names of what
was left out are kept, so that nothing which only follows from the gap is told as a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from zcdoc.model.validation import Fault, validate
from zcdoc.problems import Problem
from zcdoc.yamlio import Document, Path

ROUNDS = 50  # every round leaves something out; a file that is not valid by then is given up
_NAMES = ("id", "number", "key", "name")
# How messages speak of the members of a list of which nothing could be read.
_SPOKEN = {
    "chapters": "章", "sources": "sources", "references": "references", "yearly": "yearly|年度数据", "clauses": "条款|检查项|must|指向",
    "indicators": "指标|must|指向", "groups": "一级指标|权重", "levels": "级别|levels|must", "checks": "检查项|must",
    "park_types": "park_types|园区类型", "rating": "rating|一级指标|计分|评定|级别|points|must|weight|duty",
    "conventions": "假设|约定", "pairs": "标准包",
}  # fmt: skip


# Keys of which no rule between the files depends: what stands for a bad value, so that the rest of its item is still read.
_NEUTRAL: dict[str, Any] = {
    **dict.fromkeys(
        ("title", "requirement", "text", "period", "definition", "subgroup", "reason", "means", "what", "statement", "clause",
         "counts", "shown_by", "scope", "does", "edition", "issuer"),
        "—",
    ),
    "version": "0.0.0", "method": "查阅文件", "evidence": [{"name": "—"}], "themes": ["compliance"], "subjects": ["park"],
    "certainty": "M", "chapters": [], "sources": [], "standard": {"number": "—", "title": "—", "edition": "—"},
    "relation": "overlaps", "by": "—", "inputs": "different",
}  # fmt: skip
_ABSENT = re.compile("没有|不在|不存在")
_SUM = re.compile("之和|相加|没有级别要它们|没有一个检查项")


@dataclass(slots=True)
class Lost:
    """What was left out of the files: names of items, keys, and how messages speak of lists that are gone as a whole."""

    names: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    spoken: set[str] = field(default_factory=set)

    def explains(self, problem: Problem) -> bool:
        """Whether a problem between files may only follow from what was left out."""
        said = problem.message
        if any(re.search(rf"(?<![\w.-]){re.escape(key)}(?![\w.-])", said) for key in self.keys):
            return True
        if _SUM.search(said):
            return bool(self.names or self.keys or self.spoken)
        named = any(re.search(rf"(?<![\w.-]){re.escape(n)}(?![\w.-])", said) for n in self.names)
        return bool(_ABSENT.search(said)) and (named or any(re.search(words, said) for words in self.spoken))


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The model of what is left (None: nothing), and a document whose places are those of the file."""

    model: Any
    doc: Document


def salvage(doc: Document, lost: Lost) -> Salvaged:
    """The valid rest of a file; what is missing goes to `lost`."""
    dropped: set[Path] = set()
    patched: dict[Path, Any] = {}
    data, model = doc.data, None
    origins: dict[Path, Path] = {}
    for _ in range(ROUNDS):
        data, origins = _without(doc.data, dropped, patched)
        model, faults = validate(doc.name, data) if data is not None else (None, [])
        if model is not None or data is None:
            break
        for fault in faults:
            _give_way(fault, origins, dropped, patched)
    for path in dropped:
        _note(doc, path, lost)
    kept = Document(doc.name, data, {new: doc.places[old] for new, old in origins.items() if old in doc.places})
    return Salvaged(model, kept)


def _give_way(fault: Fault, origins: dict[Path, Path], dropped: set[Path], patched: dict[Path, Any]) -> None:
    """Puts a neutral word for what a fault is about, or leaves it out; one at the top of the file spoils all of it."""
    at = origins.get(fault.path, ())
    absent = (*at, fault.missing) if fault.missing else at
    key = next((step for step in reversed(absent) if isinstance(step, str)), "")
    inner = absent[: max((i for i, step in enumerate(absent) if step == key), default=0) + 1]
    if key in _NEUTRAL and not any(inner[: i + 1] in patched for i in range(len(inner))):
        patched[inner] = _NEUTRAL[key]
    else:
        dropped.add(at)


def _without(data: Any, dropped: set[Path], patched: dict[Path, Any]) -> tuple[Any, dict[Path, Path]]:
    """The data without the dropped parts and with the neutral ones, and where each part of them stood."""
    origins: dict[Path, Path] = {}

    def keep(node: Any, old: Path, new: Path) -> Any:
        origins[new] = old
        if old in patched:
            return patched[old]
        if isinstance(node, dict):
            added = {p[-1]: v for p, v in patched.items() if p[:-1] == old and p[-1] not in node}
            return added | {k: keep(v, (*old, k), (*new, k)) for k, v in node.items() if (*old, k) not in dropped}
        if isinstance(node, list):
            left = [(i, v) for i, v in enumerate(node) if (*old, i) not in dropped]
            return [keep(v, (*old, i), (*new, at)) for at, (i, v) in enumerate(left)]
        return node

    return (None if () in dropped else keep(data, (), ())), origins


def _note(doc: Document, path: Path, lost: Lost) -> None:
    node = doc.data
    for step in path:
        node = node[step]
    lost.names |= set(_named(node))
    last = path[-1] if path else ""
    if last in _SPOKEN:
        lost.spoken.add(_SPOKEN[str(last)])
    elif isinstance(last, str) and last:
        lost.keys.add(last)


def _named(node: Any) -> Iterator[str]:
    """Every name below a part that was left out."""
    if isinstance(node, dict):
        yield from (node[key] for key in _NAMES if isinstance(node.get(key), str) and node[key])
        for value in node.values():
            yield from _named(value)
    elif isinstance(node, list):
        for value in node:
            yield from _named(value)


def all_of(name: str) -> set[str]:
    """How messages speak of what a whole file would have said."""
    keys: dict[str, tuple[str, ...]] = {
        "pack.yaml": ("chapters", "sources", "references", "yearly", "park_types", "conventions"),
        "clauses.yaml": ("clauses",),
        "indicators.yaml": ("indicators",),
        "rating.yaml": ("rating",),
    }
    return {_SPOKEN[key] for key in keys.get(name, ())}
