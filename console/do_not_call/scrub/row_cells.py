"""Find columns of a file to scrub, and read cells of its rows."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from operator import itemgetter

from console.rules.times.typed_times import YEARS, say_far
from console.trouble import BadInput


def find_column(header: Sequence[str], name: str, file: str) -> int:
    """Return the position of a column by its name. Raises BadInput."""
    folded = [column.casefold() for column in header]
    if name in header:
        return list(header).index(name)
    if name.casefold() in folded:
        return folded.index(name.casefold())
    shown = ", ".join(f"“{column}”" for column in header[:20])
    raise BadInput(f"{file}, line 1: there is no column “{name}” among {shown}.")


def picker(positions: Sequence[int]) -> Callable[[list[str]], tuple[str, ...]]:
    """Return a function that takes the cells at these positions out of a row."""
    if not positions:
        return lambda _: ()
    if len(positions) == 1:
        only = positions[0]
        return lambda cells: (cells[only],)
    return itemgetter(*positions)


def fit(cells: list[str], width: int) -> list[str]:
    """Return a row with `width` cells; surplus cells are joined into the last one."""
    if len(cells) > width:
        return [*cells[: width - 1], " ".join(filter(None, cells[width - 1 :]))]
    return cells + [""] * (width - len(cells))


def read_at(text: str) -> datetime | str:
    """Return the time of a call in UTC, or a sentence about what is wrong with the text."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return f"“{text[:40]}” is not an instant: write it like 2026-11-24T15:00:00Z."
    if at.tzinfo is None:
        return f"“{text[:40]}” does not say in which zone: add Z for UTC, or an offset."
    if at.year not in YEARS:
        return say_far(text)
    return at.astimezone(UTC)
