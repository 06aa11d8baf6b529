"""The rows of 园区信息: what a park and its evaluation must say of themselves, whatever the standard."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

FieldType = Literal["text", "number", "date", "year", "yes_no"]
For = Literal["", "scheme", "inspection", "report", "all"]


@dataclass(frozen=True, slots=True)
class ProfileField:
    """One row. `per_round` fields belong to a round, the others to the park; `needed` says which document asks for it."""

    name: str
    section: str
    type: FieldType = "text"
    unit: str = ""
    per_round: bool = False
    needed: For = ""
    hint: str = ""
    extra: bool = False  # asked only by standards whose pack says so (`profile: {more: …}`)


def _park(name: str, type_: FieldType = "text", unit: str = "", needed: For = "", hint: str = "") -> ProfileField:
    return ProfileField(name, "园区", type_, unit, needed=needed, hint=hint)


def _round(section: str, name: str, type_: FieldType = "text", needed: For = "", hint: str = "") -> ProfileField:
    return ProfileField(name, section, type_, per_round=True, needed=needed, hint=hint)


def _extra(section: str, name: str, needed: For = "", hint: str = "") -> ProfileField:
    return ProfileField(name, section, per_round=True, needed=needed, hint=hint, extra=True)


PARK_TYPE = "园区类型"  # asked for only by standards with indicators of their own for each type

PROFILE_FIELDS: tuple[ProfileField, ...] = (
    _park("园区名称", needed="all"),
    _park("园区地址", needed="all", hint="省、市、区县和详细地址"),
    _park("园区管理机构", needed="all", hint="管委会或运营公司全称"),
    _park("统一社会信用代码"),
    _park("园区级别", hint="国家级、省级、市级、区级"),
    _park(PARK_TYPE, hint="标准按类型分设指标，选本园区的类型"),
    _park("批准设立机关", needed="all"),
    _park("批准文件及文号", needed="all"),
    _park("批准设立日期", "date"),
    _park("园区负责人", needed="report"),
    _park("负责人电话"),
    _park("园区联系人", needed="report"),
    _park("联系人电话", needed="report"),
    _park("电子邮箱"),
    _park("主导产业", needed="all"),
    _park("园区面积", "number", "公顷", needed="all"),
    _park("已开发土地面积", "number", "公顷"),
    _park("工业用地面积", "number", "公顷", needed="all"),
    _park("入驻工业企业占地面积", "number", "公顷", needed="all"),
    _park("入驻企业数", "number", "家"),
    _park("规模以上工业企业数", "number", "家"),
    _park("从业人数", "number", "人"),
    _park("园区概况", needed="all", hint="区位、历史、产业结构、主要企业"),
    _park("物理边界说明", needed="all", hint="四至或边界图的文字说明；边界图作为证据登记"),
    _park("能源供应与使用概况", needed="all", hint="用哪些能源，从哪里来，主要用在哪里"),
    _round("评价", "报告编号", needed="report"),
    _round("评价", "报告日期", "date", needed="report"),
    _round("评价", "数据年度", "year", needed="all", hint="报告期前一个自然年度"),
    _round("评价", "评价机构名称", needed="report"),
    _round("评价", "评价机构地址", needed="report"),
    _round("评价", "评价机构统一社会信用代码"),
    _round("评价", "评价机构法定代表人", needed="report"),
    _round("评价", "评价机构联系人", needed="report"),
    _round("评价", "评价机构电话", needed="report"),
    _round("评价", "评价机构能力说明", needed="report", hint="温室气体核算与评价的资质、经验，证明材料的证据编号"),
    _round("评价", "评价组长", needed="report"),
    _round("评价", "评价组成员", needed="report", hint="姓名、专业，用、分开"),
    _round("评价", "技术复核人", needed="report"),
    _round("评价", "批准人", needed="report"),
    _round("评价", "与园区无利益关系", "yes_no", needed="report", hint="评价机构及组员与园区没有影响公正的利益关系"),
    _round("评价", "利益关系说明", hint="有关系的，说明关系和所采取的措施"),
    _round("评价", "评价目的", hint="如：申报零碳创建单位"),
    _round("评价", "评价范围", needed="report", hint="评价覆盖的区域、企业与活动"),
    _round("评价", "数据不确定性说明", needed="report"),
    _round("评价", "内部复核说明", needed="report"),
    _round("核算", "核算报告编制单位", needed="report"),
    _round("核算", "核算边界与范围", needed="report", hint="组织边界、运行边界、覆盖的气体"),
    _round("核算", "核算采用的标准", needed="report", hint="标准编号与版本"),
    _round("核算", "电力排放因子选取理由", needed="report", hint="用哪一个因子、哪一年、为何选它"),
    _round("核算", "数据要求与质量说明", needed="report"),
    _round("核算", "GWP取值来源", hint="如 IPCC AR6"),
    _round("目标", "规划目标概述", needed="report", hint="达到零碳的年份与阶段目标"),
    _round("目标", "减排策略概述", needed="report"),
    _round("目标", "阶段目标实现情况", needed="report"),
    _round("抵消", "碳抵消年度", "year", hint="申报零碳园区时，以哪一年度的排放为抵消对象"),
    _round("抵消", "抵消策略说明"),
    _round("方案", "方案编制单位", needed="scheme"),
    _round("方案", "方案编制人", needed="scheme"),
    _round("方案", "方案审核人", needed="scheme"),
    _round("方案", "方案批准人", needed="scheme"),
    _round("方案", "方案版本", needed="scheme", hint="如 V1.0"),
    _round("方案", "方案编制日期", "date", needed="scheme"),
    _round("方案", "方案修订说明", hint="每行一次修订，写作：版本｜日期｜内容；首版可不填"),
    _round("方案", "方案实施期限", needed="scheme", hint="如 2026 年至 2030 年"),
    _round("方案", "园区困难与问题", needed="scheme", hint="创建中遇到的困难：资源、资金、技术、数据、企业意愿"),
    _round("方案", "企业创建安排", needed="scheme", hint="组织哪些企业、各自何时拿出方案、园区怎样支持和督促"),
    _round("方案", "碳抵消安排", needed="scheme", hint="剩余排放以什么方式、在哪一年度抵消，数量与来源"),
    _round("方案", "零碳保持策略", needed="scheme", hint="达到之后怎样保持：新入驻企业、能耗与碳的控制、逐年复核"),
    _round("方案", "组织机构与职责", needed="scheme"),
    _round("方案", "资金保障", needed="scheme", hint="资金从哪里来、怎样安排、由谁管理"),
    _round("方案", "监测与统计安排", needed="scheme", hint="监测哪些数据、由谁、多久一次、怎样核对"),
    _round("方案", "自查安排", needed="scheme", hint="多久自查一次、由谁负责、结果怎样使用"),
    _extra(
        "方案", "能源与碳排放趋势分析", "scheme", "未来能源消费和碳排放的测算：产业、产能、重点项目和建设要求怎样影响"
    ),
    _extra("方案", "目标可达性分析", "scheme", "能源供应、工业过程减排等方面的有利条件与困难，论证目标能否达到"),
    _extra("方案", "综合供能方案", "scheme", "园区及周边的能源资源、供能方案，能否满足需求、达到标准"),
    _extra("方案", "成本与收益说明", "scheme", "成本结构、收益来源；表里没有的投入和收益也写在这里"),
    _extra("方案", "政策支持与能力建设", "scheme", "地方政府和企业的支持、专项机制、产学研平台、人才队伍"),
    _round("结论", "主要做法与亮点"),
    _round("结论", "问题与不足", needed="report"),
    _round("结论", "改进建议", needed="report"),
    _round("结论", "后评价安排", needed="report"),
    _round("自查", "自查记录编号", needed="inspection", hint="园区自己的编号，每轮一个"),
    _round("自查", "自查开始日期", "date", needed="inspection"),
    _round("自查", "自查结束日期", "date", needed="inspection"),
    _round("自查", "自查负责人", needed="inspection", hint="组织本轮自查并在记录上签名的人"),
    _round("自查", "自查人员", needed="inspection", hint="姓名、部门，用、分开；轮次已登记人员的可以不填"),
    _round("自查", "自查方式", needed="inspection", hint="查了哪些文件、看了哪些现场、访谈了谁、怎样抽样"),
    _round("自查", "自查结论补充说明", hint="各表之外还要交代的情况，如停产、改扩建、数据口径变化"),
)
PROFILE_OF = {f.name: f for f in PROFILE_FIELDS}
# Asked for by the report, and by the self-inspection record as well.
ALSO_INSPECTION = frozenset(
    {"园区负责人", "核算报告编制单位", "核算边界与范围", "核算采用的标准", "数据要求与质量说明"}
)
# Texts that belong to one round only and are not carried into the next one.
OCCASION = frozenset({"报告编号", "报告日期", "自查记录编号", "自查开始日期", "自查结束日期", "自查结论补充说明"})


def is_needed(name: str, document: For) -> bool:
    """Whether a document cannot do without this field, if the standard asks for it."""
    needed = PROFILE_OF[name].needed
    return needed in ("all", document) or (document == "inspection" and name in ALSO_INSPECTION)


def fields(*, typed: bool, more: Collection[str] = (), less: Collection[str] = ()) -> tuple[ProfileField, ...]:
    """The rows that a standard needs.

    `typed`: it has indicators of its own for each type of park; `more` and `less`: what its pack adds and leaves out.
    """
    return tuple(
        f
        for f in PROFILE_FIELDS
        if (typed or f.name != PARK_TYPE) and (not f.extra or f.name in more) and f.name not in less
    )
