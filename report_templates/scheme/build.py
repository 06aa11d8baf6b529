"""Builds template.docx of the creation scheme. Run it after a change: `python report_templates/scheme/build.py`.

A test holds that the file in the tree is what this script makes.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from scheme_chapters import (  # noqa: E402  the folders are no packages
    annexes,
    chapter_1,
    chapter_2,
    chapter_3,
    chapter_4,
    chapter_5,
    chapter_6,
    chapters_7_to_10,
)
from scheme_front import whole  # noqa: E402


def build() -> bytes:
    body = [
        *chapter_1(),
        *chapter_2(),
        *chapter_3(),
        *chapter_4(),
        *chapter_5(),
        *chapter_6(),
        *chapters_7_to_10(),
    ]
    return whole("编制依据", body, annexes())


if __name__ == "__main__":
    data = build()
    (HERE / "template.docx").write_bytes(data)
    print(f"template.docx：{len(data)} 字节")
