"""Where text stands in a Word file: body, headers, footers, notes, comments, text boxes, charts; paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from zcdoc.report.package import Package, xml

W = qn("w:p").partition("}")[0] + "}"
P, T, BOX = qn("w:p"), qn("w:t"), qn("w:txbxContent")
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Root element of a part -> what a user calls it, and whether fields in it are filled.
_STORIES = {
    W + "document": ("正文", True), W + "hdr": ("页眉", True), W + "ftr": ("页脚", True), W + "footnotes": ("脚注", True),
    W + "endnotes": ("尾注", True), W + "comments": ("批注", False), W + "glossaryDocument": ("文档部件", False),
}  # fmt: skip
_SHORT = 60  # characters of a paragraph that a message quotes


@dataclass(frozen=True, slots=True)
class Story:
    """A part with text. `filled` says whether fields in it are filled."""

    part: str
    name: str
    root: Any
    filled: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its own texts; those of a text box in it stand in paragraphs of their own."""

    element: Any
    where: str
    texts: tuple[Any, ...]

    @property
    def text(self) -> str:
        return "".join(t.text or "" for t in self.texts)


def stories(package: Package) -> list[Story]:
    """Every part whose root says that it holds text, whatever its name and content type say."""
    found = []
    for part, content in package.parts.items():
        if part.lower().endswith(".xml") and not part.startswith(("docProps/", "customXml/")):
            root = xml(content, part)
            name, filled = _STORIES.get(root.tag, ("", False))
            if name:
                found.append(Story(part, name, root, filled))
    order = list(_STORIES)
    return sorted(found, key=lambda s: (order.index(s.root.tag), s.part))


def named(story: Story) -> str:
    """`正文`, `页眉（header1.xml）`: there may be several headers."""
    return f"{story.name}（{story.part.rpartition('/')[2]}）" if story.name in ("页眉", "页脚") else story.name


def paragraphs(story: Story) -> Iterator[Paragraph]:
    """Every paragraph in the order of the file, counted from 1; the older twin of a text box is left out."""
    for number, element in enumerate(story.root.iter(P), start=1):
        if not has_twin(element):
            boxed = next(element.iterancestors(BOX), None) is not None
            where = f"{named(story)} 第 {number} 段"
            yield Paragraph(element, f"{where}（文本框）" if boxed else where, own_texts(element))


def own_texts(paragraph: Any) -> tuple[Any, ...]:
    """The texts of a paragraph without those of text boxes that are anchored in it."""
    found = tuple(paragraph.iter(T))
    if paragraph.find(f".//{BOX}") is None:
        return found
    return tuple(t for t in found if next(t.iterancestors(P)) is paragraph)


def has_twin(element: Any) -> bool:
    """Whether it belongs to the version of a drawing that is kept for old programs beside the one that is shown."""
    return next(element.iterancestors(FALLBACK), None) is not None


def drawn(package: Package) -> Iterator[tuple[str, str]]:
    """Part and text of every paragraph in charts and SmartArt."""
    for part, content in package.parts.items():
        if part.startswith(("word/charts/", "word/diagrams/", "word/drawings/")) and part.endswith(".xml"):
            for paragraph in xml(content, part).iter(_DRAWN + "p"):
                yield part, "".join(t.text or "" for t in paragraph.iter(_DRAWN + "t"))


def place_of(element: Any, story: Story) -> str:
    """Where an element stands, with the beginning of its paragraph: `正文 第 3 段“合计…”`."""
    paragraph = element if element.tag == P else next(element.iterancestors(P), None)
    before = sum(1 for _ in _until(story.root, element if paragraph is None else paragraph))
    if paragraph is None:
        return f"{named(story)} 第 {before} 段之后" if before else named(story)
    return f"{named(story)} 第 {before + 1} 段{quoted(''.join(t.text or '' for t in own_texts(paragraph)))}"


def _until(root: Any, element: Any) -> Iterator[Any]:
    """The paragraphs that begin before an element."""
    for one in root.iter():
        if one is element:
            return
        if one.tag == P:
            yield one


def quoted(text: str) -> str:
    """The beginning of a text in quotation marks, nothing for a blank one."""
    plain = "".join(c if c.isprintable() else " " for c in text).strip()
    return f"“{plain[:_SHORT]}{'…' if len(plain) > _SHORT else ''}”" if plain else ""
