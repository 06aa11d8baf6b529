"""The live formulas of 评价指标, 温室气体 and 汇总. They repeat the scoring rule for people; an import never reads them back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from zcdoc.model.indicator import VARYING, Between, CountInputs, Indicator, Steps
from zcdoc.model.pack import Pack
from zcdoc.model.rating import Points, WeightedRatio
from zcdoc.model.tables import EMISSIONS, INDICATORS
from zcdoc.model.terms import Terms
from zcdoc.model.values import decimal_string
from zcdoc.workbook.layout import FIRST_ROW, SUMMARY, column_index, letter

EXCLUDED = "—"  # 得分率 of an indicator that an admitted 不适用 takes out of the rating
GROUP_TOP = 7  # first row of the group table in 汇总, 1-based
_REFERENCE = re.compile(r"\$?[A-Z]{1,3}\$?\d+")
_NUMBER = re.compile(r"(?<![A-Z])-?\d+(\.\d+)?(E[+-]?\d+)?")


def column(name: str) -> str:
    return letter(column_index(INDICATORS, name))


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many indicators and groups the sheets hold."""

    indicators: int
    groups: int

    @property
    def last(self) -> int:
        return FIRST_ROW + self.indicators - 1

    def column(self, name: str) -> str:
        """An absolute column range of 评价指标, without the sheet's name."""
        at = column(name)
        return f"${at}${FIRST_ROW}:${at}${self.last}"

    @property
    def group_last(self) -> int:
        return GROUP_TOP + self.groups - 1


def sizes(pack: Pack) -> Sizes:
    return Sizes(len(pack.indicators), len(pack.rating.groups))


def value(row: int, option_inputs: object, series: str) -> str:
    """现状值: the quotient of 分子 and 分母, a count, or the value computed from 年度数据 at export."""
    top, bottom = f"{column('分子')}{row}", f"{column('分母')}{row}"
    other = f'IF(ISNUMBER({top}),{top},"")' if isinstance(option_inputs, CountInputs) else series or '""'
    return f'=IF(AND(ISNUMBER({top}),ISNUMBER({bottom})),IF({bottom}=0,"",{top}/{bottom}),{other})'


def ratio(row: int, item: Indicator, *, floor: bool, whole: bool = False) -> str:
    """得分率: value ÷ leading value, at most 1, at least 0 where the floor is in force; blank when there is no value.

    `whole`: all or nothing, as some standards give their points.
    """
    at, lead = f"{column('现状值')}{row}", f"{column('引领值')}{row}"
    if item.earn is not None:
        return _unless_excluded(row, item, f'IF(ISNUMBER({at}),{_earned(at, lead, item)},"")')
    share = _share(at, lead, item, floor=floor)
    if whole and item.strict:
        kept = f"{at}{'<' if item.direction == 'lower' else '>'}{lead}"
        return _unless_excluded(row, item, f'IF(AND(ISNUMBER({at}),ISNUMBER({lead})),IF({kept},1,0),"")')
    if isinstance(item.leading, VARYING):
        share = f'IF(ISNUMBER({lead}),{share},"")'
    return _unless_excluded(row, item, f'IF(ISNUMBER({share}),INT({share}),"")' if whole else share)


def _unless_excluded(row: int, item: Indicator, share: str) -> str:
    """A dash where an 不适用 is admitted, which takes the indicator out of the divisor; one that is not is no answer."""
    reason, use = f"{column('不适用理由')}{row}", f"{column('是否适用')}{row}"
    said_no = f'IF(LEN(TRIM({reason}))>0,"{EXCLUDED}","")' if item.na else '""'
    return f'=IF({use}="否",{said_no},{share})'


def _earned(at: str, lead: str, item: Indicator) -> str:
    """The part of its points that a number earns by steps, or in a line from a base to the leading value."""
    full, way = Fraction(str(item.points)), "<=" if item.direction == "lower" else ">="
    if isinstance(item.earn, Steps):
        formula = "0"
        for step in item.earn.steps:
            formula = f"IF({at}{way}{step.at},{decimal_string(Fraction(step.points) / full, 15)},{formula})"
        return formula
    assert isinstance(item.earn, Between)
    base, least = item.earn.base, decimal_string(Fraction(item.earn.points) / full, 15)
    line = f"MIN(1,{least}+(1-{least})*({at}-{base})/({lead}-{base}))"
    return f"IF({at}{way}{base},{line},0)"


def _share(at: str, lead: str, item: Indicator, *, floor: bool) -> str:
    if item.direction == "lower":
        return f'IF(ISNUMBER({at}),IF({at}<={lead},1,{lead}/{at}),"")'
    measured = f"{at}" if item.direction == "present" else f"{at}/{lead}"
    capped = f"MAX(0,MIN(1,{measured}))" if floor else f"MIN(1,{measured})"
    words = f'IF(OR({at}="有",{at}="设立",{at}="达到"),1,IF(OR({at}="无",{at}="未设立",{at}="未达到"),0,""))'
    return f"IF(ISNUMBER({at}),{capped},{words})"


