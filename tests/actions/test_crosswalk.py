"""Two standards compared: from the file to both sides, and the workspace's own file before the built-in one."""

from __future__ import annotations

import pytest

from zcdoc.actions.crosswalk import compare, lint_crosswalk, pairs
from zcdoc.actions.packs import lint_packs
from zcdoc.errors import UsageError, UserError
from zcdoc.problems import ProblemsError

A, B = "small-pack", "other-pack"


@pytest.fixture
def rewrite(two_packs):
    """Replaces text in the workspace's crosswalk."""
    path = two_packs.root / "checklists" / "crosswalk.yaml"

    def write(old, new):
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        return two_packs

    return write


def test_what_each_has_of_the_other(two_packs):
    found = compare(A, B, two_packs)
    ours, theirs = found.sides
    assert (found.by, [p.id for p in found.packs], ours.other, theirs.other) == ("某人", [A, B], B, A)
    assert ours.tally() == {"equal": 1, "subset": 1, "superset": 1, "overlaps": 2}
    assert theirs.tally() == {"equal": 1, "subset": 1, "superset": 1, "overlaps": 2}
    assert (ours.alone, theirs.alone) == (["4.1-1", "4.2.6"], ["4.2.1"])
    assert [(c.own, c.other) for c in ours.shared] == [("1", "1")]


def test_the_other_way_round_it_is_the_same(two_packs):
    assert compare(B, A, two_packs).sides == tuple(reversed(compare(A, B, two_packs).sides))


def test_a_workspace_s_pair_replaces_the_built_in_one_whichever_way_round(rewrite):
    workspace = rewrite(
        f"- a: {A}\n  b: {B}\n",
        "- a: jiangsu-guide\n  b: seesa-010-2025\n  by: 本地\n  clauses: []\n" + f"- a: {A}\n  b: {B}\n",
    )
    for sides in (("jiangsu-guide", "seesa-010-2025"), ("seesa-010-2025", "jiangsu-guide")):
        found = compare(*sides, workspace)
        assert (found.by, found.sides[0].met) == ("本地", 0)
    assert compare("seesa-010-2025", "jiangsu-guide", None).by != "本地"
    built_in = {p.both for p in pairs(None)}
    assert {p.both for p in pairs(workspace)} == built_in | {frozenset((A, B))}


def test_two_that_nobody_compared_and_one_with_itself(two_packs):
    with pytest.raises(UsageError, match="没有 small-pack 与 seesa-010-2025 的对照") as told:
        compare(A, "seesa-010-2025", two_packs)
    assert f"{A} 与 {B}" in told.value.fix
    with pytest.raises(UsageError, match="同一部标准"):
        compare(A, A, two_packs)
    with pytest.raises(UsageError, match="没有标准包“none”"):
        compare(A, "none", two_packs)


def test_a_link_to_what_is_not_there_is_told_and_breaks_nothing(rewrite):
    workspace = rewrite("b: 5.1-1.b", "b: 5.9-9.b")
    with pytest.raises(UserError, match=r"没有的编号：5\.9-9\.b"):
        compare(A, B, workspace)
    assert compare("seesa-010-2025", "jiangsu-guide", workspace).sides[0].met
    assert [p.where for p in lint_crosswalk(workspace)] == ["crosswalk.yaml:10:21"]
    assert [p.rule for p in lint_packs(None, workspace)["crosswalk"]] == ["crosswalk"]


def test_a_file_that_cannot_be_read_stops_what_needs_it(rewrite):
    workspace = rewrite("relation: equal", "relation: same")
    with pytest.raises(ProblemsError):
        compare(A, B, workspace)
