"""Three invented parks: one that meets nearly everything, one that fails, one whose record is nearly empty."""

from __future__ import annotations

import io
import os
import pickle
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from pypdf import PdfReader

from zcdoc.model.pack import Pack
from zcdoc.model.record import PARK, Record, State
from zcdoc.model.results import Score
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.pack import load
from zcdoc.problems import Problem
from zcdoc.report.facts import Facts
from zcdoc.report.publish import Published, publish
from zcdoc.scoring import score

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "report_templates" / "report"
NAME = "东港示范产业园区（虚构）"
ROUND, EARLIER = "2026-pj", "2025-zc"

PARK_PROFILE = {
    "园区名称": NAME, "园区地址": "上海市某区东港大道 1 号", "园区管理机构": "东港示范产业园区管理委员会",
    "统一社会信用代码": "11310000MB0000001X", "园区级别": "市级", "批准设立机关": "上海市人民政府",
    "批准文件及文号": "沪府〔2009〕00号", "批准设立日期": "2009-06-18", "园区负责人": "周建民", "负责人电话": "021-60000001",
    "园区联系人": "陆晓雯", "联系人电话": "021-60000002", "电子邮箱": "office@example.com",
    "主导产业": "高端装备、汽车零部件、电子信息", "园区面积": "1180", "已开发土地面积": "905.4", "工业用地面积": "540",
    "入驻工业企业占地面积": "312.5", "入驻企业数": "186", "规模以上工业企业数": "74", "从业人数": "28600",
    "园区概况": "园区位于市域东部，2009 年批准设立，2010 年起分三期开发，现已形成装备制造、汽车零部件和电子信息三个产业集群。\n"
    "园区内有规模以上工业企业 74 家，2025 年完成工业总产值 412.6 亿元。",
    "物理边界说明": "东至滨河路，南至港城大道，西至机场高速，北至盐河，总面积 1180 公顷，与批复的四至范围一致。",
    "能源供应与使用概况": "园区用能以外购电力、天然气和外购蒸汽为主，另有分布式光伏 86.2 兆瓦。电力占综合能源消费量的六成以上。",
}  # fmt: skip
ROUND_PROFILE = {
    "报告编号": "ZCP-2026-0017", "报告日期": "2026-03-05", "数据年度": "2025", "评价机构名称": "某某低碳技术服务有限公司",
    "评价机构地址": "上海市某区科技路 88 号", "评价机构统一社会信用代码": "91310000MA0000002Y", "评价机构法定代表人": "沈立",
    "评价机构联系人": "韩冰", "评价机构电话": "021-60000003", "评价组长": "顾明远", "评价组成员": "韩冰（能源）、苏哲（统计）、唐可（建筑）",
    "评价机构能力说明": "本机构自 2016 年起从事温室气体核查，完成园区和企业核查 320 余家次，现有专职核查人员 24 人。",
    "技术复核人": "方正平", "批准人": "沈立", "与园区无利益关系": "是", "评价目的": "申报上海市零碳创建单位",
    "评价范围": "园区批复四至范围内的全部工业企业、公共建筑和基础设施。",
    "数据不确定性说明": "外购电力和天然气取自结算凭证，不确定性低；移动源柴油按台账统计，误差估计在 5% 以内；逸散排放按设备铭牌充注量估算，误差较大，但占总量不足 0.2%。",
    "内部复核说明": "2026年2月27日由技术复核人独立复核，提出意见 6 条，均已处理。",
    "核算报告编制单位": "某某低碳技术服务有限公司", "核算边界与范围": "组织边界为园区四至范围内的全部法人单位，运行边界包括直接排放和能源间接排放，覆盖七种温室气体。",
    "核算采用的标准": "ISO 14064-1:2018、GB/T 32150—2015", "电力排放因子选取理由": "外购电力采用 2023 年上海市省级电力平均二氧化碳排放因子 0.5737 tCO2/MWh，理由是数据年度尚无更新值，且近三年口径一致。",
    "数据要求与质量说明": "活动数据以结算凭证和计量器具为先，统计台账次之；每项数据至少由两人核对。", "GWP取值来源": "IPCC 第六次评估报告",
    "规划目标概述": "园区提出 2030 年碳排放强度比 2023 年下降 40%，2035 年实现零碳。", "减排策略概述": "先节能提效、再以可再生能源替代，剩余排放以碳信用中和。",
    "阶段目标实现情况": "2025 年单位产值碳排放较 2023 年累计下降 15.9%，完成了第一阶段 12% 的目标。", "碳抵消年度": "2025",
    "抵消策略说明": "优先购买国内绿证和 CCER，逐年减少对碳信用的依赖。", "主要做法与亮点": "建成园区能碳管理平台，接入企业 142 家；工业余热供应周边公共建筑。",
    "问题与不足": "既有厂房屋顶光伏覆盖不足，货运车辆电动化进度偏慢。", "改进建议": "一是加快既有屋顶光伏建设；二是建立货运车辆更新补贴。", "后评价安排": "2027 年起每年委托第三方做一次后评价。",
}  # fmt: skip


