"""Group sessions for their page: today's by name; past, later and finished ones by kind."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from console.cards.waiting import SessionCard
from console.rules.shift.session_name_parts import numbered, people_in, places_in
from console.view.sessions.sessions import Kind, kind_of
from db.enums import SessionStatus

BEGUN = {SessionStatus.ACTIVE, SessionStatus.PAUSED}


class Group(Struct, frozen=True):
    """Today's sessions of the same places, or all sessions of another kind."""

    kind: Kind
    name: str
    sessions: tuple[SessionCard, ...]

    @property
    def leads(self) -> int:
        """Return how many leads are left."""
        return sum(session.left for session in self.sessions)


GroupRow = Group | SessionCard
"""A row of the page: a group's head or a session."""


def group_sessions(sessions: Sequence[SessionCard], now: datetime) -> list[Group]:
    """Return today's groups in the order of `sessions`, then the past, later and done ones."""
    today: dict[str, list[SessionCard]] = {}
    others: dict[Kind, list[SessionCard]] = {Kind.PAST: [], Kind.LATER: [], Kind.DONE: []}
    for session in sessions:
        kind = kind_of(session, now)
        if kind is Kind.TODAY:
            today.setdefault(places_in(session.name), []).append(session)
        else:
            others[kind].append(session)
    groups = [Group(Kind.TODAY, name, tuple(cards)) for name, cards in today.items()]
    groups += [Group(kind, kind.value, tuple(cards)) for kind, cards in others.items() if cards]
    return groups


def list_rows(
    groups: Sequence[Group], unfolded: set[str], offered: int | None = None
) -> list[GroupRow]:
    """Return a head for each group, followed by its sessions if its name is in `unfolded`.

    A folded group of today shows the sessions that somebody has begun and the one `offered`.
    A group of today with a single session has no head, only the session's row.
    """
    rows: list[GroupRow] = []
    for group in groups:
        is_today = group.kind is Kind.TODAY
        if is_today and len(group.sessions) == 1:
            rows += group.sessions
            continue
        rows.append(group)
        rows += [
            session
            for session in group.sessions
            if group.name in unfolded
            or (is_today and (session.status in BEGUN or session.session_id == offered))
        ]
    return rows


def first_unfolded(
    groups: Sequence[Group], me: str, room: int, offered: int | None = None
) -> set[str]:
    """Return the names of the groups to unfold at first, as long as all rows fit into `room`.

    Today's come first, of those the group of the session `offered`, then the agent's own. If there
    are no groups of today, unfold everything.
    """
    foldable = [group for group in groups if group.kind is not Kind.TODAY or group.sessions[1:]]
    foldable.sort(
        key=lambda group: (
            group.kind is not Kind.TODAY,
            not _has(group, offered),
            not _is_mine(group, me),
        )
    )
    names: set[str] = set()
    for group in foldable:
        if len(list_rows(groups, names | {group.name}, offered)) <= room:
            names.add(group.name)
    if not any(group.kind is Kind.TODAY for group in groups):
        names |= {group.name for group in groups}
    return names


def is_under_way(session: SessionCard, agent: str) -> bool:
    return session.status is SessionStatus.ACTIVE and session.agent == agent


def is_taken(session: SessionCard) -> bool:
    """Return whether an agent has the session, so that it can be handed over."""
    return session.agent is not None and session.status is not SessionStatus.DONE


def find_cursor(
    row_before: GroupRow | None, rows: Sequence[GroupRow], me: str, offered: int | None = None
) -> int:
    """Return the index of the row the cursor was on before a redraw.

    If that row is gone, return the session `offered`, else the one under way, else the first
    session, else 0.
    """
    for index, row in enumerate(rows):
        if isinstance(row, SessionCard):
            if isinstance(row_before, SessionCard) and row.session_id == row_before.session_id:
                return index
        elif isinstance(row_before, Group) and row.name == row_before.name:
            return index
    # False sorts before True: the agent's own session under way wins over an earlier row.
    sessions = [
        (row.session_id != offered, not is_under_way(row, me), index)
        for index, row in enumerate(rows)
        if isinstance(row, SessionCard)
    ]
    return min(sessions)[-1] if sessions else 0


def enter_label(row: GroupRow | None, unfolded: set[str], me: str) -> str:
    """Return Enter's label: what it does with the row."""
    if isinstance(row, Group):
        return "Fold" if row.name in unfolded else "Unfold"
    is_mine = row is not None and row.agent == me and row.status in BEGUN
    return "Go on" if is_mine else "Start"


def _has(group: Group, session_id: int | None) -> bool:
    return any(session.session_id == session_id for session in group.sessions)


def _is_mine(group: Group, me: str) -> bool:
    return any(session.agent == me and session.status in BEGUN for session in group.sessions)


def name_in_group(session: SessionCard, group: Group) -> str:
    """Return the session's name without the places, which a group of today has in its head."""
    if group.kind is not Kind.TODAY:
        return session.name
    people = people_in(session.name) or session.list_name or session.name
    return numbered(people, session.position, session.of)
