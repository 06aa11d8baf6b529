"""Chapters 1 to 6 and the annexes of the self-inspection record. Chapters 2 to 5 are wide tables and stand on turned pages."""

from __future__ import annotations

from docannexes import assumptions_annex, ending, evidence_annex
from docparts import (
    C,
    L,
    M,
    N,
    S,
    activities_table,
    caption,
    chapter,
    chapters_table,
    date,
    emission_sections,
    h,
    judged_summary,
    requirements_table,
)
from wordkit import Column, each, figure, loop, para, table, when

CHECKS = [
    Column("条款", 1.9, "r.clause", C), Column("检查项", 2.3, "r.id", C), Column("检查要点", 4.9, "r.text"),
    Column("类型", 2.1, "r.type", C), Column("方式", 1.6, "r.method", C), Column("检查所见", 5.4, "r.finding"),
    Column("证据（页码）", 2.5, "r.evidence"), Column("结果", 2.05, "r.result", C), date("检查人、日期", "r.signed"),
]  # fmt: skip


def chapter_1() -> list[str]:
    return [
        h(1, "1 自查概况"),
        h(2, "1.1 目的与依据"), *each("c1.purpose"),
        h(2, "1.2 时间与人员"), *each("c1.people"), *activities_table("c1"),
        h(2, "1.3 自查方式"), *each("c1.method"),
        h(2, "1.4 自查范围"), *each("c1.scope"),
        h(2, "1.5 自查结果"), *each("c1.results"), *each("c1.remark"),
        *chapters_table("c1", "内容"), *figure("c1.f_results"),
    ]  # fmt: skip


def tables() -> list[str]:
    """Chapters 2 to 4."""
    return [
        h(1, "2 基本要求自查表"), *each("c2.intro"), *requirements_table("c2", L),
        *each("c2.attention"), caption("c2.t_checks"), *table(CHECKS, "c2.rows", L), *each("c2.notes", "Note"),
        chapter("3 创建措施自查表"), *each("c3.intro"),
        *loop("s", "c3.systems", [
            para("Heading2", "{{ s.heading }}"), *each("s.paras"), caption("s.caption"),
            *table(CHECKS, "s.rows", L), *each("s.notes", "Note"),
        ]),
        chapter("4 指标自查表"), *each("c4.intro"), *each("c4.incomplete"), *each("c4.inapplicable"), *each("c4.score"),
        *when("not judged.scored", judged_summary(L)),
        *when("c4.rows", [
            caption("c4.caption"),
            *table([
                Column("序号", 0.95, "r.no", C), Column("指标", 2.8, "r.name"), Column("分子口径", 3.1, "r.top_counts", S),
                Column("分子", 2.7, "r.top", M), Column("分母口径", 3.0, "r.bottom_counts", S), Column("分母", 2.7, "r.bottom", M),
                Column("单位", 1.4, "r.unit", C), Column("现状值", 1.7, "r.value", N), Column("{{ doc.leading }}", 1.3, "r.leading", N),
                Column("数据来源与证据", 2.9, "r.source", S), Column("口径说明", 2.7, "r.remark", S),
            ], "c4.rows", L),
        ]),
        *each("c4.notes", "Note"),
    ]  # fmt: skip


def chapter_5() -> list[str]:
    return [
        chapter("5 问题与整改"),
        h(2, "5.1 本轮问题与整改清单"), *each("c5.intro"),
        *when("c5.issues", [
            caption("c5.t_issues"),
            *table([
                Column("检查项", 1.8, "r.id", C), Column("来源", 2.5, "r.origin", C), Column("等级", 1.25, "r.grade", C),
                Column("结果", 2.15, "r.result", C), Column("问题", 4.3, "r.text"), Column("整改措施", 3.9, "r.fix"),
                Column("责任人", 1.55, "r.who", C), date("期限", "r.due"), date("验证", "r.closure"),
                Column("状态", 2.05, "r.standing", C),
            ], "c5.issues", L),
        ]),
        h(2, "5.2 上一轮问题的关闭情况"), *each("c5.closure"),
        *when("c5.followed", [
            caption("c5.t_closure"),
            *table([
                Column("检查项", 2.0, "r.id", C), Column("等级", 1.25, "r.grade", C), Column("上一轮问题", 4.2, "r.text"),
                Column("上一轮结果", 2.15, "r.before", C), Column("整改措施", 3.6, "r.fix"), Column("责任人", 1.55, "r.who", C),
                date("期限", "r.due"), date("验证", "r.verified"), Column("本轮结果", 2.15, "r.result", C),
                date("现状", "r.state"),
            ], "c5.followed", L),
        ]),
        *when("c5.change", [
            h(2, "5.3 与上一轮相比"), *each("c5.change"),
            *when("c5.moved", [
                caption("c5.t_moved"),
                *table([
                    Column("检查项或指标", 3, "r.id", C), Column("主题", 9, "r.title"), Column("上一轮", 4, "r.before", C),
                    Column("本轮", 4, "r.now", C), Column("变化", 2.6, "r.change", C),
                ], "c5.moved", L),
            ]),
        ]),
    ]  # fmt: skip


def chapter_6() -> list[str]:
    return [h(1, "6 温室气体自查"), *emission_sections("c6", "6")]


def annexes() -> list[str]:
    return [
        *evidence_annex(h(1, "附件 1 证据清单"), "annex_a"),
        *assumptions_annex(h(1, "附件 2 假设、豁免与未决事项"), "附2", "annex_b"),
        ending("记录结束"),
    ]
