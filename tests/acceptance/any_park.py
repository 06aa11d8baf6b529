"""Parks by chance, as the by-hand calculators know them and as zcdoc's record holds them.

What stands in two places is the same there, so that nothing contradicts anything: contradictions have tests of their own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import yaml
from by_hand import JIANGSU, LEADING, NDRC, PRESENT, core_target, of_type
from readings import MOST, STANDARDS, Answer, Credit, Park, open_readings, tries

from zcdoc.model.profile import PROFILE_OF
from zcdoc.model.record import PARK, Change, copied, difference
from zcdoc.model.tables import TABLE_OF

CHECKLISTS = Path(__file__).resolve().parents[2] / "checklists"
GATE = {"seesa-010-2025": "4.2", "sxses-04-2024": "6·总体要求", "ndrc-2025-910": "A1", "jiangsu-guide": "5.4"}
SIZE = "综合能源消费量（等价值）"
DATA_YEAR, REPORTED = 2025, "2026-03-20"
# Denominators that several rows share: there the value is typed, so that rows cannot contradict each other.
SHARED = {
    "seesa-010-2025": {"8", "9", "23", "24"},
    "ndrc-2025-910": {"1", "2"},
    "jiangsu-guide": {"1", "2", "4", "5", "6", "16", "17", "18"},
}
COUNTED = {("seesa-010-2025", "7"), ("jiangsu-guide", "20")}
# Readings that matter for few parks are left open more often.
IN_VAIN = ("未提供", "无法证实")
RARE = {"net-zero-offset": 0.3, "cancellation": 0.5, "na-grounds": 0.6}


def read(pack, name):
    return yaml.load((CHECKLISTS / pack / f"{name}.yaml").read_text("utf-8"), yaml.CBaseLoader)


def conditions(pack):
    """The clauses of the gate's chapter: printed number, and what each check asks for."""
    return [(c["number"], c["checks"]) for c in read(pack, "clauses")["clauses"] if c["chapter"] == GATE[pack]]


def choices(pack):
    """Every assumption of a pack: key, and the options; none where it is an interval."""
    found, left = {}, [read(pack, name) for name in ("pack", "indicators", "rating", "clauses")]
    while left:
        node = left.pop()
        if isinstance(node, dict) and "permitted" in node:
            found[node["key"]] = [o["value"] for o in node["permitted"]] if isinstance(node["permitted"], list) else []
        left += node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return found


