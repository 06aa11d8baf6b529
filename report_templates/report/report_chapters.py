"""Chapters 1 to 12 and the list of references."""

from __future__ import annotations

from docparts import (
    C,
    N,
    W,
    activities_table,
    basics_table,
    caption,
    chapter,
    chapters_table,
    date,
    emission_sections,
    groups_table,
    h,
    judged_sections,
    offset_kinds_table,
    progress_table,
    projects_table,
    references_table,
    requirements_table,
    targets_table,
    year_table,
)
from wordkit import Column, each, figure, loop, para, table, when


def chapter_1() -> list[str]:
    return [
        h(1, "1 概述"),
        h(2, "1.1 评价目的"), *each("c1.purpose"),
        h(2, "1.2 评价范围"), *each("c1.scope"),
        h(2, "1.3 评价依据"), *each("c1.basis"), *each("c1.accounting"),
        *references_table("c1"),
        *each("c1.notes", "Note"),
        h(2, "1.4 报告编排"), *each("c1.frame"),
        *when("c1.parts", [
            caption("c1.t_parts"),
            *table([
                Column("标记", 1.4, "'【' ~ r.id ~ '】'", C), Column("标准条款", 2.2, "r.clause ~ ' ' ~ r.id ~ ')'", C),
                Column("要求的内容", 8.6, "r.title"), Column("本报告章节", 3.4, "r.where", C),
            ], "c1.parts", W),
        ]),
    ]  # fmt: skip


def chapter_2() -> list[str]:
    return [
        chapter("2 评价过程"),
        h(2, "2.1 评价组"), *each("c2.team"), caption("c2.t_team"),
        *table([Column("角色", 2.6, "r.role", C), Column("姓名", 7, "r.name"), Column("分工", 6, "r.duty")], "c2.people", W),
        h(2, "2.2 评价日程"), *each("c2.schedule"),
        *activities_table("c2"),
        h(2, "2.3 文件评审"), *each("c2.documents"),
        h(2, "2.4 现场检查与访谈"), *each("c2.site"), *each("c2.coverage"),
        h(2, "2.5 抽样"), *each("c2.sampling"),
        h(2, "2.6 数据核对与不确定性"), *each("c2.data"),
        h(2, "2.7 内部复核"), *each("c2.review"),
    ]  # fmt: skip


def chapter_3() -> list[str]:
    return [
        chapter("3 园区基本情况{{ doc.marks.park }}"),
        h(2, "3.1 园区概况"), *each("c3.intro"), para("Body", "{{ c3.see_basics }}"), *basics_table("c3"),
        h(2, "3.2 园区边界"), *each("c3.boundary"),
        h(2, "3.3 能源供应与使用"), *each("c3.energy"),
        h(2, "3.4 近年主要数据"), *each("c3.yearly"),
        *year_table("c3"),
    ]  # fmt: skip


CHECKS = [
    Column("检查项", 2.4, "r.id", C), Column("检查要点", 5.4, "r.text"), Column("类型", 1.9, "r.type", C),
    Column("检查方式", 1.6, "r.method", C), Column("证据", 2.8, "r.evidence"), Column("结果", 1.9, "r.result", C),
]  # fmt: skip


def _clauses(expression: str) -> list[str]:
    return loop("k", expression, [
        para("Heading3", "条款 {{ k.number }} {{ k.title }}"),
        para("Body", "{{ k.asked }}"),
        *each("k.sentences"),
        para("Body", "{{ k.judged }}"),
        caption("k.caption"),
        *table(CHECKS, "k.rows", W),
    ])  # fmt: skip


def chapter_4() -> list[str]:
    return [
        chapter("4 {{ c4.heading }}"),
        h(2, "4.1 总体判定"), *each("c4.intro"), *requirements_table("c4"),
        *when("c4.principles", [h(2, "4.2 创建原则"), *_clauses("c4.principles")]),
        *when("c4.clauses", [h(2, "4.{{ 3 if c4.principles else 2 }} 基本要求"), *_clauses("c4.clauses")]),
        *each("c4.notes", "Note"),
    ]  # fmt: skip


