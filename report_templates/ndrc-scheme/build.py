"""Builds template.docx of the application under notice 910 of 2025. Run it after a change: `python report_templates/ndrc-scheme/build.py`.

A test holds that the file in the tree is what this script makes.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "scheme")]

from application_chapters import (  # noqa: E402  the folders are no packages
    chapter_1,
    chapter_2,
    chapter_3,
    chapter_4,
    chapter_5,
    chapter_6,
    explanation,
)
from docparts import PAGE, STYLES, WIDE, Frame, close_up, cover  # noqa: E402
from scheme_chapters import annexes  # noqa: E402
from scheme_front import front  # noqa: E402
from wordkit import finish, new_document  # noqa: E402


def application_cover() -> list[str]:
    lines = [
        ["园区名称", "{{ doc.park }}"],
        ["编制单位", "{{ doc.body }}"],
        ["申报依据", "{{ doc.standard }}"],
        ["编制日期", "{{ doc.date }}"],
    ]
    return cover("版本：{{ doc.version }}", lines)


def build() -> bytes:
    document = new_document(STYLES)
    frame = Frame(document)
    parts = [
        *application_cover(),
        frame.cover_ends(),
        *front(),
        frame.front_ends(),
        *chapter_1(),
        *chapter_2(),
        *chapter_3(),
        *chapter_4(),
        *chapter_5(),
        *chapter_6(),
        frame.body_ends(PAGE, start=1),
        *annexes(),
        *explanation(),
    ]
    return finish(document, close_up(parts), frame.last(WIDE))


if __name__ == "__main__":
    data = build()
    (HERE / "template.docx").write_bytes(data)
    print(f"template.docx：{len(data)} 字节")
