"""Mutation testing: change the code in one place at a time and run the tests that reach it.

A change swaps a comparison, `and`, `or`, `+` or `-` for its opposite, negates a condition, or moves
a number by one; in SQL it changes a comparison, AND, OR, IS NULL, EXISTS or an order. No file is
changed: each change lives in a process of its own, forked before the code is imported, so that no
cached module hides it. A process that a test starts does not have the change.
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
"""Negated, each of these is the other: a condition of them needs no negation besides."""

PAIRS = (*ALONE, (ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Add, ast.Sub), (ast.And, ast.Or))
OTHERS: dict[type[ast.AST], type[ast.AST]]
OTHERS = {first: second for pair in PAIRS for first, second in (pair, pair[::-1])}

IN_SQL = {" <= ": " < ", " < ": " <= ", " >= ": " > ", " > ": " >= ", " = ": " <> ", " <> ": " = "}
IN_SQL |= {" AND ": " OR ", " OR ": " AND ", "NOT EXISTS": "EXISTS", " DESC": ""}
IN_SQL |= {" IS NULL": " IS NOT NULL", " IS NOT NULL": " IS NULL"}

SECONDS = 300
"""Processor time of a run. A change that takes longer loops for ever, and so is detected."""

OURS = {"benchmarks", "console", "db", "scripts", "tests"}
"""The packages of this repository. Each of them may import the code that is changed."""


class Change(NamedTuple):
    path: Path
    line: int
    lines: range
    """The lines of the statement."""
    words: str
    code: CodeType


class Tests(NamedTuple):
    """The tests that pass on the unchanged code."""

    seconds: dict[str, float]
    reaching: dict[tuple[str, int], set[str]]
    """The tests that run a line, by (file, line)."""


def changes_of(path: Path) -> Iterator[Change]:
    """Yield every change of a file, except in an `assert` or a decorator."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    for statement in statements:
        parts = [] if isinstance(statement, ast.Assert) else list(parts_of(statement))
        lines = [part.lineno for part in parts if isinstance(part, ast.expr)]
        for part in parts:
            line = getattr(part, "lineno", min(lines, default=statement.lineno))
            for owner, field, new in swaps_in(part):
                # The tree is shared: change it, compile it, and change it back.
                old = put(owner, field, new)
                words = ast.unparse(part).partition("\n")[0]
                if isinstance(new, str):
                    at = next(n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
                    words = " ".join(new[max(0, at - 30) : at + 30].split())
                code = compile(ast.fix_missing_locations(tree), str(path), "exec")
                put(owner, field, old)
                yield Change(path, line, range(min(lines), max(lines) + 1), words, code)


def parts_of(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the nodes of a statement, without the statements inside it."""
    yield statement
    for child in ast.iter_child_nodes(statement):
        is_inside = isinstance(child, ast.stmt | ast.excepthandler | ast.match_case)
        if not is_inside and child not in getattr(statement, "decorator_list", ()):
            yield from ast.walk(child)


def swaps_in(node: ast.AST) -> Iterator[tuple[Any, Any, Any]]:
    """Yield (owner, field or index, new value) of every change of this node itself."""
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
        yield from negations(node, "test", node.test)
    elif isinstance(node, ast.comprehension):
        for n, condition in enumerate(node.ifs):
            yield from negations(node.ifs, n, condition)


def swaps_in_sql(statement: str) -> Iterator[str]:
    for match in re.finditer("|".join(IN_SQL), statement):
        yield statement[: match.start()] + IN_SQL[match[0]] + statement[match.end() :]


def negations(owner: Any, field: Any, test: ast.expr) -> Iterator[tuple[Any, Any, ast.expr]]:
    """Yield the negated condition, unless swapping its comparison already negates it."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield owner, field, test.operand
    elif not (isinstance(test, ast.Compare) and isinstance(test.ops[0], sum(ALONE, ()))):
        yield owner, field, ast.UnaryOp(ast.Not(), test)


def put(owner: Any, field: Any, value: Any) -> Any:
    """Set the field (or list item) and return its old value."""
    if isinstance(owner, list):
        old, owner[field] = owner[field], value
    else:
        old = getattr(owner, field)
        setattr(owner, field, value)
    return old


class Measuring:
    """A pytest plugin that times each test (infinite if it fails) and names coverage contexts."""

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
    """A pytest plugin that runs only these tests, in this order."""

    def __init__(self, order: list[str]) -> None:
        self.rank = {name: rank for rank, name in enumerate(order)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self.rank]
        items[:] = sorted(chosen, key=lambda item: self.rank[item.nodeid])


def run(tests: Iterable[str], plugin: object, *options: str) -> int:
    """Return the exit status of pytest: 0 if all pass."""
    always = ["-o", "addopts=", "-m", "not long and not sip", "-q", "-p", "no:cacheprovider"]
    early = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # plugins are imported already
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
    """Run the tests on the changed code; return 0 if all pass, so that none detects the change."""
    read = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader: Any, name: str) -> CodeType | None:
        return change.code if Path(loader.path) == change.path.resolve() else read(loader, name)

    # The import system asks the loader for a module's code: give it the changed code for one file.
    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign,assignment]
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    return run(dict.fromkeys(file_of(name) for name in order), Choosing(order), "-x")


