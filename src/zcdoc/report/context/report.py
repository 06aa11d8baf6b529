"""Context of the third-party evaluation report 零碳园区创建评价报告: plain data only, chapter by chapter."""

from __future__ import annotations

from zcdoc.model.profile import PROFILE_OF
from zcdoc.report.context import (
    annexes,
    conclusion,
    cover,
    emissions,
    indicators,
    judged,
    measures,
    offsets,
    overview,
    park,
    requirements,
    targets,
)
from zcdoc.report.context.base import Data, Writer
from zcdoc.report.facts import Facts
from zcdoc.report.phrases import Phrases


def build(facts: Facts, phrases: Phrases) -> Data:
    """Everything the template may print. Chapters are written in order, so captions and gaps count in order."""
    w = Writer(facts, phrases)
    context: Data = {
        "doc": cover.document(w),
        "profile": {name: w.profile(name) for name in PROFILE_OF},
        "declaration": cover.declaration(w),
        "info": cover.information(w),
        "c1": overview.overview(w),
        "c2": overview.process(w),
        "c3": park.park(w),
        "c4": requirements.requirements(w),
        "c5": emissions.emissions(w),
        "c6": targets.strategy(w),
        "c7": targets.achieved(w),
        "c8": offsets.offsets(w),
        "c9": measures.measures(w),
        "c10": indicators.indicators(w),
        "judged": judged.sections(w, "10"),
        "c11": conclusion.conclusion(w),
        "c12": conclusion.follow_up(w),
        "references": conclusion.references(w),
        "annex_a": annexes.check_table(w),
        "annex_b": indicators.calculation(w),
        "benchmarks": annexes.benchmarks(w),
        "annex_c": annexes.evidence(w),
        "annex_d": annexes.photos(w),
        "annex_e": annexes.ability(w),
        "annex_f": annexes.open_points(w),
    }
    context["gaps"] = cover.gap_list(w)
    context["charts"] = w.charts
    return context
