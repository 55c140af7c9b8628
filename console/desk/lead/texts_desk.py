"""Texts for a lead: the script and the answers to its questions, objections, e-mails, practice."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from console.cards.lead import Introduced
from console.cards.lead_context import Ahead, Brief, Meanwhile, UpcomingLead
from console.desk.cards.lead_card import (
    facts_of,
    headline_of,
    introduced_by_list,
    introduced_of,
)
from console.desk.queue.lead_lease import lead_of
from console.desk.seat import DeskPart, RefusedError, Seat, refusing
from console.firm.settings import goes_by_priority
from console.judging.number_standing import standing_of
from console.judging.touches import MailStep, mail_step_of, take_mail, touch_facts
from console.lists.lead_edits import edit_lead
from console.outreach.mail.letter import Letter, read_address
from console.outreach.scripts.rehearsal import Person
from console.outreach.scripts.script import Script
from console.outreach.scripts.speaking import (
    Listener,
    SpokenSection,
    firm_values,
    listener_of,
    speak,
    unknown_to,
    write,
)
from console.rules.law.disclosures import opening, spoken_name
from console.rules.screening.matching import Screened
from console.rules.shift.answers import AnswerError, AnswerKind, read_answer
from console.rules.text import clean_line
from console.rules.times.windows import load_zone
from console.trouble import BadInput
from db.audit import log
from db.audit.coverage import ANSWER, Watch
from db.audit.log import seal_for
from db.calls import attempts
from db.calls.answers import OBJECTION, keep_answer, objections_since, of_call
from db.claims.queue_counts import first_free, first_of_session, waiting_in_session
from db.engine.database import Connection, readable_leads
from db.enums import MailWay
from db.firm.outcomes import all_outcomes
from db.firm.prepared_texts import LeadAhead, add_introduction, leads_named
from db.leads.records import LeadFacts, history_of, read_lead
from db.sessions.records import session_of
from db.tables.calls import AttemptRow

MOST_AHEAD = 200
"""Leads of a session that are listed at once."""

WEEK = timedelta(days=6)
"""Seven days, together with today."""

FIRM_SETTINGS = {"firm": "firm_name", "firm_phone": "firm_phone", "firm_address": "firm_address"}


class Written(Struct, frozen=True):
    """An introduction, ready to be sent. `before` is one that was sent earlier.

    `listed` is what a column of the lead's list says of an introduction.
    """

    lead_id: int
    template: str
    letter: Letter
    before: Introduced | None
    listed: str = ""
    mail_step: MailStep | None = None
    """The step of the lead's sequence that this e-mail is, or None."""


class Lesson(Struct, frozen=True):
    """What an agent practises: the opening, the script and the objections."""

    say_first: str
    script: tuple[SpokenSection, ...]
    objections: tuple[SpokenSection, ...]
    ended: Mapping[str, int] = field(default_factory=dict)
    """Calls that each objection ended this week, most first: the agent's, or else everybody's."""


