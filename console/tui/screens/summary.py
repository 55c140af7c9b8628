"""The end of a session: what it brought, as a picture, and the next one a key away."""

from datetime import date, datetime
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

from console.cards.session import SessionCard
from console.cards.summary import Summary
from console.tui.bindings import bindings
from console.tui.looks import Looks, joined
from console.tui.looks import Part as Piece
from console.tui.screens.dialog import key_words
from console.tui.styled import styled, styled_lines
from console.tui.widgets.band import Band, Banner
from console.tui.widgets.day_column import ink_of, strip_pieces
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.number_panel import big, flow
from console.tui.widgets.panels import Panel, pad, pad_left, stack_panels
from console.tui.widgets.skyline import skyline
from console.tui.widgets.text_widget import Drawn, stack
from console.tui.workplace import Workplace
from console.view.call_strip import Came, came_of
from console.view.cleaning import clean
from console.view.clocks import day, span
from console.view.commands import Scene
from console.view.counts import many
from console.view.keys.others import SUMMARY
from console.view.said import Part as SaidPart
from console.view.said import said
from console.view.summary_words import (
    came_to_line,
    how_it_went,
    inside_lines,
    letter_text,
    proud_line,
    rang_line,
    rest_line,
    subject_of,
    title_line,
)
from db.engine import DatabaseTrouble

WIDE, MAIN, WIDEST = 110, 70, 96
"""Cells from which the last sessions stand beside this one, and those that it takes itself."""

ROOMY = 14
"""Rows from which figures are large."""

BEFORE = 6


class Picture(NamedTuple):
    summary: Summary
    before: tuple[Summary, ...]
    """The same agent's sessions before it, newest first."""
    now: datetime
    here: str


class SummaryPicture(Drawn[Picture]):
    """Figures, the skyline of the calls, one proud line, the endings; beside them the last ones."""

    def draw(self, size: Size, value: Picture) -> Content:
        looks, height = self.looks, size.height
        is_wide = size.width >= WIDE and bool(value.before)
        width = min(size.width - 2, MAIN if is_wide else WIDEST)
        rows = _main_rows(value, width, height, looks)
        if not is_wide:
            return stack([row.pad_left(1) for row in rows[:height]])
        room = size.width - width - 6
        beside = stack_panels(
            [Panel("Beside your last sessions", _before_rows(value, room, looks))],
            min(room, 60),
            height,
            looks,
        ).split("\n", allow_blank=True)
        blank = Content("")
        joined_rows = []
        for place in range(min(height, max(len(rows), len(beside)))):
            left = rows[place] if place < len(rows) else blank
            right = beside[place] if place < len(beside) else blank
            gap = " " * (width + 4 - left.cell_length)
            joined_rows.append(Content.assemble(" ", left, gap, right))
        return stack(joined_rows)


def _main_rows(value: Picture, width: int, height: int, looks: Looks) -> list[Content]:
    summary = value.summary
    if not (summary.dials or summary.rang_in):
        return [Content(""), styled(came_to_line(summary))]
    rows = [Content(""), *_figures(summary, width, height, looks), Content("")]
    sky = skyline(summary.calls, width, value.here, looks)
    proud_row = (
        [Content.styled(proud, f"bold {looks.good}")] if (proud := proud_line(summary)) else []
    )
    pace = rest_line(summary)
    lines = [said(pace)] if pace else []
    told = [line for row in (*lines, *inside_lines(summary)) for line in styled(row).wrap(width)]
    if summary.rang_in:
        told.append(styled(rang_line(summary)))
    endings = _endings(summary, width, looks)
    rest = height - len(rows) - len(proud_row) - len(told) - 2
    if len(sky) + 1 <= rest:
        rows += [*sky, Content("")]
        rest -= len(sky) + 1
    rows += [*proud_row, *told]
    if len(endings) + 1 <= rest:
        return [*rows, Content(""), *endings]
    return [*rows, *_endings_in_a_line(summary, width, looks)]


