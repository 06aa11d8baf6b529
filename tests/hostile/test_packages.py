"""Hostile Office files, built for real: each is refused with a sentence and an exit code, quickly, and never opened."""

from __future__ import annotations

import io
import random
import struct
import time
import tracemalloc
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zcdoc import ooxml
from zcdoc.errors import UnsafeError, UserError, ZcdocError

MB = 1024 * 1024
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
LAUGHS = (
    '<?xml version="1.0"{encoding}?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><lolz>&i;</lolz>"
)


def ole2(*streams: str) -> bytes:
    """The head of a compound file with the names of its streams, as its directory stores them."""
    return OLE2.ljust(512, b"\0") + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)


def rels(kind: str, target: str, mode: str = ' TargetMode="External"') -> str:
    return f'<Relationships xmlns="{PACKAGE_RELS}"><Relationship Id="a" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/></Relationships>'


def refused(data: bytes, kind: str = "xlsx", words: str = "拒绝打开") -> UnsafeError:
    with pytest.raises(UnsafeError, match=words) as caught:
        ooxml.preflight(data, kind, "清单")
    assert caught.value.exit_code == 4
    assert caught.value.fix
    return caught.value


def patched(data: bytes, name: str, offset: int, value: bytes) -> bytes:
    """Overwrites bytes in the directory entry of `name` (offsets of APPNOTE 4.3.12)."""
    at = data.rindex(name.encode()) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    return data[: at + offset] + value + data[at + offset + len(value) :]


