"""What is known and what to say first: a label in the margin, the text beside it."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.geometry import Size

from console.cards.lead import Card
from console.preparing.speaking import SpokenSection
from console.rules.disclosures import Duty
from console.tui.widgets.text_widget import MARGIN, Drawn, Value, beside, cut
from console.view.cleaning import clean, clean_lines
from console.view.duty_words import duty_label
from console.view.lead_words import known_facts


class Labelled(Drawn[Value]):
    """One subject of the brief. Its height is fixed, so that what is absent leaves its place."""

    DEFAULT_CLASSES = "section"

    def __init__(self, label: str, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._label = label

    def draw(self, size: Size, value: Value) -> Content:
        text = self.draw_text(Size(max(0, size.width - MARGIN), size.height), value)
        return beside(Content.styled(self._label, "$foreground-muted"), text)

    def draw_text(self, size: Size, value: Value) -> Content:
        """What stands beside the label."""
        raise NotImplementedError


class Section(Labelled[Content | str]):
    """Text beside its label, cut."""

    def draw_text(self, size: Size, value: Content | str) -> Content:
        return cut(value, size.width, size.height)


class Opening(Labelled[Card]):
    """The first sentence of the call; at its right end, whose law wants what said how soon."""

    def draw_text(self, size: Size, value: Card) -> Content:
        sentence = Content.styled(spoken(value), "$text-accent")
        return with_label(sentence, value.duties, size.width, size.height)


def spoken(card: Card) -> str:
    return f"“{clean(card.say_first)}”"


def fact_rows(facts: Iterable[tuple[str, str]]) -> Content:
    """`Income 74,000 · City San Juan`, the labels dimmed."""
    parts: list[Content | str | tuple[str, str]] = []
    for label, value in known_facts(facts):
        parts += [" · "] if parts else []
        parts += [(f"{label} ", "$foreground-muted"), value]
    return Content.assemble(*parts)


def cue_row(objections: tuple[SpokenSection, ...]) -> Content:
    """The first card in one row: what they may say, and the first words of the answer."""
    if not objections:
        return Content("")
    card = objections[0]
    reply = clean_lines(card.text).split("\n", 1)[0]
    return Content.assemble(
        f"“{clean(card.name)}”  ",
        (f"“{reply}”", "$text-accent"),
        ("   j", "bold $text-accent"),
    )


def with_label(sentence: Content, duties: Sequence[Duty], width: int, rows: int) -> Content:
    """The sentence wrapped, and at the right end of its last row whose law wants what said."""
    lines = sentence.wrap(width) if width > 0 else []
    if not lines or not duties:
        return Content("\n").join(lines[:rows])
    lines = lines[:rows]
    if len(lines) < rows:
        lines.append(Content(""))
    last = lines[-1]
    label = duty_label(duties, width - last.cell_length - 2)
    gap = " " * max(0, width - last.cell_length - len(label))
    lines[-1] = Content.assemble(last, gap, (label, "$foreground-muted"))
    return Content("\n").join(lines)
