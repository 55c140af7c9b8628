"""The hours of a session in words."""

from datetime import UTC, datetime, timedelta

from console.cards.waiting import SessionCard
from console.view.sessions.pace import span_words
from db.enums import SessionStatus
from tests.tui.driver import HERE


def test_a_span_names_its_days_once() -> None:
    now = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)

    def words(opens: datetime, closes: datetime) -> str:
        card = SessionCard(
            1, "East", 1, 1, 2, 2, None, SessionStatus.PLANNED, "Fair", opens, closes, None, None
        )
        return span_words(card, now, HERE)

    assert words(now, now + timedelta(hours=6)) == "until 18:00"
    assert words(now + timedelta(hours=2), now + timedelta(hours=12)) == "14:00 – 00:00"
    tomorrow = now + timedelta(days=1)
    assert words(tomorrow, tomorrow + timedelta(hours=6)) == "tomorrow 12:00 – 18:00"
    assert words(tomorrow, tomorrow + timedelta(days=1)) == "tomorrow 12:00 – Fri 12:00"
