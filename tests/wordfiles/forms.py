"""Forms with the one field `{{ doc.park }}`, each with something that Word files made by people carry."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable

from wordfiles import FIELD, MICROSOFT, NS, OFFICE, PACKAGE, WORD_TYPE, XML, W, Word, boxed, code, para, plain, run

DRAWING = "application/vnd.openxmlformats-officedocument.drawingml"
FORMS: dict[str, Callable[[], bytes]] = {}


def form(make: Callable[[], Word | bytes]) -> Callable[[], Word | bytes]:
    """Registers a form under the name of its function."""

    def data() -> bytes:
        made = make()
        return made if isinstance(made, bytes) else made.data

    FORMS[make.__name__] = data
    return make


def png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress(b"\0" + b"\x80" * 6 + b"\0" + b"\x80" * 6))
        + chunk(b"IEND", b"")
    )


@form
def python_docx_default() -> bytes:
    return plain()


@form
def minimal() -> Word:
    """Three parts and nothing else: no styles, no settings, no properties."""
    word = Word().body(para(run(FIELD)))
    main = f'<Override PartName="/word/document.xml" ContentType="{WORD_TYPE}.document.main+xml"/>'
    word.parts = {"word/document.xml": word.parts["word/document.xml"]}
    word.parts["[Content_Types].xml"] = (
        f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{main}</Types>'
    ).encode()
    word.parts["_rels/.rels"] = (
        f'{XML}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>"
    ).encode()
    return word


@form
def thumbnail_emf() -> Word:
    word = Word()
    word.parts.pop("docProps/thumbnail.jpeg")
    word.replace("_rels/.rels", "docProps/thumbnail.jpeg", "docProps/thumbnail.emf").add(
        "docProps/thumbnail.emf", b"\x01\0\0\0"
    )
    return word.type('<Default Extension="emf" ContentType="image/x-emf"/>')


@form
def second_core_part() -> Word:
    """As LibreOffice relates it, and one under a name of its own as packages of other programs have it."""
    core = Word().parts["docProps/core.xml"]
    kind = "application/vnd.openxmlformats-package.core-properties+xml"
    word = Word().add("package/services/metadata/core-properties/a1.psmdcp", core, kind)
    lower = "http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties"
    return word.relate("", lower, "package/services/metadata/core-properties/a1.psmdcp")


@form
def custom_xml_and_bound_control() -> Word:
    """Word's own cover pages tie the title to a property; what a field puts there would be shown as the field again."""
    binding = '<w:dataBinding w:xpath="/a" w:storeItemID="{11111111-1111-1111-1111-111111111111}"/>'
    control = f'<w:sdt><w:sdtPr><w:alias w:val="园区"/>{binding}<w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent>{run(FIELD)}</w:sdtContent></w:sdt>'
    word = Word().body(para(control))
    word.add("customXml/item1.xml", "<a>{{ doc.park }}</a>").relate(
        "word/document.xml", "customXml", "../customXml/item1.xml"
    )
    item = '<ds:datastoreItem ds:itemID="{11111111-1111-1111-1111-111111111111}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>'
    word.add("customXml/itemProps1.xml", item, "application/vnd.openxmlformats-officedocument.customXmlProperties+xml")
    return word.relate("customXml/item1.xml", "customXmlProps", "itemProps1.xml")


@form
def glossary() -> Word:
    parts = f'<w:glossaryDocument {NS}><w:docParts><w:docPart><w:docPartPr><w:name w:val="落款"/></w:docPartPr><w:docPartBody>{para(run("落款"))}</w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>'
    word = Word().add("word/glossary/document.xml", parts, f"{WORD_TYPE}.document.glossary+xml")
    word.relate("word/document.xml", "glossaryDocument", "glossary/document.xml")
    word.add("word/glossary/settings.xml", f"<w:settings {NS}/>", f"{WORD_TYPE}.settings+xml")
    return word.relate("word/glossary/document.xml", "settings", "settings.xml")


