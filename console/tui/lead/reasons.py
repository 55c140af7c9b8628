"""The page that explains a verdict: its reasons with rule and citation, hours, and facts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from rich.cells import cell_len
from textual.content import Content

from console.cards.lead import Card
from console.cards.lead_context import Window
from console.firm.rules_in_force import closing_times, windows_of_week
from console.rules.times.windows import zone_name
from console.rules.values import Candidate, Firm, Place, Reason
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import COLOURS, SIXTEEN, Looks, Part, fit, joined, styled_lines
from console.tui.screens.page import Reading, heading
from console.tui.widgets.history import history_whole
from console.tui.widgets.panels import pad
from console.view.lead.edits import edit_lines
from console.view.lead.lead import (
    SOURCES,
    evidence_lines,
    known_facts,
    list_lines,
    phone_line,
    zone_lines,
)
from console.view.lead.verdict import (
    allowed_lines,
    cautions_title,
    duty_lines,
    is_open,
    law_name,
    reasons_once,
    verdict_detail,
    verdict_sentence,
)
from console.view.text.cleaning import clean, clean_lines
from console.view.text.clocks import (
    both_clocks,
    both_moments,
    clock,
    day_in,
    hour_bar,
    hour_head,
    in_style,
    window_words,
)
from db.engine.database import DatabaseTrouble

LABEL = 24
"""Most cells of the fact labels; a longer label pushes its own value to the right."""

Piece = Content | str | tuple[str, str]


class ReasonsScreen(Reading):
    """Explains the verdict of a lead. Its edits and zones' hours are read after the page opens."""

    STANDS_BESIDE = True
    OPENED_BY = "reasons"
    TWO_COLUMNS_FROM = 80

    def __init__(self, card: Card, work: Workplace) -> None:
        super().__init__()
        self._card = card
        self._work = work
        self._now = work.clock()
        self._here = work.here
        self._edits: list[str] = []

    def title_text(self) -> str:
        return f"{clean(self._card.name)}: may this phone ring now?"

    def on_mount(self) -> None:
        self.run_worker(self._read_more())

    async def _read_more(self) -> None:
        reports, run = self._work.reports, self._work.reading.run
        try:
            firm = await run(reports.firm)
            edits = await run(reports.overview.lead_edits, self._card.lead_id)
        except DatabaseTrouble:
            return  # the page names the zones without their hours, and no edits
        self._edits = list(edit_lines(edits, self._now, self._here))
        looks = SIXTEEN if self.app.native_ansi_color else COLOURS
        zones = zone_bars(self._card, firm, self._now, looks) or self._zones()
        self.show(self._page_with(zones, self._rule_ends(firm)), self.second_column())

    def _rule_ends(self, firm: Firm) -> dict[str, str]:
        """Return until when each rule allows the call, on both clocks."""
        card, now, here = self._card, self._now, self._here
        zone = card.zone or here
        return {
            rule: there if there == mine else f"{there} there, {mine} here"
            for rule, end in closing_times(card.place, firm, now).items()
            for there, mine in [both_moments(end, now, zone, here)]
        }

    def page(self) -> Content:
        return self._page_with(self._zones())

    def _zones(self) -> Content:
        zones = zone_lines(self._card.verdict.zones, self._now, MOST_ZONES)
        return Content("\n".join(f"  {line}" for line in zones) or "  unknown")

    def _page_with(self, zones: Content, ends: Mapping[str, str] = {}) -> Content:
        """Return the page with this text or picture of the zones in which the person may be.

        `ends` says until when each rule allows the call, by the rule's id.
        """
        card, now, here = self._card, self._now, self._here
        verdict, today = card.verdict, now.astimezone(ZoneInfo(here)).date()
        blocks = [self._verdict()]
        blocks += [self._reason(reason) for reason in reasons_once(verdict.reasons)]
        if verdict.cautions:
            cautions = [
                Content.styled(f"! {in_style(clean(text))}", "$text-warning")
                for text in dict.fromkeys(verdict.cautions)
            ]
            blocks.append(_titled(cautions_title(verdict, now), Content("\n").join(cautions)))
        if verdict.allowed_by:
            rules = styled_lines(allowed_lines(verdict.allowed_by, today, ends))
            blocks.append(_titled("Rules that allow it", rules))
        blocks.append(_titled("Where they may be", zones))
        blocks.append(_listed("Lists", list_lines(card, today), "none"))
        if card.duties:
            duties = styled_lines([*duty_lines(card.duties)][::2])
            blocks.append(_titled("What the law wants said first", duties))
        return Content("\n\n").join(blocks)

    def second_column(self) -> Content:
        """Return the proof in gray, and what the page covers of the card on a narrow terminal."""
        card, now, here = self._card, self._now, self._here
        verdict, today = card.verdict, now.astimezone(ZoneInfo(here)).date()
        blocks: list[Content] = []
        if not self.has_class("beside"):
            blocks += self._card_blocks()
        if self._edits:
            blocks.append(_listed("Changed by hand", self._edits))
        if evidence := evidence_lines(card.place, today):
            blocks.append(_listed("Evidence", evidence))
        phones = [phone_line(phone) for phone in (card.phone, *card.other_phones)]
        blocks.append(_listed("Numbers", phones))
        places = dict.fromkeys(law_name(place.value) for place in verdict.jurisdictions)
        blocks.append(_listed("Law that applies", [", ".join(places) or "unknown"]))
        if card.duties:
            sources = styled_lines([*duty_lines(card.duties)][1::2])
            blocks.append(_titled("Sources of what is said first", sources))
        blocks.append(Content.styled(f"time data {verdict.tzdata}", "$foreground-muted"))
        return Content("\n\n").join(blocks)

    def _card_blocks(self) -> Iterator[Content]:
        """Yield notes, facts and earlier calls, each whole: a small card cuts them."""
        card, now, here = self._card, self._now, self._here
        today = now.astimezone(ZoneInfo(here)).date()
        if card.notes:
            yield _titled("Notes", Content(clean_lines(card.notes)))
        if known := known_facts(card.facts):
            label = min(LABEL, max(cell_len(name) for name, _ in known))
            facts = [
                Content.assemble(
                    (f"  {pad(name, label)}  ", "$foreground-muted"), day_in(value, today)
                )
                for name, value in known
            ]
            yield _titled("Facts", Content("\n").join(facts))
        if card.history or card.introduced:
            zone = card.zone or here
            yield _titled("Before", history_whole(card.history, now, zone, here, card.introduced))

    def _verdict(self) -> Content:
        """Return the verdict, and when its hours end on both clocks."""
        card, now, here = self._card, self._now, self._here
        zone = card.zone or here
        is_callable = is_open(card.verdict, now)
        parts: list[Piece] = [
            (verdict_sentence(card.verdict, now, zone, here), "bold $text-success")
            if is_callable
            else (verdict_sentence(card.verdict, now, zone, here), "bold")
        ]
        if is_callable and (closes := verdict_detail(card.verdict, now, zone, here)):
            parts.append((f" · {closes}", "$foreground-muted"))
        return Content.assemble(*parts)

    def _reason(self, reason: Reason) -> Content:
        parts: list[Piece] = [("• ", "$text-warning"), in_style(clean(reason.text))]
        if reason.opens_at is not None:
            zone = self._card.zone or self._here
            opens = both_clocks(reason.opens_at, self._now, zone, self._here)
            parts.append((f"\n  opens {opens}", "$text-accent"))
        ground = " · ".join(clean(text) for text in (reason.rule, reason.citation) if text)
        parts.append((f"\n  {ground}", "$foreground-muted"))
        return Content.assemble(*parts)


