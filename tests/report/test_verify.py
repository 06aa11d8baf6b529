"""A finished document fetches nothing from elsewhere, and only plain data went into it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from jinja2.exceptions import SecurityError

from zcdoc.errors import DefectError
from zcdoc.report import render, template
from zcdoc.report.verify import verify

TEMPLATE = Path(__file__).resolve().parents[2] / "report_templates" / "report"


def with_link(kind, target):
    """A document that is related to something outside of it."""
    document = Document()
    document.part.relate_to(target, kind, is_external=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("target", ["file:///etc/passwd", "\\\\server\\share\\a.png", "ftp://x.example/a", "a.docx"])
def test_a_document_that_points_to_a_file_is_not_handed_out(target):
    with pytest.raises(DefectError, match="外部内容"):
        verify(with_link(RELATIONSHIP_TYPE.HYPERLINK, target), [], [], "")


@pytest.mark.parametrize("target", ["https://example.org/a", "mailto:a@example.org"])
def test_links_to_the_web_may_stand(target):
    verify(with_link(RELATIONSHIP_TYPE.HYPERLINK, target), [], [], "")


@pytest.mark.parametrize("value", [Path("x"), print, (1, 2)])
def test_what_is_no_plain_data_reaches_no_template(value, unchanged, monkeypatch):
    """A builder that hands over an object is stopped before a template can touch it."""
    monkeypatch.setitem(render.BUILDERS, "report", lambda *_: {"doc": {"park": value}})
    with pytest.raises(SecurityError, match=r"doc\.park"):
        render.build_context(template.read(TEMPLATE, None), unchanged)
