"""Reads the four files of a pack. Everything that is wrong is told with line and column."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from zcdoc import yamlio
from zcdoc.model.pack import Pack
from zcdoc.model.validation import FILES, validate
from zcdoc.pack.lint import lint
from zcdoc.problems import Problems

MAX_BYTES = 2_000_000


def load(folder: Path, origin: str) -> Pack:
    """The pack in a folder. Raises ProblemsError with every problem when there is an error."""
    pack, problems = read_pack(folder, origin)
    problems.raise_errors(f"标准包 {folder.name} 有错误，无法使用")
    assert pack is not None
    return pack


def read_pack(folder: Path, origin: str) -> tuple[Pack | None, Problems]:
    """The pack and every problem of its files; the pack is None when its files do not parse."""
    problems = Problems()
    docs = {name: _document(folder, name, problems) for name in FILES}
    parts = {name: _validated(docs[name], problems) for name in FILES}
    if problems.errors:
        return None, problems
    pack = _assemble(parts, _digest(folder), origin)
    problems.extend(lint(pack, docs, folder.name))
    return pack, problems


def _document(folder: Path, name: str, problems: Problems) -> yamlio.Document:
    path = folder / name
    try:
        text = path.read_bytes()[: MAX_BYTES + 1].decode("utf-8-sig")
    except FileNotFoundError:
        problems.error("pack-file", f"{name}:1:1", "缺少这个文件", "按 docs/packs.md 补齐四个文件")
    except UnicodeDecodeError:
        problems.error("pack-file", f"{name}:1:1", "不是 UTF-8 编码", "用 UTF-8 另存")
    except OSError as err:
        problems.error("pack-file", f"{name}:1:1", f"读不出来：{err}", "检查文件")
    else:
        if len(text) > MAX_BYTES:
            problems.error("pack-file", f"{name}:1:1", f"文件超过 {MAX_BYTES} 字节", "检查是否放错了文件")
            return yamlio.Document(name)
        return yamlio.read(text, name, problems)
    return yamlio.Document(name)


def _validated(doc: yamlio.Document, problems: Problems) -> Any:
    if doc.data is None:
        return None
    model, faults = validate(doc.name, doc.data)
    for fault in faults:
        problems.error("pack-schema", doc.where(fault.path), fault.message, fault.fix)
    return model


def _assemble(parts: dict[str, Any], digest: str, origin: str) -> Pack:
    return Pack(
        head=parts["pack.yaml"],
        clauses=parts["clauses.yaml"].clauses,
        indicators=parts["indicators.yaml"].indicators,
        rating=parts["rating.yaml"].rating,
        sha256=digest,
        origin=origin,
    )


def _digest(folder: Path) -> str:
    """sha256 over the four files with LF line ends, so that a checkout on Windows has the same one."""
    whole = hashlib.sha256()
    for name in FILES:
        data = (folder / name).read_bytes().replace(b"\r\n", b"\n")
        whole.update(f"{name}\0{len(data)}\0".encode())
        whole.update(data)
    return whole.hexdigest()
