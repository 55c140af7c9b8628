"""Find private names of dependencies that are used outside `textual_private.py`.

A dependency may rename a `_name` without notice. Four uses are found: an import, an attribute of
something imported, an attribute of `self` in a class that inherits from a dependency, and a method
that overwrites one there. ruff (SLF001) finds an attribute of any other object.
"""

import ast
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

TOP = Path(__file__).parents[1]
PACKAGES = ("console", "db")
FOLDERS = (*PACKAGES, "tests", "benchmarks", "scripts")
ALLOWED = {
    "console/tui/drawing/textual_private.py",
    "tests/tui/textual_private.py",
    # textual-serve offers no other way to end the process that it has started.
    "console/cli/serving/child.py",
}
OURS = {*FOLDERS, *sys.stdlib_module_names, "__future__"}
PUBLIC = {"_asdict", "_fields", "_make", "_mapping", "_replace"}
"""Names that are documented, of named tuples and of SQLAlchemy's rows."""


def private_uses(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, name) of each private name that is imported, or read off an imported name."""
    tree = ast.parse(source)
    imported: set[str] = set()
    for line, path, name in _imports(tree):
        imported.add(name)
        if any(map(is_private, path.split("."))):
            yield line, path
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            owner: ast.expr = node.value
            while isinstance(owner, ast.Attribute):
                owner = owner.value
            if isinstance(owner, ast.Name) and owner.id in imported:
                yield node.lineno, ast.unparse(node)


def _imports(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Yield (line, dotted path, name in the module) of what is imported from dependencies."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if is_dependency(alias.name):
                    yield node.lineno, alias.name, alias.asname or alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and is_dependency(node.module or ""):
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}", alias.asname or alias.name


def is_dependency(module: str) -> bool:
    return bool(module) and module.partition(".")[0] not in OURS


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in PUBLIC


def inherited_names(kind: type) -> set[str]:
    """Return the private names that a class shares with the dependencies it inherits from."""
    bases = [base for base in kind.__mro__[1:] if is_dependency(base.__module__)]
    return private_names(kind) & set().union(*map(private_names, bases))


def private_names(kind: type) -> set[str]:
    """Return the private names that the source of a class defines, or reads or sets on itself."""
    try:
        file = inspect.getfile(kind)
    except TypeError:  # made by a function, or in C
        return {name for name in vars(kind) if is_private(name)}
    if not file.endswith(".py"):
        return {name for name in vars(kind) if is_private(name)}
    return _by_class(file).get(kind.__name__, set())


@cache
def _by_class(file: str) -> dict[str, set[str]]:
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    return {node.name: set(_names_in(node)) for node in classes}


def _names_in(tree: ast.ClassDef) -> Iterator[str]:
    for node in ast.walk(tree):
        name = ""
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in {"self", "super()"}:
            name = node.attr
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = node.name
        if is_private(name):
            yield name


def _modules() -> Iterator[ModuleType]:
    for package in PACKAGES:
        folder = importlib.import_module(package)
        for module in pkgutil.walk_packages(folder.__path__, f"{package}."):
            # Alembic alone can import its own environment.
            if not module.name.startswith("db.migrations") and not module.name.endswith("__main__"):
                yield importlib.import_module(module.name)


def faults() -> Iterator[str]:
    for folder in FOLDERS:
        for file in sorted((TOP / folder).rglob("*.py")):
            place = file.relative_to(TOP).as_posix()
            if place not in ALLOWED:
                for line, name in private_uses(file.read_text(encoding="utf-8")):
                    yield f"{place}:{line}: {name} is private to a dependency"
    for module in _modules():
        place = Path(inspect.getfile(module)).relative_to(TOP).as_posix()
        for kind in vars(module).values():
            is_own = inspect.isclass(kind) and kind.__module__ == module.__name__
            if is_own and place not in ALLOWED:
                for name in sorted(inherited_names(kind)):
                    yield f"{place}: {kind.__name__}.{name} is private to a dependency"


def main() -> int:
    lines = list(faults())
    for line in lines:
        print(line)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
