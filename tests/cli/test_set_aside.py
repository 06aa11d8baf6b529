"""`render` over a file that somebody worked on: with python-docx, with LibreOffice, with a PDF viewer."""

from __future__ import annotations

import io
import json
import re

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from zcdoc import ooxml, seal
from zcdoc.cli.door import run

REPORT = "render report --park lingang -o out"


@pytest.fixture(scope="session")
def rendered(made, tmp_path_factory):
    """The report of the fresh park as it is written first."""
    out = tmp_path_factory.mktemp("rendered")
    assert run(["--workspace", str(made), "render", "report", "--park", "lingang", "-o", str(out)]) == 0
    return (out / "report.docx").read_bytes()


@pytest.fixture
def report(ws, rendered):
    path = ws / "out" / "report.docx"
    path.parent.mkdir()
    path.write_bytes(rendered)
    return path


@pytest.fixture
def quick(monkeypatch, rendered):
    """The same bytes without the work of rendering them once more."""
    from zcdoc.report import render as module

    monkeypatch.setattr(module, "render", lambda *_, **__: rendered)


def kept(path):
    return [p for p in path.parent.iterdir() if "前的改动" in p.name]


def typed(data):
    """A sentence typed into the document, as Word would save it."""
    document = Document(io.BytesIO(data))
    document.paragraphs[5].add_run("评价组意见：此处改过。")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class TestWord:
    def test_what_was_written_is_written_over(self, zcdoc, report, rendered):
        said = zcdoc(REPORT)
        assert (said.code, said.err) == (0, "")
        assert kept(report) == []
        assert report.read_bytes() == rendered

    @pytest.mark.usefixtures("quick")
    def test_one_edited_with_python_docx_is_set_aside(self, zcdoc, report, rendered):
        report.write_bytes(edited := typed(rendered))
        said = zcdoc(f"{REPORT} --json")
        (aside,) = kept(report)
        assert said.code == 0
        assert said.json[0]["set_aside"] == [str(aside.relative_to(report.parents[1]))]
        assert re.fullmatch(r"report（\d{4}-\d\d-\d\d \d\d\.\d\d 前的改动）\.docx", aside.name)
        assert aside.read_bytes() == edited
        assert report.read_bytes() == rendered
        assert "在生成之后被改动过" in said.err
        assert aside.name in said.err

    @pytest.mark.usefixtures("quick")
    def test_one_saved_by_libreoffice_is_set_aside(self, zcdoc, report, soffice):
        saved = soffice(report, "docx:MS Word 2007 XML").read_bytes()
        report.write_bytes(saved)
        assert zcdoc(REPORT).code == 0
        assert [p.read_bytes() for p in kept(report)] == [saved]

    @pytest.mark.usefixtures("quick")
    def test_who_changed_it_last_is_a_change_too(self, zcdoc, report, rendered):
        """Word writes core.xml anew at every save: somebody saved the file, and what else it changed is not ours to guess."""
        core = ooxml.part(rendered, "docProps/core.xml").replace(
            b"</dc:title>", b"</dc:title><cp:lastModifiedBy>w</cp:lastModifiedBy>"
        )
        report.write_bytes(ooxml.rezip(rendered, {"docProps/core.xml": core}))
        assert "前的改动" in zcdoc(REPORT).err

    @pytest.mark.usefixtures("quick")
    def test_one_from_an_earlier_version_cannot_be_told_and_is_set_aside(self, zcdoc, report, rendered):
        said = ooxml.part(rendered, "docProps/custom.xml")
        older = re.sub(rb'<property [^>]*name="zcdoc.digest".*?</property>', b"", said)
        report.write_bytes(ooxml.rezip(rendered, {"docProps/custom.xml": older}))
        assert "较早版本" in zcdoc(REPORT).err
        assert len(kept(report)) == 1

    @pytest.mark.usefixtures("quick")
    @pytest.mark.parametrize("content", [b"", b"notes of mine", b"PK\x03\x04"], ids=["empty", "text", "half a zip"])
    def test_what_is_no_document_at_all_is_set_aside(self, zcdoc, report, content):
        report.write_bytes(content)
        assert "不是 zcdoc 写的" in zcdoc(REPORT).err
        assert [p.read_bytes() for p in kept(report)] == [content]

    @pytest.mark.usefixtures("quick")
    def test_one_that_word_has_open_is_left_alone(self, zcdoc, report, rendered):
        report.write_bytes(edited := typed(rendered))
        (report.parent / "~$report.docx").write_bytes(b"\x05Qian")
        said = zcdoc(REPORT)
        assert said.code == 1
        assert "~$report.docx" in said.err
        assert (report.read_bytes(), kept(report)) == (edited, [])

    def test_a_refused_final_report_moves_nothing(self, zcdoc, report, rendered):
        report.write_bytes(edited := typed(rendered))
        assert zcdoc(f"{REPORT} --final").code == 1
        assert (report.read_bytes(), kept(report)) == (edited, [])

    def test_an_answer_that_changed_since_is_no_edit_of_the_file(self, zcdoc, report, fill):
        zcdoc("checklist", "import", fill(), "--park", "lingang")
        assert zcdoc(REPORT).code == 0
        assert kept(report) == []


