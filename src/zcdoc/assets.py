"""Where packs and templates are found: the user's workspace, then the installed package, then the checkout.

Looks only beside the imported package and then in the checkout it belongs to; never in site-packages by name, where an
editable install leaves a stale copy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).resolve().parent
BUILT_IN, WORKSPACE = "built-in", "workspace"


@dataclass(frozen=True, slots=True)
class Found:
    """A folder of a pack or template, whose it is, and the built-in one of the same name that it hides."""

    path: Path
    origin: str
    hides: Path | None = None

    @property
    def hides_built_in(self) -> bool:
        return self.hides is not None


def built_in(kind: str) -> Path | None:
    """The folder `checklists` or `report_templates` of this installation; None when it is damaged."""
    packaged = _HERE / "_assets" / kind
    if packaged.is_dir():
        return packaged
    checkout = _HERE.parent.parent
    folder = checkout / kind
    return folder if folder.is_dir() and (checkout / "pyproject.toml").is_file() else None


def listing(kind: str, marker: str, workspace: Path | None) -> dict[str, Found]:
    """Every folder that holds the file `marker`, by name; a workspace's own hides the built-in of the same name.

    A checkout that is its own workspace hides nothing: its folders are the built-in ones.
    """
    found = {p.name: Found(p, BUILT_IN) for p in _folders(built_in(kind), marker)}
    for path in _folders(workspace / kind if workspace else None, marker):
        hidden = found[path.name].path if path.name in found else None
        if hidden is None or not path.samefile(hidden):
            found[path.name] = Found(path, WORKSPACE, hidden)
    return dict(sorted(found.items()))


def _folders(root: Path | None, marker: str) -> list[Path]:
    if root is None or not root.is_dir():
        return []
    return sorted(p for p in root.iterdir() if _holds(p, marker))


def _holds(folder: Path, marker: str) -> bool:
    """A folder that may not be looked into is listed: whoever opens it is told, and the others stay usable."""
    try:
        return (folder / marker).is_file()
    except OSError:
        return True


def digest(folder: Path, names: Iterable[str]) -> str:
    """sha256 over those of the files that are there, each with its name and length; LF line ends in text.

    A checkout on Windows has the same one. Raises OSError for a file that cannot be read.
    """
    return digest_of((name, (folder / name).read_bytes()) for name in names if (folder / name).is_file())


def digest_of(files: Iterable[tuple[str, bytes]]) -> str:
    """The same over files that were read already, by name."""
    whole = hashlib.sha256()
    for name, data in files:
        plain = data.replace(b"\r\n", b"\n") if name.endswith(".yaml") else data
        whole.update(f"{name}\0{len(plain)}\0".encode())
        whole.update(plain)
    return whole.hexdigest()


def differing(one: Path, other: Path, names: Iterable[str]) -> list[str]:
    """The files that two folders do not have alike."""
    return [n for n in names if digest(one, [n]) != digest(other, [n])]
