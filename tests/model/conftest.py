"""The small pack that the readiness tests use too."""

from __future__ import annotations

from pathlib import Path

import pytest

from zcdoc.pack.load import load


@pytest.fixture(scope="session")
def small_pack():
    return load(Path(__file__).parents[1] / "readiness" / "small-pack", "test")
