"""All rules, topic by topic, in the order in which their problems are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from zcdoc.problems import Problem
from zcdoc.readiness import (
    assumptions,
    checks,
    crosscheck,
    dates,
    demonstrated,
    emissions,
    evidence,
    files,
    indicators,
    inputs,
    nonconformity,
    offsets,
    origin,
    periods,
    plans,
    report_data,
    signoff,
    waivers,
    yearly,
)
from zcdoc.readiness.case import Case, Document, Rule


class Topic(Protocol):
    """A module with its rules and one function that applies them."""

    @property
    def RULES(self) -> tuple[Rule, ...]: ...  # noqa: N802  the modules' constant

    def find(self, case: Case, /) -> Iterator[Problem]: ...


TOPICS: tuple[Topic, ...] = (
    report_data, checks, demonstrated, nonconformity, signoff, indicators, inputs, crosscheck, yearly, emissions, offsets, plans,
    evidence, periods, files, dates, assumptions, origin,
)  # fmt: skip


# What these find is a value that cannot be right, or a use that cannot be counted: documents mark the value.
# Values that are missing are marked as gaps by the documents themselves.
DOUBTFUL = frozenset(
    rule.id
    for rule in (
        report_data.ORDER, report_data.NEGATIVE, report_data.SAME_REVIEWER, checks.NA_REFUSED, demonstrated.AGAINST_RESULT, *crosscheck.RULES, *(r for r in inputs.RULES if r.severity == "error" and r is not inputs.GRADE_REASON),
        yearly.TWICE, yearly.UNIT, yearly.NEGATIVE, emissions.AMOUNT_DIFFERS, emissions.NEGATIVE,
        emissions.NO_GWP, emissions.GWP_TWICE, emissions.TWICE, emissions.FACTORS, offsets.NO_QUANTITY, offsets.TWICE,
        offsets.DOUBLE, plans.TARGET_YEARS, plans.PROJECT_DATES, plans.PROJECT_NEGATIVE, plans.PROJECT_STATE,
    )
)  # fmt: skip


def doubts(problems: Iterable[Problem]) -> dict[str, tuple[str, ...]]:
    """What documents mark as doubtful: by place, in order."""
    told: dict[str, tuple[str, ...]] = {}
    for problem in problems:
        if problem.rule in DOUBTFUL:
            told[problem.where] = (*told.get(problem.where, ()), problem.message)
    return told


def rules() -> tuple[Rule, ...]:
    """The catalogue: id, severity, what it says, and the document it concerns."""
    return (*(rule for topic in TOPICS for rule in topic.RULES), *waivers.RULES)


def silent(document: Document, *, final: bool) -> set[str]:
    """Rules that do not run for this document: those of another one, and without `final` the final one.

    Without a document every rule runs but those of the self-inspection record, which not every round has.
    """
    own = (document,) if document else ("report", "scheme")
    others = {r.id for r in rules() if r.document and r.document not in own}
    return others if final else {*others, assumptions.DECIDES.id, origin.OWN.id}


def find(case: Case) -> Iterator[Problem]:
    for topic in TOPICS:
        yield from topic.find(case)
