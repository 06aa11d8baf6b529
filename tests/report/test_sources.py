"""What a template is made of: its own files, and shared sentences that somebody laid over the built-in ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zcdoc import assets
from zcdoc.report import sources
from zcdoc.report.phrases import load

BUILT_IN = Path(__file__).resolve().parents[2] / "report_templates"


@pytest.fixture
def folder(tmp_path):
    """A workspace's folder of templates."""
    return tmp_path / "report_templates"


def copy(folder, name):
    return Path(shutil.copytree(BUILT_IN / name, folder / name))


def share(folder, old="", new=""):
    """The workspace's own shared sentences; `old` becomes `new` in them."""
    copy(folder, "shared")
    path = folder / sources.COMMON
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def made_of(folder, name):
    found = assets.listing(sources.TEMPLATES, sources.CONTRACT, folder.parent)[name]
    return [(one.kind, one.id, one.origin, one.differs) for one in sources.of(name, found)]


def test_a_built_in_one_is_itself_alone(folder):
    share(folder, "gap_cell: 【待补充】", "gap_cell: 【缺】")
    assert made_of(folder, "report") == [("template", "report", "built-in", False)], "nobody reads the sentences beside"


def test_a_copy_is_the_same_until_a_file_is_changed(folder):
    own = copy(folder, "report")
    assert made_of(folder, "report") == [("template", "report", "workspace", False)]
    (own / "notes.txt").write_text("not part of the template", "utf-8")
    assert made_of(folder, "report")[0][3] is False
    with (own / "phrases.yaml").open("a", encoding="utf-8") as out:
        out.write("# 改过\n")
    assert made_of(folder, "report")[0][3] is True


def test_shared_sentences_count_under_every_template_beside_them(folder):
    own = copy(folder, "report")
    own.rename(folder / "house")
    share(folder)
    assert made_of(folder, "house") == [("template", "house", "workspace", False)], "the same sentences"
    shutil.rmtree(folder / "shared")
    share(folder, "gap_cell: 【待补充】", "gap_cell: 【缺】")
    assert made_of(folder, "house")[1:] == [("sentences", "shared/phrases.yaml", "workspace", True)]


def test_a_template_that_extends_a_built_in_one_reads_no_sentences_beside_itself(folder):
    copy(folder, "ndrc-scheme")
    share(folder, "gap_cell: 【待补充】", "gap_cell: 【缺】")
    assert made_of(folder, "ndrc-scheme") == [("template", "ndrc-scheme", "workspace", False)]


def test_shared_sentences_of_an_earlier_version_lie_over_those_of_this_one(folder):
    """A copy made before a sentence existed goes on working."""
    own = copy(folder, "report")
    (folder / "shared").mkdir()
    (folder / sources.COMMON).write_text("gap_cell: 【缺】\n", "utf-8")
    said = load(own / "phrases.yaml")
    assert said.say("gap_cell") == "【缺】"
    assert "data" in said.sources
