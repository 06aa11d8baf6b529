"""Strict YAML with line and column: the only module that touches PyYAML.

Every plain scalar stays the text that the file shows, so `1.10`, `no`, `012` and `2025-04-02` keep their spelling; only
`true`, `false` and `null` (or nothing) are read as such. Duplicate keys, anchors, aliases, tags and non-text keys are
problems.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from zcdoc.problems import Problems

Path: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[int, int]
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SafeDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
MAX_DEPTH = 40
# What the parser says in English, and what usually is the matter.
_ADVICE = (
    ("cannot start any token", "行首或值前有不能用的符号：缩进用空格，不用制表符；以 % @ ` 等开头的文字加引号"),
    ("mapping values are not allowed", "此处不该有冒号：文字里有冒号的加引号，或检查上一行的缩进"),
    ("could not find expected ':'", "这一行缺少冒号，或上一行的引号没有配对"),
    ("while scanning a quoted scalar", "引号没有配对"),
    ("while parsing a flow", "方括号或花括号没有配对，或其中缺少逗号"),
    ("while parsing a block", "与上一行的缩进不一致"),
)


@dataclass(slots=True)
class Document:
    """The data of one YAML file and where each part of it stands (1-based line and column)."""

    name: str
    data: Any = None
    places: dict[Path, Place] = field(default_factory=dict)

    def where(self, path: Path) -> str:
        """`file:line:column` of a path; of its nearest known parent when the path itself is absent."""
        while path and path not in self.places:
            path = path[:-1]
        line, column = self.places.get(path, (1, 1))
        return f"{self.name}:{line}:{column}"


def read(text: str, name: str, problems: Problems) -> Document:
    """Parses one YAML document; what is wrong goes to `problems`, and the data are then None."""
    doc = Document(name)
    try:
        if not _events_are_plain(text, name, problems):
            return doc
        node = yaml.compose(text, Loader=_SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as err:
        _tell(err, text, name, problems)
        return doc
    if node is None:
        problems.error("yaml-empty", f"{name}:1:1", "文件是空的", "写入内容，或删除此文件")
        return doc
    before = len(problems.errors)
    data = _Builder(doc, problems).build(node, ())
    doc.data = data if len(problems.errors) == before else None
    return doc


def _tell(err: Exception, text: str, name: str, problems: Problems) -> None:
    mark: Any = getattr(err, "problem_mark", None) or getattr(err, "context_mark", None)
    if _is_too_deep(text[: mark.index] if mark else text, name, problems):
        return
    if isinstance(err, yaml.MarkedYAMLError):
        at = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else f"{name}:1:1"
        problems.error("yaml-syntax", at, "YAML 语法有误，无法读取", _advice(f"{err.context} {err.problem}"))
        return
    problems.error("yaml-syntax", f"{name}:1:1", "YAML 无法读取", f"文件可能含控制字符或嵌套过深：{type(err).__name__}")


def _advice(said: str) -> str:
    return next((advice for words, advice in _ADVICE if words in said), "检查此处的缩进、冒号和引号")


def _events_are_plain(text: str, name: str, problems: Problems) -> bool:
    """Anchors, aliases and tags are refused before anything is composed, so no alias can expand."""
    depth = 0
    for event in yaml.parse(text, Loader=_SafeLoader):
        mark: Any = event.start_mark
        at = f"{name}:{mark.line + 1}:{mark.column + 1}"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            problems.error("yaml-anchor", at, "不接受锚点与别名（& 和 *）", "把内容直接写出来")
            return False
        if getattr(event, "tag", None) is not None:
            problems.error("yaml-tag", at, "不接受类型标签（!）", "删去标签，直接写值")
            return False
        depth += _step(event)
        if depth > MAX_DEPTH:
            _too_deep(event, name, problems)
            return False
    return True


def _is_too_deep(text: str, name: str, problems: Problems) -> bool:
    """Whether `text` passes our depth, told as a problem at its place; for when a loader stopped before telling us.

    A scanner reads ahead of its events (a bracket may begin a key), so a depth limit of its own strikes before the
    event that is too deep for us comes out. The text up to that point has the event, and the pure parser, which neither
    recurses nor counts, gives it out.
    """
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += _step(event)
            if depth > MAX_DEPTH:
                _too_deep(event, name, problems)
                return True
    except (yaml.YAMLError, RecursionError, ValueError):
        return False
    return False


def _step(event: yaml.Event) -> int:
    return isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)


def _too_deep(event: yaml.Event, name: str, problems: Problems) -> None:
    mark: Any = event.start_mark
    at = f"{name}:{mark.line + 1}:{mark.column + 1}"
    problems.error("yaml-depth", at, f"嵌套超过 {MAX_DEPTH} 层", "减少嵌套")


class _Builder:
    def __init__(self, doc: Document, problems: Problems) -> None:
        self.doc = doc
        self.problems = problems

    def build(self, node: yaml.Node, path: Path) -> Any:
        self.doc.places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, i)) for i, child in enumerate(node.value)]
        plain = isinstance(node, yaml.ScalarNode) and not node.style
        return _WORDS.get(node.value, node.value) if plain else node.value

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key_node, value_node in node.value:
            at = f"{self.doc.name}:{key_node.start_mark.line + 1}:{key_node.start_mark.column + 1}"
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.error("yaml-key", at, "键必须是一段文字", "把键写成普通文字")
                continue
            key = str(key_node.value)
            if key in out:
                self.problems.error("yaml-duplicate", at, f"键“{key}”出现了两次", "删去或合并其中一个")
                continue
            out[key] = self.build(value_node, (*path, key))
        return out


class _PlainDumper(_SafeDumper):  # type: ignore[misc]
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """A list that stands twice is written twice: `read` refuses anchors."""
        return True


def write(data: Any) -> str:
    """Block-style YAML for people: keys in the given order, Chinese as it is, nothing folded."""
    text: str = yaml.dump(
        data, Dumper=_PlainDumper, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=False
    )
    return text
