"""Annexes that several documents have: checks, evidence, assumptions and open points, benchmarks, the closing line."""

from __future__ import annotations

from docparts import C, L, S, caption, date, h
from wordkit import Column, each, para, table, when


def checks_annex(title: str, name: str) -> list[str]:
    return [
        h(1, title), para("Body", f"{{{{ {name}.intro }}}}"), caption(f"{name}.caption"),
        *table([
            Column("条款", 2.0, "r.clause", C), Column("检查项", 2.5, "r.id", C), Column("检查要点", 5.8, "r.text"),
            Column("类型", 2.2, "r.type", C), Column("方式", 1.6, "r.method", C), Column("检查所见", 6.3, "r.finding"),
            Column("证据", 2.6, "r.evidence"), Column("结果", 2.0, "r.result", C),
        ], f"{name}.rows", L),
    ]  # fmt: skip


def evidence_annex(title: str, name: str) -> list[str]:
    """`title` is a heading, as `h` or `chapter` writes it."""
    return [
        title, para("Body", f"{{{{ {name}.intro }}}}"),
        *when(f"{name}.rows", [
            caption(f"{name}.caption"),
            *table([
                Column("编号", 1.5, "r.no", C), Column("名称", 4.3, "r.name"), Column("类型", 1.6, "r.type", C),
                Column("文件", 3.4, "r.file"), Column("出具单位与日期", 4.4, "r.issued"), Column("所属期间", 1.8, "r.period", C),
                date("有效期至", "r.valid"), Column("支撑对象", 4.45, "r.supports", S), Column("状态", 1.3, "r.state", C),
            ], f"{name}.rows", L),
        ]),
    ]  # fmt: skip


def assumptions_annex(title: str, letter: str, name: str) -> list[str]:
    """`title` is a heading, as `h` or `chapter` writes it."""
    return [
        title,
        h(2, f"{letter}.1 假设"), para("Body", f"{{{{ {name}.intro }}}}"),
        *when(f"{name}.assumptions", [caption(f"{name}.t_assumptions"), *table([
            Column("序号", 0.9, "r.no", C), Column("假设", 3.2, "r.title"), Column("采用值", 3.0, "r.shown"),
            Column("允许的取值", 4.0, "r.permitted"), Column("把握", 1.0, "r.certainty", C), Column("理由", 7.0, "r.reason", S),
            Column("影响", 1.5, "r.effect", C), Column("确认", 4.8, "r.settled", S),
        ], f"{name}.assumptions", L), para("Note", f"{{{{ {name}.certainty }}}}")]),
        h(2, f"{letter}.2 豁免"), para("Body", f"{{{{ {name}.waived_intro }}}}"),
        *when(f"{name}.waived", [
            caption(f"{name}.t_waived"),
            *table([Column("位置", 3.6, "r.where"), Column("事项", 6, "r.what"), Column("豁免理由", 6, "r.reason")], f"{name}.waived", L),
        ]),
        h(2, f"{letter}.3 未决事项"), para("Body", f"{{{{ {name}.standing_intro }}}}"),
        *when(f"{name}.standing", [
            caption(f"{name}.t_standing"),
            *table([
                Column("程度", 1.2, "r.grade", C), Column("位置", 5.4, "r.where"), Column("事项", 10, "r.what"), Column("处理办法", 8.7, "r.fix"),
            ], f"{name}.standing", L),
        ]),
        h(2, f"{letter}.4 所据文本的来源与缺失"), para("Body", f"{{{{ {name}.sources_intro }}}}"), caption(f"{name}.t_sources"),
        *table([
            Column("来源", 7, "r.title"), Column("取自其中的内容", 9, "r.what"), Column("把握", 1.2, "r.certainty", C),
        ], f"{name}.sources", L),
        para("Body", f"{{{{ {name}.gaps_intro }}}}"),
        *each(f"{name}.gaps", "Note"),
    ]  # fmt: skip


def benchmarks_table() -> list[str]:
    """Figures of other documents that the standard's text quotes."""
    return when("benchmarks.rows", [
        *each("benchmarks.intro"), caption("benchmarks.caption"),
        *table([
            Column("参照数值", 7, "r.name"), Column("数值", 4, "r.value"), Column("出处", 9, "r.origin"), Column("有关条款", 3.5, "r.clauses", C),
        ], "benchmarks.rows", L),
    ])  # fmt: skip


def ending(text: str) -> str:
    """The line that says that nothing follows."""
    return para("Small", f"（{text}）", '<w:jc w:val="center"/>')
