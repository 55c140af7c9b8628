"""What a supervisor does on the floor, and the pages about the whole firm and its hooks."""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from console.cards.permits import NewsPage, PermitPage, QuietHoliday
from console.cards.today import AgentCall, Board, ListProgress, ReachHours, Today, TodayParts, Wall
from console.cards.waiting import Lanes
from console.desk.cards.lead_card import headline_of
from console.desk.queue.blocked_reasons import LISTED, REGISTRY_GAPS
from console.desk.queue.desk import coming_day
from console.desk.queue.unplaced import ADVICE, why_with_owners
from console.desk.seat import DeskPart
from console.do_not_call.internal_list import HeldBack, Holdings, holdings, unloaded_lists
from console.firm.rules_in_force import read_jurisdiction
from console.hooks import management
from console.hooks.overview import HookLine, read_hooks, stuck_hooks
from console.judging.history.call_proof import CallDocument, call_document
from console.rules.values import Stop
from console.supervision.firm import emergency_stops
from console.supervision.firm.emergency_stops import StopReach, read_reach
from console.supervision.firm.permit_page import open_news, read_permits
from console.supervision.floor import board_acts
from console.supervision.floor.board import read_board
from console.supervision.floor.board_acts import HandedBack
from console.supervision.floor.lead_warnings import holidays_on, read_clearings
from console.supervision.floor.today import (
    FOUR_WEEKS,
    read_agent_calls,
    read_list_progress,
    read_parts,
    read_today,
)
from console.supervision.floor.wall import read_wall
from console.supervision.reports.appointments import AppointmentReport, appointment_reports
from console.supervision.reports.calls import ReportScope, read_when
from console.supervision.reports.edits import PastEdit, lead_edits
from console.supervision.reports.forecast import Forecast, forecast
from db.claims.queue_counts import barred_leads
from db.engine.database import Connection, readable_leads
from db.engine.replica import reports_of
from db.firm.prepared_texts import leads_named

MOST_NAMED = 12
"""Leads that a list holds back and that its page names, for each reason."""


class BoardDesk(DeskPart):
    """The acts of a supervisor. Each is one transaction and raises BadInput if refused."""

    def look(self) -> Board:
        """Return the floor at this instant."""
        return read_board(reports_of(self._seat.database), self._seat.zone, self._seat.clock())

    def hand_back(self, agent: str, reason: str) -> HandedBack:
        """Return all work of an agent to the team."""
        seat = self._seat
        return board_acts.hand_back(seat.database, agent, reason, seat.agent, seat.clock())

    def block(self, agent: str, reason: str) -> bool:
        """Block an agent; return whether the block is new."""
        seat = self._seat
        return board_acts.block(seat.database, agent, reason, seat.agent, seat.clock())[1]

    def unblock(self, agent: str) -> bool:
        """Lift the block of an agent; return whether there was one."""
        seat = self._seat
        lifted = board_acts.unblock(seat.database, agent, seat.agent, seat.clock())
        return lifted is not None

    def tell(self, agent: str | None, text: str) -> None:
        """Send a line to one agent, or with None to everybody."""
        seat = self._seat
        board_acts.tell(seat.database, agent, text, seat.agent, seat.clock())

    def answer_help(self, help_id: int, answer: str) -> str:
        """Answer a call for help; return the agent who called."""
        seat = self._seat
        return board_acts.answer_help(seat.database, help_id, answer, seat.agent, seat.clock())

    def stop_reach(self) -> StopReach:
        """Count the leads that a stop of each place would reach now."""
        seat = self._seat
        with seat.reading() as (connection, _):
            return read_reach(connection, seat.openings)

    def stop(self, place: str, reason: str) -> tuple[Stop, bool]:
        """Stop all calls to a jurisdiction (name or code). Return the stop, and if it is new."""
        seat, code = self._seat, read_jurisdiction(place)
        return emergency_stops.stop(seat.database, code, reason, seat.agent, seat.clock())

    def resume(self, place: str, reason: str) -> bool:
        """Lift the stop of a jurisdiction; return whether there was one."""
        seat, code = self._seat, read_jurisdiction(place)
        return bool(emergency_stops.resume(seat.database, code, reason, seat.agent, seat.clock()))


