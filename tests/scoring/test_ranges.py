"""The range over open assumptions equals brute force over a grid of everything that is permitted."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zcdoc.scoring import score
from zcdoc.scoring.verdict import levels_within

STEPS = 5


def grid(guess):
    """The words, or points spread over the interval, its ends and the value in force among them."""
    if not guess.interval:
        return list(guess.choices)
    low, high = (Fraction(x) for x in guess.choices)
    inner = [low + (high - low) * i / (STEPS - 1) for i in range(STEPS)]
    return sorted({*inner, Fraction(guess.value)})


def brute(kit, spec, answers):
    """Total and level for every choice of the grid; the key of a choice is the tuple of its values."""
    axes = kit.guesses(spec)
    found = {}
    for choice in product(*(grid(g) for g in axes.values())):
        chosen = dict(zip(axes, choice, strict=True))
        s_zce, bonus, points, gains = kit.oracle(spec, answers, chosen)
        extra = {i["number"] for i in spec["items"] if i.get("bonus")}
        by_total = chosen.get("level-score", spec.get("level_score", "total")) == "total"
        least, most = (
            s_zce + bonus if by_total else s_zce,
            sum(g for n, g in gains.items() if by_total or n not in extra),
        )
        decided = {kit.oracle_level(least + most * Fraction(i, 8)) for i in range(9)} if set(points) - extra else {None}
        total = s_zce + bonus
        found[choice] = ((total, total + sum(gains.values())), frozenset(decided))
    return axes, found


def moved(axes, found, place, part):
    """Whether two choices that differ in one place only have another total (0) or level (1)."""
    seen = {}
    for choice, result in found.items():
        seen.setdefault(choice[:place] + choice[place + 1 :], set()).add(result[part])
    return any(len(values) > 1 for values in seen.values())


@st.composite
def parks(draw, kit):
    low, high = sorted(draw(st.lists(st.integers(1, 9), min_size=2, max_size=2, unique=True)))
    weight = kit.interval(f"0.{draw(st.integers(low, high))}", f"0.{low}", f"0.{high}")
    items = [
        {
            "number": str(n),
            "group": draw(st.sampled_from("甲乙")),
            "kind": "ratio",
            "direction": "higher",
            "leading": "1",
        }
        for n in range(1, 5)
    ]
    guessed = [
        {"leading": kit.interval("0.8", "0.4", "1")},
        {"leading": kit.words("2", "1", "2", "4"), "direction": draw(st.sampled_from(["higher", "lower"]))},
        {"group": kit.words("甲", "甲", "乙")},
    ]
    for item, guess in zip(items, guessed, strict=False):
        if draw(st.booleans()):
            item.update(guess)
    items.append(
        {"number": "9", "group": "加分项", "kind": "presence", "direction": "present", "leading": "有", "bonus": "5"}
    )
    spec = {"groups": [("甲", weight), ("乙", "rest")], "items": items}
    for rule, choices in {
        "floor": ("zero", "none"),
        "level_score": ("total", "formula"),
        "redistribution": ("proportional", "none"),
    }.items():
        if draw(st.booleans()):
            spec[rule] = kit.words(draw(st.sampled_from(choices)), *choices)
    values = st.sampled_from(["-0.5", "0.3", "0.7", "0.9", "1", "2"])
    answers = {i["number"]: {"现状值": draw(values)} for i in items[:-1]}
    answers["9"] = {"现状值": draw(st.sampled_from(["有", "无"]))}
    for number in draw(st.sets(st.sampled_from("1234"), max_size=3)):
        answers[number] |= {"是否适用": "否"} | ({"不适用理由": "没有"} if draw(st.booleans()) else {})
    for number in draw(st.sets(st.sampled_from("1234"), max_size=1)):
        answers[number].pop("现状值")
    return spec, answers


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_it_equals_brute_force(kit, data):
    spec, answers = data.draw(parks(kit))
    result = score(kit.make_view(kit.build_pack(spec), answers))
    axes, found = brute(kit, spec, answers)
    totals, levels = {t for t, _ in found.values()}, {level for _, several in found.values() for level in several}
    assert (result.low, result.high) == (min(low for low, _ in totals), max(high for _, high in totals))
    assert levels - {None} <= set(result.levels)
    if result.level is not None:
        assert result.levels[0] == result.level
    state = {a.key: a for a in result.assumptions}
    for place, key in enumerate(axes):
        if key == "level-score":
            continue  # it moves no points, only what they decide
        assert state[key].changes_score == moved(axes, found, place, 0), key
    if any(a.changes_level for a in result.assumptions):
        assert not result.level_stable


@st.composite
def jumping(draw, kit):
    """Parks whose open choices are all words: nothing lies between, so every level can be counted."""
    leads = ["0.4", "0.8", "1", "1.6"]
    items = [
        {"number": str(n), "group": "甲" if n % 2 else "乙", "kind": "ratio", "direction": draw(st.sampled_from(["higher", "lower"])),
         "leading": kit.words(draw(st.sampled_from(leads)), *leads) if draw(st.booleans()) else "1"}
        for n in range(1, draw(st.integers(2, 6)))
    ]  # fmt: skip
    spec = {"groups": [("甲", kit.words("0.3", "0.3", "0.7")), ("乙", "rest")], "items": items}
    if draw(st.booleans()):
        spec["redistribution"] = kit.words("proportional", "proportional", "none")
    answers = {i["number"]: {"现状值": draw(st.sampled_from(["0.3", "0.7", "0.9", "1"]))} for i in items}
    for number in draw(st.sets(st.sampled_from(sorted(answers)), max_size=1)):
        answers[number] |= {"是否适用": "否", "不适用理由": "没有"}
    return spec, answers


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_levels_are_exact_where_choices_jump(kit, data):
    spec, answers = data.draw(jumping(kit))
    result = score(kit.make_view(kit.build_pack(spec), answers))
    axes, found = brute(kit, spec, answers)
    levels = {level for _, several in found.values() for level in several}
    assert result.levels_exact
    assert {x for x in result.levels if x is not None} == levels - {None}
    state = {a.key: a for a in result.assumptions}
    for place, key in enumerate(axes):
        assert state[key].changes_score == moved(axes, found, place, 0), key
        if moved(axes, found, place, 1):
            assert state[key].changes_level, key


def test_thirty_open_leading_values_are_told_apart_from_an_exact_list(kit):
    """Too many combinations to try: the hull, said to be one, and it holds what is reached."""
    items = [
        {
            "number": str(n),
            "group": "甲",
            "kind": "ratio",
            "direction": "higher",
            "leading": kit.words("1", "1", "0.5", "0.7"),
        }
        for n in range(30)
    ]
    answers = {str(n): {"现状值": str(0.2 + n / 100)} for n in range(30)}
    result = score(kit.make_view(kit.build_pack({"groups": [("甲", "1")], "items": items}), answers))
    assert not result.levels_exact
    assert result.low == sum(Fraction(str(0.2 + n / 100)) for n in range(30)) * 100 / 30
    assert result.high == sum(min(1, Fraction(str(0.2 + n / 100)) * 2) for n in range(30)) * 100 / 30
    assert result.levels[0] == result.level


@given(st.data())
@settings(max_examples=15, deadline=None)
def test_a_decision_closes_its_axis(kit, data):
    """Every decided choice lands inside the open range, and when all are decided the range is a point."""
    spec, answers = data.draw(parks(kit))
    pack = kit.build_pack(spec)
    wide = score(kit.make_view(pack, answers))
    choice = {key: data.draw(st.sampled_from(grid(g))) for key, g in kit.guesses(spec).items()}
    decided = {key: str(float(v)) if isinstance(v, Fraction) else v for key, v in choice.items()}
    result = score(kit.make_view(pack, answers, decisions=decided))
    assert result.low == result.total
    if not result.incomplete:
        assert result.total == result.high
        assert set(result.levels) <= {result.level}
    assert wide.low - Fraction(1, 10**9) <= result.total <= result.high <= wide.high + Fraction(1, 10**9)
    assert not any(a.changes_score or a.changes_level for a in result.assumptions)


def one_group(kit, leading, value):
    item = {"number": "1", "group": "甲", "kind": "ratio", "direction": "higher", "leading": leading}
    return score(kit.make_view(kit.build_pack({"groups": [("甲", "1")], "items": [item]}), {"1": {"现状值": value}}))


class TestLevels:
    def test_a_level_in_the_middle_of_an_interval_is_not_left_out(self, kit):
        """0.5 over a leading value from 0.5 to 1 scores 50 to 100: all four levels lie on the way."""
        result = one_group(kit, kit.interval("1", "0.5", "1"), "0.5")
        assert (result.low, result.high) == (50, 100)
        assert set(result.levels) == {"未达级", "基础级", "创建级", "引领级"}
        assert result.levels[0] == "未达级"
        assert not result.level_stable

    def test_it_is_said_which_choice_gives_which_level(self, kit):
        result = one_group(kit, kit.words("1", "1", "0.5"), "0.5")
        assert result.assumptions[0].levels == (("1", "未达级"), ("0.5", "引领级"))
        assert result.by_choice == ["leading-1：取“1”为未达级，取“0.5”为引领级"]
        assert one_group(kit, kit.interval("1", "0.98", "1"), "0.95").by_choice == []

    def test_words_jump_over_it(self, kit):
        assert set(one_group(kit, kit.words("1", "1", "0.5"), "0.5").levels) == {"未达级", "引领级"}

    def test_an_assumption_that_moves_points_but_no_level_is_told_apart(self, kit):
        state = one_group(kit, kit.interval("1", "0.98", "1"), "0.95").assumptions[0]
        assert (state.changes_score, state.changes_level) == (True, False)

    def test_a_confirmed_one_moves_nothing(self, kit):
        item = {
            "number": "1",
            "group": "甲",
            "kind": "ratio",
            "direction": "higher",
            "leading": kit.interval("1", "0.5", "1"),
        }
        pack = kit.build_pack({"groups": [("甲", "1")], "items": [item]})
        result = score(kit.make_view(pack, {"1": {"现状值": "0.5"}}, decisions={"leading-1": "0.625"}))
        assert (result.low, result.total, result.high) == (80, 80, 80)
        assert result.assumptions[0].confirmed

    def test_a_decision_outside_what_is_permitted_is_not_used(self, kit):
        item = {
            "number": "1",
            "group": "甲",
            "kind": "ratio",
            "direction": "higher",
            "leading": kit.interval("1", "0.5", "1"),
        }
        pack = kit.build_pack({"groups": [("甲", "1")], "items": [item]})
        assert score(kit.make_view(pack, {"1": {"现状值": "0.5"}}, decisions={"leading-1": "0.1"})).total == 50

    def test_an_indicator_that_is_not_counted_moves_nothing(self, kit):
        spec = {"groups": [("甲", "0.5"), ("乙", "0.5")], "items": [
            {"number": "1", "group": kit.words("甲", "甲", "乙"), "kind": "ratio", "direction": "higher", "leading": kit.interval("1", "0.5", "1")},
            {"number": "2", "group": "乙", "kind": "ratio", "direction": "higher", "leading": "1"},
            {"number": "3", "group": "甲", "kind": "ratio", "direction": "higher", "leading": "1"},
        ]}  # fmt: skip
        answers = {
            "1": {"现状值": "0.5", "是否适用": "否", "不适用理由": "没有"},
            "2": {"现状值": "0.7"},
            "3": {"现状值": "0.7"},
        }
        result = score(kit.make_view(kit.build_pack(spec), answers))
        assert (result.low, result.high) == (70, 70)
        assert not any(a.changes_score for a in result.assumptions)

    @pytest.mark.parametrize(
        ("low", "high", "names"),
        [
            (59, 60, "未达级 基础级"),
            (60, 75, "基础级"),
            (75, 76, "基础级 创建级"),
            (89, 95, "创建级 引领级"),
            (80, 80, "创建级"),
        ],
    )
    def test_between_two_scores(self, kit, low, high, names):
        pack = kit.build_pack({"groups": [("甲", "1")], "items": []})
        assert sorted(
            set(levels_within(pack.rating.levels, [(Fraction(low), Fraction(high))], (), net_zero=False))
        ) == sorted(names.split())
