"""Marks on a finished document: the draft watermark, highlighted gaps, pictures, document properties."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length
from lxml import etree

from zcdoc.pictures import Picture
from zcdoc.report.facts import Photo

GAP = re.compile(r"(【待(?:补充|核对)[^】]*】)")
_REFERENCE = re.compile(r"(?<=[表图]\u00a0\d|[表图]\u00a0[A-Z])-(?=\d)|(?<=[表图]\u00a0\d\d)-(?=\d)")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DRAFT = "草稿"
_VML = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word"'
)
PHOTO_STYLE, GAP_STYLE = "report photo", "gap"


def watermark(document: Document) -> None:
    """A grey 草稿 behind the text of every page, the cover included; pages without a header get one for it."""
    _give_headers(document)
    for number, root in enumerate(margins(document, "header"), start=1):
        paragraph = next(root.iter(qn("w:p")), None)  # Word's ready-made headers stand in a content control
        if paragraph is None:
            paragraph = parse_xml(f"<w:p {nsdecls('w')}/>")
            root.append(paragraph)
        paragraph.append(parse_xml(_shape(number)))


def _give_headers(document: Document) -> None:
    """An empty header of each kind that some page asks for and the first section does not have: later ones take it over."""
    sections = list(document.element.iter(qn("w:sectPr")))
    if not sections:
        document.element.body.append(parse_xml(f"<w:sectPr {nsdecls('w')}/>"))
        sections = list(document.element.iter(qn("w:sectPr")))
    first = sections[0]
    wanted = {
        "default": True,
        "first": any(s.find(qn("w:titlePg")) is not None for s in sections),
        "even": _has_even(document),
    }
    there = {r.get(qn("w:type"), "default") for r in first.findall(qn("w:headerReference"))}
    for kind in (k for k, is_wanted in wanted.items() if is_wanted and k not in there):
        part: Any = document.part
        _, rid = part.add_header_part()
        first.insert(0, parse_xml(f'<w:headerReference {nsdecls("w", "r")} w:type="{kind}" r:id="{rid}"/>'))


def _has_even(document: Document) -> bool:
    return document.settings.element.find(qn("w:evenAndOddHeaders")) is not None


def margins(document: Document, kind: str) -> list[Any]:
    """Root elements of all headers or footers, through the relationships: docxtpl leaves python-docx's own list stale."""
    rels = [r for r in document.part.rels.values() if not r.is_external and r.reltype.endswith(f"/{kind}")]
    return [r.target_part.element for r in rels]


def _shape(number: int) -> str:
    """What Word itself writes for a text watermark."""
    style = (
        "position:absolute;margin-left:0;margin-top:0;width:340pt;height:170pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    kind = (
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
        '<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
        '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>'
        '<v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
        '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom" '
        'o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
        '<v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>'
        '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
    )
    return (
        f"<w:r {nsdecls('w')} {_VML}><w:rPr><w:noProof/></w:rPr><w:pict>{kind}"
        f'<v:shape id="ZcdocDraft{number}" o:spid="_x0000_s{2048 + number}" type="#_x0000_t136" style="{style}" o:allowincell="f" '
        f'fillcolor="#e4e4e4" stroked="f"><v:fill opacity=".5"/>'
        f'<v:textpath style="font-family:&quot;宋体&quot;;font-size:1pt" string="{_DRAFT}"/></v:shape></w:pict></w:r>'
    )


def steady_references(document: Document) -> None:
    """`表 2-2` never breaks at its hyphen: a no-break hyphen of Word's own, not a character that fonts may lack."""
    for text in [t for t in document.element.body.iter(qn("w:t")) if t.text and _REFERENCE.search(t.text)]:
        first, *rest = _REFERENCE.split(text.text)
        text.text = first
        text.set(_SPACE, "preserve")
        place = text
        for piece in rest:
            hyphen = parse_xml(f"<w:noBreakHyphen {nsdecls('w')}/>")
            more = deepcopy(text)
            more.text = piece
            place.addnext(hyphen)
            hyphen.addnext(more)
            place = more


def highlight_gaps(document: Document) -> None:
    """Sets marked gaps apart, when the template has the character style `Gap`."""
    style = style_ids(document).get(GAP_STYLE)
    if style is None:
        return
    texts = [t for t in document.element.body.iter(qn("w:t")) if t.text and GAP.search(t.text)]
    for text in texts:
        _split(text.getparent(), text, style)


def _split(run: Any, text: Any, style: str) -> None:
    """`a【待补充：b】c` in one run becomes three runs; a run with more than its text is left alone."""
    if len(run.findall(qn("w:t"))) != 1 or run.find(qn("w:br")) is not None:
        return
    for piece in (p for p in GAP.split(text.text) if p):
        copy = deepcopy(run)
        copy.find(qn("w:t")).text = piece
        copy.find(qn("w:t")).set(_SPACE, "preserve")
        if GAP.fullmatch(piece):
            _set_style(copy, style)
        run.addprevious(copy)
    run.getparent().remove(run)


