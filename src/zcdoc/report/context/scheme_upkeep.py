"""Chapters 7 企业创建安排, 8 碳抵消安排, 9 零碳保持策略 and 10 组织与保障 of the creation scheme."""

from __future__ import annotations

from fractions import Fraction

from zcdoc.model.cancellation import cancelling
from zcdoc.model.inventory import offset_uses
from zcdoc.model.record import Round
from zcdoc.report.context import checks, fmt, offsets, targets
from zcdoc.report.context.base import Data, Writer
from zcdoc.report.context.scheme_goals import remaining
from zcdoc.report.context.scheme_measures import plan_of
from zcdoc.report.context.scheme_projects import MONEY
from zcdoc.report.context.targets import zero_facts


def enterprises(w: Writer) -> Data:
    number = w.begin("enterprises")
    clauses = [c for c in w.pack.clauses if any("enterprise" in c.who(k) for k in c.checks)]
    table = w.caption(number, "enterprises", when=bool(clauses))
    return {
        "text": w.text("企业创建安排"),
        "intro": w.say_all(
            "enterprises.intro", count=len(clauses), table=table["ref"], firms=w.profile("入驻企业数"),
            large=w.profile("规模以上工业企业数"), step=_enterprise_step(w),
        ),
        "t_clauses": table,
        "rows": [
            {
                "number": c.number,
                "title": c.title,
                "who": w.say("enterprises.who", park="park" in c.subjects),
                "result": checks.clause_cell(w, c),
                "plan": w.say("enterprises.plan", plans=[p["what"] for check in c.checks if (p := plan_of(w, check))["what"]]),
            }
            for c in clauses
        ],
    }  # fmt: skip


def _enterprise_step(w: Writer) -> str:
    """The step of the standard's process that asks enterprises for schemes of their own."""
    return next((s.number for stage in w.pack.head.process for s in stage.steps if "enterprise" in s.who), "")


def offset_plan(w: Writer) -> Data:
    number = w.begin("offsets")
    uses = offset_uses(w.pack, w.view.rows("offsets"), "", cancelling(w.view, w.facts.terms))
    kinds = w.caption(number, "offset_kinds", when=bool(w.pack.head.offsets))
    left = remaining(w)
    return {
        "text": [*w.text("碳抵消安排"), *w.text("抵消策略说明")],
        "left": w.say_all(
            "offset.left", year=left[0] if left else "", amount=fmt.tonnes(left[1]) if left else "",
            zero=left is not None and left[1] == 0, rule=w.pack.rating.zero_carbon is not None,
        ),
        "registered": w.say_all(
            "offset.registered", count=len(uses), total=fmt.tonnes(sum((u.tonnes for u in uses), Fraction(0))),
            year=w.view.profile_value("碳抵消年度"),
        ),
        "zero": w.say_all("achieved.zero", **zero_facts(w)) if w.pack.rating.zero_carbon else [],
        "kinds_intro": offsets.kinds_intro(w, kinds["ref"]),
        "t_kinds": kinds,
        "kinds": offsets.kinds_of(w),
    }  # fmt: skip


def upkeep(w: Writer) -> Data:
    w.begin("upkeep")
    certificate = w.pack.head.certificate
    return {
        "text": w.text("零碳保持策略"),
        "certificate": w.say_all(
            "upkeep.certificate", "follow.after", years=str(certificate.years), zero=certificate.zero_carbon, after=certificate.after,
        ) if certificate else [],
    }  # fmt: skip


def organisation(w: Writer) -> Data:
    number = w.begin("organisation")
    units, rounds = _units(w), w.view.record.rounds
    tables = {
        name: w.caption(number, name, when=bool(rows))
        for name, rows in (("units", units), ("monitored", w.pack.head.yearly), ("calendar", rounds))
    }
    return {
        "body": w.text("组织机构与职责"),
        "units": w.say_all("organisation.units", count=len(units), table=tables["units"]["ref"]),
        "t_units": tables["units"],
        "unit_rows": units,
        "money": [*w.text("资金保障"), *_money(w)],
        "monitoring": [
            *w.text("监测与统计安排"),
            *w.say_all("organisation.monitored", table=tables["monitored"]["ref"]),
        ],
        "t_monitored": tables["monitored"],
        "monitored": [
            {"name": item.name, "unit": fmt.units(item.unit), "counts": w.own(item.counts)}
            for item in w.pack.head.yearly
        ],
        "inspection": [*w.text("自查安排"), *_calendar(w, rounds, tables["calendar"]["ref"])],
        "t_calendar": tables["calendar"],
        "calendar": [_round(w, one) for one in rounds],
    }


def _units(w: Writer) -> list[Data]:
    """Everyone who answers for a planned measure or a project, and by when the last of them is due."""
    found: dict[str, dict[str, list[str]]] = {}
    for _, check in w.pack.checks.values():
        plan = plan_of(w, check)
        if plan["who"]:
            found.setdefault(plan["who"], {"checks": [], "projects": []})["checks"].append(check.id)
            found[plan["who"]].setdefault("due", []).append(plan["due"])
    for row in w.view.rows("projects").values():
        if row.get("责任单位"):
            one = found.setdefault(row["责任单位"], {"checks": [], "projects": []})
            one["projects"].append(row.get("项目名称", fmt.DASH))
            one.setdefault("due", []).append(row.get("完成日期", ""))
    return [
        {
            "name": name,
            "checks": fmt.listed(one["checks"], 10) or fmt.DASH,
            "projects": "；".join(one["projects"]) or fmt.DASH,
            "due": fmt.date(max(one["due"], default="")) or fmt.DASH,
        }
        for name, one in found.items()
    ]


def _money(w: Writer) -> list[str]:
    rows = list(w.view.rows("projects").values())
    total = targets.total_of(rows, MONEY)
    return w.say_all("organisation.money", count=len(rows), known=total is not None, total=fmt.number(total, 2))


def _calendar(w: Writer, rounds: list[Round], ref: str) -> list[str]:
    ahead = [r for r in rounds if r.date > w.view.as_of]
    return w.say_all(
        "organisation.calendar", count=len(rounds), ahead=len(ahead), table=ref,
        next=fmt.date(ahead[0].date) if ahead else "", kind=ahead[0].label if ahead else "",
    )  # fmt: skip


def _round(w: Writer, one: Round) -> Data:
    return {
        "date": fmt.date(one.date) or fmt.DASH,
        "kind": one.label,
        "id": one.id,
        "people": one.people or fmt.DASH,
        "state": w.say(
            "organisation.state",
            closed=fmt.date(one.closed),
            ahead=one.date > w.view.as_of,
            this=one.id == w.view.round.id,
        ),
    }