class TestDisguises:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (ole2("Root Entry", "Workbook"), "旧版 Excel"),
            (ole2("Root Entry", "Book"), "旧版 Excel"),
            (ole2("Root Entry", "WordDocument"), "旧版 Word"),
            (ole2("Root Entry", "EncryptionInfo", "EncryptedPackage"), "密码"),
            (ole2("Root Entry"), "旧版 Office"),
            ("这只是一段文字，改了扩展名。".encode(), "文本文件"),
            (b"PK\x03\x04", "损坏"),
        ],
    )
    def test_a_file_under_a_false_name_is_a_mistake_and_not_a_danger(self, data, words):
        with pytest.raises(UserError, match=words) as caught:
            ooxml.preflight(data, "xlsx", "清单.xlsx")
        assert caught.value.exit_code == 1

    @pytest.mark.parametrize("keep", [10, 0.3, 0.6, 0.99])
    def test_a_truncated_zip_is_told(self, package, keep):
        data = package("docx", {"word/media/a.png": random.Random(1).randbytes(50_000)})
        with pytest.raises(UserError, match="不完整或已损坏"):
            ooxml.preflight(data[: int(len(data) * keep) if keep < 1 else keep], "docx", "a.docx")

    def test_a_flipped_byte_is_told(self, package):
        noise = random.Random(1).randbytes(50_000)
        data = bytearray(package("docx", {"word/media/a.png": noise}))
        data[data.index(noise[:100]) + 70 if noise[:100] in data else len(data) // 2] ^= 0xFF
        with pytest.raises(UserError, match="不完整或已损坏"):
            ooxml.preflight(bytes(data), "docx", "a.docx")


class TestBombs:
    def test_a_part_that_inflates_a_thousandfold_is_refused_at_once(self, package):
        data = package("xlsx", {"xl/worksheets/sheet1.xml": b"<a>" + b" " * 90 * MB})
        tracemalloc.start()
        start = time.perf_counter()
        refused(data, words="压缩比")
        assert time.perf_counter() - start < 1
        assert tracemalloc.get_traced_memory()[1] < 5 * MB
        tracemalloc.stop()

    def test_many_parts_that_are_large_together(self, package):
        refused(package("xlsx", {f"xl/{number}.xml": b"<a>" + b" " * 30 * MB for number in range(4)}), words="100 MB")

    def test_a_part_larger_than_it_declares(self, package):
        data = package("xlsx", {"xl/big.xml": b"<a>" + b" " * 20 * MB})
        refused(patched(data, "xl/big.xml", 24, struct.pack("<I", 90_000)), words="声明的大小")

    def test_a_stored_part_larger_than_it_declares(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
            target.writestr("xl/big.xml", b"<a>" + b" " * 200_000)
        refused(patched(out.getvalue(), "xl/big.xml", 24, struct.pack("<I", 10)), words="声明的大小")

    def test_entries_that_share_one_body(self, package):
        """The bomb of overlapping entries: each directory entry points to the same compressed bytes."""
        noise = b"<a>" + random.Random(2).randbytes(1 * MB).hex().encode()
        data = package("xlsx", {"xl/big.xml": noise})
        end = data.rindex(b"PK\x05\x06")
        start = struct.unpack_from("<I", data, end + 16)[0]
        at = data.rindex(b"xl/big.xml") - 46
        entry = data[at:end]
        copies = b"".join(entry.replace(b"xl/big.xml", f"xl/{number:03}.xml".encode()) for number in range(200))
        tail = bytearray(data[end:])
        struct.pack_into("<HHII", tail, 8, 203, 203, at - start + len(copies), start)
        refused(data[:at] + copies + bytes(tail), words="100 MB")

    def test_too_many_parts(self, package):
        refused(package("xlsx", {f"xl/{number}.xml": b"<a/>" for number in range(1001)}), words="1000")

    def test_a_file_too_large(self, package):
        refused(package("xlsx", {"xl/media/a.png": random.Random(1).randbytes(10 * MB)}), words="10 MB")

    def test_a_large_package_is_looked_through_in_little_memory(self, package):
        """Piece by piece: 60 MB of parts, whole or together, took 60 MB before any library opened the file."""
        chance = random.Random(1)
        piece = b"<a>" + b" " * 900_000 + b"</a>"
        part = b"<a>" + b"".join(chance.randbytes(15_000).hex().encode() + piece for _ in range(20)) + b"</a>"
        data = package("xlsx", {f"xl/{number}.xml": part for number in range(3)})
        tracemalloc.start()
        ooxml.preflight(data, "xlsx", "a")
        assert tracemalloc.get_traced_memory()[1] < 8 * MB
        tracemalloc.stop()

    @pytest.mark.parametrize("name", ["[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
    def test_a_list_of_parts_without_end(self, package, name):
        entries = "".join(f'<Relationship Id="r{n}" Target="{n}"/>' for n in range(300_000))
        refused(package("xlsx", {name: f"<Relationships>{entries}</Relationships>".encode()}), words="8 MB")

    def test_a_small_part_may_compress_well(self, package):
        ooxml.preflight(package("xlsx", {"xl/a.xml": b"<a>" + b" " * 90_000 + b"</a>"}), "xlsx", "a")

    def test_an_unusual_method_of_compression(self, package):
        out = io.BytesIO(package("xlsx"))
        with zipfile.ZipFile(out, "a", zipfile.ZIP_LZMA) as target:
            target.writestr("xl/a.xml", b"<a/>")
        with pytest.raises(UserError, match="压缩方式"):
            ooxml.preflight(out.getvalue(), "xlsx", "a")


class TestEntries:
    @pytest.mark.filterwarnings("ignore:Duplicate name")
    @pytest.mark.parametrize("name", ["xl/workbook.xml", "XL/Workbook.xml"])
    def test_one_name_twice(self, package, name):
        refused(package("xlsx", None, [(name, b"<other/>")]), words="同名")

    @pytest.mark.parametrize("name", ["../a.xml", "xl/../../a.xml", "/etc/a.xml", "C:/a.xml", "xl\\a.xml", "..\\a.xml"])
    def test_a_name_that_leads_out(self, package, name):
        assert name in refused(package("xlsx", {name: b"<a/>"}), words="名称不安全").message

    def test_a_name_cannot_write_to_the_terminal(self, package):
        assert "\x1b" not in refused(package("xlsx", {"../\x1b[31mred": b""})).message

    def test_an_encrypted_part(self, package):
        refused(patched(package("xlsx"), "xl/workbook.xml", 8, struct.pack("<H", 1)), words="加密")


class TestXml:
    @pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    @pytest.mark.parametrize(
        "name", ["xl/workbook.xml", "[Content_Types].xml", "xl/_rels/x.rels", "xl/drawings/a.vml", "xl/a.bin"]
    )
    def test_a_billion_laughs_in_any_part_and_encoding(self, package, name, codec):
        declared = f' encoding="{codec[:6].upper()}"' if codec.startswith("utf-16") else ""
        refused(package("xlsx", {name: LAUGHS.format(encoding=declared).encode(codec)}), words="DOCTYPE")

    def test_an_external_entity(self, package):
        part = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
        refused(package("docx", {"word/document.xml": part}), "docx", words="DOCTYPE")

    def test_a_doctype_far_behind_the_beginning(self, package):
        comment = b"<!--" + random.Random(1).randbytes(200_000).hex().encode() + b"-->"
        refused(package("xlsx", {"xl/a.xml": comment + b"<!DOCTYPE a><a/>"}), words="DOCTYPE")

    @pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-32-be"])
    @pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    def test_a_doctype_cut_in_two_by_the_way_it_is_read(self, codec, method):
        """Parts are read in pieces of 1 MB: the mark stands across the end of one."""
        mark = "<!DOCTYPE".encode(codec)
        for cut in (1, len(mark) // 2, len(mark) - 1):
            noise = b"<a>" + random.Random(cut).randbytes(MB).hex().encode()
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", method) as target:
                target.writestr("xl/a.xml", noise[: MB - cut] + mark + noise[:100])
            refused(out.getvalue(), words="DOCTYPE")

    @pytest.mark.parametrize(
        "part",
        [
            '<?xml version="1.0"?><!DOCTYPE a><a/>'.encode("cp037"),
            b'<?xml version="1.0" encoding="IBM037"?>' + "<!DOCTYPE a><a/>".encode("cp037"),
            b"<?xml version='1.0' encoding = 'UTF-7'?>+ADwAIQ-DOCTYPE a><a/>",
            b"not xml at all",
        ],
    )
    def test_an_encoding_that_could_hide_one(self, package, part):
        refused(package("xlsx", {"xl/a.xml": part}), words="UTF-8")

    def test_a_picture_is_not_searched(self, package):
        ooxml.preflight(package("docx", {"word/media/a.png": b"\x89PNG <!DOCTYPE in a picture"}), "docx", "a")

    def test_relationships_that_are_broken_are_told(self, package):
        with pytest.raises(UserError, match="损坏"):
            ooxml.preflight(package("docx", {"word/_rels/document.xml.rels": b"<Relationships>"}), "docx", "a")


class TestMacros:
    @pytest.mark.parametrize(
        "name", ["xl/vbaProject.bin", "word/VBAPROJECT.BIN", "xl/macrosheets/sheet1.xml", "xl/jsaProject.bin"]
    )
    @pytest.mark.parametrize("kind", ["xlsx", "docx"])
    def test_a_part_with_macros(self, package, kind, name):
        refused(package(kind, {name: b"<a/>"}), kind, words="宏")

    @pytest.mark.parametrize(
        "content_type",
        [
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            "application/vnd.ms-word.document.macroEnabled.main+xml",
            "application/vnd.ms-office.vba&#80;roject",
        ],
    )
    @pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
    def test_a_renamed_part_with_macros(self, package, content_type, codec):
        types = f'<Types><Override PartName="/xl/x.bin" ContentType="{content_type}"/></Types>'
        refused(package("docx", {"[Content_Types].xml": types.encode(codec), "xl/x.bin": b"a"}), "docx", words="宏")

    def test_a_default_type_for_macros_is_in_use_where_a_part_has_that_ending(self, package):
        types = '<Types><Default Extension="BIN" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
        refused(package("docx", {"[Content_Types].xml": types.encode(), "word/x.bin": b"a"}), "docx", words="宏")

    def test_types_that_macros_left_behind_are_no_macros(self, package):
        main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        vba = "application/vnd.ms-office.vbaProject"
        types = (
            f'<Types><Default Extension="bin" ContentType="{vba}"/><Default Extension="xml" ContentType="{main}"/>'
            f'<Override PartName="/word/vbaProject.bin" ContentType="{vba}"/></Types>'
        )
        more = {"[Content_Types].xml": types.encode(), "word/vbaData.xml": b"<a/>"}
        ooxml.preflight(package("docx", more), "docx", "a")


class TestExternal:
    @pytest.mark.parametrize(
        ("kind", "target"),
        [
            ("attachedTemplate", "http://evil.example/a.dotm"),
            ("attachedTemplate", "file:///C:/a.dotx"),
            ("image", "https://evil.example/pixel.png"),
            ("oleObject", "\\\\evil\\share\\a.xlsx"),
            ("frame", "http://evil.example"),
            ("aFChunk", "http://evil.example/a.html"),
            ("hyperlink", "file://evil/share"),
            ("hyperlink", "\\\\evil\\share"),
            ("hyperlink", "javascript:alert(1)"),
            ("hyperlink", "ms-msdt:/id"),
            ("externalLinkPath", "b.xlsx"),
        ],
    )
    def test_a_document_may_only_link_to_the_web(self, package, kind, target):
        data = package("docx", {"word/_rels/document.xml.rels": rels(kind, target).encode()})
        assert kind in refused(data, "docx", words="外部内容").message

    def test_the_template_that_a_document_was_made_from_is_let_pass_for_it_is_dropped_later(self, package):
        link = rels("attachedTemplate", "file:///C:/a.dotx").encode()
        ooxml.preflight(package("docx", {"word/_rels/settings.xml.rels": link}), "docx", "a")
        refused(package("xlsx", {"word/_rels/settings.xml.rels": link}), words="外部内容")

    @pytest.mark.parametrize(
        ("kind", "target"),
        [
            ("image", "http://evil.example/a.png"),
            ("oleObject", "file:///a"),
            ("frame", "http://evil.example"),
            ("attachedTemplate", "file:///C:/a.dotx"),
        ],
    )
    def test_a_workbook_may_hold_links_and_linked_workbooks_and_nothing_else_from_outside(self, package, kind, target):
        refused(package("xlsx", {"xl/worksheets/_rels/sheet1.xml.rels": rels(kind, target).encode()}), words="外部内容")

    @pytest.mark.parametrize("target", ["javascript:alert(1)", "ms-msdt:/id", "ftp://a.cn/b", "about:blank"])
    def test_a_link_in_a_cell_is_never_followed_and_so_no_harm(self, package, target):
        part = rels("hyperlink", target).encode()
        ooxml.preflight(package("xlsx", {"xl/worksheets/_rels/sheet1.xml.rels": part}), "xlsx", "a")

    @pytest.mark.parametrize("mode", ["", ' TargetMode="Internal"', ' TargetMode="external"'])
    def test_a_url_is_external_whatever_it_calls_itself(self, package, mode):
        part = rels("image", "http://evil.example/a.png", mode)
        refused(package("docx", {"word/_rels/document.xml.rels": part.encode()}), "docx", words="外部内容")

    @pytest.mark.parametrize("codec", ["utf-16", "utf-16-be"])
    def test_relationships_in_utf_16_are_read_too(self, package, codec):
        part = '<?xml version="1.0" encoding="UTF-16"?>' + rels("image", "http://evil.example/a.png")
        mark = "\ufeff".encode(codec) if codec == "utf-16-be" else b""
        refused(package("docx", {"word/_rels/settings.xml.rels": mark + part.encode(codec)}), "docx", words="外部内容")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_is_changed_in_a_package_only_our_errors_come_out(data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        target.writestr("xl/_rels/workbook.xml.rels", rels("hyperlink", "http://a.cn"))
        target.writestr("xl/workbook.xml", "<a/>" * 50)
    content = bytearray(out.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    for call in (lambda raw: ooxml.preflight(raw, "xlsx", "a"), ooxml.names, ooxml.rezip, ooxml.external_targets):
        with suppress(ZcdocError):
            call(bytes(content))
