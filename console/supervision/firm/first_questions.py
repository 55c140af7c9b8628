"""The questions before an agent's first call: name and time zone, and the firm's if it has none.

Each comes with a guessed answer. Nothing is stored before `keep`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from zoneinfo import available_timezones

from msgspec import Struct

from console.firm.caller_ids import put_caller_id, remove_caller_id
from console.firm.personal_settings import LONGEST_NAME, Personal
from console.firm.settings import HOME_COUNTRY, TRADE
from console.rules.law.disclosures import GENERAL, TRADES
from console.rules.phone.number_plan import show_phone
from console.rules.phone.numbers import PhoneError, read_phone
from console.rules.places.cities import find_zones
from console.rules.places.regions import list_country_zones, name_jurisdiction, read_country
from console.rules.places.unread_addresses import suggest
from console.rules.text import clean_line
from console.rules.times.windows import named_zone
from console.rules.verdict.shown_numbers import caller_ids_from
from console.supervision.firm.settings import known_settings, put_setting
from console.trouble import BadInput
from db.engine.database import Database

AGENT, ZONE, CALLER_ID, FIRM_NAME, FIRM_PHONE, OFFER = (
    *("agent", "zone", "caller_ids", "firm_name", "firm_phone", "offer"),
)
OWN = (AGENT, ZONE)
FIRMS = (HOME_COUNTRY, CALLER_ID, FIRM_NAME, OFFER, TRADE)
"""The firm's settings that are asked for. If any is set, the firm was asked already."""

UNSET = {TRADE: GENERAL}

KeepOwn = Callable[[str, str], object]

MOST_ZONES = 4
"""Zones that are offered for a city of which there are several."""

Answers = Mapping[str, str]
"""Typed texts, by the name of the setting."""

OLD_NAMES = {"US": "US", "Canada": "CA", "Europe/Kiev": "UA", "Asia/Calcutta": "IN"}
"""Old names of zones, or their first parts, that the list of countries lacks."""


class Question(Struct, frozen=True):
    """A question: `answer` is the present value or a guess.

    `words` are pairs of a possible value and its label; () for a free text. `example` is an answer
    to a question that may stay open.
    """

    name: str
    label: str
    why: str
    answer: str
    words: tuple[tuple[str, str], ...] = ()
    example: str = ""

    @property
    def is_firms(self) -> bool:
        return self.name in FIRMS


def questions(firm: Mapping[str, object], personal: Personal, agent: str) -> tuple[Question, ...]:
    """Return all questions; `firm` are the stored settings, `agent` is the present name."""
    country = str(firm.get(HOME_COUNTRY) or country_of(personal.zone))
    named = name_jurisdiction(country)
    trade = str(firm.get(TRADE) or GENERAL)
    known = {GENERAL: "none of these", **TRADES}
    return (
        Question(AGENT, "Your name", "stands beside each of your calls", agent),
        Question(ZONE, "Your time zone", "the clock of your working day", personal.zone),
        Question(
            HOME_COUNTRY,
            "Country",
            "numbers without a code are read as this country’s",
            named if read_country(named) == country else country,
        ),
        Question(
            CALLER_ID,
            "Your number",
            "your own, which people see and ring back",
            _number_of(firm),
            example="+1 208 555 0147",
        ),
        Question(
            FIRM_NAME,
            "Your firm",
            "its name, as you say it on the phone",
            str(firm.get(FIRM_NAME, "")),
            example="Lantern Battery",
        ),
        Question(
            OFFER,
            "You sell",
            "completes “This is a sales call about …”",
            str(firm.get(OFFER, "")),
            example="back-up power",
        ),
        Question(
            TRADE,
            "Regulated as",
            "some places have rules for these",
            trade,
            tuple({**known, trade: known.get(trade, trade)}.items()),
        ),
    )


def unasked(
    questions_to_ask: Sequence[Question], firm: Mapping[str, object], personal: Personal
) -> tuple[Question, ...]:
    """Return the questions to ask: all of the firm's or none, and the agent's own or not."""
    own = own_unasked(questions_to_ask, personal)
    if any(firm.get(name) for name in FIRMS):
        return own
    return tuple(each for each in questions_to_ask if each.is_firms or each in own)


def own_unasked(questions_to_ask: Sequence[Question], personal: Personal) -> tuple[Question, ...]:
    """Return the questions about the agent, if they have not answered them on this machine."""
    if personal.agent:
        return ()
    return tuple(question for question in questions_to_ask if not question.is_firms)


