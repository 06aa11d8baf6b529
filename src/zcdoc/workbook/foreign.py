"""What a workbook holds that neither was handed out nor is read by an import: the user's own sheets, texts, notes, pictures.

An import leaves all of it alone, so an export that overwrites the file would lose it. Looked for by content; formats, column
widths, the order of rows and the defined names that add-ins leave are no content.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import islice
from typing import Any
from urllib.parse import unquote

from zcdoc import ooxml
from zcdoc.problems import Problems
from zcdoc.workbook.book import Book, opened
from zcdoc.workbook.handed import JUDGED, MAX_NOTED, HandedOut, digests, handed_out, plain
from zcdoc.workbook.layout import FINGERPRINT_SHEET, SHEET_TABLE, letter
from zcdoc.workbook.raw import RawBook
from zcdoc.workbook.sheet import Sheet

MOST = 1_000  # things that are gathered; that there are more changes nothing
SHOWN = 30  # characters of a text in a message
# Parts that programs write of themselves when they save a workbook that nobody added anything to.
_USUAL = re.compile(
    r"\[content_types\]\.xml|_rels/.*|docprops/.*|docmetadata/.*|customxml/.*|"
    r"xl/(_rels/.*|workbook\.xml|styles\.xml|sharedstrings\.xml|calcchain\.xml|metadata\.xml|theme/.*|persons/.*|"
    r"printersettings/.*|namedsheetviews/.*|worksheets/[^/]+\.xml|worksheets/_rels/.*|charts/.*|drawings/_rels/.*)"
)
_NOTES = re.compile(r"xl/(comments[^/]*\.xml|comments/[^/]+\.xml|threadedcomments/[^/]+\.xml)")
_DRAWING = re.compile(r"xl/drawings/[^/]+\.xml")
_SHAPES = ("pic", "sp", "cxnSp", "grpSp", "contentPart")


def foreign(data: bytes, name: str, raw: RawBook) -> Problems:
    """Everything of the user's own in a workbook that was read, each with its place; not much more than MOST.

    Raises UserError when a part of the file cannot be read, UnsafeError when it is beyond the bounds.
    """
    problems = Problems()
    with opened(data, name) as book:
        handed = _handed(book)
        if handed is None:
            message = "由较早版本的 zcdoc 导出，没有留下可核对的内容，分不清表外的文字是谁写的"
            problems.warning("own-unknown", FINGERPRINT_SHEET, message)
            return problems
        words: set[str] = set()
        for title in book.sheets:
            if title != FINGERPRINT_SHEET:
                _sheet(book, title, raw, handed, words, problems)
        _parts(book, ooxml.names(data), handed, problems)
    _links(ooxml.external_targets(data), name, words, problems)
    return problems


def _handed(book: Book) -> HandedOut | None:
    if FINGERPRINT_SHEET not in book.sheets:
        return None
    rows = islice(Sheet(book, FINGERPRINT_SHEET).rows(), MAX_NOTED)
    return handed_out((str(cells.get(1, "")), str(cells.get(2, ""))) for _, cells in rows)


# --- cells ------------------------------------------------------------------------------------------------------------


def _sheet(book: Book, title: str, raw: RawBook, handed: HandedOut, words: set[str], problems: Problems) -> None:
    """Goes through the cells of a sheet once; what was handed out is crossed off."""
    if title not in handed.texts:
        count = sum(len(cells) for _, cells in Sheet(book, title).rows())
        problems.warning("own-sheet", title, f"自己加的工作表，有 {count} 格内容")
        return
    left, judged = Counter(handed.texts[title]), _Judged(raw, title)
    for number, cells in Sheet(book, title).rows():
        if len(problems) >= MOST:
            return
        skipped = judged.columns_of(number, cells)
        for at, value in cells.items():
            if isinstance(value, str):
                words.add(plain(value))
            if at not in skipped and plain(value) and not _crossed_off(left, value):
                again = "（这一格，或内容相同的另一格）" if digests(value)[0] in handed.texts[title] else ""
                problems.warning(
                    "own-text", f"{title}!{letter(at - 1)}{number}", f"表外自己写的“{_short(value)}”{again}"
                )


class _Judged:
    """The cells of a sheet that an import reads: what stands in them is its business."""

    def __init__(self, raw: RawBook, title: str) -> None:
        sheet = raw.sheets.get(title)
        if sheet is None:
            self.columns, self.rows, self.key = frozenset[int](), frozenset[int](), 0
            return
        table = SHEET_TABLE[title]
        named = (sheet.headers.get(c.name) for c in table.columns if c.role in JUDGED)
        self.columns, self.rows = frozenset(at for at in named if at), frozenset(number for number, _ in sheet.rows)
        self.key = sheet.headers[table.key] if table.listed else 0

    def columns_of(self, number: int, cells: dict[int, Any]) -> Collection[int]:
        """The number of a list's row goes with what stands in it: alone it says nothing to an import."""
        if number not in self.rows:
            return ()
        is_filled = any(plain(cells.get(at)) for at in self.columns)
        return {*self.columns, self.key} if self.key and is_filled else self.columns


