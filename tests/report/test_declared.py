"""What a document says of itself when its data or its template took the place of the ones that come with zcdoc."""

from __future__ import annotations

import dataclasses
import io
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from docx import Document
from pypdf import PdfReader

from zcdoc import ooxml
from zcdoc.model.pack import Pack
from zcdoc.model.provenance import Delivered, Provenance
from zcdoc.pack import load
from zcdoc.report import declared
from zcdoc.report.render import render

TEMPLATES = Path(__file__).resolve().parents[2] / "report_templates"
REPORT = TEMPLATES / "report"
OTHER = "f" * 64


def replacing(facts, sha256=OTHER):
    """The facts under a workspace's pack that stands in for a built-in one."""
    pack = facts.view.pack
    own = {name: getattr(pack, name) for name in Pack.model_fields}
    own |= {"origin": "workspace", "built_in": Delivered("0.9.0", sha256)}
    return dataclasses.replace(facts, view=dataclasses.replace(facts.view, pack=Pack.model_construct(**own)))


def texts(data):
    body = Document(io.BytesIO(data)).element.body
    return ["".join(t.text or "" for t in p.iter("{*}t")) for p in body.iter("{*}p")]


def whole(data):
    return "".join(texts(data)).replace("\u200b", "")


def properties(data):
    root = ET.fromstring(ooxml.part(data, "docProps/custom.xml"))
    return {node.get("name"): node[0].text for node in root}


def test_the_built_in_data_are_named_and_nothing_is_declared(full):
    data, pack = render(REPORT, full), full.view.pack
    assert f"seesa-010-2025，版本 {pack.version}，校验值 {pack.sha256[:12]}（sha256 前 12 位）；随附于 zcdoc" in whole(
        data
    )
    assert "自备" not in whole(data)
    assert properties(data)["zcdoc.pack-origin"] == "built-in"
    assert not [name for name in properties(data) if "replaces" in name]


@pytest.mark.parametrize("name", ["report", "inspection", "scheme", "ndrc-scheme"])
def test_every_document_says_on_its_cover_and_with_its_data_that_they_replace_built_in_ones(full, name):
    facts = replacing(full)
    (sentence,) = declared.sentences(facts)
    data = render(TEMPLATES / name, facts)
    found = texts(data)
    place = next(i for i, text in enumerate(found) if sentence in text.replace("\u200b", ""))
    assert place < next(i for i, text in enumerate(found) if "盖章" in text), "on the cover"
    row = f"校验值 {full.view.pack.sha256[:12]}（sha256 前 12 位）；工作区自带，代替了随附的版本 0.9.0（校验值 ffffffffffff），内容不同"
    assert sum(row in text.replace("\u200b", "") for text in found) == 1
    assert {k: v for k, v in properties(data).items() if k.startswith("zcdoc.pack")} == {
        "zcdoc.pack": "seesa-010-2025", "zcdoc.pack-version": full.view.pack.version, "zcdoc.pack-sha256": full.view.pack.sha256,
        "zcdoc.pack-origin": "workspace", "zcdoc.pack-replaces-version": "0.9.0", "zcdoc.pack-replaces-sha256": OTHER,
    }  # fmt: skip


def test_the_seal_stays_on_the_cover(facts_for, soffice, tmp_path):
    """The longest name of a standard and everything that can be declared: still one page."""
    pack = load(TEMPLATES.parent / "checklists" / "ndrc-2025-910", "built-in")
    park = {
        "park": {"park": {"name": "新园区", "standards": pack.id}},
        "rounds": {"2026-pj": {"kind": "evaluation", "date": "2026-01-12"}},
    }
    delivered = Delivered("", OTHER)
    used = (
        Provenance("template", "ndrc-scheme", "", "a" * 64, "workspace", delivered),
        Provenance("sentences", "shared/phrases.yaml", "", "b" * 64, "workspace", delivered),
    )
    facts = dataclasses.replace(replacing(facts_for(pack, {"park": park})), templates=used)
    path = tmp_path / "scheme.docx"
    path.write_bytes(render(TEMPLATES / "ndrc-scheme", facts))
    first = PdfReader(soffice(path, "pdf")).pages[0].extract_text()
    assert "盖章" in first
    assert "同名共用句子" in first


def test_the_same_content_is_told_and_not_declared(full):
    data = render(REPORT, replacing(full, full.view.pack.sha256))
    assert "工作区自带，与随附的内容相同" in whole(data)
    assert "自备" not in whole(data)


def test_a_form_that_prints_none_of_it_gets_it_at_its_head(full, tmp_path):
    """A template made for an earlier version, or one whose sentences were rewritten, cannot leave it out."""
    own = Path(shutil.copytree(REPORT, tmp_path / "report"))
    data = (own / "template.docx").read_bytes()
    body = ooxml.part(data, "word/document.xml").decode()
    for old in ("doc.declared", "{{ doc.data }}"):
        assert old in body
    body = body.replace("doc.declared", "[]").replace("{{ doc.data }}", "随附")
    (own / "template.docx").write_bytes(ooxml.rezip(data, {"word/document.xml": body.encode()}))
    facts = replacing(full)
    assert texts(render(own, facts))[0] == declared.sentences(facts)[0]
    assert texts(render(own, full))[0] != declared.sentences(facts)[0]


def test_a_replaced_template_and_replaced_sentences_are_declared_too(full):
    delivered = Delivered("", OTHER)
    used = (
        Provenance("template", "report", "", "a" * 64, "workspace", delivered),
        Provenance("sentences", "shared/phrases.yaml", "", "b" * 64, "workspace", delivered),
    )
    data = render(REPORT, dataclasses.replace(full, templates=used))
    assert "本文件的模板（report，校验值 aaaaaaaaaaaa）由编制单位自备，替代了工具随附的同名模板。" in whole(data)
    assert "本文件的共用句子（shared/phrases.yaml，校验值 bbbbbbbbbbbb）由编制单位自备" in whole(data)
    assert "模板 report（工作区自带，校验值 aaaaaaaaaaaa）" in whole(data)
    found = properties(data)
    assert (found["zcdoc.template"], found["zcdoc.template-sha256"]) == ("report", "a" * 64)
    assert (found["zcdoc.template-origin"], found["zcdoc.template-replaces-sha256"]) == ("workspace", OTHER)
    assert (found["zcdoc.sentences-origin"], found["zcdoc.sentences-sha256"]) == ("workspace", "b" * 64)


def test_a_template_that_was_asked_for_stands_in_the_properties_and_is_not_declared(full):
    used = (Provenance("template", "mine", "", "a" * 64, "given"),)
    data = render(REPORT, dataclasses.replace(full, templates=used))
    assert properties(data)["zcdoc.template-origin"] == "given"
    assert "自备" not in whole(data)
    assert "模板 mine（命令行指定，校验值 aaaaaaaaaaaa）" in whole(data)
