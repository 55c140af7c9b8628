"""A sheet or a file that by its name holds who is not to be called: nobody is barred by it yet."""

from console.files.fields.columns.sheet_names import holds_barred
from console.files.fields.warnings.mapping import Doubt
from console.files.tables.rows import RowsFile
from console.importing.plan.options import ImportOptions
from console.importing.plan.target_list import bare_name
from console.rules.shell_words import as_typed
from console.rules.text import clean_line


def doubt_barred(file: RowsFile, wish: ImportOptions) -> tuple[Doubt, ...]:
    """It is brought in itself, or lies beside what is: then nobody is barred by it in silence."""
    names = (file.sheet, file.packed, bare_name(file.path).name)
    called = next(filter(holds_barred, names), "")
    told = []
    if called:
        told.append(
            f"“{clean_line(called)}” holds, by its name, people who are not to be called, and this "
            f"makes leads of them. {_command(file, wish, file.sheet or file.packed)} puts their "
            "numbers on your do-not-call list in place of that."
        )
    told += [
        f"“{clean_line(name)}” beside it holds, by its name, people who are not to be called, and "
        f"this bars none of them. {_command(file, wish, name)} puts their numbers on your "
        "do-not-call list: do that first."
        for name in file.beside
        if holds_barred(name) and not called
    ]
    on_screen = "Ctrl+O chooses the sheet." if file.beside else ""
    return tuple(Doubt(one, needs_answer=True, on_screen=on_screen) for one in told)


def _command(file: RowsFile, wish: ImportOptions, part: str) -> str:
    path = "-" if wish.rejects_folder else str(file.path)
    words = ["smiledial dnc add --file", as_typed(path)]
    if part and file.beside:
        words += ["--sheet", as_typed(part)]
    if wish.country:
        words += ["--country", wish.country]
    reason = f"on the list {clean_line(part or file.path.name)}"
    return " ".join([*words, "--reason", as_typed(reason)])
