"""The Jiangsu guide as the pack holds it: what the standard asks, and what its drafters only explain."""

from __future__ import annotations

from pathlib import Path

import pytest

from zcdoc.model.vocabulary import binds
from zcdoc.pack import load

FOLDER = Path(__file__).resolve().parents[2] / "checklists" / "jiangsu-guide"


@pytest.fixture(scope="module")
def pack():
    return load(FOLDER, "built-in")


def test_no_sentence_of_the_explanation_binds(pack):
    explained = [(c, k) for c, k in pack.checks.values() if c.number.endswith("说明")]
    assert len(explained) == 84
    assert {k.type for _, k in explained} == {"recommendation"}
    assert {k.word for _, k in explained} == {None, "宜", "鼓励"}
    assert not [k.id for c, k in explained if binds(c, k)]


def test_the_standards_own_clauses_keep_their_words(pack):
    own = {c.id: {(k.type, k.word) for k in c.checks} for c in pack.clauses}
    assert own["5.5.1"] == {("requirement", "应")}
    assert own["5.5.2"] == {("requirement", "应"), ("recommendation", "鼓励")}
    assert own["5.5.6"] == {("instruction", None)}
    assert own["5.5.7"] == {("recommendation", "宜")}


def test_the_park_promotes_and_the_enterprises_are_verified(pack):
    def who(check_id):
        clause, check = pack.checks[check_id]
        return clause.who(check)

    assert pack.checks["5.5.1-n.b"][1].text.startswith("推动")
    assert (who("5.5.1-n.b"), who("5.5.6-n.a"), who("5.5.6-n.p")) == (["park"], ["park"], ["enterprise"])


def test_every_check_and_indicator_says_where_it_stands(pack):
    assert not [k.id for _, k in pack.checks.values() if not k.locator]
    assert not [i.number for i in pack.indicators if not i.locator]
