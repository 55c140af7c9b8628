"""What the static import contracts cannot see: what a module really brings with it."""

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from grimp import ImportGraph, build_graph
from textual.app import App

import console
from console.rules import data
from db.engine.database import open_database
from db.schema import prepare
from scripts.check_late_imports import late_imports
from scripts.check_private_names import inherited_names, private_uses
from scripts.check_signatures import ALLOWED, faults_in
from tests.leads import add_lead

TOP = Path(console.__path__[0]).parent


def _loaded_by(code: str) -> set[str]:
    """The modules in memory after running some code in a process of its own."""
    return set(_printed_by("-c", f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"))


def _printed_by(*arguments: str) -> list[str]:
    """The lines that Python printed, run with these arguments in a process of its own."""
    run = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=True, cwd=TOP
    )
    return run.stdout.split("\n")


def test_the_rules_bring_nothing_that_does_input_or_output() -> None:
    modules = " ,".join(
        ".".join(path.relative_to(TOP).with_suffix("").parts)
        for path in sorted((TOP / "console/rules").rglob("*.py"))
        if path.stem != "__init__" and path.parent.name != "data"
    )
    loaded = _loaded_by(f"import {modules}")
    unwanted = {"sqlalchemy", "sqlmodel", "textual", "click", "alembic", "asyncio", "socket"}
    assert not loaded & unwanted
    assert {name for name in loaded if name.startswith("db.")} == {
        "db.conditions",
        "db.enums",
    }


def test_the_first_lead_waits_for_nothing_the_calling_screen_does_not_need(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    database = open_database(str(path))
    prepare(database)
    add_lead(database, "Ada", "(208) 555-0101")
    database.close()
    loaded = set(_printed_by("-m", "tests.first_lead", str(path), "Ada"))
    assert "console.tui.calling.screen" in loaded
    late = {
        "alembic",
        "holidays",
        "icalendar",
        "nameparser",
        "phonenumbers",
        "psycopg",
        "smtplib",
        "sqlalchemy.dialects.postgresql",
        "console.importing",
        "console.desk.lead.lookup_desk",
        "console.outreach.mail.delivery",
        "console.outreach.scripts.rehearsal",
        "console.judging.history.seal_copies",
        "console.do_not_call.registries",
        "console.supervision.reports.calls",
        "console.files.tables",
        "console.supervision.firm.first_questions",
        "console.outreach.softphone.baresip",
        "console.tui.palette",
        "console.tui.start_app",
        "console.view.state.softphone",
        "console.rules.phone.numbers",
        "console.rules.places.finding",
        "console.supervision.firm.declared_emergencies",
        "console.tui.calling.presence_heartbeat",
        "console.tui.call_view.note_text",
        "textual.widgets._text_area",
        "db.audit.log",
        "db.audit.coverage",
        "db.leads.search_words",
        "db.leads.numbers",
        "db.sessions.planning",
        "db.claims.queue_counts",
    }
    assert not loaded & late
    assert not {name for name in loaded if name.startswith("console.tui.screens.")}
    # The card is made by the table of a lead's fields, and output guards cells of CSV: nothing of a
    # file is read.
    fields = {name.removeprefix("console.files.fields.") for name in loaded if "s.fields." in name}
    assert fields == {"lead_fields"}
    desk = {name.removeprefix("console.desk.") for name in loaded if "console.desk." in name}
    assert desk == {
        *("agent", "cards", "day", "queue", "seat", "sessions", "undoable"),
        *("cards.lead_card", "cards.list_statuses", "cards.session_card"),
        *("day.progress", "queue.lead_lease"),
        "sessions.session_offer",
    }
    tables = {name.removeprefix("db.tables.") for name in loaded if "db.tables." in name}
    assert tables == {
        *("calls", "do_not_call", "firm", "leads", "parts", "sessions"),
    }
    commands = {name for name in loaded if name.startswith("console.cli.")}
    assert commands == {
        *("console.cli.root", "console.cli.shell", "console.cli.shell.context"),
        *("console.cli.shell.examples", "console.cli.shell.invocation"),
        *("console.cli.shell.output", "console.cli.start", "console.cli.start.front"),
    }


def test_the_plain_console_brings_nothing_of_the_screens() -> None:
    loaded = _loaded_by("import console.plain.console, console.plain.background")
    tops = {".".join(name.split(".")[:2]) for name in loaded}
    assert not tops & {"textual", "rich", "console.tui"}


def test_no_file_and_no_folder_imports_in_a_circle() -> None:
    """Those inside functions and those for types alone count too."""
    graph = build_graph("console", "db", cache_dir=None)
    assert not list(_circles(graph))


def _circles(graph: ImportGraph) -> Iterator[str]:
    """A circle among all files, and among what stands side by side in any one folder."""
    yield from _circle(
        {file: graph.find_modules_directly_imported_by(file) for file in graph.modules}
    )
    for folder in graph.modules:
        part_of = {
            file: part
            for part in graph.find_children(folder)
            for file in {part, *graph.find_descendants(part)}
        }
        beside: dict[str, set[str]] = {part: set() for part in part_of.values()}
        for file, part in part_of.items():
            matches = graph.find_modules_directly_imported_by(file)
            beside[part] |= {part_of[match] for match in matches if match in part_of} - {part}
        yield from _circle(beside)


def _circle(imports: Mapping[str, set[str]]) -> Iterator[str]:
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as circle:
        yield " → ".join(reversed(circle.args[1]))


@pytest.mark.parametrize(
    ("library", "folder"),
    [
        ("textual", "console/tui"),
        ("sqlalchemy", "db"),
        ("sqlmodel", "db"),
        ("click", "console/cli"),
    ],
)
def test_a_library_is_known_in_one_folder_only(library: str, folder: str) -> None:
    allowed = {"console/__main__.py"} if library == "click" else set()
    users = {place for place, libraries in _libraries().items() if library in libraries}
    assert {place for place in users if not place.startswith(f"{folder}/")} <= allowed


@cache
def _libraries() -> dict[str, set[str]]:
    """What each file imports, by the first part of its name."""
    libraries = {}
    for path in [*(TOP / "console").rglob("*.py"), *(TOP / "db").rglob("*.py")]:
        names = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(node.module or "")
        libraries[path.relative_to(TOP).as_posix()] = {name.split(".")[0] for name in names}
    return libraries


def test_every_table_of_the_law_is_read_from_the_package() -> None:
    folder = Path(data.__path__[0])
    assert {path.suffix for path in folder.iterdir() if path.is_file()} <= {".py", ".toml"}


@pytest.mark.parametrize(
    ("source", "untyped"),
    [
        ("def f(row: Any) -> int: ...", ["f"]),
        ("def f() -> 'list[Any]': ...", ["f"]),
        ("from sqlalchemy import Row\ndef f() -> Row | None: ...", ["f"]),
        ("from console.files.tables.rows import Row\ndef f(one: Row) -> Row: ...", []),
        ("Document = dict[str, Any]\ndef f(**more: Document) -> Document: ...", ["f"]),
        ("class A:\n    async def f(self, *rows: Any) -> LeadRow: ...", ["f"]),
        ("def f() -> LeadRow:\n    def g(row: Any) -> Any: ...", ["g"]),
        ("class A(Struct):\n    name: str\n    values: dict[str, Any]", ["values"]),
        ("def f(value: sa.ColumnElement[Any]) -> Select[Any]: ...", []),
    ],
)
def test_a_name_that_would_let_a_misspelt_column_pass_is_found(
    source: str, untyped: list[str]
) -> None:
    assert [name for _, name in faults_in(source)] == untyped


def test_few_signatures_may_stay_untyped() -> None:
    assert len(ALLOWED) <= 10


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("from textual._context import active_app", ["textual._context.active_app"]),
        ("from textual.keys import _character_to_key", ["textual.keys._character_to_key"]),
        ("import pydantic._internal", ["pydantic._internal"]),
        ("from textual import keys\nkeys._character_to_key('a')", ["keys._character_to_key"]),
        ("import sqlmodel.main\nsqlmodel.main._x.y", ["sqlmodel.main._x"]),
        ("from db.rows import _names\nimport os\nos._exit(1)", []),
        ("from sqlalchemy import Row\nRow._asdict", []),
    ],
)
def test_a_private_name_of_a_dependency_is_found(source: str, names: list[str]) -> None:
    assert [name for _, name in private_uses(source)] == names


class Peeking(App[None]):
    """Uses a private name of Textual's, and overwrites another."""

    def _handle_exception(self, error: Exception) -> None:
        self._own = self._driver, error


def test_a_private_name_that_a_class_inherits_is_found() -> None:
    assert inherited_names(Peeking) == {"_driver", "_handle_exception"}


@pytest.mark.parametrize(
    ("source", "late"),
    [
        ("import csv", []),
        ("if TYPE_CHECKING:\n    import csv", []),
        ("def f():\n    import csv", [(2, "import csv", False)]),
        ("def f():\n    import csv  # late:", [(2, "import csv", False)]),
        ("def f():\n    import csv  # late: few need it", [(2, "import csv", True)]),
        (
            "def f():\n    from os import (  # late: few\n        path,\n    )",
            [(2, "from os import path", True)],
        ),
        (
            "async def f():\n    import os\n    def g():\n        import re  # late: few",
            [(2, "import os", False), (4, "import re", True)],
        ),
    ],
)
def test_an_import_inside_a_function_is_found(
    source: str, late: list[tuple[int, str, bool]]
) -> None:
    assert list(late_imports(source)) == late
