"""Builds template.docx of the third-party evaluation report. Run it after a change: `python report_templates/report/build.py`.

A test holds that the file in the tree is what this script makes.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from docparts import BREAK, DATA, PAGE, STYLES, WIDE, Frame, W, close_up, cover, gaps_and_contents, signed  # noqa: E402
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
from wordkit import each, finish, new_document, pairs, para  # noqa: E402


def report_cover() -> list[str]:
    lines = [
        ["园区名称", "{{ doc.park }}"],
        ["评价机构", "{{ doc.body }}"],
        ["评价依据", "{{ doc.standard }}"],
        ["报告日期", "{{ doc.date }}"],
    ]
    return cover("报告编号：{{ doc.number }}", lines)


def front() -> list[str]:
    return [
        para("FrontHeading", "独立性与真实性声明"),
        *each("declaration.paras"),
        *signed("declaration.signs", "{{ declaration.body }}"),
        para("FrontHeading", "基本信息表", BREAK),
        para("FrontPart", "一、园区"),
        *pairs("info.park", W),
        para("FrontPart", "二、第三方评价机构"),
        *pairs("info.body", W),
        para("FrontPart", "三、评价结果"),
        *pairs("info.result", W, whole=DATA),
        para("Small", "{{ doc.trace }}"),
        *gaps_and_contents(),
    ]  # fmt: skip


def build() -> bytes:
    document = new_document(STYLES)
    frame = Frame(document)
    parts = [
        *report_cover(),
        frame.cover_ends(),
        *front(),
        frame.front_ends(),
        *chapter_1(), *chapter_2(), *chapter_3(), *chapter_4(), *chapter_5(), *chapter_6_7(), *chapter_8(),
        *chapter_9(), *chapter_10(), *chapter_11_12(),
        frame.body_ends(start=1),
        *wide_annexes(),
        frame.body_ends(WIDE),
        *last_annexes(),
        frame.body_ends(PAGE),
        *annex_f(),
    ]  # fmt: skip
    return finish(document, close_up(parts), frame.last(WIDE))


if __name__ == "__main__":
    data = build()
    (HERE / "template.docx").write_bytes(data)
    print(f"template.docx：{len(data)} 字节")
