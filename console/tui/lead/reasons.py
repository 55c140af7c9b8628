"""The page that explains a verdict: its reasons with rule and citation, and the lead's facts."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content

from console.cards.lead import Card
from console.rules.values import Reason
from console.tui.drawing.looks import styled_lines
from console.tui.screens.page import Reading, heading
from console.tui.widgets.history import history_whole
from console.tui.widgets.panels import pad
from console.view.lead.lead import evidence_lines, known_facts, list_lines, phone_line, zone_lines
from console.view.lead.verdict import duty_lines, law_name, reasons_once, verdict_sentence
from console.view.text.cleaning import clean, clean_lines
from console.view.text.clocks import both_clocks, day_in, in_style

LABEL = 24
"""Most cells of the fact labels; a longer label pushes its own value to the right."""

Part = Content | str | tuple[str, str]


class ReasonsScreen(Reading):
    STANDS_BESIDE = True
    OPENED_BY = "reasons"

    def __init__(self, card: Card, now: datetime, here: str) -> None:
        super().__init__()
        self._card = card
        self._now = now
        self._here = here

    def title_text(self) -> str:
        return f"{clean(self._card.name)}: may this phone ring now?"

    def page(self) -> Content:
        card, now, here = self._card, self._now, self._here
        verdict = card.verdict
        blocks: list[Content] = [
            Content.styled(verdict_sentence(verdict, now, card.zone or here, here), "bold")
        ]
        blocks += [self._reason(reason) for reason in reasons_once(verdict.reasons)]
        blocks += [
            Content.styled(f"! {in_style(clean(text))}", "$text-warning")
            for text in verdict.cautions
        ]
        zones = "\n".join(f"  {line}" for line in zone_lines(verdict.zones, now, 30))
        blocks.append(_titled("Where they may be", Content(zones or "  unknown")))
        places = ", ".join(dict.fromkeys(law_name(place.value) for place in verdict.jurisdictions))
        blocks.append(_titled("Law that applies", Content(f"  {places or 'unknown'}")))
        lists = "\n".join(f"  {line}" for line in list_lines(card, now.date()))
        blocks.append(_titled("Lists", Content(lists or "  none")))
        if evidence := evidence_lines(card.place, now.date()):
            rows = "\n".join(f"  {line}" for line in evidence)
            blocks.append(_titled("Evidence", Content(rows)))
        if card.duties:
            blocks.append(
                _titled("What the law wants said first", styled_lines(duty_lines(card.duties)))
            )
        phones = [phone_line(phone) for phone in (card.phone, *card.other_phones)]
        blocks.append(_titled("Numbers", Content("\n".join(f"  {line}" for line in phones))))
        if card.notes:
            blocks.append(_titled("Notes", Content(clean_lines(card.notes))))
        today = now.astimezone(ZoneInfo(here)).date()
        if known := known_facts(card.facts):
            label = min(LABEL, max(cell_len(name) for name, _ in known))
            facts = Content("\n").join(
                [
                    Content.assemble(
                        (f"  {pad(name, label)}  ", "$foreground-muted"), day_in(value, today)
                    )
                    for name, value in known
                ]
            )
            blocks.append(_titled("Facts", facts))
        if card.history or card.introduced:
            zone = card.zone or here
            before = history_whole(card.history, now, zone, here, card.introduced)
            blocks.append(_titled("Before", before))
        if verdict.allowed_by:
            rules = "\n".join(f"  {clean(rule)}" for rule in verdict.allowed_by)
            blocks.append(_titled("Allowed by", Content.styled(rules, "$foreground-muted")))
        blocks.append(Content.styled(f"time data {verdict.tzdata}", "$foreground-muted"))
        return Content("\n\n").join(blocks)

    def _reason(self, reason: Reason) -> Content:
        parts: list[Part] = [("• ", "$text-warning"), in_style(clean(reason.text))]
        if reason.opens_at is not None:
            zone = self._card.zone or self._here
            opens = both_clocks(reason.opens_at, self._now, zone, self._here)
            parts.append((f"\n  opens {opens}", "$text-accent"))
        ground = " · ".join(clean(text) for text in (reason.rule, reason.citation) if text)
        parts.append((f"\n  {ground}", "$foreground-muted"))
        return Content.assemble(*parts)


def _titled(title: str, body: Content) -> Content:
    return Content.assemble(heading(title), "\n", body)
