"""Whatever a template asks for, in whatever place of the document: refused, or a plain value; and no answer becomes markup."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import expressions
import parks
import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from zcdoc import notices
from zcdoc.actions.render import TITLES, render_document
from zcdoc.errors import DefectError, ZcdocError
from zcdoc.model.record import Address, Change, get
from zcdoc.report import render, template

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "report_templates" / "report"
CANARY = "kanarienvogel-8071"
SIGNS = re.compile(r"<class|object at 0x|<function|<module|<bound|<built-in|<generator|dict_keys|dict_items|" + CANARY)
PLACES = ("body", "table", "header", "footer", "text box", "footnote")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def form(place: str, text: str) -> bytes:
    """A Word file with the expression in one place."""
    document = Document()
    document.add_paragraph("{{ doc.park }}")
    section = document.sections[0]
    if place == "body":
        document.add_paragraph(text)
    elif place == "table":
        document.add_table(1, 1).cell(0, 0).text = text
    elif place == "header":
        section.header.paragraphs[0].text = text
    elif place == "footer":
        section.footer.paragraphs[0].text = text
    else:
        _boxed(document.add_paragraph(), text)
    out = io.BytesIO()
    document.save(out)
    return _noted(out.getvalue()) if place == "footnote" else out.getvalue()


def _boxed(paragraph, text):
    run = paragraph.add_run(text)._r
    box = parse_xml(
        f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textbox><w:txbxContent><w:p/></w:txbxContent>'
        "</v:textbox></v:shape></w:pict>"
    )
    paragraph._p.remove(run)
    box.find(f".//{_W}p").append(run)
    holder = paragraph.add_run()._r
    holder.append(box)


def _noted(data: bytes) -> bytes:
    """The paragraph of the text box, moved into a footnote."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    body = parts["word/document.xml"]
    start, end = body.index(b"<w:txbxContent>") + 15, body.index(b"</w:txbxContent>")
    root = body[body.index(b"<w:document") : body.index(b">", body.index(b"<w:document"))].replace(
        b"<w:document", b"<w:footnotes"
    )
    parts["word/footnotes.xml"] = root + b'><w:footnote w:id="2">' + body[start:end] + b"</w:footnote></w:footnotes>"
    mark = b'<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    pict = re.compile(rb"<w:p>(?:(?!<w:p>).)*?<w:pict.*?</w:pict></w:r></w:p>", re.DOTALL)
    parts["word/document.xml"] = pict.sub(mark, body, count=1)
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rIdNotes" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>',
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>',
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def said(data: bytes) -> str:
    """Every text of every part, and every part well-formed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        roots = [ET.fromstring(package.read(n)) for n in package.namelist() if n.endswith((".xml", ".rels"))]
    return "\n".join(t for root in roots for t in root.itertext())


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    """The facts of a small filled park, as the command gathers them."""
    from zcdoc.actions import render as action

    made = parks.workspace(tmp_path_factory.mktemp("hostile") / "ws")
    desk = action.open_desk(made, parks.SMALL)
    chosen = action.chosen_template(made, "report", None)
    return action._facts(desk, "report", action.findings(desk, final=False, document="report"), chosen, final=False)


@pytest.fixture(scope="module")
def context(facts):
    return render.build_context(template.read(TEMPLATE), facts)


@pytest.fixture(scope="module")
def filled(context, facts, tmp_path_factory):
    path = tmp_path_factory.mktemp("forms") / "form.docx"

    def fill(place, text):
        path.write_bytes(form(place, text))
        with notices.gathering():
            return render.fill(template.read(TEMPLATE, path), context, facts)[0]

    return fill


@pytest.mark.parametrize("place", PLACES)
def test_a_form_of_each_place_prints_a_field(place, filled):
    """Else a refusal would prove nothing."""
    assert "示范园区甲" in said(filled(place, "{{ doc.park }}甲"))


@pytest.mark.parametrize("place", PLACES)
def test_no_expression_reaches_an_object(place, filled, size, reached, monkeypatch, tmp_path):
    monkeypatch.setenv("ZCDOC_CANARY", CANARY)
    monkeypatch.chdir(tmp_path)
    every = max(1, len(expressions.EXPRESSIONS) // size["expressions"])
    chosen = expressions.EXPRESSIONS[PLACES.index(place) % every :: every]
    refused, wrong = 0, []
    for text in chosen:
        try:
            found = said(filled(place, text))
        except DefectError as err:
            wrong.append((text[:60], err.message))
        except ZcdocError:
            refused += 1
        else:
            wrong += [(text[:60], sign[0]) for sign in SIGNS.finditer(found)]
    assert wrong == []
    assert list(tmp_path.iterdir()) == []
    reached(tried=len(chosen), refused=refused)


ANSWERS = (
    "<w:p><w:r><w:t>x</w:t></w:r></w:p>", "</w:t></w:r></w:p>", "{{ doc.park }}", "{% for x in doc %}", "a & b < c", "]]>", "&lt;b&gt;", "\u202e倒写",
    "{%p if x %}", "{{ ''.__class__ }}", "<!--", "<?xml?>", "长" * 30_000, "第一行\n第二行\t第三", "None undefined NaN", "｛｛ doc.park ｝｝",
)  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_no_answer_injects_markup(answer, tmp_path_factory, tmp_path, reached):
    made = parks.workspace(tmp_path_factory.mktemp("answers") / "ws")
    store = made.existing(parks.SMALL)

    def paragraphs(value):
        at = Address("park", "profile", "园区概况", "内容")
        store.commit(lambda record: [Change(at, get(record.state, at), value)], "测试", "钱二")
        with notices.gathering():
            path = render_document(made, "report", parks.SMALL, output=tmp_path).docx
        return len(Document(path).element.body.findall(f".//{_W}p")), said(path.read_bytes())

    plain, _ = paragraphs("平常的一句")
    count, text = paragraphs(answer)
    lines = re.split(r"[\n\t]", answer)
    assert all(line in text.replace("\u200b", "") for line in lines)
    assert abs(count - plain) <= answer.count("\n")
    assert "report" in TITLES
    reached(answers=1)
