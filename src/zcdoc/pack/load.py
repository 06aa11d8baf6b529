"""Reads the four files of a pack. Everything that is wrong is told with line and column."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from zcdoc import assets, yamlio
from zcdoc.model.pack import Pack
from zcdoc.model.provenance import Delivered
from zcdoc.model.validation import FILES, validate
from zcdoc.pack.lint import lint
from zcdoc.pack.partly import meaning
from zcdoc.problems import Problem, Problems

HEAD, MAX_BYTES = "pack.yaml", 8_000_000
UNKNOWN = "未知"  # the version of a built-in pack whose own files cannot be read


def load(folder: Path, origin: str, hides: Path | None = None) -> Pack:
    """The pack in a folder; `hides` is the built-in one of the same name that it stands in for.

    Raises ProblemsError with every problem when there is an error.
    """
    pack, problems = read_pack(folder, origin, hides)
    problems.raise_errors(f"标准包 {folder.name} 有错误，无法使用")
    assert pack is not None
    return pack


def read_pack(folder: Path, origin: str, hides: Path | None = None) -> tuple[Pack | None, Problems]:
    """The pack and every problem of its files; the pack is None when its files do not parse.

    The files are read each time and their content is understood once: several commands need a pack more than once.
    """
    built_in = identity(hides) if hides else None
    return understood(folder.name, tuple(content(folder, name) for name in FILES), origin, built_in)


def understood(
    name: str, files: tuple[bytes | Problem, ...], origin: str, built_in: Delivered | None
) -> tuple[Pack | None, Problems]:
    """What the contents of the four files say, as a pack of this name; a Problem stands for a file that cannot be read."""
    pack, found = _understood(name, files, origin, built_in)
    return pack, Problems(list(found))


@lru_cache(maxsize=32)
def _understood(
    folder: str, files: tuple[bytes | Problem, ...], origin: str, built_in: Delivered | None
) -> tuple[Pack | None, tuple[Problem, ...]]:
    """What these contents say; a Problem stands for a file that could not be read."""
    problems = Problems()
    docs = {name: _document(name, content, problems) for name, content in zip(FILES, files, strict=True)}
    parts = {name: _validated(docs[name], problems) for name in FILES}
    if problems.errors:
        problems.extend(meaning(docs, folder))
        return None, tuple(problems)
    pack = _assemble(parts, _digest(files), origin, built_in)
    problems.extend(lint(pack, docs, folder))
    return pack.told_apart(), tuple(problems)


def document(folder: Path, name: str, problems: Problems) -> yamlio.Document:
    """One file of a pack as it is written; what is wrong with it goes to `problems`, and its data are then None."""
    return _document(name, content(folder, name), problems)


def content(folder: Path, name: str) -> bytes | Problem:
    """The bytes of one file of a pack, one more at the most than a file may have; a Problem when it cannot be read."""
    try:
        with (folder / name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Problem("pack-file", "error", f"{name}:1:1", "缺少这个文件", "按 docs/packs.md 补齐四个文件")
    except OSError as err:
        return Problem("pack-file", "error", f"{name}:1:1", f"读不出来：{err}", "检查文件")


def _document(name: str, found: bytes | Problem, problems: Problems) -> yamlio.Document:
    if isinstance(found, Problem):
        problems.extend([found])
    elif len(found) > MAX_BYTES:
        problems.error("pack-file", f"{name}:1:1", f"文件超过 {MAX_BYTES} 字节", "检查是否放错了文件")
    else:
        try:
            return yamlio.read(found.decode("utf-8-sig"), name, problems)
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


def _assemble(parts: dict[str, Any], digest: str, origin: str, built_in: Delivered | None) -> Pack:
    return Pack(
        head=parts["pack.yaml"],
        clauses=parts["clauses.yaml"].clauses,
        indicators=parts["indicators.yaml"].indicators,
        rating=parts["rating.yaml"].rating,
        sha256=digest,
        origin=origin,
        built_in=built_in,
    )


def _digest(files: tuple[bytes | Problem, ...]) -> str:
    """sha256 over those of the four files that could be read, with LF line ends."""
    return assets.digest_of((n, data) for n, data in zip(FILES, files, strict=True) if isinstance(data, bytes))


def identity(folder: Path) -> Delivered:
    """Version and sha256 of a pack, also of one that is not whole: what names it beside another of the same name."""
    files = tuple(content(folder, name) for name in FILES)
    doc = document(folder, HEAD, Problems())
    version = doc.data.get("version") if isinstance(doc.data, dict) else None
    return Delivered(str(version or UNKNOWN), _digest(files))
