"""Who: name, headline, and what brought this lead up."""

from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.lead import Card
from console.rules.phone import show_phone
from console.tui.widgets.text_widget import Drawn, one_row, stack
from console.view.cleaning import clean


class Person(NamedTuple):
    name: str
    headline: str
    why_now: str
    list_name: str
    caller_id: str


class Who(Drawn[Person]):
    """Three rows."""

    def show_card(self, card: Card) -> None:
        self.show(
            Person(
                clean(card.name) or "(no name)",
                clean(card.headline),
                clean(card.why_now),
                clean(card.list_name),
                f"caller ID {show_phone(card.caller_id)}" if card.caller_id else "",
            )
        )

    def draw(self, size: Size, value: Person) -> Content:
        name, headline, why_now, list_name, caller_id = value
        third = Content.styled(f"list {list_name}" if list_name else "", "$foreground-muted")
        if why_now:
            third = Content.styled(f"● {why_now}", "bold $text-warning")
        if caller_id:
            room = size.width - cell_len(caller_id) - 3
            third = one_row(third, room) if room > 0 else Content("")
            third = Content.assemble(third, " · " if third else "", caller_id)
        lines = [Content.styled(name, "bold $text-accent"), Content(headline), third]
        return stack([one_row(line, size.width) for line in lines])
