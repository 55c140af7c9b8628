"""Save the picture of a session's summary without names, to be shown to others."""

import re
from datetime import date
from pathlib import Path

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from console.cards.agent_day import Summary
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.drawing.letters import wordmark
from console.tui.screens.over import Over
from console.tui.sessions.summary_picture import Picture, SummaryPicture
from console.tui.widgets.key_words import key_words
from console.tui.widgets.notice_line import NoticeLine
from console.view.keys.other_screens import SHARING
from console.view.sessions.summary import when_words

DEMO = "demo: invented calls"

_FONT_FACE = re.compile(r"@font-face \{.*?\}", re.DOTALL)
"""Fonts that a viewer would load from the web: the picture must not ask for anything."""


class SharingScreen(Over[None]):
    """Show what is saved, save it, and say where."""

    BINDINGS = bindings(SHARING)
    AUTO_FOCUS = None

    def __init__(self, summary: Summary, work: Workplace) -> None:
        super().__init__()
        # Without the agent and the agent's weeks, which name everybody who counts noes.
        self._summary = replace(summary, agent="", own=None)
        self._work = work

    def compose(self) -> ComposeResult:
        mark = [row.pad_left(1) for row in wordmark(self.app.size.height, self.looks)]
        when = when_words(self._summary, self._work.here)
        when += "" if self._work.is_kept else f" · {DEMO}"
        day = Content.styled(f" {when}", self.looks.muted)
        with Vertical(classes="summary"):
            yield Static(Content("\n").join([*mark, day]), id="wordmark")
            yield SummaryPicture(id="brought")
            yield NoticeLine(id="told")
            yield Static(id="sharing-keys", classes="page-keys")

    def on_mount(self) -> None:
        now, here = self._work.clock(), self._work.here
        self.query_one(SummaryPicture).show(Picture(self._summary, (), now, here))
        self.call_after_refresh(self._save)

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)

    def _save(self) -> None:
        """Write the screen as it is now, before the keys and the notice are on it."""
        picture = _FONT_FACE.sub("", self.app.export_screenshot(title="Smile & Dial"))
        path = free_path(Path.home(), self._work.clock().date())
        try:
            path.write_text(picture, encoding="utf-8")
        except OSError as error:
            text = f"~/{path.name} cannot be written ({error.strerror}): nothing is saved."
        else:
            text = f"Saved without names: ~/{path.name}"
        self.query_one("#sharing-keys", Static).update(key_words(SHARING))
        self._tell(text)


def free_path(folder: Path, on: date) -> Path:
    """Return the path of a new picture: `smiledial-2026-11-18.svg`, or with a number behind it."""
    name = f"smiledial-{on.isoformat()}"
    path, number = folder / f"{name}.svg", 2
    while path.exists():
        path, number = folder / f"{name}-{number}.svg", number + 1
    return path
