"""zcdoc evidence: what is taken in, under which name, what is told of it, and what else the folder holds."""

from __future__ import annotations

import json
import re
import shutil
import zipfile

import pytest


@pytest.fixture
def folder(ws):
    return ws / "parks" / "lingang" / "evidence"


@pytest.fixture
def add(zcdoc, ws):
    """`add("台账.pdf", "content", "--type", "记录")` writes the file and adds it; None: the file is left as it is."""

    def add_(name, content, /, *arguments):
        if content is not None:
            (ws / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return zcdoc("evidence", "add", name, "--park", "lingang", *arguments)

    return add_


@pytest.fixture
def verify(zcdoc):
    """Rule and place of everything that `evidence verify` tells, and whether it is content."""

    def verify_():
        said = zcdoc("evidence verify --park lingang --json")
        return said.code, [(p["rule"], p["where"]) for p in said.json["problems"]]

    return verify_


def names(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())


class TestEvidence:
    def test_it_is_added_listed_and_verified(self, zcdoc, ws):
        (ws / "合同.pdf").write_bytes(b"%PDF one")
        args = [
            "--name",
            "购电合同",
            "--type",
            "合同票据",
            "--issuer",
            "电网",
            "--issued",
            "2025/3/1",
            "--until",
            "2025-12-31",
            "--page",
            "p3",
        ]
        said = zcdoc("evidence", "add", "合同.pdf", "--park", "lingang", *args, "--json")
        assert said.code == 0
        assert (said.json["number"], said.json["出具日期"]) == ("EV-001", "2025-03-01")
        assert (ws / "parks" / "lingang" / "evidence" / "合同.pdf").read_bytes() == b"%PDF one"
        (line,) = zcdoc("evidence list --park lingang --as-of 2025-06-01 --json").json
        assert line["state"] == "充分"
        assert zcdoc("evidence list --park lingang --as-of 2026-06-01 --json").json[0]["state"] == "过期"
        assert "购电合同" in zcdoc("evidence list --park lingang").out
        assert zcdoc("evidence verify --park lingang --json").json == {"files": 1, "problems": []}
        assert "1 个文件" in zcdoc("evidence verify --park lingang").out

    def test_verify_finds_a_changed_and_a_missing_file(self, zcdoc, ws):
        for name in ("a.pdf", "b.pdf"):
            (ws / name).write_text(name)
            zcdoc("evidence", "add", name, "--park", "lingang")
        folder = ws / "parks" / "lingang" / "evidence"
        (folder / "a.pdf").write_text("other")
        (folder / "b.pdf").unlink()
        said = zcdoc("evidence verify --park lingang --json")
        assert said.code == 1
        assert [(p["rule"], p["where"]) for p in said.json["problems"]] == [
            ("evidence-file-changed", "证据清单!EV-001"),
            ("evidence-file-missing", "证据清单!EV-002"),
        ]

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["no.pdf"], 2),
            (["."], 2),
            (["a:b.pdf"], 4),
            (["a?.pdf"], 1),
            (["a\u202e.pdf"], 1),
            (["empty.pdf"], 1),
            (["a.pdf", "--as", "CON.pdf"], 4),
            (["a.pdf", "--as", "../a.pdf"], 2),
            (["a.pdf", "--as", ".."], 4),
            (["a.pdf", "--as", "a*.pdf"], 1),
            (["a.pdf", "--type", "照片"], 1),
            (["a.pdf", "--issued", "昨天"], 2),
            (["a.pdf", "--name", "\x07"], 2),
        ],
    )
    def test_what_cannot_be_added_is_refused(self, zcdoc, ws, untouched, arguments, code):
        for name in ("a.pdf", "a:b.pdf", "a?.pdf", "a\u202e.pdf"):
            (ws / name).write_text("x")
        (ws / "empty.pdf").touch()
        untouched()
        assert zcdoc("evidence", "add", *arguments, "--park", "lingang").code == code

    def test_a_stored_name_that_leads_out_stops_no_command(self, zcdoc, ws):
        """As an older version may have let it in."""
        from zcdoc.model.record import Address, Change
        from zcdoc.store import Workspace

        at = Address("park", "evidence", "EV-001", "文件")
        photo = Change(Address("park", "evidence", "EV-001", "类型"), None, "照片")
        Workspace(ws).store("lingang").commit(lambda _: [Change(at, None, "../../zcdoc.png"), photo], "old", "x")
        assert zcdoc("evidence list --park lingang --json").json[0]["state"] == "缺失"
        assert zcdoc("evidence verify --park lingang").code == 1
        assert zcdoc("check --park lingang").code == 1
        assert zcdoc("checklist export --park lingang -o new.xlsx").code == 0


