"""Pack + Record + Score + file facts -> problems: may this be submitted? Pure.

Only defects of the file are problems; that a requirement is not met is a conclusion (design principle 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zcdoc.model.facts import FileFact
from zcdoc.model.provenance import Provenance
from zcdoc.model.results import Score
from zcdoc.model.view import View
from zcdoc.problems import Problem
from zcdoc.readiness import registry
from zcdoc.readiness.case import Case, Document, Rule
from zcdoc.readiness.origin import FIRM
from zcdoc.readiness.registry import doubts, rules
from zcdoc.readiness.waivers import Finding, applied, key_of, own_problems

__all__ = ["FIRM", "Document", "Finding", "Rule", "check", "doubts", "rules"]


def check(
    view: View,
    score: Score,
    files: Mapping[str, FileFact],
    as_of: str,
    *,
    final: bool = False,
    document: Document = "",
    templates: tuple[Provenance, ...] = (),
    own_standard: bool = False,
) -> list[Finding]:
    """Every finding, one per rule and place. `document` leaves out the rules that concern only another document.

    `templates` are those that the documents would use; `own_standard` accepts own ones in the place of built-in ones.
    """
    silent = registry.silent(document, final=final)
    case = Case(view, score, files, as_of, final, templates, own_standard)
    found = [p for p in registry.find(case) if p.rule not in silent]
    problems = _merged(found)
    own = own_problems(view.waivers, {key_of(p) for p in problems}, silent)
    return applied([*problems, *_merged(own)], view.waivers, FIRM)


def _merged(problems: Iterable[Problem]) -> list[Problem]:
    """Problems of one rule at one place become one, so that a waiver's key names exactly one of them."""
    by_key: dict[str, list[Problem]] = {}
    for problem in problems:
        by_key.setdefault(key_of(problem), []).append(problem)
    return [_one(group) for group in by_key.values()]


def _one(group: list[Problem]) -> Problem:
    head = group[0]
    message, fix = ("；".join(dict.fromkeys(texts)) for texts in zip(*((p.message, p.fix) for p in group), strict=True))
    return Problem(head.rule, head.severity, head.where, message, fix)
