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


Side = Literal["numerator", "denominator", "count", "shown_by"]


class ChangesInput(Strict):
    """What one side of an indicator counts, in which unit, under a choice: figures collected otherwise do not fit it."""

    what: Literal["input"]
    indicator: Text
    alternative: Text | None = Field(default=None, description="二选一的，改哪一项")
    side: Side
    counts: Text
    unit: Text | None = Field(default=None, description="不写就不变")


class ChangesSeries(Strict):
    """Which yearly item one side of a series reads under a choice: it is computed where the item stands in 年度数据."""

    what: Literal["series"]
    indicator: Text
    side: Literal["numerator", "denominator"]
    instead_of: Text | None = Field(default=None, description="只在这一边正取这个项目时改；别的假设先改")
    item: Text


class ChangesText(Strict):
    """How a definition or a period of indicators, or a check, reads under a choice."""

    what: Literal["definition", "period", "check"]
    of: Annotated[list[Text], Field(min_length=1)] = Field(description="哪些指标；check 写检查项")
    text: Text


class ChangesGrounds(Strict):
    """On which grounds 不适用 is admitted for indicators under a choice; none where the list is empty."""

    what: Literal["grounds"]
    of: Annotated[list[Text], Field(min_length=1)] = Field(description="哪些指标")
    na: list[Text] = Field(description="可判不适用的理由；空表示不接受")


class ChangesOffsets(Strict):
    """Which types of offsets can bring net zero under a choice."""

    what: Literal["offsets"]
    zero_carbon: list[Text] = Field(description="可用于零碳（净零）判定的类型，其余的不可用")


Change = Annotated[
    ChangesInput | ChangesSeries | ChangesText | ChangesGrounds | ChangesOffsets,
    Field(discriminator="what"),
]


class Option(Strict):
    """One permitted choice of a rule, what it means in words, and what else it changes in the pack."""

    value: Text
    means: Text
    changes: list[Change] = Field(default_factory=list, description="选了它，包里别处跟着怎样变")

    @property
    def recollects(self) -> frozenset[str]:
        """Indicators whose figures have to be collected anew when this is chosen: nothing at hand tells what they would be."""
        inputs = {c.indicator for c in self.changes if isinstance(c, ChangesInput)}
        texts = {
            n for c in self.changes if isinstance(c, ChangesText) and c.what in {"definition", "period"} for n in c.of
        }
        return frozenset(inputs | texts)


class Assumed(Strict):
    """`assumed: {...}` in a pack. Percentages are fractions ("0.30")."""

    key: Key
    title: Text = Field(description="所补的是什么，如“能源与循环利用的权重”")
    value: Text = Field(description="未确认时采用的值")
    reason: Text = Field(description="为什么这样取")
    certainty: Certainty = Field(description="A 官方原文 B 两份转载一致 C 一份转载 D 推断 M 记忆")
    permitted: Span | list[Option] = Field(description="允许改成什么：数值区间，或逐项列出")
    percent: bool = Field(default=False, description="以百分数显示")
    kind: Literal["silent", "lost"] = Field(
        default="silent", description="silent 标准没有写；lost 标准写了而所据文本缺损，印本里有"
    )
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

    def option(self, value: str) -> Option | None:
        """The choice of this value; None for a number within an interval."""
        return None if isinstance(self.permitted, Span) else next((o for o in self.permitted if o.value == value), None)

    @property
    def undeclared(self) -> bool:
        """Whether some choice other than the pack's own does not say what it changes."""
        options = [] if isinstance(self.permitted, Span) else self.permitted
        return any(o.value != self.value and not o.changes for o in options)

    @property
    def admits(self) -> frozenset[str]:
        """Indicators for which choices admit 不适用 on different grounds."""
        options = [] if isinstance(self.permitted, Span) else self.permitted
        return frozenset(n for o in options for c in o.changes if isinstance(c, ChangesGrounds) for n in c.of)

    def recollected(self, before: str, after: str) -> frozenset[str]:
        """Indicators whose figures, collected under one choice, do not fit the other."""
        if before == after:
            return frozenset()
        sides = (self.option(value) for value in (before, after))
        return frozenset(name for side in sides if side for name in side.recollects)

    @property
    def blind(self) -> frozenset[str]:
        """Indicators of which some permitted choice counts something else, so that its effect cannot be computed."""
        options = [] if isinstance(self.permitted, Span) or len(self.permitted) < 2 else self.permitted
        return frozenset(name for option in options for name in option.recollects)

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

    def read_as(self, typed: str) -> str | None:
        """The choice that somebody means who types its code or the words that are shown for it; None when it is neither."""
        if self.permits(typed):
            return typed
        options = [] if isinstance(self.permitted, Span) else self.permitted
        plain = typed.strip()
        found = [o.value for o in options if plain in {o.means, o.means.partition("（")[0]}]
        return found[0] if len(found) == 1 else None

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
