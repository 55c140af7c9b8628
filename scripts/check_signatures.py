"""Find signatures and fields typed `Any` or `Row`, which let misspelt names pass the type check.

`Row` is SQLAlchemy's: a function returns a row as a frozen value with named, typed columns instead.
The functions in `ALLOWED` are exceptions, each for the reason beside it. Types of SQL expressions
(`ColumnElement[Any]`) say nothing about a value and are skipped.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

TOP = Path(__file__).parents[1]

UNTYPED = {"Any"}

EXPRESSIONS = {"BindParameter", "Column", "ColumnElement", "Label", "Select"}

ALLOWED = {
    "db/audit/hashed_reads.py: _parts",  # lists of rows, whose columns each caller knows
    "db/audit/hashed_reads.py: _encoded",  # of columns that hold None, and of others
    "db/audit/parallel_verification.py: _receive",  # a pickle can be anything
    "db/imports/matching.py: _query",  # a result of statements with different columns
    "db/imports/pending_changes.py: _stage",  # JSON that an earlier import wrote
    "db/imports/request_reach.py: _query",  # rows of statements with different columns
    "db/imports/staged_rows.py: each",  # columns of different types
    "db/imports/staged_rows.py: _unpack_numbers",  # columns of different types
    "db/imports/staged_rows.py: _unpack_rows",  # columns of different types
    "db/reports/list_worth.py: _import_of",  # a row whose columns are unpacked by position
}

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


def faults_in(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, name) of each function and field that is not typed."""
    tree = ast.parse(source)
    untyped = UNTYPED | _rows_of_sqlalchemy(tree)
    untyped |= {name for name, value in _aliases(tree) if _names(value) & untyped}
    for node in ast.walk(tree):
        if isinstance(node, Function):
            annotations = [node.returns, *_parameters(node)]
            if any(hint is not None and _names(hint) & untyped for hint in annotations):
                yield node.lineno, node.name
        elif isinstance(node, ast.ClassDef):
            for line in node.body:
                if isinstance(line, ast.AnnAssign) and _names(line.annotation) & untyped:
                    yield line.lineno, ast.unparse(line.target)


def _parameters(node: Function) -> Iterator[ast.expr | None]:
    """Yield the annotation of each parameter, None for one without."""
    args = node.args
    for arg in (*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg):
        yield None if arg is None else arg.annotation


def _rows_of_sqlalchemy(tree: ast.Module) -> set[str]:
    """Return the names under which the module imports SQLAlchemy's `Row`."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
        if alias.name == "Row"
    }


def _aliases(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the module's assignments (name, value), such as aliases of types."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value


def _names(annotation: ast.expr) -> set[str]:
    """Return every name in an annotation, also in one written as a string."""
    if isinstance(annotation, ast.Subscript) and _names(annotation.value) & EXPRESSIONS:
        return set()
    if isinstance(annotation, ast.Name):
        return {annotation.id}
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            return _names(ast.parse(annotation.value, mode="eval").body)
        except (SyntaxError, ValueError):  # a text, as in Literal["…"]
            return set()
    names = {annotation.attr} if isinstance(annotation, ast.Attribute) else set()
    parts = (node for node in ast.iter_child_nodes(annotation) if isinstance(node, ast.expr))
    return names.union(*map(_names, parts))


def main() -> int:
    faults = []
    allowed = set(ALLOWED)
    for folder in ("console", "db"):
        for path in sorted((TOP / folder).rglob("*.py")):
            place = path.relative_to(TOP).as_posix()
            if place.startswith("db/migrations/"):  # never changed once landed
                continue
            for line, name in faults_in(path.read_text(encoding="utf-8")):
                if f"{place}: {name}" in ALLOWED:
                    allowed.discard(f"{place}: {name}")
                else:
                    faults.append(f"{place}:{line}: {name} is not typed")
    faults += [f"{name} is typed now: take it out of ALLOWED" for name in sorted(allowed)]
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
