"""What frames a scheme: the cover, and the front pages (who wrote, reviewed and approved it, what changed, what a draft
lacks, the contents list)."""

from __future__ import annotations

from docparts import PAGE, STYLES, WIDE, C, Frame, W, close_up, cover, gaps_and_contents, signed
from wordkit import Column, finish, new_document, para, table


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
        para("FrontPart", "三、标准数据"),
        para("BodyPlain", "{{ doc.data }}。"),
        para("Small", "{{ doc.trace }}"),
        *gaps_and_contents(),
    ]


def whole(basis: str, body: list[str], annexes: list[str]) -> bytes:
    """The document: upright chapters and annexes on turned pages; `basis` is what the cover calls the standard."""
    lines = [
        ["园区名称", "{{ doc.park }}"],
        ["编制单位", "{{ doc.body }}"],
        [basis, "{{ doc.standard }}"],
        ["编制日期", "{{ doc.date }}"],
    ]
    document = new_document(STYLES)
    frame = Frame(document)
    parts = [
        *cover("版本：{{ doc.version }}", lines),
        frame.cover_ends(),
        *front(),
        frame.front_ends(),
        *body,
        frame.body_ends(PAGE, start=1),
        *annexes,
    ]
    return finish(document, close_up(parts), frame.last(WIDE))
