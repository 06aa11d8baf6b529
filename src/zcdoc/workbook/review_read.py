"""A review sheet that came back: who read what, with every problem at `Sheet!Cell`. Nothing is taken of a sheet with errors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from zcdoc import ooxml
from zcdoc.model.pack import Pack
from zcdoc.model.reviewing import Part, parts
from zcdoc.model.reviews import VERDICTS, Found, Review, verdict_of
from zcdoc.model.values import BadValue
from zcdoc.problems import Problems
from zcdoc.workbook.book import Book, opened
from zcdoc.workbook.cells import Formula, canonical
from zcdoc.workbook.layout import letter
from zcdoc.workbook.review_write import BASIS, BY, COVER, DATE, FIELDS, MARK, MARK_SHEET, NOTE, VERDICT
from zcdoc.workbook.sheet import Sheet

MAX_ROWS = 20_000  # more items than any standard has
LOOK_FOR_HEADER = 12
RULE = "review-sheet"


@dataclass(slots=True)
class _Mark:
    """What was handed out: pack, version, sha256, and by sheet and id each item's key and digest."""

    pack: str
    version: str
    sha256: str
    items: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Text:
    """A cell's text and where it stands."""

    text: str
    where: str


def read_review(data: bytes, name: str, pack: Pack, by: str | None, problems: Problems) -> Review | None:
    """The review in a workbook, or None with the reasons in `problems`.

    `by` names the reviewer where the sheet does not. Raises UserError or UnsafeError when the file is no workbook.
    """
    ooxml.preflight(data, "xlsx", name)
    with opened(data, name) as book:
        mark = _mark(book, pack, problems)
        if mark is None:
            return None
        told = _cover(book, by, problems)
        found: dict[str, Found] = {}
        for part in parts(pack):
            _Reader(book, mark, problems, found).sheet(part)
        for title in dict.fromkeys(sheet for sheet, _ in mark.items):
            if title not in book.sheets:
                problems.warning(
                    RULE, title, f"没有工作表“{title}”，其中的各项按没有审读处理", "如果改过表名，请改回来"
                )
    if not found and not problems.errors:
        problems.error(RULE, f"{COVER}!A1", f"没有一项填了{VERDICT}", "在各表的白底列填写后再交回")
    if problems.errors:
        return None
    return Review(told[BY], told[DATE], told[BASIS], mark.version, mark.sha256, found)


def _mark(book: Book, pack: Pack, problems: Problems) -> _Mark | None:
    """What the file says it was made of; None when it is no review sheet of this pack."""
    rows = list(Sheet(book, MARK_SHEET).rows())[:MAX_ROWS] if MARK_SHEET in book.sheets else []
    lines = [tuple(str(cells.get(at) or "") for at in range(1, 5)) for _, cells in rows]
    if not lines or lines[0][0] != MARK:
        problems.error(RULE, f"{COVER}!A1", "不是 zcdoc 导出的审读表", f"用 zcdoc pack export {pack.id} -o 文件 导出")
        return None
    _, name, version, digest = lines[0]
    if name != pack.id:
        problems.error(
            RULE, f"{COVER}!B3", f"这份审读表是 {name} 的，不是 {pack.id} 的", f"用 zcdoc pack review {name}"
        )
        return None
    return _Mark(name, version, digest, {(sheet, item): (key, own) for sheet, item, key, own in lines[1:]})


def _cover(book: Book, by: str | None, problems: Problems) -> dict[str, str]:
    """Reviewer, date and text; each that is missing is told."""
    found: dict[str, str] = {}
    places: dict[str, str] = {}
    if COVER in book.sheets:
        for number, cells in Sheet(book, COVER).rows():
            label = str(cells.get(1) or "").strip()
            if label in dict(FIELDS):
                places[label] = f"{COVER}!B{number}"
                kind = "date" if label == DATE else "text"
                found[label] = _plain(book, cells.get(2), kind, places[label], problems)
    found[BY] = by or found.get(BY, "")
    for label, hint in FIELDS:
        where = places.get(label, f"{COVER}!A1")
        if not found.get(label) and not any(p.where == where for p in problems.errors):
            problems.error(RULE, where, f"没有填{label}", hint)
    today = dt.date.today()  # noqa: DTZ011  a day in the reviewer's own calendar
    if found.get(DATE, "") > today.isoformat():
        problems.error(RULE, places[DATE], f"{DATE} {found[DATE]} 还没有到", "填实际审读的日期")
    return found


