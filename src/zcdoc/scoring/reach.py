"""How far a weighted ratio and its level move over every open assumption and over what is missing, in near-linear time.

What acts on single indicators (a leading value, a window of years) adds up: each is settled on its own, and those that share
an indicator or a key together. What acts on all (weights, groups, redistribution, the floor, the deciding score, the gate) is
enumerated. Every sum is linear in each weight and monotone in each single choice, so the extremes lie at extreme choices, and over
an interval no score in between is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from zcdoc.model.assumed import Assumed
from zcdoc.model.indicator import Indicator
from zcdoc.model.rating import WeightedRatio
from zcdoc.model.results import Musts
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring import indicator as one
from zcdoc.scoring import musts, spread
from zcdoc.scoring.method import Outcome, Range, Setting, is_blocked
from zcdoc.scoring.ranges import Corner, Local, acting_on, corners, jumps, moving, open_ones, split, under
from zcdoc.scoring.spread import Interval, Vector
from zcdoc.scoring.verdict import levels_within
from zcdoc.scoring.weighted import evaluate

PAIRWISE = 32  # combinations up to which it is tried one by one whether an assumption changes the level


@dataclass(frozen=True, slots=True)
class _Way:
    """One choice of everything that acts on all indicators: what each of them can bring, and what the choice rules."""

    choice: Corner
    terms: Terms
    full: dict[str, Fraction]
    floor: bool
    decides: str


@dataclass
class _Board:
    """Everything that the range is computed from."""

    view: View
    terms: Terms
    rating: WeightedRatio
    structural: tuple[Assumed, ...]
    locals: tuple[Local, ...]
    fixed: tuple[Indicator, ...]
    ratios: dict[tuple[str, Corner, bool], Fraction | None]

    def ratio(self, item: Indicator, local: Local | None, choice: Corner, *, floor: bool) -> Fraction | None:
        """The ratio of one indicator under one local choice; None where there is no value."""
        key = (item.number, choice, floor)
        if key not in self.ratios:
            trial = under(self.terms, local.axes if local else (), choice)
            reading, lead = one.read(self.view, item, trial), one.leading(self.view, item, trial)
            self.ratios[key] = one.share_of(reading, lead, item.direction, floor=floor)
        return self.ratios[key]

    def brings(
        self, items: tuple[Indicator, ...], local: Local | None, choice: Corner, way: _Way, *, bonus: bool
    ) -> Interval:
        """What some indicators bring: as it stands, and with all that a missing value could bring."""
        low = high = Fraction(0)
        for item in items:
            full = way.full.get(item.number)
            if full is None or (item.bonus is not None and not bonus):
                continue
            ratio = self.ratio(item, local, choice, floor=way.floor)
            low += (ratio or Fraction(0)) * full
            high += full if ratio is None else ratio * full
        return low, high


def explore(view: View, terms: Terms, outcome: Outcome, setting: Setting) -> Range:
    """The range of total and level over all choices of the unconfirmed assumptions that can matter for this record."""
    board = _board(view, terms)
    ways = list(_ways(board))
    totals = [_total(board, way) for way in ways]
    moves = frozenset(_moves_score(board, ways))
    asked = _asked(view, board, outcome)
    found = [_levels(board, group, setting, asked) for group in _continuous(board, ways)]
    levels = tuple(dict.fromkeys(name for names, _ in found for name in names))
    changing = _moves_level(board, ways, setting, asked, moves) if len(levels) > 1 else ()
    return Range(
        min(low for low, _ in totals), max(high for _, high in totals), levels, moves, frozenset(changing),
        exact=all(exact for _, exact in found),
    )  # fmt: skip


# --- what acts where ----------------------------------------------------------------------------------------------------


def _board(view: View, terms: Terms) -> _Board:
    rating = view.pack.rating
    assert isinstance(rating, WeightedRatio)
    rules = [rating.groups, [i.group for i in view.pack.indicators], rating.redistribution, rating.floor]
    structural = open_ones(terms, [*rules, rating.level_score, rating.gate])
    own = {i.number: acting_on(view, terms, i) for i in view.pack.indicators if one.is_applicable(view, i)}
    return _Board(view, terms, rating, tuple(structural), *split(view, own), {})


def _ways(board: _Board) -> Iterator[_Way]:
    """Each choice of what acts on all indicators."""
    for choice, trial in corners(board.terms, list(board.structural)):
        scored = evaluate(board.view, trial)
        full = {i.number: i.full for i in scored.indicators if i.applicable}
        decides = trial.value(board.rating.level_score)
        yield _Way(choice, trial, full, trial.value(board.rating.floor) == "zero", decides)


def _continuous(board: _Board, ways: list[_Way]) -> list[list[_Way]]:
    """Ways that differ in intervals only stand together: between them the score moves without a gap."""
    found: dict[Corner, list[_Way]] = {}
    for way in ways:
        found.setdefault(jumps(board.structural, way.choice), []).append(way)
    return list(found.values())


# --- scores -------------------------------------------------------------------------------------------------------------


def _total(board: _Board, way: _Way) -> Interval:
    low, high = board.brings(board.fixed, None, (), way, bonus=True)
    for local in board.locals:
        each = [board.brings(local.items, local, choice, way, bonus=True) for choice in local.choices]
        low, high = low + min(a for a, _ in each), high + max(b for _, b in each)
    return low, high


def _vectors(board: _Board, local: Local, group: list[_Way]) -> list[Vector]:
    """One vector for each choice that jumps, over what stays within it."""
    found: dict[Corner, list[Vector]] = {}
    for choice in local.choices:
        found.setdefault(local.jumps(choice), []).append(_vector(board, local, choice, group))
    return [spread.hull(vectors) for vectors in found.values()]


def _vector(board: _Board, local: Local | None, choice: Corner, group: list[_Way]) -> Vector:
    items = local.items if local else board.fixed
    return tuple(board.brings(items, local, choice, way, bonus=way.decides == "total") for way in group)


def _moves_score(board: _Board, ways: list[_Way]) -> Iterator[str]:
    """The keys along which two choices that differ in nothing else have different totals."""
    for local in board.locals:
        by_choice = {
            choice: tuple(board.brings(local.items, local, choice, way, bonus=True) for way in ways)
            for choice in local.choices
        }
        yield from moving(list(local.axes), by_choice)
    for place, axis in enumerate(board.structural):
        first: dict[Corner, _Way] = {}
        for way in ways:
            rest = way.choice[:place] + way.choice[place + 1 :]
            if _differ(board, first.setdefault(rest, way), way):
                yield axis.key
                break


def _differ(board: _Board, a: _Way, b: _Way) -> bool:
    """Whether some settlement of the local choices has another total under one way than under the other."""
    if a is b:
        return False
    gaps = [_gap(board, board.fixed, None, (), a, b)]
    for local in board.locals:
        each = {_gap(board, local.items, local, choice, a, b) for choice in local.choices}
        if len(each) > 1:
            return True
        gaps += each
    return any(sum((gap[side] for gap in gaps), Fraction(0)) for side in (0, 1))


def _gap(
    board: _Board, items: tuple[Indicator, ...], local: Local | None, choice: Corner, a: _Way, b: _Way
) -> Interval:
    one_way, other = (board.brings(items, local, choice, way, bonus=True) for way in (a, b))
    return other[0] - one_way[0], other[1] - one_way[1]


# --- levels -------------------------------------------------------------------------------------------------------------


def _asked(view: View, board: _Board, outcome: Outcome) -> tuple[Musts, ...]:
    """What levels ask for; an indicator whose target is open may be kept or not."""
    unsure = {i.number for local in board.locals for i in local.items}
    found = musts.state(view, outcome)
    return tuple(
        replace(
            m, unmet=tuple(n for n in m.unmet if n not in unsure),
            open=(*m.open, *(n for n in musts.named(view, m.level) if n in unsure and n not in m.open)),
        )
        for m in found
    )  # fmt: skip


def _levels(
    board: _Board, group: list[_Way], setting: Setting, asked: tuple[Musts, ...]
) -> tuple[tuple[str | None, ...], bool]:
    """The levels that scores under these ways reach, None where none is proposed, and whether that is exact."""
    ruled = _ruled(board, group[0], setting)
    if ruled is not None:
        return ruled, True
    parts = [_vectors(board, local, group) for local in board.locals]
    found = spread.sums(_vector(board, None, (), group), parts)
    reach = [spread.span(vector) for vector in found.vectors]
    names = levels_within(board.rating.levels, reach, asked, net_zero=setting.net_zero)
    return tuple(dict.fromkeys([*names, *_open_gate(board, group[0], setting)])), found.exact


def _ruled(board: _Board, way: _Way, setting: Setting) -> tuple[str | None, ...] | None:
    """What is said whatever the score is: no level past a gate, none where nothing applies."""
    if is_blocked(board.view, way.terms, setting.gate):
        return (None,)
    extra = {i.number for i in board.view.pack.indicators if i.bonus is not None}
    return None if way.full.keys() - extra else ()


def _open_gate(board: _Board, way: _Way, setting: Setting) -> list[None]:
    return [None] if setting.gate.open and way.terms.value(board.rating.gate) == "block" else []


def _moves_level(
    board: _Board, ways: list[_Way], setting: Setting, asked: tuple[Musts, ...], moves: frozenset[str]
) -> Iterator[str]:
    """The keys of which a choice may change the level; where the others cannot be tried one by one, by what may lie between."""
    for local in board.locals:
        for place, axis in enumerate(local.axes):
            if axis.key in moves and any(_turns(board, local, place, way, setting, asked) for way in ways):
                yield axis.key
    yield from _turning(board, ways, setting, asked, moves)


def _turns(board: _Board, local: Local, place: int, way: _Way, setting: Setting, asked: tuple[Musts, ...]) -> bool:
    """Whether two choices of one local axis, all else equal, may come to different levels."""
    if _ruled(board, way, setting) is not None:
        return False
    parts = [_vectors(board, other, [way]) for other in board.locals if other is not local]
    others = spread.sums(_vector(board, None, (), [way]), parts, PAIRWISE)
    first: dict[Corner, Vector] = {}
    for choice in local.choices:
        own, rest = _vector(board, local, choice, [way]), choice[:place] + choice[place + 1 :]
        before = first.setdefault(rest, own)
        if before == own:
            continue
        for other in others.vectors:
            reached = _around(spread.plus(other, before), spread.plus(other, own))
            if len(levels_within(board.rating.levels, [reached], asked, net_zero=setting.net_zero)) > 1:
                return True
    return False


def _around(a: Vector, b: Vector) -> Interval:
    (low, high), (other_low, other_high) = spread.span(a), spread.span(b)
    return min(low, other_low), max(high, other_high)


def _turning(
    board: _Board, ways: list[_Way], setting: Setting, asked: tuple[Musts, ...], moves: frozenset[str]
) -> Iterator[str]:
    """Axes that act on all: two ways that differ in one only reach different levels, or cross a bound between them."""
    reached = {way.choice: set(_levels(board, [way], setting, asked)[0]) for way in ways}
    own_score = {a.key for a in open_ones(board.terms, [board.rating.level_score, board.rating.gate])}
    # Over the same levels each score may reach another one under the same local choices.
    crossing = moves | (
        {a.key for a in open_ones(board.terms, [board.rating.level_score])} if _extra(board, ways[0]) else set()
    )
    for place, axis in enumerate(board.structural):
        seen: dict[Corner, set[str | None]] = {}
        for choice, names in reached.items():
            rest = choice[:place] + choice[place + 1 :]
            before = seen.setdefault(rest, names)
            crosses = axis.key in crossing and len(before | names) > 1
            if before != names or (crosses and (board.locals or axis.key not in own_score)):
                yield axis.key
                break


def _extra(board: _Board, way: _Way) -> bool:
    """Whether bonus items bring anything, or may."""
    items = tuple(i for i in board.view.pack.indicators if i.bonus is not None)
    return any(board.brings(items, None, (), way, bonus=True))
