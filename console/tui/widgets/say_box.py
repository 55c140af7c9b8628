"""What to say: the opening before the dial, then the script's question and where answers lead."""

from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.preparing.speaking import SpokenSection
from console.rules.disclosures import Duty
from console.tui.fitting import fit
from console.tui.looks import Looks, joined
from console.tui.widgets.panels import hairline, pad
from console.tui.widgets.text_widget import Drawn, one_row, stack
from console.view.cleaning import clean, clean_lines
from console.view.duty_words import duty_label

TITLED = 7
"""Rows from which the box has a title and air."""

INDENT = 3

MORE = "j more"

NEW_LINE = "\n"

FEW = 4
"""Rows up to which there is room for what comes now, and for nothing after it."""


class Saying(NamedTuple):
    """`silent` says why there is nothing to say, "" where there is."""

    opening: str
    duties: tuple[Duty, ...]
    """Those that no other place of the screen shows."""
    objections: tuple[SpokenSection, ...]
    section: SpokenSection | None
    is_first: bool
    """Whether the section is the first: the opening is being said."""
    is_led: bool
    """Whether the question is what comes now, and no longer the opening."""
    is_whole: bool
    """Whether the script was asked for, and has this place to itself."""
    silent: str


class SayBox(Drawn[Saying]):
    def draw(self, size: Size, value: Saying) -> Content:
        looks = self.looks
        width = max(0, size.width - INDENT - 1)
        rows = size.height
        is_titled = rows >= TITLED
        body = rows - 1 if is_titled else rows
        if value.silent:
            shown = [Content.styled(line, looks.muted) for line in value.silent.split("\n")]
        elif value.section is not None and value.is_first and not value.is_whole and body <= FEW:
            shown = _opening_and_question(value, value.section, width, body, looks)
        elif value.section is not None and (value.is_led or body > FEW):
            shown = _script(value, value.section, width, body, looks)
        else:
            shown = _opening(value, width, body, looks)
        shown = shown[:body]
        if is_titled:
            name = value.section.name if value.section is not None and value.is_whole else ""
            title = f"Say · {clean(name)}" if name else "Say"
            return stack(
                [hairline(title, size.width, looks), *(_barred(row, looks) for row in shown)]
                + [_barred(Content(""), looks)] * (body - len(shown))
            )
        return stack([_barred(row, looks) for row in shown + [Content("")] * (body - len(shown))])


def _barred(row: Content, looks: Looks) -> Content:
    return Content.assemble(("▌", looks.accent), "  ", row)


def _opening(value: Saying, width: int, rows: int, looks: Looks) -> list[Content]:
    """The first sentence, whose law wants what said how soon, and the first cards."""
    said = Content.styled(value.opening, looks.strong).wrap(max(1, width))
    cue = _cue(value.objections, width, looks, max(1, min(2, rows - len(said) - 1)))
    cue = cue if len(said) + len(cue) <= rows else []
    room = max(1, rows - len(cue))
    if len(said) > room:
        said[room - 1] = one_row(Content.assemble(said[room - 1], " …"), width)
    shown = _with_label(said[:room], value.duties, width, room, looks)
    return [*shown, *[Content("")] * (room - len(shown)), *cue]


def _opening_and_question(
    value: Saying, section: SpokenSection, width: int, rows: int, looks: Looks
) -> list[Content]:
    """The opening stays until an answer is followed, as the law wants it said; then what to ask.

    The question goes behind the opening where it fits, so that every answer has its digit in sight.
    """
    if not value.is_led:
        return _opening(value, width, rows, looks)
    asked = " ".join(
        line for line in clean_lines(section.text).split("\n") if not line.startswith("(")
    )
    answers = _answers(section, width, looks, is_led=True, is_a_row_each=False)
    said = Content.styled(value.opening, looks.strong).wrap(max(1, width))
    room = max(1, rows - 1)
    if len(said) > room:
        said[room - 1] = one_row(Content.assemble(said[room - 1], " …"), width)
    said = said[:room]
    behind = Content.assemble(said[-1], GAP, (asked, looks.text))
    if len(said) + 1 + len(answers) > rows and behind.cell_length <= width:
        return [*said[:-1], behind, *answers[: rows - len(said)]]
    if len(said) + 1 < rows:
        asks = [one_row(Content.styled(asked, looks.text), width), *answers[: rows - len(said) - 1]]
    else:
        asks = [
            one_row(
                Content.assemble((fit(asked, max(10, width - 30)), looks.text), GAP, *answers[:1]),
                width,
            )
        ]
    return [*said, *asks]


