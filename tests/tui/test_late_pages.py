"""The pages that are imported when their key is first pressed."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

from console.tui.calling import late_pages

SOURCE = Path(str(late_pages.__file__)).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", late_pages.PAGES)
def test_a_page_is_where_the_table_says(name: str) -> None:
    module, _, attribute = late_pages.PAGES[name].rpartition(".")
    assert getattr(late_pages, name) is getattr(import_module(module), attribute)


def test_mypy_reads_the_same_pages_as_the_table() -> None:
    imports = {
        alias.asname: f"{node.module}.{alias.name}"
        for block in ast.parse(SOURCE).body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert imports == late_pages.PAGES


def test_a_page_that_is_not_in_the_table_is_an_error_that_names_it() -> None:
    with pytest.raises(AttributeError, match="late_pages' has no attribute 'NoSuchScreen'"):
        _ = late_pages.NoSuchScreen
