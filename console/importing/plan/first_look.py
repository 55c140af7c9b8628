"""What is known of a file before its rows are counted: a preview's first page shows it."""

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from console.files.tables.rows import RowsFile
from console.importing.plan.mapping import Mapping
from console.importing.plan.questions import Question


class FirstLook(Struct, frozen=True):
    """`questions` are weighed by the file's first rows."""

    file: RowsFile
    mapped: Mapping
    list_name: str
    questions: tuple[Question, ...]


LookAt: TypeAlias = Callable[[FirstLook], None]


def look_at_nothing(_: FirstLook) -> None:
    pass
