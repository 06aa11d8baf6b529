"""What a row of `rows.py` gives its tests: the sizes in force, and a way to say what was reached."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import rows
import shelf
from forks import Forks


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `nightly` exist at the nightly scale alone; at the small one they are left out, which is no skipping."""
    if os.environ.get(rows.SCALE) == rows.NIGHTLY:
        return
    nightly = [item for item in items if item.get_closest_marker("nightly")]
    config.hook.pytest_deselected(items=nightly)
    items[:] = [item for item in items if item not in nightly]


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


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """Runs commands in processes of their own."""
    with Forks() as server:
        yield server


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace as it stands before anything is disturbed; tests take a copy."""
    return shelf.build(tmp_path_factory.mktemp("before") / "ws")
