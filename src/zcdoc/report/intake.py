"""A user's Word file made ready to be filled: what may not stand in it is told, what would hinder is put right.

A form that somebody made in Word, WPS or LibreOffice carries parts that have nothing to do with what it prints: a preview
picture, signatures, a link to the company's template, building blocks. Each stays with its relationships or goes with them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from zcdoc.errors import UserError
from zcdoc.problems import Problems
from zcdoc.report import refusals, revisions, tags
from zcdoc.report.package import OFFICE_REL, Package, Relation, plain_path, text_of, xml
from zcdoc.report.stories import Story, W, drawn, named, paragraphs, quoted, stories

# What says something about the template and nothing about the document that is made from it, or acts when it is opened.
_GOES = {
    "thumbnail": "", "attachedtemplate": "", "origin": "数字签名", "taskpanes": "加载项窗格", "extensibility": "自定义功能区",
    "webextensiontaskpanes": "加载项窗格", "keymapcustomizations": "自定义快捷键", "attachedtoolbars": "自定义工具栏", "wordvbadata": "宏的残余",
    "userxmlcustomization": "自定义界面", "usercustomization": "自定义界面",
}  # fmt: skip
LINK = "在 Word 的“开发工具”→“文档模板”中断开后另存，就不再提醒"
_SETTINGS = ("attachedTemplate", "linkStyles", "updateFields")  # the last would ask a question at every opening
_BINDING = ("dataBinding", "showingPlcHdr")
_BINDINGS = (*(W + n for n in _BINDING), "{http://schemas.microsoft.com/office/word/2012/wordml}dataBinding")


@dataclass(slots=True)
class Intake:
    """A form as it can be filled. `problems` stop it, `remarks` are told; `text` is all that it says itself."""

    word: bytes
    problems: Problems = field(default_factory=Problems)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    text: str = ""


def take(word: bytes, names: frozenset[str]) -> Intake:
    """Looks through a user's Word file; `names` are those that a field may begin with. Raises UserError when it is damaged.

    Where something in it is refused, the file comes back as it was: nobody may fill it.
    """
    package = Package(word)
    made = Intake(word)
    _respell(package)
    _leave_behind(package, made)
    made.problems.extend(refusals.refused(package))
    _tie_up(package)
    found = stories(package)
    made.problems.extend(_stray_tags(package, found, names))
    made.text = "\n".join(p.text for story in found for p in paragraphs(story))
    if not made.problems.errors:
        _prepare(package, found, made)
        made.word = package.write()
    return made


# --- parts ------------------------------------------------------------------------------------------------------------


def _respell(package: Package) -> None:
    """Targets are written as the parts are called: python-docx minds case and `%20`, Word does not."""
    for source in package.sources():
        found = package.relations(source)
        better = [_exact(package, source, r) for r in found]
        if better != found:
            package.relate(source, better)


def _exact(package: Package, source: str, relation: Relation) -> Relation:
    if relation.target.startswith("#"):  # a place in the document, which some programs call a part
        return Relation(relation.id, relation.type, relation.target, external=True)
    part = package.leads_to(source, relation)
    if part is None or part == plain_path(source, relation.target):
        return relation
    return Relation(relation.id, relation.type, f"/{part}")


def _leave_behind(package: Package, made: Intake) -> None:
    """What goes, with what only it leads to."""
    gone = [r for _, r in package.drop_relations(lambda _, r: r.kind in _GOES)]
    links = {r.target for r in gone if r.kind == "attachedtemplate"}
    made.remarks += [
        (f"模板链接到另一个模板 {printable(target)}，这个链接没有带进文件", LINK) for target in sorted(links)
    ]
    said = sorted({_GOES[r.kind] for r in gone if _GOES[r.kind]})
    if said:
        made.remarks.append((f"模板带有{'、'.join(said)}，没有带进文件", ""))
    _quiet_settings(package)


def _tie_up(package: Package) -> None:
    """Relationships that lead nowhere go, with parts that nothing leads to. Raises UserError where the text uses one."""
    lost = [
        (s, r) for s in package.sources() for r in package.relations(s) if not r.external and not package.leads_to(s, r)
    ]
    used = [(s, r) for s, r in lost if s in package.parts and r.id in package.used(s)]
    if used:
        source, relation = used[0]
        raise UserError(
            f"模板的部件 {source} 用到的 {printable(relation.target)} 不在文件里",
            "用 Word 或 WPS 打开模板，删去显示不出的图片或链接，另存一份",
        )
    package.drop_relations(lambda s, r: (s, r) in lost)
    package.forget_unreachable()
    package.settle_types()
    untyped = package.untyped()
    if untyped:
        raise UserError(f"模板的部件 {untyped[0]} 没有说明类型", "用 Word 或 WPS 打开模板，另存一份")


def printable(target: str) -> str:
    """A target as it may be shown: nothing in it reaches a terminal as a control character."""
    return "".join(c if c.isprintable() else "\ufffd" for c in target[:120])


def _quiet_settings(package: Package) -> None:
    for part in _main_reaches(package, "settings"):
        root = xml(package.parts[part], part)
        found = [e for name in _SETTINGS for e in root.findall(W + name)]
        for element in found:
            root.remove(element)
        if found:
            package.parts[part] = text_of(root)


def _main_reaches(package: Package, kind: str) -> list[str]:
    return [part for main in package.reach("", "officedocument") for part in package.reach(main, kind)]


# --- text -------------------------------------------------------------------------------------------------------------


def _stray_tags(package: Package, found: list[Story], names: frozenset[str]) -> Problems:
    """Tags that nobody would fill, for how or where they are written."""
    problems = Problems()
    whole = "\n".join(p.text for story in found for p in paragraphs(story))
    known = names | tags.loop_names(whole)
    for story in found:
        for paragraph in paragraphs(story):
            if not story.filled:
                _nobody_fills(problems, paragraph.where, paragraph.text, named(story))
                continue
            for rule, what, fix in tags.faults(paragraph.text, known):
                problems.error(rule, paragraph.where, what, fix)
    for part, text in drawn(package):
        _nobody_fills(problems, part, text, "图表和 SmartArt")
    for source in package.sources():
        for relation in package.relations(source):
            _nobody_fills(problems, source, relation.target.replace("%7B", "{").replace("%7D", "}"), "链接地址")
    return problems


def _nobody_fills(problems: Problems, where: str, text: str, name: str) -> None:
    if tags.ANY.search(text):
        problems.error(
            "template-place",
            where,
            f"{name}里的字段不会填写：{quoted(text)}",
            "把字段移到正文、页眉、页脚、脚注或尾注里",
        )


def _prepare(package: Package, found: list[Story], made: Intake) -> None:
    """Whatever lies in the way of filling: other prefixes, tracked changes, tags in pieces, controls that fill themselves."""
    changes = 0
    for story in found:
        root = _with_prefix(story.root)
        accepted = revisions.accept(root)
        ready = Story(story.part, story.name, root, story.filled)
        gathered = [tags.gather(p) for p in paragraphs(ready)] if story.filled else []
        unbound = _unbind(root)
        changes += accepted
        if accepted or any(gathered) or unbound or root is not story.root:
            package.parts[story.part] = text_of(root)
    if changes:
        made.remarks.append(
            (f"模板里有 {changes} 处修订，按全部接受填写", "在 Word 中接受或拒绝修订后另存，就不再提醒")
        )


def _unbind(root: Any) -> int:
    """A content control tied to a property would show the property's old value again as soon as Word opens the file."""
    count = 0
    for control in root.iter(W + "sdt"):
        text = "".join(t.text or "" for t in control.iter(W + "t"))
        if "{{" in text or "{%" in text:
            for element in list(control.iter(*_BINDINGS)):
                element.getparent().remove(element)
                count += 1
    return count


def _with_prefix(root: Any) -> Any:
    """The tree with `w:` before Word's own elements, which docxtpl searches for by name."""
    uri = W.strip("{}")
    if all(e.prefix == "w" for e in root.iter(f"{W}*")):
        return root
    spaces = {prefix: one for prefix, one in root.nsmap.items() if prefix and one != uri and prefix != "w"}
    fresh = etree.Element(root.tag, nsmap={"w": uri, "r": OFFICE_REL, **spaces}, attrib=dict(root.attrib))
    for child in root:
        fresh.append(child)
    etree.cleanup_namespaces(fresh, top_nsmap={"w": uri}, keep_ns_prefixes=["w", "r", *spaces])
    return fresh
