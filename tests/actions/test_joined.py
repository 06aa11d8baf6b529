"""Rows that two copies of a park added apart: by chance, a few hundred times; none lost, none doubled, none cited wrongly."""

from __future__ import annotations

import random

import pytest

from zcdoc.actions.joined import brought
from zcdoc.merge import merge
from zcdoc.model.record import PARK, Change, apply, copied
from zcdoc.store.events import Event

CHECKS = "round/r/p"


def made(pick, base, who):
    """A copy after somebody added evidence, cited it, and changed a few answers."""
    state = copied(base)
    register = state.setdefault(PARK, {}).setdefault("evidence", {})
    checks = state.setdefault(CHECKS, {}).setdefault("checks", {})
    for _ in range(pick.randint(0, 4)):
        number = f"EV-{len(register) + pick.randint(1, 2):03d}"
        name = pick.choice(["甲", "乙", f"{who}{pick.randint(0, 99)}"])
        register.setdefault(number, {"名称": name})
    for _ in range(pick.randint(0, 4)):
        cited = pick.sample(sorted(register), min(len(register), pick.randint(1, 2)))
        row = checks.setdefault(f"c{pick.randint(0, 5)}", {})
        row["证据编号"] = "、".join(f"{n}#p{pick.randint(1, 9)}" if pick.random() < 0.5 else n for n in cited)
        row["检查所见"] = f"{who}{pick.randint(0, 9)}"
    return state


def cites(state, key):
    """What a row cites, by content: name of the document and page."""
    register = state.get(PARK, {}).get("evidence", {})
    text = state.get(CHECKS, {}).get("checks", {}).get(key, {}).get("证据编号", "")
    parts = [part.partition("#") for part in text.split("、") if part]
    return [(register[number]["名称"], page) for number, _, page in parts]


@pytest.mark.parametrize("seed", range(400))
def test_every_row_of_both_is_there_once_and_is_cited_by_who_cited_it(seed):
    pick = random.Random(seed)
    base = made(pick, {}, "底")
    mine, theirs = made(pick, base, "我"), made(pick, base, "他")
    tail = [Event(1, "", "", "他", "typed", ())]
    found = brought(base, theirs, mine, tail, ())
    plan = merge(found.base, found.incoming, [], mine)
    after = copied(mine)
    apply(after, [Change(c.at, c.was, c.now) for c in plan.changes])
    register = [row["名称"] for row in after.get(PARK, {}).get("evidence", {}).values()]
    for state in (mine, theirs):
        for name in {row["名称"] for row in state.get(PARK, {}).get("evidence", {}).values()}:
            assert name in register
    here = {k: r["名称"] for k, r in mine.get(PARK, {}).get("evidence", {}).items()}
    assert {k: after[PARK]["evidence"][k]["名称"] for k in here} == here
    asked = {(c.at.key, c.at.field) for c in plan.conflicts}
    for key in {*mine.get(CHECKS, {}).get("checks", {}), *theirs.get(CHECKS, {}).get("checks", {})}:
        old, ours, other = (
            s.get(CHECKS, {}).get("checks", {}).get(key, {}).get("证据编号") for s in (base, mine, theirs)
        )
        if (key, "证据编号") in asked:
            assert old not in (ours, other)
            assert cites(after, key) == cites(mine, key)
        elif ours != old:
            assert cites(after, key) == cites(mine, key)
        else:
            assert cites(after, key) == cites(theirs, key)
