"""May a number ring: judged by what is said of it and by the lists, whoever it belongs to."""

from dataclasses import replace
from datetime import datetime

from console.do_not_call.scrub.past_calls import judge_at
from console.firm.settings import firm_from
from console.judging.held_evidence import in_force
from console.judging.number_standing import patterns_in_force, standing_of
from console.rules.law.firm_rules import named_lists
from console.rules.phone.numbers import Phone
from console.rules.places.counties import counties_asked, with_counties
from console.rules.places.facts import on_list
from console.rules.places.finding import find_place
from console.rules.values import Evidence, RegistryCopy, Standing, Verdict
from db.dataclass import dataclass
from db.dnc.consents import evidence_of
from db.dnc.registries import copies
from db.engine.database import Connection
from db.enums import LISTED_LINES, LeadKind, LineType
from db.firm.settings import read_firm


@dataclass(frozen=True, slots=True)
class Question:
    """A number and what is known of the person; `country` is that of the address, if stated."""

    phone: Phone
    country: str = ""
    region: str = ""
    postal_code: str = ""
    kind: LeadKind = LeadKind.CONSUMER
    line: LineType = LineType.UNKNOWN
    with_lists: bool = True
    offer: str = ""
    """What the call is about: a running contract for it counts."""
    list_name: str = ""
    """The list it is made from, "" for none: the firm may have rules of its own for that."""


def answer(connection: Connection, question: Question, at: datetime, *, now: datetime) -> Verdict:
    """The verdict at `at`, asked `now`, by the question and the lists alone.

    Attempts and leads do not count.
    """
    phone = question.phone
    zone = ""
    evidence: tuple[Evidence, ...] = ()
    standing = Standing(is_valid=phone.is_valid, lists_checked=False)
    if question.with_lists:
        rows = evidence_of(connection, [phone.e164]).get(phone.e164, ())
        zone, evidence = in_force(rows, question.offer)
        held = {
            area_code: tuple(RegistryCopy(source, as_of) for source, as_of in rows)
            for area_code, rows in copies(connection).items()
        }
        patterns = patterns_in_force(connection)
        found = standing_of(connection, phone.e164, phone.area_code, held, patterns, at)
        hits = found.hits
        if question.line is not LineType.UNKNOWN:  # the word of who asks stands for that of a list
            hits = tuple(hit for hit in hits if hit.kind not in LISTED_LINES)
        standing = replace(found, is_valid=phone.is_valid, dials=(), hits=hits)
    place = find_place(
        phone,
        country=question.country,
        region=question.region,
        postal_code=question.postal_code,
        stated_zone=zone,
        kind=question.kind,
        line=question.line,
        evidence=evidence,
    )
    written = tuple((name, getattr(question, name)) for name in place.unread)
    standing = replace(standing, written=written)
    firm = firm_from(read_firm(connection))
    if question.list_name in named_lists(firm.rules):
        place = on_list(place, question.list_name)
    asked = counties_asked(firm.emergencies)
    place = with_counties(place, question.postal_code, question.region, asked)
    return judge_at(place, standing, firm, at, now)
