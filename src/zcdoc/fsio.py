"""The only module that writes users' files: atomic write, durable append, lock, safe child path, sha256.

A file is written beside its target, flushed to the disk and renamed over it, so that whoever looks, and whenever the
machine stops, the target holds the old content or the new one. A killed writer leaves at most a file `.zcdoc-….tmp`.

Every write ends in one of three ways: it returns (what was asked for is on the disk), it raises UserError (looked at again:
nothing has changed), or it raises UnsureError (a flush failed: what the disk holds after a power cut is not known).
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
import re
import secrets
import stat
import sys
import unicodedata
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from zcdoc.errors import DefectError, UnsafeError, UnsureError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEMP_PREFIX = ".zcdoc-"
TEMP_SUFFIX = ".tmp"
LOCK_NAME = ".lock"
HOLDER_NAME = ".lock-holder"
WAIT = 4.0  # seconds: the second writer is told within five who holds the park
_BINARY = getattr(os, "O_BINARY", 0)  # without it Windows turns \n into \r\n
_CHUNK = 1 << 20
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
# File systems that cannot flush a folder say so with one of these; the rename itself has been done.
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EBADF}
_WRITE_ADVICE: dict[int | None, tuple[str, str]] = {
    errno.ENOSPC: ("磁盘已满", "腾出空间后重试"),
    errno.EDQUOT: ("磁盘配额已用完", "腾出空间后重试"),
    errno.EACCES: ("没有写入权限，或文件正被 Excel、WPS、Word 打开", "关闭打开它的程序，或换一个可写的位置"),
    errno.EPERM: ("没有写入权限", "换一个可写的位置，或修改权限"),
    errno.EROFS: ("所在磁盘是只读的", "换一个可写的位置"),
    errno.ENOENT: ("所在文件夹不存在", "先建立文件夹，或换一个位置"),
    errno.ENOTDIR: ("路径中有一段不是文件夹", "换一个位置"),
    errno.EISDIR: ("这里是一个文件夹", "换一个文件名"),
    errno.EEXIST: ("那里已有一个文件", "另起名称后重试"),
    errno.ENAMETOOLONG: ("文件名太长", "换一个短一些的名称"),
}


def write_bytes(path: Path, data: bytes) -> None:
    """Replaces the file atomically.

    Raises UserError (full disk, no permission): the target is unchanged; UnsureError: it is replaced, or may be, but a power
    cut could bring the old content back.
    """
    with _replacing(path) as fd:
        _write_all(fd, data)


def write_text(path: Path, text: str) -> None:
    """Replaces the file atomically with UTF-8 text, line ends as given. Raises as `write_bytes` does."""
    write_bytes(path, text.encode("utf-8"))


def copy_in(source: Path, target: Path) -> str:
    """Copies a file atomically; returns the sha256 of what was written. Raises UserError."""
    digest = hashlib.sha256()
    with _open_for_reading(source) as read_fd, _replacing(target) as fd:
        while chunk := _read_some(source, read_fd):
            digest.update(chunk)
            _write_all(fd, chunk)
    return digest.hexdigest()


def move_in(source: Path, target: Path) -> None:
    """Moves a file within its disk to a name that is free. Raises UserError (it has not moved), UnsureError.

    What stands at the target is not replaced, whoever put it there.
    """
    try:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        os.replace(source, target)  # noqa: PTH105 — os throughout, as above
    except OSError as err:
        raise _write_error(target, err) from err
    try:
        for folder in {source.parent, target.parent}:
            _sync_folder(folder)
    except OSError as err:
        raise _unsure(target, err) from err


def remove(path: Path) -> None:
    """Deletes a file of ours; one that is gone is fine, and one that a power cut brings back goes again. Raises UserError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as err:
        raise _write_error(path, err) from err


def remove_folder(path: Path) -> None:
    """Removes an empty folder; one that is not empty, or not there, stays as it is."""
    with suppress(OSError):
        path.rmdir()


