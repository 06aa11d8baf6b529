"""Chapters 1 to 6 of the application, after annex 2 of the notice, and the annex that says what it rests on."""

from __future__ import annotations

from docparts import (
    C,
    N,
    W,
    basics_table,
    caption,
    categories_table,
    chapter,
    h,
    judged_rows,
    judged_summary,
    references_table,
    requirements_table,
    targets_table,
    year_table,
)
from scheme_chapters import (
    aims_table,
    calendar_table,
    clause_gaps_table,
    due_section,
    enterprises_table,
    issues_table,
    monitored_table,
    path_table,
    plan_summary_table,
    plan_table,
    schedule_table,
    units_table,
)
from wordkit import Column, each, figure, loop, para, table, when


def chapter_1() -> list[str]:
    return [
        h(1, "1 建设基础"),
        h(2, "1.1 基本情况"), *each("c2.intro"), para("Body", "{{ c2.see_basics }}"), *basics_table("c2"), *each("c2.boundary"),
        h(2, "1.2 产业发展情况"), *each("past.industry"),
        h(2, "1.3 能源供应及消费情况"), *each("c2.energy"), *each("c2.yearly"), *year_table("c2"), *each("past.fuels"),
        h(2, "1.4 碳排放情况"), *each("c2.rules"), *each("c2.emissions"), *categories_table("c2"), *each("past.history"),
        *when("past.years", [
            caption("past.t_years"),
            *table([
                Column("年度", 2.4, "r.year", C), Column("碳排放总量（tCO₂）", 4.2, "r.carbon", N),
                Column("综合能源消费量（tce）", 4.2, "r.energy", N), Column("单位能耗碳排放（tCO₂/tce）", 4.2, "r.ratio", N),
            ], "past.years", W),
        ]),
        h(2, "1.5 建设基本条件"), *each("c3.intro"), *requirements_table("c3"),
    ]  # fmt: skip


def chapter_2() -> list[str]:
    return [
        chapter("2 可行性分析"),
        h(2, "2.1 能源消费与碳排放趋势"), *each("c2.trend"), *each("case.trend"),
        h(2, "2.2 目标可达性分析"), *each("case.reachable"), *each("c3.clauses"), *clause_gaps_table(),
        para("Heading3", "指标现状与目标值"), *each("judged.method"),
        *when("judged.rows", [*each("judged.intro"), *judged_rows(W)]), *judged_summary(W), *each("judged.conclusion"),
        para("Heading3", "困难与问题"), *each("c3.problems"), *issues_table(),
        h(2, "2.3 综合供能方案"), *each("case.supply"),
    ]  # fmt: skip


def chapter_3() -> list[str]:
    return [
        chapter("3 建设目标"),
        h(2, "3.1 基准年、建设期与总体目标"), *each("c1.period"), *each("c4.overall"), *targets_table("c4"),
        h(2, "3.2 指标目标"), *each("c4.aims"), *aims_table(),
        h(2, "3.3 路线图"), *each("c4.path"), *path_table(), *figure("c4.f_path"),
        *due_section(""),
        h(2, "3.4 时间表"), *each("c6.schedule"), *schedule_table(), *figure("c6.f_schedule"),
        *when("not c6.project_rows", [para("Body", "重点项目登记之后，本节按年度列出开工、完工和投资。")]),
    ]  # fmt: skip


def chapter_4() -> list[str]:
    return [
        chapter("4 重点任务"),
        h(2, "4.1 总体安排"), *each("c5.strategy"), *plan_summary_table("任务"),
        para("Note", "{{ c5.legend }}"),
        para("Heading2", "{{ c5.basics.heading }}"), *each("c5.basics.paras"), *plan_table("c5.basics"),
        *loop("s", "c5.systems", [para("Heading2", "{{ s.heading }}"), *each("s.paras"), *plan_table("s")]),
        h(2, "4.{{ c5.systems | length + 3 }} 重点项目"), *each("c6.intro"),
        *when("case.project_rows", [
            caption("c6.t_projects"),
            *table([
                Column("项目名称", 2.4, "r.name"), Column("主体", 1.9, "r.owner"), Column("内容", 2.9, "r.content"),
                Column("投资（万元）", 1.7, "r.money", N), Column("建设周期", 2.2, "r.period", C), Column("实施计划", 2.4, "r.plan"),
                Column("意义", 2.5, "r.meaning"),
            ], "case.project_rows", W),
        ]),
    ]  # fmt: skip


def chapter_5() -> list[str]:
    return [
        chapter("5 经济性分析"),
        h(2, "5.1 成本投入与收益来源"), *each("case.costs"), *each("case.lacking"), *each("c6.systems"),
        *when("c6.system_rows", [
            caption("c6.t_systems"),
            *table([
                Column("任务", 5, "r.name"), Column("项目数", 1.8, "r.count", C), Column("投资（万元）", 2.8, "r.money", N),
                Column("年减排量（tCO₂e）", 3.2, "r.cut", N), Column("占减排量比例", 2.8, "r.share", N),
            ], "c6.system_rows", W),
        ]),
        *figure("c6.f_systems"),
        h(2, "5.2 投资回收期与内部收益率"), *each("case.whole"), *each("c6.worth"),
        *when("c6.worth", [
            caption("c6.t_worth"),
            *table([
                Column("编号", 1.1, "r.no", C), Column("项目", 3.6, "r.name"), Column("投资（万元）", 1.9, "r.money", N),
                Column("年收益（万元）", 1.9, "r.gain", N), Column("寿命（年）", 1.4, "r.life", N),
                Column("静态回收期（年）", 1.7, "r.payback", N), Column("内部收益率", 1.7, "r.irr", N),
                Column("吨减排成本（元）", 1.8, "r.cost", N),
            ], "c6.worth_rows", W),
        ]),
        *when("not case.whole and not c6.worth", [para("Body", "重点项目登记之后，本节测算投资回收期和内部收益率。")]),
    ]  # fmt: skip


def chapter_6() -> list[str]:
    return [
        chapter("6 保障措施"),
        h(2, "6.1 组织方式"), *each("c10.body"), *each("c7.intro"), *enterprises_table(), *each("c10.units"), *units_table(),
        h(2, "6.2 政策支持与能力建设"), *each("case.policy"),
        h(2, "6.3 资金保障"), *each("c10.money"),
        h(2, "6.4 监测与统计"), *each("c10.monitoring"), *monitored_table(),
        h(2, "6.5 自查与评价日程"), *each("c10.inspection"), *calendar_table(),
    ]  # fmt: skip


def explanation() -> list[str]:
    return [
        chapter("附录 E 编制说明"),
        *each("c1.purpose"), *each("c1.basis"), *when("c1.references", references_table("c1")), *each("c1.notes", "Note"), *each("c1.scope"),
    ]  # fmt: skip
