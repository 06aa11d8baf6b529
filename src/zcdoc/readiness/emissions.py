"""The greenhouse gas inventory: complete for its years, factors with sources, amounts that can be recomputed."""

from __future__ import annotations

from fractions import Fraction

from zcdoc.model import inventory
from zcdoc.model.evidence import references
from zcdoc.model.inventory import AMOUNT
from zcdoc.model.record import Row
from zcdoc.model.tables import APART, LISTS
from zcdoc.model.values import fraction
from zcdoc.readiness.case import ROUGH, Case, Found, Rule, blanks, differs, listed, place, shown

ELECTRICITY = "能源间接排放-电力"
NONE = Rule("emission-none", "error", "数据年度和碳抵消年度都要有温室气体数据")
NO_POWER = Rule("emission-without-electricity", "warning", "数据年度应有电力的间接排放，全部自给的登记一行 0")
INCOMPLETE = Rule("emission-incomplete", "error", "排放行要有类别、排放源、气体和年度，才能归类和核对")
UNQUANTIFIED = Rule("emission-unquantified", "error", "没有排放量的行要写未量化说明")
AMOUNT_DIFFERS = Rule(
    "emission-amount-differs", "error", "手填的排放量要与活动数据、排放因子、GWP 的乘积一致（0.1% 以内）"
)
UNCHECKABLE = Rule("emission-unit-mismatch", "warning", "因子单位斜线后的单位应与活动数据的单位一致")
NO_SOURCE = Rule("emission-factor-without-source", "error", "排放因子要有来源")
NEGATIVE = Rule("emission-negative", "error", "活动数据、排放因子、GWP 和排放量不能为负")
NO_GWP = Rule("emission-gwp-missing", "error", "非二氧化碳气体的因子没有折成当量的，要填 GWP")
GWP_TWICE = Rule("emission-gwp-twice", "error", "二氧化碳或已折成当量的因子，GWP 只能是 1 或空白")
NO_EVIDENCE = Rule("emission-without-evidence", "warning", "有排放量的行应有证据编号")
TWICE = Rule("emission-entered-twice", "warning", "同一年度同一排放源同一气体应只有一行")
FACTORS = Rule("emission-power-factors-differ", "warning", "同一年度的电力应用同一个非零排放因子")
GWP_SOURCE = Rule("emission-gwp-without-source", "warning", "用了 GWP 的，应在园区信息写明 GWP 取值来源")
RULES = (
    NONE, NO_POWER, INCOMPLETE, UNQUANTIFIED, AMOUNT_DIFFERS, UNCHECKABLE, NO_SOURCE, NEGATIVE, NO_GWP, GWP_TWICE,
    NO_EVIDENCE, TWICE, FACTORS, GWP_SOURCE,
)  # fmt: skip


def find(case: Case) -> Found:
    yield from _years(case)
    for key, row in case.view.rows("emissions").items():
        where = place("emissions", key)
        for judge in (_fields, _amount, _product, _factor, _signs, _gwp):
            yield from judge(where, row)
    yield from _repeated(case)
    yield from _power_factors(case)
    yield from _gwp_source(case)


def _years(case: Case) -> Found:
    rows = inventory.counted(case.view.rows("emissions"))
    offset_year = case.view.profile_value("碳抵消年度")
    for what, year in (
        ("数据年度", case.data_year),
        ("碳抵消年度", offset_year if offset_year != case.data_year else ""),
    ):
        if year and not inventory.of_year(rows, year):
            yield NONE.at(f"温室气体!{what}", f"温室气体表没有{what} {year} 的排放行", f"登记 {year} 年度的全部排放源")
    mine = inventory.of_year(rows, case.data_year) if case.data_year else {}
    if mine and not any(row.get("类别") == ELECTRICITY for row in mine.values()):
        message = f"{case.data_year} 年度没有“{ELECTRICITY}”"
        yield NO_POWER.at("温室气体!电力", message, "登记外购电力；全部自给的登记一行数量为 0 并在备注说明")


def _fields(where: str, row: Row) -> Found:
    missing = blanks(row, ("类别", "排放源", "气体", "年度"))
    unknown = row.get("类别") and row["类别"] not in LISTS["emission_categories"]
    if missing:
        yield INCOMPLETE.at(where, f"“{row.get('排放源', '')}”缺{listed(missing)}", f"补填{listed(missing)}")
    elif unknown:
        fix = f"改选 {listed(LISTS['emission_categories'])} 之一"
        yield INCOMPLETE.at(where, f"类别“{row['类别']}”不在可选之列", fix)