class TextsDesk(DeskPart):
    """Texts for the leads of this agent. Each method is one transaction."""

    def listener(self, lead_id: int) -> Listener:
        """Return the values of a lead that fill texts. Raises BadInput where there is no lead."""
        with self._seat.reading() as (connection, _):
            lead = read_lead(connection, lead_id)
            if lead is None:
                raise BadInput(f"There is no lead {lead_id}: smiledial find TEXT looks for one.")
            return self._listener(connection, lead)

    def anybody(self) -> Listener:
        """Return a listener without a lead: texts then use their fallbacks."""
        with self._seat.reading() as _:
            return self._anybody()

    def lesson(self, name: str, company: str) -> Lesson:
        """Return what to practise on an invented person."""
        with self._seat.reading() as (connection, now):
            self._seat.active_texts.update(connection, self._seat.openings.revision)
        nobody = self._anybody()
        first, _, last = name.partition(" ")
        invented = {"name": name, "first_name": first, "last_name": last, "company": company}
        listener = Listener({**nobody.values, **invented}, nobody.screened, now, self._seat.zone)
        script = self._seat.active_texts.script()
        return self._lesson(listener, script, None, self._seat.day_zone)

    def lesson_with(self, lead_id: int) -> tuple[Person, Lesson]:
        """Return a lead to practise on, and what to practise. Raises RefusedError without one."""
        with self._seat.reading() as (connection, _):
            self._seat.active_texts.update(connection, self._seat.openings.revision)
            lead = _read(connection, lead_id)
            listener = self._listener(connection, lead)
        script = self._seat.active_texts.script(lead.list_id, lead.id)
        person = Person(lead.name, lead.title, lead.company, lead.city)
        return person, self._lesson(listener, script, lead.list_id, load_zone(listener.zone))

    def _lesson(
        self, listener: Listener, script: Script, list_id: int | None, zone: ZoneInfo
    ) -> Lesson:
        settings, texts = self._seat.openings.settings, self._seat.active_texts
        return Lesson(
            opening(
                spoken_name(self._seat.agent),
                str(settings.get("firm_name", "")),
                str(settings.get("offer", "")),
                listener.now.astimezone(zone).hour,
                str(settings.get("firm_phone", "")),
            ),
            speak(script, listener),
            speak(texts.objections(list_id), listener),
            self._ended(),
        )

    def _ended(self) -> Mapping[str, int]:
        """Count the calls that each objection ended this week: the agent's, or else everybody's."""
        seat = self._seat
        since = seat.day_start(seat.clock()) - WEEK
        with seat.database.read() as connection:
            own = objections_since(connection, since, seat.agent)
            return own or objections_since(connection, since)

    def ahead(self, session_id: int, most: int = MOST_AHEAD) -> Ahead:
        """Return the waiting leads of a session, in the order in which they are called."""
        openings = self._seat.openings
        with self._seat.reading() as (connection, _):
            by_priority = goes_by_priority(openings.settings)
            ids = waiting_in_session(
                connection, session_id, openings.open_places(), by_priority=by_priority
            )
            return _ahead(self._seat, connection, leads_named(connection, ids[:most]))

    def first_at(self, opens_at: datetime, most: int = MOST_AHEAD) -> Ahead:
        """Return the first leads to call at `opens_at`, while nobody may be called before.

        They come from the session under way, or else from the leads in no session.
        """
        seat = self._seat
        with seat.reading() as (connection, now):
            opening_then = seat.openings.opening_by(opens_at)
            session_id = session_of(connection, seat.agent)
            if session_id is None:
                ids = first_free(connection, opening_then, seat.mine, opens_at, now, most)
            else:
                ids = first_of_session(
                    connection, session_id, opening_then, seat.mine, opens_at, now, most
                )
            return _ahead(self._seat, connection, leads_named(connection, ids))

    def meanwhile(self, opens_at: datetime | None, session_id: int | None, most: int) -> Meanwhile:
        """Return what to read until `opens_at`, or until the offered session is started."""
        first = Ahead()
        if opens_at is not None:
            first = self.first_at(opens_at, most)
        elif session_id is not None:
            first = self.ahead(session_id, most)
        return Meanwhile(opens_at, first, self.objections(), self._ended())

    def objections(self) -> tuple[SpokenSection, ...]:
        """Return the objections and their answers, filled with fallbacks instead of a lead."""
        listener = self.anybody()
        with self._seat.database.read() as connection:
            self._seat.active_texts.update(connection, self._seat.openings.revision)
        return speak(self._seat.active_texts.objections(), listener)

    def keep_notes(self, lead_id: int, notes: str) -> None:
        """Store notes on a lead before it is called. Raises RefusedError."""
        seat = self._seat
        with refusing():
            edit_lead(seat.database, lead_id, {"notes": notes}, seat.agent, seat.clock())

    def brief(self, lead_id: int) -> Brief:
        """Return notes, details and history of a lead. Raises RefusedError where there is none."""
        with self._seat.database.read() as connection:
            lead = _read(connection, lead_id)
            return Brief(
                lead.notes,
                (*self._touch(connection, lead), *facts_of(lead)),
                history_of(connection, lead_id),
                introduced_of(connection, lead),
            )

    def _touch(self, connection: Connection, lead: LeadFacts) -> tuple[tuple[str, str], ...]:
        """Return the fact about the lead's sequence, () for none."""
        openings, now = self._seat.openings, self._seat.clock()
        openings.update(connection, now)
        openings.learn(connection, [lead.place_id])
        return touch_facts(connection, lead, openings, openings.zone_of(lead.place_id), now)

    def introduction(self, lead_id: int) -> Written:
        """Return the e-mail that introduces the firm. Raises RefusedError if it may not be sent."""
        with self._seat.reading() as (connection, now):
            self._seat.active_texts.update(connection, self._seat.openings.revision)
            lead = _read(connection, lead_id)
            refuse_email(self._seat, connection, lead)
            mail_step = mail_step_of(connection, lead, self._seat.openings, now)
            wanted = mail_step.step.text if mail_step is not None else ""
            name, template = self._seat.active_texts.introduction(lead.list_id, wanted)
            listener = self._listener(connection, lead)
            self._refuse_gaps(unknown_to(template, listener), name)
            subject, body = write(template, listener)
            letter = Letter(read_address(lead.email), subject, body, lead.name)
            listed = introduced_by_list(lead.extras)
            introduced = introduced_of(connection, lead)
            return Written(lead_id, name, letter, introduced, listed, mail_step)

    def record_introduction(self, written: Written, way: MailWay) -> None:
        """Record that an introduction was sent.

        Any thread may call this: it does not touch the seat's places and texts.
        """
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            lead = read_lead(connection, written.lead_id)
            if lead is None or not lead.numbers:
                return  # the lead was erased meanwhile
            agent = self._seat.agent
            introduction_id = add_introduction(
                connection, written.lead_id, agent, now, written.template, way
            )
            if written.mail_step is not None:
                take_mail(connection, lead, written.mail_step, introduction_id, agent, now)
            detail = {
                "lead": written.lead_id,
                "template": written.template,
                "way": way.value,
                "to": seal_for(connection, lead.numbers[0].e164, written.letter.to),
            }
            log.append(connection, now, agent, "introduction", detail)

    def _listener(self, connection: Connection, lead: LeadFacts) -> Listener:
        openings = self._seat.openings
        openings.learn(connection, [number.place_id for number in lead.numbers])
        zones = (openings.zone_of(number.place_id) for number in lead.numbers)
        zone = next(filter(None, zones), "")
        now = self._seat.clock()
        return listener_of(lead, openings.settings, self._seat.agent, zone, now)

    def _anybody(self) -> Listener:
        now = self._seat.clock()
        values = firm_values(self._seat.openings.settings, self._seat.agent, self._seat.zone, now)
        return Listener(values, lambda: Screened({}), now, self._seat.zone)

    def _refuse_gaps(self, unknown: list[str], template: str) -> None:
        """Raise RefusedError if the template needs values that are not known."""
        of_firm_unset = [FIRM_SETTINGS[key] for key in unknown if key in FIRM_SETTINGS]
        if of_firm_unset:
            name = of_firm_unset[0] if len(of_firm_unset) == 1 else "NAME"
            names = " and ".join(of_firm_unset)
            raise RefusedError(f"Set {names} first: smiledial settings set {name} TEXT.")
        if unknown:
            names = ", ".join(key.replace("_", " ") for key in unknown)
            raise RefusedError(
                f"Unknown of this person: {names}. “{template}” has no words in its place."
            )