def make_dirs(path: Path) -> None:
    """Makes a folder and its parents, each of them durable; one that exists is fine. Raises UserError, UnsureError.

    One that exists is flushed into its parent, too: whoever made it may have been killed before that.
    """
    missing = [p for p in (path, *path.parents) if not p.exists()]
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise _write_error(path, err) from err
    try:
        for folder in reversed(missing or [path]):
            _sync_folder(folder.parent)
    except OSError as err:
        raise _unsure(path, err) from err


def is_leftover(path: Path) -> bool:
    """Whether this is the temporary file of a killed writer; such a file may be deleted under the lock."""
    return path.name.startswith(TEMP_PREFIX) and path.name.endswith(TEMP_SUFFIX)


def sweep(*folders: Path) -> None:
    """Deletes the temporary files that killed writers left in these folders; a writer still at work keeps its own."""
    for folder in folders:
        for path in _leftovers(folder):
            with suppress(OSError):
                _sweep(path)


def append_line(path: Path, line: str, after: int | None = None) -> None:
    """Adds one line and flushes it to the disk; a torn tail left by a killed writer is first cut off.

    `after` is the length in bytes of the complete lines that the caller has read; no write goes over anything else. The
    caller holds the lock. Raises UserError: the file ends with its last complete line, as before; UnsureError: the line may
    be there or not.
    """
    if "\n" in line or "\0" in line:
        raise DefectError("内部错误：要追加的一行含有换行符或空字符。")
    is_new = not path.exists()
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | _BINARY, 0o666)
    except OSError as err:
        raise _write_error(path, err) from err
    try:
        _append(path, fd, line.encode("utf-8") + b"\n", after)
    except UnsureError:
        raise
    except UserError:
        if is_new:
            _remove_empty(path)
        raise
    finally:
        _close(fd)
    if is_new:
        try:
            _sync_folder(path.parent)
            # The folder may be as new as the file, and whoever made it killed before it was flushed into its own.
            _sync_folder(path.parent.parent)
        except OSError as err:
            raise _unsure(path, err) from err


def flush_again(path: Path, start: int) -> None:
    """Writes the bytes from `start` on once more, as they are, and flushes them.

    After a flush that failed the system may hold a line to be on the disk that is not: only writing it anew makes sure.
    Raises UserError; the content is the same before and after.
    """
    try:
        fd = os.open(path, os.O_RDWR | _BINARY)
        try:
            data = _read_at(fd, start, os.fstat(fd).st_size)
            os.lseek(fd, start, os.SEEK_SET)
            _write_all(fd, data)
            os.fsync(fd)
        finally:
            _close(fd)
        _sync_folder(path.parent)
    except OSError as err:
        raise _write_error(path, err) from err


def read_lines(path: Path) -> list[str]:
    r"""The complete lines of an append-only file, split at \n alone; none when the file is missing. Raises UserError."""
    data = read_bytes(path)
    lines = data.split(b"\n")[:-1]
    if lines and b"\0" in lines[-1]:
        lines.pop()
    try:
        return [line.decode("utf-8") for line in lines]
    except UnicodeDecodeError as err:
        raise UserError(f"“{path}”已损坏，含有无法识别的字节。", "从备份恢复此文件") from err