class TestTwoOfOneName:
    def test_another_content_gets_another_name(self, add, folder):
        assert add("台账.pdf", "one").code == 0
        said = add("台账.pdf", "two", "--json")
        assert (said.code, said.json["number"], said.json["文件"], said.json["already"]) == (
            0,
            "EV-002",
            "台账 (2).pdf",
            False,
        )
        assert said.json["名称"] == "台账"
        assert [(folder / n).read_text() for n in ("台账.pdf", "台账 (2).pdf")] == ["one", "two"]
        assert "存为 台账 (3).pdf" in add("台账.pdf", "three").out

    def test_a_name_in_another_case_is_the_same_name(self, add, folder):
        add("a.pdf", "one")
        assert add("A.PDF", "two", "--json").json["文件"] == "A (2).PDF"

    def test_the_name_of_a_registered_file_that_is_lost_stays_its_own(self, add, folder):
        add("a.pdf", "one")
        (folder / "a.pdf").unlink()
        assert add("a.pdf", "two", "--json").json["文件"] == "a (2).pdf"
        assert not (folder / "a.pdf").exists()

    def test_what_nobody_registered_is_not_overwritten_either(self, add, folder):
        folder.mkdir(exist_ok=True)
        (folder / "a.pdf").write_text("somebody works on it")
        assert add("a.pdf", "two", "--json").json["文件"] == "a (2).pdf"
        assert (folder / "a.pdf").read_text() == "somebody works on it"


class TestOneContentTwice:
    def test_it_is_there_already(self, add, folder, ws):
        add("a.pdf", "one", "--page", "3")
        history = (ws / "parks/lingang/history.jsonl").read_bytes()
        said = add("另一个名称.pdf", "one", "--page", "9", "--issuer", "电网")
        assert said.code == 0
        assert said.out.startswith("已有：EV-001，内容相同；这次写的页码或位置、出具单位没有记入")
        assert "写 EV-001#9" in said.out
        assert "#" not in add("a.pdf", "one", "--issuer", "电网").out
        again = add("a.pdf", "one", "--json").json
        assert (again["number"], again["already"], again["文件"]) == ("EV-001", True, "a.pdf")
        assert names(folder) == ["a.pdf"]
        assert (ws / "parks/lingang/history.jsonl").read_bytes() == history

    def test_its_lost_file_is_put_back(self, add, folder, verify):
        add("a.pdf", "one")
        (folder / "a.pdf").unlink()
        assert "已放回" in add("a.pdf", "one").out
        assert (folder / "a.pdf").read_text() == "one"
        assert verify() == (0, [])

    def test_its_altered_file_is_left_and_told(self, add, folder):
        add("a.pdf", "one")
        (folder / "a.pdf").write_text("edited")
        assert "被改动过" in add("a.pdf", "one").out
        assert (folder / "a.pdf").read_text() == "edited"

    def test_an_unregistered_file_of_the_same_content_is_registered(self, add, folder, verify):
        folder.mkdir(exist_ok=True)
        (folder / "扫描件.pdf").write_text("one")
        said = add("a.pdf", "one")
        assert "没有再复制" in said.out
        assert names(folder) == ["扫描件.pdf"]
        assert verify() == (0, [])

    def test_one_registered_through_a_workbook_counts(self, zcdoc, add, folder, typed):
        folder.mkdir(exist_ok=True)
        (folder / "a.pdf").write_text("one")
        assert (
            zcdoc(
                "checklist", "import", typed("证据清单", "EV-001", 名称="合同", 文件="a.pdf"), "--park", "lingang"
            ).code
            == 0
        )
        assert add("a.pdf", "one", "--json").json["already"] is True


