"""What stands in for a built-in one, whether it differs, and whether somebody asked for it."""

from __future__ import annotations

from zcdoc.model.provenance import Delivered, Provenance

SAME, OTHER = "a" * 64, "b" * 64


def pack(origin="workspace", sha256=SAME, built_in=None):
    return Provenance("pack", "seesa-010-2025", "1.0.0", sha256, origin, built_in)


def test_its_own_standard_is_no_alarm():
    one = pack()
    assert (one.replaces_built_in, one.differs, one.unasked, one.replacement) == (False, False, False, "")
    assert one.label == "工作区自带"


def test_one_of_the_same_name_and_content_is_told_and_changes_nothing():
    one = pack(built_in=Delivered("1.0.0", SAME))
    assert (one.replaces_built_in, one.differs, one.unasked) == (True, False, False)
    assert one.replacement == "用的是工作区自带的一份，内容与随附的相同（版本 1.0.0，sha256 aaaaaaaaaaaa）"


def test_one_of_the_same_name_and_another_content_names_both():
    one = pack(built_in=Delivered("0.9.0", OTHER))
    assert (one.differs, one.unasked) == (True, True)
    assert "（版本 1.0.0，sha256 aaaaaaaaaaaa）" in one.replacement
    assert "随附的同名标准包（版本 0.9.0，sha256 bbbbbbbbbbbb）" in one.replacement


def test_what_is_named_on_the_command_line_is_asked_for():
    assert not pack(origin="given", built_in=Delivered("1.0.0", OTHER)).unasked


def test_the_json_says_what_was_used_and_what_was_replaced():
    assert pack(built_in=Delivered("0.9.0", OTHER)).as_dict() == {
        "id": "seesa-010-2025", "version": "1.0.0", "sha256": SAME, "origin": "workspace", "replaces_built_in": True,
        "built_in": {"version": "0.9.0", "sha256": OTHER},
    }  # fmt: skip
    template = Provenance("template", "report", "", SAME, "built-in").as_dict()
    assert (template["version"], template["replaces_built_in"], template["built_in"]) == (None, False, None)
