"""A user's template is a user's form: whatever people's Word files carry, one field in them is printed and the file holds."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from forms import FORMS

from wordfiles import faults, text_of
from zcdoc import notices
from zcdoc.report import render, template

TEMPLATE = Path(__file__).resolve().parents[2] / "report_templates" / "report"
NAME = "东港示范产业园区（虚构）"


@pytest.fixture(scope="module")
def context(unchanged):
    return render.build_context(template.read(TEMPLATE), unchanged)


@pytest.fixture(scope="module")
def filled(context, unchanged, tmp_path_factory):
    """Fills a form; each only once for all tests."""
    folder, known = tmp_path_factory.mktemp("forms"), {}

    def fill(name):
        if name not in known:
            path = folder / f"{name}.docx"
            path.write_bytes(FORMS[name]())
            with notices.gathering() as told:
                data, _ = render.fill(template.read(TEMPLATE, path), context, unchanged)
            known[name] = data, [p.message for p in told]
        return known[name]

    return fill


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_filled_and_its_parts_hold_together(filled, name):
    data, _ = filled(name)
    Document(io.BytesIO(data))
    assert faults(data) == []
    assert "{{" not in text_of(data)
    document = Document(io.BytesIO(data))
    said = text_of(data) + "".join(
        text_of(data, str(p.partname)[1:]) for p in document.part.package.iter_parts() if "header" in p.partname
    )
    assert NAME in said
