"""Builds template.docx of the third-party evaluation report. Run it after a change: `python report_templates/report/build.py`.

A test holds that the file in the tree is what this script makes.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from report_annexes import last_annexes, open_points, wide_annexes  # noqa: E402  the folders are no packages
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
from report_common import BREAK, PAGE, WIDE, W  # noqa: E402
from report_frame import STYLES, cover, gaps_and_contents, margins, signed  # noqa: E402
from wordkit import each, finish, new_document, pairs, para, section, section_break  # noqa: E402

COVER = [
    ("园区名称", "{{ doc.park }}"), ("评价机构", "{{ doc.body }}"), ("评价依据", "{{ doc.standard }}"),
    ("报告日期", "{{ doc.date }}"),
]  # fmt: skip


def front() -> list[str]:
    return [
        para("FrontHeading", "独立性与真实性声明"),
        *each("declaration.paras"),
        *signed("declaration", "{{ declaration.body }}"),
        para("FrontHeading", "基本信息表", BREAK),
        para("FrontPart", "一、园区"),
        *pairs("info.park", W),
        para("FrontPart", "二、第三方评价机构"),
        *pairs("info.body", W),
        para("FrontPart", "三、评价结果"),
        *pairs("info.result", W),
        para("Small", "{{ doc.trace }}"),
        *gaps_and_contents(),
    ]


def build() -> bytes:
    document = new_document(STYLES)
    edge = margins(document)
    header, footer = edge.header, edge.footer
    parts = [
        *cover("报告编号：{{ doc.number }}", COVER, "{{ doc.body }}"),
        section_break(section(PAGE, header=edge.blank_header, footer=edge.blank_footer)),
        *front(),
        section_break(section(PAGE, header=header, footer=edge.roman, numbers="upperRoman", start=1)),
        *chapter_1(), *chapter_2(), *chapter_3(), *chapter_4(), *chapter_5(), *chapter_6_7(), *chapter_8(),
        *chapter_9(), *chapter_10(), *chapter_11_12(),
        section_break(section(PAGE, header=header, footer=footer, numbers="decimal", start=1)),
        *wide_annexes(),
        section_break(section(WIDE, header=header, footer=footer, numbers="decimal")),
        *last_annexes(),
        section_break(section(PAGE, header=header, footer=footer, numbers="decimal")),
        *open_points("附录 F", "F", "annex_f"),
    ]  # fmt: skip
    return finish(document, parts, section(WIDE, header=header, footer=footer, numbers="decimal"))


if __name__ == "__main__":
    data = build()
    (HERE / "template.docx").write_bytes(data)
    print(f"template.docx：{len(data)} 字节")
