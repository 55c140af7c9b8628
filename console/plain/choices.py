"""The keys of a page in lines: what each does is said behind its letter; the letter is typed."""

from collections.abc import Callable, Iterable, Mapping

from console.view.keys.key import Key
from db.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """`said` follows the letter: `plans anew`. `act` takes what was typed after it."""

    said: str
    act: Callable[[str], None]


Choices = Mapping[str, Choice]
"""By the action of the key."""


def offered(keys: Iterable[Key], choices: Choices) -> str:
    """`n plans, r plans anew`, in the order of the keys."""
    return ", ".join(
        f"{key.key} {choices[key.action].said}" for key in keys if key.action in choices
    )


def choose(keys: Iterable[Key], choices: Choices, typed: str) -> bool:
    """Does what a letter means, with the words behind it. Returns whether it means anything."""
    letter, _, rest = typed.partition(" ")
    key = next((key for key in keys if key.key == letter.casefold()), None)
    if key is None or key.action not in choices:
        return False
    choices[key.action].act(rest.strip())
    return True
