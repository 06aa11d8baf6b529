"""Plain data for each document; one builder per `document` named in a template's `template.yaml`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zcdoc.report.context import inspection, report, scheme
from zcdoc.report.facts import Facts
from zcdoc.report.phrases import Phrases

Builder = Callable[[Facts, Phrases], dict[str, Any]]
BUILDERS: dict[str, Builder] = {"report": report.build, "scheme": scheme.build, "inspection": inspection.build}
# 园区信息 fields that name who answers for each document and when it was signed.
SIGNED: dict[str, tuple[str, str]] = {
    "report": ("评价机构名称", "报告日期"),
    "scheme": ("方案编制单位", "方案编制日期"),
    "inspection": ("园区管理机构", "自查结束日期"),
}

__all__ = ["BUILDERS", "SIGNED", "Builder"]
