"""docxtpl with its doors closed: properties are data, broken XML is an error, and work that changes nothing is left out."""

from __future__ import annotations

import io
import re
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from lxml import etree

# LibreOffice breaks no line after 、 between digits or letters; a zero-width space lets it (and Word) do so.
_LISTS = re.compile(r"(?<=[0-9A-Za-z)）])、(?=[0-9A-Za-z])")
_BREAKS = re.compile(r"[\t\n\a\f]")
_BODY = re.compile(rb"<w:body(?: [^>]*)?/>|<w:body(?: [^>]*)?>.*</w:body>", re.DOTALL)


class Template(DocxTemplate):  # type: ignore[misc]
    """A Word template that is filled once."""

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Left out: docxtpl runs the document's properties as templates; ours are written from the record."""

    def resolve_listing(self, xml: str) -> str:
        """Line breaks and tabs in values become Word's; only in paragraphs that have one, which is a tenth of the work."""
        xml = _LISTS.sub("、\u200b", xml)
        if not _BREAKS.search(xml):
            return xml
        whole = super().resolve_listing
        return "".join(whole(piece) if _BREAKS.search(piece) else piece for piece in re.split(r"(?<=</w:p>)", xml))

    def fix_tables(self, xml: str) -> Any:
        """The document with its new body. docxtpl repairs broken XML in silence here; this raises etree.XMLSyntaxError.

        Parsed as one document: grafting a body from another one walks every node (65 ms of 400).
        """
        if "{%tc" in "".join(self.docx.element.body.itertext()):
            xml = etree.tostring(super().fix_tables(xml), encoding="unicode")  # columns made in a loop need their grid
        shell = etree.tostring(_emptied(self.docx.element))
        return parse_xml(_BODY.sub(lambda _: xml.encode(), shell, count=1))

    def fix_docpr_ids(self, tree: Any) -> None:
        """Drawings repeated by a loop get numbers of their own."""
        for number, drawing in enumerate(tree.iter(qn("wp:docPr")), start=1001):
            drawing.set("id", str(number))

    def map_tree(self, tree: Any) -> None:
        """Puts the new document element in place of the old one."""
        self.docx.part._element = tree  # noqa: SLF001  docxtpl's own way
        self.docx._element = tree  # noqa: SLF001
        self.docx._Document__body = None  # noqa: SLF001  else python-docx goes on with the old body


def _emptied(root: Any) -> Any:
    """A copy of the document element without what its body holds."""
    copy: Any = etree.fromstring(etree.tostring(root))
    body = copy.find("{*}body")
    for child in list(body):
        body.remove(child)
    return copy


def template(word: bytes) -> Template:
    return Template(io.BytesIO(word))
