"""Context of the self-inspection record 自查记录: plain data only, chapter by chapter. Its layout is ours."""

from __future__ import annotations

from zcdoc.model.profile import PROFILE_OF
from zcdoc.report.context import (
    annexes,
    closure,
    cover,
    emissions,
    inspection_front,
    inspection_results,
    inspection_tables,
    judged,
)
from zcdoc.report.context.base import Data, Writer
from zcdoc.report.facts import Facts
from zcdoc.report.phrases import Phrases


def build(facts: Facts, phrases: Phrases) -> Data:
    """Everything the template may print. Chapters are written in order, so captions and gaps count in order."""
    w = Writer(facts, phrases, "inspection")
    context: Data = {
        "doc": inspection_front.document(w),
        "profile": {name: w.profile(name) for name in PROFILE_OF},
        "promise": inspection_front.promise(w),
        "info": inspection_front.information(w),
        "c1": inspection_front.overview(w) | (counts := inspection_results.results(w)),
        "c2": inspection_tables.requirements(w),
        "c3": inspection_tables.measures(w, counts["t_summary"]["ref"]),
        "c4": inspection_tables.indicators(w),
        "judged": judged.sections(w, "4"),
        "c5": closure.problems(w),
        "c6": emissions.emissions(w, "6 温室气体自查"),
        "annex_a": annexes.evidence(w),
        "annex_b": annexes.open_points(w),
    }
    context["gaps"] = cover.gap_list(w)
    context["charts"] = w.charts
    return context
