"""Builds template.docx of the self-inspection record. Run it after a change: `python report_templates/inspection/build.py`.

A test holds that the file in the tree is what this script makes.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from docparts import BREAK, DATA, STYLES, WIDE, Frame, W, close_up, cover, gaps_and_contents, signed  # noqa: E402
from inspection_chapters import annexes, chapter_1, chapter_5, chapter_6, tables  # noqa: E402  the folders are no packages
from wordkit import each, finish, new_document, pairs, para  # noqa: E402


def inspection_cover() -> list[str]:
    lines = [
        ["园区名称", "{{ doc.park }}"],
        ["管理机构", "{{ doc.manager }}"],
        ["自查轮次", "{{ doc.round }}"],
        ["自查起止", "{{ doc.period }}"],
    ]
    return cover("记录编号：{{ doc.number }}", lines, "{{ doc.manager }}")


def front() -> list[str]:
    return [
        para("FrontHeading", "真实性承诺"),
        *each("promise.paras"),
        *signed("promise.signs", "{{ promise.manager }}"),
        para("FrontHeading", "自查基本信息表", BREAK),
        para("FrontPart", "一、园区"),
        *pairs("info.park", W),
        para("FrontPart", "二、本轮自查"),
        *pairs("info.round", W, whole=DATA),
        para("FrontPart", "三、自查结果"),
        *pairs("info.result", W),
        para("Small", "{{ doc.trace }}"),
        *gaps_and_contents(),
    ]


def build() -> bytes:
    document = new_document(STYLES)
    frame = Frame(document)
    parts = [
        *inspection_cover(),
        frame.cover_ends(),
        *front(),
        frame.front_ends(),
        *chapter_1(),
        frame.body_ends(start=1),
        *tables(),
        *chapter_5(),
        frame.body_ends(WIDE),
        *chapter_6(),
        frame.body_ends(),
        *annexes(),
    ]
    return finish(document, close_up(parts), frame.last(WIDE))


if __name__ == "__main__":
    data = build()
    (HERE / "template.docx").write_bytes(data)
    print(f"template.docx：{len(data)} 字节")
