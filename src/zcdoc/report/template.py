"""A template folder: `template.docx`, `template.yaml` (what it may use) and `phrases.yaml` (the sentences)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zcdoc import assets, ooxml, yamlio
from zcdoc.errors import UserError
from zcdoc.problems import Problems
from zcdoc.report import phrases
from zcdoc.report.phrases import Phrases
from zcdoc.report.sources import CONTRACT, SENTENCES, TEMPLATES, WORD

PROMISES = ("headings", "clauses")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a document: what it holds, each with the fields that would print it, and the topic of a standard it answers."""

    title: str
    holds: dict[str, tuple[str, ...]]
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Folder:
    """A template as it was read. `fields` is the contract: the shape of the data with a description at each leaf.

    `promises` is what every document made from it holds for certain (`PROMISES`); `built_in` says that it came with zcdoc;
    `chapters` are those of the built-in template of its document, against which a user's form is held.
    """

    path: Path
    document: str
    title: str
    fields: dict[str, Any]
    word: bytes
    phrases: Phrases
    promises: frozenset[str] = frozenset()
    built_in: bool = False
    chapters: tuple[Chapter, ...] = ()
    name: str = WORD


def read(path: Path, form: Path | None = None) -> Folder:
    """Raises UserError, ProblemsError or UnsafeError when the folder cannot be used.

    A folder whose `template.yaml` says `extends: scheme` needs only what differs: its own Word file, and the sentences
    and fields that it adds or replaces. `form` is a single Word file that stands in for the folder's own.
    """
    if form is not None:
        word = form.read_bytes()
        ooxml.preflight(word, "docx", form.name)
        return replace(read(path), word=word, promises=frozenset(), built_in=False, name=form.name)
    contract = _contract(path)
    base = _base(path, contract)
    if base is None and not isinstance(contract.get("fields"), dict):
        raise UserError(f"{CONTRACT} 要有 fields", "对照随附的模板改正，或写 extends 沿用一个")
    word = _file(path, WORD).read_bytes()
    ooxml.preflight(word, "docx", WORD)
    given = contract.get("fields") or {}
    own = path.parent == assets.built_in(TEMPLATES)
    return Folder(
        path,
        contract["document"],
        contract["title"],
        {**base.fields, **given} if base else given,
        word,
        _sentences(path, base),
        _promises(contract),
        own,
        _chapters(contract) if own else base.chapters if base else _usual_chapters(contract["document"]),
    )


def _chapters(contract: dict[str, Any]) -> tuple[Chapter, ...]:
    return tuple(
        Chapter(one["title"], {what: tuple(paths) for what, paths in one["holds"].items()}, one.get("topic", ""))
        for one in contract["chapters"]
    )


def _usual_chapters(document: str) -> tuple[Chapter, ...]:
    """Those of the built-in template of that document: what a user's own folder says of itself proves nothing."""
    found = assets.listing(TEMPLATES, CONTRACT, None).get(document)
    return _chapters(_contract(found.path)) if found else ()


def _promises(contract: dict[str, Any]) -> frozenset[str]:
    """What the folder promises by itself: another Word file prints other things, so a promise is not inherited."""
    given = contract.get("promises") or []
    odd = [one for one in given if one not in PROMISES] if isinstance(given, list) else [given]
    if odd:
        raise UserError(f"{CONTRACT} 的 promises 里没有“{str(odd[0])[:40]}”", f"可写：{'、'.join(PROMISES)}，或不写")
    return frozenset(given)


def _file(path: Path, name: str) -> Path:
    if not (path / name).is_file():
        raise UserError(f"模板文件夹 {path.name} 缺少 {name}", "从随附的模板文件夹复制一份")
    return path / name


def _contract(path: Path) -> dict[str, Any]:
    try:
        text = _file(path, CONTRACT).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{CONTRACT} 不是 UTF-8 文本", "用 UTF-8 另存") from None
    problems = Problems()
    contract = yamlio.read(text, CONTRACT, problems).data
    problems.raise_errors(f"{CONTRACT} 有错误")
    if not isinstance(contract, dict) or not {"document", "title"} <= contract.keys():
        raise UserError(f"{CONTRACT} 要有 document、title 和 fields", "对照随附的模板改正")
    return contract


def _base(path: Path, contract: dict[str, Any]) -> Folder | None:
    """The built-in template that this one extends; those that come with zcdoc extend nothing but each other."""
    name = contract.get("extends")
    if name is None:
        return None
    built_in = assets.listing(TEMPLATES, CONTRACT, None)
    if name not in built_in or built_in[name].path == path or name == path.name:
        known = "、".join(built_in)
        raise UserError(f"{CONTRACT} 的 extends“{str(name)[:40]}”不是随附的模板", f"可用：{known}")
    return read(built_in[name].path)


def _sentences(path: Path, base: Folder | None) -> Phrases:
    if base is None:
        return phrases.load(_file(path, SENTENCES))
    own = phrases.load(path / SENTENCES, shared=False).sources if (path / SENTENCES).is_file() else {}
    return Phrases({**base.phrases.sources, **own}, SENTENCES)
