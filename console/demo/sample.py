"""The sample: invented leads on numbers that ring nowhere, one of them on a registry.

Also a list for the demo to bring in: some of its notes ask not to be called. Some leads are
abroad: while it is night in America, it is day in Australia or Britain.

The demo's agent has sessions of earlier days, one of today, and half of another. Each call is made
through the agent's own desk, at a time when the law allowed it.
"""

import csv
import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

import console
from console.cards.lead import Card
from console.cards.promises import NewAppointment, NewCallback
from console.cards.waiting import SessionCard
from console.clock import Clock
from console.demo.floor.agent_day import NOTES, TALK
from console.demo.floor.floor_setup import FloorClock, is_working_day
from console.demo.floor.people import AREA_CODES, FAMILY_NAMES, GIVEN_NAMES, FloorList, write_list
from console.desk import Desk, NotNow, RefusedError
from console.desk.floor.imports_desk import EXAMPLE
from console.desk.queue.blocked_reasons import why_of
from console.do_not_call.registries.loading import load_numbers
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.judging.place_openings import Openings
from console.rules.phone.numbers import read_phone
from console.supervision.firm.declared_emergencies import check as check_emergencies
from db.audit import log
from db.engine.database import Database
from db.enums import AppointmentWay, LeadKind, RegistryKind, SessionStatus
from db.firm.settings import put_all

ENOUGH = 15
"""From how many leads that may be called now a session of the sample is worth starting."""

LISTED = "+15035550133"
"""The number of the sample lead that is on the sample registry."""

FIRM = {
    "firm_name": "Lantern Battery",
    "firm_phone": "503-555-0100",
    "offer": "back-up power",
    "firm_address": "12 Example Street, Portland, OR 97201",
}
"""The settings of an invented firm."""


def sample_file() -> Path:
    """Return the path of `seed_leads.csv` in the installed package, or else in the checkout."""
    packaged = Path(console.__path__[0]) / "seed_leads.csv"
    return packaged if packaged.exists() else packaged.parents[1] / "seed_leads.csv"


def fill_sample(database: Database, desk: Desk, clock: Clock) -> None:
    """Load the sample's leads and registries as of today, plan sessions, and start the best one.

    A session of Americans is preferred while `ENOUGH` of them may be called, since most people who
    try the demo know American law. At other hours it is a session of leads abroad.
    """
    file, now = sample_file(), clock()
    for source, area_codes in _registries(file).items():
        load_numbers(
            database,
            source=source,
            name="",
            kind=RegistryKind.BARS,
            as_of=now.astimezone(UTC).date(),
            numbers=[LISTED] if source == "us-national" else [],
            area_codes=area_codes,
            file="sample registry",
            agent=desk.agent,
            now=now,
        )
    import_leads(database, file, ImportOptions(list_name="sample"), agent=desk.agent, now=now)
    with tempfile.TemporaryDirectory(prefix="smiledial-") as folder:
        abroad = Path(folder) / f"{LIST_NAME}.csv"
        write_abroad(abroad)
        options = ImportOptions(list_name=LIST_NAME, kind=LeadKind.BUSINESS)
        import_leads(database, abroad, options, agent=desk.agent, now=now)
    with database.write() as connection:
        changes = put_all(connection, FIRM)
        log.append(connection, now, desk.agent, "sample", FIRM, changes)
    check_emergencies(database, "US-NY", "the sample", desk.agent, now)
    american = desk.sessions.plan(where="country = US").sessions
    planned = (*american, *desk.sessions.plan().sessions)
    if planned:
        counted = callable_now(database, planned, clock())
        best = max(american, key=counted, default=planned[0])
        if counted(best) < ENOUGH:
            best = max(planned, key=counted)
        desk.sessions.start(best.session_id)


def callable_now(
    database: Database, planned: Sequence[SessionCard], now: datetime
) -> Callable[[SessionCard], int]:
    """Return a function that counts the leads of a session that may be called now.

    The span of a session does not say it: the span begins when most of its leads may be called.
    """
    openings = Openings()
    with database.read() as connection:
        openings.update(connection, now)
        count_of = {
            session.session_id: why_of(connection, openings, session.session_id, now).callable
            for session in planned
        }
    return lambda session: count_of[session.session_id]


