"""No expression of a template reaches an object, whatever place it stands in; no answer becomes markup.

An expression ends in a refusal that names its place, or prints a harmless value as plain text: then the document has the
elements of one that was filled with a word, and nothing of the program, its environment or its files is in it.
"""

from __future__ import annotations

import dataclasses
import functools
import io
import re
import sys
import zipfile
from collections import Counter
from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

import expressions
import pytest
from forms import FORMS

from wordfiles import FIELD, W, Word, boxed, para, run
from zcdoc import notices, ooxml
from zcdoc.errors import DefectError, ZcdocError
from zcdoc.model.record import PARK, Record
from zcdoc.model.terms import Terms
from zcdoc.model.values import BadValue, plain_text
from zcdoc.model.view import View
from zcdoc.pack import load
from zcdoc.report import render, sandbox, template
from zcdoc.report.child import fill_apart
from zcdoc.report.facts import Facts
from zcdoc.scoring import score

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "report_templates" / "report"
NAME, ROUND = "东港示范产业园区（虚构）", "2026-pj"
CANARY = "kanarienvogel"
OBJECT = re.compile(
    rf"<(?:class|function|module|bound|built-in|method|generator|Macro|LoopContext)\b|object at 0x|\b0x[0-9a-f]{{8,}}|"
    rf"Undefined\b|dict_(?:items|keys|values)|Markup\(|range\(|__\w+__'?[,:>]|{CANARY}"
)
PLACES = {
    "body": "正文", "cell": "正文", "box": "正文", "header": "页眉", "footer": "页脚", "footnote": "脚注",
}  # fmt: skip


def form(place: str, line: str) -> bytes:
    """A form with one field that is well and one paragraph of somebody's own at a place."""
    word, own, section, inner = Word(FORMS["minimal"]()), para(run(escape(line, quote=False))), "", para(run(FIELD))
    if place == "body":
        inner += own
    elif place == "cell":
        cell = f"<w:tc><w:tcPr/>{own}</w:tc>"
        inner += f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="900"/></w:tblGrid><w:tr>{cell}</w:tr></w:tbl>{para("")}'
    elif place == "box":
        inner += para(boxed(own))
    elif place == "footnote":
        word.notes("footnotes", own)
        inner += para('<w:r><w:footnoteReference w:id="2"/></w:r>')
    else:
        section = word.margin(place, own)
    return word.body(inner, section).data


@functools.cache
def _pack():
    return load(ROOT / "checklists" / "seesa-010-2025", "built-in")


def _facts(profile: dict[str, str], checks: dict[str, dict[str, str]]) -> Facts:
    pack = _pack()
    state = {
        PARK: {
            "park": {"park": {"name": NAME, "standards": pack.id}},
            "profile": {key: {"内容": value} for key, value in profile.items()},
            "rounds": {ROUND: {"kind": "evaluation", "date": "2026-01-12"}},
        },
        f"round/{ROUND}/{pack.id}": {"checks": checks},
    }
    record = Record("donggang", state, "3f" * 32)
    view = View(pack, record, record.rounds[0])
    return Facts(view, Terms(pack, view.decisions), score(view), tool_version="0.1.0")


@pytest.fixture(scope="module")
def facts():
    return _facts({"园区名称": NAME}, {"4.2.1.a": {"结果": "符合", "检查所见": "查阅了批复"}})


@pytest.fixture(scope="module")
def fill(facts):
    """Fills a form in this process, as the child does in its own."""
    folder = dataclasses.replace(template.read(TEMPLATE), promises=frozenset(), built_in=False, name="form.docx")
    context = render.build_context(folder, facts)
    before = repr(context)

    def made(place, line):
        word = form(place, line)
        ooxml.preflight(word, "docx", "form.docx")
        with notices.gathering():
            try:
                return render.fill(dataclasses.replace(folder, word=word), context, facts)[0]
            finally:
                assert repr(context) == before, f"changed the data: {line[:80]}"

    return made


