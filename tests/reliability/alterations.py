"""Ways in which a park's history and its checkpoint come to be what no zcdoc wrote: editors, synchronisers, forgers, accidents.

Each yields what stands in the two files afterwards. A few are legal: what a killed writer leaves, and what nobody can tell from
the folder alone; they are marked, with the reason.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import chain

Files = tuple[bytes | None, bytes | None]  # history.jsonl, record.json; None: not there


@dataclass(frozen=True)
class Park:
    """A sound history line by line (with its line ends), and the checkpoint as it stood after each event."""

    lines: list[bytes]
    checkpoints: list[bytes]
    foreign: bytes  # the checkpoint of another park

    @property
    def whole(self) -> bytes:
        return b"".join(self.lines)

    @property
    def checkpoint(self) -> bytes:
        return self.checkpoints[-1]

    def event(self, number: int) -> dict[str, Any]:
        return json.loads(self.lines[number])


Way = Callable[[Park, random.Random], Iterator[Files]]
FOUND: dict[str, Way] = {}
LEGAL: dict[str, tuple[Way, int, str]] = {}  # how many events are left (from the end: 0 all, -1 all but one), and why


def found(name: str) -> Callable[[Way], Way]:
    """Such an alteration is found before anything is written."""

    def register(way: Way) -> Way:
        FOUND[name] = way
        return way

    return register


def legal(name: str, left: int, why: str) -> Callable[[Way], Way]:
    def register(way: Way) -> Way:
        LEGAL[name] = (way, left, why)
        return way

    return register


def line_of(event: dict[str, Any]) -> bytes:
    """The line of an event whose hash fits what it says: what a forger with Python writes."""
    event = {**event, "hash": chain.digest(event)}
    return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _forged_from(park: Park, number: int) -> list[bytes]:
    """The history with one event changed and every hash from there on made to fit."""
    lines, before = park.lines[:number], park.event(number)["prev"]
    for at in range(number, len(park.lines)):
        event = park.event(at) | {"prev": before} | ({"by": "伪造者"} if at == number else {})
        lines.append(line_of(event))
        before = chain.digest(event)
    return lines


def _appended(park: Park) -> bytes:
    """A further event that continues the chain."""
    last = park.event(-1)
    at = ["park", "profile", "园区概况", "内容"]
    return line_of(last | {"seq": last["seq"] + 1, "prev": last["hash"], "changes": [[*at, None, "后写的", ""]]})


# --- lines ------------------------------------------------------------------------------------------------------------


@found("flip")
def flip(park: Park, chance: random.Random) -> Iterator[Files]:
    """One bit anywhere."""
    while True:
        data, place = bytearray(park.whole), chance.randrange(len(park.whole))
        data[place] ^= 1 << chance.randrange(8)
        yield bytes(data), park.checkpoint


@found("value changed")
def value_changed(park: Park, chance: random.Random) -> Iterator[Files]:
    """A person's name replaced in one line, the hash left as it was."""
    while True:
        number = chance.randrange(len(park.lines))
        event = park.event(number) | {"by": f"改{chance.randrange(99)}"}
        line = json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
        yield b"".join([*park.lines[:number], line, *park.lines[number + 1 :]]), park.checkpoint


@found("drop")
def drop(park: Park, chance: random.Random) -> Iterator[Files]:
    while True:
        number = chance.randrange(len(park.lines))
        yield b"".join(park.lines[:number] + park.lines[number + 1 :]), park.checkpoint


@found("tail lost")
def tail_lost(park: Park, chance: random.Random) -> Iterator[Files]:
    """The newer checkpoint beside a history that lost its last lines."""
    while True:
        yield b"".join(park.lines[: -chance.randint(1, len(park.lines) - 1)]), park.checkpoint


@found("insert")
def insert(park: Park, chance: random.Random) -> Iterator[Files]:
    """A line of another kind between two, or an event that continues the one before it."""
    while True:
        number = chance.randrange(len(park.lines) - 1)
        forged = line_of(park.event(number + 1) | {"by": "伪造者"})
        line = chance.choice([b"\n", b"{}\n", b"null\n", b"text\n", b"[1]\n", forged])
        yield b"".join([*park.lines[: number + 1], line, *park.lines[number + 1 :]]), park.checkpoint


