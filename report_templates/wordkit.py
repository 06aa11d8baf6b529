"""What the build scripts of the templates share: styles, sections, paragraphs and tables of a Word file.

The scripts write the template; zcdoc only fills it. Lengths are centimetres unless a name says otherwise.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocumentType
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from zcdoc.ooxml import rezip

LATIN, SONG, HEI = "Times New Roman", "宋体", "黑体"
TWIPS = 567  # per centimetre
NS = nsdecls("w")
KEPT = {"Normal", "Default Paragraph Font", "Normal Table", "No List", "Header", "Footer"}


@dataclass(frozen=True)
class Style:
    """A paragraph style. Sizes in points; `indent` in characters; `line` is a multiple, or exact points when `exact`."""

    id: str
    name: str
    size: float = 12
    font: str = SONG
    bold: bool = False
    align: str = "both"
    indent: int = 0
    line: float = 1.5
    exact: bool = False
    before: float = 0
    after: float = 0
    level: int | None = None
    keep_next: bool = False
    left: float = 0
    extra: str = ""
    based: str = "Normal"


@dataclass(frozen=True)
class Column:
    """One column of a table: its header, width, what each row prints, and the style of the cell.

    The widths of a table's columns are shares of its width, except those that are `fixed`, in cm.
    """

    title: str
    width: float
    value: str
    style: str = "TableText"
    fixed: bool = False


@dataclass(frozen=True)
class Page:
    """Paper and margins of a section."""

    width: float = 21.0
    height: float = 29.7
    top: float = 2.54
    bottom: float = 2.54
    left: float = 2.8
    right: float = 2.6

    @property
    def text(self) -> float:
        return self.width - self.left - self.right

    def turned(self) -> Page:
        return Page(self.height, self.width, 2.6, 2.4, 2.2, 2.2)


def twips(cm: float) -> int:
    return round(cm * TWIPS)


def fonts(east: str) -> str:
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{east}" w:cs="{LATIN}" w:hint="eastAsia"/>'


def new_document(styles: list[Style]) -> DocumentType:
    """An empty document with only the styles that are used, each naming its fonts."""
    document = Document()
    body = document.element.body
    for child in list(body):
        body.remove(child)
    _replace_styles(document, styles)
    _settings(document)
    return document


def _replace_styles(document: DocumentType, styles: list[Style]) -> None:
    root = document.styles.element
    for node in list(root):
        name = node.find(qn("w:name"))
        if node.tag == qn("w:style") and name is not None and name.get(qn("w:val")) in KEPT:
            _name_font(node)
        else:
            root.remove(node)
    root.insert(0, parse_xml(_defaults()))
    for style in styles:
        root.append(parse_xml(_style(style)))
    for more in (_GAP_STYLE, _LINK_STYLE, _TABLE_STYLE, _LINES_STYLE):
        root.append(parse_xml(more))


def _name_font(node: object) -> None:
    """Header, Footer and Normal name their fonts too; theme fonts are left behind."""
    kind = node.get(qn("w:type"))  # type: ignore[attr-defined]
    if kind != "paragraph":
        return
    for old in [*node.findall(qn("w:rPr")), *node.findall(qn("w:link"))]:  # type: ignore[attr-defined]
        node.remove(old)  # type: ignore[attr-defined]
    node.append(parse_xml(f'<w:rPr {NS}>{fonts(SONG)}<w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr>'))  # type: ignore[attr-defined]


def _defaults() -> str:
    return (
        f'<w:docDefaults {NS}><w:rPrDefault><w:rPr>{fonts(SONG)}<w:kern w:val="2"/><w:sz w:val="24"/><w:szCs w:val="24"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )


def _style(style: Style) -> str:
    return (
        f'<w:style {NS} w:type="paragraph" w:customStyle="{0 if style.level is not None else 1}" w:styleId="{style.id}">'
        f'<w:name w:val="{style.name}"/><w:basedOn w:val="{style.based}"/><w:next w:val="{_next(style)}"/><w:qFormat/>'
        f"<w:pPr>{_paragraph_properties(style)}</w:pPr>"
        f"<w:rPr>{fonts(style.font)}{'<w:b/><w:bCs/>' if style.bold else ''}"
        f'<w:sz w:val="{round(style.size * 2)}"/><w:szCs w:val="{round(style.size * 2)}"/></w:rPr></w:style>'
    )


def _next(style: Style) -> str:
    return "Body" if style.level is not None else style.id


def _paragraph_properties(style: Style) -> str:
    """Children in the order of the schema."""
    line = (
        f'w:line="{round(style.line * (20 if style.exact else 240))}" w:lineRule="{"exact" if style.exact else "auto"}"'
    )
    level = f'<w:outlineLvl w:val="{style.level}"/>' if style.level is not None else ""
    indent = f'<w:ind w:firstLineChars="{style.indent * 100}" w:firstLine="{round(style.indent * style.size * 20)}"/>'
    if not style.indent:
        indent = f'<w:ind w:left="{twips(style.left)}" w:firstLine="0"/>'
    return (
        f"{'<w:keepNext/><w:keepLines/>' if style.keep_next else ''}{style.extra}"
        f'<w:spacing w:before="{round(style.before * 20)}" w:after="{round(style.after * 20)}" {line}/>'
        f'{indent}<w:jc w:val="{style.align}"/>{level}'
    )


_GAP_STYLE = (
    f'<w:style {NS} w:type="character" w:customStyle="1" w:styleId="Gap"><w:name w:val="Gap"/>'
    f'<w:rPr>{fonts(HEI)}<w:b/><w:shd w:val="clear" w:color="auto" w:fill="FFE599"/></w:rPr></w:style>'
)
_LINK_STYLE = (
    f'<w:style {NS} w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
    f"<w:rPr>{fonts(SONG)}</w:rPr></w:style>"
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
    for side, size in (("top", 8), ("left", 4), ("bottom", 8), ("right", 4), ("insideH", 4), ("insideV", 4))
)
_TABLE_STYLE = (
    f'<w:style {NS} w:type="table" w:customStyle="1" w:styleId="ReportTable"><w:name w:val="Report Table"/>'
    f'<w:basedOn w:val="TableNormal"/><w:rPr>{fonts(SONG)}<w:sz w:val="18"/></w:rPr>'
    f'<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders><w:tblCellMar><w:left w:w="70" w:type="dxa"/>'
    '<w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)

_LINES_STYLE = (
    f'<w:style {NS} w:type="table" w:customStyle="1" w:styleId="CoverTable"><w:name w:val="Cover Table"/>'
    f'<w:basedOn w:val="TableNormal"/><w:rPr>{fonts(SONG)}</w:rPr><w:tblPr><w:tblBorders>'
    '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
    '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="808080"/></w:tblBorders></w:tblPr></w:style>'
)


def _settings(document: DocumentType) -> None:
    """Chinese as the East-Asian language, no theme fonts, no question at opening."""
    root = document.settings.element
    for tag in ("w:themeFontLang", "w:updateFields", "w:attachedTemplate"):
        for node in root.findall(qn(tag)):
            root.remove(node)
    lang = parse_xml(f'<w:themeFontLang {NS} w:val="en-US" w:eastAsia="zh-CN"/>')
    anchor = root.find(qn("w:clrSchemeMapping"))
    if anchor is None:
        root.append(lang)
    else:
        anchor.addprevious(lang)


# --- what stands in the body ------------------------------------------------------------------------------------------


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def field(code: str, shown: str = "1") -> str:
    """A complex field with a result, so that nothing has to be updated at opening."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{shown}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def para(style: str, text: str, extra: str = "") -> str:
    return f'<w:p {NS}><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{run(text)}</w:p>'


