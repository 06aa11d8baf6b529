"""fsio: atomic writes, durable lines, the lock, safe paths, limited reads."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdoc import fsio
from zcdoc.errors import EXIT_UNSAFE, DefectError, UnsafeError, UnsureError, UserError

posix_only = pytest.mark.xfail(os.name == "nt", reason="permissions and links are those of POSIX", run=False)


def _full():
    raise OSError(errno.ENOSPC, "full")


def failing(real, times):
    """A call to the system that fails so many times; a write leaves two bytes behind each time."""
    left = [times]

    def call(*args):
        if not left[0]:
            return real(*args)
        left[0] -= 1
        if len(args) > 1:
            real(args[0], args[1][:2])
        return _full()

    return call


def only_file(folder):
    return [path.name for path in folder.iterdir()]


class TestWrite:
    def test_it_writes_and_replaces_and_leaves_nothing_else(self, tmp_path):
        target = tmp_path / "园区.yaml"
        fsio.write_text(target, "旧\n")
        fsio.write_text(target, "新\r\n")
        assert target.read_bytes() == "新\r\n".encode()
        assert only_file(tmp_path) == ["园区.yaml"]

    def test_it_writes_an_empty_file(self, tmp_path):
        fsio.write_bytes(tmp_path / "a", b"")
        assert (tmp_path / "a").read_bytes() == b""

    def test_a_missing_folder_is_said_in_chinese(self, tmp_path):
        with pytest.raises(UserError, match="文件夹不存在"):
            fsio.write_bytes(tmp_path / "none" / "a", b"x")

    def test_a_folder_in_the_place_of_the_file_is_refused(self, tmp_path):
        (tmp_path / "a").mkdir()
        with pytest.raises(UserError, match="无法写入"):
            fsio.write_bytes(tmp_path / "a", b"x")
        assert only_file(tmp_path) == ["a"]

    @pytest.mark.parametrize(
        ("code", "words"), [(errno.ENOSPC, "磁盘已满"), (errno.EACCES, "没有写入权限"), (errno.EIO, "无法写入")]
    )
    @pytest.mark.parametrize("call", ["write", "fsync", "replace"])
    def test_a_failing_disk_leaves_the_old_file_and_no_temp(self, tmp_path, monkeypatch, code, words, call):
        target = tmp_path / "a"
        target.write_bytes(b"old")

        def fail(*_):
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(fsio.os, call, fail)
        with pytest.raises(UserError, match=words) as caught:
            fsio.write_bytes(target, b"new")
        monkeypatch.undo()
        assert not isinstance(caught.value, UnsureError)
        assert target.read_bytes() == b"old"
        assert only_file(tmp_path) == ["a"]

    def test_a_rename_that_is_not_flushed_is_unknown_and_not_said_to_have_failed(self, tmp_path, monkeypatch):
        target, fsync = tmp_path / "a", os.fsync
        target.write_bytes(b"old")
        monkeypatch.setattr(fsio.os, "fsync", lambda fd: fsync(fd) if stat.S_ISREG(os.fstat(fd).st_mode) else _full())
        with pytest.raises(UnsureError, match="不能确认"):
            fsio.write_bytes(target, b"new")
        assert target.read_bytes() == b"new"

    def test_a_rename_that_fails_after_it_happened_is_unknown(self, tmp_path, monkeypatch):
        target, replace = tmp_path / "a", os.replace
        target.write_bytes(b"old")
        monkeypatch.setattr(fsio.os, "replace", lambda *names: (replace(*names), _full())[1])
        with pytest.raises(UnsureError):
            fsio.write_bytes(target, b"new")

    def test_a_complaint_at_closing_changes_nothing(self, tmp_path, monkeypatch):
        close = os.close
        monkeypatch.setattr(fsio.os, "close", lambda fd: (close(fd), _full())[1])
        fsio.write_bytes(tmp_path / "a", b"new")
        fsio.append_line(tmp_path / "b", "one")
        monkeypatch.undo()
        assert (tmp_path / "a").read_bytes() == b"new"
        assert fsio.read_lines(tmp_path / "b") == ["one"]

    def test_an_interrupt_leaves_no_temp(self, tmp_path, monkeypatch):
        monkeypatch.setattr(fsio.os, "fsync", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            fsio.write_bytes(tmp_path / "a", b"new")
        assert only_file(tmp_path) == []

    def test_the_disk_may_take_a_few_bytes_at_a_time(self, tmp_path, monkeypatch):
        write = os.write
        monkeypatch.setattr(fsio.os, "write", lambda fd, data: write(fd, data[:3]))
        fsio.write_bytes(tmp_path / "a", b"0123456789")
        assert (tmp_path / "a").read_bytes() == b"0123456789"

    def test_a_file_system_that_cannot_flush_a_folder_is_tolerated(self, tmp_path, monkeypatch):
        fsync = os.fsync

        def files_only(fd):
            if stat.S_ISDIR(os.fstat(fd).st_mode):
                raise OSError(errno.EINVAL, "no")
            fsync(fd)

        monkeypatch.setattr(fsio.os, "fsync", files_only)
        fsio.write_bytes(tmp_path / "a", b"x")
        assert (tmp_path / "a").read_bytes() == b"x"

    @posix_only
    def test_permissions_are_kept_and_new_files_follow_the_umask(self, tmp_path):
        before = os.umask(0o022)
        try:
            fsio.write_bytes(tmp_path / "new", b"x")
            (tmp_path / "old").write_bytes(b"x")
            (tmp_path / "old").chmod(0o664)
            fsio.write_bytes(tmp_path / "old", b"y")
        finally:
            os.umask(before)
        assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("new", "old")] == [0o644, 0o664]

    @posix_only
    def test_a_write_protected_file_is_not_replaced(self, tmp_path, monkeypatch):
        target = tmp_path / "a"
        target.write_bytes(b"old")
        monkeypatch.setattr(fsio.os, "access", lambda *_: False)  # root may write everything
        with pytest.raises(UserError, match="没有写入权限"):
            fsio.write_bytes(target, b"new")
        assert target.read_bytes() == b"old"

    def test_the_temp_of_a_killed_writer_is_recognised(self, tmp_path, monkeypatch):
        monkeypatch.setattr(fsio, "_discard", lambda _: None)
        monkeypatch.setattr(fsio.os, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            fsio.write_bytes(tmp_path / "a", b"new")
        (leftover,) = tmp_path.iterdir()
        assert fsio.is_leftover(leftover)
        assert not fsio.is_leftover(tmp_path / "a.tmp")
        assert not fsio.is_leftover(tmp_path / ".zcdoc-notes")


class TestCopy:
    def test_it_copies_and_tells_the_sha256(self, tmp_path):
        content = os.urandom(3 * (1 << 20) + 7)
        (tmp_path / "a").write_bytes(content)
        digest = fsio.copy_in(tmp_path / "a", tmp_path / "b")
        assert (tmp_path / "b").read_bytes() == content
        assert digest == hashlib.sha256(content).hexdigest() == fsio.sha256_file(tmp_path / "b")

    @pytest.mark.parametrize("name", ["none", "folder"])
    def test_a_source_that_is_no_file_leaves_no_target(self, tmp_path, name):
        (tmp_path / "folder").mkdir()
        with pytest.raises(UserError):
            fsio.copy_in(tmp_path / name, tmp_path / "b")
        assert only_file(tmp_path) == ["folder"]

    def test_a_source_that_fails_half_way_is_said_to_be_unreadable(self, tmp_path, monkeypatch):
        (tmp_path / "a").write_bytes(b"x")
        monkeypatch.setattr(fsio.os, "read", lambda *_: (_ for _ in ()).throw(OSError(errno.EIO, "bad")))
        with pytest.raises(UserError, match="无法读取"):
            fsio.copy_in(tmp_path / "a", tmp_path / "b")
        assert only_file(tmp_path) == ["a"]


class TestMove:
    def test_a_file_goes_to_a_free_name(self, tmp_path):
        (tmp_path / "sub").mkdir()
        (tmp_path / "a").write_text("a")
        fsio.move_in(tmp_path / "a", tmp_path / "sub" / "b")
        assert (tmp_path / "sub" / "b").read_text() == "a"
        assert only_file(tmp_path) == ["sub"]

    def test_what_stands_at_the_target_is_not_replaced(self, tmp_path):
        for name in "ab":
            (tmp_path / name).write_text(name)
        with pytest.raises(UserError, match="已有一个文件"):
            fsio.move_in(tmp_path / "a", tmp_path / "b")
        assert [(tmp_path / name).read_text() for name in "ab"] == ["a", "b"]

    def test_a_link_that_leads_nowhere_is_not_replaced_either(self, tmp_path):
        (tmp_path / "a").write_text("a")
        (tmp_path / "b").symlink_to("nowhere")
        with pytest.raises(UserError, match="已有一个文件"):
            fsio.move_in(tmp_path / "a", tmp_path / "b")
        assert (tmp_path / "b").is_symlink()

    def test_a_flush_that_fails_leaves_it_unsure(self, tmp_path, monkeypatch):
        (tmp_path / "a").write_text("a")
        monkeypatch.setattr(fsio, "_sync_folder", lambda _: (_ for _ in ()).throw(OSError(errno.EIO, "bad")))
        with pytest.raises(UnsureError):
            fsio.move_in(tmp_path / "a", tmp_path / "b")
        assert (tmp_path / "b").read_text() == "a"


class TestRemove:
    def test_a_file_goes_and_one_that_is_gone_is_fine(self, tmp_path):
        (tmp_path / "a").write_text("a")
        for _ in range(2):
            fsio.remove(tmp_path / "a")
            assert not (tmp_path / "a").exists()

    def test_what_cannot_go_is_told(self, tmp_path):
        (tmp_path / "folder").mkdir()
        with pytest.raises(UserError):
            fsio.remove(tmp_path / "folder")


class TestAppend:
    def test_lines_come_back_as_they_were(self, tmp_path):
        path = tmp_path / "history.jsonl"
        lines = ["一", "", "a\u2028b\x85c\r", "{}" * 5000]
        for line in lines:
            fsio.append_line(path, line)
        assert fsio.read_lines(path) == lines

    def test_a_missing_file_has_no_lines(self, tmp_path):
        assert fsio.read_lines(tmp_path / "none") == []

    @pytest.mark.parametrize("line", ["a\nb", "a\0b"])
    def test_a_line_is_one_line(self, tmp_path, line):
        with pytest.raises(DefectError):
            fsio.append_line(tmp_path / "a", line)
        assert not (tmp_path / "a").exists()

    @pytest.mark.parametrize("tail", [b"torn", "撕".encode()[:2], b"\0" * 900, b"x" * (3 << 20), b"{\0\0\0}\n"])
    def test_a_torn_tail_is_not_read_and_is_cut_off_by_the_next_append(self, tmp_path, tail):
        path = tmp_path / "a"
        path.write_bytes(b"one\n" + tail)
        assert fsio.read_lines(path) == ["one"]
        fsio.append_line(path, "two")
        assert path.read_bytes() == b"one\ntwo\n"

    def test_a_file_that_is_all_torn_starts_anew(self, tmp_path):
        path = tmp_path / "a"
        path.write_bytes(b"torn")
        fsio.append_line(path, "one")
        assert path.read_bytes() == b"one\n"

    @pytest.mark.parametrize("call", ["write", "fsync"])
    def test_a_full_disk_takes_the_half_line_back(self, tmp_path, monkeypatch, call):
        path = tmp_path / "a"
        fsio.append_line(path, "one")
        monkeypatch.setattr(fsio.os, call, failing(getattr(os, call), times=1))
        with pytest.raises(UserError, match="磁盘已满") as caught:
            fsio.append_line(path, "two")
        assert not isinstance(caught.value, UnsureError)
        assert path.read_bytes() == b"one\n"

    def test_a_flush_that_goes_on_failing_is_said_to_be_unknown(self, tmp_path, monkeypatch):
        path = tmp_path / "a"
        fsio.append_line(path, "one")
        monkeypatch.setattr(fsio.os, "fsync", failing(os.fsync, times=9))
        with pytest.raises(UnsureError, match="不能确认"):
            fsio.append_line(path, "two")

    def test_a_new_file_whose_name_is_not_flushed_is_unknown(self, tmp_path, monkeypatch):
        path, fsync = tmp_path / "a", os.fsync
        monkeypatch.setattr(fsio.os, "fsync", lambda fd: fsync(fd) if stat.S_ISREG(os.fstat(fd).st_mode) else _full())
        with pytest.raises(UnsureError):
            fsio.append_line(path, "one")
        assert fsio.read_lines(path) == ["one"]

    def test_a_new_file_that_cannot_take_its_first_line_is_not_left_behind(self, tmp_path, monkeypatch):
        monkeypatch.setattr(fsio.os, "write", lambda *_: _full())
        with pytest.raises(UserError, match="磁盘已满"):
            fsio.append_line(tmp_path / "a", "one")
        assert only_file(tmp_path) == []

    def test_no_write_goes_over_lines_that_the_caller_has_not_read(self, tmp_path):
        path = tmp_path / "a"
        fsio.append_line(path, "one")
        with pytest.raises(UserError, match="又被别的程序改动"):
            fsio.append_line(path, "two", after=99)
        fsio.append_line(path, "two", after=4)
        assert path.read_bytes() == b"one\ntwo\n"

    def test_what_was_not_flushed_is_written_again_as_it_is(self, tmp_path, monkeypatch):
        path = tmp_path / "a"
        path.write_bytes(b"one\ntwo\n")
        calls = []
        for name in ("write", "fsync"):
            real = getattr(os, name)
            monkeypatch.setattr(fsio.os, name, lambda *a, n=name, r=real: (calls.append((n, *a[1:])), r(*a))[1])
        fsio.flush_again(path, 4)
        assert calls == [("write", b"two\n"), ("fsync",), ("fsync",)]
        assert path.read_bytes() == b"one\ntwo\n"

    def test_damage_in_the_middle_is_told(self, tmp_path):
        (tmp_path / "a").write_bytes(b"\xff\xfe\nok\n")
        with pytest.raises(UserError, match="已损坏"):
            fsio.read_lines(tmp_path / "a")

    def test_a_folder_is_told(self, tmp_path):
        with pytest.raises(UserError, match="文件夹"):
            fsio.read_lines(tmp_path)

    @given(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\0")), max_size=4), st.data()
    )
    def test_a_file_cut_anywhere_holds_a_prefix_of_the_lines(self, tmp_path_factory, lines, data):
        path = tmp_path_factory.mktemp("cut") / "a"
        whole = "".join(f"{line}\n" for line in lines).encode()
        path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
        kept = fsio.read_lines(path)
        assert kept == lines[: len(kept)]
        fsio.append_line(path, "next")
        assert fsio.read_lines(path) == [*kept, "next"]


HOLD = """
import sys, pathlib
from zcdoc import fsio
with fsio.lock(pathlib.Path(sys.argv[1]), who=sys.argv[2], what="checklist import a.xlsx"):
    print("held", flush=True)
    sys.stdin.read()
