"""What documents say where a standard gives no points: targets kept by duty, or results by how binding a check is."""

from __future__ import annotations

from zcdoc.model.rating import DUTY_LABEL
from zcdoc.model.tables import MET, NOT_APPLICABLE, NOT_INSPECTED, PARTLY, UNMET
from zcdoc.model.vocabulary import binds
from zcdoc.report.context import fmt, indicators, requirements
from zcdoc.report.context.base import Data, Writer


def facts(w: Writer) -> Data:
    """Plain facts for the phrases `judged.*`."""
    score = w.score
    items = [i for i in score.indicators if i.applicable]
    return {
        "kind": score.kind,
        "statement": fmt.open_end(score.statement),
        "clause": w.pack.rating.clause,
        "plain": w.pack.rating.clause[:1].isdecimal(),
        **indicators.type_of(w),
        "editions": list(dict.fromkeys(i.edition for i in w.pack.indicators if i.edition)),
        "benchmarks": len(w.pack.head.benchmarks),
        "count": len(score.indicators),
        "applicable": len(items),
        "met": [i.number for i in items if i.met],
        "unmet": [i.number for i in items if i.met is False],
        "missing": [i.number for i in items if i.blank],
        "untold": [i.number for i in items if i.value is not None and i.leading is None],
        "level": score.level or "",
        "levels": [level or w.say("judged.none") for level in score.levels],
        "stable": score.level_stable,
        "open_for": score.open_for,
        "why": list(score.why),
        "blocked": score.blocked,
        **requirements.results(w),
        **_asked(w),
    }


def _asked(w: Writer) -> Data:
    """How the checks that bind came out, and the clauses that are not kept or not yet judged."""
    binding = [(c, k) for c, k in w.pack.checks.values() if binds(c, k)]
    results = {c.number: w.view.clause_result(c) for c in w.pack.answered}
    return {
        "asked": _counted([w.view.result(k) for _, k in binding]),
        "broken": [n for n, r in results.items() if r == "不符合"],
        "partial": sum(1 for r in results.values() if r == "部分符合"),
        "pending": sum(1 for r in results.values() if r == NOT_INSPECTED),
        "clauses": len(results),
    }


def classes(w: Writer) -> list[Data]:
    """One row a class of targets."""
    return [
        {
            "name": g.name, "duty": DUTY_LABEL[g.duty], "applicable": str(g.applicable), "met": str(g.met),
            "unmet": str(g.unmet), "open": str(g.open),
        }
        for g in w.score.groups
    ]  # fmt: skip


def duties(w: Writer) -> list[Data]:
    """Results of all checks by type and printed word: 要求（应）, 推荐（宜）…, the most binding first."""
    found: dict[str, list[str]] = {}
    for _, check in sorted(w.pack.checks.values(), key=lambda pair: _ORDER.index(pair[1].type)):
        found.setdefault(check.label, []).append(w.view.result(check))
    return [{"name": label, **_counted(results)} for label, results in found.items()]


_ORDER = ("requirement", "instruction", "recommendation", "permission", "statement")


def _counted(results: list[str]) -> Data:
    kinds = {"met": MET, "partly": PARTLY, "unmet": UNMET, "inapplicable": (NOT_APPLICABLE,), "open": (NOT_INSPECTED,)}
    return {"total": str(len(results))} | {k: str(sum(r in words for r in results)) for k, words in kinds.items()}


def conclusion(w: Writer) -> list[str]:
    """What the park is said to be, or why nothing can be said."""
    return w.say_all(
        "judged.gate", "judged.kept_all", "judged.missing", "judged.conclusion", "judged.range", **facts(w)
    )


def sections(w: Writer, chapter: str) -> Data:
    """The part of a document that stands for the score: `scored` standards have one of their own and leave it empty."""
    score, number = w.score, chapter.split(".", maxsplit=1)[0]
    plain = not score.scored
    items = indicators_of(w) if plain else []
    tables = {
        "rows": w.caption(number, "judged_rows", when=bool(items)),
        "classes": w.caption(number, "classes", when=plain and bool(score.groups)),
        "duties": w.caption(number, "duties", when=plain and not score.groups),
    }
    told = facts(w) if plain else {}
    refs = {name: table["ref"] for name, table in tables.items()}
    return {
        "scored": score.scored,
        "heading": w.say("judged.heading", kind=score.kind, some=bool(w.pack.indicators)),
        "method": w.say_all("judged.method", **told) if plain else [],
        "intro": w.say_all("judged.intro", table=refs["rows"], **told) if plain else [],
        "sentences": [w.say("judged.sentence", **one) for one in items],
        "rows": [_row(w, one) for one in items],
        "t_rows": tables["rows"],
        "summary": w.say_all("judged.summary", **{**told, **refs}) if plain else [],
        "classes": classes(w) if refs["classes"] else [],
        "t_classes": tables["classes"],
        "duties": duties(w) if refs["duties"] else [],
        "t_duties": tables["duties"],
        "conclusion": conclusion(w) if plain else [],
    }


def indicators_of(w: Writer) -> list[Data]:
    """Facts of every indicator, with whether its target is kept."""
    return [{**indicators.facts_of(w, item), "met": w.score.indicator(item.number).met} for item in w.pack.indicators]


def _row(w: Writer, one: Data) -> Data:
    number = one["number"]
    return {
        **indicators.table_row(one),
        "verdict": indicators.verdict(w, w.score.indicator(number)),
        "edition": w.pack.indicator_of[number].edition or fmt.DASH,
    }
