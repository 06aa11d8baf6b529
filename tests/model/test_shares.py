"""A share written as a percentage is read where the unit says %, and only there."""

from __future__ import annotations

import pytest

from zcdoc.model.assumed import Assumed
from zcdoc.model.pack import Quantity
from zcdoc.model.rating import Group
from zcdoc.model.shares import share
from zcdoc.model.validation import validate


@pytest.mark.parametrize(
    ("written", "read"),
    [("65%", "0.65"), ("65 ％", "0.65"), (" 4.5% ", "0.045"), ("100%", "1"), ("-5%", "-0.05"), ("0.65", "0.65"),
     ("约65%", "约65%"), ("%", "%"), ("65%%", "65%%"), (None, None)],
)  # fmt: skip
def test_a_percentage_becomes_a_fraction_and_nothing_else_changes(written, read):
    assert share(written) == read


def test_a_threshold_in_percent_is_read_and_one_in_another_unit_is_not():
    data = {"name": "入驻率", "compare": ">=", "threshold": "50%"}
    assert Quantity.model_validate({**data, "unit": "%"}).threshold == "0.5"
    with pytest.raises(ValueError, match="pattern"):
        Quantity.model_validate({**data, "unit": "℃"})


def test_a_weight_may_be_printed_as_percent():
    assert Group.model_validate({"id": "a", "name": "甲", "weight": "30%"}).weight == "0.3"


def test_an_assumed_percentage_is_read_with_its_range():
    data = {
        "key": "w",
        "title": "权重",
        "value": "30%",
        "reason": "—",
        "certainty": "D",
        "permitted": {"min": "15%", "max": "40%"},
    }
    read = Assumed.model_validate({**data, "percent": True})
    assert (read.value, read.extremes()) == ("0.3", ["0.15", "0.4"])


@pytest.mark.parametrize(
    ("leading", "read"),
    [("65%", "0.65"), ({"by": "x", "bands": [{"at_least": "20", "leading": "65%"}]}, "0.65"),
     ({"phases": [{"since": "2026", "leading": "65%"}]}, "0.65")],
)  # fmt: skip
def test_every_form_of_a_target_in_percent_is_read(leading, read):
    item = {
        "number": "1", "group": "甲", "subgroup": "a", "name": "n", "unit": "%", "direction": "higher", "period": "一年",
        "leading": leading, "inputs": {"kind": "count", "counts": "x", "unit": "%"},
    }  # fmt: skip
    file, faults = validate("indicators.yaml", {"indicators": [item]})
    assert faults == []
    lead = file.indicators[0].leading
    found = lead if isinstance(lead, str) else (getattr(lead, "bands", None) or lead.phases)[0].leading
    assert found == read
