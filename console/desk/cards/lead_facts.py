"""What is known of a lead, as a card tells it."""

from collections.abc import Mapping

from console.files.fields.lead_fields import FACTS
from db.leads.records import LeadFacts

LONGEST_INITIALS = 4


def headline_of(title: str, company: str) -> str:
    """What they do, and where."""
    return " · ".join(part for part in (title, company) if part)


def _grouped(said: str) -> str:
    """An amount as a person reads it; four digits may be a year."""
    return f"{int(said):,}" if said.isdecimal() and len(said) > 4 else said


def _label(name: str) -> str:
    """As a sentence begins; “LinkedIn URL” and “NPI” keep their capitals, “HOME_VALUE” shouts."""
    shown = name.replace("_", " ")
    if shown.isupper() and len(shown) > LONGEST_INITIALS:
        return shown.capitalize()
    return shown[:1].upper() + shown[1:]


def introduced_by_list(extras: Mapping[str, str]) -> str:
    """`Introduction sent 2026-11-09`: what a kept column says was sent before the list came."""
    for name, text in extras.items():
        if "introduc" in name.casefold() and text[:1].isdigit():
            return f"{_label(name)} {text}"
    return ""


def facts_of(lead: LeadFacts) -> tuple[tuple[str, str], ...]:
    known = []
    for field in FACTS:
        value = getattr(lead, field.name)
        if value not in {None, ""}:
            known.append((field.label, f"{value:,}" if isinstance(value, int) else str(value)))
    known += [(_label(name), _grouped(said)) for name, said in (lead.answers or {}).items()]
    extras = [(_label(name), text) for name, text in lead.extras.items()]
    return tuple(known + [(label, text) for label, text in extras if text])
