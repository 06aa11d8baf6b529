"""Which of Word's fields may stand in a template, however they are written."""

from __future__ import annotations

import pytest
from lxml import etree

from wordfiles import NS, code, para, run
from zcdoc.report.fieldcodes import ALLOWED, codes, fault_of


def instructions(inner: str) -> list[str]:
    return [c.text for c in codes(etree.fromstring(f"<w:body {NS}>{inner}</w:body>"))]


@pytest.mark.parametrize("name", sorted(ALLOWED - {"HYPERLINK"}))
@pytest.mark.parametrize("form", [" {} ", "{}", " {} \\* MERGEFORMAT ", "\t{}\\* Arabic"])
def test_an_allowed_field_may_stand(name, form):
    assert fault_of(form.format(name)) == ""
    assert fault_of(form.format(name.lower())) == ""


@pytest.mark.parametrize(
    "instruction",
    [
        'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"', "ddeauto excel a b", "DDE excel a", 'INCLUDETEXT "a.docx"',
        'INCLUDEPICTURE "http://a/b.png" \\d', "INCLUDE a", "LINK Excel.Sheet.8 a", "EMBED Package", "IMPORT a", "DATABASE \\d a",
        "MACROBUTTON Run 按此", "GOTOBUTTON a", "ASK a", 'FILLIN "名称"', "RD a.docx", "USERNAME", "USERINITIALS", "USERADDRESS",
        "FILENAME \\p", "TEMPLATE", "LASTSAVEDBY", "MERGEFIELD 名称", "NEXT", "ADDRESSBLOCK", "AUTOTEXT a", "GLOSSARY a", "PRINT 27",
        "ADDIN ZOTERO", "CONTROL Forms.TextBox.1", "HTMLACTIVEX", "QUOTE 68 68 69", "SET c DDE", "结论", "Bookmark1", "PAGE_X", "PAGE1", '"PAGE"',
    ],
)  # fmt: skip
def test_any_other_may_not(instruction):
    assert "不在允许之列" in fault_of(instruction)


@pytest.mark.parametrize(
    "arguments",
    ['"https://a.cn"', "https://a.cn", '"mailto:a@b.cn" \\o "写信"', "\\l 结论", '\\l "_Toc1" \\o "a"', '"http://a.cn" \\l b', '"#b"', ""],
)  # fmt: skip
def test_a_link_may_lead_to_the_web_or_within_the_document(arguments):
    assert fault_of(f"HYPERLINK {arguments}") == ""


@pytest.mark.parametrize(
    "arguments",
    ['"file:///c:/a.exe"', "\\\\\\\\server\\\\a", '"a.docx"', '"javascript:alert(1)"', '"ms-msdt:/id"', '\\o "http://a.cn" "file:///b"', "\0"],
)  # fmt: skip
def test_a_link_may_lead_nowhere_else(arguments):
    assert fault_of(f"HYPERLINK {arguments}")


@pytest.mark.parametrize("tag", ["{{ doc.park }}", "{% if x %}", "｛｛ doc.park ｝｝", "{ { a } }"])
def test_no_value_goes_into_the_code_of_a_field(tag):
    assert "不能写字段" in fault_of(f'HYPERLINK "https://a.cn/{tag}"')


def test_an_instruction_in_several_runs_is_one():
    assert instructions(para(code(" DD", "EAU", "TO a "))) == [" DDEAUTO a "]


def test_simple_deleted_and_nested_fields_are_found():
    deleted = '<w:del w:id="1"><w:r><w:delInstrText> DDE a </w:delInstrText></w:r></w:del>'
    simple = f'<w:fldSimple w:instr=" LINK a ">{run("1")}{code(" ASK b ")}</w:fldSimple>'
    assert instructions(para(simple) + para(deleted)) == [" LINK a ", " ASK b ", " DDE a "]


def test_a_code_put_together_from_other_fields_is_not_allowed():
    begin, end = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    outer, inner = instructions(
        para(begin + code(" QUOTE 68 68 69 ") + "<w:r><w:instrText> a </w:instrText></w:r>" + end)
    )
    assert "不在允许之列" in fault_of(outer)
    assert "不在允许之列" in fault_of(inner)


def test_an_instruction_outside_of_a_field_and_one_that_never_ends_are_found():
    assert instructions(para("<w:r><w:instrText> DDE a </w:instrText></w:r>")) == [" DDE a "]
    assert instructions(para('<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> DDE b </w:instrText></w:r>')) == [
        " DDE b "
    ]


def test_a_text_box_inside_a_field_holds_fields_of_its_own():
    box = f"<w:r><w:pict><w:txbxContent>{para(code(' DDE a '))}</w:txbxContent></w:pict></w:r>"
    begin, end = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert " DDE a " in instructions(para(begin + box + "<w:r><w:instrText> PAGE </w:instrText></w:r>" + end))
