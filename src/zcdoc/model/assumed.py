"""Values and rules that the source does not give: a value in force, why, how sure, and what else would be permitted."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from zcdoc.model import shares

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Number = Annotated[str, StringConstraints(pattern=r"^-?\d+(\.\d+)?$")]
Certainty = Literal["A", "B", "C", "D", "M"]


class Strict(BaseModel):
    """A frozen model that knows every key it accepts."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Strict):
    """A closed interval of numbers."""

    min: Number
    max: Number


class Option(Strict):
    """One permitted choice of a rule and what it means in words."""

    value: Text
    means: Text


class Assumed(Strict):
    """`assumed: {...}` in a pack. Percentages are fractions ("0.30")."""

    key: Key
    title: Text = Field(description="所补的是什么，如“能源与循环利用的权重”")
    value: Text = Field(description="未确认时采用的值")
    reason: Text = Field(description="为什么这样取")
    certainty: Certainty = Field(description="A 官方原文 B 两份转载一致 C 一份转载 D 推断 M 记忆")
    permitted: Span | list[Option] = Field(description="允许改成什么：数值区间，或逐项列出")
    percent: bool = Field(default=False, description="以百分数显示")
    clauses: list[Text] = Field(default_factory=list, description="与哪些条款有关")
    indicators: list[Text] = Field(default_factory=list, description="与哪些指标有关")

    _shares = model_validator(mode="before")(
        shares.reader("value", "permitted", when=lambda a: a.get("percent") is True)
    )

    @model_validator(mode="after")
    def _value_is_permitted(self) -> Assumed:
        if not self.permits(self.value):
            raise ValueError(f"取值 {self.value} 不在允许范围内")
        return self

    def permits(self, value: str) -> bool:
        if isinstance(self.permitted, Span):
            try:
                number = Decimal(value)
            except InvalidOperation:
                return False
            return number.is_finite() and Decimal(self.permitted.min) <= number <= Decimal(self.permitted.max)
        return value in {o.value for o in self.permitted}

    def extremes(self) -> list[str]:
        """The choices at which a score that is monotone in this value takes its least and greatest value."""
        if isinstance(self.permitted, Span):
            return list(dict.fromkeys([self.permitted.min, self.permitted.max]))
        return [o.value for o in self.permitted]

    def meaning(self, value: str) -> str:
        """The value as a reader should see it: an option's words, or the number (a percentage when `percent`)."""
        if isinstance(self.permitted, Span):
            return f"{(Decimal(value) * 100).normalize():f}%" if self.percent else value
        return next((o.means for o in self.permitted if o.value == value), value)

    def permitted_text(self) -> str:
        if isinstance(self.permitted, Span):
            return f"{self.meaning(self.permitted.min)} 至 {self.meaning(self.permitted.max)}"
        return "；".join(o.means for o in self.permitted)


class AssumedBox(Strict):
    """The written form `{assumed: {...}}` that may stand where a value stands."""

    assumed: Assumed


def find(node: Any) -> list[Assumed]:
    """Every Assumed below a model, list or dict, in written order."""
    if isinstance(node, Assumed):
        return [node]
    if isinstance(node, BaseModel):
        return [a for name in type(node).model_fields for a in find(getattr(node, name))]
    if isinstance(node, dict):
        return [a for value in node.values() for a in find(value)]
    if isinstance(node, list | tuple):
        return [a for value in node for a in find(value)]
    return []
