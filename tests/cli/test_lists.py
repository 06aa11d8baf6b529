"""Lists of many: what is wrong with one stands in its row, and the others are shown all the same."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pytest

HISTORY, CHECKPOINT = "history.jsonl", "record.json"


def cut_in_half(park):
    path = park / HISTORY
    path.write_text(path.read_text("utf-8")[:200] + "\n", "utf-8")


def changed_by_hand(park):
    path = park / CHECKPOINT
    path.write_text(path.read_text("utf-8").replace("临港", "别处"), "utf-8")


def broken_chain(park):
    path = park / HISTORY
    path.write_text(path.read_text("utf-8").replace("临港示范园区", "别的园区"), "utf-8")
    (park / CHECKPOINT).unlink()


def not_text(park):
    (park / HISTORY).write_bytes(b"\xff\xfe\n")


def a_line_of_another_kind(park):
    (park / HISTORY).write_text('{"hash": 1}\n', "utf-8")


def empty(park):
    (park / HISTORY).write_bytes(b"")


SPOILT = (cut_in_half, changed_by_hand, broken_chain, not_text, a_line_of_another_kind, empty)


@pytest.fixture
def two(ws, zcdoc):
    """A second park beside 临港, which a test spoils."""
    zcdoc("park", "new", "b-2", "--standard", "seesa-010-2025", "--name", "第二园", "--date", "2026-02-01")
    return ws / "parks" / "lingang"


class TestParks:
    @pytest.mark.parametrize("spoil", SPOILT, ids=lambda f: f.__name__)
    def test_one_that_cannot_be_read_stands_in_its_row(self, zcdoc, two, spoil):
        spoil(two)
        said = zcdoc("park list")
        assert said.code == 1
        assert "第二园" in said.out
        assert "lingang" in said.out
        said = zcdoc("park list --json")
        assert said.code == 1
        good, bad = said.json
        assert (good["id"], good["name"], good["error"]) == ("b-2", "第二园", None)
        assert (bad["id"], bad["rounds"], bad["head"]) == ("lingang", [], "")
        assert bad["error"]
        assert set(good) == set(bad)

    def test_the_fault_is_told_with_its_remedy(self, zcdoc, two):
        changed_by_hand(two)
        assert "被手工改动过" in zcdoc("park list").out
        assert "zcdoc park import" in zcdoc("park list --json").json[1]["error"].replace("export 和 park", "import")

    def test_a_folder_that_may_not_be_entered_hides_no_other(self, zcdoc, two, monkeypatch):
        closed_to_all(monkeypatch, two)
        said = zcdoc("park list --json")
        assert (said.code, [p["id"] for p in said.json]) == (1, ["b-2", "lingang"])
        assert "没有权限" in said.json[1]["error"]

    def test_all_sound_is_no_problem(self, zcdoc, two):
        assert zcdoc("park list").code == 0


def closed_to_all(monkeypatch, folder):
    """As the system refuses a folder without permission; root, who runs some tests, is refused nothing."""
    real = {name: getattr(Path, name) for name in ("is_file", "read_bytes", "exists")}

    def refusing(name):
        def look(path, *arguments, **options):
            if path.is_relative_to(folder) and path != folder:
                raise PermissionError(13, "Permission denied", str(path))
            return real[name](path, *arguments, **options)

        return look

    for name in real:
        monkeypatch.setattr(Path, name, refusing(name))


class TestPacks:
    def test_a_faulty_one_stands_beside_the_built_in(self, zcdoc, ws):
        folder = ws / "checklists" / "eigen"
        folder.mkdir(parents=True)
        (folder / "pack.yaml").write_bytes(b"\xff\x00")
        said = zcdoc("pack list")
        assert said.code == 1
        assert "seesa-010-2025" in said.out
        assert {p["id"]: bool(p["problems"]) for p in zcdoc("pack list --json").json}["eigen"]

    def test_a_folder_that_may_not_be_entered_hides_no_other(self, zcdoc, ws, monkeypatch):
        folder = ws / "checklists" / "eigen"
        folder.mkdir(parents=True)
        (folder / "pack.yaml").write_text("x: y\n", "utf-8")
        closed_to_all(monkeypatch, folder)
        assert {"eigen", "seesa-010-2025"} <= {p["id"] for p in zcdoc("pack list --json").json}


class TestTemplates:
    @pytest.mark.parametrize(
        "content", [b"\xff\x00", b"document: [", b"- 1\n", b""], ids=["binary", "yaml", "list", "empty"]
    )
    def test_a_faulty_one_stands_beside_the_built_in(self, zcdoc, ws, content):
        folder = ws / "report_templates" / "eigen"
        folder.mkdir(parents=True)
        (folder / "template.yaml").write_bytes(content)
        said = zcdoc("template list --json")
        found = {t["name"]: t["error"] for t in said.json}
        assert said.code == 1
        assert found.pop("eigen")
        assert {"report", "scheme", "inspection"} <= found.keys()
        assert set(found.values()) == {None}
        assert "创建评价报告" in zcdoc("template list").out

    def test_all_sound_is_no_problem(self, zcdoc, ws):
        assert zcdoc("template list").code == 0


class TestSuggestions:
    """The Tab key asks the same lists."""

    @pytest.mark.parametrize("checkpoint", [b"[]", b'{"state": 1, "head": ""}', b"[" * 100_000, b"\xff"])
    def test_a_park_whose_checkpoint_holds_anything_hides_no_other(self, two, checkpoint, monkeypatch):
        from zcdoc.cli import complete
        from zcdoc.store import Workspace

        (two / CHECKPOINT).write_bytes(checkpoint)
        monkeypatch.setattr(complete, "_workspace", lambda _: Workspace(two.parents[1]))
        assert dict(complete.parks(None, "")) == {"b-2": "第二园", "lingang": ""}

    def test_a_pack_that_is_no_text_hides_no_keys_of_others(self, ws, monkeypatch):
        from zcdoc.cli import complete

        folder = ws / "checklists" / "eigen"
        folder.mkdir(parents=True)
        (folder / "pack.yaml").write_bytes(b"\xff\x00")
        monkeypatch.setattr(complete, "_own_packs", lambda _, known: list(known))

        root = SimpleNamespace(params={"workspace": str(ws)})
        line = SimpleNamespace(params={}, find_root=lambda: root)
        assert "data-year" in dict(complete.assumption_keys(line, ""))


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows cannot move to another zone while it runs")
class TestTimes:
    """A time is stored with its offset; people read the clock of their own machine."""

    @pytest.fixture
    def in_zone(self, monkeypatch):
        def move(zone):
            monkeypatch.setenv("TZ", zone)
            time.tzset()

        yield move
        monkeypatch.undo()
        time.tzset()

    def test_the_history_shows_local_time_and_json_what_is_stored(self, zcdoc, ws, monkeypatch, in_zone):
        in_zone("Asia/Shanghai")
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767600000")  # 2026-01-05 08:00 in UTC, and stored so
        zcdoc("round new self-inspection --park lingang --date 2026-02-01")
        assert "2026-01-05 16:00:00" in zcdoc("history show --park lingang").out
        assert "+00:00" not in zcdoc("history show --park lingang").out
        assert zcdoc("history show --park lingang --json").json[-1]["at"] == "2026-01-05T08:00:00+00:00"
        in_zone("America/New_York")
        assert "2026-01-05 03:00:00" in zcdoc("history show --park lingang").out

    def test_text_that_is_no_time_stands_as_it_is(self):
        from zcdoc.cli.show import local_time

        assert [local_time(t) for t in ("", "昨天", "2026-13-01")] == ["", "昨天", "2026-13-01"]