def _plain(book: Book, value: Any, kind: str, where: str, problems: Problems) -> str:
    """A cell as text; what cannot be read is told and blank."""
    if isinstance(value, Formula):
        value = value.stored
    try:
        return canonical(value, kind, (), epoch=book.dates.epoch.date()) or ""
    except BadValue as err:
        problems.error(RULE, where, str(err), err.fix)
        return ""


class _Reader:
    """Reads one sheet after the other into the findings."""

    def __init__(self, book: Book, mark: _Mark, problems: Problems, found: dict[str, Found]) -> None:
        self.book, self.mark, self.problems, self.found = book, mark, problems, found

    def sheet(self, part: Part) -> None:
        """The findings of one sheet; what was changed in our own columns is told and not taken."""
        title = part.name
        shown = {i.id: (i.digest, dict(zip((c.name for c in part.columns), i.cells, strict=True))) for i in part.items}
        known = {item: own for (sheet, item), own in self.mark.items.items() if sheet == title}
        if title not in self.book.sheets or not known:
            return
        headers: dict[str, int] = {}
        start = 0
        for number, cells in Sheet(self.book, title).rows():
            if not headers:
                headers, start = _headers(cells), number
                if not headers and number > LOOK_FOR_HEADER:
                    break
                continue
            if number - start > MAX_ROWS:
                self._error(f"{title}!A{number}", f"超过 {MAX_ROWS} 行", "删去多余的行")
                return
            self._row(title, number, cells, headers, known)
            self._ours(title, number, cells, headers, shown.get(_id(cells)), known)
        if not headers:
            self._error(f"{title}!A3", f"找不到标题“{VERDICT}”和“{NOTE}”", "恢复标题行，或重新导出后把内容贴过去")

    def _row(
        self, title: str, number: int, cells: dict[int, Any], headers: dict[str, int], known: dict[str, tuple[str, str]]
    ) -> None:
        verdict, note = (self._cell(title, number, cells, headers[name]) for name in (VERDICT, NOTE))
        if not verdict.text and not note.text:
            return
        name = self._cell(title, number, cells, 1)
        if name.text not in known:
            self._error(
                name.where,
                f"“{name.text[:40] or '（空）'}”不是这张表的编号",
                "恢复导出时的编号；另加的话写进某一项的意见",
            )
            return
        key, digest = known[name.text]
        if key in self.found:
            self._error(name.where, f"编号“{name.text}”填了两行", "合成一行")
        elif not verdict.text:
            self._error(verdict.where, "有意见而没有结论", f"选 {'、'.join(VERDICTS)}")
        elif (chosen := verdict_of(verdict.text)) is None:
            self._error(
                verdict.where, f"“{verdict.text[:20]}”不是审读结论", f"选 {'、'.join(VERDICTS)}，没有读到的留空"
            )
        elif chosen != "一致" and not note.text:
            self._error(note.where, f"结论是{chosen}，没有写意见", "写明印本怎样写、在第几页")
        else:
            self.found[key] = Found(chosen, digest, note.text)

    def _ours(
        self, title: str, number: int, cells: dict[int, Any], headers: dict[str, int],
        shown: tuple[str, dict[str, str]] | None, known: dict[str, tuple[str, str]],
    ) -> None:  # fmt: skip
        """Our own columns, where the item still is what was handed out."""
        if shown is None or known.get(_id(cells), ("", ""))[1] != shown[0]:
            return
        for name, ours in shown[1].items():
            at = headers.get(name)
            given = cells.get(at) if at else None
            if at and at > 1 and "".join(str(given or "").split()) != "".join(ours.split()):
                self.problems.warning(
                    RULE,
                    f"{title}!{letter(at - 1)}{number}",
                    f"“{name}”改过，没有采用",
                    f"改法写进“{NOTE}”，结论选 不一致",
                )

    def _cell(self, title: str, number: int, cells: dict[int, Any], column: int) -> _Text:
        where = f"{title}!{letter(column - 1)}{number}"
        return _Text(_plain(self.book, cells.get(column), "text", where, self.problems), where)

    def _error(self, where: str, message: str, fix: str) -> None:
        self.problems.error(RULE, where, message, fix)


def _id(cells: dict[int, Any]) -> str:
    return str(cells.get(1) or "").strip()


def _headers(cells: dict[int, Any]) -> dict[str, int]:
    """The columns by their headers; nothing when a row does not name verdict and note."""
    found = {"".join(str(value).split()): at for at, value in cells.items()}
    return found if {VERDICT, NOTE} <= found.keys() else {}
