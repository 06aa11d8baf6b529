"""Chapters 1 to 10 and the annexes of the creation scheme."""

from __future__ import annotations

from docannexes import assumptions_annex, benchmarks_table, checks_annex, evidence_annex
from docparts import (
    C,
    L,
    N,
    S,
    W,
    basics_table,
    caption,
    categories_table,
    chapter,
    date,
    groups_table,
    h,
    judged_rows,
    judged_summary,
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
        h(1, "1 编制说明"),
        h(2, "1.1 编制目的"), *each("c1.purpose"),
        h(2, "1.2 编制依据"), *each("c1.basis"), *references_table("c1"), *each("c1.notes", "Note"),
        h(2, "1.3 适用范围"), *each("c1.scope"),
        h(2, "1.4 实施期限与数据时点"), *each("c1.period"),
    ]  # fmt: skip


def chapter_2() -> list[str]:
    return [
        chapter("2 园区概况"),
        h(2, "2.1 基本情况"), *each("c2.intro"), para("Body", "{{ c2.see_basics }}"), *basics_table("c2"),
        h(2, "2.2 园区边界"), *each("c2.boundary"),
        h(2, "2.3 能源供应与使用"), *each("c2.energy"),
        h(2, "2.4 近年产值、能源与排放"), *each("c2.yearly"), *year_table("c2"), *each("c2.trend"),
        h(2, "2.5 排放构成"), *each("c2.rules"), *each("c2.emissions"), *categories_table("c2"),
    ]  # fmt: skip


def chapter_3() -> list[str]:
    return [
        chapter("3 现状评估"),
        h(2, "3.1 原则与基本要求"), *each("c3.intro"), *requirements_table("c3"),
        h(2, "3.2 各条款的差距"), *each("c3.clauses"), *clause_gaps_table(),
        *when("judged.scored", points_today()),
        *when("not judged.scored", [
            h(2, "3.3 {{ judged.heading }}"), *each("judged.method"), *when("judged.rows", [*each("judged.intro"), *judged_rows(W)]),
            *judged_summary(W), *each("judged.conclusion"),
        ]),
        h(2, "3.{{ 5 if judged.scored else 4 }} 问题与困难"), *each("c3.problems"),
        *issues_table(),
    ]  # fmt: skip


def clause_gaps_table() -> list[str]:
    return [
        caption("c3.t_clauses"),
        *table([
            Column("条款", 2.0, "r.number", C), Column("主题", 2.6, "r.title"), Column("检查项数", 1.5, "r.count", C),
            Column("现状", 2.1, "r.result", C), Column("差距", 7.4, "r.gap"),
        ], "c3.clause_rows", W),
    ]  # fmt: skip


def issues_table() -> list[str]:
    return when("c3.issues", [
        caption("c3.t_issues"),
        *table([
            Column("检查项", 2.2, "r.id", C), Column("等级", 1.25, "r.grade", C), Column("问题", 4.6, "r.text"),
            Column("整改措施", 3.5, "r.fix"), Column("责任人", 1.5, "r.who", C), date("期限", "r.due"),
        ], "c3.issues", W),
    ])  # fmt: skip


def points_today() -> list[str]:
    """What stands in chapter 3 where the standard gives points: indicators and the score today."""
    return [
        h(2, "3.3 指标现状与{{ doc.leading }}"), *each("c3.indicators"), caption("c3.t_indicators"),
        *table([
            Column("序号", 0.95, "r.no", C), Column("二级指标", 1.85, "r.subgroup", C), Column("三级指标", 3.5, "r.name"),
            Column("单位", 1.4, "r.unit", C), Column("现状值", 1.85, "r.value", N), Column("{{ doc.leading }}", 1.3, "r.leading", N),
            Column("得分率", 1.6, "r.ratio", N), Column("满分", 1.05, "r.full", N), Column("得分", 1.05, "r.points", N),
            Column("失分", 1.05, "r.lost", N),
        ], "c3.indicator_rows", W),
        *each("c3.lost"), *each("c3.inapplicable"), *each("c3.incomplete"), *each("c3.assumed"),
        h(2, "3.4 试算得分"), *each("c3.score"), *groups_table("c3"),
    ]  # fmt: skip


def chapter_4() -> list[str]:
    return [
        chapter("4 创建目标"),
        h(2, "4.1 总体目标"), *each("c4.overall"), *targets_table("c4"),
        h(2, "4.2 指标目标"), *each("c4.aims"),
        *aims_table(),
        h(2, "4.3 排放路径"), *each("c4.path"),
        *path_table(),
        *figure("c4.f_path"),
        *due_section("4.4 "),
    ]  # fmt: skip


