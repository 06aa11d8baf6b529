"""A pack under the choices in force: each change reaches what it names, and nothing else moves."""

from __future__ import annotations

from pathlib import Path

import pytest

from zcdoc.model.record import Decision
from zcdoc.model.settled import settled
from zcdoc.pack import load

ROOT = Path(__file__).resolve().parents[2] / "checklists"
SCORED = ("seesa-010-2025", "ndrc-2025-910", "jiangsu-guide", "sxses-04-2024")


@pytest.fixture(scope="module")
def packs():
    return {name: load(ROOT / name, "built-in") for name in SCORED}


def under(pack, **values):
    return settled(pack, {k: Decision(k, v, "", "", "") for k, v in values.items()})


def choices(pack):
    return [(a.key, o) for a in pack.assumptions if isinstance(a.permitted, list) for o in a.permitted if o.changes]


@pytest.mark.parametrize("name", SCORED)
def test_every_choice_that_says_it_changes_something_does(packs, name):
    pack = packs[name]
    assert choices(pack)
    for key, option in choices(pack):
        made = under(pack, **{key: option.value})
        moved = [i.number for i, j in zip(made.indicators, pack.indicators, strict=True) if i != j]
        checks = [c.id for c, d in zip(made.clauses, pack.clauses, strict=True) if c != d]
        head = made.head.offsets != pack.head.offsets
        # What replaces only what another choice puts there moves nothing alone.
        expected = {c.indicator for c in option.changes if c.what == "input"} | {
            n for c in option.changes if c.what in {"definition", "period"} for n in c.of
        }
        assert expected <= set(moved), key
        assert moved or checks or head, key
        assert made.written is pack


def test_without_a_decision_nothing_changes(packs):
    assert all(under(pack) is pack for pack in packs.values())


def test_a_decision_outside_what_is_permitted_changes_nothing(packs):
    pack = packs["seesa-010-2025"]
    assert under(pack, **{"building-base-4": "rooms"}) is pack


def test_two_choices_about_one_series_meet(packs):
    pack = packs["seesa-010-2025"]
    item = "二氧化碳排放总量（含其他间接）"
    assert under(pack, **{"denominator-23-26": "all-indirect"}).indicator_of["26"].inputs.denominator == item
    both = under(pack, **{"denominator-23-26": "all-indirect", "gas-25-26": "co2e-both"})
    assert both.indicator_of["26"].inputs.denominator == "温室气体排放总量（含其他间接）"
    assert under(pack, **{"gas-25-26": "co2e-both"}).indicator_of["26"].inputs.denominator == "温室气体排放总量"
    assert both.indicator_of["25"].inputs.numerator == "温室气体排放总量（含其他间接）"


def test_grounds_of_a_choice(packs):
    made = under(packs["seesa-010-2025"], **{"na-grounds": "none"})
    assert not any(i.na for i in made.indicators)


def test_figures_of_one_choice_do_not_fit_another(packs):
    four = next(a for a in packs["seesa-010-2025"].assumptions if a.key == "building-base-4")
    assert four.recollected("area", "number") == four.recollected("number", "area") == {"4"}
    assert four.recollected("area", "area") == frozenset()
    assert four.blind == {"4"}
