"""How a standard rates a park: `rating.yaml` as pydantic models, one class for each kind of rating (decision 0017)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from zcdoc.model import shares
from zcdoc.model.assumed import AssumedBox, Number, Strict, Text

Duty = Literal["veto", "must", "where-applicable", "encouraged", "guiding", "unknown", "reference"]
DUTY_LABEL = {
    "veto": "一票否决", "must": "必须达到", "where-applicable": "有条件的应达到", "encouraged": "鼓励达到",
    "guiding": "引导性", "unknown": "类别不明", "reference": "只作参考",
}  # fmt: skip


class Group(Strict):
    """What indicators are gathered under: weighted, a theme of points, or a class with a duty."""

    id: Text
    name: Text
    weight: Number | Literal["rest"] | AssumedBox | None = Field(
        default=None, description="weighted-ratio：小数；rest 表示其余各组之外的部分"
    )
    points: Number | None = Field(default=None, description="points：本组各项分值之和，写了就核对")
    duty: Duty | None = Field(default=None, description="targets：这一类指标的约束程度")

    _shares = model_validator(mode="before")(shares.reader("weight", when=lambda _: True))


class Level(Strict):
    """A level begins at or above a score; `name` of the level below all others has neither bound."""

    name: Text
    at_least: Number | None = None
    above: Number | None = None
    net_zero: bool = Field(default=False, description="另须实现净零")
    must: list[Text] | Literal["marked"] = Field(
        default_factory=list, description="另须达到的检查项和指标，逐个列出，或 marked：所有写了 must: true 的"
    )
    means: Text


class ZeroCarbon(Strict):
    """`needs_level` unset: the balance of offsets and emissions alone decides."""

    name: Text
    needs_level: Text | None = None
    rule: Text


class Verdict(Strict):
    """What a park is said to be when its indicators keep, or miss, what the standard asks."""

    name: Text
    means: Text


class RatingRule(Strict):
    """What every kind of rating has."""

    clause: Text
    statement: Text = Field(description="一句话说明怎样评定，各文件共用")
    leading_name: Text = Field(default="引领值", description="指标对照的数在本标准里叫什么")
    groups: list[Group] = Field(default_factory=list)
    gate: Literal["block", "none"] | AssumedBox = "none"
    gate_chapter: Text | None = None
    levels: list[Level] = Field(default_factory=list)
    zero_carbon: ZeroCarbon | None = None


class Scored(RatingRule):
    """A rating by points, with levels over the sum."""

    full: Number = "100"
    groups: Annotated[list[Group], Field(min_length=1)]
    bonus_group: Text = "加分项"
    floor: Literal["zero", "none"] | AssumedBox = "zero"
    redistribution: Literal["proportional", "none"] | AssumedBox = "proportional"
    level_score: Literal["total", "formula"] | AssumedBox = "total"
    near: Number = "0.5"
    levels: Annotated[list[Level], Field(min_length=2)]


class WeightedRatio(Scored):
    """Sum over groups of 100 × mean capped ratio × weight, plus bonus items."""

    kind: Literal["weighted-ratio"]


class Points(Scored):
    """Sum of the points of every indicator; those of 有无 all or nothing, `partial` says what a missed number earns."""

    kind: Literal["points"]
    partial: Literal["proportional", "none"] | AssumedBox = Field(
        description="定量指标没有达到目标时：proportional 按比例，none 不得分"
    )


class Targets(RatingRule):
    """Every indicator keeps its target or not; the duty of its class says what a miss means."""

    kind: Literal["targets"]
    groups: Annotated[list[Group], Field(min_length=1)]
    passed: Verdict
    failed: Verdict


class Conformity(RatingRule):
    """No score: conformity by clause, chapter and duty. `missing` lists what a score would need and the source lacks."""

    kind: Literal["conformity"]
    missing: list[Text] = Field(default_factory=list)


Rating = WeightedRatio | Points | Targets | Conformity


class RatingFile(Strict):
    """`rating.yaml`"""

    rating: Annotated[Rating, Field(discriminator="kind")]
