"""Checks a template before the deadline: what is refused, what nobody would fill, syntax, names and sentences, with places."""

from __future__ import annotations

from jinja2 import TemplateSyntaxError

from zcdoc.problems import Problems
from zcdoc.report import filling, intake, refusals
from zcdoc.report.contract import Paths
from zcdoc.report.faults import number, paragraph
from zcdoc.report.sandbox import ForbiddenTagError, Sandbox
from zcdoc.report.sources import SENTENCES
from zcdoc.report.template import Folder
from zcdoc.report.wording import chinese


def lint(folder: Folder) -> Problems:
    """Every problem of a template. Raises UserError when its Word file is damaged."""
    problems = Problems()
    taken = intake.take(folder.word, frozenset(folder.fields))
    problems.extend(taken.problems)
    for message, fix in taken.remarks:
        problems.warning("template-remark", folder.name, message, fix)
    if not taken.problems.errors:
        for name, source in sources(taken.word).items():
            _lint_part(folder, name, source, problems)
    for fault in folder.phrases.faults():
        problems.error("template-phrase", SENTENCES, f"句子{fault}", "对照随附的 phrases.yaml 改正")
    return problems


def sources(word: bytes) -> dict[str, str]:
    """The Jinja source of the body, headers, footers and notes, one paragraph to a line."""
    return filling.template(word).sources()


def _lint_part(folder: Folder, name: str, source: str, problems: Problems) -> None:
    sandbox = Sandbox(autoescape=True)
    try:
        tree = sandbox.parse(source)
        sandbox.compile(source)
        paths = Paths(folder.fields)
        wrong = paths.wrong(tree)
    except TemplateSyntaxError as err:
        rule = refusals.RULE if isinstance(err, ForbiddenTagError) else "template-syntax"
        what = f"{chinese(err)}：{paragraph(source, err.lineno)}"
        problems.error(rule, _where(name, source, err.lineno), what, "改正花括号中的写法")
        return
    except RecursionError:
        problems.error("template-syntax", name, "花括号里的内容嵌套得太深", "拆成几段来写")
        return
    for node, path in wrong:
        what = f"没有字段“{path}”：{paragraph(source, node.lineno)}"
        problems.error(
            "template-field", _where(name, source, node.lineno), what, "用 zcdoc template fields 查看可用的字段"
        )

    for one in paths.whole:
        what = f"这个字段是一列内容，不能整个印出：{paragraph(source, one.lineno)}"
        problems.error(
            "template-field", _where(name, source, one.lineno), what, "用 {%p for … %} 逐段写出，或指明其中的一项"
        )


def _where(name: str, source: str, line: int) -> str:
    return f"{name} 第 {number(source, line)} 段"
