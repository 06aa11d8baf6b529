"""Chapters 2 园区概况 and 3 现状评估 of the creation scheme."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from zcdoc.model import inventory
from zcdoc.model.pack import Check, Clause
from zcdoc.model.rating import Level
from zcdoc.model.rounding import faithful, rounded
from zcdoc.model.tables import MET, NOT_APPLICABLE, NOT_INSPECTED, PARTLY
from zcdoc.report.context import checks, conclusion, emissions, fmt, indicators, judged, park, requirements, targets
from zcdoc.report.context.base import Data, Writer

MOST_LOST = 6  # indicators named in the sentence about lost points; the table has all


def profile(w: Writer) -> Data:
    """The park as the report describes it, and where its emissions come from."""
    data = park.park(w, w.outline("park"))
    counted = inventory.counted(inventory.of_year(w.view.rows("emissions"), w.year))
    total = inventory.total(counted.values())
    table = w.caption(w.begin("park"), "categories", when=total is not None)
    return {
        **data,
        "trend": targets.trend(w),
        "rules": emissions.rules(w),
        "emissions": _emissions(w, counted, total, table["ref"]),
        "t_categories": table,
        "categories": emissions.categories(counted, total) if total is not None else [],
        "total": fmt.tonnes(total),
        "sums": emissions.sums(counted, total),
    }


def _emissions(w: Writer, counted: dict[str, dict[str, str]], total: Fraction | None, ref: str) -> list[str]:
    if total is None:
        return [w.gap("数据年度各排放源的排放量", "温室气体")]
    return w.say_all(
        "profile.emissions", "emissions.largest", "emissions.tail", **emissions.shares(w, counted, total), table=ref
    )


def status(w: Writer) -> Data:
    basics = requirements.summary(w, w.begin("basics"))
    number = w.begin("status")
    for clause in w.pack.clauses:
        checks.mark_gaps(w, clause)
    tables = {"clause_gaps": w.caption(number, "clause_gaps")}
    tables |= {name: w.caption(number, name, when=w.score.scored) for name in ("indicators", "groups")}
    told = judged.sections(w, number)
    issues = conclusion.nonconformities(w)
    tables["issues"] = w.caption(number, "issues", when=bool(issues))
    return {
        **basics,
        "clauses": _clause_words(w, tables["clause_gaps"]["ref"]),
        "t_clauses": tables["clause_gaps"],
        "clause_rows": [_clause_row(w, clause) for clause in w.pack.clauses],
        **(_indicators(w, tables) if w.score.scored else _BLANK),
        **(_score(w, tables["groups"]) if w.score.scored else _BLANK_SCORE),
        "judged": told,
        "problems": [*w.text("园区困难与问题"), *_issue_words(w, issues, tables["issues"]["ref"])],
        "t_issues": tables["issues"],
        "issues": issues,
    }


_NONE = {"ref": "", "text": ""}
# What a standard without points has none of: its own part of the chapter is `judged`.
_BLANK: Data = {
    name: [] for name in ("indicators", "lost", "assumed", "inapplicable", "incomplete", "indicator_rows")
} | {"t_indicators": _NONE}
_BLANK_SCORE: Data = {
    "score": [],
    "group_rows": [],
    "t_groups": _NONE,
    "sums": {"formula": "", "bonus": "", "total": ""},
}


def _clause_words(w: Writer, ref: str) -> list[str]:
    counts = Counter(w.view.clause_result(clause) for clause in w.pack.answered)
    near = [
        check.id
        for clause, check in w.pack.checks.values()
        if (q := checks.quantity_of(w, check)) and q["near"] and w.view.clause_result(clause) != NOT_APPLICABLE
    ]
    return w.say_all(
        "status.clauses",
        "status.near",
        table=ref,
        count=len(w.pack.answered),
        met=sum(counts[r] for r in MET),
        partly=sum(counts[r] for r in PARTLY),
        unmet=counts["不符合"],
        passed=counts["未采用"],
        inapplicable=counts[NOT_APPLICABLE],
        open=counts[NOT_INSPECTED],
        near=near,
    )


def _clause_row(w: Writer, clause: Clause) -> Data:
    kinds: dict[str, list[Data]] = {"unmet": [], "partly": [], "passed": [], "open": []}
    for check in clause.checks:
        kind = _kind(w.view.result(check))
        if kind:
            kinds[kind].append(_lack(w, clause, check))
    result = w.view.clause_result(clause)
    return {
        "number": clause.number,
        "title": clause.title,
        "count": str(len(clause.checks)),
        "result": checks.clause_cell(w, clause),
        "gap": w.say("status.gap", **kinds, inapplicable=result == NOT_APPLICABLE, total=len(clause.checks)),
    }


def _kind(result: str) -> str:
    return {
        "不符合": "unmet",
        "部分符合": "partly",
        "部分采用": "partly",
        "未采用": "passed",
        NOT_INSPECTED: "open",
    }.get(result, "")


def _lack(w: Writer, clause: Clause, check: Check) -> Data:
    """What is missing at one check: the problem described, else how far the value is off, else the point itself."""
    facts = checks.facts_of(w, clause, check)
    return {
        "id": check.id,
        "letter": check.id.rsplit(".", 1)[-1],
        "text": facts["issue"]["text"] or facts["text"],
        "described": bool(facts["issue"]["text"]),
        "quantity": facts["quantity"] if facts["quantity"] and facts["quantity"]["known"] else {},
    }


def _indicators(w: Writer, tables: dict[str, Data]) -> Data:
    facts = [indicators.facts_of(w, item) for item in w.pack.indicators]
    rows = [{**indicators.table_row(f), "lost": fmt.DASH} for f in facts]
    for row, fact in zip(rows, facts, strict=True):
        if fact["applicable"] and not fact["bonus"]:
            row["lost"] = rounded(w.score.indicator(fact["number"]).lost)
    return {
        "indicators": w.say_all(
            "status.indicators", table=tables["indicators"]["ref"], count=len(facts),
            reached=sum(1 for f in facts if f["reached"]), missing=sum(1 for f in facts if f["missing"]),
            inapplicable=sum(1 for f in facts if not f["applicable"]),
        ) + w.say_all(*(["rounding"] if w.score.scored else [])),
        "lost": w.say_all("status.lost", items=_most_lost(w, facts), bonus=_bonus(w, facts)),
        "assumed": w.say_all("status.assumed", items=[f for f in facts if f["assumed"] and f["applicable"]]),
        "inapplicable": w.say_all(
            "indicators.inapplicable", items=[f for f in facts if not f["applicable"]], where="评价指标：不适用理由",
            total=w.score.printed(w.score.total), otherwise=w.score.printed(w.score.if_inapplicable_zero),
        ),
        "incomplete": [
            *w.say_all("indicators.incomplete", numbers=[f["number"] for f in facts if f["missing"]]),
            *w.doubts("评价指标"),
        ],
        "t_indicators": tables["indicators"],
        "indicator_rows": rows,
    }  # fmt: skip


def _most_lost(w: Writer, facts: list[Data]) -> list[Data]:
    lost = {f["number"]: w.score.indicator(f["number"]).lost for f in facts if not f["bonus"]}
    open_ = [f for f in facts if lost.get(f["number"], 0) > 0]
    worst = sorted(open_, key=lambda f: lost[f["number"]], reverse=True)[:MOST_LOST]
    return [
        {"label": f["label"], "value": f["value"], "leading": f["leading"], "missing": f["missing"], "lacking": f["lacking"], "lost": rounded(lost[f["number"]])}
        for f in worst
    ]  # fmt: skip


def _bonus(w: Writer, facts: list[Data]) -> Data:
    """The bonus items: how many there are, and how many earn nothing yet."""
    items = [f for f in facts if f["bonus"]]
    idle = [f["label"] for f in items if w.score.indicator(f["number"]).points in (None, 0)]
    return {"count": len(items), "idle": idle, "points": w.score.printed(w.score.bonus)}


def _score(w: Writer, table: Data) -> Data:
    score = w.score
    facts = conclusion.level_facts(w)
    return {
        "score": w.say_all(
            "status.gate", "status.score", "status.level", "status.next", "status.score_near", "status.range",
            **facts, table=table["ref"], **_next_level(w),
        ),
        "t_groups": table,
        "group_rows": [indicators.group_row(group) for group in score.groups],
        "sums": indicators.sums(score),
    }  # fmt: skip


def _next_level(w: Writer) -> Data:
    """The level above the one that the score reaches, and how many points are missing."""
    deciding = w.score.total if w.score.decided_by == "total" else w.score.s_zce
    above = next((level for level in w.pack.rating.levels if not _reaches(level, deciding)), None)
    if above is None or not (w.score.level or w.score.blocked):  # without a type or a score there is nothing to reach
        return {"next": "", "bound": "", "short": "", "strict": False}
    bound = Fraction(above.above or above.at_least or 0)
    return {
        "next": above.name,
        "bound": fmt.number(bound),
        "short": faithful(bound - deciding, [Fraction(0)]),
        "strict": above.above is not None,
    }


def _reaches(level: Level, score: Fraction) -> bool:
    return (level.at_least is None or score >= Fraction(level.at_least)) and (
        level.above is None or score > Fraction(level.above)
    )


def _issue_words(w: Writer, issues: list[Data], ref: str) -> list[str]:
    begun = any(w.view.result(check) != NOT_INSPECTED for _, check in w.pack.checks.values())
    return w.say_all("status.issues", count=len(issues), table=ref, begun=begun)
