"""What every screen that lies over the calls begins from."""

from typing import TypeVar

from textual.screen import ModalScreen

from console.tui.next_keys import SCREENS

T = TypeVar("T")


class Over(ModalScreen[T]):
    """Its styles are no part of the start: they come with the first keys, or with it."""

    CSS_PATH = SCREENS
