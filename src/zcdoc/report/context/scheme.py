"""Context of the park's creation scheme 零碳园区创建方案: plain data only, chapter by chapter."""

from __future__ import annotations

from zcdoc.model.profile import PROFILE_OF
from zcdoc.report.context import (
    annexes,
    cover,
    scheme_case,
    scheme_front,
    scheme_goals,
    scheme_measures,
    scheme_projects,
    scheme_status,
    scheme_upkeep,
)
from zcdoc.report.context.base import Data, Writer
from zcdoc.report.facts import Facts
from zcdoc.report.phrases import Phrases


def build(facts: Facts, phrases: Phrases) -> Data:
    """Everything the template may print. Chapters are written in order, so captions and gaps count in order."""
    w = Writer(facts, phrases, "scheme")
    context: Data = {
        "doc": scheme_front.document(w),
        "profile": {name: w.profile(name) for name in PROFILE_OF},
        "approval": scheme_front.approval(w),
        "c1": scheme_front.explanation(w),
        "c2": scheme_status.profile(w),
        "past": scheme_case.past(w),
        "c3": scheme_status.status(w),
        "c4": scheme_goals.goals(w),
        "c5": scheme_measures.measures(w),
        "c6": scheme_projects.projects(w),
        "case": scheme_case.case(w),
        "c7": scheme_upkeep.enterprises(w),
        "c8": scheme_upkeep.offset_plan(w),
        "c9": scheme_upkeep.upkeep(w),
        "c10": scheme_upkeep.organisation(w),
        "annex_a": annexes.check_table(w),
        "annex_b": scheme_goals.indicator_targets(w),
        "benchmarks": annexes.benchmarks(w),
        "annex_c": annexes.open_points(w),
        "notes": w.numbered(w.pack.head.notes),
        "notes_intro": w.say("annex.notes"),
        "annex_d": annexes.evidence(w),
    }
    context["judged"] = context["c3"].pop("judged")
    context["gaps"] = cover.gap_list(w)
    context["charts"] = w.charts
    return context
