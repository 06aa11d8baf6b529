"""A workspace copy of a built-in standard with its thresholds lowered: who uses it is told, who reads a result can see it.

The park has earned 引领级 by the lowered threshold alone.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from docx import Document

from zcdoc import assets
from zcdoc.actions.origin import RULE

ROOT = Path(__file__).resolve().parents[2]
PACK, PARK = "seesa-010-2025", "leading-demo"
VERSION = re.search(r'^version: "(.+)"$', (ROOT / "checklists" / PACK / "pack.yaml").read_text("utf-8"), re.MULTILINE)[
    1
]
TOLD = f"提醒：标准包 {PACK}：用的是工作区自带的一份（版本 {VERSION}，sha256 "


def sha256(folder: Path) -> str:
    return assets.digest(folder / PACK, ["pack.yaml", "clauses.yaml", "indicators.yaml", "rating.yaml"])


def replace(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def lowered(sample_copy, monkeypatch):
    """The samples with a pack of the built-in name whose highest level begins at 80 points."""
    own = Path(shutil.copytree(ROOT / "checklists" / PACK, sample_copy / "checklists" / PACK))
    replace(own, "rating.yaml", 'at_least: "90"', 'at_least: "80"')
    monkeypatch.chdir(sample_copy)
    return sample_copy


@pytest.fixture
def copied(sample_copy, monkeypatch):
    """The samples with an unchanged copy of the built-in pack."""
    shutil.copytree(ROOT / "checklists" / PACK, sample_copy / "checklists" / PACK)
    monkeypatch.chdir(sample_copy)
    return sample_copy


@pytest.mark.parametrize(
    "command",
    [
        "pack list", f"pack show {PACK}", f"pack lint {PACK}", "pack lint", f"crosswalk {PACK} jiangsu-guide",
        f"park new other --standard {PACK} --name 另一园区", "park list", f"park show --park {PARK}", f"round list --park {PARK}",
        f"round new baseline --park {PARK}", f"round close --park {PARK}", f"checklist export --park {PARK} -o a.xlsx",
        f"checklist import workbooks/{PARK}.xlsx --park {PARK} --dry-run", f"score --park {PARK}", f"score --park {PARK} --json",
        f"check --park {PARK}", f"assumption list --park {PARK}", f"park adopt jiangsu-guide --park {PARK}",
        f"render inspection --park {PARK} -o out",
    ],
)  # fmt: skip
def test_every_command_that_uses_it_says_so_once(zcdoc, lowered, command):
    said = zcdoc(command)
    assert said.err.count(TOLD) == 1, said.words
    assert f"代替了随附的同名标准包（版本 {VERSION}，sha256 " in said.err
    assert "内容不同的有 rating.yaml" in said.err
    assert TOLD not in said.out


@pytest.mark.parametrize("command", ["park list", f"score --park {PARK}", "pack list"])
def test_built_in_ones_need_no_word(zcdoc, sample_copy, monkeypatch, command):
    monkeypatch.chdir(sample_copy)
    assert zcdoc(command).err == ""


def test_a_standard_of_ones_own_is_no_alarm(zcdoc, lowered):
    (lowered / "checklists" / PACK).rename(lowered / "checklists" / "own-pack")
    replace(lowered / "checklists" / "own-pack", "pack.yaml", f"id: {PACK}", "id: own-pack")
    said = zcdoc("pack show own-pack --json")
    assert (said.code, said.err) == (0, "")
    assert (said.json["origin"], said.json["replaces_built_in"], said.json["differences"]) == ("workspace", False, [])


def test_a_faulty_one_is_told_beside_its_faults(zcdoc, lowered):
    replace(lowered / "checklists" / PACK, "rating.yaml", 'at_least: "80"', "at_least: viele")
    said = zcdoc(f"score --park {PARK}")
    assert said.code == 1
    assert TOLD in said.err


def test_an_unchanged_copy_is_told_and_stops_nothing(zcdoc, copied):
    said = zcdoc(f"check --park {PARK} --final")
    assert "用的是工作区自带的一份，内容与随附的相同" in said.err
    assert (said.code, RULE in said.out) == (0, False)


class TestJson:
    def test_the_score_names_the_pack_it_was_made_with(self, zcdoc, lowered):
        shown = zcdoc("score --park linjiang-demo --json").json
        assert shown["level"] == "引领级", "by the lowered threshold"
        assert shown["pack"] == {
            "id": PACK, "version": VERSION, "sha256": sha256(lowered / "checklists"), "origin": "workspace", "replaces_built_in": True,
            "built_in": {"version": VERSION, "sha256": sha256(ROOT / "checklists")},
        }  # fmt: skip
        shutil.rmtree(lowered / "checklists")
        shown = zcdoc("score --park linjiang-demo --json").json
        assert (shown["level"], shown["pack"]["origin"], shown["pack"]["built_in"]) == ("创建级", "built-in", None)
        assert shown["pack"]["sha256"] == sha256(ROOT / "checklists")

    def test_the_pack_shows_what_it_says_otherwise(self, zcdoc, lowered):
        shown = zcdoc(f"pack show {PACK} --json").json
        assert shown["differences"] == [
            {"where": "rating.yaml rating.levels[引领级].at_least", "was": "90", "now": "80"}
        ]
        assert shown["sha256"] == sha256(lowered / "checklists")
        for_people = zcdoc(f"pack show {PACK}").out
        assert f"代替的随附标准包：版本 {VERSION}　sha256 {sha256(ROOT / 'checklists')}" in for_people
        assert "rating.levels[引领级].at_least" in for_people

    def test_the_list_gives_what_a_reader_compares_with(self, zcdoc, lowered):
        listed = {p["id"]: p for p in zcdoc("pack list --json").json}
        assert (listed[PACK]["hides_built_in"], listed[PACK]["sha256"]) == (True, sha256(lowered / "checklists"))
        assert len(listed["ndrc-2025-910"]["sha256"]) == 64


def test_the_workbook_says_it(zcdoc, lowered):
    assert zcdoc(f"checklist export --park {PARK} -o a.xlsx").code == 0
    book = openpyxl.load_workbook("a.xlsx")
    guide = "".join(str(c.value) for row in book["说明"] for c in row if c.value)
    assert (
        f"工作区自带，代替了随附的 {VERSION}（sha256 {sha256(ROOT / 'checklists')[:16]}…），内容不同，未经随附数据核对"
        in guide
    )
    assert "标准数据为自带" in str(book["汇总"]["E2"].value)
    found = {p.name: p.value for p in book.custom_doc_props.props}
    assert found["zcdoc-origin"] == "workspace"
    assert found["zcdoc-replaces"] == f"{VERSION} {sha256(ROOT / 'checklists')}"
    assert zcdoc(f"checklist import a.xlsx --park {PARK}").code == 0


class Rendered:
    """A document opened again."""

    def __init__(self, path):
        self.data = Path(path).read_bytes()
        body = Document(io.BytesIO(self.data)).element.body
        self.text = "".join(t.text or "" for t in body.iter("{*}t")).replace("\u200b", "")
        root = ET.fromstring(zipfile.ZipFile(io.BytesIO(self.data)).read("docProps/custom.xml"))
        self.properties = {node.get("name"): node[0].text for node in root}


def test_every_document_says_it(zcdoc, lowered):
    own = Path(shutil.copytree(ROOT / "checklists" / "ndrc-2025-910", lowered / "checklists" / "ndrc-2025-910"))
    replace(own, "indicators.yaml", 'at_least: "200000"', 'at_least: "100000"')
    made = zcdoc("render all --park suzhou-demo --standard seesa-010-2025 -o out --json").json
    made += zcdoc("render scheme --park suzhou-demo --standard ndrc-2025-910 -o out --json").json
    assert len({m["docx"] for m in made}) == 4
    for item in made:
        found, pack = Rendered(item["docx"]), item["pack"]
        assert (
            f"本文件所用标准数据（{pack['id']}，版本 {pack['version']}，校验值 {pack['sha256'][:12]}）由编制单位自备，替代了工具随附的同名数据"
            in found.text
        )
        assert "未经随附数据核对" in found.text
        assert found.properties["zcdoc.pack-sha256"] == pack["sha256"]
        assert found.properties["zcdoc.pack-origin"] == "workspace"
        assert found.properties["zcdoc.pack-replaces-sha256"] == pack["built_in"]["sha256"]
        assert found.properties["zcdoc.template-origin"] == "built-in"
        assert found.properties["zcdoc.template-sha256"] == item["templates"][0]["sha256"]


class TestFinal:
    def test_it_is_refused_and_foretold(self, zcdoc, lowered):
        for command in (f"check --park {PARK} --final", f"render report --park {PARK} --final -o out"):
            said = zcdoc(command)
            assert said.code == 1
            assert "[own-standard]" in said.words
            assert "--own-standard" in said.words
        assert not (lowered / "out").exists()
        assert "[own-standard-used]" in zcdoc(f"check --park {PARK}").out

    def test_it_cannot_be_waived(self, zcdoc, lowered):
        for rule in ("own-standard", RULE):
            where = f"标准包!{PACK}"
            said = zcdoc("check", "waive", rule, "--park", PARK, "--where", where, "--reason", "我们的标准")
            assert (said.code, "不能豁免" in said.err) == (2, True)

    def test_with_the_option_it_is_made_and_still_says_so(self, zcdoc, lowered):
        assert zcdoc(f"check --park {PARK} --final --own-standard").code == 0
        said = zcdoc(f"render inspection --park {PARK} --final --own-standard -o out")
        assert (said.code, TOLD in said.err) == (0, True)
        found = Rendered(lowered / "out" / "inspection.docx")
        assert "由编制单位自备，替代了工具随附的同名数据" in found.text
        assert "出具的人已接受" in found.text, "among the open points"
        assert found.properties["zcdoc.pack-origin"] == "workspace"

    def test_the_option_alone_changes_nothing(self, zcdoc, sample_copy, monkeypatch):
        monkeypatch.chdir(sample_copy)
        plain, with_option = (zcdoc(f"check --park {PARK} --final{more}") for more in ("", " --own-standard"))
        assert (plain.code, plain.out, plain.err) == (with_option.code, with_option.out, with_option.err)


class TestTemplates:
    @pytest.fixture
    def own(self, sample_copy, monkeypatch):
        """A workspace's template of a built-in name with another title, and shared sentences of its own beside it."""
        folder = sample_copy / "report_templates"
        for name in ("inspection", "shared"):
            shutil.copytree(ROOT / "report_templates" / name, folder / name)
        replace(folder / "inspection", "phrases.yaml", "title: 零碳园区创建自查记录", "title: 我们的自查记录")
        replace(folder / "shared", "phrases.yaml", "gap_cell: 【待补充】", "gap_cell: 【待补充：缺】")
        monkeypatch.chdir(sample_copy)
        return folder

    def told(self, said):
        """Once for the template and once for the sentences."""
        return [
            said.err.count(f"提醒：{what}：用的是工作区自带的一份")
            for what in ("模板 inspection", "共用句子 shared/phrases.yaml")
        ]

    @pytest.mark.parametrize("command", ["template list", "template check inspection", "template fields inspection"])
    def test_every_command_that_uses_it_says_so(self, zcdoc, own, command):
        assert self.told(zcdoc(command)) == [1, 1]

    def test_the_document_says_it(self, zcdoc, own):
        said = zcdoc(f"render inspection --park {PARK} -o out --json")
        assert self.told(said) == [1, 1]
        (made,) = said.json
        found = Rendered(made["docx"])
        assert "本文件的模板（inspection，校验值 " in found.text
        assert "由编制单位自备，替代了工具随附的同名模板" in found.text
        assert found.properties["zcdoc.template-origin"] == "workspace"
        assert [t["replaces_built_in"] for t in made["templates"]] == [True, True]

    def test_a_final_document_needs_the_option(self, zcdoc, own):
        said = zcdoc(f"render inspection --park {PARK} --final -o out")
        assert said.code == 1
        assert said.err.count("[own-standard]") == 2
        check = f"check --park {PARK} --round self-1 --final"
        assert zcdoc(check).out.count("[own-standard]") == 2
        assert "[own-standard]" not in zcdoc(f"{check} --document scheme").out, (
            "the scheme's template is the built-in one"
        )
        assert zcdoc(f"{check} --own-standard").code == 0

    def test_one_named_on_the_command_line_is_told_and_stops_nothing(self, zcdoc, own, tmp_path):
        given = Path(shutil.copytree(own, tmp_path / "elsewhere")) / "inspection"
        said = zcdoc(f"render inspection --park {PARK} --template {given} -o out --json")
        assert (said.code, said.json[0]["templates"][0]["origin"]) == (0, "given")
        assert "提醒：模板 inspection：用的是 --template 给出的" in said.err
        assert "提醒：共用句子 shared/phrases.yaml：用的是" in said.err
        found = Rendered(said.json[0]["docx"])
        assert (found.properties["zcdoc.template-origin"], "自备" in found.text) == ("given", False)
        by_name = zcdoc(f"render inspection --park {PARK} -o named --json").json[0]
        assert by_name["warnings"] == said.json[0]["warnings"] + 2


class TestCrosswalk:
    def pair(self, folder, by="本地"):
        (folder / "checklists").mkdir(exist_ok=True)
        text = f"pairs:\n- a: jiangsu-guide\n  b: {PACK}\n  by: {by}\n  clauses: []\n  indicators: []\n"
        (folder / "checklists" / "crosswalk.yaml").write_text(text, "utf-8")

    def test_a_pair_of_ones_own_is_told_and_stands_in_the_json(self, zcdoc, sample_copy, monkeypatch):
        monkeypatch.chdir(sample_copy)
        self.pair(sample_copy)
        for command in (f"crosswalk {PACK} jiangsu-guide --json", f"park adopt jiangsu-guide --park {PARK}"):
            assert "用的是工作区自带的对照（本地），代替了随附的" in zcdoc(command).err
        shown = zcdoc(f"crosswalk {PACK} jiangsu-guide --json").json
        assert (shown["origin"], shown["replaces_built_in"]) == ("workspace", True)
        shown = zcdoc(f"crosswalk {PACK} ndrc-2025-910 --json")
        assert (shown.json["origin"], shown.json["replaces_built_in"], shown.err) == ("built-in", False, "")
