"""Annexes A to F."""

from __future__ import annotations

from report_common import C, L, N, S, caption, chapter, h
from wordkit import Column, each, loop, para, table, when


def wide_annexes() -> list[str]:
    return [
        h(1, "附录 A 检查项逐项表"), para("Body", "{{ annex_a.intro }}"), caption("annex_a.caption"),
        *table([
            Column("条款", 1.4, "r.clause", C), Column("检查项", 1.6, "r.id", C), Column("检查要点", 6.2, "r.text"),
            Column("类型", 2.2, "r.type", C), Column("方式", 1.6, "r.method", C), Column("检查所见", 7.4, "r.finding"),
            Column("证据", 2.6, "r.evidence"), Column("结果", 2.0, "r.result", C),
        ], "annex_a.rows", L),
        chapter("附录 B 指标计算表"), para("Body", "{{ annex_b.intro }}"), caption("annex_b.caption"),
        *table([
            Column("序号", 1.1, "r.no", C), Column("指标", 3.2, "r.name"), Column("分子口径", 3.8, "r.top_counts", S),
            Column("分子", 2.2, "r.top", N), Column("分母口径", 3.6, "r.bottom_counts", S), Column("分母", 2.2, "r.bottom", N),
            Column("单位", 1.6, "r.unit", C), Column("现状值", 1.4, "r.value", N), Column("引领值", 1.5, "r.leading", N), Column("得分率", 1.8, "r.ratio", N),
            Column("精确得分", 1.7, "r.exact", N), Column("数据来源与证据", 2.4, "r.source", S), Column("说明", 2.2, "r.remark", S),
        ], "annex_b.rows", L),
        chapter("附录 C 证据清单"), *evidence("annex_c"),
    ]  # fmt: skip


def evidence(key: str) -> list[str]:
    """The list of evidence."""
    return [
        para("Body", f"{{{{ {key}.intro }}}}"),
        *when(f"{key}.rows", [
            caption(f"{key}.caption"),
            *table([
                Column("编号", 1.6, "r.no", C), Column("名称", 4.6, "r.name"), Column("类型", 1.8, "r.type", C),
                Column("文件", 3.6, "r.file"), Column("出具单位与日期", 5.4, "r.issued"), Column("所属期间", 2, "r.period", C),
                Column("有效期至", 2.6, "r.valid", C), Column("支撑对象", 2.4, "r.supports"), Column("状态", 1.4, "r.state", C),
            ], f"{key}.rows", L),
        ]),
    ]  # fmt: skip


def last_annexes() -> list[str]:
    return [
        h(1, "附录 D 现场照片"), para("Body", "{{ annex_d.intro }}"),
        *loop("p", "annex_d.items", [para("Photo", "{{ p.key }}"), para("Caption", "{{ p.caption }}", '<w:keepNext w:val="0"/>')]),
        h(1, "附录 E 评价机构与人员能力说明"), *each("annex_e.paras"), para("Body", "{{ annex_e.members }}"),
        *when("annex_e.evidence", [para("Body", "{{ annex_e.evidence }}")]),
    ]  # fmt: skip


def open_points(annex: str, number: str, key: str, what: str = "报告") -> list[str]:
    """Assumptions, waivers, what is unsettled, and what the source text lacks."""
    return [
        h(1, f"{annex} 假设、豁免与未决事项"),
        h(2, f"{number}.1 假设"), para("Body", f"{{{{ {key}.intro }}}}"), caption(f"{key}.t_assumptions"),
        *table([
            Column("序号", 0.9, "r.no", C), Column("假设", 3.6, "r.title"), Column("采用值", 3.2, "r.shown"),
            Column("允许的取值", 4.6, "r.permitted"), Column("把握", 1.1, "r.certainty", C), Column("理由", 7.4, "r.reason", S),
            Column("影响", 1.6, "r.effect", C), Column("确认", 3.0, "r.settled"),
        ], f"{key}.assumptions", L),
        para("Note", f"{{{{ {key}.certainty }}}}"),
        h(2, f"{number}.2 豁免"), para("Body", f"{{{{ {key}.waived_intro }}}}"),
        *when(f"{key}.waived", [
            caption(f"{key}.t_waived"),
            *table([Column("位置", 3.6, "r.where"), Column("事项", 6, "r.what"), Column("豁免理由", 6, "r.reason")], f"{key}.waived", L),
        ]),
        h(2, f"{number}.3 未决事项"), para("Body", f"{{{{ {key}.standing_intro }}}}"),
        *when(f"{key}.standing", [
            caption(f"{key}.t_standing"),
            *table([
                Column("程度", 1.4, "r.grade", C), Column("位置", 4, "r.where"), Column("事项", 5.6, "r.what"), Column("处理办法", 4.6, "r.fix"),
            ], f"{key}.standing", L),
        ]),
        h(2, f"{number}.4 所据文本的缺失"), para("Body", f"{{{{ {key}.gaps_intro }}}}"),
        *each(f"{key}.gaps", "Note"),
        para("Small", f"（{what}结束）", '<w:jc w:val="center"/>'),
    ]  # fmt: skip
