"""A file on its way into the evidence: what happens to its copy when the register does not take it."""

from __future__ import annotations

import errno

import pytest

from zcdoc import fsio, notices
from zcdoc.actions.evidence import add_evidence, verify_evidence
from zcdoc.actions.intake import quoted, shown
from zcdoc.errors import UnsureError, UserError
from zcdoc.store import ParkStore, staging


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "台账.pdf"
    path.write_bytes(b"one")
    return path


@pytest.fixture
def folder(judged):
    return judged.store.evidence_folder


def names(folder):
    return sorted(p.name for p in folder.iterdir())


def add(judged, source, **options):
    return add_evidence(judged.workspace, "demo", source, {}, **options)


def failing(error):
    def call(*_, **__):
        raise error

    return call


def test_when_nothing_was_written_no_copy_stays(judged, source, folder, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(fsio, "append_line", failing(UserError("磁盘已满")))
        with pytest.raises(UserError, match="磁盘已满"):
            add(judged, source)
    assert names(folder) == []
    assert add(judged, source).row["文件"] == "台账.pdf"


def test_a_full_disk_is_told_with_the_name_that_a_person_knows(judged, source, folder, monkeypatch):
    monkeypatch.setattr(fsio.os, "write", failing(OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(UserError, match=r"evidence/台账\.pdf”：磁盘已满"):
        add(judged, source)
    assert names(folder) == []


def test_when_it_is_unknown_the_copy_waits_for_the_next_command(judged, source, folder, monkeypatch):
    """The line did not reach the history after all: the copy goes. That it did is the next test."""
    with monkeypatch.context() as patch:
        patch.setattr(fsio, "append_line", failing(UnsureError("不能确认")))
        with pytest.raises(UnsureError):
            add(judged, source)
    (waits,) = names(folder)
    assert waits.startswith(".zcdoc-")
    judged.set("checks", "4.2.1.a", 结果="符合")
    assert names(folder) == []


def test_a_copy_whose_event_did_get_in_is_put_in_place_by_the_next_command(judged, source, folder, monkeypatch):
    real = fsio.append_line

    def unsure(*arguments):
        real(*arguments)
        raise UnsureError("不能确认")

    with monkeypatch.context() as patch:
        patch.setattr(fsio, "append_line", unsure)
        with pytest.raises(UnsureError):
            add(judged, source)
    judged.set("checks", "4.2.1.a", 结果="符合")
    assert names(folder) == ["台账.pdf"]
    assert add(judged, source).already


@pytest.mark.parametrize("place", ["settle", "_save"])
def test_an_interrupt_after_the_event_loses_no_file(judged, source, folder, monkeypatch, place):
    real = staging.settle

    def settle(where, record):
        if record.rows("evidence", "park"):
            raise KeyboardInterrupt
        real(where, record)

    with monkeypatch.context() as patch:
        if place == "settle":
            patch.setattr(staging, "settle", settle)
        else:
            patch.setattr(ParkStore, "_save", failing(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            add(judged, source)
    assert add(judged, source).already
    assert names(folder) == ["台账.pdf"]


def test_verify_finishes_what_a_stopped_command_has_begun(judged, source, folder, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(staging, "_settle", failing(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            add(judged, source)
    assert [p.rule for p in verify_evidence(judged.workspace, "demo")[1]] == []
    assert names(folder) == ["台账.pdf"]


def test_an_interrupt_before_it_leaves_what_the_next_command_sweeps(judged, source, folder, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(fsio, "append_line", failing(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            add(judged, source)
    judged.set("checks", "4.2.1.a", 结果="符合")
    assert names(folder) == []


def test_a_source_that_changes_while_it_is_copied_is_not_registered(judged, source, folder, monkeypatch):
    real = fsio.copy_in

    def copy(origin, target):
        origin.write_bytes(b"somebody is still writing")
        return real(origin, target)

    monkeypatch.setattr(fsio, "copy_in", copy)
    with pytest.raises(UserError, match="被改动"):
        add(judged, source)
    assert names(folder) == []
    assert judged.store.load().rows("evidence", "park") == {}


def test_a_photograph_is_the_one_that_was_looked_at(judged, source, folder, photo, monkeypatch):
    source.write_bytes(photo())
    real = ParkStore.commit

    def commit(*arguments, **options):
        source.write_bytes(b"no photograph any more")
        return real(*arguments, **options)

    monkeypatch.setattr(ParkStore, "commit", commit)
    with pytest.raises(UserError, match="被改动"):
        add_evidence(judged.workspace, "demo", source, {"类型": "照片"})
    assert names(folder) == []


def test_a_file_that_somebody_puts_there_at_the_last_moment_is_not_replaced(judged, source, folder, monkeypatch):
    """The evidence is registered and kept; it goes to its place as soon as that is free."""
    real = fsio.append_line

    def append(*arguments):
        (folder / "台账.pdf").write_bytes(b"by hand")
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(fsio, "append_line", append)
        with notices.gathering() as told:
            assert not add(judged, source).already
    assert [(p.rule, p.where) for p in told] == [("evidence-not-in-place", "evidence/台账.pdf")]
    assert (folder / "台账.pdf").read_bytes() == b"by hand"
    (folder / "台账.pdf").unlink()
    judged.set("checks", "4.2.1.a", 结果="符合")
    assert names(folder) == ["台账.pdf"]
    assert (folder / "台账.pdf").read_bytes() == b"one"


def test_what_is_put_back_is_what_was_registered(judged, source, folder, monkeypatch):
    add(judged, source)
    (folder / "台账.pdf").unlink()
    real = fsio.copy_in

    def copy(origin, target):
        origin.write_bytes(b"somebody is still writing")
        return real(origin, target)

    with monkeypatch.context() as patch:
        patch.setattr(fsio, "copy_in", copy)
        with pytest.raises(UserError, match="被改动"):
            add(judged, source)
    assert names(folder) == []


def test_a_source_that_vanishes_is_told(judged, source, folder, monkeypatch):
    real = ParkStore.commit

    def commit(*arguments, **options):
        source.unlink()
        return real(*arguments, **options)

    monkeypatch.setattr(ParkStore, "commit", commit)
    with pytest.raises(UserError, match="找不到"):
        add(judged, source)
    assert names(folder) == []


def test_a_name_is_shown_and_quoted_as_a_person_needs_it():
    assert shown("a\u202e.pdf") == "a[U+202E].pdf"
    assert (quoted("台账.pdf"), quoted("台账 (2).pdf")) == ("台账.pdf", '"台账 (2).pdf"')