@form
def embedded_fonts() -> Word:
    word = Word()
    table = f'<w:fonts {NS}><w:font w:name="仿宋"><w:embedRegular r:id="rId1" w:fontKey="{{00000000-0000-0000-0000-000000000000}}"/></w:font></w:fonts>'
    word.parts["word/fontTable.xml"] = (XML + table).encode()
    word.add("word/fonts/font1.odttf", b"\0" * 64).relate("word/fontTable.xml", "font", "fonts/font1.odttf", "rId1")
    return word.type(
        '<Default Extension="odttf" ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
    )


@form
def comments_with_people() -> Word:
    marked = f'<w:commentRangeStart w:id="0"/>{run(FIELD)}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    word = Word().body(para(marked)).comments(para(run("标题用全称")))
    for name, tag, kind in (
        ("commentsExtended", "commentsEx", "commentsExtended"), ("commentsIds", "commentsIds", "commentsIds"), ("people", "people", "people"),
    ):  # fmt: skip
        word.add(f"word/{name}.xml", f"<w15:{tag} {NS}/>", f"{WORD_TYPE}.{kind}+xml")
        word.relate("word/document.xml", f"{MICROSOFT}/2011/relationships/{kind}", f"{name}.xml")
    return word


@form
def signed() -> Word:
    word = Word().add(
        "_xmlsignatures/origin.sigs", b"", "application/vnd.openxmlformats-package.digital-signature-origin"
    )
    word.relate(
        "",
        "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin",
        "_xmlsignatures/origin.sigs",
    )
    word.add(
        "_xmlsignatures/sig1.xml",
        "<Signature/>",
        "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml",
    )
    return word.relate(
        "_xmlsignatures/origin.sigs",
        "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/signature",
        "sig1.xml",
    )


@form
def remains_of_macros() -> Word:
    """Somebody took the macros out of the zip and left what pointed to them."""
    word = Word().type('<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>')
    word.type('<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>')
    word.relate("word/document.xml", f"{MICROSOFT}/2006/relationships/vbaProject", "vbaProject.bin")
    word.add("word/vbaData.xml", "<a/>", "application/vnd.ms-word.vbaData+xml")
    return word.relate("word/document.xml", f"{MICROSOFT}/2006/relationships/wordVbaData", "vbaData.xml")


@form
def ribbon_and_task_pane() -> Word:
    word = (
        Word()
        .add("customUI/customUI14.xml", "<customUI/>")
        .relate("", f"{MICROSOFT}/2007/relationships/ui/extensibility", "customUI/customUI14.xml")
    )
    word.add("word/webextensions/taskpanes.xml", "<taskpanes/>", "application/vnd.ms-office.webextensiontaskpanes+xml")
    word.relate("", f"{MICROSOFT}/2011/relationships/webextensiontaskpanes", "word/webextensions/taskpanes.xml")
    word.add("word/webextensions/webextension1.xml", "<webextension/>", "application/vnd.ms-office.webextension+xml")
    word.relate("word/webextensions/taskpanes.xml", f"{MICROSOFT}/2011/relationships/webextension", "webextension1.xml")
    word.add("word/customizations.xml", "<tcg/>", "application/vnd.ms-word.keyMapCustomizations+xml")
    return word.relate(
        "word/document.xml", f"{MICROSOFT}/2006/relationships/keyMapCustomizations", "customizations.xml"
    )


@form
def linked_to_a_company_template() -> Word:
    word = Word().replace(
        "word/settings.xml",
        "<w:zoom",
        '<w:attachedTemplate r:id="rId1"/><w:linkStyles/><w:updateFields w:val="true"/><w:zoom',
    )
    if "xmlns:r=" not in word.parts["word/settings.xml"].decode():
        word.replace("word/settings.xml", "<w:settings ", f'<w:settings xmlns:r="{OFFICE}" ')
    return word.relate(
        "word/settings.xml", "attachedTemplate", "file:///\\\\server\\公文\\报告.dotx", "rId1", "External"
    )


