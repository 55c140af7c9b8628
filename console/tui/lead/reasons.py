"""The page that explains a verdict: its reasons with rule and citation, hours, and facts."""

from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content
from textual.events import Resize

from console.cards.lead import Card
from console.firm.rules_in_force import closing_times, windows_of_week
from console.rules.times.day_parts import SLOTS
from console.rules.values import Firm, Reason
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import styled, styled_lines
from console.tui.screens.callable_hours import week_picture
from console.tui.screens.page import GAP, Reading, heading
from console.tui.widgets.history import history_whole
from console.tui.widgets.panels import pad
from console.tui.widgets.text_widget import stack
from console.tui.widgets.zone_bars import zone_bars
from console.view.keys.remedies import with_keys
from console.view.lead.calling_hours import week_title
from console.view.lead.edits import edit_lines
from console.view.lead.lead import (
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
    day_in,
    in_style,
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
    KEEPS_BLOCKS = True

    def __init__(self, card: Card, work: Workplace) -> None:
        super().__init__()
        self._card = card
        self._work = work
        self._now = work.clock()
        self._here = work.here
        self._edits: list[str] = []
        self._firm: Firm | None = None

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
        self._firm = firm
        self.show(self.page())

    def on_resize(self, _: Resize) -> None:
        if self._firm is not None:
            # The bars fit the width of a column, which has changed only then.
            self.call_after_refresh(lambda: self.show(self.page()))

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
        card, firm, now = self._card, self._firm, self._now
        if firm is None:
            return self._page_with(self._zones())
        width = self.query_one("#page-columns").size.width
        ends = self._rule_ends(firm)
        if self.has_class("beside"):
            there = card.zone or self._here
            local = now.astimezone(ZoneInfo(there))
            days = windows_of_week(card.place, firm, there, local.date())
            title = styled(week_title(there, self._here, now))
            week = week_picture(title, days, local, self._here, self.looks)
            zones = zone_bars(card, firm, now, self.looks, width, SLOTS) or self._zones()
            whole = self._page_with(stack([zones, Content(), week]), ends)
            if self.is_whole_beside(whole):
                return whole
        column = (width - GAP) // 2 if width >= self.TWO_COLUMNS_FROM else width
        zones = zone_bars(card, firm, now, self.looks, column) or self._zones()
        return self._page_with(zones, ends)

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
                Content.styled(f"! {with_keys(in_style(clean(text)))}", "$text-warning")
                for text in dict.fromkeys(verdict.cautions)
            ]
            blocks.append(_titled(cautions_title(verdict, now), Content("\n").join(cautions)))
        if verdict.allowed_by:
            rules = styled_lines(allowed_lines(verdict.allowed_by, today, ends))
            blocks.append(_titled("Rules that allow it", rules))
        if card.duties:
            duties = styled_lines([*duty_lines(card.duties)][::2])
            blocks.append(_titled("What the law wants said first", duties))
        blocks.append(_listed("Lists", list_lines(card, today), "none"))
        blocks.append(_titled("Where they may be", zones))
        return Content("\n\n").join([*blocks, *self._card_blocks(), *self._proof()])

    def _proof(self) -> Iterator[Content]:
        """Yield what the verdict rests on."""
        card, now, here = self._card, self._now, self._here
        verdict, today = card.verdict, now.astimezone(ZoneInfo(here)).date()
        if self._edits:
            yield _listed("Changed by hand", self._edits)
        if evidence := evidence_lines(card.place, today):
            yield _listed("Evidence", evidence)
        phones = [phone_line(phone) for phone in (card.phone, *card.other_phones)]
        yield _listed("Numbers", phones)
        places = dict.fromkeys(law_name(place.value) for place in verdict.jurisdictions)
        law = Content(f"  {', '.join(places) or 'unknown'} · time data {verdict.tzdata}")
        sources = styled_lines([*duty_lines(card.duties)][1::2])
        title = "Law that applies" + (" · sources of what is said first" if card.duties else "")
        yield _titled(title, stack([law, sources]) if card.duties else law)

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
        parts: list[Piece] = [("• ", "$text-warning"), with_keys(in_style(clean(reason.text)))]
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
