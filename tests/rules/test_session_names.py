from datetime import UTC, datetime

import pytest

from console.rules.session_names import name_session

NOON_UTC = datetime(2026, 11, 18, 18, 0, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zones", "at", "name"),
    [
        (["America/Denver"], NOON_UTC, "Mountain noon"),
        (["America/Boise", "America/Denver"], NOON_UTC, "Mountain noon"),
        (["America/Los_Angeles", "America/New_York"], NOON_UTC, "Eastern to Pacific morning"),
        (["America/Los_Angeles"], SUMMER, "Pacific morning"),
        (["Pacific/Honolulu", "America/Los_Angeles"], NOON_UTC, "Pacific to Hawaii morning"),
        (["Europe/London"], NOON_UTC, "London evening"),
        (["Australia/Broken_Hill"], NOON_UTC, "Broken Hill night"),
        ([], NOON_UTC, "Anywhere"),
    ],
)
def test_a_session_is_named_by_where_and_when_it_is_worked(
    zones: list[str], at: datetime, name: str
) -> None:
    assert name_session(zones, at) == name