class TestFromTheFolderItself:
    def test_it_is_registered_where_it_lies(self, add, folder, verify):
        (folder / "2025").mkdir(parents=True)
        (folder / "2025" / "a.pdf").write_text("one")
        said = add("parks/lingang/evidence/2025/a.pdf", None, "--json")
        assert (said.code, said.json["文件"]) == (0, "2025/a.pdf")
        assert names(folder) == ["2025/a.pdf"]
        assert verify() == (0, [])

    def test_a_name_that_it_cannot_keep_is_refused(self, add, folder):
        folder.mkdir(exist_ok=True)
        (folder / "a?.pdf").write_text("one")
        said = add("parks/lingang/evidence/a?.pdf", None)
        assert said.code == 1
        assert "改名为 a？.pdf" in said.err

    def test_a_registered_file_that_was_edited_is_no_new_evidence(self, add, folder):
        add("a.pdf", "one")
        (folder / "a.pdf").write_text("edited")
        said = add("parks/lingang/evidence/a.pdf", None)
        assert said.code == 1
        assert "EV-001" in said.err

    def test_a_link_is_refused_and_its_target_inside_is_taken(self, add, folder, ws):
        folder.mkdir(exist_ok=True)
        (ws / "outside.pdf").write_text("outside")
        (folder / "out.pdf").symlink_to(ws / "outside.pdf")
        (folder / "inside.pdf").write_text("inside")
        (folder / "in.pdf").symlink_to("inside.pdf")
        said = add("parks/lingang/evidence/out.pdf", None)
        assert said.code == 1
        assert "链接" in said.err
        assert add("parks/lingang/evidence/in.pdf", None, "--json").json["文件"] == "inside.pdf"

    def test_a_link_elsewhere_is_followed(self, add, folder, ws):
        (ws / "a.pdf").write_text("one")
        (ws / "link.pdf").symlink_to("a.pdf")
        assert add("link.pdf", None, "--json").json["文件"] == "link.pdf"
        assert not (folder / "link.pdf").is_symlink()


