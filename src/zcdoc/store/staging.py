"""Evidence on its way in: copied under a name of our own, registered, and only then put in its place.

So a file that nobody registered never looks like evidence, whenever the machine stops; and one that is registered is there,
whole, in its place or beside it. The next command that writes into the park finishes what an earlier one began: it puts in
place what the history has, and deletes what it has not.
"""

from __future__ import annotations

from pathlib import Path

from zcdoc import fsio, notices
from zcdoc.errors import ZcdocError
from zcdoc.model.record import PARK, Record, Rows

_SUFFIX = ".staged"  # not swept with other temporary files: only the history knows what is to become of it


def staged(folder: Path, sha256: str) -> Path:
    """Where the content waits until it is registered."""
    return folder / f"{fsio.TEMP_PREFIX}{sha256}{_SUFFIX}"


def waiting(folder: Path) -> list[Path]:
    """What waits in the evidence folder; nothing when it cannot be read."""
    try:
        return sorted(p for p in folder.iterdir() if p.name.startswith(fsio.TEMP_PREFIX) and p.name.endswith(_SUFFIX))
    except OSError:
        return []


def settle(folder: Path, record: Record) -> None:
    """Puts in place what the record has and deletes what it has not. The caller holds the park's lock.

    What cannot be put in place now stays where it is, and is told: the record is right, and the next command tries again.
    """
    for path in waiting(folder):
        sha256 = path.name.removeprefix(fsio.TEMP_PREFIX).removesuffix(_SUFFIX)
        name = _name(sha256, record.rows("evidence", PARK))
        try:
            _settle(folder, path, sha256, name)
        except ZcdocError as err:
            _tell(name, err.message)
        except OSError as err:  # a failing disk, asked whether something is there
            _tell(name, str(err.strerror or err))


def _name(sha256: str, register: Rows) -> str:
    """The file name under which this content is registered; blank when it is not."""
    return next((row["文件"] for row in register.values() if row.get("sha256") == sha256 and row.get("文件")), "")


def _settle(folder: Path, path: Path, sha256: str, name: str) -> None:
    target = fsio.child(folder, name) if name else path
    if not name or fsio.sha256_file(path) != sha256 or (target.is_file() and fsio.sha256_file(target) == sha256):
        fsio.remove(path)
        return
    fsio.make_dirs(target.parent)
    fsio.move_in(path, target)


def _tell(name: str, why: str) -> None:
    """Only of what is registered; what is not is nobody's loss, and is tried again."""
    if name:
        message = f"已登记，内容也已存好，但还没有放到位：{why}"
        fix = "移开挡住它的文件，或排除磁盘故障；下一条写入这个园区的命令会把它放到位"
        notices.tell("evidence-not-in-place", f"evidence/{name}", message, fix)
