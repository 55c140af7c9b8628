"""All keys, and why one is off now: first those that are on and that the footer has no room for."""

from collections.abc import Sequence

from textual.content import Content

from console.tui.screens.page import Reading, heading
from console.view.keys.calling import CALLING, NOTE, SCRIPT
from console.view.keys.key import OFF, Key, KeyConditions, why_off
from console.view.keys.other_screens import APP


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
        label = max(len(key.label) for _, keys in groups for key in keys) + 2
        blocks = []
        for title, keys in groups:
            if not keys:
                continue
            rows = [self._row(key, label) for key in keys]
            head = Content.assemble(heading(title), (self._why_none(keys), "$text-warning"))
            blocks.append(Content("\n").join([head, *rows]))
        return Content("\n\n").join(blocks)

    def _row(self, key: Key, label: int) -> Content:
        """A key with its help, dim while it does nothing; the reason where the help tells none."""
        off = self._off(key)
        is_dim = bool(off) or not self._is_for_now(key)
        parts: list[str | tuple[str, str]] = [
            (f"  {key.shown:<7}", "$foreground-muted" if is_dim else "bold $text-accent"),
            (f"{key.label:<{label}}", "$foreground-muted" if is_dim else ""),
            (key.help, "$foreground-muted"),
        ]
        if off:
            parts.append((f"\n{'':{9 + label}}{off}", "$text-warning"))
        return Content.assemble(*parts)

    def _why_none(self, keys: Sequence[Key]) -> str:
        """Once for all endings, of which none does anything without a call."""
        is_off = keys[0].outcome and not self._is_for_now(keys[0])
        return f"   {OFF[self._conditions.state]}" if is_off else ""

    def _is_unseen(self, key: Key) -> bool:
        is_on = self._is_for_now(key) and not why_off(key, self._conditions)
        return is_on and key.action not in self._seen

    def _is_for_now(self, key: Key) -> bool:
        return not key.on or self._conditions.state in key.on

    def _off(self, key: Key) -> str:
        """A key for another state of the screen says by its help when it is for."""
        return why_off(key, self._conditions) if key.on and self._is_for_now(key) else ""
