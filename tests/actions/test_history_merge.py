"""One park, two copies, worked on in both: nothing lost, nothing overwritten, nothing forgotten."""

from __future__ import annotations

import shutil

import openpyxl
import pytest

from zcdoc.actions import history
from zcdoc.actions.checklist import export_checklist, import_checklist
from zcdoc.actions.evidence import add_evidence, verify_evidence
from zcdoc.actions.history_merge import merge_histories
from zcdoc.actions.parks import close_round, new_park
from zcdoc.errors import UserError
from zcdoc.model.record import PARK, Address, Change, get, scope_of
from zcdoc.problems import ProblemsError
from zcdoc.store import Workspace, init, shelf

PACK = "seesa-010-2025"
CHECKS = scope_of("pack", "baseline-1", PACK)


class Copy:
    """One of the copies, with the commands that the tests need."""

    def __init__(self, workspace):
        self.workspace, self.store = workspace, workspace.store("demo")

    def put(self, key, scope=CHECKS, table="checks", **values):
        def change(record):
            at = {n: Address(scope, table, key, n) for n in values}
            return [Change(at[n], get(record.state, at[n]), v) for n, v in values.items()]

        self.store.commit(change, "typed", self.workspace.user)
        return self

    def add(self, path, content):
        path.write_bytes(content)
        return add_evidence(self.workspace, "demo", path, {"类型": "文件"}).number

    def row(self, key, scope=CHECKS, table="checks"):
        return self.store.load().rows(table, scope).get(key, {})

    @property
    def evidence(self):
        return self.store.load().rows("evidence", PARK)

    def merge(self, other, **options):
        return merge_histories(self.workspace, "demo", other.store.folder, **options)


@pytest.fixture
def two(tmp_path):
    """A park with one answer and one piece of evidence, and its copy in another workspace."""
    first = Workspace(init(tmp_path / "a"), "钱二")
    new_park(first, "demo", [PACK], "示范园区", date="2026-01-05")
    Copy(first).put("4.2.1.a", 结果="符合", 检查所见="批文")
    Copy(first).add(tmp_path / "批复.pdf", b"%PDF 1")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    return Copy(first), Copy(Workspace(tmp_path / "b", "孙三"))


def test_what_each_did_apart_stands_in_both_afterwards(two):
    mine, theirs = two
    mine.put("4.2.1.b", 结果="不符合")
    theirs.put("4.2.1.c", 结果="符合").put("4.2.1.a", 检查所见="批文和红线图")
    made = mine.merge(theirs)
    assert (made.applied, made.events, made.exit_code) == (True, 2, 0)
    assert mine.row("4.2.1.b") == {"结果": "不符合"}
    assert mine.row("4.2.1.c") == {"结果": "符合"}
    assert mine.row("4.2.1.a")["检查所见"] == "批文和红线图"
    events, problems = mine.store.verify()
    assert not list(problems)
    assert events[-1].command == "history merge"


def test_both_changed_one_value_and_nothing_is_written_until_somebody_takes_a_side(two):
    mine, theirs = two
    mine.put("4.2.1.a", 结果="不符合")
    theirs.put("4.2.1.a", 结果="未检查").put("4.2.1.b", 结果="符合")
    before = len(mine.store.events())
    made = mine.merge(theirs)
    assert [(c.at.key, c.base, c.file, c.record) for c in made.plan.conflicts] == [
        ("4.2.1.a", "符合", "未检查", "不符合")
    ]
    assert (made.applied, made.exit_code, len(mine.store.events())) == (False, 1, before)
    assert mine.merge(theirs, take="record").applied
    assert (mine.row("4.2.1.a")["结果"], mine.row("4.2.1.b")["结果"]) == ("不符合", "符合")
    assert mine.merge(theirs).events == 0


def test_the_other_side_can_be_taken(two):
    mine, theirs = two
    mine.put("4.2.1.a", 结果="不符合")
    theirs.put("4.2.1.a", 结果="未检查")
    mine.merge(theirs, take="file")
    assert mine.row("4.2.1.a")["结果"] == "未检查"


def test_two_documents_under_one_number_become_two_and_citations_follow(two, tmp_path):
    mine, theirs = two
    mine.add(tmp_path / "台账.pdf", b"%PDF mine")
    mine.put("4.2.1.b", 证据编号="EV-002")
    theirs.add(tmp_path / "台账.pdf", b"%PDF theirs")
    theirs.put("4.2.1.c", 证据编号="EV-001、EV-002#p3", 检查所见="见 EV-002")
    made = mine.merge(theirs)
    assert made.renumbered == [("evidence", "EV-002", "EV-003")]
    assert mine.row("4.2.1.b")["证据编号"] == "EV-002"
    assert mine.row("4.2.1.c")["证据编号"] == "EV-001、EV-003#p3"
    assert [p.rule for p in made.problems] == ["merge-mention"]
    files = {k: (mine.store.evidence_folder / r["文件"]).read_bytes() for k, r in mine.evidence.items()}
    assert files == {"EV-001": b"%PDF 1", "EV-002": b"%PDF mine", "EV-003": b"%PDF theirs"}
    assert mine.evidence["EV-003"]["文件"] == "台账 (2).pdf"
    assert not verify_evidence(mine.workspace, "demo")[1].errors


