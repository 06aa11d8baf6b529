"""`checklist export` onto a workbook that stands there already: what would be lost is told, what would not is written over."""

from __future__ import annotations

import io
import shutil
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from PIL import Image as Picture

PACK = "seesa-010-2025"
EXPORT = "checklist export --park lingang -o lingang.xlsx"
IMPORT = "checklist import lingang.xlsx --park lingang"


@pytest.fixture
def edited(ws):
    """`with edited() as book`: opened in openpyxl and saved, as an editor does."""
    path = ws / "lingang.xlsx"

    class Edit:
        def __enter__(self):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl does not keep data bars
                self.book = openpyxl.load_workbook(path)
            return self.book

        def __exit__(self, *error):
            self.book.save(path)

    return Edit


@pytest.fixture
def refused(zcdoc, ws):
    """Asserts that an export is refused and leaves the file; returns what was said."""

    def refuse(*words, line=EXPORT):
        before = (ws / "lingang.xlsx").read_bytes()
        said = zcdoc(line)
        assert said.code == 1, said.words
        assert "没有覆盖" in said.err
        assert "--force" in said.err
        assert (ws / "lingang.xlsx").read_bytes() == before
        for word in words:
            assert word in said.err
        return said.err

    return refuse


@pytest.fixture
def overwritten(zcdoc, ws):
    """Asserts that an export goes through and writes what a fresh one writes."""

    def write(line=EXPORT):
        said = zcdoc(line)
        assert (said.code, said.err) == (0, "")
        fresh = line.replace("-o lingang.xlsx", "-o fresh.xlsx")
        assert zcdoc(fresh).code == 0
        assert (ws / "lingang.xlsx").read_bytes() == (ws / "fresh.xlsx").read_bytes()

    return write


class TestNothingIsLost:
    def test_one_as_it_was_handed_out(self, overwritten):
        overwritten()

    def test_one_that_an_editor_saved_without_a_change(self, edited, overwritten):
        with edited():
            pass
        overwritten()

    def test_one_that_libreoffice_saved_without_a_change(self, ws, soffice, overwritten):
        shutil.copy(soffice(ws / "lingang.xlsx", "xlsx"), ws / "lingang.xlsx")
        overwritten()

    def test_one_that_was_imported(self, zcdoc, fill, overwritten):
        fill()
        assert zcdoc(IMPORT).code == 0
        overwritten()

    def test_one_that_was_imported_and_saved_by_libreoffice(self, zcdoc, ws, fill, soffice, overwritten):
        fill()
        assert zcdoc(IMPORT).code == 0
        shutil.copy(soffice(ws / "lingang.xlsx", "xlsx"), ws / "lingang.xlsx")
        overwritten()

    def test_one_of_an_earlier_head(self, zcdoc, fill, ws, overwritten):
        earlier = (ws / "lingang.xlsx").read_bytes()
        fill()
        assert zcdoc(IMPORT).code == 0
        (ws / "lingang.xlsx").write_bytes(earlier)
        overwritten()

    def test_one_with_rows_sorted_and_columns_moved_aside(self, edited, overwritten):
        with edited() as book:
            book["创建措施"].insert_rows(1)
            book["评价指标"].insert_cols(3)
            book["基本要求"].move_range("A10:AF12", rows=40)
        overwritten()

    def test_one_of_another_round_that_nobody_filled(self, zcdoc, overwritten):
        assert zcdoc("round new self-inspection --park lingang --date 2026-02-01").code == 0
        overwritten()

    def test_one_of_an_earlier_edition_of_the_pack(self, zcdoc, ws):
        """What the standard's columns said then is no text of the user's."""
        own = ws / "checklists" / PACK
        shutil.copytree(Path(__file__).resolve().parents[2] / "checklists" / PACK, own)
        clauses = (own / "clauses.yaml").read_text("utf-8")
        (own / "clauses.yaml").write_text(clauses.replace("园区的物理边界清晰", "园区的物理边界明确"), "utf-8")
        before = (ws / "lingang.xlsx").read_bytes()
        refused = zcdoc(EXPORT)
        assert refused.code == 1
        assert f"zcdoc pack pin {PACK} --park lingang" in refused.err
        assert zcdoc(f"pack pin {PACK} --park lingang").code == 0
        assert zcdoc(EXPORT).code == 0
        assert (ws / "lingang.xlsx").read_bytes() != before

    def test_addresses_that_excel_made_links_of(self, zcdoc, edited, overwritten):
        with edited() as book:
            cell = next(row[1] for row in book["园区信息"].iter_rows() if row[0].value == "电子邮箱")
            cell.value = "office@example.com"
            cell.hyperlink = "mailto:office@example.com"
        assert zcdoc(IMPORT).code == 0
        overwritten()


