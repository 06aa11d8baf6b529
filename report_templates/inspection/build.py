"""Builds template.docx of the self-inspection record. Run it after a change: `python report_templates/inspection/build.py`.

A test holds that the file in the tree is what this script makes. What it shares with the report comes from there.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "report")]

from inspection_chapters import chapter_1, chapter_5, chapter_6, tables  # noqa: E402  the folders are no packages
from report_annexes import evidence, open_points  # noqa: E402
from report_common import BREAK, PAGE, WIDE, W, h  # noqa: E402
from report_frame import STYLES, cover, gaps_and_contents, margins, signed  # noqa: E402
from wordkit import each, finish, new_document, pairs, para, section, section_break  # noqa: E402

COVER = [
    ("园区名称", "{{ doc.park }}"), ("管理机构", "{{ doc.manager }}"), ("自查轮次", "{{ doc.round }}"),
    ("自查起止", "{{ doc.period }}"),
]  # fmt: skip


def front() -> list[str]:
    return [
        para("FrontHeading", "真实性承诺"),
        *each("promise.paras"),
        *signed("promise", "{{ promise.manager }}"),
        para("FrontHeading", "自查基本信息表", BREAK),
        para("FrontPart", "一、园区"),
        *pairs("info.park", W),
        para("FrontPart", "二、本轮自查"),
        *pairs("info.round", W),
        para("FrontPart", "三、自查结果"),
        *pairs("info.result", W),
        para("Small", "{{ doc.trace }}"),
        *gaps_and_contents(),
    ]


def build() -> bytes:
    document = new_document(STYLES)
    edge = margins(document)
    upright = section(PAGE, header=edge.header, footer=edge.footer, numbers="decimal")
    turned = section(WIDE, header=edge.header, footer=edge.footer, numbers="decimal")
    parts = [
        *cover("记录编号：{{ doc.number }}", COVER, "{{ doc.manager }}"),
        section_break(section(PAGE, header=edge.blank_header, footer=edge.blank_footer)),
        *front(),
        section_break(section(PAGE, header=edge.header, footer=edge.roman, numbers="upperRoman", start=1)),
        *chapter_1(),
        section_break(section(PAGE, header=edge.header, footer=edge.footer, numbers="decimal", start=1)),
        *tables(), *chapter_5(),
        section_break(turned),
        *chapter_6(),
        section_break(upright),
        h(1, "附件 1 证据清单"), *evidence("annex_a"),
        *open_points("附件 2", "附2", "annex_b", "记录"),
    ]  # fmt: skip
    return finish(document, parts, turned)


if __name__ == "__main__":
    data = build()
    (HERE / "template.docx").write_bytes(data)
    print(f"template.docx：{len(data)} 字节")
