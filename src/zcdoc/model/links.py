"""Links of a pack: which places of a record state one and the same quantity, and which checks state an indicator's result.

`links:` in `pack.yaml`. One quantity has one value: what two linked places say is compared wherever a conclusion is drawn.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from zcdoc.model.assumed import Key, Strict, Text

Side = Literal["numerator", "denominator", "value"]
SIDE_COLUMN: dict[Side, str] = {"numerator": "分子", "denominator": "分母", "value": "现状值"}


class Place(Strict):
    """One place where a quantity is stated: exactly one of the six kinds."""

    indicator: Text | None = Field(default=None, description="指标序号；side 说是哪一边，option 说是二选一的哪一项")
    side: Side = "value"
    option: Text | None = Field(default=None, description="二选一的名称；不写是各项都算")
    yearly: Text | None = Field(default=None, description="年度数据的项目；写 per 的是两个项目之商")
    per: Text | None = Field(default=None, description="作除数的年度数据项目")
    profile: Text | None = Field(default=None, description="园区信息的字段")
    check: Text | None = Field(default=None, description="检查项的实测值")
    emissions: Literal["total", "co2", "all"] | None = Field(
        default=None,
        description="温室气体表各行之和：total 全部气体，co2 只计二氧化碳，单列的都不计；all 全部气体，单列的其他间接排放也计",
    )
    offsets: Text | None = Field(default=None, description="碳抵消表中计入这项指标的各类型之和")

    @model_validator(mode="after")
    def _one_kind(self) -> Place:
        named = [self.indicator, self.yearly, self.profile, self.check, self.emissions, self.offsets]
        if sum(item is not None for item in named) != 1:
            raise ValueError("每一处写且只写 indicator、yearly、profile、check、emissions、offsets 之一")
        if self.per is not None and self.yearly is None:
            raise ValueError("per 只和 yearly 一起用")
        return self

    @property
    def is_book(self) -> bool:
        """Whether a blank input of an indicator is read from here."""
        return self.per is None and any(x is not None for x in (self.yearly, self.profile, self.emissions))


class Stated(Strict):
    """A check whose result says what the indicators' values say: met when all of them reach their target."""

    check: Text
    indicators: list[Text] = Field(min_length=1)


class Link(Strict):
    """Places of one quantity (`same`), or a check that states what indicators state (`met`)."""

    key: Key
    title: Text = Field(description="这个量叫什么；写进提示和文件")
    same: list[Place] = Field(default_factory=list, description="都说同一个量的各处；第一处账簿类的为准")
    met: Stated | None = None
    under: dict[Key, Text] = Field(default_factory=dict, description="只在这些假设取这些值时才是同一个量")

    @model_validator(mode="after")
    def _one_shape(self) -> Link:
        if (self.met is None) == (len(self.same) < 2):
            raise ValueError("写 same（至少两处）或 met，只写一种")
        return self
