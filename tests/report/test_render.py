"""The Word file: opens again, says what it must, changes nothing between two runs."""

from __future__ import annotations

import dataclasses
import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.enum.shape import WD_INLINE_SHAPE
from PIL import Image

from zcdoc import ooxml
from zcdoc.errors import DefectError, UnsafeError, UserError
from zcdoc.problems import Problem
from zcdoc.report import Photo
from zcdoc.report.render import render
from zcdoc.report.verify import verify

TEMPLATE = Path(__file__).resolve().parents[2] / "report_templates" / "report"
CHAPTERS = [
    "1 概述", "2 评价过程", "3 园区基本情况【a】", "4 基本要求符合性", "5 温室气体核算【b】", "6 目标与减排策略【c】",
    "7 阶段目标或零碳实现情况【d】", "8 抵消方式与抵消量【e】", "9 创建措施评价", "10 指标评分", "11 评价结论与等级【f】",
    "12 问题、建议与后评价", "参考文件", "附录 A 检查项逐项表", "附录 B 指标计算表", "附录 C 证据清单", "附录 D 现场照片",
    "附录 E 评价机构与人员能力说明", "附录 F 假设、豁免与未决事项",
]  # fmt: skip


def opened(data):
    return Document(io.BytesIO(data))


def everything(data) -> str:
    document = opened(data)
    return "\n".join("".join(t.text or "" for t in p.iter("{*}t")) for p in document.element.body.iter("{*}p"))


def part(data, name) -> str:
    return ooxml.part(data, name).decode()


@pytest.mark.parametrize("case", ["full", "failing", "empty"])
def test_it_has_every_chapter_clause_and_check(case, request):
    facts = request.getfixturevalue(case)
    data = render(TEMPLATE, facts)
    headings = [p.text for p in opened(data).paragraphs if p.style.name == "Heading 1"]
    assert headings == CHAPTERS
    text = everything(data)
    for clause in facts.view.pack.clauses:
        assert clause.number in text
    for check in facts.view.pack.checks:
        assert check in text
    for indicator in facts.view.pack.indicators:
        assert indicator.option(None).name in text


def test_two_runs_give_the_same_bytes(full):
    assert render(TEMPLATE, full) == render(TEMPLATE, full)