class OverviewDesk(DeskPart):
    """Pages of the whole firm. Each method reads at one instant."""

    def today(self, on: date | None = None) -> Today:
        """Return the firm's day so far, or the whole of another day, in this agent's time zone."""
        seat = self._seat
        now, source = seat.clock(), reports_of(seat.database)
        today = read_today(source, seat.zone, now, on, reader=seat.agent)
        return today if today.is_over else replace(today, stuck_hooks=stuck_hooks(source, now))

    def today_parts(self, today: Today) -> TodayParts:
        """Return the dials of that day by outcome and by list."""
        return read_parts(reports_of(self._seat.database), today)

    def agent_calls(self, agent: str, on: date | None = None) -> tuple[AgentCall, ...]:
        """Return an agent's calls of today, or of another day, newest first."""
        seat = self._seat
        day = on or seat.clock().astimezone(ZoneInfo(seat.zone)).date()
        return read_agent_calls(reports_of(seat.database), agent, day, seat.zone)

    def wall(self) -> Wall:
        """Return the firm's day so far for a screen on the wall."""
        seat = self._seat
        return read_wall(reports_of(seat.database), seat.zone, seat.clock())

    def phone_hours(self) -> Lanes:
        """Return by time zone when the firm's leads can be called. Counts every lead."""
        seat, now = self._seat, self._seat.clock()
        with reports_of(seat.database).read() as connection:
            seat.openings.update(connection, now)
            return coming_day(connection, seat.openings, None, None, now)

    def outlook(self) -> Forecast:
        """Return how long the present leads will last the agents who are at a terminal."""
        seat = self._seat
        with reports_of(seat.database).read() as connection:
            return forecast(connection, seat.clock(), 1)

    def when(self) -> ReachHours:
        """Return at which local hours people were reached in the last twelve weeks."""
        seat = self._seat
        return read_when(reports_of(seat.database), seat.zone, seat.clock())

    def recent_hours(self) -> ReachHours:
        """Return the same of the last four weeks."""
        seat = self._seat
        first, _ = self._four_weeks()
        return read_when(reports_of(seat.database), seat.zone, seat.clock(), first)

    def appointments(self, groupings: Sequence[str]) -> tuple[AppointmentReport, ...]:
        """Return how many appointments of the last four weeks came, by each grouping."""
        seat = self._seat
        scope = ReportScope(*self._four_weeks(), seat.zone)
        return appointment_reports(reports_of(seat.database), scope, groupings, seat.clock())

    def _four_weeks(self) -> tuple[date, date]:
        """Return the first and the last day of the four weeks that end today."""
        today = self._seat.clock().astimezone(ZoneInfo(self._seat.zone)).date()
        return today - FOUR_WEEKS, today

    def list_progress(self) -> tuple[ListProgress, ...]:
        """Return how far each list is. Reads every lead."""
        seat = self._seat
        return read_list_progress(reports_of(seat.database), seat.zone, seat.clock())

    def tomorrows_holidays(self) -> tuple[QuietHoliday, ...]:
        """Return the holidays of tomorrow on which leads may not be called."""
        today = self._seat.clock().astimezone(self._seat.day_zone).date()
        return holidays_on(reports_of(self._seat.database), today + timedelta(days=1))

    def permits(self) -> PermitPage:
        """Return where the firm may sell: what the places of its open leads ask for."""
        seat, now = self._seat, self._seat.clock()
        return read_permits(reports_of(seat.database), now.astimezone(seat.day_zone).date())

    def open_news(self) -> NewsPage:
        """Return the news of the law, and mark them as read by this agent."""
        seat, now = self._seat, self._seat.clock()
        return open_news(seat.database, seat.agent, now.astimezone(seat.day_zone).date(), now)

    def lists_held(self) -> Holdings:
        """Return the do-not-call lists: how old each is, how long it is valid, who loaded it.

        Count the leads that a list holds back too, and those that wait for an outside list.
        """
        seat, now = self._seat, self._seat.clock()
        held = holdings(seat.database, now)
        with seat.database.read() as connection:
            seat.openings.update(connection, now)
            blocked = why_with_owners(connection, seat.openings, now).blocked
            gaps = [row for row in blocked if row.code in REGISTRY_GAPS]
            listed = [row for row in blocked if row.code in LISTED]
            first = {row.code: _first_barred(connection, row.code) for row in listed}
            unloaded = unloaded_lists(connection, seat.openings, now)
        return replace(
            held,
            clearings=read_clearings(seat.database),
            unloaded=unloaded,
            waiting=0 if held.registries else sum(row.count for row in gaps),
            # Without any outside list, the page says above all what is missing.
            held_back=tuple(
                HeldBack(row.count, row.text, ADVICE.get(row.code, ""), first.get(row.code, ()))
                for row in (*listed, *(gaps if held.registries else ()))
            ),
        )

    def lead_edits(self, lead_id: int) -> tuple[PastEdit, ...]:
        """Return the edits of a lead with the values before and after, newest first.

        There are none for an agent's login of a team.
        """
        return lead_edits(self._seat.database, lead_id)

    def call_behind(self, attempt_id: int) -> CallDocument:
        """Return the records of one call, and whether the audit log agrees. Raises BadInput."""
        return call_document(self._seat.database, attempt_id)


def _first_barred(connection: Connection, code: str) -> tuple[tuple[str, str], ...]:
    """Return name and headline of the first leads barred for a reason that this login may read."""
    ids = barred_leads(connection, code, MOST_NAMED)
    rows = leads_named(connection, [*readable_leads(connection, ids)])
    return tuple((row.name, headline_of(row.title, row.company) or row.city) for row in rows)


class HooksDesk(DeskPart):
    """Hooks and their events. Each act is one transaction and raises BadInput if refused."""

    def read(self) -> tuple[HookLine, ...]:
        """Return all hooks with what waits and their newest events."""
        return read_hooks(self._seat.database, self._seat.clock())

    def turn(self, name: str) -> bool:
        """Pause a hook that sends, or let another go on; return whether it sends now."""
        seat = self._seat
        is_on = self.is_on(name)
        act = management.pause if is_on else management.resume
        act(seat.database, name, seat.agent, seat.clock())
        return not is_on

    def is_on(self, name: str) -> bool:
        """Return whether a hook is neither paused nor stopped."""
        return management.read(self._seat.database, name).status == "on"

    def resend(self, name: str) -> int:
        """Send now what is dead or waits for a later try; return how many entries there are."""
        seat = self._seat
        dead = management.resend(seat.database, name, seat.agent, seat.clock())
        return dead + management.try_waiting(seat.database, name, seat.clock())
