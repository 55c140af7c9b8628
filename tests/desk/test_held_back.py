"""What holds leads back is told once for each reason, in words that are right for one lead too."""

from datetime import UTC, datetime, timedelta
from typing import cast

from console.cards.waiting import Blocked
from console.desk.queue.blocked_reasons import blocked_by_reason
from console.desk.queue.unplaced import remedies, together
from console.judging.place_openings import Openings
from db.claims.queue_counts import Pile
from db.engine.database import Database
from db.enums import LeadKind
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import desk_for


def test_leads_on_the_screens_of_two_others_are_one_line() -> None:
    now = datetime(2026, 11, 18, 17, tzinfo=UTC)
    later = now + timedelta(minutes=3)
    held = [Pile(1, "held", 1, later), Pile(2, "held", 1, now)]
    openings = cast("Openings", None)  # who is held is not judged
    assert blocked_by_reason(held[:1], openings, now)[1] == (
        Blocked("held", 1, later, "", "is on somebody’s screen"),
    )
    assert blocked_by_reason(held, openings, now)[1] == (
        Blocked("held", 2, now, "", "are on somebody’s screen"),
    )


def test_one_lead_that_rests_is_told_in_the_words_for_one(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    desk = desk_for(database, clock)
    call(desk, "no")
    assert [reason.text for reason in desk.queue.why().blocked] == ["rests after a call or a skip"]


def test_of_one_lead_and_of_one_other_it_says_what_is_so_of_two() -> None:
    row = Blocked("held", 1, None, "", "is on somebody’s screen")
    assert together([row])[0].text == "is on somebody’s screen"
    assert together([row, row]) == (Blocked("held", 2, None, "", "are on somebody’s screen"),)


def test_what_to_do_about_a_registry_is_the_command_that_loads_the_one_of_that_place(
    database: Database, clock: FrozenClock
) -> None:
    for phone in ("020 7946 0958", "020 7946 0959"):
        add_lead(database, "Nia", phone, kind=LeadKind.CONSUMER, country="GB")
    add_lead(database, "Cy", "(800) 555-0101")
    add_lead(database)
    desk = desk_for(database, clock)
    call(desk, "no")
    why = desk.queue.why()
    matches = {match.code: match for match in remedies(why.blocked)}
    assert "cool_down" not in matches, "that ends with time"
    assert matches["registry_missing"].count == 2
    assert matches["registry_missing"].text.startswith(
        "load the Telephone Preference Service (TPS): "
        "smiledial dnc import FILE --source tps --as-of DATE --country GB ("
    )
    assert "smiledial lead edit ID --region STATE" in matches["no_zone"].text