def test_nothing_comes_from_the_clock(full):
    data = render(TEMPLATE, full)
    assert "2026-03-05T00:00:00Z" in part(data, "docProps/core.xml")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {i.date_time for i in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_properties_say_what_it_was_made_from(full):
    custom = part(render(TEMPLATE, full), "docProps/custom.xml")
    for value in (full.view.pack.id, full.view.pack.version, full.view.record.head, full.view.pack.sha256, "0.1.0"):
        assert f"<vt:lpwstr>{value}</vt:lpwstr>" in custom


def test_markup_in_an_answer_stays_text(full):
    state = full.view.record.state
    nasty = "a < b & c > d </w:t></w:r> {{ 7 * 7 }} {% if %} “引号”\n第二行"
    state[f"round/{full.view.round.id}/{full.view.pack.id}"]["checks"]["4.2.1.a"]["检查所见"] = nasty
    data = render(TEMPLATE, full)
    text = everything(data)
    assert "a < b & c > d </w:t></w:r> {{ 7 * 7 }} {% if %} “引号”" in text
    assert "第二行" in text
    assert "49" not in text.split("{{ 7 * 7 }}")[1][:10]


def test_a_draft_carries_a_watermark_and_its_gaps_and_a_final_one_does_not(empty):
    draft = render(TEMPLATE, empty)
    final = render(TEMPLATE, dataclasses.replace(empty, final=True))
    headers = [n for n in ooxml.names(draft) if re.fullmatch(r"word/header\d+\.xml", n)]
    assert headers
    assert all("草稿" in part(draft, n) for n in headers)
    assert not any("草稿" in part(final, n) for n in headers)
    assert "草稿缺项与待核对清单" in everything(draft)
    assert "草稿缺项与待核对清单" not in everything(final)


def test_gaps_are_set_apart(empty):
    document = opened(render(TEMPLATE, empty))
    runs = [r for p in document.paragraphs for r in p.runs if r.text.startswith("【待补充：")]
    assert runs
    assert all(r.style.style_id == "Gap" for r in runs)


def test_a_quick_draft_has_a_contents_list_that_asks_nothing(full):
    data = render(TEMPLATE, full)
    body = part(data, "word/document.xml")
    assert body.count("PAGEREF _Toc") == sum(
        1 for p in opened(data).paragraphs if p.style.name in ("Heading 1", "Heading 2")
    )
    assert 'TOC \\o "1-2"' in body
    assert "w:dirty" not in body
    assert "updateFields" not in part(data, "word/settings.xml")


def test_anchors_of_the_contents_list_exist(full):
    body = part(render(TEMPLATE, full), "word/document.xml")
    anchors = set(re.findall(r'w:anchor="([^"]+)"', body))
    assert anchors <= set(re.findall(r'w:bookmarkStart [^>]*w:name="([^"]+)"', body))


def test_every_table_keeps_to_the_text_width_and_repeats_its_header(full):
    document = opened(render(TEMPLATE, full))
    widths = {s.page_width - s.left_margin - s.right_margin for s in document.sections}
    for table in document.tables:
        assert sum(c.width for c in table.columns) <= max(widths) + 2000
        if (
            len(table.rows) > 4
            and table.style.style_id == "ReportTable"
            and table.rows[0].cells[0].text not in ("园区名称", "名称", "评价依据")
        ):
            assert table._tbl.find(".//{*}tblHeader") is not None, table.rows[0].cells[0].text


def test_pages_are_numbered_from_roman_to_arabic_and_wide_annexes_are_turned(full):
    sections = opened(render(TEMPLATE, full)).sections
    kinds = [s._sectPr.find("{*}pgNumType") for s in sections]
    formats = [None if k is None else next(v for n, v in k.attrib.items() if n.endswith("}fmt")) for k in kinds]
    assert formats == [None, "upperRoman", "decimal", "decimal", "decimal", "decimal"]
    assert [s.page_width > s.page_height for s in sections] == [False, False, False, True, False, True]


class TestPhotographs:
    def rendered(self, facts, *contents, **options):
        photos = tuple(
            Photo.of(f"EV-{number:03d}", f"照片{number}", content) for number, content in enumerate(contents, 31)
        )
        return render(TEMPLATE, dataclasses.replace(facts, photos=photos, **options))

    def media(self, data):
        """The embedded pictures, decoded, in the order of the document."""
        document = opened(data)
        shapes = [s for s in document.inline_shapes if s.type == WD_INLINE_SHAPE.PICTURE]
        ids = [s._inline.graphic.graphicData.pic.blipFill.blip.embed for s in shapes]
        return [
            (s, Image.open(io.BytesIO(document.part.related_parts[i].blob))) for s, i in zip(shapes, ids, strict=True)
        ]

    def test_they_are_embedded_with_captions_and_those_that_cannot_be_are_gaps(self, full, photo):
        contents = photo((40, 40), "PNG"), b"not a picture", photo((3000, 2000), "PNG"), photo()[:900]
        data = self.rendered(full, *contents)
        assert len(self.media(data)) == 2
        assert max(s.width for s, _ in self.media(data)) <= 14.5 * 360000
        text = everything(data)
        assert "EV-031　照片31" in text
        assert "现场照片共 2 张。" in text
        assert "【待补充：EV-032 的图像（登记的文件不是图像文件）】" in text
        assert "【待补充：EV-034 的图像（登记的文件已损坏，不能完整解码）】" in text
        assert "照片34" not in text
        assert data == self.rendered(full, *contents)

    @pytest.mark.parametrize("orientation", [3, 6, 8])
    def test_one_taken_sideways_stands_upright(self, full, photo, orientation):
        ((shape, image),) = self.media(self.rendered(full, photo((400, 300), orientation=orientation)))
        assert image.size == (400, 300)
        assert image.getexif().get(0x0112, 1) == 1
        plain = image.convert("RGB")
        corners = [plain.getpixel(place) for place in ((50, 50), (350, 50), (50, 250), (350, 250))]
        assert [tuple(band > 127 for band in colour) for colour in corners] == [
            (True, False, False), (False, True, False), (False, False, True), (True, True, True),
        ]  # fmt: skip
        assert shape.width / shape.height == pytest.approx(4 / 3, rel=0.01)

    def test_none_stops_the_document_however_odd(self, full, photo):
        """Each of these ended python-docx or was shown wrong."""
        odd = [
            photo((400, 300), mode="CMYK"), photo((400, 300), dpi=(0, 0)), photo((400, 300), "PNG", dpi=(0, 0)), photo((400, 300), "GIF", mode="P"),
            photo((400, 300), "WEBP"), photo((400, 300), "BMP"), photo((400, 300), "TIFF"), photo((400, 300))[:2] + photo((400, 300))[20:],
        ]  # fmt: skip
        found = self.media(self.rendered(full, *odd))
        assert len(found) == len(odd)
        assert all(image.format in {"JPEG", "PNG"} and shape.height >= 2_800_000 for shape, image in found)

    def test_a_large_one_makes_no_large_document(self, full, photo):
        plain = len(self.rendered(full))
        assert len(self.rendered(full, photo((6000, 4000), quality=95))) - plain < 400_000

    def test_one_that_somebody_lets_stand_is_named_and_no_gap(self, full, photo):
        problem = Problem("evidence-photo-unfit", "error", "证据清单!EV-031", "已损坏", "换成完好的")
        data = self.rendered(full, b"not a picture", problems=((problem, "原件存档"),))
        text = everything(data)
        assert "EV-031 的图像" not in text
        assert "没有随报告附上图像，可凭编号查阅：EV-031" in text


def test_a_table_number_does_not_break_at_its_hyphen(full):
    assert part(render(TEMPLATE, full), "word/document.xml").count("<w:noBreakHyphen/>") > 50


# --- a user's template ------------------------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path) -> Path:
    return Path(shutil.copytree(TEMPLATE, tmp_path / "own"))


def edit(folder: Path, old: str, new: str, name: str = "word/document.xml") -> None:
    data = (folder / "template.docx").read_bytes()
    body = ooxml.part(data, name).decode()
    assert old in body
    (folder / "template.docx").write_bytes(ooxml.rezip(data, {name: body.replace(old, new, 1).encode()}))


def test_a_missing_field_in_a_template_is_the_users_error(full, own):
    edit(own, "{{ doc.park }}", "{{ doc.parc }}")
    with pytest.raises(UserError, match="parc"):
        render(own, full)


@pytest.mark.parametrize("name", ["word/document.xml", "word/header1.xml"])
def test_an_attack_in_body_or_header_is_refused(full, own, name):
    edit(own, "{{ doc.park }}", "{{ doc.park.__class__ }}", name)
    with pytest.raises(UserError):
        render(own, full)


def test_document_properties_are_no_templates(full, own):
    edit(
        own, "<dc:title>zcdoc</dc:title>", "<dc:title>{{ cycler.__init__.__globals__ }}</dc:title>", "docProps/core.xml"
    )
    assert "cycler" not in part(render(own, full), "docProps/core.xml")


@pytest.mark.parametrize(
    "paragraph",
    [
        "{%p for a in c4.summary %}{%p for b in c4.summary %}",
        "{% set x = doc.park %}" + "{% set x = x ~ x %}" * 40 + "{{ x }}",
    ],
)
def test_a_template_apart_ends_when_it_runs_out_of_bounds(full, own, paragraph, monkeypatch):
    monkeypatch.setenv("ZCDOC_TEMPLATE_SECONDS", "10")
    edit(own, "{{ doc.trace }}", paragraph)
    with pytest.raises((UnsafeError, UserError)):
        render(own, full, apart=True)


def test_a_template_apart_gives_the_same_bytes(full, own):
    assert render(own, full, apart=True) == render(own, full)


def test_errors_of_a_template_apart_come_back_whole(full, own):
    edit(own, "{{ doc.park }}", "{{ doc.parc }}")
    with pytest.raises(UserError, match="parc"):
        render(own, full, apart=True)


# --- the proof --------------------------------------------------------------------------------------------------------


def test_the_proof_misses_a_heading_a_clause_and_a_left_over_tag(full):
    data = render(TEMPLATE, full)
    with pytest.raises(DefectError, match="标题"):
        verify(data, ["99 没有的章"], [], "")
    with pytest.raises(DefectError, match="内容"):
        verify(data, [], ["9.9 9)"], "")
    left = ooxml.rezip(
        data, {"word/document.xml": ooxml.part(data, "word/document.xml").replace("1 概述".encode(), b"{{ x }}")}
    )
    with pytest.raises(DefectError, match="留有"):
        verify(left, [], [], "")
    nothing = ooxml.rezip(
        data, {"word/document.xml": ooxml.part(data, "word/document.xml").replace("1 概述".encode(), b"None")}
    )
    with pytest.raises(DefectError, match="None"):
        verify(nothing, [], [], "")
    with pytest.raises(DefectError, match="打不开"):
        verify(data[:2000], [], [], "")
