"""Every command once, with its exit code, its JSON and what it leaves on disk."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from zcdoc import fsio
from zcdoc.errors import UserError

from .conftest import disk

PACK = "seesa-010-2025"
SCORE_KEYS = {
    "park", "standard", "round", "s_zce", "bonus", "total", "level", "level_without_bonus", "level_by", "gate", "zero_carbon",
    "zero_carbon_reason", "range", "level_stable", "levels", "near_threshold", "threshold", "if_inapplicable_counted_zero", "groups",
    "indicators", "incomplete", "musts", "levels_exact", "assumptions", "kind", "undetermined", "pack",
}  # fmt: skip
PROBLEM_KEYS = {"rule", "severity", "where", "message", "fix"}
PARK_KEYS = {"id", "name", "standards", "rounds", "head"}
ROUND_KEYS = {"id", "kind", "date", "people", "closed", "from"}


class TestWorkspaceAndParks:
    def test_init_says_what_comes_next(self, zcdoc, tmp_path):
        said = zcdoc("init", tmp_path / "new")
        assert said.code == 0
        assert "zcdoc park new" in said.out
        assert zcdoc("init", tmp_path / "new").code == 1

    def test_park_new_list_and_show(self, zcdoc, ws):
        said = zcdoc(
            "park",
            "new",
            "b-2",
            "--standard",
            PACK,
            "--name",
            "第二园",
            "--date",
            "2026-02-01",
            "--kind",
            "evaluation",
            "--json",
        )
        assert said.code == 0
        assert said.json["rounds"][0] | {"people": "", "closed": "", "from": ""} == said.json["rounds"][0]
        assert [p["id"] for p in zcdoc("park list --json").json] == ["b-2", "lingang"]
        shown = zcdoc("park show --park b-2 --json").json
        assert set(shown) == PARK_KEYS | {"progress"}
        assert set(shown["rounds"][0]) == ROUND_KEYS
        assert shown["standards"] == [PACK]
        assert "第二园" in zcdoc("park show --park b-2").out
        assert "第二园" in zcdoc("park list").out

    @pytest.mark.usefixtures("untouched")
    def test_a_second_park_of_the_same_id_is_refused(self, zcdoc, ws):
        assert zcdoc("park", "new", "lingang", "--standard", PACK, "--name", "x").code == 1

    def test_the_workspace_may_be_named_before_the_command_or_in_the_environment(
        self, zcdoc, ws, tmp_path, monkeypatch
    ):
        monkeypatch.chdir(tmp_path)
        assert zcdoc("park list --json").code == 2
        assert [p["id"] for p in zcdoc("--workspace", ws, "park", "list", "--json").json] == ["lingang"]
        monkeypatch.setenv("ZCDOC_WORKSPACE", str(ws))
        assert [p["id"] for p in zcdoc("park list --json").json] == ["lingang"]

    def test_the_record_goes_to_another_workspace_and_is_the_same_there(self, zcdoc, ws, tmp_path, fill):
        zcdoc("checklist", "import", fill(), "--park", "lingang")
        (ws / "合同.pdf").write_bytes(b"%PDF")
        zcdoc("evidence", "add", "合同.pdf", "--park", "lingang", "--issuer", "电网")
        zcdoc("assumption", "confirm", "weight-energy", "--park", "lingang", "--source", "协会答复")
        assert zcdoc("park export --park lingang -o out/record.yaml").code == 0
        zcdoc("init", tmp_path / "other")
        said = zcdoc("--workspace", tmp_path / "other", "park", "import", ws / "out" / "record.yaml", "--json")
        assert said.code == 0
        assert said.json["created"] is True
        assert state(tmp_path / "other") == state(ws)
        again = zcdoc("--workspace", tmp_path / "other", "park", "import", ws / "out" / "record.yaml", "--json")
        assert (again.code, again.json["changes"]) == (0, [])
        assert again.json["problems"][0]["rule"] == "base-unknown"


def state(root):
    return json.loads((root / "parks" / "lingang" / "record.json").read_text("utf-8"))["state"]


class TestPackCommands:
    def test_list_needs_no_workspace(self, zcdoc, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (line,) = [p for p in zcdoc("pack list --json").json if p["id"] == PACK]
        assert (line["clauses"], line["indicators"], line["problems"], line["origin"]) == (47, 28, 0, "built-in")
        assert PACK in zcdoc("pack list").out

    def test_show_gives_everything_a_script_may_want(self, zcdoc):
        shown = zcdoc(f"pack show {PACK} --json").json
        assert set(shown) == {
            "id", "version", "sha256", "origin", "standard", "scope", "chapters", "clauses", "indicators", "rating", "process", "report",
            "certificate", "evaluator", "offsets", "assumptions", "references", "sources", "notes", "gaps", "park_types", "accounting",
            "benchmarks", "titles", "yearly", "profile", "terms", "report_form", "templates", "replaces_built_in", "built_in",
            "differences", "reviews",
        }  # fmt: skip
        assert {"number", "kind", "title", "checks"} <= set(shown["clauses"][0])
        assert {"number", "group", "leading", "alternatives", "bonus", "inputs", "na", "clauses"} <= set(
            shown["indicators"][0]
        )
        assert {"key", "value", "reason", "certainty", "permitted", "title"} <= set(shown["assumptions"][0])
        assert "4.2.1" in zcdoc(f"pack show {PACK}").out

    def test_show_tells_targets_by_size(self, zcdoc):
        told = " ".join(zcdoc("pack show ndrc-2025-910").out.split())
        assert "200000 起不到 1000000：0.2 t/tce；1000000 起：0.3 t/tce" in told

    def test_lint_finds_nothing_in_the_built_in_ones(self, zcdoc):
        said = zcdoc("pack lint --json")
        assert said.code == 0
        assert said.json["problems"] == []
        assert zcdoc(f"pack lint {PACK}").code == 0

    def test_schema_goes_to_the_screen_or_to_a_folder(self, zcdoc, tmp_path):
        assert set(zcdoc("pack schema").json) == {
            "pack.yaml",
            "clauses.yaml",
            "indicators.yaml",
            "rating.yaml",
            "crosswalk.yaml",
        }
        assert zcdoc("pack", "schema", "-o", tmp_path / "s").code == 0
        assert len(list((tmp_path / "s").glob("*.schema.json"))) == 5

    def test_a_schema_that_somebody_changed_is_not_written_over(self, zcdoc, tmp_path):
        write = ("pack", "schema", "-o", tmp_path)
        assert [zcdoc(*write).code, zcdoc(*write).code] == [0, 0]
        path, other = tmp_path / "rating.schema.json", tmp_path / "pack.schema.json"
        bare = path.read_text("utf-8").replace(',\n  "$comment"', "\0").partition("\0")[0] + "\n}\n"
        path.write_text(bare, "utf-8")  # as a version without seals wrote it
        assert zcdoc(*write).code == 0
        path.write_text(path.read_text("utf-8").replace("object", "Object"), "utf-8")
        other.write_bytes(b"mine")
        said = zcdoc(*write)
        assert said.code == 1
        assert "rating.schema.json" in said.err
        assert "pack.schema.json" in said.err
        assert other.read_bytes() == b"mine"
        assert zcdoc(*write, "--force").code == 0
        assert zcdoc(*write).code == 0

    def test_a_packs_own_copy_in_the_workspace_is_announced(self, zcdoc, ws):
        shutil.copytree(_built_in(), ws / "checklists" / PACK)
        (line,) = [p for p in zcdoc("pack list --json").json if p["id"] == PACK]
        assert (line["origin"], line["hides_built_in"]) == ("workspace", True)
        assert "代替" in zcdoc("pack list").out

    def test_lint_tells_file_line_and_column(self, zcdoc, ws):
        shutil.copytree(_built_in(), ws / "checklists" / PACK)
        rating = ws / "checklists" / PACK / "rating.yaml"
        rating.write_text(rating.read_text("utf-8").replace('weight: "0.15"', 'weight: "0.75"'), "utf-8")
        said = zcdoc(f"pack lint {PACK} --json")
        assert said.code == 1
        assert [p["where"].split(":")[0] for p in said.json["problems"]] == [f"{PACK}/rating.yaml"]
        assert zcdoc("score --park lingang").code == 1
        assert "pack lint" in zcdoc("pack list").out


def _built_in():
    return Path(__file__).resolve().parents[2] / "checklists" / PACK


class TestChecklist:
    def test_export_writes_where_it_is_told_and_changes_nothing_else(self, zcdoc, ws, untouched):
        said = zcdoc("checklist export --park lingang -o new/list.xlsx")
        assert said.code == 0
        assert (ws / "new" / "list.xlsx").read_bytes() == (ws / "lingang.xlsx").read_bytes()
        shutil.rmtree(ws / "new")
        assert zcdoc("checklist export --park lingang").code == 0
        assert (ws / "parks" / "lingang" / "output" / "lingang-baseline-1.xlsx").is_file()
        shutil.rmtree(ws / "parks" / "lingang" / "output")

    def test_import_applies_and_tells_every_change(self, zcdoc, ws, fill):
        said = zcdoc("checklist", "import", fill(), "--park", "lingang", "--by", "孙三", "--json")
        assert said.code == 0
        assert set(said.json) == {"applied", "changes", "conflicts", "ignored", "problems"}
        assert said.json["applied"] is True
        by_field = {c["field"]: c for c in said.json["changes"] if c["key"] == "4.2.1.a"}
        assert {"where", "key", "field", "was", "now"} <= set(by_field["结果"])
        assert by_field["检查所见"]["now"] == "近三年没有事故"
        assert by_field["结果"]["where"].startswith("基本要求!L")
        assert "没有事故" not in zcdoc("checklist", "import", "lingang.xlsx", "--park", "lingang").out

    def test_dry_run_tells_the_same_and_writes_nothing(self, zcdoc, ws, fill, untouched):
        source = fill()
        untouched()
        said = zcdoc("checklist", "import", source, "--park", "lingang", "--dry-run", "--json")
        assert (said.code, said.json["applied"], len(said.json["changes"])) == (0, False, 7)
        people = zcdoc("checklist", "import", source, "--park", "lingang", "--dry-run").out
        assert "将改 7 处" in people
        assert "（空） → 近三年没有事故" in people

    def test_an_error_keeps_its_cell_out_and_strict_all_of_it(self, zcdoc, ws, typed, fill, untouched):
        fill()
        source = typed("评价指标", "3", 分子="不是数")
        untouched()
        said = zcdoc("checklist", "import", source, "--park", "lingang", "--strict", "--json")
        assert (said.code, said.json["applied"]) == (1, False)
        assert [set(p) for p in said.json["problems"]] == [PROBLEM_KEYS]
        assert said.json["problems"][0]["where"] == "评价指标!J6"
        assert "评价指标!J6" in zcdoc("checklist", "import", source, "--park", "lingang", "--strict").out

    def test_a_conflict_keeps_itself_out_and_take_settles_it(self, zcdoc, ws, typed, fill):
        shutil.copy(ws / "lingang.xlsx", ws / "old.xlsx")
        zcdoc("checklist", "import", fill(), "--park", "lingang", "--by", "钱二")
        typed("基本要求", "4.2.1.a", source="old.xlsx", 结果="不符合", 备注="另一处")
        said = zcdoc("checklist", "import", "old.xlsx", "--park", "lingang", "--by", "孙三", "--json")
        assert (said.code, said.json["applied"]) == (1, True)
        (conflict,) = said.json["conflicts"]
        assert set(conflict) == {"where", "key", "field", "base", "file", "record"}
        assert (conflict["field"], conflict["file"], conflict["record"]) == ("结果", "不符合", "符合")
        assert [c["field"] for c in said.json["changes"]] == ["备注"]
        assert "冲突" in zcdoc("checklist", "import", "old.xlsx", "--park", "lingang", "--by", "孙三").out
        assert (
            zcdoc(
                "checklist", "import", "old.xlsx", "--park", "lingang", "--by", "孙三", "--take", "record", "--json"
            ).json["changes"]
            == []
        )
        taken = zcdoc(
            "checklist", "import", "old.xlsx", "--park", "lingang", "--by", "孙三", "--take", "file", "--json"
        )
        assert (taken.code, [c["now"] for c in taken.json["changes"]]) == (0, ["不符合"])

    def test_a_second_thought_in_ones_own_file_is_no_conflict(self, zcdoc, ws, typed, fill):
        zcdoc("checklist", "import", fill(), "--park", "lingang", "--by", "钱二")
        source = typed("基本要求", "4.2.1.a", 结果="不符合", 检查所见="（清空）")
        said = zcdoc("checklist", "import", source, "--park", "lingang", "--by", "钱二", "--json")
        assert (said.code, {c["field"]: c["now"] for c in said.json["changes"]}) == (
            0,
            {"结果": "不符合", "检查所见": None},
        )

    def test_it_prints_nothing_of_the_libraries_below(self, zcdoc, ws, fill, recwarn):
        assert zcdoc("checklist", "import", fill(), "--park", "lingang").err == ""
        assert not [w for w in recwarn if "openpyxl" in str(w.filename)]

    def test_a_file_name_that_leaves_the_evidence_folder_is_told_at_its_cell(self, zcdoc, ws, typed, untouched):
        for number, name in enumerate(["../history.jsonl", "/etc/passwd", "a\\b.pdf", "C:x.pdf"], 1):
            source = typed("证据清单", f"EV-00{number}", 名称="合同", 文件=name)
        untouched()
        said = zcdoc("checklist", "import", source, "--park", "lingang", "--strict", "--json")
        assert said.code == 1
        assert [(p["rule"], p["where"]) for p in said.json["problems"]] == [
            ("evidence-path", f"证据清单!D{r}") for r in range(4, 8)
        ]


class TestScoreAndCheck:
    def test_score_gives_every_number_of_the_contract(self, zcdoc, ws, fill):
        zcdoc("checklist", "import", fill(), "--park", "lingang")
        said = zcdoc("score --park lingang --json")
        assert said.code == 0
        assert set(said.json) == SCORE_KEYS
        assert set(said.json["gate"]) == {"chapter", "blocked", "unmet", "open"}
        assert set(said.json["range"]) == {"low", "high"}
        assert set(said.json["groups"][0]) == {
            "id",
            "name",
            "weight",
            "weight_in_force",
            "assumed",
            "score",
            "applicable",
            "duty",
            "met",
            "unmet",
        }
        assert set(said.json["indicators"][0]) == {
            "number",
            "option",
            "value",
            "leading",
            "ratio",
            "points",
            "applicable",
            "assumed",
            "lacking",
            "met",
        }
        assert set(said.json["assumptions"][0]) == {
            "key", "title", "value", "reason", "certainty", "confirmed", "changes_score", "changes_level", "kind", "settled", "not_computable_for", "levels_by_choice",
        }  # fmt: skip
        assert said.json["s_zce"] == "5"
        assert said.json["total"] == "5"
        assert len(said.json["indicators"]) == 28
        assert "5.00" in zcdoc("score --park lingang").out

    @pytest.mark.usefixtures("untouched")
    def test_check_lists_what_stops_submission(self, zcdoc, ws):
        said = zcdoc("check --park lingang --json")
        assert said.code == 1
        assert {"errors", "warnings", "problems"} <= set(said.json)
        assert set(said.json["problems"][0]) == PROBLEM_KEYS | {"waived", "waiver"}
        errors = [p for p in said.json["problems"] if p["severity"] == "error"]
        assert len(errors) == said.json["errors"]
        assert f"错误 {said.json['errors']} 个" in zcdoc("check --park lingang").out

    def test_check_lists_its_rules_without_a_park(self, zcdoc):
        rules = zcdoc("check --rules --json").json
        assert {"rule", "severity", "says"} == set(rules[0])
        assert rules[0]["rule"] in zcdoc("check --rules").out

    def test_waive_settles_one_problem_and_says_who(self, zcdoc, ws):
        before = zcdoc("check --park lingang --json").json
        chosen = next(p for p in before["problems"] if p["severity"] == "error")
        args = [
            "check",
            "waive",
            chosen["rule"],
            "--park",
            "lingang",
            "--where",
            chosen["where"],
            "--reason",
            "另行说明",
            "--by",
            "钱二",
        ]
        assert zcdoc(*args).code == 0
        after = zcdoc("check --park lingang --json").json
        assert after["errors"] == before["errors"] - 1
        (waived,) = [p for p in after["problems"] if p["waived"]]
        assert (waived["rule"], waived["where"]) == (chosen["rule"], chosen["where"])
        assert "另行说明" in waived["waiver"]
        assert zcdoc("check", "waive", "no-rule", "--park", "lingang", "--where", "x", "--reason", "y").code == 2

    def test_assumptions_are_listed_confirmed_and_set(self, zcdoc, ws):
        listed = zcdoc("assumption list --park lingang --json").json
        assert {"key", "title", "value", "shown", "permitted", "confirmed", "by", "source"} <= set(listed[0])
        assert not any(a["confirmed"] for a in listed)
        assert (
            zcdoc(
                "assumption",
                "confirm",
                "window-26",
                "mean-26",
                "--park",
                "lingang",
                "--source",
                "协会答复",
                "--by",
                "钱二",
            ).code
            == 0
        )
        assert zcdoc("assumption", "set", "weight-energy", "25%", "--park", "lingang", "--source", "正式文本").code == 0
        found = {a["key"]: a for a in zcdoc("assumption list --park lingang --json").json}
        assert (found["window-26"]["confirmed"], found["window-26"]["by"], found["window-26"]["source"]) == (
            True,
            "钱二",
            "协会答复",
        )
        assert (found["weight-energy"]["value"], found["weight-energy"]["shown"]) == ("0.25", "25%")
        assert zcdoc("assumption", "confirm", "--all", "--park", "lingang", "--source", "会议纪要").code == 0
        assert all(a["confirmed"] for a in zcdoc("assumption list --park lingang --json").json)
        assert "会议纪要" in zcdoc("assumption list --park lingang").out

    @pytest.mark.usefixtures("untouched")
    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["set", "weight-energy", "0.9"], 1),
            (["set", "weight-energy", "很多"], 1),
            (["set", "no-such", "1"], 2),
            (["confirm", "no-such"], 2),
            (["confirm"], 2),
            (["confirm", "window-26", "--source", ""], 2),
        ],
    )
    def test_a_wrong_assumption_is_refused(self, zcdoc, ws, arguments, code):
        assert (
            zcdoc(
                "assumption",
                *arguments,
                "--park",
                "lingang",
                *(["--source", "x"] if "--source" not in arguments else []),
            ).code
            == code
        )


class TestRounds:
    def test_a_round_is_opened_listed_and_closed(self, zcdoc, ws):
        said = zcdoc(
            "round",
            "new",
            "self-inspection",
            "--park",
            "lingang",
            "--date",
            "2026-02-01",
            "--people",
            "钱二、孙三",
            "--json",
        )
        assert (said.code, said.json["id"], said.json["kind"]) == (0, "self-1", "self-inspection")
        listed = zcdoc("round list --park lingang --json").json
        assert [set(r) for r in listed] == [ROUND_KEYS] * 2
        assert (
            zcdoc("round close --park lingang --round self-1 --date 2026-03-01 --json").json["closed"] == "2026-03-01"
        )
        assert "2026-03-01 关闭" in zcdoc("round list --park lingang").out

    def test_a_new_round_takes_over_answers_to_be_reviewed(self, zcdoc, ws, fill):
        zcdoc("checklist", "import", fill(), "--park", "lingang")
        said = zcdoc(
            "round", "new", "evaluation", "--park", "lingang", "--from", "baseline-1", "--date", "2026-04-01", "--json"
        )
        assert said.json["from"] == "baseline-1"
        row = state(ws)["round/evaluation-1/seesa-010-2025"]["checks"]["4.2.1.a"]
        assert (row["结果"], row["检查进度"]) == ("符合", "待复核")
        assert zcdoc("score --park lingang --json").json["round"] == "evaluation-1"
        assert zcdoc("score --park lingang --json").json["s_zce"] == "5"

    def test_a_closed_round_refuses_every_change(self, zcdoc, ws, fill, untouched):
        zcdoc("checklist", "import", fill(), "--park", "lingang", "--by", "钱二")
        zcdoc("park export --park lingang -o r.yaml")
        text = (ws / "r.yaml").read_text("utf-8").replace("近三年没有事故", "改了")
        (ws / "r.yaml").write_text(text, "utf-8")
        assert zcdoc("round close --park lingang").code == 0
        untouched()
        source = ["checklist", "import", "lingang.xlsx", "--park", "lingang"]
        assert zcdoc(*source).code == 1
        assert "关闭" in zcdoc(*source).err
        assert zcdoc("park", "import", "r.yaml").code == 1
        problem = zcdoc("check --park lingang --json").json["problems"][0]
        assert (
            zcdoc(
                "check", "waive", problem["rule"], "--park", "lingang", "--where", problem["where"], "--reason", "x"
            ).code
            == 1
        )
        assert zcdoc("history undo --park lingang 2").code == 1
        assert zcdoc("round close --park lingang").code == 1
        assert zcdoc("score --park lingang").code == 0

    def test_closing_itself_can_be_undone(self, zcdoc, ws):
        zcdoc("round close --park lingang")
        assert zcdoc("history undo --park lingang").code == 0
        assert zcdoc("round list --park lingang --json").json[0]["closed"] == ""

    @pytest.mark.usefixtures("untouched")
    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            ("grand", 2),
            ("evaluation --round BAD", 2),
            ("evaluation --round baseline-1", 1),
            ("evaluation --from none", 2),
            ("evaluation --date x", 2),
        ],
    )
    def test_a_wrong_round_is_refused(self, zcdoc, ws, arguments, code):
        assert zcdoc(f"round new {arguments} --park lingang").code == code


class TestHistory:
    def test_it_is_shown_verified_and_undone(self, zcdoc, ws, fill):
        zcdoc("checklist", "import", fill(), "--park", "lingang", "--by", "孙三")
        events = zcdoc("history show --park lingang --json").json
        assert [e["command"] for e in events] == ["park new lingang", "checklist import lingang.xlsx"]
        assert set(events[0]) == {"seq", "prev", "at", "by", "command", "tool", "export", "undoes", "changes", "hash"}
        assert set(events[1]["changes"][0]) == {"scope", "table", "key", "field", "was", "now", "where"}
        assert events[1]["by"] == "孙三"
        assert "近三年没有事故" in zcdoc("history show 2 --park lingang").out
        assert "孙三" in zcdoc("history show --park lingang").out
        head = zcdoc("park show --park lingang --json").json["head"]
        checked = zcdoc(f"history verify --park lingang --head {head} --json").json
        assert checked == {"events": 2, "head": head, "problems": []}
        assert zcdoc(f"history verify --park lingang --head {head[:12]}").code == 0
        assert zcdoc("history undo --park lingang --by 钱二").code == 0
        assert zcdoc("score --park lingang --json").json["s_zce"] == "0"
        assert zcdoc("history show --park lingang --json").json[2]["undoes"] == 2

    def test_a_dropped_tail_shows_by_the_printed_head_alone(self, zcdoc, ws, fill):
        zcdoc("checklist", "import", fill(), "--park", "lingang")
        head = zcdoc("park show --park lingang --json").json["head"]
        folder = ws / "parks" / "lingang"
        first = (folder / "history.jsonl").read_text("utf-8").splitlines(keepends=True)[0]
        (folder / "history.jsonl").write_text(first, "utf-8")
        (folder / "record.json").unlink()
        assert zcdoc("history verify --park lingang").code == 0
        said = zcdoc(f"history verify --park lingang --head {head} --json")
        assert (said.code, [p["rule"] for p in said.json["problems"]]) == (1, ["history-head"])

    def test_a_lost_tail_stops_every_command_until_it_is_repaired(self, zcdoc, ws, fill):
        zcdoc("checklist", "import", fill(), "--park", "lingang", "--by", "钱二")
        zcdoc("round", "close", "--park", "lingang", "--by", "钱二")
        folder = ws / "parks" / "lingang"
        path = folder / "history.jsonl"
        path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
        before = disk(ws)
        for command in ("score", "round new evaluation", "history show", "evidence list"):
            said = zcdoc(*command.split(), "--park", "lingang")
            assert said.code == 1, command
        said = zcdoc("history verify --park lingang --json")
        assert [p["rule"] for p in said.json["problems"]] == ["history-tail-lost"]
        planned = zcdoc("history repair --park lingang --dry-run")
        assert "将保留 1 条" in planned.out
        assert disk(ws) == before
        done = zcdoc("history repair --park lingang --by 钱二 --json").json
        assert (done["kept"], done["recovered_from_checkpoint"], done["event"]) == (1, True, 2)
        assert (folder / done["set_aside"][0]).is_file()
        assert zcdoc("score --park lingang --json").json["s_zce"] == "5"
        assert zcdoc("history verify --park lingang").code == 0
        assert "没有要修复的" in zcdoc("history repair --park lingang").out

    def test_a_checkpoint_that_cannot_be_written_is_a_remark_and_the_command_is_done(
        self, zcdoc, ws, fill, monkeypatch
    ):
        write = fsio.write_text

        def full(path, text):
            if path.name == "record.json":
                raise UserError("无法写入：磁盘已满。", "腾出空间后重试")
            write(path, text)

        with monkeypatch.context() as patch:
            patch.setattr(fsio, "write_text", full)
            said = zcdoc("checklist", "import", fill(), "--park", "lingang")
        assert said.code == 0
        assert "第 2 条记录已经保存，但检查点没有写成" in said.err
        assert zcdoc("score --park lingang --json").json["s_zce"] == "5"
        assert not zcdoc("round close --park lingang").err

    def test_a_park_of_the_first_layout_opens_and_is_told_once_when_it_moves_on(self, zcdoc, ws):
        shutil.copytree(Path(__file__).parent / "layout-0.1" / "old-park", ws / "parks" / "old-park")
        assert zcdoc("score --park old-park").code == 0
        assert zcdoc("history verify --park old-park").code == 0
        said = zcdoc("round new evaluation --park old-park --date 2026-11-01")
        assert said.code == 0
        assert "检查点由旧格式换成了新格式" in said.err
        assert not zcdoc("round close --park old-park --date 2026-11-02").err
        assert zcdoc("history verify --park old-park --json").json["problems"] == []

    def test_a_tampered_line_is_named(self, zcdoc, ws):
        path = ws / "parks" / "lingang" / "history.jsonl"
        path.write_text(path.read_text("utf-8").replace("临港示范园区", "别的园区"), "utf-8")
        said = zcdoc("history verify --park lingang --json")
        assert (said.code, said.json["problems"][0]["where"]) == (1, "history.jsonl:1:1")

    @pytest.mark.usefixtures("untouched")
    @pytest.mark.parametrize("seq", ["", "1", "99"])
    def test_the_founding_of_a_park_cannot_be_undone(self, zcdoc, ws, seq):
        assert zcdoc(f"history undo --park lingang {seq}").code in {1, 2}

    def test_nor_can_the_import_that_founded_it(self, zcdoc, ws, tmp_path):
        zcdoc("park export --park lingang -o r.yaml")
        zcdoc("init", tmp_path / "other")
        zcdoc("--workspace", tmp_path / "other", "park", "import", ws / "r.yaml")
        assert zcdoc("--workspace", tmp_path / "other", "history", "undo", "--park", "lingang").code == 2
        assert zcdoc("--workspace", tmp_path / "other", "history", "undo", "1", "--park", "lingang").code == 1

    def test_what_changed_later_stops_an_undo_and_is_told_in_full(self, zcdoc, ws, typed, fill):
        zcdoc("checklist", "import", fill(), "--park", "lingang", "--by", "钱二")
        typed("基本要求", "4.2.1.a", 结果="不符合", 检查所见="后来又有")
        zcdoc("checklist", "import", "lingang.xlsx", "--park", "lingang", "--by", "钱二")
        said = zcdoc("history undo 2 --park lingang")
        assert said.code == 1
        assert said.err.count("此后又被改过") == 2


class TestParkFile:
    """The record as YAML: the same validation and the same merge as a workbook."""

    def edited(self, zcdoc, ws, *changes):
        (ws / "r.yaml").unlink(missing_ok=True)
        zcdoc("park export --park lingang -o r.yaml")
        data = yaml.safe_load((ws / "r.yaml").read_text("utf-8"))
        for change in changes:
            change(data["scopes"])
        (ws / "r.yaml").write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
        return "r.yaml"

    def test_an_edit_is_merged(self, zcdoc, ws):
        def edit(scopes):
            scopes["park"]["园区信息"]["园区面积"] = {"内容": "1,200", "证据编号": "ev-001，EV-002"}
            scopes["round/baseline-1/seesa-010-2025"] = {
                "检查项": {"4.2.1.a": {"结果": "符合"}},
                "评价指标": {"2": {"分子": "35%", "分母": "1"}},
            }
            scopes["round/baseline-1"] = {"目标": {"1": {"目标项": "碳达峰"}}}

        said = zcdoc("park", "import", self.edited(zcdoc, ws, edit), "--json")
        assert said.code == 0, said.words
        assert set(said.json) == {"applied", "created", "changes", "conflicts", "problems"}
        now = {(c["key"], c["field"]): c["now"] for c in said.json["changes"]}
        assert now["园区面积", "内容"] == "1200"
        assert now["园区面积", "证据编号"] == "EV-001、EV-002"
        assert now["2", "分子"] == "0.35"
        assert all(c["where"].startswith("r.yaml:") for c in said.json["changes"])
        assert zcdoc("park", "import", "r.yaml", "--json").json["changes"] == []

    def test_rows_are_deleted_and_cells_cleared_as_in_a_workbook(self, zcdoc, ws):
        def add(scopes):
            scopes["round/baseline-1"] = {"目标": {"1": {"目标项": "碳达峰"}, "2": {"目标项": "碳中和", "单位": "t"}}}
            scopes["park"]["证据清单"] = {"EV-001": {"名称": "合同", "备注": "原件在档案室"}}

        def remove(scopes):
            scopes["round/baseline-1"]["目标"] = {"1": {"说明": "（删除）"}, "2": {"单位": "（清空）"}}
            scopes["park"]["证据清单"] = {"EV-001": {"备注": "（删除）"}}

        zcdoc("park", "import", self.edited(zcdoc, ws, add))
        assert zcdoc("park", "import", self.edited(zcdoc, ws, remove)).code == 0
        assert state(ws)["round/baseline-1"]["targets"] == {"2": {"目标项": "碳中和"}}
        assert state(ws)["park"]["evidence"] == {}

    def test_sections_that_commands_write_are_not_changed_and_that_is_told(self, zcdoc, ws):
        def edit(scopes):
            scopes["park"]["轮次"]["baseline-1"]["people"] = "李四"

        said = zcdoc("park", "import", self.edited(zcdoc, ws, edit), "--json")
        assert (said.code, said.json["changes"]) == (0, [])
        assert [p["rule"] for p in said.json["problems"]] == ["section-ignored"]

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda s: s.update(x={}),
            lambda s: s["park"].update(表={}),
            lambda s: s["park"]["园区信息"].update(不存在={"内容": "x"}),
            lambda s: s["park"]["园区信息"]["园区名称"].update(标题="x"),
            lambda s: s["park"]["园区信息"].update(园区面积={"内容": "十公顷"}),
            lambda s: s.update({"round/none": {"目标": {"1": {"目标项": "x"}}}}),
            lambda s: s.update({"round/baseline-1": {"目标": {"²": {"目标项": "x"}}}}),
            lambda s: s.update({"round/baseline-1/none": {"检查项": {}}}),
            lambda s: s.update({"round/baseline-1/seesa-010-2025": {"检查项": {"4.2.1.a": {"结果": "还行"}}}}),
            lambda s: s["park"].update(证据清单={"EV-001": {"文件": "../../x"}}),
            lambda s: s["park"].update(园区信息=[]),
            lambda s: s["park"]["园区信息"].update(园区概况={"内容": ["a"]}),
            lambda s: s["park"]["园区信息"].update(园区概况={"说明": "（删除）"}),
        ],
    )
    def test_a_fault_is_told_with_line_and_column_and_nothing_is_written(self, zcdoc, ws, spoil, untouched):
        source = self.edited(zcdoc, ws, spoil)
        untouched()
        said = zcdoc("park", "import", source, "--json")
        assert said.code == 1
        errors = [p for p in said.json["problems"] if p["severity"] == "error"]
        assert len(errors) == 1
        assert errors[0]["where"].split(":")[0] == "r.yaml"
        assert all(part.isdigit() for part in errors[0]["where"].split(":")[1:])


class TestDocuments:
    def test_report_and_templates(self, zcdoc, ws):
        said = zcdoc("render report --park lingang -o out --json")
        assert said.code == 0
        assert set(said.json[0]) == {
            "document", "docx", "pdf", "round", "errors", "warnings", "set_aside", "pack", "templates",
        }  # fmt: skip
        assert (ws / "out" / "report.docx").read_bytes()[:2] == b"PK"
        assert zcdoc("render report --park lingang --final -o final").code == 1
        assert not (ws / "final").exists()
        assert "report" in [t["name"] for t in zcdoc("template list --json").json]
        assert isinstance(zcdoc("template fields report --json").json, dict)
        assert zcdoc("template check report --json").json == []

    def test_a_name_that_ends_in_docx_is_the_file(self, zcdoc, ws):
        said = zcdoc("render report --park lingang -o 送审/评价报告.docx --json")
        assert (said.code, said.json[0]["docx"]) == (0, str(Path("送审/评价报告.docx")))
        assert (ws / "送审" / "评价报告.docx").is_file()
        for line in ("render all --park lingang -o 全部.docx", "render report --park lingang -o 报告.pdf"):
            assert zcdoc(line).code == 2
        assert not (ws / "全部.docx").exists()
        assert not (ws / "报告.pdf").exists()
