"""The box with what to say: the opening before the dial, then the script's question and answers."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.outreach.scripts.speaking import SpokenSection
from console.rules.law.disclosures import Duty
from console.tui.drawing.looks import COLOURS, Looks, fit, joined
from console.tui.widgets.panels import hairline, pad
from console.tui.widgets.pressable import as_button
from console.tui.widgets.text_widget import (
    Drawn,
    breaks_between,
    in_rows,
    one_row,
    stack,
    wrapped,
)
from console.view.lead.verdict import duty_label
from console.view.text.cleaning import clean
from console.view.text.styled import first_spoken_line, spoken_lines

INDENT = 3

GAP = "   "

MORE, ON_CALL = ("j more",), ("t script", "j answers")
"""Keys that end the last row, each with its word: before a call, and during it."""

LEAST_CUE = 30
"""Cells from which a row can hold an objection card."""

TITLED = 7
"""Rows from which the box has a title and air."""

WHY_NOT = "Why not"
"""The title while the phone stays silent."""

KEPT = 2
"""Rows that a long question or its answers may add to the box: more would hide the notes."""


Blocks = list[list[Content]]
"""Rows that belong together: the opening, the question, its answers, an objection card."""


class Saying(NamedTuple):
    """What the box shows. `silent` says that there is nothing to say, or is ""."""

    opening: str
    duties: tuple[Duty, ...]
    """What the law requires the agent to say, if no other part of the screen shows it."""
    objections: tuple[SpokenSection, ...]
    section: SpokenSection | None
    branches: tuple[str, ...]
    """Where each answer of the section leads."""
    is_first: bool
    """Whether the section is the first: the agent may still be saying the opening."""
    is_led: bool
    """Whether the agent asks the question now, and no longer says the opening."""
    is_whole: bool
    """Whether the agent opened the script, which then has the whole box."""
    silent: str
    reason: str
    """Why the phone stays silent."""


class SayBox(Drawn[Saying]):
    """A box with a bar at its left; in a tall terminal it has a title.

    It grows by the rows that its words need: what the law wants said first is never cut.
    """

    def show(self, value: Saying) -> None:
        width = self.content_size.width
        is_new = value != self._value and bool(width) and not value.is_whole
        if is_new and self._needed(value, width) != self.size.height:
            # Only between short and long words: a new height lays out the whole column.
            self.refresh(layout=True)
        super().show(value)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return self._needed(self._value, width) if self._value is not None else 0

    def _needed(self, value: Saying, width: int) -> int:
        """Return the rows of the box: those of its style, or more if the words need more."""
        rows = self._least_rows
        if value.is_whole or width <= INDENT + 1:
            return rows
        is_titled = rows >= TITLED
        if value.silent:
            return max(rows, len(_reason(value, width - INDENT - 1, COLOURS)) + is_titled)
        # Most leads of a shift share opening and section, so most answers are known already.
        words = value._replace(
            duties=(), objections=(), is_led=False, silent="", reason="", branches=()
        )
        lawful, whole = _rows_needed(words, width - INDENT - 1, is_titled=is_titled)
        return max(rows, lawful + is_titled, min(whole + is_titled, rows + KEPT))

    @property
    def _least_rows(self) -> int:
        """The rows that the box has by its style."""
        least = self.styles.min_height
        return int(least.value) if least is not None else 1

    def draw(self, size: Size, value: Saying) -> Content:
        looks = self.looks
        width = max(0, size.width - INDENT - 1)
        is_titled = value.is_whole or self._least_rows >= TITLED
        body = size.height - is_titled
        if value.silent:
            silent = Content.styled(value.silent, looks.muted).wrap(max(1, width))
            blocks = [_reason(value, width, looks), silent]
        elif value.section is not None and is_titled:
            has_air = self._least_rows >= TITLED
            blocks = _script(value, value.section, width, body, looks, has_air=has_air)
        elif value.section is not None and value.is_led:
            blocks = _question(value, value.section, width, body, looks)
        else:
            blocks = _opening(value, width, body, looks)
        lines = [line for block in blocks for line in block]
        self.breaks = breaks_between(blocks, is_titled)
        box = _with_bar(lines[:body], looks, is_spoken=not value.silent)
        if is_titled:
            name = value.section.name if value.section is not None and value.is_whole else ""
            title = f"Say · {clean(name)}" if name else WHY_NOT if value.silent else "Say"
            box.insert(0, hairline(title, size.width, looks))
        return stack(box)


@lru_cache(maxsize=64)
def _rows_needed(value: Saying, width: int, *, is_titled: bool) -> tuple[int, int]:
    """Return the rows of what the law wants said with the question, and those of everything.

    They are the same before and during a call, so that nothing below the box moves.
    """
    opening = len(Content(value.opening).wrap(width))
    if value.section is None:
        return opening, opening
    led = len(_flow(value, value.section, width, COLOURS))
    asked = len(_lines(value.section, width, COLOURS, ""))
    answers = len(_answers(value.section, width, COLOURS, is_led=True, is_a_row_each=False))
    if is_titled:
        return opening + asked + 1, opening + asked + answers + 1
    return max(opening, led), max(opening + asked, led + answers)


def spoken_text(section: SpokenSection, style: str = "") -> Content:
    """Return a section of the script in `style`, with notes for the agent in gray."""
    lines = [
        Content.styled(text, style if is_spoken else "$foreground-muted")
        for text, is_spoken in spoken_lines(section.text)
    ]
    return Content("\n").join(lines)


def _reason(value: Saying, width: int, looks: Looks) -> list[Content]:
    """Return why nobody may be called, whole, in as many rows as it takes."""
    reason, _, others = value.reason.partition("\n")
    first, second = Content.styled(reason, looks.strong), Content(others)
    return [line for words in (first, second) if words.plain for line in wrapped(words, width)]


def _with_bar(lines: list[Content], looks: Looks, *, is_spoken: bool) -> list[Content]:
    """Put the bar beside the words to say, and beside nothing else."""
    filled = [place for place, line in enumerate(lines) if line.plain.strip()]
    ends = (filled[0], filled[-1]) if filled and is_spoken else (1, 0)
    return [
        Content.assemble(("▌" if ends[0] <= place <= ends[1] else " ", looks.accent), "  ", line)
        for place, line in enumerate(lines)
    ]


def _opening(value: Saying, width: int, rows: int, looks: Looks) -> Blocks:
    """Return the opening with the duties, then the question, its answers and an objection card.

    Each is already where it will be during the call. Parts without room are left out, the opening
    last.
    """
    opening = Content.styled(value.opening, looks.strong).wrap(max(1, width))
    cue = _cue(value.objections, width, looks) if len(opening) < rows else []
    room = max(1, rows - len(cue))
    blocks = [_with_label(_first(opening, room, width), value.duties, width, 0, looks)]
    used = len(blocks[0])
    if value.section is not None:
        question = _lines(value.section, width, looks, looks.text)
        answers = _answers(value.section, width, looks, is_led=False, is_a_row_each=False)
        if room < used + len(question) <= rows:
            cue, room = [], rows  # the question is worth more than an objection card
        for part in (question, answers):
            if used + len(part) > room:
                break
            blocks.append(part)
            used += len(part)
    return [*blocks, [Content("")] * (room - used), cue]


def _flow(value: Saying, section: SpokenSection, width: int, looks: Looks) -> list[Content]:
    """Return the question; in the first section it follows the opening, which is gray.

    It begins a row of its own where that takes no more rows.
    """
    first, *others = [
        Content.styled(text, looks.strong if is_spoken else looks.muted)
        for text, is_spoken in spoken_lines(section.text)
    ]
    width = max(1, width)
    rows = [row for line in (first, *others) for row in line.wrap(width)]
    if not value.is_first or not value.opening:
        return rows
    opening = Content.styled(value.opening, looks.muted)
    apart = [*opening.wrap(width), *rows]
    flowing = Content.assemble(opening, "  ", first)
    joined_rows = [row for line in (flowing, *others) for row in line.wrap(width)]
    return apart if len(apart) <= len(joined_rows) else joined_rows


def _question(value: Saying, section: SpokenSection, width: int, rows: int, looks: Looks) -> Blocks:
    """Return a low box on a call: opening, question, answers and the first objection card.

    The opening stays whole, because the agent may still be saying it; answers give way first. Where
    the card has no room, its key ends the last row.
    """
    words = _first(_flow(value, section, width, looks), rows, width)
    answers = _answers(section, width, looks, is_led=True, is_a_row_each=False)
    answers = answers[: rows - len(words)]
    used = len(words) + len(answers)
    if value.is_whole:
        return [words, answers]
    if used < rows:
        cue = _cue(value.objections, width, looks, ON_CALL)
        return [words, answers, [Content("")] * (rows - used - len(cue)), cue]
    if answers:  # the objection card ends the last row of answers if it has room there, whole
        room = width - answers[-1].cell_length - len(GAP)
        for card in _cue(value.objections, room, looks):
            if "…" not in card.plain:
                answers[-1] = Content.assemble(answers[-1], GAP, card)
                return [words, answers]
        for keys in (ON_CALL, MORE):
            more = _more(keys, looks)
            if value.objections and room >= more.cell_length:
                gap = " " * (room - more.cell_length + len(GAP))
                answers[-1] = Content.assemble(answers[-1], gap, more)
                break
    return [words, answers]


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
    """Add the duties at the right end of the last line, or whole in a new one of the `rows`."""
    if not lines or not duties:
        return lines
    room = width - lines[-1].cell_length - 2
    if len(lines) < rows and duty_label(duties, room) != duty_label(duties, width):
        lines.append(Content(""))
    last = lines[-1]
    label = duty_label(duties, width - last.cell_length - 2)
    gap = " " * max(0, width - last.cell_length - len(label))
    lines[-1] = Content.assemble(last, gap, (label, looks.muted))
    return lines


def _cue(
    objections: tuple[SpokenSection, ...],
    width: int,
    looks: Looks,
    keys: tuple[str, ...] = MORE,
) -> list[Content]:
    """Return the first objection card in a row: the objection and the first words of its answer."""
    if not objections or width < LEAST_CUE:
        return []
    card = objections[0]
    head = fit(f"if “{clean(card.name)}”", width // 2)
    reply, more = first_spoken_line(card.text), _more(keys, looks)
    room = width - cell_len(head) - more.cell_length - 4
    return [
        Content.assemble(
            joined([(f"{head}  ", looks.muted), (f"{pad(reply, room)}  ", looks.text)]),
            more,
        )
    ]


def _more(keys: tuple[str, ...], looks: Looks) -> Content:
    """Return the keys, each with its word."""
    pairs = [key.split(" ") for key in keys]
    return Content("  ").join(
        as_button(joined([(key, looks.key), (f" {word}", looks.muted)]), key) for key, word in pairs
    )


def _script(
    value: Saying, section: SpokenSection, width: int, rows: int, looks: Looks, *, has_air: bool
) -> Blocks:
    """Return the opening, the question and the answers; what comes now is bright."""
    question = _lines(section, width, looks, looks.strong if value.is_led else looks.text)
    style = looks.muted if value.is_led else looks.strong
    opening = Content.styled(value.opening, style).wrap(max(1, width))
    before = [
        *_with_label(opening, value.duties, width, rows if has_air else 0, looks),
        Content(""),
    ]
    if len(before) + 2 > rows or not (value.is_first or has_air):
        before = opening if value.is_first and len(opening) < rows else []
    packed = _answers(section, width, looks, is_led=value.is_led, is_a_row_each=False)
    answers = _answers(section, width, looks, is_led=value.is_led, is_a_row_each=True)
    answers = with_branches(answers, value.branches, width, looks)
    over = len(before) + len(question) - rows
    if len(before) > len(opening) and (over + len(packed) > 0 or over + len(answers) == 1):
        before.pop()  # a reply is worth more than the gap
    room = rows - len(before)
    if len(question) + len(answers) > room:
        answers = packed
    answers = answers[: max(1, room - 1)]
    room = max(1, room - len(answers))
    question = _first(question, room, width)
    gap = [Content("")] if len(question) < room and room > 2 else []
    used = len(before) + len(question) + len(gap) + len(answers)
    cue = _cue(value.objections, width, looks) if used < rows and not value.is_whole else []
    if used + 2 < rows:
        cue = [Content(""), *cue]
    return [before, question, [*gap, *answers], cue]


def with_branches(
    answers: list[Content], branches: Sequence[str], width: int, looks: Looks
) -> list[Content]:
    """Add `→ Reason` to each answer, the name of the section that follows, where it fits."""
    longest = max((answer.cell_length for answer in answers), default=0) + len(GAP)
    return [
        Content.assemble(answer.pad_right(longest - answer.cell_length), (f"→ {name}", looks.muted))
        if longest + 2 + cell_len(name) <= width
        else answer
        for answer, name in zip(answers, branches, strict=True)
    ]


def _answers(
    section: SpokenSection, width: int, looks: Looks, *, is_led: bool, is_a_row_each: bool
) -> list[Content]:
    """Return `1 Go ahead   2 No time` in as few rows as possible, or each answer in a row."""
    words = looks.text if is_led else looks.muted
    answers = []
    for digit, answer in enumerate(section.answers, 1):
        row = joined(
            [(f"{digit} ", looks.key if is_led else looks.muted), (clean(answer.says), words)]
        )
        row = one_row(row, width) if width > 0 else row
        answers.append(as_button(row, str(digit)) if is_led else row)
    if is_a_row_each:
        return answers
    rows = in_rows(answers, GAP, width)
    # In columns, if that takes no more rows.
    cells = max((answer.cell_length for answer in answers), default=0) + len(GAP)
    columns = (width + len(GAP)) // cells
    if columns and len(rows) == -(-len(answers) // columns) > 1:
        padded = [answer.pad_right(cells - answer.cell_length) for answer in answers]
        starts = range(0, len(padded), columns)
        return [Content.assemble(*padded[start : start + columns]).rstrip() for start in starts]
    return rows
