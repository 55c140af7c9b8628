"""Progress of a long load, on standard error where a person looks at it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import click

Show = Callable[[str, int, int], None]
"""Is told of a step, how much of it is done, and of how much in all."""


@contextmanager
def shown_progress() -> Iterator[Show]:
    """A bar for each step, its share done and the time left; silent where nobody looks."""
    is_seen = sys.stderr.isatty()
    with ExitStack() as shown:
        bar = click.progressbar(length=0, label="", hidden=True)

        def show(step: str, done: int, total: int) -> None:
            nonlocal bar
            if step != bar.label:
                shown.close()
                bar = shown.enter_context(
                    click.progressbar(length=total, label=step, file=sys.stderr, hidden=not is_seen)
                )
            bar.length = total
            bar.update(done - bar.pos)

        yield show
