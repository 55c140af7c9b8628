"""The sheets about a request not to be called: one without a call, and words that may be one."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key as KeyEvent
from textual.events import Paste
from textual.geometry import Size
from textual.widgets import Input

from console.cards.lead import Card, OutcomeChoice
from console.cards.requests import IN_THE_NOTES, MEANINGS, WAYS_ASKED, AskedWithoutCall, Reach
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import Looks, Part, joined
from console.tui.screens.dialog import Line
from console.tui.screens.sheet import Sheet
from console.tui.widgets.text_widget import Drawn, Words, stack
from console.view.keys.other_screens import MEANING, NEVER_AGAIN, NOTE_ASKS
from console.view.lead.requests import bar_lines, day_words
from console.view.text.cleaning import clean
from console.view.text.styled import Role, styled_line
from db.engine.database import DatabaseTrouble

Bar = Callable[[AskedWithoutCall], Awaitable[str]]
"""Stores the request; returns "" or the reason for a refusal."""

HOW, DAY, WHO, WORDS = range(4)
"""The parts of the sheet, in the order of Tab."""

DAY_BACK = timedelta(days=1)


class Asked(NamedTuple):
    """What the form shows: the request so far, its day in words, and the part that Tab chose."""

    request: AskedWithoutCall
    day: str
    is_today: bool
    part: int
    has_more_numbers: bool


class AskedForm(Drawn[Asked]):
    """How they asked at the left; the day and who at the right."""

    def draw(self, size: Size, value: Asked) -> Content:
        looks = self.looks
        left = min(38, size.width // 2)
        chosen = value.request.way
        ways = [
            [
                (f"{number} ", looks.key),
                *_choice(way.label, way is chosen, value.part == HOW, looks),
            ]
            for number, way in enumerate(WAYS_ASKED, 1)
        ]
        return stack(
            [
                joined(_beside(way, left, right))
                for way, right in zip(ways, self._right(value, looks), strict=True)
            ]
        )

    def _right(self, value: Asked, looks: Looks) -> list[list[Part]]:
        label = looks.muted
        is_day, is_who = value.part == DAY, value.part == WHO
        day: list[Part] = [("asked on ", label), *_choice(value.day, True, is_day, looks)]
        if value.is_today:
            day.append((" today", label))
        who: list[Part] = [
            ("who      ", label),
            *_choice("the number", not value.request.is_person, is_who, looks),
        ]
        if value.has_more_numbers:
            who += [(" ", ""), *_choice("this person", value.request.is_person, is_who, looks)]
        hint: list[Part] = [("← → change it" if is_day or is_who else "", label)]
        return [day, who, hint, [], []]


def _choice(text: str, is_chosen: bool, is_current: bool, looks: Looks) -> list[Part]:  # noqa: FBT001
    mark = "► " if is_chosen else "  "
    if is_chosen:
        return [(mark, looks.accent if is_current else looks.muted), (text, looks.strong)]
    return [(mark, ""), (text, looks.muted)]


def _beside(left: list[Part], width: int, right: list[Part]) -> list[Part]:
    used = sum(len(text) for text, _ in left)
    return [*left, (" " * max(1, width - used), ""), *right]


class NeverAgainSheet(Sheet[None]):
    """Ask how somebody asked not to be called, and put the number or the person on the list."""

    BINDINGS = bindings(NEVER_AGAIN)

    def __init__(self, card: Card, work: Workplace, bar: Bar, *, is_person: bool) -> None:
        super().__init__()
        self._card = card
        self._work = work
        self._bar = bar
        self._today = work.clock().astimezone(ZoneInfo(work.here)).date()
        way = IN_THE_NOTES if card.doubt else WAYS_ASKED[0]
        self._asked = AskedWithoutCall(
            card.phone.number_id, way, self._today, is_person=is_person and bool(card.other_phones)
        )
        self._part = HOW
        self._reach: Reach | None = None

    def compose(self) -> ComposeResult:
        words = self._card.doubt[1] if self._card.doubt else self._card.draft
        line = Line(placeholder="their words, if you have them", value=clean(words), id="words")
        title = ("Never call again", "how did they ask?")
        body = [AskedForm(id="asked"), line]
        yield from self.rise(title, body, NEVER_AGAIN, beside="no call is counted", bars=True)

    def on_mount(self) -> None:
        self._show()
        self.run_worker(self._count())

    async def _count(self) -> None:
        reach = partial(
            self._work.reports.requests.reach, self._card.lead_id, self._card.phone.number_id
        )
        try:
            self._reach = await self._work.reading.run(reach)
        except DatabaseTrouble:
            return  # Enter reports it
        if self.is_current and self.typed_ahead is None:
            self._show()

    def on_key(self, event: KeyEvent) -> None:
        """A digit says how they asked, except in the line of their words."""
        digits = [str(number) for number in range(1, len(WAYS_ASKED) + 1)]
        if self.keep_key(event):
            return
        if event.key == "enter":  # Textual runs bindings later, after the keys that follow Enter
            self._save()
            event.stop()
            event.prevent_default()
        elif self._part != WORDS and event.character in digits:
            self._asked = replace(self._asked, way=WAYS_ASKED[int(event.character) - 1])
            self._show()
            event.stop()
        elif event.key in {"up", "down"} and self._part == HOW:
            at = WAYS_ASKED.index(self._asked.way) + (1 if event.key == "down" else -1)
            self._asked = replace(self._asked, way=WAYS_ASKED[at % len(WAYS_ASKED)])
            self._show()
            event.stop()
        elif event.key in {"left", "right"} and self._part in {DAY, WHO}:
            self._turn(is_back=event.key == "left")
            event.stop()

    def on_paste(self, event: Paste) -> None:
        """Pasted text is what they wrote, wherever the cursor is."""
        event.stop()
        line = self.query_one("#words", Line)
        line.value = f"{line.value} {clean(event.text)}".strip()
        self._go_to(WORDS)

    @on(Input.Submitted)
    def _enter(self) -> None:
        self._save()

    def action_press(self, action: str) -> None:
        if action == "save":
            self._save()
        elif action in {"down", "up"}:
            self._go_to((self._part + (1 if action == "down" else -1)) % 4)
        elif action == "back":
            self.dismiss(None)

    def _go_to(self, part: int) -> None:
        self._part = part
        self.set_focus(self.query_one("#words", Line) if part == WORDS else None)
        self._show()

    def _turn(self, *, is_back: bool) -> None:
        """Change the day, not beyond today, or who is barred."""
        if self._part == DAY:
            day = self._asked.on + (-DAY_BACK if is_back else DAY_BACK)
            self._asked = replace(self._asked, on=min(day, self._today))
        elif self._card.other_phones:
            self._asked = replace(self._asked, is_person=not is_back)
        self._show()

    def _save(self) -> None:
        if self.typed_ahead is None:
            words = self.query_one("#words", Line).value
            self.end_with(self._bar(replace(self._asked, words=words)), self._refuse)

    def _refuse(self, refusal: str) -> None:
        self.refuse(clean(refusal))

    def _show(self) -> None:
        on_day = self._asked.on
        shown = Asked(
            self._asked,
            day_words(on_day, self._today),
            on_day == self._today,
            self._part,
            bool(self._card.other_phones),
        )
        self.query_one("#asked", AskedForm).show(shown)
        self.promise(bar_lines(self._card, self._asked, self._reach))


class ChoiceSheet(Sheet[int | None]):
    """Quote doubtful words and let a digit say what they mean. Answers with its index."""

    BINDINGS = bindings(MEANING)
    KEYS = MEANING

    def __init__(self, title: tuple[str, str], words: str, choices: tuple[str, ...]) -> None:
        super().__init__()
        self._title = title
        self._words = words
        self._choices = choices

    def compose(self) -> ComposeResult:
        quote, rows = Words(id="quote"), Words(id="choices")
        text = f"“{clean(self._words)}”" if self._words else "(the words are no longer there)"
        quote.show(Content.styled(text, "$text-error"))
        lines = [
            Content.assemble((f"{number} ", "bold $text-accent"), f" {choice}")
            for number, choice in enumerate(self._choices, 1)
        ]
        rows.show(stack(lines))
        yield from self.rise(self._title, [quote, rows], self.KEYS)

    def on_key(self, event: KeyEvent) -> None:
        at = self.choice_of(event.character or "")
        if at is not None:
            event.stop()
            self.dismiss(at)

    def choice_of(self, character: str) -> int | None:
        """Return the index of the choice that a key stands for."""
        digits = [str(number) for number in range(1, len(self._choices) + 1)]
        return digits.index(character) if character in digits else None


class MeaningSheet(ChoiceSheet):
    """Ask what words mean that may be a request not to be called."""

    def __init__(self, card: Card) -> None:
        words = card.doubt[1] if card.doubt else ""
        super().__init__(("It means something else", "what does it mean?"), words, MEANINGS)

    def on_mount(self) -> None:
        line = styled_line("A digit records it. These words are not asked about again.", Role.MUTED)
        self.promise([line])


class NoteSheet(ChoiceSheet):
    """Ask about an agent's own note that says not to call: put them on the list?"""

    BINDINGS = bindings(NOTE_ASKS)
    KEYS = NOTE_ASKS

    def __init__(self, card: Card, words: str, choice: OutcomeChoice, bar: OutcomeChoice) -> None:
        name = clean(card.name) or "They"
        title = (f"{name} asked not to be called again?", "")
        record = f"no: record “{clean(choice.label)}”, and nobody calls until the note is settled"
        super().__init__(title, words, (f"yes: {clean(bar.label)} ({bar.key})", record))
        self._bar_key = bar.key

    def choice_of(self, character: str) -> int | None:
        return 0 if character == self._bar_key else super().choice_of(character)
