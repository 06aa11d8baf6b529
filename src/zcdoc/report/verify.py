"""Opens what was written and looks for what must be there: libraries repair broken XML in silence, a reader does not."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from docx import Document
from docx.oxml.ns import qn

from zcdoc import ooxml
from zcdoc.errors import DefectError, UserError
from zcdoc.report import tags
from zcdoc.report.package import Package
from zcdoc.report.stories import Story, paragraphs, stories
from zcdoc.report.toc import text_of

_NOTHING = re.compile(r"(?<![A-Za-z])(?:None|undefined|Undefined|NaN)(?![A-Za-z])")
_WEB = ("http://", "https://", "mailto:", "#")
CHECK = "运行 zcdoc template check 查看模板的每一处问题"


@dataclass(frozen=True, slots=True)
class Said:
    """What a finished document says: its paragraphs, and all of it as one text."""

    paragraphs: tuple[str, ...]
    text: str


def verify(data: bytes, headings: Iterable[str], expected: Iterable[str], own: str, *, form: str | None = None) -> Said:
    """Proves a finished document and returns what it says.

    `headings` and `expected` must be in it, nothing of a template may be left over, and its parts must hold together. `own`
    is the user's own text: what looks like a left-over tag there is theirs. `form` is the text of a user's own form, None for a
    template of ours. Raises DefectError for our fault and UserError for the form's.
    """
    said = _opened(data)
    _all_there("标题", headings, said.paragraphs, said.text, form)
    _all_there("内容", expected, (), said.text, form)
    _no_tag_left(said.text, own, form)
    _no_blank_left(said.text, own, form)
    _no_external(data)
    return said


def _opened(data: bytes) -> Said:
    try:
        Document(io.BytesIO(data))
    except Exception as err:
        raise DefectError(f"写出的 Word 文件打不开：{err}") from err
    package = Package(data)
    faults = package.faults()
    if faults:
        raise DefectError(f"写出的 Word 文件不完整：{faults[0]}")
    lines = [line for story in stories(package) if story.filled for line in _lines(story)]
    return Said(tuple(lines), "\n".join(lines))


def _lines(story: Story) -> Iterable[str]:
    if story.name == "正文":  # a heading is proved with all that stands in its paragraph
        return [text_of(p) for p in story.root.iter(qn("w:p"))]
    return [p.text for p in paragraphs(story)]


def _all_there(what: str, wanted: Iterable[str], lines: Iterable[str], text: str, form: str | None) -> None:
    known = set(lines)
    missing = [w for w in wanted if w not in known and (known or w not in text)]
    if missing and form is None:
        raise DefectError(f"写出的 Word 文件缺少{what}：{'、'.join(missing[:5])}")
    if missing:
        raise UserError(
            f"模板的 template.yaml 承诺印出每一处{what}，文件里没有：{'、'.join(missing[:5])}",
            "把它们加回模板，或从 template.yaml 的 promises 里去掉这一项",
        )


def _no_tag_left(text: str, own: str, form: str | None) -> None:
    """No brace of a tag in any width, but those that stand in the user's own answers."""
    for found in tags.ANY.finditer(text):
        at = _around(text, found)
        if found[0] not in own:
            if form is None:
                raise DefectError(f"写出的 Word 文件里留有“{found[0]}”：{at}")
            raise UserError(f"模板写出的文件里留有“{found[0]}”：{at}", CHECK)


def _no_blank_left(text: str, own: str, form: str | None) -> None:
    """No None of Python's where a value should stand; a form may say None of its own."""
    for found in _NOTHING.finditer(text):
        if found[0] not in own and found[0] not in (form or ""):
            raise DefectError(f"写出的 Word 文件里留有“{found[0]}”：{_around(text, found)}")


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 20) : found.end() + 20].replace("\n", " ")


def _no_external(data: bytes) -> None:
    bad = [t for t in ooxml.external_targets(data) if not t.startswith(_WEB)]
    if bad:
        raise DefectError(f"写出的 Word 文件引用了外部内容：{bad[0][:100]}")
