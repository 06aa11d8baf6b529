"""Chapter 5 创建路径与措施 of the creation scheme: each check with its state today, what is planned, who and when."""

from __future__ import annotations

from zcdoc.model.pack import Check, Clause
from zcdoc.model.tables import MET, NOT_APPLICABLE, NOT_INSPECTED
from zcdoc.report.context import checks, fmt
from zcdoc.report.context.base import Data, Writer
from zcdoc.report.context.measures import KINDS, clauses_of

MUST = ("不符合", "部分符合")
Pair = tuple[Clause, Check]


def measures(w: Writer) -> Data:
    number, kinds = w.begin("measures"), w.outline("kinds").split("、")
    chapters = [c for c in w.pack.head.chapters if c.kind in kinds]
    table = w.caption(number, "plan_summary")
    every = [pair for pair in w.pack.checks.values() if pair[0].kind in kinds]
    basics = [pair for pair in w.pack.checks.values() if pair[0].kind not in KINDS]
    return {
        "strategy": [*w.text("减排策略概述"), *w.say_all("measures.intro", **_counts(w, every), systems=len(chapters), table=table["ref"])],
        "t_summary": table,
        "summary": [_line(c.printed, c.title, _counts(w, _pairs(clauses_of(w, c)))) for c in chapters],
        "legend": w.say("measures.legend"),
        "basics": _basics(w, number, basics),
        "systems": [
            _section(w, f"{number}.{place}", c.title, _pairs(clauses_of(w, c)), titled=w.titled(c))
            for place, c in enumerate(chapters, start=3)
        ],
    }  # fmt: skip


def _pairs(clauses: list[Clause]) -> list[Pair]:
    return [(clause, check) for clause in clauses for check in clause.checks]


def _line(number: str, title: str, counts: Data) -> Data:
    names = ("count", "met", "todo", "planned", "missing", "open", "inapplicable")
    return {"number": number, "title": title, **{name: str(counts[name]) for name in names}}


def plan_of(w: Writer, check: Check) -> Data:
    """What is planned for a check: the measure of the plan, else the correction of its nonconformity."""
    row, result = w.view.check_row(check), w.view.result(check)
    own = bool(row.get("计划措施"))
    names = ("计划措施", "计划责任单位", "计划完成") if own else ("整改措施", "整改责任人", "完成期限")
    what, who, due = (row.get(name, "") for name in names)
    return {
        "what": fmt.open_end(what),
        "who": who if what else "",
        "due": due if what else "",
        "own": own,
        "met": result in MET,
        "inapplicable": result == NOT_APPLICABLE,
        "open": result == NOT_INSPECTED,
        "must": result in MUST,
        "late": bool(what) and result not in (*MET, NOT_APPLICABLE) and "" < due < w.view.as_of,
    }


def _counts(w: Writer, pairs: list[Pair]) -> Data:
    plans = [plan_of(w, check) for _, check in pairs]
    dues = sorted(p["due"] for p in plans if p["due"])
    return {
        "count": len(plans),
        "met": sum(1 for p in plans if p["met"]),
        "inapplicable": sum(1 for p in plans if p["inapplicable"]),
        "open": sum(1 for p in plans if p["open"]),
        "todo": sum(1 for p in plans if not (p["met"] or p["inapplicable"] or p["open"])),
        "planned": sum(1 for p in plans if p["what"]),
        "missing": sum(1 for p in plans if p["must"] and not p["what"]),
        "optional": sum(1 for p in plans if not (p["met"] or p["inapplicable"] or p["open"] or p["must"] or p["what"])),
        "late": [check.id for (_, check), p in zip(pairs, plans, strict=True) if p["late"]],
        "units": list(dict.fromkeys(one for p in plans if p["who"] for one in p["who"].split("、"))),
        "first": fmt.date(dues[0]) if dues else "",
        "last": fmt.date(dues[-1]) if dues else "",
    }


def _basics(w: Writer, number: str, pairs: list[Pair]) -> Data:
    title = w.say("measures.basics_title")
    return _section(w, f"{number}.2", title, pairs, titled=title, todo=True)


def _section(w: Writer, place: str, title: str, pairs: list[Pair], *, titled: str, todo: bool = False) -> Data:
    """A section with its table; `todo` keeps only the checks for which something is left to do or planned."""
    w.chapter = f"{place} {title}"
    counts = _counts(w, pairs)
    shown = [pair for pair in pairs if not todo or _is_open(plan_of(w, pair[1]))]
    table = w.caption(place.partition(".")[0], "plan", when=bool(shown), title=title, basics=todo)
    return {
        "heading": f"{place} {titled}",
        "paras": w.say_all("measures.section", "measures.late", **counts, title=title, table=table["ref"], basics=todo),
        "caption": table,
        "rows": [_row(w, clause, check) for clause, check in shown],
    }


def _is_open(plan: Data) -> bool:
    return bool(plan["what"]) or not (plan["met"] or plan["inapplicable"])


def _row(w: Writer, clause: Clause, check: Check) -> Data:
    facts, plan = checks.facts_of(w, clause, check), plan_of(w, check)
    if plan["must"] and not plan["what"]:
        plan["gap"] = w.gap(w.say("measures.plan_gap", id=check.id), f"检查项 {check.id}：计划措施")
    for name, field in (("who", "计划责任单位"), ("due", "计划完成")):
        if plan["own"] and not plan[name]:
            plan[name] = w.gap(w.say("measures.field_gap", id=check.id, field=field), f"检查项 {check.id}：{field}")
    return {
        "id": check.id,
        "clause": clause.number,
        "text": check.text,
        "today": w.say("measures.today", **facts, sign=fmt.signed(facts["result"])),
        "plan": w.say("measures.plan", **{"gap": "", **plan}),
        "who": plan["who"] or fmt.DASH,
        "due": fmt.date(plan["due"]) or fmt.DASH,
    }
