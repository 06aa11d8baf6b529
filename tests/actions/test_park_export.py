"""`park export` onto a file that stands there already."""

from __future__ import annotations

import re

import pytest

from zcdoc.actions.exchange import import_park
from zcdoc.actions.judge import replace_value
from zcdoc.actions.park_export import export_park
from zcdoc.actions.parks import close_round, new_round
from zcdoc.errors import UserError, ZcdocError
from zcdoc.problems import ProblemsError
from zcdoc.store import Workspace


@pytest.fixture
def park(judged, tmp_path):
    """A judged park, its file, and what may be done with both."""
    return Park(judged.workspace, tmp_path / "record.yaml")


class Park:
    def __init__(self, workspace: Workspace, path):
        self.workspace, self.path = workspace, path
        self.export()

    def export(self, **options):
        export_park(self.workspace, "demo", self.path, **options)
        return self.path.read_bytes()

    def edit(self, *change):
        text = self.path.read_text("utf-8")
        assert change[0] in text
        self.path.write_text(text.replace(*change, 1), "utf-8")

    def take_in(self):
        return import_park(self.workspace, self.path, "demo")

    def overwritten(self):
        """Asserts that the file is written over with what a fresh export says."""
        made = self.export()
        self.path.unlink()
        assert self.export() == made

    def refused(self, *words):
        """Asserts that it is not, that the file stands, and that the message says so."""
        before = self.path.read_bytes()
        with pytest.raises(ZcdocError, match="没有覆盖") as caught:
            self.export()
        assert caught.value.exit_code == 1
        assert "--force" in caught.value.fix
        assert self.path.read_bytes() == before
        problems = [p.line() for p in caught.value.problems] if isinstance(caught.value, ProblemsError) else []
        told = "\n".join([caught.value.message, caught.value.fix, *problems])
        for word in words:
            assert word in told
        return told


class TestNothingIsLost:
    def test_one_as_it_was_exported(self, park):
        park.overwritten()

    def test_one_with_line_ends_and_mark_of_windows(self, park):
        park.path.write_bytes(b"\xef\xbb\xbf" + park.path.read_bytes().replace(b"\n", b"\r\n"))
        park.overwritten()

    def test_one_of_an_earlier_head(self, park):
        replace_value(park.workspace, "demo", "weight-b", "0.5", "正式文本")
        park.overwritten()

    def test_one_of_before_a_round_went_on_and_was_closed(self, park, judged):
        judged.set("checks", "4.2.1.a", 检查所见="后来又看了一次")
        close_round(park.workspace, "demo", None, date="2026-02-01")
        new_round(park.workspace, "demo", "self-inspection", date="2026-03-01")
        park.overwritten()

    def test_one_that_was_changed_and_imported(self, park):
        park.edit("看了安监台账", "看了安监台账和证明")
        assert len(park.take_in().plan.changes) == 1
        park.overwritten()

    def test_one_from_which_rows_were_taken_out(self, park):
        park.path.write_text(re.sub(r"    检查项:\n(      .*\n)+", "", park.path.read_text("utf-8")), "utf-8")
        park.overwritten()


class TestWorkIsKept:
    def test_a_changed_value(self, park):
        park.edit("看了安监台账", "看了安监台账和证明")
        park.refused("有 1 处", "record.yaml:", "看了安监台账和证明", "zcdoc park import")

    def test_a_value_that_contradicts_the_record(self, park, judged):
        judged.set("checks", "4.2.1.a", 检查所见="记录里的")
        park.edit("看了安监台账", "文件里的")
        park.refused("文件里的", "记录里的")

    def test_a_value_that_cannot_be_imported(self, park):
        park.edit("分子: '30'", "分子: 三十")
        park.refused("分子")

    def test_a_remark(self, park):
        park.edit("park: demo\n", "park: demo\n# 张工：权重待协会答复\n")
        assert "先导入" not in park.refused("有 1 处", "record.yaml:4:1", "注释")

    def test_a_remark_at_the_end(self, park):
        park.path.write_text(park.path.read_text("utf-8") + "# 完\n", "utf-8")
        park.refused("注释")

    def test_a_remark_in_one_that_was_imported(self, park):
        park.edit("看了安监台账", "看了安监台账和证明  # 待核")
        assert park.take_in().applied
        park.refused("注释")

    def test_a_key_of_the_users(self, park):
        park.edit("park: demo\n", "park: demo\nnotes: 待协会答复\n")
        park.refused("notes")

    def test_what_only_commands_write(self, park):
        park.edit("date: '2026-01-05'", "date: '2026-01-06'")
        park.refused("由命令写入")

    def test_a_digest_of_evidence(self, park, judged):
        judged.set("evidence", "EV-009", pack="", 名称="合同", sha256="a" * 64)
        park.export(force=True)
        park.edit("a" * 64, "b" * 64)
        assert "sha256 由 zcdoc 计算" in park.refused()
        assert [p.rule for p in park.take_in().problems] == ["section-ignored"]


class TestStrangersFiles:
    @pytest.mark.parametrize(
        "content",
        [b"", b"\xff\xfe", b"a: [", b"- 1\n", b"zcdoc: 1\n", "# 我的笔记\n".encode(), b"[" * 3000, b"x" * 11_000_000],
        ids=["empty", "binary", "syntax", "list", "no park", "notes", "nested", "large"],
    )
    def test_what_is_no_park_file(self, park, content):
        park.path.write_bytes(content)
        park.refused()

    def test_one_of_another_park(self, park):
        park.edit("park: demo\n", "park: other\n")
        park.refused("是园区 other 的记录")

    def test_force_overwrites_whatever_stands_there(self, park):
        fresh = park.path.read_bytes()
        park.path.write_bytes(b"notes")
        assert park.export(force=True) == fresh

    def test_one_that_an_editor_has_open(self, park):
        (park.path.parent / f".~lock.{park.path.name}#").touch()
        with pytest.raises(UserError, match="打开"):
            park.export()