def read_bytes(path: Path) -> bytes:
    """The whole file; nothing when it is missing. Raises UserError. For our own files: a stranger's go to `read_limited`."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as err:
        raise _read_error(path, err) from err


@contextmanager
def lock(folder: Path, timeout: float = WAIT, who: str = "", what: str = "") -> Iterator[None]:
    """Holds the folder against other processes; waits `timeout` seconds. Not re-entrant.

    Raises UserError that says who holds it, with which command and since when: what the holder gave as `who` and `what`.
    """
    from filelock import FileLock, Timeout

    held = FileLock(folder / LOCK_NAME, timeout=timeout, poll_interval=0.02)
    try:
        held.acquire()
    except Timeout as err:
        raise UserError(
            f"{_holder(folder)}正在写这个园区（{folder}），等了 {timeout:g} 秒仍未结束，这条命令没有写入任何内容。",
            "等它结束后再试；如果那个程序已经没有响应，结束它即可，锁会自己放开",
        ) from err
    except (OSError, NotImplementedError) as err:
        raise UserError(f"无法锁定文件夹“{folder}”：{_reason(err)}。", "确认文件夹存在并且可写") from err
    try:
        _sign(folder, who, what)
        yield
    finally:
        with suppress(OSError):
            (folder / HOLDER_NAME).unlink()
        with suppress(OSError):  # what was to be written is written; the system frees the lock with the process
            held.release()


def _sign(folder: Path, who: str, what: str) -> None:
    """Leaves word of who holds the lock; a disk that cannot take it is no reason not to work."""
    data = {"who": who, "what": what, "since": dt.datetime.now().astimezone().isoformat(timespec="seconds")}
    with suppress(OSError):
        (folder / HOLDER_NAME).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def _holder(folder: Path) -> str:
    """`钱二（checklist import a.xlsx，10:05 起）`, as far as the holder said so."""
    try:
        data = json.loads((folder / HOLDER_NAME).read_text(encoding="utf-8"))
        who, what, since = (_shown(str(data[name])) for name in ("who", "what", "since"))
        began = dt.datetime.fromisoformat(since).astimezone().strftime("%m-%d %H:%M:%S")
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return "另一个 zcdoc "
    return f"{who or '另一个 zcdoc'}（{'，'.join(filter(None, [what, f'{began} 起']))}）"


def child(root: Path, relative: str) -> Path:
    """The path of `relative` below `root`, on every system the same. Raises UnsafeError for anything that leads out.

    The path need not exist. Refused are absolute paths, drives, `..`, backslashes, colons, control characters, device
    names of Windows, and symbolic links that lead out of the root.
    """
    reason = _unsafe_reason(relative)
    if not reason and not _stays_inside(root, relative):
        reason = "它指向文件夹之外"
    if reason:
        raise UnsafeError(
            f"拒绝使用路径“{_shown(relative)}”：{reason}。", "写成以 / 分隔的相对路径，例如 evidence/合同.pdf"
        )
    return root / relative


def sha256_bytes(data: bytes) -> str:
    """Lower-case hexadecimal sha256."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """Lower-case hexadecimal sha256 of a file, read in chunks. Raises UserError."""
    digest = hashlib.sha256()
    with _open_for_reading(path) as fd:
        while chunk := _read_some(path, fd):
            digest.update(chunk)
    return digest.hexdigest()


def read_limited(path: Path, limit: int) -> bytes:
    """The whole file, of `limit` bytes at most. Raises UserError: missing, too large, a folder, unreadable."""
    data = bytearray()
    with _open_for_reading(path) as fd:
        # Counted while reading: a size asked for beforehand may have changed by now.
        while len(data) <= limit and (chunk := _read_some(path, fd)):
            data += chunk
    if len(data) > limit:
        raise UserError(f"文件“{path}”太大，超过 {_size(limit)}。", "换一个较小的文件")
    return bytes(data)


# --- writing ----------------------------------------------------------------------------------------------------------


@contextmanager
def _replacing(path: Path) -> Iterator[int]:
    """A descriptor to write to; what was written replaces the file when the block ends well."""
    temp = path.parent / f"{TEMP_PREFIX}{secrets.token_hex(8)}{TEMP_SUFFIX}"
    before = _stamp(path)
    try:
        # Not tempfile: its files are 0600, and a colleague could no longer read a shared folder.
        fd = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
        try:
            _claim(fd)
            yield fd
            os.fsync(fd)
        finally:
            _close(fd)
        _keep_mode(path, temp)
        os.replace(temp, path)  # noqa: PTH105 — os throughout, so that a test can record every call to the system
    except OSError as err:
        unchanged = _stamp(path) == before
        _discard(temp)
        raise (_write_error if unchanged else _unsure)(path, err) from err
    except BaseException:  # an interrupt leaves no litter either
        _discard(temp)
        raise
    try:
        _sync_folder(path.parent)
    except OSError as err:
        raise _unsure(path, err) from err


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What tells one version of a file from another; None when there is no file, or none that can be looked at."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _claim(fd: int) -> None:
    """Marks a temporary file as in use until it is closed, so that `sweep` leaves it alone.

    Windows refuses to delete an open file by itself.
    """
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _leftovers(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if is_leftover(path)]
    except OSError:
        return []


def _sweep(path: Path) -> None:
    if sys.platform == "win32":
        path.unlink()
        return
    import fcntl

    fd = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails while its writer lives
        path.unlink()
    finally:
        _close(fd)


def _close(fd: int) -> None:
    """What counts was flushed before; a complaint at closing changes nothing about it."""
    with suppress(OSError):
        os.close(fd)


def _keep_mode(path: Path, temp: Path) -> None:
    """Gives the new file the old one's permissions. Raises PermissionError when the old one is write-protected."""
    if not path.exists():
        return
    # A rename would pass over the protection that somebody gave the file.
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    temp.chmod(stat.S_IMODE(path.stat().st_mode))


