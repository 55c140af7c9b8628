"""A screen that was left while it read something does not end the console."""

import asyncio

import pytest
from textual.app import App, ComposeResult
from textual.css.query import NoMatches
from textual.screen import ModalScreen
from textual.widgets import Label
from textual.worker import WorkerFailed

from console.tui.drawing.textual_private import QuietlyFailingApp


class Last(Label):
    """Wakes what its screen waits for while the two of them are taken away."""

    def __init__(self, read: asyncio.Event) -> None:
        super().__init__("reading")
        self.read = read

    async def on_unmount(self) -> None:
        self.read.set()
        await asyncio.sleep(0.01)


class Page(ModalScreen[None]):
    def __init__(self, read: asyncio.Event) -> None:
        super().__init__()
        self.read = read

    def compose(self) -> ComposeResult:
        yield Last(self.read)

    def on_mount(self) -> None:
        self.run_worker(self.show())

    async def show(self) -> None:
        await self.read.wait()
        self.query_one("#gone", Label).update("read")


async def opened(app: App[int], page: Page) -> None:
    async with app.run_test() as pilot:
        await app.push_screen(page)
        await pilot.pause()
        if page.read.is_set():
            return
        page.dismiss()
        await pilot.pause(0.1)
        assert app.screen is not page


def test_what_was_read_for_a_screen_that_was_left_is_for_nobody() -> None:
    app = QuietlyFailingApp()
    asyncio.run(opened(app, Page(asyncio.Event())))
    assert app.failure is None


async def left_open(app: App[int], page: Page) -> None:
    async with app.run_test() as pilot:
        await app.push_screen(page)
        await pilot.pause()


def test_what_is_read_while_the_console_ends_is_for_nobody() -> None:
    app = QuietlyFailingApp()
    asyncio.run(left_open(app, Page(asyncio.Event())))
    assert app.failure is None


def test_what_a_screen_that_is_there_misses_is_told() -> None:
    read = asyncio.Event()
    read.set()
    app = QuietlyFailingApp()
    with pytest.raises(WorkerFailed):
        asyncio.run(opened(app, Page(read)))
    assert isinstance(app.failure, NoMatches)
