"""Reads the four files of a pack. Everything that is wrong is told with line and column."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from zcdoc import yamlio
from zcdoc.model.pack import Pack
from zcdoc.model.validation import FILES, validate
from zcdoc.pack.lint import lint
from zcdoc.problems import Problem, Problems

MAX_BYTES = 8_000_000


def load(folder: Path, origin: str) -> Pack:
    """The pack in a folder. Raises ProblemsError with every problem when there is an error."""
    pack, problems = read_pack(folder, origin)
    problems.raise_errors(f"标准包 {folder.name} 有错误，无法使用")
    assert pack is not None
    return pack


def read_pack(folder: Path, origin: str) -> tuple[Pack | None, Problems]:
    """The pack and every problem of its files; the pack is None when its files do not parse.

    The files are read each time and their content is understood once: several commands need a pack more than once.
    """
    pack, found = _understood(folder.name, tuple(_content(folder, name) for name in FILES), origin)
    return pack, Problems(list(found))


@lru_cache(maxsize=32)
def _understood(
    folder: str, files: tuple[bytes | Problem, ...], origin: str
) -> tuple[Pack | None, tuple[Problem, ...]]:
    """What these contents say; a Problem stands for a file that could not be read."""
    problems = Problems()
    docs = {name: _document(name, content, problems) for name, content in zip(FILES, files, strict=True)}
    parts = {name: _validated(docs[name], problems) for name in FILES}
    if problems.errors:
        return None, tuple(problems)
    pack = _assemble(parts, _digest(files), origin)
    problems.extend(lint(pack, docs, folder))
    return pack, tuple(problems)


def _content(folder: Path, name: str) -> bytes | Problem:
    try:
        with (folder / name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Problem("pack-file", "error", f"{name}:1:1", "缺少这个文件", "按 docs/packs.md 补齐四个文件")
    except OSError as err:
        return Problem("pack-file", "error", f"{name}:1:1", f"读不出来：{err}", "检查文件")


def _document(name: str, content: bytes | Problem, problems: Problems) -> yamlio.Document:
    if isinstance(content, Problem):
        problems.extend([content])
    elif len(content) > MAX_BYTES:
        problems.error("pack-file", f"{name}:1:1", f"文件超过 {MAX_BYTES} 字节", "检查是否放错了文件")
    else:
        try:
            return yamlio.read(content.decode("utf-8-sig"), name, problems)
        except UnicodeDecodeError:
            problems.error("pack-file", f"{name}:1:1", "不是 UTF-8 编码", "用 UTF-8 另存")
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


def _digest(files: tuple[bytes | Problem, ...]) -> str:
    """sha256 over the four files with LF line ends, so that a checkout on Windows has the same one."""
    whole = hashlib.sha256()
    for name, content in zip(FILES, files, strict=True):
        assert isinstance(content, bytes)
        data = content.replace(b"\r\n", b"\n")
        whole.update(f"{name}\0{len(data)}\0".encode())
        whole.update(data)
    return whole.hexdigest()