def chapter_5() -> list[str]:
    return [chapter("5 温室气体核算{{ doc.marks.inventory }}"), *emission_sections("c5", "5")]


def chapter_6_7() -> list[str]:
    return [
        chapter("6 目标与减排策略{{ doc.marks.targets }}"),
        h(2, "6.1 规划目标"), *each("c6.goals"),
        *targets_table("c6"), *figure("c6.f_path"),
        h(2, "6.2 减排策略"), *each("c6.strategy"),
        h(2, "6.3 重点项目"), *each("c6.projects"),
        *projects_table("c6"),
        chapter("7 阶段目标或零碳实现情况{{ doc.marks.achievement }}"),
        h(2, "7.1 阶段目标"), *each("c7.stage"), *each("c7.trend"), *each("c7.progress"),
        *when("c7.rows", progress_table("c7")),
        h(2, "7.2 零碳实现情况"), *each("c7.zero"), *each("c7.notes", "Note"),
    ]  # fmt: skip


def chapter_8() -> list[str]:
    return [
        chapter("8 抵消方式与抵消量{{ doc.marks.offsets }}"),
        h(2, "8.1 抵消情况"), *each("c8.intro"), *each("c8.plan"),
        *when("c8.rows", [
            caption("c8.t_offsets"),
            *table([
                Column("编号", 1.1, "r.no", C), Column("类型", 2.2, "r.type"), Column("项目", 2.2, "r.name"),
                Column("登记机构与编号", 3.0, "r.registry"), Column("数量（tCO₂e）", 1.9, "r.amount", N),
                Column("注销", 2.6, "r.cancelled"), Column("零碳判定", 2.6, "r.verdict"),
            ], "c8.rows", W),
        ]),
        *each("c8.counting"),
        h(2, "8.2 计入规则"), para("Body", "{{ c8.kinds_intro }}"), *offset_kinds_table("c8"),
        *when("c8.zero", [h(2, "8.3 抵消结果"), *each("c8.zero")]),
    ]  # fmt: skip


def chapter_9() -> list[str]:
    return [
        chapter("9 创建措施评价{{ doc.marks.measures }}"),
        h(2, "9.1 总体情况"), *each("c9.intro"), *chapters_table("c9"),
        *loop("s", "c9.systems", [
            para("Heading2", "{{ s.heading }}"),
            *each("s.paras"),
            caption("s.caption"),
            *table([
                Column("条款", 1.6, "r.number", C), Column("主题", 1.9, "r.title"), Column("检查项结果", 2.3, "r.spread"),
                Column("主要所见", 7.7, "r.finding"), Column("条款结论", 2.1, "r.result", C),
            ], "s.rows", W),
            *each("s.notes", "Note"),
        ]),
    ]  # fmt: skip


def chapter_10() -> list[str]:
    return [
        chapter("10 {{ judged.heading }}{{ doc.marks.indicators }}"),
        *when("judged.scored", scores()),
        *when("not judged.scored", judged_sections("10")),
        *each("c10.notes", "Note"),
    ]  # fmt: skip


