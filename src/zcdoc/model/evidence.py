"""The derived state of a check's evidence (design contract 4.3): never typed, always from the register and the files."""

from __future__ import annotations

from collections.abc import Mapping

from zcdoc.model.facts import ABSENT, FileFact
from zcdoc.model.pack import Check
from zcdoc.model.record import Row, Rows
from zcdoc.model.tables import NOT_APPLICABLE, NOT_INSPECTED
from zcdoc.model.values import split_refs
from zcdoc.model.view import View

REFS = "证据编号"
SUFFICIENT, TO_COMPLETE, MISSING, EXPIRED, NONE = "充分", "待补充", "缺失", "过期", "—"
PHOTO = "照片"
MAX_PHOTOS = 24  # that a document takes; it would grow without end otherwise
STATES = (SUFFICIENT, TO_COMPLETE, MISSING, EXPIRED, NONE)


def references(row: Row) -> list[str]:
    """The evidence numbers that a row names, pages left out, each once."""
    return list(dict.fromkeys(ref for ref, _ in split_refs(row.get(REFS, ""))))


def is_expired(item: Row, as_of: str) -> bool:
    """Whether a registered item's last valid day lies before the as-of date."""
    return bool(as_of) and "" < item.get("有效期至", "") < as_of


def is_photo(item: Row) -> bool:
    return item.get("类型") == PHOTO


def file_missing(item: Row, fact: FileFact) -> bool:
    return bool(item.get("文件")) and not fact.exists


def file_changed(item: Row, fact: FileFact) -> bool:
    """Whether the file is no longer the one that was registered."""
    return fact.exists and bool(item.get("sha256")) and fact.sha256 != item["sha256"]


def lacking(item: Row) -> list[str]:
    """What a registered item still lacks; a remark on where the original is kept stands for the file."""
    names = [name for name in ("出具单位", "出具日期") if not item.get(name)]
    return names if item.get("文件") or item.get("备注") else ["文件", *names]


def state_of(refs: list[str], register: Rows, files: Mapping[str, FileFact], as_of: str) -> str:
    """The state of some references: the gravest that applies. 缺失 when there is none at all."""
    known = [(register[ref], files.get(ref, ABSENT)) for ref in refs if ref in register]
    if not refs or len(known) < len(refs) or any(file_missing(item, fact) for item, fact in known):
        return MISSING
    if any(is_expired(item, as_of) for item, _ in known):
        return EXPIRED
    open_ = any(lacking(item) or file_changed(item, fact) for item, fact in known)
    return TO_COMPLETE if open_ else SUFFICIENT


def evidence_state(view: View, check: Check, files: Mapping[str, FileFact], as_of: str) -> str:
    """A check's evidence state; — for what is 未检查 or 不适用 and names no evidence."""
    refs = references(view.check_row(check))
    if not refs and view.result(check) in {NOT_INSPECTED, NOT_APPLICABLE}:
        return NONE
    return state_of(refs, view.evidence, files, as_of)


def evidence_states(view: View, files: Mapping[str, FileFact], as_of: str) -> dict[str, str]:
    """The state of every check of the pack, by check id."""
    return {key: evidence_state(view, check, files, as_of) for key, (_, check) in view.pack.checks.items()}
