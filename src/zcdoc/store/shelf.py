"""The packs that the rounds of a park stand under, each kept once under its sha256, so that no later edit reaches them."""

from __future__ import annotations

from pathlib import Path

from zcdoc import fsio
from zcdoc.errors import UserError

FOLDER, ENDING = "packs", ".zcpack"


def place(park: Path, sha256: str) -> Path:
    """Where a pack of this sha256 is kept. Raises UnsafeError for what is no name of a file."""
    return fsio.child(park / FOLDER, f"{sha256}{ENDING}")


def keep(park: Path, sha256: str, data: bytes) -> None:
    """Puts a pack there, whole or not at all; the caller holds the park's lock. What stands there already stays.

    A file that is not the same is damaged (the same pack gives the same bytes), and is written anew.
    """
    path = place(park, sha256)
    if path.is_file() and fsio.read_bytes(path) == data:
        return
    fsio.make_dirs(path.parent)
    fsio.write_bytes(path, data)


def kept(park: Path, sha256: str, limit: int) -> bytes:
    """The pack as it was kept. Raises UserError when it is not there or larger than `limit` bytes."""
    path = place(park, sha256)
    if not path.is_file():
        raise UserError(f"园区文件夹里没有存档的标准包 {FOLDER}/{path.name}", "从备份恢复这个文件")
    return fsio.read_limited(path, limit)
