"""A template gets plain data and nothing else."""

import datetime as dt
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2.exceptions import SecurityError, TemplateError, UndefinedError
from jinja2.filters import FILTERS
from jinja2.runtime import LoopContext

from zcdoc.report.sandbox import ForbiddenTagError, Sandbox, require_plain

ALLOWED_FILTERS = {"join", "length", "default", "first", "last", "e", "escape", "upper", "lower", "trim", "replace"}
ATTACKS = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ x.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ range.__self__ }}",
    "{{ loop }}",
    "{% for i in [1] %}{{ loop._iterator }}{% endfor %}",
    "{% for i in [1] %}{{ loop.cycle('a') }}{% endfor %}",
    "{{ '{0.__class__}'.format(1) }}",
    "{{ '%s' % x }}",
    "{{ 'a' * 1000000000 }}",
    "{{ [0] * 1000000000 }}",
    "{{ 9 ** 99999999 }}",
    "{{ x | attr('__class__') }}",
    "{{ [1, 2] | map('string') | list }}",
    "{{ d.items() }}",
    "{{ d.get('a') }}",
    "{{ d.update({'a': 2}) }}",
    "{{ l.append(1) }}",
    "{{ 'a'.upper() }}",
    "{{ 'a'['upper'] }}",
    "{{ range(100000) }}",
    "{% for a in range(200) %}{% for b in range(200) %}x{% endfor %}{% endfor %}",
    "{% include 'x' %}",
    "{% import 'os' as o %}{{ o }}",
    "{{ namespace(a=1) }}",
    "{{ dict(a=1) }}",
    "{{ (x for x in l) }}",
    "{{ '' ~ range }}",
    "{{ range ~ '' }}",
    "{{ [range] ~ '' }}",
    "{{ d ~ '' }}",
    "{{ range | e }}",
    "{{ l | e }}",
    "{{ range | trim }}",
    "{{ range | replace('a', 'b') }}",
    "{{ 'a' | replace('a', range) }}",
    "{{ [range, 1] | join }}",
    "{{ [1, 2] | join(range) }}",
    "{{ [[range]] | join }}",
    "{{ [d] | join(attribute='__class__') }}",
    "{% set f = range %}{{ f ~ f }}",
    "{% macro m() %}{{ caller ~ '' }}{% endmacro %}{% call m() %}a{% endcall %}",
    "{{ [1, 2] }}",
    "{{ {'a': 1} }}",
    "{{ none }}",
    "{{ none ~ '' }}",
    "{{ [none] | join }}",
    "{{ '\\x00' }}",
    "{{ '\\ud800' }}",
]


@pytest.mark.parametrize("escaped", [True, False])
@pytest.mark.parametrize("source", ATTACKS)
def test_an_attack_is_refused(source, escaped):
    started = time.monotonic()
    with pytest.raises((TemplateError, SecurityError, TypeError)):
        Sandbox(autoescape=escaped).from_string(source).render(x="", d={"a": 1}, l=[1])
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("name", sorted(set(dir(LoopContext)) | {"_iterator", "_after", "_length", "_undefined"}))
def test_of_a_loop_only_its_counters_can_be_asked_for(name):
    """Even a question whether it is there is refused: what is there may be used."""
    source = f"{{% for i in [1] %}}{{{{ loop.{name} is defined }}}}{{% endfor %}}"
    render = Sandbox(autoescape=True).from_string(source).render
    if name in {"index", "index0", "first", "last", "length", "revindex"}:
        assert render() == "True"
    else:
        with pytest.raises(SecurityError):
            render()


@pytest.mark.parametrize("name", sorted(set(FILTERS) - set(Sandbox(autoescape=True).filters)))
def test_a_filter_that_is_not_listed_is_none(name):
    assert name not in ALLOWED_FILTERS
    with pytest.raises(TemplateError):
        Sandbox(autoescape=True).from_string(f"{{{{ x | {name} }}}}").render(x="a")


def test_the_listed_filters_are_these():
    # and one of our own, by a name that no template can write
    assert set(Sandbox(autoescape=True).filters) == ALLOWED_FILTERS | {"printed value"}
    assert "callable" not in Sandbox(autoescape=True).tests


