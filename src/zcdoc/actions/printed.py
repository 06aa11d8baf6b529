"""What this workspace has read in the printed standard: kept in `checklists/completions.json`, with the originals beside it.

The pack itself stays as it is, its sha256 too. A value whose original is gone or changed is not used, and every command that
would have used it says so.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from zcdoc import fsio, notices
from zcdoc.errors import UserError
from zcdoc.model.pack import Completion, Pack
from zcdoc.store import Workspace

NAME = "checklists/completions.json"
RULE, MAX_BYTES = "completion-unusable", 1_000_000


def completed(pack: Pack, workspace: Workspace | None) -> Pack:
    """The pack with what this workspace has read in the printed standard."""
    found = kept(workspace.root).get(pack.id, {}) if workspace else {}
    lost = {a.key for a in pack.assumptions if a.kind == "lost"}
    used = {
        key: one for key, one in found.items() if key in lost and workspace and _stands(workspace.root, pack, key, one)
    }
    if not used:
        return pack
    own = {name: getattr(pack, name) for name in type(pack).model_fields}
    return Pack.model_construct(**{**own, "completed": used})


def kept(root: Path) -> dict[str, dict[str, Completion]]:
    """Raises UserError when the file cannot be understood: what was read in the standard must not be lost in silence."""
    path = root / NAME
    if not path.is_file():
        return {}
    try:
        data: Any = json.loads(fsio.read_limited(path, MAX_BYTES))
        return {name: {k: Completion.model_validate(v) for k, v in own.items()} for name, own in data.items()}
    except (ValueError, AttributeError, RecursionError) as err:
        raise UserError(
            f"{NAME} 读不懂，由印本补入的值没有采用", "从备份恢复，或删去后用 zcdoc pack complete 重新补入"
        ) from err


def _stands(root: Path, pack: Pack, key: str, one: Completion) -> bool:
    path = fsio.child(root, one.original)
    if path.is_file() and fsio.sha256_file(path) == one.sha256:
        return True
    what = "被改动过" if path.is_file() else "不见了"
    notices.tell(
        RULE,
        f"标准包 {pack.id} 的 {key}",
        f"由印本补入的值没有采用：原件 {one.original} {what}",
        "放回原件，或用 zcdoc pack complete 重新补入",
    )
    return False
