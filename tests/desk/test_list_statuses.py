"""What the card says of each list, and that it agrees with the verdict."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from console.cards.lead import ListStatus
from console.desk.cards.list_statuses import list_statuses
from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from console.rules.values import (
    Evidence,
    Firm,
    Listing,
    Place,
    RegistryCopy,
    RegistryHit,
    Standing,
)
from console.rules.verdict.verdict import judge
from db.enums import EvidenceKind, LeadKind, ReasonCode, RegistryKind
from tests.examples import examples
from tests.rules.test_verdict_properties import firms, instants, places

NOW = datetime.fromisoformat("2026-11-18T17:00:00Z")
TODAY = NOW.date()
LAST_WEEK = TODAY - timedelta(days=7)
NATIONAL = "the national Do Not Call Registry"

OF_LISTS = {
    ReasonCode.INTERNAL_LIST,
    ReasonCode.REGISTRY,
    ReasonCode.REGISTRY_MISSING,
    ReasonCode.REGISTRY_STALE,
    ReasonCode.REASSIGNED,
    ReasonCode.REASSIGNED_UNKNOWN,
}


def place_of(phone: str = "202 555 0123", **values: object) -> Place:
    return replace(find_place(read_phone(phone)), **values)


def lines(place: Place, standing: Standing) -> dict[str, tuple[str, date | None, bool]]:
    statuses = list_statuses(place, standing, Firm(), NOW)
    return {match.name: (match.text, match.as_of, match.is_clear) for match in statuses}


def hit(source: str, kind: RegistryKind = RegistryKind.BARS) -> RegistryHit:
    return RegistryHit(source, f"list of {source}", LAST_WEEK, kind)


def test_absence_is_told_with_the_date_of_the_copy() -> None:
    standing = Standing(copies=(RegistryCopy("national", LAST_WEEK),))
    assert lines(place_of(), standing)[NATIONAL] == ("not listed", LAST_WEEK, True)


def test_of_several_copies_the_newest_speaks() -> None:
    old = RegistryCopy("national", date(2026, 8, 1))
    standing = Standing(copies=(old, RegistryCopy("us national", LAST_WEEK)))
    assert lines(place_of(), standing)[NATIONAL] == ("not listed", LAST_WEEK, True)


def test_an_old_copy_tells_its_age_and_clears_nobody() -> None:
    standing = Standing(copies=(RegistryCopy("national", TODAY - timedelta(days=32)),))
    text, _, is_clear = lines(place_of(), standing)[NATIONAL]
    assert (text, is_clear) == ("copy is 32 days old", False)


def test_a_clearing_elsewhere_counts_as_long_as_a_copy_does() -> None:
    cleared = place_of(cleared_on=LAST_WEEK)
    assert lines(cleared, Standing())[NATIONAL] == ("list cleared elsewhere", LAST_WEEK, True)
    long_ago = place_of(cleared_on=TODAY - timedelta(days=40))
    assert not lines(long_ago, Standing())[NATIONAL][2]


def test_a_listing_that_evidence_lifts_says_so() -> None:
    standing = Standing(hits=(hit("national"),), copies=(RegistryCopy("national", LAST_WEEK),))
    assert lines(place_of(), standing)[NATIONAL] == ("listed", LAST_WEEK, False)
    written = place_of(evidence=(Evidence(EvidenceKind.WRITTEN, LAST_WEEK),))
    lifted = ("listed, evidence lifts it", LAST_WEEK, True)
    assert lines(written, standing)[NATIONAL] == lifted
    assert lines(written, Standing())[NATIONAL] == ("not needed, evidence is held", None, True)


def test_lists_that_no_law_asks_for_are_told_too_and_evidence_lifts_none() -> None:
    written = place_of(evidence=(Evidence(EvidenceKind.WRITTEN, LAST_WEEK),))
    standing = Standing(
        hits=(hit("litigators"), hit("wireless", RegistryKind.MOBILE)),
        copies=tuple(RegistryCopy(name, LAST_WEEK) for name in ("litigators", "watch list")),
    )
    result = lines(written, standing)
    assert result["list of litigators"] == ("listed", LAST_WEEK, False)
    assert result["list of wireless"] == ("a mobile", LAST_WEEK, True)
    assert result["watch list"] == ("not listed", LAST_WEEK, True)


def test_a_business_reads_that_the_consumers_registry_does_not_bar_it() -> None:
    business = place_of(kind=LeadKind.BUSINESS)
    result = lines(business, Standing(hits=(hit("national"),)))
    assert result["list of national"] == ("listed, which bars no business call", LAST_WEEK, True)


def test_a_toronto_phone_of_a_person_in_florida_is_looked_up_in_canadas_list() -> None:
    moved = replace(place_of("416 555 0123"), jurisdictions=place_of("850 555 0123").jurisdictions)
    assert list(lines(moved, Standing())) == ["internal list", "Canada's National DNCL"]


def test_the_lists_of_the_law_come_last_the_required_ones_at_the_very_end() -> None:
    statuses = list_statuses(
        place_of("317 555 0123"), Standing(hits=(hit("litigators"),)), Firm(), NOW
    )
    assert [match.name for match in statuses][:2] == ["internal list", "list of litigators"]
    assert statuses[-1].name == NATIONAL


def test_the_copy_of_one_country_says_nothing_of_a_number_in_another() -> None:
    berlin = replace(find_place(read_phone("030 23125148", "DE")), kind=LeadKind.BUSINESS)
    standing = Standing(copies=(RegistryCopy("gb-ctps", LAST_WEEK), RegistryCopy("own", TODAY)))
    assert [status.name for status in list_statuses(berlin, standing, Firm(), NOW)] == [
        "internal list",
        "own",
    ]


def test_whom_another_program_was_done_with_has_asked_nothing() -> None:
    done = Standing(listing=Listing("fair.csv says Lost in “Lead Status”.", TODAY))
    values = ("your list says Lost (column Lead Status)", TODAY, False)
    assert lines(place_of(), done)["do not call"] == values
    asked = Standing(listing=Listing("fair.csv says so in “DNC”.", TODAY))
    assert lines(place_of(), asked)["do not call"][0] == "asked not to be called"


hits = st.builds(
    hit,
    st.sampled_from(["national", "texas", "litigators", "canada"]),
    st.sampled_from(RegistryKind),
)


@settings(max_examples=examples(300), deadline=None)
@given(st.data(), places, firms, instants)
def test_a_line_stands_against_the_call_where_the_verdict_does(
    data: st.DataObject, place: Place, firm: Firm, now: datetime
) -> None:
    ages = st.integers(0, 40).map(lambda ago: (now - timedelta(days=ago)).date())
    sources = st.sampled_from(["national", "texas", "litigators", "canada", "gb-tps"])
    standing = Standing(
        listing=data.draw(st.sampled_from([None, None, Listing("asked", LAST_WEEK)])),
        hits=tuple(data.draw(st.lists(hits, max_size=2))),
        copies=tuple(data.draw(st.lists(st.builds(RegistryCopy, sources, ages), max_size=3))),
    )
    verdict = judge(place, standing, firm, now)
    is_against = any(reason.code in OF_LISTS for reason in verdict.reasons)
    result: tuple[ListStatus, ...] = list_statuses(place, standing, firm, now)
    assert is_against == any(not row.is_clear for row in result)
