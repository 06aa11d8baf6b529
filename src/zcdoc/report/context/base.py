"""The desk at which every chapter is written: facts, sentences, captions, and the list of what is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from zcdoc.model.pack import Chapter, Note, Pack
from zcdoc.model.profile import PROFILE_OF, For
from zcdoc.model.results import Score
from zcdoc.model.values import fraction
from zcdoc.model.view import View
from zcdoc.report.context import fmt
from zcdoc.report.facts import Facts
from zcdoc.report.phrases import Phrases

Data = dict[str, Any]
MARK = "⟦图：{}⟧"  # stands in the text where `drawings` puts the chart
TOTALS = ("温室气体排放总量", "二氧化碳排放总量")
_GAP = re.compile(r"【待(?:补充|核对)：([^】]*)】")
_KEY = re.compile(r"(?:约定|假设)?\s?(?<![a-z0-9-])([a-z][a-z0-9]*(?:-[a-z0-9]+)*)(?![a-z0-9-])")


@dataclass(slots=True)
class Writer:
    """Collects gaps and captions while chapters are written in the order of the document."""

    facts: Facts
    phrases: Phrases
    document: For = "report"
    chapter: str = ""
    gaps: dict[str, tuple[str, str]] = field(default_factory=dict)
    charts: list[Data] = field(default_factory=list)
    _captions: dict[str, int] = field(default_factory=dict)
    _noted: set[str] = field(default_factory=set)
    pack: Pack = field(init=False)  # the standard as this document judges it; `whole` is all of it

    def __post_init__(self) -> None:
        self.pack = self.whole.judged_in(self.document)
        self.phrases = self.phrases.called(**_names(self))
        self.phrases = self.phrases.called(goal=self.phrases.say("goal"))

    @property
    def total(self) -> tuple[str, str]:
        """The yearly item that stands for all emissions, and its unit: the one that the pack marks, else of `TOTALS`."""
        items = self.pack.head.yearly
        units = {item.name: item.unit for item in items}
        name = next((i.name for i in items if i.total), next((t for t in TOTALS if t in units), TOTALS[0]))
        return name, fmt.units(units.get(name, "tCO2e"))

    @property
    def view(self) -> View:
        return self.facts.view

    @property
    def whole(self) -> Pack:
        return self.facts.view.pack

    @property
    def score(self) -> Score:
        return self.facts.score

    @property
    def year(self) -> str:
        """The data year, blank when it is not given."""
        return self.view.profile_value("数据年度")

    def say(self, name: str, /, **facts: Any) -> str:
        """The sentence; gaps that the wording itself marks join the list."""
        said = self.phrases.say(name, **facts)
        for what in _GAP.findall(said):
            self.gaps.setdefault(what, (self.chapter, _place(facts)))
        return said

    def say_all(self, *names: str, **facts: Any) -> list[str]:
        """Several sentences about the same facts; what says nothing is left out."""
        return [said for said in (self.say(name, **facts) for name in names) if said]

    def gap(self, what: str, where: str) -> str:
        """The marked gap that stands in the text; it joins the list at the front of drafts."""
        self.gaps.setdefault(what, (self.chapter, where))
        return self.say("gap", what=what)

    def short_gap(self, what: str, where: str) -> str:
        """The mark for a narrow cell; what is missing stands in the list at the front of drafts."""
        self.gap(what, where)
        return self.say("gap_cell")

    def doubts(self, sheet: str, key: str = "") -> list[str]:
        """Marks for what cannot be right in a sheet, or in one row of it; they join the list at the front of drafts."""
        told = []
        for place, messages in self.facts.doubts.items():
            if place == f"{sheet}!{key}" or (not key and place.startswith(f"{sheet}!")):
                row = place.partition("!")[2]
                told += [self.say("doubt", sheet=sheet, row=row, what=message) for message in messages]
        return told

    def caption(self, chapter: str, name: str, kind: str = "表", /, *, when: bool = True, **facts: Any) -> Data:
        """The next number of the chapter: {"ref": "表 4-1", "text": "表 4-1　…"}; `when` false: there is no such table."""
        if not when:
            return {"ref": "", "text": ""}
        counter = f"{kind}{chapter}"
        self._captions[counter] = self._captions.get(counter, 0) + 1
        ref = f"{kind}\u00a0{chapter}-{self._captions[counter]}"
        return {"ref": ref, "text": f"{ref}　{self.say(f'caption.{name}', **facts)}"}

    def figure(self, chapter: str, chart: Data | None) -> Data:
        """The next figure of the chapter with the mark that is replaced by its chart; blanks when there is nothing to show."""
        if chart is None:
            return {"ref": "", "text": "", "place": ""}
        self.charts.append(chart)
        return {**self.caption(chapter, chart["key"], "图"), "place": MARK.format(chart["key"])}

    def profile(self, name: str) -> str:
        """A profile field as it reads, blank when it is not given."""
        value = self.view.profile_value(name)
        kind = PROFILE_OF[name]
        if not value:
            return ""
        if kind.type == "date":
            return fmt.date(value)
        return fmt.joined(fmt.number(fraction(value)), kind.unit) if kind.type == "number" else value

    def field(self, name: str) -> str:
        """A profile field; a gap when the document needs it and a dash when it does not."""
        value = self.profile(name)
        if value:
            return value
        if self.pack.head.needs(name, self.document):
            return self.gap(name, f"园区信息：{name}")
        return fmt.DASH

    def text(self, name: str) -> list[str]:
        """A long profile field as paragraphs; one gap when it is missing and needed, nothing when it is not needed."""
        value = self.view.profile_value(name)
        if value:
            return fmt.lines(value)
        return [self.field(name)] if self.pack.head.needs(name, self.document) else []

    def annex(self, name: str) -> str:
        """What this document calls an annex: `附录 F`, `附件 2`."""
        return self.phrases.names[name]

    def letter(self, annex: str) -> str:
        """How tables of an annex are counted: `F` in 附录 F, `附2` in 附件 2."""
        return self.annex(annex).removeprefix("附录 ").replace("附件 ", "附")

    def titled(self, chapter: Chapter) -> str:
        """The title of a chapter of the standard with its number there: `碳管理（标准 5.7）`."""
        return self.say("chapter", title=chapter.title, number=chapter.printed, plain=chapter.printed[:1].isdecimal())

    def outline(self, part: str) -> str:
        """The chapter in which the template puts a part of the document, `2 园区概况`; blank when it has no place for it."""
        return self.say(f"outline.{part}") if f"outline.{part}" in self.phrases.sources else ""

    def begin(self, part: str) -> str:
        """Starts a part where the outline puts it; returns what its tables are counted under: `2`, or `E` in 附录 E."""
        self.chapter = self.outline(part)
        return self.chapter.removeprefix("附录 ").partition(" ")[0]

    def evidence_of(self, name: str) -> str:
        return fmt.refs(self.view.profile.get(name, {}).get("证据编号", ""))

    def open_assumptions(self, *, clause: str = "", indicator: str = "") -> str:
        """Numbers in the annex of the assumptions that touch a clause or an indicator and that nobody confirmed: `5、6`."""
        return "、".join(
            str(number)
            for number, a in enumerate(self.pack.assumptions, start=1)
            if (clause in a.clauses or indicator in a.indicators)
            and not self.facts.terms.confirmed(a.key)
            and a.key not in self.pack.about_rating
        )

    def lost_values(self, indicator: str) -> str:
        """Numbers in the annex of the values of an indicator that our text lost, decided or not: `19、20`."""
        return "、".join(
            str(number)
            for number, a in enumerate(self.pack.assumptions, start=1)
            if indicator in a.indicators and a.kind == "lost" and not self.facts.terms.settled(a)
            and a.key not in self.pack.about_rating
        )  # fmt: skip

    def own(self, text: str) -> str:
        """A text of the pack, with the keys of assumptions replaced by where the reader finds them."""
        numbers = {a.key: i for i, a in enumerate(self.pack.assumptions, start=1)}
        place = self.annex("assumptions")
        return _KEY.sub(lambda m: f"{place} 第 {numbers[m[1]]} 项" if m[1] in numbers else m[0], text)

    def notes(self, *, clauses: list[str] | None = None, indicators: list[str] | None = None) -> list[str]:
        """Notes of the pack that matter for these clauses or indicators and were not printed yet, as numbered lines."""
        chosen = [n for n in self.pack.head.notes if _touches(n, clauses or [], indicators or [])]
        return self.numbered(chosen)

    def general_notes(self) -> list[str]:
        return self.numbered([n for n in self.pack.head.notes if not n.clauses and not n.indicators])

    def numbered(self, notes: list[Note]) -> list[str]:
        fresh = [n for n in notes if n.key not in self._noted]
        self._noted.update(n.key for n in fresh)
        return [
            self.say("note", number=i, text=self.own(fmt.open_end(n.text)), only=len(fresh) == 1)
            for i, n in enumerate(fresh, start=1)
        ]


def _names(w: Writer) -> dict[str, str]:
    """What the standard calls things and what it has; a sentence asks for what is blank where there is none."""
    rating, (total, unit) = w.pack.rating, w.total
    has = {
        "scored": w.score.scored, "levels": bool(rating.levels), "measured": bool(w.pack.indicators), "assumed": bool(w.pack.assumptions),
        "bonus": any(i.bonus for i in w.pack.indicators), "offsets": bool(w.pack.head.offsets),
        "basics": any(c.kind == "requirement" for c in w.pack.clauses),
        "principles": any(c.kind == "principle" for c in w.pack.clauses),
    }  # fmt: skip
    return {
        "leading": rating.leading_name, "kind": w.score.kind, "total": total, "total_unit": unit,
        **{name: "yes" if one else "" for name, one in has.items()},
    }  # fmt: skip


def _place(facts: Data) -> str:
    """Where a gap that a phrase marked can be filled, as far as the facts tell."""
    if "where" in facts:
        return str(facts["where"])
    if "inputs" in facts:
        return f"评价指标：序号 {facts['number']}"
    if "sheet" in facts:
        return f"{facts['sheet']}：{facts['row']}"
    return f"检查项 {facts['id']}" if "finding" in facts else fmt.DASH


def _touches(note: Note, clauses: list[str], indicators: list[str]) -> bool:
    """By its clauses first; a note that names none goes by its indicators."""
    if note.clauses:
        return bool(set(note.clauses) & set(clauses))
    return bool(set(note.indicators) & set(indicators))
