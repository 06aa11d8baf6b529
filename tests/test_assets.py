"""Where packs and templates come from, and what tells two of one name apart."""

from __future__ import annotations

import shutil

import pytest

from zcdoc import assets
from zcdoc.model.provenance import ORIGIN_LABEL

KIND, MARKER, PACK = "checklists", "pack.yaml", "seesa-010-2025"


@pytest.fixture
def delivered():
    return assets.listing(KIND, MARKER, None)[PACK].path


def test_a_workspace_s_own_names_the_built_in_one_that_it_hides(tmp_path, delivered):
    for name in (PACK, "own-pack"):
        shutil.copytree(delivered, tmp_path / KIND / name)
    found = assets.listing(KIND, MARKER, tmp_path)
    assert (found[PACK].origin, found[PACK].hides, found[PACK].hides_built_in) == ("workspace", delivered, True)
    assert (found["own-pack"].origin, found["own-pack"].hides_built_in) == ("workspace", False)
    assert found["ndrc-2025-910"].origin == "built-in"


def test_a_checkout_that_is_its_own_workspace_hides_nothing(tmp_path, delivered):
    (tmp_path / KIND).symlink_to(delivered.parent, target_is_directory=True)
    assert {one.origin for one in assets.listing(KIND, MARKER, tmp_path).values()} == {"built-in"}


def test_a_digest_knows_names_and_contents_and_not_line_ends(tmp_path):
    for name, files in {
        "a": {"x.yaml": b"a: 1\nb: 2\n", "y.docx": b"\r\n"},
        "b": {"x.yaml": b"a: 1\r\nb: 2\r\n", "y.docx": b"\r\n"},
        "c": {"x.yaml": b"a: 1\nb: 2\n", "y.docx": b"\n"},
    }.items():
        (tmp_path / name).mkdir()
        for file, data in files.items():
            (tmp_path / name / file).write_bytes(data)
    names = ["x.yaml", "y.docx", "absent.yaml"]
    a, b, c = (assets.digest(tmp_path / name, names) for name in "abc")
    assert a == b
    assert a != c, "a Word file is bytes"
    assert assets.differing(tmp_path / "a", tmp_path / "c", names) == ["y.docx"]
    assert assets.digest(tmp_path / "a", ["y.docx"]) != assets.digest(tmp_path / "a", ["x.yaml"])


def test_every_origin_can_be_read_by_a_person():
    assert {assets.BUILT_IN, assets.WORKSPACE} < set(ORIGIN_LABEL)
