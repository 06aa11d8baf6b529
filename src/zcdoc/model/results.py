"""What scoring returns: exact fractions, and the JSON contract of `zcdoc score --json` (design 4.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from zcdoc.model.rounding import faithful, remainder
from zcdoc.model.values import decimal_string

ZeroCarbonState = Literal["yes", "no", "undeterminable"]


def _text(value: Fraction | None) -> str | None:
    return None if value is None else decimal_string(value)


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """One indicator. `value` and `leading` are in the indicator's unit (shares as fractions), `points` out of `full`.

    `ratio` is the part of the points that it earns. `met`: whether the leading or target value is reached; None when value
    or target is not known, or the indicator does not apply.
    """

    number: str
    name: str
    group: str
    option: str
    value: Fraction | None
    shown: str
    leading: Fraction | None
    ratio: Fraction | None
    points: Fraction | None
    full: Fraction
    applicable: bool
    assumed: bool
    origin: Literal["quotient", "typed", "count", "series", "checks", "books", "lacking", "none"]
    met: bool | None = None

    @property
    def blank(self) -> bool:
        """Whether nobody has given a value: what was asked for and not shown is known to earn nothing."""
        return self.value is None and self.origin != "lacking"

    @property
    def lacking(self) -> str:
        """未提供 or 无法证实, where an evaluation asked for it in vain."""
        return self.shown if self.origin == "lacking" else ""

    @property
    def lost(self) -> Fraction:
        """Points that are still to be had."""
        return self.full - (self.points or Fraction(0)) if self.applicable else Fraction(0)

    def as_dict(self) -> dict[str, Any]:
        return {
            "number": self.number, "option": self.option, "value": _text(self.value), "leading": _text(self.leading),
            "ratio": _text(self.ratio), "points": _text(self.points), "met": self.met,
            "applicable": self.applicable, "assumed": self.assumed, "lacking": self.lacking or None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupScore:
    """One group: its weight, the weight in force after redistribution, and its points (0 to 100 × weight in force).

    `duty` is what a class of targets binds to; blank in ratings by points.
    """

    id: str
    name: str
    weight: Fraction
    in_force: Fraction
    assumed: bool
    score: Fraction
    applicable: int
    duty: str = ""
    met: int = 0
    unmet: int = 0

    @property
    def open(self) -> int:
        """Applicable indicators of which nobody knows whether they keep the target."""
        return self.applicable - self.met - self.unmet

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id, "name": self.name, "weight": _text(self.weight), "weight_in_force": _text(self.in_force),
            "assumed": self.assumed, "score": _text(self.score), "applicable": self.applicable,
            "duty": self.duty or None, "met": self.met, "unmet": self.unmet,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class AssumptionState:
    """One assumption as this park has it."""

    key: str
    title: str
    value: str
    shown: str
    reason: str
    certainty: str
    permitted: str
    confirmed: bool
    by: str
    source: str
    changes_score: bool
    changes_level: bool
    levels: tuple[
        tuple[str, str], ...
    ] = ()  # choice as shown, level with everything else as it stands; where they differ
    kind: str = "silent"
    settled: bool = False
    page: str = ""  # of the printed standard, where somebody entered the value from there
    interpretation: str = ""  # evidence number of the written answer
    blind: tuple[str, ...] = ()  # indicators with figures that another choice would have collected otherwise

    @property
    def standing(self) -> str:
        """What the value in force rests on, in a few words."""
        if self.page:
            return f"标准值（印本第 {self.page} 页）"
        if self.interpretation:
            return f"书面答复（{self.interpretation}）"
        if self.kind == "lost":
            return "所据文本缺，按假设"
        return "假设，已定" if self.confirmed else "假设，未确认"

    def as_dict(self) -> dict[str, Any]:
        return {
            "key": self.key, "title": self.title, "value": self.value, "reason": self.reason, "certainty": self.certainty,
            "confirmed": self.confirmed, "kind": self.kind, "settled": self.settled, "changes_score": self.changes_score, "changes_level": self.changes_level,
            "not_computable_for": list(self.blind), "levels_by_choice": dict(self.levels),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gate:
    """The basic requirements as a condition of the level: which clauses are unmet, which are still open."""

    chapter: str
    unmet: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Musts:
    """What a level asks for beside its points: how many items it names, which are unmet, which nobody has looked at."""

    level: str
    count: int
    unmet: tuple[str, ...] = ()
    open: tuple[str, ...] = ()

    @property
    def said(self) -> list[str]:
        """What stands in the way of the level, in words, without a full stop."""
        unmet = [f"{self.level}要求的 {self.count} 项中未做到：{'、'.join(self.unmet)}"] if self.unmet else []
        return unmet + ([f"{self.level}要求的 {self.count} 项中尚未查清：{'、'.join(self.open)}"] if self.open else [])

    def as_dict(self) -> dict[str, Any]:
        return {"level": self.level, "count": self.count, "unmet": list(self.unmet), "open": list(self.open)}


@dataclass(frozen=True, slots=True)
class Score:
    """The whole result. `level` is None when the gate refuses one or when nothing can be said; then `why` has the reasons.

    `kind` is the rating's: `weighted-ratio` and `points` have a score, `targets` a verdict in `level`, `conformity` neither.
    """

    park: str
    standard: str
    round: str
    statement: str
    s_zce: Fraction
    bonus: Fraction
    level: str | None
    level_without_bonus: str | None
    decided_by: Literal["total", "formula"]
    gate: Gate
    blocked: bool
    zero_carbon: ZeroCarbonState
    zero_carbon_why: str
    low: Fraction
    high: Fraction
    levels: tuple[str | None, ...]
    near: Fraction | None
    groups: tuple[GroupScore, ...]
    indicators: tuple[IndicatorScore, ...]
    incomplete: tuple[str, ...]
    if_inapplicable_zero: Fraction
    assumptions: tuple[AssumptionState, ...] = field(default=())
    kind: str = "weighted-ratio"
    why: tuple[str, ...] = ()
    musts: tuple[Musts, ...] = ()
    levels_exact: bool = True
    bounds: tuple[Fraction, ...] = ()

    def printed(self, points: Fraction) -> str:
        """A score as every document prints it: rounded, and never onto or over the bound of a level that it does not reach."""
        return faithful(points, self.bounds)

    @property
    def remainder(self) -> str:
        """By how much the printed groups differ from the printed formula score (尾差); blank where they add up."""
        return remainder((g.score for g in self.groups), self.printed(self.s_zce))

    @property
    def scored(self) -> bool:
        """Whether the standard, as far as it is known, gives points."""
        return self.kind in {"weighted-ratio", "points"}

    @property
    def total(self) -> Fraction:
        return self.s_zce + self.bonus

    @property
    def level_stable(self) -> bool:
        return len(self.levels) <= 1

    @property
    def open_for(self) -> list[str]:
        """What makes score and level a range, as nouns: open assumptions that move them, values and facts that are missing."""
        moving = [a for a in self.assumptions if (a.changes_score or a.changes_level) and not a.settled]
        unseen = bool(self.gate.open) or any(m.open for m in self.musts)
        return [
            *(["所据文本所缺的取值"] if any(a.kind == "lost" for a in moving) else []),
            *(["尚未确认的假设"] if any(a.kind != "lost" for a in moving) else []),
            *(["没有数值的指标"] if self.incomplete else []),
            *(["尚未查清的要求"] if unseen and not self.level_stable else []),
        ]

    @property
    def by_choice(self) -> list[str]:
        """Which choices give which level, where one assumption alone decides: `第 9 项属于哪一组：取“甲”为创建级，取“乙”为引领级`."""
        return [
            f"{a.title}：{'，'.join(f'取“{shown}”为{level}' for shown, level in a.levels)}"
            for a in self.assumptions
            if a.levels
        ]

    @property
    def beside(self) -> list[str]:
        """What stands in the way of levels beside the points, in words."""
        return [text for one in self.musts for text in one.said]

    def indicator(self, number: str) -> IndicatorScore:
        return next(i for i in self.indicators if i.number == number)

    def as_dict(self) -> dict[str, Any]:
        def points(value: Fraction) -> str | None:
            return _text(value) if self.scored else None

        return {
            "park": self.park, "standard": self.standard, "round": self.round, "kind": self.kind,
            "s_zce": points(self.s_zce), "bonus": points(self.bonus), "total": points(self.total),
            "level": self.level, "level_without_bonus": self.level_without_bonus, "level_by": self.decided_by,
            "gate": {"chapter": self.gate.chapter, "blocked": self.blocked, "unmet": list(self.gate.unmet), "open": list(self.gate.open)},
            "zero_carbon": self.zero_carbon, "zero_carbon_reason": self.zero_carbon_why,
            "range": {"low": points(self.low), "high": points(self.high)}, "undetermined": list(self.why),
            "level_stable": self.level_stable, "levels": list(self.levels), "levels_exact": self.levels_exact,
            "near_threshold": self.near is not None, "threshold": _text(self.near),
            "if_inapplicable_counted_zero": points(self.if_inapplicable_zero),
            "groups": [g.as_dict() for g in self.groups], "indicators": [i.as_dict() for i in self.indicators],
            "musts": [m.as_dict() for m in self.musts], "incomplete": list(self.incomplete), "assumptions": [a.as_dict() for a in self.assumptions],
        }  # fmt: skip
