"""A park in which nothing is left to do, under any pack: the base that every readiness test spoils in one place."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from zcdoc.model.facts import FileFact
from zcdoc.model.indicator import Bands, CountInputs, PresenceInputs, RatioInputs, Unstated
from zcdoc.model.profile import PARK_TYPE, PROFILE_FIELDS
from zcdoc.model.record import PARK, Record, Round, profile_scope, scope_of
from zcdoc.model.sides import SIDES, book, side
from zcdoc.model.tables import MET, TABLE_OF
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.model.vocabulary import results_of
from zcdoc.pack.load import load
from zcdoc.readiness import check
from zcdoc.scoring import score

HERE = Path(__file__).parent
ROUND, AS_OF = "r1", "2026-03-20"
GROSS = 10_000  # tCO2e in 2025
REFS = {"证据编号": "EV-001#p2、EV-002"}
NUMBERS = {
    "园区面积": "1000",
    "已开发土地面积": "900",
    "工业用地面积": "600",
    "入驻工业企业占地面积": "480",
    "入驻企业数": "120",
    "规模以上工业企业数": "60",
}
TEXTS = {
    "与园区无利益关系": "是",
    "评价组成员": "钱二、孙三",
    "统一社会信用代码": "91350100M000100Y43",
    "评价机构统一社会信用代码": "91350100M000100Y43",
}
YEARS = {"数据年度": "2025", "碳抵消年度": "2025"}
DATES = {
    "批准设立日期": "2010-05-01", "报告日期": "2026-03-18", "方案编制日期": "2026-03-18", "自查开始日期": "2026-03-02",
    "自查结束日期": "2026-03-12",
}  # fmt: skip


def profile(pack):
    values = (
        {f.name: f"{f.name}的内容" for f in PROFILE_FIELDS} | NUMBERS | TEXTS | YEARS | DATES | {"从业人数": "5000"}
    )
    values[PARK_TYPE] = next((t.id for t in pack.head.park_types), None)
    return {name: {"内容": values[name], **REFS} for name in pack.head.profile_fields}


def checks(pack):
    rows = {}
    for key, (clause, item) in pack.checks.items():
        met = next(r for r in results_of(clause, item) if r in MET)
        rows[key] = {
            "结果": met, "检查所见": f"看过 {key} 的台账和现场", **REFS, "检查进度": "已完成", "填报人": "赵一",
            "检查人": "钱二", "检查日期": "2026-03-10", "复核人": "孙三", "复核日期": "2026-03-12",
        }  # fmt: skip
        if item.quantity and not item.quantity.ratio_of:
            rows[key]["实测值"] = "1" if key in _of_books(pack) else _measured(item.quantity)
    return rows


def _of_books(pack):
    """Checks whose measured value is a quotient of yearly items; here all items of a kind are equal."""
    return {p.check for link in pack.head.links for p in link.same if p.check}


def _measured(quantity):
    """A value that keeps the threshold, a strict one too."""
    beyond = {">": 1, "<": -1}.get(quantity.compare, 0)
    return f"{Decimal(quantity.threshold) + beyond:f}"


def indicators(pack, offsets):
    rows = {}
    for item in pack.indicators:
        common = {"是否适用": "是", "数据年度": "2025", "数据来源": "统计台账", **REFS}
        rows[item.number] = common | _value(pack, item, offsets)
    return rows


def _value(pack, item, offsets):
    inputs = item.options[0].inputs
    booked = [r for r in offsets.values() if item.number == _linked(pack, r)]
    if booked:
        return {"分子": str(sum(int(r["数量(tCO2e)"]) for r in booked)), "分母": str(GROSS)}
    if isinstance(inputs, RatioInputs):
        lead = _leading(item)
        return {"分子": f"{Decimal(lead) * 100:f}", "分母": "100"}
    if isinstance(inputs, CountInputs):
        return {"分子": _leading(item)}
    said = {"现状值": "有", "自评值": "有"} | ({"口径说明": "对照限额标准逐项核对"} if item.leading_in_words else {})
    return said if isinstance(inputs, PresenceInputs) else {}


def meet_links(pack, state):
    """Sides that the pack links to a book are left to it; the rest of the ratio keeps its quotient."""
    view = View(pack, Record("demo", state, "head"), Round(ROUND, "evaluation", AS_OF))
    terms = Terms(pack, view.decisions)
    for item in pack.indicators:
        row, inputs = view.answer(item), item.options[0].inputs
        below = side(view, item, terms, "denominator") if isinstance(inputs, RatioInputs) else None
        if not isinstance(inputs, RatioInputs) or any(item.number == _linked(pack, r) for r in offsets(pack).values()):
            continue
        books = {which: book(view, item, terms, which) for which in SIDES}
        if books["denominator"]:
            row.pop("分母")
            below = side(view, item, terms, "denominator")
            row["分子"] = f"{Decimal(_leading(item)) * int(below.value)}"
        if books["numerator"]:
            row.pop("分子")
            if not books["denominator"]:
                row["分母"] = f"{books['numerator'].value / Fraction(_leading(item))}"


def _leading(item):
    """The target of an indicator; of one with bands the first, in which nobody's energy use need lie."""
    if isinstance(item.leading, Bands):
        return item.leading.bands[0].leading
    if isinstance(item.leading, Unstated):
        return "1"  # the source names the indicator and gives no target
    return item.leading if isinstance(item.leading, str) else item.leading.assumed.value


