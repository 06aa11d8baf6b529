"""Evidence on its way in: what the history has is put in place, what it has not is deleted, nothing is replaced."""

from __future__ import annotations

import pytest

from zcdoc import fsio, notices
from zcdoc.model.record import Record
from zcdoc.store.staging import settle, staged, waiting

CONTENT = b"one"
SHA = fsio.sha256_bytes(CONTENT)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "evidence"
    path.mkdir()
    staged(path, SHA).write_bytes(CONTENT)
    return path


def record(**rows):
    return Record("demo", {"park": {"evidence": {key.replace("_", "-"): row for key, row in rows.items()}}})


REGISTERED = record(EV_001={"文件": "台账.pdf", "sha256": SHA})


def names(folder):
    return sorted(p.name for p in folder.iterdir())


def test_what_the_record_has_is_put_in_place(folder):
    settle(folder, REGISTERED)
    assert names(folder) == ["台账.pdf"]
    assert (folder / "台账.pdf").read_bytes() == CONTENT


@pytest.mark.parametrize(
    "other", [record(), record(EV_001={"文件": "台账.pdf", "sha256": "aa"}), record(EV_001={"sha256": SHA})]
)
def test_what_it_has_not_is_deleted(folder, other):
    settle(folder, other)
    assert names(folder) == []


def test_a_copy_that_stands_in_its_place_already_is_enough(folder):
    (folder / "台账.pdf").write_bytes(CONTENT)
    settle(folder, REGISTERED)
    assert names(folder) == ["台账.pdf"]


def test_another_file_in_its_place_is_left_and_told(folder):
    (folder / "台账.pdf").write_bytes(b"by hand")
    with notices.gathering() as told:
        settle(folder, REGISTERED)
    assert (folder / "台账.pdf").read_bytes() == b"by hand"
    assert waiting(folder) == [staged(folder, SHA)]
    assert [p.rule for p in told] == ["evidence-not-in-place"]


def test_half_a_copy_is_not_put_in_place(folder):
    staged(folder, SHA).write_bytes(b"on")
    settle(folder, REGISTERED)
    assert names(folder) == []


def test_a_name_that_leads_out_moves_nothing(folder):
    with notices.gathering():
        settle(folder, record(EV_001={"文件": "../台账.pdf", "sha256": SHA}))
    assert names(folder) == [staged(folder, SHA).name]
    assert not (folder.parent / "台账.pdf").exists()


def test_a_sweep_leaves_it_alone(folder):
    """Only the history knows what is to become of it."""
    fsio.sweep(folder)
    assert waiting(folder) == [staged(folder, SHA)]


def test_without_a_folder_nothing_waits(tmp_path):
    settle(tmp_path / "none", REGISTERED)
    assert waiting(tmp_path / "none") == []
