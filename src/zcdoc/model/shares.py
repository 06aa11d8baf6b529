"""A share may be written as it is printed: `65%` where the unit is % is read as 0.65, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

_PERCENT = re.compile(r"\s*(-?\d{1,30}(?:\.\d{1,30})?)\s*[%％]\s*", re.ASCII)


def share(value: Any) -> Any:
    """`65%` as `0.65`; the numbers of bands, phases, steps and assumptions below it too; anything else as it stands."""
    if isinstance(value, str):
        found = _PERCENT.fullmatch(value)
        return f"{(Decimal(found[1]) / 100).normalize():f}" if found else value
    if isinstance(value, dict):
        return {key: share(one) if key in _NUMBERS else one for key, one in value.items()}
    if isinstance(value, list):
        return [share(one) for one in value]
    return value


# Keys below a share that hold a share or lead to one.
_NUMBERS = {"leading", "bands", "phases", "base", "at", "steps", "assumed", "value", "permitted", "min", "max"}


def reader(*keys: str, when: Callable[[dict[str, Any]], bool]) -> Callable[[Any], Any]:
    """For a validator that runs before the model's: reads these keys as shares where `when` says so of the raw data."""

    def read(data: Any) -> Any:
        if not isinstance(data, dict) or not when(data):
            return data
        return {key: share(value) if key in keys else value for key, value in data.items()}

    return read


def in_percent(data: dict[str, Any]) -> bool:
    """Whether the unit beside a number is %."""
    return data.get("unit") == "%"
