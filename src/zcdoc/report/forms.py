"""What a user's form leaves out: chapters, required parts, clauses that are not met, gaps.

A form prints what it prints, and that is the user's business. But what a report of it no longer says must be known before it
is signed, and a final report without what the standard asks of it is not made at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from zcdoc import notices
from zcdoc.model.pack import ReportPart
from zcdoc.model.tables import UNMET
from zcdoc.model.view import View
from zcdoc.problems import Problems
from zcdoc.report.template import Chapter

RULE = "form-leaves-out"
_CONFORMING = ("report", "inspection")  # documents that state whether the basic requirements are kept
_NO_MATTER = re.compile(r"[\s\u200b\u2011-]+")  # blanks and hyphens are set anew on the way into Word
_SHOWN = 30  # names in one remark


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that the standard asks for, with what of it is not printed and a field that would print it."""

    part: ReportPart
    what: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Titles of chapters, parts of the standard, numbers of unmet clauses (basic requirements apart), gaps not marked."""

    chapters: tuple[str, ...] = ()
    parts: tuple[Missing, ...] = ()
    basics: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    gaps: int = 0


def left_out(chapters: tuple[Chapter, ...], document: str, context: dict[str, Any], view: View, text: str) -> LeftOut:
    """Compares what the record has to say with what the finished document says."""
    plain = _plain(text)
    printed = {c.title: {what: _is_printed(paths, context, plain) for what, paths in c.holds.items()} for c in chapters}
    asked = view.pack.head.report if document == "report" else []
    judged = view.pack.judged_in(document)
    unmet = [
        c
        for c in judged.clauses
        if view.clause_result(c) in UNMET and any(map(view.is_unmet, c.checks)) and not _names(text, c.number)
    ]
    return LeftOut(
        tuple(title for title, items in printed.items() if items and not any(items.values())),
        tuple(m for part in asked if (m := _missing(part, chapters, printed))),
        tuple(c.number for c in unmet if c.kind == "requirement") if document in _CONFORMING else (),
        tuple(c.number for c in unmet if c.kind != "requirement" or document not in _CONFORMING),
        sum(_plain(row["what"]) not in plain for row in context.get("gaps", {}).get("rows", [])),
    )


def _missing(part: ReportPart, chapters: tuple[Chapter, ...], printed: dict[str, dict[str, bool]]) -> Missing | None:
    """A topic that no chapter answers is missing as a whole: nothing proves that it is printed."""
    answering = [c for c in chapters if c.topic == part.topic]
    lacking = [(what, c.holds[what][0]) for c in answering for what, there in printed[c.title].items() if not there]
    if answering and not lacking:
        return None
    return Missing(part, tuple(what for what, _ in lacking), tuple(path for _, path in lacking))


def _is_printed(paths: tuple[str, ...], context: dict[str, Any], plain: str) -> bool:
    """Whether one of the ways to print something was taken; true where the record has nothing to print."""
    ways = [texts for path in paths if (texts := [t for t in map(_plain, _values(context, path.split("."))) if t])]
    return not ways or any(all(text in plain for text in texts) for texts in ways)


def _values(node: Any, path: list[str]) -> Iterator[str]:
    """The texts at a path; `rows[]` goes through a list."""
    if isinstance(node, list):
        for one in node:
            yield from _values(one, path)
    elif path and isinstance(node, dict):
        yield from _values(node.get(path[0].removesuffix("[]")), path[1:])
    elif not path and isinstance(node, str):
        yield node


def _plain(text: str) -> str:
    return _NO_MATTER.sub("", text)


def _names(text: str, number: str) -> bool:
    """Whether a clause is named by its number: 4.2.1 stands in `4.2.1.a` and not in 4.2.10."""
    spaced = r"\s*".join(re.escape(word) for word in number.split())
    return re.search(rf"(?<![0-9.]){spaced}(?![0-9])", text) is not None


def refuse(found: LeftOut, what: str) -> None:
    """Raises ProblemsError where a final document would lack what the standard asks of it, or hide an unmet basic requirement."""
    problems = Problems()
    for one in found.parts:
        lacking = f"：{'、'.join(one.what)}" if one.what else ""
        fields = "、".join(one.fields).replace("[]", "")
        problems.error(
            "form-part", f"{one.part.clause} {one.part.id})", f"标准要求写明“{one.part.title}”，这份模板没有印出{lacking}",
            f"在模板中加上字段 {fields}，是列表的逐段写出" if fields else "在模板中加上这一部分",
        )  # fmt: skip
    for number in found.basics:
        problems.error(
            "form-clause", number, "这一条基本要求不符合，这份模板没有印出", "在模板中加上基本要求的判定表 c4.summary"
        )
    problems.raise_errors(f"这份模板缺少{what}正式稿必须有的内容；未写任何文件")


def remark(found: LeftOut, where: str) -> None:
    """Tells once what a draft or final document of this form does not say."""
    said = [
        *([f"没有印出 {len(found.chapters)} 个部分：{_listed(found.chapters)}"] if found.chapters else []),
        *(
            [f"没有提到不符合的条款 {_listed((*found.basics, *found.clauses))}"]
            if found.basics or found.clauses
            else []
        ),
        *([f"{found.gaps} 处缺项没有标出"] if found.gaps else []),
    ]
    if not said:
        return
    asked = [f"{one.part.id}) {one.part.title}" for one in found.parts]
    need = f"；其中标准要求的“{'”“'.join(asked)}”不补上，不能出正式稿" if asked else ""
    notices.tell(RULE, where, f"这份模板{'；'.join(said)}{need}", "要印的，用 zcdoc template fields 查字段，加进模板")


def _listed(names: tuple[str, ...]) -> str:
    return "、".join(names[:_SHOWN]) + (f"等 {len(names)} 项" if len(names) > _SHOWN else "")
