"""Keys as Textual binds them."""

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from console.view.keys.key import Key


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """Bindings whose action names the physical key, so that one place says why a key is off."""
    found: dict[str, BindingType] = {}
    for key in keys:
        found.setdefault(key.key, Binding(key.key, f"press('{key.key}')", key.label, show=False))
    return list(found.values())