def refuse_email(seat: Seat, connection: Connection, lead: LeadFacts) -> None:
    """Raise RefusedError without a valid address, and for a lead on the do-not-call list."""
    if not lead.email:
        raise RefusedError("No e-mail address is known of this person.")
    try:
        read_address(lead.email)
    except ValueError as error:
        raise RefusedError(f"{error}: correct it first.") from None
    for number in lead.numbers:
        standing = standing_of(
            connection,
            number.e164,
            None,
            seat.openings.copies,
            seat.openings.patterns(connection),
            seat.clock(),
            company=lead.company,
            email=lead.email,
        )
        if standing.listing is not None:
            reason = standing.listing.reason.removesuffix(".")
            raise RefusedError(f"No e-mail: they are on your do-not-call list ({reason}).")


def _ahead(seat: Seat, connection: Connection, rows: Sequence[LeadAhead]) -> Ahead:
    """Return the leads that this login may read, and count the others."""
    readable = readable_leads(connection, [row.id for row in rows])
    openings = seat.openings
    openings.learn(connection, (row.place_id for row in rows))
    leads = tuple(
        UpcomingLead(
            row.id,
            row.name,
            headline_of(row.title, row.company) or row.city,
            row.dials,
            bool(row.email),
            row.introduced_at is not None or bool(introduced_by_list(row.extras)),
            row.notes,
            row.city,
            row.noes,
            row.last_dialled_at and row.last_dialled_at.astimezone(seat.day_zone).date(),
            openings.zone_of(row.place_id),
            openings.answer(row.place_id).closes_at,
        )
        for row in rows
        if row.id in readable
    )
    today = seat.clock().astimezone(seat.day_zone).date()
    return Ahead(leads, len(rows) - len(leads), today)


