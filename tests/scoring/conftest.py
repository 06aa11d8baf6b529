"""Packs made of a few plain words, views of them, and an oracle that computes the score once more, straightforwardly.

A spec is a dict: `groups` [(name, weight)], `items` [dict], and the rules `floor`, `redistribution`, `level_score`, `gate`.
Whatever may be assumed is a string, or `Guess(value, choices)` with two numbers (an interval) or several words.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace

import pytest

from zcdoc.model.pack import Pack
from zcdoc.model.record import Record, Round
from zcdoc.model.view import View

ROUND, PACK = "r1", "test-pack"
LEVELS = [("未达级", None, None), ("基础级", "60", None), ("创建级", None, "75"), ("引领级", "90", None)]
WORDS = {"有": Fraction(1), "设立": Fraction(1), "无": Fraction(0), "未设立": Fraction(0)}


@dataclass(frozen=True)
class Guess:
    value: str
    choices: tuple[str, ...]
    interval: bool = False


def interval(value, low, high):
    return Guess(value, (low, high), interval=True)


def words(value, *choices):
    return Guess(value, choices)


def written(thing, key):
    """As a pack file writes it."""
    if not isinstance(thing, Guess):
        return thing
    permitted = (
        {"min": thing.choices[0], "max": thing.choices[1]}
        if thing.interval
        else [{"value": c, "means": c} for c in thing.choices]
    )
    return {
        "assumed": {
            "key": key,
            "title": key,
            "value": thing.value,
            "reason": "—",
            "certainty": "D",
            "permitted": permitted,
        }
    }


def guesses(spec):
    """Every guess of a spec by its key."""
    found = {"weight-" + str(i): w for i, (_, w) in enumerate(spec["groups"])}
    found |= {rule: spec.get(rule) for rule in ("floor", "redistribution", "level_score", "gate")}
    for item in spec["items"]:
        found |= {f"group-{item['number']}": item["group"], f"leading-{item['number']}": item["leading"]}
    return {key.replace("_", "-"): g for key, g in found.items() if isinstance(g, Guess)}


def build_pack(spec):
    side = {"counts": "—", "unit": "t"}
    kinds = {
        "ratio": {"kind": "ratio", "numerator": side, "denominator": side},
        "count": {"kind": "count", "counts": "—", "unit": "家"},
        "presence": {"kind": "presence", "shown_by": "—"},
    }
    items = []
    for item in spec["items"]:
        made = {
            "number": item["number"], "group": written(item["group"], f"group-{item['number']}"), "subgroup": "—",
            "name": item["number"], "unit": "%", "direction": item["direction"], "period": "—",
            "leading": written(item["leading"], f"leading-{item['number']}"), "bonus": item.get("bonus"),
            "na": item.get("na", ["没有这类活动"]),
        }  # fmt: skip
        if item.get("options"):
            made["alternatives"] = [
                {"name": n, "definition": "—", "inputs": kinds[k]} for n, k in item["options"].items()
            ]
        else:
            made["inputs"] = item.get("inputs") or kinds[item["kind"]]
        items.append(made)
    rating = {
        "kind": "weighted-ratio", "clause": "—", "statement": "一句话",
        "groups": [{"id": f"g{i}", "name": n, "weight": written(w, f"weight-{i}")} for i, (n, w) in enumerate(spec["groups"])],
        "floor": written(spec.get("floor", "zero"), "floor"),
        "redistribution": written(spec.get("redistribution", "proportional"), "redistribution"),
        "level_score": written(spec.get("level_score", "total"), "level-score"),
        "gate": written(spec.get("gate", "none"), "gate"),
        "gate_chapter": "4.2" if spec.get("clauses") else None,
        "levels": [{"name": n, "at_least": a, "above": b, "means": "—"} for n, a, b in LEVELS],
        "zero_carbon": {"name": "零碳园区", "needs_level": "引领级", "rule": "—"} if spec.get("zero_carbon") else None,
    }  # fmt: skip
    head = {
        "id": PACK, "version": "1.0.0", "scope": "—", "sources": [],
        "standard": {"number": "T/TEST", "title": "测试", "edition": "2026"},
        "chapters": [{"id": "4.2", "title": "基本要求", "kind": "requirement"}], "offsets": spec.get("offsets", []),
    }  # fmt: skip
    clauses = spec.get("clauses", [])
    return Pack.model_validate(
        {"head": head, "clauses": clauses, "indicators": items, "rating": rating, "sha256": "0", "origin": "test"}
    )


def make_view(pack, answers, *, decisions=None, checks=None, **tables):
    """`tables` are those of the round; `profile` as plain values."""
    profile = {name: {"内容": value} for name, value in tables.pop("profile", {}).items()}
    state = {
        f"round/{ROUND}/{pack.id}": {"indicators": answers, "checks": checks or {}},
        f"round/{ROUND}": {**tables, "profile": profile},
        "park": {"assumptions": {f"{pack.id}/{k}": {"value": v} for k, v in (decisions or {}).items()}},
    }
    return View(pack, Record("demo", state), Round(ROUND, "evaluation", "2026-03-01"))


def oracle(spec, answers, choices=None):
    """S_ZCE, bonus, points and what is missing by number, computed anew with nothing but fractions (formula (1), 6.2)."""
    chosen = {key: g.value for key, g in guesses(spec).items()} | (choices or {})

    def pick(thing, key):
        return chosen[key] if isinstance(thing, Guess) else thing

    weights = {name: pick(w, f"weight-{i}") for i, (name, w) in enumerate(spec["groups"])}
    fixed = sum(Fraction(w) for w in weights.values() if w != "rest")
    weights = {name: 1 - fixed if w == "rest" else Fraction(w) for name, w in weights.items()}
    home = {i["number"]: pick(i["group"], f"group-{i['number']}") for i in spec["items"]}
    used = [i for i in spec["items"] if not left_out(i, answers)]
    sizes = {name: sum(home[i["number"]] == name for i in used) for name in weights}
    if pick(spec.get("redistribution", "proportional"), "redistribution") == "proportional":
        alive = sum(w for name, w in weights.items() if sizes[name])
        whole = sum(weights.values())
        weights = {name: w * whole / alive if alive else w for name, w in weights.items()}
    points, gains = {}, {}
    for item in used:
        number = item["number"]
        said_no = answers.get(number, {}).get("是否适用") == "否"  # without being left out: no answer at all
        value = None if said_no else oracle_value(item, answers.get(number, {}))
        if value is None:
            gains[number] = worth_of(item, sizes, weights, home)
        lead = pick(item["leading"], f"leading-{number}")
        lead = WORDS.get(lead) or Fraction(lead)
        ratio = Fraction(0) if value is None else oracle_ratio(value, lead, item["direction"])
        if pick(spec.get("floor", "zero"), "floor") == "zero":
            ratio = max(ratio, Fraction(0))
        points[number] = ratio * worth_of(item, sizes, weights, home)
    extra = {i["number"] for i in spec["items"] if i.get("bonus")}
    s_zce = sum((p for n, p in points.items() if n not in extra), Fraction(0))
    return s_zce, sum((p for n, p in points.items() if n in extra), Fraction(0)), points, gains


def worth_of(item, sizes, weights, home):
    """What an indicator brings at most."""
    number = item["number"]
    return Fraction(item["bonus"]) if item.get("bonus") else Fraction(100) / sizes[home[number]] * weights[home[number]]


def left_out(item, answers):
    """An 不适用 counts only with a reason, and where the pack knows grounds for it."""
    row = answers.get(item["number"], {})
    return row.get("是否适用") == "否" and bool(item.get("na", ["—"])) and bool(row.get("不适用理由"))


def oracle_verdict(spec, answers, *, by_total, choices=None):
    """The level, when what is missing cannot change it: from the points there are to those there could be."""
    s_zce, bonus, points, gains = oracle(spec, answers, choices)
    extra = {i["number"] for i in spec["items"] if i.get("bonus")}
    if not set(points) - extra:
        return None
    least = s_zce + bonus if by_total else s_zce
    most = least + sum((g for n, g in gains.items() if by_total or n not in extra), Fraction(0))
    return oracle_level(least) if oracle_level(least) == oracle_level(most) else None


def oracle_ratio(value, lead, direction):
    if direction == "lower":
        return Fraction(1) if value <= lead else lead / value
    return min(value / lead, Fraction(1))


def oracle_value(item, answer):
    top, bottom, typed = answer.get("分子"), answer.get("分母"), answer.get("现状值")
    if top and bottom and Fraction(bottom):
        return Fraction(top) / Fraction(bottom)
    kind = item.get("kind") or item["options"].get(answer.get("二选一选项")) or next(iter(item["options"].values()))
    if kind == "count" and top and bottom is None and typed is None:
        return Fraction(top)
    return None if typed is None else WORDS.get(typed) if typed in WORDS else Fraction(typed)


def oracle_level(points):
    if points >= 90:
        return "引领级"
    return "创建级" if points > 75 else "基础级" if points >= 60 else "未达级"


@pytest.fixture(scope="session")
def kit():
    """The helpers above, for test modules."""
    return SimpleNamespace(
        Guess=Guess, interval=interval, words=words, guesses=guesses, build_pack=build_pack, make_view=make_view,
        oracle=oracle, oracle_level=oracle_level, oracle_verdict=oracle_verdict, left_out=left_out,
    )  # fmt: skip
