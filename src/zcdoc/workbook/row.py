"""One row of a sheet before it is written, or as it was handed out."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class GridRow:
    """One row: its key, its values by header, and what differs from the column's usual type."""

    key: str
    values: dict[str, str]
    computed: dict[str, str] = field(default_factory=dict)
    percent: frozenset[str] = frozenset()
    options: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    prompts: dict[str, str] = field(default_factory=dict)
