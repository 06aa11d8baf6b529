"""A template folder: `template.docx`, `template.yaml` (what it may use) and `phrases.yaml` (the sentences)."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from zcdoc import assets, ooxml, yamlio
from zcdoc.errors import UserError
from zcdoc.problems import Problems
from zcdoc.report import phrases
from zcdoc.report.phrases import Phrases
from zcdoc.report.sandbox import Sandbox
from zcdoc.report.sources import CONTRACT, SENTENCES, TEMPLATES, WORD
from zcdoc.report.wording import chinese

_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Folder:
    """A template as it was read. `fields` is the contract: the shape of the data with a description at each leaf."""

    path: Path
    document: str
    title: str
    fields: dict[str, Any]
    word: bytes
    phrases: Phrases


def read(path: Path) -> Folder:
    """Raises UserError, ProblemsError or UnsafeError when the folder cannot be used.

    A folder whose `template.yaml` says `extends: scheme` needs only what differs: its own Word file, and the sentences
    and fields that it adds or replaces.
    """
    contract = _contract(path)
    base = _base(path, contract)
    if base is None and not isinstance(contract.get("fields"), dict):
        raise UserError(f"{CONTRACT} 要有 fields", "对照随附的模板改正，或写 extends 沿用一个")
    word = _file(path, WORD).read_bytes()
    ooxml.preflight(word, "docx", WORD)
    given = contract.get("fields") or {}
    return Folder(
        path,
        contract["document"],
        contract["title"],
        {**base.fields, **given} if base else given,
        word,
        _sentences(path, base),
    )


def _file(path: Path, name: str) -> Path:
    if not (path / name).is_file():
        raise UserError(f"模板文件夹 {path.name} 缺少 {name}", "从随附的模板文件夹复制一份")
    return path / name


def _contract(path: Path) -> dict[str, Any]:
    text = _file(path, CONTRACT).read_text(encoding="utf-8")
    problems = Problems()
    contract = yamlio.read(text, CONTRACT, problems).data
    problems.raise_errors(f"{CONTRACT} 有错误")
    if not isinstance(contract, dict) or not {"document", "title"} <= contract.keys():
        raise UserError(f"{CONTRACT} 要有 document、title 和 fields", "对照随附的模板改正")
    return contract


def _base(path: Path, contract: dict[str, Any]) -> Folder | None:
    """The built-in template that this one extends; those that come with zcdoc extend nothing but each other."""
    name = contract.get("extends")
    if name is None:
        return None
    built_in = assets.listing(TEMPLATES, CONTRACT, None)
    if name not in built_in or built_in[name].path == path or name == path.name:
        known = "、".join(built_in)
        raise UserError(f"{CONTRACT} 的 extends“{str(name)[:40]}”不是随附的模板", f"可用：{known}")
    return read(built_in[name].path)


def _sentences(path: Path, base: Folder | None) -> Phrases:
    if base is None:
        return phrases.load(_file(path, SENTENCES))
    own = phrases.load(path / SENTENCES, shared=False).sources if (path / SENTENCES).is_file() else {}
    return Phrases({**base.phrases.sources, **own}, SENTENCES)


def lint(folder: Folder) -> Problems:
    """Syntax errors with their paragraph, and names that the contract does not have."""
    problems = Problems()
    for name, source in sources(folder.word).items():
        _lint_part(folder, name, source, problems)
    for fault in folder.phrases.faults():
        problems.error("template-phrase", SENTENCES, f"句子{fault}", "对照随附的 phrases.yaml 改正")
    return problems


def _lint_part(folder: Folder, name: str, source: str, problems: Problems) -> None:
    try:
        tree = Sandbox(autoescape=True).parse(source)
    except TemplateSyntaxError as err:
        problems.error(
            "template-syntax",
            f"{name} 第 {err.lineno} 段",
            f"{chinese(err)}：{paragraph(source, err.lineno)}",
            "改正花括号中的写法",
        )
        return
    for node, path in Paths(folder.fields).wrong(tree):
        where = f"{name} 第 {node.lineno} 段"
        problems.error(
            "template-field",
            where,
            f"没有字段“{path}”：{paragraph(source, node.lineno)}",
            "用 zcdoc template fields 查看可用的字段",
        )


def paragraph(source: str, line: int) -> str:
    """The text of the paragraph at a line of a patched part; docxtpl puts each paragraph on a line of its own."""
    lines = source.split("\n")
    text = _TAG.sub("", lines[line - 1]) if 0 < line <= len(lines) else ""
    return text.strip()[:80]


def sources(word: bytes) -> dict[str, str]:
    """The Jinja source of the body, every header and every footer, one paragraph to a line."""
    from docxtpl import DocxTemplate

    template = DocxTemplate(io.BytesIO(word))
    template.init_docx()
    out = {"正文": template.patch_xml(template.get_xml())}
    for label, uri in (("页眉", template.HEADER_URI), ("页脚", template.FOOTER_URI)):
        for key, part in template.get_headers_footers(uri):
            out[f"{label}（{key}）"] = template.patch_xml(template.get_part_xml(part))
    return {name: re.sub(r"<w:p([ >])", r"\n<w:p\1", source) for name, source in out.items()}


class Paths:
    """Resolves `a.b`, `a[0]` and loop variables against the contract."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = fields

    def wrong(self, tree: nodes.Node) -> list[tuple[nodes.Node, str]]:
        """Every name that leads nowhere, with where it stands."""
        self.found: list[tuple[nodes.Node, str]] = []
        self._walk(tree, {**self.fields, "loop": None, "range": None})
        return self.found

    def _walk(self, node: nodes.Node, scope: dict[str, Any]) -> None:
        if isinstance(node, nodes.For):
            self._loop(node, scope)
            return
        if isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Name):
            self._resolve(node, scope)
            return
        for child in node.iter_child_nodes():
            self._walk(child, scope)

    def _loop(self, node: nodes.For, scope: dict[str, Any]) -> None:
        items = self._resolve(node.iter, scope)
        inner = dict(scope)
        for name in node.target.find_all(nodes.Name):
            inner[name.name] = items[0] if isinstance(items, list) and items else None
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = items[0] if isinstance(items, list) and items else None
        for child in [*node.body, *node.else_]:
            self._walk(child, inner)

    def _resolve(self, node: nodes.Node, scope: dict[str, Any]) -> Any:
        """The part of the contract that an expression names; None when it cannot be told (and is let pass)."""
        if isinstance(node, nodes.Name):
            if node.ctx == "load" and node.name not in scope:
                self.found.append((node, node.name))
            return scope.get(node.name)
        if isinstance(node, nodes.Getattr):
            return self._key(node, self._resolve(node.node, scope), node.attr)
        if isinstance(node, nodes.Getitem):
            owner = self._resolve(node.node, scope)
            if isinstance(owner, list):
                return owner[0] if owner else None
            return self._key(node, owner, node.arg.value) if isinstance(node.arg, nodes.Const) else None
        self._walk_children(node, scope)
        return None

    def _walk_children(self, node: nodes.Node, scope: dict[str, Any]) -> None:
        for child in node.iter_child_nodes():
            self._walk(child, scope)

    def _key(self, node: nodes.Node, owner: Any, name: str) -> Any:
        if owner is None:
            return None
        if not isinstance(owner, dict) or name not in owner:
            self.found.append((node, name))
            return None
        return owner[name]


def explain(error: Exception, source: str) -> UserError:
    """An error while filling, as a message that names the paragraph where it can be told."""
    line = getattr(error, "lineno", None)
    where = f"（{paragraph(source, line)}）" if line else ""
    return UserError(f"模板不能用：{chinese(error)}{where}", "运行 zcdoc template check 查看每一处问题")
