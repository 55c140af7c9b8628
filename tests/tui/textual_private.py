"""The private names of Textual that the tests use.

Check them when Textual is upgraded: how pilot.py sends a key, the names of the driver, compositor
and paint timer in app.py and screen.py, and how stylesheet.py parses styles.
"""

import unicodedata
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import textual.css.stylesheet
from textual.app import App
from textual.driver import Driver
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.strip import Strip


def remember_styles() -> None:
    """Parse each text of styles once for all consoles: each console is a new stylesheet.

    What is parsed follows from the text and the colours, which Textual looks up by their tokens.
    """
    module = vars(textual.css.stylesheet)
    tokenize, parse = module["tokenize_values"], module["parse"]

    @cache
    def tokens_of(colours: tuple[tuple[str, str], ...]) -> Tokens:
        return Tokens(tokenize(dict(colours)))

    @cache
    def rules_of(
        scope: str, css: str, read_from: Any, variable_tokens: Tokens, **kind: Any
    ) -> list[Any]:
        return list(parse(scope, css, read_from, variable_tokens=variable_tokens, **kind))

    module["tokenize_values"] = lambda colours: tokens_of(tuple(colours.items()))
    module["parse"] = rules_of


class Tokens(dict[str, list[Any]]):
    """The tokens of a theme's colours, known by where they are: `remember_styles` has each once."""

    __hash__ = object.__hash__  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return self is other


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


def driver_of(app: App[Any]) -> Driver | None:
    return app._driver


def context_of(app: App[Any]) -> AbstractContextManager[None]:
    """Make this app the active one in the block, when several run at once."""
    return app._context()