@form
def like_wps() -> Word:
    """What WPS leaves: its own properties, absolute targets, a field for every text box."""
    properties = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.'
        'openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" '
        'name="KSOProductBuildVer"><vt:lpwstr>2052-12.1.0.15990</vt:lpwstr></property></Properties>'
    )
    word = Word().body(
        para(run("文号："), '<w:jc w:val="both"/>') + para(code(" DOCPROPERTY KSOProductBuildVer ") + run(FIELD))
    )
    word.add("docProps/custom.xml", properties, "application/vnd.openxmlformats-officedocument.custom-properties+xml")
    word.relate("", "custom-properties", "/docProps/custom.xml")
    return word.replace("word/_rels/document.xml.rels", 'Target="styles.xml"', 'Target="/word/styles.xml"')


@form
def text_boxes() -> Word:
    return Word().body(para(boxed(para(run(FIELD)))) + para(run("正文")))


@form
def tracked_changes() -> Word:
    """A field corrected while changes were tracked, a deleted row, a joined paragraph, changed properties."""
    by = 'w:id="7" w:author="甲" w:date="2026-01-02T00:00:00Z"'
    tag = (
        run("{{ doc.")
        + f"<w:del {by}><w:r><w:delText>parc</w:delText></w:r></w:del><w:ins {by}>{run('park')}</w:ins>"
        + run(" }}")
    )
    gone = para(
        f"<w:del {by}><w:r><w:delText>{{{{ doc.nothing }}}}</w:delText></w:r></w:del>", f"<w:rPr><w:del {by}/></w:rPr>"
    )
    cell = f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr>{para(run("行"))}</w:tc>'
    table = (
        '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="2000"/></w:tblGrid>'
        f"<w:tr>{cell}</w:tr><w:tr><w:trPr><w:del {by}/></w:trPr>{cell}</w:tr></w:tbl>"
    )
    changed = para(tag, f"<w:rPr><w:ins {by}/></w:rPr><w:pPrChange {by}><w:pPr/></w:pPrChange>")
    start = f'<w:moveFromRangeStart w:name="m" {by}/>'
    moved = start + para(f"<w:moveFrom {by}>{run('移走')}</w:moveFrom>") + '<w:moveFromRangeEnd w:id="7"/>'
    return Word().body(gone + changed + table + moved + para(run("末尾")))


@form
def content_controls() -> Word:
    inner = f'<w:sdt><w:sdtPr><w:id w:val="1"/></w:sdtPr><w:sdtContent>{run("{{ doc.pa")}</w:sdtContent></w:sdt>'
    block = (
        f'<w:sdt><w:sdtPr><w:id w:val="2"/></w:sdtPr><w:sdtContent>{para(inner + run("rk }}"))}</w:sdtContent></w:sdt>'
    )
    return Word().body(block + para(run("正文")))


@form
def cut_into_pieces() -> Word:
    """A field half in a link, half in a smart tag, with marks of the spelling check between."""
    word = Word().relate("word/document.xml", "hyperlink", "https://example.com/", "rIdL", "External")
    link = f'<w:hyperlink r:id="rIdL">{run("{")}{run("{ doc")}</w:hyperlink>'
    smart = f'<w:smartTag w:uri="urn:x" w:element="p">{run(".pa")}<w:proofErr w:type="spellStart"/></w:smartTag>'
    return word.body(
        para(
            link
            + smart
            + '<w:bookmarkStart w:id="3" w:name="b"/>'
            + run("rk }")
            + run("}")
            + '<w:bookmarkEnd w:id="3"/>'
        )
    )


