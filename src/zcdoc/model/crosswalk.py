"""How two standards meet: which checks, clauses and indicators ask the same, part of it, more, or something that overlaps.

`checklists/crosswalk.yaml` holds the links; people read clause against clause and sign for it. A link says what `a` is to `b`,
by what is asked alone: 应, 宜 and 鼓励 do not change the relation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pydantic import Field

from zcdoc.model.assumed import Key, Strict, Text
from zcdoc.model.indicator import RatioInputs
from zcdoc.model.pack import Pack
from zcdoc.model.terms import Terms

Relation = Literal["equal", "subset", "superset", "overlaps"]
RELATION_LABEL: dict[Relation, str] = {
    "equal": "等同", "subset": "是其一部分", "superset": "包含其全部", "overlaps": "部分重合",
}  # fmt: skip
# What stands in the remark of an adopted row, and what readiness looks for.
TO_REVIEW = "待复核"
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
    a_under: dict[Key, Text] = Field(
        default_factory=dict, description="same 只在 a 的这些约定取这些值时成立：约定的键和取值"
    )
    b_under: dict[Key, Text] = Field(default_factory=dict, description="同上，b 的约定")

    @property
    def conditional(self) -> bool:
        """Whether the inputs count the same things under some options only."""
        return bool(self.a_under or self.b_under)


class Pair(Strict):
    """The links between two packs and who read them."""

    a: Text
    b: Text
    by: Text = Field(description="谁对照的")
    clauses: list[Link] = Field(default_factory=list)
    indicators: list[IndicatorLink] = Field(default_factory=list)

    @property
    def both(self) -> frozenset[str]:
        """The two packs, whichever way round."""
        return frozenset((self.a, self.b))

    def turned(self) -> Pair:
        """The same links seen from the other side."""
        return Pair(
            a=self.b,
            b=self.a,
            by=self.by,
            clauses=[_turn(link) for link in self.clauses],
            indicators=[_turn_numbers(link) for link in self.indicators],
        )


class CrosswalkFile(Strict):
    """`crosswalk.yaml`"""

    pairs: list[Pair]


def _turn(link: Link) -> Link:
    return Link(a=link.b, b=link.a, relation=_TURNED[link.relation], reason=link.reason)


def _turn_numbers(link: IndicatorLink) -> IndicatorLink:
    return IndicatorLink(
        a=link.b, b=link.a, relation=_TURNED[link.relation], reason=link.reason, inputs=link.inputs,
        a_under=link.b_under, b_under=link.a_under,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counterpart:
    """One link as a reader of one side sees it. `inputs` is blank for clauses and checks.

    `own_under` and `other_under`: the options of either side under which alone the inputs are the same.
    """

    own: str
    other: str
    relation: Relation
    reason: str
    inputs: str = ""
    own_under: Mapping[str, str] = field(default_factory=dict)
    other_under: Mapping[str, str] = field(default_factory=dict)

    @property
    def conditional(self) -> bool:
        return bool(self.own_under or self.other_under)


@dataclass(frozen=True, slots=True)
class Coverage:
    """For every clause of one pack, in its order, what stands against it in the other; the same for indicators."""

    pack: str
    other: str
    clauses: dict[str, list[Counterpart]]
    indicators: dict[str, list[Counterpart]]
    checks: dict[str, list[str]]  # the checks of every clause

    @property
    def met(self) -> int:
        return sum(1 for found in self.clauses.values() if found)

    @property
    def alone(self) -> list[str]:
        """Clauses without a counterpart."""
        return [clause for clause, found in self.clauses.items() if not found]

    @property
    def named(self) -> set[str]:
        """Clauses and checks that a link names."""
        return {c.own for found in self.clauses.values() for c in found}

    @property
    def open(self) -> dict[str, list[str]]:
        """The checks of every clause that no link names; a link of the whole clause does not answer its checks."""
        named = self.named
        return {clause: [k for k in checks if k not in named] for clause, checks in self.checks.items()}

    @property
    def checks_met(self) -> int:
        named = self.named
        return sum(1 for checks in self.checks.values() for check in checks if check in named)

    @property
    def checks_total(self) -> int:
        return sum(len(checks) for checks in self.checks.values())

    @property
    def indicators_alone(self) -> list[str]:
        return [number for number, found in self.indicators.items() if not found]

    @property
    def shared(self) -> list[Counterpart]:
        """Indicators whose inputs count the same things on both sides."""
        return [c for found in self.indicators.values() for c in found if c.inputs == "same"]

    def tally(self) -> dict[Relation, int]:
        """How many links of clauses and checks there are of each relation."""
        relations = [c.relation for found in self.clauses.values() for c in found]
        return {relation: relations.count(relation) for relation in RELATION_LABEL}


def coverage(pack: Pack, pair: Pair) -> Coverage:
    """What of `pack`, which is the pair's `a`, has a counterpart in its `b`."""
    order = {item: i for i, item in enumerate(named_items(pack))}
    clauses: dict[str, list[Counterpart]] = {clause.id: [] for clause in pack.clauses}
    for link in sorted(pair.clauses, key=lambda link: order[link.a]):
        clauses[clause_of(pack, link.a)].append(Counterpart(link.a, link.b, link.relation, link.reason))
    # A park of another type may know fewer indicators than the pair names.
    indicators: dict[str, list[Counterpart]] = {item.number: [] for item in pack.indicators}
    for entry in pair.indicators:
        if entry.a in indicators:
            indicators[entry.a].append(
                Counterpart(entry.a, entry.b, entry.relation, entry.reason, entry.inputs, entry.a_under, entry.b_under)
            )
    checks = {clause.id: [check.id for check in clause.checks] for clause in pack.clauses}
    return Coverage(pack.id, pair.b, clauses, indicators, checks)


