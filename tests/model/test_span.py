"""Years of a 所属期间, however people write it."""

from __future__ import annotations

import pytest

from zcdoc.model.span import whole_years, years


@pytest.mark.parametrize(
    ("text", "found", "whole"),
    [
        ("2025 年", {2025}, True), ("2023 至 2025 年", {2023, 2024, 2025}, True), ("2023—2025", {2023, 2024, 2025}, True),
        ("2023~2024", {2023, 2024}, True), ("2023年、2025年", {2023, 2025}, True), ("2026年1月", {2026}, False),
        ("2023年1月至2025年12月", {2023, 2024, 2025}, False), ("2025-01-01", {2025}, False), ("2025—2023", {2023, 2025}, True),
        ("现行", set(), False), ("", set(), False), ("DEMO-20251", set(), False), ("2023-2025", {2023, 2024, 2025}, True),
    ],
)  # fmt: skip
def test_years(text, found, whole):
    assert (years(text), whole_years(text)) == (found, whole)