@form
def merged_cells() -> Word:
    def cell(inner: str, properties: str) -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{para(inner)}</w:tc>"

    pct, wide = '<w:tcW w:w="50%" w:type="pct"/>', '<w:tcW w:w="2500.5" w:type="dxa"/>'
    two, begins = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>'
    rows = (
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{cell(run(FIELD), pct + two)}</w:tr>"
        f"<w:tr>{cell(run('甲'), wide + begins)}{cell(run('乙'), '')}</w:tr>"
        f"<w:tr>{cell('', wide + '<w:vMerge/>')}{cell(run('丙'), pct)}</w:tr>"
    )
    return Word().body(
        f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="2500"/><w:gridCol w:w="2500"/></w:tblGrid>{rows}</w:tbl>{para("")}'
    )


@form
def first_page_and_sections() -> Word:
    """Three sections; the first page and even pages have headers of their own, one of them nothing but a control."""
    word = Word()
    first = word.margin("header", f"<w:sdt><w:sdtContent>{para(run('首页 ' + FIELD))}</w:sdtContent></w:sdt>", "first")
    usual = word.margin(
        "header",
        f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="900"/></w:tblGrid><w:tr><w:tc><w:tcPr/>{para(run(FIELD))}</w:tc></w:tr></w:tbl>{para("")}',
    )
    even = word.margin("header", para(run("偶数页")), "even")
    footer = word.margin("footer", para(run("第 ") + code(" PAGE ") + run(" 页 共 ") + code(" NUMPAGES ") + run(" 页")))
    size = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800" w:header="851" w:footer="992" w:gutter="0"/>'
    breaks = para("", f"<w:sectPr>{first}{usual}{even}{footer}{size}<w:titlePg/></w:sectPr>")
    turned = para(
        "",
        '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>',
    )
    word.replace("word/settings.xml", "<w:defaultTabStop", "<w:evenAndOddHeaders/><w:defaultTabStop")
    return word.body(para(run(FIELD)) + breaks + para(run("横页")) + turned + para(run("末节")), size)


@form
def other_languages() -> Word:
    """Right to left, Uyghur and English, with words that look like left-over values."""
    arabic = para('<w:r><w:rPr><w:rtl/><w:lang w:bidi="ug-CN"/></w:rPr><w:t>ئۇيغۇرچە</w:t></w:r>', "<w:bidi/>")
    return Word().body(arabic + para(run("None of the above; undefined terms: {1, 2}; ")) + para(run(FIELD)))


