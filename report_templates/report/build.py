"""Builds template.docx of the third-party evaluation report. Run it after a change: `python report_templates/report/build.py`.

A test holds that the file in the tree is what this script makes.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from report_annexes import annex_f, last_annexes, wide_annexes  # noqa: E402  the folders are no packages
from report_chapters import (  # noqa: E402
    chapter_1,
    chapter_2,
    chapter_3,
    chapter_4,
    chapter_5,
    chapter_6_7,
    chapter_8,
    chapter_9,
    chapter_10,
    chapter_11_12,
)  # fmt: skip
from report_common import BREAK, PAGE, WIDE, C, W  # noqa: E402
from wordkit import (  # noqa: E402
    HEI,
    SONG,
    Column,
    Style,
    add_margin,
    each,
    field,
    finish,
    fixed_table,
    new_document,
    pairs,
    para,
    raw_para,
    run,
    section,
    section_break,
    table,
    when,
)  # fmt: skip

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


def cover() -> list[str]:
    lines = [
        ["园区名称", "{{ doc.park }}"],
        ["评价机构", "{{ doc.body }}"],
        ["评价依据", "{{ doc.standard }}"],
        ["报告日期", "{{ doc.date }}"],
    ]
    labels = fixed_table([3.2, 9.4], [(line, ["CoverLabel", "CoverValue"], 1.25) for line in lines], "CoverTable")
    space = '<w:spacing w:before="{}"/>'
    return [
        para("CoverNumber", "报告编号：{{ doc.number }}"),
        para("CoverTitle", "{{ doc.title }}", space.format(2800)),
        para(
            "CoverText",
            "依据 {{ doc.standard }}《{{ doc.standard_title }}》",
            '<w:spacing w:before="240" w:after="3000"/>',
        ),
        labels,
        para("CoverText", "{{ doc.body }}（盖章）", space.format(900)),
    ]


def front() -> list[str]:
    return [
        para("FrontHeading", "独立性与真实性声明"),
        *each("declaration.paras"),
        _signatures(),
        para("Sign", "{{ declaration.body }}（公章）", '<w:spacing w:before="1200"/>'),
        para("Sign", "　　　　年　　月　　日"),
        para("FrontHeading", "基本信息表", BREAK),
        para("FrontPart", "一、园区"),
        *pairs("info.park", W),
        para("FrontPart", "二、第三方评价机构"),
        *pairs("info.body", W),
        para("FrontPart", "三、评价结果"),
        *pairs("info.result", W),
        para("Small", "{{ doc.trace }}"),
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


def _signatures() -> str:
    head, line = ["TableHead"] * 4, ["TableCenter"] * 4
    return fixed_table([3.4, 4.0, 4.6, 3.6], [
        (["角色", "姓名", "签名", "日期"], head, 0.9),
        (["{%tr for s in declaration.signs %}"], line, 0),
        (["{{ s.role }}", "{{ s.name }}", "", ""], line, 1.1),
        (["{%tr endfor %}"], line, 0),
    ])  # fmt: skip


def build() -> bytes:
    document = new_document(STYLES)
    rule = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="808080"/></w:pBdr>'
    header = add_margin(document, "header", [_centred(run("{{ doc.title }}　{{ doc.park }}"), "Header", rule)])
    roman = add_margin(document, "footer", [_centred(field("PAGE", "I"), "Footer")])
    total = run("　共 ") + field("PAGEREF zcdoc_end", "—") + run(" 页")
    footer = add_margin(document, "footer", [_centred(run("第 ") + field("PAGE") + run(" 页") + total, "Footer")])
    blank_header = add_margin(document, "header", [raw_para("Header", "")])
    blank_footer = add_margin(document, "footer", [raw_para("Footer", "")])
    parts = [
        *cover(),
        section_break(section(PAGE, header=blank_header, footer=blank_footer)),
        *front(),
        section_break(section(PAGE, header=header, footer=roman, numbers="upperRoman", start=1)),
        *chapter_1(), *chapter_2(), *chapter_3(), *chapter_4(), *chapter_5(), *chapter_6_7(), *chapter_8(),
        *chapter_9(), *chapter_10(), *chapter_11_12(),
        section_break(section(PAGE, header=header, footer=footer, numbers="decimal", start=1)),
        *wide_annexes(),
        section_break(section(WIDE, header=header, footer=footer, numbers="decimal")),
        *last_annexes(),
        section_break(section(PAGE, header=header, footer=footer, numbers="decimal")),
        *annex_f(),
    ]  # fmt: skip
    return finish(document, parts, section(WIDE, header=header, footer=footer, numbers="decimal"))


def _centred(inner: str, style: str, extra: str = "") -> str:
    small = inner.replace("<w:r>", '<w:r><w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr>')
    tabs = '<w:tabs><w:tab w:val="clear" w:pos="4320"/><w:tab w:val="clear" w:pos="8640"/></w:tabs>'
    plain = raw_para(style, small)
    return plain.replace(
        "</w:pPr>", f'{extra}{tabs}<w:spacing w:before="0" w:after="0"/><w:jc w:val="center"/></w:pPr>', 1
    )


if __name__ == "__main__":
    data = build()
    (HERE / "template.docx").write_bytes(data)
    print(f"template.docx：{len(data)} 字节")
