"""Cover, statement of independence and truth, 基本信息表, gap list."""

from __future__ import annotations

from typing import get_args

from zcdoc.model.pack import Topic
from zcdoc.model.profile import PARK_TYPE
from zcdoc.model.provenance import SHORT, Provenance
from zcdoc.report.context import fmt, judged, requirements
from zcdoc.report.context.base import Data, Writer
from zcdoc.report.declared import sentences


def document(w: Writer) -> Data:
    """What cover, header and document properties say."""
    w.chapter = "封面"
    return {
        **identity(w),
        "number": w.field("报告编号"),
        "body": w.field("评价机构名称"),
        "date": w.field("报告日期"),
    }


def identity(w: Writer) -> Data:
    """What the covers of all documents have in common."""
    standard = w.pack.head.standard
    return {
        "title": next((t for d, t in w.pack.head.titles.items() if d == w.document), "") or w.say("title"),
        "park": w.view.record.name,
        "standard": standard.number,
        "standard_title": standard.title,
        "edition": w.say("edition", draft=standard.status == "draft", edition=standard.edition),
        **{name: w.phrases.names[name] for name in ("leading", "goal", "total_unit")},
        "sum": w.say("sum"),
        "weight": w.say("weight"),
        **{name: bool(w.phrases.names[name]) for name in ("scored", "levels", "basics", "principles", "bonus")},
        "marks": marks(w),
        "year": w.year,
        "draft": not w.facts.final,
        "pack": w.pack.id,
        "pack_version": w.pack.version,
        "head": w.view.record.head,
        "tool": w.facts.tool_version,
        "data": data(w),
        "declared": sentences(w.facts),
        "trace": w.say(
            "trace", pack=w.pack.id, version=w.pack.version, head=w.view.record.head[:12], tool=w.facts.tool_version,
            round=w.view.round.id, templates=[_template(one) for one in w.facts.templates if one.origin != "built-in"],
        ),
    }  # fmt: skip


def data(w: Writer) -> str:
    """Which data of the standard were used: id, version, check value, and whose they are."""
    own = w.pack.provenance
    delivered = own.built_in
    return w.say(
        "data", pack=own.id, version=own.version, sha=own.short, delivered=own.origin == "built-in", origin=own.label,
        replaces=delivered is not None, differs=own.differs, built_in=delivered.version if delivered else "",
        built_in_sha=delivered.sha256[:SHORT] if delivered else "",
    )  # fmt: skip


def _template(one: Provenance) -> Data:
    return {"name": one.id, "sha": one.short, "origin": one.label}


def marks(w: Writer) -> Data:
    """By topic the mark that a chapter's heading carries, `【b】`, where the standard asks the report for lettered parts."""
    asked = {part.topic: part.id for part in w.pack.head.report}
    return {topic: w.say("mark", id=asked.get(topic, "")) for topic in get_args(Topic)}


def declaration(w: Writer) -> Data:
    w.chapter = "声明"
    facts = {
        "body": w.field("评价机构名称"),
        "park": w.view.record.name,
        "standard": w.pack.head.standard.number,
        "independent": w.view.profile_value("与园区无利益关系"),
        "interest": fmt.open_end(w.view.profile_value("利益关系说明")),
        "where": "园区信息：利益关系说明",
    }
    independence = (
        w.say("declaration.independence", **facts)
        if facts["independent"]
        else w.gap("评价机构与园区有无利益关系", "园区信息：与园区无利益关系")
    )
    roles = ("评价组长", "技术复核人", "批准人")
    return {
        "paras": [independence, *w.say_all("declaration.truth", "declaration.limits", **facts)],
        "signs": [{"role": role, "name": w.field(role)} for role in roles],
        "body": facts["body"],
    }


def information(w: Writer) -> Data:
    """Three blocks of 基本信息表: label, value, label, value."""
    w.chapter = "基本信息表"
    return {"park": pairs(_park(w)), "body": pairs(_body(w)), "result": pairs(_result(w))}


def pairs(items: list[tuple[str, str]]) -> list[Data]:
    """Two label-value pairs to a row."""
    if len(items) % 2:
        items = [*items, ("", "")]
    return [{"a": a, "av": av, "b": b, "bv": bv} for (a, av), (b, bv) in zip(items[::2], items[1::2], strict=True)]


def _park(w: Writer) -> list[tuple[str, str]]:
    names = (
        "园区名称", "统一社会信用代码", "园区地址", "园区级别", "园区管理机构", "批准设立机关", "批准文件及文号",
        "批准设立日期", "园区负责人", "负责人电话", "园区联系人", "联系人电话", "电子邮箱", "主导产业",
        *([PARK_TYPE] if PARK_TYPE in w.pack.head.profile_fields else []),
    )  # fmt: skip
    return [(name, w.view.record.name if name == "园区名称" else w.field(name)) for name in names]


def _body(w: Writer) -> list[tuple[str, str]]:
    names = (
        "评价机构名称", "评价机构统一社会信用代码", "评价机构地址", "评价机构法定代表人", "评价机构联系人",
        "评价机构电话", "评价组长", "技术复核人", "批准人", "报告日期",
    )  # fmt: skip
    return [(name.removeprefix("评价机构"), w.field(name)) for name in names]


def _result(w: Writer) -> list[tuple[str, str]]:
    score, zero = w.score, w.pack.rating.zero_carbon
    common = [
        ("评价依据", w.pack.head.standard.number),
        ("数据年度", w.field("数据年度")),
        ("基本要求", requirements.standing(w)),
    ]
    if not score.scored:
        return [
            *common,
            *(
                (w.say(f"judged.{name}_label"), w.say(f"judged.{name}", **judged.facts(w)))
                for name in ("verdict", "kept")
            ),
        ]
    return [
        *common,
        (
            "建议级别",
            w.say("info.level", level=score.level or "", blocked=score.blocked, missing=len(score.incomplete)),
        ),
        *(_parts(w) if w.phrases.names["bonus"] else []),
        ("总分", score.printed(score.total)),
        (
            "零碳判定",
            w.say(
                "info.zero",
                state=score.zero_carbon,
                needs=zero.needs_level or "" if zero else "",
                rule=zero is not None,
            ),
        ),
    ]


def _parts(w: Writer) -> list[tuple[str, str]]:
    return [("公式得分", w.score.printed(w.score.s_zce)), ("加分", w.score.printed(w.score.bonus))]


def gap_list(w: Writer) -> Data:
    """Everything missing, in the order of the document; built last and shown at the front of drafts."""
    rows = [
        {"no": str(i), "chapter": chapter, "what": what, "where": where}
        for i, (what, (chapter, where)) in enumerate(w.gaps.items(), start=1)
    ]
    return {"has": bool(rows), "intro": w.say("gaps.intro", count=len(rows)), "rows": rows}
