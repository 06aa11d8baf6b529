"""What is the user's own in a workbook that came back, and what only looks so because a program saved it."""

from __future__ import annotations

import io

import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from PIL import Image as Picture

from zcdoc import ooxml
from zcdoc.problems import Problems
from zcdoc.workbook import foreign, read_raw
from zcdoc.workbook.cells import Formula
from zcdoc.workbook.handed import Noted, digests, handed_out, plain, rows


def found(data, name="a.xlsx"):
    """Place and rule of everything of the user's own."""
    return [(p.where, p.rule) for p in foreign(data, name, read_raw(data, name, Problems()))]


def said(data):
    return [p.message for p in foreign(data, "a.xlsx", read_raw(data, "a.xlsx", Problems()))]


class TestNothing:
    @pytest.mark.parametrize("seed", [1, 5])
    def test_in_a_filled_park_as_it_was_handed_out(self, kit, pack, seed):
        texts = ["=1+1", "第一行\n第二行", "<a&b>", "＋", "5.10", " 两端有空格 ", "_x000D_", "0.1", "2026-03-05"]
        assert found(kit.export(kit.view(pack, kit.filled(pack, seed, texts)))) == []

    def test_when_an_editor_saved_it(self, kit, handed_out):
        assert found(kit.Edited(handed_out.data).saved()) == []

    def test_when_libreoffice_saved_it(self, kit, pack, soffice, tmp_path):
        source = tmp_path / "a.xlsx"
        source.write_bytes(kit.export(kit.view(pack, kit.filled(pack, 2, ["=1+1", "第一行\n第二行", "5.10"]))))
        assert found(soffice(source, "xlsx").read_bytes()) == []

    def test_in_what_an_import_reads(self, blank):
        blank.type("基本要求", "4.2.1.a", 结果="符合", 检查所见="看过", 证据编号="EV-001")
        blank.type("评价指标", "1", 分子=3, 分母="四", 现状值="=M4/2")
        blank.add("目标", 目标项="碳达峰", 目标年=2030)
        at = blank.add("重点项目", 项目名称="光伏")
        blank.book["重点项目"].cell(at, 1).value = 7
        assert found(blank.saved()) == []

    def test_in_parts_that_programs_add(self, blank_bytes):
        more = dict.fromkeys(
            ("xl/calcChain.xml", "xl/printerSettings/printerSettings1.bin", "xl/charts/style1.xml", "xl/persons/person.xml",
             "docMetadata/LabelInfo.xml", "docProps/thumbnail.wmf", "customXml/item1.xml", "xl/namedSheetViews/namedSheetView1.xml"),
            b"<x/>",
        )  # fmt: skip
        assert found(ooxml.rezip(blank_bytes, more)) == []


class TestText:
    PLACES = (
        ("基本要求", "D5"), ("基本要求", "O5"), ("评价指标", "Q6"), ("基本要求", "AZ5"), ("基本要求", "IV3"), ("目标", "E1"),
        ("基本要求", "E2"), ("园区信息", "A300"), ("说明", "H4"), ("说明", "B5"), ("汇总", "A400"), ("_lists", "A40"),
        ("基本要求", "XFD5"), ("目标", "A20"), ("汇总", "A1"),
    )  # fmt: skip

    def test_wherever_no_import_reads(self, blank):
        for sheet, cell in self.PLACES:
            blank.book[sheet][cell] = f"{sheet}{cell}处"
        assert sorted(found(blank.saved())) == sorted((f"{s}!{c}", "own-text") for s, c in self.PLACES)

    def test_a_formula_and_a_number_and_a_date_of_the_users(self, blank):
        import datetime as dt

        sheet = blank.book["汇总"]
        sheet["K2"], sheet["K3"], sheet["K4"] = "=SUM(A1:A9)*2", 3.25, dt.datetime(2026, 3, 5)
        assert [where for where, _ in found(blank.saved())] == ["汇总!K2", "汇总!K3", "汇总!K4"]

    def test_what_was_handed_out_twice_is_the_users_the_third_time(self, blank):
        sheet = blank.book["基本要求"]
        again = sheet["D5"].value
        assert again
        sheet["AZ50"], sheet["AZ51"] = again, again
        problems = said(blank.saved())
        assert len(problems) == 2
        assert all("内容相同的另一格" in text for text in problems)

    def test_what_was_moved_or_taken_out_is_not(self, blank):
        blank.book["基本要求"].insert_rows(1, 2)
        blank.book["评价指标"].insert_cols(2)
        blank.book["创建措施"].move_range("A4:AG5", rows=60)
        blank.book["说明"].delete_rows(3, 8)
        assert found(blank.saved()) == []


