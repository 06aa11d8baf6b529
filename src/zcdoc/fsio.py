"""The only module that writes users' files: atomic write, durable append, lock, safe child path, sha256.

A file is written beside its target, flushed to the disk and renamed over it, so that whoever looks, and whenever the
machine stops, the target holds the old content or the new one. A killed writer leaves at most a file `.zcdoc-….tmp`.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import stat
import unicodedata
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from zcdoc.errors import DefectError, UnsafeError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEMP_PREFIX = ".zcdoc-"
TEMP_SUFFIX = ".tmp"
LOCK_NAME = ".lock"
_BINARY = getattr(os, "O_BINARY", 0)  # without it Windows turns \n into \r\n
_CHUNK = 1 << 20
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
# File systems that cannot flush a folder say so with one of these; the rename itself has been done.
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EBADF}
_WRITE_ADVICE: dict[int | None, tuple[str, str]] = {
    errno.ENOSPC: ("磁盘已满", "腾出空间后重试，原有内容未动"),
    errno.EDQUOT: ("磁盘配额已用完", "腾出空间后重试，原有内容未动"),
    errno.EACCES: ("没有写入权限，或文件正被 Excel、WPS、Word 打开", "关闭打开它的程序，或换一个可写的位置"),
    errno.EPERM: ("没有写入权限", "换一个可写的位置，或修改权限"),
    errno.EROFS: ("所在磁盘是只读的", "换一个可写的位置"),
    errno.ENOENT: ("所在文件夹不存在", "先建立文件夹，或换一个位置"),
    errno.ENOTDIR: ("路径中有一段不是文件夹", "换一个位置"),
    errno.EISDIR: ("这里是一个文件夹", "换一个文件名"),
    errno.ENAMETOOLONG: ("文件名太长", "换一个短一些的名称"),
}


def write_bytes(path: Path, data: bytes) -> None:
    """Replaces the file atomically. Raises UserError (full disk, no permission); the target is then unchanged."""
    with _replacing(path) as fd:
        _write_all(fd, data)


def write_text(path: Path, text: str) -> None:
    """Replaces the file atomically with UTF-8 text, line ends as given. Raises UserError."""
    write_bytes(path, text.encode("utf-8"))


def copy_in(source: Path, target: Path) -> str:
    """Copies a file atomically; returns the sha256 of what was written. Raises UserError."""
    digest = hashlib.sha256()
    with _open_for_reading(source) as read_fd, _replacing(target) as fd:
        while chunk := _read_some(source, read_fd):
            digest.update(chunk)
            _write_all(fd, chunk)
    return digest.hexdigest()


def make_dirs(path: Path) -> None:
    """Makes a folder and its parents; one that exists is fine. Raises UserError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        _sync_folder(path.parent)
    except OSError as err:
        raise _write_error(path, err) from err


def is_leftover(path: Path) -> bool:
    """Whether this is the temporary file of a killed writer; such a file may be deleted under the lock."""
    return path.name.startswith(TEMP_PREFIX) and path.name.endswith(TEMP_SUFFIX)


def append_line(path: Path, line: str) -> None:
    """Adds one line and flushes it to the disk; a torn tail left by a killed writer is first cut off.

    The caller holds the lock. Raises UserError; the file then ends with its last complete line.
    """
    if "\n" in line or "\0" in line:
        raise DefectError("内部错误：要追加的一行含有换行符或空字符。")
    try:
        is_new = not path.exists()
        fd = os.open(path, os.O_RDWR | os.O_CREAT | _BINARY, 0o666)
        try:
            _append(fd, line.encode("utf-8") + b"\n")
        finally:
            os.close(fd)
        if is_new:
            _sync_folder(path.parent)
    except OSError as err:
        raise _write_error(path, err) from err


def read_lines(path: Path) -> list[str]:
    r"""The complete lines of an append-only file, split at \n alone; none when the file is missing. Raises UserError."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as err:
        raise _read_error(path, err) from err
    lines = data.split(b"\n")[:-1]
    if lines and b"\0" in lines[-1]:
        lines.pop()
    try:
        return [line.decode("utf-8") for line in lines]
    except UnicodeDecodeError as err:
        raise UserError(f"“{path}”已损坏，含有无法识别的字节。", "从备份恢复此文件") from err


@contextmanager
def lock(folder: Path, timeout: float = 10.0) -> Iterator[None]:
    """Holds the folder against other processes; waits `timeout` seconds. Raises UserError. Not re-entrant."""
    from filelock import FileLock, Timeout

    held = FileLock(folder / LOCK_NAME, timeout=timeout)
    try:
        held.acquire()
    except Timeout as err:
        raise UserError(
            f"另一个 zcdoc 正在写这个园区（{folder}），等了 {timeout:g} 秒仍未结束。", "等它结束后再试"
        ) from err
    except (OSError, NotImplementedError) as err:
        raise UserError(f"无法锁定文件夹“{folder}”：{_reason(err)}。", "确认文件夹存在并且可写") from err
    try:
        yield
    finally:
        held.release()


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
    try:
        # Not tempfile: its files are 0600, and a colleague could no longer read a shared folder.
        fd = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
        try:
            yield fd
            os.fsync(fd)
        finally:
            os.close(fd)
        _keep_mode(path, temp)
        os.replace(temp, path)  # noqa: PTH105 — os throughout, so that a test can record every call to the system
        _sync_folder(path.parent)
    except OSError as err:
        _discard(temp)
        raise _write_error(path, err) from err
    except BaseException:  # an interrupt leaves no litter either
        _discard(temp)
        raise


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
            os.close(fd)
    except OSError as err:
        if err.errno not in _NO_FOLDER_SYNC:
            raise


# --- appending --------------------------------------------------------------------------------------------------------


def _append(fd: int, data: bytes) -> None:
    end = _whole_length(fd)
    os.ftruncate(fd, end)
    os.lseek(fd, end, os.SEEK_SET)
    try:
        _write_all(fd, data)
        os.fsync(fd)
    except OSError:
        with suppress(OSError):
            os.ftruncate(fd, end)
        raise


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
        os.close(fd)


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
