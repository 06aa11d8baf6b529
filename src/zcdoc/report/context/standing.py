"""Open points of a round as an annex prints them: many of one kind become one line, so that a reader sees the kinds."""

from __future__ import annotations

from itertools import groupby

from zcdoc.problems import SEVERITY_LABEL, Problem
from zcdoc.report.context import fmt
from zcdoc.report.context.base import Data, Writer

MANY = 4  # from this number on, problems of one rule on one sheet share a line
ASSUMED = "假设"


def rows(w: Writer, problems: list[Problem], assumptions: str) -> list[Data]:
    """One row a problem, or a group of MANY and more; `assumptions` is what the table of assumptions is called (`表 F-1`)."""
    kinds = [list(group) for _, group in groupby(_by_kind(problems), key=_kind)]
    out: list[Data] = []
    for group in kinds:
        out += [_group(w, group, assumptions)] if len(group) >= MANY else [_single(w, p, assumptions) for p in group]
    return out


def _by_kind(problems: list[Problem]) -> list[Problem]:
    """Problems of one kind together, kinds in the order in which they first appear."""
    first: dict[tuple[str, str, str], int] = {}
    for problem in problems:
        first.setdefault(_kind(problem), len(first))
    return sorted(problems, key=lambda p: first[_kind(p)])


def _kind(problem: Problem) -> tuple[str, str, str]:
    return problem.rule, problem.severity, problem.where.partition("!")[0]


def _single(w: Writer, p: Problem, table: str) -> Data:
    sheet, _, key = p.where.partition("!")
    about = sheet == ASSUMED
    where = w.say("annex.standing_where", sheet=sheet, keys=[_key(w, sheet, key)], count=1, assumed=about, table=table)
    fix = w.say("annex.standing_settle") if about else p.fix or fmt.DASH
    return {"grade": SEVERITY_LABEL[p.severity], "where": where, "what": p.message, "fix": fix}


def _group(w: Writer, group: list[Problem], table: str) -> Data:
    rule, severity, sheet = _kind(group[0])
    about = sheet == ASSUMED
    keys = [_key(w, sheet, p.where.partition("!")[2]) for p in group]
    where = w.say("annex.standing_where", sheet=sheet, keys=keys, count=len(keys), assumed=about, table=table)
    fixes = {p.fix for p in group}
    says = w.facts.sayings.get(rule, group[0].message)
    return {
        "grade": SEVERITY_LABEL[severity],
        "where": where,
        "what": w.say("annex.standing_group", says=says, count=len(group)),
        "fix": w.say("annex.standing_settle") if about else fixes.pop() if len(fixes) == 1 else fmt.DASH,
    }


def _key(w: Writer, sheet: str, key: str) -> str:
    """An assumption by its number in the annex, everything else by its key."""
    numbers = {a.key: str(i) for i, a in enumerate(w.pack.assumptions, start=1)}
    return numbers.get(key, key) if sheet == ASSUMED else key
