"""What the law wants said first, in words."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from console.rules.law.disclosures import Duty
from console.rules.places.regions import name_jurisdiction
from console.view.text.cleaning import clean
from console.view.text.legal_grounds import with_ground
from console.view.text.styled import Said


def duty_label(duties: Sequence[Duty], room: int) -> str:
    """`law: Idaho 30 s · federal`: whose asks for words, how soon; codes where names do not fit."""
    labels = (f"law: {_label(duties, name_of)}" for name_of in (_name, _code))
    return next((label for label in labels if len(label) <= room), "")


def duty_sentences(duties: Iterable[Duty]) -> list[str]:
    """`Washington, within 30 s: who you are, the firm and why you call`."""
    return [f"{_name(duty)}{_limit(duty)}: {clean(duty.say)}." for duty in duties]


def duty_lines(duties: Iterable[Duty]) -> Iterator[Said]:
    """Each duty with its citation, and where the fact is from."""
    for duty in duties:
        told = f"{_name(duty)}{_limit(duty)}: {duty.say}"
        yield from with_ground(told, duty.citation, duty.source, duty.confidence)


def _label(duties: Sequence[Duty], name_of: Callable[[Duty], str]) -> str:
    soonest: dict[str, int] = {}
    for duty in duties:
        soonest.setdefault(name_of(duty), duty.within)
    return " · ".join(f"{name} {within} s" if within else name for name, within in soonest.items())


def _limit(duty: Duty) -> str:
    return f", within {duty.within} s" if duty.within else ""


def _name(duty: Duty) -> str:
    if "-" in duty.jurisdiction:
        return name_jurisdiction(duty.jurisdiction)
    return "federal" if duty.jurisdiction == "US" else name_jurisdiction(duty.jurisdiction)


def _code(duty: Duty) -> str:
    return duty.jurisdiction.rpartition("-")[2]
