"""When a credit counts as used up: three rules, and what the registry asks for itself."""

from __future__ import annotations

import pytest

from zcdoc.model.cancellation import Cancelling
from zcdoc.model.pack import OffsetType

PLAIN, OWN = OffsetType(name="碳普惠"), OffsetType(name="CCER", registry_cancels=True)
MARCH = {"抵消年度": "2025", "注销日期": "2026-03-05", "注销凭证": "证 1"}
BARE = {"抵消年度": "2025"}


@pytest.mark.parametrize(
    ("rule", "kind", "row", "reason"),
    [
        ("by-report-date", PLAIN, MARCH, ""),
        ("by-report-date", OWN, MARCH, ""),
        ("by-report-date", PLAIN, {**MARCH, "注销日期": "2026-03-21"}, "晚于报告日期 2026-03-20"),
        ("by-report-date", PLAIN, BARE, "没有注销日期"),
        ("within-year", PLAIN, MARCH, "晚于抵消年度 2025"),
        ("within-year", PLAIN, {**MARCH, "注销日期": "2025-12-31"}, ""),
        ("purchase", PLAIN, BARE, ""),
        ("purchase", OWN, BARE, "没有注销日期"),
        ("purchase", OWN, {**MARCH, "注销凭证": ""}, "没有注销凭证"),
        ("purchase", OWN, MARCH, ""),
        ("by-report-date", OffsetType(name="碳汇", cancel=False), BARE, ""),
    ],
)
def test_what_counts_as_cancelled(rule, kind, row, reason):
    found = Cancelling(rule, "2026-03-20").refusal(kind, row)
    assert (found == "") if not reason else (reason in found)


def test_without_a_report_date_nothing_is_too_late_for_it():
    assert Cancelling().refusal(PLAIN, {**MARCH, "注销日期": "2099-01-01"}) == ""
