"""Which results a check can have and on which sheet it stands (design contracts 4.2 and 4.4)."""

from __future__ import annotations

from zcdoc.model.pack import SUBJECT_LABEL, Check, CheckType, Clause, Kind
from zcdoc.model.tables import BASIC_SHEET, LISTS, MEASURE_SHEET

RESULT_LISTS: dict[CheckType, str] = {
    "requirement": "results_requirement",
    "instruction": "results_requirement",
    "recommendation": "results_recommendation",
    "permission": "results_permission",
    "statement": "results_none",
}


def result_list(clause: Clause, check: Check) -> str:
    """The name in LISTS of a check's results: its type decides, everywhere.

    Inside the basic requirements a requirement is kept or not, and there is nothing between.
    """
    if check.type == "requirement" and clause.kind == "requirement":
        return "results_basic"
    return RESULT_LISTS[check.type]


def results_of(clause: Clause, check: Check) -> tuple[str, ...]:
    return LISTS[result_list(clause, check)]


def sheet_of(kind: Kind) -> str:
    """Principles stand with the basic requirements, management with the measures."""
    return BASIC_SHEET if kind in {"principle", "requirement"} else MEASURE_SHEET


def who(clause: Clause, check: Check) -> str:
    """Who must act, as sheets and documents print it: `园区、企业`."""
    return "、".join(SUBJECT_LABEL[subject] for subject in clause.who(check))


def binds(clause: Clause, check: Check) -> bool:
    """Whether a check asks for conformity: requirements and instructions do, what may be adopted or not does not."""
    return result_list(clause, check) in {"results_basic", "results_requirement"}
