"""A user's own copy of the text is laid over a pack: it says that somebody has read it, and changes no identity."""

from __future__ import annotations

from pathlib import Path

import pytest

from zcdoc.actions.origin import find_pack
from zcdoc.model.record import Record, Round, scope_of
from zcdoc.model.view import View
from zcdoc.pack.overlay import laid_over
from zcdoc.problems import ProblemsError
from zcdoc.store.workspace import Workspace

KEY = "6-general-1.a"
GOOD = f"source: 2026-03-02 购得的印本\ntexts:\n  {KEY}: 园区的物理边界清楚\n"


@pytest.fixture
def shanxi(tmp_path):
    return find_pack("sxses-04-2024", Workspace(tmp_path))


def result(pack):
    state = {scope_of("pack", "r1", pack.id): {"checks": {KEY: {"结果": "符合"}}}}
    return View(pack, Record("p", state, ""), Round("r1", "evaluation", "2026-03-01")).result(pack.checks[KEY][1])


def test_what_nobody_has_read_is_not_met(shanxi):
    assert result(shanxi) == "未检查"


def test_a_copy_in_the_workspace_opens_the_check(shanxi, tmp_path):
    (tmp_path / "overlays").mkdir()
    (tmp_path / "overlays" / "sxses-04-2024.yaml").write_text(GOOD, "utf-8")
    own = find_pack("sxses-04-2024", Workspace(tmp_path))
    assert (result(own), own.sha256) == ("符合", shanxi.sha256)
    assert own.for_type("工业类").overlay == {KEY: "园区的物理边界清楚"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.replace(KEY, "9.9.a"), "没有检查项“9.9.a”"),
        (GOOD.replace("园区的物理边界清楚", "''"), "没有写原文"),
        (GOOD.replace("source: 2026-03-02 购得的印本\n", ""), "要有 source"),
        ("texts: [", "overlay.yaml"),
        ("", "空的"),
    ],
)
def test_a_faulty_copy_is_refused_with_its_place(shanxi, tmp_path, text, says):
    path = Path(tmp_path / "overlay.yaml")
    path.write_text(text, "utf-8")
    with pytest.raises(ProblemsError) as raised:
        laid_over(shanxi, path)
    assert any(says in f"{p.where} {p.message}" for p in raised.value.problems)
