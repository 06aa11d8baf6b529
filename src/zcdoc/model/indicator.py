"""Indicators of a pack: `indicators.yaml` as pydantic models; what each counts, its leading or target value, its inputs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from zcdoc.model.assumed import AssumedBox, Number, Strict, Text

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


Inputs = Annotated[RatioInputs | CountInputs | PresenceInputs | SeriesInputs, Field(discriminator="kind")]


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


class Indicator(Strict):
    number: Text
    group: Text | AssumedBox
    subgroup: Text
    name: Text
    definition: Text = Field(default="—")
    unit: Text = Field(description="份额写 %；有无类写 —")
    direction: Direction
    leading: Text | AssumedBox | Bands = Field(description="引领值或目标值：份额写小数，有无类写 有 或 设立")
    inputs: Inputs | None = None
    alternatives: list[Alternative] = Field(default_factory=list)
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
