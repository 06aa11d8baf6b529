"""Chapters 1 to 12 and the list of references."""

from __future__ import annotations

from report_common import C, N, W, caption, chapter, h
from wordkit import Column, each, loop, para, table, when


def chapter_1() -> list[str]:
    return [
        h(1, "1 概述"),
        h(2, "1.1 评价目的"), *each("c1.purpose"),
        h(2, "1.2 评价范围"), *each("c1.scope"),
        h(2, "1.3 评价依据"), *each("c1.basis"), *each("c1.accounting"),
        caption("c1.t_basis"),
        *table([
            Column("序号", 1.1, "r.no", C), Column("文件编号", 3.4, "r.number"), Column("名称", 5.4, "r.title"),
            Column("采用的版本及变化", 5.7, "r.edition"),
        ], "c1.references", W),
        *each("c1.notes", "Note"),
        h(2, "1.4 报告编排"), *each("c1.frame"),
        caption("c1.t_parts"),
        *table([
            Column("标记", 1.4, "'【' ~ r.id ~ '】'", C), Column("标准条款", 2.2, "r.clause ~ ' ' ~ r.id ~ ')'", C),
            Column("要求的内容", 8.6, "r.title"), Column("本报告章节", 3.4, "r.where", C),
        ], "c1.parts", W),
    ]  # fmt: skip


def activities(key: str) -> list[str]:
    """The table of activities, when there are any."""
    return when(f"{key}.rows", [
        caption(f"{key}.t_schedule"),
        *table([
            Column("日期", 2.3, "r.date", C), Column("活动", 2.0, "r.activity", C), Column("地点", 2.2, "r.place"),
            Column("参加人", 2.8, "r.people"), Column("内容与抽样", 4.9, "r.what"), Column("证据", 1.4, "r.evidence"),
        ], f"{key}.rows", W),
    ])  # fmt: skip


def chapter_2() -> list[str]:
    return [
        chapter("2 评价过程"),
        h(2, "2.1 评价组"), *each("c2.team"), caption("c2.t_team"),
        *table([Column("角色", 2.6, "r.role", C), Column("姓名", 7, "r.name"), Column("分工", 6, "r.duty")], "c2.people", W),
        h(2, "2.2 评价日程"), *each("c2.schedule"),
        *activities("c2"),
        h(2, "2.3 文件评审"), *each("c2.documents"),
        h(2, "2.4 现场检查与访谈"), *each("c2.site"), *each("c2.coverage"),
        h(2, "2.5 抽样"), *each("c2.sampling"),
        h(2, "2.6 数据核对与不确定性"), *each("c2.data"),
        h(2, "2.7 内部复核"), *each("c2.review"),
    ]  # fmt: skip


def chapter_3() -> list[str]:
    return [
        chapter("3 园区基本情况【a】"),
        h(2, "3.1 园区概况"), *each("c3.intro"), para("Body", "{{ c3.see_basics }}"), caption("c3.t_basics"),
        *table([Column("项目", 6, "r.name"), Column("数值", 6, "r.value", N)], "c3.basics", W * 0.7),
        h(2, "3.2 园区边界"), *each("c3.boundary"),
        h(2, "3.3 能源供应与使用"), *each("c3.energy"),
        h(2, "3.4 近年主要数据"), *each("c3.yearly"),
        *when("c3.has_yearly", [
            caption("c3.t_yearly"),
            *_year_table(),
        ]),
    ]  # fmt: skip


def _year_table() -> list[str]:
    columns = [
        Column("项目", 5, "r.name"), Column("单位", 2, "r.unit", C), Column("{{ c3.years[0] }}", 2.8, "r.one", N),
        Column("{{ c3.years[1] }}", 2.8, "r.two", N), Column("{{ c3.years[2] }}", 2.8, "r.three", N),
    ]  # fmt: skip
    return table(columns, "c3.rows", W)


