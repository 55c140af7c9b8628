"""What the agent says, in quotes, apart from what is told to the agent alone."""

from itertools import groupby

from console.view.text.cleaning import clean_lines


def spoken_lines(text: str) -> list[tuple[str, bool]]:
    """Each line of a text, and whether it is said: one in parentheses is for the agent."""
    told: list[tuple[str, bool]] = []
    for is_said, run in groupby(clean_lines(text).split("\n"), _is_said):
        lines = list(run)
        filled = [place for place, line in enumerate(lines) if line.strip()]
        if is_said and filled and not lines[filled[0]].startswith("“"):
            lines[filled[0]] = f"“{lines[filled[0]]}"
            lines[filled[-1]] = f"{lines[filled[-1]]}”"
        told += [(line, is_said) for line in lines]
    return told


def first_words(text: str) -> str:
    """The first line that is said, in quotes of its own."""
    said = next((line for line in clean_lines(text).split("\n") if _is_said(line)), "")
    return f"“{said.strip('“”')}”"


def _is_said(line: str) -> bool:
    return not line.startswith("(")