def _with_label(
    lines: list[Content], duties: tuple[Duty, ...], width: int, rows: int, looks: Looks
) -> list[Content]:
    """At the right end of the last row, or of one more, whose law wants what said how soon."""
    if not lines or not duties:
        return lines
    has_room = cell_len(duty_label(duties, width)) <= width - lines[-1].cell_length - 2
    if not has_room and len(lines) < rows:
        lines.append(Content(""))
    last = lines[-1]
    label = duty_label(duties, width - last.cell_length - 2)
    gap = " " * max(0, width - last.cell_length - len(label))
    lines[-1] = Content.assemble(last, gap, (label, looks.muted))
    return lines


def _cue(
    objections: tuple[SpokenSection, ...], width: int, looks: Looks, most: int = 1
) -> list[Content]:
    """The first cards in a row each: what they may say, and the first words of the answer."""
    shown = objections[:most]
    if not shown or width < 30:
        return []
    heads = [fit(f"if “{clean(card.name)}”", width // 2) for card in shown]
    label = max(map(cell_len, heads))
    room = width - label - cell_len(MORE) - 4
    key, rest = MORE.split(" ")
    rows = []
    for head, card in zip(heads, shown, strict=True):
        is_last = card is shown[-1]
        reply = f"“{clean_lines(card.text).split(NEW_LINE, 1)[0]}”"
        answer = pad(reply, room) if is_last else fit(reply, room + cell_len(MORE) + 2)
        parts = [(pad(head, label), looks.muted), ("  ", ""), (answer, looks.text)]
        if is_last:
            parts += [("  ", ""), (key, looks.key), (f" {rest}", looks.muted)]
        rows.append(joined(parts))
    return rows


def _script(
    value: Saying, section: SpokenSection, width: int, rows: int, looks: Looks
) -> list[Content]:
    """The opening, the question and the answers: what comes now is bright, the rest is grey."""
    now = looks.strong if value.is_led else looks.text
    text = [
        line
        for whole in clean_lines(section.text).split("\n")
        for line in Content.styled(whole, looks.muted if whole.startswith("(") else now).wrap(
            max(1, width)
        )
    ]
    before: list[Content] = []
    if rows > FEW:
        style = looks.muted if value.is_led else looks.strong
        said = Content.styled(value.opening, style).wrap(max(1, width))
        before = [*_with_label(said, value.duties, width, len(said) + 1, looks), Content("")]
        before = before[: len(said) + 1]
        if len(before) + 2 > rows:
            before = []
    room = rows - len(before)
    answers = _answers(section, width, looks, is_led=value.is_led, is_a_row_each=True)
    if len(text) + len(answers) + 1 > room:
        answers = _answers(section, width, looks, is_led=value.is_led, is_a_row_each=False)
    answers = answers[: max(1, room - 1)]
    room = max(1, room - len(answers))
    if len(text) > room:
        text = [*text[: room - 1], one_row(Content.assemble(text[room - 1], " …"), width)]
    gap = [Content("")] if len(text) < room and room > 2 else []
    shown = [*before, *text, *gap, *answers]
    cue = _cue(value.objections, width, looks) if len(shown) < rows and not value.is_whole else []
    if len(shown) + 2 < rows:
        cue = [Content(""), *cue]
    return [*shown, *cue]


GAP = "   "


def _answers(
    section: SpokenSection, width: int, looks: Looks, *, is_led: bool, is_a_row_each: bool
) -> list[Content]:
    """`1 Go ahead   2 No time`, in as many rows as it takes, or in a row each."""
    rows: list[Content] = []
    words = looks.text if is_led else looks.muted
    for digit, answer in enumerate(section.answers, 1):
        shown = joined(
            [(f"{digit} ", looks.key if is_led else looks.muted), (clean(answer.says), words)]
        )
        fits = rows and rows[-1].cell_length + len(GAP) + shown.cell_length <= width
        if fits and not is_a_row_each:
            rows[-1] = Content.assemble(rows[-1], GAP, shown)
        else:
            rows.append(one_row(shown, width) if width > 0 else shown)
    return rows


def spoken_text(section: SpokenSection) -> Content:
    """A line in parentheses is for the agent, not for the person."""
    lines = [
        Content.styled(line, "$foreground-muted" if line.startswith("(") else "$text-accent")
        for line in clean_lines(section.text).split("\n")
    ]
    return Content("\n").join(lines)
