"""ooxml: good files pass, what is not one is named, and a package is rewritten with the same bytes every time."""

from __future__ import annotations

import contextlib
import io
import zipfile

import docx
import openpyxl
import pytest
import xlsxwriter

from zcdoc import ooxml
from zcdoc.errors import UnsafeError, UserError

HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
LINKED_BOOK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"


def xlsx_by_xlsxwriter():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("基本要求")
    for row in range(500):
        sheet.write_row(row, 0, ["5.4 2)", "符合", row, ""] * 8)
    sheet.write_url(600, 0, "https://example.org/a")
    sheet.write_url(601, 0, r"external:..\资料\合同.xlsx")
    sheet.write_formula(602, 0, r"=[other.xlsx]Sheet1!A1")
    chart = book.add_chart({"type": "radar"})
    chart.add_series({"values": "=基本要求!$C$1:$C$9"})
    sheet.insert_chart("J2", chart)
    book.close()
    return out.getvalue()


def xlsx_by_openpyxl():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def docx_by_python_docx():
    out = io.BytesIO()
    document = docx.Document()
    document.add_heading("零碳园区创建评价报告", 1)
    document.save(out)
    return out.getvalue()


def save(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return path


class TestGoodFiles:
    @pytest.mark.parametrize("make", [xlsx_by_xlsxwriter, xlsx_by_openpyxl])
    def test_workbooks_pass(self, make):
        ooxml.preflight(make(), "xlsx", "a.xlsx")

    def test_documents_pass(self):
        ooxml.preflight(docx_by_python_docx(), "docx", "a.docx")

    def test_the_small_package_of_the_tests_passes(self, package):
        ooxml.preflight(package("xlsx"), "xlsx", "a")
        ooxml.preflight(package("docx"), "docx", "a")

    def test_files_saved_by_libreoffice_pass(self, soffice, tmp_path):
        for kind, data in (("xlsx", xlsx_by_xlsxwriter()), ("docx", docx_by_python_docx())):
            result = soffice(save(tmp_path, f"a.{kind}", data), kind)
            ooxml.preflight(result.read_bytes(), kind, result.name)

    def test_a_part_in_utf_16_passes(self, package):
        text = '<?xml version="1.0" encoding="UTF-16"?><a>零碳</a>'
        for data in (text.encode("utf-16"), b"\xef\xbb\xbf<a/>", b"\n <a/>", b""):
            ooxml.preflight(package("docx", {"customXml/item1.xml": data}), "docx", "a")

    def test_folders_in_the_zip_are_fine(self, package):
        data = package("xlsx", {"xl/": b""})
        ooxml.preflight(data, "xlsx", "a")
        assert "xl/" not in ooxml.names(data)


class TestWhatItIsNot:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "空文件"),
            (b"%PDF-1.7\n%\xe2\xe3", "PDF 文件"),
            ("条款,结果\n4.1,符合\n".encode(), "CSV 表格"),
            ("条款,结果\n4.1,符合\n".encode("gb18030"), "CSV 表格"),
            ("条款\t结果\n4.1\t符合\n".encode("utf-16"), "CSV 表格"),
            ("\ufeff零碳园区的说明。\n".encode(), "文本文件"),
            (("零" * 5000).encode(), "文本文件"),
            (b"<!DOCTYPE html><table></table>", "网页"),
            (b"<?xml version='1.0'?><Workbook/>", "XML 文件"),
            (b"{\\rtf1 a}", "RTF 文档"),
            (b"\x89PNG\r\n\x1a\n\0\0", "图片"),
            (b"PK\x05\x06" + b"\0" * 18, "空的压缩包"),
            (bytes(range(256)) * 4, "未知格式"),
        ],
    )
    def test_it_says_what_the_file_seems_to_be(self, data, words):
        with pytest.raises(UserError, match=words) as caught:
            ooxml.preflight(data, "xlsx", "清单.xlsx")
        assert "清单.xlsx" in caught.value.message
        assert caught.value.fix

    def test_a_workbook_for_a_document_and_the_reverse(self):
        with pytest.raises(UserError, match=r"不是 Word 文档（.docx），看起来是Excel 工作簿"):
            ooxml.preflight(xlsx_by_openpyxl(), "docx", "a")
        with pytest.raises(UserError, match=r"不是 Excel 工作簿（.xlsx），看起来是Word 文档"):
            ooxml.preflight(docx_by_python_docx(), "xlsx", "a")

    @pytest.mark.parametrize(
        ("content_type", "words"),
        [
            ("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", "Word 模板"),
            ("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml", "PowerPoint"),
            ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "二进制工作簿"),
            ("application/other", "别种 Office 文件"),
        ],
    )
    def test_other_office_files_are_named(self, package, content_type, words):
        types = f'<Types><Override PartName="/main" ContentType="{content_type}"/></Types>'
        with pytest.raises(UserError, match=words):
            ooxml.preflight(package("docx", {"[Content_Types].xml": types.encode()}), "docx", "a")

    def test_a_plain_zip_is_named(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            target.writestr("a.txt", "a")
        with pytest.raises(UserError, match="普通的 ZIP 压缩包"):
            ooxml.preflight(out.getvalue(), "xlsx", "a")

    def test_real_files_of_other_programs_are_named(self, soffice, tmp_path):
        book = save(tmp_path, "a.xlsx", xlsx_by_openpyxl())
        text = save(tmp_path, "b.docx", docx_by_python_docx())
        for source, to, words in ((book, "xls", "（.xls）"), (book, "ods", "OpenDocument"), (text, "doc", "（.doc）")):
            with pytest.raises(UserError, match=words):
                ooxml.preflight(soffice(source, to).read_bytes(), "xlsx", source.name)

    def test_strict_open_xml_is_named(self, package):
        main = b'<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'
        with pytest.raises(UserError, match="Strict"):
            ooxml.preflight(package("xlsx", {"xl/workbook.xml": main}), "xlsx", "a")


def rels(*relations):
    inner = "".join(
        f'<Relationship Id="r{number}" Type="{kind}" Target="{target}" TargetMode="External"/>'
        for number, (kind, target) in enumerate(relations)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


class TestLinks:
    @pytest.mark.parametrize("target", ["http://a.cn", "HTTPS://a.cn/b", "mailto:a@b.cn"])
    @pytest.mark.parametrize("kind", ["xlsx", "docx"])
    def test_links_to_the_web_pass(self, package, kind, target):
        data = package(kind, {"x/_rels/y.rels": rels((HYPERLINK, target)).encode()})
        ooxml.preflight(data, kind, "a")
        assert ooxml.external_targets(data) == [target]

    @pytest.mark.parametrize("target", ["file:///C:/a.pdf", "..\\合同.pdf", "D:\\a.pdf", "\\\\server\\a"])
    def test_links_to_files_pass_in_a_workbook(self, package, target):
        ooxml.preflight(package("xlsx", {"x/_rels/y.rels": rels((HYPERLINK, target)).encode()}), "xlsx", "a")

    def test_linked_workbooks_pass_in_a_workbook(self, package):
        data = package(
            "xlsx", {"xl/externalLinks/_rels/externalLink1.xml.rels": rels((LINKED_BOOK, "b.xlsx")).encode()}
        )
        ooxml.preflight(data, "xlsx", "a")

    def test_targets_come_in_the_order_of_the_package(self, package):
        data = package("xlsx", {"x/_rels/b.rels": rels((HYPERLINK, "u"), (HYPERLINK, "v")).encode()})
        assert ooxml.external_targets(data) == ["u", "v"]
        assert ooxml.external_targets(package()) == []


class TestParts:
    def test_names_and_parts(self, package):
        data = package("docx", {"word/零.xml": b"<x/>"})
        assert ooxml.names(data) == ["[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/零.xml"]
        assert ooxml.part(data, "word/零.xml") == b"<x/>"

    def test_a_missing_part_and_a_broken_package_are_told(self, package):
        with pytest.raises(UserError, match="缺少部件"):
            ooxml.part(package(), "none.xml")
        for call in (ooxml.names, ooxml.rezip, ooxml.external_targets):
            with pytest.raises(UserError, match="已损坏"):
                call(b"PK\x03\x04 nothing")


class TestRezip:
    def test_the_bytes_do_not_depend_on_order_time_or_attributes(self):
        entries = [
            ("word/b.xml", b"<b/>"),
            ("_rels/.rels", b"<r/>"),
            ("[Content_Types].xml", b"<t/>"),
            ("a.xml", b"<a/>"),
        ]
        made = set()
        for order, year in ((entries, 1999), (entries[::-1], 2024)):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w") as target:
                for name, content in order:
                    info = zipfile.ZipInfo(name, (year, 5, 6, 7, 8, 10))
                    info.external_attr, info.create_system, info.extra = 0o777 << 16, year % 4, b"\x99\x99\x01\x00x"
                    target.writestr(info, content)
            made.add(ooxml.rezip(out.getvalue()))
        (data,) = made
        assert ooxml.names(data) == ["[Content_Types].xml", "_rels/.rels", "a.xml", "word/b.xml"]
        assert ooxml.rezip(data) == data

    def test_every_entry_is_plain(self):
        with zipfile.ZipFile(io.BytesIO(ooxml.rezip(docx_by_python_docx()))) as made:
            for info in made.infolist():
                assert info.date_time == (1980, 1, 1, 0, 0, 0)
                assert (info.create_system, info.external_attr, info.extra) == (0, 0o600 << 16, b"")
                assert info.compress_type == zipfile.ZIP_DEFLATED

    def test_it_replaces_drops_and_adds(self, package):
        data = ooxml.rezip(
            package("docx", {"a.xml": b"1", "b.xml": b"2"}), {"a.xml": b"9", "b.xml": None, "c.xml": b"3", "d": None}
        )
        assert ooxml.names(data)[2:] == ["a.xml", "c.xml", "word/document.xml"]
        assert (ooxml.part(data, "a.xml"), ooxml.part(data, "c.xml")) == (b"9", b"3")

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_the_second_core_properties_go(self, package):
        data = ooxml.rezip(package("docx", {"docProps/core.xml": b"<first/>"}, [("docProps/core.xml", b"<second/>")]))
        assert ooxml.names(data).count("docProps/core.xml") == 1
        assert ooxml.part(data, "docProps/core.xml") == b"<first/>"
        ooxml.preflight(data, "docx", "a")

    def test_the_libraries_open_what_was_rewritten(self):
        assert (
            docx.Document(io.BytesIO(ooxml.rezip(docx_by_python_docx()))).paragraphs[0].text == "零碳园区创建评价报告"
        )
        book = openpyxl.load_workbook(io.BytesIO(ooxml.rezip(xlsx_by_xlsxwriter())))
        assert book["基本要求"]["A1"].value == "5.4 2)"


def test_an_entry_without_a_name_is_left_out_of_the_names_and_refused_by_the_preflight():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("x", "y")
    # The name of the second entry loses its only letter in both headers, as a damaged file may.
    data = buffer.getvalue()
    local, central = data.rfind(b"PK\x03\x04"), data.rfind(b"PK\x01\x02")
    data = bytearray(data)
    data[central + 28 : central + 30] = b"\0\0"
    data[central + 46 : central + 47] = b""
    data[local + 26 : local + 28] = b"\0\0"
    end = bytes(data).rfind(b"PK\x05\x06")
    size = int.from_bytes(data[end + 12 : end + 16], "little") - 1
    data[end + 12 : end + 16] = size.to_bytes(4, "little")
    with contextlib.suppress(UserError):
        assert ooxml.names(bytes(data)) == ["[Content_Types].xml"]
    with pytest.raises((UserError, UnsafeError)):
        ooxml.preflight(bytes(data), "xlsx", "a.xlsx")
