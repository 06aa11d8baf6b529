"""Fields as people type them: `{{ doc.park }}` cut up by Word, in full-width braces, in single ones, not closed.

Chinese input methods give ｛｛ ｝｝, and half of what a hand types goes wrong. Nothing of it is a tag to Jinja, so it would
be printed as it stands; it is found in the template, and once more in the finished document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from zcdoc.report.stories import Paragraph, quoted

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FOLD = str.maketrans("｛｝％＃", "{}%#")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_ENDS = re.compile(r"\{[{%#]|[%#}]\}")
_LOOSE = re.compile(r"\{\s+[{%].*?[%}]\s*\}|\{[{%].*?[%}]\s+\}", re.DOTALL)  # a field whose braces stand apart
_SINGLE = re.compile(r"(?<![{%#])\{\s*([A-Za-z_]\w*)((?:\s*\.\s*\w+|\[\d+\])*)\s*\}(?!\})")
_OPENED = re.compile(r"\{\{|\{%")
_CLOSED = re.compile(r"\}\}|%\}")
ANY = re.compile(r"[{｛]\s?[{｛%％]|[%％}｝]\s?[}｝]")  # a tag of any width, or what is left of one
_LOOPS = re.compile(r"\bfor\s+([\w\s,]+?)\s+in\b|\bset\s+(\w+)\s*=")
BRACE = "template-brace"
HALF = "改成半角的 {{ }}，中间不留空格；用全角花括号写的字段不会填写"


def faults(text: str, names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Rule, what is wrong with the braces of a paragraph, and how to mend it; `names` are those that a field may begin with."""
    folded = text.translate(_FOLD)
    if any(text[m.start() : m.end()] != m[0] for m in _ENDS.finditer(folded)) or _LOOSE.search(_TAG.sub("", folded)):
        yield BRACE, f"花括号不是半角的，或者中间有空格：{quoted(text)}", HALF
        return
    known = set(names)
    for found in _SINGLE.finditer(folded):
        if found[1] in known:
            yield (
                BRACE,
                f"字段“{text[found.start() : found.end()]}”只有一层花括号：{quoted(text)}",
                "写成两层半角的花括号，如 {{ doc.park }}",
            )
    rest = _TAG.sub("", text)
    if _OPENED.search(rest) or (_CLOSED.search(rest) and not _TAG.search(text)):
        yield (
            "template-syntax",
            f"花括号没有成对：{quoted(text)}",
            "一个字段从 {{ 到 }}、一个标记从 {% 到 %}，要在同一段里写完",
        )


def loop_names(text: str) -> set[str]:
    """Names that a text gives to what it loops over or sets: `r` in `{%tr for r in c5.sources %}`."""
    return {name for m in _LOOPS.finditer(text) for name in re.findall(r"\w+", m[1] or m[2])}


def gather(paragraph: Paragraph) -> bool:
    """Puts every tag that Word cut into several runs into the first of them; returns whether anything moved.

    docxtpl cuts the XML between the pieces out, which takes half of a hyperlink, a content control or a smart tag with it.
    """
    texts = paragraph.texts
    whole = paragraph.text
    moved = False
    for found in _TAG.finditer(whole):
        spans = _spans(texts)
        inside = [i for i, (a, b) in enumerate(spans) if a < found.end() and b > found.start()]
        if len(inside) > 1:
            _move(texts, spans, inside, found)
            moved = True
    return moved


def _spans(texts: tuple[Any, ...]) -> list[tuple[int, int]]:
    """From where to where in the paragraph each text reaches."""
    at, out = 0, []
    for text in texts:
        end = at + len(text.text or "")
        out.append((at, end))
        at = end
    return out


def _move(texts: tuple[Any, ...], spans: list[tuple[int, int]], inside: list[int], found: re.Match[str]) -> None:
    for place in inside:
        text, (start, end) = texts[place], spans[place]
        own = text.text or ""
        before, after = (
            own[: max(0, found.start() - start)],
            own[max(0, found.end() - start) :] if end > found.end() else "",
        )
        text.text = before + (found[0] if place == inside[0] else "") + after
        text.set(_SPACE, "preserve")