def clause_of(pack: Pack, item: str) -> str:
    """The clause that a clause id or a check id stands for."""
    found = pack.checks.get(item)
    return found[0].id if found else item


def named_items(pack: Pack) -> dict[str, str]:
    """What a link may name, in the pack's order: every clause by its title, followed by its checks by their text."""
    found: dict[str, str] = {}
    for clause in pack.clauses:
        found[clause.id] = clause.title
        found.update((check.id, check.text) for check in clause.checks)
    return found


Kind: TypeAlias = Literal["clauses", "indicators"]


def strangers(pair: Pair, side: Literal["a", "b"], pack: Pack) -> Iterator[tuple[Kind, int, str]]:
    """Names of one side that its pack does not know: kind and place of the link, and the name."""
    known: dict[Kind, set[str]] = {"clauses": set(named_items(pack)), "indicators": set(pack.indicator_of)}
    links: dict[Kind, list[str]] = {
        "clauses": [getattr(link, side) for link in pair.clauses],
        "indicators": [getattr(link, side) for link in pair.indicators],
    }
    for kind, names in links.items():
        yield from ((kind, i, name) for i, name in enumerate(names) if name not in known[kind])


def unshareable(link: IndicatorLink, a: Pack, b: Pack) -> str:
    """Why the numbers of two indicators cannot be shared although the link says so; blank when they can."""
    left, right = a.indicator_of[link.a].inputs, b.indicator_of[link.b].inputs
    if not isinstance(left, RatioInputs) or not isinstance(right, RatioInputs):
        return "只有一个分子和一个分母的指标才能共用数据"
    units = [(x.numerator.unit, x.denominator.unit) for x in (left, right)]
    return "" if units[0] == units[1] else f"单位不同：{' / '.join(units[0])} 与 {' / '.join(units[1])}"


def condition_faults(link: IndicatorLink, a: Pack, b: Pack) -> Iterator[tuple[str, str]]:
    """What is wrong with the options that a link names: the key in the link, and why."""
    for name, pack, under in (("a_under", a, link.a_under), ("b_under", b, link.b_under)):
        if under and link.inputs != "same":
            yield name, "只有 inputs: same 才写在什么约定下成立"
        known = {item.key: item for item in pack.assumptions}
        for key, value in under.items():
            if key not in known:
                yield name, f"{pack.id} 没有约定 {key}"
            elif not known[key].permits(value):
                yield name, f"{pack.id} 的约定 {key} 不能取 {value}"


def unkept(under: Mapping[str, str], terms: Terms) -> Iterator[str]:
    """The conditions of a link that do not hold under the values in force, in words."""
    for item in terms.pack.assumptions:
        wanted, now = under.get(item.key), terms.in_force(item)
        if wanted is not None and now != wanted:
            yield f"{item.title}（{item.key}）要取“{item.meaning(wanted)}”，现取“{item.meaning(now)}”"
