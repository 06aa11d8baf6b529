"""Credits of 2025 cancelled in March 2026 count under the default; what other options would do is told and blocks `--final`."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import pytest

from zcdoc.actions.desk import open_desk
from zcdoc.model.record import Record
from zcdoc.readiness import check
from zcdoc.scoring import score
from zcdoc.store.workspace import Workspace

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PARK, ROUND = "leading-demo", "evaluation-1"


@pytest.fixture(scope="module")
def leading():
    return open_desk(Workspace(SAMPLES), PARK, round_id=ROUND).view


def changed(view, option="", **cells):
    """The park with every cancelled credit changed, and the assumption settled as said (blank: open)."""
    state = copy.deepcopy(view.record.state)
    for row in state[f"round/{ROUND}"]["offsets"].values():
        if row.get("注销日期"):
            row.update(cells)
    decided = state[f"round/{ROUND}/seesa-010-2025"].setdefault("assumptions", {})
    for scope in ("park", f"round/{ROUND}/seesa-010-2025"):
        state[scope].get("assumptions", {}).pop("seesa-010-2025/cancellation", None)
    if option:
        decided["seesa-010-2025/cancellation"] = {"value": option, "source": "试", "by": "试", "date": "2026-03-01"}
    return replace(view, record=Record(PARK, state, "head"))


def moved(result):
    return next(a for a in result.assumptions if a.key == "cancellation").changes_level


def test_cancelled_in_march_of_the_next_year_counts_under_the_default(leading):
    before = leading.profile_value("报告日期")
    assert before > "2026-03-05"
    result = score(changed(leading, 注销日期="2026-03-05"))
    assert result.zero_carbon == "yes"
    # Within the year it would not: the open assumption is told as one that changes the conclusion.
    assert moved(result)
    assert score(changed(leading, "within-year", 注销日期="2026-03-05")).zero_carbon == "no"


def test_where_every_option_gives_the_same_nothing_rests_on_it(leading):
    result = score(changed(leading, 注销日期="2025-12-05"))
    assert (result.zero_carbon, moved(result)) == ("yes", False)


def test_purchase_alone_never_counts_for_ccer(leading):
    assert score(changed(leading, "purchase", 注销日期="", 注销凭证="")).zero_carbon == "no"


def test_check_names_it(leading):
    view = changed(leading, 注销日期="2026-03-05")
    found = [f.problem for f in check(view, score(view), {}, "2026-12-31", final=True)]
    assert any("cancellation" in p.where for p in found if p.severity == "error"), [p.where for p in found]
