"""Expressions that a template must not get anywhere with: ways to reach an object, a file, the interpreter, or endless work.

Families are written as starts and ways: every start is tried with every way, so that no combination is left to memory.
"""

from __future__ import annotations

from itertools import product

STARTS = (
    "''", "1", "doc", "doc.park", "[]", "{}", "true", "none", "range", "loop", "self", "cycler", "joiner", "namespace", "lipsum",
    "config", "request", "dict", "caller", "varargs",
)  # fmt: skip
WAYS = (
    ".__class__", "['__class__']", "|attr('__class__')", ".__init__.__globals__", "['\\x5f\\x5fclass\\x5f\\x5f']", ".__class__.__mro__[1].__subclasses__()",
)  # fmt: skip
OTHERS = (
    "{{ '{0.__class__}'.format(doc) }}", "{{ '%s' % doc }}", "{{ '%c' % 65 }}", "{{ 'a' * 10**9 }}", "{{ [0] * 10**9 }}", "{{ 9**9**9 }}",
    "{{ doc.items() }}", "{{ doc.keys() }}", "{{ doc.get('park') }}", "{{ doc.update({'park': 'x'}) }}", "{{ doc.pop('park') }}",
    "{{ doc }}", "{{ c4.summary }}", "{{ range }}", "{{ range(3) }}", "{{ range(10**6) }}", "{{ [1]|map('string')|list }}",
    "{{ [doc]|map(attribute='__class__')|list }}", "{{ doc|list }}", "{{ doc|tojson }}", "{{ doc|pprint }}", "{{ doc.park|safe }}", "{{ doc.park|forceescape }}",
    "{{ doc.park|xmlattr }}", "{{ doc|dictsort }}", "{{ [1]|select('callable') }}", "{{ [doc]|groupby('park') }}", "{{ doc.park|format(1) }}", "{{ doc.park.upper() }}",
    "{{ doc.park['upper']() }}", "{{ doc.park.encode() }}", "{{ doc.park.join(['a']) }}", "{{ (1).real }}", "{{ (1).to_bytes(1) }}", "{{ 1 .__add__(1) }}",
    "{% include 'x' %}", "{% import 'os' as o %}{{ o }}", "{% from 'os' import path %}{{ path }}", "{% extends 'x' %}", "{% block a %}x{% endblock %}",
    "{% autoescape false %}{{ '<w:p/>' }}{% endautoescape %}", "{% raw %}{{ doc }}{% endraw %}", "{% do doc.clear() %}", "{% debug %}", "{% trans %}x{% endtrans %}",
    "{% set doc = 1 %}{{ doc.__class__ }}", "{% set x = namespace(a=1) %}{{ x.a }}", "{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}",
    "{% macro m() %}{{ varargs.__class__ }}{% endmacro %}{{ m(1) }}", "{% macro m() %}{{ m.__globals__ }}{% endmacro %}{{ m() }}", "{% macro m() %}{{ m.name }}{% endmacro %}{{ m() }}",
    "{% for i in [1] %}{{ loop.__init__ }}{% endfor %}", "{% for i in [1] %}{{ loop._iterator }}{% endfor %}", "{% for i in [1] %}{{ loop.cycle('a') }}{% endfor %}",
    "{% for i in [1] %}{{ loop.changed(1) }}{% endfor %}", "{% for a in range(200) %}{% for b in range(200) %}x{% endfor %}{% endfor %}",
    "{{ '<w:p><w:r/></w:p>' }}", "{{ '</w:t></w:r></w:p><w:p>' }}", "{{ ']]>' }}", "{{ '&lt;' }}", "{{ lambda: 1 }}", "{{ [x for x in doc] }}", "{{ (x := 1) }}", "{{ f'{doc}' }}",
    "{{ b'x' }}", "{{ doc is callable }}", "{{ doc is filter }}", "{{ doc is sameas none }}", "{{ true.__class__ }}", "{{ ''|attr('join')|attr('__func__') }}", "{{ ()|first }}",
    "{{ doc['__class__'] }}", "{{ doc.park[0:9999999] }}", "{{ doc.park[::-1] }}", "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "{{ " + "9" * 6000 + " }}",
    "{{ open('canary').write('x') }}", "{{ __import__('os').system('touch canary') }}", "{{ eval('1') }}", "{{ globals() }}", "{{ print(1) }}", "{{ self.environment }}", "{{ environ }}",
)  # fmt: skip
EXPRESSIONS: tuple[str, ...] = (*(f"{{{{ {start}{way} }}}}" for start, way in product(STARTS, WAYS)), *OTHERS)
