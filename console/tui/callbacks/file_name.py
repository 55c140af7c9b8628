"""Where to write a file: a path, with one offered."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from console.tui.base.bindings import bindings
from console.tui.screens.dialog import Dialog, Line
from console.tui.widgets.text_widget import Words
from console.view.keys.other_screens import NAMING
from console.view.text.cleaning import clean

Keep = Callable[[Path], Awaitable[str]]
"""Writes the file; returns "" or the sentence that refuses it."""


class FileScreen(Dialog[None]):
    BINDINGS = bindings(NAMING)

    def __init__(self, title: str, first: Path, keep: Keep) -> None:
        super().__init__()
        self._title = title
        self._first = first
        self._keep = keep

    def compose(self) -> ComposeResult:
        line = Line(placeholder="the path of the file", value=str(self._first))
        yield self.frame(self._title, [line, Words(id="refused")], NAMING)

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if not typed.value.strip():
            return
        path = Path(typed.value.strip())
        with suppress(RuntimeError):  # a ~ that is nobody's home
            path = path.expanduser()
        self.run_worker(self._save(path))

    async def _save(self, path: Path) -> None:
        if refused := await self._keep(path):
            told = Content.styled(clean(refused), "$text-warning")
            self.query_one("#refused", Words).show(told)
        else:
            self.dismiss(None)