def _figures(summary: Summary, width: int, height: int, looks: Looks) -> list[Content]:
    """Dials, talks, noes, yeses, calls an hour; large where there is room."""
    figures = [
        (f"{summary.dials}", "dial" if summary.dials == 1 else "dials", ""),
        (f"{summary.conversations}", "talk" if summary.conversations == 1 else "talks", ""),
        (f"{summary.noes}", "no" if summary.noes == 1 else "noes", looks.accent),
        (f"{summary.yeses}", "yes", looks.good if summary.yeses else ""),
    ]
    if summary.per_hour is not None:
        figures.append((f"{summary.per_hour:.0f}", "an hour", ""))
    cell = width // len(figures)
    if height < ROOMY or cell < 3 * max(len(figure) for figure, _, _ in figures) + 1:
        parts: list[Piece] = []
        for figure, name, ink in figures:
            parts += [(figure, f"bold {ink}".strip()), (f" {name}   ", "")]
        return [joined(parts)]
    large = [big(figure) for figure, _, _ in figures]
    rows = [
        joined(
            [
                (pad(lines[row], cell), f"bold {ink}".strip())
                for lines, (_, _, ink) in zip(large, figures, strict=True)
            ]
        )
        for row in range(3)
    ]
    return [*rows, joined([(pad(name, cell), looks.muted) for _, name, _ in figures])]