def _set_style(run: Any, style: str) -> None:
    properties = run.find(qn("w:rPr"))
    if properties is None:
        properties = parse_xml(f"<w:rPr {nsdecls('w')}/>")
        run.insert(0, properties)
    for old in properties.findall(qn("w:rStyle")):
        properties.remove(old)
    properties.insert(0, parse_xml(f'<w:rStyle {nsdecls("w")} w:val="{style}"/>'))


def pictures(document: Document, photos: tuple[Photo, ...]) -> None:
    """Puts the pictures into the paragraphs of style `Report Photo`, whose text is the number of the photo."""
    if not photos:
        return
    style = style_ids(document).get(PHOTO_STYLE)
    places = [p for p in document.paragraphs if p.style and p.style.style_id == style and p.text.isdigit()]
    for paragraph in places:
        shown = photos[int(paragraph.text)].shown if int(paragraph.text) < len(photos) else None
        if isinstance(shown, Picture):
            paragraph.text = ""
            paragraph.add_run().add_picture(io.BytesIO(shown.data), Length(shown.width), Length(shown.height))


def style_ids(document: Document) -> dict[str, str]:
    """Style ids by lower-case name; ids differ between programs and languages, names do not."""
    named = ((s, s.find(qn("w:name"))) for s in document.styles.element.findall(qn("w:style")))
    return {name.get(qn("w:val"), "").lower(): s.get(qn("w:styleId"), "") for s, name in named if name is not None}


def style_id(paragraph: Any) -> str:
    """The style of a paragraph element, blank for the default."""
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return found.get(qn("w:val"), "") if found is not None else ""


# --- what a document must say -----------------------------------------------------------------------------------------

# Close and small: the first page of a form is somebody's layout.
_SAID = (
    '<w:p {}><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:rPr>'
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/><w:sz w:val="18"/></w:rPr>'
    '<w:t xml:space="preserve">{}</w:t></w:r></w:p>'
)


def declare(document: Document, sentences: Sequence[str]) -> None:
    """Puts at the top of the first page those sentences that the template, whatever it is, did not print itself."""
    body = document.element.body
    text = _closed("".join(t.text or "" for t in body.iter(qn("w:t"))))
    missing = "".join(s for s in sentences if _closed(s) not in text)
    if missing:
        body.insert(0, parse_xml(_SAID.format(nsdecls("w"), escape(missing))))


def _closed(text: str) -> str:
    """Without spaces, and without the marks that let a line break inside a word."""
    return "".join(text.replace("\u200b", "").split())


# --- properties -------------------------------------------------------------------------------------------------------

_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{}</cp:coreProperties>'
)
_CUSTOM = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{}</Properties>'
)
_FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def core_properties(title: str, subject: str, creator: str, date: str) -> bytes:
    """docProps/core.xml; the only date is the one of the record."""
    stamp = f'<dcterms:{{0}} xsi:type="dcterms:W3CDTF">{date}T00:00:00Z</dcterms:{{0}}>' if date else ""
    inner = (
        f"<dc:title>{escape(title)}</dc:title><dc:subject>{escape(subject)}</dc:subject><dc:creator>{escape(creator)}</dc:creator>"
        f"<dc:language>zh-CN</dc:language>{stamp.format('created')}{stamp.format('modified')}"
    )
    return _CORE.format(inner).encode()


def custom_properties(values: Mapping[str, str], kept: tuple[Any, ...] = ()) -> bytes:
    """docProps/custom.xml; `kept` are properties of the template's own, behind ours."""
    inner = "".join(
        f'<property fmtid="{_FMTID}" pid="{i}" name="{escape(name)}"><vt:lpwstr>{escape(value)}</vt:lpwstr></property>'
        for i, (name, value) in enumerate(values.items(), start=2)
    )
    made = _CUSTOM.format(inner).encode()
    return made if not kept else _with_others(made, kept)


def _with_others(made: bytes, kept: tuple[Any, ...]) -> bytes:
    root = etree.fromstring(made)
    for number, element in enumerate(kept, start=len(root) + 2):
        element.set("pid", str(number))
        root.append(element)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def other_properties(parts: list[bytes]) -> tuple[Any, ...]:
    """A form's own properties, which its DOCPROPERTY fields may print; those that an earlier document had from us are not."""
    found = [e for part in parts for e in etree.fromstring(part) if e.get("name")]
    return tuple(e for e in found if not e.get("name", "").startswith("zcdoc."))
