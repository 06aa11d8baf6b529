"""For whom a decision counts: an evaluation decides for itself, a park for its scheme and its self-inspections."""

from __future__ import annotations

import pytest

from zcdoc.model.record import Record, Round, decided_in
from zcdoc.model.terms import Terms

EVALUATION = Round("e1", "evaluation", "2026-09-01")
OWN = [Round("b1", "baseline", "2026-01-01"), Round("s1", "self-inspection", "2026-05-01")]
KEY = "small-pack/base-2"


def record(**scopes):
    places = {"park": "park", "e1": "round/e1/small-pack", "e2": "round/e2/small-pack"}
    return Record("demo", {places[name]: {"assumptions": {KEY: row}} for name, row in scopes.items()})


def standing(small_pack, made, chosen):
    decisions = made.decisions("small-pack", chosen)
    assumed = next(a for a in small_pack.assumptions if a.key == "base-2")
    terms = Terms(small_pack, decisions)
    return terms.in_force(assumed), terms.confirmed("base-2"), terms.settled(assumed)


@pytest.mark.parametrize("chosen", OWN, ids=lambda r: r.kind)
def test_a_park_s_own_decision_counts_for_its_own_rounds(small_pack, chosen):
    made = record(park={"value": "b", "source": "纪要", "for": "park"})
    assert decided_in("small-pack", chosen) == "park"
    assert standing(small_pack, made, chosen) == ("b", True, True)


def test_in_an_evaluation_it_stays_in_force_and_is_not_decided(small_pack):
    made = record(park={"value": "b", "source": "纪要", "for": "park"})
    assert standing(small_pack, made, EVALUATION) == ("b", False, False)


def test_the_evaluation_s_own_decision_counts_there_alone(small_pack):
    made = record(park={"value": "b", "for": "park"}, e1={"value": "a", "source": "评价组会议"})
    assert decided_in("small-pack", EVALUATION) == "round/e1/small-pack"
    assert standing(small_pack, made, EVALUATION) == ("a", True, True)
    assert standing(small_pack, made, OWN[0]) == ("b", True, True)
    assert standing(small_pack, made, Round("e2", "evaluation", "2028-09-01")) == ("b", False, False)


@pytest.mark.parametrize("more", [{}, {"for": "park", "interpretation": "EV-001"}], ids=["earlier version", "answer"])
def test_decisions_of_earlier_versions_and_written_answers_count_everywhere(small_pack, more):
    made = record(park={"value": "b", "source": "纪要", **more})
    assert standing(small_pack, made, EVALUATION) == ("b", True, True)


def test_a_remark_alone_decides_nothing(small_pack):
    assert record(e1={"note": "待问"}).decisions("small-pack", EVALUATION) == {}
