"""Complete a file path while it is typed."""

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from textual.suggester import Suggester

from console.view.text.cleaning import clean

READABLE = {
    *(".csv", ".tsv", ".xlsx", ".xls", ".ods"),
    *(".vcf", ".json", ".jsonl", ".ndjson"),
}
"""Suffixes of files that may be lists."""

MOST_FILES = 8


class FoundFile(NamedTuple):
    """A file that may be a list, the day of its last change, and its size in words."""

    name: str
    day: date
    size: str


def files_to_import(folder: Path, zone: str) -> list[FoundFile]:
    """Return the newest files of a folder that may be lists."""
    try:
        files = [
            (entry.stat(), entry.name)
            for entry in folder.iterdir()
            if entry.suffix.lower() in READABLE and entry.is_file()
        ]
    except OSError:
        return []
    # A name with control characters could change the terminal.
    files = [file for file in files if file[1] == clean(file[1])]
    files.sort(key=lambda file: (file[0].st_mtime, file[1]), reverse=True)
    return [
        FoundFile(
            name,
            datetime.fromtimestamp(status.st_mtime, ZoneInfo(zone)).date(),
            f"{-(-status.st_size // 1000):,} kB",
        )
        for status, name in files[:MOST_FILES]
    ]


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