class TestNames:
    def test_a_better_one_is_proposed_and_taken(self, add, folder):
        said = add('台账?"终稿".pdf', "one")
        assert said.code == 1
        assert "--as 台账？＂终稿＂.pdf" in said.err
        said = add('台账?"终稿".pdf', None, "--as", "台账？＂终稿＂.pdf", "--json")
        assert said.json["文件"] == "台账？＂终稿＂.pdf"
        assert names(folder) == ["台账？＂终稿＂.pdf"]

    def test_an_invisible_mark_is_shown_in_the_message(self, add):
        said = add("合同\u202efdp.exe", "one")
        assert said.code == 1
        assert "[U+202E]" in said.err
        assert "\u202e" not in said.err

    def test_the_form_of_a_mac_is_stored_as_everywhere_else(self, add, folder):
        assert add("cafe\u0301.pdf", "one").code == 0
        assert names(folder) == ["caf\u00e9.pdf"]

    def test_a_name_of_wrong_bytes_can_be_stored_under_another(self, zcdoc, ws, folder):
        import os

        path = os.fsdecode(b"\xb9\xa4.pdf")  # GBK, as a Windows zip leaves it
        (ws / path).write_text("one")
        refused = zcdoc("evidence", "add", path, "--park", "lingang")
        assert refused.code == 4
        assert "--as 证据.pdf" in refused.err
        assert zcdoc("evidence", "add", path, "--park", "lingang", "--as", "工.pdf").code == 0
        assert names(folder) == ["工.pdf"]

    @pytest.mark.parametrize(
        ("name", "rule"),
        [("a?.pdf", "evidence-file-name"), ("A.PDF", "evidence-file-spelling"), ("con", "evidence-path")],
    )
    def test_in_a_workbook_it_is_told_at_its_cell(self, zcdoc, ws, add, typed, untouched, name, rule):
        add("a.pdf", "one")
        source = typed("证据清单", "EV-002", 名称="合同", 文件=name)
        untouched()
        said = zcdoc("checklist", "import", source, "--park", "lingang", "--strict", "--json")
        assert said.code == 1
        assert [(p["rule"], p["where"]) for p in said.json["problems"]] == [(rule, "证据清单!D4")]
        assert said.json["problems"][0]["fix"]

    def test_the_spelling_on_the_disk_is_proposed(self, zcdoc, folder, typed):
        folder.mkdir(exist_ok=True)
        (folder / "合同.PDF").write_text("one")
        source = typed("证据清单", "EV-001", 名称="合同", 文件="合同.pdf")
        (problem,) = zcdoc("checklist", "import", source, "--park", "lingang", "--json").json["problems"]
        assert "合同.PDF" in problem["fix"]
        assert zcdoc("checklist", "import", typed("证据清单", "EV-001", 文件="合同.PDF"), "--park", "lingang").code == 0

    def test_in_a_park_file_it_is_told_at_its_line(self, zcdoc, ws, add):
        add("a.pdf", "one")
        zcdoc("park export --park lingang -o r.yaml")
        text = (ws / "r.yaml").read_text("utf-8")
        assert "文件: a.pdf" in text
        (ws / "r.yaml").write_text(text.replace("文件: a.pdf", "文件: 'a<b>.pdf'"), "utf-8")
        said = zcdoc("park", "import", "r.yaml", "--json")
        assert said.code == 1
        (problem,) = said.json["problems"]
        assert problem["rule"] == "evidence-file-name"
        assert problem["where"].startswith("r.yaml:")
        assert "a＜b＞.pdf" in problem["fix"]

    def test_what_an_older_version_let_in_stays_usable(self, zcdoc, ws, folder, verify):
        from zcdoc.model.record import Address, Change
        from zcdoc.store import Workspace

        folder.mkdir(exist_ok=True)
        (folder / "a?.pdf").write_text("one")
        rows = {"EV-001": "a?.pdf", "EV-002": "aux.pdf", "EV-003": "A?.PDF"}
        changes = [Change(Address("park", "evidence", key, "文件"), None, name) for key, name in rows.items()]
        Workspace(ws).store("lingang").commit(lambda _: changes, "old", "x")
        code, found = verify()
        assert code == 1  # EV-002 and EV-003 have no file
        assert ("evidence-file-name", "证据清单!EV-001") in found
        assert ("evidence-file-spelling", "证据清单!EV-003") in found
        assert {"evidence-file-name", "evidence-file-spelling"} <= {
            p["rule"] for p in zcdoc("check --park lingang --json").json["problems"]
        }
        assert zcdoc("checklist export --park lingang -o new.xlsx").code == 0
        said = zcdoc("checklist", "import", "new.xlsx", "--park", "lingang", "--json")
        assert (said.code, said.json["problems"]) == (0, [])
        zcdoc("park export --park lingang -o r.yaml")
        assert zcdoc("park", "import", "r.yaml").code == 0