CHECKS = [
    Column("检查项", 1.7, "r.id", C), Column("检查要点", 6.4, "r.text"), Column("类型", 2.0, "r.type", C),
    Column("检查方式", 1.7, "r.method", C), Column("证据", 2.2, "r.evidence"), Column("结果", 2.0, "r.result", C),
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


def clause_results(rows: str, width: float) -> list[str]:
    """One line for each clause."""
    return table([
        Column("条款", 1.6, "r.number", C), Column("主题", 3.4, "r.title"), Column("检查项数", 1.8, "r.count", C),
        Column("检查项结果", 6, "r.spread"), Column("条款结论", 2.6, "r.result", C),
    ], rows, width)  # fmt: skip


def chapter_4() -> list[str]:
    return [
        chapter("4 基本要求符合性"),
        h(2, "4.1 总体判定"), *each("c4.intro"), caption("c4.t_summary"), *clause_results("c4.summary", W),
        h(2, "4.2 创建原则"), *_clauses("c4.principles"),
        h(2, "4.3 基本要求"), *_clauses("c4.clauses"),
        *each("c4.notes", "Note"),
    ]  # fmt: skip


def chapter_5() -> list[str]:
    return [chapter("5 温室气体核算【b】"), *emission_sections("c5", "5")]


def emission_sections(key: str, number: str) -> list[str]:
    """Boundary, amounts, data, factors and what was not quantified, from the data under `key`."""
    return [
        h(2, f"{number}.1 清单编制与依据"), *each(f"{key}.made"),
        h(2, f"{number}.2 核算边界与范围"), *each(f"{key}.boundary"),
        h(2, f"{number}.3 排放量"), *each(f"{key}.amounts"), *each(f"{key}.apart"),
        *when(f"{key}.categories", [
            caption(f"{key}.t_categories"),
            *table([Column("类别", 7, "r.name"), Column("排放量（tCO₂e）", 4.2, "r.amount", N), Column("占总量比例", 3.4, "r.share", N)],
                   f"{key}.categories", W, last=["合计", f"{{{{ {key}.total }}}}", "100.00%"]),
        ]),
        *when(f"{key}.has", [
            caption(f"{key}.t_sources"),
            *table([
                Column("编号", 1.0, "r.no", C), Column("类别", 2.6, "r.category"), Column("排放源", 2.5, "r.source"),
                Column("气体", 1.3, "r.gas", C), Column("活动数据", 2.2, "r.activity", N), Column("排放因子", 2.7, "r.factor", N),
                Column("GWP", 1.2, "r.gwp", N), Column("排放量（tCO₂e）", 2.1, "r.amount", N), Column("占比", 1.5, "r.share", N),
            ], f"{key}.sources", W),
        ]),
        h(2, f"{number}.4 数据要求与来源"), *each(f"{key}.data"), *each(f"{key}.measuring"),
        h(2, f"{number}.5 排放因子及选取理由"), *each(f"{key}.factors"),
        *when(f"{key}.factor_rows", [
            caption(f"{key}.t_factors"),
            *table([
                Column("排放因子", 3.4, "r.factor", N), Column("气体", 1.4, "r.gas", C), Column("出处", 6, "r.origin"),
                Column("用于", 4.6, "r.used"),
            ], f"{key}.factor_rows", W),
        ]),
        h(2, f"{number}.6 未量化的排放"), *each(f"{key}.unquantified"),
        *when(f"not {key}.has", [para("Body", "排放源登记之后，本节说明其中未作量化的部分及原因。")]),
    ]  # fmt: skip


def chapter_6_7() -> list[str]:
    return [
        chapter("6 目标与减排策略【c】"),
        h(2, "6.1 规划目标"), *each("c6.goals"),
        *when("c6.targets", [
            caption("c6.t_targets"),
            *table([
                Column("编号", 1.1, "r.no", C), Column("目标项", 4, "r.name"), Column("单位", 2, "r.unit", C),
                Column("基准值（年）", 3, "r.base", N), Column("目标值（年）", 3, "r.goal", N), Column("对应", 1.8, "r.about", C),
                Column("说明", 3, "r.remark"),
            ], "c6.targets", W),
        ]),
        h(2, "6.2 减排策略"), *each("c6.strategy"),
        h(2, "6.3 重点项目"), *each("c6.projects"),
        *when("c6.project_rows", [
            caption("c6.t_projects"),
            *table([
                Column("编号", 1.1, "r.no", C), Column("项目", 4.2, "r.name"), Column("条款", 1.5, "r.clause", C),
                Column("责任单位", 2.8, "r.owner"), Column("投资（万元）", 2, "r.money", N), Column("年减排量（tCO₂e）", 2.2, "r.cut", N),
                Column("状态", 1.2, "r.state", C), Column("完成日期", 2.4, "r.done", C),
            ], "c6.project_rows", W),
        ]),
        chapter("7 阶段目标或零碳实现情况【d】"),
        h(2, "7.1 阶段目标"), *each("c7.stage"), *each("c7.trend"), *each("c7.progress"),
        *when("c7.rows", [
            caption("c7.t_progress"),
            *table([
                Column("编号", 1.1, "r.no", C), Column("目标项", 4.4, "r.name"), Column("年度", 1.6, "r.year", C),
                Column("单位", 2, "r.unit", C), Column("目标值", 2.2, "r.goal", N), Column("实际值", 2.2, "r.value", N),
                Column("结果", 2.2, "r.result", C),
            ], "c7.rows", W),
        ]),
        h(2, "7.2 零碳实现情况"), *each("c7.zero"), *each("c7.notes", "Note"),
    ]  # fmt: skip


def chapter_8() -> list[str]:
    return [
        chapter("8 抵消方式与抵消量【e】"),
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
        h(2, "8.2 计入规则"), para("Body", "{{ c8.kinds_intro }}"), caption("c8.t_kinds"),
        *table([
            Column("抵消方式", 3, "r.name"), Column("用于零碳判定", 1.7, "r.zero", C), Column("计入指标", 1.7, "r.indicator", C),
            Column("注销", 1.4, "r.cancel", C), Column("说明", 7.8, "r.note"),
        ], "c8.kinds", W),
        h(2, "8.3 抵消结果"), *each("c8.zero"),
    ]  # fmt: skip


def chapter_counts(rows: str, width: float, first: str = "系统") -> list[str]:
    """How many checks of each chapter came to which result."""
    numbers = [Column(t, 1.5, f"r.{k}", C) for t, k in (
        ("检查项", "total"), ("✓ 做到", "met"), ("△ 部分", "partly"), ("✗◇ 未做到", "unmet"), ("— 不适用", "inapplicable"), ("○ 未检查", "open"),
    )]  # fmt: skip
    return table([Column("章", 1.2, "r.number", C), Column(first, 5, "r.title"), *numbers], rows, width)


def chapter_9() -> list[str]:
    return [
        chapter("9 创建措施评价"),
        h(2, "9.1 总体情况"), *each("c9.intro"), caption("c9.t_summary"),
        *chapter_counts("c9.summary", W),
        *loop("s", "c9.systems", [
            para("Heading2", "{{ s.heading }}"),
            *each("s.paras"),
            caption("s.caption"),
            *table([
                Column("条款", 1.4, "r.number", C), Column("主题", 2.6, "r.title"), Column("检查项结果", 2.8, "r.spread"),
                Column("主要所见", 6.6, "r.finding"), Column("条款结论", 2.2, "r.result", C),
            ], "s.rows", W),
            *each("s.notes", "Note"),
        ]),
    ]  # fmt: skip


def chapter_10() -> list[str]:
    return [
        chapter("10 指标评分"),
        h(2, "10.1 计分方法"), *each("c10.method"), caption("c10.t_weights"),
        *table([
            Column("一级指标", 4.4, "r.name"), Column("权重", 2.2, "r.weight", N), Column("本次采用", 2.2, "r.in_force", N),
            Column("适用指标数", 2.2, "r.applicable", C), Column("权重来历", 4.4, "r.assumed", C),
        ], "c10.weights", W),
        h(2, "10.2 逐项说明"), para("Body", "{{ c10.intro }}"),
        *loop("g", "c10.groups", [para("Heading3", "{{ g.name }}"), *each("g.sentences")]),
        caption("c10.t_indicators"),
        *table([
            Column("序号", 0.9, "r.no", C), Column("二级指标", 2.0, "r.subgroup", C), Column("三级指标", 3.3, "r.name"),
            Column("单位", 1.4, "r.unit", C), Column("自评值", 1.3, "r.claimed", N), Column("核定值", 1.5, "r.value", N),
            Column("引领值", 1.3, "r.leading", N), Column("得分率", 1.7, "r.ratio", N), Column("满分", 1.1, "r.full", N),
            Column("得分", 1.1, "r.points", N),
        ], "c10.rows", W),
        h(2, "10.3 得分汇总"), *each("c10.totals"), caption("c10.t_groups"),
        *table([
            Column("一级指标", 5, "r.name"), Column("适用指标数", 2.4, "r.applicable", C), Column("满分", 2.4, "r.full", N),
            Column("得分", 2.4, "r.score", N), Column("得分率", 2.4, "r.rate", N),
        ], "c10.group_rows", W, last=["公式得分", "", "", "{{ c10.sums.formula }}", ""]),
        para("Body", "公式得分 {{ c10.sums.formula }} 分，加分 {{ c10.sums.bonus }} 分，总分 {{ c10.sums.total }} 分。"),
        h(2, "10.4 不适用与缺数据的指标"), *each("c10.inapplicable"), *each("c10.incomplete"),
        h(2, "10.5 假设对得分的影响"), *each("c10.range"),
        *when("c10.open", [
            caption("c10.t_range"),
            *table([
                Column("假设", 4.6, "r.title"), Column("本次采用", 3.6, "r.shown"), Column("允许的取值", 5, "r.permitted"),
                Column("影响", 2.2, "r.effect", C),
            ], "c10.open", W),
        ]),
        *each("c10.notes", "Note"),
    ]  # fmt: skip


def chapter_11_12() -> list[str]:
    return [
        chapter("11 评价结论与等级【f】"),
        h(2, "11.1 结论"), *each("c11.paras"), caption("c11.t_levels"),
        *table([Column("级别", 2.4, "r.name", C), Column("含义", 9.8, "r.means"), Column("本次", 2.6, "r.mark", C)], "c11.levels", W),
        h(2, "11.2 零碳判定"), *each("c11.zero"),
        h(2, "11.3 结果的使用与有效期"), *each("c11.certificate"), *each("c11.notes", "Note"),
        chapter("12 问题、建议与后评价"),
        *when("c12.highlights", [h(2, "12.1 主要做法与亮点"), *each("c12.highlights")]),
        h(2, "12.2 问题与不足"), *each("c12.problems"),
        *when("c12.issues", [
            caption("c12.t_issues"),
            *table([
                Column("检查项", 1.7, "r.id", C), Column("等级", 1.3, "r.grade", C), Column("问题", 4.6, "r.text"),
                Column("整改措施", 3.4, "r.fix"), Column("责任人", 1.6, "r.who", C), Column("期限", 1.9, "r.due", C),
                Column("验证", 1.7, "r.closure", C),
            ], "c12.issues", W),
        ]),
        h(2, "12.3 改进建议"), *each("c12.advice"),
        h(2, "12.4 后评价安排"), *each("c12.after"),
        *when("c12.compare", [
            h(2, "12.5 与上一轮的比较"), *each("c12.compare"),
            *when("c12.compared", [
                caption("c12.t_compared"),
                *table([
                    Column("条款", 2, "r.clause", C), Column("主题", 6, "r.title"), Column("上一轮", 3, "r.before", C), Column("本轮", 3, "r.now", C),
                ], "c12.compared", W),
            ]),
        ]),
        chapter("参考文件"), *each("references", "Reference"),
    ]  # fmt: skip
