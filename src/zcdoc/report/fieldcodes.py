"""Word's fields in a template: which may stand there, and which would fetch, run or ask for something.

A field is a small program that Word runs when it opens, prints or updates a document. `DDEAUTO` starts a program,
`INCLUDETEXT` reads a file, `FILLIN` asks, `USERNAME` prints who happens to open the file. So the allowed ones are listed:
what numbers pages and captions, refers within the document, and repeats its date and properties.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from zcdoc.report.stories import BOX, Story

# What they show is in the document itself or is a date; none reads a file, a program, a data source or the machine.
ALLOWED = frozenset({
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES",                       # pages
    "REF", "PAGEREF", "NOTEREF", "STYLEREF", "SEQ", "HYPERLINK",         # references within, links to the web
    "TOC", "TC", "INDEX", "XE", "CITATION", "BIBLIOGRAPHY",              # contents list, index, sources
    "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE",
    "TITLE", "SUBJECT", "AUTHOR", "KEYWORDS", "COMMENTS", "DOCPROPERTY", "DOCVARIABLE",  # properties; zcdoc writes most of them
    "LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "NUMWORDS", "NUMCHARS",
    "=", "IF", "COMPARE", "EQ", "SYMBOL", "ADVANCE", "SHAPE",            # sums in tables, 拼音指南 and 带圈字符, text boxes
    "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN",                          # boxes to tick in official forms
})  # fmt: skip
_NAME = re.compile(r"\s*(=|[A-Za-z]+)(?![A-Za-z0-9_])")
_ARGUMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|(\\\S)|([^\s"]+)')
_TAG = re.compile(r"[{｛]\s*[{｛%％#＃]")
_INNER = "\0"  # stands where another field stands within the code of one
_WEB = ("http://", "https://", "mailto:")


@dataclass(slots=True)
class Code:
    """The instruction of one field and the element where it begins."""

    element: Any
    text: str = ""
    open: bool = True


def faults(story: Story) -> Iterator[tuple[Any, str]]:
    """Every field that may not stand in a template: the element where it begins, and what is wrong with it."""
    for code in codes(story.root):
        fault = fault_of(code.text)
        if fault:
            yield code.element, fault


def fault_of(instruction: str) -> str:
    """Why a field may not stand in a template; blank when it may."""
    plain = " ".join(instruction.replace(_INNER, "…").split())[:80]
    if _TAG.search(instruction):
        return f"域代码“{plain}”里不能写字段"
    if not plain:
        return ""
    found = _NAME.match(instruction)
    name = found[1].upper() if found else ""
    if name not in ALLOWED:
        return f"域“{plain}”不在允许之列"
    if name == "HYPERLINK" and not _is_web(instruction[found.end() :] if found else ""):
        return f"超链接域“{plain}”只能指向网址、邮件地址或文中的书签"
    return ""


def _is_web(arguments: str) -> bool:
    """Whether the target of a HYPERLINK is on the web or in the document (a bookmark, no target at all)."""
    words = iter(_ARGUMENT.findall(arguments))
    for quoted, switch, bare in words:
        if switch:
            if switch.lower() in ("\\l", "\\o", "\\t"):
                next(words, None)  # their argument
            continue
        target = (quoted or bare).strip().lower()
        if _INNER in target or not target.startswith((*_WEB, "#")):
            return False
    return _INNER not in arguments


def codes(root: Any) -> list[Code]:
    """The instructions of all fields of a part: simple ones, and complex ones put together from their runs."""
    found: list[Code] = []
    _walk(root, [], found)
    return found


def _walk(element: Any, stack: list[Code], found: list[Code]) -> None:
    tag = element.tag
    if tag == qn("w:fldSimple"):
        found.append(Code(element, element.get(qn("w:instr"), "")))
        _note_inner(stack)
    elif tag == qn("w:fldChar"):
        _turn(element, stack, found)
    elif tag in (qn("w:instrText"), qn("w:delInstrText")):
        _append(element, stack, found)
    inside = [] if tag == BOX else stack  # a text box holds whole fields of its own
    for child in element:
        _walk(child, inside, found)


def _turn(element: Any, stack: list[Code], found: list[Code]) -> None:
    kind = element.get(qn("w:fldCharType"))
    if kind == "begin":
        _note_inner(stack)
        stack.append(Code(element))
        found.append(stack[-1])
    elif stack and kind == "separate":
        stack[-1].open = False
    elif stack and kind == "end":
        stack.pop()


def _append(element: Any, stack: list[Code], found: list[Code]) -> None:
    if stack and stack[-1].open:
        stack[-1].text += element.text or ""
    else:  # an instruction outside of a field is taken for one: programs repair what is broken, each in its own way
        found.append(Code(element, element.text or ""))


def _note_inner(stack: list[Code]) -> None:
    if stack and stack[-1].open:
        stack[-1].text += _INNER
