"""Who: name, headline, and what brought this lead up."""

from textual.content import Content

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

    def draw(self, width: int, rows: int, *values: str) -> Content:
        name, headline, why_now, list_name = values
        third = ("● " + why_now, "bold $text-warning") if why_now else (list_name, "$foreground-muted")
        lines = [Content.styled(name, "bold $text-accent"), Content(headline)]
        lines.append(Content.assemble(third))
        return stack([one_row(line, width) for line in lines])