def aims_table() -> list[str]:
    return when("c4.aim_rows", [
        caption("c4.t_aims"),
        *table([
            Column("指标", 1.0, "r.no", C), Column("三级指标", 3.0, "r.indicator"), Column("目标项", 2.65, "r.name"),
            Column("现状值", 1.5, "r.value", N), Column("{{ doc.leading }}", 1.4, "r.leading", N), Column("{{ doc.goal }}", 2.0, "r.goal", N),
            Column("目标年", 1.25, "r.year", C), Column("与{{ doc.leading }}比较", 2.8, "r.verdict"),
        ], "c4.aim_rows", W),
    ])  # fmt: skip


def path_table() -> list[str]:
    return when("c4.path_rows", [
        caption("c4.t_path"),
        *table([
            Column("年度", 2.4, "r.year", C), Column("性质", 2.4, "r.kind", C), Column("排放总量（{{ doc.total_unit }}）", 4.4, "r.value", N),
            Column("与基准年相比", 3.4, "r.change", N),
        ], "c4.path_rows", W * 0.85),
    ])  # fmt: skip


def due_section(number: str) -> list[str]:
    """Targets whose year has come; without a number its heading is one level down."""
    title = "已到期目标的完成情况"
    heading = h(2, f"{number}{title}") if number else h(3, title)
    return when("c4.rows", [heading, *each("c4.due"), *progress_table("c4")])


PLAN = [
    Column("检查项", 2.1, "r.id", C), Column("检查要点", 3.4, "r.text"), Column("现状", 3.2, "r.today"),
    Column("计划措施", 2.75, "r.plan"), Column("责任单位", 1.6, "r.who", C), date("计划完成", "r.due"),
]  # fmt: skip


def plan_table(name: str) -> list[str]:
    return when(f"{name}.rows", [caption(f"{name}.caption"), *table(PLAN, f"{name}.rows", W)])


def chapter_5() -> list[str]:
    return [
        chapter("5 创建路径与措施"),
        h(2, "5.1 总体路径"), *each("c5.strategy"), *plan_summary_table("系统"),
        para("Note", "{{ c5.legend }}"),
        para("Heading2", "{{ c5.basics.heading }}"), *each("c5.basics.paras"), *plan_table("c5.basics"),
        *loop("s", "c5.systems", [para("Heading2", "{{ s.heading }}"), *each("s.paras"), *plan_table("s")]),
    ]  # fmt: skip


def plan_summary_table(name: str) -> list[str]:
    numbers = [Column(t, 1.45, f"r.{k}", C) for t, k in (
        ("检查项", "count"), ("已做到", "met"), ("未完全做到", "todo"), ("未检查", "open"), ("不适用", "inapplicable"),
        ("已安排措施", "planned"), ("未定措施", "missing"),
    )]  # fmt: skip
    return [
        caption("c5.t_summary"),
        *table([Column("章", 1.9, "r.number", C), Column(name, 3.7, "r.title"), *numbers], "c5.summary", W),
    ]


def chapter_6() -> list[str]:
    return [
        chapter("6 重点项目"),
        h(2, "6.1 项目清单"), *each("c6.intro"),
        *projects_table("c6", ["合计", "", "", "", "{{ c6.sums.money }}", "{{ c6.sums.cut }}", "", ""]),
        *when("c6.project_rows", [
            h(2, "6.2 减排量的来源"), *each("c6.systems"), caption("c6.t_systems"),
            *table([
                Column("领域", 5, "r.name"), Column("项目数", 1.8, "r.count", C), Column("投资（万元）", 2.8, "r.money", N),
                Column("年减排量（tCO₂e）", 3.2, "r.cut", N), Column("占减排量比例", 2.8, "r.share", N),
            ], "c6.system_rows", W),
            *figure("c6.f_systems"),
            h(2, "6.3 分年度安排"), *each("c6.schedule"),
            *schedule_table(),
            *figure("c6.f_schedule"),
        ]),
        *when("c6.worth", [
            h(2, "6.4 经济性分析"), *each("c6.worth"), caption("c6.t_worth"),
            *table([
                Column("编号", 1.1, "r.no", C), Column("项目", 4.2, "r.name"), Column("投资（万元）", 1.9, "r.money", N),
                Column("年收益（万元）", 1.9, "r.gain", N), Column("静态回收期（年）", 1.8, "r.payback", N),
                Column("寿命（年）", 1.4, "r.life", N), Column("每吨年减排能力投资（元）", 2.2, "r.per_tonne", N),
                Column("吨减排成本（元）", 1.8, "r.cost", N),
            ], "c6.worth_rows", W),
        ]),
    ]  # fmt: skip


