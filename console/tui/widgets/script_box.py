"""The script: what to say now, and where their answers lead."""

from textual.content import Content
from textual.geometry import Size

from console.preparing.speaking import SpokenAnswer, SpokenSection
from console.tui.widgets.text_widget import MARGIN, Drawn, beside, cut, stack
from console.view.cleaning import clean, clean_lines

GAP = "   "


class ScriptWords(Drawn[SpokenSection]):
    """The text of a section, and below it the answers, each with its digit."""

    def draw(self, size: Size, value: SpokenSection) -> Content:
        answers = answer_rows(value.answers, size.width)[: max(1, size.height - 2)]
        room = size.height - len(answers)
        text = cut(spoken_text(value), size.width, room)
        has_room = len(text.split("\n", allow_blank=True)) < room
        return stack([text, *([Content("")] if has_room else []), *answers])


class ScriptBox(ScriptWords):
    """In the brief's place: the name of the section in the margin."""

    DEFAULT_CLASSES = "section"

    def draw(self, size: Size, value: SpokenSection) -> Content:
        label = Content.assemble(("Script\n", "$foreground-muted"), clean(value.name))
        text = super().draw(Size(max(0, size.width - MARGIN), size.height), value)
        return beside(cut(label, MARGIN, size.height), text)


def spoken_text(section: SpokenSection) -> Content:
    """A line in parentheses is for the agent, not for the person."""
    lines = [
        Content.styled(line, "$foreground-muted" if line.startswith("(") else "$text-accent")
        for line in clean_lines(section.text).split("\n")
    ]
    return Content("\n").join(lines)


def answer_rows(answers: tuple[SpokenAnswer, ...], width: int) -> list[Content]:
    """`1 Go ahead   2 No time`, in as many rows as it takes."""
    rows: list[Content] = []
    for digit, answer in enumerate(answers, 1):
        shown = Content.assemble((f"{digit} ", "bold $text-accent"), clean(answer.says))
        if rows and rows[-1].cell_length + len(GAP) + shown.cell_length <= width:
            rows[-1] = Content.assemble(rows[-1], GAP, shown)
        else:
            rows.append(shown.truncate(width, ellipsis=True) if width > 0 else shown)
    return rows