def test_what_both_registered_alike_is_one(two, tmp_path):
    mine, theirs = two
    mine.add(tmp_path / "甲.pdf", b"%PDF a")
    for name, content in (("乙.pdf", b"%PDF b"), ("甲.pdf", b"%PDF a")):
        theirs.add(tmp_path / name, content)
    theirs.put("4.2.1.c", 证据编号="EV-002、EV-003")
    mine.merge(theirs)
    assert {k: r["文件"] for k, r in mine.evidence.items()} == {
        "EV-001": "批复.pdf",
        "EV-002": "甲.pdf",
        "EV-004": "乙.pdf",
    }
    assert mine.row("4.2.1.c")["证据编号"] == "EV-004、EV-002"


def test_they_go_on_and_are_merged_again_under_the_numbers_of_the_first_time(two, tmp_path):
    mine, theirs = two
    mine.add(tmp_path / "甲.pdf", b"%PDF a")
    theirs.add(tmp_path / "乙.pdf", b"%PDF b")
    mine.merge(theirs)
    theirs.put("4.2.1.c", 证据编号="EV-002#p1").put("EV-002", PARK, "evidence", 出具单位="乙方")
    made = mine.merge(theirs)
    assert (made.events, made.plan.conflicts) == (2, [])
    assert mine.row("4.2.1.c")["证据编号"] == "EV-003#p1"
    assert mine.evidence["EV-003"]["出具单位"] == "乙方"
    assert "出具单位" not in mine.evidence["EV-002"]


def test_a_workbook_that_was_handed_out_there_comes_back_here_and_finds_its_base(two, tmp_path):
    mine, theirs = two
    theirs.put("4.2.1.b", 结果="符合")
    path = export_checklist(theirs.workspace, "demo", tmp_path / "there.xlsx").path
    theirs.put("4.2.1.d", 结果="符合")
    mine.put("4.2.1.c", 结果="符合")
    mine.merge(theirs)
    mine.put("4.2.1.b", 检查所见="后来写的")
    book = openpyxl.load_workbook(path)
    sheet = book["基本要求"]
    column = {c.value: c.column for c in sheet[3]}
    rows = {str(c.value): c.row for c in sheet["A"]}
    sheet.cell(rows["4.2.1.a"], column["检查所见"]).value = "改过"
    sheet.cell(rows["4.2.1.b"], column["检查所见"]).value = "表里写的"
    book.save(path)
    made = import_checklist(mine.workspace, path, "demo")
    assert "base-unknown" not in {p.rule for p in made.problems}
    assert [(c.at.key, c.now) for c in made.plan.changes] == [("4.2.1.a", "改过")]
    assert [(c.at.key, c.record) for c in made.plan.conflicts] == [("4.2.1.b", "后来写的")]


def test_a_head_that_is_printed_on_a_document_from_there_is_known_here(two):
    mine, theirs = two
    theirs.put("4.2.1.b", 结果="符合").put("4.2.1.c", 结果="符合")
    printed = theirs.store.events()[-2].hash
    assert history.verify(mine.workspace, "demo", printed)[1].errors
    mine.merge(theirs)
    assert not history.verify(mine.workspace, "demo", printed)[1].errors
    assert get(mine.store.fold_to(printed), Address(CHECKS, "checks", "4.2.1.c", "结果")) is None
    assert get(mine.store.fold_to(printed), Address(CHECKS, "checks", "4.2.1.b", "结果")) == "符合"


def test_a_row_that_they_deleted_goes_and_one_that_went_on_here_is_asked_for(two):
    mine, theirs = two
    for copy in two:
        copy.put("1", "round/baseline-1", "targets", 目标项="减排", 目标值="10")
    shutil.rmtree(theirs.store.folder)
    shutil.copytree(mine.store.folder, theirs.store.folder)
    theirs.put("1", "round/baseline-1", "targets", 目标项=None, 目标值=None)
    mine.put("4.2.1.b", 结果="符合")
    assert mine.merge(theirs, dry_run=True).plan.conflicts == []
    mine.put("1", "round/baseline-1", "targets", 目标值="20")
    assert mine.merge(theirs).plan.conflicts != []
    assert mine.row("1", "round/baseline-1", "targets") == {"目标项": "减排", "目标值": "20"}


def test_a_history_alone_is_enough_and_the_files_that_it_cannot_bring_are_named(two, tmp_path):
    """As two branches of a repository have it: git show branch:parks/demo/history.jsonl."""
    mine, theirs = two
    theirs.add(tmp_path / "乙.pdf", b"%PDF b")
    alone = tmp_path / "theirs.jsonl"
    shutil.copy(theirs.store.folder / "history.jsonl", alone)
    made = merge_histories(mine.workspace, "demo", alone)
    assert made.applied
    assert [(p.rule, p.where) for p in made.problems] == [("merge-file", "证据清单!EV-002")]
    assert mine.evidence["EV-002"]["文件"] == "乙.pdf"