class TestWorkIsKept:
    def test_answers_that_were_not_imported(self, fill, refused):
        fill()
        said = refused("有 7 格内容还没有导入", "基本要求!L", f"zcdoc {IMPORT}")
        assert said.count("[not-imported]") == 3

    def test_an_answer_that_contradicts_the_record(self, zcdoc, typed, ws, refused):
        shutil.copy(ws / "lingang.xlsx", ws / "b.xlsx")
        typed("基本要求", "4.2.1.a", 检查所见="甲说", source="b.xlsx")
        assert zcdoc("checklist import b.xlsx --park lingang --by 甲").code == 0
        typed("基本要求", "4.2.1.a", 检查所见="乙说")
        refused("有 1 格与记录冲突", "乙说", "甲说")

    def test_a_value_that_cannot_be_imported(self, typed, refused):
        typed("评价指标", "1", 分子="五十")
        refused("有 1 处导入不了", "评价指标!J")

    def test_a_formula_of_the_user_whose_value_was_imported(self, zcdoc, ws, typed, soffice, refused):
        typed("评价指标", "1", 分子="=20+5", 分母=100)
        shutil.copy(soffice(ws / "lingang.xlsx", "xlsx"), ws / "lingang.xlsx")
        assert zcdoc(IMPORT).code == 0
        refused("是公式")

    def test_text_outside_of_what_an_import_reads(self, edited, refused):
        with edited() as book:
            book["基本要求"]["AZ5"], book["说明"]["H4"] = "请园区复核", "甲看过"
        refused("有 2 处自己加的内容", "基本要求!AZ5", "请园区复核", "说明!H4")

    def test_a_sheet_of_the_user(self, edited, refused):
        with edited() as book:
            book.create_sheet("分工")["A1"] = "甲：能源"
        refused("分工", "自己加的工作表，有 1 格内容")

    def test_a_column_of_the_user(self, edited, refused):
        with edited() as book:
            sheet = book["基本要求"]
            sheet.insert_cols(4)
            sheet["D3"], sheet["D5"] = "负责科室", "安监科"
        refused("基本要求!D3", "负责科室", "安监科")

    def test_a_note_on_a_cell(self, edited, refused):
        with edited() as book:
            book["基本要求"]["L5"].comment = Comment("附证据后再填", "孙三")
        said = refused("基本要求!L5", "附证据后再填")
        assert said.count("[own-") == 1

    def test_a_note_that_libreoffice_saved(self, ws, edited, soffice, refused):
        with edited() as book:
            book["基本要求"]["L5"].comment = Comment("附证据后再填", "孙三")
        shutil.copy(soffice(ws / "lingang.xlsx", "xlsx"), ws / "lingang.xlsx")
        refused("基本要求!L5", "附证据后再填")

    def test_a_picture(self, edited, refused):
        png = io.BytesIO()
        Picture.new("RGB", (8, 8), "red").save(png, "PNG")
        with edited() as book:
            book["创建措施"].add_image(Image(png), "F4")
        refused("创建措施", "图片或图形，1 个")

    def test_answers_for_a_round_that_was_closed_since(self, zcdoc, fill, refused):
        fill()
        assert zcdoc("round close --park lingang --date 2026-02-01").code == 0
        assert zcdoc("round new self-inspection --park lingang --from baseline-1 --date 2026-03-01").code == 0
        said = refused("已于 2026-02-01 关闭，不能再导入", "有 7 格内容")
        assert "先导入" not in said

    def test_one_that_an_earlier_version_wrote_and_nothing_can_be_told_of(self, edited, refused):
        with edited() as book:
            sheet = book["_zcdoc"]
            sheet.delete_rows(9, sheet.max_row)
        refused("由较早版本的 zcdoc 导出")


