"""Page numbers and the PDF: of one layout, found with LibreOffice."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from docx import Document

from zcdoc.errors import UserError
from zcdoc.report import lint, pdf, template
from zcdoc.report.render import render

TEMPLATE = Path(__file__).resolve().parents[2] / "report_templates" / "report"


def contents(docx: bytes) -> list[tuple[str, str]]:
    """Entries of the contents list: heading and page."""
    found = []
    for paragraph in Document(io.BytesIO(docx)).paragraphs:
        if paragraph.style.style_id in ("TOC1", "TOC2"):
            texts = [t.text or "" for t in paragraph._p.iter("{*}t")]
            found.append((texts[0], texts[-1]))
    return found


def test_the_contents_list_agrees_with_the_pages_of_the_pdf(laid_out):
    made, texts = laid_out.made, laid_out.pages
    entries = contents(made.docx)
    pages = {int(m[1]): text for text in texts if (m := re.search(r"第(\d+)页共(\d+)页", text))}
    assert len(entries) > 60
    for heading, page in entries:
        assert re.sub(r"\s", "", heading) in pages[int(page)], heading
    assert max(pages) == int(made.pages.last)
    assert all(f"共{made.pages.last}页" in text for text in pages.values())


def test_a_template_saved_by_libreoffice_still_works(full, soffice, tmp_path):
    own = Path(shutil.copytree(TEMPLATE, tmp_path / "own"))
    saved = soffice(own / "template.docx", "docx:MS Word 2007 XML")
    shutil.copy(saved, own / "template.docx")
    assert not list(lint.lint(template.read(own)))
    document = Document(io.BytesIO(render(own, full)))
    names = [p.style.name.lower() for p in document.paragraphs]
    assert names.count("heading 1") == 19
    assert names.count("toc 1") == 19


@pytest.mark.usefixtures("soffice")
def test_garbage_is_no_pdf():
    with pdf.office() as convert, pytest.raises(UserError, match="没有生成 PDF"):
        convert(b"PK\x03\x04 this is no Word file", "")


def test_without_libreoffice_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr(pdf, "PROGRAMS", ())
    monkeypatch.setattr(pdf, "PLACES", ())
    monkeypatch.delenv("ZCDOC_SOFFICE", raising=False)
    with pytest.raises(UserError) as caught:
        pdf.find_soffice()
    assert "ZCDOC_SOFFICE" in caught.value.fix
    assert "apt install" in caught.value.fix


def test_the_environment_may_name_libreoffice(monkeypatch, tmp_path):
    program = tmp_path / "soffice"
    monkeypatch.setenv("ZCDOC_SOFFICE", str(program))
    with pytest.raises(UserError, match="不存在"):
        pdf.find_soffice()
    program.touch()
    assert pdf.find_soffice() == program
