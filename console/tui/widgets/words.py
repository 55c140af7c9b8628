"""A place of a fixed size: repainted only when what it shows changes, moving nothing."""

from typing import Any

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget


class Words(Widget):
    """Shows text cut to its own size. A subclass draws from values of its own."""

    can_focus = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._values: tuple[Any, ...] = ()

    def show(self, *values: Any) -> None:
        """Takes text as text: markup in it is shown, not obeyed."""
        if not _are_same(values, self._values):
            self._values = values
            self.refresh()

    def draw(self, size: Size, *values: Any) -> Content:
        """The values as content that fits the size."""
        (text,) = values
        return cut(text if isinstance(text, Content) else Content(text), size.width, size.height)

    def render(self) -> Content:
        size = self.content_size
        if not self._values or not size:
            return Content("")
        return self.draw(size, *self._values)


def _are_same(new: tuple[Any, ...], old: tuple[Any, ...]) -> bool:
    """Content is equal to Content of another style, so styles are compared here."""
    return new == old and all(
        not isinstance(one, Content) or (isinstance(other, Content) and one.is_same(other))
        for one, other in zip(new, old, strict=True)
    )


def cut(content: Content, width: int, rows: int) -> Content:
    """The content wrapped at `width` cells, ended by … when more rows would follow."""
    lines = [line for whole in content.split("\n", allow_blank=True) for line in whole.wrap(width)]
    if len(lines) <= rows:
        return stack(lines)
    last = lines[rows - 1].rstrip()
    if last.cell_length >= width:
        last = last.truncate(width - 1)
    return stack([*lines[: rows - 1], Content.assemble(last, ("…", "$foreground-muted"))])


def one_row(content: Content, width: int) -> Content:
    """Cut rather than wrapped, so that the rows below stay where they are."""
    return content.truncate(width, ellipsis=True) if content.cell_length > width else content


def stack(rows: list[Content]) -> Content:
    return Content("\n").join(rows)
