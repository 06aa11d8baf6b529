"""Parks by chance under readings by chance: `zcdoc score` says what is worked out by hand, ranges and levels included."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from fractions import Fraction

import fresh
import pytest
from any_park import Maker, rows, write
from readings import COUNTED, STANDARDS, near, only, over, stated, zero_carbon

from zcdoc.cli.door import run
from zcdoc.store import Workspace

CASES = 60
# A geometric mean is irrational: 15 digits of it count.
NEAR = Fraction(1, 10**11)
TYPES = {"sxses-04-2024": ("工业类", "农业类", "文旅类")}
PARKS = [(p, t) for p in STANDARDS for t in TYPES.get(p, ("",))]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A workspace with one park for each standard."""
    root = tmp_path_factory.mktemp("any") / "ws"
    fresh.parks(root, STANDARDS)
    workspace = Workspace(root, "钱二")
    return workspace, {pack: workspace.existing(pack).load().state for pack in STANDARDS}


def scores(desk, pack, park_type, capsys, cases=CASES):
    """Every park as worked out by hand, and what `zcdoc score` says of it."""
    workspace, fresh = desk
    store, maker = workspace.existing(pack), Maker(pack, random.Random(f"{pack} {park_type}"), park_type)
    for _ in range(cases // len(TYPES.get(pack, ("",)))):
        park, checks = maker.park()
        write(store, fresh[pack], "evaluation-1", pack, rows(park, checks, pack))
        capsys.readouterr()
        assert run(["--workspace", str(workspace.root), "score", "--park", pack, "--json"]) == 0
        yield maker, park, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(("pack", "park_type"), PARKS)
def test_scores_are_what_is_worked_out_by_hand(desk, pack, park_type, capsys):
    for case, (maker, park, score) in enumerate(scores(desk, pack, park_type, capsys)):
        assert compared(maker, park, score) == [], (case, park)


def compared(maker, park, score):
    """Where hand and command differ, in words."""
    standard, wrong = maker.standard, []
    reading = stated(standard.readings, park)

    def same(what, said, hand):
        exact = not isinstance(hand, Fraction) or said is None
        if said != hand if exact else abs(Fraction(said) - hand) > NEAR:
            wrong.append(f"{what}: command {said}, by hand {hand if exact else float(hand)}")

    found, reach = standard.judge(park, reading), over(standard, park, maker.open(park))
    lost = [k for k in maker.open(park) if k in standard.lost]
    may = over(standard, park, lost).levels
    same("level", score["level"], only(may))
    same("levels", set(score["levels"]), set(reach.levels))
    moving = {what: {a["key"] for a in score["assumptions"] if a[what]} for what in ("changes_score", "changes_level")}
    # It may name one too many, never one too few: what is not named is not asked about before a document is final.
    same("turns unnoticed", reach.levels_by - moving["changes_level"], frozenset())
    same("moves unnoticed", reach.points_by - moving["changes_score"], frozenset())
    same("gate", (score["gate"]["unmet"], score["gate"]["open"]), (park.unmet, park.open))
    for one in score["indicators"] if found.met else ():
        same(one["number"], one["met"], found.met.get(one["number"]))
    for group in score["groups"] if found.groups else ():
        same(group["id"], group["score"], found.groups[group["id"]])
    if standard.kinds:
        same("zero carbon", score["zero_carbon"], zero_carbon(park, reading, standard.kinds, may, standard.needed))
    if standard.bounds:
        points(same, standard, park, reading, score, reach)
        plain = replace(park, decided=park.decided | {"level-score": "formula"})
        same("without bonus", score["level_without_bonus"], only(over(standard, plain, lost).levels))
    return wrong


def points(same, standard, park, reading, score, reach):
    """Formula score, bonus, range, the comparison with 不适用 at 0, and the bound that the score is near to."""
    found, counted = standard.judge(park, reading), standard.judge(park, reading | {COUNTED: True})
    same("formula", score["s_zce"], found.formula[0])
    same("bonus", score["bonus"], found.bonus[0])
    same("total", score["total"], found.total[0])
    same("low", score["range"]["low"], reach.low)
    same("high", score["range"]["high"], reach.high)
    same("counted zero", score["if_inapplicable_counted_zero"], counted.total[0])
    same("near", score["threshold"] and Fraction(score["threshold"]), near(found.deciding[0], standard.bounds))
