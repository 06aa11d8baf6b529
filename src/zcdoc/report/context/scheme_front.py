"""Front pages of the creation scheme and chapter 1 编制说明."""

from __future__ import annotations

import re

from zcdoc.report.context import cover, fmt, overview
from zcdoc.report.context.base import Data, Writer

SIGNERS = (("编制", "方案编制人"), ("审核", "方案审核人"), ("批准", "方案批准人"))
_COLUMNS = re.compile(r"\s*[｜|\t]\s*")


def document(w: Writer) -> Data:
    """What cover, header and document properties say."""
    w.chapter = "封面"
    return {
        **cover.identity(w),
        "body": w.field("方案编制单位"),
        "version": w.field("方案版本"),
        "date": w.field("方案编制日期"),
    }


def approval(w: Writer) -> Data:
    """Who wrote, reviewed and approved it, and what changed from version to version."""
    w.chapter = "审批与修订"
    return {
        "intro": w.say("approval.intro", park=w.view.record.name, body=w.field("方案编制单位")),
        "signs": [{"role": role, "name": w.field(name)} for role, name in SIGNERS],
        "revisions": [*_earlier(w), _current(w)],
    }


def _earlier(w: Writer) -> list[Data]:
    """Lines of 方案修订说明 in the order written: version, date, what changed; the current version stands apart."""
    lines = [_COLUMNS.split(line, maxsplit=2) for line in fmt.lines(w.view.profile_value("方案修订说明"))]
    rows = [_revision(parts) for parts in lines]
    return [row for row in rows if row["version"] != w.view.profile_value("方案版本")]


def _revision(parts: list[str]) -> Data:
    version, date, what = [*[fmt.DASH] * (3 - len(parts)), *parts]
    return {"version": version, "date": fmt.date(date), "what": what}


def _current(w: Writer) -> Data:
    version = w.view.profile_value("方案版本")
    lines = [_COLUMNS.split(line, maxsplit=2) for line in fmt.lines(w.view.profile_value("方案修订说明"))]
    told = next((_revision(parts)["what"] for parts in lines if version and _revision(parts)["version"] == version), "")
    return {
        "version": w.field("方案版本"),
        "date": w.field("方案编制日期"),
        "what": told or w.say("approval.current", first=not lines),
    }


def explanation(w: Writer) -> Data:
    number = w.begin("explain")
    standard = w.pack.head.standard
    references = overview.references_of(w)
    table = w.caption(number, "basis", when=bool(references))
    facts = {
        "park": w.view.record.name, "body": w.field("方案编制单位"), "standard": standard.number, "draft": standard.status == "draft", "title": standard.title,
        "edition": standard.edition, "issuer": standard.issuer, "issued": fmt.date(standard.issued or ""),
        "effective": fmt.date(standard.effective or ""), "replaces": standard.replaces or "", "pack": w.pack.id,
        "version": w.pack.version, "table": table["ref"], "year": w.year, "term": w.field("方案实施期限"),
        "round": w.view.round.label, "date": fmt.date(w.view.round.date), "as_of": fmt.date(w.view.as_of),
        "area": w.profile("园区面积"), "manager": w.field("园区管理机构"), "steps": _steps(w),
    }  # fmt: skip
    return {
        "purpose": w.say_all("explain.purpose", "explain.steps", **facts),
        "basis": w.say_all("explain.basis", "draft", "explain.pack", **facts),
        "t_basis": table,
        "references": references,
        "notes": w.numbered([n for n in w.pack.head.notes if n.key == "undated-references"]),
        "scope": w.say_all("explain.scope", **facts),
        "period": w.say_all("explain.period", "explain.survey", **facts),
    }


def _steps(w: Writer) -> list[Data]:
    """Steps of the standard's process that ask something of the park before the evaluation."""
    return [
        {"number": step.number, "title": step.title}
        for stage in w.pack.head.process
        for step in stage.steps
        if "park" in step.who
    ]
