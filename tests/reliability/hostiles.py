"""Workbooks made to do harm: each of a sound workbook and one thing in excess, in three sizes or places."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator

Parts = dict[str, bytes]
FIRST = "xl/worksheets/sheet3.xml"  # the first sheet that people fill


def hostiles(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and content of each."""
    for name, (change, amounts) in KINDS.items():
        for amount in amounts:
            parts = _parts(data)
            change(parts, amount)
            yield f"{name}: {amount}", _zipped(parts)


def _parts(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def _zipped(parts: Parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _insert(name: str, before: bytes, make: Callable[[int], bytes]) -> Callable[[Parts, int], None]:
    def change(parts: Parts, amount: int) -> None:
        assert before in parts[name], name
        parts[name] = parts[name].replace(before, make(amount) + before, 1)

    return change


def _many(text: str) -> Callable[[int], bytes]:
    """`text` so many times, `{n}` its number from 1 on."""
    return lambda amount: "".join(text.format(n=n, m=n % 900 + 4) for n in range(1, amount + 1)).encode()


def _names(parts: Parts, amount: int) -> None:
    made = _many('<definedName name="n{n}">说明!$A${n}</definedName>')(amount)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</definedNames>", made + b"</definedNames>", 1)


def _sheets(parts: Parts, amount: int) -> None:
    made = _many('<sheet name="x{n}" sheetId="{n}" r:id="rId1"/>')(amount)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</sheets>", made + b"</sheets>", 1)


def _dimension(parts: Parts, amount: int) -> None:
    parts[FIRST] = re.sub(rb'<dimension ref="[^"]*"', f'<dimension ref="A1:XFD{amount}"'.encode(), parts[FIRST])


def _cell(text: str) -> bytes:
    return f'<row r="19000"><c r="A19000" t="inlineStr"><is><t>{text}</t></is></c></row>'.encode()


KINDS: dict[str, tuple[Callable[[Parts, int], None], tuple[int, ...]]] = {
    "defined names": (_names, (1_000, 20_000, 200_000)),
    "sheets": (_sheets, (100, 900, 5_000)),
    "a size that is not true": (_dimension, (1, 20_000, 1_048_576)),
    "blank rows": (_insert(FIRST, b"</sheetData>", _many('<row r="{n}000"/>')), (100, 1_000, 100_000)),
    "styled blanks": (_insert(FIRST, b"</sheetData>", _many('<row r="{n}"><c r="ZZ{n}" s="1"/></row>')), (1_000, 50_000, 200_000)),
    "cells in one row": (_insert(FIRST, b"</sheetData>", lambda n: b'<row r="19000">' + b'<c s="1"/>' * n + b"</row>"), (1_000, 16_384, 300_000)),
    "one long text": (_insert(FIRST, b"</sheetData>", lambda n: _cell("".join(chr(0x4E00 + i * 7919 % 20_000) for i in range(n)))), (40_000, 400_000, 2_000_000)),
    "merged areas": (lambda p, n: p.__setitem__(FIRST, p[FIRST].replace(b"</sheetData>", b"</sheetData><mergeCells>" + _many('<mergeCell ref="A{n}:XFD{n}"/>')(n) + b"</mergeCells>", 1)), (1, 10_000, 100_000)),
    "texts": (lambda p, n: p.__setitem__("xl/sharedStrings.xml", p["xl/sharedStrings.xml"].replace(b"</sst>", _many("<si><t>t{n}</t></si>")(n) + b"</sst>", 1)), (1_000, 50_000, 300_000)),
    "styles": (lambda p, n: p.__setitem__("xl/styles.xml", p["xl/styles.xml"].replace(b"</cellXfs>", b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' * n + b"</cellXfs>", 1)), (1_000, 60_000, 200_000)),
    "nested elements": (_insert(FIRST, b"</worksheet>", lambda n: b"<extLst>" + b"<e>" * n + b"</e>" * n + b"</extLst>"), (100, 10_000, 100_000)),
    "one long attribute": (_insert(FIRST, b"</worksheet>", lambda n: b'<x y="' + bytes(65 + i * 7 % 26 for i in range(n)) + b'"/>'), (10_000, 1_000_000, 5_000_000)),
    "brackets in a formula": (_insert(FIRST, b"</sheetData>", lambda n: b'<row r="19000"><c r="A19000"><f>' + b"(" * n + b"1" + b")" * n + b"</f></c></row>"), (100, 8_000, 100_000)),
    "relationships": (lambda p, n: p.__setitem__("xl/_rels/workbook.xml.rels", p["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", _many('<Relationship Id="x{n}" Type="x" Target="x{n}.xml"/>')(n) + b"</Relationships>", 1)), (1_000, 20_000, 100_000)),
    "entities": (lambda p, n: p.__setitem__(FIRST, p[FIRST].replace(b"<worksheet", b"<!DOCTYPE x [" + b"".join(b'<!ENTITY e%d "&e%d;&e%d;">' % (i, i - 1, i - 1) for i in range(1, n)) + b"]><worksheet", 1)), (2, 10, 30)),
    "nothing but zeros": (lambda p, n: p.__setitem__("xl/media/zeros.bin", bytes(n << 20)), (1, 20, 200)),
    "parts": (lambda p, n: p.update({f"xl/x{i}.bin": b"x" for i in range(n)}), (100, 990, 3_000)),
}  # fmt: skip
