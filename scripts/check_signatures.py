"""Finds signatures that let a misspelt name pass the type check: `Any`, or SQLAlchemy's `Row`.

In `console/` no function may have one, in `db/` no public function may return one: what leaves the
database is a frozen value of named, typed columns.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

TOP = Path(__file__).parents[1]

UNTYPED = {"Any"}

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


def faults_in(source: str, *, is_public_only: bool) -> Iterator[tuple[int, str]]:
    """(line, name) of the functions that are not typed; or of the public ones that return so."""
    tree = ast.parse(source)
    untyped = UNTYPED | _rows_of_sqlalchemy(tree)
    untyped |= {name for name, value in _aliases(tree) if _names(value) & untyped}
    for node in _functions(tree, is_public_only=is_public_only):
        said = [node.returns] if is_public_only else [node.returns, *_parameters(node)]
        if any(one is not None and _names(one) & untyped for one in said):
            yield node.lineno, node.name


def _functions(tree: ast.AST, *, is_public_only: bool) -> Iterator[Function]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            if not (is_public_only and node.name.startswith("_")):
                yield node
            if is_public_only:
                continue
        yield from _functions(node, is_public_only=is_public_only)


def _parameters(node: Function) -> Iterator[ast.expr | None]:
    told = node.args
    for one in (*told.posonlyargs, *told.args, told.vararg, *told.kwonlyargs, told.kwarg):
        yield None if one is None else one.annotation


def _rows_of_sqlalchemy(tree: ast.Module) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
        if alias.name == "Row"
    }


def _aliases(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Names that a module gives to a value, such as a type."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value


def _names(annotation: ast.expr) -> set[str]:
    """Every name in an annotation, in those written as text too."""
    found = set()
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                found |= _names(ast.parse(node.value, mode="eval").body)
            except (SyntaxError, ValueError):  # a text, as in Literal["…"]
                continue
    return found


def main() -> int:
    faults = []
    for folder, is_public_only in (("console", False), ("db", True)):
        for path in sorted((TOP / folder).rglob("*.py")):
            place = path.relative_to(TOP).as_posix()
            source = path.read_text(encoding="utf-8")
            found = faults_in(source, is_public_only=is_public_only)
            faults += [f"{place}:{line}: {name} is not typed" for line, name in found]
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
