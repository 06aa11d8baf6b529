"""A second reader of workbooks, which shares nothing with the first: what a spreadsheet would show in every cell.

It parses whole trees with lxml and looks each cell up by its own reference. Where a file says two things of one cell, or
says them in another order than the format asks for, it notes a contradiction: there is no right way to read such a file.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from decimal import Context, Decimal, InvalidOperation

from lxml import etree

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SERIAL_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
FIFTEEN = Context(prec=15)


class Broken(Exception):  # noqa: N818  the file is, not this program
    """No workbook can be seen in the file."""


@dataclass(frozen=True)
class Seen:
    """What one cell shows: `kind` is text, number, truth, date, time, span, error or nothing."""

    kind: str
    value: object = None
    formula: str | None = None


@dataclass
class Page:
    """One sheet: what is seen by (row, column), the merged areas, and what contradicts itself."""

    cells: dict[tuple[int, int], Seen] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)

    def shown(self, at: tuple[int, int]) -> Seen:
        """What stands at a place; the cells of a merged area show the first of them there, and nothing elsewhere."""
        for top, left, bottom, right in self.merged:
            if top <= at[0] <= bottom and left <= at[1] <= right and at != (top, left):
                return Seen("nothing")
        return self.cells.get(at, Seen("nothing"))


@dataclass
class View:
    """The sheets by name and what contradicts itself in the workbook as a whole."""

    pages: dict[str, Page] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)
    from_1904: bool = False


def view(data: bytes) -> View:
    """Raises Broken when there is nothing to see."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _Workbook(package).view()
    except Broken:
        raise
    except Exception as err:
        raise Broken(f"{type(err).__name__}: {err}") from err


def decoded(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found.group(1), 16)), text)


def column_of(letters: str) -> int:
    out = 0
    for letter in letters:
        out = out * 26 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) + 1
    return out


def letters_of(column: int) -> str:
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest] + out
    return out


