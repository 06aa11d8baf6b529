"""What the templates of several documents have in common: styles, page frame, front pages, tables that print the same rows.

The name in an argument is where the data stand in the context: `evidence_annex(h(1, "附录 C 证据清单"), "annex_c")`.
"""

from __future__ import annotations

from docx.document import Document as DocumentType
from wordkit import (
    HEI,
    SONG,
    Column,
    Page,
    Style,
    add_margin,
    each,
    field,
    figure,
    fixed_table,
    para,
    raw_para,
    run,
    section,
    section_break,
    table,
    when,
)

PAGE = Page()
WIDE = PAGE.turned()
W, L = PAGE.text, WIDE.text
T, C, N, S = "TableText", "TableCenter", "TableNumber", "TableSmall"
M = "TableNumberSmall"
DAY = 2.9  # a column in which 2026年12月31日 stands on one line, with the space that Word sets between digits and characters

BREAK = "<w:pageBreakBefore/>"

STYLES = [
    Style("Body", "Report Body", indent=2),
    Style("BodyPlain", "Report Body Plain"),
    Style("Heading1", "heading 1", 16, HEI, bold=False, align="left", before=18, after=10, level=0, keep_next=True),
    Style("Heading2", "heading 2", 14, HEI, align="left", before=12, after=6, level=1, keep_next=True),
    Style("Heading3", "heading 3", 12, HEI, align="left", before=8, after=4, level=2, keep_next=True),
    Style("FrontHeading", "Front Heading", 18, HEI, align="center", before=6, after=14, keep_next=True),
    Style("FrontPart", "Front Part", 12, HEI, align="left", before=8, after=4, keep_next=True),
    Style("CoverTitle", "Cover Title", 30, HEI, align="center", line=1.3),
    Style("CoverText", "Cover Text", 15, SONG, align="center"),
    Style("CoverLabel", "Cover Label", 15, HEI, align="both", line=1.6),
    Style("CoverValue", "Cover Value", 15, SONG, align="center", line=1.6),
    Style("CoverNote", "Cover Note", 10.5, SONG, line=1.25, before=5),
    Style("CoverNumber", "Cover Number", 12, SONG, align="right"),
    Style("Caption", "caption", 10.5, HEI, align="center", line=1.2, before=6, after=4, keep_next=True),
    Style("TableText", "Table Text", 9, SONG, align="left", line=1.15, before=1, after=1),
    Style("TableSmall", "Table Small", 8, SONG, align="left", line=1.1, before=1, after=1),
    Style("TableCenter", "Table Center", 9, SONG, align="center", line=1.15, before=1, after=1),
    Style("TableNumber", "Table Number", 9, SONG, align="right", line=1.15, before=1, after=1),
    Style("TableNumberSmall", "Table Number Small", 8, SONG, align="right", line=1.1, before=1, after=1),
    Style("TableHead", "Table Head", 9, HEI, align="center", line=1.15, before=1, after=1),
    Style("AfterTable", "After Table", 6, SONG, line=8, exact=True),
    Style("Note", "Report Note", 9, SONG, line=1.25, left=0.74, after=2),
    Style("Small", "Report Small", 9, SONG, align="left", line=1.25),
    Style("Reference", "Report Reference", 10.5, SONG, align="left", line=1.35, left=0.2),
    Style("Sign", "Report Sign", 12, SONG, align="right", before=6),
    Style("Photo", "Report Photo", 10.5, SONG, align="center", line=1.0, before=6, keep_next=True),
    Style("Figure", "Report Figure", 10.5, SONG, align="center", line=1.0, before=6, keep_next=True),
    Style("FigureCaption", "Report Figure Caption", 10.5, HEI, align="center", line=1.2, before=2, after=8),
    Style("ContentsPlace", "Contents Place", 12, SONG, align="left"),
    Style("TOC1", "toc 1", 11, HEI, align="left", line=1.1, before=2, extra='<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8844"/></w:tabs>'),
    Style("TOC2", "toc 2", 10.5, SONG, align="left", line=1.1, left=0.74, extra='<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8844"/></w:tabs>'),
]  # fmt: skip


