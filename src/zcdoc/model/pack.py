"""A pack: one standard as data. The pydantic models here are the published JSON Schema of `checklists/<id>/*.yaml`.

Indicators are in `model.indicator`, how a standard rates in `model.rating`.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr, StringConstraints, model_validator

from zcdoc.model import shares
from zcdoc.model.assumed import Assumed, AssumedBox, Certainty, Number, Strict, Text, find
from zcdoc.model.cancellation import Rule as CancelRule
from zcdoc.model.indicator import Indicator
from zcdoc.model.links import Link, Side
from zcdoc.model.migration import Migration
from zcdoc.model.profile import For, ProfileField, fields, is_needed
from zcdoc.model.provenance import Delivered, Provenance
from zcdoc.model.rating import Rating

Kind = Literal["principle", "requirement", "measure", "management"]
# The five types of provision that GB/T 1.1—2020 knows; an instruction is a sentence in the imperative.
CheckType = Literal["requirement", "instruction", "recommendation", "permission", "statement"]
Word = Literal["应", "宜", "鼓励", "优先", "尽可能", "尽量", "可"]
Method = Literal["查阅文件", "访谈", "现场观察", "计算复核"]
Subject = Literal["park", "enterprise", "evaluator"]
# What clauses of all standards are about: crosswalks are made theme by theme, so every pack uses the same words.
Theme = Literal[
    "compliance", "boundary", "strategy", "governance", "accounting", "data-platform", "disclosure", "evaluation", "offsets",
    "carbon-removal", "energy", "renewables", "green-power", "efficiency", "production", "products", "circularity", "waste",
    "water", "air", "buildings", "transport", "infrastructure", "land-use", "greening", "innovation", "economics", "publicity",
]  # fmt: skip
Date = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
ClauseId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.\-]*$")]

KIND_LABEL = {"principle": "原则", "requirement": "基本要求", "measure": "创建措施", "management": "管理要求"}
TYPE_LABEL: dict[CheckType, str] = {
    "requirement": "要求", "instruction": "指示", "recommendation": "推荐", "permission": "允许", "statement": "陈述",
}  # fmt: skip
EFFORT = ("优先", "尽可能", "尽量")  # words by which a sentence is judged by the effort shown
SUBJECT_LABEL = {"park": "园区", "enterprise": "企业", "evaluator": "评价机构"}


class Standard(Strict):
    number: Text
    title: Text
    edition: Text
    status: Literal["published", "draft"] = "published"
    issuer: Text = "—"
    issued: Date | None = None
    effective: Date | None = None
    replaces: Text | None = None


class Source(Strict):
    """Where facts of the pack were read."""

    id: Text
    title: Text
    what: Text = Field(description="本包从中取了什么")
    certainty: Certainty
    url: Text | None = None


class Note(Strict):
    """A contradiction or peculiarity of the standard that users must see where it matters."""

    key: Text
    text: Text
    clauses: list[Text] = Field(default_factory=list)
    indicators: list[Text] = Field(default_factory=list)


class Step(Strict):
    number: Text
    title: Text
    who: list[Subject]
    does: list[Text]


class Stage(Strict):
    number: Text
    title: Text
    steps: list[Step]


Topic = Literal[
    "park", "inventory", "targets", "achievement", "offsets", "measures", "indicators", "conclusion", "follow-up"
]  # fmt: skip


class ReportPart(Strict):
    """A part that the standard asks the evaluation report to hold; `topic` is the chapter of ours that answers it."""

    id: Text
    clause: Text
    title: Text
    topic: Topic


class Reference(Strict):
    """A standard that this one cites, undated or dated, and what became of it since."""

    number: Text
    title: Text
    dated: bool = False
    normative: bool = True
    now: Text | None = Field(default=None, description="现行版本的变化")
    certainty: Certainty | None = None


class OffsetType(Strict):
    """A kind of offset that the 碳抵消 sheet offers."""

    name: Text
    indicator: Text | None = Field(default=None, description="计入哪项指标的抵消量")
    zero_carbon: bool = Field(default=True, description="可否用于零碳判定")
    cancel: bool = Field(default=True, description="是否须注销并有凭证；何时注销才算见 cancellation")
    registry_cancels: bool = Field(
        default=False, description="登记机构自己的规则就要求注销（如 CCER），只买不注销一律不计"
    )
    note: Text | None = None


class YearlyItem(Strict):
    """A series over years that the 年度数据 sheet offers; items of one name count the same thing in every pack."""

    name: Text
    unit: Text
    counts: Text
    total: bool = Field(default=False, description="各文件拿它作园区的排放总量；不写的用 温室气体排放总量")


class Benchmark(Strict):
    """A figure from another document that the text quotes beside its own: a reference, never a requirement."""

    name: Text
    value: Text
    origin: Text = Field(description="出自哪份文件")
    clauses: list[Text] = Field(default_factory=list)


class ParkType(Strict):
    """A type of park with indicators of its own; 园区信息 says which one a park is."""

    id: Text = Field(description="如 工业类；园区信息“园区类型”填这个")
    means: Text


class Chapter(Strict):
    id: Text
    title: Text
    kind: Kind
    theme: Theme | None = None
    number: Text | None = Field(default=None, description="印出的编号；缺省取 id 中“·”之前的部分")
    outside: list[Literal["scheme", "inspection", "report"]] = Field(
        default_factory=list, description="不在哪种文件里评判：如申报书的大纲、核算方法，不在申报书里列检查结果"
    )

    @property
    def printed(self) -> str:
        """The number that the standard prints: `6.1` of the id `6.1·基础设施`."""
        return self.number or self.id.split("·", maxsplit=1)[0]


class Asked(Strict):
    """How the standard's documents differ in what 园区信息 must say."""

    more: list[Text] = Field(default_factory=list, description="另外要填的字段，取自 zcdoc 备有的选填字段")
    less: list[Text] = Field(default_factory=list, description="文件用不到、不必填的字段")


