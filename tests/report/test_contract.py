"""Names in a template against its contract: what loops, assignments and macros name is known, what leads nowhere is told."""

from __future__ import annotations

import pytest

from zcdoc.report.contract import Paths
from zcdoc.report.sandbox import Sandbox

FIELDS = {"doc": {"park": "名称"}, "rows": [{"name": "名称", "parts": [{"no": "序号"}]}], "years": ["年度"]}


def told(source: str) -> list[str]:
    return [name for _, name in Paths(FIELDS).wrong(Sandbox(autoescape=True).parse(source))]


@pytest.mark.parametrize(
    "source",
    [
        "{% set x = doc.park %}{{ x }}",
        "{% set x = rows[0] %}{{ x.name }}",
        "{% if doc.park %}{% set x = 1 %}{% else %}{% set x = 2 %}{% endif %}{{ x }}",
        "{% set x, y = 1, 2 %}{{ x }}{{ y }}",
        "{% set x %}<b>{{ doc.park }}</b>{% endset %}{{ x }}",
        "{% macro m(a, b=doc.park) %}{{ a }}{{ b }}{{ varargs | length }}{% endmacro %}{{ m(1) }}",
        "{% macro m() %}{{ caller(1) }}{% endmacro %}{% call(x) m() %}{{ x }}{% endcall %}",
        "{% with a = doc.park, b = a %}{{ b }}{% endwith %}",
        "{% for r in rows %}{{ r.name }}{{ loop.index }}{% for p in r.parts %}{{ p.no }}{% endfor %}{% else %}{{ doc.park }}{% endfor %}",
        "{% for a, b in rows %}{{ a }}{{ b }}{% endfor %}",
        "{% for r in rows if r.name %}{{ r.name }}{% endfor %}",
        "{% filter upper %}{{ doc.park }}{% endfilter %}",
        "{{ range(3) | first }}{{ rows | length }}{{ years[0] }}{{ doc['park'] }}",
        "{% set x = rows | first %}{{ x.anything }}",
    ],
)
def test_what_is_named_in_the_template_is_known(source):
    assert told(source) == []


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("{{ dok.park }}", ["dok"]),
        ("{{ doc.parc }}", ["parc"]),
        ("{{ doc['parc'] }}", ["parc"]),
        ("{% set x = doc.parc %}{{ x }}", ["parc"]),
        ("{% set x = rows[0] %}{{ x.nam }}", ["nam"]),
        ("{{ x }}{% set x = 1 %}", ["x"]),
        ("{% for r in rows %}{% set x = 1 %}{% endfor %}{{ x }}", ["x"]),
        ("{% for r in rows %}{% endfor %}{{ r }}", ["r"]),
        ("{{ loop.index }}", ["loop"]),
        ("{% macro m(a) %}{{ b }}{% endmacro %}", ["b"]),
        ("{% macro m(a=doc.parc) %}{% endmacro %}", ["parc"]),
        ("{% with a = 1 %}{% endwith %}{{ a }}", ["a"]),
        ("{{ doc.park | default(other) }}", ["other"]),
        ("{% if other %}{% endif %}", ["other"]),
        ("{% for r in rows if r.nam %}{% endfor %}", ["nam"]),
        ("{{ rows[i].name }}", ["i"]),
        ("{% call m(doc.parc) %}{% endcall %}", ["m", "parc"]),
        ("{% set x %}{{ doc.parc }}{% endset %}", ["parc"]),
        ("{{ namespace(a=1) }}", ["namespace"]),
    ],
)
def test_what_leads_nowhere_is_told(source, names):
    assert sorted(told(source)) == sorted(names)


@pytest.mark.parametrize(
    "source", ["{{ rows }}", "{{ doc }}", "{% for r in rows %}{{ r }}{% endfor %}", "{{ rows[0].parts }}"]
)
def test_a_list_or_a_group_printed_whole_is_told(source):
    paths = Paths(FIELDS)
    paths.wrong(Sandbox(autoescape=True).parse(source))
    assert len(paths.whole) == 1
