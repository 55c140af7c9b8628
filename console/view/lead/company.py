"""A company and who is there, in words."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from console.cards.lead_context import Company, CompanyLead
from console.view.text.cleaning import clean
from console.view.text.clocks import day, moment
from console.view.text.counts import many
from db.enums import ASK_FOR


def company_title(company: Company) -> str:
    """`Acme Tooling: 12 leads at 3 numbers`."""
    name = clean(company.name) or "At this number"
    leads = (
        f"the newest {len(company.leads)}" if company.is_cut else many(len(company.leads), "lead")
    )
    return f"{name}: {leads} at {many(company.phones, 'number')}"


def state_words(one: CompanyLead, now: datetime, here: str) -> str:
    """`call back tomorrow 15:00`, `won`, `new`; and how the last call ended, with its day."""
    return "".join(state_parts(one, now, here))


def state_parts(one: CompanyLead, now: datetime, here: str) -> Iterator[str]:
    """The same in parts: the latter are the first to be left out."""
    zone = ZoneInfo(here)
    today = now.astimezone(zone).date()
    state = clean(one.state)
    if one.until is not None:
        on = one.until.astimezone(zone).date()
        is_day_enough = one.state == "rests" and on != today
        until = "until " if one.state == "rests" else ""
        state += f" {until}{day(on, today) if is_day_enough else moment(one.until, now, here)}"
    yield state
    if one.last_outcome:
        yield f" · {clean(one.last_outcome)}"
        if one.last_dialled_at is not None:
            yield f", {day(one.last_dialled_at.astimezone(zone).date(), today)}"


def who_words(one: CompanyLead) -> str:
    """`Ann Lee, CFO`."""
    return ", ".join(clean(part) for part in (one.name, one.title) if part)


def reach_words(one: CompanyLead) -> str:
    """The number as a person reads it, with what its menu wants."""
    label = f" {clean(one.label)}" if one.label.startswith(ASK_FOR) else ""
    menu = f" · menu: {clean(one.menu)}" if one.menu else ""
    return f"{clean(one.shown)}{label}{menu}"