def schedule_table() -> list[str]:
    return when("c6.schedule_rows", [
        caption("c6.t_schedule"),
        *table([
            Column("年度", 1.3, "r.year", C), Column("开工项目", 4.2, "r.begun"), Column("完工项目", 4.2, "r.done"),
            Column("完工项目投资（万元）", 2.2, "r.money", N), Column("新增年减排量（tCO₂e）", 2.2, "r.cut", N),
            Column("累计年减排能力（tCO₂e）", 2.4, "r.sum", N),
        ], "c6.schedule_rows", W),
    ])  # fmt: skip


def chapters_7_to_10() -> list[str]:
    return [
        chapter("7 企业创建安排"), *each("c7.text"), *each("c7.intro"), *enterprises_table(),
        chapter("8 碳抵消安排"),
        h(2, "8.1 抵消的安排"), *each("c8.text"), *each("c8.left"),
        h(2, "8.2 已登记的抵消与零碳判定"), *each("c8.registered"), *each("c8.zero"),
        h(2, "8.3 计入规则"), para("Body", "{{ c8.kinds_intro }}"), *offset_kinds_table("c8"),
        chapter("9 零碳保持策略"), *each("c9.text"), *each("c9.certificate"),
        chapter("10 组织与保障"),
        h(2, "10.1 组织机构与职责"), *each("c10.body"), *each("c10.units"),
        *units_table(),
        h(2, "10.2 资金保障"), *each("c10.money"),
        h(2, "10.3 监测与统计"), *each("c10.monitoring"),
        *monitored_table(),
        h(2, "10.4 自查日程"), *each("c10.inspection"),
        *calendar_table(),
    ]  # fmt: skip


def enterprises_table() -> list[str]:
    return when("c7.rows", [
        caption("c7.t_clauses"),
        *table([
            Column("条款", 2.0, "r.number", C), Column("主题", 3.1, "r.title"), Column("责任主体", 2.2, "r.who", C),
            Column("现状", 2.0, "r.result", C), Column("已安排的措施", 6.5, "r.plan"),
        ], "c7.rows", W),
    ])  # fmt: skip


def units_table() -> list[str]:
    return when("c10.unit_rows", [
        caption("c10.t_units"),
        *table([
            Column("责任单位", 3.4, "r.name"), Column("承担的检查项", 4.6, "r.checks"), Column("承担的项目", 4.6, "r.projects"),
            Column("最迟完成", 3.0, "r.due", C),
        ], "c10.unit_rows", W),
    ])  # fmt: skip


def monitored_table() -> list[str]:
    return when("c10.monitored", [
        caption("c10.t_monitored"),
        *table([Column("数据项", 3.6, "r.name"), Column("单位", 2.0, "r.unit", C), Column("口径", 10, "r.counts")], "c10.monitored", W),
    ])  # fmt: skip


def calendar_table() -> list[str]:
    return when("c10.calendar", [
        caption("c10.t_calendar"),
        *table([
            Column("日期", 3.0, "r.date", C), Column("类型", 2.4, "r.kind", C), Column("轮次编号", 2.6, "r.id", C),
            Column("人员", 3.6, "r.people"), Column("状态", 4.0, "r.state"),
        ], "c10.calendar", W),
    ])  # fmt: skip


def annexes() -> list[str]:
    return [
        *checks_annex("附录 A 检查项逐项表", "annex_a"),
        chapter("附录 B 指标现状与目标"), para("Body", "{{ annex_b.intro }}"),
        *when("annex_b.rows and doc.scored", targets_today(Column("得分率", 1.9, "r.ratio", N))),
        *when("annex_b.rows and not doc.scored", targets_today(Column("判断", 2.2, "r.verdict", C))),
        *benchmarks_table(),
        *assumptions_annex(chapter("附录 C 假设、豁免与未决事项"), "C", "annex_c"),
        *when("notes", [h(2, "C.5 对标准条文的理解"), para("Body", "{{ notes_intro }}"), *each("notes", "Note")]),
        *evidence_annex(chapter("附录 D 证据清单"), "annex_d"),
    ]  # fmt: skip


def targets_today(last: Column) -> list[str]:
    """Every indicator today and its target; `last` says how far it is from what the standard asks."""
    return [
        caption("annex_b.caption"),
        *table([
            Column("序号", 1.1, "r.no", C), Column("一级指标", 2.8, "r.group"), Column("三级指标", 5.0, "r.name"),
            Column("单位", 1.8, "r.unit", C), Column("现状值", 1.9, "r.value", N), Column("{{ doc.leading }}", 1.8, "r.leading", N),
            last, Column("{{ doc.goal }}", 2.2, "r.goal", N), Column("目标年", 1.6, "r.year", C),
            Column("对应条款", 2.2, "r.clauses", C), Column("数据来源与证据", 3.0, "r.source", S),
        ], "annex_b.rows", L),
    ]  # fmt: skip