def h(level: int, text: str) -> str:
    return para(f"Heading{level}", text)


def chapter(text: str) -> str:
    """A chapter begins on a new page."""
    return para("Heading1", text, BREAK)


def caption(name: str) -> str:
    return para("Caption", f"{{{{ {name}.text }}}}")


def close_up(parts: list[str]) -> list[str]:
    """Takes the gap after a table away where a chapter follows on a new page: at a page's end it would fill one of its own."""
    keep = list(parts)
    for place in (i for i, part in enumerate(parts) if part.startswith("<w:p ") and BREAK in part):
        before = place - 1
        while before > 0 and ("{%p endif" in keep[before] or "{%p endfor" in keep[before]):
            before -= 1
        if keep[before] == para("AfterTable", ""):
            keep[before] = ""
    return [part for part in keep if part]


# --- frame ------------------------------------------------------------------------------------------------------------


class Frame:
    """Headers and footers of the sections: blank on the cover, Roman numerals before the body, then `第 X 页 共 Y 页`."""

    def __init__(self, document: DocumentType) -> None:
        rule = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="808080"/></w:pBdr>'
        self.header = add_margin(document, "header", [_centred(run("{{ doc.title }}　{{ doc.park }}"), "Header", rule)])
        self.roman = add_margin(document, "footer", [_centred(field("PAGE", "I"), "Footer")])
        total = run("　共 ") + field("PAGEREF zcdoc_end", "—") + run(" 页")
        self.footer = add_margin(
            document, "footer", [_centred(run("第 ") + field("PAGE") + run(" 页") + total, "Footer")]
        )
        self.blank_header = add_margin(document, "header", [raw_para("Header", "")])
        self.blank_footer = add_margin(document, "footer", [raw_para("Footer", "")])

    def cover_ends(self) -> str:
        return section_break(section(PAGE, header=self.blank_header, footer=self.blank_footer))

    def front_ends(self) -> str:
        return section_break(section(PAGE, header=self.header, footer=self.roman, numbers="upperRoman", start=1))

    def body_ends(self, page: Page = PAGE, start: int | None = None) -> str:
        return section_break(self.last(page, start))

    def last(self, page: Page, start: int | None = None) -> str:
        return section(page, header=self.header, footer=self.footer, numbers="decimal", start=start)


def _centred(inner: str, style: str, extra: str = "") -> str:
    small = inner.replace("<w:r>", '<w:r><w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr>')
    tabs = '<w:tabs><w:tab w:val="clear" w:pos="4320"/><w:tab w:val="clear" w:pos="8640"/></w:tabs>'
    plain = raw_para(style, small)
    return plain.replace(
        "</w:pPr>", f'{extra}{tabs}<w:spacing w:before="0" w:after="0"/><w:jc w:val="center"/></w:pPr>', 1
    )


# --- front pages ------------------------------------------------------------------------------------------------------


def cover(number: str, lines: list[list[str]], seal: str = "{{ doc.body }}") -> list[str]:
    """Number, title, standard, a block of labels and values, what has to be declared, and the body that seals it.

    Declarations take their room from the space above the block, so that the seal stays on the page.
    """
    labels = fixed_table([3.2, 9.4], [(line, ["CoverLabel", "CoverValue"], 1.25) for line in lines], "CoverTable")
    space = '<w:spacing w:before="{}"/>'
    basis = "依据 {{ doc.standard }}《{{ doc.standard_title }}》{{ doc.edition }}"
    apart = '<w:spacing w:before="240" w:after="{}"/>'
    return [
        para("CoverNumber", number),
        para("CoverTitle", "{{ doc.title }}", space.format(2800)),
        *when("not doc.declared", [para("CoverText", basis, apart.format(3000))]),
        *when("doc.declared", [para("CoverText", basis, apart.format(800))]),
        labels,
        *each("doc.declared", "CoverNote"),
        para("CoverText", f"{seal}（盖章）", space.format(900)),
    ]


