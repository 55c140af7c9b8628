"""Does a test see it? Changes one thing of the code at a time and runs the tests that reach it.

A change is a comparison, `and`, `or`, `+` or `-` made its other, a condition turned round, a number
moved by one; in SQL a comparison, AND, OR, IS NULL, EXISTS or an order. No file is touched: each
change lives in a process of its own, parted before the code was imported: nothing kept hides it. A
process that a test starts does not have it.
"""

import argparse
import ast
import contextlib
import importlib
import importlib.machinery
import json
import os
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

import coverage
import hypothesis
import pytest

ALONE = ((ast.Eq, ast.NotEq), (ast.Is, ast.IsNot), (ast.In, ast.NotIn))
"""Turned round, each of these is its other."""

PAIRS = (*ALONE, (ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Add, ast.Sub), (ast.And, ast.Or))
OTHERS: dict[type[ast.AST], type[ast.AST]]
OTHERS = {one: other for pair in PAIRS for one, other in (pair, pair[::-1])}

IN_SQL = {" <= ": " < ", " < ": " <= ", " >= ": " > ", " > ": " >= ", " = ": " <> ", " <> ": " = "}
IN_SQL |= {" AND ": " OR ", " OR ": " AND ", "NOT EXISTS": "EXISTS", " DESC": ""}
IN_SQL |= {" IS NULL": " IS NOT NULL", " IS NOT NULL": " IS NULL"}

SECONDS = 300
"""Of a processor: what takes longer does not end, and that is seen."""


class Change(NamedTuple):
    path: Path
    line: int
    lines: range
    """Those of the statement."""
    words: str
    code: CodeType


class Tests(NamedTuple):
    """What running them on the code as it is has shown."""

    seconds: dict[str, float]
    reaching: dict[tuple[str, int], set[str]]
    """The tests that reach a line of a file."""


def changes_of(path: Path) -> Iterator[Change]:
    """Every change of a file, but none of an `assert` and none of a decorator."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    for statement in statements:
        parts = [] if isinstance(statement, ast.Assert) else list(parts_of(statement))
        lines = [part.lineno for part in parts if isinstance(part, ast.expr)]
        for part in parts:
            line = getattr(part, "lineno", min(lines, default=statement.lineno))
            for owner, field, new in swaps_in(part):
                old = put(owner, field, new)
                words = ast.unparse(part).partition("\n")[0]
                if isinstance(new, str):
                    at = next(n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
                    words = " ".join(new[max(0, at - 30) : at + 30].split())
                code = compile(ast.fix_missing_locations(tree), str(path), "exec")
                put(owner, field, old)
                yield Change(path, line, range(min(lines), max(lines) + 1), words, code)


def parts_of(statement: ast.stmt) -> Iterator[ast.AST]:
    """The statement and what it is made of, without the statements inside it."""
    yield statement
    for child in ast.iter_child_nodes(statement):
        is_inside = isinstance(child, ast.stmt | ast.excepthandler | ast.match_case)
        if not is_inside and child not in getattr(statement, "decorator_list", ()):
            yield from ast.walk(child)


def swaps_in(node: ast.AST) -> Iterator[tuple[Any, Any, Any]]:
    """(what holds it, where in that, what it becomes) of every change of this node itself."""
    if isinstance(node, ast.Compare):
        yield from ((node.ops, n, OTHERS[type(op)]()) for n, op in enumerate(node.ops))
    elif isinstance(node, ast.BoolOp | ast.BinOp | ast.AugAssign):
        if other := OTHERS.get(type(node.op)):
            yield node, "op", other()
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            yield from ((node, "value", node.value + by) for by in (1, -1))
        elif isinstance(node.value, str) and re.search(r"\b(SELECT|WHERE|AND)\b", node.value):
            yield from ((node, "value", new) for new in swaps_in_sql(node.value))
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield from turned(node, "test", node.test)
    elif isinstance(node, ast.comprehension):
        for n, condition in enumerate(node.ifs):
            yield from turned(node.ifs, n, condition)


def swaps_in_sql(statement: str) -> Iterator[str]:
    for found in re.finditer("|".join(IN_SQL), statement):
        yield statement[: found.start()] + IN_SQL[found[0]] + statement[found.end() :]


def turned(owner: Any, field: Any, test: ast.expr) -> Iterator[tuple[Any, Any, ast.expr]]:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield owner, field, test.operand
    elif not (isinstance(test, ast.Compare) and isinstance(test.ops[0], sum(ALONE, ()))):
        yield owner, field, ast.UnaryOp(ast.Not(), test)


def put(owner: Any, field: Any, value: Any) -> Any:
    """Puts the value there and returns what was there."""
    if isinstance(owner, list):
        old, owner[field] = owner[field], value
    else:
        old = getattr(owner, field)
        setattr(owner, field, value)
    return old


class Measuring:
    """How long each test takes, endless where it fails; the coverage's context is its name."""

    def __init__(self, cover: coverage.Coverage) -> None:
        self.cover, self.seconds = cover, dict[str, float]()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.cover.switch_context(item.nodeid)
        begun = time.perf_counter()
        yield
        self.seconds.setdefault(item.nodeid, time.perf_counter() - begun)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.seconds[report.nodeid] = float("inf")


class Choosing:
    """These tests and no others, in this order."""

    def __init__(self, order: list[str]) -> None:
        self.place = {name: place for place, name in enumerate(order)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self.place]
        items[:] = sorted(chosen, key=lambda item: self.place[item.nodeid])


