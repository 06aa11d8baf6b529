"""Workbooks changed by chance: as people, programs and failing disks change them, and as nobody ever should.

`mutant(data, number)` gives the same bytes for the same workbook and number at every run, and the names of the changes.
"""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable

from lxml import etree

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = {"s": S}
Change = Callable[["Book", random.Random], None]
CHANGES: dict[str, Change] = {}
ON_BYTES: dict[str, Callable[[bytes, random.Random], bytes]] = {}
STRANGE_NUMBERS = (
    "NaN", "INF", "-INF", "1_000", "１２３", "1,000", "0x10", "1e400", "-1e400", "1e-400", "9" * 400, "00012", "+5", "-0", "5.", ".5",
    " 7 ", "1E5", "1e", "", "1.2.3", "--1", "٣", "Infinity", "1d3", "46086", "46086.7", "-1", "60", "0.5", "99999999", "1/2",
)  # fmt: skip
STRANGE_TEXTS = (
    "_x0041_", "_x005F_x0041_", "_x000D_\n", "_x0007_", "_xD800_", "x005F_", " 前后空格 ", "全角１２３％", "=1+1", "+1", "'", "\u200b", "\u202e",
    "#N/A", "#REF!", "TRUE", "a\tb", "<b>&amp;</b>", "（清空）", "（删除）", "EV-001，ev-002#p3", "2026/3/5", "35%", "1,234.5", "字" * 33_000,
)  # fmt: skip


