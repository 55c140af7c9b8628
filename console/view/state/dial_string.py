"""The number as another program gets it: digits and a leading + alone, in the agent's own words."""

from collections.abc import Callable

Tell = Callable[[str, str], None]
"""Says a sentence, with its severity: "information", "warning" or "error"."""


def digits(e164: str) -> str:
    """Digits and a leading + only: all that is ever handed to another program."""
    return "+" + "".join(character for character in e164 if character in "0123456789")


def filled(template: str, number: str) -> str:
    return template.replace("{number}", number).replace("{digits}", number.removeprefix("+"))
