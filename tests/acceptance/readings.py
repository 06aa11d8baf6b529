"""What each standard makes of the same park under every reading that it leaves open: by hand, one reading after another.

Like by_hand.py, nothing here comes from zcdoc or from a pack. A standard is a function from a park and one reading (a value for
each assumption) to what may come out: values that are missing leave a range, conditions that nobody has looked at two outcomes.
`over` tries all readings that are still open and puts together what they give.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise, product

from by_hand import JIANGSU, LEADING, NDRC, PLACE, WEIGHTS, core_target, kept, of_type, share, value_of, weighted

NONE, ALL = Fraction(0), Fraction(1)
COUNTED = "inapplicable counted zero"  # not a reading of any standard: the comparison that is printed beside the score
# How often a reading may be tried before a park is too large to be worked out by hand.
MOST = 2000


@dataclass(frozen=True)
class Answer:
    """One row of 评价指标: whether it is said to apply, the reason if not, and what was typed."""

    applies: bool = True
    reason: str = ""
    given: object = None
    asked: str = ""  # 未提供 or 无法证实, where the evaluation asked for it: nothing is shown, which is not the same as not looked at


@dataclass(frozen=True)
class Credit:
    """One row of 碳抵消 of the offset year."""

    kind: str
    tonnes: Fraction
    cancelled: str = ""
    voucher: bool = True


@dataclass(frozen=True)
class Park:
    """What is known of a park, what was decided about it, and what was settled by the body in charge of the standard."""

    answers: dict
    conditions: dict = field(default_factory=dict)  # printed number of a clause: results of the checks that bind
    yearly: dict = field(default_factory=dict)  # (item, year): number
    emitted: Fraction | None = None
    untold: bool = (
        False  # a source without an amount, and without a word why: 4.1 asks for all sources, or for the reason
    )
    credits: tuple = ()
    decided: dict = field(default_factory=dict)
    answered: frozenset = frozenset()
    park_type: str = ""
    size: float | None = None
    year: int = 2025
    reported: str = ""

    @property
    def unmet(self):
        return [c for c, found in self.conditions.items() if "不符合" in found]

    @property
    def open(self):
        """A condition with nothing unmet and something that nobody looked at."""
        return [c for c, found in self.conditions.items() if "未检查" in found and "不符合" not in found]


@dataclass(frozen=True)
class Found:
    """What one reading gives: points from what is there to what could be had, and the levels that may be.

    `empty`: nothing at all enters the rating.
    """

    formula: tuple = (NONE, NONE)
    bonus: tuple = (NONE, NONE)
    deciding: tuple = (NONE, NONE)
    groups: dict = field(default_factory=dict)
    met: dict = field(default_factory=dict)
    empty: bool = False

    @property
    def total(self):
        return tuple(f + b for f, b in zip(self.formula, self.bonus, strict=True))


def known(park, number, grounds):
    """The value of an answer, None where there is none, "out" where 不适用 is admitted: a reason and a ground.

    "not shown" is what was asked for and not given, or could not be proved: it earns nothing, and keeps no target.
    """
    answer = park.answers[number]
    if answer.asked:
        return "not shown"
    if not answer.applies:
        return "out" if answer.reason and number in grounds else None
    return value_of(answer.given)


GATES = ("gate-basic-requirements", "gate-general-requirements", "gate-basic-conditions", "gate-principles")


def gated(may, park, reading):
    """Whatever is unmet takes every level away (None), whatever nobody has looked at may do so."""
    blocks = any(reading.get(gate) == "block" for gate in GATES)
    if blocks and park.unmet:
        return frozenset({None})
    return may | {None} if blocks and park.open else may


def between(levels, low, high, bounds):
    """The levels of every number of points from low to high; `bounds` say when each level above the first begins."""
    first, last = (sum(reached(points) for reached in bounds) for points in (low, high))
    return frozenset(levels[first : last + 1])


def only(levels):
    """The level that all agree on; None where they do not, or where there is none."""
    return next(iter(levels)) if len(levels) == 1 else None


# --- T/SEESA 010 -------------------------------------------------------------------------------------------------------

SEESA_LEVELS = ["未达级", "基础级", "创建级", "引领级"]
SEESA_BOUNDS = [lambda p: p >= 60, lambda p: p > 75, lambda p: p >= 90]
SEESA_GROUNDS = {"1", "2", "4", "8", "9", "12", "13", "14", "15", "16", "17", "20", "23", "24", "25", "26"}
INFRA, ENERGY = "基础设施与产业", "能源与循环利用"
GROUP = {"甲": "infra", "乙": "energy", "丙": "management", "丁": "credit"}
# Readings that move a result, the stated one first; what other readings ask for other figures is not here.
SEESA = {
    "na-grounds": ["no-population", "none"],
    "group-9": [INFRA, ENERGY],
    "weight-energy": ["0.30", ("0.15", "0.40")],
    "leading-20": ["1", ("0.5", "1")],
    "ratio-floor": ["zero", "none"],
    "redistribution": ["proportional", "none"],
    "level-score": ["formula", "total"],
    "gate-basic-requirements": ["block", "none"],
    "window-25": ["3", "4"],
    "mean-25": ["geometric", "arithmetic"],
    "mean-26": ["of-sums", "of-ratios"],
    "output-25": ["current", "comparable"],
    "output-scope": ["industrial", "all"],
    "denominator-23-26": ["energy-indirect", "all-indirect"],
    "gas-25-26": ["as-printed", "co2e-both"],
    "cancellation": ["by-report-date", "within-year", "purchase"],
}
SEESA_LOST = {"weight-energy", "leading-20"}
# Output of row 25, and of row 26 at comparable prices, of industry or of all enterprises.
OUTPUT = {
    ("industrial", "current"): "工业总产值", ("industrial", "comparable"): "工业总产值（可比价格）",
    ("all", "current"): "企业总产值", ("all", "comparable"): "企业总产值（可比价格）",
}  # fmt: skip
# The other indirect emissions join under the second reading of the denominator.
WIDER = {"energy-indirect": "", "all-indirect": "（含其他间接）"}


def years(park, item, window):
    """The item in each year of the window that ends with the data year; None unless all of them are there."""
    found = [park.yearly.get((item, y)) for y in range(park.year - window + 1, park.year + 1)]
    return None if None in found else found


def decline(park, reading):
    """Row 25: the mean yearly decline of emissions for each unit of output."""
    window = int(reading["window-25"])
    emitted = years(park, "温室气体排放总量" + WIDER[reading["denominator-23-26"]], window)
    output = years(park, OUTPUT[reading["output-scope"], reading["output-25"]], window)
    if emitted is None or output is None:
        return None
    steps = [e / o for e, o in zip(emitted, output, strict=True)]
    if reading["mean-25"] == "arithmetic":
        return sum((1 - b / a for a, b in pairwise(steps)), NONE) / (window - 1)
    with localcontext() as fine:
        fine.prec = 60
        last = steps[-1] / steps[0]
        return 1 - Fraction((Decimal(last.numerator) / Decimal(last.denominator)) ** (Decimal(1) / (window - 1)))


def output_per_tonne(park, reading):
    """Row 26: comparable output of three years for each tonne of emissions."""
    gas = {"as-printed": "二氧化碳排放总量", "co2e-both": "温室气体排放总量"}[reading["gas-25-26"]]
    item = {"industrial": "可比产值", "all": OUTPUT["all", "comparable"]}[reading["output-scope"]]
    output, emitted = years(park, item, 3), years(park, gas + WIDER[reading["denominator-23-26"]], 3)
    if output is None or emitted is None:
        return None
    if reading["mean-26"] == "of-sums":
        return sum(output) / sum(emitted)
    return sum((o / e for o, e in zip(output, emitted, strict=True)), NONE) / 3


def seesa(park, reading):
    """Formula (1) of 6.2: the mean ratio of each group times 100 times its weight; bonus items beside it; table 2."""
    grounds = SEESA_GROUNDS if reading["na-grounds"] == "no-population" else set()
    floor = reading["ratio-floor"] == "zero"
    parts = {name: [] for name in WEIGHTS}
    bonus = []
    for number in map(str, range(1, 29)):
        value = known(park, number, grounds)
        if value not in ("out", "not shown") and park.answers[number].applies and number in {"25", "26"}:
            value = (decline if number == "25" else output_per_tonne)(park, reading)
        if value == "out" and not reading.get(COUNTED):
            continue
        leading = reading["leading-20"] if number == "20" else LEADING.get(int(number), "1")
        pair = (
            (NONE, ALL)
            if value is None
            else (NONE if isinstance(value, str) else share(value, leading, floor=floor),) * 2
        )
        if int(number) > 26:
            bonus.append(pair)
        else:
            moved = number == "9" and reading["group-9"] == ENERGY
            parts["乙" if moved else PLACE[int(number)]].append(pair)
    energy = Fraction(reading["weight-energy"])
    weights = WEIGHTS | {"乙": energy, "丙": Fraction(55, 100) - energy}
    both = [weighted({g: [p[end] for p in found] for g, found in parts.items()}, weights,
                     redistribute=reading["redistribution"] == "proportional") for end in (0, 1)]  # fmt: skip
    formula = tuple(sum(e.values(), NONE) for e in both)
    extra = tuple(sum((5 * p[end] for p in bonus), NONE) for end in (0, 1))
    deciding = (
        tuple(f + b for f, b in zip(formula, extra, strict=True)) if reading["level-score"] == "total" else formula
    )
    groups = {GROUP[g]: points for g, points in both[0].items()}
    return Found(formula, extra, deciding, groups, empty=not any(parts.values()))


def seesa_levels(park, reading, low, high):
    """Table 2."""
    return gated(between(SEESA_LEVELS, low, high, SEESA_BOUNDS), park, reading)


# --- T/SXSES 04 as explained -------------------------------------------------------------------------------------------

SHANXI_LEVELS = ["未达级", "近零碳产业园区", "零碳产业园区"]
SHANXI_GROUNDS = {"Z5", "Z6", "Z8", "Z9", "Z10", "Z11", "Z14", "Z15", "Z16"}
SHANXI = {
    "partial": ["proportional", "none"],
    "ratio-floor": ["zero", "none"],
    "redistribution": ["proportional", "none"],
    "gate-general-requirements": ["none", "block"],
    "cancellation": ["by-report-date", "within-year", "purchase"],
    "net-zero-offset": ["include", "own-only"],
    **{f"points-z{n}": ["1", ("0", "100")] for n in range(1, 23)},
}


def shanxi(park, reading):
    """7 (3) and (4): points for each indicator, added up; a qualitative one earns all or nothing."""
    earned = {}
    for number, target in of_type(park.park_type).items():
        value = known(park, number, SHANXI_GROUNDS)
        counts = value != "out" or reading.get(COUNTED)
        earned[number] = shanxi_part(NONE if isinstance(value, str) else value, target, reading) if counts else "out"
    full = {n: Fraction(reading[f"points-{n.lower()}"]) for n in earned}
    counted = [n for n, part in earned.items() if part != "out"]
    divisor = sum(full[n] for n in (counted if reading["redistribution"] == "proportional" else earned))
    points = {n: tuple(100 * full[n] * part / divisor if divisor else NONE for part in earned[n]) for n in counted}
    total = tuple(sum((p[end] for p in points.values()), NONE) for end in (0, 1))
    return Found(total, deciding=total, empty=not (divisor and counted))


def shanxi_part(value, target, reading):
    """The part of its points that an indicator earns, at least and at most."""
    if value is None:
        return (NONE, ALL)
    if target is None or reading["partial"] == "none":
        return (Fraction(value >= Fraction(target or 1)),) * 2
    return (share(value, target, floor=reading["ratio-floor"] == "zero"),) * 2


def shanxi_levels(park, reading, low, high):
    """Three levels where emissions are balanced; without a balance the highest is out of reach."""
    zero, may = balance(park, reading, SHANXI_KINDS), set()
    if zero is not False:
        may |= between(SHANXI_LEVELS, low, high, [lambda p: p >= 75, lambda p: p >= 85])
    if zero is not True:
        may |= between(SHANXI_LEVELS[:2], low, high, [lambda p: p >= 75])
    return gated(frozenset(may), park, reading)


# --- emissions against offsets -----------------------------------------------------------------------------------------

# Kind of offset: whether it is an offset of emissions at all, whether it has to be cancelled, whether its registry says so.
SEESA_KINDS = {
    "边界内自主减排项目": (False, False, False),
    "边界外自主减排项目（经核证）": (True, True, False),
    "边界外自建碳汇（经核证）": (True, True, False),
    "边界内碳捕集": (True, False, False),
    "绿色电力/绿证": (True, True, False),
    "CCER": (True, True, True),
    "CER": (True, True, False),
    "碳普惠减排量": (True, True, False),
    "政府核证节能项目碳减排量": (True, True, False),
}
SHANXI_KINDS = {
    "园区吸收（碳汇）": (True, False, False),
    "碳捕集、利用与封存": (True, False, False),
    "CCER（自身减排之后的碳抵消）": (True, True, True),
    "碳抵消（自身减排之后）": (True, True, False),
}
OWN = {"园区吸收（碳汇）", "碳捕集、利用与封存"}


def balance(park, reading, kinds):
    """Whether offsets of the year come up to its emissions; None where the emissions are not all known."""
    if park.emitted is None:
        return None
    even = sum((c.tonnes for c in park.credits if usable(park, c, reading, kinds)), NONE) >= park.emitted
    return None if even and park.untold else even


def usable(park, credit, reading, kinds):
    offsets, cancel, registry = kinds[credit.kind]
    if not offsets or (reading.get("net-zero-offset") == "own-only" and credit.kind not in OWN):
        return False
    rule = reading["cancellation"]
    if not cancel or (rule == "purchase" and not registry):
        return True
    if not credit.cancelled or not credit.voucher:
        return False
    if rule == "within-year":
        return dt.date.fromisoformat(credit.cancelled).year <= park.year
    return credit.cancelled <= park.reported


def zero_carbon(park, reading, kinds, may, needed):
    """7.4.1 asks for the level first, and looks at offsets after it; `may` are the levels that the park may have."""
    if needed and needed not in may:
        return "no"
    even = balance(park, reading, kinds)
    if even is None or (needed and may != {needed}):
        return "undeterminable"
    return "yes" if even else "no"


# --- targets -----------------------------------------------------------------------------------------------------------

NDRC_GROUNDS = {"2", "3", "4", "5", "6"}
JIANGSU_GROUNDS = {"3", "4", "5", "6", "10", "11", "13", "14", "15", "16", "17", "18"}
TARGETS = {"gate-basic-conditions": ["block", "none"]}
PRINCIPLES = {"gate-principles": ["block", "none"]}


def ndrc(park, _reading):
    """Annex 3: the core indicator has a target by the size of the park, the others guide."""
    return Found(met=met_of(park, NDRC | {"1": core_target(park.size)}, NDRC_GROUNDS))


def ndrc_levels(park, reading, _low, _high):
    """The core indicator decides; None is that nothing can be said. What it misses it misses whatever nobody has looked at."""
    blocks, met = reading["gate-basic-conditions"] == "block", ndrc(park, reading).met["1"]
    if met is None or (blocks and (park.unmet or (met and park.open))):
        return frozenset({None})
    return frozenset({"核心指标达到要求" if met else "核心指标未达到要求"})


def jiangsu(park, _reading):
    """Reference values of another edition: each is kept or not."""
    return Found(met=met_of(park, JIANGSU, JIANGSU_GROUNDS))


def jiangsu_levels(_park, _reading, _low, _high):
    """Nothing is concluded from another edition's values."""
    return frozenset({None})