class Certificate(Strict):
    years: int
    zero_carbon: Text
    issuer: Text
    after: Text = Field(description="获评后的安排")


class PackHead(Strict):
    """`pack.yaml`"""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    standard: Standard
    scope: Text
    chapters: list[Chapter]
    process: list[Stage] = Field(default_factory=list)
    evaluator: list[Text] = Field(default_factory=list, description="谁可以评价，须具备什么")
    report: list[ReportPart] = Field(default_factory=list)
    report_form: Text | None = Field(default=None, description="评价报告的格式从何而来、没有读到什么，写进报告编排一节")
    certificate: Certificate | None = None
    terms: dict[str, Text] = Field(default_factory=dict, description="术语，自己的话")
    references: list[Reference] = Field(default_factory=list)
    offsets: list[OffsetType] = Field(default_factory=list)
    cancellation: CancelRule | AssumedBox = Field(
        default="by-report-date",
        description="须注销的何时注销才计入：by-report-date 报告日期之前，within-year 抵消年度之内，purchase 购买即计",
    )
    yearly: list[YearlyItem] = Field(default_factory=list)
    park_types: list[ParkType] = Field(default_factory=list, description="按类型分设指标的，列出各类型")
    links: list[Link] = Field(default_factory=list, description="哪几处说的是同一个量，须相互一致")
    accounting: list[Text] = Field(default_factory=list, description="标准自己的核算规则，逐条")
    benchmarks: list[Benchmark] = Field(default_factory=list, description="所据文本引用的别处数值，只作参照")
    templates: dict[Literal["scheme", "inspection", "report"], Text] = Field(
        default_factory=dict, description="本标准的文件另用哪个模板"
    )
    titles: dict[Literal["scheme", "inspection", "report"], Text] = Field(
        default_factory=dict, description="本标准的文件叫什么；不写用模板的题目"
    )
    profile: Asked = Field(default_factory=Asked, description="园区信息比通常多填、少填哪些字段")
    sources: list[Source]
    gaps: list[Text] = Field(default_factory=list, description="来源没有给出、本包也没有补的内容")
    notes: list[Note] = Field(default_factory=list)
    conventions: list[AssumedBox] = Field(default_factory=list, description="文本未定而须先约定的口径与规则")
    migrations: list[Migration] = Field(default_factory=list, description="较早版本填的内容怎样带到新版本")

    @cached_property
    def profile_fields(self) -> dict[str, ProfileField]:
        """The rows of 园区信息 under this standard, by name."""
        asked = fields(typed=bool(self.park_types), more=self.profile.more, less=self.profile.less)
        return {f.name: f for f in asked}

    def needs(self, name: str, document: For) -> bool:
        """Whether a document of this standard cannot do without a field of 园区信息."""
        return name in self.profile_fields and is_needed(name, document)


