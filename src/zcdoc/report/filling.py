"""docxtpl with its doors closed: properties are data, broken XML is an error, and work that changes nothing is left out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from docx.opc.part import XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from lxml import etree

from zcdoc.errors import UserError, ZcdocError
from zcdoc.report.faults import explain, lined

# LibreOffice breaks no line after 、 between digits or letters; a zero-width space lets it (and Word) do so.
_LISTS = re.compile(r"(?<=[0-9A-Za-z)）])、(?=[0-9A-Za-z])")
_BREAKS = re.compile(r"[\t\n\a\f]")
_BODY = re.compile(rb"<w:body(?: [^>]*)?/>|<w:body(?: [^>]*)?>.*</w:body>", re.DOTALL)
_NOTES = {"footnotes": "脚注", "endnotes": "尾注"}
_NOTE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_OPENED = re.compile(r"\{\{|\{%|\{#")
_NUMBER = "zcdoc"  # an attribute that only `sources` writes: the number of a paragraph


class Template(DocxTemplate):  # type: ignore[misc]
    """A Word template that is filled once."""

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Left out: docxtpl runs the document's properties as templates; ours are written from the record."""

    def render_footnotes(self, context: Any, jinja_env: Any = None) -> None:
        """Footnotes and endnotes, each once. docxtpl fills footnotes again for every section: the second time, an answer
        that stands in one would be taken for a template.
        """
        for part, _ in self._notes():
            source = self.patch_xml(_noted(part))
            if _OPENED.search(source):
                filled = self.render_xml_part(source, part, context, jinja_env)
                _put(part, parse_xml(filled))

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> Any:
        """Raises what a user may be shown: whatever an expression of a template raises is a fault of the template."""
        try:
            return super().render_xml_part(src_xml, part, context, jinja_env)
        except ZcdocError:
            raise
        except Exception as err:
            raise explain(err, lined(src_xml), self._called(part)) from err

    def _called(self, part: Any) -> str:
        """What a user calls a part: 正文, 页眉, 脚注."""
        names = {"header": "页眉", "footer": "页脚", **_NOTES}
        return names.get(re.sub(r"\d*\.xml$", "", str(part.partname).rpartition("/")[2]), "正文")

    def _notes(self) -> Iterator[tuple[Any, str]]:
        types = {_NOTE_TYPE.format(kind): name for kind, name in _NOTES.items()}
        for part in self.docx.part.package.iter_parts():
            if part.content_type in types:
                yield part, types[part.content_type]

    def sources(self) -> dict[str, str]:
        """The Jinja source of each part that is filled, one paragraph to a line, with the number of each paragraph."""
        self.init_docx()
        out = {"正文": self._source(self.docx.element.body)}
        for label, uri in (("页眉", self.HEADER_URI), ("页脚", self.FOOTER_URI)):
            for _, part in self.get_headers_footers(uri):
                out[f"{label}（{str(part.partname).rpartition('/')[2]}）"] = self._source(parse_xml(part.blob))
        for part, label in self._notes():
            out[label] = self._source(parse_xml(part.blob))
        return out

    def _source(self, root: Any) -> str:
        for number, paragraph in enumerate(root.iter(qn("w:p")), start=1):
            paragraph.set(_NUMBER, str(number))
        return lined(self.patch_xml(self.xml_to_string(root)))

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


def _noted(part: Any) -> str:
    return str(etree.tostring(parse_xml(part.blob), encoding="unicode"))


def _put(part: Any, root: Any) -> None:
    """New content of a part, whether python-docx keeps it as a tree or as bytes."""
    if isinstance(part, XmlPart):
        part._element = root  # noqa: SLF001  there is no public way
    else:
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001


def _emptied(root: Any) -> Any:
    """A copy of the document element without what its body holds."""
    copy: Any = etree.fromstring(etree.tostring(root))
    body = copy.find("{*}body")
    for child in list(body):
        body.remove(child)
    return copy


def template(word: bytes) -> Template:
    """Raises UserError for a file that python-docx cannot open."""
    made = Template(io.BytesIO(word))
    try:
        made.init_docx()
    except Exception as err:  # a dozen types, from four layers
        raise UserError(
            f"模板的 Word 文件打不开（{type(err).__name__}）", "用 Word 或 WPS 打开它，另存一份再试"
        ) from err
    return made