def raw_para(style: str, inner: str) -> str:
    return f'<w:p {NS}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inner}</w:p>'


def tag(text: str) -> str:
    """A paragraph that holds one `{%p … %}` tag and vanishes."""
    return para("Body", text)


def each(expression: str, style: str = "Body", name: str = "t") -> list[str]:
    """One paragraph for every text of a list."""
    return [tag(f"{{%p for {name} in {expression} %}}"), para(style, f"{{{{ {name} }}}}"), tag("{%p endfor %}")]


def when(expression: str, parts: list[str]) -> list[str]:
    return [tag(f"{{%p if {expression} %}}"), *parts, tag("{%p endif %}")]


def loop(name: str, expression: str, parts: list[str]) -> list[str]:
    return [tag(f"{{%p for {name} in {expression} %}}"), *parts, tag("{%p endfor %}")]


def figure(name: str) -> list[str]:
    """The mark that the chart takes the place of, and the caption below; nothing when there is nothing to show."""
    mark, caption = (f"{{{{ {name}.{field} }}}}" for field in ("place", "text"))
    return when(f"{name}.place", [para("Figure", mark), para("FigureCaption", caption)])


def table(
    columns: list[Column], rows: str, width: float, *, name: str = "r", last: list[str] | None = None
) -> list[str]:
    """A table with a repeated header row and one row for each item of the list `rows`; `last` is a closing row."""
    fixed = sum(c.width for c in columns if c.fixed)
    scale = (width - fixed) / sum(c.width for c in columns if not c.fixed)
    widths = [twips(c.width if c.fixed else c.width * scale) for c in columns]
    widths[-1] += twips(width) - sum(widths)
    lines = [
        _row([c.title for c in columns], widths, ["TableHead"] * len(columns), header=True),
        _tag_row(f"{{%tr for {name} in {rows} %}}", widths),
        _row([f"{{{{ {c.value} }}}}" for c in columns], widths, [c.style for c in columns]),
        _tag_row("{%tr endfor %}", widths),
    ]
    if last:
        lines.append(_row(last, widths, ["TableHead", *[c.style for c in columns[1:]]]))
    return [_table(widths, lines), para("AfterTable", "")]


