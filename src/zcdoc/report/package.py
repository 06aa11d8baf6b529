"""The parts of a Word file with what binds them: relationships and content types, read and kept consistent.

python-docx follows relationships and trusts them: one that leads nowhere ends in a KeyError, and a part that somebody takes
out of the zip leaves its relationship behind. So parts are dropped here together with what points to them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from lxml import etree

from zcdoc import ooxml
from zcdoc.errors import UserError

_TYPES = "[Content_Types].xml"
_RELS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship: its id, its type and where it leads (as written)."""

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """The last word of the type, lower case: `image`, `attachedtemplate`, `core-properties`."""
        return self.type.rstrip("/").rpartition("/")[2].lower()


class Package:
    """A Word file as a dict of parts, changed in memory and written in one piece."""

    def __init__(self, data: bytes) -> None:
        """Raises UserError when the zip, a list of relationships or the content types are damaged."""
        self.parts = ooxml.parts(data)
        self._names = {name.casefold(): name for name in self.parts}

    def write(self) -> bytes:
        return ooxml.packed(self.parts)

    # --- relationships ------------------------------------------------------------------------------------------------

    def relations(self, source: str) -> list[Relation]:
        """What leads out of a part; `""` is the package itself."""
        content = self.parts.get(rels_name(source))
        if not content:
            return []
        return [
            Relation(e.get("Id", ""), e.get("Type", ""), e.get("Target", ""), e.get("TargetMode", "").lower() == "external")
            for e in xml(content, rels_name(source)).iter(f"{{{_RELS_NS}}}Relationship")
        ]  # fmt: skip

    def relate(self, source: str, relations: Iterable[Relation]) -> None:
        """Writes the relationships of a part anew; none at all takes the list away."""
        lines = [
            f'<Relationship Id={quoteattr(r.id)} Type={quoteattr(r.type)} Target={quoteattr(r.target)}'
            f'{" TargetMode=" + quoteattr("External") if r.external else ""}/>'
            for r in relations
        ]  # fmt: skip
        if lines:
            self.parts[rels_name(source)] = (
                f'{_HEAD}<Relationships xmlns="{_RELS_NS}">{"".join(lines)}</Relationships>'.encode()
            )
        else:
            self.parts.pop(rels_name(source), None)

    def sources(self) -> list[str]:
        """Every part that has relationships, the package (`""`) among them."""
        return [source_of(name) for name in self.parts if name.endswith(".rels")]

    def leads_to(self, source: str, relation: Relation) -> str | None:
        """The part that a relationship leads to; None when there is no such part. Office compares names without case."""
        if relation.external:
            return None
        for target in (relation.target, unquote(relation.target)):
            path = plain_path(source, target.replace("\\", "/"))
            if path.casefold() in self._names and self._names[path.casefold()] in self.parts:
                return self._names[path.casefold()]
        return None

    def drop_relations(self, unwanted: Callable[[str, Relation], bool]) -> list[tuple[str, Relation]]:
        """Takes relationships away, and with them the parts that nothing else leads to. Returns what was taken."""
        gone = []
        for source in self.sources():
            found = self.relations(source)
            odd = [r for r in found if unwanted(source, r)]
            if odd:
                self.relate(source, [r for r in found if r not in odd])
                gone += [(source, r) for r in odd]
        if gone:
            self.forget_unreachable()
        return gone

    def forget_unreachable(self) -> None:
        """Drops every part that no relationship leads to, its own relationships and its content type."""
        kept = {_TYPES, rels_name("")}
        stack = [""]
        while stack:
            source = stack.pop()
            for relation in self.relations(source):
                part = self.leads_to(source, relation)
                if part and part not in kept:
                    kept |= {part, rels_name(part)}
                    stack.append(part)
        self.parts = {name: content for name, content in self.parts.items() if name in kept}

    def reach(self, source: str, kind: str) -> list[str]:
        """The parts that relationships of one kind lead to."""
        found = (self.leads_to(source, r) for r in self.relations(source) if r.kind == kind)
        return [part for part in found if part]

    # --- content types ------------------------------------------------------------------------------------------------

    def untyped(self) -> list[str]:
        """Parts of which the package does not say what they are."""
        defaults, overrides = self._types()
        named = {name: (name.casefold(), name.rpartition(".")[2].casefold()) for name in self.parts if name != _TYPES}
        return [name for name, (key, ending) in named.items() if not (overrides.get(key) or defaults.get(ending))]

    def _types(self) -> tuple[dict[str, str], dict[str, str]]:
        root = xml(self.parts.get(_TYPES, b""), _TYPES)
        defaults = {
            e.get("Extension", "").casefold(): e.get("ContentType", "") for e in root.iter(f"{{{_TYPES_NS}}}Default")
        }
        overrides = {
            e.get("PartName", "").lstrip("/").casefold(): e.get("ContentType", "") for e in root.iter(f"{{{_TYPES_NS}}}Override")
        }  # fmt: skip
        return defaults, overrides

    def put(self, name: str, content: bytes, content_type: str, relation: Relation) -> None:
        """Adds a part to the package itself, with its content type and the relationship that leads to it."""
        self.parts[name] = content
        self._names[name.casefold()] = name
        others = [r for r in self.relations("") if r.kind != relation.kind]
        taken = {r.id for r in others}
        wanted = relation.id if relation.id not in taken else next(i for n in range(1000) if (i := f"{relation.id}{n}") not in taken)  # fmt: skip
        self.relate("", [*others, replace(relation, id=wanted, target=name)])
        defaults, overrides = self._types()
        self._write_types(defaults, overrides | {name.casefold(): content_type})

    def settle_types(self) -> None:
        """Content types of parts that are not there go."""
        known = {name.casefold() for name in self.parts}
        endings = {name.rpartition(".")[2] for name in known}
        defaults, overrides = self._types()
        self._write_types(
            {e: t for e, t in defaults.items() if e in endings or e in ("rels", "xml")},
            {n: t for n, t in overrides.items() if n in known},
        )

    def _write_types(self, defaults: dict[str, str], overrides: dict[str, str]) -> None:
        names = {name.casefold(): name for name in self.parts}
        lines = [
            *(f"<Default Extension={quoteattr(e)} ContentType={quoteattr(t)}/>" for e, t in sorted(defaults.items())),
            *(f"<Override PartName={quoteattr('/' + names.get(n, n))} ContentType={quoteattr(t)}/>" for n, t in sorted(overrides.items())),
        ]  # fmt: skip
        self.parts[_TYPES] = f'{_HEAD}<Types xmlns="{_TYPES_NS}">{"".join(lines)}</Types>'.encode()

    # --- the whole ----------------------------------------------------------------------------------------------------

    def faults(self) -> list[str]:
        """What does not hold together: relationships that lead nowhere, ids without one, parts without a content type."""
        known = {name.casefold() for name in self.parts}
        out = [f"[Content_Types].xml 有 {n}，没有这个部件" for n in self._types()[1] if n not in known]
        out += [f"部件 {name} 没有内容类型" for name in self.untyped()]
        for source in self.sources():
            found = self.relations(source)
            out += [
                f"{source or '文件'} 引用的 {r.target} 不存在"
                for r in found
                if not r.external and not self.leads_to(source, r)
            ]
            if source and source in self.parts:
                ids = {r.id for r in found}
                out += [f"{source} 中的 {one} 没有着落" for one in sorted(self.used(source) - ids)]
        return out

    def used(self, source: str) -> set[str]:
        """Ids of relationships that the XML of a part uses."""
        if not source.endswith(".xml"):
            return set()
        root = xml(self.parts[source], source)
        prefix = f"{{{OFFICE_REL}}}"
        return {
            value
            for element in root.iter(etree.Element)
            for name, value in element.attrib.items()
            if isinstance(name, str) and name.startswith(prefix) and value
        }


def plain_path(source: str, target: str) -> str:
    """The name that a target has, seen from a part, taken as it is written."""
    return posixpath.normpath(posixpath.join("/" + posixpath.dirname(source), target)).lstrip("/")


def rels_name(source: str) -> str:
    """Where the relationships of a part stand: `word/_rels/document.xml.rels`."""
    folder, _, name = source.rpartition("/")
    return posixpath.join(folder, "_rels", f"{name}.rels")


def source_of(rels: str) -> str:
    """The part whose relationships these are; blank for the package's own."""
    folder, _, name = rels.rpartition("/")
    return posixpath.join(folder.removesuffix("_rels").rstrip("/"), name.removesuffix(".rels"))


def xml(content: bytes, name: str) -> Any:
    """A part as a tree. Raises UserError when it is not well-formed; the pre-flight has seen that it has no DTD."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as err:
        raise UserError(f"模板的部件 {name} 读不通：{err}", "用 Word 或 WPS 打开模板，另存一份再试") from err


def text_of(root: Any) -> bytes:
    """A tree as the part that Word reads."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
