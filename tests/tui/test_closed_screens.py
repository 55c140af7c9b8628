"""A screen that is closed during a read does not crash the console."""

import asyncio

import pytest
from textual.app import App, ComposeResult
from textual.css.query import NoMatches
from textual.screen import ModalScreen
from textual.widgets import Label
from textual.worker import WorkerFailed

from console.tui.drawing.textual_private import QuietlyFailingApp


class Last(Label):
    """A widget that wakes its screen's worker while both are being removed."""

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


def test_an_answer_for_a_closed_screen_is_dropped() -> None:
    app = QuietlyFailingApp()
    asyncio.run(opened(app, Page(asyncio.Event())))
    assert app.failure is None


async def left_open(app: App[int], page: Page) -> None:
    async with app.run_test() as pilot:
        await app.push_screen(page)
        await pilot.pause()


def test_an_answer_after_the_console_ended_is_dropped() -> None:
    app = QuietlyFailingApp()
    asyncio.run(left_open(app, Page(asyncio.Event())))
    assert app.failure is None


def test_a_missing_widget_on_an_open_screen_is_reported() -> None:
    read = asyncio.Event()
    read.set()
    app = QuietlyFailingApp()
    with pytest.raises(WorkerFailed):
        asyncio.run(opened(app, Page(read)))
    assert isinstance(app.failure, NoMatches)