def _read(connection: Connection, lead_id: int) -> LeadFacts:
    lead = read_lead(connection, lead_id)
    if lead is None:
        raise RefusedError("This lead is no longer in the database.")
    return lead


class AnswersDesk(DeskPart):
    """Stores answers and objections with a call."""

    def keep(self, claim: str, name: str, text: str) -> None:
        """Store an answer with the call under way. Undoing the outcome does not remove it.

        Raises RefusedError if the text does not answer the question, or no call is under way.
        """
        seat = self._seat
        with seat.writing() as (connection, now):
            attempt = attempts.attempt_of(connection, claim, to_change=True)
            if attempt is None or attempt.outcome is not None:
                raise RefusedError("No call is under way with them: an answer belongs to a call.")
            lead = lead_of(seat, connection, attempt.lead_id)
            seat.active_texts.update(connection, seat.openings.revision)
            script = seat.active_texts.script(lead.list_id, lead.id)
            questions = (question for section in script.sections for question in section.questions)
            question = next((question for question in questions if question.name == name), None)
            if question is None:
                raise RefusedError(f"The script no longer asks for “{name}”: write it in the note.")
            try:
                today = now.astimezone(seat.day_zone).date()
                value = read_answer(question.kind, question.choices, text, today)
            except AnswerError as error:
                raise RefusedError(str(error)) from None
            self._write(connection, attempt, name, question.kind, value)

    def last_no(self) -> str:
        """Return the name of the lead that said no on the last call. Raises RefusedError."""
        with self._seat.database.read() as connection:
            lead = read_lead(connection, self._last_no(connection).lead_id)
        return "" if lead is None else lead.name

    def _last_no(self, connection: Connection) -> attempts.EndedCall:
        last = attempts.last_ended(connection, self._seat.agent)
        noes = {outcome.code for outcome in all_outcomes(connection) if outcome.is_no}
        if last is None or last.outcome not in noes:
            raise RefusedError("Your last call did not end with a no.")
        return last

    def keep_objection(self, claim: str | None, name: str) -> None:
        """Store an objection with the call of this claim, or with the last call if it is None.

        Raises RefusedError without a call, or where the last call did not end with a no.
        """
        seat = self._seat
        with seat.database.write() as connection:
            if claim is None:
                claim = self._last_no(connection).claim
            attempt = attempts.attempt_of(connection, claim, to_change=True)
            if attempt is None:
                raise RefusedError("Dial first: what they object belongs to a call.")
            self._write(connection, attempt, OBJECTION, AnswerKind.ONE_OF, clean_line(name))

    def _write(
        self, connection: Connection, attempt: AttemptRow, name: str, kind: AnswerKind, value: str
    ) -> None:
        seat, now = self._seat, self._seat.clock()
        watch = Watch(connection).look(ANSWER, of_call(attempt.id))
        keep_answer(connection, attempt.id, name, kind, value, seat.agent, now)
        detail = {
            "attempt": attempt.id,
            "lead": attempt.lead_id,
            "question": name,
            "answer": log.seal(attempt.salt, value),
        }
        log.append(connection, now, seat.agent, "answer", detail, watch.changes())
