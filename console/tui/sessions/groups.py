"""Group sessions for their page: today's by name; past, later and finished ones by kind."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from msgspec import Struct

from console.cards.waiting import SessionCard
from console.rules.shift.session_name_parts import people_in, places_in
from console.view.sessions.sessions import Kind, kind_of
from db.enums import SessionStatus

COMMA = ", "

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


def list_rows(groups: Sequence[Group], unfolded: set[str]) -> list[GroupRow]:
    """Return a head for each group, followed by its sessions if its name is in `unfolded`.

    A group of today with a single session has no head, only the session's row.
    """
    rows: list[GroupRow] = []
    for group in groups:
        if group.kind is Kind.TODAY and len(group.sessions) == 1:
            rows += group.sessions
            continue
        rows.append(group)
        if group.name in unfolded:
            rows += group.sessions
    return rows


def first_unfolded(
    groups: Sequence[Group], me: str, room: int, offered: int | None = None
) -> set[str]:
    """Return the names of the groups to unfold at first, on a page of `room` rows.

    The group of the session `offered` comes first, then the agent's own, then as many of today's
    groups as fit. If there are none today, unfold everything.
    """
    folded = len(list_rows(groups, set()))
    foldable = [group for group in groups if group.kind is Kind.TODAY and len(group.sessions) > 1]
    foldable.sort(key=lambda group: (not _has(group, offered), not _is_mine(group, me)))
    names: set[str] = set()
    left = room - folded
    for group in foldable:
        if len(group.sessions) <= left or not names:
            names.add(group.name)
            left -= len(group.sessions)
    if not any(group.kind is Kind.TODAY for group in groups):
        names |= {group.name for group in groups}
    return names


def is_under_way(session: SessionCard, agent: str) -> bool:
    return session.status is SessionStatus.ACTIVE and session.agent == agent


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
    """Return the part of the name that tells the session from the others of its group.

    What differs comes first, because a narrow row cuts the end:
    `Kentucky and 2 more states, 4 of 32, Clinics, first call`.
    """
    if group.kind is not Kind.TODAY:
        return session.name
    difference = _difference(session, group)
    part = f"{session.position} of {session.of}" if session.of > 1 else ""
    if difference:
        all_differences = [_difference(other, group) for other in group.sessions]
        is_unique = all_differences.count(difference) == 1
        first, *rest = _rarest_first(session, group) or [difference]
        number = [part] if part and not is_unique else []
        return ", ".join([first, *number, *rest])
    return f"part {part}" if part else session.list_name or session.name


def _rarest_first(session: SessionCard, group: Group) -> list[str]:
    """Return the people in the session, in parts: those that fewest others of the group have first.

    It is empty for a name without people.
    """
    parts = [people_in(other.name).split(COMMA) for other in group.sessions]
    counts = Counter(chain.from_iterable(map(set, parts)))
    own = people_in(session.name)
    return sorted(own.split(COMMA), key=lambda part: counts[part]) if own else []


def _difference(session: SessionCard, group: Group) -> str:
    """Return the people in the session, else the list's name if there are several lists."""
    has_several_lists = len({other.list_name for other in group.sessions}) > 1
    return people_in(session.name) or (session.list_name if has_several_lists else "")