class TestVerify:
    def test_files_that_nobody_registered_are_told_with_the_command(self, zcdoc, add, folder, verify):
        add("a.pdf", "one")
        (folder / "忘了 登记.pdf").write_text("x")
        (folder / "空.pdf").touch()
        code, found = verify()
        assert code == 0
        assert found == [
            ("evidence-file-unregistered", "evidence/忘了 登记.pdf"),
            ("evidence-file-unregistered", "evidence/空.pdf"),
        ]
        said = zcdoc("evidence verify --park lingang").out
        assert 'zcdoc evidence add "parks/lingang/evidence/忘了 登记.pdf" --park lingang' in said
        assert "而且是空文件" in said
        assert zcdoc("evidence", "add", "parks/lingang/evidence/忘了 登记.pdf", "--park", "lingang").code == 0

    def test_a_subfolder_is_told_once(self, zcdoc, folder, verify):
        (folder / "照片").mkdir(parents=True)
        for number in range(5):
            (folder / "照片" / f"{number}.jpg").write_text(str(number))
        assert verify() == (0, [("evidence-file-unregistered", "evidence/照片")])
        assert "5 个文件没有登记：0.jpg、1.jpg、2.jpg 等" in zcdoc("evidence verify --park lingang").out

    def test_names_links_and_spellings(self, add, folder, verify):
        add("a.pdf", "one")
        (folder / "A.pdf").write_text("other")
        (folder / "b?.pdf").write_text("x")
        (folder / "c.pdf").symlink_to("a.pdf")
        (folder / "d.pdf").symlink_to("/nowhere")
        code, found = verify()
        assert code == 0
        assert sorted(found) == sorted([
            ("evidence-file-spelling", "evidence/A.pdf"), ("evidence-file-unregistered", "evidence/b?.pdf"), ("evidence-file-name", "evidence/b?.pdf"),
            ("evidence-file-link", "evidence/c.pdf"), ("evidence-file-link", "evidence/d.pdf"),
        ])  # fmt: skip

    def test_an_empty_file_a_link_and_one_content_under_two_numbers(self, add, folder, verify):
        for name in "abcd":
            add(f"{name}.pdf", name)
        (folder / "a.pdf").write_text("")
        (folder / "b.pdf").rename(folder / "real.pdf")
        (folder / "b.pdf").symlink_to("real.pdf")
        code, found = verify()
        assert code == 1
        assert ("evidence-file-changed", "证据清单!EV-001") in found
        assert ("evidence-file-link", "证据清单!EV-002") in found

    def test_one_content_under_two_numbers(self, zcdoc, add, folder, typed, verify):
        add("a.pdf", "one")
        (folder / "b.pdf").write_text("one")
        assert (
            zcdoc(
                "checklist", "import", typed("证据清单", "EV-002", 名称="又一份", 文件="b.pdf"), "--park", "lingang"
            ).code
            == 0
        )
        assert verify() == (0, [("evidence-registered-twice", "证据清单!EV-002")])
        assert "内容相同" in zcdoc("evidence verify --park lingang").out
        zcdoc("checklist", "import", typed("证据清单", "EV-002", 页码或位置="p9"), "--park", "lingang")
        assert verify() == (0, [])

    def test_an_empty_file_in_the_register(self, zcdoc, folder, typed, verify):
        folder.mkdir(exist_ok=True)
        (folder / "a.pdf").touch()
        zcdoc("checklist", "import", typed("证据清单", "EV-001", 名称="合同", 文件="a.pdf"), "--park", "lingang")
        assert verify() == (1, [("evidence-file-empty", "证据清单!EV-001")])

    def test_what_systems_and_we_ourselves_leave_behind_is_no_evidence(self, folder, verify):
        folder.mkdir(exist_ok=True)
        for name in (".zcdoc-0123456789abcdef.tmp", ".DS_Store", "Thumbs.db", "desktop.ini", "._a.pdf", "~$台账.xlsx"):
            (folder / name).write_text("x")
        assert verify() == (0, [])

    def test_a_park_without_a_folder_has_nothing_to_tell(self, folder, verify):
        shutil.rmtree(folder)
        assert verify() == (0, [])


