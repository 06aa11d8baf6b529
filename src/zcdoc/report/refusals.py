"""What may not stand in somebody else's Word file: it would fetch, run or ask for something when the document is opened.

Each thing is told with its paragraph, all of them at once. The pre-flight (`ooxml`) has refused macros, links out of the
package and broken zips before; this looks into the parts. A finished document is searched in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zcdoc import ooxml
from zcdoc.errors import ZcdocError
from zcdoc.problems import Problems
from zcdoc.report import fieldcodes
from zcdoc.report.package import Package, Relation, xml
from zcdoc.report.stories import W, place_of, stories

RULE = "template-unsafe"
_VML = "{urn:schemas-microsoft-com:vml}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_OLE = "嵌入的对象（OLE）"
_ELEMENTS = {
    W + "object": (_OLE, "删去它，或换成图片、表格；公式用 Word 自带的公式"),
    _OFFICE + "OLEObject": (_OLE, "删去它，或换成图片、表格；公式用 Word 自带的公式"),
    W + "control": ("ActiveX 控件", "删去控件，填写处用内容控件或空格线"),
    W + "altChunk": ("插入的别种文件（altChunk）", "在 Word 中打开模板另存一份，它就成为正文"),
    W + "subDoc": ("子文档", "在大纲视图中展开子文档，取消链接后另存"),
    W + "frameset": ("框架网页", "另存为普通的 Word 文档"),
    W + "mailMerge": ("邮件合并的数据源", "在“邮件”选项卡中把文档改回普通 Word 文档"),
    W + "entryMacro": ("窗体域的宏", "在窗体域的属性中去掉宏"),
    W + "exitMacro": ("窗体域的宏", "在窗体域的属性中去掉宏"),
    "{http://schemas.microsoft.com/office/word/2012/wordprocessingDrawing}webVideoPr": ("联机视频", "删去视频"),
    "{http://schemas.microsoft.com/office/webextensions/webextension/2010/11}webextensionref": ("网页加载项", "删去加载项"),
}  # fmt: skip
# Twins in the element list name the same thing: an OLE object stands inside a w:object.
_WITHIN = {_OFFICE + "OLEObject": W + "object", W + "control": W + "object"}
_RELATIONS = {
    "oleobject": _OLE, "control": "ActiveX 控件", "activexcontrolbinary": "ActiveX 控件",
    "afchunk": "插入的别种文件（altChunk）", "subdocument": "子文档", "frame": "框架网页", "mailmergesource": "邮件合并的数据源",
    "mailmergeheadersource": "邮件合并的数据源", "recipientdata": "邮件合并的数据源", "vbaproject": "宏",
    "webextension": "网页加载项", "xslt": "样式转换",
}  # fmt: skip
_FIELD_FIX = "在 Word 中按 Alt+F9 显示域代码，删去这个域，或按 Ctrl+Shift+F9 把它变成普通文字"


def refused(package: Package) -> Problems:
    """Everything in the package that could do harm, each with its place."""
    problems = Problems()
    shown = list(_in_text(package))
    for where, what, fix in [*shown, *_elsewhere(package), *_by_relation(package, {what for _, what, _ in shown})]:
        problems.error(RULE, where, what, fix)
    return problems


def _in_text(package: Package) -> Iterator[tuple[str, str, str]]:
    for story in stories(package):
        for element, fault in fieldcodes.faults(story):
            yield place_of(element, story), fault, _FIELD_FIX
        for element, (what, fix) in _found(story.root):
            yield place_of(element, story), f"有{what}", fix


def _elsewhere(package: Package) -> Iterator[tuple[str, str, str]]:
    for part, label in (("settings", "文档设置"), ("websettings", "网页设置")):
        for name in package.parts:
            if (
                name.lower().startswith("word/")
                and name.lower().rpartition("/")[2].startswith(part)
                and name.endswith(".xml")
            ):
                for _, (what, fix) in _found(xml(package.parts[name], name)):
                    yield label, f"有{what}", fix


def _found(root: Any) -> Iterator[tuple[Any, tuple[str, str]]]:
    for element in root.iter():
        said = _ELEMENTS.get(element.tag)
        outer = _WITHIN.get(element.tag)
        if said and not (outer and next(element.iterancestors(outer), None) is not None):
            yield element, said
        elif isinstance(element.tag, str) and element.tag.startswith(_VML) and _fetches(element):
            yield element, ("从外部取来的图片", "把图片直接插入文件")


def _fetches(element: Any) -> bool:
    """Old drawings may name a picture by its address, without a relationship."""
    names = ("src", _OFFICE + "href", _OFFICE + "althref")
    return any("//" in (v := element.get(name, "")) or "\\\\" in v or v.lower().startswith("file:") for name in names)


def _by_relation(package: Package, shown: set[str]) -> Iterator[tuple[str, str, str]]:
    """What no element shows: a part that is only reached by its relationship."""
    for source in package.sources():
        for relation in package.relations(source):
            what = _RELATIONS.get(relation.kind, "")
            if what and f"有{what}" not in shown and package.leads_to(source, relation) and source:
                yield source, f"有{what}", "删去它，在 Word 中另存一份"
            if relation.kind == "package":
                yield from _workbook(package, source, relation, shown)


def _workbook(package: Package, source: str, relation: Relation, shown: set[str]) -> Iterator[tuple[str, str, str]]:
    """A chart brings its small workbook; nothing else may embed a package, and the workbook is looked through as well."""
    part = package.leads_to(source, relation)
    if part is None:
        return
    if not source.startswith("word/charts/"):
        if f"有{_OLE}" in shown:
            return
        yield source, "嵌入了别的文件", "删去它，把内容直接写进文件"
        return
    try:
        ooxml.preflight(package.parts[part], "xlsx", part.rpartition("/")[2])
    except ZcdocError as err:
        yield source, f"图表的数据表不能用：{err.message}", "在图表上选“编辑数据”，另存一份，或换成新的图表"