def _linked(pack, row):
    return next(t.indicator for t in pack.head.offsets if t.name == row["类型"])


def yearly(pack):
    rows = {}
    for item in pack.head.yearly:
        for year in range(2022, 2026):
            falling = GROSS + (2025 - year) * 2000
            value = falling if "排放" in item.name else GROSS * 10
            rows[str(len(rows) + 1)] = {
                "项目": item.name,
                "年度": str(year),
                "数值": str(value),
                "单位": item.unit,
                **REFS,
            }
    return rows


def emissions():
    rows = [
        ("能源间接排放-电力", "外购电力", "CO2", "2000", "万kWh", "4", "tCO2/万kWh", "", ""),
        ("直接排放-固定燃烧", "天然气锅炉", "CO2", "50", "万m³", "20", "tCO2/万m³", "", "1000"),
        ("直接排放-逸散", "污水处理", "CH4", "35", "t", "1", "t/t", "28", ""),
        ("直接排放-工业过程", "工艺尾气", "CO2e", "", "", "", "", "", "20"),
        ("生物质排放（单列）", "生物质锅炉", "CO2", "", "", "", "", "", "300"),
    ]
    names = ("类别", "排放源", "气体", "活动数据", "单位", "排放因子", "因子单位", "GWP", "排放量(tCO2e)")
    out = {str(i): {n: v for n, v in zip(names, row, strict=True) if v} for i, row in enumerate(rows, 1)}
    for row in out.values():
        row.update(
            {"年度": "2025", "计量方式": "结算凭证", **REFS},
            **({"因子来源": "省级清单 2025 表 1"} if "排放因子" in row else {}),
        )
    out["6"] = {
        "类别": "直接排放-逸散",
        "排放源": "空调冷媒",
        "气体": "HFCs",
        "年度": "2025",
        "未量化说明": "补充量不足 0.1%",
    }
    return out


def offsets(pack):
    rows = {}
    for i, kind in enumerate(pack.head.offsets, 1):
        rows[str(i)] = {"类型": kind.name, "项目名称": f"项目{i}", "数量(tCO2e)": "2500", "签发年份": "2025", **REFS}
        rows[str(i)] |= {"边界内外": "边界外", "抵消年度": "2025"} if kind.zero_carbon else {"边界内外": "边界内"}
        if kind.cancel:
            rows[str(i)] |= {
                "登记机构与编号": f"登记所 A-{i}",
                "注销日期": "2025-12-20",
                "注销凭证": "注销证明",
                "受益方": "园区",
            }
    return rows


def evidence():
    names = {"EV-001": "统计台账", "EV-002": "现场照片"}
    common = {"类型": "记录", "出具单位": "管委会", "出具日期": "2026-01-05", "有效期至": "2027-01-04"}
    return {key: {"名称": name, "文件": f"{name}.pdf", "sha256": sha256(key), **common} for key, name in names.items()}


def sha256(key):
    """What stands for the checksum of a piece of evidence: each has its own content."""
    return f"sha256 of {key}"