def begin(work: Callable[[], int]) -> int:
    """Fork a process that does the work silently; return its id."""
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
    except BaseException:  # SystemExit too: the child must never go on with the parent's code
        status = 3
    os._exit(status)  # skips the parent's atexit handlers and `finally` blocks


def run_all(works: Iterable[Callable[[], int]], processes: int) -> Iterator[tuple[int, int]]:
    """Yield (index, exit status) of each work as it ends; run at most `processes` at once."""
    running: dict[int, int] = {}
    for index, work in enumerate(works):
        if len(running) == processes:
            child, status = os.wait()
            yield running.pop(child), status
        running[begin(work)] = index
    while running:
        child, status = os.wait()
        yield running.pop(child), status


def measure_tests(tests: list[Path], only: str, code: list[Path], processes: int) -> Tests:
    """Run the tests on the unchanged code and note which lines each reaches.

    Each file of tests runs in a new process, so that no cache filled by another file hides lines.
    """
    seconds: dict[str, float] = {}
    reaching: dict[tuple[str, int], set[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{n}.json") for n in range(len(tests))]
        pairs = zip(tests, files, strict=True)
        works = (partial(measure, test, only, code, file) for test, file in pairs)
        list(run_all(works, processes))
        for file in files:
            durations, lines, loaded = json.loads(file.read_text(encoding="utf-8"))
            passing = {name: took for name, took in durations.items() if took < float("inf")}
            for name in durations.keys() - passing.keys():
                print(f"left out, since it fails on the code as it is: {name}", flush=True)
            seconds |= passing
            for path, contexts in lines.items():
                for line, names in contexts.items():
                    # A line that runs at import ("") is reached by every test of the file.
                    tests_of_line = passing if "" in names else passing.keys() & names
                    reaching.setdefault((path, int(line)), set()).update(tests_of_line)
            import_all(loaded)
    return Tests(seconds, reaching)


def import_all(names: Iterable[str]) -> None:
    """Import the dependencies once, before the forks: each child has them then."""
    for name in names:
        if name.partition(".")[0] not in OURS:
            with contextlib.suppress(Exception):
                importlib.import_module(name)


def order_of(change: Change, tests: Tests) -> list[str]:
    """Return the tests that reach the change, quickest first, then the others of their files.

    The others are needed because a cached result may hide the change from the test that reaches it.
    """
    near: set[str] = set()
    for line in change.lines:
        near |= tests.reaching.get((str(change.path), line), set())
    files = {file_of(name) for name in near}
    also = {name for name in tests.seconds if file_of(name) in files} - near
    return [name for names in (near, also) for name in sorted(names, key=tests.seconds.__getitem__)]


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
    options = parser.parse_args()
    code = files_in(options.code, "*.py")
    changes = [change for path in code for change in changes_of(path)]
    if 0 < options.sample < len(changes):
        changes = random.Random(options.seed).sample(changes, options.sample)
    test_files = files_in(options.tests, "test_*.py")
    tests = measure_tests(test_files, options.only, code, options.processes)
    print(f"{len(changes)} changes, {len(tests.seconds)} tests", flush=True)
    orders = [order_of(change, tests) for change in changes]
    works = (
        partial(prove, *pair) if pair[1] else int for pair in zip(changes, orders, strict=True)
    )
    unseen = 0
    for index, status in run_all(works, options.processes):
        if status == 0:
            unseen += 1
            change = changes[index]
            line = change.path.read_text(encoding="utf-8").splitlines()[change.line - 1].strip()
            print(f"{change.path}:{change.line}: {line}\n    as: {change.words}", end="; ")
            print(f"{len(orders[index]) or 'no'} tests reach it", flush=True)
    print(f"{len(changes) - unseen} of {len(changes)} changes are detected")
    return 0


if __name__ == "__main__":
    sys.exit(main())
