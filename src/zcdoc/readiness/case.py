"""What every rule works on: the material judged, rules as data, and the words that messages share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias

from zcdoc.model.facts import FileFact
from zcdoc.model.indicator import Indicator, Inputs, PresenceInputs, RatioInputs
from zcdoc.model.pack import Check, Clause, Pack
from zcdoc.model.provenance import Provenance
from zcdoc.model.record import Row
from zcdoc.model.results import IndicatorScore, Score
from zcdoc.model.sides import SIDES, side
from zcdoc.model.tables import TABLE_OF
from zcdoc.model.terms import Terms
from zcdoc.model.values import decimal_string, fraction
from zcdoc.model.view import View
from zcdoc.model.vocabulary import sheet_of
from zcdoc.problems import Problem, Severity

Document = Literal["", "scheme", "inspection", "report"]
Found: TypeAlias = Iterator[Problem]
CLOSE, ROUGH = Fraction(1, 1_000_000), Fraction(1, 1000)
_TONNES = re.compile(r"(万)?(t|吨|kg)\s*(CO2e?|CO₂e?|二氧化碳|二氧化碳当量)?")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `says` is the sentence of the catalogue; `document` names the only document it concerns (blank: all)."""

    id: str
    severity: Severity
    says: str
    document: Document = ""

    def at(self, where: str, message: str, fix: str) -> Problem:
        return Problem(self.id, self.severity, where, message, fix)


@dataclass(frozen=True, slots=True)
class Inspected:
    """One check with its clause, its row and the result in force."""

    clause: Clause
    check: Check
    row: Row
    result: str

    @property
    def where(self) -> str:
        return f"{sheet_of(self.clause.kind)}!{self.check.id}"


@dataclass(frozen=True, slots=True)
class Answered:
    """One indicator with its row, the inputs of the alternative in use, and its score."""

    item: Indicator
    row: Row
    inputs: Inputs
    score: IndicatorScore

    @property
    def where(self) -> str:
        return place("indicators", self.item.number)

    @property
    def name(self) -> str:
        return f"指标 {self.item.number}“{self.score.option}”"

    @property
    def malformed(self) -> bool:
        """Half a quotient, or one that divides by nothing: said as such, not as a value that is missing."""
        top, bottom = fraction(self.row.get("分子")), fraction(self.row.get("分母"))
        return isinstance(self.inputs, RatioInputs) and ((top is None) != (bottom is None) or bottom == 0)

    @property
    def impossible(self) -> bool:
        """Whether the value lies where none can: a share or a grade outside 0 to 1."""
        bounded = isinstance(self.inputs, PresenceInputs) or (
            isinstance(self.inputs, RatioInputs) and self.inputs.share
        )
        return bounded and self.score.value is not None and not 0 <= self.score.value <= 1

    @property
    def has_value(self) -> bool:
        return self.score.applicable and self.score.value is not None


@dataclass(frozen=True)
class Case:
    """A round as it would be submitted; `own_standard`: whoever submits it takes own data in the place of built-in ones."""

    view: View
    score: Score
    files: Mapping[str, FileFact]
    as_of: str
    final: bool = False
    templates: tuple[Provenance, ...] = ()
    own_standard: bool = False

    @property
    def pack(self) -> Pack:
        return self.view.pack

    @cached_property
    def terms(self) -> Terms:
        return Terms(self.pack, self.view.decisions)

    @cached_property
    def data_year(self) -> str:
        return self.view.profile_value("数据年度")

    @cached_property
    def inspected(self) -> list[Inspected]:
        pairs = self.pack.checks.values()
        return [Inspected(cl, ch, self.view.check_row(ch), self.view.result(ch)) for cl, ch in pairs]

    @cached_property
    def answered(self) -> list[Answered]:
        return [self._answered(item) for item in self.pack.indicators]

    @property
    def team(self) -> set[str]:
        """The names of an evaluation's team; empty where it is not known or another kind of round is held."""
        lead, members = (self.view.profile_value(name) for name in ("评价组长", "评价组成员"))
        return names_in(f"{lead}、{members}") if self.view.round.kind == "evaluation" and lead and members else set()

    def completed_by_books(self, one: Answered) -> bool:
        """Whether the sides that are blank are read from the books that the pack links them to."""
        return all(side(self.view, one.item, self.terms, which) for which in SIDES)

    def _answered(self, item: Indicator) -> Answered:
        row = self.view.answer(item)
        return Answered(item, row, item.option(row.get("二选一选项")).inputs, self.score.indicator(item.number))


def place(table: str, key: str) -> str:
    """`证据清单!EV-003`"""
    return f"{TABLE_OF[table].sheets[0]}!{key}"


def blanks(row: Row, names: Iterable[str]) -> list[str]:
    return [name for name in names if not row.get(name)]


def listed(names: Iterable[str]) -> str:
    return "、".join(names)


def names_in(text: str) -> set[str]:
    """The names in a cell that lists people, with or without what each is responsible for in brackets."""
    return set(re.split(r"[、,，;；\s（）()]+", text)) - {""}


def differs(a: Fraction, b: Fraction, tolerance: Fraction) -> bool:
    """Whether two numbers lie apart by more than a share of the greater."""
    return abs(a - b) > tolerance * max(abs(a), abs(b))


def shown(value: Fraction, unit: str = "") -> str:
    """A number as a message shows it: shares in percent."""
    return f"{decimal_string(value * 100, 6)}%" if unit == "%" else f"{decimal_string(value, 6)}{unit.replace('—', '')}"


def tonnes(unit: str) -> Fraction | None:
    """How many tonnes a unit of mass of emissions is; None for any other unit."""
    found = _TONNES.fullmatch(unit.strip())
    if not found:
        return None
    return Fraction(10_000 if found[1] else 1) * (Fraction(1, 1000) if found[2] == "kg" else 1)
