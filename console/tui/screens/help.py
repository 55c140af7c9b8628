"""All keys, and why one is off now: first those that are on and that the footer has no room for."""

from collections.abc import Sequence

from textual.content import Content

from console.tui.screens.page import Reading, heading
from console.view.key_conditions import KeyConditions, State
from console.view.keys.calling import CALLING, NOTE, SCRIPT
from console.view.keys.key import Key, why_off
from console.view.keys.others import APP


class HelpScreen(Reading):
    def __init__(
        self, outcomes: Sequence[Key], conditions: KeyConditions, seen: frozenset[str]
    ) -> None:
        """`seen` are the actions that the screen behind names."""
        super().__init__()
        self._seen = seen
        self._outcomes = outcomes
        self._conditions = conditions

    def title_text(self) -> str:
        return "All keys"

    def page(self) -> Content:
        first = [key for key in (*CALLING, *self._outcomes) if self._is_unseen(key)]
        groups: list[tuple[str, Sequence[Key]]] = [
            ("Now, and not in the footer", first),
            ("On the calling screen", [key for key in CALLING if key not in first]),
            ("How a call ends", [key for key in self._outcomes if key not in first]),
            ("In the script", SCRIPT),
            ("While a note is written", NOTE),
            ("Everywhere", APP),
        ]
        blocks = []
        for title, keys in groups:
            if not keys:
                continue
            label = max(len(key.label) for key in keys) + 2
            rows = [self._row(key, label) for key in keys]
            blocks.append(Content("\n").join([heading(title), *rows]))
        return Content("\n\n").join(blocks)

    def _row(self, key: Key, label: int) -> Content:
        """A key with its help; when it is off, why."""
        off = self._off(key)
        parts: list[str | tuple[str, str]] = [
            (f"  {key.shown:<7}", "$foreground-muted" if off else "bold $text-accent"),
            (f"{key.label:<{label}}", "$foreground-muted" if off else ""),
            (key.help, "$foreground-muted"),
        ]
        if off:
            parts.append((f"\n{'':{9 + label}}{off}", "$text-warning"))
        return Content.assemble(*parts)

    def _is_unseen(self, key: Key) -> bool:
        is_on = self._conditions.state in key.on and not why_off(key, self._conditions)
        return is_on and key.action not in self._seen

    def _off(self, key: Key) -> str:
        """A key for another state of the screen is not off: its help says when it is for."""
        if self._conditions.state not in key.on or key.on == frozenset({State.NOTE}):
            return ""
        return why_off(key, self._conditions)
