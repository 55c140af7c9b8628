"""When this person may be called: the week as a picture on both clocks, and whose rules say so."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from textual.content import Content

from console.cards.lead import Card
from console.firm.rules_in_force import InForce, in_force, windows_of_week
from console.rules.law import Rule
from console.rules.rule_words import say_rule
from console.rules.values import Firm, FirmRule
from console.rules.week_bars import HOUR_MARKS, Window, bar_of, short
from console.tui.screens.page import Reading, heading
from console.tui.workplace import Workplace
from console.view.cleaning import clean
from console.view.clocks import city
from console.view.lead_words import evidence_lines
from db.engine import DatabaseTrouble

MARGIN = 13
"""Cells before the bars."""


class HoursScreen(Reading):
    def __init__(self, card: Card, work: Workplace) -> None:
        super().__init__()
        self._card = card
        self._work = work

    def title_text(self) -> str:
        return f"{clean(self._card.name)}: when may this phone ring?"

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        try:
            firm = await self._work.reading.run(self._work.reports.firm)
            now = self._work.clock()
            page = await self._work.reading.run(hours_page, self._card, firm, now, self._work.here)
        except DatabaseTrouble as trouble:
            page = Content.styled(clean(str(trouble)), "$text-error")
        self.show(page)


def hours_page(card: Card, firm: Firm, now: datetime, here: str) -> Content:
    """The week in the lead's time and in the agent's; below, every rule with its source."""
    kind, place = card.place.kind, card.place
    there = card.zone or here
    clocks = [there] if there == here else [there, here]
    blocks = []
    for zone in clocks:
        on = now.astimezone(ZoneInfo(zone)).date()
        whose = " (your time)" if zone == here else " (their time)"
        title = Content.assemble(
            heading(f"This week in {city(zone)}"), (whose, "$foreground-muted")
        )
        week = windows_of_week(place, firm, zone, on)
        blocks.append(week_picture(title, week, now.astimezone(ZoneInfo(zone))))
    on = now.astimezone(ZoneInfo(there)).date()
    if evidence := evidence_lines(place, on):
        told = f"With {' and '.join(evidence)}, and whatever that lifts of the rules below."
        blocks.append(Content.styled(told, "$text-success"))
    jurisdictions = dict.fromkeys(one.value for one in place.jurisdictions)
    blocks += [rules_of_place(in_force(one, on, firm, kind)) for one in jurisdictions]
    if not jurisdictions:
        blocks.append(Content("Nobody knows where this person is, so no rule can be named."))
    return Content("\n\n").join(blocks)


def week_picture(
    title: Content, week: tuple[tuple[date, tuple[Window, ...]], ...], local: datetime
) -> Content:
    """A row a day, a cell for each half hour; today's row is bright, the present half hour too."""
    rows = [title, Content.styled(" " * MARGIN + HOUR_MARKS, "$foreground-muted")]
    slot = local.hour * 2 + local.minute // 30
    for day, windows in week:
        is_today = day == local.date()
        bar = Content.styled(bar_of(windows), "$success" if is_today else "$success 60%")
        if is_today:
            bar = bar.stylize("reverse", slot, slot + 1)
        said = " ".join(
            f"{short(opens) or '0'}–{short(closes) or '24'}" for opens, closes in windows
        )
        rows.append(
            Content.assemble(
                ("▸ " if is_today else "  ", "$text-accent"),
                (f"{day:%a %d %b} ", "bold" if is_today else ""),
                bar,
                (f"  {said or 'closed'}", "" if windows else "$text-warning"),
            )
        )
    return Content("\n").join(rows)


def rules_of_place(found: InForce) -> Content:
    """What holds in one jurisdiction, each rule with its citation and source."""
    rows = [heading(f"The rules of {found.jurisdiction}")]
    for stop in found.stops:
        reason = f"  Stopped until resumed: {clean(stop.reason)}"
        rows.append(Content.styled(reason, "bold $text-error"))
    if not found.rules:
        rows.append(Content("  No calling rules are known here, so nobody is called."))
    rows += [_rule(rule) for rule in found.rules]
    rows += [_own(rule) for rule in found.firm_rules]
    rows += [
        _with_ground(
            f"{need.name}: a copy {'must be' if need.is_required else 'should be'} no older than "
            f"{need.good_for_days} days",
            need.citation,
            need.source,
            need.confidence,
        )
        for need in found.registries
    ]
    return Content("\n").join(rows)


def _rule(rule: Rule) -> Content:
    doubts = " ".join(text for text in (rule.doubt, rule.caution) if text)
    said = f"{rule.name}: {say_rule(rule)}." + (f" {doubts}" if doubts else "")
    return _with_ground(said, rule.citation, rule.source, rule.confidence)


def _own(rule: FirmRule) -> Content:
    is_closed = rule.opens is None or rule.closes is None
    hours = "closed" if is_closed else f"{rule.opens:%H:%M} to {rule.closes:%H:%M}"
    day = "every day" if rule.day_class == "*" else rule.day_class
    return Content(f"  Your firm’s own: {day} {hours}. {clean(rule.note)}".rstrip())


def _with_ground(said: str, citation: str, source: str, confidence: str) -> Content:
    ground = f"{clean(citation)} · confidence {confidence} · {clean(source)}"
    return Content.assemble(f"  {clean(said)}\n", (f"  {ground}", "$foreground-muted"))