@pytest.fixture
def canaries(monkeypatch, tmp_path):
    """Something to find in the environment and in a module, and the file that nobody may make."""
    monkeypatch.setenv(expressions.SECRET, CANARY)
    monkeypatch.setattr(sandbox, expressions.SECRET, CANARY, raising=False)
    return tmp_path / "made"


def _chosen(place: str, every: int) -> list[str]:
    """One expression in `every`, others at each place."""
    return [one for _, one in expressions.listed()][list(PLACES).index(place) % every :: every]


def _trees(data: bytes) -> dict[str, ET.Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {
            name: ET.fromstring(package.read(name)) for name in package.namelist() if name.endswith((".xml", ".rels"))
        }


def _elements(data: bytes) -> Counter[str]:
    """How often each element stands in the text of a document."""
    parts = re.compile(r"word/(?:document|header\d+|footer\d+|footnotes)\.xml")
    return Counter(e.tag for name, tree in _trees(data).items() if parts.fullmatch(name) for e in tree.iter())


def _text(data: bytes) -> str:
    return "\n".join("".join(tree.itertext()) for name, tree in _trees(data).items() if name.startswith("word/"))


def _odd(fill, place: str, line: str, usual: Counter[str]) -> tuple[str, str]:
    """How a case ended (`refused`, `printed`), and what is wrong with that."""
    try:
        data = fill(place, line)
    except DefectError as err:
        return "refused", f"is called a defect of ours: {err.message}"
    except ZcdocError as err:
        said = "\n".join([err.message, *(f"{p.where} {p.message}" for p in getattr(err, "problems", ()))])
        found = re.search(rf"<\w+[ -]|object at|{CANARY}", said.replace(line, ""))
        named = PLACES[place] in said or "甲" in said or "不成形" in said
        return "refused", "" if named and not found else f"does not say where, or too much: {said}"
    except Exception as err:  # noqa: BLE001  what no user should see is what is looked for
        return "refused", f"raises {type(err).__name__}: {err}"
    found = OBJECT.search(_text(data))
    if found:
        return "printed", f"prints {found[0]}"
    more = _elements(data)
    more.subtract(usual)
    changed = {tag: n for tag, n in more.items() if n > 0 and tag not in _TEXT}
    return "printed", f"changes the elements: {changed}" if changed else ""


# A run is cut where a value has a line break of its own; docxtpl's own tags `colspan` and `cellbg` set a cell's properties.
_TEXT = {f"{{{W}}}{name}" for name in ("r", "t", "br", "tab", "rPr", "gridSpan", "shd")}


@pytest.mark.parametrize("place", PLACES)
def test_no_expression_reaches_an_object(place, fill, canaries, size, reached):
    usual = _elements(fill(place, "甲{{ doc.park }}乙"))
    chosen = _chosen(place, 100 // size["percent"])
    modules, wrong, ends = set(sys.modules), [], Counter()
    for expression in chosen:
        line = f"甲{expression.replace(expressions.FILE, str(canaries))}乙"
        end, fault = _odd(fill, place, line, usual)
        ends[end] += 1
        wrong += [f"{expression[:100]}: {fault}"] if fault else []
        wrong += [f"{expression[:100]}: made a file"] if canaries.exists() else []
    assert not wrong, "\n".join(wrong)
    assert not {name for name in set(sys.modules) - modules if name.partition(".")[0] not in _LAZY}
    reached(pairs=len(chosen), refused=ends["refused"], printed=ends["printed"])


_LAZY = {"zcdoc", "encodings", "docx", "docxtpl", "lxml", "jinja2", "zipfile"}


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on memory there")
def test_what_would_use_up_time_or_memory_is_stopped(facts, canaries, size, reached, tmp_path, monkeypatch):
    """In the child: the bombs, and expressions of each family that were tried without it before."""
    monkeypatch.setenv("ZCDOC_TEMPLATE_SECONDS", "3")
    monkeypatch.setenv("ZCDOC_TEMPLATE_MB", "300")
    path = tmp_path / "form.docx"
    others = [one for _, one in expressions.listed()][:: len(expressions.listed()) // size["others"]]
    for number, line in enumerate([*expressions.BOMBS[: size["bombs"]], *others]):
        place = list(PLACES)[number % len(PLACES)]
        path.write_bytes(form(place, line.replace(expressions.FILE, str(canaries))))
        with notices.gathering():
            try:
                data, _ = fill_apart(TEMPLATE, path, facts, None)
            except DefectError as err:
                pytest.fail(f"{place}: {line[:100]}: {err.message}")
            except ZcdocError:
                continue
        assert line not in expressions.BOMBS, f"{place}: {line[:100]}"
        assert not OBJECT.search(_text(data)), f"{place}: {line[:100]}"
    assert not canaries.exists()
    reached(apart=min(size["bombs"], len(expressions.BOMBS)) + len(others))


# None ends in a stop: where a finding becomes part of a sentence, its own is taken off.
ANSWERS = (
    "<w:p>", "</w:t></w:r></w:p><w:p><w:r><w:t>多一段", "<w:object/><w:br/>", "{{ doc.park }}", "{{ ''.__class__ }}",
    "{% for i in range(9) %}x{% endfor %}", "{# 注 #}", "{% raw %}", "a & b &amp; &lt;w:p/&gt; &#60; c", "]]> <![CDATA[ x ]]>",
    "<!-- 注 --> <?pi?>", "<!DOCTYPE a>", "甲\u202e乙\u202c\u2066丙\u2069\u200f丁", "{%p if 1 %}", "{%tr for i in x %}",
    "=cmd|' /C calc'!A0", "甲\t乙", "第一行\n第二行", "𠮷\U0001f600\U0010fffd", "长" * 30_000, "\x07响", "\x0c页", "\x00零", "\x1b[31m",
    "{_ x _}", "｛｛ doc.park ｝｝", "%s %(a)s {0.__class__}",
)  # fmt: skip
FIELDS = ("园区概况", "物理边界说明", "能源供应与使用概况", "主导产业", "园区地址", "4.2.1.a", "4.2.1.b")


def _answered(answers: list[str]) -> bytes:
    """The built-in report, with these answers typed into text fields in turn."""
    typed = dict(zip(FIELDS, answers, strict=True))
    profile = {key: value for key, value in typed.items() if key[0] != "4"}
    checks = {key: {"结果": "符合", "检查所见": value} for key, value in typed.items() if key[0] == "4"}
    return render.render(TEMPLATE, _facts({"园区名称": NAME} | profile, checks))


def _kept(text: str) -> str:
    """Text without what is set anew on its way into Word: line breaks, tabs, zero-width spaces, hyphens that hold together."""
    return re.sub(r"[\s\u200b]", "", text).replace("\u2011", "-")


def _admitted() -> list[str]:
    """The answers that a record takes; it refuses control characters at the door."""
    out = []
    for answer in ANSWERS:
        try:
            out.append(plain_text(answer))
        except BadValue:
            assert re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", answer), answer[:40]
    return out


def test_an_answer_stays_what_was_typed(size, reached):
    answers = _admitted()
    step = max(1, len(answers) // size["turns"])
    turns = range(0, len(answers), step) if size["turns"] > 1 else (3,)
    for turn in turns:
        typed = [answers[(turn + i * 3) % len(answers)] for i in range(len(FIELDS))]
        lines = [re.sub(r"[^\n\t]+", "字", answer) for answer in typed]
        hostile, usual = _answered(typed), _answered(lines)
        text = _kept(_text(hostile))
        for answer in typed:
            assert _kept(answer) in text, answer[:80]
        for tag in ("p", "tbl", "tr", "object", "fldSimple", "hyperlink", "br"):
            assert _elements(hostile)[f"{{{W}}}{tag}"] == _elements(usual)[f"{{{W}}}{tag}"], (turn, tag)
    reached(answers=len(turns) * len(FIELDS))
