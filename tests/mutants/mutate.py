# SPDX-License-Identifier: MIT-0
"""The small changes that can be made to a module: each is a mistake that somebody might make."""

import ast
import copy
from collections.abc import Iterable, Iterator
from typing import Any

OTHER_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
}
OTHER_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
DELETED = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Raise, ast.Delete, ast.Break, ast.Continue)
FOR_TYPE_CHECKERS = ("annotation", "returns")  # the parts of a node that no run depends on


def mutants(tree: ast.Module) -> Iterator[None]:
    """Change the tree in one place at a time; each change is undone when the next is asked for."""
    for holder, key, node in [*places(tree)]:
        for replacement in replacements(node):
            put(holder, key, replacement)
            yield
            put(holder, key, node)


def put(holder: Any, key: Any, node: ast.AST) -> None:
    if isinstance(holder, list):
        holder[key] = node
    else:
        setattr(holder, key, node)


def places(node: ast.AST, in_function: bool = False) -> Iterator[tuple[Any, Any, ast.AST]]:
    """Where something can be put in place of something: what holds it, under which name or index, and what it is."""
    in_function = in_function or isinstance(node, (ast.FunctionDef, ast.Lambda))
    for name, value in ast.iter_fields(node):
        if name in FOR_TYPE_CHECKERS or (name == "body" and for_type_checkers(node)):
            continue
        held: Iterable[tuple[Any, Any, Any]] = ((node, name, value),)
        if isinstance(value, list):
            held = ((value, index, item) for index, item in enumerate(value))
        for holder, key, item in held:
            if not isinstance(item, ast.AST) or is_docstring(item) or names_type_checking(item):
                continue
            if in_function or not isinstance(item, DELETED):
                yield holder, key, item
            yield from places(item, in_function)


def for_type_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and names_type_checking(node.test)


def names_type_checking(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        node = node.targets[0]
    return isinstance(node, ast.Name) and node.id == "TYPE_CHECKING"


def is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def replacements(node: ast.AST) -> Iterator[ast.AST]:
    """What can be put in the place of this node."""
    if isinstance(node, ast.Compare):
        for index, op in enumerate(node.ops):
            for other in OTHER_COMPARISONS[type(op)]:
                yield changed(node, ops=[*node.ops[:index], other(), *node.ops[index + 1 :]])
    elif isinstance(node, ast.BoolOp):
        yield changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.BinOp):
        yield changed(node, op=OTHER_ARITHMETIC[type(node.op)]())
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield changed(node, value=not node.value)
        elif isinstance(node.value, (int, float)):
            yield changed(node, value=node.value + 1)
        elif isinstance(node.value, str):
            yield changed(node, value=f"{node.value}XX")
        elif isinstance(node.value, bytes):
            yield changed(node, value=node.value + b"XX")
    elif isinstance(node, (ast.If, ast.While, ast.IfExp)):
        if not is_negated_otherwise(node.test) and not for_type_checkers(node):
            yield changed(node, test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.comprehension):
        for index, test in enumerate(node.ifs):
            if not is_negated_otherwise(test):
                negated = ast.UnaryOp(ast.Not(), test)
                yield changed(node, ifs=[*node.ifs[:index], negated, *node.ifs[index + 1 :]])
    elif isinstance(node, ast.Return):
        if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield ast.Return(ast.Constant(None))
    elif isinstance(node, DELETED) and getattr(node, "value", True) is not None:  # `name: type` alone does nothing
        yield ast.Pass()


def is_negated_otherwise(test: ast.expr) -> bool:
    """Whether another change, of the expression itself, makes the same of it."""
    return isinstance(test, ast.UnaryOp) or (isinstance(test, ast.Compare) and len(test.ops) == 1)


def changed(node: ast.AST, **fields: Any) -> ast.AST:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other
