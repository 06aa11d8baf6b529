"""The names in a template, followed through loops, assignments and macros, against the contract of its document."""

from __future__ import annotations

from typing import Any

from jinja2 import nodes

_MACRO = ("varargs", "kwargs", "caller")  # what Jinja itself gives to the body of a macro
Scope = dict[str, Any]


class Paths:
    """Resolves `a.b`, `a[0]` and what loops, `set`, `with` and macros name. Unknown is told; what cannot be told is let pass."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = fields

    def wrong(self, tree: nodes.Node) -> list[tuple[nodes.Node, str]]:
        """Every name that leads nowhere, with where it stands; `whole` then holds what is printed and is no single value."""
        self.found: list[tuple[nodes.Node, str]] = []
        self.whole: list[nodes.Node] = []
        self._walk(tree, {**self.fields, "range": None})
        return self.found

    def _walk(self, node: nodes.Node, scope: Scope) -> None:
        """Statements in their order: a name that is set holds from there on, also behind the `if` that it was set in."""
        if isinstance(node, nodes.For):
            self._loop(node, scope)
        elif isinstance(node, nodes.Assign):
            self._bind(node.target, self._resolve(node.node, scope), scope)
        elif isinstance(node, nodes.AssignBlock):
            self._walk_all(node.body, dict(scope))
            if node.filter is not None:
                self._walk(node.filter, scope)
            self._bind(node.target, None, scope)
        elif isinstance(node, nodes.Macro | nodes.CallBlock):
            self._macro(node, scope)
        elif isinstance(node, nodes.With):
            self._with(node, scope)
        elif isinstance(node, nodes.FilterBlock):
            self._walk(node.filter, scope)
            self._walk_all(node.body, dict(scope))
        elif isinstance(node, nodes.Output):
            self._print(node, scope)
        elif isinstance(node, nodes.Expr):
            self._resolve(node, scope)
        else:
            self._walk_all(list(node.iter_child_nodes()), scope)

    def _print(self, node: nodes.Output, scope: Scope) -> None:
        """What is printed must be one value: a list or a group of fields would come out as a program writes it down."""
        for one in node.nodes:
            if isinstance(self._resolve(one, scope), list | dict):
                self.whole.append(one)

    def _walk_all(self, children: list[nodes.Node], scope: Scope) -> None:
        for child in children:
            self._walk(child, scope)

    def _loop(self, node: nodes.For, scope: Scope) -> None:
        items = self._resolve(node.iter, scope)
        inner = {**scope, "loop": None}
        self._bind(node.target, items[0] if isinstance(items, list) and items else None, inner)
        if node.test is not None:
            self._resolve(node.test, inner)
        self._walk_all(node.body, inner)
        self._walk_all(node.else_, dict(scope))

    def _macro(self, node: nodes.Macro | nodes.CallBlock, scope: Scope) -> None:
        """Parameters and the macro's own name are known in its body; what is handed over is not followed."""
        if isinstance(node, nodes.CallBlock):
            self._resolve(node.call, scope)
        for default in node.defaults:
            self._resolve(default, scope)
        if isinstance(node, nodes.Macro):
            scope[node.name] = None
        inner = {**scope, **dict.fromkeys(_MACRO)}
        for argument in node.args:
            self._bind(argument, None, inner)
        self._walk_all(node.body, inner)

    def _with(self, node: nodes.With, scope: Scope) -> None:
        inner = dict(scope)
        for target, value in zip(node.targets, node.values, strict=True):
            self._bind(target, self._resolve(value, inner), inner)
        self._walk_all(node.body, inner)

    def _bind(self, target: nodes.Node, value: Any, scope: Scope) -> None:
        """Gives a name, or the names of an unpacking, their part of the contract."""
        if isinstance(target, nodes.Name):
            scope[target.name] = value
        elif isinstance(target, nodes.Tuple | nodes.List):
            for one in target.items:
                self._bind(one, None, scope)
        else:
            self._walk_all(list(target.iter_child_nodes()), scope)

    def _resolve(self, node: nodes.Node, scope: Scope) -> Any:
        """The part of the contract that an expression names; None when it cannot be told (and is let pass)."""
        if isinstance(node, nodes.Name):
            if node.ctx == "load" and node.name not in scope:
                self.found.append((node, node.name))
            return scope.get(node.name)
        if isinstance(node, nodes.Getattr):
            return self._key(node, self._resolve(node.node, scope), node.attr)
        if isinstance(node, nodes.Getitem):
            owner = self._resolve(node.node, scope)
            if not isinstance(node.arg, nodes.Const):
                self._resolve(node.arg, scope)
            if isinstance(owner, list):
                return owner[0] if owner else None
            return self._key(node, owner, node.arg.value) if isinstance(node.arg, nodes.Const) else None
        self._walk_all(list(node.iter_child_nodes()), scope)
        return None

    def _key(self, node: nodes.Node, owner: Any, name: Any) -> Any:
        if owner is None:
            return None
        if not isinstance(owner, dict) or name not in owner:
            self.found.append((node, str(name)))
            return None
        return owner[name]
