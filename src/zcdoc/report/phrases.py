"""Sentences: Jinja templates by name in `phrases.yaml`, so that a person who writes no Python can change the wording."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jinja2 import Template, TemplateError
from jinja2.exceptions import SecurityError

from zcdoc import yamlio
from zcdoc.errors import UserError
from zcdoc.problems import Problems
from zcdoc.report import sources
from zcdoc.report.sandbox import Sandbox, require_plain
from zcdoc.report.wording import chinese

_FOLD = re.compile(r"\s*\n\s*")
MAX_SENTENCE = 100_000
NAMES = "names."


class Phrases:
    """The sentences of one template folder. A line break inside a phrase means nothing.

    `names` is what the document calls itself and its annexes; every sentence may use it.
    """

    def __init__(self, sources: dict[str, str], name: str = "phrases.yaml") -> None:
        self.sources = sources
        self.name = name
        self.names = {key.removeprefix(NAMES): text for key, text in sources.items() if key.startswith(NAMES)}
        self._sandbox = Sandbox(autoescape=False)  # what it says is data; it is escaped once, on its way into the XML
        self._compiled: dict[str, Template] = {}

    def called(self, **names: str) -> Phrases:
        """The same sentences with names of the standard's own, such as what it calls a leading value."""
        made = Phrases(self.sources, self.name)
        made.names = {**self.names, **names}
        return made

    def say(self, name: str, /, **facts: Any) -> str:
        """The sentence called `name` about these facts. Raises UserError that names the phrase."""
        require_plain(facts, name)
        try:
            said = self.template(name).render({"names": self.names, **facts})
        except (TemplateError, SecurityError, TypeError, ValueError, ArithmeticError, RecursionError) as err:
            raise UserError(f"{self.name} 的“{name}”不能用：{chinese(err)}", "对照随附的 phrases.yaml 改正") from err
        if len(said) > MAX_SENTENCE:
            raise UserError(f"{self.name} 的“{name}”写出了 {len(said)} 个字符", "缩短这一句")
        return said

    def template(self, name: str) -> Template:
        if name not in self._compiled:
            if name not in self.sources:
                raise UserError(f"{self.name} 缺少“{name}”", "从随附的 phrases.yaml 补上")
            self._compiled[name] = self._sandbox.from_string(_FOLD.sub("", self.sources[name].strip()))
        return self._compiled[name]

    def faults(self) -> list[str]:
        """What does not compile, one line each."""
        out = []
        for name in self.sources:
            try:
                self.template(name)
            except TemplateError as err:
                out.append(f"“{name}”：{chinese(err)}")
        return out


def load(path: Path, *, shared: bool = True) -> Phrases:
    """The sentences of a file over those that all documents share; a name in both is the file's.

    Shared sentences beside the template's folder lie over the built-in ones, so that a copy made for an earlier version
    goes on working when a new document needs one more. Raises ProblemsError when one cannot be read as name -> sentence.
    """
    found: dict[str, str] = {}
    for common in sources.common(path.parent) if shared else []:
        found.update(_read(common))
    return Phrases({**found, **_read(path)}, path.name)


def _read(path: Path) -> dict[str, str]:
    problems = Problems()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path.name} 不是 UTF-8 文本", "用 UTF-8 另存") from None
    data = yamlio.read(text, path.name, problems).data
    problems.raise_errors(f"{path.name} 有错误")
    return _flat(data, "")


def _flat(node: Any, prefix: str) -> dict[str, str]:
    """`{check: {met: …}}` -> `{"check.met": …}`."""
    if not isinstance(node, dict):
        return {prefix: str(node)}
    out: dict[str, str] = {}
    for key, value in node.items():
        out.update(_flat(value, f"{prefix}.{key}" if prefix else str(key)))
    return out
