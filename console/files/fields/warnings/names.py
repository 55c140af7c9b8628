"""A list of people in which no column was taken for their names."""

from collections.abc import Collection, Iterator, Sequence

from console.files.fields.columns.contents import ENOUGH, are_codes, share_of_names
from console.files.fields.columns.layout import Columns
from console.files.fields.columns.names import list_names
from console.files.fields.warnings.mapping import Doubt
from console.rules.shell_words import as_typed
from console.rules.text import clean_line

_WHOSE = ("name", "given_name", "family_name")


def doubt_no_name(
    columns: Columns, rows: Sequence[Sequence[str]], decided: Collection[str]
) -> Iterator[Doubt]:
    """Where columns are left that may hold them; beside a company only one that looks like it."""
    if columns.are_ours or not columns.fields.keys().isdisjoint(_WHOSE):
        return
    cells = {
        at: [cell for row in rows if any(map(str.isalpha, cell := row[at].strip()))]
        for at, _ in columns.kept
    }
    left = [name for at, name in columns.kept if name not in decided and cells[at]]
    likely = [
        name
        for at, name in columns.kept
        if name in left and share_of_names(cells[at]) >= ENOUGH and not are_codes(cells[at])
    ]
    if likely:
        yield Doubt(
            f"No column was taken for the names of people; “{clean_line(likely[0])}” looks like "
            "them.",
            f"--map name={as_typed(likely[0])} says it is.",
        )
    elif left and "company" not in columns.fields:
        yield Doubt(
            f"No column was taken for the names of people; left are {list_names(left)}.",
            "--map name=COLUMN says which it is.",
        )
