"""The private names of Textual that the tests use.

Check them when Textual is upgraded: how pilot.py sends a key, and the names of the driver,
compositor and paint timer in app.py and screen.py.
"""

import unicodedata
from contextlib import AbstractContextManager
from typing import Any

from textual.app import App
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


def driver_of(app: App[Any]) -> Driver | None:
    return app._driver


def context_of(app: App[Any]) -> AbstractContextManager[None]:
    """Make this app the active one in the block, when several run at once."""
    return app._context()