def test_a_preview_writes_nothing(two, tmp_path):
    mine, theirs = two
    theirs.add(tmp_path / "乙.pdf", b"%PDF b")
    before = {p: p.read_bytes() for p in mine.store.folder.rglob("*") if p.is_file() and p.name != ".lock"}
    made = mine.merge(theirs, dry_run=True)
    assert made.files == ["乙.pdf"]
    assert {p: p.read_bytes() for p in mine.store.folder.rglob("*") if p.is_file() and p.name != ".lock"} == before


def test_another_park_of_the_same_name_is_refused(two, tmp_path):
    mine, _ = two
    other = Workspace(init(tmp_path / "c"), "李四")
    new_park(other, "demo", [PACK], "别的园区", date="2026-02-05")
    with pytest.raises(UserError, match="没有共同的开头"):
        mine.merge(Copy(other))


def test_a_history_that_was_altered_or_cut_is_refused(two, tmp_path):
    mine, theirs = two
    theirs.put("4.2.1.b", 结果="符合")
    text = (theirs.store.folder / "history.jsonl").read_text("utf-8")
    alone = tmp_path / "theirs.jsonl"
    for spoilt in (text.replace("批文", "假的"), text[:-1], text.replace("符合", "不符合"), "{}\n"):
        alone.write_text(spoilt, "utf-8")
        with pytest.raises((ProblemsError, UserError)):
            merge_histories(mine.workspace, "demo", alone)
    assert mine.row("4.2.1.b") == {}


def test_who_was_merged_there_already_goes_on_there(two):
    mine, theirs = two
    mine.put("4.2.1.b", 结果="符合")
    theirs.put("4.2.1.c", 结果="符合")
    theirs.merge(mine)
    with pytest.raises(UserError, match="已经合并过") as caught:
        mine.merge(theirs)
    assert "直接用它" in caught.value.fix
    mine.put("4.2.1.d", 结果="符合")
    with pytest.raises(UserError, match="已经合并过") as caught:
        mine.merge(theirs)
    assert "以另一份为准" in caught.value.fix
    assert theirs.merge(mine).applied
    assert theirs.row("4.2.1.d") == {"结果": "符合"}


@pytest.mark.parametrize("closer", [0, 1])
def test_a_round_that_one_side_closed_and_the_other_went_on_in_is_not_joined(two, closer):
    close_round(two[closer].workspace, "demo", "baseline-1", date="2026-03-01")
    two[1 - closer].put("4.2.1.b", 结果="符合")
    made = two[0].merge(two[1])
    assert [p.rule for p in made.problems] == ["merge-closed"]
    assert not made.applied


def test_a_round_that_they_opened_brings_the_pack_that_it_stands_under(two, tmp_path):
    mine, theirs = two
    sha256 = "ab" * 32
    shelf.keep(theirs.store.folder, sha256, b"a later pack")
    theirs.put(f"second/{PACK}", PARK, "packs", sha256=sha256, version="1.9.0")
    alone = tmp_path / "theirs.jsonl"
    shutil.copy(theirs.store.folder / "history.jsonl", alone)
    assert [p.rule for p in merge_histories(mine.workspace, "demo", alone).problems] == ["merge-pack"]
    assert mine.merge(theirs).applied
    assert shelf.kept(mine.store.folder, sha256, 99) == b"a later pack"


def test_answers_under_two_versions_of_a_pack_are_not_mixed(two):
    mine, theirs = two
    mine.put(f"baseline-1/{PACK}", PARK, "packs", answers="1.0.0")
    theirs.put("4.2.1.b", 结果="符合")
    made = mine.merge(theirs)
    assert [p.rule for p in made.problems] == ["merge-pack-version"]
    assert not made.applied
    assert mine.row("4.2.1.b") == {}


def test_a_merge_is_no_event_to_take_back(two):
    mine, theirs = two
    theirs.put("4.2.1.b", 结果="符合")
    mine.merge(theirs)
    with pytest.raises(UserError, match="不能撤回"):
        history.undo(mine.workspace, "demo", len(mine.store.events()))


def test_three_copies_come_together_one_after_the_other(two, tmp_path):
    mine, theirs = two
    shutil.copytree(tmp_path / "a", tmp_path / "c")
    third = Copy(Workspace(tmp_path / "c", "李四"))
    mine.put("4.2.1.b", 结果="符合")
    theirs.put("4.2.1.c", 结果="符合")
    third.put("4.2.1.d", 结果="符合")
    head = third.store.events()[-1].hash
    theirs.merge(third)
    assert mine.merge(theirs).applied
    assert [mine.row(f"4.2.1.{c}").get("结果") for c in "bcd"] == ["符合"] * 3
    assert get(mine.store.fold_to(head), Address(CHECKS, "checks", "4.2.1.d", "结果")) == "符合"
    assert mine.merge(third).events == 0
