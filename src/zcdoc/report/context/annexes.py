"""Annexes: 检查项逐项表, 证据清单, 现场照片, 评价机构与人员能力说明, 假设、豁免与未决事项. Each document letters its own."""

from __future__ import annotations

from zcdoc.model.evidence import is_photo
from zcdoc.model.record import Row
from zcdoc.model.results import AssumptionState
from zcdoc.pictures import Fault, Picture
from zcdoc.report.context import checks, fmt, standing, supports
from zcdoc.report.context.base import Data, Writer
from zcdoc.report.facts import Photo

UNFIT = "evidence-photo-unfit"  # the rule of readiness about a photograph that no document can show


def check_table(w: Writer) -> Data:
    w.chapter = f"{w.annex('checks')} 检查项逐项表"
    table = w.caption(w.letter("checks"), "checks")
    rows = [checks.row(w, clause, check) for clause, check in w.pack.checks.values()]
    return {"intro": w.say("annex.checks", count=len(rows), table=table["ref"]), "caption": table, "rows": rows}


def evidence(w: Writer) -> Data:
    w.chapter = f"{w.annex('evidence')} 证据清单"
    found = supports.register(w)
    table = w.caption(w.letter("evidence"), "evidence", when=bool(found))
    intro = w.say("annex.evidence", count=len(found), table=table["ref"], as_of=fmt.date(w.view.as_of))
    if not found:
        intro = w.gap("证据清单", "证据清单")
    cited = supports.citations(w)
    rows = [{**_evidence(w, key, row), "supports": supports.told(w, row, cited.get(key))} for key, row in found.items()]
    return {"intro": intro, "caption": table, "rows": rows}


def _evidence(w: Writer, key: str, row: Row) -> Data:
    issued = [row.get("出具单位", ""), fmt.date(row.get("出具日期", ""))]
    return {
        "no": key,
        "name": row.get("名称", fmt.DASH),
        "type": row.get("类型", fmt.DASH),
        "file": row.get("文件") or row.get("备注") or fmt.DASH,
        "issued": "\n".join(part for part in issued if part) or fmt.DASH,
        "period": row.get("所属期间", fmt.DASH),
        "valid": fmt.date(row.get("有效期至", "")) or fmt.DASH,
        "state": w.facts.evidence_states.get(key) or fmt.DASH,
    }


def photos(w: Writer) -> Data:
    """Pictures in the order handed in; those that cannot be shown are gaps, and all others on the register are named.

    One of which somebody wrote why it may stay as it is (a waiver) is no gap but named like the others.
    """
    w.chapter = "附录 D 现场照片"
    let_stand = {problem.where for problem, reason in w.facts.problems if reason and problem.rule == UNFIT}
    taken = [p for p in w.facts.photos if isinstance(p.shown, Picture) or f"证据清单!{p.evidence}" not in let_stand]
    bad = [_bad_photo(w, p, p.shown) for p in taken if isinstance(p.shown, Fault)]
    known = {p.evidence for p in taken}
    absent = [key for key, row in w.view.evidence.items() if is_photo(row) and key not in known]
    return {
        "intro": w.say("annex.photos", count=len(taken) - len(bad), absent=absent, bad=bad),
        "items": [
            {"key": str(i), "caption": w.caption("D", "photo", "图", evidence=p.evidence, name=p.name)["text"]}
            for i, p in enumerate(w.facts.photos)
            if isinstance(p.shown, Picture)
        ],
    }


def _bad_photo(w: Writer, photo: Photo, fault: Fault) -> str:
    return w.gap(w.say("annex.bad_photo", evidence=photo.evidence, why=fault.reason), f"证据清单：{photo.evidence}")


def ability(w: Writer) -> Data:
    w.chapter = "附录 E 评价机构与人员能力说明"
    return {
        "paras": w.text("评价机构能力说明"),
        "evidence": w.say("annex.ability", evidence=w.evidence_of("评价机构能力说明")),
        "members": w.say("annex.members", lead=w.field("评价组长"), members=w.field("评价组成员")),
    }


def open_points(w: Writer) -> Data:
    w.chapter = f"{w.annex('assumptions')} 假设、豁免与未决事项"
    waived = [(p, reason) for p, reason in w.facts.problems if reason]
    unsettled = [p for p, reason in w.facts.problems if not reason]
    states = w.score.assumptions
    shown = {"assumptions": bool(states), "waived": bool(waived), "unsettled": bool(unsettled), "pack_sources": True}
    letter = w.letter("assumptions")
    tables = {name: w.caption(letter, name, when=when) for name, when in shown.items()}
    return {
        "intro": w.say(
            "annex.assumptions", count=len(states), confirmed=sum(1 for a in states if a.confirmed),
            lost=sum(1 for a in states if a.kind == "lost" and not a.settled),
            table=tables["assumptions"]["ref"],
        ),
        "t_assumptions": tables["assumptions"],
        "assumptions": [_assumption(w, i, state) for i, state in enumerate(states, start=1)],
        "certainty": w.say("annex.certainty"),
        "waived_intro": w.say("annex.waived", count=len(waived), table=tables["waived"]["ref"]),
        "t_waived": tables["waived"],
        "waived": [{"where": p.where, "what": p.message, "reason": reason} for p, reason in waived],
        "standing_intro": w.say("annex.unsettled", count=len(unsettled), table=tables["unsettled"]["ref"]),
        "t_standing": tables["unsettled"],
        "standing": standing.rows(w, unsettled, tables["assumptions"]["ref"]),
        "sources_intro": w.say("annex.sources", table=tables["pack_sources"]["ref"], count=len(w.pack.head.sources)),
        "t_sources": tables["pack_sources"],
        "sources": _sources(w),
        "gaps": [w.own(gap) for gap in w.pack.head.gaps],
        "gaps_intro": w.say("annex.gaps", count=len(w.pack.head.gaps)),
    }  # fmt: skip


def benchmarks(w: Writer) -> Data:
    """Figures of other documents that the text quotes: a table of references in the annex of the indicators."""
    found = w.pack.head.benchmarks
    table = w.caption(w.letter("indicators"), "benchmarks", when=bool(found))
    return {
        "intro": w.say_all("annex.benchmarks", table=table["ref"], count=len(found)),
        "caption": table,
        "rows": [
            {
                "name": one.name,
                "value": fmt.units(one.value),
                "origin": one.origin,
                "clauses": "、".join(c.number for c in w.pack.clauses if c.id in one.clauses) or fmt.DASH,
            }
            for one in found
        ],
    }


def _sources(w: Writer) -> list[Data]:
    return [{"title": s.title, "what": w.own(s.what), "certainty": s.certainty} for s in w.pack.head.sources]


def _assumption(w: Writer, number: int, state: AssumptionState) -> Data:
    return {
        "no": str(number),
        "title": state.title,
        "shown": state.shown,
        "permitted": state.permitted,
        "certainty": state.certainty,
        "reason": w.own(state.reason),
        "settled": w.say(
            "annex.settled",
            confirmed=state.confirmed,
            by=state.by,
            source=state.source,
            lost=state.kind == "lost",
            page=state.page,
            interpretation=state.interpretation,
        ),
        "effect": w.say("annex.effect", score=state.changes_score, level=state.changes_level),
    }
