"""The supervisor's day: agents, figures, lists and troubles, compared with the day before."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from console.cards.lead import CallResult, call_result
from console.cards.permits import LeadWarnings
from console.cards.today import (
    AgentCall,
    AgentState,
    AgentToday,
    AtWork,
    Board,
    DayShare,
    Figures,
    ListProgress,
    Today,
    TodayParts,
)
from console.do_not_call.internal_list import holdings
from console.firm.appointment_rings import agents_who_left
from console.judging.documents import verdict_from
from console.judging.lawful_hours import LawfulHours
from console.rules.shift.appointments import OVERDUE
from console.rules.shift.best_hours import WORKING_DAYS
from console.rules.shift.pace import calls_an_hour
from console.supervision.firm.permit_page import count_unseen, endings
from console.supervision.floor.board import board_of, state_of
from console.supervision.floor.lead_warnings import read_warnings
from console.supervision.reports.axes import AXES, Axis
from console.supervision.reports.calls import midnight
from db.calls.appointment_lists import (
    count_barred,
    count_between,
    count_kept_by,
    count_marks,
    count_standing,
    count_unmarked,
)
from db.claims.candidates import INQUIRY_FRESH
from db.columns import MICROSECOND
from db.engine.database import Connection, Database
from db.enums import Direction, PresenceState, SkipKind
from db.firm.outcomes import OutcomeRow, all_outcomes
from db.firm.settings import read_firm
from db.floor import status
from db.floor.presence import away_by_agent
from db.floor.status import dials_by_quarter, longest_gaps
from db.leads.inquiries import count_waiting
from db.lists.catalogue import LeadCounts, count_leads, read_lists
from db.reports import call_records
from db.reports.call_counts import Tally, tally
from db.reports.call_groups import AGENT, LIST, QUARTER_HOUR, CallFilter
from db.reports.call_records import AgentCallRow, Complaint, calls_of_agent

FOUR_WEEKS = timedelta(days=27)
"""Before a day, so that they are 28 days with it: that many appointments have a show rate."""


def read_today(
    database: Database, zone: str, now: datetime, on: date | None = None, *, reader: str = ""
) -> Today:
    """Return the day `on` until `now`, or the whole day if it is over, for the person `reader`."""
    today = now.astimezone(ZoneInfo(zone)).date()
    day = on or today
    since, ends = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    until = min(ends, now + timedelta(microseconds=1))  # exclusive: includes a call of `now`
    held = holdings(database, now).registries
    stale = tuple(row.name or row.source for row in held if not row.is_good)
    with database.read() as connection:
        waiting, oldest_at = count_waiting(connection, now - INQUIRY_FRESH, now)
        by_agent = figures_by_agent(connection, since, until)
        day_before = figures_by_agent(
            connection, *as_far(day - timedelta(days=1), zone, until - since)
        )
        week_before = figures_by_agent(
            connection, *as_far(day - timedelta(days=7), zone, until - since)
        )
        compared = day_before if dials_in(day_before) else week_before
        left = agents_who_left(connection, read_firm(connection))
        overdue = status.callbacks_overdue(connection, now)
        agents = _agents(connection, by_agent, compared, since, until, is_now=day == today)
        return Today(
            on=day,
            at=until,
            zone=zone,
            is_over=day != today,
            figures=sum_figures(by_agent.values()),
            day_before=sum_figures(day_before.values()),
            week_before=sum_figures(week_before.values()),
            agents=agents,
            complaints=tuple(
                Complaint(
                    complaint.dialled_at,
                    complaint.agent,
                    complaint.name,
                    complaint.note,
                    complaint.call_id,
                )
                for complaint in call_records.complaints_between(connection, since, until, "")
            ),
            refusals=call_records.refused_between(connection, since, until),
            outside_hours=_outside_hours(connection, since, until),
            overdue=overdue.total(),
            stale=stale,
            is_first=not call_records.is_any_call_before(connection, since),
            asked_without_call=status.acts_by_agent(
                connection, SkipKind.REQUEST, since, until
            ).total(),
            source=database.source,
            permits=endings(connection, today) if day == today else (),
            appointments=count_between(connection, since, ends),
            to_come=count_standing(connection, until, ends),
            to_mark=count_standing(connection, since, until),
            unmarked=count_unmarked(connection, now - OVERDUE).count,
            unkept=sum(count_kept_by(connection, left).values()),
            not_to_call=count_barred(connection, now),
            came=count_marks(connection, midnight(day - FOUR_WEEKS, zone), ends),
            inquiries=waiting if day == today else 0,
            oldest_inquiry=oldest_at if day == today else None,
            law_news=count_unseen(connection, reader, today) if day == today else 0,
            warnings=read_warnings(connection, today) if day == today else LeadWarnings(),
        )


def _outside_hours(connection: Connection, since: datetime, until: datetime) -> int:
    """Count the dials outside the legal hours.

    It reads the calls of a place only if its first and last one are not within one span.
    """
    dialled = call_records.dialled_places(connection, since, until)
    hours = LawfulHours(connection, {row.place_id for row in dialled})
    doubtful = {
        row.place_id
        for row in dialled
        if not hours.are_kept_between(row.place_id, row.first_at, row.last_at)
    }
    if not doubtful:
        return 0
    dials = call_records.placed_dials(connection, since, until, doubtful)
    return sum(not hours.are_kept(row.place_id, row.dialled_at, row.verdict) for row in dials)


def as_far(day: date, zone: str, length: timedelta) -> tuple[datetime, datetime]:
    """Return the beginning of a day, and its end or `length` later, whichever is earlier."""
    since, ends = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    return since, min(ends, since + length)


def figures_by_agent(
    connection: Connection, since: datetime, until: datetime
) -> dict[str, Figures]:
    """Return the figures of each agent, of calls begun in [since, until)."""
    tallies = tally(connection, AGENT, CallFilter(since, until))
    return {counts.key: figures_of(counts) for counts in tallies}


def dials_in(figures: Mapping[str, Figures]) -> int:
    """Return the dials of all agents."""
    return sum(row.dials for row in figures.values())


def figures_of(tally: Tally) -> Figures:
    """Return counts as figures: times in seconds, and the dials in an hour of work."""
    return Figures(
        dials=tally.dials,
        inbound=tally.inbound,
        talks=tally.conversations,
        reached=tally.reached,
        noes=tally.noes,
        yeses=tally.yeses,
        callbacks=tally.callbacks,
        do_not_calls=tally.do_not_calls,
        called=tally.called // 1_000_000,
        worked=tally.worked // 1_000_000,
        per_hour=calls_an_hour(tally.dials, tally.worked * MICROSECOND),
    )


def sum_figures(parts: Iterable[Figures]) -> Figures:
    """Add up figures; the pace follows from the sums."""
    figures = list(parts)
    names = [name for name in Figures.__struct_fields__ if name != "per_hour"]
    counts = {name: sum(getattr(part, name) for part in figures) for name in names}
    return Figures(
        **counts, per_hour=calls_an_hour(counts["dials"], timedelta(seconds=counts["worked"]))
    )


def _agents(
    connection: Connection,
    by_agent: Mapping[str, Figures],
    compared: Mapping[str, Figures],
    since: datetime,
    until: datetime,
    *,
    is_now: bool,
) -> tuple[AgentToday, ...]:
    """Return the rows of the agents, by name, so that each keeps its place all day."""
    board = board_of(connection, since, until) if is_now else None
    last = status.last_calls(connection, since, until)
    quarters = dials_by_quarter(connection, since, until)
    gaps = longest_gaps(connection, since, until)
    skips = status.acts_by_agent(connection, SkipKind.SKIP, since, until)
    doubts = status.acts_by_agent(connection, SkipKind.DOUBT, since, until)
    callbacks = status.callbacks_kept(connection, since, until)
    overdue = status.callbacks_overdue(connection, until) if is_now else {}
    away = away_by_agent(connection, since, until)
    length = -(-(until - since) // QUARTER_HOUR)  # rounded up: the last quarter has begun
    rows = []
    for agent in sorted({*by_agent, *compared, *_present(board)}):
        ended_at = last[agent].ended_at if agent in last else None
        work = replace(board.at_work.get(agent, AtWork()), last_end=ended_at) if board else AtWork()
        state, at, why = AgentState.PAST, None, ""
        if board is not None:
            state, at, why = state_of(board.sitting.get(agent), work, until)
        rows.append(
            AgentToday(
                agent=agent,
                state=state,
                since=at,
                session=work.session,
                figures=by_agent.get(agent, Figures()),
                before=compared.get(agent, Figures()),
                quarters=tuple(quarters.get((agent, quarter), 0) for quarter in range(length)),
                longest_gap=gaps.get(agent, 0),
                skips=skips.get(agent, 0),
                doubts=doubts.get(agent, 0),
                callbacks_kept=callbacks.get(agent, 0),
                callbacks_overdue=overdue.get(agent, 0),
                last_end=ended_at,
                why=why,
                away=away.get(agent, {}),
            )
        )
    return tuple(rows)


def _present(board: Board | None) -> Iterator[str]:
    """Yield the agents who are at a terminal or have a lead, a session or a call."""
    if board is not None:
        yield from board.at_work
        for agent, row in board.sitting.items():
            if row.state is not PresenceState.GONE:
                yield agent


def read_parts(database: Database, today: Today) -> TodayParts:
    """Return the calls by outcome and the dials by list, with those of the compared day."""
    with database.read() as connection:
        return TodayParts(
            on=today.on,
            endings=_rows(connection, AXES["outcome"], today),
            lists=_rows(connection, AXES["list"], today),
        )


def result_of(row: OutcomeRow | None) -> CallResult:
    """Return what an outcome means; NOTHING for a list, or a call without an outcome yet."""
    if row is None:
        return CallResult.NOTHING
    return call_result(
        row.code,
        is_yes=row.is_yes,
        suppresses=row.suppresses,
        is_no=row.is_no,
        is_contact=row.is_contact,
    )


def _rows(connection: Connection, axis: Axis, today: Today) -> tuple[DayShare, ...]:
    """Return a row for each key of the axis, most calls first."""
    assert axis.group is not None
    group = axis.group
    since = midnight(today.on, today.zone)
    compared = as_far(today.compared_on, today.zone, today.at - since)

    def count(figures: Figures) -> int:
        return figures.calls if axis.name == "outcome" else figures.dials

    def read(since: datetime, until: datetime) -> dict[str, Figures]:
        tallies = tally(connection, group, CallFilter(since, until))
        return {counts.key: figures_of(counts) for counts in tallies}

    now = read(since, today.at)
    before = {key: count(figures) for key, figures in read(*compared).items()}
    label = axis.labeller(connection)
    keys = {key for key, figures in now.items() if count(figures) or figures.talks}
    keys |= {key for key, calls in before.items() if calls}
    kinds = {row.code: row for row in all_outcomes(connection)} if axis.name == "outcome" else {}
    rows = (
        DayShare(
            label(key).name,
            now.get(key, Figures()),
            before.get(key, 0),
            kinds[key].key or "" if key in kinds else "",
            result_of(kinds.get(key)),
        )
        for key in keys
    )
    return tuple(sorted(rows, key=lambda row: (-count(row.figures), -row.before, row.name)))


MOST = 500
"""Calls that are read: more than anybody makes in a day."""


def read_agent_calls(database: Database, agent: str, on: date, zone: str) -> tuple[AgentCall, ...]:
    """Return the agent's calls of a day on the clock of `zone`, newest first."""
    since, until = midnight(on, zone), midnight(on + timedelta(days=1), zone)
    with database.read() as connection:
        kinds = {row.code: row for row in all_outcomes(connection)}
        rows = calls_of_agent(connection, agent, since, until, MOST)
    return tuple(_card(row, kinds.get(row.outcome or "")) for row in rows)


