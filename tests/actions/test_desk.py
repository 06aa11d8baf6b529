"""Which park, standard and round a command works on, and what it refuses before it begins."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zcdoc.actions.chosen import choose_round, choose_standard
from zcdoc.actions.desk import output_file
from zcdoc.actions.origin import find_pack
from zcdoc.actions.parks import close_round, new_park, new_round
from zcdoc.errors import UsageError, UserError
from zcdoc.model.record import Address, Change, Record
from zcdoc.problems import ProblemsError
from zcdoc.store import Workspace, init

PACK = "small-pack"
SMALL = Path(__file__).resolve().parents[1] / "readiness" / PACK


@pytest.fixture
def workspace(tmp_path):
    """A workspace that brings its own packs, `small-pack` and a copy of it under another name."""
    root = init(tmp_path / "ws")
    for name in (PACK, "other-pack"):
        shutil.copytree(SMALL, root / "checklists" / name)
        head = root / "checklists" / name / "pack.yaml"
        head.write_text(head.read_text("utf-8").replace(f"id: {PACK}", f"id: {name}", 1), "utf-8")
    return Workspace(root, "钱二")


@pytest.fixture
def park(workspace):
    new_park(workspace, "demo", [PACK, "other-pack", PACK], " 示范园区 ", date="2026-01-05")
    return workspace.store("demo")


def test_a_new_park_stands_under_its_standards_once_each_and_has_a_round(workspace, park):
    record = park.load()
    assert record.standards == [PACK, "other-pack"]
    assert record.name == "示范园区"
    assert [(r.id, r.kind, r.date) for r in record.rounds] == [("baseline-1", "baseline", "2026-01-05")]
    assert park.evidence_folder.is_dir()


@pytest.mark.parametrize(
    ("arguments", "options"),
    [(([], "名"), {}), ((["none"], "名"), {}), (([PACK], ""), {}), (([PACK], "\x07"), {}), (([PACK], "名"), {"kind": "x"}), (([PACK], "名"), {"date": "x"}),
     (([PACK], "名"), {"round_id": "X"})],
)  # fmt: skip
def test_a_park_that_cannot_be_made_leaves_no_folder(workspace, arguments, options):
    with pytest.raises(UsageError):
        new_park(workspace, "demo", *arguments, **options)
    assert list((workspace.root / "parks").iterdir()) == []


class TestChoosing:
    def test_the_first_standard_unless_another_is_asked_for(self, park):
        record = park.load()
        assert choose_standard(record, None) == PACK
        assert choose_standard(record, "other-pack") == "other-pack"
        with pytest.raises(UsageError, match="none"):
            choose_standard(record, "none")
        with pytest.raises(UserError):
            choose_standard(Record("demo"), None)

    def test_the_latest_round_of_the_kind_that_is_wanted(self, workspace, park):
        for kind, date in (
            ("evaluation", "2026-03-01"),
            ("self-inspection", "2026-05-01"),
            ("evaluation", "2026-02-01"),
        ):
            new_round(workspace, "demo", kind, date=date)
        record = park.load()
        assert [r.id for r in record.rounds] == ["baseline-1", "evaluation-2", "evaluation-1", "self-1"]
        assert choose_round(record, None).id == "self-1"
        assert choose_round(record, None, "evaluation").id == "evaluation-1"
        assert choose_round(record, "baseline-1").id == "baseline-1"
        with pytest.raises(UsageError, match="none"):
            choose_round(record, "none")

    def test_an_open_one_where_something_is_to_be_written(self, workspace, park):
        new_round(workspace, "demo", "evaluation", date="2026-03-01")
        close_round(workspace, "demo", "evaluation-1")
        record = park.load()
        assert choose_round(record, None, open_only=True).id == "baseline-1"
        close_round(workspace, "demo", "baseline-1")
        assert choose_round(park.load(), None, open_only=True).id == "evaluation-1", (
            "so that it can say that all are closed"
        )

    def test_the_numbers_of_rounds_are_never_given_twice(self, workspace, park):
        new_round(workspace, "demo", "evaluation", round_id="evaluation-2", date="2026-03-01")
        assert new_round(workspace, "demo", "evaluation", date="2026-03-02").id == "evaluation-3"


class TestPacks:
    def test_an_unknown_or_faulty_one_is_refused(self, workspace):
        with pytest.raises(UsageError, match="没有标准包"):
            find_pack("none", workspace)
        rating = workspace.root / "checklists" / PACK / "rating.yaml"
        rating.write_text("rating: {}\n", "utf-8")
        with pytest.raises(ProblemsError):
            find_pack(PACK, workspace)

    def test_without_a_workspace_only_the_built_in_ones_are_there(self, workspace):
        assert find_pack(PACK, workspace).origin == "workspace"
        with pytest.raises(UsageError):
            find_pack(PACK, None)


class TestNewRoundFromAnother:
    def answers(self, park):
        values = {
            ("round/baseline-1/small-pack", "checks", "4.2.1.a"): {
                "结果": "符合",
                "检查所见": "看过",
                "检查人": "钱二",
                "检查日期": "2026-01-06",
            },
            ("round/baseline-1/small-pack", "checks", "5.1-1.a"): {"备注": "未查"},
            ("round/baseline-1/other-pack", "checks", "4.2.1.a"): {"结果": "不符合"},
            ("round/baseline-1/small-pack", "indicators", "1"): {"分子": "1", "分母": "2"},
            ("round/baseline-1", "process", "1"): {"活动": "首次会议"},
            ("round/baseline-1", "waivers", "x"): {"reason": "y"},
            ("round/baseline-1", "profile", "报告编号"): {"内容": "R-1"},
            ("round/baseline-1", "profile", "评价组长"): {"内容": "钱二"},
        }
        changes = [Change(Address(*row, name), None, v) for row, fields in values.items() for name, v in fields.items()]
        park.commit(lambda _: changes, "fill", "钱二")

    def test_answers_come_over_to_be_reviewed_and_occasions_do_not(self, workspace, park):
        self.answers(park)
        made = new_round(workspace, "demo", "evaluation", source="baseline-1", date="2026-06-01")
        state = park.load().state
        assert made.source == "baseline-1"
        assert state["round/evaluation-1/small-pack"]["checks"] == {
            "4.2.1.a": {"结果": "符合", "检查所见": "看过", "检查进度": "待复核"},
            "5.1-1.a": {"备注": "未查"},
        }
        assert state["round/evaluation-1/other-pack"]["checks"]["4.2.1.a"]["检查进度"] == "待复核"
        assert state["round/evaluation-1/small-pack"]["indicators"] == {"1": {"分子": "1", "分母": "2"}}
        assert set(state["round/evaluation-1"]) == {"profile"}
        assert state["round/evaluation-1"]["profile"] == {"评价组长": {"内容": "钱二"}}

    def test_the_round_it_came_from_stays_as_it_is(self, workspace, park):
        self.answers(park)
        before = park.load().state["round/baseline-1/small-pack"]
        new_round(workspace, "demo", "evaluation", source="baseline-1", date="2026-06-01")
        assert park.load().state["round/baseline-1/small-pack"] == before


class TestFiles:
    def test_an_output_must_be_a_file_in_a_folder(self, tmp_path):
        (tmp_path / "file").write_text("")
        assert output_file(tmp_path / "new" / "deep" / "a.xlsx") == tmp_path / "new" / "deep" / "a.xlsx"
        assert output_file(Path("a.xlsx")) == Path("a.xlsx")
        for path in (tmp_path, tmp_path / "file" / "a.xlsx", tmp_path / "file" / "deep" / "a.xlsx", Path()):
            with pytest.raises(UsageError):
                output_file(path)
