"""How a dialog hands over the command it ends with."""

from collections.abc import Awaitable, Callable

from console.view.state.commands import Scene

Answer = Callable[[Callable[[], Scene]], Awaitable[str]]
"""Runs the command a dialog ends with; returns "" or the sentence that refuses it."""
