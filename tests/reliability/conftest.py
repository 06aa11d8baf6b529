"""What a row of `rows.py` gives its tests: the sizes in force, and a way to say what was reached."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import rows


@pytest.fixture(scope="module")
def row(request: pytest.FixtureRequest) -> rows.Row:
    """The row whose test file this is."""
    return next(r for r in rows.ROWS if r.path == request.path)


@pytest.fixture(scope="module")
def size(row: rows.Row) -> dict[str, int]:
    """How many of each: `size["pairs"]`."""
    return row.sizes()


@pytest.fixture(scope="module")
def reached(row: rows.Row) -> Callable[..., None]:
    """`reached(pairs=50)` says what was done, once it was done; nothing is said of what was only meant to be done."""

    def say(**numbers: int) -> None:
        folder = os.environ.get(rows.OUT)
        if folder:
            # One file per process: the tests of a row may run in several.
            with (Path(folder) / f"{row.id}-{os.getpid()}.jsonl").open("a", encoding="utf-8") as out:
                out.write(json.dumps(numbers) + "\n")

    return say
