"""Clause numbers as people write them."""

from __future__ import annotations

import pytest

from zcdoc.actions.origin import find_pack
from zcdoc.model.clause_numbers import Numbers, likeness, squeezed, tokens


@pytest.fixture(scope="module")
def numbers():
    return Numbers(find_pack("seesa-010-2025", None))


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("4.2.1", "4.2.1"),
        ("４．２．１", "4.2.1"),
        ("第4.2.1条", "4.2.1"),
        ("4.2.1 设立与正常运行", "4.2.1"),
        ("4.2.1设立与正常运行", "4.2.1"),
        ("设立与正常运行", "4.2.1"),
        ("5.4 2)", "5.4-2"),
        ("5.4（2）", "5.4-2"),
        ("5.4-2", "5.4-2"),
        ("5.4.2", "5.4-2"),
        ("第5.4条第2款", "5.4-2"),
        ("5.4②", "5.4-2"),
        ("5.4 2) 分布式光伏", "5.4-2"),
    ],
)
def test_one_clause_is_known_by_every_way_of_writing_its_number(numbers, text, clause):
    assert numbers.clause(text).id == clause


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4",
        "4.2",
        "4.2.1.3",
        "4.2.15",
        "9.9",
        "2)",
        "2",
        "一",
        "2025-04-02",
        "5.4 20 家企业",
        "42.1",
        "检查人：张三",
    ],
)
def test_what_names_no_clause_is_none(numbers, text):
    assert numbers.clause(text) is None


def test_a_number_within_its_chapter_needs_the_chapter(numbers):
    assert numbers.heading("5.4 能源") == ("5", "4")
    assert numbers.clause("2)", ("5", "4")).id == "5.4-2"
    assert numbers.clause("（2）", ("5", "4")).id == "5.4-2"
    assert numbers.clause("2", ("5", "4")) is None


def test_the_running_number_of_a_row_is_no_clause():
    draft = Numbers(find_pack("gdcpa-guide-draft", None))
    assert "6" in {clause.number for clause in draft.pack.clauses}
    assert draft.clause("6") is None
    assert draft.clause("第6条") is not None


def test_a_part_of_a_clause_is_a_hint_for_it(numbers):
    assert numbers.near("4.2.1.3").id == "4.2.1"
    assert numbers.near("9.9.9") is None


def test_texts_are_compared_without_spaces_and_marks():
    assert tokens("附件1 一") == ("附件", "1", "一")
    assert squeezed("物理 边界，清晰。") == squeezed("物理边界清晰")
    assert likeness("近三年没有安全事故", "生产安全：近三年未发生事故") > likeness("近三年没有安全事故", "物理边界清晰")
    assert likeness("", "物理边界清晰") == 0
