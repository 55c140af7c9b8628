"""The private names of Textual that the tests use.

Check them when Textual is upgraded: how pilot.py sends a key, the names of the driver, compositor
and paint timer in app.py and screen.py, and what stylesheet.py does with `_parse_cache`.
"""

import asyncio
import unicodedata
from contextlib import AbstractContextManager
from typing import Any, ClassVar

from textual.app import App
from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.driver import Driver
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.strip import Strip


def key_of(pressed: str) -> tuple[str, str | None]:
    """Return the name of a key and its character, as a terminal would send them."""
    name = _character_to_key(pressed) if len(pressed) == 1 else pressed
    try:
        sign = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    except KeyError:
        sign = pressed
    return name, sign if len(sign) == 1 else None


def rows_on_screen(app: App[Any]) -> list[Strip]:
    return app.screen._compositor.render_strips()


def paint_period_of(app: App[Any]) -> float:
    """Return the fewest seconds between two paints."""
    return app.screen._update_timer._interval


def paint(app: App[Any]) -> None:
    """Lay out and paint now what waits for the screen's timer."""
    app.screen._on_timer_update()


async def let_loop_run_dry() -> None:
    """Return when every task of this loop waits for a timer, another thread or the terminal."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    while True:
        await asyncio.sleep(0)
        if not ready:
            return


def driver_of(app: App[Any]) -> Driver | None:
    return app._driver


def context_of(app: App[Any]) -> AbstractContextManager[None]:
    """Make this app the active one in the block, when several run at once."""
    return app._context()


class SharedRules(LRUCache[tuple[Any, ...], list[RuleSet]]):
    """A style sheet's cache of parsed rules, shared with all sheets of the same theme."""

    _parsed: ClassVar[dict[frozenset[tuple[str, str]], dict[tuple[Any, ...], list[RuleSet]]]] = {}

    def __init__(self, sheet: Stylesheet) -> None:
        super().__init__(1)
        self._sheet = sheet
        self.clear()

    def clear(self) -> None:
        """Go on with the rules of the sheet's present variables: Textual has changed them."""
        self._rules = self._parsed.setdefault(frozenset(self._sheet._variables.items()), {})

    def __getitem__(self, key: tuple[Any, ...]) -> list[RuleSet]:
        return self._rules[key]

    def __setitem__(self, key: tuple[Any, ...], rules: list[RuleSet]) -> None:
        self._rules[key] = rules


def share_parsed_styles(app: App[Any]) -> None:
    """Parse each style once for all apps: else that takes a fifth of each start."""
    app.stylesheet._parse_cache = SharedRules(app.stylesheet)
