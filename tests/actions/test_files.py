"""What stands on disk for the evidence: facts about what is registered, and the rest of the folder."""

from __future__ import annotations

import pytest

from zcdoc import pictures
from zcdoc.actions import files
from zcdoc.actions.desk import open_desk
from zcdoc.actions.files import OnDisk, file_fact, file_facts, on_disk
from zcdoc.model.evidence import MAX_PHOTOS
from zcdoc.model.facts import ABSENT
from zcdoc.model.record import Address, Change


def register(judged, rows):
    changes = [
        Change(Address("park", "evidence", number, name), None, value)
        for number, row in rows.items()
        for name, value in row.items()
    ]
    judged.store.commit(lambda _: changes, "typed", "钱二")


def facts_of(judged):
    return file_facts(judged.store, judged.store.load())


def test_facts_are_gathered_of_every_named_file(judged):
    (judged.store.evidence_folder / "a.pdf").write_bytes(b"abc")
    names = {
        "EV-001": "a.pdf",
        "EV-002": "none.pdf",
        "EV-003": "../../zcdoc.yaml",
        "EV-004": "x" * 400,
        "EV-005": "con",
        "EV-006": "\0",
    }
    changes = [Change(Address("park", "evidence", key, "文件"), None, name) for key, name in names.items()]
    judged.store.commit(lambda _: changes, "old", "钱二")
    facts = facts_of(judged)
    assert {key: fact.exists for key, fact in facts.items()} == {key: key == "EV-001" for key in names}
    assert facts["EV-001"].size == 3
    assert open_desk(judged.workspace, "demo").states()


def test_a_file_reached_through_a_link_is_said_to_be_so(judged):
    folder = judged.store.evidence_folder
    (folder / "real").mkdir()
    (folder / "real" / "a.pdf").write_bytes(b"a")
    (folder / "linked").symlink_to("real")
    (folder / "b.pdf").symlink_to("real/a.pdf")
    found = {name: file_fact(judged.store, name).link for name in ("real/a.pdf", "linked/a.pdf", "b.pdf")}
    assert found == {"real/a.pdf": False, "linked/a.pdf": True, "b.pdf": True}


def test_a_whole_folder_behind_a_link_is_nobodys_mistake(judged, tmp_path):
    """As where evidence lies on a shared disk."""
    folder = judged.store.evidence_folder
    folder.rename(tmp_path / "shared")
    folder.symlink_to(tmp_path / "shared")
    (folder / "a.pdf").write_bytes(b"a")
    assert not file_fact(judged.store, "a.pdf").link
    assert on_disk(folder) == [OnDisk("a.pdf", 1, link=False)]


def test_a_file_that_goes_away_meanwhile_is_absent(judged, monkeypatch):
    path = judged.store.evidence_folder / "a.pdf"
    path.write_bytes(b"a")
    real = files.fsio.sha256_file

    def slow(found):
        path.unlink()
        return real(found)

    monkeypatch.setattr(files.fsio, "sha256_file", slow)
    assert file_fact(judged.store, "a.pdf") == ABSENT


class TestPhotographs:
    def put(self, judged, contents):
        rows = {}
        for number, content in enumerate(contents, 1):
            name = f"{number}.jpg"
            (judged.store.evidence_folder / name).write_bytes(content)
            rows[f"EV-{number:03d}"] = {"名称": name, "文件": name, "类型": "照片"}
        register(judged, rows)

    def test_those_that_no_document_can_show_are_told(self, judged, photo):
        self.put(judged, [photo(), b"%PDF-1.7", photo()[:900]])
        assert ["损坏" in f.unfit or "PDF" in f.unfit for f in facts_of(judged).values()] == [False, True, True]

    def test_no_more_are_decoded_than_a_document_takes(self, judged, photo, monkeypatch):
        looked = []
        monkeypatch.setattr(
            pictures, "look", lambda digest, _: looked.append(digest) or pictures.prepare(photo((40, 40)))
        )
        self.put(judged, [b"not decoded %d" % number for number in range(MAX_PHOTOS + 5)])
        facts_of(judged)
        assert len(looked) == MAX_PHOTOS

    def test_a_file_too_large_is_not_read(self, judged, photo, monkeypatch):
        self.put(judged, [photo()])
        monkeypatch.setattr(pictures, "MAX_BYTES", 100)
        monkeypatch.setattr(files.fsio, "read_limited", lambda *_: pytest.fail("read"))
        assert "超过" in facts_of(judged)["EV-001"].unfit

    def test_other_evidence_is_not_opened(self, judged, photo, monkeypatch):
        (judged.store.evidence_folder / "a.jpg").write_bytes(photo()[:900])
        register(judged, {"EV-001": {"名称": "图", "文件": "a.jpg", "类型": "图纸"}})
        monkeypatch.setattr(pictures, "look", lambda *_: pytest.fail("opened"))
        assert facts_of(judged)["EV-001"].unfit == ""


def test_the_folder_is_listed_with_its_subfolders_and_without_litter(judged):
    folder = judged.store.evidence_folder
    for name in ("b.pdf", "sub/deep/a.pdf", ".DS_Store", "sub/Thumbs.db", ".zcdoc-0.tmp", "~$b.xlsx"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"xy")
    (folder / "loop").symlink_to(".")
    assert on_disk(folder) == [
        OnDisk("b.pdf", 2, link=False),
        OnDisk("loop", 1, link=True),
        OnDisk("sub/deep/a.pdf", 2, link=False),
    ]
    assert on_disk(folder / "none") == []
