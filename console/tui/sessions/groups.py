"""Sessions in groups: today's by their name, lanes of the day; past, later and done folded."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from console.cards.session import SessionCard
from console.rules.shift.session_names import difference_in, place_and_time_in
from console.view.sessions.sessions import Kind, kind_of
from db.enums import SessionStatus


class Group(Struct, frozen=True):
    """Sessions that share a name, and so zone and part of the day; or all of one kind."""

    kind: Kind
    name: str
    sessions: tuple[SessionCard, ...]

    @property
    def leads(self) -> int:
        return sum(one.left for one in self.sessions)


GroupRow = Group | SessionCard
"""What a row of the page stands for."""


def grouped(sessions: Sequence[SessionCard], now: datetime) -> list[Group]:
    """Today's in the order they came; then the past, later ones and those that are done."""
    today: dict[str, list[SessionCard]] = {}
    others: dict[Kind, list[SessionCard]] = {Kind.PAST: [], Kind.LATER: [], Kind.DONE: []}
    for session in sessions:
        kind = kind_of(session, now)
        if kind is Kind.TODAY:
            today.setdefault(place_and_time_in(session.name), []).append(session)
        else:
            others[kind].append(session)
    groups = [Group(Kind.TODAY, name, tuple(found)) for name, found in today.items()]
    groups += [Group(kind, kind.value, tuple(found)) for kind, found in others.items() if found]
    return groups


def rows_of(groups: Sequence[Group], unfolded: set[str]) -> list[GroupRow]:
    """A group of one of today's is its session; any other has a row, and its own below it."""
    rows: list[GroupRow] = []
    for group in groups:
        if group.kind is Kind.TODAY and len(group.sessions) == 1:
            rows += group.sessions
            continue
        rows.append(group)
        if group.name in unfolded:
            rows += group.sessions
    return rows


def first_unfolded(groups: Sequence[Group], me: str, room: int) -> set[str]:
    """All of today's where they fit; else the group in hand, then as many as fit."""
    folded = len(rows_of(groups, set()))
    several = [one for one in groups if one.kind is Kind.TODAY and len(one.sessions) > 1]
    several.sort(key=lambda group: not _is_mine(group, me))
    chosen: set[str] = set()
    left = room - folded
    for group in several:
        if len(group.sessions) <= left or not chosen:
            chosen.add(group.name)
            left -= len(group.sessions)
    if not any(one.kind is Kind.TODAY for one in groups):
        chosen |= {one.name for one in groups}
    return chosen


def is_under_way(session: SessionCard, agent: str) -> bool:
    return session.status is SessionStatus.ACTIVE and session.agent == agent


def place_of(chosen: GroupRow | None, rows: Sequence[GroupRow], me: str) -> int:
    """Where what was chosen stands now; at first the session under way, else the first."""
    for place, row in enumerate(rows):
        if isinstance(row, SessionCard):
            if isinstance(chosen, SessionCard) and row.session_id == chosen.session_id:
                return place
        elif isinstance(chosen, Group) and row.name == chosen.name:
            return place
    sessions = [
        (not is_under_way(row, me), place)
        for place, row in enumerate(rows)
        if isinstance(row, SessionCard)
    ]
    return min(sessions)[1] if sessions else 0


def enter_on(row: GroupRow | None, unfolded: set[str], me: str) -> str:
    """What Enter is called: by what it does with the row."""
    if isinstance(row, Group):
        return "Fold" if row.name in unfolded else "Unfold"
    begun = {SessionStatus.PAUSED, SessionStatus.ACTIVE}
    is_mine = row is not None and row.agent == me and row.status in begun
    return "Go on" if is_mine else "Start"


def _is_mine(group: Group, me: str) -> bool:
    begun = {SessionStatus.ACTIVE, SessionStatus.PAUSED}
    return any(one.agent == me and one.status in begun for one in group.sessions)


def told_apart(session: SessionCard, group: Group) -> str:
    """What tells it from its neighbours: never what its group says already."""
    if group.kind is not Kind.TODAY:
        return session.name
    told = _told(session, group)
    place = f"{session.position} of {session.of}" if session.of > 1 else ""
    if told:
        is_enough = [_told(one, group) for one in group.sessions].count(told) == 1
        return told if is_enough or not place else f"{told}, {place}"
    return f"part {place}" if place else session.list_name or session.name


def _told(session: SessionCard, group: Group) -> str:
    """What its name says beyond place and time; else its list, where there are several."""
    has_several = len({one.list_name for one in group.sessions}) > 1
    return difference_in(session.name) or (session.list_name if has_several else "")