def met_of(park, targets, grounds):
    values = {n: known(park, n, grounds) for n in targets}
    return {n: value != "not shown" and kept(value, targets[n]) for n, value in values.items() if value != "out"}


# --- all readings ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reach:
    """Least and most points, and every level, over a set of readings; and the keys of which some choice changes points or levels."""

    low: Fraction
    high: Fraction
    levels: frozenset
    points_by: frozenset
    levels_by: frozenset


def stated(readings, park):
    """The reading in force: what was decided, else what the pack assumes."""
    return {key: park.decided.get(key, options[0]) for key, options in readings.items()}


def open_readings(readings, park, lost=frozenset()):
    """The readings that nobody has settled; what our copy of the text has lost is not settled by deciding."""
    return {k: o for k, o in readings.items() if k not in park.answered and (k in lost or k not in park.decided)}


def near(points, bounds, within=Fraction(1, 2)):
    """The nearest bound of a level that is within half a point, the lower of two."""
    close = [b for b in bounds if abs(points - b) <= within]
    return min(close, key=lambda b: abs(points - b)) if close else None


def tries(readings, open_ones):
    """How many readings `over` has to work out."""
    many = 1
    for key in open_ones:
        many *= len(ends(readings[key]))
    return many


def ends(options):
    """The choices to try: each named one, and both ends of an interval."""
    span = next((o for o in options if isinstance(o, tuple)), None)
    return list(span) if span else options


