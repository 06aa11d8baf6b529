"""A round stands under the pack of its opening: an edited threshold moves no closed round and is told for an open one."""

from __future__ import annotations

import shutil

import pytest
from tests.actions.conftest import OLD

from zcdoc import notices
from zcdoc.actions.desk import open_desk
from zcdoc.actions.exchange import import_park
from zcdoc.actions.history import undo
from zcdoc.actions.judge import score_park
from zcdoc.actions.park_export import export_park
from zcdoc.actions.parks import close_round, new_round
from zcdoc.actions.pinned import KEPT, MOVED, OFFERED, REMEMBERED, repin
from zcdoc.errors import UserError
from zcdoc.model.pins import TABLE, newer, pin_of
from zcdoc.model.record import PARK, Address, Change
from zcdoc.store import Workspace, init, shelf


def edited(workspace: Workspace, file: str = "indicators.yaml", was: str = "", now: str = "") -> None:
    path = workspace.root / "checklists" / OLD / file
    text = path.read_text("utf-8")
    assert was in text
    path.write_text(text.replace(was, now, 1), "utf-8")


def lowered(workspace: Workspace) -> None:
    edited(workspace, was='leading: "0.5"', now='leading: "0.9"')


def raised(workspace: Workspace) -> None:
    edited(workspace, "pack.yaml", "version: 1.0.0", "version: 1.1.0")


def told(workspace: Workspace, **kwargs: str) -> tuple[str, list[str]]:
    with notices.gathering() as found:
        _, score = score_park(workspace, "demo", OLD, kwargs.get("round_id"))
    return str(score.total), [p.rule for p in found]


def test_a_round_remembers_its_pack_from_its_opening(judged):
    pin = pin_of(judged.store.load(), "baseline-1", OLD)
    pack = open_desk(judged.workspace, "demo", OLD).pack
    assert pin is not None
    assert (pin.version, pin.sha256) == (pack.version, pack.sha256)
    assert shelf.place(judged.store.folder, pin.sha256).is_file()


def test_a_threshold_edited_under_the_same_version_is_an_error_for_an_open_round(judged):
    lowered(judged.workspace)
    with pytest.raises(UserError, match="内容却已改动") as err:
        score_park(judged.workspace, "demo", OLD, None)
    assert "zcdoc pack pin" in err.value.fix
    assert "version" in err.value.fix


def test_a_threshold_edited_does_not_move_a_closed_round(judged):
    before, _ = told(judged.workspace)
    close_round(judged.workspace, "demo", "baseline-1", date="2026-02-01")
    lowered(judged.workspace)
    after, rules = told(judged.workspace, round_id="baseline-1")
    assert after == before
    assert KEPT in rules
    new_round(judged.workspace, "demo", "self-inspection", source="baseline-1", date="2026-03-01")
    moved, _ = told(judged.workspace)
    assert moved != before, "the edited threshold does count for the round that was opened under it"


def test_a_closed_round_outlives_its_pack(judged):
    before, _ = told(judged.workspace)
    close_round(judged.workspace, "demo", "baseline-1", date="2026-02-01")
    edited(judged.workspace, "pack.yaml", "id: small-pack", "id: [")
    assert told(judged.workspace, round_id="baseline-1")[0] == before


def test_a_closing_is_refused_while_the_pack_is_another_one(judged):
    lowered(judged.workspace)
    with pytest.raises(UserError, match="内容却已改动"):
        close_round(judged.workspace, "demo", "baseline-1", date="2026-02-01")


def test_a_kept_pack_that_was_touched_is_refused(judged):
    pin = pin_of(judged.store.load(), "baseline-1", OLD)
    close_round(judged.workspace, "demo", "baseline-1", date="2026-02-01")
    lowered(judged.workspace)
    path = shelf.place(judged.store.folder, pin.sha256)
    path.write_text(path.read_text("utf-8").replace('leading: \\"0.5\\"', 'leading: \\"0.2\\"'), "utf-8")
    with pytest.raises(UserError, match="sha256 不符"):
        score_park(judged.workspace, "demo", OLD, "baseline-1")


def test_pinning_anew_settles_it_as_an_event_and_can_be_undone(judged):
    before, _ = told(judged.workspace)
    lowered(judged.workspace)
    done = repin(judged.workspace, "demo", OLD, None, by="钱二")
    assert done.was is not None
    assert done.was.sha256 != done.now.sha256
    assert judged.store.events()[-1].command == f"pack pin {OLD} baseline-1"
    assert told(judged.workspace)[0] != before
    undo(judged.workspace, "demo")
    with pytest.raises(UserError, match="内容却已改动"):
        score_park(judged.workspace, "demo", OLD, None)


