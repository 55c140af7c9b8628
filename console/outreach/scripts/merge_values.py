"""Values of merge fields: from the lead, the firm's settings, and the agent."""

from collections.abc import Mapping
from datetime import datetime

from console.files.fields.lead_fields import OF_ROW
from console.outreach.scripts.merge_fields import fold
from console.outreach.scripts.speaking import Listener
from console.rules.law.disclosures import greeting, spoken_name
from console.rules.screening.matching import Screened
from console.rules.text import clean_line
from console.rules.times.windows import load_zone
from db.conditions import ANSWERS, Asked
from db.leads.records import LeadFacts


def listener_of(
    lead: LeadFacts, settings: Mapping[str, object], agent: str, zone: str, now: datetime
) -> Listener:
    """Return the listener for a lead's texts. `zone` is the lead's, "" if it is unknown."""
    # Later values win: no answer or column of a file can replace a value of the firm or the lead.
    values = {
        **(lead.answers or {}),
        **{fold(name): clean_line(text) for name, text in lead.extras.items()},
        **firm_values(settings, agent, zone, now),
        **_lead_values(lead),
    }
    return Listener(values, lambda: screened_of(lead), now, zone or "UTC")


def firm_values(
    settings: Mapping[str, object], agent: str, zone: str, now: datetime
) -> dict[str, str]:
    """Return the values that are the same for every lead."""
    hour = now.astimezone(load_zone(zone or "UTC")).hour
    return {
        "agent": spoken_name(agent),
        "firm": str(settings.get("firm_name", "")),
        "offer": str(settings.get("offer", "")),
        "firm_phone": str(settings.get("firm_phone", "")),
        "firm_address": str(settings.get("firm_address", "")),
        "greeting": f"Good {greeting(hour)}",
    }


def screened_of(lead: LeadFacts) -> Screened:
    """Return the lead for a screening in memory, without its places, which only SQL knows."""
    values = {name: getattr(lead, name) for name in OF_ROW if name != "list"}
    numbers = tuple(number.e164 for number in lead.numbers)
    return Screened(
        {**values, "list": lead.list_name},
        {"number": numbers},
        {**lead.extras, **answer_columns(lead)},
    )


def answer_columns(lead: LeadFacts) -> dict[str, str]:
    """Return a lead's answers by the names that a screening uses."""
    return {f"{ANSWERS}{name}": value for name, value in (lead.answers or {}).items()}


def _lead_values(lead: LeadFacts) -> dict[str, str]:
    names = [name for name, kind in OF_ROW.items() if kind is not Asked.INSTANT]
    values = {fold(name): _written(getattr(lead, name)) for name in names if name != "list"}
    return {**values, "list": lead.list_name}


def _written(value: str | int | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else clean_line(str(value))
