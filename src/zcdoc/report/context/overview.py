"""Chapters 1 概述 and 2 评价过程."""

from __future__ import annotations

from zcdoc.model.pack import Reference
from zcdoc.model.record import Row
from zcdoc.model.tables import NOT_INSPECTED
from zcdoc.report.context import fmt
from zcdoc.report.context.base import Data, Writer
from zcdoc.report.context.supports import register

# The chapter of this report that answers each topic.
PLACES = {
    "park": 3, "inventory": 5, "targets": 6, "achievement": 7, "offsets": 8, "measures": 9, "indicators": 10, "conclusion": 11,
    "follow-up": 12,
}  # fmt: skip


def overview(w: Writer) -> Data:
    w.chapter = "1 概述"
    standard = w.pack.head.standard
    asked = w.pack.head.report
    clauses = list(dict.fromkeys(part.clause for part in asked))
    references = references_of(w)
    table = w.caption("1", "basis", when=bool(references))
    parts = w.caption("1", "parts", when=bool(asked), clause="、".join(clauses), count=len(asked))
    facts = {
        "park": w.view.record.name, "body": w.field("评价机构名称"), "standard": standard.number, "draft": standard.status == "draft", "edition": standard.edition,
        "title": standard.title, "purpose": fmt.open_end(w.view.profile_value("评价目的")), "year": w.year,
        "round": w.view.round.label, "date": fmt.date(w.view.round.date), "as_of": fmt.date(w.view.as_of),
        "issuer": standard.issuer, "issued": fmt.date(standard.issued or ""), "replaces": standard.replaces or "",
        "effective": fmt.date(standard.effective or ""), "pack": w.pack.id, "version": w.pack.version,
        "table": table["ref"], "parts": parts["ref"], "clause": "、".join(clauses), "count": len(asked),
        "floating": any(not r.dated for r in chosen_of(w)),
        "first": asked[0].id if asked else "", "last": asked[-1].id if asked else "", "form": w.pack.head.report_form or "",
    }  # fmt: skip
    return {
        "purpose": w.say_all("overview.purpose", **facts),
        "scope": [*w.text("评价范围"), *w.say_all("overview.period", **facts)],
        "basis": w.say_all("overview.basis", "draft", "overview.pack", **facts),
        "accounting": w.say_all("overview.accounting", standards=w.field("核算采用的标准")),
        "t_basis": table,
        "references": references,
        "notes": w.numbered([n for n in w.pack.head.notes if n.key == "undated-references"]),
        "frame": w.say_all("overview.frame", **facts),
        "t_parts": parts,
        "parts": [
            {
                "id": part.id,
                "title": part.title,
                "clause": part.clause,
                "where": w.say("overview.place", chapter=PLACES[part.topic]),
            }
            for part in asked
        ],
    }


def references_of(w: Writer) -> list[Data]:
    return [_reference(w, i, r) for i, r in enumerate(chosen_of(w), start=1)]


def chosen_of(w: Writer) -> list[Reference]:
    """The references whose edition matters: those that bind, and those that changed since."""
    return [r for r in w.pack.head.references if r.normative or r.now]


def _reference(w: Writer, number: int, reference: Reference) -> Data:
    return {
        "no": str(number),
        "number": reference.number,
        "title": fmt.title(reference.title),
        "edition": w.say("overview.edition", dated=reference.dated, now=reference.now or ""),
    }


def process(w: Writer) -> Data:
    w.chapter = "2 评价过程"
    rows = w.view.rows("process")
    team, schedule = w.caption("2", "team"), w.caption("2", "schedule", when=bool(rows))
    return {
        "team": w.say_all("process.team", body=w.field("评价机构名称"), table=team["ref"]),
        "t_team": team,
        "people": _people(w),
        "schedule": [_schedule(w, len(rows), schedule["ref"])],
        "t_schedule": schedule,
        "rows": [activity(key, row) for key, row in rows.items()],
        "documents": _activities(w, rows, "documents", ("文件", "资料", "评审")),
        "site": _activities(w, rows, "site", ("现场", "访谈")),
        "sampling": _sampling(w, rows),
        "data": [*_activities(w, rows, "data", ("数据", "核对", "计算")), *w.text("数据不确定性说明")],
        "review": w.text("内部复核说明"),
        "coverage": w.say_all("process.coverage", **coverage(w)),
    }


def _people(w: Writer) -> list[Data]:
    duties = {
        "评价组长": "lead", "评价组成员": "member", "技术复核人": "reviewer", "批准人": "approver",
    }  # fmt: skip
    return [
        {
            "role": role,
            "name": w.field(role),
            "duty": "".join([w.say(f"process.duty.{key}", same=_reviews_own_work(w)), *w.doubts("园区信息", role)]),
        }
        for role, key in duties.items()
    ]


def _reviews_own_work(w: Writer) -> bool:
    """Whether the reviewer is the one who led the evaluation."""
    lead = w.view.profile_value("评价组长")
    return bool(lead) and lead == w.view.profile_value("技术复核人")


def _schedule(w: Writer, count: int, ref: str) -> str:
    if not count:
        return w.gap("评价日程与各次活动", "评价过程")
    dates = [row["日期"] for row in w.view.rows("process").values() if row.get("日期")]
    return w.say(
        "process.schedule", count=count, table=ref, first=fmt.date(min(dates, default="")),
        last=fmt.date(max(dates, default="")),
    )  # fmt: skip


def activity(key: str, row: Row) -> Data:
    return {
        "no": key,
        "date": fmt.date(row.get("日期", "")) or fmt.DASH,
        "activity": row.get("活动", fmt.DASH),
        "place": row.get("地点", fmt.DASH),
        "people": row.get("参加人", fmt.DASH),
        "what": row.get("内容与抽样", fmt.DASH),
        "evidence": fmt.stacked(fmt.refs(row.get("证据编号", ""))) or fmt.DASH,
    }


def _activities(w: Writer, rows: dict[str, Row], name: str, words: tuple[str, ...]) -> list[str]:
    """One sentence for each activity whose name has one of the words; else a gap."""
    found = [row for row in rows.values() if any(word in row.get("活动", "") for word in words)]
    if not found:
        return [w.gap(w.say(f"process.missing.{name}"), "评价过程")]
    return [_told(w, row) for row in found]


def _told(w: Writer, row: Row) -> str:
    return w.say(
        "process.activity",
        date=fmt.date(row.get("日期", "")),
        activity=row.get("活动", ""),
        place=row.get("地点", ""),
        people=fmt.open_end(row.get("参加人", "")),
        what=fmt.open_end(row.get("内容与抽样", "")),
        evidence=fmt.refs(row.get("证据编号", "")),
    )


def _sampling(w: Writer, rows: dict[str, Row]) -> list[str]:
    told = [fmt.open_end(r["内容与抽样"]) for r in rows.values() if "抽" in r.get("内容与抽样", "")]
    if not told:
        return [w.gap("抽样的对象、方法和数量", "评价过程：内容与抽样")]
    return [w.say("process.sampling", count=len(told), first=told[0], rest=told[1:])]


def coverage(w: Writer) -> Data:
    checks = [check for _, check in w.pack.checks.values()]
    done = [c for c in checks if w.view.result(c) != NOT_INSPECTED]
    methods: dict[str, int] = {}
    for check in done:
        methods[check.method] = methods.get(check.method, 0) + 1
    return {
        "total": len(checks),
        "done": len(done),
        "methods": [{"name": name, "count": count} for name, count in methods.items()],
        "evidence": len(register(w)),
    }
