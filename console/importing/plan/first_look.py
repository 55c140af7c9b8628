"""The first page of a preview, which is shown before the rows are counted."""

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from console.files.tables.rows import RowsFile
from console.importing.plan.mapping import Mapping
from console.importing.plan.questions import Question


class FirstLook(Struct, frozen=True):
    """What we know of a file from its first rows, including the result of each possible answer."""

    file: RowsFile
    mapped: Mapping
    list_name: str
    questions: tuple[Question, ...]


LookAt: TypeAlias = Callable[[FirstLook], None]


def look_at_nothing(_: FirstLook) -> None:
    """Do nothing: for an import without a first page."""
