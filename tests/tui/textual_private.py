"""All that the tests take of Textual beyond what Textual promises to keep.

To look at when Textual is upgraded: how its pilot.py sends a key, and what its app.py and
screen.py call their driver, their compositor and the timer of their paints.
"""

import unicodedata
from contextlib import AbstractContextManager
from typing import Any

from textual.app import App
from textual.driver import Driver
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.strip import Strip


def key_of(pressed: str) -> tuple[str, str | None]:
    """The name of a key and the sign that it writes, as a terminal would send them."""
    name = _character_to_key(pressed) if len(pressed) == 1 else pressed
    try:
        sign = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    except KeyError:
        sign = pressed
    return name, sign if len(sign) == 1 else None


def rows_on_screen(app: App[Any]) -> list[Strip]:
    return app.screen._compositor.render_strips()


def paint_period_of(app: App[Any]) -> float:
    """Seconds from one paint to the next, at the least."""
    return app.screen._update_timer._interval


def driver_of(app: App[Any]) -> Driver | None:
    return app._driver


def context_of(app: App[Any]) -> AbstractContextManager[None]:
    """What runs within belongs to this app, where several run beside each other."""
    return app._context()
