"""An address that was given and cannot be read: nobody knows whose law holds, so nobody calls."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from console.judging.place_openings import callable_spans
from console.rules.phone.numbers import Phone, read_phone
from console.rules.places.finding import find_place
from console.rules.places.unread_addresses import find_unread, name_contradiction
from console.rules.values import Firm, Listing, Standing
from db.enums import LeadKind, LineType, VerdictKind
from tests.rules.law_cases import FIRM, WITHOUT_LISTS, ask, codes

NOON = datetime(2026, 12, 9, 18, 0, tzinfo=UTC)
BOISE = read_phone("208 555 0147")
PHONES = tuple(
    read_phone(text)
    for text in (
        "208 555 0147",
        "602 555 0147",
        "800 555 0147",
        "416 555 0147",
        "+442079460018",
        "+551123456789",
        "+61730001234",
        "+491715550147",
    )
)
KINDS = tuple(VerdictKind)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (
            {"region": "Idahoe"},
            (
                "The state or region “Idahoe” cannot be read (did you mean Idaho?), so it is not "
                "known whose hours and law hold: write the state as ID or Idaho or record the zone "
                "they say they are in."
            ),
        ),
        (
            {"postal_code": "8370Z"},
            (
                "The postal code “8370Z” cannot be read (did you mean 83702?), so it is not known "
                "whose hours and law hold: check the code's digits or record the zone they say "
                "they are in."
            ),
        ),
        (
            {"country": "Elbonia", "region": "Up\n there"},
            (
                "The country “Elbonia” and state or region “Up there” cannot be read, so it is not "
                "known whose hours and law hold: write the country as its two-letter code or write "
                "the state as ID or Idaho."
            ),
        ),
        (
            {"country": "Elbonia"},
            (
                "The country “Elbonia” cannot be read, so it is not known whose hours and law "
                "hold: write the country as its two-letter code."
            ),
        ),
        (
            {"region": "x" * 99},
            (
                f"The state or region “{'x' * 39}…” cannot be read, so it is not known whose hours "
                "and law hold: write the state as ID or Idaho or record the zone they say they are "
                "in."
            ),
        ),
    ],
)
def test_the_reason_names_the_field_and_its_words_and_how_to_mend_it(
    address: dict[str, Any], says: str
) -> None:
    place = find_place(BOISE, kind=LeadKind.BUSINESS, **address)
    standing = replace(WITHOUT_LISTS, written=tuple(address.items()))
    verdict = ask(place, NOON, standing=standing)
    assert verdict.kind is VerdictKind.UNKNOWN
    assert [(reason.code, reason.text) for reason in verdict.reasons] == [("address_unread", says)]


def test_a_postal_code_outside_its_state_is_a_caution_and_both_bind() -> None:
    place = find_place(BOISE, region="FL", postal_code="94105", kind=LeadKind.BUSINESS)
    verdict = ask(place, NOON, standing=WITHOUT_LISTS)
    text = "The postal code says California and the address Florida: "
    assert [caution for caution in verdict.cautions if caution.startswith(text)]
    assert {"US-CA", "US-FL"} <= {law.value for law in verdict.jurisdictions}
    for agrees in ("Florida", "Miami, FL", "", "FL 33101"):
        whole = find_place(BOISE, region=agrees, postal_code="33101", kind=LeadKind.BUSINESS)
        assert not name_contradiction(whole)


def test_without_its_words_the_reason_names_the_field() -> None:
    (reason,) = find_unread(find_place(BOISE, region="Idahoe"), ())
    assert reason.text.startswith("The state or region cannot be read")


def test_a_bar_outranks_an_address_that_cannot_be_read() -> None:
    place = find_place(BOISE, region="Idahoe")
    listed = Standing(listing=Listing("asked on the phone", NOON.date()))
    verdict = ask(place, NOON, standing=listed)
    assert verdict.kind is VerdictKind.NEVER
    assert codes(verdict)[:2] == ["internal_list", "address_unread"]


def test_a_place_with_an_unread_address_is_never_planned() -> None:
    place = find_place(BOISE, kind=LeadKind.BUSINESS)
    end = NOON.replace(day=12)
    assert list(callable_spans(place, {}, Firm(), NOON, end))
    unread = replace(place, unread=("region",))
    assert not list(callable_spans(unread, {}, Firm(), NOON, end))


fields = st.sampled_from(["country", "region", "postal_code"])
known = st.fixed_dictionaries(
    {
        "country": st.sampled_from(["", "US", "CA", "AU", "GB", "BR", "PR", "DE"]),
        "region": st.sampled_from(["", "FL", "NJ", "QC", "NSW", "PR", "AE", "Kent"]),
        "postal_code": st.sampled_from(["", "32401", "S9V 0A1", "2880", "09012", "ME4 4TZ"]),
    }
)
words = st.one_of(st.text(max_size=12), st.sampled_from(["Miss.", "n/a", "U.S. of A", "0000", "☃"]))


@given(
    st.sampled_from(PHONES),
    known,
    fields,
    words,
    st.sampled_from(LeadKind),
    st.sampled_from(LineType),
    st.sampled_from(["", "America/Denver"]),
    st.timedeltas(timedelta(), timedelta(days=365)),
)
@settings(deadline=None)
@example(
    BOISE,
    {"country": "", "region": "NJ", "postal_code": ""},
    "country",
    "Elbonia",
    LeadKind.CONSUMER,
    LineType.MOBILE,
    "",
    timedelta(),
)
def test_no_unread_words_make_a_verdict_looser(
    phone: Phone,
    address: dict[str, Any],
    field: str,
    text: str,
    kind: LeadKind,
    line: LineType,
    zone: str,
    later: timedelta,
) -> None:
    with_words = address | {field: text}
    given_words, blank = (
        find_place(phone, **row, kind=kind, line=line, stated_zone=zone)
        for row in (with_words, address | {field: ""})
    )
    if field not in given_words.unread:
        return
    standing = replace(WITHOUT_LISTS, written=tuple(with_words.items()))
    tighter, looser = (ask(row, NOON + later, FIRM, standing) for row in (given_words, blank))
    assert KINDS.index(tighter.kind) <= KINDS.index(VerdictKind.UNKNOWN)
    assert KINDS.index(tighter.kind) <= KINDS.index(looser.kind)
    assert "address_unread" in codes(tighter)
