"""What `zcdoc pack show` prints of clauses, checks, indicators, process and assumptions, all of it or what was asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from zcdoc.cli import complete
from zcdoc.cli.show import console, line, table

PARTS = ("clauses", "checks", "indicators", "process", "assumptions", "rating", "sources", "reviews")
PART_LABEL = {
    "clauses": "条款", "checks": "检查项", "indicators": "指标", "process": "程序与报告", "assumptions": "假设", "rating": "评定与核算规则",
    "sources": "来源与缺口", "reviews": "审读",
}  # fmt: skip

ROOM = 110  # columns of a terminal in which all that is said of a check can be read side by side
NARROW = ("编号", "问什么", "类型（词）", "由谁做", "要求值")
offered_parts = complete.fixed(*PART_LABEL.items())
# What stands in the JSON document for each part.
_KEYS = {
    "clauses": ("chapters", "clauses"), "checks": ("chapters", "clauses"), "indicators": ("indicators", "park_types"),
    "process": ("process", "report", "evaluator"), "assumptions": ("assumptions",),
    "rating": ("rating", "accounting", "benchmarks"), "sources": ("sources", "references", "notes", "gaps"), "reviews": ("reviews",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a pack is to be shown: parts (all when none is named), one clause, one type of check, one word."""

    parts: tuple[str, ...] = ()
    clause: str | None = None
    kind: str | None = None
    word: str | None = None

    @property
    def shown(self) -> tuple[str, ...]:
        """The parts; a filter on checks shows the checks alone unless parts are named."""
        if self.parts:
            return tuple(p for p in PARTS if p in self.parts)
        return ("checks",) if self.kind or self.word else ("clauses", "checks") if self.clause else PARTS

    def takes_clause(self, clause: Any) -> bool:
        return self.clause is None or self.clause in {clause.id, clause.number, clause.chapter}

    def takes(self, clause: Any, check: Any) -> bool:
        """Whether a check is among those asked for."""
        return (
            (self.takes_clause(clause) or self.clause == check.id)
            and self.kind in (None, check.type)
            and self.word in (None, check.word)
        )


def asked(parts: list[str], clause: str | None, kind: str | None, word: str | None) -> Asked:
    """The checked options. Raises UsageError for a part or a type that is none."""
    from zcdoc.errors import UsageError
    from zcdoc.model.pack import TYPE_LABEL

    odd = [p for p in parts if p not in PARTS]
    if odd:
        raise UsageError(f"没有“{odd[0][:20]}”这一部分", "可写：" + "、".join(f"{p}（{PART_LABEL[p]}）" for p in PARTS))
    types = {label: name for name, label in TYPE_LABEL.items()} | {name: name for name in TYPE_LABEL}
    if kind is not None and kind not in types:
        raise UsageError(f"没有“{kind[:20]}”这种类型", f"可写：{'、'.join(TYPE_LABEL.values())}")
    return Asked(tuple(parts), clause, types[kind] if kind else None, word)


def show_clauses(pack: Any, what: Asked) -> None:
    rows = [
        (c.number, c.title, str(len(c.checks)), c.requirement, _note(c)) for c in pack.clauses if what.takes_clause(c)
    ]
    _table("条款", ("条款号", "主题", "检查项", "要求", "原文位置"), rows, right=(2,))


def _note(clause: Any) -> str:
    return clause.locator or ""


def show_checks(pack: Any, what: Asked) -> None:
    """One row for each check: what is asked, of whom, under which word, and on which grounds it need not be."""
    from zcdoc.model.reviewing import members, shown_evidence
    from zcdoc.model.view import threshold_text
    from zcdoc.model.vocabulary import who

    rows: list[tuple[str, ...]] = [
        (
            check.id, check.asked, check.label, who(clause, check), threshold_text(check.quantity) if check.quantity else "",
            check.method, "；".join(shown_evidence(check)), "；".join(check.grounds), check.locator or "",
        )
        for clause in pack.clauses for check in members(clause) if what.takes(clause, check)
    ]  # fmt: skip
    headers: tuple[str, ...] = (
        "编号",
        "问什么",
        "类型（词）",
        "由谁做",
        "要求值",
        "方式",
        "常用证据（有效期）",
        "可不适用的理由",
        "原文位置",
    )
    if not rows:
        line("没有符合的检查项")
    if console().width < ROOM:
        kept = [headers.index(name) for name in NARROW]
        headers, rows = NARROW, [tuple(row[k] for k in kept) for row in rows]
        line(f"窗口不到 {ROOM} 列，没有列出方式、证据、不适用的理由和原文位置；放宽窗口，或写 --json")
    _table(f"检查项（{len(rows)} 项）", headers, rows)


