"""A workspace: a folder with `zcdoc.yaml` and `parks/`."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from pathlib import Path

from zcdoc import fsio
from zcdoc.errors import UsageError, UserError
from zcdoc.model.ids import is_id, require_id
from zcdoc.problems import Problems
from zcdoc.store.park import ParkStore

MARKER, PARKS, ENV = "zcdoc.yaml", "parks", "ZCDOC_WORKSPACE"
_START = """# zcdoc 工作区。user 是命令行上没有 --by 时记入历史的姓名；空着用登录名。
user:
"""


@dataclass(frozen=True)
class Workspace:
    """Where the parks are, and who acts when nobody is named."""

    root: Path
    user: str = ""

    def store(self, park: str) -> ParkStore:
        """The folder of a park, existing or not. Raises UsageError for a bad id, UnsafeError for an escape."""
        require_id(park, "园区编号")
        return ParkStore(fsio.child(self.root / PARKS, park), park)

    def existing(self, park: str) -> ParkStore:
        """The folder of a park that exists. Raises UsageError otherwise, naming the parks there are."""
        store = self.store(park)
        if not store.exists():
            known = "、".join(self.parks()) or "（还没有园区）"
            raise UsageError(f"没有园区“{park}”", f"现有园区：{known}；用 zcdoc park new 新建")
        return store

    def parks(self) -> list[str]:
        folder = self.root / PARKS
        if not folder.is_dir():
            return []
        return sorted(p.name for p in folder.iterdir() if is_id(p.name) and _is_park(p))

    def actor(self, by: str | None) -> str:
        return by or self.user or getpass.getuser()


def _is_park(folder: Path) -> bool:
    """A folder that may not be looked into counts as a park: whoever opens it is told, and the others stay in the list."""
    try:
        return ParkStore(folder, folder.name).exists()
    except OSError:
        return True


def locate(given: Path | None, start: Path) -> Path | None:
    """The root of the workspace given, else of the environment, else the nearest folder upward; nothing is opened."""
    chosen = _named(given)
    if chosen is not None:
        return chosen.resolve() if (chosen / MARKER).is_file() else None
    folders = (start.resolve(), *start.resolve().parents)
    return next((folder for folder in folders if (folder / MARKER).is_file()), None)


def _named(given: Path | None) -> Path | None:
    return given or (Path(os.environ[ENV]) if os.environ.get(ENV) else None)


def find(given: Path | None, start: Path) -> Workspace:
    """The workspace that `locate` finds. Raises UsageError when there is none."""
    root, chosen = locate(given, start), _named(given)
    if root is not None:
        return _open(root)
    if chosen is not None:
        raise UsageError(f"{chosen} 不是 zcdoc 工作区（没有 {MARKER}）", f"用 zcdoc init {chosen} 建一个")
    raise UsageError("这里不在任何 zcdoc 工作区里", "用 zcdoc init 文件夹名 建一个，或用 --workspace 指明")


def optional(given: Path | None, start: Path) -> Workspace | None:
    """The workspace for commands that need none; a workspace given by name must exist."""
    if given is not None or os.environ.get(ENV):
        return find(given, start)
    try:
        return find(None, start)
    except UsageError:
        return None


def _open(root: Path) -> Workspace:
    from zcdoc import yamlio

    problems = Problems()
    try:
        text = (root / MARKER).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{MARKER} 不是 UTF-8 文本", "用 UTF-8 另存") from None
    except OSError:
        raise UserError(f"{MARKER} 读不出来", "检查文件的权限") from None
    document = yamlio.read(text, MARKER, problems)
    data = document.data if isinstance(document.data, dict) else {}
    if document.data is not None and not isinstance(document.data, dict):
        problems.error("workspace", f"{MARKER}:1:1", "应是键值对", "写成 user: 姓名")
    for key in data:
        if key != "user":
            problems.error("workspace", document.where((key,)), f"不认识的项“{key}”", "只能写 user")
    if data.get("user") is not None and not isinstance(data["user"], str):
        problems.error("workspace", document.where(("user",)), "user 应是姓名", "写成 user: 姓名")
    problems.raise_errors(f"工作区文件 {MARKER} 有错误")
    return Workspace(root, data.get("user") or "")


def init(folder: Path) -> Path:
    """Makes a workspace; returns its root. Raises UserError when one is there already."""
    if (folder / MARKER).exists():
        raise UserError(f"{folder} 已经是工作区", "换一个文件夹")
    fsio.make_dirs(folder / PARKS)
    fsio.write_text(folder / MARKER, _START)
    return folder.resolve()
