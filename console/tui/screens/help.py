"""The help page: all keys with the reason if they are off, first those that work now."""

from collections.abc import Sequence

from textual.content import Content

from console.tui.screens.page import WIDE, Reading, heading
from console.view.call.call import MEANINGS, SIGNS
from console.view.keys.calling import CALLING, NOTE, SCRIPT
from console.view.keys.key import OFF, Key, KeyConditions, State, why_off
from console.view.keys.other_screens import APP

KEY, LABEL = 8, 15
"""Cells of a key and of its label, with the gap behind each.

A longer label moves its own text in one column; two have room for the longest.
"""


class HelpScreen(Reading):
    """All keys in groups."""

    def __init__(
        self, outcomes: Sequence[Key], conditions: KeyConditions, visible_actions: frozenset[str]
    ) -> None:
        """`visible_actions`: those whose keys the calling screen names now."""
        super().__init__()
        self._visible_actions = visible_actions
        self._outcomes = outcomes
        self._conditions = conditions
        self._label = LABEL

    def title_text(self) -> str:
        return "All keys"

    def page(self) -> Content:
        every: Sequence[Key] = (*CALLING, *self._outcomes)
        if self.app.size.width >= WIDE:
            self._label = max(len(key.label) for key in every) + 2
        more = [key for key in every if self._is_hidden(key)]
        others = [key for key in (*CALLING, *SCRIPT, *NOTE) if key not in more]
        groups: list[tuple[str, Sequence[Key]]] = [
            ("More keys that work now", more),
            ("On the calling screen", [key for key in others if self._is_on(key)]),
            ("Everywhere", APP),
            ("Off now", [key for key in others if not self._is_on(key)]),
        ]
        at = 1 if self._conditions.state is State.ON_CALL else 3
        groups.insert(at, ("How a call ends", [key for key in self._outcomes if key not in more]))
        blocks = []
        for title, keys in groups:
            if not keys:
                continue
            reason = self._reason_for_group(keys)
            rows = [self._row(key, reason) for key in keys]
            said = f"   {reason}" if reason else ""
            head = Content.assemble(heading(title), (said, "$foreground-muted"))
            blocks.append(Content("\n").join([head, *rows]))
        return Content("\n\n").join([*blocks, _legend(KEY + self._label)])

    def _row(self, key: Key, said: str) -> Content:
        """Return a key with its help, dim while it is off, and the reason unless `said`."""
        reason = self._reason(key)
        is_dim = not self._is_on(key)
        reason = "" if reason == said else reason
        parts: list[str | tuple[str, str]] = [
            (f"  {key.shown:<{KEY}}", "$foreground-muted" if is_dim else "bold $text-accent"),
            (f"{key.label}  ".ljust(self._label), "$foreground-muted" if is_dim else ""),
            (key.help, "$foreground-muted" if is_dim else ""),
        ]
        if reason:
            parts.append((f"\n{'':{2 + KEY + self._label}}{reason}", "$foreground-muted"))
        return Content.assemble(*parts)

    def _reason_for_group(self, keys: Sequence[Key]) -> str:
        """Return the reason why all outcomes are off, which is shown once: there is no call."""
        is_off = keys[0].outcome and not self._is_for_now(keys[0])
        return OFF[self._conditions.state] if is_off else ""

    def _is_hidden(self, key: Key) -> bool:
        """Return whether the key is on, but the calling screen has no room to name it."""
        return self._is_on(key) and key.action not in self._visible_actions

    def _is_on(self, key: Key) -> bool:
        return self._is_for_now(key) and not self._reason(key)

    def _is_for_now(self, key: Key) -> bool:
        return not key.on or self._conditions.state in key.on

    def _reason(self, key: Key) -> str:
        """Return why a key is off. "" for a key of another state, whose help says when it works."""
        return why_off(key, self._conditions) if key.on and self._is_for_now(key) else ""


class PageHelpScreen(Reading):
    """All keys of one page."""

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__()
        self._keys = keys

    def title_text(self) -> str:
        return "Keys of this page"

    def page(self) -> Content:
        label = max(len(key.label) for key in self._keys) + 2
        rows = [
            Content.assemble(
                (f"  {key.shown:<{KEY}}", "bold $text-accent"),
                f"{key.label:<{label}}{key.help}",
            )
            for key in self._keys
        ]
        return Content("\n").join(rows)


def _legend(width: int) -> Content:
    """Return what the signs of the strip and the words of the pace mean, beside a column."""
    rows = [
        Content.assemble(f"  {sign:<{width}}", (meaning, "$foreground-muted"))
        for sign, meaning in MEANINGS
    ]
    signs = [Content.assemble(f"{sign} ", (word, "$foreground-muted")) for sign, word, _ in SIGNS]
    last = Content("   ").join(signs).pad_left(2)
    return Content("\n").join([heading("What the signs mean"), *rows, last])
