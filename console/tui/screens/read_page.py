"""A page whose text is read from the database while it is open already."""

from collections.abc import Callable
from typing import Generic, TypeVar

from textual.content import Content

from console.tui.base.workplace import Workplace
from console.tui.screens.page import Reading
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble

Found = TypeVar("Found")


class ReadPage(Reading, Generic[Found]):
    """A subclass says what to read, and how what was found is shown."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._found: Found | None = None

    def ask(self) -> Callable[[], Found]:
        """What reads it, on the lane that delays no key."""
        raise NotImplementedError

    def found_page(self, found: Found) -> Content:
        raise NotImplementedError

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    def on_resize(self) -> None:
        super().on_resize()
        if self._found is not None:
            self.show(self.found_page(self._found))

    async def _read(self) -> None:
        try:
            self._found = await self._work.reading.run(self.ask())
        except DatabaseTrouble as trouble:
            self.show(Content.styled(clean(str(trouble)), "$text-error"))
        else:
            self.show(self.found_page(self._found))
