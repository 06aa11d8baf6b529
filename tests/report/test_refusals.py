"""What may not stand in somebody else's Word file is told with its paragraph, wherever in the file it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from wordfiles import FIELD, NS, WORD_TYPE, Word, boxed, code, para, run
from zcdoc.errors import EXIT_UNSAFE
from zcdoc.problems import RefusedError
from zcdoc.report import render, template
from zcdoc.report.intake import Intake
from zcdoc.report.lint import lint
from zcdoc.report.package import Package
from zcdoc.report.refusals import refused

TEMPLATE = Path(__file__).resolve().parents[2] / "report_templates" / "report"
DDE = code(" dde", "auto c:\\\\windows\\\\cmd ")


def found(word: Word) -> list[tuple[str, str]]:
    return [(p.where, p.message) for p in refused(Package(word.data))]


PLACES = {
    "正文 第 2 段": lambda word: word.body(para(run(FIELD)) + para(run("附件") + DDE)),
    "正文 第 2 段（表格）": lambda word: word.body(para(run(FIELD)) + f"<w:tbl><w:tr><w:tc>{para(run('附件') + DDE)}</w:tc></w:tr></w:tbl>"),
    "文本框": lambda word: word.body(para(run(FIELD) + boxed(para(run("附件") + DDE)))),
    "页眉（header1.xml） 第 1 段": lambda word: word.body("", word.margin("header", para(run("附件") + DDE))),
    "页脚（footer1.xml） 第 1 段": lambda word: word.body("", word.margin("footer", para(run("附件") + DDE))),
    "脚注 第 3 段": lambda word: word.notes("footnotes", para(run("附件") + DDE)),
    "尾注 第 3 段": lambda word: word.notes("endnotes", para(run("附件") + DDE)),
    "批注 第 1 段": lambda word: word.comments(para(run("附件") + DDE)),
    "文档部件 第 1 段": lambda word: word.add(
        "word/glossary/document.xml", f"<w:glossaryDocument {NS}>{para(run('附件') + DDE)}</w:glossaryDocument>", f"{WORD_TYPE}.document.glossary+xml"
    ).relate("word/document.xml", "glossaryDocument", "glossary/document.xml"),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_field_that_starts_a_program_is_told_with_its_paragraph(place):
    told = found(PLACES[place](Word()))
    assert told
    for where, message in told:
        assert "附件" in where
        assert "ddeauto c:" in message
    assert any(where.startswith(place.partition("（表格")[0].replace("文本框", "正文 第 2 段")) for where, _ in told)


OBJECT = '<w:r><w:object><v:shape id="a"/><o:OLEObject Type="Embed" ProgID="Package" r:id="rIdO"/></w:object></w:r>'
THINGS = {
    "OLE": lambda word: word.body(para(run("附件") + OBJECT)).add("word/embeddings/oleObject1.bin", b"a", "application/vnd.openxmlformats-officedocument.oleObject")
    .relate("word/document.xml", "oleObject", "embeddings/oleObject1.bin", "rIdO"),
    "ActiveX": lambda word: word.body(para(run("附件") + '<w:r><w:pict><w:control r:id="rIdA" w:name="a"/></w:pict></w:r>'))
    .add("word/activeX/activeX1.xml", "<a/>", "application/vnd.ms-office.activeX+xml").relate("word/document.xml", "control", "activeX/activeX1.xml", "rIdA"),
    "altChunk": lambda word: word.body(para(run("附件")) + '<w:altChunk r:id="rIdC"/>').add("word/a.htm", b"<p/>").type('<Default Extension="htm" ContentType="text/html"/>')
    .relate("word/document.xml", "aFChunk", "a.htm", "rIdC"),
    "子文档": lambda word: word.body(para(run("附件") + '<w:subDoc r:id="rIdS"/>')),
    "窗体域的宏": lambda word: word.body(para(run("附件") + '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:entryMacro w:val="Run"/></w:ffData></w:fldChar></w:r>')),
    "从外部取来的图片": lambda word: word.body(para(run("附件") + '<w:r><w:pict><v:shape id="a"><v:imagedata src="http://evil.example/a.png"/></v:shape></w:pict></w:r>')),
    "联机视频": lambda word: word.body(para(run("附件") + '<w:r><x:webVideoPr xmlns:x="http://schemas.microsoft.com/office/word/2012/wordprocessingDrawing" embeddedHtml="a"/></w:r>')),
}  # fmt: skip


@pytest.mark.parametrize("thing", THINGS)
def test_what_fetches_or_runs_something_is_told_with_its_paragraph(thing):
    told = found(THINGS[thing](Word()))
    assert [message for _, message in told if thing in message]
    assert any("第 1 段" in where for where, message in told if thing in message)


@pytest.mark.parametrize(
    ("part", "inner", "what"),
    [
        ("word/settings.xml", '<w:mailMerge><w:mainDocumentType w:val="formLetters"/></w:mailMerge>', "邮件合并"),
        ("word/webSettings.xml", '<w:frameset><w:frame><w:sourceFileName r:id="a"/></w:frame></w:frameset>', "框架网页"),
    ],
)  # fmt: skip
def test_data_sources_and_frames_stand_in_parts_without_text(part, inner, what):
    word = Word()
    tag = "settings" if "web" not in part else "webSettings"
    word.parts[part] = f"<w:{tag} {NS}>{inner}</w:{tag}>".encode()
    assert [message for _, message in found(word) if what in message]


def test_what_no_element_shows_is_told_by_its_relationship():
    word = Word().add("word/x.bin", b"a", "application/octet-stream")
    for kind in (
        "oleObject",
        "control",
        "aFChunk",
        "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
        "package",
    ):
        word.relate("word/document.xml", kind, "x.bin")
    assert len(found(word)) == 5


def test_the_workbook_of_a_chart_is_looked_through():
    word = (
        Word()
        .add("word/charts/chart1.xml", "<a/>", "application/xml")
        .relate("word/document.xml", "chart", "charts/chart1.xml")
    )
    word.add("word/embeddings/a.xlsx", b"MZ").type('<Default Extension="xlsx" ContentType="application/x"/>').relate(
        "word/charts/chart1.xml", "package", "../embeddings/a.xlsx"
    )
    assert "数据表不能用" in found(word)[0][1]


def test_a_refused_form_is_not_used_and_all_of_it_is_told(unchanged, tmp_path):
    path = tmp_path / "form.docx"
    path.write_bytes(Word().body(para(run(FIELD)) + para(DDE) + para(run("附件") + OBJECT)).data)
    with pytest.raises(RefusedError) as caught:
        render.render(TEMPLATE, unchanged, form=path)
    assert caught.value.exit_code == EXIT_UNSAFE
    assert len(caught.value.problems) == 2
    assert [p.rule for p in lint(template.read(TEMPLATE, path))] == ["template-unsafe", "template-unsafe"]


def test_a_field_put_together_by_tags_is_refused_in_the_finished_file(unchanged, tmp_path, monkeypatch):
    """The form is searched before it is filled; what its tags put together is searched for afterwards."""
    path = tmp_path / "form.docx"
    path.write_bytes(Word().body(para(run(FIELD)) + para(DDE)).data)
    monkeypatch.setattr(render, "_taken", lambda folder: Intake(folder.word))
    with pytest.raises(RefusedError, match="写出了不允许的内容"):
        render.render(TEMPLATE, unchanged, form=path)