def country_of(zone: str) -> str:
    """Return the ISO code of the country of a zone, "US" if unknown."""
    # Several countries may share a zone: prefer one that lists it first.
    codes = [code for code, zones in list_country_zones().items() if zone in zones]
    first = [code for code in codes if list_country_zones()[code][0] == zone]
    old = OLD_NAMES.get(zone) or OLD_NAMES.get(zone.partition("/")[0])
    return next(iter([*first, *codes, *filter(None, [old])]), "US")


def read_answer(name: str, typed: str, country: str) -> str:
    """Return a typed answer as it is stored. National numbers belong to `country`.

    Raises BadInput.
    """
    text = clean_line(typed)
    if name == AGENT:
        if not text or len(text) > LONGEST_NAME:
            raise BadInput(f"Your name is what you call under, in up to {LONGEST_NAME} letters.")
        return text
    if name == ZONE:
        return _read_zone(text)
    if name == CALLER_ID:
        return _read_number(text, country)
    if name == HOME_COUNTRY:
        code = read_country(text)
        if code is None:
            near = suggest("country", text)
            raise BadInput(f"“{text}” is not a country{near}: use its name or two-letter code.")
        return code
    kind = known_settings()[name]
    try:
        return kind.read(text)
    except ValueError:
        raise BadInput(f"That must be {kind.meaning}.") from None


def read_all(answers: Answers) -> dict[str, str]:
    """Return all answers as they are stored. Raises UnreadAnswerError at the first invalid one."""
    country = read_country(answers.get(HOME_COUNTRY, "")) or "US"
    read = {}
    for name, typed in answers.items():
        try:
            read[name] = read_answer(name, typed, country)
        except BadInput as error:
            raise UnreadAnswerError(name, str(error)) from None
    return read


class UnreadAnswerError(BadInput):
    """An answer cannot be read: `name` says which."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name = name


def keep(
    database: Database,
    keep_own: KeepOwn,
    answers: Answers,
    firm: Mapping[str, object],
    personal: Personal,
    now: datetime,
) -> None:
    """Store new answers: the firm's in the database, the agent's own in the personal file.

    Raises BadInput and DatabaseTrouble.
    """
    read = read_all(answers)
    agent = read.get(AGENT) or personal.agent
    for name in (HOME_COUNTRY, FIRM_NAME, OFFER, TRADE):
        if name in read and read[name] != str(firm.get(name, UNSET.get(name, ""))):
            put_setting(database, name, read[name], agent, now)
    if CALLER_ID in read:
        _keep_number(database, read[CALLER_ID], firm, agent, now)
    for name in OWN:
        if name in read and read[name] != getattr(personal, name):
            keep_own(name, read[name])


def _keep_number(
    database: Database, number: str, firm: Mapping[str, object], agent: str, now: datetime
) -> None:
    """Store the caller ID. The firm's phone number changes with it if both were the same."""
    before = _number_of(firm)
    if number == before:
        return
    if number:
        put_caller_id(database, number, "", "", agent, now)
    else:
        remove_caller_id(database, "", "", agent, now)
    if str(firm.get(FIRM_PHONE, "")) == (show_phone(before) if before else ""):
        put_setting(database, FIRM_PHONE, show_phone(number) if number else "", agent, now)


def _number_of(firm: Mapping[str, object]) -> str:
    """Return the caller ID of all calls, "" for none."""
    ids = caller_ids_from(firm)
    return next((zone.number for zone in ids if not (zone.list_name or zone.prefix)), "")


def _read_zone(text: str) -> str:
    """Read a zone by its name, a city or state in it, or its common name, such as Mountain."""
    if common := named_zone(text):
        return common
    wanted = text.casefold().replace(" ", "_")
    zones = available_timezones()
    matches = [zone for zone in zones if zone.casefold() == wanted] or [
        zone for zone in zones if "/" in zone and zone.casefold().rpartition("/")[2] == wanted
    ]
    known = {zone for listed in list_country_zones().values() for zone in listed}
    matches = [zone for zone in matches if zone in known] or matches
    matches = matches or find_zones(text)
    if len(matches) > 1:
        raise BadInput(
            f"“{text}” may be in {', '.join(matches[:MOST_ZONES])}: write one of them, or the city "
            "with its state."
        )
    if not matches:
        raise BadInput(
            f"“{text}” is not a time zone: write one such as America/New_York, or a city or state "
            "in it."
        )
    return matches[0]


def _read_number(text: str, country: str) -> str:
    """Return the number in E.164, "" for none. Raises BadInput."""
    if not text:
        return ""
    try:
        phone = read_phone(text, country)
    except PhoneError as error:
        raise BadInput(f"Your number cannot be read: {error}") from None
    if not phone.is_valid or phone.extension:
        raise BadInput(f"{text} is not a number that can be rung back: give one that is yours.")
    return phone.e164
