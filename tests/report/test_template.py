"""The template in the tree: built by its script, faithful to its contract, and checked before the deadline."""

from __future__ import annotations

import importlib.util
import io
import re
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from docx import Document

from zcdoc import ooxml
from zcdoc.errors import UnsafeError, UserError
from zcdoc.problems import ProblemsError
from zcdoc.report import template
from zcdoc.report.context.report import build
from zcdoc.report.lint import lint

TEMPLATE = Path(__file__).resolve().parents[2] / "report_templates" / "report"


@pytest.fixture
def own(tmp_path) -> Path:
    """A user's copy of the template folder."""
    return Path(shutil.copytree(TEMPLATE, tmp_path / "own"))


def edit(folder: Path, old: str, new: str) -> None:
    """Replaces text in the body of the user's template."""
    data = (folder / "template.docx").read_bytes()
    body = ooxml.part(data, "word/document.xml").decode()
    assert old in body
    (folder / "template.docx").write_bytes(ooxml.rezip(data, {"word/document.xml": body.replace(old, new, 1).encode()}))


def lines(folder: Path) -> list[str]:
    return [p.line() for p in lint(template.read(folder))]


@pytest.mark.parametrize("name", ["report", "scheme", "inspection", "ndrc-scheme"])
def test_the_file_in_the_tree_is_what_the_script_makes(name):
    folder = TEMPLATE.parent / name
    spec = importlib.util.spec_from_file_location(f"{name}_build", folder / "build.py")
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    try:
        spec.loader.exec_module(module)
        made = module.build()
    finally:
        sys.path[:] = before
    assert made == (folder / "template.docx").read_bytes()


def test_the_template_uses_only_what_its_contract_lists():
    assert lines(TEMPLATE) == []


def test_the_contract_has_the_shape_of_the_data(full, failing, empty):
    folder = template.read(TEMPLATE)
    for facts in (full, failing, empty):
        assert _differences(build(facts, folder.phrases), folder.fields, "") == []


def _differences(data, contract, path) -> list[str]:
    if isinstance(data, dict):
        if not isinstance(contract, dict):
            return [path]
        odd = [f"{path}.{name}" for name in set(data) ^ set(contract)]
        return odd + [
            d for name in set(data) & set(contract) for d in _differences(data[name], contract[name], f"{path}.{name}")
        ]
    if isinstance(data, list):
        if not isinstance(contract, list) or len(contract) != 1:
            return [path]
        return [d for item in data for d in _differences(item, contract[0], f"{path}[]")]
    return [] if isinstance(contract, str) and contract.strip() else [path]


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("{{ doc.park }}", "{{ doc.parc }}", "parc"),
        ("{{ doc.park }}", "{{ dok.park }}", "dok"),
        ("{{ r.finding }}", "{{ r.findings }}", "findings"),
        ("for k in c4.clauses", "for k in c4.clause", "clause"),
        ("{{ c3.years[0] }}", "{{ c3.jahre[0] }}", "jahre"),
    ],
)
def test_a_wrong_field_is_found_with_its_paragraph(own, old, new, name):
    edit(own, old, new)
    found = lines(own)
    assert found
    assert all(f"没有字段“{name}”" in line for line in found)
    assert "段" in found[0]


def test_a_syntax_error_is_found_with_its_paragraph(own):
    edit(own, "{{ doc.park }}", "{{ doc.park")
    assert "template-syntax" in lines(own)[0]


def test_a_broken_phrase_is_found(own):
    path = own / "phrases.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("title: 零碳园区创建评价报告", 'title: "{% if %}"'), encoding="utf-8"
    )
    assert any("template-phrase" in line for line in lines(own))


@pytest.mark.parametrize("name", ["template.docx", "template.yaml", "phrases.yaml"])
def test_a_missing_file_is_named(own, name):
    (own / name).unlink()
    with pytest.raises(UserError, match=name):
        template.read(own)


def test_a_template_with_macros_or_remote_content_is_refused(own):
    data = (own / "template.docx").read_bytes()
    rels = ooxml.part(data, "word/_rels/document.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="https://example.com/x.dotm" TargetMode="External"/></Relationships>',
    )
    (own / "template.docx").write_bytes(ooxml.rezip(data, {"word/_rels/document.xml.rels": rels}))
    with pytest.raises(UnsafeError):
        template.read(own)


def test_a_contract_with_two_equal_keys_is_refused(own):
    path = own / "template.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\ntitle: 另一个\n", encoding="utf-8")
    with pytest.raises(ProblemsError):
        template.read(own)


def test_every_style_names_its_east_asian_font_and_the_language_is_chinese():
    with zipfile.ZipFile(TEMPLATE / "template.docx") as package:
        styles = package.read("word/styles.xml").decode()
        everything = "".join(
            package.read(n).decode("utf-8", "ignore") for n in package.namelist() if n.endswith(".xml")
        )
    for style in styles.split("<w:style ")[1:]:
        if 'w:type="paragraph"' in style:
            assert 'w:eastAsia="宋体"' in style or 'w:eastAsia="黑体"' in style
    assert 'w:eastAsia="zh-CN"' in styles
    assert "ja-JP" not in everything
    assert "updateFields" not in everything
    assert "Theme=" not in styles


def test_tables_are_as_wide_as_their_text_and_repeat_their_header():
    document = Document(io.BytesIO((TEMPLATE / "template.docx").read_bytes()))
    for table in document.tables:
        grid = sum(column.width for column in table.columns)
        assert grid <= document.sections[-1].page_width
        assert all(sum(cell.width for cell in row._tr.tc_lst) == grid for row in table.rows)
        assert all(row._tr.find(".//{*}cantSplit") is not None for row in table.rows)


def test_a_syntax_error_is_told_in_chinese_with_its_paragraph_and_text(own):
    edit(own, "{{ doc.park }}", "{{ doc.park")
    (line,) = [line for line in lines(own) if "template-syntax" in line]
    assert "第 " in line
    assert "段" in line
    assert "doc.park" in line
    assert not re.search(r"expected|end of|token", line)