def _discard(temp: Path) -> None:
    with suppress(OSError):
        temp.unlink()


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _sync_folder(folder: Path) -> None:
    """Makes a rename or a new name durable. Windows does it with the rename and cannot open a folder."""
    if os.name == "nt":
        return
    try:
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            _close(fd)
    except OSError as err:
        if err.errno not in _NO_FOLDER_SYNC:
            raise


# --- appending --------------------------------------------------------------------------------------------------------


def _append(path: Path, fd: int, data: bytes, after: int | None) -> None:
    """Writes behind the last complete line. Raises UserError with the file as it was, UnsureError otherwise."""
    try:
        end = _whole_length(fd)
        if after is not None and end != after:
            raise UserError(f"“{path.name}”在读取之后又被别的程序改动，没有写入。", "重新运行命令")
        os.ftruncate(fd, end)
        os.lseek(fd, end, os.SEEK_SET)
    except OSError as err:
        raise _write_error(path, err) from err
    try:
        _write_all(fd, data)
        os.fsync(fd)
    except OSError as err:
        raise (_write_error if _taken_back(fd, end) else _unsure)(path, err) from err


def _taken_back(fd: int, end: int) -> bool:
    """Whether the file certainly ends at `end` again: cut there, flushed, and looked at."""
    try:
        os.ftruncate(fd, end)
        os.fsync(fd)
        return os.fstat(fd).st_size == end
    except OSError:
        return False


def _remove_empty(path: Path) -> None:
    """A new file that could not take its first line is not left behind."""
    with suppress(OSError):
        if path.stat().st_size == 0:
            path.unlink()


def _whole_length(fd: int) -> int:
    """Bytes up to the end of the last complete line.

    After a power cut a file may have its new length and zeros for content: a last line with a zero byte is torn too.
    """
    end = _after_newline(fd, os.fstat(fd).st_size)
    start = _after_newline(fd, end - 1)
    return start if b"\0" in _read_at(fd, start, end) else end


def _after_newline(fd: int, before: int) -> int:
    """The place just after the last newline within the first `before` bytes; 0 when there is none."""
    while before > 0:
        start = max(0, before - _CHUNK)
        found = _read_at(fd, start, before).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        before = start
    return 0


def _read_at(fd: int, start: int, end: int) -> bytes:
    os.lseek(fd, start, os.SEEK_SET)
    data = bytearray()
    while len(data) < end - start and (chunk := os.read(fd, end - start - len(data))):
        data += chunk
    return bytes(data)