def signed(name: str, seal: str, before: int = 1200) -> list[str]:
    """A table of role, name, signature and date, then seal and day; `name` is a list of role and name."""
    head, line = ["TableHead"] * 4, ["TableCenter"] * 4
    signatures = fixed_table([3.4, 4.0, 4.6, 3.6], [
        (["角色", "姓名", "签名", "日期"], head, 0.9),
        ([f"{{%tr for s in {name} %}}"], line, 0),
        (["{{ s.role }}", "{{ s.name }}", "", ""], line, 1.1),
        (["{%tr endfor %}"], line, 0),
    ])  # fmt: skip
    return [
        signatures,
        para("Sign", f"{seal}（公章）", f'<w:spacing w:before="{before}"/>'),
        para("Sign", "　　　　年　　月　　日"),
    ]


DATA = [("标准数据", "{{ doc.data }}")]  # the row of an information table that names the data of the standard


def gaps_and_contents() -> list[str]:
    """What a draft lacks, and the contents list."""
    return [
        *when("doc.draft and gaps.has", [
            para("FrontHeading", "草稿缺项与待核对清单", BREAK),
            para("Body", "{{ gaps.intro }}"),
            *table([
                Column("序号", 1.1, "r.no", C), Column("所在章节", 3.2, "r.chapter"), Column("缺少或待核对的内容", 6.8, "r.what"),
                Column("在何处补充或改正", 4.5, "r.where"),
            ], "gaps.rows", W),
        ]),
        para("FrontHeading", "目　次", BREAK),
        para("ContentsPlace", "目次"),
    ]  # fmt: skip


# --- tables in the body -----------------------------------------------------------------------------------------------


def activities_table(name: str) -> list[str]:
    return when(f"{name}.rows", [
        caption(f"{name}.t_schedule"),
        *table([
            date("日期", "r.date"), Column("活动", 1.8, "r.activity", C), Column("地点", 2.1, "r.place"),
            Column("参加人", 2.4, "r.people"), Column("内容与抽样", 4.2, "r.what"), Column("证据", 2.9, "r.evidence"),
        ], f"{name}.rows", W),
    ])  # fmt: skip


def requirements_table(name: str, width: float = W) -> list[str]:
    return [
        caption(f"{name}.t_summary"),
        *table([
            Column("条款", 2.3, "r.number", C), Column("主题", 3.3, "r.title"), Column("检查项数", 1.8, "r.count", C),
            Column("检查项结果", 5.4, "r.spread"), Column("条款结论", 2.6, "r.result", C),
        ], f"{name}.summary", width),
    ]  # fmt: skip


def date(title: str, value: str) -> Column:
    """A column of dates, which keeps its width however much the others hold."""
    return Column(title, DAY, value, C, fixed=True)


def counted_checks() -> list[Column]:
    """How many checks came to which result; each header on one line."""
    return [Column(t, width, f"r.{k}", C) for t, width, k in (
        ("检查项", 1.4, "total"), ("✓ 做到", 1.6, "met"), ("△ 部分", 1.6, "partly"), ("✗◇ 未做到", 2.0, "unmet"),
        ("— 不适用", 1.8, "inapplicable"), ("○ 未检查", 1.8, "open"),
    )]  # fmt: skip


def chapters_table(name: str, first: str = "系统") -> list[str]:
    """How many checks of each chapter of the standard came to which result."""
    return [
        caption(f"{name}.t_summary"),
        *table(
            [Column("章", 1.7, "r.number", C), Column(first, 3.7, "r.title"), *counted_checks()], f"{name}.summary", W
        ),
    ]


def references_table(name: str) -> list[str]:
    return when(f"{name}.references", [
        caption(f"{name}.t_basis"),
        *table([
            Column("序号", 1.1, "r.no", C), Column("文件编号", 3.4, "r.number"), Column("名称", 5.4, "r.title"),
            Column("采用的版本及变化", 5.7, "r.edition"),
        ], f"{name}.references", W),
    ])  # fmt: skip


