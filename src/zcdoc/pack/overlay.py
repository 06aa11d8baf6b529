"""A user's own copy of the text, laid over a pack locally: `overlays/<pack-id>.yaml` of the workspace.

It never changes the pack: its sha256 stays what was delivered. What it does is say that somebody has the words of a check whose
content the pack's source does not give; only then can such a check be judged as met.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from zcdoc import yamlio
from zcdoc.model.pack import Pack
from zcdoc.problems import Problems

FOLDER, MAX_BYTES = "overlays", 2_000_000
SOURCE, TEXTS = "source", "texts"


def laid_over(pack: Pack, path: Path) -> Pack:
    """The pack with the texts of the file, if there is one. Raises ProblemsError when the file is no overlay of it."""
    if not path.is_file():
        return pack
    problems = Problems()
    texts = _texts(pack, path, problems)
    problems.raise_errors(f"原文叠加 {path.name} 有错误，没有使用")
    return pack.with_overlay(texts)


def _texts(pack: Pack, path: Path, problems: Problems) -> dict[str, str]:
    content = path.read_bytes()[: MAX_BYTES + 1]
    try:
        text = content.decode("utf-8-sig") if len(content) <= MAX_BYTES else ""
    except UnicodeDecodeError:
        text = ""
    if not text.strip():
        problems.error(
            "overlay", f"{path.name}:1:1", "不是 UTF-8 文本，或者是空的、太大", "按 docs/packs.md 的样式重写"
        )
        return {}
    doc = yamlio.read(text, path.name, problems)
    data: Any = doc.data if isinstance(doc.data, dict) else {}
    if not problems.errors and not (str(data.get(SOURCE) or "").strip() and isinstance(data.get(TEXTS), dict)):
        problems.error("overlay", doc.where(()), "要有 source（原文从何而来）和 texts", "按 docs/packs.md 的样式补上")
        return {}
    found = data.get(TEXTS) or {}
    for key, value in found.items():
        if str(key) not in pack.checks or not str(value or "").strip():
            problems.error(
                "overlay", doc.where((TEXTS, key)), f"没有检查项“{key}”，或者没有写原文", "改正编号，写上原文"
            )
    return {str(key): str(value) for key, value in found.items()}
