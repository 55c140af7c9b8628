"""Judge whether a number, or a row of a file, may be called, without a lead."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from math import inf
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from console.files.fields.columns.layout import PREFIX
from console.firm.settings import firm_from
from console.judging.documents import VerdictDocument, instant, verdict_document
from console.judging.number_standing import in_force, patterns_in_force, standing_of
from console.rules.law.firm_rules import named_lists
from console.rules.phone.numbers import Phone
from console.rules.places.counties import counties_asked, with_counties
from console.rules.places.facts import on_list
from console.rules.places.finding import find_place
from console.rules.times.calendar_words import say_day
from console.rules.times.typed_times import YEARS, say_far
from console.rules.values import Evidence, Firm, Place, Reason, RegistryCopy, Standing, Verdict
from console.rules.verdict.shown_numbers import caller_ids_from, choose_shown, shown_numbers_from
from console.rules.verdict.verdict import judge, tzdata_version
from console.trouble import BadInput
from db.dnc.consents import evidence_of
from db.dnc.registries import copies
from db.engine.database import Connection
from db.enums import LISTED_LINES, LeadKind, LineType, ReasonCode, VerdictKind
from db.firm.settings import read_firm


def judge_at(place: Place, standing: Standing, firm: Firm, at: datetime, now: datetime) -> Verdict:
    """Return the verdict for a call at `at`, asked `now`.

    A past call is judged by the firm's own list as it was then: a later request does not make it
    wrong. Entries removed from the list since are not known any more.
    """
    # The minimum with `now`: an entry bars a call now or later, even if the clock that wrote the
    # entry was fast.
    listing = standing.listing if standing.lists_checked else None
    if listing is None or listing.since is None or not at < min(listing.since, now):
        return judge(place, standing, firm, at)
    verdict = judge(place, replace(standing, listing=None), firm, at)
    closes_at = verdict.closes_at
    if verdict.kind is VerdictKind.CALL:
        closes_at = min(closes_at or listing.since, listing.since)
    caution = f"On your firm's do-not-call list since {say_day(listing.on)}, after this call."
    return replace(verdict, closes_at=closes_at, cautions=(*verdict.cautions, caution))


class Question(Struct, frozen=True):
    """A number and facts about the person; `country` is that of the address, if stated."""

    phone: Phone
    country: str = ""
    region: str = ""
    postal_code: str = ""
    kind: LeadKind = LeadKind.CONSUMER
    line: LineType = LineType.UNKNOWN
    with_lists: bool = True
    offer: str = ""
    """What the call is about: a contract in force about it counts as evidence."""
    city: str = ""
    address: str = ""
    list_name: str = ""
    """The list of the call, "" for none; the firm may have rules of its own for it."""


def answer(connection: Connection, question: Question, at: datetime, *, now: datetime) -> Verdict:
    """Return the verdict at `at`, asked `now`, by the question and the lists alone.

    Earlier calls and leads do not count, nor do the daily caps of the numbers shown.
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
        stored = standing_of(connection, phone.e164, phone.area_code, held, patterns, at)
        hits = stored.hits
        if question.line is not LineType.UNKNOWN:  # a stated line type replaces that of a list
            hits = tuple(hit for hit in hits if hit.kind not in LISTED_LINES)
        standing = replace(stored, is_valid=phone.is_valid, dials=(), hits=hits)
    place = find_place(
        phone,
        country=question.country,
        region=question.region,
        postal_code=question.postal_code,
        city=question.city,
        address=question.address,
        stated_zone=zone,
        kind=question.kind,
        line=question.line,
        evidence=evidence,
    )
    written = tuple((name, getattr(question, name)) for name in place.unread)
    standing = replace(standing, written=written)
    settings = read_firm(connection)
    firm = firm_from(settings)
    if question.with_lists and at >= now:  # what a past call showed is not known here
        shown = choose_shown(
            caller_ids_from(settings),
            shown_numbers_from(settings),
            {},
            phone.e164,
            question.list_name,
        )
        standing = replace(standing, shown_gap=shown.gap, shown_doubt=shown.caution)
    if question.list_name in named_lists(firm.rules):
        place = on_list(place, question.list_name)
    asked = counties_asked(firm.emergencies)
    place = with_counties(place, question.postal_code, question.region, asked)
    return judge_at(place, standing, firm, at, now)