def over(standard, park, open_ones):
    """Works out every open reading. Along an interval points move without a gap, so all levels between its ends may be."""
    base, tried = stated(standard.readings, park), {}
    for choice in product(*(ends(standard.readings[k]) for k in open_ones)):
        reading = base | dict(zip(open_ones, choice, strict=True))
        tried[choice] = standard.judge(park, reading), reading
    totals = {c: found.total for c, (found, _) in tried.items() if not found.empty} or {
        c: f.total for c, (f, _) in tried.items()
    }
    ways = {c: levels_of(standard, park, [found], reading) for c, (found, reading) in tried.items()}
    stretches = {}
    for choice, (found, reading) in tried.items():
        named = tuple(v for k, v in zip(open_ones, choice, strict=True) if not spans(standard.readings[k]))
        stretches.setdefault(named, ([], reading))[0].append(found)
    return Reach(
        min(low for low, _ in totals.values()),
        max(high for _, high in totals.values()),
        frozenset().union(*(levels_of(standard, park, found, reading) for found, reading in stretches.values())),
        turning(open_ones, totals),
        turning(open_ones, ways),
    )


def spans(options):
    """Whether an assumption is an interval of numbers."""
    return any(isinstance(o, tuple) for o in options)


def levels_of(standard, park, found, reading):
    """The levels of everything between some corners of one stretch."""
    whole = [f for f in found if not f.empty]
    if not whole:
        return gated(frozenset({None}), park, reading)
    return standard.levels(park, reading, min(f.deciding[0] for f in whole), max(f.deciding[1] for f in whole))


def turning(keys, results):
    """The keys along which two choices that differ in nothing else have different results."""
    found = set()
    for place, key in enumerate(keys):
        first = {}
        for choice, result in results.items():
            if first.setdefault(choice[:place] + choice[place + 1 :], result) != result:
                found.add(key)
    return frozenset(found)


@dataclass(frozen=True)
class Standard:
    """How a standard judges under one reading, which readings there are, and which levels a stretch of points reaches."""

    judge: object
    levels: object
    readings: dict
    lost: frozenset = frozenset()
    kinds: dict = field(default_factory=dict)
    needed: str = ""  # the level that the name of a zero-carbon park asks for
    bounds: tuple = ()


STANDARDS = {
    "seesa-010-2025": Standard(seesa, seesa_levels, SEESA, frozenset(SEESA_LOST), SEESA_KINDS, "引领级", (60, 75, 90)),
    "sxses-04-2024": Standard(shanxi, shanxi_levels, SHANXI, kinds=SHANXI_KINDS, bounds=(75, 85)),
    "ndrc-2025-910": Standard(ndrc, ndrc_levels, TARGETS),
    "jiangsu-guide": Standard(jiangsu, jiangsu_levels, PRINCIPLES),
}
