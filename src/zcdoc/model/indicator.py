"""Indicators of a pack: `indicators.yaml` as pydantic models; what each counts, its leading or target value, its inputs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from zcdoc.model import shares
from zcdoc.model.assumed import AssumedBox, Number, Strict, Text
from zcdoc.model.values import PRESENT

Year = Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
Direction = Literal["higher", "lower", "present"]


class Quantified(Strict):
    """One side of a ratio, or a count."""

    counts: Text = Field(description="究竟数什么")
    unit: Text


class RatioInputs(Strict):
    kind: Literal["ratio"]
    numerator: Quantified
    denominator: Quantified
    share: bool = Field(default=True, description="分子是分母的一部分，因此不会超过 1")


class CountInputs(Strict):
    kind: Literal["count"]
    counts: Text
    unit: Text


class PresenceInputs(Strict):
    kind: Literal["presence"]
    shown_by: Text = Field(description="怎样算有")
    gradable: bool = True


class SeriesInputs(Strict):
    """A value over years from 年度数据: `numerator` and `denominator` name yearly items.

    `mean-decline`: yearly mean decline of numerator ÷ denominator; `ratio`: numerator ÷ denominator over the window.
    """

    kind: Literal["series"]
    rule: Literal["mean-decline", "ratio"]
    numerator: Text
    denominator: Text
    window: AssumedBox | Annotated[int, Field(ge=2, le=10)] = Field(description="用几个年度（含数据年度）")
    mean: AssumedBox | Literal["geometric", "arithmetic", "of-sums", "of-ratios"]


class ChecksInputs(Strict):
    """A value that follows from results of checks, so that nothing is entered twice.

    `all`: 1 when every check is met or adopted; `share`: the part of them that is, each counted with its `points` (1 where
    it has none), a partly met one with `partly` of them. A check that does not apply leaves the sum; an open one leaves no
    value.
    """

    kind: Literal["checks"]
    checks: Annotated[list[Text], Field(min_length=1)] = Field(description="由哪些检查项的结果得出")
    rule: Literal["all", "share"] = "all"
    partly: Number = Field(default="0", description="部分符合、部分采用的算多少，0 到 1")


Inputs = Annotated[
    RatioInputs | CountInputs | PresenceInputs | SeriesInputs | ChecksInputs, Field(discriminator="kind")
]


class Reach(Strict):
    """One step: what is earned from this value on."""

    at: Number = Field(description="到这个数（份额写小数）")
    points: Number = Field(description="得多少分，与 points 同一单位")


class Steps(Strict):
    """Points by steps: those of the best step that the value reaches, none before the first."""

    kind: Literal["steps"]
    steps: Annotated[list[Reach], Field(min_length=1)]


class Between(Strict):
    """Points in a line from a base to the leading value; nothing short of the base, all from the leading value on."""

    kind: Literal["between"]
    base: Number = Field(description="从这个数起得分")
    points: Number = Field(default="0", description="正好在 base 时得多少分")


Earning = Annotated[Steps | Between, Field(discriminator="kind")]


class Alternative(Strict):
    """One side of a 二选一."""

    name: Text
    definition: Text
    inputs: Inputs


class Band(Strict):
    """The target of an indicator for parks of one size: `at_least` ≤ size < `below`."""

    at_least: Number | None = None
    below: Number | None = None
    leading: Number


class Bands(Strict):
    """Targets by size; outside every band the source gives none, and none is made up."""

    by: Text = Field(description="按哪个年度数据项目分档")
    bands: Annotated[list[Band], Field(min_length=1)]


class Phase(Strict):
    """The target of an indicator for the years of one phase, both included."""

    since: Year | None = None
    until: Year | None = None
    leading: Number


class Phases(Strict):
    """Targets by year: the indicator's 数据年度 says which one holds; a year outside every phase has none."""

    phases: Annotated[list[Phase], Field(min_length=1)]


class FromItem(Strict):
    """A benchmark that the park brings along with its source: industry average, percentile, per-product norm.

    The value of a yearly item in the 数据年度, times `times`; without it the indicator has no target.
    """

    item: Text = Field(description="取自哪个年度数据项目，须列在 pack.yaml 的 yearly")
    times: Number = Field(default="1", description="乘以几，如行业平均值的 0.9 倍")


class Unstated(Strict):
    """The source names the indicator and gives no target: there is none, and none is made up."""

    unstated: Text = Field(description="来源说了什么、没有给出什么")


# Targets that depend on the park or the year, or that nobody knows: the standard's column shows this park's own, if any.
VARYING = (Bands, Phases, FromItem, Unstated)


class Indicator(Strict):
    number: Text
    group: Text | AssumedBox
    subgroup: Text
    name: Text
    definition: Text = Field(default="—")
    unit: Text = Field(description="份额写 %；有无类写 —")
    direction: Direction
    leading: Text | AssumedBox | Bands | Phases | FromItem | Unstated = Field(
        description="引领值或目标值：份额写小数，有无类写 有、设立，或用文字写明要达到什么；来源没有给出的写 unstated"
    )
    inputs: Inputs | None = None
    alternatives: list[Alternative] = Field(default_factory=list)
    strict: bool = Field(default=False, description="须超过（lower 为低于）目标值，正好相等的不算达到")
    earn: Earning | None = Field(default=None, description="points 计分时怎样得分；不写按 rating.yaml 的 partial")
    must: bool = Field(default=False, description="级别以它达到为条件，见 levels 的 must")
    bonus: Number | None = Field(default=None, description="加分项满分")
    points: Number | AssumedBox | None = Field(default=None, description="points 计分的分值；各项按比例折成满分")
    types: list[Text] = Field(default_factory=list, description="只用于这些园区类型；空表示都用")
    edition: Text | None = Field(default=None, description="数值出自另一版本时写明是哪一版")
    source: Text | None = Field(default=None, description="出自 sources 的哪一项；不写是第一项")
    period: Text
    locator: Text | None = Field(default=None, description="在所据文本的何处")
    na: list[Text] = Field(default_factory=list, description="可判不适用的理由；空表示不接受不适用")
    clauses: list[Text] = Field(default_factory=list)
    conventions: list[AssumedBox] = Field(default_factory=list)

    _shares = model_validator(mode="before")(shares.reader("leading", "earn", when=shares.in_percent))

    @property
    def leading_in_words(self) -> bool:
        """Whether the target is a sentence that somebody has to judge, as 达到或优于二级能耗限额标准."""
        return self.direction == "present" and isinstance(self.leading, str) and self.leading not in PRESENT

    @property
    def options(self) -> list[Alternative]:
        """The sides of a 二选一; one side, made of the indicator itself, when there is no choice."""
        if self.alternatives:
            return self.alternatives
        assert self.inputs is not None
        return [Alternative(name=self.name, definition=self.definition, inputs=self.inputs)]

    def option(self, name: str | None) -> Alternative:
        """The side called `name`; the first when it is blank or unknown."""
        return next((o for o in self.options if o.name == name), self.options[0])


class IndicatorFile(Strict):
    """`indicators.yaml`"""

    indicators: list[Indicator]
