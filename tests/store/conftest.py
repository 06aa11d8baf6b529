"""A park on disk without a pack: the store knows nothing of standards."""

from __future__ import annotations

import pytest

from zcdoc.model.record import Address, Change, get
from zcdoc.store import ParkStore

NOTE = Address("park", "profile", "园区概况", "内容")


@pytest.fixture
def store(tmp_path):
    folder = tmp_path / "parks" / "demo"
    folder.mkdir(parents=True)
    return ParkStore(folder, "demo")


@pytest.fixture
def put(store):
    """Commits one value: `put("新内容")`; a field other than the note is named by `at`."""

    def commit(value, at=NOTE, by="钱二", export=""):
        make = lambda record: [Change(at, get(record.state, at), value, "园区信息!B25")]  # noqa: E731
        return store.commit(make, "测试", by, export)

    return commit
