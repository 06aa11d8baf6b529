"""yamlio: text stays text, every problem has line and column, nothing that a user writes raises."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zcdoc import yamlio
from zcdoc.problems import Problems


class StopsItself(yaml.SafeLoader):
    """Counts flow brackets while it reads ahead, as libyaml does since PyYAML 6.0.4."""

    def fetch_flow_collection_start(self, TokenClass):  # noqa: N803 - PyYAML's own name
        if self.flow_level >= yamlio.MAX_DEPTH + 9:
            raise yaml.scanner.ScannerError("while increasing flow level", None, "too deep", self.get_mark())
        super().fetch_flow_collection_start(TokenClass)


class Recurses(yaml.SafeLoader):
    """A parser that calls itself runs out of stack before it gives out the event."""

    def get_event(self):
        event = super().get_event()
        self.depth = getattr(self, "depth", 0) + isinstance(event, yaml.CollectionStartEvent)
        if self.depth > yamlio.MAX_DEPTH:
            raise RecursionError
        return event


LOADERS = {
    "c": getattr(yaml, "CSafeLoader", yaml.SafeLoader),
    "pure": yaml.SafeLoader,
    "stops-itself": StopsItself,
    "recurses": Recurses,
}


def read(text):
    problems = Problems()
    return yamlio.read(text, "pack.yaml", problems), problems


def data_of(text):
    doc, problems = read(text)
    assert not problems.items, [problem.line() for problem in problems]
    return doc.data


def only_problem(text):
    doc, problems = read(text)
    assert doc.data is None
    (problem,) = problems.items
    assert problem.severity == "error"
    assert problem.fix
    return problem.rule, problem.where


class TestScalars:
    @pytest.mark.parametrize(
        "text",
        [
            *("1.10", "5.10", "012", "0x1F", "1e3", "1:30", "1_000", "-0", ".5", ".inf", ".nan"),
            *("yes", "no", "on", "off", "True", "TRUE", "Null", "N", "2025-04-02", "2025-04-02 10:00:00", "=", "<<"),
            *("5.4 2)", "要求（应）", "10%", "<=0.35"),
        ],
    )
    def test_a_plain_scalar_keeps_its_spelling(self, text):
        assert data_of(f"值: {text}\n") == {"值": text}
        assert data_of(f"- {text}\n") == [text]

    @pytest.mark.parametrize(
        ("text", "value"), [("true", True), ("false", False), ("null", None), ("~", None), ("", None)]
    )
    def test_only_these_words_are_more_than_text(self, text, value):
        assert data_of(f"a: {text}\n")["a"] is value

    @pytest.mark.parametrize("text", ["true", "false", "null", "~", ""])
    @pytest.mark.parametrize("quote", ["'", '"'])
    def test_in_quotes_they_are_text(self, text, quote):
        assert data_of(f"a: {quote}{text}{quote}\n") == {"a": text}

    def test_blocks_of_text_are_text(self):
        assert data_of("a: |\n  true\nb: >-\n  null\n") == {"a": "true\n", "b": "null"}

    def test_keys_are_text(self):
        assert data_of("4.1: a\ntrue: b\n012: c\n") == {"4.1": "a", "true": "b", "012": "c"}


class TestProblems:
    @pytest.mark.parametrize(
        ("text", "rule", "place"),
        [
            ("a: 1\nb:\n  c: 1\n  c: 2\n", "yaml-duplicate", "4:3"),
            ("a: 1\n'a': 2\n", "yaml-duplicate", "2:1"),
            ("a: &x 1\n", "yaml-anchor", "1:4"),
            ("a:\n  - *x\n", "yaml-anchor", "2:5"),
            ("a: &x {b: 1}\nc:\n  <<: *x\n", "yaml-anchor", "1:4"),
            ("a: !!str 1\n", "yaml-tag", "1:4"),
            ("- !!python/object/apply:os.system [echo]\n", "yaml-tag", "1:3"),
            ("a: !mine\n", "yaml-tag", "1:4"),
            ("? [a, b]\n: 1\n", "yaml-key", "1:3"),
            ("? {a: 1}\n: 1\n", "yaml-key", "1:3"),
            ("a: [1,\n", "yaml-syntax", "2:1"),
            ("a: 1\n b: 2\n", "yaml-syntax", "2:3"),
            ("a:\n\t- 1\n", "yaml-syntax", "2:1"),
            ("a: 1\n---\nb: 2\n", "yaml-syntax", "2:1"),
            ("a: \x07\n", "yaml-syntax", "1:1"),
            ("", "yaml-empty", "1:1"),
            ("# 只有注释\n", "yaml-empty", "1:1"),
        ],
    )
    def test_each_has_its_rule_and_its_place(self, text, rule, place):
        assert only_problem(text) == (rule, f"pack.yaml:{place}")

    def test_all_duplicates_are_told_at_once(self):
        _, problems = read("a: 1\na: 2\nb: 3\nb: 4\n")
        assert [problem.where for problem in problems] == ["pack.yaml:2:1", "pack.yaml:4:1"]

    def test_an_earlier_problem_of_another_file_does_not_spoil_this_one(self):
        problems = Problems()
        problems.error("other", "other.yaml:1:1", "别的问题")
        assert yamlio.read("a: b\n", "pack.yaml", problems).data == {"a": "b"}

    @pytest.mark.parametrize("loader", ["c", "pure", "stops-itself", "recurses"])
    @pytest.mark.parametrize("opener", ["[", "- ", "{a: ", "? ", "[\n"])
    @pytest.mark.parametrize("levels", [yamlio.MAX_DEPTH + 1, 3000])
    def test_depth_has_a_limit_and_one_message_whoever_stops(self, opener, levels, loader, monkeypatch):
        monkeypatch.setattr(yamlio, "_SafeLoader", LOADERS[loader])
        closer = {"[": "]", "[\n": "]", "{a: ": "}"}.get(opener, "")
        doc, problems = read(opener * levels + (closer * levels or "x"))
        assert doc.data is None
        line, column = (yamlio.MAX_DEPTH + 1, 1) if "\n" in opener else (1, len(opener) * yamlio.MAX_DEPTH + 1)
        (problem,) = problems.items
        assert problem.rule == "yaml-depth"
        assert problem.where == f"pack.yaml:{line}:{column}"
        assert f"{yamlio.MAX_DEPTH} 层" in problem.message

    def test_a_syntax_error_stays_one_where_the_depth_is_allowed(self):
        assert only_problem("[" * yamlio.MAX_DEPTH + "@") == ("yaml-syntax", f"pack.yaml:1:{yamlio.MAX_DEPTH + 1}")

    def test_as_many_levels_as_allowed_are_read(self):
        assert data_of("[" * yamlio.MAX_DEPTH + "]" * yamlio.MAX_DEPTH)


class TestPlaces:
    def test_every_part_knows_where_it_stands(self):
        doc, _ = read("条款:\n  - id: '4.1'\n    文: 甲\n  - id: '4.2'\n")
        assert doc.where(()) == "pack.yaml:1:1"
        assert doc.where(("条款",)) == "pack.yaml:2:3"
        assert doc.where(("条款", 0, "文")) == "pack.yaml:3:8"
        assert doc.where(("条款", 1, "id")) == "pack.yaml:4:9"

    def test_what_is_absent_is_placed_at_its_nearest_parent(self):
        doc, _ = read("a:\n  b: 1\n")
        assert doc.where(("a", "none", 3)) == "pack.yaml:2:3"
        assert yamlio.Document("x.yaml").where(("a",)) == "x.yaml:1:1"


yaml_like = st.text(st.sampled_from("ab1 \n\t:-?[]{}&*!|>'\"%@`#,.~<=零\u2028\ufeff\x85"), max_size=60)


class TestWhateverComes:
    @settings(max_examples=400)
    @given(st.one_of(st.text(), yaml_like, st.text(st.characters(categories=["Cs", "Cc", "L"]))))
    @example("%YAML 9.9\n---\na")
    @example("%TAG ! tag:x,2000:\n---\na: !b c")
    @example("\ud800")
    @example("a: \x00")
    @example("- ? - ? - a")
    def test_reading_never_raises_and_gives_data_or_a_problem(self, text):
        doc, problems = read(text)
        assert problems.errors or doc.data is not None or () in doc.places
        if problems.errors:
            assert doc.data is None

    @given(st.binary(max_size=80))
    def test_nor_do_bytes_read_as_latin(self, raw):
        read(raw.decode("latin-1"))


# YAML has no way to store these: surrogates, and control characters other than tab and line ends.
sayable = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20)
texts = st.one_of(
    sayable, st.sampled_from(["true", "null", "~", "", "no", "1.10", "012", "- a", "a: b", "a\nb\n", " x ", "\t", "#"])
)
leaves = st.one_of(texts, st.booleans(), st.none())
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=20,
)


class TestRoundTrip:
    @settings(max_examples=400)
    @given(trees)
    def test_what_is_written_is_read_back(self, tree):
        assert data_of(yamlio.write(tree)) == tree

    def test_numbers_come_back_as_their_text(self):
        assert data_of(yamlio.write({"a": 1, "b": 1.5})) == {"a": "1", "b": "1.5"}

    def test_people_can_read_it(self):
        assert yamlio.write({"名称": "零碳园区", "条款": ["4.1", "甲" * 200]}) == (
            "名称: 零碳园区\n条款:\n- '4.1'\n- " + "甲" * 200 + "\n"
        )

    def test_a_value_that_stands_twice_is_written_twice(self):
        shared = ["EV-001"]
        assert data_of(yamlio.write({"a": shared, "b": shared})) == {"a": shared, "b": shared}