class TestStrangersFiles:
    @pytest.mark.parametrize(
        "content",
        [b"", b"%PDF-1.4", b"PK\x03\x04half", b"\0" * 11 * 1024 * 1024, "序号,名称\n1,甲\n".encode()],
        ids=["empty", "pdf", "damaged", "large", "csv"],
    )
    def test_what_is_no_workbook(self, ws, refused, content):
        (ws / "lingang.xlsx").write_bytes(content)
        refused()

    def test_a_workbook_of_somebody_else(self, ws, refused):
        book = openpyxl.Workbook()
        book.active["A1"] = "工资表"
        book.save(ws / "lingang.xlsx")
        refused("不是 zcdoc 导出的清单")

    def test_one_of_another_park(self, zcdoc, refused):
        new = ["park", "new", "b-2", "--standard", "seesa-010-2025", "--name", "第二园", "--date", "2026-02-01"]
        assert zcdoc(*new).code == 0
        refused("是园区 lingang 的清单", line="checklist export --park b-2 -o lingang.xlsx")

    def test_one_of_another_standard(self, zcdoc, refused):
        assert zcdoc("park adopt jiangsu-guide --park lingang --from seesa-010-2025 --apply").code == 0
        refused("是标准包 seesa-010-2025 的清单", line=f"{EXPORT} --standard jiangsu-guide")

    def test_a_hostile_one_is_not_opened(self, ws, refused):
        path = ws / "lingang.xlsx"
        out = io.BytesIO(path.read_bytes())
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
            package.writestr("xl/worksheets/bomb.xml", b"\0" * 50_000_000)
        path.write_bytes(out.getvalue())
        refused("拒绝打开")

    def test_one_that_excel_has_open(self, ws, zcdoc):
        (ws / "~$lingang.xlsx").write_bytes(b"")
        said = zcdoc(EXPORT)
        assert said.code == 1
        assert "~$lingang.xlsx" in said.err

    def test_one_that_changes_meanwhile(self, ws, zcdoc, monkeypatch):
        from zcdoc.actions import checklist

        real = checklist.write

        def slow(*arguments):
            (ws / "lingang.xlsx").write_bytes(b"saved a moment ago")
            return real(*arguments)

        monkeypatch.setattr(checklist, "write", slow)
        said = zcdoc(EXPORT)
        assert said.code == 1
        assert "正在被别的程序改动" in said.err
        assert (ws / "lingang.xlsx").read_bytes() == b"saved a moment ago"


class TestForce:
    @pytest.mark.parametrize("content", [None, b"", b"%PDF-1.4"], ids=["filled", "empty", "stranger"])
    def test_it_overwrites_whatever_stands_there(self, zcdoc, ws, fill, content):
        fresh = (ws / "lingang.xlsx").read_bytes()
        fill()
        if content is not None:
            (ws / "lingang.xlsx").write_bytes(content)
        assert zcdoc(EXPORT).code == 1
        assert zcdoc(f"{EXPORT} --force").code == 0
        assert (ws / "lingang.xlsx").read_bytes() == fresh

    def test_the_default_place_is_looked_at_as_well(self, zcdoc, ws, filled_bytes):
        path = ws / "parks" / "lingang" / "output" / "lingang-baseline-1.xlsx"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(filled_bytes)
        assert zcdoc("checklist export --park lingang").code == 1
        assert path.read_bytes() == filled_bytes
        assert zcdoc("checklist export --park lingang --force").code == 0