class TestThings:
    def test_a_sheet(self, blank):
        blank.book.create_sheet("分工")["A1"] = "甲：能源"
        blank.book.create_sheet("空的")
        assert found(blank.saved()) == [("分工", "own-sheet"), ("空的", "own-sheet")]

    def test_a_sheet_of_ours_under_another_name(self, blank):
        blank.book["目标"].title = "目标（甲）"
        assert found(blank.saved()) == [("目标（甲）", "own-sheet")]

    def test_a_chart_on_a_sheet_of_its_own(self, blank):
        blank.book.create_chartsheet("图").add_chart(BarChart())
        assert "own-object" in {rule for _, rule in found(blank.saved())}

    def test_notes_and_their_frames(self, blank):
        blank.book["基本要求"]["L5"].comment = Comment("附证据后再填", "孙三")
        blank.book["说明"]["A2"].comment = Comment("甲", "乙")
        assert sorted(found(blank.saved())) == [("基本要求!L5", "own-note"), ("说明!A2", "own-note")]

    def test_pictures_and_charts(self, blank):
        png = io.BytesIO()
        Picture.new("RGB", (8, 8), "red").save(png, "PNG")
        blank.book["创建措施"].add_image(Image(png), "F4")
        blank.book["目标"].add_chart(BarChart())
        data = blank.saved()
        assert {where for where, _ in found(data)} == {"创建措施", "a.xlsx"}
        assert "自己加的图表，1 张" in said(data)

    @pytest.mark.parametrize(
        "part",
        ["xl/tables/table1.xml", "xl/embeddings/oleObject1.bin", "xl/pivotTables/pivotTable1.xml", "xl/cellimages.xml",
         "xl/media/image1.png", "xl/drawings/vmlDrawing1.vml", "xl/ctrlProps/ctrlProp1.xml", "xl/richData/rdrichvalue.xml"],
    )  # fmt: skip
    def test_any_other_object(self, blank_bytes, part):
        assert found(ooxml.rezip(blank_bytes, {part: b"<x/>"})) == [("a.xlsx", "own-object")]

    def test_a_shape_in_a_drawing(self, blank_bytes):
        name = "xl/drawings/drawing1.xml"
        drawing = ooxml.part(blank_bytes, name).replace(b"</xdr:wsDr>", b"<xdr:sp><a:t>see</a:t></xdr:sp></xdr:wsDr>")
        assert found(ooxml.rezip(blank_bytes, {name: drawing})) == [("汇总", "own-object")]

    def test_a_link_and_not_one_that_repeats_its_cell(self, blank):
        sheet = blank.book["基本要求"]
        sheet["D5"].hyperlink = "https://example.com/%E6%8A%A5%E5%91%8A.pdf"
        blank.type("园区信息", "电子邮箱", 内容="office@example.com")
        blank.cell("园区信息", "电子邮箱", "内容").hyperlink = "mailto:office@example.com"
        assert said(blank.saved()) == ["自己加的链接“https://example.com/%E6%8A%A5%…”"]

    def test_one_that_an_earlier_version_wrote_cannot_be_told(self, blank):
        blank.book["_zcdoc"].delete_rows(9, 99)
        assert found(blank.saved()) == [("_zcdoc", "own-unknown")]


class TestNoting:
    def test_numbers_are_equal_as_programs_round_them(self):
        for value in (1.798417143233025, 1.951582856766975, 1 / 3, 2 / 3, 1e-7 / 3, 12345.678901234565):
            kept = digests(float(f"{value:.16G}"))
            assert set(kept) & set(digests(float(f"{value:.15G}"))), value
        assert plain(5) == plain(5.0) == plain("5")
        assert plain(0.35) != plain(0.351)

    def test_formulas_are_equal_as_programs_spell_them(self):
        assert plain(Formula("=SUM($A$1:A9)", 3)) == plain(Formula("=SUM( A2:A10 )", None))
        assert plain("=SUM(A1)") == "=SUM(A1)"

    def test_it_passes_on_what_it_does_not_note(self):
        class Sheet:
            def set_row(self, *given):
                return given

        assert Noted(Sheet()).set_row(1, 20) == (1, 20)

    def test_many_texts_fill_several_cells(self):
        class Sheet:
            def write_string(self, *_):
                return 0

        noted = Noted(Sheet())
        for i in range(9_000):
            noted.write_string(i, 0, f"text {i}")
        made = list(rows({"说明": noted}))
        assert [name for name, _ in made] == ["texts:说明"] * 3 + ["charts"]
        assert max(len(value) for _, value in made) <= 32_767
        back = handed_out(made)
        assert sum(back.texts["说明"].values()) == 9_000

    @pytest.mark.parametrize(
        "made", [[], [("charts", "1")], [("texts:说明", "ab")], [("texts:说明", "ab"), ("charts", "?")]]
    )
    def test_what_is_not_whole_is_nothing(self, made):
        assert handed_out(made) is None