@pytest.mark.parametrize(
    "source",
    [
        "{% raw %}{{ x }}{% endraw %}", "{%- raw -%}x{%- endraw -%}", "{% autoescape false %}{{ x }}{% endautoescape %}",
        "{% include 'x' ignore missing %}", "{% from 'x' import y %}", "{% extends 'x' %}", "{% block b %}x{% endblock %}",
    ],
)  # fmt: skip
def test_a_tag_that_is_not_for_templates_is_refused_before_anything_runs(source):
    with pytest.raises(ForbiddenTagError):
        Sandbox(autoescape=True).parse(source)


@pytest.mark.parametrize("source", ["{{ d }}", "{{ l }}", "{{ range(3) }}"])
def test_a_list_or_a_table_is_not_printed_as_a_program_writes_it(source):
    with pytest.raises(SecurityError, match="不能整个印出"):
        Sandbox(autoescape=True).from_string(source).render(d={"a": 1}, l=[1])


def test_a_missing_name_is_an_error_and_names_itself():
    for source in ("{{ nothing }}", "{{ d.nothing }}", "{{ l[5] }}", "{{ d.nothing.more }}"):
        with pytest.raises(UndefinedError):
            Sandbox(autoescape=True).from_string(source).render(d={}, l=[])


def test_what_a_template_needs_works():
    source = "{% for r in d.items %}{{ loop.index }}.{{ r.name }}{% if not loop.last %}、{% endif %}{% endfor %}{{ l[0] + 1 }}{{ l | length }}"
    data = {"d": {"items": [{"name": "a<b"}, {"name": "c"}]}, "l": [1]}
    assert Sandbox(autoescape=True).from_string(source).render(data) == "1.a&lt;b、2.c21"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ 'a' ~ 1 ~ x ~ 2.5 }}", "a1&lt;2.5"),
        ("{{ l | join('、') }}", "1、b"),
        ("{{ d | join(',', attribute='a') }}", "1,x"),
        ("{{ '<' | e }}{{ x | upper | trim | replace('<', 'y') }}", "&lt;y"),
        ("{{ '\\a\\f\\n\\t' }}", "\a\f\n\t"),
        ("{{ none | default('无', true) }}{{ nothing | default('无') }}", "无无"),
    ],
)
def test_text_of_what_is_plain_is_made_as_before(source, said):
    template = Sandbox(autoescape=True).from_string(source)
    assert template.render(x="<", l=[1, "b"], d=[{"a": 1}, {"a": "x"}]) == said


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [
        Path("x"),
        SimpleNamespace(a=1),
        dt.date(2026, 1, 1),
        Text("a"),
        (1, 2),
        {1: "a"},
        {"a": [{"b": {1, 2}}]},
        print,
        b"x",
    ],
)
def test_only_plain_data_may_be_handed_over(value):
    with pytest.raises(SecurityError):
        require_plain({"value": value})


def test_plain_data_passes():
    require_plain({"a": [1, 2.5, None, True, "x", {"b": []}]})


def test_the_same_text_in_another_environment_has_a_budget_of_its_own():
    text = "{% for i in range(200) %}{% for j in range(100) %}{% endfor %}{% endfor %}done"
    spent, fresh = Sandbox(autoescape=True), Sandbox(autoescape=True)
    with pytest.raises(SecurityError):
        spent.from_string(text).render()
    with pytest.raises(SecurityError):
        spent.from_string("{% for i in range(1) %}{% endfor %}").render()
    assert fresh.from_string("{% for i in range(1) %}{% endfor %}ok").render() == "ok"


def test_the_same_text_is_escaped_where_its_environment_escapes():
    text = "{{ x }}"
    assert Sandbox(autoescape=False).from_string(text).render(x="<a>") == "<a>"
    assert Sandbox(autoescape=True).from_string(text).render(x="<a>") == "&lt;a&gt;"
    assert Sandbox(autoescape=False).from_string(text).render(x="<b>") == "<b>"


def test_a_text_that_does_not_compile_says_so_every_time():
    for _ in range(2):
        with pytest.raises(TemplateError, match="unexpected"):
            Sandbox(autoescape=False).from_string("{{ }")