def _rows(columns: str, *rows: str) -> dict[str, dict[str, str]]:
    names = columns.split("|")
    out = {}
    for number, line in enumerate(rows, start=1):
        values = dict(zip(names, line.split("|"), strict=True))
        out[values.pop("#", str(number))] = {k: v for k, v in values.items() if v}
    return out


EMISSIONS = _rows(
    "类别|排放源|气体|年度|活动数据|单位|排放因子|因子单位|因子来源|GWP|计量方式|未量化说明|证据编号",
    "直接排放-固定燃烧|工业锅炉与窑炉天然气|CO2|2025|1860.5|万Nm3|21.622|tCO2/万Nm3|GB/T 32151.34—2024 缺省值||结算凭证||EV-011",
    "直接排放-移动燃烧|厂内车辆柴油|CO2|2025|1520|t|3.145|tCO2/t|行业核算指南缺省值||统计台账||EV-012",
    "直接排放-工业过程|焊接保护气|CO2|2025|310.25|t|1|tCO2/t|物料衡算||物料衡算||EV-013",
    "直接排放-逸散|空调制冷剂 R410A|HFCs|2025|0.42|t|1|t/t|设备铭牌充注量|2256|估算||EV-013",
    "能源间接排放-电力|外购电力|CO2|2025|68250|MWh|0.5737|tCO2/MWh|生态环境部公告 2025 年第 47 号（2023 年上海省级）||结算凭证||EV-014",
    "能源间接排放-热力|外购蒸汽|CO2|2025|126000|GJ|0.06|tCO2/GJ|沪环气〔2022〕34号||计量器具||EV-015",
    "直接排放-逸散|污水处理站甲烷|CH4|2025|||||||| 占比估计不足 0.1%，缺少监测条件|EV-013",
    "生物质排放（单列）|生物质锅炉|CO2|2025|820|t|1.6|tCO2/t|行业核算指南缺省值||统计台账||EV-012",
)  # fmt: skip
YEARLY = _rows(
    "项目|年度|数值|单位|口径",
    "工业总产值|2023|3650000|万元|", "工业总产值|2024|3880000|万元|", "工业总产值|2025|4126000|万元|",
    "可比产值|2023|3650000|万元|", "可比产值|2024|3850000|万元|", "可比产值|2025|4060000|万元|",
    "温室气体排放总量|2023|97850|tCO2e|", "温室气体排放总量|2024|95120|tCO2e|", "温室气体排放总量|2025|93000|tCO2e|与温室气体表口径不同：按统计口径取整",
    "二氧化碳排放总量|2023|96800|tCO2|", "二氧化碳排放总量|2024|94160|tCO2|", "二氧化碳排放总量|2025|92050|tCO2|与温室气体表口径不同：按统计口径取整",
    "综合能源消费量|2023|41800|tce|", "综合能源消费量|2024|41250|tce|", "综合能源消费量|2025|40900|tce|",
)  # fmt: skip
OFFSETS = _rows(
    "类型|项目名称|边界内外|登记机构与编号|签发年份|数量(tCO2e)|抵消年度|注销日期|注销凭证|受益方|证据编号",
    "CCER|某海上风电项目|边界外|国家温室气体自愿减排登记系统 CN-2024-0088|2024|88000|2025|2025-12-20|注销证明 2025-1188|东港园区|EV-021",
    "绿色电力/绿证|内蒙古风电绿证|边界外|绿证平台 GEC-2025-5512|2025|6500|2025|2025-12-28|核销凭证 GEC-77|东港园区|EV-022",
    "边界内自主减排项目|屋顶光伏自发自用|边界内||2025|4700|2025||||EV-023",
    "碳普惠减排量|公交出行碳普惠|边界外|市碳普惠平台 P-301|2025|300|2025|2026-01-15|注销单 301|东港园区|EV-021",
)  # fmt: skip
TARGETS = _rows(
    "目标项|基准年|基准值|目标年|目标值|单位|对应条款或指标|说明",
    "温室气体排放总量|2023|97850|2025|93500|tCO2e|指标25|第一阶段目标", "可再生能源占比|2023|0.16|2028|0.28|—|指标10|",
    "单位产值碳排放|2023|0.0268|2030|0.0161|tCO2e/万元|指标25|比 2023 年下降 40%",
)  # fmt: skip
PROJECTS = _rows(
    "项目名称|对应条款|责任单位|投资(万元)|年减排量(tCO2e)|年收益(万元)|寿命(年)|开始日期|完成日期|状态|证据编号",
    "既有厂房屋顶光伏二期 32 兆瓦|5.4 2)|东港能源服务公司|11200|16800|1650|25|2026-04-01|2027-06-30|在建|EV-023",
    "余热供冷供热改造|5.4 4)|某动力公司|2350.5|4200|410|15|2025-03-01|2026-10-31|在建|EV-024",
    "货运电动化与换电站|5.3 5)|园区物流公司|1800|950.4|120|8|2026-09-01|2028-12-31|拟建|",
)  # fmt: skip
PROCESS = _rows(
    "日期|活动|地点|参加人|方法|内容与抽样|证据编号",
    "2026-01-12|文件评审|评价机构|顾明远、韩冰|查阅文件|评审园区提交的方案、清单、制度等材料 132 份|EV-001",
    "2026-01-19|首次会议|园区管委会|评价组、园区各部门|访谈|说明评价范围、方法与日程|EV-002",
    "2026-01-19|现场检查|园区各片区|评价组、园区陪同人员|现场观察|检查能源站、污水厂、公交场站和 18 家企业；企业按排放量分层抽样，前 10 位全查，其余 64 家随机抽 8 家|EV-002",
    "2026-01-21|人员访谈|园区管委会与企业|韩冰、苏哲|访谈|访谈管理人员和班组长 26 人|EV-002",
    "2026-01-22|数据核对|评价机构|苏哲|计算复核|外购电力与天然气结算单全数核对，统计台账按月抽取 4 个月|EV-014",
    "2026-02-27|内部复核|评价机构|方正平|查阅文件|复核依据、计算与结论|EV-003",
)  # fmt: skip
EVIDENCE = _rows(
    "#|名称|类型|文件|页码或位置|出具单位|出具日期|所属期间|有效期至|支撑对象|备注",
    "EV-001|园区设立批复|文件|pifu.pdf||上海市人民政府|2009-06-18|||4.2.1.a|",
    "EV-002|现场检查记录与签到表|记录|xianchang.pdf||评价组|2026-01-21|2026年1月||4.2.1|",
    "EV-003|内部复核记录|记录|fuhe.pdf||评价机构|2026-02-27||||",
    "EV-004|园区四至范围图|图纸|bianjie.png||规划资源局|2024-05-10|||4.2.1.b|",
    "EV-005|碳管理体系文件与任命书|文件|tixi.pdf||园区管委会|2024-03-01|||4.2.4|",
    "EV-006|应急管理部门证明|文件|anquan.pdf||区应急管理局|2025-12-30|2023 至 2025 年|2026-06-30|4.2.1.d|",
    "EV-011|天然气结算单|合同票据|gas.xlsx||燃气公司|2026-01-08|2025 年|||",
    "EV-012|能源统计台账|统计报表|taizhang.xlsx||园区管委会|2026-01-10|2025 年|||",
    "EV-013|过程与逸散排放说明|文件|yisan.pdf||园区管委会|2026-01-10|2025 年|||",
    "EV-014|电费结算单|合同票据|dianfei.xlsx||电力公司|2026-01-08|2025 年|||",
    "EV-015|蒸汽计量与结算单|计量数据|zhengqi.xlsx||某动力公司|2026-01-08|2025 年|||",
    "EV-021|减排量注销凭证|证书|zhuxiao.pdf||登记机构|2025-12-20|2025 年|||",
    "EV-022|绿证核销凭证|证书|luzheng.pdf||绿证平台|2025-12-28|2025 年|||",
    "EV-023|光伏项目备案与并网文件|文件|gf.pdf||发展改革委|2024-11-02||2025-12-31||",
    "EV-024|余热改造合同|合同票据|yure.pdf||某动力公司|2025-02-11||||",
    "EV-031|屋顶光伏照片|照片|roof.jpg||评价组|2026-01-19|||5.4-2|",
)  # fmt: skip
INPUTS = {
    "1": ("58", "62"), "2": ("412000", "910000"), "3": ("20150", "28600"), "4": ("186000", "204000"), "7": ("4", ""),
    "8": ("38", "74"), "9": ("8", "74"), "10": ("9650", "40900"), "12": ("18.2", "25.6"), "13": ("61000", "98000"),
    "14": ("860", "940"), "15": ("11800", "12150"), "16": ("352", "610"), "17": ("128", "395"), "20": ("74", "74"),
    "22": ("380", "1180"), "23": ("4700", "93000"), "24": ("8800", "93000"),
}  # fmt: skip
PRESENT = {"5": "有", "6": "有", "11": "有", "18": "设立", "19": "有", "21": "0.6", "27": "有", "28": "有"}