def show_process(pack: Any, what: Asked) -> None:
    del what
    from zcdoc.model.pack import SUBJECT_LABEL

    rows = [
        (f"{stage.number}", stage.title, f"{step.number} {step.title}", "、".join(SUBJECT_LABEL[s] for s in step.who), "；".join(step.does))
        for stage in pack.head.process for step in stage.steps
    ]  # fmt: skip
    _table("程序", ("条款", "阶段", "步骤", "由谁做", "做什么"), rows)
    _table("评价报告须有的部分", ("编号", "条款", "内容"), [(p.id, p.clause, p.title) for p in pack.head.report])
    for number, text in enumerate(pack.head.evaluator, 1):
        line(("谁可以评价\n" if number == 1 else "") + f"  {number}. {text}")


def show_assumptions(pack: Any, what: Asked) -> None:
    rows = [
        (a.key, a.title, a.meaning(a.value), a.certainty, a.permitted_text(), a.reason)
        for a in pack.assumptions if what.clause is None or what.clause in {*a.clauses, *a.indicators}
    ]  # fmt: skip
    _table("假设", ("代号", "所补内容", "取值", "确定程度", "允许范围", "理由"), rows)


def show_reviews(standing: Any, reviews: list[Any]) -> None:
    """Who read the pack, how much of it, and what they found otherwise."""
    line(standing.told)
    rows = [(r.by, r.date, r.basis, r.version, str(len(r.items))) for r in reviews]
    _table("审读", ("审读人", "日期", "所据文本", "包的版本", "项数"), rows, right=(4,))
    odd = [
        (key.partition(":")[2], by, one.verdict, one.note)
        for key, people in standing.found.items() for by, one in people.items() if one.verdict != "一致"
    ]  # fmt: skip
    _table("审读人认为不一致或存疑的", ("编号", "审读人", "结论", "意见"), odd)


def _table(title: str, headers: tuple[str, ...], rows: Sequence[tuple[str, ...]], right: tuple[int, ...] = ()) -> None:
    """A table without the columns in which nothing stands; nothing when there is no row."""
    if not rows:
        return
    kept = [k for k in range(len(headers)) if k == 0 or any(row[k] for row in rows)]
    table(
        title,
        tuple(headers[k] for k in kept),
        [tuple(row[k] for k in kept) for row in rows],
        tuple(kept.index(k) for k in right if k in kept),
    )


def show(pack: Any, what: Asked, others: dict[str, Callable[[], None]]) -> None:
    """Prints the parts in their order; `others` prints those that this module does not."""
    own: dict[str, Callable[[Any, Asked], None]] = {
        "clauses": show_clauses, "checks": show_checks, "process": show_process, "assumptions": show_assumptions,
    }  # fmt: skip
    for part in what.shown:
        if part in own:
            own[part](pack, what)
        elif part in others:
            others[part]()


def filtered(data: dict[str, Any], what: Asked) -> dict[str, Any]:
    """The JSON document with what was asked for: keys of the parts named, clauses and checks by the filters."""
    keys = {key for part in what.parts for key in _KEYS[part]} or data.keys()
    about = ("kind", "id", "version", "sha256", "origin", "standard")
    kept = {key: value for key, value in data.items() if key in keys or key in about}
    if "clauses" in kept and (what.clause or what.kind or what.word):
        kept["clauses"] = [c for one in kept["clauses"] if (c := _filtered_clause(one, what))["checks"]]
    return kept


def _filtered_clause(clause: dict[str, Any], what: Asked) -> dict[str, Any]:
    named = what.clause is None or what.clause in {clause["id"], clause["number"], clause["chapter"]}
    checks = [
        check for check in clause["checks"]
        if (named or check["id"] == what.clause) and what.kind in (None, check["type"]) and what.word in (None, check["word"])
    ]  # fmt: skip
    return {**clause, "checks": checks}