def _endings(summary: Summary, width: int, looks: Looks) -> list[Content]:
    """A square a call, the count at its end."""
    counts = summary.outcomes
    most = max((count for _, count in counts), default=1)
    name = min(22, max((cell_len(clean(label)) for label, _ in counts), default=0))
    room = max(4, min(40, width - name - 10))
    rows = []
    for label, count in counts:
        squares = count if most <= room else -(-count * room // most)
        came = next((came_of(one) for one in summary.calls if one.label == label), Came.NOTHING)
        ink = looks.good if came is Came.YES else ink_of(came, looks)
        rows.append(
            joined(
                [
                    (pad(clean(label), name), ""),
                    ("  ", ""),
                    ("■" * squares, ink),
                    (f" {count:,}", "bold"),
                ]
            )
        )
    return rows


def _endings_in_a_line(summary: Summary, width: int, looks: Looks) -> list[Content]:
    """The same in words, where there is no room for rows."""
    parts = [SaidPart(f"{clean(label)} {count:,}") for label, count in summary.outcomes]
    return flow(parts, width, 3, looks)


def _before_rows(value: Picture, width: int, looks: Looks) -> list[Content]:
    """Each session as a strip, so that days can be held against each other."""
    zone = ZoneInfo(value.here)
    today = value.now.astimezone(zone).date()
    rows = []
    shown = (value.summary, *value.before)
    days = [_began(summary, today, zone) for summary in shown]
    margin = max(map(len, days)) + 2
    for summary, on in zip(shown, days, strict=True):
        calls = [one for one in summary.calls if one.outcome and not one.is_inbound]
        is_this = summary is value.summary
        yes = pad_left(f"{summary.yeses} yes", 7)
        noes = pad_left(many(summary.noes, "no", "noes"), 9)
        room = width - margin - 9
        rows += [
            joined(
                [
                    ("► " if is_this else "  ", looks.accent),
                    (pad(on, margin), looks.muted),
                    (pad(clean(summary.name), room), "bold" if is_this else ""),
                    (yes, looks.good if summary.yeses else looks.muted),
                ]
            ),
            joined(
                [
                    ("  ", ""),
                    *strip_pieces(calls[-(width - 12) :], looks),
                    (" " * max(0, width - 11 - min(len(calls), width - 12)), ""),
                    (noes, looks.muted),
                ]
            ),
            Content(""),
        ]
    return rows[:-1]


def _began(summary: Summary, today: date, zone: ZoneInfo) -> str:
    """`today`, `Tue 17 Nov`."""
    began = summary.started_at.astimezone(zone).date() if summary.started_at else today
    return "today" if began == today else f"{began:%a} {day(began, today)}"


class SummaryScreen(ModalScreen[str | None]):
    """Answers with the action of the key pressed, or None for back."""

    BINDINGS = bindings(SUMMARY)

    def __init__(self, scene: Scene, work: Workplace) -> None:
        super().__init__()
        self._scene = scene
        self._work = work

    def compose(self) -> ComposeResult:
        scene = self._scene
        assert scene.summary is not None
        on = {
            "next": scene.offer is not None,
            "undo": bool(scene.progress.can_undo),
        }
        self._keys = [key for key in SUMMARY if on.get(key.action, True)]
        with Vertical(classes="summary"):
            yield Band(id="summary-band")
            yield SummaryPicture(id="brought")
            yield Static(next_words(scene.offer, self._work.clock()), id="next")
            yield NoticeLine(id="told")
            yield Static(key_words(self._keys), classes="page-keys")

    def on_mount(self) -> None:
        summary = self._scene.summary
        assert summary is not None
        self.query_one(Band).show(summary_banner(summary, self._work.here))
        self._show(())
        self.run_worker(self._read(summary))

    async def _read(self, summary: Summary) -> None:
        """The sessions before it: on the lane that delays no key."""
        sessions = self._work.reports.sessions
        ask = partial(sessions.summaries, BEFORE + 1, summary.agent)
        try:
            found = await self._work.reading.run(ask)
        except DatabaseTrouble:
            return
        self._show(tuple(one for one in found if one.session_id != summary.session_id)[:BEFORE])

    def _show(self, before: tuple[Summary, ...]) -> None:
        summary = self._scene.summary
        assert summary is not None
        now, here = self._work.clock(), self._work.here
        self.query_one(SummaryPicture).show(Picture(summary, before, now, here))

    def action_press(self, action: str) -> None:
        if action not in {key.action for key in self._keys}:
            return
        if action == "copy":
            assert self._scene.summary is not None
            self.app.copy_to_clipboard(summary_page(self._scene.summary).plain)
            self._tell("The summary is copied: paste it where you send it.")
        elif action == "send":
            self.run_worker(self._send())
        else:
            self.dismiss(None if action == "back" else action)

    async def _send(self) -> None:
        """As the agent's e-mail leaves; a draft waits for the address."""
        from console.mailing.letter import Letter
        from console.tui.posting import post

        summary, mail = self._scene.summary, self._work.personal.mail
        assert summary is not None
        body = letter_text([summary_page(summary).plain], summary)
        letter = Letter(mail.summaries_to, subject_of(summary), body)
        name = f"session {summary.session_id}"
        await post(self.app, letter, name, mail, self._work.clock(), self._tell)

    def _tell(self, text: str, severity: str = "information") -> None:
        self.query_one(NoticeLine).tell(clean(text), severity)


def summary_page(summary: Summary) -> Content:
    """Worth reading: what was done, what came of it, how it went."""
    rows = [styled(title_line(summary)), Content(""), styled(came_to_line(summary))]
    if not (summary.dials or summary.rang_in):
        return Content("\n").join(rows)
    rows.append(Content(""))
    most = max((count for _, count in summary.outcomes), default=1)
    wide = max((cell_len(clean(label)) + 1 for label, _ in summary.outcomes), default=0)
    for label, count in summary.outcomes:
        bar = "━" * max(1, round(24 * count / most))
        name = f"{clean(label):<{max(16, wide)}}"
        rows.append(Content.assemble(name, (bar, "$accent"), f" {count}"))
    if summary.rang_in:
        rows.append(styled(rang_line(summary)))
    return Content("\n").join([*rows, Content(""), styled_lines(how_it_went(summary))])


def summary_banner(summary: Summary, here: str) -> Banner:
    """`Pacific noon is done`, and who called from when to when."""
    zone = ZoneInfo(here)
    times = [at.astimezone(zone) for at in (summary.started_at, summary.ended_at) if at is not None]
    span_of = " to ".join(f"{at:%H:%M}" for at in times)
    parts = [clean(summary.agent), f"{times[0]:%a} {times[0].day} {times[0]:%b}" if times else ""]
    told = " · ".join(part for part in (*parts, span_of, clean(summary.list_name)) if part)
    took = f"in {many(summary.minutes, 'minute')}"
    return Banner("DONE", took, clean(summary.name), told, "")


def next_words(offer: SessionCard | None, now: datetime) -> Content:
    if offer is None:
        return Content.styled("That was the last session. Well done.", "$foreground-muted")
    when = ""
    if offer.span_opens_at is not None and offer.span_opens_at > now:
        when = f", opens in {span(offer.span_opens_at - now)}"
    return Content.assemble(
        "Next: ",
        (clean(offer.name), "bold"),
        f", {many(offer.left, 'lead')}{when}",
    )