def pairs(
    rows: str, width: float, labels: tuple[float, float] = (3.0, 4.8), *, whole: list[tuple[str, str]] | None = None
) -> list[str]:
    """A table of label, value, label, value; below them rows of one label and a value over the rest of the width."""
    widths = [twips(w) for w in (*labels, *labels)]
    widths[-1] += twips(width) - sum(widths)
    lines = [
        _tag_row(f"{{%tr for r in {rows} %}}", widths),
        _row(["{{ r.a }}", "{{ r.av }}", "{{ r.b }}", "{{ r.bv }}"], widths, ["TableHead", "TableText"] * 2),
        _tag_row("{%tr endfor %}", widths),
        *(_whole_row(label, value, widths) for label, value in whole or []),
    ]
    return [_table(widths, lines), para("AfterTable", "")]


def _whole_row(label: str, value: str, widths: list[int]) -> str:
    cells = _cell(label, widths[0], "TableHead") + _cell(value, sum(widths[1:]), "TableText", span=len(widths) - 1)
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def fixed_table(
    widths_cm: list[float], rows: list[tuple[list[str], list[str], float]], style: str = "ReportTable"
) -> str:
    """A table whose rows stand in the template: cells, their styles, least height; a row of one cell is a tag."""
    widths = [twips(w) for w in widths_cm]
    lines = [
        _tag_row(cells[0], widths) if len(cells) == 1 else _row(cells, widths, styles, height=height)
        for cells, styles, height in rows
    ]
    return _table(widths, lines, style)


def _table(widths: list[int], rows: list[str], style: str = "ReportTable") -> str:
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return (
        f'<w:tbl {NS}><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _row(cells: list[str], widths: list[int], styles: list[str], *, header: bool = False, height: float = 0) -> str:
    tall = f'<w:trHeight w:val="{twips(height)}" w:hRule="atLeast"/>' if height else ""
    head = "<w:tblHeader/>" if header else ""
    return (
        f"<w:tr><w:trPr><w:cantSplit/>{tall}{head}</w:trPr>"
        + "".join(_cell(*one) for one in zip(cells, widths, styles, strict=True))
        + "</w:tr>"
    )


def _tag_row(tag: str, widths: list[int]) -> str:
    """A row over all columns that holds one `{%tr … %}` tag and vanishes."""
    return (
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:gridSpan w:val="{len(widths)}"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="TableText"/></w:pPr>{run(tag)}</w:p></w:tc></w:tr>'
    )


def _cell(text: str, width: int, style: str, span: int = 1) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if style == "TableHead" else ""
    inner = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text)}</w:p>'
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{over}{shade}<w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'


# --- sections ---------------------------------------------------------------------------------------------------------


def section(page: Page, *, header: str = "", footer: str = "", numbers: str = "", start: int | None = None) -> str:
    """The properties of the section that ends here; header and footer are relationship ids."""
    refs = "".join(
        f'<w:{kind}Reference w:type="default" r:id="{rid}"/>'
        for kind, rid in (("header", header), ("footer", footer))
        if rid
    )
    first = f' w:start="{start}"' if start is not None else ""
    fmt = f'<w:pgNumType w:fmt="{numbers}"{first}/>' if numbers else ""
    turned = ' w:orient="landscape"' if page.width > page.height else ""
    return (
        f'<w:sectPr {nsdecls("w", "r")}>{refs}<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(page.width)}" w:h="{twips(page.height)}"{turned}/>'
        f'<w:pgMar w:top="{twips(page.top)}" w:right="{twips(page.right)}" w:bottom="{twips(page.bottom)}" '
        f'w:left="{twips(page.left)}" w:header="{twips(1.5)}" w:footer="{twips(1.4)}" w:gutter="0"/>{fmt}</w:sectPr>'
    )


def section_break(properties: str) -> str:
    return f'<w:p {NS}><w:pPr><w:pStyle w:val="AfterTable"/>{properties}</w:pPr></w:p>'


def finish(document: DocumentType, parts: list[str], last: str) -> bytes:
    """Puts the parts into the body, the last section at its end; the same bytes at every run."""
    body = document.element.body
    for part in parts:
        body.append(parse_xml(part))
    body.append(parse_xml(last))
    _drop_extras(document)
    out = io.BytesIO()
    document.save(out)
    return rezip(out.getvalue(), {"docProps/core.xml": CORE, "docProps/app.xml": APP})


def _drop_extras(document: DocumentType) -> None:
    """What python-docx's own template brings along: a thumbnail, custom XML, numbering, old style sheets."""
    for rels in (document.part.package.rels, document.part.rels):
        for rid in [rid for rid, rel in rels.items() if rel.reltype.rsplit("/", 1)[-1] in EXTRAS]:
            del rels[rid]


def add_margin(document: DocumentType, kind: str, paragraphs: list[str]) -> str:
    """A header or footer part with these paragraphs; returns its relationship id."""
    part, rid = document.part.add_header_part() if kind == "header" else document.part.add_footer_part()
    root = part.element
    for child in list(root):
        root.remove(child)
    for paragraph in paragraphs:
        root.append(parse_xml(paragraph))
    return str(rid)


EXTRAS = ("thumbnail", "customXml", "numbering", "stylesWithEffects", "webSettings")


CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>zcdoc</dc:title></cp:coreProperties>'
)
APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>zcdoc</Application></Properties>"
)