@found("swap")
def swap(park: Park, chance: random.Random) -> Iterator[Files]:
    while True:
        lines = list(park.lines)
        one, other = chance.sample(range(len(lines)), 2)
        lines[one], lines[other] = lines[other], lines[one]
        yield b"".join(lines), park.checkpoint


@found("double")
def double(park: Park, chance: random.Random) -> Iterator[Files]:
    while True:
        number = chance.randrange(len(park.lines))
        yield b"".join([*park.lines[: number + 1], *park.lines[number:]]), park.checkpoint


@found("key doubled")
def key_doubled(park: Park, chance: random.Random) -> Iterator[Files]:
    """JSON readers take the last of two equal keys in silence, so that the line reads like the sound one."""
    while True:
        lines, number = list(park.lines), chance.randrange(len(park.lines))
        lines[number] = lines[number].replace(b"{", '{"by":"伪造者",'.encode(), 1)
        yield b"".join(lines), park.checkpoint


@found("key added")
def key_added(park: Park, chance: random.Random) -> Iterator[Files]:
    """A key that no zcdoc writes and no hash covers."""
    while True:
        lines, number = list(park.lines), chance.randrange(len(park.lines))
        lines[number] = lines[number].replace(b"{", '{"aa":"附记",'.encode(), 1)
        yield b"".join(lines), park.checkpoint


@found("reformatted")
def reformatted(park: Park, chance: random.Random) -> Iterator[Files]:
    """The same data with spaces, or with escapes, as a tool that formats JSON leaves them."""
    while True:
        lines, number = list(park.lines), chance.randrange(len(park.lines))
        lines[number] = json.dumps(park.event(number), ensure_ascii=chance.random() < 0.5).encode() + b"\n"
        yield b"".join(lines), park.checkpoint


# --- the file ---------------------------------------------------------------------------------------------------------


@found("truncate")
def truncate(park: Park, chance: random.Random) -> Iterator[Files]:
    """Cut anywhere: half a line, or a whole one without its end."""
    yield park.whole[:-1], park.checkpoint
    yield b"", park.checkpoint
    yield park.whole[: len(park.whole) - len(park.lines[-1]) - 1], park.checkpoint
    while True:
        yield park.whole[: chance.randrange(len(park.whole))], park.checkpoint


@found("unterminated whole line")
def unterminated(park: Park, _: random.Random) -> Iterator[Files]:
    """An event after the last one, whole but for its line end: a killed writer leaves half a line, an editor this."""
    yield park.whole + _appended(park)[:-1], park.checkpoint


@found("byte order mark")
def byte_order_mark(park: Park, _: random.Random) -> Iterator[Files]:
    yield b"\xef\xbb\xbf" + park.whole, park.checkpoint
    yield park.whole.decode().encode("utf-16"), park.checkpoint
    yield park.whole.decode().encode("utf-16-le"), park.checkpoint


@found("line ends")
def line_ends(park: Park, _: random.Random) -> Iterator[Files]:
    yield park.whole.replace(b"\n", b"\r\n"), park.checkpoint
    yield park.whole.replace(b"\n", b"\r"), park.checkpoint
    yield park.whole + b"\n", park.checkpoint
    yield park.whole + b"\r\n", park.checkpoint
    yield park.whole + b" \n", park.checkpoint
    yield b"\n" + park.whole, park.checkpoint
    yield park.whole.replace(b"\n", "\u2028".encode()), park.checkpoint


@found("zero bytes")
def zero_bytes(park: Park, chance: random.Random) -> Iterator[Files]:
    """Within what was flushed: a bad sector, not a power cut."""
    while True:
        begin = chance.randrange(len(park.whole))
        zeros = park.whole[:begin] + b"\0" * min(512, len(park.whole) - begin) + park.whole[begin + 512 :]
        yield zeros, park.checkpoint