def _answers() -> dict[str, dict[str, str]]:
    out: dict[str, dict[str, str]] = {}
    for number, (top, bottom) in INPUTS.items():
        out[number] = {
            "分子": top,
            **({"分母": bottom} if bottom else {}),
            "数据来源": "园区统计台账",
            "证据编号": "EV-012",
        }
    for number, value in PRESENT.items():
        out[number] = {"现状值": value, "证据编号": "EV-005"}
    out["21"]["口径说明"] = "已建成碳汇林 40 公顷，尚未完成核证，按引领状态的六成赋值"
    out["8"]["自评值"] = "0.55"
    out["22"]["口径说明"] = "与已开发土地面积口径不同：按园区面积"
    out["24"]["口径说明"] = "与碳抵消表口径不同：只计当年签发的"
    out["12"] = {"是否适用": "否", "不适用理由": "园区没有 100 ℃ 以上的可利用余热"}
    return out


def _check_rows(pack: Pack) -> dict[str, dict[str, str]]:
    """Every check met, with a finding made from its usual evidence; then some exceptions."""
    refs = ("EV-001", "EV-002#p3", "EV-005、EV-012", "EV-012", "EV-002、EV-031")
    out = {}
    for place, (clause, check) in enumerate(pack.checks.values()):
        soft = check.type != "requirement" and clause.kind == "measure"
        out[check.id] = {
            "结果": "已采用" if soft else "符合",
            "检查所见": f"查阅了{check.evidence[0].name}，记载与现场一致。",
            "证据编号": refs[place % len(refs)],
        }
    out["4.2.1.a"] |= {"检查所见": "园区由上海市人民政府批准设立，批复原件在档", "证据编号": "EV-001"}
    out["4.2.6.a"] = {"证据编号": "EV-012"}
    out["5.4-2.e"] |= {"实测值": "0.505", "检查所见": "抽查 6 栋新建厂房竣工图", "证据编号": "EV-023"}
    out["5.5-3.c"] |= {"实测值": "2"}
    out["5.2-2.a"] |= {"实测值": "2"}
    out["5.2-2.b"] |= {"实测值": "3"}
    out["5.3-5.a"] |= {"结果": "部分符合", "检查所见": "两处仓库靠近公路，第三处仓库在园区腹地", "问题等级": "观察项",
                       "问题描述": "三号仓库距主干路 2.1 公里，转运里程偏长", "整改措施": "2027 年迁至北片区", "整改责任人": "物流公司",
                       "完成期限": "2027-06-30"}  # fmt: skip
    out["5.4-1.e"] = {"结果": "不适用", "不适用理由": "园区周边没有稳定的生物质来源"}
    out["5.6-4.a"] = {"结果": "不适用", "不适用理由": "园区没有高浓度二氧化碳排放源"}
    return {key: row for key, row in out.items() if key in pack.checks}