def scores() -> list[str]:
    """Chapter 10 of a standard with points."""
    return [
        h(2, "10.1 计分方法"), *each("c10.method"), caption("c10.t_weights"),
        *table([
            Column("一级指标", 4.4, "r.name"), Column("{{ doc.weight }}", 2.2, "r.weight", N), Column("本次采用", 2.2, "r.in_force", N),
            Column("适用指标数", 2.2, "r.applicable", C), Column("{{ doc.weight }}来历", 4.4, "r.assumed", C),
        ], "c10.weights", W),
        h(2, "10.2 逐项说明"), para("Body", "{{ c10.intro }}"),
        *loop("g", "c10.groups", [para("Heading3", "{{ g.name }}"), *each("g.sentences")]),
        caption("c10.t_indicators"),
        *table([
            Column("序号", 0.95, "r.no", C), Column("二级指标", 1.85, "r.subgroup", C), Column("三级指标", 2.9, "r.name"),
            Column("单位", 1.4, "r.unit", C), Column("自评值", 1.6, "r.claimed", N), Column("核定值", 1.85, "r.value", N),
            Column("{{ doc.leading }}", 1.3, "r.leading", N), Column("得分率", 1.65, "r.ratio", N), Column("满分", 1.05, "r.full", N),
            Column("得分", 1.05, "r.points", N),
        ], "c10.rows", W),
        *figure("c10.f_ratios"),
        h(2, "10.3 得分汇总"), *each("c10.totals"), *groups_table("c10"),
        *figure("c10.f_groups"),
        h(2, "10.4 不适用与缺数据的指标"), *each("c10.inapplicable"), *each("c10.incomplete"),
        h(2, "10.5 假设对得分的影响"), *each("c10.range"),
        *when("c10.open", [
            caption("c10.t_range"),
            *table([
                Column("假设", 4.6, "r.title"), Column("本次采用", 3.6, "r.shown"), Column("允许的取值", 5, "r.permitted"),
                Column("影响", 2.2, "r.effect", C),
            ], "c10.open", W),
        ]),
    ]  # fmt: skip


def chapter_11_12() -> list[str]:
    return [
        chapter("11 {{ c11.heading }}{{ doc.marks.conclusion }}"),
        h(2, "11.1 结论"), *each("c11.paras"),
        *when("c11.levels", [
            caption("c11.t_levels"),
            *table([Column("级别", 2.4, "r.name", C), Column("含义", 9.8, "r.means"), Column("本次", 2.6, "r.mark", C)], "c11.levels", W),
        ]),
        *when("c11.zero", [h(2, "11.2 零碳判定"), *each("c11.zero")]),
        *when("c11.use", [
            h(2, "11.{{ 3 if c11.zero else 2 }} {{ c11.use }}"), *each("c11.certificate"), *each("c11.notes", "Note"),
        ]),
        chapter("12 问题、建议与后评价{{ doc.marks['follow-up'] }}"),
        *when("c12.highlights", [h(2, "12.1 主要做法与亮点"), *each("c12.highlights")]),
        h(2, "12.{{ 2 if c12.highlights else 1 }} 问题与不足"), *each("c12.problems"),
        *when("c12.issues", [
            caption("c12.t_issues"),
            *table([
                Column("检查项", 1.8, "r.id", C), Column("等级", 1.2, "r.grade", C), Column("问题", 3.1, "r.text"),
                Column("整改措施", 2.4, "r.fix"), Column("责任人", 1.35, "r.who", C), date("期限", "r.due"),
                date("验证", "r.closure"),
            ], "c12.issues", W),
        ]),
        h(2, "12.{{ 3 if c12.highlights else 2 }} 改进建议"), *each("c12.advice"),
        h(2, "12.{{ 4 if c12.highlights else 3 }} 后评价安排"), *each("c12.after"),
        *when("c12.compare", [
            h(2, "12.{{ 5 if c12.highlights else 4 }} 首次结果与最终结果"), *each("c12.course.intro"), *each("c12.compare"),
            *when("c12.course.rows", [
                caption("c12.course.caption"),
                *table([
                    Column("检查项", 2.0, "r.id", C), Column("首次结果", 2.5, "r.first", C), Column("当时的问题或所见", 3.4, "r.text"),
                    Column("整改或计划", 3.4, "r.fix"), Column("最终结果", 2.15, "r.final", C), date("了结情况", "r.end"),
                ], "c12.course.rows", W),
            ]),
        ]),
        chapter("参考文件"), *each("references", "Reference"),
    ]  # fmt: skip
