"""Values that come back from a workbook or a YAML file, before they are merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zcdoc.model.record import Address


@dataclass(frozen=True, slots=True)
class Incoming:
    """One value that came back: None clears it. Blank cells are not handed in at all."""

    at: Address
    value: str | None
    where: str


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row without a number: it gets the next one, unless the record already holds the very same row."""

    scope: str
    table: str
    values: Mapping[str, tuple[str, str]]
    """field -> (value, where)"""
