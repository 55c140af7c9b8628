"""Keys as Textual binds them, and what they do by the name of their action."""

from collections.abc import Callable, Iterable, Mapping

from textual.binding import Binding, BindingType

from console.view.keys.key import Key

Acts = Mapping[str, Callable[[], None]]
"""What each action of a key does."""


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """A screen on which each key means one thing: `action_press` gets the action."""
    return [Binding(key.key, f"press('{key.action}')", key.label, show=False) for key in keys]


def bindings_by_key(keys: Iterable[Key]) -> list[BindingType]:
    """A screen whose keys change their meaning with its state: it gets the physical key."""
    found: dict[str, BindingType] = {}
    for key in keys:
        found.setdefault(key.key, Binding(key.key, f"press('{key.key}')", key.label, show=False))
    return list(found.values())
