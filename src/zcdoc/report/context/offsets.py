"""Chapter 8 抵消方式与抵消量 (part e of 7.3)."""

from __future__ import annotations

from fractions import Fraction

from zcdoc.model.assumed import AssumedBox
from zcdoc.model.cancellation import cancelling
from zcdoc.model.inventory import OffsetUse, offset_uses
from zcdoc.model.record import natural
from zcdoc.report.context import fmt
from zcdoc.report.context.base import Data, Writer
from zcdoc.report.context.targets import zero_facts


def offsets(w: Writer) -> Data:
    w.chapter = "8 抵消方式与抵消量"
    year = w.view.profile_value("碳抵消年度")
    uses = offset_uses(w.pack, w.view.rows("offsets"), "", cancelling(w.view, w.facts.terms))
    table, kinds = (
        w.caption("8", "offsets", when=bool(uses)),
        w.caption("8", "offset_kinds", when=bool(w.pack.head.offsets)),
    )
    return {
        "intro": [*_intro(w, uses, year, table["ref"]), *w.doubts("碳抵消")],
        "plan": w.text("抵消策略说明"),
        "t_offsets": table,
        "rows": [_row(w, use, year) for use in uses],
        "counting": _counting(w, uses, year),
        "kinds_intro": kinds_intro(w, kinds["ref"]),
        "t_kinds": kinds,
        "kinds": kinds_of(w),
        "zero": w.say_all("offsets.zero", **zero_facts(w)) if w.pack.rating.zero_carbon else [],
    }


def kinds_intro(w: Writer, table: str) -> str:
    """How the standard keeps offsets that score and offsets that make zero apart, if it does."""
    numbers = sorted({k.indicator for k in w.pack.head.offsets if k.indicator}, key=natural)
    return w.say("offsets.kinds", table=table, standard=w.pack.head.standard.number, indicators=numbers)


def kinds_of(w: Writer) -> list[Data]:
    """How each kind of offset counts, by the pack and what it assumes of cancellation."""
    asked = cancelling(w.view, w.facts.terms)
    return [
        {
            "name": kind.name,
            "zero": w.say("offsets.may", rule=w.pack.rating.zero_carbon is not None, may=kind.zero_carbon),
            "indicator": f"指标 {kind.indicator}" if kind.indicator else fmt.DASH,
            "cancel": "须注销" if asked.asks(kind) else fmt.DASH,
            "note": w.own(kind.note or fmt.DASH),
        }
        for kind in w.pack.head.offsets
    ]


def _intro(w: Writer, uses: list[OffsetUse], year: str, ref: str) -> list[str]:
    return w.say_all(
        "offsets.intro",
        "offsets.cancellation",
        year=year,
        count=len(uses),
        table=ref,
        total=fmt.tonnes(sum((u.tonnes for u in uses), Fraction(0))),
        **_cancellation(w),
    )


def _cancellation(w: Writer) -> Data:
    """When a credit counts as used up, and that it is an assumption where it is one."""
    rule, asked = w.pack.head.cancellation, cancelling(w.view, w.facts.terms)
    assumed = isinstance(rule, AssumedBox)
    return {
        "rule": rule.assumed.meaning(asked.rule) if isinstance(rule, AssumedBox) else "",
        "assumed": assumed and any(kind.cancel for kind in w.pack.head.offsets),
    }


def _counting(w: Writer, uses: list[OffsetUse], year: str) -> list[str]:
    """What counts for the offset year and what does not, each with its reason."""
    if not uses or not year:
        return []
    own = [u for u in uses if u.row.get("抵消年度") == year]
    counted = [u for u in own if u.counts]
    return w.say_all(
        "offsets.counting",
        "offsets.refused",
        year=year,
        amount=fmt.tonnes(sum((u.tonnes for u in counted), Fraction(0))),
        count=len(counted),
        refused=[{"no": u.key, "amount": fmt.tonnes(u.tonnes), "why": u.reason} for u in own if not u.counts],
        undeclared=sum(1 for u in uses if not u.row.get("抵消年度")),
        other=sum(1 for u in uses if u.row.get("抵消年度", "") not in ("", year)),
        cancelled=[
            {"no": u.key, "date": fmt.date(u.row["注销日期"]), "proof": u.row.get("注销凭证", "")}
            for u in counted
            if u.row.get("注销日期")
        ],
    )


def _row(w: Writer, use: OffsetUse, year: str) -> Data:
    row = use.row
    return {
        "no": use.key,
        "type": row.get("类型", fmt.DASH),
        "name": row.get("项目名称", fmt.DASH),
        "registry": w.say("offsets.registry", name=row.get("登记机构与编号", ""), vintage=row.get("签发年份", "")),
        "amount": fmt.tonnes(use.tonnes),
        "year": row.get("抵消年度", fmt.DASH),
        "cancelled": w.say("offsets.cancelled", date=fmt.date(row.get("注销日期", "")), proof=row.get("注销凭证", "")),
        "verdict": w.say(
            "offsets.verdict",
            counts=use.counts,
            why=use.reason,
            year=year,
            declared=bool(row.get("抵消年度")),
            other=row.get("抵消年度", "") != year,
            indicator=(use.type.indicator or "") if use.type else "",
        ),
    }
