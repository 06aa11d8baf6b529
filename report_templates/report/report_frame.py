"""What stands round the chapters of every document: styles, cover, signatures, list of gaps, headers and footers."""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document
from report_common import BREAK, C, W
from wordkit import (
    HEI,
    SONG,
    Column,
    Style,
    add_margin,
    field,
    fixed_table,
    para,
    raw_para,
    run,
    table,
    when,
)

STYLES = [
    Style("Body", "Report Body", indent=2),
    Style("BodyPlain", "Report Body Plain"),
    Style("Heading1", "heading 1", 16, HEI, bold=False, align="left", before=18, after=10, level=0, keep_next=True),
    Style("Heading2", "heading 2", 14, HEI, align="left", before=12, after=6, level=1, keep_next=True),
    Style("Heading3", "heading 3", 12, HEI, align="left", before=8, after=4, level=2, keep_next=True),
    Style("FrontHeading", "Front Heading", 18, HEI, align="center", before=6, after=14, keep_next=True),
    Style("FrontPart", "Front Part", 12, HEI, align="left", before=8, after=4, keep_next=True),
    Style("CoverTitle", "Cover Title", 30, HEI, align="center", line=1.3),
    Style("CoverText", "Cover Text", 15, SONG, align="center"),
    Style("CoverLabel", "Cover Label", 15, HEI, align="both", line=1.6),
    Style("CoverValue", "Cover Value", 15, SONG, align="center", line=1.6),
    Style("CoverNumber", "Cover Number", 12, SONG, align="right"),
    Style("Caption", "caption", 10.5, HEI, align="center", line=1.2, before=6, after=4, keep_next=True),
    Style("TableText", "Table Text", 9, SONG, align="left", line=1.15, before=1, after=1),
    Style("TableSmall", "Table Small", 8, SONG, align="left", line=1.1, before=1, after=1),
    Style("TableCenter", "Table Center", 9, SONG, align="center", line=1.15, before=1, after=1),
    Style("TableNumber", "Table Number", 9, SONG, align="right", line=1.15, before=1, after=1),
    Style("TableHead", "Table Head", 9, HEI, align="center", line=1.15, before=1, after=1),
    Style("AfterTable", "After Table", 6, SONG, line=8, exact=True),
    Style("Note", "Report Note", 9, SONG, line=1.25, left=0.74, after=2),
    Style("Small", "Report Small", 9, SONG, align="left", line=1.25),
    Style("Reference", "Report Reference", 10.5, SONG, align="left", line=1.35, left=0.2),
    Style("Sign", "Report Sign", 12, SONG, align="right", before=6),
    Style("Photo", "Report Photo", 10.5, SONG, align="center", line=1.0, before=6, keep_next=True),
    Style("ContentsPlace", "Contents Place", 12, SONG, align="left"),
    Style("TOC1", "toc 1", 11, HEI, align="left", line=1.1, before=2, extra='<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8844"/></w:tabs>'),
    Style("TOC2", "toc 2", 10.5, SONG, align="left", line=1.1, left=0.74, extra='<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8844"/></w:tabs>'),
]  # fmt: skip


def cover(number: str, lines: list[tuple[str, str]], seal: str) -> list[str]:
    """Number, title, standard, label and value lines, and who seals the document."""
    rows = [([label, value], ["CoverLabel", "CoverValue"], 1.25) for label, value in lines]
    space = '<w:spacing w:before="{}"/>'
    return [
        para("CoverNumber", number),
        para("CoverTitle", "{{ doc.title }}", space.format(2800)),
        para(
            "CoverText",
            "依据 {{ doc.standard }}《{{ doc.standard_title }}》",
            '<w:spacing w:before="240" w:after="3000"/>',
        ),
        fixed_table([3.2, 9.4], rows, "CoverTable"),
        para("CoverText", f"{seal}（盖章）", space.format(900)),
    ]


def signed(key: str, seal: str) -> list[str]:
    """The table of signatures from the list `<key>.signs`, the seal and the date."""
    head, line = ["TableHead"] * 4, ["TableCenter"] * 4
    signatures = fixed_table([3.4, 4.0, 4.6, 3.6], [
        (["角色", "姓名", "签名", "日期"], head, 0.9),
        ([f"{{%tr for s in {key}.signs %}}"], line, 0),
        (["{{ s.role }}", "{{ s.name }}", "", ""], line, 1.1),
        (["{%tr endfor %}"], line, 0),
    ])  # fmt: skip
    return [
        signatures,
        para("Sign", f"{seal}（公章）", '<w:spacing w:before="1200"/>'),
        para("Sign", "　　　　年　　月　　日"),
    ]


def gaps_and_contents() -> list[str]:
    return [
        *when("doc.draft and gaps.has", [
            para("FrontHeading", "草稿缺项清单", BREAK),
            para("Body", "{{ gaps.intro }}"),
            *table([
                Column("序号", 1.2, "r.no", C), Column("所在章节", 3.6, "r.chapter"), Column("缺少的内容", 5.4, "r.what"),
                Column("在何处补充", 5.4, "r.where"),
            ], "gaps.rows", W),
        ]),
        para("FrontHeading", "目　次", BREAK),
        para("ContentsPlace", "目次"),
    ]  # fmt: skip


@dataclass(frozen=True)
class Margins:
    """Relationship ids of the header and footers; the cover has blank ones of its own."""

    header: str
    roman: str
    footer: str
    blank_header: str
    blank_footer: str


def margins(document: Document) -> Margins:
    rule = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="808080"/></w:pBdr>'
    header = add_margin(document, "header", [_centred(run("{{ doc.title }}　{{ doc.park }}"), "Header", rule)])
    roman = add_margin(document, "footer", [_centred(field("PAGE", "I"), "Footer")])
    total = run("　共 ") + field("PAGEREF zcdoc_end", "—") + run(" 页")
    footer = add_margin(document, "footer", [_centred(run("第 ") + field("PAGE") + run(" 页") + total, "Footer")])
    blank_header = add_margin(document, "header", [raw_para("Header", "")])
    blank_footer = add_margin(document, "footer", [raw_para("Footer", "")])
    return Margins(header, roman, footer, blank_header, blank_footer)


def _centred(inner: str, style: str, extra: str = "") -> str:
    small = inner.replace("<w:r>", '<w:r><w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr>')
    tabs = '<w:tabs><w:tab w:val="clear" w:pos="4320"/><w:tab w:val="clear" w:pos="8640"/></w:tabs>'
    plain = raw_para(style, small)
    return plain.replace(
        "</w:pPr>", f'{extra}{tabs}<w:spacing w:before="0" w:after="0"/><w:jc w:val="center"/></w:pPr>', 1
    )