class _Workbook:
    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.names = {name.lower(): name for name in package.namelist()}

    def view(self) -> View:
        root = self.related("", "officeDocument")
        if len(root) != 1:
            raise Broken("no workbook part")
        self.main = root[0]
        tree = self.tree(self.main)
        found = View(from_1904=any(p.get("date1904") in ("1", "true") for p in tree.iter(f"{S}workbookPr")))
        self.epoch = dt.datetime(1904, 1, 1) if found.from_1904 else dt.datetime(1899, 12, 30)
        self.texts, self.dates = self.strings(), self.styles()
        targets = self.relations(self.main)
        parts = []
        for sheet in tree.iter(f"{S}sheet"):
            name, (kind, part) = sheet.get("name", ""), targets[sheet.get(f"{{{R}}}id", "")]
            if not kind.endswith("/worksheet"):
                continue
            if name.lower() in {n.lower() for n in found.pages} or part in parts or part.lower() not in self.names:
                found.contradictions.append(f"sheet {name}")
            parts.append(part)
            found.pages[name] = self.whole(part)
        return found

    def whole(self, part: str) -> Page:
        """The page of a part; one that is no XML is a page that says so, for others may be sound."""
        try:
            return self.page(part)
        except (etree.XMLSyntaxError, Broken, zipfile.BadZipFile) as err:
            return Page(contradictions=[str(err)])

    def tree(self, part: str):
        if part.lower() not in self.names:
            raise Broken(part)
        return etree.fromstring(self.package.read(self.names[part.lower()]), etree.XMLParser(huge_tree=True))

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        folder, base = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", base + ".rels")
        if rels.lower() not in self.names:
            return {}
        return {
            r.get("Id"): (r.get("Type", ""), posixpath.normpath(posixpath.join("/" + folder, r.get("Target", "")))[1:])
            for r in self.tree(rels)
            if isinstance(r.tag, str)
        }

    def related(self, part: str, kind: str) -> list[str]:
        return [target for type_, target in self.relations(part).values() if type_ == f"{R}/{kind}"]

    def strings(self) -> list[str]:
        return [
            self.phrase(item)
            for part in self.related(self.main, "sharedStrings")
            for item in self.tree(part).iter(f"{S}si")
        ]

    @staticmethod
    def phrase(item) -> str:
        found = item.xpath("./s:t | ./s:r/s:t", namespaces={"s": S[1:-1]})
        return "".join(decoded("".join(t.itertext(with_tail=False))) for t in found)

    def styles(self) -> dict[int, str]:
        """`date` or `span` by the number of the style."""
        out: dict[int, str] = {}
        for part in self.related(self.main, "styles"):
            tree = self.tree(part)
            codes: dict[int, str] = {}
            for f in tree.iter(f"{S}numFmt"):
                codes.setdefault(int(f.get("numFmtId")), f.get("formatCode", ""))
            for number, xf in enumerate(tree.xpath("/s:styleSheet/s:cellXfs/s:xf", namespaces={"s": S[1:-1]})):
                out[number] = self.shows(int(xf.get("numFmtId", 0)), codes)
        return out

    @staticmethod
    def shows(number: int, codes: dict[int, str]) -> str:
        if number not in codes:
            return "span" if number == 46 else "date" if number in SERIAL_DATES else ""
        code = codes[number].split(";")[0].lower()
        bare = re.sub(r'"[^"]*"|\\.|_.', "", code)
        if re.search(r"\[(h+|m+|s+)\]", bare):
            return "span"
        return "date" if re.search("[ymdhs]", re.sub(r"\[[^]]*\]", "", bare)) else ""

    def page(self, part: str) -> Page:
        page = Page()
        tree = self.tree(part)
        rows = tree.xpath("/s:worksheet/s:sheetData/s:row", namespaces={"s": S[1:-1]})
        if len(list(tree.iter(f"{S}row"))) != len(rows) or len(list(tree.iter(f"{S}sheetData"))) > 1:
            page.contradictions.append("rows out of place")
        known = {f"{S}row", f"{S}c", f"{S}extLst"}
        for holder in [*tree.iterfind(f"{S}sheetData"), *tree.iter(f"{S}row")]:
            page.contradictions += [
                f"{e.tag} in the data" for e in holder if isinstance(e.tag, str) and e.tag not in known
            ]
        last = 0
        for row in rows:
            written = row.get("r")
            number = last + 1 if written is None else int(written) if re.fullmatch(r"[1-9]\d{0,6}", written) else 0
            if not last < number <= 1048576:
                page.contradictions.append(f"row {written}")
            last = number
            self.row(page, row, number)
        for area in tree.iter(f"{S}mergeCell"):
            found = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", area.get("ref", "").replace("$", ""))
            if found:
                page.merged.append((int(found[2]), column_of(found[1]), int(found[4]), column_of(found[3])))
        return page

    def row(self, page: Page, row, number: int) -> None:
        last = 0
        for cell in row.findall(f"{S}c"):
            written = cell.get("r")
            found = re.fullmatch(r"([A-Z]{1,3})([1-9]\d*)", written or "")
            column = last + 1 if written is None else column_of(found[1]) if found and int(found[2]) == number else 0
            if not last < column <= 16384:
                page.contradictions.append(f"cell {written} in row {number}")
            last = column
            inside = [child.tag for child in cell if isinstance(child.tag, str)]
            if len(set(inside)) != len(inside) or set(inside) - {f"{S}v", f"{S}f", f"{S}is", f"{S}extLst"}:
                page.contradictions.append(f"the inside of {written} in row {number}")
            if any(isinstance(e.tag, str) for part in cell.iterfind(f"{S}v") for e in part):
                page.contradictions.append(f"the value of {written} in row {number}")
            page.cells[number, column] = self.seen(cell)

    def seen(self, cell) -> Seen:
        formula = cell.find(f"{S}f")
        inner = self.value(cell)
        return (
            inner
            if formula is None
            else Seen(inner.kind, inner.value, "=" + "".join(formula.itertext(with_tail=False)))
        )

    def value(self, cell) -> Seen:
        kind, stored, inline = cell.get("t", "n"), cell.find(f"{S}v"), cell.find(f"{S}is")
        text = None if stored is None else "".join(t for t in stored.itertext(with_tail=False))
        if kind == "inlineStr":
            shown = "" if inline is None else self.phrase(inline)
            return Seen("error") if text else Seen("text", shown) if shown else Seen("nothing")
        if inline is not None:
            return Seen("error")
        return (
            self.plain(kind, text, int(cell.get("s", "0")) if cell.get("s", "0").isdecimal() else -1)
            if text
            else Seen("nothing")
        )

    def plain(self, kind: str, text: str, style: int) -> Seen:
        bare = text.strip(" \t\r\n")
        if kind == "s":
            good = re.fullmatch(r"\d{1,9}", bare, re.ASCII) and int(bare) < len(self.texts)
            return (
                (Seen("text", self.texts[int(bare)]) if self.texts[int(bare)] else Seen("nothing"))
                if good
                else Seen("error")
            )
        if kind == "str":
            return Seen("text", decoded(text))
        if kind == "b":
            return Seen("truth", bare in ("1", "true")) if bare in ("0", "1", "true", "false") else Seen("error")
        if kind == "d":
            return self.iso(bare)
        return self.number(bare, self.dates.get(style, "")) if kind == "n" else Seen("error")

    @staticmethod
    def iso(text: str) -> Seen:
        for form, kind in (("%Y-%m-%d", "date"), ("%Y-%m-%dT%H:%M:%S", "date"), ("%H:%M:%S", "time")):
            try:
                found = dt.datetime.strptime(text, form)
            except ValueError:
                continue
            return Seen(kind, found if kind == "date" else found.time())
        return Seen("error")

    def number(self, text: str, shows: str) -> Seen:
        if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,4})?", text, re.ASCII):
            return Seen("error")
        try:
            number = Decimal(repr(float(text)))  # what a spreadsheet keeps of it
            if not number.is_finite():
                return Seen("error")
            if not shows:
                return Seen("number", number)
            length = dt.timedelta(days=float(number))
            if shows == "span":
                return Seen("span", length)
            if 0 <= number < 1:
                return Seen("time", (dt.datetime(2000, 1, 1) + length).time())
            early = dt.timedelta(days=1) if number < 60 and self.epoch.year == 1899 and number > 0 else dt.timedelta()
            return Seen("date", self.epoch + length + early)
        except (OverflowError, InvalidOperation, ValueError):
            return Seen("error")