def full_state(pack: Pack) -> State:
    decided = {
        f"{pack.id}/data-year": "report-year",
        f"{pack.id}/cancellation": "within-year",
        f"{pack.id}/window-4": "years-3",
    }
    return {
        PARK: {
            "park": {"park": {"name": NAME, "standards": pack.id}},
            "profile": {k: {"内容": v} for k, v in PARK_PROFILE.items()} | {"物理边界说明": {"内容": PARK_PROFILE["物理边界说明"], "证据编号": "EV-004"}},
            "rounds": {
                EARLIER: {"kind": "self-inspection", "date": "2025-06-20"},
                ROUND: {"kind": "evaluation", "date": "2026-01-12", "as-of": "2026-03-05"},
            },
            "evidence": EVIDENCE,
            "assumptions": {k: {"value": v, "source": "管委会会议纪要〔2026〕3号", "by": "顾明远", "date": "2026-02-01"} for k, v in decided.items()},
        },
        f"round/{ROUND}": {
            "profile": {k: {"内容": v} for k, v in ROUND_PROFILE.items()},
            "emissions": EMISSIONS, "yearly": YEARLY, "offsets": OFFSETS, "targets": TARGETS, "projects": PROJECTS, "process": PROCESS,
        },
        f"round/{ROUND}/{pack.id}": {"checks": _check_rows(pack), "indicators": _answers()},
        f"round/{EARLIER}/{pack.id}": {"checks": _check_rows(pack) | {"5.7-5.a": {"结果": "未采用"}, "4.2.2.c": {"结果": "不符合"}}},
    }  # fmt: skip


