"""What merge fields stand for: a lead, its firm, and who calls."""

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
    """The lead as texts are for. `zone` is where it is, "" where nobody knows."""
    values = {
        **(lead.answers or {}),
        **{fold(name): clean_line(text) for name, text in lead.extras.items()},
        **of_firm(settings, agent, zone, now),
        **_of_lead(lead),
    }
    return Listener(values, lambda: screened_of(lead), now, zone or "UTC")


def of_firm(settings: Mapping[str, object], agent: str, zone: str, now: datetime) -> dict[str, str]:
    """What is the same for every lead."""
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
    """The lead as a screening sees it, its places left out: they are asked of SQL."""
    values = {name: getattr(lead, name) for name in OF_ROW if name != "list"}
    numbers = tuple(one.e164 for one in lead.numbers)
    return Screened(
        {**values, "list": lead.list_name}, {"number": numbers}, {**lead.extras, **answered(lead)}
    )


def answered(lead: LeadFacts) -> dict[str, str]:
    """By the name under which a screening asks it."""
    return {f"{ANSWERS}{name}": value for name, value in (lead.answers or {}).items()}


def _of_lead(lead: LeadFacts) -> dict[str, str]:
    names = [name for name, asked in OF_ROW.items() if asked is not Asked.INSTANT]
    said = {fold(name): _written(getattr(lead, name)) for name in names if name != "list"}
    return {**said, "list": lead.list_name}


def _written(value: str | int | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else clean_line(str(value))
