"""Progress of a long load, on standard error where a person looks at it."""

import sys
import time
from types import TracebackType
from typing import Self

import click

EVERY = 0.25
"""Seconds between two drawings."""


class Meter:
    """Shows how far a step is, its rate and the time left; keeps silent where nobody looks."""

    def __init__(self) -> None:
        self._is_seen = sys.stderr.isatty()
        self._step = ""
        self._began = self._drawn = 0.0
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if self._width:
            click.echo("\r" + " " * self._width + "\r", nl=False, err=True)

    def show(self, step: str, done: int, total: int) -> None:
        """Says that `done` of `total` is done of a step."""
        if not self._is_seen:
            return
        now = time.monotonic()
        if step != self._step:
            self._step, self._began, self._drawn = step, now, now
        if now - self._drawn < EVERY or not done:
            return
        self._drawn = now
        rate = done / (now - self._began)
        left = (total - done) / rate
        text = f"{step}: {done * 100 // max(total, 1)} %, {_short(rate)}/s, {left:.0f} s left"
        self._width = max(self._width, len(text))
        click.echo("\r" + text.ljust(self._width), nl=False, err=True)


def _short(count: float) -> str:
    for unit, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count:.0f} "