"""


class TestLock:
    @pytest.fixture
    def holder(self, tmp_path):
        command = [sys.executable, "-c", HOLD, str(tmp_path), "钱二"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()
        process.communicate()

    def test_another_process_is_told_who_holds_it_with_what_and_since_when(self, tmp_path, holder):
        told = r"钱二（checklist import a\.xlsx，\d\d-\d\d \d\d:\d\d:\d\d 起）正在写这个园区"
        with pytest.raises(UserError, match=told) as caught, fsio.lock(tmp_path, timeout=0.1):
            pass
        assert "没有写入任何内容" in caught.value.message
        assert fsio.WAIT < 5

    @pytest.mark.parametrize("word", [b"", b"\xff", b"[]", b'{"who": "a"}', b"[" * 100_000])
    def test_a_holder_that_left_no_word_is_another_zcdoc(self, tmp_path, holder, word):
        (tmp_path / ".lock-holder").write_bytes(word)
        with pytest.raises(UserError, match=r"^另一个 zcdoc 正在写这个园区"), fsio.lock(tmp_path, timeout=0.1):
            pass

    def test_a_killed_holder_lets_go_and_its_word_goes_with_the_next(self, tmp_path, holder):
        holder.kill()
        holder.wait()
        assert (tmp_path / ".lock-holder").exists()
        with fsio.lock(tmp_path, timeout=5):
            pass
        assert only_file(tmp_path) == [".lock"]

    def test_it_lets_go_when_the_work_fails(self, tmp_path):
        with pytest.raises(ZeroDivisionError), fsio.lock(tmp_path):
            raise ZeroDivisionError
        with fsio.lock(tmp_path, timeout=0.1):
            pass

    def test_threads_take_turns(self, tmp_path):
        path = tmp_path / "a"

        def add(name):
            for number in range(10):
                with fsio.lock(tmp_path):
                    fsio.append_line(path, f"{name}{number}")

        threads = [threading.Thread(target=add, args=(name,)) for name in "abc"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(fsio.read_lines(path)) == sorted(f"{name}{number}" for name in "abc" for number in range(10))

    def test_a_missing_folder_is_told(self, tmp_path):
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises(UserError, match="无法锁定"), fsio.lock(tmp_path / "file", timeout=0.1):
            pass


class TestSweep:
    def test_it_takes_what_a_killed_writer_left_and_nothing_else(self, tmp_path):
        for name in (".zcdoc-0123.tmp", "notes.tmp", "合同.pdf"):
            (tmp_path / name).write_bytes(b"x")
        fsio.sweep(tmp_path, tmp_path / "none")
        assert sorted(only_file(tmp_path)) == ["notes.tmp", "合同.pdf"]

    def test_a_writer_at_work_keeps_its_file(self, tmp_path, monkeypatch):
        fsync = os.fsync
        monkeypatch.setattr(fsio.os, "fsync", lambda fd: (fsio.sweep(tmp_path), fsync(fd))[1])
        fsio.write_bytes(tmp_path / "a", b"new")
        assert (tmp_path / "a").read_bytes() == b"new"


class TestFolders:
    def test_each_new_folder_is_flushed_into_its_parent(self, tmp_path, monkeypatch):
        flushed = []
        monkeypatch.setattr(fsio, "_sync_folder", flushed.append)
        fsio.make_dirs(tmp_path / "parks" / "a" / "evidence")
        assert flushed == [tmp_path, tmp_path / "parks", tmp_path / "parks" / "a"]
        flushed.clear()
        fsio.make_dirs(tmp_path / "parks" / "a" / "output")
        assert flushed == [tmp_path / "parks" / "a"]

    def test_one_that_stands_is_flushed_too_for_its_maker_may_have_been_killed(self, tmp_path, monkeypatch):
        flushed = []
        fsio.make_dirs(tmp_path / "parks")
        monkeypatch.setattr(fsio, "_sync_folder", flushed.append)
        fsio.make_dirs(tmp_path / "parks")
        fsio.append_line(tmp_path / "parks" / "history.jsonl", "one")
        assert flushed == [tmp_path, tmp_path / "parks", tmp_path]


class TestChild:
    @pytest.mark.parametrize("name", ["a", "证据/合同 (1).pdf", "a/b/.c", "..a", "a..b", "comet.txt", "console"])
    def test_it_goes_down(self, tmp_path, name):
        assert fsio.child(tmp_path, name) == tmp_path / name

    @pytest.mark.parametrize(
        "name",
        [
            *("", ".", "..", "../a", "a/../b", "a/..", "...", ".. /a", "a/. ./b", "a//b", "a/", "a.", "a "),
            *("/etc/passwd", "//server/share", "C:/a", "c:a", "a:b", "\\\\server\\a", "..\\a", "a\\b"),
            *("a\0b", "a\nb", "a\x7f", "\ud800", "\udc80", "NUL", "x/con.txt", "COM1", "lpt9.pdf", "COM¹"),
        ],
    )
    def test_it_never_leaves(self, tmp_path, name):
        with pytest.raises(UnsafeError, match="拒绝使用路径") as caught:
            fsio.child(tmp_path, name)
        assert caught.value.exit_code == EXIT_UNSAFE
        caught.value.message.encode()

    @posix_only
    def test_a_link_may_stay_inside_but_not_lead_out(self, tmp_path):
        root = tmp_path / "root"
        (root / "real").mkdir(parents=True)
        (root / "in").symlink_to("real")
        (root / "out").symlink_to(tmp_path)
        (root / "ring").symlink_to("ring")
        assert fsio.child(root, "in/a") == root / "in" / "a"
        for name in ("out", "out/a", "ring/a"):
            with pytest.raises(UnsafeError, match="之外"):
                fsio.child(root, name)

    @posix_only
    def test_the_root_itself_may_be_a_link(self, tmp_path):
        (tmp_path / "real").mkdir()
        (tmp_path / "root").symlink_to("real")
        assert fsio.child(tmp_path / "root", "a") == tmp_path / "root" / "a"

    @given(st.text(st.sampled_from("ab./\\: \0C"), max_size=12))
    def test_whatever_is_asked_the_answer_is_inside_or_a_refusal(self, tmp_path_factory, name):
        root = tmp_path_factory.getbasetemp()
        try:
            found = fsio.child(root, name)
        except UnsafeError:
            return
        assert found.resolve().is_relative_to(root.resolve())
        assert found != root


class TestRead:
    def test_the_limit_is_inclusive(self, tmp_path):
        (tmp_path / "a").write_bytes(b"12345")
        assert fsio.read_limited(tmp_path / "a", 5) == b"12345"
        with pytest.raises(UserError, match="太大，超过 4 字节"):
            fsio.read_limited(tmp_path / "a", 4)

    def test_a_missing_file_and_a_folder_are_told_apart(self, tmp_path):
        with pytest.raises(UserError, match="找不到文件"):
            fsio.read_limited(tmp_path / "none", 5)
        with pytest.raises(UserError, match="文件夹"):
            fsio.read_limited(tmp_path, 5)

    @posix_only
    def test_a_pipe_does_not_block(self, tmp_path):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(UserError, match="不是普通文件"):
            fsio.read_limited(tmp_path / "pipe", 5)

    def test_a_file_that_may_not_be_read_is_told(self, tmp_path, monkeypatch):
        (tmp_path / "a").write_bytes(b"x")
        monkeypatch.setattr(fsio.os, "open", lambda *_: (_ for _ in ()).throw(PermissionError(errno.EACCES, "no")))
        with pytest.raises(UserError, match="没有权限读取"):
            fsio.read_limited(tmp_path / "a", 5)

    def test_sha256_of_bytes_and_of_a_file_agree(self, tmp_path):
        (tmp_path / "a").write_bytes(b"abc")
        assert fsio.sha256_file(tmp_path / "a") == fsio.sha256_bytes(b"abc") == hashlib.sha256(b"abc").hexdigest()

    def test_a_number_of_megabytes_is_shown_as_such(self, tmp_path):
        (tmp_path / "a").write_bytes(b"x" * ((2 << 20) + 1))
        with pytest.raises(UserError, match="2 MB"):
            fsio.read_limited(tmp_path / "a", 2 << 20)


class TestMakeDirs:
    def test_it_makes_parents_and_accepts_what_exists(self, tmp_path):
        fsio.make_dirs(tmp_path / "a" / "b")
        fsio.make_dirs(tmp_path / "a" / "b")
        assert (tmp_path / "a" / "b").is_dir()

    def test_a_file_in_the_way_is_told(self, tmp_path):
        (tmp_path / "a").write_bytes(b"")
        with pytest.raises(UserError, match="无法写入"):
            fsio.make_dirs(tmp_path / "a" / "b")