def _card(row: AgentCallRow, outcome: OutcomeRow | None) -> AgentCall:
    verdict = verdict_from(row.verdict) if row.verdict else None
    zones = verdict["zones"] if verdict else []
    closes_at = verdict["closes_at"] if verdict else None
    return AgentCall(
        call_id=row.id,
        at=row.dialled_at,
        ended_at=row.ended_at,
        is_inbound=row.direction is Direction.INBOUND,
        name=row.name,
        e164=row.e164,
        zone=zones[0]["zone"] if zones else "",
        closes_at=datetime.fromisoformat(closes_at) if closes_at else None,
        outcome=outcome.label if outcome else "",
        key=(outcome.key or "") if outcome else "",
        result=result_of(outcome),
        note=row.note,
    )


PACE_OVER = timedelta(days=7)
"""The pace is that of this time. It has five working days."""

FARTHEST = 7
"""How many working days ahead an end is foretold."""


def read_list_progress(database: Database, zone: str, now: datetime) -> tuple[ListProgress, ...]:
    """Return each list that is not retired, the most leads first. Reads every lead."""
    with database.read() as connection:
        counted = count_leads(connection)
        by_list: dict[int, LeadCounts] = {}
        for (list_id, _), counts in counted.items():
            by_list.setdefault(list_id, LeadCounts()).add(counts)
        calls = CallFilter(now - PACE_OVER, now)
        dials = {counts.key: counts.dials for counts in tally(connection, LIST, calls)}
        lists = [row for row in read_lists(connection, counted) if row.retired_at is None]
    today = now.astimezone(ZoneInfo(zone)).date()
    rows = [
        progress_of(row.name, by_list[row.id], dials.get(str(row.id), 0), today)
        for row in lists
        if row.leads
    ]
    return tuple(sorted(rows, key=lambda row: (-row.leads, row.name)))


def progress_of(name: str, counts: LeadCounts, dials: int, today: date) -> ListProgress:
    """Return how far a list is; `dials` are those of the last seven days."""
    return ListProgress(
        name=name,
        leads=counts.leads,
        called=counts.called,
        talked=counts.reached,
        barred=counts.barred,
        untouched=counts.untouched,
        yeses=counts.yeses,
        ends_on=_end(counts, dials, today),
    )


def _end(counts: LeadCounts, dials: int, today: date) -> date | None:
    if not counts.untouched or not counts.called or not dials:
        return None
    # Some dials go to leads that were called before: only this share reaches new ones.
    fresh_a_day = dials / len(WORKING_DAYS) * counts.called / max(counts.dials, counts.called)
    days = ceil(counts.untouched / fresh_a_day)
    if days > FARTHEST:
        return None
    day = today
    while True:
        if day.weekday() in WORKING_DAYS:
            days -= 1
            if days <= 0:
                return day
        day += timedelta(days=1)
