"""A company and the leads there, in words."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from console.cards.lead_context import Company, CompanyLead
from console.view.text.cleaning import clean
from console.view.text.clocks import day, moment
from console.view.text.counts import many
from db.enums import ASK_FOR


def company_title(company: Company) -> str:
    """Return `Acme Tooling: 12 leads at 3 numbers`."""
    name = clean(company.name) or "At this number"
    leads = (
        f"the newest {len(company.leads)}" if company.is_cut else many(len(company.leads), "lead")
    )
    return f"{name}: {leads} at {many(company.phones, 'number')}"


def state_words(lead: CompanyLead, now: datetime, here: str) -> str:
    """Return `call back tomorrow 15:00`, `won` or `new`, then the last outcome with its day."""
    return "".join(state_parts(lead, now, here))


def state_parts(lead: CompanyLead, now: datetime, here: str) -> Iterator[str]:
    """Yield the parts of `state_words`. If there is no room, leave out the last ones first."""
    zone = ZoneInfo(here)
    today = now.astimezone(zone).date()
    state = clean(lead.state)
    if lead.until is not None:
        on = lead.until.astimezone(zone).date()
        # A rest lasts days: the time of day matters only on its last one.
        is_day_enough = lead.state == "rests" and on != today
        until = "until " if lead.state == "rests" else ""
        state += f" {until}{day(on, today) if is_day_enough else moment(lead.until, now, here)}"
    yield state
    if lead.last_outcome:
        yield f" · {clean(lead.last_outcome)}"
        if lead.last_dialled_at is not None:
            yield f", {day(lead.last_dialled_at.astimezone(zone).date(), today)}"


def who_words(lead: CompanyLead) -> str:
    """Return `Ann Lee, CFO`."""
    return ", ".join(clean(part) for part in (lead.name, lead.title) if part)


def reach_words(lead: CompanyLead) -> str:
    """Return the number as a person reads it, and what its phone menu wants."""
    label = f" {clean(lead.label)}" if lead.label.startswith(ASK_FOR) else ""
    menu = f" · menu: {clean(lead.menu)}" if lead.menu else ""
    return f"{clean(lead.shown)}{label}{menu}"
