"""A stranger's workbook as its parts say it: which sheets it has, its texts, and which styles show a date.

A library that reads leniently guesses where a file contradicts itself, and Excel guesses otherwise. So what is not said
once and clearly is told to the user, who sees in Excel what the file shows.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from zcdoc.errors import UserError, ZcdocError
from zcdoc.workbook.stream import Listener, Package

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_R_ID = f"{{{_RELATIONS}}}id"
RESAVE = "用 Excel 或 WPS 打开，核对内容后另存为 .xlsx 再试"
EPOCH, EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001  a cell's date has no zone
# ECMA-376 18.8.30: what these built-in formats show depends on the language; in Chinese each of them is a date or a time.
_LOCAL_DATES = frozenset([*range(27, 37), *range(50, 59)])
_LOCAL_CODES = {
    **dict.fromkeys((27, 36, 50, 52, 55, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
}
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_TELLING = re.compile("%|^0{2,}$")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Dates:
    """Styles, by their number as cells write it, that show a date or a length of time; and the day that is number 0.

    `codes` are the formats of those that show more or less than the value: percentages, leading zeros, dates.
    """

    dates: frozenset[str] = frozenset()
    spans: frozenset[str] = frozenset()
    epoch: dt.datetime = EPOCH
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Book:
    """What stands outside of the sheets. `sheets` maps a name to the part that holds its rows."""

    package: Package
    sheets: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    dates: Dates = field(default_factory=Dates)


@contextmanager
def opened(data: bytes, name: str) -> Iterator[Book]:
    """The workbook of a file that passed the pre-flight.

    Raises UserError when it contradicts itself or is damaged, UnsafeError when it is beyond the bounds; whatever is
    raised inside the block because of the file becomes a UserError too.
    """
    try:
        yield _book(Package(data, name))
    except ZcdocError:
        raise
    except Exception as err:
        kind = "XML 不成形" if isinstance(err, ParseError) else type(err).__name__
        raise UserError(f"{name} 读不出来，文件可能损坏（{kind}）", "用 Excel 或 WPS 打开后另存为 .xlsx 再试") from err


def unescaped(text: str) -> str:
    """A text as it is shown: `_x000D_` is a character by its number, `_x005F_` the underline that keeps one from it."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    # A rare character is escaped as the two halves that UTF-16 makes of it.
    return _HALVES.sub(lambda found: found[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), plain)


def unclear(name: str, what: str) -> UserError:
    """The file says a thing twice or in no order: Excel would repair it, and nobody knows to what."""
    return UserError(f"{name} 的内容自相矛盾：{what}，读出的内容可能与 Excel 显示的不同", RESAVE)


def _book(package: Package) -> Book:
    main = _target(package, "", "officeDocument")
    frame = _Frame()
    package.hear(main, frame)
    texts, styles = _Texts(package.name), _Styles()
    for part, listener in (
        (_target(package, main, "sharedStrings"), texts),
        (_target(package, main, "styles"), styles),
    ):
        if part:
            package.hear(part, listener)
    epoch = EPOCH_1904 if frame.is_1904 else EPOCH
    return Book(package, _sheets(package, main, frame), texts.found, styles.dates(epoch))


def _sheets(package: Package, main: str, frame: _Frame) -> dict[str, str]:
    relations = _relations(package, main)
    sheets: dict[str, str] = {}
    for title, key in frame.sheets:
        if title.casefold() in {known.casefold() for known in sheets}:
            raise unclear(package.name, f"有两张工作表叫“{title[:40]}”")
        kind, target = relations.get(key, ("", ""))
        if kind and kind != f"{_RELATIONS}/worksheet":  # a chart on a sheet of its own holds no cells
            continue
        part = package.find(target)
        if not part or part in sheets.values():
            raise unclear(package.name, f"工作表“{title[:40]}”" + ("与另一张是同一张" if part else "的内容不在文件里"))
        sheets[title] = part
    return sheets


def _target(package: Package, source: str, kind: str) -> str:
    """The one part of a kind that a part is related to; empty when there is none."""
    found = [target for type_, target in _relations(package, source).values() if type_ == f"{_RELATIONS}/{kind}"]
    if len(found) > 1 or (not found and not source):
        raise unclear(package.name, f"有 {len(found)} 个 {kind} 部件")
    if found and not package.find(found[0]):
        raise unclear(package.name, f"部件 {found[0][:80]} 不在文件里")
    return package.find(found[0]) if found else ""


def _relations(package: Package, source: str) -> dict[str, tuple[str, str]]:
    """Type and target of a part's relationships by their id."""
    folder, base = posixpath.split(source)
    part = package.find(posixpath.join(folder, "_rels", f"{base}.rels"))
    listener = _Relations(folder)
    if part:
        package.hear(part, listener)
    if listener.repeated:
        raise unclear(package.name, f"部件关系“{listener.repeated[:40]}”出现两次")
    return listener.found


