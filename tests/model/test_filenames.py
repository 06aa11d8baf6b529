"""Names that every system can bear, and the nearest one in place of those that it cannot."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdoc import fsio
from zcdoc.errors import UnsafeError
from zcdoc.model.filenames import LONGEST, faults, free, proposal, spelling

COMPOSED, APART = "é", "e\u0301"
GOOD = [
    "台账.pdf", "台账 (2).pdf", "2025/台账.pdf", "购电合同（2025）.pdf", ".htaccess", "a.b.c", "~$台账.xlsx", "台账 .pdf", "con1.pdf", "配电 室.jpg",
    "字" * 83 + ".pdf", "comment.pdf", "＂引＂？.pdf", f"caf{COMPOSED}.pdf", "😀.jpg", "EV-001#p3.pdf", "a & b's.pdf",
]  # fmt: skip
BAD = [
    ("a?b.pdf", "不允许的字符 ?", "a？b.pdf"),
    ('<a> "b"|c*.pdf', '不允许的字符 < > " | *', "＜a＞ ＂b＂｜c＊.pdf"),
    ("a:b.pdf", "不允许的字符 :", "a：b.pdf"),
    ("a\\b.pdf", "不允许的字符 \\", "a＼b.pdf"),
    ("a\tb\x07.pdf", "U+0009、U+0007", "a b.pdf"),
    ("fdp.\u202e台账.exe", "U+202E", "fdp.台账.exe"),
    ("台\u200b账\ufeff\u00ad.pdf", "U+200B、U+FEFF、U+00AD", "台账.pdf"),
    ("\u2066a\u2069\u200e\u200f.pdf", "等", "a.pdf"),
    ("a\u3164\ufe0f.pdf", "U+3164、U+FE0F", "a.pdf"),
    ("a\u2028b.pdf", "U+2028", "ab.pdf"),
    ("a\ud800.pdf", "U+D800", "a.pdf"),
    ("\udcb9\udca4.pdf", "U+DCB9", "证据.pdf"),
    ("a\uffff.pdf", "U+FFFF", "a.pdf"),
    ("台账.pdf.", "结尾", "台账.pdf"),
    ("台账.pdf . .", "结尾", "台账.pdf"),
    (" 台账.pdf", "开头", "台账.pdf"),
    ("\u3000台账.pdf\u3000", "开头", "台账.pdf"),
    ("CON.pdf", "设备名", "_CON.pdf"),
    ("aux .txt", "设备名", "_aux .txt"),
    ("com¹", "设备名", "_com¹"),
    ("conout$.log", "设备名", "_conout$.log"),
    (".zcdoc-0123.tmp", "临时文件", "zcdoc-0123.tmp"),
    (".zcdoc-0123.staged", "临时文件", "zcdoc-0123.staged"),
    ("字" * 84 + ".pdf", "256 字节", "字" * 83 + ".pdf"),
    (f"caf{APART}.pdf", "NFD", f"caf{COMPOSED}.pdf"),
    ("", "空", "证据"),
    ("..", "空", "证据"),
    ("\u200b.\u200b", "U+200B", "证据"),
    ("2025/a?.pdf", "?", "2025/a？.pdf"),
    ("/etc/passwd", "空", "etc/passwd"),
    ("../../a.pdf", "空", "a.pdf"),
]


@pytest.mark.parametrize("name", GOOD)
def test_a_good_name_has_no_fault_and_stays(name):
    assert faults(name) == []
    assert proposal(name) == name


@pytest.mark.parametrize(("name", "said", "better"), BAD)
def test_a_bad_name_is_told_and_mended(name, said, better):
    assert said in "；".join(faults(name))
    assert proposal(name) == better


def test_every_fault_of_a_name_is_told_at_once():
    assert len(faults("a?\u200b .")) == 3


def test_one_fault_in_two_parts_is_told_once():
    assert faults("a?/b?") == ["含有 Windows 不允许的字符 ?"]


@given(st.text(max_size=300))
def test_what_is_proposed_has_no_fault(name):
    better = proposal(name)
    assert faults(better) == []
    assert proposal(better) == better


@given(st.text(alphabet="aA./\\: \t\u200bcon字?.\x00\ud800", max_size=20))
def test_the_fence_lets_pass_whatever_has_no_fault(tmp_path_factory, name):
    """So a name that was accepted can always be opened, and a proposal always be followed."""
    root = tmp_path_factory.getbasetemp()
    if not faults(name):
        fsio.child(root, name)
    fsio.child(root, proposal(name))


@pytest.mark.parametrize("name", ["con", "NUL.txt", "lpt9.pdf", "a:b", "a\\b", "a.", "a ", "../a", "/a", "", "a\0b"])
def test_what_the_fence_refuses_is_a_fault_too(tmp_path, name):
    with pytest.raises(UnsafeError):
        fsio.child(tmp_path, name)
    assert faults(name)


@pytest.mark.parametrize("name", [n for n in GOOD if "/" not in n] + [proposal(n) for n, _, _ in BAD])
def test_a_good_name_can_be_written_here(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    assert str(PurePosixPath(path.relative_to(tmp_path))) == name
    assert [p.name for p in path.parent.iterdir()] == [path.name]


class TestSpelling:
    @pytest.mark.parametrize(("one", "other"), [
        ("a.PDF", "A.pdf"), (f"caf{COMPOSED}", f"caf{APART}"), (f"CAF{APART}", f"caf{COMPOSED}"), ("STRASSE", "straße"),
    ])  # fmt: skip
    def test_two_spellings_of_one_name_meet(self, one, other):
        assert spelling(one) == spelling(other)

    @pytest.mark.parametrize(
        ("one", "other"), [("a.pdf", "b.pdf"), ("Ａ.pdf", "A.pdf"), ("a b", "ab"), ("cafe", f"caf{APART}")]
    )
    def test_two_names_do_not(self, one, other):
        assert spelling(one) != spelling(other)


class TestFree:
    def test_a_new_name_stays(self):
        assert free("台账.pdf", {"别的.pdf"}) == "台账.pdf"

    def test_a_taken_one_gets_the_first_free_number(self):
        assert free("台账.pdf", {"台账.pdf"}) == "台账 (2).pdf"
        assert free("台账.pdf", {"台账.pdf", "台账 (2).pdf"}) == "台账 (3).pdf"
        assert free("无扩展名", {"无扩展名"}) == "无扩展名 (2)"
        assert free("2025/a.pdf", {"2025/a.pdf"}) == "2025/a (2).pdf"
        assert free(".htaccess", {".htaccess"}) == ".htaccess (2)"

    def test_a_name_taken_in_another_spelling_is_taken(self):
        assert free("a.PDF", {spelling("A.pdf")}) == "a (2).PDF"

    def test_a_numbered_name_is_not_too_long(self):
        name = "字" * 83 + ".pdf"
        found = free(name, {name})
        assert found == "字" * 82 + " (2).pdf"
        assert len(found.encode()) <= LONGEST
        assert faults(found) == []
