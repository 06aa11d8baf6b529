"""The Jinja environment for wording and Word templates that users write.

A template gets plain data, a few filters and loops, and nothing else: no attribute of any object, no method, no format
string, no other file. Jinja's own sandbox lets a template call every public method of what it is given (measured: a Path
in the context wrote a file), so the context is checked by type as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from types import CodeType
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import make_attrgetter
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_context, pass_eval_context

MAX_RANGE = 200
MAX_STEPS = 20_000  # turns of all `range` loops of one environment
_FILTERS = ("join", "length", "default", "first", "last", "e", "escape", "upper", "lower", "trim", "replace")
_WRITING = ("e", "escape", "upper", "lower", "trim", "replace")  # filters that make text of what they are given
_PRINTED = "printed value"  # a filter of our own, by a name that no template can write
# What no XML can hold. BEL and FF stay: docxtpl makes a new paragraph and a new page of them.
_UNWRITABLE = re.compile(r"[\x00-\x06\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TESTS = ("defined", "undefined", "none", "string", "number", "mapping", "sequence", "equalto", "eq", "ne", "in", "odd", "even")  # fmt: skip
_LOOP = ("index", "index0", "first", "last", "length", "revindex")
_PLAIN = (str, int, float, bool, type(None))
# Tags that reach beyond the template, or that take the escaping away from what it prints.
_FORBIDDEN: dict[type[nodes.Node], str] = {
    nodes.ScopedEvalContextModifier: "autoescape", nodes.EvalContextModifier: "autoescape", nodes.Include: "include",
    nodes.Import: "import", nodes.FromImport: "import", nodes.Extends: "extends", nodes.Block: "block",
}  # fmt: skip
_RAW = re.compile(r"\{%[-+]?\s*raw\b")


class ForbiddenTagError(TemplateSyntaxError):
    """A tag that no template may use, with its line."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Dict keys, list items and `loop.index` are all that can be reached."""

    intercepted_binops = frozenset({"*", "**", "%", "//"})

    def __init__(self, *, autoescape: bool) -> None:
        super().__init__(autoescape=autoescape, undefined=StrictUndefined, finalize=_finished)
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.filters |= {name: _of_plain(self.filters[name]) for name in _WRITING}
        self.filters |= {"join": _joined(self.filters["join"]), _PRINTED: _printable}
        self.tests = {name: self.tests[name] for name in _TESTS}
        self._steps = MAX_STEPS
        self.globals = {"range": self._range}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Every source comes through here, on its way to be checked or compiled."""
        raw = _RAW.search(source)
        if raw:
            raise ForbiddenTagError("模板不能用 {% raw %}", source.count("\n", 0, raw.start()) + 1)
        try:
            tree = super()._parse(source, name, filename)
            odd = next((n for n in tree.find_all(nodes.Node) if type(n) in _FORBIDDEN), None)
        except (RecursionError, MemoryError, ValueError) as err:
            raise _too_much(source, err) from None
        if odd is not None:
            raise ForbiddenTagError(f"模板不能用 {{% {_FORBIDDEN[type(odd)]} %}}", odd.lineno)
        return tree

    def compile(self, source: Any, *args: Any, **named: Any) -> Any:
        """Brackets and loops nested beyond what Python itself can bear are a fault of the template, with its line."""
        try:
            return super().compile(source, *args, **named)
        except (SyntaxError, RecursionError, MemoryError, ValueError) as err:
            raise _too_much(source if isinstance(source, str) else "", err) from None

    def _generate(self, source: nodes.Template, *args: Any, **named: Any) -> str:
        """What stands beside a `~` becomes text without being printed: it must be as plain as what is."""
        for one in list(source.find_all(nodes.Concat)):
            one.nodes = [
                nodes.Filter(n, _PRINTED, [], [], None, None, lineno=n.lineno, environment=self) for n in one.nodes
            ]
        return super()._generate(source, *args, **named)

    def _range(self, *bounds: int) -> range:
        found = range(*bounds)
        self._steps -= len(found)
        if len(found) > MAX_RANGE or self._steps < 0:
            raise SecurityError(f"range 一次至多 {MAX_RANGE} 步，合计至多 {MAX_STEPS} 步")
        return found

    def from_string(
        self,
        source: Any,
        globals: Any = None,  # noqa: A002  Jinja's signature
        template_class: Any = None,
    ) -> Template:
        """A template; the same text is compiled once, whatever environment will run it.

        A document is filled once for each layout pass and three documents share their sentences. Code holds no state: what
        may be called, and how often, is asked of the environment that runs it.
        """
        if not isinstance(source, str):
            return super().from_string(source, globals, template_class)
        kind = template_class or self.template_class
        made: Template = kind.from_code(self, _code(source, self.autoescape is True), self.make_globals(globals))
        return made

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`x.name`: a key of a dict, or one of the few properties of `loop`."""
        if isinstance(obj, LoopContext):
            return getattr(obj, attribute) if attribute in _LOOP else self._refused(attribute)
        return self._key(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`x["name"]` and `x[0]`."""
        if type(obj) is list and type(argument) is int:
            return obj[argument] if -len(obj) <= argument < len(obj) else self.undefined(name=str(argument))
        return self._key(obj, argument)

    def _key(self, obj: Any, name: Any) -> Any:
        if isinstance(obj, Undefined):
            return obj[name]  # StrictUndefined raises and names the variable
        if type(obj) is not dict or type(name) is not str:
            self._refused(str(name) if type(name) in (str, int) else "……")
        return obj[name] if name in obj else self.undefined(obj="字段", name=name)

    @staticmethod
    def _refused(name: str) -> Any:
        raise SecurityError(f"模板不能取用“{name}”：只能用字段名、列表序号和 loop.index 一类")

    def is_safe_callable(self, obj: Any) -> bool:
        return obj == self._range or type(obj).__name__ == "Macro"

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002  Jinja's signature
        """Arithmetic on numbers only: `'a' * 10**9` and `'%s' % x` are refused."""
        if operator == "**" or not all(type(side) in (int, float) for side in (left, right)):
            raise SecurityError(f"模板中不能对文字或列表用“{operator}”")
        return self.binop_table[operator](left, right)


@lru_cache(maxsize=4096)
def _code(source: str, escaped: bool) -> CodeType:  # noqa: FBT001  a part of the key
    code: CodeType = Sandbox(autoescape=escaped).compile(source)
    return code


def _printable(value: Any) -> Any:
    """What a template prints is text or a number: a list would be printed as a program writes it down, and so would None."""
    if value is None:
        raise SecurityError("这里没有值可以印出；用 if 判断有没有，或用 default 给一个")
    if isinstance(value, str) and _UNWRITABLE.search(value):
        raise SecurityError("这里写的文字里有不能写进文件的控制字符")
    if isinstance(value, (*_PLAIN, Undefined)):
        return value
    raise SecurityError("这里写的是一列内容，不能整个印出；用 for 逐项写出，或指明其中的一项")


@pass_context  # Jinja escapes a constant before it is looked at, and then it is text: with this mark it waits until it runs
def _finished(_context: Context, value: Any) -> Any:
    return _printable(value)


def _of_plain(writes: Callable[..., Any]) -> Callable[..., Any]:
    """A filter of Jinja's that takes what may be printed and nothing else: `e` would write down any object as text."""

    @wraps(writes)  # Jinja's own marks on a filter come along
    def checked(*given: Any, **named: Any) -> Any:
        for one in (*given, *named.values()):
            if not isinstance(one, nodes.EvalContext):
                _printable(one)
        return writes(*given, **named)

    return checked


def _joined(joins: Callable[..., Any]) -> Callable[..., Any]:
    """`join` of items that may be printed."""

    @pass_eval_context
    def checked(context: nodes.EvalContext, value: Any, d: str = "", attribute: str | int | None = None) -> Any:
        read = make_attrgetter(context.environment, attribute) if attribute is not None else None
        items = [_printable(read(one) if read else one) for one in value]
        return joins(context, items, _printable(d))

    return checked


def _too_much(source: str, error: Exception) -> TemplateSyntaxError:
    """The error for what is nested too deep or numbers too long, at the line with the most brackets."""
    lines = source.split("\n")
    worst = max(range(len(lines)), key=lambda i: sum(lines[i].count(c) for c in "([{"))
    is_number = isinstance(error, ValueError) and "digits" in str(error)
    return TemplateSyntaxError("花括号里的数太长" if is_number else "花括号里的括号或标记嵌套得太深", worst + 1)


def require_plain(node: Any, path: str = "") -> None:
    """Raises SecurityError unless the value is made of str, int, float, bool, None, list and dict alone (exact types)."""
    if type(node) in _PLAIN:
        return
    if type(node) is dict:
        _require_all(((f"{path}.{key}", value) for key, value in node.items() if _is_name(key, path)))
    elif type(node) is list:
        _require_all((f"{path}[{i}]", value) for i, value in enumerate(node))
    else:
        raise SecurityError(f"{path.lstrip('.') or '数据'} 的类型 {type(node).__name__} 不能交给模板")


def _require_all(pairs: Iterable[tuple[str, Any]]) -> None:
    for path, value in pairs:
        require_plain(value, path)


def _is_name(key: object, path: str) -> bool:
    if type(key) is not str:
        raise SecurityError(f"{path.lstrip('.') or '数据'} 的键不是文字")
    return True
