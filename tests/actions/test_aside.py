"""What somebody worked on is set aside, whatever happens on the way."""

from __future__ import annotations

import os

import pytest

from zcdoc import fsio, notices
from zcdoc.actions import aside
from zcdoc.actions.aside import dated_name, deliver, refuse_open
from zcdoc.errors import UserError

NOW = "1796047500"  # 2026-11-30 14:05 in UTC, which SOURCE_DATE_EPOCH makes the clock
KEPT = "report（2026-11-30 14.05 前的改动）.docx"


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    made = tmp_path / "report.docx"
    made.write_bytes(b"old")
    return made


def names(path):
    return sorted(p.name for p in path.parent.iterdir())


class TestDelivery:
    def test_a_new_file_is_written(self, tmp_path):
        assert deliver(tmp_path / "a.docx", b"new", lambda _: "foreign") is None
        assert (tmp_path / "a.docx").read_bytes() == b"new"

    def test_a_whole_one_is_written_over(self, path):
        assert deliver(path, b"new", lambda _: "whole") is None
        assert (path.read_bytes(), names(path)) == (b"new", ["report.docx"])

    @pytest.mark.parametrize(("state", "said"), aside.WHY.items())
    def test_any_other_is_set_aside_and_told(self, path, state, said):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        with notices.gathering() as told:
            kept = deliver(path, b"new", lambda _: state)
        assert (kept.name, kept.read_bytes(), path.read_bytes()) == (KEPT, b"old", b"new")
        assert kept.stat().st_mtime == 1_000_000_000
        assert [(p.rule, p.where) for p in told] == [("set-aside", str(path))]
        (one,) = told
        assert said in one.message
        assert KEPT in one.message

    def test_no_earlier_one_is_written_over(self, path):
        for content in (b"one", b"two", b"three"):
            path.write_bytes(content)
            with notices.gathering():
                deliver(path, b"new", lambda _: "changed")
        kept = [path.with_name(n) for n in names(path) if n != "report.docx"]
        assert sorted(p.read_bytes() for p in kept) == [b"one", b"three", b"two"]
        assert [p.name for p in kept if "3" in p.name.partition("前的改动")[2]] == [
            "report（2026-11-30 14.05 前的改动 3）.docx"
        ]

    def test_one_too_large_to_look_at_is_set_aside(self, path, monkeypatch):
        monkeypatch.setattr(aside, "MAX_SEEN", 2)
        with notices.gathering():
            assert deliver(path, b"new", lambda _: "whole").read_bytes() == b"old"


class TestTrouble:
    def test_a_failed_write_leaves_the_old_file_and_no_copy(self, path, monkeypatch):
        def full(*_):
            raise UserError("磁盘已满")

        monkeypatch.setattr(fsio, "write_bytes", full)
        with pytest.raises(UserError, match="磁盘已满"):
            deliver(path, b"new", lambda _: "changed")
        assert (path.read_bytes(), names(path)) == (b"old", ["report.docx"])

    def test_a_failed_copy_leaves_the_old_file_and_no_copy(self, path, monkeypatch):
        def full(*_):
            raise UserError("磁盘已满")

        monkeypatch.setattr(fsio, "copy_in", full)
        with pytest.raises(UserError, match="磁盘已满"):
            deliver(path, b"new", lambda _: "changed")
        assert (path.read_bytes(), names(path)) == (b"old", ["report.docx"])

    @pytest.mark.parametrize("at", ["copy_in", "write_bytes"])
    def test_killed_on_the_way_the_work_stands_somewhere(self, path, monkeypatch, at):
        """A kill runs no `except`: whatever has been done by then must already be enough."""

        class Killed(BaseException):
            pass

        def die(*_):
            raise Killed

        monkeypatch.setattr(fsio, at, die)
        monkeypatch.setattr(aside, "_discard", lambda _: None)
        with pytest.raises(Killed):
            deliver(path, b"new", lambda _: "changed")
        assert path.read_bytes() == b"old"

    def test_a_file_that_changes_meanwhile_is_left_alone(self, path):
        def saved_just_now(_):
            path.write_bytes(b"saved in Word a moment ago")
            return "whole"

        with pytest.raises(UserError, match="正在被别的程序改动"):
            deliver(path, b"new", saved_just_now)
        assert (path.read_bytes(), names(path)) == (b"saved in Word a moment ago", ["report.docx"])

    def test_a_write_protected_file_is_refused_and_stands(self, path, monkeypatch):
        monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
        with pytest.raises(UserError, match="没有写入权限"):
            deliver(path, b"new", lambda _: "changed")
        assert (path.read_bytes(), names(path)) == (b"old", ["report.docx"])

    def test_a_folder_in_the_way_is_told(self, tmp_path):
        (tmp_path / "report.docx").mkdir()
        with pytest.raises(UserError, match="是一个文件夹"):
            deliver(tmp_path / "report.docx", b"new", lambda _: "foreign")


class TestOpenFiles:
    @pytest.mark.parametrize(
        ("name", "mark"),
        [
            ("report.docx", "~$report.docx"), ("reports.docx", "~$eports.docx"), ("评价报告终稿二一.docx", "~$报告终稿二一.docx"),
            ("report.docx", ".~lock.report.docx#"), ("report.docx", ".~report.docx"), ("lingang-1.xlsx", "~$lingang-1.xlsx"),
        ],
    )  # fmt: skip
    def test_a_file_that_a_program_has_open_is_left_alone(self, tmp_path, name, mark):
        path = tmp_path / name
        path.write_bytes(b"old")
        (tmp_path / mark).write_bytes(b"")
        with pytest.raises(UserError, match="打开") as caught:
            deliver(path, b"new", lambda _: "whole")
        assert mark in caught.value.message
        assert mark in caught.value.fix
        assert path.read_bytes() == b"old"

    def test_the_mark_of_another_file_is_none(self, tmp_path):
        (tmp_path / "report.docx").write_bytes(b"old")
        for mark in ("~$port.docx", "~$other.docx", "~$report.xlsx"):
            (tmp_path / mark).write_bytes(b"")
        refuse_open(tmp_path / "report.docx")

    def test_a_mark_that_outlived_its_file_stops_nothing(self, tmp_path):
        (tmp_path / "~$report.docx").write_bytes(b"")
        assert deliver(tmp_path / "report.docx", b"new", lambda _: "foreign") is None


class TestNames:
    def test_it_is_valid_everywhere(self):
        name = dated_name("report.docx", "2026-11-28 14.05")
        assert name == "report（2026-11-28 14.05 前的改动）.docx"
        assert not set(name) & set('<>:"/\\|?*')

    @pytest.mark.parametrize("stem", ["长" * 83, "a" * 250, "长" * 82 + "ab"])
    def test_a_long_one_is_cut_to_what_a_disk_can_hold(self, stem, tmp_path):
        name = dated_name(f"{stem}.docx", "2026-11-28 14.05", 12)
        assert len(name.encode()) <= 255
        assert name.endswith("（2026-11-28 14.05 前的改动 12）.docx")
        (tmp_path / name).touch()