def points(row: int, item: Indicator, pack: Pack, count: Sizes, terms: Terms) -> str:
    """得分: the ratio's part of what the indicator can bring; blank where the standard gives no points."""
    share, group = f"{column('得分率')}{row}", f"{column('一级指标')}{row}"
    out = f'{share}="{EXCLUDED}"'
    rating = pack.rating
    if item.bonus is not None:
        return f'=IF({out},"",N({share})*{item.bonus})'
    if isinstance(rating, Points):
        mine = terms.value(item.points or "0")
        return f'=IF({out},"",N({share})*{mine}*{rating.full}/({shares(pack, terms, count)}))'
    if not isinstance(rating, WeightedRatio):
        return ""
    number = f'COUNTIFS({count.column("一级指标")},{group},{count.column("得分率")},"<>{EXCLUDED}")'
    names = f"{SUMMARY}!$A${GROUP_TOP}:$A${count.group_last}"
    weights = f"{SUMMARY}!$D${GROUP_TOP}:$D${count.group_last}"
    return f'=IF({out},"",N({share})*{rating.full}/{number}*INDEX({weights},MATCH({group},{names},0)))'


def shares(pack: Pack, terms: Terms, count: Sizes, sheet: str = "", group: str = "") -> str:
    """The points, as written, of the applicable indicators: of all, or of one group."""
    items = [i for i in pack.indicators if i.points is not None and group in ("", terms.value(i.group))]
    by_share: dict[str, list[Indicator]] = {}
    for item in items:
        by_share.setdefault(terms.value(item.points or "0"), []).append(item)
    numbers, used = f"{sheet}{count.column('序号')}", f"{sheet}{count.column('得分率')}"
    return (
        "+".join(
            f'{share}*SUM(COUNTIFS({numbers},{{{",".join(_key(i.number) for i in same)}}},{used},"<>{EXCLUDED}"))'
            for share, same in by_share.items()
        )
        or "0"
    )


def _key(number: str) -> str:
    return number if number.isdigit() else f'"{number}"'


def emission(row: int) -> str:
    """排放量: activity × factor × GWP in tonnes, when the factor's unit fits the activity's."""
    at = {
        name: f"{letter(column_index(EMISSIONS, name))}{row}"
        for name in ("活动数据", "单位", "排放因子", "因子单位", "GWP")
    }
    unit = at["因子单位"]
    slash = f'FIND("/",{unit})'
    fits = f"TRIM(MID({unit},{slash}+1,50))=TRIM({at['单位']})"
    mass = f'IF(LEFT({unit},2)="kg",0.001,IF(LEFT({unit},1)="t",1,0.000001))'
    gwp = f"IF(ISNUMBER({at['GWP']}),{at['GWP']},1)"
    known = f"AND(ISNUMBER({at['活动数据']}),ISNUMBER({at['排放因子']}),ISNUMBER({slash}))"
    return f'=IF({known},IF({fits},{at["活动数据"]}*{at["排放因子"]}*{gwp}*{mass},""),"")'


def group_count(row: int, count: Sizes) -> str:
    return f'=COUNTIFS(评价指标!{count.column("一级指标")},A{row},评价指标!{count.column("得分率")},"<>{EXCLUDED}")'


def group_weight(row: int, pack: Pack, terms: Terms, count: Sizes) -> str:
    """The weight in force: a group with nothing applicable gives its weight to the others in proportion (assumed)."""
    base, numbers = f"$B${GROUP_TOP}:$B${count.group_last}", f"$C${GROUP_TOP}:$C${count.group_last}"
    assert isinstance(pack.rating, WeightedRatio)
    if terms.value(pack.rating.redistribution) != "proportional":
        return f"=IF(C{row}>0,B{row},0)"
    return f'=IF(C{row}>0,B{row}*SUM({base})/SUMIF({numbers},">0",{base}),0)'


def group_score(row: int, count: Sizes) -> str:
    return f"=SUMIFS(评价指标!{count.column('得分')},评价指标!{count.column('一级指标')},A{row})"


def shape(formula: str) -> str:
    """A formula without its cell references, numbers and spaces: what stays equal when rows are sorted or a program saves it."""
    plain = formula.upper().replace("$", "").replace("_XLFN.", "").replace("OF:", "").lstrip("=+")
    plain = re.sub(r"'([^']*)'!", r"\1!", plain)
    plain = re.sub(r"\s+|;", lambda m: "," if m.group() == ";" else "", plain)
    return _NUMBER.sub("#", _REFERENCE.sub("@", plain))