def _amount(where: str, row: Row) -> Found:
    if inventory.amount(row) is None:
        if not row.get("未量化说明"):
            message = f"“{row.get('排放源', '')}”没有排放量，也没有未量化说明"
            fix = "补齐活动数据、单位、排放因子和因子单位，或填排放量；不量化的在“未量化说明”栏写明原因和估计量级"
            yield UNQUANTIFIED.at(where, message, fix)
    elif not references(row):
        message = f"“{row.get('排放源', '')}”有排放量，没有证据编号"
        yield NO_EVIDENCE.at(where, message, "在证据清单登记活动数据的凭证，把编号填入“证据编号”栏")


def _product(where: str, row: Row) -> Found:
    typed, computed = fraction(row.get(AMOUNT)), inventory.product(row)
    if typed is not None and computed is not None and differs(typed, computed, ROUGH):
        message = f"“{row.get('排放源', '')}”手填的排放量 {shown(typed)} 与活动数据×排放因子×GWP 的积 {shown(computed)} 不一致"
        yield AMOUNT_DIFFERS.at(where, message, "清空“排放量(tCO2e)”栏由公式计算，或改正其他各栏")
    if computed is None and row.get("活动数据") and row.get("排放因子"):
        message = f"因子单位“{row.get('因子单位', '')}”与活动数据的单位“{row.get('单位', '')}”对不上，排放量无法复核"
        yield UNCHECKABLE.at(where, message, "因子单位写作 tCO2/万kWh 的样式，斜线后与“单位”栏相同")


def _factor(where: str, row: Row) -> Found:
    if row.get("排放因子") and not row.get("因子来源"):
        message = f"“{row.get('排放源', '')}”的排放因子 {row['排放因子']} 没有来源"
        yield NO_SOURCE.at(where, message, "在“因子来源”栏写明文件、年份和表号")


def _signs(where: str, row: Row) -> Found:
    names = [n for n in ("活动数据", "排放因子", "GWP", AMOUNT) if (fraction(row.get(n)) or 0) < 0]
    if names:
        yield NEGATIVE.at(
            where, f"“{row.get('排放源', '')}”的{listed(names)}是负数", "减排和外供不在本表扣减，改正数值"
        )


def _gwp(where: str, row: Row) -> Found:
    equivalent = row.get("气体") in {"CO2", "CO2e"} or "CO2e" in row.get("因子单位", "").replace("₂", "2")
    gwp, used = fraction(row.get("GWP")), bool(row.get("活动数据") and row.get("排放因子"))
    name = f"“{row.get('排放源', '')}”（{row.get('气体', '')}）"
    if used and not equivalent and gwp is None:
        message = f"{name}的因子没有折成二氧化碳当量，没有填 GWP"
        yield NO_GWP.at(where, message, "填写“GWP”栏并在园区信息写明取值来源；因子已折成当量的，因子单位写 CO2e")
    if equivalent and gwp is not None and gwp != 1:
        message = f"{name}的因子已是二氧化碳或二氧化碳当量，又乘了 GWP {shown(gwp)}"
        yield GWP_TWICE.at(where, message, "GWP 填 1 或留空；因子未折成当量的，改正“气体”和“因子单位”")


def _repeated(case: Case) -> Found:
    first: dict[tuple[str, ...], str] = {}
    for key, row in case.view.rows("emissions").items():
        same = first.setdefault(tuple(row.get(n, "") for n in ("类别", "排放源", "气体", "年度")), key)
        if same != key and row.get("排放源"):
            message = f"与编号 {same} 的类别、排放源、气体、年度都相同（{row['排放源']}，{row.get('年度', '')}）"
            yield TWICE.at(place("emissions", key), message, "合并为一行，或在“排放源”栏区分")


def _power_factors(case: Case) -> Found:
    first: dict[tuple[str, str], tuple[str, Fraction]] = {}
    for key, row in case.view.rows("emissions").items():
        factor = fraction(row.get("排放因子"))
        if row.get("类别") != ELECTRICITY or row.get("类别") in APART or not factor:
            continue
        same, value = first.setdefault((row.get("年度", ""), row.get("因子单位", "")), (key, factor))
        if value != factor:
            message = f"{row.get('年度', '')} 年度的电力因子 {shown(factor)} 与编号 {same} 的 {shown(value)} 不同"
            yield FACTORS.at(place("emissions", key), message, "统一用一个因子，并在园区信息写明选取理由")


def _gwp_source(case: Case) -> Found:
    used = [
        key for key, row in case.view.rows("emissions").items() if fraction(row.get("GWP")) not in {None, Fraction(1)}
    ]
    if used and not case.view.profile_value("GWP取值来源"):
        message = f"温室气体表编号 {listed(used)} 用了 GWP，“GWP取值来源”没有填写"
        yield GWP_SOURCE.at(place("profile", "GWP取值来源"), message, "写明出处和版本，如 IPCC AR6")
