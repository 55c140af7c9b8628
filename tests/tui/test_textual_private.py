"""What Textual does not promise to keep is there, and is used in one place only.

When one of these fails after an upgrade of Textual, see console/tui/drawing/textual_private.py.
"""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from textual import keys
from textual.app import App
from textual.screen import Screen
from textual.timer import Timer

import console.tui
from console.tui.drawing import textual_private
from tests.tui.textual_private import paint_period_of

USED_IN_TESTS = (
    (App, "_driver"),
    (Screen, "_compositor"),
    (Screen, "_update_timer"),
    (Timer, "_interval"),
    (keys, "_character_to_key"),
    (keys, "_get_unicode_name_from_key"),
)


def test_every_private_name_that_the_console_uses_is_there() -> None:
    used = _private_names(textual_private.QuietlyFailingApp)
    assert used == {
        "_handle_exception",
        "_exit_renderables",
        "_fatal_error",
        "_close_messages_no_wait",
    }
    assert used <= _names_of_textual(textual_private.QuietlyFailingApp), "Textual has renamed one"


async def test_the_next_lead_is_painted_soon_after_the_first_answer_to_a_key() -> None:
    app = textual_private.QuietlyFailingApp()
    async with app.run_test():
        assert paint_period_of(app) == textual_private.PAINT_PERIOD


@pytest.mark.parametrize(("owner", "name"), USED_IN_TESTS)
def test_every_private_name_that_the_tests_use_is_there(owner: type, name: str) -> None:
    there = _private_names(owner) if isinstance(owner, type) else vars(owner)
    assert name in there, "Textual has renamed it"


def test_no_other_class_touches_a_private_name_of_textual() -> None:
    """On purpose or by chance: a name of ours that Textual has too would overwrite it."""
    for found in pkgutil.walk_packages(console.tui.__path__, "console.tui."):
        module = importlib.import_module(found.name)
        for one in vars(module).values():
            if inspect.isclass(one) and one.__module__ == found.name and module != textual_private:
                shared = _private_names(one) & _names_of_textual(one)
                assert not shared, f"{found.name}.{one.__name__}: {sorted(shared)}"


def test_no_module_takes_a_private_name_from_textual_by_import() -> None:
    top = Path(console.tui.__path__[0]).parents[1]
    for folder in ("console", "tests", "benchmarks"):
        for file in (top / folder).rglob("*.py"):
            if file.name == "textual_private.py":
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual"):
                    path = [*(node.module or "").split("."), *(one.name for one in node.names)]
                    assert not any(name.startswith("_") for name in path), f"{file}: {path}"


def _names_of_textual(one: type) -> frozenset[str]:
    bases = [base for base in one.__mro__ if base.__module__.partition(".")[0] == "textual"]
    return frozenset().union(*map(_private_names, bases))


def _private_names(one: type) -> frozenset[str]:
    """Names with one underscore that a class defines, or sets and reads on itself."""
    return _by_class(inspect.getfile(one))[one.__name__]


@cache
def _by_class(file: str) -> dict[str, frozenset[str]]:
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    return {
        one.name: frozenset(_private_names_in(one))
        for one in ast.walk(tree)
        if isinstance(one, ast.ClassDef)
    }


def _private_names_in(tree: ast.ClassDef) -> Iterator[str]:
    for node in ast.walk(tree):
        name = ""
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in {"self", "super()"}:
            name = node.attr
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = node.name
        if name.startswith("_") and not name.startswith("__"):
            yield name