def may_mean(seen: Seen, *, from_1904: bool) -> set[str]:
    """Every text that a person would accept for what the cell shows, whatever the column asks for."""
    value = seen.value
    if seen.kind == "text":
        return _of_text(str(value))
    if seen.kind == "number":
        return _of_number(value, from_1904=from_1904)
    if seen.kind == "truth":
        return {"是" if value else "否"}
    if seen.kind == "date":
        day = value.date().isoformat()
        minute = value.isoformat(sep=" ", timespec="minutes")
        return {
            day,
            str(value.year),
            minute,
            (value + dt.timedelta(milliseconds=1)).isoformat(sep=" ", timespec="minutes"),
        }
    if seen.kind == "time":
        return {
            value.isoformat(),
            value.replace(microsecond=0).isoformat(),
            value.isoformat(timespec="milliseconds") + "000",
        }
    if seen.kind == "span":
        seconds = round(abs(value).total_seconds())
        return {
            ("-" if value < dt.timedelta() else "") + f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        }
    return set()


def _of_number(number: Decimal, *, from_1904: bool) -> set[str]:
    out = {_digits(number), str(int(number)) if number == int(number) and abs(number) < 10**40 else ""}
    if 10_000 < number < 80_000:
        epoch = dt.date(1904, 1, 1) if from_1904 else dt.date(1899, 12, 30)
        out.add((epoch + dt.timedelta(days=int(number))).isoformat())
    return out - {""}


def _digits(number: Decimal) -> str:
    try:
        text = f"{FIFTEEN.create_decimal(number):f}" if abs(number.adjusted()) < 400 else ""
    except InvalidOperation:
        return ""
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") and not number else text


def _of_text(shown: str) -> set[str]:
    text = shown.replace("\r\n", "\n").replace("\r", "\n").strip()
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    bare = narrow.replace(" ", "").replace(",", "")
    out = {text, narrow.removesuffix("年").strip()}
    if found := re.fullmatch(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?)(%?)", bare, re.ASCII):
        out.add(_digits(Decimal(found[1])))
        out.add(_digits(FIFTEEN.create_decimal(Decimal(found[1])) / 100) if found[2] else "")
    if found := re.fullmatch(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d\d)(\d\d))", narrow.strip(), re.ASCII):
        year, month, day = found[1], found[2] or found[4], found[3] or found[5]
        out.add(f"{year}-{int(month):02}-{int(day):02}")
    parts = [
        p.partition("#") for p in re.split(r"[、,;\n]+", narrow.replace("，", ",").replace("；", ";")) if p.strip()
    ]
    refs = [
        ref.strip().upper().replace("—", "-") + (f"#{page.strip()}" if page.strip() else "") for ref, _, page in parts
    ]
    wide = [
        p.strip().partition("#")[2].strip() for p in re.split(r"[、,，;；\n]+", text.replace("＃", "#")) if p.strip()
    ]
    asked = [ref.partition("#")[0] + (f"#{page}" if page else "") for ref, page in zip(refs, wide, strict=False)]
    out |= {"、".join(dict.fromkeys(refs)), "、".join(dict.fromkeys(asked))}
    return out - {""}