@found("deep brackets")
def deep_brackets(park: Park, _: random.Random) -> Iterator[Files]:
    deep = b"[" * 10_000 + b"]" * 10_000
    yield park.whole + deep + b"\n", park.checkpoint
    yield deep + b"\n" + park.whole, park.checkpoint
    yield park.whole.replace(b'"changes":[', b'"changes":[' + deep + b",", 1), park.checkpoint
    yield park.whole + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"\n", park.checkpoint


@found("huge line")
def huge_line(park: Park, _: random.Random) -> Iterator[Files]:
    yield park.whole + b"x" * 20_000_000 + b"\n", park.checkpoint
    yield park.whole + b'{"seq":' + b"9" * 1_000_000 + b"}\n", park.checkpoint
    yield park.whole.replace("钱二".encode(), "钱".encode() * 5_000_000, 1), park.checkpoint


@found("no history")
def no_history(park: Park, _: random.Random) -> Iterator[Files]:
    yield None, park.checkpoint


# --- the chain and the checkpoint -------------------------------------------------------------------------------------


@found("forged and hashed anew")
def forged(park: Park, chance: random.Random) -> Iterator[Files]:
    """One event changed, and every hash after it made to fit; the checkpoint still proves the old head."""
    while True:
        yield b"".join(_forged_from(park, chance.randrange(len(park.lines)))), park.checkpoint


@found("forged below an older checkpoint")
def forged_below(park: Park, chance: random.Random) -> Iterator[Files]:
    """The same, with a checkpoint that stands at a later event than the forged one, not at the last."""
    while True:
        number = chance.randrange(len(park.lines) - 1)
        yield b"".join(_forged_from(park, number)), park.checkpoints[chance.randrange(number, len(park.lines) - 1)]


@found("checkpoint edited")
def checkpoint_edited(park: Park, _: random.Random) -> Iterator[Files]:
    text = park.checkpoint.decode()
    yield park.whole, text.replace("示范园区", "别的园区", 1).encode()
    yield park.whole, text[: len(text) // 2].encode()
    for content in (b"", b"[]", b"{}", b"null", b"[" * 10_000, b"\0" * 100, b"\xff\xfe", text.encode("utf-16")):
        yield park.whole, content


@found("checkpoint of another park")
def checkpoint_of_another(park: Park, _: random.Random) -> Iterator[Files]:
    """Sound in itself, at a head that this history does not know."""
    yield park.whole, park.foreign


# --- what is legal ----------------------------------------------------------------------------------------------------


@legal("half a line after the last event", 0, "被杀的写入者留下的半行：从未回报成功，下一次写入先截去")
def half_line(park: Park, chance: random.Random) -> Iterator[Files]:
    more = _appended(park)
    yield park.whole + more[: len(more) // 2], park.checkpoint
    yield park.whole + b"\0" * len(more), park.checkpoint
    yield park.whole + b"[" * 10_000, park.checkpoint
    while True:
        yield park.whole + more[: chance.randrange(1, len(more) - 1)], park.checkpoint


@legal("older checkpoint beside a newer history", 0, "写入者在历史之后、检查点之前被杀")
def older_checkpoint(park: Park, chance: random.Random) -> Iterator[Files]:
    while True:
        yield park.whole, park.checkpoints[chance.randrange(len(park.lines) - 1)]


@legal("no checkpoint", 0, "检查点可以由历史重建")
def no_checkpoint(park: Park, _: random.Random) -> Iterator[Files]:
    yield park.whole, None


@legal("both set back together", -2, "与备份无法区分；印在工作簿和文件上的版本号（history verify --head）能查出")
def set_back(park: Park, _: random.Random) -> Iterator[Files]:
    yield b"".join(park.lines[:-2]), park.checkpoints[-3]


def cases(way: Way, park: Park, most: int) -> list[Files]:
    """That many alterations of a kind, or all where there are fewer; the same ones in every run."""
    return list(itertools.islice(way(park, random.Random(5)), most))
