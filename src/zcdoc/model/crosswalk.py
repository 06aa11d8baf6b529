"""How two standards meet: which checks, clauses and indicators ask the same, part of it, more, or something that overlaps.

`checklists/crosswalk.yaml` holds the links; people read clause against clause and sign for it. A link says what `a` is to `b`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from zcdoc.model.assumed import Strict, Text
from zcdoc.model.pack import Pack

Relation = Literal["equal", "subset", "superset", "overlaps"]
RELATION_LABEL: dict[Relation, str] = {
    "equal": "等同", "subset": "是其一部分", "superset": "包含其全部", "overlaps": "部分重合",
}  # fmt: skip
_TURNED: dict[Relation, Relation] = {
    "equal": "equal",
    "subset": "superset",
    "superset": "subset",
    "overlaps": "overlaps",
}


class Link(Strict):
    """`a` and `b` are clause ids or check ids; `subset`: a asks for part of what b asks for."""

    a: Text
    b: Text
    relation: Relation
    reason: Text


class IndicatorLink(Link):
    """`inputs: same` only when numerator and denominator count the same things, so that the numbers can be shared."""

    inputs: Literal["same", "different"]


class Pair(Strict):
    """The links between two packs and who read them."""

    a: Text
    b: Text
    by: Text = Field(description="谁对照的")
    clauses: list[Link] = Field(default_factory=list)
    indicators: list[IndicatorLink] = Field(default_factory=list)

    def turned(self) -> Pair:
        """The same links seen from the other side."""
        return Pair(
            a=self.b,
            b=self.a,
            by=self.by,
            clauses=[_turn(link) for link in self.clauses],
            indicators=[
                IndicatorLink(**_turn(link).model_dump(exclude={"inputs"}), inputs=link.inputs)
                for link in self.indicators
            ],
        )


class CrosswalkFile(Strict):
    """`crosswalk.yaml`"""

    pairs: list[Pair]


def _turn(link: Link) -> Link:
    return Link(a=link.b, b=link.a, relation=_TURNED[link.relation], reason=link.reason)


@dataclass(frozen=True, slots=True)
class Counterpart:
    """One link as a reader of one side sees it."""

    own: str
    other: str
    relation: Relation
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """For every clause of one pack, in its order, what stands against it in the other; the same for indicators."""

    pack: str
    other: str
    clauses: dict[str, list[Counterpart]] = field(default_factory=dict)
    indicators: dict[str, list[Counterpart]] = field(default_factory=dict)

    @property
    def met(self) -> int:
        return sum(1 for found in self.clauses.values() if found)

    @property
    def alone(self) -> list[str]:
        """Clauses without a counterpart."""
        return [clause for clause, found in self.clauses.items() if not found]


def coverage(pack: Pack, pair: Pair) -> Coverage:
    """What of `pack`, which is the pair's `a`, has a counterpart in its `b`."""
    clauses: dict[str, list[Counterpart]] = {clause.id: [] for clause in pack.clauses}
    for link in pair.clauses:
        clauses[clause_of(pack, link.a)].append(_seen(link))
    indicators: dict[str, list[Counterpart]] = {item.number: [] for item in pack.indicators}
    for link in pair.indicators:
        if link.a in indicators:
            indicators[link.a].append(_seen(link))
    return Coverage(pack.id, pair.b, clauses, indicators)


def _seen(link: Link) -> Counterpart:
    return Counterpart(link.a, link.b, link.relation, link.reason)


def clause_of(pack: Pack, item: str) -> str:
    """The clause that a clause id or a check id stands for."""
    found = pack.checks.get(item)
    return found[0].id if found else item
