"""What scoring returns: exact fractions, and the JSON contract of `zcdoc score --json` (design 4.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from zcdoc.model.values import decimal_string

ZeroCarbonState = Literal["yes", "no", "undeterminable"]


def _text(value: Fraction | None) -> str | None:
    return None if value is None else decimal_string(value)


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """One indicator. `value` and `leading` are in the indicator's unit (shares as fractions), `points` out of `full`."""

    number: str
    name: str
    group: str
    option: str
    value: Fraction | None
    shown: str
    leading: Fraction
    ratio: Fraction | None
    points: Fraction | None
    full: Fraction
    applicable: bool
    assumed: bool
    origin: Literal["quotient", "typed", "count", "series", "none"]

    def as_dict(self) -> dict[str, Any]:
        return {
            "number": self.number, "option": self.option, "value": _text(self.value), "leading": _text(self.leading),
            "ratio": _text(self.ratio), "points": _text(self.points), "applicable": self.applicable, "assumed": self.assumed,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupScore:
    """One group: its weight, the weight in force after redistribution, and its points (0 to 100 × weight in force)."""

    id: str
    name: str
    weight: Fraction
    in_force: Fraction
    assumed: bool
    score: Fraction
    applicable: int

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id, "name": self.name, "weight": _text(self.weight), "weight_in_force": _text(self.in_force),
            "assumed": self.assumed, "score": _text(self.score), "applicable": self.applicable,
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

    def as_dict(self) -> dict[str, Any]:
        return {
            "key": self.key, "title": self.title, "value": self.value, "reason": self.reason, "certainty": self.certainty,
            "confirmed": self.confirmed, "changes_score": self.changes_score, "changes_level": self.changes_level,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gate:
    """The basic requirements as a condition of the level: which clauses are unmet, which are still open."""

    chapter: str
    unmet: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """The whole result. `level` is None when the gate refuses one."""

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

    @property
    def total(self) -> Fraction:
        return self.s_zce + self.bonus

    @property
    def level_stable(self) -> bool:
        return len(self.levels) <= 1

    def indicator(self, number: str) -> IndicatorScore:
        return next(i for i in self.indicators if i.number == number)

    def as_dict(self) -> dict[str, Any]:
        return {
            "park": self.park, "standard": self.standard, "round": self.round,
            "s_zce": _text(self.s_zce), "bonus": _text(self.bonus), "total": _text(self.total),
            "level": self.level, "level_without_bonus": self.level_without_bonus, "level_by": self.decided_by,
            "gate": {"chapter": self.gate.chapter, "blocked": self.blocked, "unmet": list(self.gate.unmet), "open": list(self.gate.open)},
            "zero_carbon": self.zero_carbon, "zero_carbon_reason": self.zero_carbon_why,
            "range": {"low": _text(self.low), "high": _text(self.high)},
            "level_stable": self.level_stable, "levels": list(self.levels),
            "near_threshold": self.near is not None, "threshold": _text(self.near),
            "if_inapplicable_counted_zero": _text(self.if_inapplicable_zero),
            "groups": [g.as_dict() for g in self.groups], "indicators": [i.as_dict() for i in self.indicators],
            "incomplete": list(self.incomplete), "assumptions": [a.as_dict() for a in self.assumptions],
        }  # fmt: skip
