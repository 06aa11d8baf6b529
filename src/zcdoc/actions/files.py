"""What stands on disk for a park's evidence: facts about the files that are registered, and whatever else is in the folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from zcdoc import fsio, pictures
from zcdoc.errors import UnsafeError, UserError
from zcdoc.model.evidence import MAX_PHOTOS, is_photo
from zcdoc.model.facts import ABSENT, FileFact
from zcdoc.model.record import PARK, Record
from zcdoc.store import ParkStore

# What systems and programs leave in folders by themselves: nobody's evidence.
_LITTER = {".ds_store", "thumbs.db", "desktop.ini"}
_LITTER_PREFIXES = ("._", "~$")


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A file or link in the evidence folder. `name` is relative, with `/`; `size` counts bytes."""

    name: str
    size: int
    link: bool


def on_disk(folder: Path) -> list[OnDisk]:
    """Every file and link in the folder and below, by name; links are not followed.

    Left out are files of ours on their way and what systems leave behind by themselves. Raises OSError for a folder that
    cannot be read.
    """
    return sorted(_below(folder, ""), key=lambda found: found.name)


def _below(folder: Path, prefix: str) -> Iterator[OnDisk]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:  # not made yet, or gone meanwhile
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path), f"{prefix}{entry.name}/")
        elif not _is_litter(Path(entry.path)):
            yield from _one(entry, prefix)


def _one(entry: os.DirEntry[str], prefix: str) -> Iterator[OnDisk]:
    try:
        info = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return
    yield OnDisk(prefix + entry.name, info.st_size, stat.S_ISLNK(info.st_mode))


def _is_litter(path: Path) -> bool:
    return path.name.lower() in _LITTER or path.name.startswith((fsio.TEMP_PREFIX, *_LITTER_PREFIXES))


def file_facts(store: ParkStore, record: Record) -> dict[str, FileFact]:
    """What stands on disk for every registered piece of evidence that names a file; a name that leads out names none.

    Photographs are decoded until there are as many as a document takes; those behind are left unopened.
    """
    facts: dict[str, FileFact] = {}
    shown = 0
    for number, row in record.rows("evidence", PARK).items():
        if not row.get("文件"):
            continue
        fact = _fact_or_none(store, row["文件"])
        if is_photo(row) and fact.exists and shown < MAX_PHOTOS:
            fact = replace(fact, unfit=unfit(store, row["文件"], fact))
            shown += not fact.unfit
        facts[number] = fact
    return facts


def _fact_or_none(store: ParkStore, name: str) -> FileFact:
    try:
        return file_fact(store, name)
    except UnsafeError:
        return ABSENT


def file_fact(store: ParkStore, name: str) -> FileFact:
    """Raises UnsafeError when the name leads out of the evidence folder."""
    path = fsio.child(store.evidence_folder, name)
    try:
        if not path.is_file():
            return ABSENT
        digest, size = fsio.sha256_file(path), path.stat().st_size
    except OSError:  # a name too long for the disk is the name of no file
        return ABSENT
    except UserError:
        if path.is_file():
            raise
        return ABSENT  # it went away meanwhile
    return FileFact(exists=True, sha256=digest, size=size, link=_through_link(store, name))


def _through_link(store: ParkStore, name: str) -> bool:
    """Whether the file is reached through a link inside the folder; the folder itself may be one."""
    parts = [PurePosixPath(name), *PurePosixPath(name).parents[:-1]]
    return any((store.evidence_folder / part).is_symlink() for part in parts)


def unfit(store: ParkStore, name: str, fact: FileFact) -> str:
    """Why a document cannot show the file as a picture; blank when it can."""
    found = picture(store, name, fact)
    return found.reason if isinstance(found, pictures.Fault) else ""


def picture(store: ParkStore, name: str, fact: FileFact) -> pictures.Picture | pictures.Fault:
    """The picture in an evidence file, fit for a document; decoded once in a process. Raises UnsafeError."""
    if fact.size > pictures.MAX_BYTES:
        return pictures.too_large()
    path = fsio.child(store.evidence_folder, name)
    try:
        return pictures.look(fact.sha256, lambda: fsio.read_limited(path, pictures.MAX_BYTES))
    except UserError:  # it went away or cannot be read: no reason to stop a document
        return pictures.Fault("读不出来", "检查文件和权限")
