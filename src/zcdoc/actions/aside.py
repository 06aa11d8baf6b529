"""Documents are written over only where they are, byte for byte, what was written before; anything else is set aside first.

By content, never by time: a file that somebody edited, annotated or put there keeps its content under a dated name beside.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from zcdoc import fsio, notices, seal
from zcdoc.errors import UnsureError, UserError
from zcdoc.store import moment

MAX_SEEN = 256 * 1024 * 1024  # a file larger than any of ours is set aside unread
MAX_NAME = 255  # bytes of a file name, on every file system that is in use
WHY = {
    "changed": "这份文件在生成之后被改动过",
    "unsealed": "这份文件由较早版本的 zcdoc 生成，分不清有没有人改过",
    "foreign": "原来的文件不是 zcdoc 写的，或已由别的程序重新保存",
}


def deliver(path: Path, data: bytes, state: Callable[[bytes], seal.State]) -> Path | None:
    """Writes a document. What stands there and is not whole is first set aside; returns where to, None when nothing was.

    `state` says how the old file stands. Raises UserError when the file is open in a program, cannot be read, or changes
    meanwhile; the old file then stands as it did.
    """
    refuse_open(path)
    if not path.exists():
        fsio.write_bytes(path, data)
        return None
    seen = fsio.sha256_file(path)
    found = state(fsio.read_limited(path, MAX_SEEN)) if path.stat().st_size <= MAX_SEEN else "foreign"
    kept = None if found == "whole" else _copied(path)
    try:
        replace_seen(path, data, seen)
    except UnsureError:
        raise
    except BaseException:
        _discard(kept)
        raise
    if kept is not None:
        notices.tell("set-aside", str(path), f"{WHY[found]}，已另存为“{kept.name}”", "其中要留用的内容从那一份里取")
    return kept


def replace_seen(path: Path, data: bytes, seen: str | None) -> None:
    """Writes a file; over one that was judged only while it still has that content (by sha256).

    Raises UserError when it has changed since.
    """
    if seen is not None and fsio.sha256_file(path) != seen:
        raise UserError(f"“{path}”正在被别的程序改动，没有覆盖", "关闭打开它的程序，再试一次")
    fsio.write_bytes(path, data)


def refuse_open(path: Path) -> None:
    """Raises UserError when a word processor or spreadsheet has left the mark that it has the file open."""
    found = next((mark for mark in _marks(path) if (path.parent / mark).exists()), None)
    if found is not None and path.exists():
        raise UserError(
            f"“{path}”正由 Word、Excel、WPS 或 LibreOffice 打开（旁边有 {found}），没有覆盖",
            f"存盘、关闭后再试；确实没有人开着它的（程序曾异常退出），删去 {found} 再试",
        )


def _marks(path: Path) -> tuple[str, ...]:
    """Names of the files by which Excel and Word, WPS and LibreOffice show that they have a file open."""
    # Word drops the first two characters of a name of eight or more before its mark, the first one of a name of seven.
    dropped = min(max(len(path.stem) - 6, 0), 2) if path.suffix.lower() == ".docx" else 0
    return f"~${path.name[dropped:]}", f".~{path.name}", f".~lock.{path.name}#"


def _copied(path: Path) -> Path:
    """A durable copy under a dated name that no other file has; the original still stands."""
    kept = _reserved(path)
    try:
        fsio.copy_in(path, kept)
    except BaseException:
        _discard(kept)
        raise
    with suppress(OSError):
        shutil.copystat(path, kept)
    return kept


def _reserved(path: Path) -> Path:
    """An empty file of a free name, so that two commands at once never choose the same one. Raises UserError."""
    for number in range(1, 1000):
        chosen = path.with_name(dated_name(path.name, f"{moment():%Y-%m-%d %H.%M}", number))
        try:
            chosen.touch(exist_ok=False)
        except FileExistsError:
            continue
        except OSError as err:
            raise UserError(f"不能把“{path}”另存为“{chosen.name}”，没有覆盖它", "检查磁盘空间和文件夹权限") from err
        return chosen
    raise UserError(f"“{path}”旁边另存的旧文件太多，没有覆盖它", "清理文件夹后再试")


def dated_name(name: str, when: str, number: int = 1) -> str:
    """`report.docx` -> `report（2026-11-28 14.05 前的改动）.docx`; without a colon, which Windows does not allow."""
    stem, ending = Path(name).stem, Path(name).suffix
    tail = f"（{when} 前的改动{f' {number}' if number > 1 else ''}）{ending}"
    room = MAX_NAME - len(tail.encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + tail


def _discard(kept: Path | None) -> None:
    """Takes back a copy that is not needed: the original stands."""
    if kept is not None:
        with suppress(OSError):
            kept.unlink()
