"""Opens what was written and looks for what must be there: libraries repair broken XML in silence, a reader does not."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from zcdoc import ooxml
from zcdoc.errors import DefectError

_LEFTOVER = re.compile(r"\{\{|\{%|%\}|\}\}")
_NOTHING = re.compile(r"(?<![A-Za-z])(?:None|undefined|Undefined|NaN)(?![A-Za-z])")
_WEB = ("http://", "https://", "mailto:")


def verify(data: bytes, headings: Iterable[str], expected: Iterable[str], own: str) -> None:
    """Raises DefectError when a heading or an expected text is missing, or something is left over.

    `own` is the user's own text: what looks like a left-over tag there is theirs.
    """
    try:
        document = Document(io.BytesIO(data))
    except Exception as err:
        raise DefectError(f"写出的 Word 文件打不开：{err}") from err
    paragraphs = [_text(p) for p in document.element.body.iter(qn("w:p"))]
    text = "\n".join([*paragraphs, *_margins(document)])
    _all_there("标题", headings, paragraphs, text)
    _all_there("内容", expected, (), text)
    _nothing_left(text, own)
    _no_external(data)


def _text(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def _margins(document: Any) -> list[str]:
    parts = [
        r.target_part
        for r in document.part.rels.values()
        if not r.is_external and r.reltype.endswith(("/header", "/footer"))
    ]
    return [_text(p) for part in parts for p in part.element.iter(qn("w:p"))]


def _all_there(what: str, wanted: Iterable[str], lines: Iterable[str], text: str) -> None:
    known = set(lines)
    missing = [w for w in wanted if w not in known and (known or w not in text)]
    if missing:
        raise DefectError(f"写出的 Word 文件缺少{what}：{'、'.join(missing[:5])}")


def _nothing_left(text: str, own: str) -> None:
    for pattern in (_LEFTOVER, _NOTHING):
        found = pattern.search(text)
        if found and found[0] not in own:
            at = text[max(0, found.start() - 20) : found.end() + 20].replace("\n", " ")
            raise DefectError(f"写出的 Word 文件里留有“{found[0]}”：{at}")


def _no_external(data: bytes) -> None:
    bad = [t for t in ooxml.external_targets(data) if not t.startswith(_WEB)]
    if bad:
        raise DefectError(f"写出的 Word 文件引用了外部内容：{bad[0][:100]}")
