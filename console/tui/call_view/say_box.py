"""What to say: the opening before the dial, then the script's question and where answers lead."""

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

MORE = "j more"

FEW = 5
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
        elif value.section is not None and body > FEW:
            shown = _script(value, value.section, width, body, looks)
        elif value.section is not None and value.is_led:
            shown = _question(value, value.section, width, body, looks)
        else:
            shown = _opening(value, width, body, looks)
        rows_of_box = [_barred(row, looks) for row in shown[:body]]
        if not value.silent:
            rows_of_box += [_barred(Content(""), looks)] * (body - len(rows_of_box))
        if is_titled:
            name = value.section.name if value.section is not None and value.is_whole else ""
            title = f"Say · {clean(name)}" if name else "Say"
            rows_of_box.insert(0, hairline(title, size.width, looks))
        return stack(rows_of_box)


def _barred(row: Content, looks: Looks) -> Content:
    return Content.assemble(("▌", looks.accent), "  ", row)


def _opening(value: Saying, width: int, rows: int, looks: Looks) -> list[Content]:
    """The first sentence, whose law wants what said how soon, what is asked then, the first card:
    each where it stands on the call, as far as there is room.
    """
    said = Content.styled(value.opening, looks.strong).wrap(max(1, width))
    cue = _cue(value.objections, width, looks) if len(said) < rows else []
    room = max(1, rows - len(cue))
    shown = _with_label(_first(said, room, width), value.duties, width, room, looks)
    if value.section is not None:
        asked = _lines(value.section, width, looks, looks.text)
        answers = _answers(value.section, width, looks, is_led=False, is_a_row_each=False)
        for more in (asked, answers):
            if len(shown) + len(more) > room:
                break
            shown = [*shown, *more]
    return [*shown, *[Content("")] * (room - len(shown)), *cue]


def _question(
    value: Saying, section: SpokenSection, width: int, rows: int, looks: Looks
) -> list[Content]:
    """On a call where there is little room: what to ask, every answer with its digit, the first
    card, and before them in grey as much of the opening as has room, for it may still be said.
    """
    asked = _lines(section, width, looks, looks.strong)
    answers = _answers(section, width, looks, is_led=True, is_a_row_each=False)
    answers = answers[: max(0, rows - 1)]
    cue = [] if value.is_whole else _cue(value.objections, width, looks)
    if len(asked) + len(answers) + len(cue) > rows:
        cue = []
    asked = _first(asked, max(1, rows - len(answers) - len(cue)), width)
    shown = [*asked, *answers]
    if value.is_first and (room := rows - len(shown) - len(cue)):
        said = Content.styled(value.opening, looks.muted).wrap(max(1, width))
        shown = [*_first(said, room, width), *shown]
    return [*shown, *[Content("")] * (rows - len(shown) - len(cue)), *cue]


def _first(lines: list[Content], rows: int, width: int) -> list[Content]:
    """As many of them as there are rows; … where more would follow."""
    if len(lines) <= rows:
        return lines
    return [*lines[: rows - 1], one_row(Content.assemble(lines[rows - 1], " …"), width)]


def _lines(section: SpokenSection, width: int, looks: Looks, style: str) -> list[Content]:
    return [
        line
        for told, is_said in spoken_lines(section.text)
        for line in Content.styled(told, style if is_said else looks.muted).wrap(max(1, width))
    ]


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


def _cue(objections: tuple[SpokenSection, ...], width: int, looks: Looks) -> list[Content]:
    """The first card in a row: what they may say, and the first words of the answer."""
    if not objections or width < 30:
        return []
    card = objections[0]
    head = fit(f"if “{clean(card.name)}”", width // 2)
    reply = first_spoken_line(card.text)
    key, rest = MORE.split(" ")
    room = width - cell_len(head) - cell_len(MORE) - 4
    return [
        joined(
            [
                (f"{head}  ", looks.muted),
                (f"{pad(reply, room)}  ", looks.text),
                (key, looks.key),
                (f" {rest}", looks.muted),
            ]
        )
    ]


def _script(
    value: Saying, section: SpokenSection, width: int, rows: int, looks: Looks
) -> list[Content]:
    """The opening, the question and the answers: what comes now is bright, the rest is grey."""
    text = _lines(section, width, looks, looks.strong if value.is_led else looks.text)
    said = Content.styled(value.opening, looks.muted if value.is_led else looks.strong).wrap(
        max(1, width)
    )
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
    text = _first(text, room, width)
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
    """Grey is what is for the agent, not for the person."""
    lines = [
        Content.styled(told, "" if is_said else "$foreground-muted")
        for told, is_said in spoken_lines(section.text)
    ]
    return Content("\n").join(lines)