class Book:
    """The parts of a workbook; a part that is looked into becomes a tree."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self.parts: dict[str, bytes] = {name: package.read(name) for name in package.namelist()}
        self.trees: dict[str, etree._Element] = {}
        self.twice: list[tuple[str, bytes]] = []

    def tree(self, part: str):
        if part not in self.trees:
            self.trees[part] = etree.fromstring(self.parts[part])
        return self.trees[part]

    def settle(self) -> None:
        """The trees become bytes again."""
        for part, tree in self.trees.items():
            if part in self.parts:
                self.parts[part] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        self.trees = {}

    def sheets(self) -> list[str]:
        return [name for name in self.parts if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]

    def sheet(self, chance: random.Random):
        """The tree of one sheet that is filled by people, or by chance of another."""
        found = [n for n in self.sheets() if re.search(r"sheet([2-9]|1[0-2])\.xml", n)] or self.sheets()
        return self.tree(chance.choice(found if chance.random() < 0.9 else self.sheets()))

    def cells(self, tree, *, filled: bool = True):
        return tree.xpath("//s:c[s:v or s:f or s:is]" if filled else "//s:c", namespaces=NS)

    def texts(self):
        return self.tree("xl/sharedStrings.xml")

    def zipped(self) -> bytes:
        self.settle()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a name twice is meant
            for name, content in [*self.parts.items(), *self.twice]:
                package.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
        return out.getvalue()


def mutant(data: bytes, number: int) -> tuple[bytes, str]:
    """One to three changes; the numbers go through all kinds of change in turn, so none is left out."""
    chance = random.Random(number)
    kinds = [*CHANGES, *ON_BYTES]
    names = [kinds[number % len(kinds)], *chance.choices(list(CHANGES), k=chance.choice([0, 0, 1, 2]))]
    book = Book(data)
    done = [name for name in names if name in CHANGES and _tried(CHANGES[name], book, chance)]
    out = book.zipped()
    for name in names:
        if name in ON_BYTES:
            out = ON_BYTES[name](out, chance)
            done.append(name)
    return out, "、".join(done)


def _tried(change: Change, book: Book, chance: random.Random) -> bool:
    """A change that finds nothing to change, because an earlier one took it away, is none."""
    try:
        change(book, chance)
    except (IndexError, KeyError, AttributeError, ValueError, etree.XMLSyntaxError):
        return False
    return True


def change(function: Change) -> Change:
    CHANGES[function.__name__] = function
    return function


def on_bytes(function):
    ON_BYTES[function.__name__] = function
    return function


def _some(chance: random.Random, items: list, most: int = 6) -> list:
    return chance.sample(items, min(len(items), chance.randint(1, most))) if items else []


def _v(cell, text: str) -> None:
    """Gives the cell a plain value."""
    for child in cell:
        cell.remove(child)
    etree.SubElement(cell, f"{{{S}}}v").text = text


# --- the zip ----------------------------------------------------------------------------------------------------------


@on_bytes
def cut_short(data, chance):
    return data[: chance.randrange(len(data))]


@on_bytes
def bytes_flipped(data, chance):
    out = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


@on_bytes
def directory_flipped(data, chance):
    out, start = bytearray(data), data.rfind(b"PK\x01\x02", 0, len(data) - 2000)
    for _ in range(chance.randint(1, 6)):
        out[chance.randrange(max(start, 0), len(out))] = chance.randrange(256)
    return bytes(out)


@on_bytes
def a_wrong_checksum(data, chance):
    at = [m.start() for m in re.finditer(rb"PK\x01\x02", data)]
    where = chance.choice(at) + 16
    return data[:where] + struct.pack("<I", chance.getrandbits(32)) + data[where + 4 :]


@on_bytes
def a_wrong_size(data, chance):
    at = [m.start() for m in re.finditer(rb"PK\x01\x02", data)]
    where = chance.choice(at) + chance.choice([20, 24])
    return data[:where] + struct.pack("<I", chance.choice([0, 1, 100, 1 << 20, (1 << 32) - 1])) + data[where + 4 :]


@on_bytes
def another_method_of_compression(data, chance):
    method = chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", method) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return out.getvalue()


@on_bytes
def something_before_or_behind(data, chance):
    junk = chance.randbytes(chance.randint(1, 3000))
    return chance.choice([junk + data, data + junk, data + b"\0" * 100, data + data])


@on_bytes
def zipped_as_a_stream(data, chance):
    """Sizes and checksums stand behind each entry, as some programs write."""

    class Pipe(io.RawIOBase):
        def __init__(self):
            self.out = bytearray()

        def writable(self):
            return True

        def write(self, piece):
            self.out += piece
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return bytes(pipe.out)


@change
def a_part_is_gone(book, chance):
    book.parts.pop(chance.choice(list(book.parts)))


@change
def parts_in_another_order(book, chance):
    book.settle()
    names = list(book.parts)
    chance.shuffle(names)
    book.parts = {name: book.parts[name] for name in names}


@change
def a_part_twice(book, chance):
    name = chance.choice(list(book.parts))
    book.twice.append((chance.choice([name, name.upper()]), chance.choice([book.parts[name], b"<a/>"])))


@change
def parts_nobody_knows(book, chance):
    for number in range(chance.randint(1, 5)):
        book.parts[
            chance.choice(
                [f"xl/extra{number}.bin", f"customXml/item{number}.xml", f"Folder{number}/", f"xl/媒体{number}.png"]
            )
        ] = chance.choice([b"", b"<a/>", b"\x89PNG" + bytes(2000)])


@change
def a_part_in_another_case(book, chance):
    book.settle()
    name = chance.choice(list(book.parts))
    book.parts = {(key.upper() if key == name else key): value for key, value in book.parts.items()}


@change
def two_parts_exchanged(book, chance):
    book.settle()
    one, other = chance.sample(list(book.parts), 2)
    book.parts[one], book.parts[other] = book.parts[other], book.parts[one]


# --- XML as such ------------------------------------------------------------------------------------------------------


def _any_tree(book, chance):
    parts = [n for n in book.parts if n.endswith((".xml", ".rels"))]
    return book.tree(chance.choice(parts)) if chance.random() < 0.4 else book.sheet(chance)


def _elements(book, chance):
    tree = _any_tree(book, chance)
    return tree, [e for e in tree.iter() if isinstance(e.tag, str) and e is not tree]


@change
def elements_dropped(book, chance):
    for element in _some(chance, _elements(book, chance)[1]):
        element.getparent().remove(element)


@change
def elements_doubled(book, chance):
    for element in _some(chance, _elements(book, chance)[1]):
        element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))


@change
def elements_exchanged(book, chance):
    _, found = _elements(book, chance)
    for element in _some(chance, [e for e in found if e.getnext() is not None]):
        following = element.getnext()
        if following is not None:
            following.addnext(element)


@change
def elements_moved(book, chance):
    _, found = _elements(book, chance)
    for element in _some(chance, found, 2):
        goal = chance.choice(found)
        if element not in goal.iterancestors() and element is not goal:
            goal.append(element)


@change
def attributes_dropped(book, chance):
    _, found = _elements(book, chance)
    for element in _some(chance, [e for e in found if e.attrib]):
        del element.attrib[chance.choice(list(element.attrib))]


@change
def attributes_changed(book, chance):
    _, found = _elements(book, chance)
    for element in _some(chance, [e for e in found if e.attrib]):
        values = ["", "0", "-1", "1", "x", "99999999", "A1", "true", element.get("r", "4") + "0"]
        element.set(chance.choice(list(element.attrib)), chance.choice(values))


@change
def letters_spoiled(book, chance):
    book.settle()
    name = chance.choice([n for n in book.parts if n.endswith((".xml", ".rels"))])
    text = book.parts[name]
    at = chance.randrange(len(text))
    new = chance.choice(
        [
            b"<",
            b">",
            b'"',
            b"&",
            b"\0",
            b"0",
            b"-",
            b"</row>",
            b"&#0;",
            b"&x;",
            b"\xff",
            b"<!--",
            b"<![CDATA[",
            "字".encode(),
        ]
    )
    book.parts[name] = text[:at] + new + text[at + chance.randint(0, 8) :]


@change
def other_encodings(book, chance):
    """The same XML in UTF-16, with a byte order mark, or said to be in a Chinese code."""
    book.settle()
    for name in _some(chance, [*book.sheets(), "xl/sharedStrings.xml", "xl/workbook.xml"], 3):
        codec = chance.choice(["UTF-16", "utf-8-sig", "gb18030", "UTF-16LE"])
        text = re.sub(r"^<\?xml[^>]*\?>", "", book.parts[name].decode("utf-8"))
        said = "UTF-8" if codec == "utf-8-sig" else codec
        book.parts[name] = f"<?xml version='1.0' encoding='{said}'?>{text}".encode(codec)


@change
def the_same_said_otherwise(book, chance):
    """Comments, instructions, CDATA, prefixes and white space, all of which mean nothing."""
    book.settle()
    for name in _some(chance, [*book.sheets(), "xl/sharedStrings.xml"], 3):
        text = book.parts[name].decode("utf-8")
        way = chance.randrange(5)
        if way == 0:
            text = text.replace("<row", "<!-- a -- ><row".replace("-- >", "-->"))
        elif way == 1:
            text = text.replace("<v>", "<v><![CDATA[").replace("</v>", "]]></v>")
        elif way == 2:
            text = re.sub(r"<(/?)([a-zA-Z]+)(?=[ />])", r"<\1x:\2", text).replace('xmlns="', 'xmlns:x="')
        elif way == 3:
            text = re.sub(r"(</?row[^>]*>|</c>|<v>)", "\\1", text).replace("</c><c", "</c>\n\t<c")
        else:
            text = re.sub(
                r">([^<]*[\u4e00-\u9fff][^<]*)<",
                lambda m: ">" + "".join(f"&#x{ord(c):x};" if c > "\u4e00" else c for c in m[1]) + "<",
                text,
            )
        book.parts[name] = text.encode("utf-8")


# --- rows and cells ---------------------------------------------------------------------------------------------------


@change
def cells_told_to_stand_elsewhere(book, chance):
    for cell in _some(chance, book.cells(book.sheet(chance)), 3):
        letters, number = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r")).groups()
        cell.set(
            "r",
            chance.choice(
                [
                    f"{letters}{int(number) + 1}",
                    f"A{number}",
                    f"ZZ{number}",
                    f"{letters}",
                    letters.lower() + number,
                    "A0",
                ]
            ),
        )


@change
def cells_without_reference(book, chance):
    """In a whole sheet, or in some rows; where a cell is missing before them, they move to the left."""
    tree = book.sheet(chance)
    rows = tree.xpath("//s:row", namespaces=NS)
    for row in rows if chance.random() < 0.5 else _some(chance, rows):
        for cell in row:
            cell.attrib.pop("r", None)


@change
def rows_without_number(book, chance):
    for row in book.sheet(chance).xpath("//s:row", namespaces=NS):
        row.attrib.pop("r", None)
        for cell in row:
            cell.attrib.pop("r", None)


@change
def rows_out_of_order(book, chance):
    rows = book.sheet(chance).xpath("//s:row", namespaces=NS)
    first, second = sorted(chance.sample(range(len(rows)), 2))
    rows[second].addnext(rows[first])


@change
def a_row_twice(book, chance):
    rows = book.sheet(chance).xpath("//s:row[s:c/s:v]", namespaces=NS)
    row = chance.choice(rows)
    copy = etree.fromstring(etree.tostring(row))
    for cell in copy:
        for value in cell.findall(f"{{{S}}}v"):
            value.text = "1"
    row.addnext(copy)


@change
def rows_sorted_by_people(book, chance):
    """The contents of the rows change places, as a spreadsheet sorts; the numbers stay."""
    rows = book.sheet(chance).xpath("//s:row[@r > 3]", namespaces=NS)
    places = [row.get("r") for row in rows]
    chance.shuffle(rows)
    parent = rows[0].getparent()
    for row, place in zip(rows, places, strict=True):
        row.set("r", place)
        for cell in row:
            cell.set("r", re.sub(r"\d+", place, cell.get("r")))
        parent.append(row)


@change
def rows_inserted(book, chance):
    tree = book.sheet(chance)
    start, many = chance.randint(1, 20), chance.choice([1, 3, 30, 19_000, 100_000])
    for row in tree.xpath("//s:row", namespaces=NS):
        if int(row.get("r")) >= start:
            place = str(int(row.get("r")) + many)
            row.set("r", place)
            for cell in row:
                cell.set("r", re.sub(r"\d+", place, cell.get("r")))


@change
def columns_moved(book, chance):
    """Everything right of a column moves, sometimes further than anybody would."""
    tree = book.sheet(chance)
    start, many = chance.randint(1, 8), chance.choice([1, 2, 26, 190, 700])
    for cell in tree.xpath("//s:c", namespaces=NS):
        letters, number = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r")).groups()
        column = _number(letters)
        cell.set("r", f"{_letters(column + many if column >= start else column)}{number}")


def _number(letters: str) -> int:
    out = 0
    for letter in letters:
        out = out * 26 + ord(letter) - 64
    return out


def _letters(number: int) -> str:
    out = ""
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out


@change
def rows_and_columns_hidden(book, chance):
    tree = book.sheet(chance)
    for row in _some(chance, tree.xpath("//s:row", namespaces=NS), 20):
        row.set("hidden", "1")
    for column in tree.xpath("//s:col", namespaces=NS):
        column.set("hidden", "1")


@change
def filters_and_tables(book, chance):
    tree = book.sheet(chance)
    data = tree.find(f"{{{S}}}sheetData")
    for old in tree.findall(f"{{{S}}}autoFilter"):
        tree.remove(old)
    data.addnext(
        etree.fromstring(
            f'<autoFilter xmlns="{S}" ref="A3:H30"><filterColumn colId="1"><filters><filter val="x"/></filters></filterColumn></autoFilter>'
        )
    )
    tree.append(
        etree.fromstring(f'<tableParts xmlns="{S}" xmlns:r="{R}" count="1"><tablePart r:id="rId77"/></tableParts>')
    )


@change
def cells_merged(book, chance):
    tree = book.sheet(chance)
    merged = etree.Element(f"{{{S}}}mergeCells")
    for _ in range(chance.randint(1, 4)):
        top, left = chance.randint(1, 30), chance.randint(1, 20)
        bottom, right = top + chance.choice([0, 1, 1, 5]), left + chance.choice([0, 0, 1, 3])
        area = f"{_letters(left)}{top}:{_letters(right)}{bottom}"
        etree.SubElement(
            merged, f"{{{S}}}mergeCell", ref=chance.choice([area, area, area, "A1:XFD1048576", "C4", "$C$4:$C$9"])
        )
    tree.find(f"{{{S}}}sheetData").addnext(merged)


@change
def another_dimension(book, chance):
    book.sheet(chance).find(f"{{{S}}}dimension").set("ref", chance.choice(["A1", "A1:B2", "A1:XFD1048576", "x", ""]))


# --- values -----------------------------------------------------------------------------------------------------------


@change
def other_texts_of_the_table(book, chance):
    for cell in _some(chance, [c for c in book.cells(book.sheet(chance)) if c.get("t") == "s"]):
        cell[0].text = chance.choice(["0", "1", "5", "-1", "999999", "1.0", " 2 ", "x", "", str(chance.randrange(300))])


@change
def texts_written_in_their_cells(book, chance):
    tree = book.sheet(chance)
    texts = book.texts().findall(f"{{{S}}}si")
    for cell in book.cells(tree):
        if cell.get("t") == "s" and cell[0].text.isdigit():
            item = texts[int(cell[0].text)]
            cell.set("t", "inlineStr")
            cell.remove(cell[0])
            inside = etree.SubElement(cell, f"{{{S}}}is")
            inside.extend(etree.fromstring(etree.tostring(child)) for child in item)


@change
def texts_in_many_fonts(book, chance):
    for item in _some(chance, book.texts().findall(f"{{{S}}}si"), 40):
        text = "".join(item.itertext())
        for child in list(item):
            item.remove(child)
        cut = len(text) // 2
        for piece in (text[:cut], text[cut:]):
            run = etree.SubElement(item, f"{{{S}}}r")
            etree.SubElement(etree.SubElement(run, f"{{{S}}}rPr"), f"{{{S}}}b")
            etree.SubElement(run, f"{{{S}}}t").text = piece
        reading = etree.SubElement(item, f"{{{S}}}rPh", sb="0", eb="1")
        etree.SubElement(reading, f"{{{S}}}t").text = "du yin"
        etree.SubElement(item, f"{{{S}}}phoneticPr", fontId="1")


@change
def strange_texts(book, chance):
    for item in _some(chance, book.texts().findall(f"{{{S}}}si"), 30):
        found = item.find(f"{{{S}}}t")
        if found is not None:
            found.text = chance.choice(STRANGE_TEXTS)


@change
def strange_texts_in_cells(book, chance):
    for cell in _some(chance, book.cells(book.sheet(chance), filled=False), 12):
        cell.set("t", chance.choice(["str", "inlineStr"]))
        text = chance.choice(STRANGE_TEXTS)
        _v(cell, text)
        if cell.get("t") == "inlineStr":
            cell.remove(cell[0])
            etree.SubElement(etree.SubElement(cell, f"{{{S}}}is"), f"{{{S}}}t").text = text


@change
def space_kept_or_not(book, chance):
    for item in book.texts().iter(f"{{{S}}}t"):
        item.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
        if chance.random() < 0.1:
            item.text = f"  {item.text} "


@change
def cells_of_another_type(book, chance):
    for cell in _some(chance, book.cells(book.sheet(chance)), 10):
        cell.set("t", chance.choice(["n", "s", "b", "str", "inlineStr", "e", "d", "zz", ""]))


@change
def strange_numbers(book, chance):
    for cell in _some(chance, book.cells(book.sheet(chance), filled=False), 12):
        cell.attrib.pop("t", None)
        _v(cell, chance.choice(STRANGE_NUMBERS))


@change
def dates_as_people_and_programs_write_them(book, chance):
    for cell in _some(chance, book.cells(book.sheet(chance), filled=False), 12):
        way = chance.randrange(3)
        _v(cell, ["46086", "2026-03-05", "2026-03-05T14:30:00"][way])
        cell.set("t", ["n", "d", "d"][way])
        cell.set("s", str(chance.choice([0, 11, 5, 999])))


@change
def truths(book, chance):
    for cell in _some(chance, book.cells(book.sheet(chance), filled=False), 12):
        cell.set("t", "b")
        _v(cell, chance.choice(["0", "1", "2", "true", "FALSE", ""]))


@change
def errors(book, chance):
    for cell in _some(chance, book.cells(book.sheet(chance), filled=False), 12):
        cell.set("t", "e")
        _v(cell, chance.choice(["#N/A", "#REF!", "#SPILL!", "#GETTING_DATA", "x", ""]))


@change
def formulas_with_and_without_values(book, chance):
    for cell in _some(chance, book.cells(book.sheet(chance), filled=False), 12):
        cell.attrib.pop("t", None)
        if chance.random() < 0.6:
            _v(cell, chance.choice(["5", "0.35", "46086"]))
        else:
            for child in list(cell):
                cell.remove(child)
        formula = etree.Element(f"{{{S}}}f")
        formula.text = chance.choice(
            ["1+1", "SUM(A1:A3)", "[1]Sheet1!$A$1", "=1", "", None, 'HYPERLINK("http://x")', "1+" * 4000 + "1"]
        )
        for name, value in chance.choice(
            [{}, {}, {"t": "shared", "si": "7"}, {"t": "array", "ref": "A1:A2"}, {"t": "dataTable"}]
        ).items():
            formula.set(name, value)
        cell.insert(0, formula)


@change
def values_behind_formulas_gone(book, chance):
    for cell in book.sheet(chance).xpath("//s:c[s:f]", namespaces=NS):
        for value in cell.findall(f"{{{S}}}v"):
            cell.remove(value)


@change
def keys_mangled(book, chance):
    """As a spreadsheet does when somebody edits them: numbers, spaces, full-width signs."""
    tree = book.sheet(chance)
    for cell in _some(chance, tree.xpath("//s:row[@r > 3]/s:c[starts-with(@r, 'A')]", namespaces=NS), 5):
        if re.fullmatch(r"A\d+", cell.get("r", "")):
            kind, text = chance.choice(
                [
                    ("n", "4.1"),
                    ("n", "1"),
                    ("str", " 1 "),
                    ("str", "１"),
                    ("b", "1"),
                    ("str", "EV-1"),
                    ("n", "1.0"),
                    ("d", "2026-03-05"),
                ]
            )
            cell.set("t", kind)
            _v(cell, text)


@change
def cells_emptied(book, chance):
    for cell in _some(chance, book.cells(book.sheet(chance)), 20):
        for child in list(cell):
            cell.remove(child)


# --- headers, sheets, and what stands around --------------------------------------------------------------------------


def _header(book, chance, text):
    tree = book.sheet(chance)
    cell = chance.choice(tree.xpath("//s:row[@r = 3]/s:c[s:v]", namespaces=NS))
    cell.set("t", "str")
    _v(cell, text(cell))


@change
def a_header_renamed(book, chance):
    _header(book, chance, lambda _: chance.choice(["别的", "", " ", "结果 ", "备 注"]))


@change
def a_header_twice(book, chance):
    tree = book.sheet(chance)
    one, other = chance.sample(tree.xpath("//s:row[@r = 3]/s:c[s:v]", namespaces=NS), 2)
    other[0].text = one[0].text


@change
def sheets_renamed(book, chance):
    for sheet in _some(chance, list(book.tree("xl/workbook.xml").iter(f"{{{S}}}sheet")), 2):
        sheet.set(
            "name",
            chance.choice([sheet.get("name") + " ", "目标", "Sheet1", "", "基本要求", sheet.get("name").swapcase()]),
        )


@change
def sheets_in_another_order(book, chance):
    sheets = list(book.tree("xl/workbook.xml").iter(f"{{{S}}}sheet"))
    parent = sheets[0].getparent()
    for sheet in chance.sample(sheets, len(sheets)):
        parent.append(sheet)


@change
def sheets_hidden(book, chance):
    for sheet in book.tree("xl/workbook.xml").iter(f"{{{S}}}sheet"):
        sheet.set("state", chance.choice(["visible", "hidden", "veryHidden", "x"]))


@change
def two_sheets_of_one_part(book, chance):
    one, other = chance.sample(list(book.tree("xl/workbook.xml").iter(f"{{{S}}}sheet")), 2)
    one.set(f"{{{R}}}id", other.get(f"{{{R}}}id"))


@change
def parts_related_otherwise(book, chance):
    one, other = chance.sample(list(book.tree("xl/_rels/workbook.xml.rels")), 2)
    name = chance.choice(["Target", "Type", "Id"])
    value = other.get(name)
    if chance.random() < 0.5:
        other.set(name, one.get(name))
    one.set(name, value)


@change
def counted_from_1904(book, chance):
    book.tree("xl/workbook.xml").find(f"{{{S}}}workbookPr").set("date1904", chance.choice(["1", "true", "0"]))


@change
def names_defined(book, chance):
    names = book.tree("xl/workbook.xml").find(f"{{{S}}}definedNames")
    for number in range(chance.choice([1, 50, 2000])):
        name = etree.SubElement(
            names, f"{{{S}}}definedName", name=chance.choice([f"名称{number}", f"_xlnm.Print_Area{number}", ""])
        )
        name.text = chance.choice(["#REF!", "目标!$A$1", "[1]别的!$A$1", ""])


@change
def validations_and_formats_gone(book, chance):
    tree = book.sheet(chance)
    for tag in ("dataValidations", "conditionalFormatting", "sheetViews", "cols", "hyperlinks"):
        for found in tree.findall(f"{{{S}}}{tag}"):
            tree.remove(found)


@change
def styles_gone(book, chance):
    if chance.random() < 0.5:
        book.parts["xl/styles.xml"] = b'<styleSheet xmlns="%s"/>' % S.encode()
    else:
        book.parts.pop("xl/styles.xml")
    book.trees.pop("xl/styles.xml", None)


@change
def other_number_formats(book, chance):
    styles = book.tree("xl/styles.xml")
    for xf in _some(chance, styles.xpath("//s:cellXfs/s:xf", namespaces=NS), 12):
        xf.set("numFmtId", str(chance.choice([0, 9, 14, 21, 22, 31, 46, 49, 57, 164, 777])))
    formats = styles.find(f"{{{S}}}numFmts")
    if formats is not None:
        code = chance.choice(['yyyy"年"m"月"', "[h]:mm", '0.00"d"', "[Red]General", "[$-804]aaaa", "0\\d", "yyyy;0;0"])
        formats.insert(0, etree.Element(f"{{{S}}}numFmt", numFmtId="777", formatCode=code))


@change
def links_pictures_and_comments(book, chance):
    """Parts that Excel adds when people paste things."""
    rels = book.tree("xl/_rels/workbook.xml.rels")
    etree.SubElement(rels, rels[0].tag, Id="rId900", Type=f"{R}/externalLink", Target="externalLinks/externalLink1.xml")
    book.parts["xl/externalLinks/externalLink1.xml"] = b'<externalLink xmlns="%s"/>' % S.encode()
    book.parts["xl/comments1.xml"] = b'<comments xmlns="%s"><authors/><commentList/></comments>' % S.encode()
    book.parts["xl/media/image1.png"] = b"\x89PNG\r\n\x1a\n" + chance.randbytes(500)


@change
def the_fingerprint_changed(book, chance):
    parts = [name for name in book.sheets() if name.endswith("sheet16.xml")]
    cell = chance.choice(book.cells(book.tree(chance.choice(parts))))
    cell.set("t", "str")
    _v(cell, chance.choice(["", "a" * 64, "0" * 64, "layout", "999"]))
