"""What stands in a workbook beside its cells: notes, pictures, shapes, charts and embedded files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from zcdoc.problems import Problems
from zcdoc.workbook.book import Book
from zcdoc.workbook.ignored import SHOWN, short

OURS = "zcdoc"  # who writes the notes of an annotated copy
# Parts that programs write of themselves when they save a workbook that nobody added anything to.
_USUAL = re.compile(
    r"\[content_types\]\.xml|_rels/.*|docprops/.*|docmetadata/.*|customxml/.*|"
    r"xl/(_rels/.*|workbook\.xml|styles\.xml|sharedstrings\.xml|calcchain\.xml|metadata\.xml|theme/.*|persons/.*|"
    r"printersettings/.*|namedsheetviews/.*|worksheets/[^/]+\.xml|worksheets/_rels/.*|charts/.*|drawings/_rels/.*)"
)
_NOTES = re.compile(r"xl/(comments[^/]*\.xml|comments/[^/]+\.xml|threadedcomments/[^/]+\.xml)")
_DRAWING = re.compile(r"xl/drawings/[^/]+\.xml")
_SHAPES = ("pic", "sp", "cxnSp", "grpSp", "contentPart")


def beside(book: Book, names: Iterable[str], charts: int) -> Problems:
    """Notes and objects, each with its place. `names` are the parts of the file, `charts` how many were handed out."""
    problems, names = Problems(), list(names)
    owner = _owners(book)
    has_notes = any(_NOTES.fullmatch(name.lower()) for name in names)
    found = 0
    for name in names:
        where, plain_name = owner.get(name.lower(), book.package.name), name.lower()
        if _NOTES.fullmatch(plain_name):
            _notes(book, name, where, problems)
        elif _DRAWING.fullmatch(plain_name):
            found += _drawn(book, name, where, problems)
        elif not (_USUAL.fullmatch(plain_name) or (has_notes and plain_name.endswith(".vml"))):  # the notes' frames
            problems.warning("own-object", where, f"自己加的对象（{short(name)}）")
    if found > charts:
        problems.warning("own-object", book.package.name, f"自己加的图表，{found - charts} 张")
    return problems


class _Heard:
    """Hears the wanted elements of a part, their attributes and the beginning of the text inside."""

    def __init__(self, *wanted: str) -> None:
        self.found: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self._wanted = wanted

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition("}")[2]
        if local in self._wanted:
            self.found.append((local, attributes))
            self.texts.append("")

    def end(self, tag: str) -> None:
        pass

    def data(self, text: str) -> None:
        if self.texts and len(self.texts[-1]) <= SHOWN:
            self.texts[-1] += text


def _notes(book: Book, name: str, where: str, problems: Problems) -> None:
    heard = _Heard("author", "comment", "threadedComment")
    book.package.hear(name, heard)
    told = {problem.where for problem in problems if problem.rule == "own-note"}
    authors = [text for (local, _), text in zip(heard.found, heard.texts, strict=True) if local == "author"]
    ours = {str(i) for i, author in enumerate(authors) if author.strip() == OURS}
    for (local, attributes), text in zip(heard.found, heard.texts, strict=True):
        place = f"{where}!{attributes.get('ref', '')}"
        if local == "author" or place in told or attributes.get("authorId") in ours:
            continue  # a note that people answer stands in two parts
        problems.warning("own-note", place, f"批注“{short(text)}”")


def _drawn(book: Book, name: str, where: str, problems: Problems) -> int:
    """Tells of pictures and shapes; returns how many charts there are, which may be ours."""
    heard = _Heard("graphicFrame", *_SHAPES)
    book.package.hear(name, heard)
    charts = sum(local == "graphicFrame" for local, _ in heard.found)
    if len(heard.found) > charts:
        problems.warning("own-object", where, f"自己加的图片或图形，{len(heard.found) - charts} 个")
    return charts


def _owners(book: Book) -> dict[str, str]:
    """The sheet by what its relationships lead to, in lower case."""
    out: dict[str, str] = {}
    for title, part in book.sheets.items():
        folder, base = posixpath.split(part)
        rels = book.package.find(posixpath.join(folder, "_rels", f"{base}.rels"))
        heard = _Heard("Relationship")
        if rels:
            book.package.hear(rels, heard)
        for _, attributes in heard.found:
            path = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            out[path.strip("/").lower()] = title
    return out