def failing_state(pack: Pack) -> State:
    state = full_state(pack)
    checks = state[f"round/{ROUND}/{pack.id}"]["checks"]
    state[PARK]["profile"]["入驻工业企业占地面积"] = {"内容": "268.9"}
    checks["4.2.6.a"] = {
        "证据编号": "EV-012",
        "问题等级": "严重",
        "问题描述": "入驻工业企业占地不足工业用地的一半",
        "整改措施": "收回闲置地块并重新招商",
        "整改责任人": "招商局",
        "完成期限": "2027-12-31",
    }
    checks["4.2.2.c"] = {
        "结果": "不符合",
        "检查所见": "只有企业填报表，没有园区层面的温室气体排放报告",
        "证据编号": "EV-002",
        "问题等级": "严重",
        "问题描述": "未编写园区温室气体排放报告",
    }
    checks["5.4-2.e"] = {
        "结果": "未采用",
        "实测值": "0.49998",
        "检查所见": "新建厂房 5 栋，光伏铺设不足",
        "证据编号": "EV-023",
        "问题等级": "一般",
        "问题描述": "新建厂房屋顶光伏面积比例不足",
    }
    for key in ("5.3-1.a", "5.7-5.a", "5.2-5.a"):
        checks[key] = {"结果": "未采用", "检查所见": "现场未见相关设施或记录", "证据编号": "EV-002"}
    state[f"round/{ROUND}/{pack.id}"]["indicators"] = {
        "1": {"分子": "12", "分母": "62", "证据编号": "EV-012"},
        "5": {"现状值": "无"},
        "10": {"分子": "1650", "分母": "40900"},
        "22": {"分子": "201", "分母": "1180"},
    }
    state[f"round/{ROUND}"]["offsets"] = {}
    state[f"round/{ROUND}"]["profile"]["与园区无利益关系"] = {"内容": "否"}
    state[f"round/{ROUND}"]["profile"]["利益关系说明"] = {"内容": "评价机构 2024 年曾为园区提供节能诊断服务"}
    return state