class Maker:
    """Makes one park after another under one standard. `good` is how often something is in order."""

    def __init__(self, pack, rng, park_type=""):
        self.pack, self.rng, self.park_type = pack, rng, park_type
        self.standard, self.options = STANDARDS[pack], choices(pack)
        self.conditions = conditions(pack)

    def park(self):
        rng = self.rng
        self.good = rng.choice((0.995, 0.98, 0.9, 0.6))
        self.size = rng.choice((None, 100_000, 200_000, 999_999.5, 1_000_000)) if self.pack == "ndrc-2025-910" else None
        checks = {check["id"]: self.result(check) for _, found in self.conditions for check in found}
        yearly = self.yearly() if self.pack == "seesa-010-2025" else {}
        emitted = yearly.get(("温室气体排放总量", DATA_YEAR), Fraction(rng.randint(500, 5000)))
        park = Park(
            answers={n: self.asked(self.answer(n, target)) for n, target in self.targets().items()},
            conditions={
                number: [self.seen(check, checks[check["id"]]) for check in found if check["type"] != "permission"]
                for number, found in self.conditions
            },
            yearly=yearly, emitted=emitted if rng.random() < self.good else None, credits=(),
            untold=rng.random() > 0.92, park_type=self.park_type, size=self.size, year=DATA_YEAR, reported=REPORTED,
        )  # fmt: skip
        if self.standard.kinds:
            park = replace(park, credits=self.credits(emitted))
        return self.decide(park), checks

    def targets(self):
        if self.pack == "seesa-010-2025":
            return {str(n): None if n in PRESENT else LEADING.get(n, "1") for n in range(1, 29)}
        if self.pack == "sxses-04-2024":
            return of_type(self.park_type)
        return JIANGSU if self.pack == "jiangsu-guide" else NDRC | {"1": core_target(self.size) or "-0.2"}

    def result(self, check):
        words = (
            ("符合", "不符合", "未检查", *IN_VAIN) if check["type"] != "permission" else ("已采用", "未采用", "未检查")
        )
        return words[0] if self.rng.random() < 0.5 + self.good / 2 - 0.005 else self.rng.choice(words)

    def seen(self, check, result):
        """What nobody here has the words of cannot be met; what was asked for in vain is not."""
        if result in IN_VAIN:
            return "不符合"
        return "未检查" if check.get("unknown") == "true" and result == "符合" else result

    def asked(self, answer):
        """Now and then the evaluation asked for what stands behind an answer, in vain."""
        if not answer.applies or self.rng.random() < self.good + 0.03:
            return answer
        return replace(answer, asked=self.rng.choice(IN_VAIN))

    def answer(self, number, target):
        rng = self.rng
        if rng.random() > self.good + 0.04:
            return Answer(applies=False, reason=rng.choice(("园区没有这类活动", "园区没有这类活动", "")), given=0.5)
        if rng.random() > self.good:
            return Answer(given=None)
        if target is None:
            return Answer(given=rng.choice(("有", "有", "有", "无", 0.4)))
        if self.pack == "ndrc-2025-910" and number == "3":
            return Answer(given=rng.choice(("达到", "未达到")))
        limit = abs(float(target))
        value = round(limit * rng.choice((1, rng.uniform(0.5, 1.3), rng.uniform(0.9, 1.1), rng.uniform(-0.3, 0.6))), 4)
        value = limit * rng.choice((1, 1, 0.98, 1.2)) if rng.random() < self.good - 0.1 else value
        if rng.random() < 0.5 and number not in SHARED.get(self.pack, ()) and (self.pack, number) not in COUNTED:
            bottom = rng.choice((0, 4000, 512.5, 31)) if rng.random() > self.good else 4000
            return Answer(given=(round(value * bottom, 3), bottom))
        return Answer(given=round(value, 6))

    def yearly(self):
        """Nine series over four years, now and then with a gap."""
        rng, found = self.rng, {}
        for year in range(DATA_YEAR - 3, DATA_YEAR + 1):
            co2, other = rng.randint(9_000, 10_000), rng.randint(10, 500)
            more = rng.randint(0, 3_000)
            output = rng.randint(40_000, 60_000)
            found |= {
                ("二氧化碳排放总量", year): co2, ("温室气体排放总量", year): co2 + other,
                ("二氧化碳排放总量（含其他间接）", year): co2 + more,
                ("温室气体排放总量（含其他间接）", year): co2 + other + more + 7,
                ("工业总产值", year): output, ("工业总产值（可比价格）", year): output - rng.randint(0, 5_000),
                ("企业总产值", year): output + 9_000, ("企业总产值（可比价格）", year): output + rng.randint(0, 9_000),
                ("可比产值", year): output - rng.randint(0, 5_000),
            }  # fmt: skip
        gaps = [k for k in found if rng.random() > 0.995]
        return {k: Fraction(v) for k, v in found.items() if k not in gaps}

    def credits(self, emitted):
        rng = self.rng
        kinds = rng.sample(sorted(self.standard.kinds), rng.randint(1, 3))
        tonnes = Fraction(rng.choice((emitted, emitted + 1, emitted * 2, emitted // 2)))
        days = (dt.date(2025, 11, 2), dt.date(2026, 2, 3), dt.date(2026, 3, 20), dt.date(2026, 3, 21))
        return tuple(
            Credit(kind, tonnes, str(rng.choice(days)) if rng.random() < 0.9 else "", rng.random() < 0.95)
            for kind in kinds
        )

    def decide(self, park):
        """Decides assumptions by chance, and more of them until what stays open can be worked out by hand."""
        rng, standard = self.rng, self.standard
        mine = {k: o for k, o in standard.readings.items() if self.declared(k, park)}
        often = rng.choice((0.3, 0.7, 1, 1))
        decided = {k: self.choose(k, o) for k, o in mine.items() if rng.random() < often * RARE.get(k, 1)}
        decided |= {
            k: rng.choice(o) for k, o in self.options.items() if o and k not in standard.readings and rng.random() < 0.5
        }
        answered = frozenset(k for k in sorted(standard.lost) if k in decided and rng.random() < 0.4)
        park = replace(park, decided=decided, answered=answered)
        left = [k for k in mine if k not in decided]
        rng.shuffle(left)
        while tries(standard.readings, self.open(park)) > MOST // 8:
            key = left.pop()
            park = replace(park, decided=park.decided | {key: self.choose(key, mine[key])})
        return park

    def open(self, park):
        """The readings that are still open and belong to a park of this type."""
        found = open_readings(self.standard.readings, park, self.standard.lost)
        return [k for k in found if self.declared(k, park)]

    def declared(self, key, park):
        """Whether the pack has the assumption, for a park of this type."""
        return key in self.options and (not key.startswith("points-") or key[7:].upper() in park.answers)

    def choose(self, key, options):
        if key.startswith("points-"):
            return self.rng.choice(("1", "2.5", "5", "12"))
        span = next((o for o in options if isinstance(o, tuple)), None)
        if span is None:
            return self.rng.choice(options)
        low, high = map(Fraction, span)
        return str(float(low + (high - low) * self.rng.randint(0, 20) / 20))


# --- into the record ---------------------------------------------------------------------------------------------------


def rows(park, checks, pack):
    """The park as tables of a record."""
    profile = {"数据年度": DATA_YEAR, "碳抵消年度": DATA_YEAR, "报告日期": park.reported, "园区类型": park.park_type}
    yearly = [(item, year, value) for (item, year), value in park.yearly.items()]
    yearly += [(SIZE, DATA_YEAR, Fraction(str(park.size)))] if park.size else []
    return {
        "profile": {name: {"内容": str(value)} for name, value in profile.items() if value},
        "checks": {key: asked(result) if result in IN_VAIN else {"结果": result} for key, result in checks.items()},
        "indicators": {number: row(pack, number, answer) for number, answer in park.answers.items()},
        "yearly": {str(n): {"项目": i, "年度": str(y), "数值": text(v)} for n, (i, y, v) in enumerate(yearly, 1)},
        "emissions": emissions(park),
        "offsets": {str(n): credit(n, c) for n, c in enumerate(park.credits, 1)},
        "assumptions": {
            f"{pack}/{key}": {"value": value, "source": "纪要", "by": "钱二", "date": "2026-03-01",
                              **({"interpretation": "EV-001"} if key in park.answered else {})}
            for key, value in park.decided.items()
        },
    }  # fmt: skip


def text(number):
    """A number as a record keeps it."""
    return str(number) if isinstance(number, str) else format(float(number), ".15g")


def asked(state):
    """What an evaluation writes of what it asked for in vain."""
    return {"取证情况": state, "取证要求": "台账", "要求日期": "2026-03-05"}


def row(pack, number, answer):
    cells = {"口径说明": "与碳抵消表口径不同：另有一部分登记在集团名下"} if pack == "seesa-010-2025" else {}
    if answer.asked:
        cells |= asked(answer.asked)
    if not answer.applies:
        cells |= {"是否适用": "否", "不适用理由": answer.reason}
    if pack == "seesa-010-2025" and number in {"25", "26"}:
        pass  # read from 年度数据
    elif isinstance(answer.given, tuple):
        cells |= dict(zip(("分子", "分母"), map(text, answer.given), strict=True))
    elif answer.given is not None:
        counted = (pack, number) in COUNTED
        cells |= {"分子" if counted else "现状值": text(answer.given)}
    return {name: value for name, value in cells.items() if value}


def emissions(park):
    """An inventory that sums up to what the yearly data say, carbon dioxide apart; other indirect emissions beside it."""
    if park.emitted is None:
        return {}
    at = {item: value for (item, year), value in park.yearly.items() if year == DATA_YEAR}
    co2 = at.get("二氧化碳排放总量", park.emitted - 3)
    wide = at.get("温室气体排放总量（含其他间接）", park.emitted)
    wide_co2 = at.get("二氧化碳排放总量（含其他间接）", co2)
    found = [
        ("直接排放-固定燃烧", "CO2", co2),
        ("直接排放-逸散", "CH4", park.emitted - co2),
        ("其他间接排放（单列）", "CO2", wide_co2 - co2),
        ("其他间接排放（单列）", "CH4", wide - park.emitted - (wide_co2 - co2)),
    ]
    rows = [
        {"类别": kind, "排放源": "锅炉", "气体": gas, "年度": str(DATA_YEAR), "排放量(tCO2e)": text(tonnes)}
        for kind, gas, tonnes in found
        if tonnes
    ]
    rows += [{"类别": "直接排放-逸散", "排放源": "化粪池", "年度": str(DATA_YEAR), "未量化说明": "占比不足 0.1%"}]
    rows += [{"类别": "直接排放-移动燃烧", "排放源": "叉车", "年度": str(DATA_YEAR)}] if park.untold else []
    return {str(n): row for n, row in enumerate(rows, 1)}


def credit(number, one):
    cells = {
        "类型": one.kind, "项目名称": "造林", "登记机构与编号": f"登记-{number}", "数量(tCO2e)": text(one.tonnes),
        "抵消年度": str(DATA_YEAR), "签发年份": str(DATA_YEAR), "注销日期": one.cancelled, "注销凭证": "凭证" if one.voucher else "",
    }  # fmt: skip
    return {name: value for name, value in cells.items() if value}


def write(store, base, round_id, pack, tables):
    """Puts one park into the record, over the last one."""
    state = copied(base)
    for table, found in tables.items():
        for key, cells in found.items():
            state.setdefault(_scope(table, key, round_id, pack), {}).setdefault(table, {}).setdefault(key, {}).update(
                cells
            )

    def make(record) -> list[Change]:
        return difference(record.state, state)

    store.commit(make, "park by chance", "钱二")


def _scope(table, key, round_id, pack):
    if table == "profile":
        known = PROFILE_OF.get(key)
        return f"round/{round_id}" if known and known.per_round else PARK
    if table == "assumptions":
        return PARK
    return {"park": PARK, "round": f"round/{round_id}", "pack": f"round/{round_id}/{pack}"}[TABLE_OF[table].scope]
