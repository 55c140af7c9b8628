"""The box with what to say: the opening before the dial, then the script's question and answers."""

from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.outreach.scripts.speaking import SpokenSection
from console.rules.law.disclosures import Duty
from console.tui.drawing.looks import Looks, fit, joined
from console.tui.widgets.panels import hairline, pad
from console.tui.widgets.text_widget import Drawn, one_row, stack
from console.view.lead.verdict import duty_label
from console.view.text.cleaning import clean
from console.view.text.styled import first_spoken_line, spoken_lines

TITLED = 7
"""Rows from which the box has a title and air."""

INDENT = 3

GAP = "   "

MORE = "j more"

LOW = 5
"""With at most this many rows, the box shows the current question without the script."""


class Saying(NamedTuple):
    """What the box shows. `silent` is the reason why there is nothing to say, "" otherwise."""

    opening: str
    duties: tuple[Duty, ...]
    """What the law requires the agent to say, if no other part of the screen shows it."""
    objections: tuple[SpokenSection, ...]
    section: SpokenSection | None
    is_first: bool
    """Whether the section is the first: the agent may still be saying the opening."""
    is_led: bool
    """Whether the agent asks the question now, and no longer says the opening."""
    is_whole: bool
    """Whether the agent opened the script, which then has the whole box."""
    silent: str


class SayBox(Drawn[Saying]):
    """A box with a bar at its left; a tall one has a title."""

    def draw(self, size: Size, value: Saying) -> Content:
        looks = self.looks
        width = max(0, size.width - INDENT - 1)
        rows = size.height
        is_titled = rows >= TITLED
        body = rows - 1 if is_titled else rows
        if value.silent:
            lines = [Content.styled(line, looks.muted) for line in value.silent.split("\n")]
        elif value.section is not None and body > LOW:
            lines = _script(value, value.section, width, body, looks)
        elif value.section is not None and value.is_led:
            lines = _question(value, value.section, width, body, looks)
        else:
            lines = _opening(value, width, body, looks)
        box = [_with_bar(line, looks) for line in lines[:body]]
        if not value.silent:
            box += [_with_bar(Content(""), looks)] * (body - len(box))
        if is_titled:
            name = value.section.name if value.section is not None and value.is_whole else ""
            title = f"Say · {clean(name)}" if name else "Say"
            box.insert(0, hairline(title, size.width, looks))
        return stack(box)


def spoken_text(section: SpokenSection) -> Content:
    """Return a section of the script, with notes for the agent in gray."""
    lines = [
        Content.styled(text, "" if is_spoken else "$foreground-muted")
        for text, is_spoken in spoken_lines(section.text)
    ]
    return Content("\n").join(lines)


def _with_bar(row: Content, looks: Looks) -> Content:
    return Content.assemble(("▌", looks.accent), "  ", row)


def _opening(value: Saying, width: int, rows: int, looks: Looks) -> list[Content]:
    """Return the opening with the duties, then the question, its answers and an objection card.

    Each is already where it will be during the call. Parts without room are left out.
    """
    opening = Content.styled(value.opening, looks.strong).wrap(max(1, width))
    cue = _cue(value.objections, width, looks) if len(opening) < rows else []
    room = max(1, rows - len(cue))
    lines = _with_label(_first(opening, room, width), value.duties, width, room, looks)
    if value.section is not None:
        question = _lines(value.section, width, looks, looks.text)
        answers = _answers(value.section, width, looks, is_led=False, is_a_row_each=False)
        for part in (question, answers):
            if len(lines) + len(part) > room:
                break
            lines = [*lines, *part]
    return [*lines, *[Content("")] * (room - len(lines)), *cue]