def run(tests: Iterable[str], plugin: object, *options: str) -> int:
    """The exit status of pytest: 0 where all pass."""
    always = ["-o", "addopts=", "-m", "not long and not sip", "-q", "-p", "no:cacheprovider"]
    early = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # of what is imported already
    return int(pytest.main([*always, *early, *options, *tests], [plugin]))


def measure(tests: Path, only: str, code: list[Path], into: Path) -> int:
    cover = coverage.Coverage(data_file=None, include=[str(path.resolve()) for path in code])
    measuring = Measuring(cover)
    cover.start()
    status = run([str(tests)], measuring, "-k", only)
    cover.stop()
    data = cover.get_data()
    lines = {str(path): data.contexts_by_lineno(str(path.resolve())) for path in code}
    into.write_text(json.dumps([measuring.seconds, lines, list(sys.modules)]), encoding="utf-8")
    return status


def prove(change: Change, order: list[str]) -> int:
    """Runs the tests on the changed code: 0 where all pass, so that none sees it."""
    read = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader: Any, name: str) -> CodeType | None:
        return change.code if Path(loader.path) == change.path.resolve() else read(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign,assignment]
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    return run(dict.fromkeys(file_of(name) for name in order), Choosing(order), "-x")


def begin(work: Callable[[], int]) -> int:
    """Does the work in a process of its own, silently, and returns its id."""
    if child := os.fork():
        return child
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        same = hypothesis.settings(database=None, derandomize=True, phases=phases)
        hypothesis.settings.register_profile("same", same)
        hypothesis.settings.load_profile("same")
        status = work()
    except BaseException:  # whatever comes, the parent's work is not done twice
        status = 3
    os._exit(status)


def done(works: Iterable[Callable[[], int]], processes: int) -> Iterator[tuple[int, int]]:
    """(which, exit status) of each, as it ends; never more processes at once."""
    under_way: dict[int, int] = {}
    for which, work in enumerate(works):
        if len(under_way) == processes:
            child, status = os.wait()
            yield under_way.pop(child), status
        under_way[begin(work)] = which
    while under_way:
        child, status = os.wait()
        yield under_way.pop(child), status


def measured(tests: list[Path], only: str, code: list[Path], processes: int) -> Tests:
    """A file of tests at a time, each in a new process: what one keeps, another needs too."""
    seconds: dict[str, float] = {}
    reaching: dict[tuple[str, int], set[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        into = [Path(folder, f"{n}.json") for n in range(len(tests))]
        pairs = zip(tests, into, strict=True)
        list(done((partial(measure, test, only, code, file) for test, file in pairs), processes))
        for file in into:
            took, lines, loaded = json.loads(file.read_text(encoding="utf-8"))
            passing = {name: lasted for name, lasted in took.items() if lasted < float("inf")}
            for name in took.keys() - passing.keys():
                print(f"left out, since it fails on the code as it is: {name}", flush=True)
            seconds |= passing
            for path, contexts in lines.items():
                for line, names in contexts.items():
                    has_it = passing if "" in names else passing.keys() & names  # "": the import
                    reaching.setdefault((path, int(line)), set()).update(has_it)
            import_all(loaded)
    return Tests(seconds, reaching)


def import_all(names: Iterable[str]) -> None:
    """What is not the program's is imported once, before the processes part."""
    for name in names:
        if name.partition(".")[0] not in ("console", "db", "tests"):
            with contextlib.suppress(Exception):
                importlib.import_module(name)


def order_of(change: Change, tests: Tests) -> list[str]:
    """The tests that reach it, the quickest first, then the others of their files.

    Those need what the first of them made the program keep.
    """
    near: set[str] = set()
    for line in change.lines:
        near |= tests.reaching.get((str(change.path), line), set())
    files = {file_of(name) for name in near}
    also = {name for name in tests.seconds if file_of(name) in files} - near
    return [name for some in (near, also) for name in sorted(some, key=tests.seconds.__getitem__)]


def file_of(test: str) -> str:
    return test.partition("::")[0]


def files_in(paths: list[Path], pattern: str) -> list[Path]:
    return [
        file
        for path in paths
        for file in (sorted(path.rglob(pattern)) if path.is_dir() else [path])
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("code", nargs="+", type=Path, help="files or folders")
    parser.add_argument("--tests", nargs="+", type=Path, required=True, help="files or folders")
    parser.add_argument("--only", default="", metavar="EXPRESSION", help="which tests: pytest's -k")
    parser.add_argument("--sample", type=int, default=150, help="how many changes; 0: every one")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another sample")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    code = files_in(given.code, "*.py")
    changes = [change for path in code for change in changes_of(path)]
    if 0 < given.sample < len(changes):
        changes = random.Random(given.seed).sample(changes, given.sample)
    tests = measured(files_in(given.tests, "test_*.py"), given.only, code, given.processes)
    print(f"{len(changes)} changes, {len(tests.seconds)} tests", flush=True)
    orders = [order_of(change, tests) for change in changes]
    works = (
        partial(prove, *pair) if pair[1] else int for pair in zip(changes, orders, strict=True)
    )
    unseen = 0
    for which, status in done(works, given.processes):
        if status == 0:
            unseen += 1
            change = changes[which]
            line = change.path.read_text(encoding="utf-8").splitlines()[change.line - 1].strip()
            print(f"{change.path}:{change.line}: {line}\n    as: {change.words}", end="; ")
            print(f"{len(orders[which]) or 'no'} tests reach it", flush=True)
    print(f"{len(changes) - unseen} of {len(changes)} changes are seen")
    return 0


if __name__ == "__main__":
    sys.exit(main())
