"""Complete a file path while it is typed."""

from pathlib import Path

from textual.suggester import Suggester

from console.view.text.cleaning import clean

READABLE = {
    *(".csv", ".tsv", ".xlsx", ".xls", ".ods"),
    *(".vcf", ".json", ".jsonl", ".ndjson"),
}
"""Suffixes of files that may be lists."""

MOST_FILES = 8


def files_to_import(folder: Path) -> list[str]:
    """Return the names of the newest files of a folder that may be lists."""
    try:
        files = [
            (entry.stat().st_mtime, entry.name)
            for entry in folder.iterdir()
            if entry.suffix.lower() in READABLE and entry.is_file()
        ]
    except OSError:
        return []
    # A name with control characters could change the terminal.
    return [name for _, name in sorted(files, reverse=True) if name == clean(name)][:MOST_FILES]


class Paths(Suggester):
    """Suggests the first file or folder whose name starts with what is typed."""

    async def get_suggestion(self, value: str) -> str | None:
        typed = Path(value.lstrip("'\"")).expanduser()
        folder, start = (typed, "") if value.endswith(("/", "\\")) else (typed.parent, typed.name)
        try:
            matches = sorted(
                entry
                for entry in folder.iterdir()
                if entry.name.startswith(start) and (start or not entry.name.startswith("."))
            )
        except OSError:
            return None
        # A name with control characters could change the terminal: don't suggest it.
        if not matches or matches[0].name != clean(matches[0].name):
            return None
        suffix = matches[0].name.removeprefix(start) + ("/" if matches[0].is_dir() else "")
        return value + suffix
