"""Folders in BagIt form (RFC 8493), made and judged by the library `bagit`; and a zip of one with the same bytes each time."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from zcdoc import fsio
from zcdoc.errors import DefectError, UserError

ALGORITHM = "sha256"
_DATE = (1980, 1, 1, 0, 0, 0)
# Already compressed: deflating them again takes time and saves nothing.
_STORED = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".zip", ".7z", ".rar", ".mp4", ".docx", ".xlsx", ".pptx"}


def deliver(target: Path, name: str, fill: Callable[[Path], None], info: Mapping[str, str]) -> int:
    """Makes a bag, proves it and puts it at `target`, a folder or a `.zip`; returns the number of files in its payload.

    `fill` puts the payload into a folder. Nothing stands at `target` before the whole is there, and what stands there is never
    replaced. Raises UserError for that, and when the disk refuses; DefectError when the validator finds fault.
    """
    if target.exists() or target.is_symlink():
        raise UserError(f"“{target}”已经有了，没有覆盖", "用 -o 换一个名称，或先移走它")
    fsio.make_dirs(target.parent)
    with tempfile.TemporaryDirectory(prefix=fsio.TEMP_PREFIX, suffix=fsio.TEMP_SUFFIX, dir=target.parent) as temp:
        folder = Path(temp) / name
        folder.mkdir()
        fill(folder)
        try:
            count = _bagged(folder, info)
            _flush(folder)
            made = _zipped(folder, Path(temp) / f"{name}.zip") if target.suffix.lower() == ".zip" else folder
        except OSError as err:
            raise UserError(f"“{target}”没有写成：{err.strerror or err}", "检查磁盘空间和权限") from err
        fsio.move_in(made, target)
    return count


def _bagged(folder: Path, info: Mapping[str, str]) -> int:
    import bagit

    logging.getLogger(bagit.MODULE_NAME).disabled = True  # it would print its tracebacks
    said = {key: " ".join(text.split()) for key, text in info.items()}
    try:
        bag = bagit.make_bag(str(folder), said, checksums=[ALGORITHM])
        bag.validate()
    except bagit.BagError as err:
        raise DefectError(f"证据包没有通过 BagIt 校验：{err}") from err
    return len(bag.payload_entries())


def _zipped(folder: Path, target: Path) -> Path:
    """Order, dates and attributes are fixed, so that one content gives one file (with one version of zlib)."""
    files = sorted(p.relative_to(folder.parent).as_posix() for p in folder.rglob("*") if p.is_file())
    with zipfile.ZipFile(target, "x", allowZip64=True) as out:
        for name in files:
            source = folder.parent / name
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_STORED if source.suffix.lower() in _STORED else zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            entry.file_size = source.stat().st_size
            with source.open("rb") as data, out.open(entry, "w") as sink:
                shutil.copyfileobj(data, sink, 1 << 20)
    _to_disk(target)
    return target


def _flush(folder: Path) -> None:
    """What the library wrote beside the payload: a move is worth nothing while the content is not on the disk."""
    for path in folder.iterdir():
        if path.is_file():
            _to_disk(path)


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