@pytest.fixture(scope="session")
def pdf_made(made, tmp_path_factory, soffice):
    """Word file and PDF as they are delivered together."""
    out = tmp_path_factory.mktemp("pdf")
    assert run(["--workspace", str(made), "render", "report", "--park", "lingang", "-o", str(out), "--pdf"]) == 0
    return (out / "report.docx").read_bytes(), (out / "report.pdf").read_bytes()


class TestPdf:
    """`deliver` is told what `render --pdf` tells it; LibreOffice runs once for all."""

    def test_it_is_sealed_and_opens_everywhere(self, pdf_made):
        docx, pdf = pdf_made
        assert seal.document(docx) == "whole"
        assert seal.pdf(pdf) == "whole"
        reader = PdfReader(io.BytesIO(pdf), strict=True)
        assert len(reader.pages) > 5
        assert reader.outline

    @pytest.mark.parametrize("incremental", [True, False], ids=["appended", "written anew"])
    def test_one_that_a_viewer_annotated_is_no_longer_whole(self, pdf_made, incremental):
        writer = PdfWriter(io.BytesIO(pdf_made[1]), incremental=incremental)
        note = FreeText(text="此页数字请核对", rect=(50, 550, 200, 650))
        writer.add_annotation(0, note)
        out = io.BytesIO()
        writer.write(out)
        assert seal.pdf(out.getvalue()) in {"changed", "foreign"}

    def test_an_annotated_one_is_set_aside_and_a_whole_one_is_not(self, zcdoc, ws, pdf_made, monkeypatch):
        from zcdoc.report import publish as module

        bare = pdf_made[1].replace(re.search(rb"%zcdoc-sha256 .*\n", pdf_made[1])[0], b"")
        monkeypatch.setattr(module, "publish", lambda *_, **__: module.Published(pdf_made[0], bare, None))
        said = zcdoc(f"{REPORT} --pdf --json")
        assert (said.json[0]["set_aside"], said.err) == ([], "")
        assert (ws / "out" / "report.pdf").read_bytes() == pdf_made[1]
        assert json.loads(zcdoc(f"{REPORT} --pdf --json").out)[0]["set_aside"] == []
        annotated = pdf_made[1] + b"9 0 obj\n<</Type/Annot>>\nendobj\nstartxref\n1\n%%EOF\n"
        (ws / "out" / "report.pdf").write_bytes(annotated)
        (aside,) = zcdoc(f"{REPORT} --pdf --json").json[0]["set_aside"]
        assert aside.endswith("前的改动）.pdf")
        assert (ws / aside).read_bytes() == annotated
        assert (ws / "out" / "report.pdf").read_bytes() == pdf_made[1]