# --- reading ----------------------------------------------------------------------------------------------------------


@contextmanager
def _open_for_reading(path: Path) -> Iterator[int]:
    """A descriptor of a regular file. Raises UserError; a pipe or device would block for ever."""
    try:
        info = path.stat()
        if stat.S_ISDIR(info.st_mode):
            raise UserError(f"“{path}”是一个文件夹，这里要的是文件。", "写出文件的完整名称")
        if not stat.S_ISREG(info.st_mode):
            raise UserError(f"“{path}”不是普通文件。", "换一个文件")
        fd = os.open(path, os.O_RDONLY | _BINARY)
    except (OSError, ValueError) as err:
        raise _read_error(path, err) from err
    try:
        yield fd
    finally:
        _close(fd)


def _read_some(path: Path, fd: int) -> bytes:
    try:
        return os.read(fd, _CHUNK)
    except OSError as err:
        raise _read_error(path, err) from err


# --- paths ------------------------------------------------------------------------------------------------------------


def _unsafe_reason(relative: str) -> str:
    if not relative:
        return "它是空的"
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in relative):
        return "它含有控制字符或无法保存的字符"
    if "\\" in relative:
        return "它含有反斜杠"
    if ":" in relative:
        return "它含有冒号（盘符，或 Windows 的附加流）"
    if relative.startswith("/"):
        return "它是绝对路径"
    return next(filter(None, map(_unsafe_segment, relative.split("/"))), "")


def _unsafe_segment(segment: str) -> str:
    # Windows drops trailing dots and spaces, so `.. ` is `..` there, and `a.` is `a`.
    bare = segment.rstrip(". ")
    if not bare:
        return "其中一段是空的、“.”或“..”"
    if bare != segment:
        return "其中一段以点或空格结尾，Windows 上会变成另一个文件"
    return "其中一段是 Windows 的设备名" if _DEVICES.fullmatch(segment) else ""


def _stays_inside(root: Path, relative: str) -> bool:
    try:
        base = root.resolve()
        return (base / relative).resolve().is_relative_to(base)
    except (OSError, RuntimeError, ValueError):  # a ring of links, a name too long, text that is no file name
        return False


# --- messages ---------------------------------------------------------------------------------------------------------


def _write_error(path: Path, err: OSError) -> UserError:
    reason, fix = _WRITE_ADVICE.get(err.errno, (_reason(err), "检查磁盘和权限后重试"))
    return UserError(f"无法写入“{path}”：{reason}。", fix)


def _unsure(path: Path, err: OSError) -> UnsureError:
    return UnsureError(
        f"写入“{path}”时磁盘报错（{_reason(err)}），不能确认新内容是否已经落盘。",
        "检查磁盘后打开这个文件看一看；内容不对就重新运行命令",
    )


def _read_error(path: Path, err: OSError | ValueError) -> UserError:
    if isinstance(err, FileNotFoundError):
        return UserError(f"找不到文件“{path}”。", "检查文件名和所在文件夹")
    if isinstance(err, PermissionError):
        return UserError(f"没有权限读取“{path}”。", "修改文件权限，或换一个文件")
    if isinstance(err, IsADirectoryError):
        return UserError(f"“{path}”是一个文件夹，这里要的是文件。", "写出文件的完整名称")
    return UserError(f"无法读取“{_shown(str(path))}”：{_reason(err)}。", "检查磁盘和文件名后重试")


def _reason(err: Exception) -> str:
    return (err.strerror if isinstance(err, OSError) else None) or str(err) or type(err).__name__


def _shown(text: str) -> str:
    """A name as it may be printed: no control characters, and not without end."""
    return "".join(sign if sign.isprintable() else "�" for sign in text[:200])


def _size(count: int) -> str:
    return f"{count / (1 << 20):g} MB" if count >= 1 << 20 else f"{count} 字节"