@form
def own_chart_and_smart_art() -> Word:
    import xlsxwriter

    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as workbook:
        workbook.add_worksheet().write(0, 0, 1)
    chart = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    frame = (
        '<w:r><w:drawing><wp:inline><wp:extent cx="3600000" cy="1800000"/><wp:docPr id="1" name="c"/><wp:cNvGraphicFramePr/><a:graphic>'
        f'<a:graphicData uri="{chart}"><c:chart xmlns:c="{chart}" r:id="rIdC"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    word = Word().body(para(run(FIELD)) + para(frame))
    space = (
        f'<c:chartSpace xmlns:c="{chart}" xmlns:a="{DRAWING}" xmlns:r="{OFFICE}"><c:chart><c:plotArea><c:layout/></c:plotArea></c:chart>'
        '<c:externalData r:id="rId1"/></c:chartSpace>'
    )
    word.add("word/charts/chart1.xml", space, f"{DRAWING}.chart+xml").relate(
        "word/document.xml", "chart", "charts/chart1.xml", "rIdC"
    )
    word.type(
        '<Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>'
    )
    word.add("word/embeddings/Microsoft_Excel_Sheet1.xlsx", book.getvalue())
    word.relate("word/charts/chart1.xml", "package", "../embeddings/Microsoft_Excel_Sheet1.xlsx", "rId1")
    word.add(
        "word/theme/themeOverride1.xml",
        '<a:themeOverride xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>',
        "application/vnd.openxmlformats-officedocument.themeOverride+xml",
    )
    word.relate("word/charts/chart1.xml", "themeOverride", "../theme/themeOverride1.xml")
    for name in ("data", "layout", "quickStyle", "colors"):
        word.add(f"word/diagrams/{name}1.xml", "<a/>", f"{DRAWING}.diagram{name.title()}+xml")
        word.relate("word/document.xml", f"diagram{name.title()}", f"diagrams/{name}1.xml")
    return word


@form
def ink_sources_printer_web() -> Word:
    word = Word().add(
        "customXml/item1.xml",
        '<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"/>',
    )
    word.relate("word/document.xml", "customXml", "../customXml/item1.xml")
    word.add("word/ink/ink1.xml", "<ink/>", "application/inkml+xml").relate(
        "word/document.xml", "customXml", "ink/ink1.xml"
    )
    word.add("word/printerSettings1.bin", b"\0\1", f"{WORD_TYPE}.printerSettings")
    word.relate("word/document.xml", "printerSettings", "printerSettings1.bin", "rIdP")
    word.parts["word/webSettings.xml"] = (
        XML + f'<w:webSettings {NS}><w:divs><w:div w:id="1"/></w:divs></w:webSettings>'
    ).encode()
    return word.body(para(run(FIELD)), '<w:printerSettings r:id="rIdP"/>')


@form
def other_prefixes() -> Word:
    """Written by a program that calls Word's namespace something else."""
    word = Word()
    for name in ("word/document.xml",):
        text = word.parts[name].decode()
        word.parts[name] = re.sub(r"(</?|\s)w:", r"\1ns0:", text).replace("xmlns:w=", "xmlns:ns0=").encode()
    assert b"ns0:body" in word.parts["word/document.xml"]
    return word


@form
def targets_spelt_otherwise() -> Word:
    """Office minds neither case nor `%20` in the names of parts."""
    word = Word().add("word/media/Bild 1.PNG", png()).type('<Default Extension="PNG" ContentType="image/png"/>')
    word.relate("word/document.xml", "image", "Media/bild%201.png", "rIdI")
    blip = (
        '<w:r><w:drawing><wp:inline><wp:extent cx="360000" cy="360000"/><wp:docPr id="1" name="p"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:nvPicPr><pic:cNvPr id="0" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdI"/><a:stretch><a:fillRect/></a:stretch>'
        '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="360000" cy="360000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    return word.body(para(run(FIELD) + blip))


@form
def links_within_as_addresses() -> Word:
    word = Word().relate("word/document.xml", "hyperlink", "#结论", "rIdA", "External")
    word.relate("word/document.xml", "hyperlink", "#结论", "rIdB")
    links = "".join(f'<w:hyperlink r:id="{rid}">{run("见结论")}</w:hyperlink>' for rid in ("rIdA", "rIdB"))
    mark = '<w:bookmarkStart w:id="1" w:name="结论"/><w:bookmarkEnd w:id="1"/>'
    return word.body(para(links) + para(mark + run(FIELD)))


@form
def notes() -> Word:
    word = Word().notes("footnotes", para(run("脚注 " + FIELD))).notes("endnotes", para(run("尾注 " + FIELD)))
    marks = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r>'
    return word.body(para(run(FIELD) + marks) + para("", "<w:sectPr/>") + para(run("第二节")))


@form
def fields_of_an_official_form() -> Word:
    """Boxes to tick, 带圈字符, a sum, a page count in an IF, cross references."""
    return Word().body(
        para(code(" EQ \\o\\ac(○,", "1) ") + code(" FORMCHECKBOX ") + code(" = SUM(ABOVE) ") + code(" seq 表 \\* arabic "))
        + para('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF </w:instrText></w:r>' + code(" PAGE ")
               + '<w:r><w:instrText> = 1 "" "续" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>')
        + para(f'<w:fldSimple w:instr=" STYLEREF 1 ">{run("1")}</w:fldSimple>' + code(' HYPERLINK "https://example.com" \\o "网站" ')
               + code(" HYPERLINK \\l _Toc1 ") + code(' TOC \\o "1-3" \\h \\z \\u ') + run(FIELD))
    )  # fmt: skip


__all__ = ["FORMS", "W", "png"]
