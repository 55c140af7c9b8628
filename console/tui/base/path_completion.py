"""A path completed as it is typed."""

from pathlib import Path

from textual.suggester import Suggester

from console.view.text.cleaning import clean


class Paths(Suggester):
    """Completes the path that is typed with the first file or folder that begins so."""

    async def get_suggestion(self, value: str) -> str | None:
        typed = Path(value).expanduser()
        folder, start = (typed, "") if value.endswith(("/", "\\")) else (typed.parent, typed.name)
        try:
            fitting = sorted(
                entry
                for entry in folder.iterdir()
                if entry.name.startswith(start) and (start or not entry.name.startswith("."))
            )
        except OSError:
            return None
        if not fitting or fitting[0].name != clean(fitting[0].name):
            return None
        rest = fitting[0].name.removeprefix(start) + ("/" if fitting[0].is_dir() else "")
        return value + rest
