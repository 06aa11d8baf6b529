"""Front pages after the cover: who wrote, reviewed and approved it, what changed, what a draft lacks, the contents list."""

from __future__ import annotations

from docparts import C, W, gaps_and_contents, signed
from wordkit import Column, para, table


def front() -> list[str]:
    return [
        para("FrontHeading", "审批与修订"),
        para("Body", "{{ approval.intro }}"),
        para("FrontPart", "一、审批"),
        *signed("approval.signs", "{{ doc.body }}", 900),
        para("FrontPart", "二、修订", '<w:spacing w:before="600"/>'),
        *table(
            [Column("版本", 2.4, "r.version", C), Column("日期", 3.4, "r.date", C), Column("修订内容", 9.8, "r.what")],
            "approval.revisions",
            W,
        ),
        para("Small", "{{ doc.trace }}"),
        *gaps_and_contents(),
    ]
