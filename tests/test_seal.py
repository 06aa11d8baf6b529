"""A file tells by its content whether it still is what was written."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from zcdoc import seal
from zcdoc.ooxml import rezip

PROPERTIES = (
    '<Properties><property name="zcdoc.head"><vt:lpwstr>{head}</vt:lpwstr></property>'
    '<property fmtid="x" pid="3" name="zcdoc.digest"><vt:lpwstr>{digest}</vt:lpwstr></property></Properties>'
)


@pytest.fixture
def document(package):
    """A small Word file with its seal."""
    bare = package("docx", {"word/document.xml": b"<w/>", "docProps/core.xml": b"<c/>"})
    said = PROPERTIES.format(head="0" * 64, digest=seal.package_digest(bare))
    return rezip(bare, {"docProps/custom.xml": said.encode()})


def again(data, method=zipfile.ZIP_STORED, **replace):
    """The same parts, packed by another program in another order; `replace` by the part's last name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", method) as target:
        for name in reversed(source.namelist()):
            short = name.rpartition("/")[2].partition(".")[0]
            target.writestr(name, replace.get(short, source.read(name)))
    return out.getvalue()


class TestDocument:
    def test_as_it_was_written_and_as_it_was_packed_anew(self, document):
        assert seal.document(document) == "whole"
        assert seal.document(again(document)) == "whole"

    @pytest.mark.parametrize("name", ["document", "core"])
    def test_a_change_in_any_other_part_shows(self, document, name):
        assert seal.document(again(document, **{name: b"<other/>"})) == "changed"

    def test_an_added_and_a_lost_part_show(self, document):
        assert seal.document(rezip(document, {"word/comments.xml": b"<x/>"})) == "changed"
        assert seal.document(rezip(document, {"docProps/core.xml": None})) == "changed"
        assert seal.document(rezip(document, {"empty/": b""})) == "changed"

    def test_text_that_moves_from_one_part_to_another_shows(self, package):
        one = package("docx", {"a.xml": b"<a>b.xml</a>", "b.xml": b""})
        two = package("docx", {"a.xml": b"<a>", "b.xml": b"b.xml</a>"})
        assert seal.package_digest(one) != seal.package_digest(two)

    def test_one_from_before_there_were_seals(self, document):
        said = PROPERTIES.split("<property fmtid", maxsplit=1)[0].format(head="0" * 64) + "</Properties>"
        assert seal.document(rezip(document, {"docProps/custom.xml": said.encode()})) == "unsealed"

    def test_one_of_somebody_else(self, package, document):
        assert seal.document(package("docx")) == "foreign"
        assert seal.document(rezip(document, {"docProps/custom.xml": b"<Properties/>"})) == "foreign"

    @pytest.mark.parametrize(
        "data", [b"", b"PK\x03\x04", b"%PDF-1.4", b"\0" * 1000], ids=["empty", "zip", "pdf", "zeros"]
    )
    def test_what_is_no_package_is_of_somebody_else(self, data):
        assert seal.document(data) == "foreign"

    def test_a_damaged_one_is_not_whole(self, document):
        assert seal.document(document[: len(document) // 2]) == "foreign"
        at = document.index(b"word/document.xml") + 40
        assert seal.document(document[:at] + b"\xff\xff" + document[at + 2 :]) != "whole"

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_two_parts_of_one_name_are_not_whole(self, document):
        out = io.BytesIO(document)
        with zipfile.ZipFile(out, "a") as target:
            target.writestr("word/document.xml", b"<w/>")
        assert seal.document(out.getvalue()) == "foreign"

    def test_a_bomb_is_not_unpacked(self, document, monkeypatch):
        monkeypatch.setattr(seal, "MAX_INFLATED", 100_000)
        bomb = rezip(document, {"word/bomb.xml": b"\0" * 200_000})
        assert seal.document(bomb) == "foreign"


PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1>>\nstartxref\n28\n%%EOF\n"


class TestPdf:
    def test_it_stands_before_the_last_startxref_and_moves_no_object(self):
        sealed = seal.sealed_pdf(PDF)
        assert seal.pdf(sealed) == "whole"
        assert sealed.endswith(b"startxref\n28\n%%EOF\n")
        assert sealed.index(b"%zcdoc") == PDF.index(b"startxref")

    @pytest.mark.parametrize("where", [0, 20, -3])
    def test_a_changed_byte_shows(self, where):
        sealed = bytearray(seal.sealed_pdf(PDF))
        sealed[where] ^= 1
        assert seal.pdf(bytes(sealed)) == "changed"

    def test_what_a_viewer_appends_shows(self):
        more = seal.sealed_pdf(PDF) + b"2 0 obj\n<</Subtype/Text>>\nendobj\nstartxref\n120\n%%EOF\n"
        assert seal.pdf(more) == "changed"
        assert seal.pdf(seal.sealed_pdf(PDF) + b"\n") == "changed"

    @pytest.mark.parametrize("data", [PDF, b"", b"text", b"startxref"])
    def test_without_a_seal_it_is_of_somebody_else(self, data):
        assert seal.pdf(data) == "foreign"

    def test_what_has_no_place_for_a_seal_is_refused(self):
        with pytest.raises(ValueError, match="not found"):
            seal.sealed_pdf(b"%PDF")


class TestJson:
    CONTENT = {"type": "object", "甲": [1, {"b": None}]}  # noqa: RUF012  read only

    def test_it_is_a_comment_that_a_schema_ignores(self):
        text = seal.sealed_json(self.CONTENT)
        assert {k: v for k, v in json.loads(text).items() if k != "$comment"} == self.CONTENT
        assert seal.json_object(text.encode()) == "whole"
        assert seal.json_object(text.replace("\n", "\r\n").encode()) == "whole"

    @pytest.mark.parametrize("change", [("object", "array"), ("甲", "乙"), ("  ", "   "), ("}\n", "}\n\n")])
    def test_a_change_shows(self, change):
        assert seal.json_object(seal.sealed_json(self.CONTENT).replace(*change).encode()) == "changed"

    @pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"\xff", b"[" * 100_000, b'{"$comment": "mine"}', b"1"])
    def test_without_a_seal_it_is_of_somebody_else(self, data):
        assert seal.json_object(data) == "foreign"
