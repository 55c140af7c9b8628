"""The help page: all keys, first those that the calling screen names, last those that are off."""

from collections.abc import Sequence

from textual.content import Content
from textual.events import Resize

from console.tui.screens.page import Reading, heading
from console.view.call.call import MEANINGS, SIGNS
from console.view.keys.calling import CALLING, NOTE, SCRIPT
from console.view.keys.key import OFF, Key, KeyConditions, State, why_off
from console.view.keys.other_screens import APP

KEY, LABEL, NARROW = 8, 15, 80
"""Cells of a key and of its label, with the gap behind each, in a terminal narrower than `NARROW`.

A wider one has room for the longest label in every group.
"""

LOW, ROOM, SIGN = 30, 74, 18
"""Rows of a terminal below which the rarer keys stand in columns, the cells of these, and those of
a sign and its gap there."""


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
        longest = max(len(key.label) for key in every) + 2
        self._label = longest if self.app.size.width >= NARROW else LABEL
        more = [key for key in CALLING if self._is_hidden(key)]
        others = [key for key in (*CALLING, *SCRIPT, *NOTE) if key not in more]
        endings = self._outcomes
        named = [key for key in others if self._is_on(key)]
        # A key stands in one row, with what it means now or else most often.
        taken = {key.shown for key in (*named, *more)}
        off: dict[str, Key] = {}
        for key in others:
            if key.shown not in taken:
                off.setdefault(key.shown, key)
        blocks = [self._block("On the calling screen", named)]
        ends = self._block("How a call ends", endings, self._reason_for_group(endings))
        is_on_call = self._conditions.state is State.ON_CALL
        if is_on_call:
            blocks.insert(0, ends)
        is_low = self.app.size.height < LOW
        if is_low:
            blocks.append(self._block("More keys that work now", (*more, *APP)))
            blocks += [] if is_on_call else [ends]
            blocks.append(self._columns("Off now", [*off.values()], "pressed, they say why"))
        else:
            blocks.append(self._block("More keys that work now", more))
            blocks += [] if is_on_call else [ends]
            blocks.append(self._block("Everywhere", APP))
            blocks.append(self._block("Off now", [*off.values()]))
        shown = [block for block in blocks if block.plain]
        return Content("\n\n").join([*shown, _legend(SIGN if is_low else KEY + self._label)])

    def on_resize(self, _: Resize) -> None:
        # Textual calls the `on_resize` of the base class too, which lays the text out.
        self._page = self.page()

    def _block(self, title: str, keys: Sequence[Key], reason: str = "") -> Content:
        """Return a row for each key under a heading, which has the reason why all are off."""
        label = max([self._label, *(len(key.label) + 2 for key in keys)])
        rows = [self._row(key, reason, label) for key in keys]
        return Content("\n").join([_head(title, reason), *rows]) if rows else Content()

    def _columns(self, title: str, keys: Sequence[Key], hint: str) -> Content:
        """Return the names of the keys in as many columns as fit."""
        cell = KEY + 2 + max((len(key.label) for key in keys), default=0)
        count = -(-len(keys) // (ROOM // cell))
        names = [self._label_of(key).pad_right(cell - KEY - len(key.label)) for key in keys]
        rows = [Content.assemble(*names[place::count]) for place in range(count)]
        return Content("\n").join([_head(title, hint), *rows]) if rows else Content()

    def _row(self, key: Key, head_reason: str, label: int) -> Content:
        """Return a key with its help, dim while it is off, and the reason unless `head_reason`."""
        reason = self._reason(key)
        name = self._label_of(key)
        style = "" if self._is_on(key) else "$foreground-muted"
        name = name.pad_right(label - len(key.label))
        row = Content.assemble(name, (key.help, style))
        if not reason or reason == head_reason:
            return row
        return Content.assemble(row, (f"\n{'':{2 + KEY + label}}{reason}", style))

    def _label_of(self, key: Key) -> Content:
        """Return a key with its label, dim while it is off."""
        is_on = self._is_on(key)
        return Content.assemble(
            (f"  {key.shown:<{KEY}}", "bold $text-accent" if is_on else "$foreground-muted"),
            (key.label, "" if is_on else "$foreground-muted"),
        )

    def _reason_for_group(self, endings: Sequence[Key]) -> str:
        """Return the reason why all outcomes are off, which is shown once: there is no call."""
        is_off = endings and not self._is_for_now(endings[0])
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


def _head(title: str, hint: str) -> Content:
    return Content.assemble(heading(title), (f"   {hint}" if hint else "", "$foreground-muted"))


def _legend(width: int) -> Content:
    """Return what the signs of the strip and the words of the pace mean, beside a column."""
    rows = [
        Content.assemble(f"  {sign:<{width}}", (meaning, "$foreground-muted"))
        for sign, meaning in MEANINGS
    ]
    signs = [Content.assemble(f"{sign} ", (word, "$foreground-muted")) for sign, word, _ in SIGNS]
    last = Content("   ").join(signs).pad_left(2)
    return Content("\n").join([heading("What the signs mean"), *rows, last])
