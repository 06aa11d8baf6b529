"""park list and park show: how far each park is, under each of its standards."""

from __future__ import annotations

import pytest

PACK, OTHER = "seesa-010-2025", "jiangsu-guide"


@pytest.fixture
def begun(zcdoc, ws, fill):
    """A park of which a few cells are filled, and one in which nobody has begun, under two standards."""
    zcdoc("checklist", "import", fill(), "--park", "lingang", "--by", "孙三")
    zcdoc("park", "new", "b-2", "--standard", PACK, "--standard", OTHER, "--name", "第二园", "--date", "2026-02-01")
    return ws


def test_it_says_what_check_says(zcdoc, begun):
    (shown,) = zcdoc("park show --park lingang --json").json["progress"]
    found = zcdoc("check --park lingang --json").json
    assert (shown["standard"], shown["round"], shown["error"]) == (PACK, "baseline-1", None)
    assert {name: shown[name] for name in ("checks", "indicators")} == found["progress"]
    assert (shown["errors"], shown["warnings"]) == (found["errors"], found["warnings"])
    assert found["progress"]["checks"]["judged"] == 1
    assert found["progress"]["indicators"]["valued"] == 2


def test_people_see_it_in_the_list_and_in_the_park(zcdoc, begun):
    errors = zcdoc("check --park lingang --json").json["errors"]
    for said in (zcdoc("park list"), zcdoc("park show --park lingang")):
        row = next(row for row in said.out.splitlines() if PACK in row and "1/" in row)
        assert {"1/163", "2/28", str(errors)} <= set(row.split())


def test_each_standard_has_its_own_line(zcdoc, begun):
    listed = {p["id"]: p["progress"] for p in zcdoc("park list --json").json}
    assert [s["standard"] for s in listed["b-2"]] == [PACK, OTHER]
    assert [s["checks"]["judged"] for s in listed["b-2"]] == [0, 0]
    assert all(s["errors"] > 0 for s in listed["b-2"])


def test_the_latest_round_counts(zcdoc, begun):
    zcdoc("round new self-inspection --park lingang --date 2026-02-01 --round self-9")
    assert zcdoc("park show --park lingang --json").json["progress"][0]["round"] == "self-9"


def test_what_cannot_be_counted_hides_nothing_else(zcdoc, begun):
    folder = begun / "checklists" / OTHER
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_bytes(b"\xff\x00")
    said = zcdoc("park list --json")
    counted, lost = next(p for p in said.json if p["id"] == "b-2")["progress"]
    assert counted["errors"] > 0
    assert (lost["checks"], lost["indicators"], lost["errors"]) == (None, None, None)
    assert lost["error"]
    assert f"{OTHER}：没有算出进度" in zcdoc("park show --park b-2").out


def test_a_brief_list_counts_nothing(zcdoc, begun, monkeypatch):
    monkeypatch.setattr("zcdoc.actions.standing.standings", lambda *_: 1 / 0)
    said = zcdoc("park list --brief --json")
    assert (said.code, [p["progress"] for p in said.json]) == (0, [[], []])
    assert "第二园" in zcdoc("park list --brief").out
