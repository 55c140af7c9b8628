"""Sessions written, or taken back, some at a time: agents wait for a part, never for the whole."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

SESSION = 10
"""As many leads take as long to write as one session."""

T = TypeVar("T")


def parts(found: Iterable[T], leads_in: Callable[[T], int], at_once: int) -> Iterator[list[T]]:
    """Sessions of about so many leads together as are written at once."""
    part: list[T] = []
    leads = 0
    for one in found:
        part.append(one)
        leads += leads_in(one) + SESSION
        if leads >= at_once:
            yield part
            part, leads = [], 0
    if part:
        yield part
