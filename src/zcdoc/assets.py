"""Where packs and templates are found: the user's workspace, then the installed package, then the checkout.

Looks only beside the imported package and then in the checkout it belongs to; never in site-packages by name, where an
editable install leaves a stale copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).resolve().parent
BUILT_IN, WORKSPACE = "built-in", "workspace"


@dataclass(frozen=True, slots=True)
class Found:
    """A folder of a pack or template, whose it is, and whether it hides a built-in one of the same name."""

    path: Path
    origin: str
    hides_built_in: bool = False


def built_in(kind: str) -> Path | None:
    """The folder `checklists` or `report_templates` of this installation; None when it is damaged."""
    packaged = _HERE / "_assets" / kind
    if packaged.is_dir():
        return packaged
    checkout = _HERE.parent.parent
    folder = checkout / kind
    return folder if folder.is_dir() and (checkout / "pyproject.toml").is_file() else None


def listing(kind: str, marker: str, workspace: Path | None) -> dict[str, Found]:
    """Every folder that holds the file `marker`, by name; a workspace's own hides the built-in of the same name."""
    found = {p.name: Found(p, BUILT_IN) for p in _folders(built_in(kind), marker)}
    for path in _folders(workspace / kind if workspace else None, marker):
        found[path.name] = Found(path, WORKSPACE, hides_built_in=path.name in found)
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
