"""Fills a template: plain data in, the bytes of a finished Word file out. Same input, same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from lxml import etree

from zcdoc import ooxml, seal
from zcdoc.errors import UserError
from zcdoc.report import declared, drawings, filling, keeping, marks, template, toc
from zcdoc.report.child import fill_apart
from zcdoc.report.context import BUILDERS, SIGNED
from zcdoc.report.facts import Facts
from zcdoc.report.sandbox import Sandbox, require_plain
from zcdoc.report.sources import CONTRACT
from zcdoc.report.template import Folder
from zcdoc.report.toc import Heading, Pages
from zcdoc.report.verify import verify

_CUSTOM = seal.PROPERTIES
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"


def render(folder: Path, facts: Facts, *, pages: Pages | None = None, apart: bool = False) -> bytes:
    """The document of a template folder about these facts.

    Without `pages` the contents list has no page numbers (Word fills them on request); `publish` finds them. `apart` runs
    the template in a process of its own with limits: for every template that did not come with zcdoc.
    Raises UserError, ProblemsError or UnsafeError for the template's faults and DefectError for ours.
    """
    return filler(folder, facts, apart=apart)(pages)[0]


def filler(folder: Path, facts: Facts, *, apart: bool = False) -> Callable[[Pages | None], tuple[bytes, list[Heading]]]:
    """Fills the same template again and again, once for each layout pass."""
    if apart:
        return partial(fill_apart, folder, facts)
    found = template.read(folder)
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
    """The finished file and its headings."""
    document = _filled(folder, context)
    headings = toc.mark_headings(document)
    toc.write(document, headings, pages)
    toc.write_total(document, pages)
    drawings.place(document, context["charts"])
    _finish(document, facts)
    data = _packed(document, context, facts, folder.document)
    expected = [clause.number for clause in facts.view.pack.clauses]
    verify(data, [h.text for h in headings], expected, "\n".join(texts(context)))
    return data, headings


def _filled(folder: Folder, context: dict[str, Any]) -> Any:
    filled = filling.template(folder.word)
    try:
        filled.render(context, Sandbox(autoescape=True))
    except (TemplateError, ArithmeticError, TypeError) as err:
        raise template.explain(err, "") from err
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
    data = out.getvalue()
    view = facts.view
    title = str(context.get("doc", {}).get("title", ""))
    name = view.record.name
    author, dated = (view.profile_value(field) for field in SIGNED[kind])
    replace: dict[str, bytes | None] = {
        "docProps/core.xml": marks.core_properties(
            f"{title}　{name}", view.pack.label, author, dated or view.round.date
        ),
        _CUSTOM: None,
        "docProps/thumbnail.jpeg": None,
    }
    return _sealed(ooxml.rezip(data, replace | _announced(data)), _identity(title, facts))


def _sealed(data: bytes, identity: dict[str, str]) -> bytes:
    """With the custom properties, which carry the digest of all other parts: a file that somebody edited is known by it."""
    digest = {seal.PROPERTY: seal.package_digest(data)}
    return ooxml.rezip(data, {_CUSTOM: marks.custom_properties(identity | digest)})


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


def _announced(data: bytes) -> dict[str, bytes | None]:
    """Content types and relationships that name the custom properties, unless they do already."""
    types, rels = ooxml.part(data, "[Content_Types].xml"), ooxml.part(data, "_rels/.rels")
    if _CUSTOM_TYPE.encode() not in types:
        types = types.replace(
            b"</Types>", f'<Override PartName="/{_CUSTOM}" ContentType="{_CUSTOM_TYPE}"/></Types>'.encode()
        )
    if _CUSTOM_REL.encode() not in rels:
        entry = f'<Relationship Id="rIdZcdoc" Type="{_CUSTOM_REL}" Target="{_CUSTOM}"/></Relationships>'
        rels = rels.replace(b"</Relationships>", entry.encode())
    return {"[Content_Types].xml": types, "_rels/.rels": rels}


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