def _question(
    value: Saying, section: SpokenSection, width: int, rows: int, looks: Looks
) -> list[Content]:
    """Return the question in a low box on a call: question, answers, the first objection card.

    If there is room, the opening comes before them in gray: the agent may still be saying it.
    """
    question = _lines(section, width, looks, looks.strong)
    answers = _answers(section, width, looks, is_led=True, is_a_row_each=False)
    answers = answers[: max(0, rows - 1)]
    cue = [] if value.is_whole else _cue(value.objections, width, looks)
    if len(question) + len(answers) + len(cue) > rows:
        cue = []
    question = _first(question, max(1, rows - len(answers) - len(cue)), width)
    lines = [*question, *answers]
    if value.is_first and (room := rows - len(lines) - len(cue)):
        opening = Content.styled(value.opening, looks.muted).wrap(max(1, width))
        lines = [*_first(opening, room, width), *lines]
    return [*lines, *[Content("")] * (rows - len(lines) - len(cue)), *cue]


def _first(lines: list[Content], rows: int, width: int) -> list[Content]:
    """Return at most `rows` lines. The last one ends in … if others follow."""
    if len(lines) <= rows:
        return lines
    return [*lines[: rows - 1], one_row(Content.assemble(lines[rows - 1], " …"), width)]


def _lines(section: SpokenSection, width: int, looks: Looks, style: str) -> list[Content]:
    return [
        line
        for text, is_spoken in spoken_lines(section.text)
        for line in Content.styled(text, style if is_spoken else looks.muted).wrap(max(1, width))
    ]


def _with_label(
    lines: list[Content], duties: tuple[Duty, ...], width: int, rows: int, looks: Looks
) -> list[Content]:
    """Add the duties at the right end of the last line, or of a new one if that has no room."""
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


def _cue(objections: tuple[SpokenSection, ...], width: int, looks: Looks) -> list[Content]:
    """Return the first objection card in a row: the objection and the first words of its answer."""
    if not objections or width < 30:
        return []
    card = objections[0]
    head = fit(f"if “{clean(card.name)}”", width // 2)
    reply = first_spoken_line(card.text)
    key, label = MORE.split(" ")
    room = width - cell_len(head) - cell_len(MORE) - 4
    return [
        joined(
            [
                (f"{head}  ", looks.muted),
                (f"{pad(reply, room)}  ", looks.text),
                (key, looks.key),
                (f" {label}", looks.muted),
            ]
        )
    ]


def _script(
    value: Saying, section: SpokenSection, width: int, rows: int, looks: Looks
) -> list[Content]:
    """Return the opening, the question and the answers; what comes now is bright."""
    question = _lines(section, width, looks, looks.strong if value.is_led else looks.text)
    style = looks.muted if value.is_led else looks.strong
    opening = Content.styled(value.opening, style).wrap(max(1, width))
    before = [*_with_label(opening, value.duties, width, len(opening) + 1, looks), Content("")]
    if len(before) + 2 > rows:
        before = []
    room = rows - len(before)
    answers = _answers(section, width, looks, is_led=value.is_led, is_a_row_each=True)
    if len(question) + len(answers) + 1 > room:
        answers = _answers(section, width, looks, is_led=value.is_led, is_a_row_each=False)
    answers = answers[: max(1, room - 1)]
    room = max(1, room - len(answers))
    question = _first(question, room, width)
    gap = [Content("")] if len(question) < room and room > 2 else []
    lines = [*before, *question, *gap, *answers]
    cue = _cue(value.objections, width, looks) if len(lines) < rows and not value.is_whole else []
    if len(lines) + 2 < rows:
        cue = [Content(""), *cue]
    return [*lines, *cue]


def _answers(
    section: SpokenSection, width: int, looks: Looks, *, is_led: bool, is_a_row_each: bool
) -> list[Content]:
    """Return `1 Go ahead   2 No time` in as few rows as possible, or each answer in a row."""
    rows: list[Content] = []
    words = looks.text if is_led else looks.muted
    for digit, answer in enumerate(section.answers, 1):
        row = joined(
            [(f"{digit} ", looks.key if is_led else looks.muted), (clean(answer.says), words)]
        )
        fits = rows and rows[-1].cell_length + len(GAP) + row.cell_length <= width
        if fits and not is_a_row_each:
            rows[-1] = Content.assemble(rows[-1], GAP, row)
        else:
            rows.append(one_row(row, width) if width > 0 else row)
    return rows