def properties(book: Book) -> dict[str, str]:
    """The file's custom properties that are texts, by name."""
    part, listener = book.package.find("docProps/custom.xml"), _Properties()
    if part:
        book.package.hear(part, listener)
    return listener.found


class _Quiet(Listener):
    """Hears nothing; what follows hears what it needs."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        pass

    def end(self, tag: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass


class _Relations(_Quiet):
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.found: dict[str, tuple[str, str]] = {}
        self.repeated = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("}Relationship"):
            key, target = attributes.get("Id", ""), attributes.get("Target", "")
            self.repeated = self.repeated or (key if key in self.found else "")
            path = target if target.startswith("/") else posixpath.join("/", self.folder, target)
            self.found[key] = attributes.get("Type", ""), posixpath.normpath(path).lstrip("/")


class _Properties(_Quiet):
    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._name = ""
        self._is_text = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("}property"):
            self._name = attributes.get("name", "")
        self._is_text = tag.endswith("}lpwstr")

    def end(self, tag: str) -> None:  # noqa: ARG002
        self._is_text = False

    def data(self, text: str) -> None:
        if self._is_text and self._name:
            self.found[self._name] = self.found.get(self._name, "") + text


class _Frame(_Quiet):
    """The list of sheets; defined names, of which there may be hundreds of thousands, go by unheard."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.is_1904 = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == f"{MAIN}sheet":
            self.sheets.append((attributes.get("name", ""), attributes.get(_R_ID, "")))
        elif tag == f"{MAIN}workbookPr":
            self.is_1904 = attributes.get("date1904", "0") in {"1", "true"}


class Phrase:
    """One text made of runs: what is shown, without the reading aids of Chinese and Japanese."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._pieces: list[str] = []
        self._current: list[str] | None = None

    def start(self, tag: str) -> None:
        if tag == f"{MAIN}t" and self._path in ([], [f"{MAIN}r"]):
            self._current = []
        self._path.append(tag)

    def end(self) -> None:
        tag = self._path.pop()
        if tag == f"{MAIN}t" and self._current is not None:
            self._pieces.append(unescaped("".join(self._current)))
            self._current = None

    def data(self, text: str) -> None:
        if self._current is not None:
            self._current.append(text)

    def text(self) -> str:
        return "".join(self._pieces)


class _Texts(_Quiet):
    """The table of texts."""

    def __init__(self, name: str) -> None:
        self.found: list[str] = []
        self._name = name
        self._depth = 0
        self._phrase: Phrase | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002  what a listener is given
        self._depth += 1
        if tag == f"{MAIN}si":
            if self._depth != 2:  # it would move all that follow by one number
                raise unclear(self._name, "一段文字在另一段之中")
            self._phrase = Phrase()
        elif self._phrase is not None:
            self._phrase.start(tag)

    def end(self, tag: str) -> None:  # noqa: ARG002
        self._depth -= 1
        if self._phrase is None:
            return
        if self._depth == 1:
            self.found.append(self._phrase.text())
            self._phrase = None
        else:
            self._phrase.end()

    def data(self, text: str) -> None:
        if self._phrase is not None:
            self._phrase.data(text)


class _Styles(_Quiet):
    """Which of the cell formats show a date."""

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._formats: list[int] = []
        self._depth = 0
        self._in_cells = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if tag == f"{MAIN}numFmt":
            self._codes.setdefault(int(attributes["numFmtId"]), attributes.get("formatCode", ""))
        elif tag == f"{MAIN}cellXfs" and self._depth == 2:
            self._in_cells = True
        elif tag == f"{MAIN}xf" and self._in_cells and self._depth == 3:
            self._formats.append(int(attributes.get("numFmtId", "0")))

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag == f"{MAIN}cellXfs":
            self._in_cells = False

    def dates(self, epoch: dt.datetime) -> Dates:
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

        codes: dict[int, str] = {**BUILTIN_FORMATS, **_LOCAL_CODES, **self._codes}
        local = _LOCAL_DATES - self._codes.keys()
        dates = {number for number, code in codes.items() if is_date_format(code)} | local
        spans = {number for number, code in codes.items() if is_timedelta_format(code)}
        return Dates(
            frozenset(str(i) for i, number in enumerate(self._formats) if number in dates),
            frozenset(str(i) for i, number in enumerate(self._formats) if number in spans),
            epoch,
            {
                str(i): codes.get(number, "")
                for i, number in enumerate(self._formats)
                if number in dates or _TELLING.search(codes.get(number, ""))
            },
        )
