"""What each standard makes of the numbers that an assessor types, calculated from the standard's own figures.

Nothing here comes from zcdoc or from a pack: targets, weights and bounds are typed once more, out of the sources.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

REFUSED = "不适用（不予接受）"
WORDS = {"有": Fraction(1), "设立": Fraction(1), "无": Fraction(0), "未设立": Fraction(0)}
# A target that is a sentence is kept or not.
KEPT = {"达到": Fraction(1), "未达到": Fraction(0)}


def exact(number):
    """What a cell of a spreadsheet holds: 15 significant digits."""
    return Fraction(f"{number:.15g}")


def value_of(answer):
    """None, a word, a number, or a pair of numerator and denominator."""
    if answer is None:
        return None
    if isinstance(answer, str):
        return (WORDS | KEPT)[answer]
    if isinstance(answer, tuple):
        top, bottom = map(exact, answer)
        return top / bottom if bottom else None
    return exact(answer)


@dataclass
class Typed:
    """What was typed: answers by indicator (whether it applies, the answer), results by clause, and the balance."""

    answers: dict = field(default_factory=dict)
    results: dict = field(default_factory=dict)
    admitted: set = field(default_factory=set)
    size: float | None = None
    zero: bool | None = None

    def values(self):
        """Values of the indicators that count: an 不适用 that nothing admits is one without a value."""
        counted = {
            n: answer if applies else None
            for n, (applies, answer) in self.answers.items()
            if applies or n not in self.admitted
        }
        return {number: value_of(answer) for number, answer in counted.items()}

    def unmet(self, chapter):
        """Clauses of a chapter, by printed number, of which one check is not met."""
        return [c for c, found in self.results.items() if c.startswith(chapter) and "不符合" in found]

    def open(self, chapter):
        """Clauses without an unmet check and with one that nobody looked at, or whose 不适用 nothing admits."""
        bad, nothing = self.unmet(chapter), {"未检查", REFUSED}
        return [c for c, found in self.results.items() if c.startswith(chapter) and nothing & {*found} and c not in bad]


# --- T/SEESA 010: formula (1) of 6.2 -----------------------------------------------------------------------------------

WEIGHTS = {"甲": Fraction(30, 100), "乙": Fraction(30, 100), "丙": Fraction(25, 100), "丁": Fraction(15, 100)}
PLACE = {
    **dict.fromkeys(range(1, 10), "甲"),
    **dict.fromkeys(range(10, 18), "乙"),
    **dict.fromkeys(range(18, 23), "丙"),
    **dict.fromkeys(range(23, 27), "丁"),
}
PRESENT = {5, 6, 11, 18, 19, 21, 27, 28}
LEADING = {
    1: "1", 2: "0.5", 3: "0.8", 4: "1", 7: "3", 8: "0.5", 9: "0.1", 10: "0.2", 12: "0.7", 13: "0.5", 14: "0.9", 15: "0.95", 16: "0.5", 17: "0.3",
    20: "1", 22: "0.3", 23: "0.05", 24: "0.1", 25: "0.04", 26: "4.2",
}  # fmt: skip


def weighted(ratios, weights, *, redistribute=True):
    """Points of each group: the mean of its ratios times 100 times its weight, which comes from groups without ratios too."""
    alive = sum((weights[name] for name in weights if ratios[name]), Fraction(0)) if redistribute else Fraction(1)
    return {
        name: 100 * sum(found, Fraction(0)) / len(found) * weights[name] / alive if found else Fraction(0)
        for name, found in ratios.items()
    }


def share(value, target, *, floor=True):
    """The ratio of 6.2: 1 at most, and not below 0 where a floor is read into it."""
    ratio = min(Fraction(1), value / Fraction(target))
    return max(Fraction(0), ratio) if floor else ratio


def seesa(typed):
    (formula, bonus), (most, _) = (seesa_points(typed, Fraction(missing)) for missing in (0, 1))
    total, level = formula + bonus, seesa_band(formula) if seesa_band(formula) == seesa_band(most) else None
    return {"total": total, "level": None if typed.unmet("4.2") or typed.open("4.2") else level, "gate": "4.2"}


def seesa_points(typed, missing):
    """Formula score and bonus; `missing` is the ratio of what has no value."""
    ratios = {name: [] for name in WEIGHTS}
    bonus = Fraction(0)
    for number, value in ((int(n), v) for n, v in typed.values().items()):
        ratio = missing if value is None else share(value, LEADING.get(number, "1"))
        if number > 26:
            bonus += 5 * ratio
        else:
            ratios[PLACE[number]].append(ratio)
    return sum(weighted(ratios, WEIGHTS).values(), Fraction(0)), bonus


def seesa_band(total):
    """Table 2 goes by S_ZCE, which formula (1) defines without the bonus."""
    bands = [("引领级", total >= 90), ("创建级", total > 75), ("基础级", total >= 60), ("未达级", True)]
    return next(name for name, reached in bands if reached)


# --- T/SXSES 04 as explained: equal points, in proportion below the target ------------------------------------------------

SHANXI = {
    "Z1": ("1", "工业类"), "Z2": ("1", "农业类"), "Z3": ("1", "文旅类"), "Z4": ("0.5", ""), "Z5": ("0.9", "工业类"),
    "Z6": ("0.9", "农业类 文旅类"), "Z7": ("0.6", ""), "Z8": ("0.95", "工业类"), "Z9": ("0.7", "工业类"), "Z10": ("0.95", "农业类"),
    "Z11": ("0.9", "农业类"), "Z12": ("0.5", "文旅类"), "Z13": ("0.9", "文旅类"), "Z14": ("0.8", "工业类 农业类"),
    "Z15": ("1", "文旅类"), "Z16": ("1", ""), "Z17": ("1", ""), "Z18": (None, ""), "Z19": (None, ""), "Z20": ("0.2", ""),
    "Z21": (None, ""), "Z22": (None, ""),
}  # fmt: skip


def of_type(park_type):
    """The indicators of one type of park."""
    return {n: target for n, (target, types) in SHANXI.items() if not types or park_type in types.split()}


def shanxi(typed):
    values = typed.values()
    shares = [_share(value, SHANXI[number][0]) for number, value in values.items()]
    total = 100 * sum(shares, Fraction(0)) / len(shares)
    most = total + Fraction(100 * list(values.values()).count(None), len(shares))
    low, high = (shanxi_band(points, typed.zero) for points in (total, most))
    return {"total": total, "level": low if low == high else None, "gate": "6·总体要求"}


def shanxi_band(total, zero):
    if total < 75:
        return "未达级"
    return "零碳产业园区" if total >= 85 and zero else "近零碳产业园区"


def _share(value, target):
    if value is None:
        return Fraction(0)
    if target is None:
        return Fraction(value == 1)
    return share(value, target)


# --- targets: which are kept, and what a miss means --------------------------------------------------------------------

JIANGSU = {
    "1": "-0.35", "2": "-0.6", "3": "0.5", "4": "0.5", "5": "0.5", "6": "1", "7": "0.2", "8": "0.3", "9": "0.5", "10": "0.5",
    "11": "0.8", "12": "0.8", "13": "0.96", "14": "0.85", "15": "0.95", "16": "0.1", "17": "0.1", "18": "0.5", "19": "0.035", "20": "1",
}  # fmt: skip
NDRC = {"1": "-", "2": "0.9", "3": "1", "4": "0.8", "5": "0.5", "6": "0.8"}


def core_target(size):
    """Annex 3: at most 0.2 from 200,000 to a million tonnes of coal equivalent, 0.3 above; nothing below."""
    if size is None or size < 200_000:
        return None
    return "-0.2" if size < 1_000_000 else "-0.3"


def kept(value, target):
    """A target with a minus must not be exceeded."""
    if value is None or target is None:
        return None
    limit = abs(Fraction(target))
    return value <= limit if target.startswith("-") else value >= limit


def jiangsu(typed):
    gate = "5.4"
    met = {number: kept(value, JIANGSU[number]) for number, value in typed.values().items()}
    # The values are those of the edition of 2024: whatever is kept, nothing is concluded in the name of the one of 2025.
    return {"total": None, "level": None, "gate": gate, "met": met}


def ndrc(typed):
    gate = "附件1"
    met = {
        number: kept(value, core_target(typed.size) if number == "1" else NDRC[number])
        for number, value in typed.values().items()
    }
    level = "核心指标未达到要求" if met["1"] is False else None
    if met["1"] and not typed.open(gate):
        level = "核心指标达到要求"
    return {"total": None, "level": None if typed.unmet(gate) else level, "gate": gate, "met": met}


def no_numbers(typed):
    """Nothing to calculate: neither points nor a level; of a target that nobody knows, nothing is kept or missed."""
    return {"total": None, "level": None, "gate": "", "met": dict.fromkeys(typed.values())}