ANSWER_COLUMNS = ("number", "verdict", "opens_at", "closes_at", "zones", "jurisdictions", "reasons")


class Answer:
    """A verdict as `cells` under ANSWER_COLUMNS (without the number), or as a document.

    Without `has_instant` the row's own time could not be read, and local times are left out.
    """

    def __init__(self, verdict: Verdict, *, has_instant: bool = True) -> None:
        self.verdict = verdict
        self.has_instant = has_instant

    @cached_property
    def cells(self) -> list[str]:
        """The verdict as cells of a row."""
        verdict = self.verdict
        return [
            verdict.kind.value,
            instant(verdict.opens_at) or "",
            instant(verdict.closes_at) or "",
            "; ".join(zone.value for zone in verdict.zones),
            "; ".join(jurisdiction.value for jurisdiction in verdict.jurisdictions),
            "; ".join(dict.fromkeys(reason.code.value for reason in verdict.reasons)),
        ]

    @cached_property
    def document(self) -> VerdictDocument:
        """The verdict as a JSON object."""
        document = verdict_document(self.verdict)
        if not self.has_instant:
            document["at"] = None
            for zone in document["zones"]:
                zone["local"] = None
        return document


def strictness(answer: Answer) -> tuple[int, float, float]:
    """Return a sort key; the strictest answer is least: worst verdict, opens last, closes first."""
    verdict = answer.verdict
    opens = -verdict.opens_at.timestamp() if verdict.opens_at else -inf
    closes = verdict.closes_at.timestamp() if verdict.closes_at else inf
    return [*VerdictKind].index(verdict.kind), opens, closes


def name_apart(names: Iterable[str], taken: Sequence[str]) -> tuple[str, ...]:
    """Return names for our columns; a name that is taken gets the prefix."""
    used = set(taken)
    apart = []
    for name in names:
        own = name
        while own in used:
            own = PREFIX + own
        used.add(own)
        apart.append(own)
    return tuple(apart)


def refusal(text: str, at: datetime) -> Answer:
    """Return the answer to a row without a readable number."""
    reason = Reason(
        ReasonCode.INVALID_NUMBER,
        VerdictKind.NEVER,
        text,
        "smiledial/number",
        "the country's numbering plan",
    )
    return Answer(Verdict(reason.kind, at, (reason,), (), (), tzdata_version()))


def refuse_at(text: str, place: Place, now: datetime) -> Answer:
    """Return the answer to a row whose time of call cannot be read."""
    reason = Reason(
        ReasonCode.NO_ZONE, VerdictKind.UNKNOWN, text, "smiledial/instant", "the row's own column"
    )
    verdict = Verdict(
        reason.kind, now, (reason,), place.zones, place.jurisdictions, tzdata_version()
    )
    return Answer(verdict, has_instant=False)


def find_column(header: Sequence[str], name: str, file: str) -> int:
    """Return the position of a column by its name. Raises BadInput."""
    folded = [column.casefold() for column in header]
    if name in header:
        return list(header).index(name)
    if name.casefold() in folded:
        return folded.index(name.casefold())
    shown = ", ".join(f"“{column}”" for column in header[:20])
    raise BadInput(f"{file}, line 1: there is no column “{name}” among {shown}.")


def picker(positions: Sequence[int]) -> Callable[[list[str]], tuple[str, ...]]:
    """Return a function that takes the cells at these positions out of a row."""
    if not positions:
        return lambda _: ()
    if len(positions) == 1:
        only = positions[0]
        return lambda cells: (cells[only],)
    return itemgetter(*positions)


def fit(cells: list[str], width: int) -> list[str]:
    """Return a row with `width` cells; surplus cells are joined into the last one."""
    if len(cells) > width:
        return [*cells[: width - 1], " ".join(filter(None, cells[width - 1 :]))]
    return cells + [""] * (width - len(cells))


def read_at(text: str) -> datetime | str:
    """Return the time of a call in UTC, or a sentence about what is wrong with the text."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return f"“{text[:40]}” is not an instant: write it like 2026-11-24T15:00:00Z."
    if at.tzinfo is None:
        return f"“{text[:40]}” does not say in which zone: add Z for UTC, or an offset."
    if at.year not in YEARS:
        return say_far(text)
    return at.astimezone(UTC)
