"""Which workspace a command works in, and which names may become folders."""

from __future__ import annotations

import pytest

from zcdoc.errors import UnsafeError, UsageError, UserError
from zcdoc.problems import ProblemsError
from zcdoc.store import find, init
from zcdoc.store.workspace import optional

PARK_LINE = '{"no": "event"}\n'


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    monkeypatch.delenv("ZCDOC_WORKSPACE", raising=False)


@pytest.fixture
def three(tmp_path):
    """Three workspaces: given by name, by the environment, and around a deep folder."""
    for name in ("given", "env", "around"):
        init(tmp_path / name)
    (tmp_path / "around" / "parks" / "x" / "deep").mkdir(parents=True)
    return tmp_path


class TestFind:
    def test_the_option_comes_first(self, three, monkeypatch):
        monkeypatch.setenv("ZCDOC_WORKSPACE", str(three / "env"))
        assert find(three / "given", three / "around").root == three / "given"

    def test_then_the_environment(self, three, monkeypatch):
        monkeypatch.setenv("ZCDOC_WORKSPACE", str(three / "env"))
        assert find(None, three / "around").root == three / "env"

    def test_then_the_nearest_folder_upward(self, three):
        assert find(None, three / "around" / "parks" / "x" / "deep").root == three / "around"

    def test_an_empty_variable_counts_as_none(self, three, monkeypatch):
        monkeypatch.setenv("ZCDOC_WORKSPACE", "")
        assert find(None, three / "around").root == three / "around"

    def test_a_folder_named_that_is_none_is_refused_even_inside_one(self, three):
        with pytest.raises(UsageError, match=r"zcdoc\.yaml"):
            find(three / "around" / "parks", three / "around")

    def test_nothing_anywhere_is_refused_with_a_way_out(self, tmp_path):
        with pytest.raises(UsageError) as caught:
            find(None, tmp_path)
        assert "zcdoc init" in caught.value.fix

    @pytest.mark.parametrize("name", ["nowhere", "given/zcdoc.yaml", "given/zcdoc.yaml/deeper"])
    def test_a_path_that_is_no_folder_is_refused(self, three, name):
        with pytest.raises(UsageError):
            find(three / name, three)

    def test_commands_that_need_none_go_without(self, three, monkeypatch):
        assert optional(None, three) is None
        assert optional(None, three / "around").root == three / "around"
        monkeypatch.setenv("ZCDOC_WORKSPACE", str(three / "nowhere"))
        with pytest.raises(UsageError):
            optional(None, three)


class TestMarker:
    @pytest.mark.parametrize(
        ("text", "at"),
        [
            ("user: [a, b]\n", "1:7"),
            ("user: a\nuser: b\n", "2:1"),
            ("name: a\n", "1:7"),
            ("- a\n", "1:1"),
            ("user: &x a\n", "1:7"),
            ("user: {\n", "2:1"),
        ],
    )
    def test_a_faulty_one_is_told_with_line_and_column(self, three, text, at):
        (three / "given" / "zcdoc.yaml").write_text(text, "utf-8")
        with pytest.raises(ProblemsError) as caught:
            find(three / "given", three)
        assert [p.where for p in caught.value.problems] == [f"zcdoc.yaml:{at}"]

    def test_one_that_is_no_utf_8_is_told(self, three):
        (three / "given" / "zcdoc.yaml").write_bytes("user: 钱二\n".encode("gbk"))
        with pytest.raises(UserError, match="UTF-8"):
            find(three / "given", three)

    @pytest.mark.parametrize("bom", ["", "\ufeff"])
    def test_its_user_acts_unless_somebody_is_named(self, three, bom):
        (three / "given" / "zcdoc.yaml").write_text(f"{bom}user: 钱二\n", "utf-8")
        found = find(three / "given", three)
        assert found.actor(None) == "钱二"
        assert found.actor("孙三") == "孙三"

    def test_without_a_user_the_login_name_acts(self, three, monkeypatch):
        monkeypatch.setenv("LOGNAME", "sun")
        assert find(three / "given", three).actor(None) == "sun"


class TestIds:
    @pytest.mark.parametrize("park", ["a", "lingang-2026", "0", "x" * 64, "com", "con1", "nul-park"])
    def test_it_accepts(self, three, park):
        assert find(three / "given", three).store(park).folder == three / "given" / "parks" / park

    @pytest.mark.parametrize(
        "park",
        [
            *(
                "",
                "A",
                "园区",
                "a b",
                "a.b",
                "a_b",
                "-a",
                "a-",
                "x" * 65,
                "..",
                ".",
                "../a",
                "a/b",
                "a\\b",
                "/etc",
                "C:",
            ),
            *("con", "prn", "aux", "nul", "com1", "com9", "com0", "lpt1", "lpt9", "a\n", "a\0", "ａ", "é"),
        ],
    )
    def test_it_refuses_before_the_name_becomes_a_path(self, three, park):
        with pytest.raises((UsageError, UnsafeError)) as caught:
            find(three / "given", three).store(park)
        assert caught.value.exit_code in {2, 4}
        assert list((three / "given" / "parks").iterdir()) == []

    def test_a_link_that_leads_out_is_refused(self, three):
        (three / "given" / "parks" / "out").symlink_to(three / "env")
        with pytest.raises(UnsafeError):
            find(three / "given", three).store("out")


class TestParks:
    def test_it_lists_folders_with_a_history_in_order(self, three):
        root = three / "given" / "parks"
        for name in ("b", "a", "Not-an-id", "empty"):
            (root / name).mkdir()
            if name != "empty":
                (root / name / "history.jsonl").write_text(PARK_LINE, "utf-8")
        (root / "file").write_text("", "utf-8")
        assert find(three / "given", three).parks() == ["a", "b"]

    def test_an_unknown_park_is_refused_with_the_known_ones(self, three):
        (three / "given" / "parks" / "a").mkdir()
        (three / "given" / "parks" / "a" / "history.jsonl").write_text(PARK_LINE, "utf-8")
        with pytest.raises(UsageError) as caught:
            find(three / "given", three).existing("b")
        assert "a" in caught.value.fix
        assert caught.value.exit_code == 2

    def test_a_workspace_without_its_folder_has_no_parks(self, three):
        (three / "given" / "parks").rmdir()
        assert find(three / "given", three).parks() == []


class TestInit:
    def test_it_makes_the_folder_and_its_parents(self, tmp_path):
        root = init(tmp_path / "new" / "place")
        assert (root / "zcdoc.yaml").is_file()
        assert (root / "parks").is_dir()
        assert find(root, tmp_path).user == ""

    def test_it_refuses_a_second_time_and_leaves_the_first(self, three):
        (three / "given" / "zcdoc.yaml").write_text("user: 钱二\n", "utf-8")
        with pytest.raises(UserError, match="已经是工作区"):
            init(three / "given")
        assert (three / "given" / "zcdoc.yaml").read_text("utf-8") == "user: 钱二\n"
