"""The review sheet of a pack as a workbook: our wording beside two open columns, to be read against the printed standard."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

from zcdoc import __version__, ooxml, xlsx
from zcdoc.model.pack import Pack
from zcdoc.model.reviewing import Column, Item, Part, parts
from zcdoc.model.reviews import VERDICTS
from zcdoc.workbook.formats import BAD, FONT, GOOD, PART, Formats

CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  a fixed moment: nothing in the file comes from the clock
COVER, MARK_SHEET, MARK = "说明", "_zcdoc", "zcdoc-review-1"
VERDICT, NOTE = "审读结论", "审读意见"
OPEN = (Column(VERDICT, 10, centered=True), Column(NOTE, 30))
HEADER = 2  # row of the headers, 0-based
BY, DATE, BASIS = "审读人", "审读日期", "所据文本"
FIELDS = (
    (BY, "姓名；可写单位"),
    (DATE, "如 2026-03-05"),
    (BASIS, "手中是哪一份：正式印本、报批稿、网页转载……写明版次"),
)
FIRST_FIELD = 9  # row of the first of them, 0-based
HOW = (
    "逐项对照印本，在“审读结论”选：一致（意思、数值、单位、能愿动词、主语都相符）、不一致、存疑。没有读到的留空。",
    "选不一致或存疑的，在“审读意见”写明印本怎样写、在第几页。灰底是标准包的内容，请不要改，改法写进意见。",
    "可以排序、筛选、隐藏列；不要改编号。读完交回：zcdoc pack review 标准包 文件名",
)
LINE, MAX_HEIGHT = 13.5, 400.0


def write_review(pack: Pack) -> bytes:
    """The workbook; the same pack gives the same bytes."""
    buffer = BytesIO()
    book = xlsx.workbook(buffer)
    book.set_properties(
        {"title": f"{pack.head.standard.title} 标准包审读表", "subject": pack.label, "author": "zcdoc", "company": "",
         "created": CREATED, "comments": f"zcdoc {__version__}"}
    )  # fmt: skip
    formats, sheets = Formats(book), parts(pack)
    _cover(book.add_worksheet(COVER), formats, pack, sheets)
    for part in sheets:
        _part(book.add_worksheet(part.name), formats, pack, part)
    _mark(book.add_worksheet(MARK_SHEET), pack, sheets)
    book.close()
    return ooxml.rezip(buffer.getvalue())


def _cover(sheet: Any, formats: Formats, pack: Pack, sheets: list[Part]) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 88)
    sheet.set_row(0, 32)
    sheet.write_string(0, 0, "标准包审读表", formats.title)
    counts = "，".join(f"{part.name} {len(part.items)} 项" for part in sheets)
    for row, (name, text) in enumerate(
        (
            ("标准", f"{pack.label}（{pack.head.standard.edition} 版）"),
            ("标准包", f"{pack.id} {pack.version}"),
            ("sha256", pack.sha256),
            ("内容", counts),
            ("来源", "；".join(f"{s.title}（确定程度 {s.certainty}）" for s in pack.head.sources)),
        ),
        1,
    ):
        sheet.set_row(row, _height([(text, 88)]))
        sheet.write_string(row, 0, name, formats.label)
        sheet.write_string(row, 1, text, formats.cell("standard", "text"))
    sheet.merge_range(FIRST_FIELD - 1, 0, FIRST_FIELD - 1, 1, "由审读人填写", formats.section)
    for row, (name, hint) in enumerate(FIELDS, FIRST_FIELD):
        sheet.set_row(row, 22)
        sheet.write_string(row, 0, name, formats.label)
        sheet.write_blank(row, 1, None, formats.cell("open", "text"))
        sheet.data_validation(row, 1, row, 1, {"validate": "any", "input_title": name, "input_message": hint})
    at = FIRST_FIELD + len(FIELDS) + 1
    sheet.merge_range(at, 0, at, 1, "怎样审读", formats.section)
    for row, text in enumerate(HOW, at + 1):
        sheet.set_row(row, _height([(text, 88)]))
        sheet.write_string(row, 0, str(row - at), formats.label)
        sheet.write_string(row, 1, text, formats.cell("standard", "text"))
    _paper(sheet, pack, COVER)
    sheet.set_portrait()


def _part(sheet: Any, formats: Formats, pack: Pack, part: Part) -> None:
    columns = (*part.columns, *OPEN)
    last, first = len(columns) - 1, HEADER + 1
    sheet.hide_gridlines(2)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, f"{part.name}　{pack.head.standard.number}", formats.title)
    sheet.write_string(1, 0, "灰底是标准包的内容；白底两列由审读人填写，没有读到的留空。", formats.help)
    sheet.set_row(HEADER, 24)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(HEADER, at, column.name, formats.header("open" if column in OPEN else "standard"))
    for row, item in enumerate(part.items, first):
        _item(sheet, formats, row, part, item)
    end = HEADER + len(part.items)
    sheet.data_validation(
        first, last - 1, end, last - 1,
        {"validate": "list", "source": list(VERDICTS), "error_title": VERDICT, "error_message": f"选 {'、'.join(VERDICTS)}，或留空"},
    )  # fmt: skip
    for verdict, (ground, ink) in zip(VERDICTS, (GOOD, BAD, PART), strict=True):
        look = formats.get(bg_color=ground, font_color=ink)
        sheet.conditional_format(
            first, last - 1, end, last - 1, {"type": "cell", "criteria": "==", "value": f'"{verdict}"', "format": look}
        )
    sheet.autofilter(HEADER, 0, end, last)
    sheet.freeze_panes(first, 1)
    sheet.repeat_rows(HEADER)
    _paper(sheet, pack, part.name)


def _item(sheet: Any, formats: Formats, row: int, part: Part, item: Item) -> None:
    sheet.set_row(row, _height([(text, c.width) for text, c in zip(item.cells, part.columns, strict=True)]))
    for at, (text, column) in enumerate(zip(item.cells, part.columns, strict=True)):
        role = "key" if at == 0 or item.head else "standard"
        sheet.write_string(row, at, text, formats.cell(role, "text", center=column.centered))
    for at, column in enumerate(OPEN, len(part.columns)):
        sheet.write_blank(row, at, None, formats.cell("open", "text", center=column.centered))


def _height(cells: list[tuple[str, int]]) -> float:
    """Points for wrapped texts, each in a column of so many half-width characters."""
    return min(MAX_HEIGHT, max(_lines(text, width) for text, width in cells) * LINE + 5)


def _lines(text: str, width: int) -> int:
    room = max(width - 1, 1)
    return sum(max(1, -(-sum(2 if ord(c) > 0x2E7F else 1 for c in line) // room)) for line in text.split("\n"))


def _paper(sheet: Any, pack: Pack, name: str) -> None:
    """A4, one page wide, with the pack and its digest on every page, so that a printed sheet says what it is of."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.3, right=0.3, top=0.75, bottom=0.65)
    number = pack.head.standard.number.replace("&", "&&")
    sheet.set_header(f'&L&"{FONT},常规"&9{number}&C&9{name}&R&9{pack.id} {pack.version}')
    sheet.set_footer(f"&L&8sha256 {pack.sha256[:16]}…&C&9第 &P 页 共 &N 页")


def _mark(sheet: Any, pack: Pack, sheets: list[Part]) -> None:
    """What the sheet was made of, so that what comes back is bound to it."""
    sheet.hide()
    rows = [
        (MARK, pack.id, pack.version, pack.sha256),
        *((part.name, item.id, item.key, item.digest) for part in sheets for item in part.items),
    ]
    for row, cells in enumerate(rows):
        for at, text in enumerate(cells):
            sheet.write_string(row, at, text)