def _registries(file: Path) -> dict[str, set[str]]:
    """Return the registries that the sample's leads need, each with the area codes to cover."""
    needed: dict[str, set[str]] = {"us-national": set(), "ca-national": set(), "gb-ctps": {""}}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["kind"] == "consumer":
                for text in filter(None, (row["phone"], row["phone_2"])):
                    phone = read_phone(text, row["country"])
                    if phone.area_code:
                        source = "ca-national" if phone.country == "CA" else "us-national"
                        needed[source].add(phone.area_code)
    return {source: area_codes for source, area_codes in needed.items() if area_codes}


ASKED = (
    *("Do not call", "Asked not to be called again", "DNC", "Please take me off your list"),
    *("No more calls please", "don't call", "said to stop calling", "do not contact"),
    *("never call again", "wants no calls", "Remove from the list", "opted out by letter"),
)
"""Notes that ask not to be called."""

OTHERS = ("Has a dog", "Back in spring", "Wants a brochure", "", "Two houses", "")

ROWS = 30


def write_example_list(folder: Path) -> None:
    """Write the list into the demo's folder: thirty people, of whom twelve asked for no calls."""
    with (folder / EXAMPLE).open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("name", "phone", "kind", "notes"))
        for number in range(ROWS):
            name = f"{GIVEN_NAMES[number]} {FAMILY_NAMES[-1 - number]}"
            phone = f"({AREA_CODES[number]}) 555-0199"
            note = ASKED[number // 2] if number % 2 and number // 2 < len(ASKED) else ""
            rows.writerow((name, phone, "business", note or OTHERS[number % len(OTHERS)]))


LIST_NAME = "Abroad"

EACH = 60
"""Leads of each country: three sessions. One is done, one is half called, and one is left."""


class Ground(NamedTuple):
    """A city and its numbers that ring nowhere: `phone` lacks the last two digits."""

    country: str
    region: str
    postal_code: str
    phone: str


GROUNDS = (
    (
        Ground("AU", "NSW", "2000", "(02) 5550 61"),
        Ground("AU", "VIC", "3000", "(03) 5550 61"),
        Ground("AU", "QLD", "4000", "(07) 5550 61"),
    ),
    (
        Ground("GB", "England", "EC1R 9XX", "020 7946 06"),
        Ground("GB", "England", "LS10 9XX", "0113 496 06"),
        Ground("GB", "Scotland", "EH6 9XX", "0131 496 06"),
    ),
)
"""Together they cover the hours in which few Americans may be called, except an Australian Sunday.

The numbers are those that the regulators of both countries (ACMA, Ofcom) keep for stories.
"""

FIRMS = (
    ("Cold Store", "Operations manager", "Lost a freezer in the last outage."),
    ("Bakery", "Owner", "Bakes at night, so a cut at three costs the whole morning."),
    ("Print Works", "Studio manager", "A power cut mid-run costs a full reel."),
    ("Dental", "Practice manager", "Two chairs, one compressor. The partners decide on Fridays."),
    ("Brewery", "Head brewer", "Tanks must stay cool for a week. Likes figures."),
    ("Nursery", "Grower", "Glasshouse fans on an old generator. The neighbours complain about it."),
    ("Veterinary", "Partner", "The vaccine fridge worries them. Asked who comes out at night."),
    ("Archive", "Head of facilities", "Reads the contract before the brochure."),
)
"""What kind of firm, the person's title, and a note."""

FIRST_NAME = 21
"""Where these leads begin in the names, so that few share one with a lead of another list."""


def write_abroad(path: Path) -> None:
    """Write the list as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ("name", "company", "title", "phone", "region", "postal_code", "country", "notes")
        )
        rows.writerows(_rows())


def _rows() -> Iterator[tuple[str, ...]]:
    for turn, grounds in enumerate(GROUNDS):
        for number in range(EACH):
            ground = grounds[number % len(grounds)]
            at = FIRST_NAME + turn * EACH + number
            family_name = FAMILY_NAMES[at * 3 % len(FAMILY_NAMES)]
            firm, title, note = FIRMS[number % len(FIRMS)]
            yield (
                f"{GIVEN_NAMES[at % len(GIVEN_NAMES)]} {family_name}",
                f"{family_name} {firm}",
                title,
                f"{ground.phone}{number:02}",
                ground.region,
                ground.postal_code,
                ground.country,
                note,
            )


BEFORE = timedelta(hours=3)
"""How long before now today's shift begins."""

THIS_SESSION = timedelta(minutes=50)
"""How long before now the session under way was begun."""

EARLIER = FloorList("Trade fair", "own stand", 1, is_planned=True)
"""The list of the earlier sessions."""

OTHER_LISTS = frozenset({EARLIER.name, LIST_NAME})
"""The lists besides the sample."""

SESSIONS, SESSION_SIZE, FIRST_NUMBER = 6, 10, 800
"""How many earlier sessions there are, and of how many leads; the first lead of the floor's."""

MIDDAY = time(17)
"""In UTC: all of the United States but Hawaii may be called then."""

FINISHED, UNDER_WAY = "vnaangayvnabanhavnacanvay", "avnagncanyvanc"
"""The keys that end the calls of the finished session, and of the one under way."""

LEFT = 4
"""The least leads that the session under way keeps to call now."""

OUTCOMES = {
    "a": "no_answer",
    "v": "voicemail",
    "b": "busy",
    "g": "gatekeeper",
    "n": "no",
    "h": "hung_up",
    "c": "callback",
    "y": "yes",
}
"""The outcomes of the calls, by the keys that record them."""

PROMISES = (timedelta(minutes=20), timedelta(days=1))
"""How long after now the promised callbacks are due."""


class Shift:
    """The agent's work up to `now`; `clock` is the desk's, and is set before each act."""

    def __init__(self, database: Database, desk: Desk, clock: FloorClock, now: datetime) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._now = now
        self._dice = random.Random("shift")  # noqa: S311 - invented calls
        self._promises = list(PROMISES)
        self._yeses: list[int] = []
        """The ids of the calls that ended with a yes, latest last."""
        self._missed: int | None = None

    def work(self) -> None:
        """Work the earlier days and today's first session, and half of the one under way."""
        self._work_earlier_days()
        self._clock.at = self._now - BEFORE
        fill_sample(self._database, self._desk, self._clock)
        self._call(FINISHED, self._now - THIS_SESSION)
        if self._session() is not None:
            self._desk.sessions.end()
        self._begin_another(self._now - THIS_SESSION)
        self._clock.at = self._now
        if not self._left_to_call():
            self._start_best(self._desk.sessions.replan().sessions)
        self._set_appointments()

    def _begin_another(self, at: datetime) -> None:
        """Start the best session at this time and call some of it.

        It is one of the sample if enough of its leads may be called.
        """
        self._clock.at = at
        planned = self._desk.sessions.replan().sessions
        sample = [session for session in planned if session.list_name not in OTHER_LISTS]
        count = self._start_best(sample, ENOUGH) or self._start_best(planned)
        self._call(UNDER_WAY[: max(0, count - LEFT)], self._now)
        self._clock.at = self._now

    def _set_appointments(self) -> None:
        """Mark the earlier appointment as a no-show, and give the latest yes a time tomorrow."""
        if self._missed is not None:
            self._desk.appointments.mark(self._missed, held=False)
        days = (self._now.date() + timedelta(days=count) for count in range(1, 8))
        self._meet(next(day for day in days if is_working_day(day)))

    def _meet(self, day: date) -> int | None:
        """Give the latest yes an appointment on a day; return its id, None without a yes."""
        at = datetime.combine(day, MIDDAY, self._now.tzinfo)
        new = NewAppointment(at, way=AppointmentWay.VIDEO)
        while self._yeses:
            # Some may be refused, such as somebody who has an appointment already.
            with suppress(RefusedError):
                return self._desk.appointments.set_time(self._yeses.pop(), new).appointment_id
        return None

    def _work_earlier_days(self) -> None:
        days = [self._now.date() - timedelta(days=count) for count in range(1, 5 * SESSIONS)]
        days = [day for day in days if is_working_day(day)][:SESSIONS]
        for number, day in enumerate(reversed(days)):
            self._clock.at = datetime.combine(day, MIDDAY, self._now.tzinfo)
            if number == 0:
                self._import_earlier()
            keys = self._dice.sample(FINISHED, SESSION_SIZE)
            plan = self._desk.sessions.replan(SESSION_SIZE, EARLIER.name)
            if self._start_best(plan.sessions):
                self._call(keys, self._clock.at + timedelta(hours=2))
                if self._session() is not None:
                    self._desk.sessions.end()
            if number == len(days) - 2:
                self._missed = self._meet(days[0])

    def _import_earlier(self) -> None:
        with tempfile.TemporaryDirectory(prefix="smiledial-") as folder:
            path = Path(folder) / f"{EARLIER.name}.csv"
            write_list(path, EARLIER, FIRST_NUMBER, SESSIONS * SESSION_SIZE)
            options = ImportOptions(list_name=EARLIER.name, country="US", kind=EARLIER.kind)
            import_leads(self._database, path, options, agent=self._desk.agent, now=self._clock.at)

    def _start_best(self, sessions: Iterable[SessionCard], at_least: int = 1) -> int:
        """Start the session with most leads that may be called; return how many.

        Start none and return 0 where that is fewer than `at_least`.
        """
        free = [session for session in sessions if session.status is SessionStatus.PLANNED]
        counted = callable_now(self._database, free, self._clock.at)
        best = max(free, key=counted, default=None)
        if best is None or counted(best) < at_least:
            return 0
        self._desk.sessions.start(best.session_id)
        return counted(best)

    def _session(self) -> SessionCard | None:
        begun = [session for session in self._desk.sessions.all() if session.agent]
        return next((session for session in begun if session.status is SessionStatus.ACTIVE), None)

    def _left_to_call(self) -> int:
        """Count the leads of the session under way that may be called now; 0 without one."""
        session = self._session()
        if session is None:
            return 0
        return callable_now(self._database, [session], self._clock.at)(session)

    def _call(self, keys: Sequence[str], until: datetime) -> None:
        """Call the next leads until `until`; each call ends by the outcome of its key.

        Stops where nobody may be called.
        """
        outcomes = [OUTCOMES[key] for key in keys]
        gap = (until - self._clock.at) / (len(outcomes) + 1)
        begins = self._clock.at
        for number, outcome in enumerate(outcomes, start=1):
            self._clock.at = begins + gap * number - timedelta(seconds=self._dice.randint(0, 20))
            card = self._desk.next()
            if not isinstance(card, Card):
                return
            called = self._desk.dial(card.claim, card.phone.number_id)
            if isinstance(called, NotNow):
                self._desk.leave(card.claim)
                continue
            longest = gap.total_seconds() - 40
            self._clock.at += timedelta(seconds=min(longest, self._dice.randint(*TALK[outcome])))
            self._record(called, outcome)

    def _record(self, card: Card, outcome: str) -> None:
        """Record how a call ended; a promise that the law forbids becomes a no."""
        callback = None
        if outcome == "callback":
            due = self._promises.pop(0) if self._promises else timedelta(days=2)
            at = (self._now + due).replace(second=0, microsecond=0)
            callback = NewCallback(at)
            if self._desk.callbacks.refusal(card.lead_id, card.phone.number_id, at):
                outcome, callback = "no", None
        if outcome == "yes" and card.attempt is not None:
            self._yeses.append(card.attempt.attempt_id)
        note = self._dice.choice(NOTES.get(outcome, ("",)))
        self._desk.record(card.claim, outcome, note, callback)
