"""The tables of a record and the columns of their sheets: one contract for store, workbook, merge and documents.

A column's Chinese header is its id everywhere (design contract 4.4); the constants below are the only spelling in code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "number", "date", "year", "choice", "refs", "graded", "field"]
Role = Literal["key", "standard", "open", "overridable", "computed"]
Scope = Literal["park", "round", "pack"]

RESULTS_BASIC = ("符合", "不符合", "未检查")
RESULTS_REQUIREMENT = ("符合", "部分符合", "不符合", "不适用", "未检查")
RESULTS_RECOMMENDATION = ("已采用", "部分采用", "未采用", "不适用", "未检查")
RESULTS_PERMISSION = ("已采用", "未采用", "不适用", "未检查")
RESULTS = (*RESULTS_REQUIREMENT[:3], *RESULTS_RECOMMENDATION)  # of every kind of check, as tables count them
MET = ("符合", "已采用")
PARTLY = ("部分符合", "部分采用")
UNMET = ("不符合", "未采用")
NOT_APPLICABLE = "不适用"
NOT_INSPECTED = "未检查"

LISTS: dict[str, tuple[str, ...]] = {
    "results_basic": RESULTS_BASIC,
    "results_requirement": RESULTS_REQUIREMENT,
    "results_recommendation": RESULTS_RECOMMENDATION,
    "results_permission": RESULTS_PERMISSION,
    "results_none": (),
    "progress": ("未开始", "进行中", "待复核", "已完成"),
    "methods": ("查阅文件", "访谈", "现场观察", "计算复核"),
    "grades": ("严重", "一般", "观察项"),
    "obtained": ("未提供", "无法证实"),
    "closure": ("已关闭", "部分关闭", "未关闭"),
    "yes_no": ("是", "否"),
    "presence": ("有", "无"),
    "evidence_types": (
        "文件",
        "记录",
        "证书",
        "合同票据",
        "计量数据",
        "统计报表",
        "核算报告",
        "照片",
        "图纸",
        "访谈记录",
        "网页",
        "其他",
    ),
    "emission_categories": (
        "直接排放-固定燃烧",
        "直接排放-移动燃烧",
        "直接排放-工业过程",
        "直接排放-逸散",
        "能源间接排放-电力",
        "能源间接排放-热力",
        "生物质排放（单列）",
        "其他间接排放（单列）",
    ),
    "gases": ("CO2", "CH4", "N2O", "HFCs", "PFCs", "SF6", "NF3", "CO2e"),
    "measuring": ("计量器具", "结算凭证", "统计台账", "物料衡算", "估算"),
    "boundary": ("边界内", "边界外"),
    "project_states": ("拟建", "在建", "建成", "暂停"),
}
# Emissions in these categories are reported apart and never enter the total (GB/T 32150: biomass CO2 apart).
APART = ("生物质排放（单列）", "其他间接排放（单列）")
BIOMASS = APART[:1]  # what stays apart where other indirect emissions count too


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `width` is in characters; `options` names a list in LISTS or one made from the pack (`@…`)."""

    name: str
    type: ColumnType = "text"
    role: Role = "open"
    width: float = 14
    options: str = ""
    prompt: str = ""
    band: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the record. `sheets` lists where its rows stand; `scope` says what a row belongs to."""

    id: str
    sheets: tuple[str, ...]
    key: str
    scope: Scope
    columns: tuple[Column, ...]
    listed: bool = False

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)

    @property
    def stored(self) -> tuple[Column, ...]:
        """Columns whose values live in the record."""
        return tuple(c for c in self.columns if c.role in {"open", "overridable"})


def _c(
    name: str, type_: ColumnType = "text", role: Role = "open", width: float = 14,
    options: str = "", prompt: str = "", band: str = "",
) -> Column:  # fmt: skip
    return Column(name, type_, role, width, options, prompt, band)


def _obtained(band: str) -> tuple[Column, ...]:
    """What the team of an evaluation asked for and did not get (`model/demonstrated`)."""
    return (
        _c("取证情况", "choice", width=10, options="obtained", prompt="评价组要求过而没有拿到的：未提供；拿到了却证明不了的：无法证实", band=band),
        _c("取证要求", width=24, prompt="向谁要求提供什么；填了取证情况的必填", band=band),
        _c("要求日期", "date", width=13, band=band),
    )  # fmt: skip


REFS_PROMPT = "填证据清单中的编号，多个用、分开；指明页码写作 EV-003#p12"
CLEAR, DELETE = "（清空）", "（删除）"

# Not among SHEET_TABLES: what stands there are decisions, which only `assumption` and an import of this sheet write.
ASSUMPTIONS = Table(
    "assumptions", ("假设",), "键", "park",
    (
        _c("键", role="key", width=22),
        _c("事项", role="standard", width=30),
        _c("标准怎么写", role="standard", width=46),
        _c("种类", role="computed", width=14),
        _c("现取值", "field", width=28, prompt="照现取值确认的，不必动这一格，填依据就是；要改定的，从可选值中选"),
        _c("可选值", role="standard", width=34),
        _c("影响", role="computed", width=30),
        _c("依据", width=36, prompt="谁定的、依据是什么，如会议纪要及其证据编号；填了就是确认或改定"),
        _c("决定人", width=12, prompt="空白为导入这份工作簿的人"),
        _c("决定日期", "date", width=13, prompt="空白为导入的日期"),
        _c("备注", width=24),
    ),
)  # fmt: skip

PROFILE = Table(
    "profile", ("园区信息",), "字段", "park",
    (
        _c("字段", role="key", width=26),
        _c("内容", "field", width=64),
        _c("单位", role="standard", width=10),
        _c("证据编号", "refs", width=18, prompt=REFS_PROMPT),
        _c("说明", width=50),
    ),
)  # fmt: skip

PROCESS = Table(
    "process", ("评价过程",), "编号", "round",
    (
        _c("编号", role="key", width=8),
        _c("日期", "date", width=13),
        _c("活动", width=22, prompt="如：文件评审、首次会议、现场检查、访谈、数据核对、内部复核、末次会议"),
        _c("地点", width=20),
        _c("参加人", width=26),
        _c("方法", width=14, options="methods"),
        _c("内容与抽样", width=52, prompt="查了什么、怎样抽样、抽了多少"),
        _c("证据编号", "refs", width=18, prompt=REFS_PROMPT),
        _c("备注", width=24),
    ),
    listed=True,
)  # fmt: skip

_STD, _CHECK, _ISSUE, _FIX, _PLAN, _FLOW = "标准内容", "检查", "问题", "整改", "计划", "过程"
CHECKS = Table(
    "checks", ("基本要求", "创建措施"), "检查项", "pack",
    (
        _c("检查项", role="key", width=11, band=_STD),
        _c("条款号", role="standard", width=9, band=_STD),
        _c("条款主题", role="standard", width=14, band=_STD),
        _c("检查要点", role="standard", width=42, band=_STD),
        _c("要求", role="standard", width=46, band=_STD),
        _c("条款类型", role="standard", width=12, band=_STD),
        _c("责任主体", role="standard", width=10, band=_STD),
        _c("检查方式", role="standard", width=10, band=_STD),
        _c("要求值", role="standard", width=10, band=_STD),
        _c("实测值", "number", "overridable", width=10, band=_CHECK, prompt="有要求值的检查项填实测值；比例填小数或百分数"),
        _c("单位", role="standard", width=7, band=_CHECK),
        _c("结果", "choice", width=10, options="@results", band=_CHECK, prompt="从下拉列表中选择"),
        _c("检查所见", width=44, band=_CHECK, prompt="看到了什么、问了谁、数字是多少"),
        _c("证据编号", "refs", width=16, band=_CHECK, prompt=REFS_PROMPT),
        _c("证据状态", role="computed", width=9, band=_CHECK),
        _c("不适用理由", width=22, band=_CHECK, prompt="结果为不适用时必填"),
        *_obtained(_CHECK),
        _c("问题等级", "choice", width=9, options="grades", band=_ISSUE),
        _c("问题描述", width=36, band=_ISSUE, prompt="不符合的事实：何处、何物、与要求差在哪里"),
        _c("整改措施", width=30, band=_FIX),
        _c("整改责任人", width=12, band=_FIX),
        _c("完成期限", "date", width=13, band=_FIX),
        _c("验证结论", "choice", width=10, options="closure", band=_FIX),
        _c("验证日期", "date", width=13, band=_FIX),
        _c("计划措施", width=32, band=_PLAN),
        _c("计划责任单位", width=16, band=_PLAN),
        _c("计划完成", "date", width=13, band=_PLAN),
        _c("检查进度", "choice", width=10, options="progress", band=_FLOW),
        _c("填报人", width=10, band=_FLOW),
        _c("检查人", width=10, band=_FLOW),
        _c("检查日期", "date", width=13, band=_FLOW),
        _c("复核人", width=10, band=_FLOW),
        _c("复核日期", "date", width=13, band=_FLOW),
        _c("备注", width=24, band=_FLOW),
    ),
)  # fmt: skip

INDICATORS = Table(
    "indicators", ("评价指标",), "序号", "pack",
    (
        _c("序号", role="key", width=6, band=_STD),
        _c("三级指标", role="standard", width=26, band=_STD),
        _c("一级指标", role="standard", width=16, band=_STD),
        _c("二级指标", role="standard", width=13, band=_STD),
        _c("指标解释", role="standard", width=44, band=_STD),
        _c("二选一选项", "choice", width=18, options="@alternatives", band=_CHECK, prompt="采用哪一项；空白为第一项"),
        _c("单位", role="standard", width=12, band=_STD),
        _c("引领值", role="standard", width=9, band=_STD),
        _c("分子口径", role="standard", width=26, band=_STD),
        _c("分子", "number", width=13, band=_CHECK),
        _c("分子单位", role="standard", width=9, band=_STD),
        _c("分母口径", role="standard", width=26, band=_STD),
        _c("分母", "number", width=13, band=_CHECK),
        _c("分母单位", role="standard", width=9, band=_STD),
        _c("现状值", "graded", "overridable", width=10, band=_CHECK, prompt="分子分母都填时自动相除；否则直接填：比例填小数或百分数，有无类填有、无或 0 到 1"),
        _c("自评值", "graded", width=10, band=_CHECK, prompt="园区自己填报的值；比例填小数或百分数"),
        _c("得分率", role="computed", width=9, band=_CHECK),
        _c("得分", role="computed", width=9, band=_CHECK),
        _c("是否适用", "choice", width=9, options="yes_no", band=_CHECK, prompt="空白为是；否须写不适用理由"),
        _c("不适用理由", width=22, band=_CHECK),
        _c("数据年度", "year", width=9, band=_CHECK),
        _c("口径说明", width=30, band=_CHECK),
        _c("数据来源", width=26, band=_CHECK),
        _c("证据编号", "refs", width=16, band=_CHECK, prompt=REFS_PROMPT),
        *_obtained(_CHECK),
        _c("备注", width=24, band=_CHECK),
    ),
)  # fmt: skip

YEARLY = Table(
    "yearly", ("年度数据",), "编号", "round",
    (
        _c("编号", role="key", width=8),
        _c("项目", width=26, options="@yearly"),
        _c("年度", "year", width=9),
        _c("数值", "number", width=16),
        _c("单位", width=12),
        _c("口径", width=44),
        _c("证据编号", "refs", width=18, prompt=REFS_PROMPT),
        _c("备注", width=24),
    ),
    listed=True,
)  # fmt: skip

EMISSIONS = Table(
    "emissions", ("温室气体",), "编号", "round",
    (
        _c("编号", role="key", width=8),
        _c("类别", "choice", width=20, options="emission_categories"),
        _c("排放源", width=24),
        _c("气体", width=8, options="gases"),
        _c("年度", "year", width=8),
        _c("活动数据", "number", width=14),
        _c("单位", width=10),
        _c("排放因子", "number", width=12),
        _c("因子单位", width=14, prompt="写作 tCO2/万kWh：斜线前是排放的质量单位，斜线后与活动数据的单位一致"),
        _c("因子来源", width=30),
        _c("GWP", "number", width=8, prompt="因子已折成 CO2 当量的填 1 或留空"),
        _c("计量方式", "choice", width=12, options="measuring"),
        _c("排放量(tCO2e)", "number", "overridable", width=14, prompt="活动数据、排放因子与单位齐全时自动相乘；也可直接填"),
        _c("未量化说明", width=28),
        _c("证据编号", "refs", width=16, prompt=REFS_PROMPT),
        _c("备注", width=22),
    ),
    listed=True,
)  # fmt: skip

OFFSETS = Table(
    "offsets", ("碳抵消",), "编号", "round",
    (
        _c("编号", role="key", width=8),
        _c("类型", "choice", width=26, options="@offsets"),
        _c("项目名称", width=30),
        _c("边界内外", "choice", width=10, options="boundary"),
        _c("登记机构与编号", width=30),
        _c("签发年份", "year", width=9),
        _c("数量(tCO2e)", "number", width=13),
        _c("抵消年度", "year", width=9),
        _c("注销日期", "date", width=13),
        _c("注销凭证", width=20),
        _c("受益方", width=18),
        _c("证据编号", "refs", width=16, prompt=REFS_PROMPT),
        _c("备注", width=22),
    ),
    listed=True,
)  # fmt: skip

TARGETS = Table(
    "targets", ("目标",), "编号", "round",
    (
        _c("编号", role="key", width=8),
        _c("目标项", width=28),
        _c("基准年", "year", width=9),
        _c("基准值", "number", width=14),
        _c("目标年", "year", width=9),
        _c("目标值", "number", width=14),
        _c("单位", width=12),
        _c("对应条款或指标", width=18, prompt="如 5.4 2) 或 指标10；园区有几部标准的，第二部起写作 标准包编号 指标10"),
        _c("说明", width=44),
    ),
    listed=True,
)  # fmt: skip

PROJECTS = Table(
    "projects", ("重点项目",), "编号", "round",
    (
        _c("编号", role="key", width=8),
        _c("项目名称", width=30),
        _c("对应条款", width=14),
        _c("责任单位", width=20),
        _c("投资(万元)", "number", width=12),
        _c("年减排量(tCO2e)", "number", width=15),
        _c("年收益(万元)", "number", width=12),
        _c("寿命(年)", "number", width=9),
        _c("开始日期", "date", width=13),
        _c("完成日期", "date", width=13),
        _c("状态", "choice", width=9, options="project_states"),
        _c("证据编号", "refs", width=16, prompt=REFS_PROMPT),
        _c("备注", width=26),
    ),
    listed=True,
)  # fmt: skip

EVIDENCE = Table(
    "evidence", ("证据清单",), "证据编号", "park",
    (
        _c("证据编号", role="key", width=10),
        _c("名称", width=36),
        _c("类型", width=11, options="evidence_types"),
        _c("文件", width=36, prompt="evidence 文件夹中的文件名；没有电子文件的留空并在备注说明存放处"),
        _c("页码或位置", width=14),
        _c("出具单位", width=22),
        _c("出具日期", "date", width=13),
        _c("所属期间", width=14),
        _c("有效期至", "date", width=13),
        _c("支撑对象", width=26, prompt="检查项、指标或表中行的编号，多个用、分开"),
        _c("备注", width=30),
    ),
    listed=True,
)  # fmt: skip

SHEET_TABLES = (PROFILE, PROCESS, CHECKS, INDICATORS, YEARLY, EMISSIONS, OFFSETS, TARGETS, PROJECTS, EVIDENCE)
TABLE_OF = {t.id: t for t in SHEET_TABLES}
BASIC_SHEET, MEASURE_SHEET = CHECKS.sheets
KEY_PREFIX = {"evidence": "EV-"}
