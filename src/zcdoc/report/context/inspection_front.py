"""Self-inspection record: cover, 真实性承诺, 自查基本信息表, and chapter 1 up to who inspected, when and how."""

from __future__ import annotations

from zcdoc.model.profile import PARK_TYPE
from zcdoc.model.tables import NOT_INSPECTED
from zcdoc.report.context import fmt, requirements
from zcdoc.report.context import overview as shared
from zcdoc.report.context.base import Data, Writer
from zcdoc.report.context.cover import identity, pairs
from zcdoc.report.context.inspection_results import totals

KIND = "self-inspection"


def document(w: Writer) -> Data:
    """What cover, header and document properties say."""
    w.chapter = "封面"
    return {
        **identity(w),
        "number": w.field("自查记录编号"),
        "manager": w.field("园区管理机构"),
        "round": _round(w),
        "period": _period(w),
    }


def _round(w: Writer) -> str:
    """`第 2 次自查（self-2）`: counted over the rounds of its kind, in order of date."""
    same = [r.id for r in w.view.record.rounds if r.kind == w.view.round.kind]
    return w.say(
        "inspection.round", own=w.view.round.kind == KIND, label=w.view.round.label, id=w.view.round.id,
        number=same.index(w.view.round.id) + 1,
    )  # fmt: skip


def _period(w: Writer) -> str:
    first, last = w.profile("自查开始日期"), w.profile("自查结束日期")
    if not first and not last:
        w.field("自查结束日期")
        return w.field("自查开始日期")
    first, last = w.field("自查开始日期"), w.field("自查结束日期")
    if first == last:
        return first
    year, has_year, _ = first.partition("年")
    short = last.removeprefix(f"{year}年") if has_year else last
    return w.say("inspection.period", first=first, last=short)


def people(w: Writer) -> str:
    """Who inspected: the profile's text, else the people named when the round was opened."""
    return fmt.open_end(w.profile("自查人员") or w.view.round.people) or w.field("自查人员")


def promise(w: Writer) -> Data:
    w.chapter = "真实性承诺"
    facts = {
        "manager": w.field("园区管理机构"), "park": w.view.record.name, "standard": w.pack.head.standard.number,
        "open": totals(w).open,
    }  # fmt: skip
    roles = ("自查负责人", "园区负责人")
    return {
        "paras": w.say_all("promise.truth", "promise.open", "promise.duty", **facts),
        "signs": [{"role": role, "name": w.field(role)} for role in roles],
        "manager": facts["manager"],
    }


def information(w: Writer) -> Data:
    """Three blocks of 自查基本信息表: label, value, label, value."""
    w.chapter = "自查基本信息表"
    return {"park": pairs(_park(w)), "round": pairs(_of_round(w)), "result": pairs(_result(w))}


def _park(w: Writer) -> list[tuple[str, str]]:
    names = (
        "园区名称", "园区地址", "园区管理机构", "园区负责人", "园区联系人", "联系人电话", "主导产业", "园区面积",
        *([PARK_TYPE] if PARK_TYPE in w.pack.head.profile_fields else []),
    )  # fmt: skip
    return [(name, w.view.record.name if name == "园区名称" else w.field(name)) for name in names]


def _of_round(w: Writer) -> list[tuple[str, str]]:
    return [
        ("自查记录编号", w.field("自查记录编号")),
        ("自查轮次", _round(w)),
        ("自查起止", _period(w)),
        ("自查负责人", w.field("自查负责人")),
        ("自查依据", w.pack.head.standard.number),
        ("数据年度", w.field("数据年度")),
    ]


def _result(w: Writer) -> list[tuple[str, str]]:
    found, score = totals(w), w.score
    return [
        ("基本要求", requirements.standing(w)),
        ("检查项", w.say("info.checks", total=found.total, done=found.total - found.open)),
        ("做到的检查项", w.say("info.count", count=found.met, of=found.judged)),
        ("部分做到、未做到", w.say("info.unmet", partly=found.partly, unmet=found.unmet, judged=found.judged)),
        ("问题", w.say("info.issues", count=found.issues, closed=found.closed, begun=bool(found.judged))),
        ("指标", w.say("info.indicators", count=len(w.pack.indicators), missing=len(score.incomplete))),
    ]


def overview(w: Writer) -> Data:
    w.chapter = "1 自查概况"
    standard, rows = w.pack.head.standard, w.view.rows("process")
    table = w.caption("1", "schedule", when=bool(rows))
    facts = {
        "park": w.view.record.name, "standard": standard.number, "title": standard.title, "year": w.year,
        "round": _round(w), "as_of": fmt.date(w.view.as_of), "period": _period(w), "lead": w.field("自查负责人"),
        "people": people(w), "own": w.view.round.kind == KIND, "follows": w.facts.first_round is not None, "kind": w.view.round.label,
        "pack": w.pack.id, "version": w.pack.version, "count": len(rows), "table": table["ref"],
    }  # fmt: skip
    return {
        "purpose": w.say_all("inspection.purpose", "inspection.basis", "inspection.layout", **facts),
        "people": w.say_all("inspection.people", "inspection.by_check", "inspection.schedule", **facts, **_by_check(w)),
        "method": [*w.text("自查方式"), *w.say_all("process.coverage", **shared.coverage(w))],
        "t_schedule": table,
        "rows": [shared.activity(key, row) for key, row in rows.items()],
        "scope": [*w.text("物理边界说明"), *w.say_all("inspection.scope", **facts)],
    }


def _by_check(w: Writer) -> Data:
    """Who signed the single checks, and between which days."""
    rows = [w.view.check_row(c) for _, c in w.pack.checks.values() if w.view.result(c) != NOT_INSPECTED]
    dates = sorted(row["检查日期"] for row in rows if row.get("检查日期"))
    return {
        "signed": list(dict.fromkeys(row["检查人"] for row in rows if row.get("检查人"))),
        "unsigned": sum(not row.get("检查人") for row in rows),
        "first": fmt.date(dates[0]) if dates else "",
        "last": fmt.date(dates[-1]) if dates else "",
    }
