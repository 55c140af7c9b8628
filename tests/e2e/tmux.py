"""A program in tmux: real keys in, the screen that a person would see out."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 60.0


class Tmux:
    """One window of a tmux server of its own, with no settings but its own."""

    def __init__(self, folder: Path, columns: int = 80, rows: int = 24) -> None:
        program = shutil.which("tmux")
        assert program is not None, "tmux is needed here: install the package of that name"
        self._tmux = [program, "-f", os.devnull, "-S", str(folder / "tmux")]
        self._size = ["-x", str(columns), "-y", str(rows)]

    def run(self, *command: str) -> None:
        """Starts the command in the window; the window stays when it ends."""
        self._do("new-session", "-d", *self._size, *command)
        self._do("set-option", "-g", "remain-on-exit", "on")

    def run_again(self, *command: str) -> None:
        self._do("respawn-pane", "-k", *command)

    @property
    def text(self) -> str:
        return self._do("capture-pane", "-p")

    def press(self, *keys: str) -> None:
        """Keys by tmux's names, one keystroke each."""
        self._do("send-keys", *keys)

    def type(self, text: str) -> None:
        self._do("send-keys", "-l", text)

    def resize(self, columns: int, rows: int) -> None:
        self._do("resize-window", "-x", str(columns), "-y", str(rows))

    def wait_for(self, wanted: str | Callable[[str], object]) -> str:
        """Looks until the screen shows `wanted`; returns the screen."""
        is_there = wanted if callable(wanted) else lambda text: wanted in text
        deadline = time.monotonic() + PATIENCE
        while not is_there(text := self.text):
            if time.monotonic() > deadline:
                raise AssertionError(f"{wanted!r} never came; the screen shows:\n{text}")
        return text

    def kill(self) -> None:
        """As `kill -9`: the program has no chance to tidy up."""
        os.kill(int(self._do("display-message", "-p", "#{pane_pid}")), 9)
        self.wait_for(re.compile("Pane is dead").search)

    def close(self) -> None:
        subprocess.run([*self._tmux, "kill-server"], check=False, capture_output=True)

    def _do(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._tmux, *arguments], check=True, capture_output=True, text=True, timeout=PATIENCE
        )
        return done.stdout