def basics_table(name: str) -> list[str]:
    return [
        caption(f"{name}.t_basics"),
        *table([Column("项目", 6, "r.name"), Column("数值", 6, "r.value", N)], f"{name}.basics", W * 0.7),
    ]


def year_table(name: str) -> list[str]:
    columns = [
        Column("项目", 5, "r.name"), Column("单位", 2, "r.unit", C),
        *(Column(f"{{{{ {name}.years[{i}] }}}}", 2.8, f"r.{key}", N) for i, key in enumerate(("one", "two", "three"))),
    ]  # fmt: skip
    return when(f"{name}.has_yearly", [caption(f"{name}.t_yearly"), *table(columns, f"{name}.rows", W)])


def categories_table(name: str) -> list[str]:
    columns = [
        Column("类别", 7, "r.name"), Column("排放量（tCO₂e）", 4.2, "r.amount", N), Column("占总量比例", 3.4, "r.share", N),
    ]  # fmt: skip
    return when(f"{name}.categories", [
        caption(f"{name}.t_categories"),
        *table(columns, f"{name}.categories", W, last=["合计", f"{{{{ {name}.sums.amount }}}}", f"{{{{ {name}.sums.share }}}}"]),
    ])  # fmt: skip


def emission_sections(name: str, number: str) -> list[str]:
    """Boundary, amounts, data, factors and what was not quantified: six sections of the chapter of that number."""
    return [
        h(2, f"{number}.1 清单编制与依据"), *each(f"{name}.made"), *each(f"{name}.rules"),
        h(2, f"{number}.2 核算边界与范围"), *each(f"{name}.boundary"),
        h(2, f"{number}.3 排放量"), *each(f"{name}.amounts"), *each(f"{name}.apart"),
        *categories_table(name), *figure(f"{name}.f_categories"),
        *when(f"{name}.has", [
            caption(f"{name}.t_sources"),
            *table([
                Column("编号", 1.0, "r.no", C), Column("类别", 2.4, "r.category"), Column("排放源", 2.5, "r.source"),
                Column("气体", 1.3, "r.gas", C), Column("活动数据", 2.2, "r.activity", N), Column("排放因子", 2.7, "r.factor", N),
                Column("GWP", 1.4, "r.gwp", N), Column("排放量（tCO₂e）", 2.1, "r.amount", N), Column("占比", 1.5, "r.share", N),
            ], f"{name}.sources", W),
        ]),
        *figure(f"{name}.f_sources"),
        h(2, f"{number}.4 数据要求与来源"), *each(f"{name}.data"), *each(f"{name}.measuring"),
        h(2, f"{number}.5 排放因子及选取理由"), *each(f"{name}.factors"),
        *when(f"{name}.factor_rows", [
            caption(f"{name}.t_factors"),
            *table([
                Column("排放因子", 3.4, "r.factor", N), Column("气体", 1.4, "r.gas", C), Column("出处", 6, "r.origin"),
                Column("用于", 4.6, "r.used"),
            ], f"{name}.factor_rows", W),
        ]),
        h(2, f"{number}.6 未量化的排放"), *each(f"{name}.unquantified"),
        *when(f"not {name}.has", [para("Body", "排放源登记之后，本节说明其中未作量化的部分及原因。")]),
    ]  # fmt: skip


def groups_table(name: str) -> list[str]:
    return [
        caption(f"{name}.t_groups"),
        *table([
            Column("一级指标", 5, "r.name"), Column("适用指标数", 2.4, "r.applicable", C), Column("满分", 2.4, "r.full", N),
            Column("得分", 2.4, "r.score", N), Column("得分率", 2.4, "r.rate", N),
        ], f"{name}.group_rows", W, last=["{{ doc.sum }}", "", "", f"{{{{ {name}.sums.formula }}}}", ""]),
    ]  # fmt: skip


