"""A single Word file of the user's own as the template of a document."""

from __future__ import annotations

import pytest
from docx import Document


class TestForm:
    @pytest.fixture
    def form(self, ws):
        def make(text):
            document = Document()  # the default file of python-docx, with its preview picture
            document.add_paragraph(text)
            document.save(ws / "我的格式.docx")
            return "我的格式.docx"

        return make

    def test_it_prints_what_it_prints_and_the_rest_is_told_once(self, zcdoc, ws, form):
        said = zcdoc("render", "report", "--park", "lingang", "--template", form("{{ doc.park }}"), "-o", "out")
        assert said.code == 0
        assert "临港示范园区" in [p.text for p in Document(ws / "out" / "report.docx").paragraphs]
        assert said.err.count("这份模板没有印出") == 1
        assert zcdoc("template", "check", "report", "--template", "我的格式.docx").code == 0

    @pytest.mark.parametrize(
        "text", ["｛｛ doc.park ｝｝", "{{ doc.nothing }}", "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}"]
    )
    def test_what_is_wrong_in_it_is_told_by_its_paragraph_and_is_no_defect_of_ours(self, zcdoc, ws, form, text):
        said = zcdoc("template", "check", "report", "--template", form(text), "--json")
        assert said.code == 1
        assert "第 2 段" in said.json[0]["where"] or "第 1 段" in said.json[0]["where"]
        assert zcdoc("render", "report", "--park", "lingang", "--template", "我的格式.docx", "-o", "out").code == 1
        assert not (ws / "out").exists()

    def test_a_file_that_is_not_there_is_told(self, zcdoc, ws):
        assert zcdoc("render report --park lingang --template none.docx").code == 2
