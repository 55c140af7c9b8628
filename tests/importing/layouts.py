"""What becomes of files as other programs write them: asked, guessed, rejected; one text to review.

The files stand in `layouts.txt`, written from public descriptions of the layouts, never copied.
After a change on purpose: `python -m tests.importing.layouts` writes the snapshot anew; the diff is
what the change does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from console.importing.import_run import import_leads
from console.importing.notes import noticed_in
from console.importing.options import ImportOptions
from console.importing.questions import TITLES, say_answer, say_guess, say_prospects
from console.importing.result import Imported, describe, filled_columns, needs_answer
from console.trouble import BadInput
from db.engine.database import Database, open_database
from db.schema import prepare

LAYOUTS = Path(__file__).with_name("layouts.txt")
SNAPSHOT = Path(__file__).parent / "snapshots" / "layouts.txt"
NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
"""Wednesday, 12:00 in New York."""

OPTIONS: Mapping[str, ImportOptions] = {
    "with --scrubbed-on": ImportOptions(is_dry_run=True, scrubbed_on=date(2026, 11, 17)),
    "with --country DE": ImportOptions(is_dry_run=True, country="DE"),
}
"""By how the name of a layout ends."""
LONGEST = 96


@dataclass(frozen=True)
class Layout:
    name: str
    ending: str
    source: str
    text: str


def read_layouts() -> Iterator[Layout]:
    for part in LAYOUTS.read_text(encoding="utf-8").split("=== ")[1:]:
        head, _, text = part.partition("\n")
        name, ending, source = head.split(" | ")
        yield Layout(name, ending, source, text)


def told(database: Database, layout: Layout, folder: Path) -> Iterator[str]:
    """A layout as a person hears of it before anything is written."""
    path = folder / f"list.{layout.ending}"
    path.write_text(layout.text, encoding="utf-8")
    lines = (wish for end, wish in OPTIONS.items() if layout.name.endswith(end))
    wish = next(lines, ImportOptions(is_dry_run=True))
    yield layout.name
    yield f"  by {layout.source}"
    try:
        brought = import_leads(database, path, wish, agent="ann", now=NOON)
    except BadInput as refused:
        yield f"  refused: {str(refused).replace(str(path), path.name)}"
        return
    yield f"  read as {describe(brought.file)}"
    yield from _columns(brought)
    for doubt in brought.mapped.doubts:
        yield f"  {'asked' if doubt.needs_answer else 'told'}: {doubt.whole}"
    for question in brought.questions:
        is_asked = "asked" if question.is_open else "not asked"
        yield f"  {is_asked}: {TITLES[question.about]} {say_guess(question)}"
        for answer in question.answers:
            brings = say_prospects(answer.prospects)
            yield f"    {say_answer(question.about, answer.value)}: {brings}"
    yield f"  {brought.rows} rows: {brought.imported} new, {brought.rejected} rejected" + (
        f", {brought.on_dnc} of the new barred" if brought.on_dnc else ""
    )
    yield from (f"  noticed: {sentence}" for sentence in noticed_in(brought, is_done=False))
    for reject in brought.first_rejects:
        yield f"  rejected: line {reject.row.line}, “{reject.column}”: {reject.reason}"
    if needs_answer(brought):
        yield "  It waits for an answer."


def _columns(brought: Imported) -> Iterator[str]:
    columns = brought.mapped.columns
    labels = {phone.name: phone.label for phone in columns.phones}
    for column in filled_columns(brought):
        what = (
            f"{column.field} ({labels[column.column]})"
            if labels.get(column.column)
            else column.field
        )
        yield f"  {what:<22} {column.column}: {' · '.join(column.samples)}"[:LONGEST]


def snapshot() -> str:
    parts = []
    with TemporaryDirectory() as folder:
        database = open_database(str(Path(folder) / "layouts.db"))
        prepare(database)
        parts = [
            "\n".join(told(database, layout, Path(folder))) + "\n" for layout in read_layouts()
        ]
        database.close()
    return "\n".join(parts)


if __name__ == "__main__":
    SNAPSHOT.write_text(snapshot(), encoding="utf-8")
