"""Workbooks made to do harm: each takes a sound workbook and makes it heavy, endless, or dangerous in one way.

The first of them run with every change, all of them nightly. Whatever each holds, it is read, or refused with a sentence.
"""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable

MB = 1 << 20
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
GOALS, TEXTS, STYLES, BOOK = "xl/worksheets/sheet12.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
RELS, PROPERTIES, TYPES = "xl/_rels/workbook.xml.rels", "docProps/custom.xml", "[Content_Types].xml"
# Heavy in a way that is none of our business: read like the sound workbook.
HARMLESS = frozenset({
    "200,000 defined names", "200,000 cell formats", "200,000 fonts", "100,000 number formats", "500,000 texts", "1,000,000 empty texts",
    "a text of 200,000 runs", "a text of 200,000 reading aids", "a text 200,000 deep", "elements 200,000 deep", "a workbook 200,000 deep",
    "a size that is not true", "a size without end", "100,000 validations", "100,000 conditional formats", "50,000 relationships",
    "50,000 content types", "a fingerprint of 100,000 rows", "pictures of 9 MB", "parts of 60 MB in all", "a number format of 200 kB",
})  # fmt: skip
HOSTILES: dict[str, Callable[[bytes], bytes]] = {}
_chance = random.Random(1)


def rezipped(
    data: bytes, changes: dict[str, Callable[[str], str | bytes]], more: dict[str, bytes] | None = None, level: int = 6
) -> bytes:
    """The same workbook with some parts passed through a function, and more parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as target,
    ):
        for name in source.namelist():
            content: str | bytes = source.read(name)
            if name in changes:
                content = changes[name](content.decode("utf-8"))  # type: ignore[union-attr]
            target.writestr(name, content)
        for name, extra in (more or {}).items():
            target.writestr(name, extra)
    return out.getvalue()


def noise(count: int) -> str:
    """Text that compresses badly, so that no limit on the ratio is met first."""
    return _chance.randbytes(count // 2).hex()


def _before(mark: str, make: Callable[[], str]) -> Callable[[str], str]:
    return lambda text: text.replace(mark, make() + mark, 1)


def _in(part: str, mark: str, make: Callable[[], str]) -> Callable[[bytes], bytes]:
    return lambda data: rezipped(data, {part: _before(mark, make)})


def _listed(name: str, function: Callable[[bytes], bytes]) -> None:
    HOSTILES[name] = function


def _rows(make: Callable[[], str]) -> Callable[[bytes], bytes]:
    return _in(GOALS, "</sheetData>", make)


def _after_data(make: Callable[[], str]) -> Callable[[bytes], bytes]:
    return lambda data: rezipped(data, {GOALS: lambda text: text.replace("</sheetData>", "</sheetData>" + make(), 1)})


def _many(count: int, text: str) -> Callable[[], str]:
    """`{n}` is the number, `{r}` a random one. Numbers that the workbook itself uses would change what it says."""
    return lambda: "".join(text.format(n=n, r=_chance.random()) for n in range(count))


def _around(before: str, make: Callable[[], str], after: str) -> Callable[[], str]:
    return lambda: before + make() + after


def _inline(text: str) -> str:
    return f'<row r="900"><c r="B900" t="inlineStr"><is><t>{text}</t></is></c></row>'


# --- run with every change --------------------------------------------------------------------------------------------

_listed(
    "200,000 defined names",
    _in(BOOK, "</definedNames>", _many(200_000, '<definedName name="n{n}_{r}">汇总!$A${n}</definedName>')),
)
_listed(
    "a merged area over the whole sheet",
    _after_data(lambda: '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
)
_listed(
    "9,999 merged areas that all overlap",
    _after_data(lambda: "<mergeCells>" + '<mergeCell ref="A4:H1048576"/>' * 9_999 + "</mergeCells>"),
)
_listed("a cell in the last row", _rows(lambda: '<row r="1048576"><c r="B1048576"><v>1</v></c></row>'))
_listed(
    "a billion laughs",
    lambda data: rezipped(data, {TEXTS: lambda text: text.replace("?>", '?><!DOCTYPE a [<!ENTITY a "lol">]>', 1)}),
)
_listed(
    "an external entity",
    lambda data: rezipped(data, {}, {"xl/a.xml": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}),
)
_listed(
    "a key of 32,000 characters",
    _rows(lambda: f'<row r="900"><c r="A900" t="str"><v>{"5.1" * 10_000}</v></c><c r="B900"><v>1</v></c></row>'),
)
_listed("macros", lambda data: rezipped(data, {}, {"xl/vbaProject.bin": b"x"}))
_listed("names that lead out", lambda data: rezipped(data, {}, {"../../a.xml": b"<a/>"}))
_listed(
    "a picture from elsewhere",
    lambda data: rezipped(
        data,
        {},
        {
            "xl/drawings/_rels/drawing9.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="{R}/image" Target="http://x.example/a.png" TargetMode="External"/></Relationships>'.encode()
        },
    ),
)


# --- nightly: too much of everything ----------------------------------------------------------------------------------

_listed(
    "200,000 merged areas",
    _after_data(_around("<mergeCells>", _many(200_000, '<mergeCell ref="A{n}:B{n}"/>'), "</mergeCells>")),
)
_listed("a row of 500,000 cells", _rows(_around("<row>", _many(500_000, '<c s="{n}"/>'), "</row>")))
_listed("200,000 cell formats", _in(STYLES, "</cellXfs>", _many(200_000, '<xf numFmtId="{n}" fontId="0" x="{r}"/>')))
_listed("200,000 fonts", _in(STYLES, "</fonts>", _many(200_000, '<font><name val="{r}"/></font>')))
_listed(
    "100,000 number formats",
    _in(STYLES, "</numFmts>", _many(100_000, '<numFmt numFmtId="1{n:06}" formatCode="yyyy{r}"/>')),
)
_listed(
    "a number format of 200 kB",
    _in(
        STYLES,
        "</numFmts>",
        lambda: f'<numFmt numFmtId="900" formatCode="{"".join(_chance.choices("[]hmsyd0;", k=200_000))}"/>',
    ),
)
_listed("500,000 texts", _in(TEXTS, "</sst>", _many(500_000, "<si><t>{r}</t></si>")))
_listed(
    "1,000,000 empty texts",
    _in(
        TEXTS,
        "</sst>",
        lambda: "".join(_chance.choice(["<si/>", "<si></si>", "<si><t/></si>"]) for _ in range(1_000_000)),
    ),
)
_listed("a text of 8 MB", _in(TEXTS, "</sst>", lambda: f"<si><t>{noise(8 * MB)}</t></si>"))
_listed("a text of 200,000 runs", _in(TEXTS, "</sst>", _around("<si>", _many(200_000, "<r><t>{r}</t></r>"), "</si>")))
_listed(
    "a text of 200,000 reading aids",
    _in(TEXTS, "</sst>", _around("<si><t>x</t>", _many(200_000, '<rPh sb="{n}" eb="0"><t>{r}</t></rPh>'), "</si>")),
)
_listed("a text in a cell of 8 MB", _rows(lambda: _inline(noise(8 * MB))))
_listed(
    "a text of pieces in a cell", _rows(lambda: _inline("".join(f"<![CDATA[{noise(60_000)}]]>" for _ in range(100))))
)
_listed(
    "1,000,000 characters by number",
    _rows(lambda: _inline("".join(f"&#x{_chance.randrange(0x4E00, 0x9FFF):x};" for _ in range(1_000_000)))),
)
_listed(
    "32,767 characters by number",
    _rows(lambda: _inline("".join(f"&#x{_chance.randrange(0x4E00, 0x9FFF):x};" for _ in range(32_767)))),
)
_listed(
    "32,000 escapes",
    _rows(lambda: _inline("".join(f"_x{_chance.randrange(0x4E00, 0x9FFF):04X}_" for _ in range(32_000)))),
)
_listed(
    "32,000 combining marks",
    _rows(lambda: _inline("e" + "".join(chr(_chance.randrange(0x300, 0x360)) for _ in range(32_000)))),
)
_listed(
    "500,000 cells",
    _rows(lambda: "".join(f'<row r="{n}">{_many(50, "<c><v>{r}</v></c>")()}</row>' for n in range(900, 10_900))),
)
_listed(
    "20,000 cells of errors",
    _rows(lambda: "".join(f'<row r="{n}"><c r="D{n}" t="e"><v>#REF!</v></c></row>' for n in range(900, 20_000))),
)
_listed(
    "19,000 rows with keys of nobody",
    _rows(
        lambda: "".join(
            f'<row r="{n}"><c r="A{n}" t="str"><v>{_chance.random()}</v></c><c r="B{n}"><v>1</v></c></row>'
            for n in range(900, 19_900)
        )
    ),
)
_listed(
    "19,000 rows with one key",
    _rows(
        lambda: "".join(
            f'<row r="{n}"><c r="A{n}"><v>7</v></c><c r="B{n}"><v>1</v></c></row>' for n in range(900, 19_900)
        )
    ),
)
_listed(
    "19,000 equal new rows",
    _rows(lambda: "".join(f'<row r="{n}"><c r="B{n}"><v>1</v></c></row>' for n in range(900, 19_900))),
)
_listed(
    "a size that is not true",
    lambda data: rezipped(data, {GOALS: lambda text: re.sub('<dimension ref="[^"]*"', '<dimension ref="A1:B2"', text)}),
)
_listed(
    "a size without end",
    lambda data: rezipped(
        data, {GOALS: lambda text: re.sub('<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', text)}
    ),
)
_listed(
    "5,000 names for one sheet", _in(BOOK, "</sheets>", _many(5_000, '<sheet name="x{n}" sheetId="{n}" r:id="rId1"/>'))
)
_listed(
    "brackets 8,000 deep in a formula",
    _rows(lambda: f'<row r="900"><c r="D900"><f>{"(" * 8_000}1{")" * 8_000}</f><v>1</v></c></row>'),
)
_listed("200 MB of zeros", lambda data: rezipped(data, {}, {"xl/media/zeros.bin": bytes(200 * MB)}, level=1))
_listed("400,000 empty rows", _rows(lambda: "".join(f'<row ht="{_chance.randrange(99)}"/>' for _ in range(400_000))))
_listed(
    "2,600,000 marks",
    _after_data(lambda: "".join(_chance.choice(["<a/>", "<b/>", "<c1/>", "<d />"]) for _ in range(2_600_000))),
)
_listed("a formula of 200 kB", _rows(lambda: f'<row r="900"><c r="D900"><f>{"1+A$9" * 40_000}</f><v>1</v></c></row>'))
_listed(
    "4,000 formulas of 5 kB",
    _rows(
        lambda: "".join(
            f'<row r="{n}"><c r="D{n}"><f>{"1+" * 1000}{noise(80)}{"-A1" * 1000}</f><v>1</v></c></row>'
            for n in range(900, 4_900)
        )
    ),
)
_listed(
    "50,000 cells that share a formula",
    _rows(
        lambda: "".join(
            f'<row r="{n}"><c r="D{n}"><f t="shared" si="0"/><v>1</v></c></row>' for n in range(900, 19_900)
        )
    ),
)
_listed(
    "a number of 100,000 digits",
    _rows(lambda: f'<row r="900"><c r="D900"><v>{"".join(_chance.choices("0123456789", k=100_000))}</v></c></row>'),
)
_listed("100,000 attributes", _after_data(_around("<x ", _many(100_000, 'a{n}="{r}" '), "/>")))
_listed("an attribute of 8 MB", _after_data(lambda: f'<x a="{noise(8 * MB)}"/>'))
_listed("a comment of 8 MB", _after_data(lambda: f"<!--{noise(8 * MB)}-->"))
_listed(
    "elements 200,000 deep",
    _after_data(lambda: "".join(f"<a b='{_chance.random()}'>" for _ in range(200_000)) + "</a>" * 200_000),
)
_listed(
    "a text 200,000 deep",
    _in(
        TEXTS,
        "</sst>",
        lambda: "<si>" + "".join(f"<r a='{_chance.random()}'>" for _ in range(200_000)) + "</r>" * 200_000 + "</si>",
    ),
)
_listed(
    "a workbook 200,000 deep",
    _in(BOOK, "<sheets>", lambda: "".join(f"<a b='{_chance.random()}'>" for _ in range(200_000)) + "</a>" * 200_000),
)
_listed(
    "100,000 validations",
    _after_data(
        _around(
            "<dataValidations>",
            _many(100_000, '<dataValidation sqref="A{n}"><formula1>{r}</formula1></dataValidation>'),
            "</dataValidations>",
        )
    ),
)
_listed(
    "100,000 conditional formats",
    _after_data(
        _many(
            100_000,
            '<conditionalFormatting sqref="A{n}"><cfRule type="expression"><formula>{r}</formula></cfRule></conditionalFormatting>',
        )
    ),
)
_listed(
    "20,000 sheets that are not there",
    _in(BOOK, "</sheets>", _many(20_000, '<sheet name="s{n}" sheetId="{n}" r:id="x{n}"/>')),
)
_listed(
    "50,000 relationships",
    _in(
        RELS, "</Relationships>", _many(50_000, '<Relationship Id="x{n}" Type="' + R + '/worksheet" Target="{r}.xml"/>')
    ),
)
_listed(
    "relationships of 9 MB",
    _in(RELS, "</Relationships>", lambda: f'<Relationship Id="x" Type="x" Target="{noise(9 * MB)}"/>'),
)
_listed("50,000 content types", _in(TYPES, "</Types>", _many(50_000, '<Override PartName="/a{n}" ContentType="{r}"/>')))
_listed(
    "properties that match for ever",
    lambda data: rezipped(
        data,
        {
            PROPERTIES: lambda _: (
                '<Properties xmlns="x">'
                + "".join(f'name="zcdoc-{_chance.random()}" ' for _ in range(15_000))
                + "</Properties>"
            ),
            "xl/worksheets/sheet17.xml": lambda _: "<worksheet/>",
        },
    ),
)
_listed(
    "a fingerprint of 100,000 rows",
    _in("xl/worksheets/sheet17.xml", "</sheetData>", _many(100_000, "<row><c><v>{n}</v></c><c><v>{r}</v></c></row>")),
)
_listed("1,100 parts", lambda data: rezipped(data, {}, {f"xl/media/{n}.png": b"x" for n in range(1100)}))
_listed(
    "pictures of 9 MB",
    lambda data: rezipped(data, {}, {f"xl/media/{n}.png": _chance.randbytes(MB) for n in range(9)}, level=0),
)
_listed(
    "a part that inflates a thousandfold",
    lambda data: rezipped(data, {}, {"xl/worksheets/sheet99.xml": b"<a>" + b" " * 90 * MB}),
)
_listed(
    "parts of 60 MB in all",
    lambda data: rezipped(
        data, {}, {f"xl/a{n}.xml": ("<a>" + (noise(40_000) + " " * MB) * 20 + "</a>").encode() for n in range(3)}
    ),
)
_listed(
    "parts of 120 MB in all",
    lambda data: rezipped(
        data, {}, {f"xl/a{n}.xml": ("<a>" + (noise(40_000) + " " * MB) * 20 + "</a>").encode() for n in range(6)}
    ),
)
_listed("an old workbook", lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
_listed("nothing", lambda _: b"")


def _lying(data: bytes) -> bytes:
    """A part larger than the directory says."""
    out = bytearray(rezipped(data, {}, {"xl/big.xml": b"<a>" + noise(2 * MB).encode()}))
    struct.pack_into("<I", out, out.rindex(b"xl/big.xml") - 46 + 24, 90_000)
    return bytes(out)


def _shared_body(data: bytes) -> bytes:
    """Two hundred directory entries that point to one body."""
    made = rezipped(data, {}, {"xl/big.xml": b"<a>" + noise(MB).encode() + b"</a>"})
    end = made.rindex(b"PK\x05\x06")
    count, size, start = struct.unpack_from("<HII", made, end + 10)
    at = made.rindex(b"xl/big.xml") - 46
    entry = made[at:end]
    copies = b"".join(entry.replace(b"xl/big.xml", f"xl/{n:03}.xml".encode()) for n in range(200))
    tail = bytearray(made[end:])
    struct.pack_into("<HHII", tail, 8, count + 199, count + 199, size - len(entry) + len(copies), start)
    return made[:at] + copies + bytes(tail)


def _encrypted(data: bytes) -> bytes:
    out = bytearray(data)
    for found in re.finditer(rb"PK\x01\x02", data):
        out[found.start() + 8] |= 1
    return bytes(out)


_listed("a part larger than it says", _lying)
_listed("entries that share one body", _shared_body)
_listed("encrypted parts", _encrypted)
