"""Fields as hands type them: cut up, in full-width or single braces, not closed."""

from __future__ import annotations

import pytest
from lxml import etree

from wordfiles import NS, boxed, para, run
from zcdoc.report import tags
from zcdoc.report.stories import Story, paragraphs


def first(inner: str):
    root = etree.fromstring(f"<w:document {NS}><w:body>{inner}</w:body></w:document>")
    return next(paragraphs(Story("word/document.xml", "正文", root, filled=True)))


def rules(text: str) -> list[str]:
    return [rule for rule, _, _ in tags.faults(text, {"doc", "r"})]


@pytest.mark.parametrize(
    "text",
    [
        "｛｛ doc.park ｝｝", "｛{ doc.park }｝", "{｛ doc.park }}", "{{ doc.park ｝}", "｛％p if x ％｝", "{％ if x %}", "{% if x ％}", "{# 注 #｝",
        "{ { doc.park } }", "{{ doc.park } }", "{ % if x % }",
    ],
)  # fmt: skip
def test_braces_of_another_width_or_apart_are_found(text):
    assert rules(f"园区：{text}。") == ["template-brace"]


@pytest.mark.parametrize(
    "text", ["{ doc.park }", "{doc.park}", "｛doc.park｝", "{r.name}", "{ doc . park }", "{doc.years[0]}"]
)
def test_a_field_in_single_braces_is_found(text):
    assert rules(f"园区：{text}。") == ["template-brace"]


@pytest.mark.parametrize("text", ["{{ doc.park", "{% if x", "doc.park }}", "a %}", "{{ doc.park }} {{ doc.date"])
def test_a_field_that_is_not_closed_is_found(text):
    assert rules(text) == ["template-syntax"]


@pytest.mark.parametrize(
    "text",
    [
        "{{ doc.park }}", "{%p for r in c1.rows %}", "{# 说明 #}", "集合 {1, 2}", "｛1，2｝", "{其他}", "占 50 % }", "{{ {'a': 1}['a'] }}", "100%",
        "代码 {x.y}", "{{ doc.park }}{{ doc.date }}", "",
    ],
)  # fmt: skip
def test_what_is_written_well_or_is_no_field_is_let_pass(text):
    assert rules(text) == []


def test_names_of_loops_and_assignments_are_known():
    assert tags.loop_names("{%tr for a, b in c %}{% set total = 1 %}") == {"a", "b", "total"}


@pytest.mark.parametrize(
    "pieces",
    [
        ["{", "{ doc.park }}"],
        ["{{ doc", ".park }", "}"],
        ["前{{", " doc", ".", "park ", "}}后"],
        ["{{ a }}{{", " b }}"],
    ],
)
def test_a_field_in_pieces_is_put_together_in_the_first_of_them(pieces):
    paragraph = first(para("".join(run(p) for p in pieces)))
    before = paragraph.text
    assert tags.gather(paragraph)
    assert paragraph.text == before
    assert not tags.gather(paragraph)


def test_a_field_in_one_piece_is_left_alone():
    assert not tags.gather(first(para(run("甲 {{ doc.park }}") + run(" 乙"))))


def test_the_text_of_a_text_box_is_no_part_of_its_paragraph():
    paragraph = first(para(run("{{ a") + boxed(para(run("盒子"))) + run(" }}")))
    assert paragraph.text == "{{ a }}"