def test_a_closed_round_is_not_pinned_anew(judged):
    close_round(judged.workspace, "demo", "baseline-1", date="2026-02-01")
    lowered(judged.workspace)
    with pytest.raises(UserError, match="关闭"):
        repin(judged.workspace, "demo", OLD, "baseline-1")
    at = Address(PARK, TABLE, f"baseline-1/{OLD}", "sha256")
    was = pin_of(judged.store.load(), "baseline-1", OLD).sha256
    with pytest.raises(UserError, match="关闭"):
        judged.store.commit(lambda _: [Change(at, was, "0" * 64)], "typed", "钱二")


def test_a_newer_version_of_ones_own_pack_is_offered_by_name(judged):
    before, _ = told(judged.workspace)
    lowered(judged.workspace)
    raised(judged.workspace)
    after, rules = told(judged.workspace)
    assert after == before
    assert OFFERED in rules


def test_a_newer_built_in_version_takes_an_open_round_along(judged, monkeypatch):
    lowered(judged.workspace)
    raised(judged.workspace)
    as_built_in(judged.workspace, monkeypatch)
    assert MOVED in told(judged.workspace)[1]
    assert pin_of(judged.store.load(), "baseline-1", OLD).version == "1.0.0", "reading writes nothing"
    with notices.gathering() as found:
        write_through_desk(judged.workspace)
    assert REMEMBERED in [p.rule for p in found]
    assert pin_of(judged.store.load(), "baseline-1", OLD).version == "1.1.0"


def test_a_round_of_an_older_version_remembers_at_its_next_write(judged):
    forget(judged.store)
    assert told(judged.workspace)[1].count(REMEMBERED) == 0
    with notices.gathering() as found:
        write_through_desk(judged.workspace)
    assert REMEMBERED in [p.rule for p in found]
    assert pin_of(judged.store.load(), "baseline-1", OLD) is not None


def test_undoing_an_import_does_not_make_a_round_forget(judged):
    forget(judged.store)
    write_through_desk(judged.workspace)
    undo(judged.workspace, "demo")
    assert pin_of(judged.store.load(), "baseline-1", OLD) is not None


def test_newer_compares_numbers():
    assert newer("1.10.0", "1.9.0")
    assert not newer("1.0.0", "1.0.0")
    assert not newer("x", "1.0.0")


def forget(store) -> None:
    """A park as an older version left it."""

    def make(record):
        rows = record.state[PARK][TABLE]
        return [Change(Address(PARK, TABLE, k, n), v, None) for k, row in rows.items() for n, v in row.items()]

    store.commit(make, "typed", "钱二")


def write_through_desk(workspace: Workspace) -> None:
    desk = open_desk(workspace, "demo", OLD)
    at = Address(PARK, "profile", "园区概况", "内容")
    desk.store.commit(lambda _: [Change(at, None, "新内容")], "typed", "钱二")


def as_built_in(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workspace's packs as if they had come with zcdoc."""
    from zcdoc import assets

    monkeypatch.setattr(assets, "WORKSPACE", assets.BUILT_IN)


def test_the_pack_of_a_closed_round_travels_with_the_park(judged, tmp_path):
    before, _ = told(judged.workspace)
    close_round(judged.workspace, "demo", "baseline-1", date="2026-02-01")
    file = export_park(judged.workspace, "demo", tmp_path / "demo.yaml")
    elsewhere = Workspace(init(tmp_path / "elsewhere"), "孙三")
    shutil.copytree(judged.workspace.root / "checklists", elsewhere.root / "checklists")
    lowered(elsewhere)
    made = import_park(elsewhere, file)
    assert made.applied, [p.line() for p in made.problems]
    after, rules = told(elsewhere, round_id="baseline-1")
    assert after == before
    assert KEPT in rules
    again = export_park(elsewhere, "demo", tmp_path / "again.yaml").read_text("utf-8")
    assert "zcdoc-pack" in again


def test_a_pack_altered_on_its_way_is_refused(judged, tmp_path):
    close_round(judged.workspace, "demo", "baseline-1", date="2026-02-01")
    file = export_park(judged.workspace, "demo", tmp_path / "demo.yaml")
    text = file.read_text("utf-8")
    assert "绿色建筑比例" in text
    file.write_text(text.replace("绿色建筑比例", "绿色建筑比重", 1), "utf-8")
    elsewhere = Workspace(init(tmp_path / "elsewhere"), "孙三")
    shutil.copytree(judged.workspace.root / "checklists", elsewhere.root / "checklists")
    made = import_park(elsewhere, file)
    assert not made.applied
    assert "sha256" in " ".join(p.message for p in made.problems)