def _listed(title: str, lines: Iterable[str], empty: str = "") -> Content:
    return _titled(title, Content("\n".join(f"  {line}" for line in lines) or f"  {empty}"))


def _titled(title: str, body: Content) -> Content:
    return Content.assemble(heading(title), "\n", body)


MOST_ZONES = 30
"""The most zones that the page names."""

MOST_BARS = 4
"""The most zones that are drawn; the hours of a whole country are named instead."""

NAME, HOURS = 14, 24
"""Cells of a zone's name, and of its day: a cell is an hour. Half of a page beside a lead holds
both."""


def zone_bars(card: Card, firm: Firm, now: datetime, looks: Looks) -> Content | None:
    """Return a day for each zone on its own clock, and the hours that suit all.

    Return None if no zone is known, or too many to draw.
    """
    zones: dict[str, Candidate] = {}
    for zone in card.verdict.zones:
        zones.setdefault(zone_name(zone.value, now), zone)
    if not 0 < len(zones) <= MOST_BARS:
        return None
    marks = "".join(f"{hour_head(hour).strip():<6}" for hour in range(0, HOURS, 6))
    rows = [Content.styled(" " * NAME + marks.rstrip(), looks.muted)]
    for name, zone in zones.items():
        local = now.astimezone(ZoneInfo(zone.value))
        windows = _windows(replace(card.place, zones=(zone,)), firm, local, zone.value)
        rows.append(_bar(pad(fit(name, NAME - 1), NAME), looks.strong, windows, local, looks))
        rows.append(
            joined(
                [
                    (f"  {clock(now, zone.value)}", looks.clock),
                    (f" · {SOURCES[zone.source]} · {window_words(windows)}", looks.muted),
                ]
            )
        )
    if len(zones) > 1:
        there = card.zone or next(iter(zones.values())).value
        local = now.astimezone(ZoneInfo(there))
        windows = _windows(card.place, firm, local, there)
        rows.append(_bar(pad("may ring", NAME), f"bold {looks.good}", windows, local, looks))
        whose = f"  suits both · {window_words(windows)} {zone_name(there, now)}"
        rows.append(
            Content.styled(whose if len(zones) == 2 else whose.replace("both", "all"), looks.muted)
        )
    return Content("\n").join(rows)


def _windows(place: Place, firm: Firm, local: datetime, zone: str) -> tuple[Window, ...]:
    """Return today's hours of a place on the clock of `zone`."""
    return dict(windows_of_week(place, firm, zone, local.date()))[local.date()]


def _bar(
    head: str, style: str, windows: tuple[Window, ...], local: datetime, looks: Looks
) -> Content:
    """Return a head and a day; `┃` marks the present hour."""
    ink = looks.good if style.endswith(looks.good) else looks.muted
    bar: list[Part] = [
        (cell, ink if cell == "━" else looks.faint) for cell in hour_bar(windows, HOURS)
    ]
    bar[local.hour] = ("┃", f"bold {looks.accent}")
    return joined([(head, style), *bar])
