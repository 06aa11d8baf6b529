"""Points, targets and conformity: each against a calculation by hand, for whatever values and choices come."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zcdoc.model.pack import Pack
from zcdoc.scoring import score

SIDE = {"counts": "—", "unit": "t"}
KINDS = {
    "ratio": {"kind": "ratio", "numerator": SIDE, "denominator": SIDE},
    "presence": {"kind": "presence", "shown_by": "—"},
}
NET_ZERO = {
    "profile": {"碳抵消年度": "2025"},
    "emissions": {"1": {"类别": "直接排放-固定燃烧", "年度": "2025", "排放量(tCO2e)": "10"}},
    "offsets": {
        "1": {"类型": "CCER", "数量(tCO2e)": "10", "抵消年度": "2025", "注销日期": "2025-12-01", "注销凭证": "证"}
    },
}

NOT_ZERO = {"profile": {"碳抵消年度": "2025"}, "emissions": NET_ZERO["emissions"]}


def assumed(key, value, permitted):
    return {
        "assumed": {"key": key, "title": key, "value": value, "reason": "—", "certainty": "D", "permitted": permitted}
    }


def shares(number, value="1", low="0", high="10"):
    return assumed(f"points-{number}", value, {"min": low, "max": high})


def choice(key, value, *values):
    return assumed(key, value, [{"value": v, "means": v} for v in values])


def item(number, group="甲", direction="higher", leading="1", **more):
    kind = "presence" if direction == "present" else "ratio"
    return {
        "number": number, "group": group, "subgroup": "—", "name": number, "unit": "%", "direction": direction,
        "leading": "有" if direction == "present" else leading, "inputs": KINDS[kind], "period": "—", "na": ["没有"], **more,
    }  # fmt: skip


def build(items, rating, **head):
    return Pack.model_validate({
        "head": {
            "id": "test-pack", "version": "1.0.0", "scope": "—", "sources": [],
            "standard": {"number": "T/TEST", "title": "测试", "edition": "2026"},
            "chapters": [{"id": "4", "title": "基本要求", "kind": "requirement"}],
            "offsets": [{"name": "CCER"}], "yearly": [{"name": "综合能源消费量", "unit": "tce", "counts": "—"}], **head,
        },
        "clauses": [], "indicators": items, "rating": {"clause": "—", "statement": "一句话", **rating}, "sha256": "0", "origin": "test",
    })  # fmt: skip


def points_rating(**more):
    return {
        "kind": "points", "groups": [{"id": "a", "name": "甲"}, {"id": "b", "name": "乙"}], "partial": "proportional",
        "levels": [
            {"name": "未达级", "means": "—"}, {"name": "近零碳", "at_least": "75", "means": "—"},
            {"name": "零碳", "at_least": "85", "net_zero": True, "means": "—"},
        ],
        "zero_carbon": {"name": "零碳", "rule": "—"}, **more,
    }  # fmt: skip


VALUES = st.none() | st.fractions(-1, 2, max_denominator=20).map(lambda f: str(round(float(f), 4)))
ANSWERS = st.lists(
    st.tuples(VALUES, st.booleans(), st.sampled_from(["higher", "lower", "present"])), min_size=1, max_size=6
)


def answers_of(drawn):
    out = {}
    for number, (value, applies, direction) in enumerate(drawn, 1):
        typed = value if direction != "present" or value is None else ("有" if float(value) > 0.5 else "无")
        row = {"现状值": typed, "是否适用": "是" if applies else "否", "不适用理由": None if applies else "没有"}
        out[str(number)] = {k: v for k, v in row.items() if v is not None}
    return out


def part(value, direction, partial):
    """What an indicator with the leading value 1 earns of its points."""
    if value is None:
        return Fraction(0)
    if direction == "present":
        return Fraction(value == "有")
    number = Fraction(value)
    reached = number <= 1 if direction == "lower" else number >= 1
    if reached or partial == "none":
        return Fraction(reached)
    return max(Fraction(0), 1 / number if direction == "lower" else number)


class TestPoints:
    @settings(deadline=None, max_examples=60)
    @given(
        drawn=ANSWERS,
        weights=st.lists(st.integers(1, 9), min_size=6, max_size=6),
        partial=st.sampled_from(["proportional", "none"]),
    )
    def test_the_sum_is_that_by_hand(self, kit, drawn, weights, partial):
        answers = answers_of(drawn)
        items = [
            item(str(n), "甲" if n % 2 else "乙", d, points=str(w))
            for n, ((_, _, d), w) in enumerate(zip(drawn, weights, strict=False), 1)
        ]
        made = score(kit.make_view(build(items, points_rating(partial=partial)), answers))
        used = [n for n, (_, applies, _) in enumerate(drawn, 1) if applies]
        whole = sum(weights[n - 1] for n in used)
        by_hand = sum(
            (
                Fraction(100 * weights[n - 1], whole) * part(answers[str(n)].get("现状值"), drawn[n - 1][2], partial)
                for n in used
            ),
            Fraction(0),
        )
        assert made.total == made.s_zce == by_hand
        assert sum(g.score for g in made.groups) == by_hand

    @pytest.mark.parametrize(("value", "zero", "level"), [
        ("0.74", False, "未达级"), ("0.75", False, "近零碳"), ("0.9", False, "近零碳"), ("0.9", True, "零碳"), ("0.84", True, "近零碳"),
    ])  # fmt: skip
    def test_the_highest_level_needs_net_zero_too(self, kit, value, zero, level):
        pack = build([item("1", points="5")], points_rating())
        made = score(kit.make_view(pack, {"1": {"现状值": value}}, **(NET_ZERO if zero else NOT_ZERO)))
        assert made.level == level
        assert (made.zero_carbon == "yes") == zero

    @settings(deadline=None, max_examples=40)
    @given(values=st.lists(st.sampled_from(["0", "0.2", "0.5", "0.9", "1"]), min_size=2, max_size=4))
    def test_the_range_is_that_of_all_corners(self, kit, values):
        """The threshold rule against every corner of the open points."""
        items = [item(str(n), points=shares(str(n), "1", "1", "8")) for n in range(1, len(values) + 1)]
        made = score(
            kit.make_view(build(items, points_rating()), {str(n): {"现状值": v} for n, v in enumerate(values, 1)})
        )
        parts = [Fraction(v) for v in values]
        corners = [
            100 * sum(w * p for w, p in zip(chosen, parts, strict=True)) / sum(chosen)
            for chosen in product([1, 8], repeat=len(values))
        ]
        assert (made.low, made.high) == (min(corners), max(corners))

    @settings(deadline=None, max_examples=30)
    @given(data=st.data())
    def test_open_targets_range_as_every_choice_does(self, kit, data):
        """Targets of single indicators, a rule for all and open points together, against every corner."""
        count = data.draw(st.integers(1, 3))
        leads = {n: data.draw(st.sampled_from([("1", "1"), ("0.5", "1"), ("0.8", "2")])) for n in range(1, count + 1)}
        values = {n: data.draw(st.sampled_from(["0.3", "0.7", "1", None])) for n in leads}
        items = [
            item(
                str(n),
                leading=choice(f"lead-{n}", a, *dict.fromkeys([a, b])),
                points=shares(str(n), "1", "1", "3") if n == 1 else "2",
            )
            for n, (a, b) in leads.items()
        ]
        rating = points_rating(partial=choice("partial", "proportional", "proportional", "none"))
        answers = {str(n): {"现状值": v} if v else {} for n, v in values.items()}
        made = score(kit.make_view(build(items, rating), answers, **NOT_ZERO))
        totals = []
        for rule, weight, *targets in product(["proportional", "none"], [1, 3], *leads.values()):
            weights = [weight if n == 1 else 2 for n in leads]
            for unknown in (0, 1):
                parts = [
                    Fraction(unknown) if v is None else part(str(Fraction(v) / Fraction(t)), "higher", rule)
                    for v, t in zip(values.values(), targets, strict=True)
                ]
                totals.append(100 * sum(w * p for w, p in zip(weights, parts, strict=True)) / sum(weights))
        assert (made.low, made.high) == (min(totals), max(totals))
        assert {points_level(t) for t in totals} <= set(made.levels)

    def test_confirmed_points_do_not_range(self, kit):
        pack = build([item("1", points=shares("1")), item("2", points=shares("2"))], points_rating())
        view = kit.make_view(
            pack, {"1": {"现状值": "1"}, "2": {"现状值": "0.5"}}, decisions={"points-1": "6", "points-2": "4"}
        )
        made = score(view)
        assert (made.low, made.total, made.high) == (80, 80, 80)
        assert made.level_stable

    def test_open_points_that_can_change_the_level_say_so(self, kit):
        pack = build([item("1", points=shares("1")), item("2", points=shares("2"))], points_rating())
        made = score(kit.make_view(pack, {"1": {"现状值": "1"}, "2": {"现状值": "0"}}, **NOT_ZERO))
        assert set(made.levels) == {"未达级", "近零碳"}
        assert [a.changes_level for a in made.assumptions] == [True, True]

    def test_open_rules_move_the_score(self, kit):
        rating = points_rating(partial=choice("partial", "proportional", "proportional", "none"))
        made = score(kit.make_view(build([item("1", points="1")], rating), {"1": {"现状值": "0.8"}}))
        assert (made.low, made.high, set(made.levels)) == (0, 80, {"未达级", "近零碳"})


def points_level(total):
    """Without net zero."""
    return "近零碳" if total >= 75 else "未达级"


def targets_rating(*duties, **more):
    return {
        "kind": "targets", "groups": [{"id": d, "name": d, "duty": d} for d in duties],
        "passed": {"name": "具备条件", "means": "—"}, "failed": {"name": "不具备条件", "means": "—"}, **more,
    }  # fmt: skip


class TestTargets:
    @pytest.mark.parametrize(("duty", "value", "level"), [
        ("veto", "1", "具备条件"), ("veto", "0.9", "不具备条件"), ("veto", None, None),
        ("must", "0.9", "不具备条件"), ("where-applicable", "0.9", "不具备条件"),
        ("encouraged", "0.9", "具备条件"), ("guiding", "0.1", "具备条件"),
        ("unknown", "1", "具备条件"), ("unknown", "0.9", None), ("unknown", None, None),
        ("reference", "1", None), ("reference", "0.9", None),
    ])  # fmt: skip
    def test_the_duty_says_what_a_miss_means(self, kit, duty, value, level):
        pack = build([item("1", duty)], targets_rating(duty))
        made = score(kit.make_view(pack, {"1": {"现状值": value} if value else {}}))
        assert made.level == level
        assert bool(made.why) == (level is None)
        assert not made.scored
        assert made.as_dict()["total"] is None

    def test_references_stand_beside_a_verdict_and_never_make_one(self, kit):
        pack = build([item("1", "must"), item("2", "reference")], targets_rating("must", "reference"))
        made = score(kit.make_view(pack, {"1": {"现状值": "1"}, "2": {"现状值": "0.1"}}))
        assert (made.level, made.indicator("2").met) == ("具备条件", False)
        alone = score(kit.make_view(pack, {"1": {"是否适用": "否", "不适用理由": "没有"}, "2": {"现状值": "1"}}))
        assert alone.level is None
        assert "取自另一版本" in alone.why[0]

    def test_what_does_not_apply_is_no_miss(self, kit):
        pack = build([item("1", "must"), item("2", "must")], targets_rating("must"))
        made = score(kit.make_view(pack, {"1": {"是否适用": "否", "不适用理由": "没有"}, "2": {"现状值": "1"}}))
        assert made.level == "具备条件"

    @pytest.mark.parametrize("na", [[], ["没有"]])
    def test_what_is_not_admitted_is_no_answer(self, kit, na):
        """Without grounds in the pack, or without a reason, 否 says nothing: no verdict, whatever else stands in the row."""
        pack = build([item("1", "veto", na=na)], targets_rating("veto"))
        row = {"是否适用": "否", "现状值": "1"} | ({} if na else {"不适用理由": "没有"})
        made = score(kit.make_view(pack, {"1": row}))
        assert (made.level, bool(made.why), made.incomplete) == (None, True, ("1",))

    def test_nothing_that_applies_is_no_pass(self, kit):
        pack = build([item("1", "must")], targets_rating("must"))
        made = score(kit.make_view(pack, {"1": {"是否适用": "否", "不适用理由": "没有"}}))
        assert (made.level, made.why) == (None, ("没有一项适用的指标",))

    @pytest.mark.parametrize(("size", "value", "met"), [
        ("199999", "0.1", None), ("200000", "0.2", True), ("999999.9", "0.21", False), ("1000000", "0.3", True), ("1000000", "0.31", False),
        (None, "0.1", None),
    ])  # fmt: skip
    def test_a_target_by_size_is_that_of_its_band(self, kit, size, value, met):
        bands = {"by": "综合能源消费量", "bands": [
            {"at_least": "200000", "below": "1000000", "leading": "0.2"}, {"at_least": "1000000", "leading": "0.3"},
        ]}  # fmt: skip
        pack = build([item("1", "veto", "lower", leading=bands)], targets_rating("veto"))
        yearly = {"1": {"项目": "综合能源消费量", "年度": "2025", "数值": size}} if size else {}
        made = score(kit.make_view(pack, {"1": {"现状值": value}}, profile={"数据年度": "2025"}, yearly=yearly))
        assert made.indicator("1").met is met
        assert made.level == {True: "具备条件", False: "不具备条件", None: None}[met]

    def test_an_open_assumption_can_change_the_verdict(self, kit):
        pack = build(
            [item("1", "veto", leading=assumed("lead", "0.5", {"min": "0.3", "max": "0.9"}))], targets_rating("veto")
        )
        made = score(kit.make_view(pack, {"1": {"现状值": "0.6"}}))
        assert made.levels == ("具备条件", "不具备条件")
        assert made.assumptions[0].changes_level

    @settings(deadline=None, max_examples=40)
    @given(data=st.data())
    def test_the_verdicts_are_those_of_every_choice(self, kit, data):
        duties = data.draw(st.lists(st.sampled_from(["veto", "encouraged", "unknown"]), min_size=1, max_size=4))
        leads = [data.draw(st.sampled_from([("1",), ("0.5", "1"), ("0.5", "2")])) for _ in duties]
        values = [data.draw(st.sampled_from(["0.4", "0.7", "1", None])) for _ in duties]
        items = [
            item(str(n), duty, leading=choice(f"lead-{n}", *of[:1], *of))
            for n, (duty, of) in enumerate(zip(duties, leads, strict=True))
        ]
        answers = {str(n): {"现状值": v} if v else {} for n, v in enumerate(values)}
        made = score(kit.make_view(build(items, targets_rating(*dict.fromkeys(duties))), answers))
        said = set()
        for targets in product(*leads):
            met = [None if v is None else Fraction(v) >= Fraction(t) for v, t in zip(values, targets, strict=True)]
            binding = [m for m, duty in zip(met, duties, strict=True) if duty == "veto"]
            unclassed = [m for m, duty in zip(met, duties, strict=True) if duty == "unknown"]
            if False in binding:
                said.add("不具备条件")
            else:
                said.add("具备条件" if None not in binding and all(unclassed) else None)
        assert set(made.levels) == said


class TestConformity:
    def test_there_is_no_score_and_the_reasons_are_told(self, kit):
        pack = build([], {"kind": "conformity", "missing": ["分值", "星级的分数线"]})
        made = score(kit.make_view(pack, {}))
        assert (made.level, made.why, made.scored) == (None, ("分值", "星级的分数线"), False)
        assert made.as_dict()["undetermined"] == ["分值", "星级的分数线"]

    @pytest.mark.parametrize(("direction", "value"), [("higher", "0.4"), ("present", "有")])
    def test_a_target_that_the_source_does_not_give_is_neither_kept_nor_missed(self, kit, direction, value):
        rule = {"kind": "conformity", "groups": [{"id": "binding", "name": "binding"}]}
        pack = build([{**item("1", "binding", direction), "leading": {"unstated": "来源没有给出"}}], rule)
        one = score(kit.make_view(pack, {"1": {"现状值": value}})).indicator("1")
        assert (one.value is not None, one.leading, one.met, one.ratio) == (True, None, None, None)


class TestParkTypes:
    PACK = (
        [item("1", points="1"), item("2", points="1", types=["工业类"]), item("3", points="1", types=["农业类"])],
        points_rating(),
    )
    TYPES = ({"id": "工业类", "means": "—"}, {"id": "农业类", "means": "—"})

    def test_a_park_is_judged_by_the_indicators_of_its_type(self, kit):
        pack = build(*self.PACK, park_types=self.TYPES)
        view = kit.make_view(pack.for_type("工业类"), {"1": {"现状值": "1"}}, profile={"园区类型": "工业类"})
        made = score(view)
        assert [i.number for i in made.indicators] == ["1", "2"]
        assert made.total == 50

    def test_without_a_type_no_level_is_said(self, kit):
        made = score(kit.make_view(build(*self.PACK, park_types=self.TYPES), {"1": {"现状值": "1"}}))
        assert made.level is None
        assert "园区类型" in made.why[0]

    def test_a_narrowed_pack_forgets_nothing_else(self):
        pack = build(*self.PACK, park_types=self.TYPES)
        assert set(pack.indicator_of) == {"1", "2", "3"}
        assert set(pack.for_type("农业类").indicator_of) == {"1", "3"}
        assert pack.for_type("商业类") is pack
