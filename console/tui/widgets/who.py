"""Who: name, headline, and what brought this lead up."""

from textual.content import Content
from textual.geometry import Size

from console.cards import Card
from console.tui.present import clean
from console.tui.widgets.words import Words, one_row, stack


class Who(Words):
    """Three rows."""

    def show_card(self, card: Card) -> None:
        self.show(
            clean(card.name) or "(no name)",
            clean(card.headline),
            clean(card.why_now),
            clean(card.list_name),
        )

    def draw(self, size: Size, *values: str) -> Content:
        name, headline, why_now, list_name = values
        third = Content.styled(f"list {list_name}" if list_name else "", "$foreground-muted")
        if why_now:
            third = Content.styled(f"● {why_now}", "bold $text-warning")
        lines = [Content.styled(name, "bold $text-accent"), Content(headline), third]
        return stack([one_row(line, size.width) for line in lines])