class Quantity(Strict):
    """A threshold. `ratio_of` names two 园区信息 fields whose quotient is the measured value."""

    name: Text
    unit: Text
    compare: Literal[">=", "<=", ">", "<", "="]
    threshold: Number
    ratio_of: Annotated[list[Text], Field(min_length=2, max_length=2)] | None = None

    _shares = model_validator(mode="before")(shares.reader("threshold", when=shares.in_percent))


class UsualEvidence(Strict):
    name: Text
    valid: Text | None = Field(default=None, description="通常的有效期或所属期间")


class Period(Strict):
    """The years that a clause asks to look at (近三年); where they begin and end is the text's or an assumption's."""

    years: Annotated[int, Field(ge=2, le=10)]
    back_from: Literal["data-year", "report-date"] = Field(
        default="data-year", description="从数据年度还是报告日期往前数"
    )
    window: Text | None = Field(default=None, description="起讫由哪项假设（key）定")


class Check(Strict):
    """What an assessor ticks."""

    id: ClauseId
    text: Text
    type: CheckType
    word: Word | None = None
    method: Method
    quantity: Quantity | None = None
    must: bool = Field(default=False, description="必选：级别以它做到为条件，见 rating.yaml 中 levels 的 must")
    period: Period | None = Field(default=None, description="条文要看近几年的写在这里；所引证据的期间应覆盖到")
    points: Number | None = Field(default=None, description="由检查项得分的指标里它占多少；不写各项相等")
    evidence: list[UsualEvidence] = Field(min_length=1)
    na: list[Text] = Field(default_factory=list, description="可判不适用的理由；空表示不接受不适用")
    subjects: list[Subject] = Field(default_factory=list, description="由谁去做；不写的与本条相同")
    scope: Text | None = Field(
        default=None, description="只对哪些对象问这一项，如 功率 100 kW 及以上的用能设备；不是要达到的数"
    )
    locator: Text | None = Field(default=None, description="在所据文本的何处，如 第 12 页、5.4 2) 第二句")
    unknown: bool = Field(default=False, description="所据文本没有给出这一项要求什么，只有名目")

    @property
    def label(self) -> str:
        """`要求（应）`, `推荐（宜）`, `要求（—）` when no modal word is printed."""
        return f"{TYPE_LABEL[self.type]}（{self.word or '—'}）"

    @property
    def grounds(self) -> list[str]:
        """On which 不适用 is admissible: those named, and that there is nothing which the check is asked about."""
        return [*self.na, *([f"没有这样的对象：{self.scope}"] if self.scope else [])]

    @property
    def asked(self) -> str:
        """What the check asks, and of which things only."""
        return f"{self.text}（只问：{self.scope}）" if self.scope else self.text


class Clause(Strict):
    id: ClauseId
    number: Text
    chapter: Text
    kind: Kind
    title: Text
    requirement: Text
    subjects: Annotated[list[Subject], Field(min_length=1)]
    locator: Text | None = Field(default=None, description="在所据文本的何处")
    checks: Annotated[list[Check], Field(min_length=1)]
    indicators: list[Text] = Field(default_factory=list)
    themes: Annotated[list[Theme], Field(min_length=1)]
    cites: list[Text] = Field(default_factory=list, description="本条引用的文件编号，须列在 references")
    source: Text | None = Field(default=None, description="出自 sources 的哪一项；不写是第一项")

    # Statements are context, not questions: they leave `checks` when a pack is loaded, and are shown with their clause.
    _context: list[Check] = PrivateAttr(default_factory=list)

    @property
    def context(self) -> list[Check]:
        """The true statements of fact in this clause, which have no result."""
        return self._context

    @property
    def with_context(self) -> str:
        """The requirement, and what the text states beside it."""
        return "".join([self.requirement, *(f"\n陈述：{c.text}" for c in self.context)])

    def told_apart(self) -> Clause:
        """The clause with its statements taken out of the checks."""
        made = self.model_copy(update={"checks": [c for c in self.checks if c.type != "statement"]})
        made._context = [c for c in self.checks if c.type == "statement"]  # noqa: SLF001  a copy of this class
        return made

    def who(self, check: Check) -> list[Subject]:
        """Who must act: the check says so where it is not who the clause is about."""
        return check.subjects or self.subjects


class ClauseFile(Strict):
    """`clauses.yaml`"""

    clauses: list[Clause]


class Completion(Strict):
    """What somebody who holds the printed standard read there, in the place of a value that our text lost."""

    value: Text
    page: Text
    original: Text = Field(description="登记的原件，工作区内的路径")
    sha256: Text
    by: Text
    date: Text


