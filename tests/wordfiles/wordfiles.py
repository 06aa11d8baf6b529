"""Word files as people make them: python-docx's default file with one field, changed part by part, and a check of packages.

What is checked here is checked by other means than the product's own: zipfile, ElementTree, and names resolved by hand.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree as ET

from docx import Document

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
FIELD = "{{ doc.park }}"
NS = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
)
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def plain(*lines: str) -> bytes:
    """python-docx's default file with these paragraphs."""
    document = Document()
    for line in lines or (FIELD,):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(inner: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def code(*pieces: str, shown: str = "1") -> str:
    """A complex field whose instruction stands in several runs."""
    chars = "".join(f'<w:r><w:instrText xml:space="preserve">{one}</w:instrText></w:r>' for one in pieces)
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{chars}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{run(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def boxed(inner: str, number: int = 1) -> str:
    """A run with a text box as Word writes it: the drawing, and its older twin for old programs."""
    content = f"<w:txbxContent>{inner}</w:txbxContent>"
    shape = (
        '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="720000"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp>'
    )
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="1800000" cy="720000"/>'
        f'<wp:docPr id="{number}" name="box {number}"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData '
        f'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">{shape}</a:graphicData></a:graphic></wp:inline>'
        '</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape id="b" style="width:140pt;height:56pt"><v:textbox>'
        f"{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


class Word:
    """A package as a dict of parts that a test changes."""

    def __init__(self, data: bytes | None = None) -> None:
        with zipfile.ZipFile(io.BytesIO(data or plain())) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}

    @property
    def data(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in self.parts.items():
                package.writestr(name, content)
        return out.getvalue()

    def body(self, inner: str, section: str = "") -> Word:
        """A body of one's own."""
        text = f'{XML}<w:document {NS} mc:Ignorable="w15"><w:body>{inner}<w:sectPr>{section}</w:sectPr></w:body></w:document>'
        self.parts["word/document.xml"] = text.encode()
        return self

    def replace(self, name: str, old: str, new: str) -> Word:
        text = self.parts[name].decode()
        assert old in text, (name, old)
        self.parts[name] = text.replace(old, new, 1).encode()
        return self

    def add(self, name: str, content: str | bytes, content_type: str = "") -> Word:
        self.parts[name] = content if isinstance(content, bytes) else (XML + content).encode()
        if content_type:
            self.type(f'<Override PartName="/{name}" ContentType="{content_type}"/>')
        return self

    def type(self, entry: str) -> Word:
        return self.replace("[Content_Types].xml", "</Types>", f"{entry}</Types>")

    def relate(self, source: str, kind: str, target: str, rid: str = "", mode: str = "") -> Word:
        """A relationship; `kind` is a whole type or the last word of an Office one."""
        folder, _, name = source.rpartition("/")
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.parts:
            self.parts[rels] = f'{XML}<Relationships xmlns="{PACKAGE}"></Relationships>'.encode()
        whole = kind if "/" in kind else f"{OFFICE}/{kind}"
        more = f' TargetMode="{mode}"' if mode else ""
        rid = rid or f"rIdX{len(self.parts[rels])}"
        entry = f'<Relationship Id="{rid}" Type="{whole}" Target="{target}"{more}/>'
        return self.replace(rels, "</Relationships>", f"{entry}</Relationships>")

    def margin(self, kind: str, inner: str, which: str = "default") -> str:
        """Adds a header or footer; returns the reference for `w:sectPr`."""
        number = sum(n.startswith(f"word/{kind}") for n in self.parts) + 1
        tag = {"header": "hdr", "footer": "ftr"}[kind]
        self.add(f"word/{kind}{number}.xml", f"<w:{tag} {NS}>{inner}</w:{tag}>", f"{WORD_TYPE}.{kind}+xml")
        self.relate("word/document.xml", kind, f"{kind}{number}.xml", f"rId{kind}{number}")
        return f'<w:{kind}Reference w:type="{which}" r:id="rId{kind}{number}"/>'

    def notes(self, kind: str, inner: str) -> Word:
        """Footnotes or endnotes with one note, number 2."""
        one = kind.removesuffix("s")
        separators = "".join(
            f'<w:{one} w:type="{t}" w:id="{i}"><w:p><w:r><w:{t}/></w:r></w:p></w:{one}>'
            for i, t in enumerate(("separator", "continuationSeparator"))
        )
        self.add(
            f"word/{kind}.xml",
            f'<w:{kind} {NS}>{separators}<w:{one} w:id="2">{inner}</w:{one}></w:{kind}>',
            f"{WORD_TYPE}.{kind}+xml",
        )
        return self.relate("word/document.xml", kind, f"{kind}.xml")

    def comments(self, inner: str) -> Word:
        text = f'<w:comments {NS}><w:comment w:id="0" w:author="审稿人" w:date="2026-01-02T00:00:00Z" w:initials="S">{inner}</w:comment></w:comments>'
        return self.add("word/comments.xml", text, f"{WORD_TYPE}.comments+xml").relate(
            "word/document.xml", "comments", "comments.xml"
        )


def text_of(data: bytes, part: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = ET.fromstring(package.read(part))
    return "\n".join("".join(t.text or "" for t in p.iter(f"{{{W}}}t")) for p in root.iter(f"{{{W}}}p"))


def faults(data: bytes) -> list[str]:
    """What does not hold together in a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        parts = {name: package.read(name) for name in names}
    out = [f"twice: {name}" for name in set(names) if names.count(name) > 1]
    types = ET.fromstring(parts["[Content_Types].xml"])
    defaults = {e.get("Extension", "").lower() for e in types if e.tag.endswith("Default")}
    overrides = {e.get("PartName", "").lstrip("/") for e in types if e.tag.endswith("Override")}
    out += [f"type of nothing: {name}" for name in overrides - set(names)]
    out += [
        f"no type: {name}" for name in names
        if name != "[Content_Types].xml" and name not in overrides and name.rpartition(".")[2].lower() not in defaults
    ]  # fmt: skip
    reached = set()
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(content)
        if name.endswith(".rels"):
            reached |= _rels_faults(name, content, parts, out)
    out += [
        f"unreached: {n}" for n in names if n not in reached and not n.endswith(".rels") and n != "[Content_Types].xml"
    ]
    return out


def _rels_faults(name: str, content: bytes, parts: dict[str, bytes], out: list[str]) -> set[str]:
    source = posixpath.join(posixpath.dirname(posixpath.dirname(name)), posixpath.basename(name)[:-5])
    ids, reached = set(), set()
    for relation in ET.fromstring(content):
        ids.add(relation.get("Id"))
        target = relation.get("Target", "")
        if relation.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")
            reached.add(path)
            if path not in parts:
                out.append(f"dangling: {source} -> {target}")
    if source not in parts and source:
        out.append(f"relationships of nothing: {name}")
    elif source.endswith(".xml"):
        used = set(re.findall(rb'\sr:(?:id|embed|link|pict)="([^"]+)"', parts[source]))
        out += [f"{source}: {one.decode()} leads nowhere" for one in used if one.decode() not in ids]
    return reached