def _crossed_off(left: Counter[str], value: Any) -> bool:
    """Whether the content was handed out, as often as it has been met by now."""
    found = next((text for text in digests(value) if left[text]), None)
    if found is not None:
        left[found] -= 1
    return found is not None


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


# --- what stands beside the cells -------------------------------------------------------------------------------------


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


def _parts(book: Book, names: list[str], handed: HandedOut, problems: Problems) -> None:
    owner = _owners(book)
    has_notes = any(_NOTES.fullmatch(name.lower()) for name in names)
    charts = 0
    for name in names:
        where, plain_name = owner.get(name.lower(), book.package.name), name.lower()
        if _NOTES.fullmatch(plain_name):
            _notes(book, name, where, problems)
        elif _DRAWING.fullmatch(plain_name):
            charts += _drawn(book, name, where, problems)
        elif not (_USUAL.fullmatch(plain_name) or (has_notes and plain_name.endswith(".vml"))):  # the notes' frames
            problems.warning("own-object", where, f"自己加的对象（{_short(name)}）")
    if charts > handed.charts:
        problems.warning("own-object", book.package.name, f"自己加的图表，{charts - handed.charts} 张")


def _notes(book: Book, name: str, where: str, problems: Problems) -> None:
    heard = _Heard("comment", "threadedComment")
    book.package.hear(name, heard)
    told = {problem.where for problem in problems if problem.rule == "own-note"}
    for (_, attributes), text in zip(heard.found, heard.texts, strict=True):
        place = f"{where}!{attributes.get('ref', '')}"
        if place not in told:  # a note that people answer stands in two parts
            problems.warning("own-note", place, f"批注“{_short(text)}”")


def _drawn(book: Book, name: str, where: str, problems: Problems) -> int:
    """Tells of pictures and shapes; returns how many charts there are, which may be ours."""
    heard = _Heard("graphicFrame", *_SHAPES)
    book.package.hear(name, heard)
    charts = sum(local == "graphicFrame" for local, _ in heard.found)
    if len(heard.found) > charts:
        problems.warning("own-object", where, f"自己加的图片或图形，{len(heard.found) - charts} 个")
    return charts


def _links(targets: Iterable[str], where: str, words: set[str], problems: Problems) -> None:
    """Links that lead out of the file; one that a program made of an address in a cell says nothing new."""
    for target in targets:
        bare = plain(unquote(target).removeprefix("mailto:").split("://")[-1].strip("/"))
        if not any(bare in word for word in words):
            problems.warning("own-object", where, f"自己加的链接“{_short(target)}”")


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
            out[posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).strip("/").lower()] = (
                title
            )
    return out