class TestPhotographs:
    def test_one_that_no_report_can_show_is_refused(self, add, folder, photo, ws):
        history = (ws / "parks/lingang/history.jsonl").read_bytes()
        for name, content, said in (
            ("a.jpg", photo()[:2000], "损坏"), ("b.jpg", b"\0\0\0\x18ftypheic" + b"x" * 99, "HEIC"), ("c.pdf", b"%PDF-1.7", "PDF"),
            ("d.png", photo((1, 1), "PNG"), "看不出"),
        ):  # fmt: skip
            refused = add(name, content, "--type", "照片")
            assert refused.code == 1
            assert said in refused.err
            assert "--type" in refused.err
        assert names(folder) == []
        assert (ws / "parks/lingang/history.jsonl").read_bytes() == history

    def test_the_original_is_kept_as_it_is(self, add, folder, photo):
        content = photo((1600, 1200), orientation=6)
        assert add("现场.jpg", content, "--type", "照片").code == 0
        assert (folder / "现场.jpg").read_bytes() == content

    def test_other_types_are_not_looked_at(self, add, photo):
        assert add("a.jpg", photo()[:2000], "--type", "图纸").code == 0

    def test_one_that_came_in_otherwise_is_told_by_check_and_verify(self, zcdoc, folder, typed, verify, photo):
        folder.mkdir(exist_ok=True)
        (folder / "a.jpg").write_bytes(photo()[:2000])
        (folder / "b.png").write_bytes(photo())  # wrong ending, and nobody cares
        typed("证据清单", "EV-001", 名称="坏图", 类型="照片", 文件="a.jpg")
        source = typed("证据清单", "EV-002", 名称="好图", 类型="照片", 文件="b.png")
        assert zcdoc("checklist", "import", source, "--park", "lingang").code == 0
        assert verify() == (1, [("evidence-photo-unfit", "证据清单!EV-001")])
        told = [p for p in zcdoc("check --park lingang --json").json["problems"] if p["rule"] == "evidence-photo-unfit"]
        assert [p["where"] for p in told] == ["证据清单!EV-001"]
        assert "损坏" in told[0]["message"]

    def test_a_report_takes_what_it_can_and_tells_the_rest(self, zcdoc, ws, folder, photo):
        """A bad one and one without a file stop nothing; those beyond the last that an annex takes are told."""
        from zcdoc.model.record import Address, Change
        from zcdoc.store import Workspace

        folder.mkdir(exist_ok=True)
        changes = []
        for number in range(1, 29):
            name = f"{number}.jpg"
            (folder / name).write_bytes(photo((40 + number, 40)) if number != 3 else b"%PDF-1.7")
            row = {"名称": f"照片{number}", "类型": "照片", "文件": name}
            changes += [Change(Address("park", "evidence", f"EV-{number:03d}", k), None, v) for k, v in row.items()]
        (folder / "5.jpg").unlink()
        Workspace(ws).store("lingang").commit(lambda _: changes, "typed", "x")
        said = zcdoc("render report --park lingang")
        assert said.code == 0
        assert "EV-027 起的 2 张没有放入" in said.err
        with zipfile.ZipFile(ws / "parks/lingang/output/report.docx") as package:
            text = re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode()).replace("\u200b", "")
            assert sum(name.startswith("word/media/") for name in package.namelist()) == 24
        assert "【待补充：EV-003 的图像（登记的文件是 PDF 文件，不是图像）】" in text
        assert "没有随报告附上图像，可凭编号查阅：EV-005、EV-027、EV-028" in text
        assert zcdoc("render scheme --park lingang").err == ""


def test_json_of_an_addition_holds_its_row(add):
    said = add("a.pdf", "one", "--json")
    assert json.loads(said.out) == {
        "number": "EV-001", "already": False, "remarks": [], "名称": "a", "文件": "a.pdf", "sha256": said.json["sha256"],
    }  # fmt: skip