def judged_sections(number: str) -> list[str]:
    """What stands for the score where a standard gives no points: how it is judged, every indicator, the summary."""
    return [
        h(2, f"{number}.1 判定方法"), *each("judged.method"),
        *when("judged.rows", [
            h(2, f"{number}.2 逐项说明"), *each("judged.intro"), *each("judged.sentences"), *judged_rows(W),
        ]),
        h(2, f"{number}.{{{{ 3 if judged.rows else 2 }}}} 汇总"), *judged_summary(W),
    ]  # fmt: skip


def judged_rows(width: float) -> list[str]:
    """Every indicator with its value, its target and whether it is kept."""
    return [
        caption("judged.t_rows"),
        *table([
            Column("序号", 1.0, "r.no", C), Column("类别", 2.4, "r.group"), Column("指标", 4.2, "r.name"), Column("单位", 1.8, "r.unit", C),
            Column("自评值", 1.6, "r.claimed", N), Column("现状值", 1.7, "r.value", N), Column("{{ doc.leading }}", 1.7, "r.leading", N),
            Column("判断", 2.0, "r.verdict", C),
        ], "judged.rows", width),
    ]  # fmt: skip


def judged_summary(width: float) -> list[str]:
    """Classes of targets, or checks by how binding they are."""
    counts = [
        Column(t, 1.8, f"r.{k}", C)
        for t, k in (("适用", "applicable"), ("达到", "met"), ("未达到", "unmet"), ("不能判断", "open"))
    ]
    return [
        *each("judged.summary"),
        *when("judged.classes", [
            caption("judged.t_classes"),
            *table([Column("类别", 4.0, "r.name"), Column("约束程度", 3.2, "r.duty", C), *counts], "judged.classes", width),
        ]),
        *when("judged.duties", [
            caption("judged.t_duties"),
            *table([Column("约束程度", 3.6, "r.name"), *counted_checks()], "judged.duties", width),
        ]),
    ]  # fmt: skip


def targets_table(name: str) -> list[str]:
    return when(f"{name}.targets", [
        caption(f"{name}.t_targets"),
        *table([
            Column("编号", 1.0, "r.no", C), Column("目标项", 3.4, "r.name"), Column("单位", 2, "r.unit", C),
            Column("基准值（年）", 2.3, "r.base", N), Column("目标值（年）", 2.3, "r.goal", N), Column("对应", 1.7, "r.about", C),
            Column("说明", 2.9, "r.remark"),
        ], f"{name}.targets", W),
    ])  # fmt: skip


def projects_table(name: str, last: list[str] | None = None) -> list[str]:
    """`last` is a closing row of totals."""
    return when(f"{name}.project_rows", [
        caption(f"{name}.t_projects"),
        *table([
            Column("编号", 1.0, "r.no", C), Column("项目", 3.5, "r.name"), Column("条款", 1.7, "r.clause", C),
            Column("责任单位", 2.4, "r.owner"), Column("投资（万元）", 1.6, "r.money", N), Column("年减排量（tCO₂e）", 1.85, "r.cut", N),
            Column("状态", 1.0, "r.state", C), date("完成日期", "r.done"),
        ], f"{name}.project_rows", W, last=last),
    ])  # fmt: skip


def progress_table(name: str) -> list[str]:
    return [
        caption(f"{name}.t_progress"),
        *table([
            Column("编号", 1.1, "r.no", C), Column("目标项", 4.4, "r.name"), Column("年度", 1.6, "r.year", C),
            Column("单位", 2, "r.unit", C), Column("目标值", 2.2, "r.goal", N), Column("实际值", 2.2, "r.value", N),
            Column("结果", 2.2, "r.result", C),
        ], f"{name}.rows", W),
    ]  # fmt: skip


def offset_kinds_table(name: str) -> list[str]:
    return when(f"{name}.kinds", [
        caption(f"{name}.t_kinds"),
        *table([
            Column("抵消方式", 3, "r.name"), Column("用于零碳判定", 1.7, "r.zero", C), Column("计入指标", 1.7, "r.indicator", C),
            Column("注销", 1.4, "r.cancel", C), Column("说明", 7.8, "r.note"),
        ], f"{name}.kinds", W),
    ])  # fmt: skip


# --- annexes ----------------------------------------------------------------------------------------------------------
