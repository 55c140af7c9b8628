"""A company's leads, possible duplicates, merges and edits in words."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import TYPE_CHECKING

from console.cards.lead import Card
from console.cards.lead_context import Double, LeadSide, Pair
from console.files.fields.lead_fields import FORM
from console.rules.places.unread_addresses import find_nearest
from console.view.text.cleaning import clean
from console.view.text.counts import many, times

if TYPE_CHECKING:
    from console.importing.one_lead import Added
    from console.lists.lead_edits import Mended
from datetime import datetime
from zoneinfo import ZoneInfo

from console.cards.lead_context import Company, CompanyLead
from console.view.text.clocks import day, moment
from db.enums import ASK_FOR

MergeDone = Callable[[int, int, Collection[str]], Awaitable[tuple[str, str]]]
"""Merges two leads: (survivor, duplicate, fields taken from the duplicate).

Returns (refusal or "", message).
"""

NO_UNDO = "It cannot be undone."
FOR_GOOD = f"{NO_UNDO} If you are not sure, run smiledial backup FILE first."
MENU_HINT = (
    "“2, then 14”: press 2, then 14 in the next menu. An empty line forgets it.\n"
    "Everybody who calls that number sees it; the phone never dials it by itself."
)


def double_fact(doubles: Sequence[Double]) -> tuple[str, str]:
    """Return a label and value: `May be one`, `A. Byron (number): = compares`."""
    first, other_count = doubles[0], len(doubles) - 1
    others = f" and {other_count} more" if other_count else ""
    return "May be one", f"{clean(first.name)} ({first.why}){others}: = compares"


def side_words(side: LeadSide) -> str:
    """Return `lead 17 of “Fair”, called twice`."""
    list_name = f" of “{clean(side.list_name)}”" if side.list_name else ""
    called = f", called {times(side.dials)}" if side.dials else ""
    return f"lead {side.lead_id}{list_name}{called}"


def merge_question(pair: Pair, lost: int) -> str:
    """Return the question before two leads are merged, of whose values `lost` are red."""
    duplicate = clean(pair.duplicate.name) or "the other"
    red = f" {many(lost, 'value')}, in red, {'is' if lost == 1 else 'are'} lost." if lost else ""
    return f"m makes {duplicate} disappear for good.{red} {NO_UNDO}"


def merged_words(name: str) -> str:
    return f"Merged into one lead: {clean(name)}."


def outcome_lines(pair: Pair) -> list[str]:
    """Return what the merged lead will have besides the fields."""
    numbers = ", ".join(map(clean, pair.numbers))
    noes = f", {many(pair.noes, 'no', 'noes')}" if pair.noes else ""
    called = f"Called {times(pair.dials)}{noes}" if pair.dials else "Never called"
    lines = [
        f"Numbers: {numbers}",
        f"{called}; {'calls, ' if pair.dials else ''}notes, callbacks and evidence of both stay.",
    ]
    if pair.is_barred:
        lines.append("One is on your do-not-call list, so both stay on it.")
    elif pair.is_closed:
        lines.append("One is finished, so the merged lead is finished too.")
    return lines


def menu_change_words(text: str) -> str:
    return f"Kept: {clean(text)}" if text else "The menu is deleted."


def suggest_value(field: str, text: str, card: Card) -> str:
    """Return the nearest known name for an unreadable part of an address, else the text itself."""
    near = find_nearest(field, text, card.place.country or "")
    return near[0] if near else text


LINE_TYPE = "line_type"
LABELS = {**FORM, LINE_TYPE: "Line type"}
"""Labels of the fields of the form, and of the line type of a number."""


def unread_of(card: Card) -> tuple[str, ...]:
    """Return what came with a lead and cannot be read: fields of the address, the line type."""
    place = card.place
    return (*place.unread, LINE_TYPE) if place.line_unread else place.unread


def fields_to_mend(unread: Sequence[str]) -> tuple[str, ...]:
    """Return the fields to ask for: the unread ones, and the state beside a city or an address."""
    is_whole = not {"city", "address"}.isdisjoint(unread) and "region" not in unread
    return (*unread, "region") if is_whole else tuple(unread)


def unread_words(field: str, text: str, offered: str) -> str:
    asked = "." if offered == text else f": is it {clean(offered)}?"
    if field == LINE_TYPE:
        asked = ": write mobile, landline or voip."
    return f"{LABELS[field]} says “{clean(text)}”, which cannot be read{asked}"


def number_words(done: "Mended", *, is_new: bool) -> str:
    barred = " A do-not-call list bars it." if done.is_barred else ""
    return f"{clean(done.shown)} is {'added' if is_new else 'the number now'}.{barred}"


def referral_words(name: str, added: "Added") -> str:
    barred = " A do-not-call list bars them." if added.is_barred else ""
    return f"{name} is in “{clean(added.list_name)}”, as a {added.kind}.{barred}{added.sharing}"


def company_title(company: Company) -> str:
    """Return `Acme Tooling: 12 leads at 3 numbers`."""
    name = clean(company.name) or "At this number"
    leads = (
        f"the newest {len(company.leads)}" if company.is_cut else many(len(company.leads), "lead")
    )
    return f"{name}: {leads} at {many(company.phones, 'number')}"


def alone_words(company: Company) -> str:
    return (
        f"Nobody else is known at {clean(company.name) or 'this number'}. f then r adds somebody."
    )


def state_words(lead: CompanyLead, now: datetime, here: str) -> str:
    """Return `call back tomorrow 15:00`, `won` or `new`."""
    if lead.until is None:
        return clean(lead.state)
    zone = ZoneInfo(here)
    on, today = lead.until.astimezone(zone).date(), now.astimezone(zone).date()
    # A rest lasts days: the time of day matters only on its last one.
    is_day_enough = lead.state == "rests" and on != today
    until = "until " if lead.state == "rests" else ""
    when = day(on, today) if is_day_enough else moment(lead.until, now, here)
    return f"{clean(lead.state)} {until}{when}"


def last_words(lead: CompanyLead, now: datetime, here: str) -> str:
    """Return `18 Nov: No answer`, the last call; "" for none."""
    if lead.last_dialled_at is None:
        return clean(lead.last_outcome)
    zone = ZoneInfo(here)
    on = day(lead.last_dialled_at.astimezone(zone).date(), now.astimezone(zone).date())
    return f"{on}: {clean(lead.last_outcome)}".rstrip(": ")


def who_words(lead: CompanyLead) -> str:
    """Return `Ann Lee, CFO`."""
    return ", ".join(clean(part) for part in (lead.name, lead.title) if part)


def reach_words(lead: CompanyLead) -> str:
    """Return the number as a person reads it, and what its phone menu wants."""
    label = f" {clean(lead.label)}" if lead.label.startswith(ASK_FOR) else ""
    menu = f" · menu: {clean(lead.menu)}" if lead.menu else ""
    return f"{clean(lead.shown)}{label}{menu}"
