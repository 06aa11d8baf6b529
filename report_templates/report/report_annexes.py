"""Annexes A to F."""

from __future__ import annotations

from docannexes import assumptions_annex, benchmarks_table, checks_annex, ending, evidence_annex
from docparts import C, L, M, S, caption, chapter, h
from wordkit import Column, each, loop, para, table, when


def wide_annexes() -> list[str]:
    return [
        *checks_annex("附录 A 检查项逐项表", "annex_a"),
        chapter("附录 B 指标计算表"), para("Body", "{{ annex_b.intro }}"),
        *when("annex_b.rows and doc.scored", calculations([Column("得分率", 1.5, "r.ratio", M), Column("得分", 1.5, "r.exact", M)])),
        *when("annex_b.rows and not doc.scored", calculations([Column("判断", 2.4, "r.verdict", C)])),
        *benchmarks_table(),
        *evidence_annex(chapter("附录 C 证据清单"), "annex_c"),
    ]  # fmt: skip


def calculations(last: list[Column]) -> list[str]:
    """What each value was computed from; `last` says what it comes to."""
    return [
        caption("annex_b.caption"),
        *table([
            Column("序号", 0.95, "r.no", C), Column("指标", 2.25, "r.name"), Column("分子口径", 2.6, "r.top_counts", S),
            Column("分子", 2.7, "r.top", M), Column("分母口径", 2.45, "r.bottom_counts", S), Column("分母", 2.7, "r.bottom", M),
            Column("单位", 1.2, "r.unit", C), Column("现状值", 1.7, "r.value", M), Column("{{ doc.leading }}", 1.3, "r.leading", M), *last,
            Column("数据来源与证据", 2.35, "r.source", S), Column("说明", 2.1, "r.remark", S),
        ], "annex_b.rows", L),
    ]  # fmt: skip


def last_annexes() -> list[str]:
    return [
        h(1, "附录 D 现场照片"), para("Body", "{{ annex_d.intro }}"),
        *loop("p", "annex_d.items", [para("Photo", "{{ p.key }}"), para("Caption", "{{ p.caption }}", '<w:keepNext w:val="0"/>')]),
        h(1, "附录 E 评价机构与人员能力说明"), *each("annex_e.paras"), para("Body", "{{ annex_e.members }}"),
        *when("annex_e.evidence", [para("Body", "{{ annex_e.evidence }}")]),
    ]  # fmt: skip


def annex_f() -> list[str]:
    return [
        *assumptions_annex(h(1, "附录 F 假设、豁免与未决事项"), "F", "annex_f"),
        ending("报告结束"),
    ]  # fmt: skip
