"""Points with levels: every indicator has its points, and the sum decides (T/SXSES 04 as explained, 计算方法).

The points of a pack are shares: whatever they add up to for the indicators in force is brought to `full`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import chain

from zcdoc.model.assumed import Assumed, AssumedBox
from zcdoc.model.indicator import Indicator
from zcdoc.model.rating import Group, Points
from zcdoc.model.results import GroupScore, IndicatorScore
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring import earning, musts
from zcdoc.scoring import indicator as one
from zcdoc.scoring.method import Outcome, Range, Setting, counted, measured, unanswered
from zcdoc.scoring.ranges import Corner, Local, acting_on, corners, moving, open_ones, split, under
from zcdoc.scoring.verdict import by_points, levels_within, span

Shares = Mapping[str, Fraction]


def evaluate(view: View, terms: Terms) -> Outcome:
    """The sum of points under the values that `terms` has in force."""
    return _outcome(view, terms, _shares(view, terms))


def _rating(view: View) -> Points:
    assert isinstance(view.pack.rating, Points)
    return view.pack.rating


def _shares(view: View, terms: Terms) -> dict[str, Fraction]:
    """Points as written, by number; bonus items have none."""
    return {i.number: Fraction(terms.value(i.points)) for i in view.pack.indicators if i.points is not None}


def _outcome(view: View, terms: Terms, shares: Shares) -> Outcome:
    rating = _rating(view)
    in_force = [i.number for i in view.pack.indicators if i.number in shares and one.is_applicable(view, i)]
    among = in_force if terms.value(rating.redistribution) == "proportional" else list(shares)
    whole = sum((shares[n] for n in among), Fraction(0))
    unit = Fraction(rating.full) / whole if whole else Fraction(0)
    scores = tuple(_indicator(view, terms, item, shares, unit) for item in view.pack.indicators)
    groups = tuple(counted(_group(g, scores, view, terms), scores) for g in rating.groups)
    extra = (s.points for s in scores if s.group == rating.bonus_group and s.points is not None)
    return Outcome(groups, scores, sum((g.score for g in groups), Fraction(0)), sum(extra, Fraction(0)))


def _indicator(view: View, terms: Terms, item: Indicator, shares: Shares, unit: Fraction) -> IndicatorScore:
    full = Fraction(item.bonus) if item.bonus is not None else shares[item.number] * unit
    return measured(view, terms, item, full, floor=_floor(view, terms), earns=partial(_part, view, terms))


def _floor(view: View, terms: Terms) -> bool:
    return terms.value(_rating(view).floor) == "zero"


def earned(view: View, terms: Terms, item: Indicator) -> Fraction | None:
    """The part of its points that an indicator earns (`earning.part`)."""
    reading, lead = one.read(view, item, terms), one.leading(view, item, terms)
    ratio = one.share_of(reading, lead, item.direction, floor=_floor(view, terms))
    return ratio if reading.origin == "lacking" else _part(view, terms, item, reading.value, lead, ratio)


def _part(
    view: View, terms: Terms, item: Indicator, value: Fraction | None, lead: Fraction | None, ratio: Fraction | None
) -> Fraction | None:
    full = Fraction(item.bonus) if item.bonus is not None else Fraction(terms.value(item.points or "1"))
    return earning.part(item, value, lead, ratio, full, terms.value(_rating(view).partial))


def _group(group: Group, scores: tuple[IndicatorScore, ...], view: View, terms: Terms) -> GroupScore:
    own = [s for s in scores if s.group == group.name and s.applicable]
    full = sum((s.full for s in own), Fraction(0)) / Fraction(_rating(view).full)
    items = [i for i in view.pack.indicators if terms.value(i.group) == group.name]
    return GroupScore(
        id=group.id,
        name=group.name,
        weight=full,
        in_force=full,
        assumed=any(terms.rests_on_assumption(i.points) for i in items),
        score=sum((s.points or Fraction(0) for s in own), Fraction(0)),
        applicable=len(own),
    )


# --- how far the sum moves --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Share:
    """The points of one indicator as somebody may set them."""

    number: str
    assumed: Assumed
    low: Fraction
    high: Fraction


def explore(view: View, terms: Terms, outcome: Outcome, setting: Setting) -> Range:
    """Over open points the sum is a weighted mean: it is greatest when everything above some part earned has most points
    and everything below has least, so one threshold after another is tried instead of every corner.

    The sum rises with each part earned, so what acts on one indicator alone is settled at its best and at its worst; what acts
    on several is enumerated with the rules.
    """
    rating, free = _rating(view), _free(view, terms)
    rules = open_ones(terms, [rating.floor, rating.partial, rating.redistribution, rating.level_score, rating.gate])
    alone, shared = _single(view, terms)
    axes = [*rules, *shared]
    by_corner: dict[Corner, tuple[Fraction, Fraction]] = {}
    parts: dict[Corner, tuple[Fraction | None, ...]] = {}
    found: dict[Corner, tuple[str | None, ...]] = {}
    moved: set[str] = set()
    asked = musts.state(view, outcome)
    for choice, trial in corners(terms, axes):
        moved |= {key for local in alone for key in _moves(view, trial, local)}
        totals, decisive, said = _limits(view, _settled(view, trial, alone), free, setting)
        reach = [(min(decisive), max(decisive))] if decisive else []
        reached = levels_within(rating.levels, reach, asked, net_zero=setting.net_zero)
        by_corner[choice] = min(totals), max(totals)
        parts[choice] = tuple(earned(view, trial, i) for i in view.pack.indicators if one.is_applicable(view, i))
        found[choice] = tuple(dict.fromkeys([*said, *reached]))
    shares = {f.assumed.key for f in free} if _differ(view, terms) else set()
    levels = tuple(dict.fromkeys(chain(*found.values())))
    single = moved | shares
    # Beside open points the same levels may be reached in other ways: what changes any part may then change the level.
    rules_move = moving(axes, by_corner) | moving(axes, parts)
    beside = rules_move | single if free or alone else single
    return Range(
        min(low for low, _ in by_corner.values()), max(high for _, high in by_corner.values()), levels,
        frozenset(rules_move | single),
        frozenset(moving(axes, found) | (beside if len(levels) > 1 else set())),
        exact=len(levels) <= 1 or not (
            any(isinstance(a.permitted, list) for local in alone for a in local.axes) or _leaps(view, terms, outcome)
        ),
    )  # fmt: skip


def _leaps(view: View, terms: Terms, outcome: Outcome) -> bool:
    """Whether a missing value can bring single parts only, or decides an item that a level asks for as well as its points."""
    asked = {name for level in view.pack.rating.levels for name in musts.asked(view, level)}
    partly = _rating(view).partial
    rule = "none" if open_ones(terms, [partly]) else terms.value(partly)
    return any(
        i.number in asked or not earning.gapless(view.pack.indicator_of[i.number], rule) for i in unanswered(outcome)
    )


def _limits(
    view: View, settlements: list[Terms], free: list[_Share], setting: Setting
) -> tuple[list[Fraction], list[Fraction], list[str | None]]:
    """Totals and deciding scores among which the extremes lie, and the levels that were said on the way."""
    totals: list[Fraction] = []
    decisive: list[Fraction] = []
    levels: list[str | None] = []
    for settled in settlements:
        plain = evaluate(view, settled)
        levels += by_points(view, settled, plain, setting).possible
        for result in [plain, *_extremes(view, settled, free)]:
            totals += span(view, result, bonus=True)
            said = by_points(view, settled, result, setting)
            if not said.blocked:
                decisive += span(view, result, bonus=said.decided_by == "total")
    return totals, decisive, levels


def _single(view: View, terms: Terms) -> tuple[list[Local], list[Assumed]]:
    """What acts on one indicator alone, and the open assumptions that act on several."""
    own = {i.number: acting_on(view, terms, i) for i in view.pack.indicators if one.is_applicable(view, i)}
    groups, _ = split(view, own)
    return [g for g in groups if len(g.items) == 1], [a for g in groups if len(g.items) > 1 for a in g.axes]


def _earned_by(view: View, trial: Terms, local: Local) -> dict[Corner, Fraction | None]:
    return {choice: earned(view, under(trial, local.axes, choice), local.items[0]) for choice in local.choices}


def _moves(view: View, trial: Terms, local: Local) -> frozenset[str]:
    return moving(list(local.axes), _earned_by(view, trial, local))


def _settled(view: View, trial: Terms, alone: list[Local]) -> list[Terms]:
    """Everything that acts on one indicator at its worst and at its best; a missing value is best where it may bring all."""
    worst, best = trial, trial
    for local in alone:
        parts = _earned_by(view, trial, local)
        worst = under(worst, local.axes, min(parts, key=lambda c: parts[c] or Fraction(0)))
        best = under(
            best, local.axes, max(parts, key=lambda c: Fraction(1) if parts[c] is None else parts[c] or Fraction(0))
        )
    return [worst] if worst == best else [worst, best]


def _free(view: View, terms: Terms) -> list[_Share]:
    boxes = [(i.number, i.points.assumed) for i in view.pack.indicators if isinstance(i.points, AssumedBox)]
    return [
        _Share(number, a, *(Fraction(x) for x in (a.extremes()[0], a.extremes()[-1])))
        for number, a in boxes
        if not terms.settled(a)
    ]


def _extremes(view: View, terms: Terms, free: list[_Share]) -> list[Outcome]:
    """The outcomes among which the greatest and the least sum lie."""
    part = {i.number: earned(view, terms, i) for i in view.pack.indicators}
    base, out = _shares(view, terms), []
    for limit in sorted({value for f in free for value in _ends(part[f.number])}):
        for upward in (True, False):
            # What is not known lies at its end: at full for the greatest sum, at nothing for the least.
            chosen = {
                f.number: f.high if (_ends(part[f.number])[-1 if upward else 0] >= limit) == upward else f.low
                for f in free
            }
            if any((base | chosen).values()):
                out.append(_outcome(view, terms, base | chosen))
    return out


def _ends(part: Fraction | None) -> tuple[Fraction, ...]:
    """The part earned, or nothing and all where it is not known."""
    return (Fraction(0), Fraction(1)) if part is None else (part,)


def _differ(view: View, terms: Terms) -> bool:
    """Whether any two indicators earn different parts: only then does the split of points matter."""
    found = (earned(view, terms, i) for i in view.pack.indicators if one.is_applicable(view, i))
    return len({end for part in found for end in _ends(part)}) > 1
