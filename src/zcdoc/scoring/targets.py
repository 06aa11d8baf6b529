"""Targets by duty: every indicator keeps its target or not, and the duty of its class says what a miss means.

A veto or a must has to be kept; where-applicable has to be kept by whoever it applies to; encouraged and guiding ones are
told and decide nothing; of unknown ones the source does not say which they are, so they decide only when all are kept.
References come from another edition: they are told, and by themselves they conclude nothing in this standard's name.
"""

from __future__ import annotations

from fractions import Fraction

from zcdoc.model.rating import Group, Targets
from zcdoc.model.results import GroupScore, IndicatorScore
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring.method import Outcome, Range, Setting, Verdict, counted, is_blocked, measured
from zcdoc.scoring.ranges import Corner, Local, acting_on, corners, moving, open_ones, split, under

BINDING = {"veto", "must", "where-applicable"}
UNKNOWN, REFERENCE = "unknown", "reference"


def _rating(view: View) -> Targets:
    assert isinstance(view.pack.rating, Targets)
    return view.pack.rating


def evaluate(view: View, terms: Terms) -> Outcome:
    """Which targets are kept, by class."""
    scores = tuple(measured(view, terms, item, Fraction(0)) for item in view.pack.indicators)
    return Outcome(tuple(counted(_group(g, scores), scores) for g in _rating(view).groups), scores)


def _group(group: Group, scores: tuple[IndicatorScore, ...]) -> GroupScore:
    own = [s for s in scores if s.group == group.name and s.applicable]
    return GroupScore(
        id=group.id, name=group.name, weight=Fraction(0), in_force=Fraction(0), assumed=False, score=Fraction(0),
        applicable=len(own), duty=group.duty or "",
    )  # fmt: skip


def verdict(view: View, terms: Terms, outcome: Outcome, setting: Setting) -> Verdict:
    """`passed`, `failed`, or None with the reasons why neither can be said."""
    rating = _rating(view)
    if is_blocked(view, terms, setting.gate):
        return Verdict(None, blocked=True)
    duty = {g.name: g.duty for g in rating.groups}
    binding = [s for s in outcome.indicators if s.applicable and duty.get(s.group) in BINDING]
    if any(s.met is False for s in binding):
        return Verdict(rating.failed.name, rating.failed.name)
    if not any(s.applicable for s in outcome.indicators):
        return Verdict(None, why=("没有一项适用的指标",))
    if all(duty.get(s.group) == REFERENCE for s in outcome.indicators if s.applicable):
        return Verdict(None, why=(f"{rating.leading_name}取自另一版本，只列出达到与否，不据以下本标准的结论",))
    unclassed = [s for s in outcome.indicators if s.applicable and duty.get(s.group) == UNKNOWN]
    why = [*_open(binding, rating.leading_name), *_unclassed(unclassed, rating.leading_name)]
    if setting.gate.open and terms.value(rating.gate) == "block":
        why.append(f"基本要求尚未查完：{'、'.join(setting.gate.open)}")
    return Verdict(None, why=tuple(why)) if why else Verdict(rating.passed.name, rating.passed.name)


def _open(binding: list[IndicatorScore], name: str) -> list[str]:
    blank = [s.number for s in binding if s.blank]
    beyond = [s.number for s in binding if s.value is not None and s.leading is None]
    return [
        *([f"没有数值：指标 {'、'.join(blank)}"] if blank else []),
        *([f"来源没有给出这一规模的{name}，或没有填写规模所依的年度数据：指标 {'、'.join(beyond)}"] if beyond else []),
    ]


def _unclassed(scores: list[IndicatorScore], name: str) -> list[str]:
    """Whatever the class of an indicator may be, it cannot stand in the way once its target is kept."""
    short = [s.number for s in scores if s.met is not True]
    return [f"来源没有说明类别、且尚未达到{name}的指标：{'、'.join(short)}"] if short else []


def explore(view: View, terms: Terms, outcome: Outcome, setting: Setting) -> Range:
    """The verdicts that occur over every permitted choice of the open assumptions.

    One missed target, or one that nobody can judge, decides; so each indicator alone is tried against all others at their best.
    """
    rating = _rating(view)
    own = {i.number: acting_on(view, terms, i) for i in view.pack.indicators}
    groups, _ = split(view, own)
    axes = open_ones(terms, [rating.gate])
    found: dict[Corner, frozenset[str | None]] = {}
    score: set[str] = set()
    level: set[str] = set()
    for choice, trial in corners(terms, axes):
        best = trial
        for local in groups:
            best = under(best, local.axes, _best(view, trial, local))
        names = [verdict(view, best, evaluate(view, best), setting).level]
        for local in groups:
            tried = {c: evaluate(view, under(best, local.axes, c)) for c in local.choices}
            said = {c: verdict(view, under(best, local.axes, c), result, setting).level for c, result in tried.items()}
            score |= moving(list(local.axes), {c: tuple(s.met for s in r.indicators) for c, r in tried.items()})
            level |= moving(list(local.axes), said)
            names += said.values()
        found[choice] = frozenset(names)
    own_level = verdict(view, terms, outcome, setting).level
    levels = dict.fromkeys([own_level, *(v for names in found.values() for v in sorted(names, key=str))])
    return Range(levels=tuple(levels), moves_score=frozenset(score), moves_level=frozenset(level | moving(axes, found)))


def _best(view: View, trial: Terms, local: Local) -> Corner:
    return max(local.choices, key=lambda choice: _kept(view, trial, local, choice))


def _kept(view: View, trial: Terms, local: Local, choice: Corner) -> tuple[int, ...]:
    """How well one choice keeps the targets that it acts on: kept before not known before missed, one after another."""
    met = {s.number: s.met for s in evaluate(view, under(trial, local.axes, choice)).indicators}
    worst = sorted({True: 2, None: 1, False: 0}[met[i.number]] for i in local.items)
    return tuple(worst)
