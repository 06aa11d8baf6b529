"""Values that a source does not give: what is permitted, what is in force, how it reads."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from zcdoc.model.assumed import Assumed, AssumedBox, find
from zcdoc.model.record import Decision
from zcdoc.model.terms import Terms


def assumed(value="0.3", permitted=None, **more):
    permitted = permitted or {"min": "0.15", "max": "0.40"}
    return Assumed.model_validate(
        {
            "key": "w",
            "title": "权重",
            "value": value,
            "reason": "缺失",
            "certainty": "D",
            "permitted": permitted,
            **more,
        }
    )


WORDS = [{"value": "zero", "means": "按 0 计"}, {"value": "none", "means": "照算"}]


@pytest.mark.parametrize(
    ("value", "ok"),
    [
        ("0.15", True),
        ("0.40", True),
        ("0.149", False),
        ("0.401", False),
        ("", False),
        ("甲", False),
        ("NaN", False),
        ("Infinity", False),
    ],
)
def test_an_interval_permits_its_ends_and_what_lies_between(value, ok):
    assert assumed().permits(value) is ok


def test_words_permit_themselves_only():
    found = assumed("zero", WORDS)
    assert [found.permits(v) for v in ("zero", "none", "Zero", "")] == [True, True, False, False]


def test_a_value_that_is_not_permitted_is_refused_in_the_pack():
    with pytest.raises(ValidationError, match="不在允许范围内"):
        assumed("0.5")
    with pytest.raises(ValidationError):
        assumed("other", WORDS)


def test_the_extremes_are_the_ends_or_every_word():
    assert assumed().extremes() == ["0.15", "0.40"]
    assert assumed("2", {"min": "2", "max": "2"}).extremes() == ["2"]
    assert assumed("zero", WORDS).extremes() == ["zero", "none"]


@pytest.mark.parametrize(
    ("found", "value", "text"),
    [(assumed(percent=True), "0.3", "30%"), (assumed(percent=True), "0.155", "15.5%"), (assumed(), "0.3", "0.3"), (assumed("zero", WORDS), "none", "照算"),
     (assumed("zero", WORDS), "?", "?"), (assumed("1", {"min": "0", "max": "1"}, percent=True), "1", "100%")],
)  # fmt: skip
def test_it_reads_as_people_say_it(found, value, text):
    assert found.meaning(value) == text


def test_what_is_permitted_reads_so_too():
    assert assumed(percent=True).permitted_text() == "15% 至 40%"
    assert assumed("zero", WORDS).permitted_text() == "按 0 计；照算"


def test_all_are_found_however_deep(small_pack):
    assert {a.key for a in small_pack.assumptions} == {"base-1", "base-2", "base-none", "cancellation", "weight-b"}
    box = AssumedBox(assumed=assumed())
    assert [a.key for a in find({"a": [1, (box, "x")], "b": None})] == ["w"]


class TestTerms:
    def decided(self, pack, value):
        return Terms(pack, {"w": Decision("w", value, "纪要", "赵一", "2026-01-01")})

    def test_a_decision_replaces_the_pack_s_value(self, small_pack):
        box = AssumedBox(assumed=assumed())
        assert Terms(small_pack).value(box) == "0.3"
        assert self.decided(small_pack, "0.2").value(box) == "0.2"
        assert self.decided(small_pack, "0.9").value(box) == "0.3"

    def test_a_trial_replaces_both(self, small_pack):
        trial = Terms(small_pack, self.decided(small_pack, "0.2").decisions, {"w": "0.4"})
        assert trial.value(AssumedBox(assumed=assumed())) == "0.4"

    def test_what_is_not_assumed_is_itself(self, small_pack):
        terms = Terms(small_pack)
        assert (terms.value("0.5"), terms.value(3)) == ("0.5", "3")
        assert not terms.rests_on_assumption("0.5")
        assert terms.rests_on_assumption(AssumedBox(assumed=assumed()))
        assert not self.decided(small_pack, "0.2").rests_on_assumption(AssumedBox(assumed=assumed()))
