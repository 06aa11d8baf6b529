"""The checkpoint file: what it proves, and that an edited one is not believed."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdoc.errors import UserError
from zcdoc.store.checkpoint import Checkpoint, decode, encode, sha256
from zcdoc.store.events import canonical

STATE = {"park": {"profile": {"园区概况": {"内容": "第一版"}}}}
DATA = b"one\ntwo\n"
MADE = Checkpoint("a" * 64, STATE, 2, len(DATA), sha256(DATA))


def first_format(state=STATE, head="a" * 64):
    """The file as version 0.1.0 wrote it."""
    digest = hashlib.sha256(canonical([head, state]).encode()).hexdigest()
    return json.dumps({"head": head, "sha256": digest, "state": state}, ensure_ascii=False, indent=1).encode()


def test_it_comes_back_as_it_was():
    assert decode(encode(MADE).encode()) == MADE


def test_it_proves_the_history_that_it_was_made_from_and_what_grew_from_it():
    assert MADE.proves(DATA)
    assert MADE.proves(DATA + b"three\n")
    assert not MADE.proves(DATA[:-1])
    assert not MADE.proves(b"One\ntwo\n")


def test_one_of_the_first_format_is_read_and_proves_nothing():
    found = decode(first_format())
    assert (found.head, found.state, found.seq) == ("a" * 64, STATE, 0)
    assert not found.proves(b"")
    assert not found.proves(DATA)


@pytest.mark.parametrize("name", ["format", "head", "history", "seq", "state", "sha256"])
def test_any_other_value_is_an_edit(name):
    data = json.loads(encode(MADE))
    data[name] = {"format": 3, "seq": 3, "history": {"length": 1, "sha256": "0"}, "state": {}}.get(name, "b" * 64)
    with pytest.raises(UserError, match="手工改动"):
        decode(json.dumps(data).encode())


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"7", b"null", b'{"sha256": 1}', b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe", first_format()[:-9]],
)
def test_what_is_no_checkpoint_is_told_in_one_sentence(content):
    with pytest.raises(UserError, match=r"record\.json") as caught:
        decode(content)
    assert "history repair" in caught.value.fix


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: st.dictionaries(st.text(max_size=5), inner, max_size=4),
    )
)
def test_no_json_is_taken_for_one_by_chance(data):
    with pytest.raises(UserError):
        decode(json.dumps(data).encode())
