"""Links between two standards: the same from both sides, whatever they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdoc.model.crosswalk import (
    RELATION_LABEL,
    IndicatorLink,
    Link,
    Pair,
    clause_of,
    coverage,
    named_items,
    strangers,
    unshareable,
)

ITEMS = ("4.1-1", "4.1-1.a", "4.2.1", "4.2.1.a", "4.2.6", "4.2.6.a", "5.1-1", "5.1-1.a", "5.1-1.b", "5.1-1.c")
NUMBERS = tuple("1234567")
relations = st.sampled_from(tuple(RELATION_LABEL))
links = st.lists(
    st.builds(Link, a=st.sampled_from(ITEMS), b=st.sampled_from(ITEMS), relation=relations, reason=st.just("读过")),
    unique_by=lambda link: (link.a, link.b),
)
indicator_links = st.lists(
    st.builds(
        IndicatorLink, a=st.sampled_from(NUMBERS), b=st.sampled_from(NUMBERS), relation=relations, reason=st.just("读过"),
        inputs=st.sampled_from(("same", "different")),
    ),
    unique_by=lambda link: (link.a, link.b),
)  # fmt: skip
pairs = st.builds(
    Pair, a=st.just("a-pack"), b=st.just("b-pack"), by=st.just("某人"), clauses=links, indicators=indicator_links
)


def both(pack, pair):
    """The two sides; the same pack stands on both."""
    return coverage(pack, pair), coverage(pack, pair.turned())


@given(pairs)
def test_turned_twice_it_is_the_same(pair):
    assert pair.turned().turned() == pair
    assert pair.turned() == pair or pair.turned().both == pair.both


@given(pair=pairs)
def test_both_sides_tell_the_same_links(small_pack, pair):
    ours, theirs = both(small_pack, pair)
    turn = {"equal": "equal", "subset": "superset", "superset": "subset", "overlaps": "overlaps"}

    def told(side):
        return {(c.own, c.other, c.relation) for found in side.clauses.values() for c in found}

    assert told(ours) == {(b, a, turn[relation]) for a, b, relation in told(theirs)}
    assert len(told(ours)) == len(pair.clauses) == sum(ours.tally().values()) == sum(theirs.tally().values())
    assert ours.tally() == {turn[r]: n for r, n in theirs.tally().items()}
    assert {(c.own, c.other) for c in ours.shared} == {(c.other, c.own) for c in theirs.shared}


@given(pair=pairs)
def test_every_clause_is_met_or_alone_and_every_check_named_or_open(small_pack, pair):
    side, _ = both(small_pack, pair)
    assert list(side.clauses) == [c.id for c in small_pack.clauses]
    assert side.met + len(side.alone) == len(small_pack.clauses)
    named = {c.own for found in side.clauses.values() for c in found}
    for clause in small_pack.clauses:
        checks = [k.id for k in clause.checks]
        assert (clause.id in side.alone) == (not named & {clause.id, *checks})
        assert side.open[clause.id] == [k for k in checks if k not in named], "a link of the clause answers no check"
    assert side.checks_met + sum(len(k) for k in side.open.values()) == side.checks_total == len(small_pack.checks)
    linked = {link.a for link in pair.indicators}
    assert side.indicators_alone == [i.number for i in small_pack.indicators if i.number not in linked]


@given(pair=pairs)
def test_links_stand_in_the_pack_s_order(small_pack, pair):
    order = list(named_items(small_pack))
    told = [c.own for found in coverage(small_pack, pair).clauses.values() for c in found]
    assert told == sorted(told, key=order.index)


def test_a_check_belongs_to_its_clause(small_pack):
    assert clause_of(small_pack, "5.1-1.b") == "5.1-1" == clause_of(small_pack, "5.1-1")


def test_names_that_are_not_there_are_found_on_their_own_side(small_pack):
    clauses = [
        Link(a="4.2.1.a", b="9.9", relation="equal", reason="x"),
        Link(a="4.2.1", b="5.1-1", relation="equal", reason="x"),
    ]
    indicators = [IndicatorLink(a="99", b="1", relation="equal", reason="x", inputs="same")]
    pair = Pair(a="a-pack", b="b-pack", by="某人", clauses=clauses, indicators=indicators)
    assert list(strangers(pair, "a", small_pack)) == [("indicators", 0, "99")]
    assert list(strangers(pair, "b", small_pack)) == [("clauses", 0, "9.9")]


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [("1", "1", ""), ("1", "5", "单位不同"), ("2", "2", "分子和一个分母"), ("3", "7", "分子和一个分母")],
)
def test_numbers_are_shared_only_between_ratios_of_the_same_units(small_pack, a, b, why):
    link = IndicatorLink(a=a, b=b, relation="equal", reason="x", inputs="same")
    found = unshareable(link, small_pack, small_pack)
    assert why in found
    assert bool(found) == bool(why)
