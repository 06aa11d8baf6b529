"""What the documents say of the park, of the evaluation body and of its work."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zcdoc.model.profile import PARK_TYPE, For, ProfileField
from zcdoc.model.values import fraction
from zcdoc.readiness.case import Case, Found, Rule, blanks, listed, names_in, place, shown

MISSING = Rule("profile-missing", "error", "各文件都要用到的园区信息不能空白")
REPORT_MISSING = Rule("profile-report-missing", "error", "评价报告要用到的园区信息不能空白", "report")
SCHEME_MISSING = Rule("profile-scheme-missing", "error", "创建方案要用到的园区信息不能空白", "scheme")
SELF_MISSING = Rule("profile-inspection-missing", "error", "自查记录要用到的园区信息不能空白", "inspection")
NO_MAP = Rule("profile-without-boundary-map", "warning", "物理边界说明应附边界图的证据编号")
ORDER = Rule("profile-areas", "error", "面积和企业数的大小关系要合理")
NEGATIVE = Rule("profile-negative", "error", "园区信息的数值不能为负")
CREDIT_CODE = Rule("profile-credit-code", "warning", "统一社会信用代码应为 18 位且校验码正确")
INTEREST = Rule("evaluator-interest-unexplained", "error", "与园区有利益关系的，要有利益关系说明", "report")
NOT_THIRD = Rule("evaluator-not-third-party", "error", "评价机构不能是园区管理机构", "report")
SAME_REVIEWER = Rule("evaluator-review-not-independent", "error", "技术复核人不能是评价组长", "report")
IN_TEAM = Rule("evaluator-reviewer-in-team", "warning", "技术复核人应不在评价组内", "report")
DATA_YEAR = Rule("data-year-unusual", "warning", "数据年度应为本轮日期的上一自然年度")
EARLY = Rule("report-dated-early", "error", "报告日期不能早于最后一次评价活动", "report")
SELF_ORDER = Rule("inspection-dates", "error", "自查结束日期不能早于自查开始日期", "inspection")
NO_PROCESS = Rule("process-empty", "warning", "评价过程应有记录")
NO_VISIT = Rule("process-without-site-visit", "warning", "评价过程应有现场观察")
PROCESS_GAPS = Rule("process-incomplete", "warning", "评价过程各行应有日期、活动、参加人和方法")
PARK_TYPE_OPEN = Rule("profile-park-type", "error", "按类型分设指标的标准，园区类型要从标准的类型中选定")
RULES = (
    PARK_TYPE_OPEN, MISSING, REPORT_MISSING, SCHEME_MISSING, SELF_MISSING, NO_MAP, ORDER, NEGATIVE, CREDIT_CODE, INTEREST, NOT_THIRD,
    SAME_REVIEWER, IN_TEAM, DATA_YEAR, EARLY, SELF_ORDER, NO_PROCESS, NO_VISIT, PROCESS_GAPS,
)  # fmt: skip

_MISSING_FOR: dict[For, Rule] = {"report": REPORT_MISSING, "scheme": SCHEME_MISSING, "inspection": SELF_MISSING}
# The first cannot be greater than the second.
_WITHIN = (
    ("入驻工业企业占地面积", "工业用地面积"),
    ("工业用地面积", "园区面积"),
    ("已开发土地面积", "园区面积"),
    ("规模以上工业企业数", "入驻企业数"),
)
_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def find(case: Case) -> Found:
    for item in case.pack.head.profile_fields.values():
        yield from _field(case, item)
    if case.view.untyped:
        names = listed(t.id for t in case.pack.head.park_types)
        yield PARK_TYPE_OPEN.at(_at(PARK_TYPE), "没有选定园区类型，不知道按哪一类的指标评定", f"填写其中一类：{names}")
    for topic in (_map, _areas, _evaluator, _dates, _inspection, _process):
        yield from topic(case)


def _at(name: str) -> str:
    return place("profile", name)


def _field(case: Case, item: ProfileField) -> Found:
    value = case.view.profile_value(item.name)
    for rule in _rules(case, item) if not value else ():
        hint = f"（{item.hint}）" if item.hint else ""
        yield rule.at(_at(item.name), f"“{item.name}”没有填写", f"在“内容”栏填写{hint}")
    if item.type == "number" and (fraction(value) or 0) < 0:
        yield NEGATIVE.at(_at(item.name), f"“{item.name}”是负数 {value}", "改正“内容”栏")
    if item.name.endswith("统一社会信用代码") and value and not valid_credit_code(value):
        yield CREDIT_CODE.at(
            _at(item.name), f"“{item.name}”{value} 不是有效的代码", "对照营业执照或法人证书核对 18 位代码"
        )


def _rules(case: Case, item: ProfileField) -> Iterator[Rule]:
    """What a blank field breaks; people named when the round was opened stand for 自查人员."""
    if item.needed == "all":
        yield MISSING
    elif item.name != "自查人员" or not case.view.round.people:
        yield from (rule for document, rule in _MISSING_FOR.items() if case.pack.head.needs(item.name, document))


def valid_credit_code(code: str) -> bool:
    """GB 32100—2015: 18 signs, the last a check sign modulo 31 with weights 3^i."""
    if not re.fullmatch(f"[{_CODE_SIGNS}]{{18}}", code):
        return False
    total = sum(_CODE_SIGNS.index(sign) * pow(3, i, 31) for i, sign in enumerate(code[:17]))
    return _CODE_SIGNS[-total % 31] == code[17]


def _map(case: Case) -> Found:
    row = case.view.profile.get("物理边界说明", {})
    if row.get("内容") and not row.get("证据编号"):
        yield NO_MAP.at(_at("物理边界说明"), "物理边界说明没有附边界图", "把边界图登记为证据，编号填入“证据编号”栏")


def _areas(case: Case) -> Found:
    for part, whole in _WITHIN:
        small, great = (fraction(case.view.profile_value(name)) for name in (part, whole))
        if small is not None and great is not None and small > great:
            message = f"“{part}”{shown(small)} 大于“{whole}”{shown(great)}"
            yield ORDER.at(_at(part), message, f"核对“{part}”和“{whole}”的数值与单位")


def _evaluator(case: Case) -> Found:
    value = case.view.profile_value
    if value("与园区无利益关系") == "否" and not value("利益关系说明"):
        message = "“与园区无利益关系”为否，没有写利益关系说明"
        yield INTEREST.at(_at("利益关系说明"), message, "写明是什么关系、采取了什么措施保证公正")
    body, lead, reviewer = value("评价机构名称"), value("评价组长"), value("技术复核人")
    if body and body == value("园区管理机构"):
        yield NOT_THIRD.at(_at("评价机构名称"), f"评价机构与园区管理机构都是“{body}”", "由独立的第三方机构评价")
    if lead and lead == reviewer:
        message = f"评价组长和技术复核人都是{lead}，复核不独立"
        yield SAME_REVIEWER.at(_at("技术复核人"), message, "由评价组以外的人员复核，改“技术复核人”")
    if reviewer and reviewer in names_in(value("评价组成员")):
        yield IN_TEAM.at(_at("技术复核人"), f"技术复核人{reviewer}也在评价组成员之中", "由评价组以外的人员复核")


def _dates(case: Case) -> Found:
    held = case.view.round.date[:4]
    explained = case.view.profile.get("数据年度", {}).get("说明")
    usual = str(int(held) - 1) if held.isdecimal() else ""
    if usual and case.data_year and case.data_year != usual and not explained:
        message = f"数据年度是 {case.data_year}，本轮日期 {case.view.round.date} 的上一自然年度是 {usual}"
        yield DATA_YEAR.at(_at("数据年度"), message, "核对数据年度；确需用其他年度的，在“说明”栏写明原因")
    last = max((row.get("日期", "") for row in case.view.rows("process").values()), default="")
    dated = case.view.profile_value("报告日期")
    if "" < dated < last:
        message = f"报告日期 {dated} 早于最后一次评价活动的日期 {last}"
        yield EARLY.at(_at("报告日期"), message, "核对报告日期和评价过程各行的日期")


def _inspection(case: Case) -> Found:
    first, last = (case.view.profile_value(f"自查{edge}日期") for edge in ("开始", "结束"))
    if "" < last < first:
        message = f"自查结束日期 {last} 早于自查开始日期 {first}"
        yield SELF_ORDER.at(_at("自查结束日期"), message, "核对自查的起止日期")


def _process(case: Case) -> Found:
    rows = case.view.rows("process")
    if not rows:
        yield NO_PROCESS.at("评价过程!编号", "评价过程没有记录", "登记文件评审、现场检查、访谈、内部复核等活动")
    elif not any(row.get("方法") == "现场观察" for row in rows.values()):
        yield NO_VISIT.at("评价过程!方法", "评价过程没有“现场观察”的活动", "登记现场检查的日期、人员和抽样")
    for key, row in rows.items():
        missing = blanks(row, ("日期", "活动", "参加人", "方法"))
        if missing:
            yield PROCESS_GAPS.at(
                place("process", key), f"“{row.get('活动', '')}”缺{listed(missing)}", f"补填{listed(missing)}"
            )
