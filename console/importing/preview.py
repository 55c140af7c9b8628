"""What an import would do, in words that the screen and the shell share."""

from dataclasses import dataclass
from itertools import islice

from console.importing.leads import Imported
from console.rules.text import clean_line

SAMPLES = 3
LONGEST_SAMPLE = 40


@dataclass(frozen=True, slots=True)
class Mapped:
    """A column, the field it goes to ("" for one kept under its own name), and its first values."""

    field: str
    column: str
    samples: tuple[str, ...]


def mapping_of(brought: Imported) -> tuple[Mapped, ...]:
    """Every column that is kept, those that fill a field first, each with values from the file."""
    file, columns = brought.file, brought.mapped.columns
    values: dict[int, list[str]] = {}
    for row in islice((row for row in file.rows() if not row.fault), 200):
        for position, cell in enumerate(row.cells):
            known = values.setdefault(position, [])
            text = clean_line(cell)[:LONGEST_SAMPLE]
            if text and text not in known and len(known) < SAMPLES:
                known.append(text)
    fields = sorted((position, field) for field, position in columns.fields.items())
    fields = [(phone.position, phone.label or "phone") for phone in columns.phones] + fields
    kept = [(position, "") for position, _ in columns.extras]
    return tuple(
        Mapped(field, clean_line(file.header[position]), tuple(values.get(position, ())))
        for position, field in fields + kept
    )


def count_rows(brought: Imported, *, is_done: bool) -> tuple[tuple[int, str], ...]:
    """What becomes of the rows: counts and what they count, without those of nothing."""
    outlook = brought.outlook
    new = "imported" if is_done else "new"
    rows = [
        (brought.imported, new),
        (brought.on_dnc, f"of the {new} barred by a do-not-call list"),
    ]
    if outlook is not None and brought.imported:
        rows.append((outlook.callable, f"of the {new} callable now"))
    rows += [
        (brought.updated, "updated"),
        (brought.duplicate_in_file, "double in the file"),
        (brought.duplicate_in_database, "known already"),
        (brought.rejected, "rejected"),
    ]
    return tuple((count, text) for count, text in rows if count or text == new)
