"""What is known and what to say first: a label in the margin, the text beside it."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from console.tui.present import known_facts
from console.tui.widgets.words import Words


class Section(Horizontal):
    """One subject of the brief. Its height is fixed, so that what is absent leaves its place."""

    def __init__(self, label: str, id: str) -> None:  # noqa: A002
        super().__init__(id=id, classes="section")
        self._label = label

    def compose(self) -> ComposeResult:
        label = Words(classes="label")
        label.show(Content.styled(self._label, "$foreground-muted"))
        yield label
        yield Words(classes="text")

    def show(self, content: Content | str) -> None:
        self.query_one(".text", Words).show(content)


def fact_rows(facts: Iterable[tuple[str, str]]) -> Content:
    """`Income 74,000 · City San Juan`, the labels dimmed."""
    parts: list[Content | str | tuple[str, str]] = []
    for label, value in known_facts(facts):
        parts += [" · "] if parts else []
        parts += [(f"{label} ", "$foreground-muted"), value]
    return Content.assemble(*parts)
