"""Rehearse the opening and random objections against the clock, without dialling.

The person is invented, or a lead that comes next.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import zip_longest
from random import Random
from typing import NamedTuple

from msgspec.structs import replace
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from console.desk import RefusedError
from console.desk.lead.texts_desk import Lesson
from console.outreach.scripts.rehearsal import (
    Phase,
    Rehearsal,
    choose_person,
    describe_ended_calls,
    summarize_rehearsal,
)
from console.outreach.scripts.speaking import SpokenSection
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.call_view.say_box import spoken_text
from console.tui.drawing.letters import letters, wide_letters, wrapped_letters
from console.tui.screens.over import Over
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.panels import Panel, figure_rows, pad, stack_panels
from console.tui.widgets.text_widget import Drawn, Words, one_row, stack
from console.view.keys.other_screens import REHEARSING
from console.view.text.cleaning import clean
from console.view.text.clocks import stopwatch
from console.view.text.counts import many
from console.view.text.styled import first_spoken_line
from db.engine.database import DatabaseTrouble

IDLE = {Phase.READY, Phase.DONE}

KEY, MUTED = "bold $text-accent", "$foreground-muted"

INDENT, BAR = 4, "  ▌"
"""Cells of the number of an objection with its gap, and the bar in its place."""

RESULT = 18
"""Cells of a figure of the result."""

ANSWERED = 8
"""Rows below a large objection that the answered ones may take."""


class Passage(NamedTuple):
    head: Content
    text: Content = Content()
    is_lit: bool = False
    """Whether a bar marks the text, as what to say now."""


class Part(NamedTuple):
    title: str
    passages: tuple[Passage, ...]


class Sheet(Drawn[tuple[Part, ...]]):
    """A column of titled panels: the script, the objections, or the answers so far."""

    def draw(self, size: Size, value: tuple[Part, ...]) -> Content:
        panels = [Panel(part.title, _rows(part, size.width), 3) for part in value]
        above = sum(len(panel.rows) + 2 for panel in panels[:-1])  # with a title and a gap
        if value and (rows := _fit_rows(value[-1], size.width, size.height - above - 1)):
            panels[-1] = panels[-1]._replace(rows=rows)
        return stack_panels(panels, size.width, size.height, self.looks)


def _rows(part: Part, width: int, *, has_gaps: bool = True) -> list[Content]:
    rows: list[Content] = []
    for head, text, is_lit in part.passages:
        if rows and text.plain and has_gaps:
            rows.append(Content(""))
        rows += head.wrap(width)
        lines = text.split("\n", allow_blank=True) if text.plain else []
        margin = Content.styled(f"{BAR if is_lit else '':<{INDENT}}", KEY)
        rows += [margin + row for line in lines for row in line.wrap(width - INDENT)]
    return rows


def _fit_rows(part: Part, width: int, room: int) -> list[Content]:
    """Return all passages, without gaps if they don't fit with them into `room` rows.

    If they fit in neither way, return those that do, and how many more there are.
    """
    for has_gaps in (True, False):
        rows = _rows(part, width, has_gaps=has_gaps)
        if len(rows) <= room:
            return rows
    for shown in range(len(part.passages), 0, -1):
        rows = _rows(Part(part.title, part.passages[:shown]), width, has_gaps=False)
        if hidden := len(part.passages) - shown:
            rows.append(Content.styled(f"… {hidden} more", MUTED))
        if len(rows) <= room:
            return rows
    return []


class RehearsalScreen(Over[None]):
    """Rehearse with the lead `lead_id`, or with an invented person if it is None.

    The start time seeds every random choice, so that a test can repeat a rehearsal.
    """

    BINDINGS = bindings(REHEARSING)

    def __init__(self, work: Workplace, lead_id: int | None = None) -> None:
        super().__init__()
        self._work = work
        self._lead_id = lead_id
        self._chance = Random(work.clock().timestamp())  # noqa: S311 - which objection, no secret
        self._person = choose_person(self._chance)
        self._lesson: Lesson | None = None
        self._rehearsal: Rehearsal | None = None
        self._is_answer_shown = False
        self._phase = Phase.READY

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame"):
            yield Words(id="rehearsal-title")
            with Horizontal(id="rehearsal"):
                with Vertical():
                    yield Words(id="rehearsal-person")
                    yield Words(id="rehearsal-opening")
                    yield Words(id="rehearsal-they")
                    yield Words(id="rehearsal-answer")
                    yield Sheet(id="rehearsal-script")
                yield Sheet(id="rehearsal-beside")
            yield KeyWords(_keys(Phase.READY), id="rehearsal-keys", classes="page-keys")

    def on_mount(self) -> None:
        self.run_worker(self._fetch())
        self.set_interval(0.5, self.tick)

    async def _fetch(self) -> None:
        preparing, person = self._work.reports.preparing, self._person
        try:
            if self._lead_id is None:
                ask = partial(preparing.lesson, person.name, person.company)
                lesson = await self._work.reading.run(ask)
            else:
                ask_with = partial(preparing.lesson_with, self._lead_id)
                self._person, lesson = await self._work.reading.run(ask_with)
        except (RefusedError, DatabaseTrouble) as trouble:
            if self.is_attached:
                self.query_one("#rehearsal-they", Words).show(clean(str(trouble)))
            return
        if not self.is_attached:
            return
        self._lesson = lesson
        self._rehearsal = Rehearsal(lesson.objections, self._chance, ended=lesson.ended)
        self.paint()

    def _begin(self) -> None:
        """Begin, or begin again with other objections."""
        lesson, rehearsal = self._lesson, self._rehearsal
        assert lesson is not None
        assert rehearsal is not None
        if rehearsal.phase is Phase.DONE:
            rehearsal = Rehearsal(lesson.objections, self._chance, ended=lesson.ended)
            self._rehearsal = rehearsal
        rehearsal.begin(self._work.clock())

    def tick(self) -> None:
        if self._rehearsal is not None:
            if self._rehearsal.tick(self._work.clock()):
                self._is_answer_shown = False
            self.paint()

    def action_press(self, action: str) -> None:
        rehearsal = self._rehearsal
        is_idle = rehearsal is None or rehearsal.phase in IDLE
        if rehearsal is None or action == "leave" or (is_idle and action == "back"):
            self.dismiss(None)
            return
        if is_idle:
            self._begin()
        elif action == "back":
            rehearsal.stop()
        elif action == "show":
            self._is_answer_shown = True
        elif action == "next":
            self._is_answer_shown = False
            rehearsal.go_on(self._work.clock())
        self.paint()

    def paint(self) -> None:
        lesson, rehearsal = self._lesson, self._rehearsal
        assert lesson is not None
        assert rehearsal is not None
        now = self._work.clock()
        began = rehearsal.began_at
        timer = stopwatch(now - began) if began and rehearsal.phase is not Phase.DONE else ""
        is_over = rehearsal.phase is Phase.DONE
        note = _counts(rehearsal) if is_over else "nothing is dialled, nothing is counted"
        self._show(
            "title",
            Content.assemble(
                ("Rehearsal", "bold $text-accent"),
                (f"   {note}   ", "$foreground-muted"),
                (f"{timer} in all" if timer else "", "bold"),
            ),
        )
        person = self._person
        firm = ", ".join(filter(None, (clean(person.company), clean(person.city))))
        position = " · ".join(filter(None, (clean(person.title), firm)))
        self._show("person", Content.assemble((clean(person.name), "bold"), f"\n{position}"))
        first = spoken_text(lesson.script[0]) if lesson.script else Content("")
        opening = Content.assemble(f"“{clean(lesson.say_first)}”\n", first)
        # What was read already gives way to how it went.
        for read in ("person", "opening"):
            self.query_one(f"#rehearsal-{read}").display = not is_over
        # While they object, the words of the script are not the ones to say.
        is_objection = rehearsal.phase is Phase.OBJECTION
        self._show("opening", opening.stylize(MUTED if is_objection else "bold"))
        if rehearsal.phase is not self._phase:
            self._phase = rehearsal.phase
            # The parts that are shown now have another size a refresh later.
            self.call_after_refresh(self.call_after_refresh, self.paint)
            self.query_one("#rehearsal-keys", Static).update(_keys(rehearsal.phase))
        column = self.query_one("#rehearsal-beside", Sheet)
        self.query_one("#rehearsal-they").display = not is_objection or column.display
        they = self._they(rehearsal)
        self.query_one("#rehearsal-they").styles.height = 3 + max(0, they.plain.count("\n") - 1)
        self._show("they", they)
        answer = self._answer(lesson, rehearsal, has_column=column.display)
        # Beside the column, the script moves up while there is no answer.
        self.query_one("#rehearsal-answer").display = bool(answer.plain) or not column.display
        if column.display:
            self.query_one("#rehearsal-answer").styles.height = 2 + answer.plain.count("\n")
        self._show("answer", answer)
        passages = [_passage(section) for section in lesson.script[1:]]
        if is_objection or is_over:
            passages = list(map(_dim, passages))
        script = Part("The script", tuple(passages))
        self.query_one("#rehearsal-script", Sheet).show((script,))
        # What was met stands at the left then, above the script.
        parts = list(beside(lesson, rehearsal))[is_over:]
        if is_objection:
            rows = self._large_objection(rehearsal, column.size.width, is_wide=True)
            parts.insert(0, Part("They say", tuple(map(Passage, rows))))
        column.show(tuple(parts))

    def _they(self, rehearsal: Rehearsal) -> Content:
        match rehearsal.phase:
            case Phase.READY:
                return Content.assemble(
                    ("Enter", KEY),
                    " begins. Read this aloud, as if they had just picked up. At some moment "
                    "they interrupt you.",
                )
            case Phase.TALKING:
                count = many(len(rehearsal.replies), "objection")
                text = f"{count} answered. Talk on …" if rehearsal.replies else "Speak …"
                return Content.styled(text, "$foreground-muted")
            case Phase.OBJECTION:  # it stands below the objection, with its clock
                return Content("")
            case Phase.DONE:
                return Content.styled(
                    summarize_rehearsal(rehearsal.replies, rehearsal.unanswered),
                    "bold" if rehearsal.replies else "$foreground-muted",
                )

    def _large_objection(self, rehearsal: Rehearsal, width: int, *, is_wide: bool) -> list[Content]:
        """Return the rows of the objection in large letters, as on the wall, and its clock."""
        card = rehearsal.objection
        assert card is not None
        name = clean(card.name).replace("’", "'")
        waited = stopwatch(rehearsal.waited(self._work.clock()))
        since = Content.styled("since they said it", "$foreground-muted")
        if not is_wide:
            label = Content.assemble((f"{waited}  ", "bold"), since)
            large = [Content.styled(row, "$text-warning") for row in wrapped_letters(name, width)]
            return [*large, Content(""), label, Content(""), _what_to_do(card, rehearsal)]
        clock = [Content.styled(row, "bold") for row in letters(waited)]
        below = [Content(""), *clock, since, Content(""), _what_to_do(card, rehearsal)]
        room = self.query_one("#rehearsal-beside").size.height - len(below) - ANSWERED
        large = [Content.styled(row, "$text-warning") for row in wide_letters(name, width, room)]
        above = max(1, (room - len(large)) // 4)
        return [*[Content("")] * above, *large, *below]

    def _answer(self, lesson: Lesson, rehearsal: Rehearsal, *, has_column: bool) -> Content:
        """Return the answer asked for, or what a narrow terminal has no column for."""
        card = rehearsal.objection
        if card is not None and self._is_answer_shown:
            name = Content.styled(f"“{clean(card.name)}”\n", "bold $text-warning")
            return Content.assemble(name, spoken_text(card, "bold"))
        if has_column and rehearsal.phase is not Phase.DONE:
            return Content("")
        width = self.query_one("#rehearsal > Vertical").size.width
        if card is not None:
            return stack(self._large_objection(rehearsal, width, is_wide=False))
        if rehearsal.phase is not Phase.DONE:
            is_ready = rehearsal.phase is Phase.READY
            return _preview("What they may say", _names(lesson), width) if is_ready else Content("")
        met, others = beside(lesson, rehearsal)
        rows = [Content.styled(met.title, KEY), *_rows(met, width)] if met.passages else []
        if not has_column:
            rows += [Content("")] if rows else []
            room = self.query_one("#rehearsal-answer").size.height - len(rows) - 1
            return stack([*rows, *_answers(others, width, room)])
        result = [*_result_rows(rehearsal), Content("")] if rehearsal.replies else []
        return stack([*result, *rows])

    def _show(self, part: str, content: Content | str) -> None:
        self.query_one(f"#rehearsal-{part}", Words).show(content)


def _names(lesson: Lesson) -> list[str]:
    return [f"“{clean(objection.name)}”" for objection in lesson.objections]


def _preview(title: str, names: Sequence[str], width: int) -> Content:
    """Return what they may say, in two columns: a narrow terminal has no room for the answers."""
    half = -(-len(names) // 2)
    rows = [
        f"  {pad(left, width // 2 - 2)}{right}"
        for left, right in zip_longest(names[:half], names[half:], fillvalue="")
    ]
    return stack([Content.styled(title, KEY), *map(Content, rows)])


def _result_rows(rehearsal: Rehearsal) -> list[Content]:
    """Return in large digits how many objections were answered, how many not, and how fast."""
    seconds = [reply.took.total_seconds() for reply in rehearsal.replies]
    figures = [(f"{len(seconds)}", "answered", "$text-success" if seconds else "")]
    if rehearsal.unanswered:
        figures.append(("1", "not answered", "$text-warning"))
    if seconds:
        figures.append((f"{sum(seconds) / len(seconds):.0f}", "seconds each", ""))
    return figure_rows(figures, RESULT, MUTED)


def _answers(part: Part, width: int, rows: int) -> list[Content]:
    """Return the title and a row for each objection, with the first words of its answer."""
    label = max((cell_len(passage.head.plain) for passage in part.passages), default=0) + 4
    answers = [
        one_row(Content.assemble(f"  {pad(passage.head.plain, label - 2)}", passage.text), width)
        for passage in part.passages
    ]
    if not answers or rows < 2:
        return []
    if len(answers) > rows:
        left = len(answers) - rows + 1
        answers[rows - 1 :] = [Content.styled(f"  … {left} more", MUTED)]
    return [Content.styled(part.title, KEY), *answers]


def _what_to_do(card: SpokenSection, rehearsal: Rehearsal) -> Content:
    ended = describe_ended_calls(card, rehearsal.ended)
    show = (("Enter", KEY), f" shows an answer. {ended}")
    return Content.assemble("Answer aloud, then ", ("Space", KEY), ". ", *show)


def _counts(rehearsal: Rehearsal) -> str:
    """Return `2 of 3 answered · 4 seconds each`."""
    seconds = [reply.took.total_seconds() for reply in rehearsal.replies]
    of_all = f" of {len(seconds) + 1}" if rehearsal.unanswered else ""
    parts = [f"{len(seconds)}{of_all} answered"]
    parts += [f"{sum(seconds) / len(seconds):.0f} seconds each"] if seconds else []
    return " · ".join(parts)


def beside(lesson: Lesson, rehearsal: Rehearsal) -> Iterator[Part]:
    """Yield the panels of the right column.

    Before the start they show all objections, with the first words of their answers. During the
    rehearsal they show the objections answered so far, without answers, which the agent might read
    aloud. At the end they show the objections met, then the others.
    """
    cards = {objection.name: objection for objection in lesson.objections}
    reply_lines = _reply_lines(rehearsal)
    if rehearsal.phase is Phase.DONE:
        met = [
            (line, cards.pop(reply.objection))
            for line, reply in zip(reply_lines, rehearsal.replies, strict=True)
        ]
        if rehearsal.unanswered:
            name = clean(rehearsal.unanswered)
            line = Content.assemble((f"! “{name}” · not answered", "bold $text-warning"))
            met.append((line, cards.pop(rehearsal.unanswered)))
        could = tuple(Passage(line, spoken_text(card, "bold"), is_lit=True) for line, card in met)
        yield Part("What could be said", could)
        yield Part("What else they may say", tuple(map(_card, cards.values())))
    elif rehearsal.phase is Phase.READY:
        yield Part("What they may say", tuple(map(_card, cards.values())))
    else:
        nobody = [Content.styled("none yet", MUTED)]
        yield Part("Answered so far", tuple(map(Passage, reply_lines or nobody)))


def _keys(phase: Phase) -> Content:
    """Return the line of the keys that work in this phase."""
    if phase not in IDLE:
        labels = {"next": "Answered"} if phase is Phase.OBJECTION else {}
        return key_words(
            replace(key, label=labels.get(key.action, key.label)) for key in REHEARSING
        )
    labels = {"show": "Begin" if phase is Phase.READY else "Again", "back": "Leave"}
    return key_words(
        replace(key, label=labels[key.action]) for key in REHEARSING if key.action in labels
    )


def _reply_lines(rehearsal: Rehearsal) -> list[Content]:
    return [
        Content.assemble((f"{stopwatch(reply.took):>6}  ", "bold"), f"“{clean(reply.objection)}”")
        for reply in rehearsal.replies
    ]


def _dim(passage: Passage) -> Passage:
    """Return a passage that is not the one to read now."""
    return Passage(passage.head.stylize(MUTED), passage.text.stylize(MUTED))


def _card(card: SpokenSection) -> Passage:
    """Return an objection with the first words of its answer, gray: it is to be found aloud."""
    first_words = Content.styled(first_spoken_line(card.text), MUTED)
    return Passage(Content.styled(f"“{clean(card.name)}”", KEY), first_words)


def _passage(section: SpokenSection) -> Passage:
    return Passage(Content.styled(clean(section.name), "bold"), spoken_text(section))