def filled(pack):
    pack_scope, round_scope = scope_of("pack", ROUND, pack.id), scope_of("round", ROUND, pack.id)
    state = {
        PARK: {"park": {"park": {"name": "示范园区", "standards": pack.id}}, "evidence": evidence(), "profile": {}},
        round_scope: {"profile": {}, "yearly": yearly(pack), "emissions": emissions(), "offsets": offsets(pack)},
        pack_scope: {"checks": checks(pack), "indicators": indicators(pack, offsets(pack))},
    }
    state[PARK]["rounds"] = {ROUND: {"kind": "evaluation", "date": AS_OF, "people": "钱二、孙三"}}
    decided = {"source": "专家会议纪要", "by": "钱二", "date": "2026-03-01"}
    state[PARK]["assumptions"] = {f"{pack.id}/{a.key}": {"value": a.value, **decided} for a in pack.assumptions}
    for name, row in profile(pack).items():
        state[profile_scope(name, ROUND)]["profile"][name] = row
    state[round_scope]["process"] = {
        "1": {"日期": "2026-03-02", "活动": "文件评审", "参加人": "钱二", "方法": "查阅文件", **REFS},
        "2": {"日期": "2026-03-10", "活动": "现场检查", "参加人": "钱二、孙三", "方法": "现场观察", **REFS},
    }
    target = {
        "目标项": "排放总量",
        "基准年": "2022",
        "基准值": "16000",
        "目标年": "2030",
        "目标值": "0",
        "单位": "tCO2e",
    }
    state[round_scope]["targets"] = {"1": target}
    project = {
        "项目名称": "屋顶光伏",
        "责任单位": "管委会",
        "开始日期": "2026-01-01",
        "完成日期": "2027-12-31",
        "状态": "在建",
    }
    state[round_scope]["projects"] = {"1": {**project, "投资(万元)": "800", **REFS}}
    meet_links(pack, state)
    return state


@dataclass
class Park:
    """A filled park that a test spoils: `set(table, key, 列=值)`; None blanks a value, `drop` takes a row out."""

    pack: object
    state: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    kind: str = "evaluation"

    def rows(self, table, key=""):
        if table == "profile":
            scope = profile_scope(key, ROUND)
        elif table == "waivers":
            scope = f"round/{ROUND}"
        elif table in TABLE_OF:
            scope = scope_of(TABLE_OF[table].scope, ROUND, self.pack.id)
        else:
            scope = PARK
        return self.state.setdefault(scope, {}).setdefault(table, {})

    def set(self, table, key, /, **values):
        row = self.rows(table, key).setdefault(key, {})
        row.update({name: value for name, value in values.items() if value is not None})
        for name in [n for n, value in values.items() if value is None]:
            row.pop(name, None)
        return self

    def drop(self, table, key=None):
        rows = self.rows(table, key or "")
        rows.clear() if key is None else rows.pop(key, None)
        return self

    @property
    def view(self):
        record = Record("demo", self.state, "head")
        return View(self.pack, record, Round(ROUND, self.kind, AS_OF))

    def findings(self, *, as_of=AS_OF, **options):
        return check(self.view, score(self.view), self.files, as_of, **options)

    def errors(self, **options):
        return [f.problem.line() for f in self.findings(**options) if f.blocks]

    def places(self, rule, **options):
        return [f.problem.where for f in self.findings(**options) if f.problem.rule == rule]

    def message(self, rule, **options):
        return next(f.problem.message for f in self.findings(**options) if f.problem.rule == rule)


def make_park(pack):
    state = copy.deepcopy(filled(pack))
    return Park(
        pack, state, {key: FileFact(exists=True, sha256=sha256(key), size=9) for key in state[PARK]["evidence"]}
    )


@pytest.fixture(scope="session")
def small_pack():
    return load(HERE / "small-pack", "test")


@pytest.fixture
def park(small_pack):
    return make_park(small_pack)


@pytest.fixture(
    scope="session",
    params=sorted(p.name for p in (HERE.parents[1] / "checklists").iterdir() if (p / "pack.yaml").is_file()),
)
def real_park(request):
    pack = load(HERE.parents[1] / "checklists" / request.param, "built-in")
    pack = pack.with_overlay({key: "原文" for key, (_, check) in pack.checks.items() if check.unknown})
    return make_park(pack.for_type(next((t.id for t in pack.head.park_types), "")))
