"""The years that a 所属期间 names, as people write it: `2025 年`, `2023 至 2025 年`, `2023—2025`, `2026年1月`."""

from __future__ import annotations

import re

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_RANGE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*年?(?:\d{1,2}\s*月)?\s*(?:至|到|—|–|-|~|～|－)+\s*((?:19|20)\d{2})(?!\d)"
)
_ISO = re.compile(r"(?<!\d)((?:19|20)\d{2})-(?:0[1-9]|1[0-2])(?:-\d{2})?(?!\d)")
_PART = re.compile(r"月|季|半年|上旬|下旬|中旬|\d{4}-(?:0[1-9]|1[0-2])(?!\d)")
LONGEST = 30


def years(text: str) -> frozenset[int]:
    """Every calendar year named or lying within a range; empty when the text names none."""
    plain = _ISO.sub(r"\1 ", text)
    found = {int(y) for y in _YEAR.findall(plain)}
    for first, last in _RANGE.findall(plain):
        if 0 <= int(last) - int(first) <= LONGEST:
            found |= set(range(int(first), int(last) + 1))
    return frozenset(found)


def whole_years(text: str) -> bool:
    """Whether the text speaks of calendar years and not of months or days in them."""
    return bool(years(text)) and not _PART.search(text)
