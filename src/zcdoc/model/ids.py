"""Ids of parks, packs and rounds: safe as folder names on every system, refused before they become a path."""

from __future__ import annotations

import re

from zcdoc.errors import UsageError

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))}
EVIDENCE_ID = re.compile(r"EV-\d{3,6}")


def is_id(text: str) -> bool:
    return bool(_ID.fullmatch(text)) and not text.endswith("-") and text not in _RESERVED


def require_id(text: str, what: str) -> str:
    """Returns the id unchanged. Raises UsageError when it cannot be a folder name on every system."""
    if not is_id(text):
        raise UsageError(
            f"{what}“{text[:80]}”不能用：只能含小写字母、数字和连字符，1 至 64 个字符，不以连字符开头或结尾，不用系统保留名",
            "例如 lingang-2026",
        )
    return text