def empty_state(pack: Pack) -> State:
    return {
        PARK: {
            "park": {"park": {"name": "新园区", "standards": pack.id}},
            "rounds": {ROUND: {"kind": "evaluation", "date": "2026-01-12"}},
        }
    }


def made(pack: Pack, state: State, **more: object) -> Facts:
    record = Record("donggang", state, "3f9ac1d2e4b5a6978899aabbccddeeff00112233445566778899aabbccddeeff")
    rounds = {r.id: r for r in record.rounds}
    view = View(pack, record, rounds[ROUND])
    states = dict.fromkeys(view.evidence, "充分") | ({"EV-023": "过期"} if "EV-023" in view.evidence else {})
    given: dict[str, object] = {
        "view": view,
        "terms": Terms(pack, view.decisions),
        "score": more.get("score") or score(view),
        "problems": (
            (Problem("evidence-expired", "warning", "证据清单 EV-023", "证据已过有效期", "更新证据"), "项目已并网，备案文件长期有效"),
            (Problem("indicator-source", "warning", "评价指标 5", "没有数据来源", "补数据来源"), ""),
        ) if view.evidence else (),
        "evidence_states": states,
        "earlier": (View(pack, record, rounds[EARLIER]),) if EARLIER in rounds else (),
        "tool_version": "0.1.0",
    }  # fmt: skip
    return Facts(**(given | more))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load(ROOT / "checklists" / "seesa-010-2025", "built-in")


@pytest.fixture
def facts_for():
    """Facts of a pack and a state of one's own."""
    return made


@pytest.fixture(scope="session")
def unchanged(pack: Pack, scored: dict[str, Score]) -> Facts:
    """The full park, for tests that change nothing in it."""
    return made(pack, full_state(pack), score=scored["full"])


CASES = {"full": full_state, "failing": failing_state, "empty": empty_state}


@pytest.fixture(scope="session")
def scored(pack: Pack) -> dict[str, Score]:
    """The scores of the three parks: a test may change its own facts, and these stay what they are."""
    return {name: made(pack, state(pack)).score for name, state in CASES.items()}


@pytest.fixture
def full(pack: Pack, scored: dict[str, Score]) -> Facts:
    return made(pack, full_state(pack), score=scored["full"])


@pytest.fixture
def failing(pack: Pack, scored: dict[str, Score]) -> Facts:
    return made(pack, failing_state(pack), score=scored["failing"])


@pytest.fixture
def empty(pack: Pack, scored: dict[str, Score]) -> Facts:
    return made(pack, empty_state(pack), score=scored["empty"])


@dataclass(frozen=True)
class LaidOut:
    """A published document and the text of each of its pages, without blanks."""

    made: Published
    pages: list[str]


@pytest.fixture(scope="session")
def laid_out(
    pack: Pack, scored: dict[str, Score], soffice: object, tmp_path_factory: pytest.TempPathFactory
) -> LaidOut:
    """The report of the full park as LibreOffice lays it out: once for all tests of all workers, for it takes long."""
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "laid-out.pickle"
    with FileLock(place.with_suffix(".lock")):
        if not place.is_file():
            made_ = publish(TEMPLATE, made(pack, full_state(pack), score=scored["full"]))
            pages = [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(made_.pdf)).pages]
            place.write_bytes(pickle.dumps(LaidOut(made_, pages)))
        found: LaidOut = pickle.loads(place.read_bytes())
    return found