class Pack(Strict):
    """A whole pack with the sha256 over its files in canonical order."""

    head: PackHead
    clauses: list[Clause]
    indicators: list[Indicator]
    rating: Annotated[Rating, Field(discriminator="kind")]
    sha256: str
    origin: str = Field(description="workspace 或 built-in")
    built_in: Delivered | None = Field(default=None, description="被它代替的随附标准包")
    overlay: dict[str, str] = Field(default_factory=dict, description="使用者自己持有的原文，按检查项；不计入 sha256")
    completed: dict[str, Completion] = Field(default_factory=dict, description="本工作区由印本补入的值，按假设的 key")
    written: Pack | None = Field(default=None, description="标准包原来的样子；只在选项改动了它时有")

    @property
    def id(self) -> str:
        return self.head.id

    @property
    def version(self) -> str:
        return self.head.version

    @property
    def label(self) -> str:
        return f"{self.head.standard.number}《{self.head.standard.title}》"

    @property
    def provenance(self) -> Provenance:
        return Provenance("pack", self.id, self.version, self.sha256, self.origin, self.built_in)

    def for_type(self, park_type: str) -> Pack:
        """The pack with the indicators of one type of park; unchanged when the standard knows no types or not this one."""
        if park_type not in {t.id for t in self.head.park_types}:
            return self
        kept = [i for i in self.indicators if not i.types or park_type in i.types]
        numbers = {i.number for i in kept}
        clauses = [c.model_copy(update={"indicators": [n for n in c.indicators if n in numbers]}) for c in self.clauses]
        return self.replaced(indicators=kept, clauses=clauses)

    def replaced(self, **parts: object) -> Pack:
        """Another pack with these parts. Not model_copy: it would carry cached properties over."""
        own = {name: getattr(self, name) for name in type(self).model_fields}
        return Pack.model_construct(**{**own, **parts})

    def judged_in(self, document: str) -> Pack:
        """The pack without the chapters that a document of this kind does not judge; itself when there are none."""
        outside = {c.id for c in self.head.chapters if document in c.outside}
        if not outside:
            return self
        return self.replaced(clauses=[c for c in self.clauses if c.chapter not in outside])

    def with_overlay(self, texts: dict[str, str]) -> Pack:
        """The pack with a user's own copy of the text laid over it; its identity stays the same."""
        return self.replaced(overlay=texts)

    def is_unknown(self, check: Check) -> bool:
        """Whether nobody here has the words of what a check asks for: neither the pack's source nor the user."""
        return check.unknown and check.id not in self.overlay

    def template_of(self, document: str) -> str:
        """The template that the standard's documents use: its own, else the one of that name."""
        return next((name for kind, name in self.head.templates.items() if kind == document), document)

    @cached_property
    def assumptions(self) -> list[Assumed]:
        """Every assumption once, in written order."""
        found = find([self.head, self.clauses, self.indicators, self.rating])
        return list({a.key: a for a in found}.values())

    @cached_property
    def about_rating(self) -> frozenset[str]:
        """Keys of the assumptions about rating as a whole; they are told with the score, not with each indicator."""
        return frozenset(a.key for a in find(self.rating))

    @cached_property
    def checks(self) -> dict[str, tuple[Clause, Check]]:
        return {check.id: (clause, check) for clause in self.clauses for check in clause.checks}

    @cached_property
    def links_of(self) -> dict[tuple[str, Side], tuple[Link, ...]]:
        """The links that a side of an indicator takes part in, by number and side."""
        found: dict[tuple[str, Side], tuple[Link, ...]] = {}
        for link in self.head.links:
            for number, side in dict.fromkeys((p.indicator, p.side) for p in link.same):
                if number is not None:
                    found[number, side] = (*found.get((number, side), ()), link)
        return found

    @cached_property
    def statements(self) -> dict[str, tuple[Clause, Check]]:
        """The statements by id: no check, but earlier versions may have asked for a result."""
        return {check.id: (clause, check) for clause in self.clauses for check in clause.context}

    @cached_property
    def answered(self) -> list[Clause]:
        """The clauses that have something to judge."""
        return [clause for clause in self.clauses if clause.checks]

    def told_apart(self) -> Pack:
        """The pack with its statements taken out of the checks."""
        return self.replaced(clauses=[clause.told_apart() for clause in self.clauses])

    @cached_property
    def indicator_of(self) -> dict[str, Indicator]:
        return {i.number: i for i in self.indicators}

    def chapter(self, chapter_id: str) -> Chapter:
        return next(c for c in self.head.chapters if c.id == chapter_id)
