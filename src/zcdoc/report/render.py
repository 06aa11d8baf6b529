"""Fills a template: plain data in, the bytes of a finished Word file out. Same input, same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from lxml import etree

from zcdoc import notices, ooxml, seal
from zcdoc.errors import UserError
from zcdoc.problems import Problems, RefusedError
from zcdoc.report import declared, drawings, filling, forms, intake, keeping, marks, refusals, template, toc
from zcdoc.report.child import fill_apart
from zcdoc.report.context import BUILDERS, SIGNED
from zcdoc.report.facts import Facts
from zcdoc.report.package import OFFICE_REL, Package, Relation
from zcdoc.report.sandbox import Sandbox, require_plain
from zcdoc.report.sources import CONTRACT
from zcdoc.report.template import Folder
from zcdoc.report.toc import Heading, Pages
from zcdoc.report.verify import verify

_CUSTOM = seal.PROPERTIES
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CORE = "docProps/core.xml"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_REL = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def render(
    folder: Path, facts: Facts, *, pages: Pages | None = None, apart: bool = False, form: Path | None = None
) -> bytes:
    """The document of a template folder about these facts.

    Without `pages` the contents list has no page numbers (Word fills them on request); `publish` finds them. `apart` runs
    the template in a process of its own with limits: for every template that did not come with zcdoc. `form` is a single Word
    file that stands in for the folder's own.
    Raises UserError, ProblemsError or UnsafeError for the template's faults and DefectError for ours.
    """
    return filler(folder, facts, apart=apart, form=form)(pages)[0]


def filler(
    folder: Path, facts: Facts, *, apart: bool = False, form: Path | None = None
) -> Callable[[Pages | None], tuple[bytes, list[Heading]]]:
    """Fills the same template again and again, once for each layout pass."""
    if apart:
        return partial(fill_apart, folder, form, facts)
    found = template.read(folder, form)
    context = build_context(found, facts)
    return lambda pages: fill(found, context, facts, pages=pages)


def build_context(folder: Folder, facts: Facts) -> dict[str, Any]:
    """Plain data for the template's document."""
    if folder.document not in BUILDERS:
        known = "、".join(BUILDERS)
        raise UserError(f"{CONTRACT} 的 document“{folder.document}”不认识", f"可用：{known}")
    context = BUILDERS[folder.document](facts, folder.phrases)
    require_plain(context)
    return context


def fill(
    folder: Folder, context: dict[str, Any], facts: Facts, *, pages: Pages | None = None
) -> tuple[bytes, list[Heading]]:
    """The finished file and its headings.

    Raises RefusedError for what may not stand in a user's form, ProblemsError and UserError for its other faults.
    """
    form = None if folder.built_in else _taken(folder)
    document = _filled(form.word if form else folder.word, context)
    headings = toc.mark_headings(document)
    toc.write(document, headings, pages)
    toc.write_total(document, pages)
    drawings.place(document, context["charts"])
    _finish(document, facts)
    data = _packed(document, context, facts, folder.document)
    _prove(folder, form, context, facts, data, headings)
    return data, headings


def _taken(folder: Folder) -> intake.Intake:
    """A user's form, looked through and made ready."""
    taken = intake.take(folder.word, frozenset(folder.fields))
    unsafe = [p for p in taken.problems.errors if p.rule == refusals.RULE]
    if unsafe:
        raise RefusedError(f"模板里有 {len(unsafe)} 处不允许的内容，没有使用", Problems(unsafe))
    taken.problems.raise_errors("模板有错误，没有使用")
    for message, fix in taken.remarks:
        notices.tell("template-remark", folder.name, message, fix)
    return taken


def _prove(
    folder: Folder,
    form: intake.Intake | None,
    context: dict[str, Any],
    facts: Facts,
    data: bytes,
    headings: list[Heading],
) -> None:
    """What the template promises is in the finished document; what a user's form leaves out is told, or refused in a final one."""
    wanted = [h.text for h in headings] if "headings" in folder.promises else []
    judged = facts.view.pack.judged_in(folder.document)
    expected = [clause.number for clause in judged.clauses] if "clauses" in folder.promises else []
    said = verify(data, wanted, expected, "\n".join(texts(context)), form=form.text if form else None)
    if form is None:
        return
    odd = refusals.refused(Package(data))
    if odd.errors:  # the form itself was searched before: what shows only now was put together by its tags
        raise RefusedError("模板写出了不允许的内容，没有使用", odd)
    found = forms.left_out(folder.chapters, folder.document, context, facts.view, said.text)
    if facts.final:
        forms.refuse(found, str(context.get("doc", {}).get("title", "")))
    forms.remark(found, folder.name)


def _filled(word: bytes, context: dict[str, Any]) -> Any:
    filled = filling.template(word)
    try:
        filled.render(context, Sandbox(autoescape=True))
    except etree.XMLSyntaxError as err:
        raise UserError(
            f"模板写出的 Word 文件不成形：{err.msg}", "检查 {%p 与 {%tr 标记是否成对，每段是否只有一个"
        ) from err
    return filled.docx


def _finish(document: Any, facts: Facts) -> None:
    marks.pictures(document, facts.photos)
    marks.highlight_gaps(document)
    marks.steady_references(document)
    keeping.keep_rows(document)
    marks.declare(document, declared.sentences(facts))
    if not facts.final:
        marks.watermark(document)


def _packed(document: Any, context: dict[str, Any], facts: Facts, kind: str) -> bytes:
    out = io.BytesIO()
    document.save(out)
    view = facts.view
    title = str(context.get("doc", {}).get("title", ""))
    name = view.record.name
    author, dated = (view.profile_value(field) for field in SIGNED[kind])
    core = marks.core_properties(f"{title}　{name}", view.pack.label, author, dated or view.round.date)
    package = Package(out.getvalue())
    package.drop_relations(lambda source, r: not source and r.kind in ("thumbnail", "core-properties"))
    custom = [package.parts[part] for part in package.reach("", "custom-properties")]
    package.drop_relations(lambda source, r: not source and r.kind == "custom-properties")
    package.put(_CORE, core, _CORE_TYPE, Relation("rIdCore", _CORE_REL, _CORE))
    package.put(_CUSTOM, b"", _CUSTOM_TYPE, Relation("rIdZcdoc", f"{OFFICE_REL}/custom-properties", _CUSTOM))
    package.settle_types()
    return _sealed(package.write(), _identity(title, facts), marks.other_properties(custom))


def _sealed(data: bytes, identity: dict[str, str], others: tuple[Any, ...]) -> bytes:
    """With the custom properties, which carry the digest of all other parts: a file that somebody edited is known by it."""
    digest = {seal.PROPERTY: seal.package_digest(data)}
    return ooxml.rezip(data, {_CUSTOM: marks.custom_properties(identity | digest, others)})


def _identity(title: str, facts: Facts) -> dict[str, str]:
    view = facts.view
    return {
        "zcdoc.title": title,
        "zcdoc.park": view.record.park,
        "zcdoc.round": view.round.id,
        **declared.properties(facts),
        "zcdoc.head": view.record.head,
        "zcdoc.version": facts.tool_version,
    }


def texts(node: Any) -> Iterator[str]:
    """Every text of plain data."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)
