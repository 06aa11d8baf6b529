"""The score of random parks under random packs equals an independent calculation."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from zcdoc.scoring import score

GROUPS = ("甲", "乙", "丙")
KINDS = ("ratio", "count", "presence")
numbers = st.decimals(min_value=-5, max_value=500, places=2).map(str)
typed = st.one_of(st.sampled_from(["有", "无", "设立", "未设立", "0", "1", "0.5"]), numbers)


@st.composite
def weights(draw):
    """Two or three groups in hundredths, the last written as `rest` half of the time."""
    names = GROUPS[: draw(st.integers(2, 3))]
    cuts = sorted(draw(st.lists(st.integers(1, 99), min_size=len(names) - 1, max_size=len(names) - 1, unique=True)))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    written = [str(Fraction(p, 100).numerator / Fraction(p, 100).denominator) for p in parts]
    if draw(st.booleans()):
        written[-1] = "rest"
    return list(zip(names, written, strict=True))


@st.composite
def items(draw, groups):
    found = []
    for n in range(1, draw(st.integers(1, 6)) + 1):
        kind = draw(st.sampled_from(KINDS))
        item = {"number": str(n), "group": draw(st.sampled_from(groups)), "kind": kind}
        item["direction"] = "present" if kind == "presence" else draw(st.sampled_from(["higher", "lower"]))
        item["leading"] = "有" if kind == "presence" else draw(st.sampled_from(["0.05", "0.3", "1", "4.2", "3"]))
        if draw(st.integers(0, 4)) == 0:
            item |= {"group": "加分项", "bonus": "5"}
        if draw(st.integers(0, 3)) == 0:
            item |= {"kind": None, "options": {"第一项": kind, "第二项": draw(st.sampled_from(KINDS))}}
        if draw(st.integers(0, 2)) == 0:
            item["na"] = []
        found.append(item)
    return found


@st.composite
def answer(draw):
    row = {"分子": draw(st.none() | numbers), "分母": draw(st.none() | numbers), "现状值": draw(st.none() | typed)}
    if row["分子"] and row["分母"]:
        row.pop("现状值")  # two values of one quantity carry no level: tests/scoring/test_contested.py
    row["是否适用"] = draw(st.sampled_from([None, "是", "是", "否"]))
    row["不适用理由"] = draw(st.sampled_from([None, "没有这类活动"]))
    row["二选一选项"] = draw(st.sampled_from([None, "第一项", "第二项", "没有这一项"]))
    return {name: value for name, value in row.items() if value is not None}


@st.composite
def parks(draw):
    groups = draw(weights())
    spec = {"groups": groups, "items": draw(items([name for name, _ in groups]))}
    spec["floor"] = draw(st.sampled_from(["zero", "none"]))
    spec["redistribution"] = draw(st.sampled_from(["proportional", "none"]))
    spec["level_score"] = draw(st.sampled_from(["total", "formula"]))
    return spec, {i["number"]: draw(answer()) for i in spec["items"]}


@given(parks())
@settings(max_examples=70, deadline=None)
def test_the_score_is_what_a_plain_calculation_gives(kit, park):
    spec, answers = park
    result = score(kit.make_view(kit.build_pack(spec), answers))
    s_zce, bonus, points, gains = kit.oracle(spec, answers)
    assert (result.s_zce, result.bonus, result.total) == (s_zce, bonus, s_zce + bonus)
    assert {i.number: i.points for i in result.indicators if i.applicable} == points
    assert result.level == kit.oracle_verdict(spec, answers, by_total=spec["level_score"] == "total")
    assert result.level_without_bonus == kit.oracle_verdict(spec, answers, by_total=False)
    assert (result.low, result.high) == (s_zce + bonus, s_zce + bonus + sum(gains.values()))
    assert result.level is not None or result.why


@given(parks())
@settings(max_examples=30, deadline=None)
def test_what_is_inapplicable_leaves_no_points_and_can_be_counted_as_zero(kit, park):
    spec, answers = park
    result = score(kit.make_view(kit.build_pack(spec), answers))
    out = {i.number for i in result.indicators if not i.applicable}
    assert out == {i["number"] for i in spec["items"] if kit.left_out(i, answers)}
    assert all(i.points is None and i.ratio is None and i.full == 0 for i in result.indicators if not i.applicable)
    emptied = {n: ({} if n in out else row) for n, row in answers.items()}
    s_zce, bonus, *_ = kit.oracle(spec, emptied)
    assert result.if_inapplicable_zero == s_zce + bonus


@given(parks())
@settings(max_examples=30, deadline=None)
def test_groups_add_up_and_no_ratio_passes_its_bounds(kit, park):
    spec, answers = park
    result = score(kit.make_view(kit.build_pack(spec), answers))
    assert sum(g.score for g in result.groups) == result.s_zce
    assert sum(g.applicable for g in result.groups) == sum(
        i.applicable and i.group != "加分项" for i in result.indicators
    )
    assert all(i.ratio is None or i.ratio <= 1 for i in result.indicators)
    if spec["floor"] == "zero":
        assert all(i.ratio is None or i.ratio >= 0 for i in result.indicators)
    alive = [g for g in result.groups if g.applicable]
    if alive and spec["redistribution"] == "proportional":
        assert sum(g.in_force for g in alive) == 1


@given(parks())
@settings(max_examples=25, deadline=None)
def test_incomplete_are_the_applicable_ones_without_a_value(kit, park):
    spec, answers = park
    result = score(kit.make_view(kit.build_pack(spec), answers))
    assert set(result.incomplete) == {i.number for i in result.indicators if i.applicable and i.origin == "none"}
    assert all(result.indicator(n).points == 0 for n in result.incomplete)
