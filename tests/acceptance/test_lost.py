"""Confirming is not knowing: what our text lost stays a range until the printed standard is read, or its keeper answers."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

LOST = ("weight-energy", "leading-19", "leading-20")


@pytest.fixture
def leading(leading_demo):
    """Commands on leading-demo beside the scan of a page: the exit code and all that was printed."""
    Path("第8页.pdf").write_bytes(b"%PDF-1.7 the page")

    def call(*words, park=True):
        code, said = leading_demo(*words, *(["--park", "leading-demo"] if park else []))
        return code, said.out + said.err

    return call


def score(call):
    return json.loads(call("score", "--json")[1])


def states(call):
    return {a["key"]: a for a in json.loads(call("assumption", "list", "--json")[1])}


def test_what_is_lost_stays_a_range_although_somebody_confirmed_it(leading):
    """Weights 15 % to 40 %, the leading value of row 20 from 50 % to 100 %: worked out at the four corners."""
    made = score(leading)
    assert (Fraction(made["range"]["low"]) - 5).__round__(2) == Fraction("92.29")
    assert (Fraction(made["range"]["high"]) - 5).__round__(2) == Fraction("95.28")
    assert (made["level"], made["level_stable"]) == ("引领级", True)
    assert {k for k, a in states(leading).items() if not a["settled"]} == {*LOST}
    assert all(a["confirmed"] for a in states(leading).values())
    code, out = leading("render", "report", "--final", "-o", "out")
    assert code == 0, out


def test_the_printed_standard_ends_it(leading):
    before = json.loads(leading("pack", "show", "seesa-010-2025", "--json", park=False)[1])["sha256"]
    for key, value in (("weight-energy", "30%"), ("leading-19", "有"), ("leading-20", "80%")):
        code, said = leading(
            "pack", "complete", "seesa-010-2025", key, value, "--page", "8", "--original", "第8页.pdf", park=False
        )
        assert code == 0, said
    made = score(leading)
    assert made["range"]["low"] == made["range"]["high"] == made["total"]
    found = states(leading)
    assert all(found[key]["settled"] for key in LOST)
    assert found["leading-20"]["value"] == "0.8"
    assert json.loads(leading("pack", "show", "seesa-010-2025", "--json", park=False)[1])["sha256"] == before
    assert leading("render", "report", "--final", "-o", "out")[0] == 0
    code, said = leading("assumption", "set", "leading-20", "100%", "--source", "想当然")
    assert (code, "已由印本补入（第 8 页）" in said) == (1, True)


def test_without_its_original_it_does_not_count(leading):
    assert (
        leading(
            "pack",
            "complete",
            "seesa-010-2025",
            "weight-energy",
            "30%",
            "--page",
            "8",
            "--original",
            "第8页.pdf",
            park=False,
        )[0]
        == 0
    )
    kept = Path("checklists/originals/seesa-010-2025/weight-energy.pdf")
    kept.write_bytes(b"%PDF-1.7 another page")
    _, said = leading("score")
    assert "原件 checklists/originals/seesa-010-2025/weight-energy.pdf 被改动过" in said
    assert not states_quietly(leading)["weight-energy"]["settled"]
    kept.unlink()
    assert "不见了" in leading("score")[1]


def states_quietly(call):
    out = call("assumption", "list", "--json")[1]
    return {a["key"]: a for a in json.loads(out[out.index("[") : out.rindex("]") + 1])}


@pytest.mark.parametrize(
    ("key", "value", "original", "says"),
    [
        ("building-base-4", "area", "第8页.pdf", "没有缺损的取值"),
        ("weight-energy", "三成", "第8页.pdf", "不是数字"),
        ("leading-19", "没有", "第8页.pdf", "不是 leading-19 能取的值"),
        ("weight-energy", "30%", "没有.pdf", "找不到原件"),
    ],
)
def test_what_cannot_be_entered_is_said(leading, key, value, original, says):
    code, said = leading(
        "pack", "complete", "seesa-010-2025", key, value, "--page", "8", "--original", original, park=False
    )
    assert code in (1, 2)
    assert says in said
    assert not Path("checklists/completions.json").exists()


def test_a_value_outside_what_the_pack_guessed_is_taken_and_told(leading):
    code, said = leading(
        "pack",
        "complete",
        "seesa-010-2025",
        "weight-energy",
        "45%",
        "--page",
        "8",
        "--original",
        "第8页.pdf",
        park=False,
    )
    assert code == 0
    assert "不在标准包推断的范围" in said
    assert states(leading)["weight-energy"]["value"] == "0.45"


def test_a_spoiled_file_is_told_and_nothing_is_taken_from_it(leading):
    Path("checklists").mkdir()
    Path("checklists/completions.json").write_text('{"seesa-010-2025": {"weight-energy": 3}}', "utf-8")
    code, said = leading("score")
    assert (code, "checklists/completions.json 读不懂" in said) == (1, True)


def test_the_answer_of_the_keeper_outranks_everybody(leading):
    assert (
        "没有登记证据 EV-999"
        in leading("assumption", "set", "leading-20", "80%", "--source", "答复", "--interpretation", "EV-999")[1]
    )
    code, said = leading(
        "assumption", "set", "leading-20", "80%", "--source", "归口单位 2026-03-01 答复", "--interpretation", "EV-001"
    )
    assert (code, "书面答复（EV-001）" in said) == (0, True)
    assert states(leading)["leading-20"]["settled"]
    code, said = leading("assumption", "set", "leading-20", "100%", "--source", "园区的意见")
    assert (code, "优先于其他决定" in said) == (1, True)
    assert states(leading)["leading-20"]["value"] == "0.8"


@pytest.mark.parametrize("typed", ["equivalent", "等价值"])
def test_a_choice_is_taken_by_its_code_or_by_its_words(leading, typed):
    code, said = leading("assumption", "set", "energy-base-10", typed, "--source", "纪要")
    assert code == 0, said
    assert "energy-base-10　" in said
    assert "（代号 equivalent；" in said
    assert "可选：当量值；等价值" in said
