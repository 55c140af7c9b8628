"""Somebody who types lines and hears what is said."""

from collections.abc import Callable, Iterator
from typing import Any

from console.firm.personal_settings import Personal
from console.plain.console import PlainConsole
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.tui.driver import HERE, desk_for

Typed = str | Callable[[], str]
"""A line, or what waits for something and then types one."""


class Listener:
    """`heard` is what was said after each line, `prompts` what asked for it."""

    def __init__(
        self,
        database: Database,
        clock: FrozenClock,
        *,
        agent: str = "ann",
        is_kept: bool = True,
        **personal: Any,
    ) -> None:
        self.clock = clock
        self._typed: Iterator[Typed] = iter(())
        self.heard: list[list[str]] = [[]]
        self.prompts: list[str] = []
        self.console = PlainConsole(
            desk_for(database, clock, agent),
            clock,
            Personal(**{"zone": HERE, "fresh_pause": 0.0, **personal}),
            lambda line: self.heard[-1].append(line),
            self._ask,
            lambda card: f"Dial {card.phone.shown}.",
            is_kept=is_kept,
        )

    def works(self, *lines: Typed) -> "Listener":
        self._typed = iter(lines)
        assert self.console.run() == 0
        return self

    def _ask(self, prompt: str) -> str | None:
        self.prompts.append(prompt)
        self.heard.append([])
        typed = next(self._typed, None)
        return typed() if callable(typed) else typed

    @property
    def all(self) -> str:
        return "\n".join(line for lines in self.heard for line in lines)
