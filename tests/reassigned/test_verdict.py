"""Maine: a sales call to a consumer needs a recent “no” of the reassigned numbers database.

10 M.R.S. 1499-B(6). Noon of Wednesday, 9 December 2026 in Portland.
"""

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from console.rules.places.facts import place_from_facts, place_to_facts
from console.rules.values import (
    Evidence,
    Firm,
    ReassignedAnswer,
    RegistryCopy,
    RegistryHit,
    Standing,
    Verdict,
)
from console.rules.verdict.lifting import list_lifted
from console.rules.verdict.reassigned import with_answer
from db.enums import EvidenceKind, LeadKind, Reassigned, RegistryKind, VerdictKind
from tests.rules.law_cases import FIRM, ask, codes, local, place_in

NOON = local("2026-12-09 12:00:00", "America/New_York")
DAY = date(2026, 12, 9)
IN_MAINE = place_in("US-ME", area_code="207")
COPIES = (RegistryCopy("national", date(2026, 12, 1)),)
YES, NO, NO_DATA = (
    RegistryKind.REASSIGNED_YES,
    RegistryKind.REASSIGNED_NO,
    RegistryKind.REASSIGNED_NO_DATA,
)
UNKNOWN, BARRED, MAY = ["reassigned_unknown"], ["reassigned"], list[str]()


def hit(kind: RegistryKind, on: date) -> RegistryHit:
    return RegistryHit(f"{kind} {on}", "the reassigned numbers database", on, kind)


def judged(
    *answers: tuple[RegistryKind, date], place: object = IN_MAINE, at: datetime = NOON
) -> Verdict:
    hits = tuple(hit(*answer) for answer in answers)
    return ask(place, at, standing=Standing(copies=COPIES, hits=hits))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answers", "expected", "sentence"),
    [
        ([], UNKNOWN, "none is loaded for this number"),
        ([(NO, date(2026, 12, 9))], MAY, ""),
        ([(NO, date(2026, 12, 10))], MAY, ""),
        ([(NO, date(2026, 12, 11))], UNKNOWN, "that of 11 Dec 2026 came after the call"),
        ([(NO, date(2026, 11, 8))], MAY, ""),
        ([(NO, date(2026, 11, 7))], UNKNOWN, "that of 7 Nov 2026 is older than 31 days"),
        ([(NO_DATA, date(2026, 12, 1))], UNKNOWN, "its answer of 1 Dec 2026 was “no data”"),
        ([(YES, date(2020, 1, 1))], BARRED, "said on 1 Jan 2020 that this number was cut off"),
        ([(YES, date(2026, 11, 1)), (NO, date(2026, 12, 1))], MAY, ""),
        ([(NO, date(2026, 11, 20)), (YES, date(2026, 12, 1))], BARRED, "on 1 Dec 2026"),
        ([(NO, date(2026, 12, 1)), (YES, date(2026, 12, 1))], BARRED, "on 1 Dec 2026"),
        ([(NO, date(2026, 12, 1)), (NO_DATA, date(2026, 12, 1))], UNKNOWN, "“no data”"),
        ([(YES, date(2026, 11, 1)), (NO_DATA, date(2026, 12, 1))], BARRED, "on 1 Nov 2026"),
        ([(NO, date(2026, 11, 20)), (NO_DATA, date(2026, 12, 1))], UNKNOWN, "“no data”"),
    ],
)
def test_maine_needs_a_recent_no(
    answers: list[tuple[RegistryKind, date]], expected: list[str], sentence: str
) -> None:
    verdict = judged(*answers)
    assert codes(verdict) == expected
    kinds = {0: VerdictKind.CALL, "reassigned": VerdictKind.NEVER}
    assert verdict.kind is kinds.get(expected[0] if expected else 0, VerdictKind.UNKNOWN)
    if expected:
        assert sentence in verdict.reasons[0].text
        assert "smiledial reassigned import FILE" in verdict.reasons[0].text


def test_an_unknown_names_the_law_and_what_else_would_do() -> None:
    (reason,) = judged().reasons
    assert (reason.rule, reason.citation) == (
        "US-ME/reassigned",
        "10 M.R.S. 1499-B(6) as amended by PL 2023 c. 570 (LD 2234)",
    )
    assert (
        "Not needed with written consent or a transaction of the last 18 months or an inquiry of "
        "the last 3 months, recorded by smiledial consent add." in reason.text
    )


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (Evidence(EvidenceKind.WRITTEN, date(2020, 1, 1)), MAY),
        (Evidence(EvidenceKind.TRANSACTION, date(2025, 6, 9)), MAY),
        (Evidence(EvidenceKind.TRANSACTION, date(2025, 6, 8)), UNKNOWN),
        (Evidence(EvidenceKind.INQUIRY, date(2026, 9, 9)), MAY),
        (Evidence(EvidenceKind.INQUIRY, date(2026, 9, 8)), UNKNOWN),
    ],
)
def test_a_request_or_a_relationship_needs_no_answer(
    evidence: Evidence, expected: list[str]
) -> None:
    place = replace(IN_MAINE, evidence=(evidence,))
    standing = Standing(copies=(RegistryCopy("national", DAY),))
    assert codes(ask(place, NOON, standing=standing)) == expected
    named = {lifted.name for lifted in list_lifted(place, Firm(), evidence, DAY)}
    assert (
        "Maine: no call without a “no” of the reassigned numbers database, at most 31 days old"
        in named
    )


@pytest.mark.parametrize(("on", "expected"), [(date(2026, 12, 1), BARRED), (DAY, MAY)])
def test_a_yes_outweighs_what_is_known_of_the_former_holder(on: date, expected: list[str]) -> None:
    inquiry = replace(IN_MAINE, evidence=(Evidence(EvidenceKind.INQUIRY, on),))
    assert codes(judged((YES, date(2026, 12, 1)), place=inquiry)) == expected


def test_only_maine_and_only_consumers_need_an_answer_and_a_yes_bars_everywhere() -> None:
    elsewhere = [
        place_in("US-MA", area_code="508"),
        place_in("US-ME", area_code="207", kind=LeadKind.BUSINESS),
    ]
    for place in elsewhere:
        assert codes(judged(place=place)) == []
        assert codes(judged((NO_DATA, DAY), place=place)) == []
        assert codes(judged((YES, DAY), place=place)) == BARRED
    either = place_in("US-MA", "US-ME", area_code="508")
    assert codes(judged(place=either)) == UNKNOWN


def test_before_the_law_and_without_lists_nothing_is_asked() -> None:
    assert codes(ask(IN_MAINE, NOON)) == []
    day = local("2024-07-15 12:00:00", "America/New_York")
    standing = Standing(copies=(RegistryCopy("national", date(2024, 7, 1)),))
    assert codes(ask(IN_MAINE, day, standing=standing)) == []
    assert codes(ask(IN_MAINE, day + timedelta(days=1), standing=standing)) == UNKNOWN


def test_a_call_closes_when_the_answer_grows_too_old_and_the_verdict_names_it() -> None:
    verdict = judged((NO, date(2026, 11, 8)))
    assert verdict.closes_at == local("2026-12-09 21:00:00", "America/New_York")
    assert "US-ME/reassigned answered no on 2026-11-08" in verdict.allowed_by
    at = local("2026-12-09 20:59:00", "America/New_York")
    assert codes(judged((NO, date(2026, 11, 8)), at=at)) == MAY
    assert "reassigned_unknown" in codes(judged((NO, date(2026, 11, 8)), at=at + timedelta(days=1)))


def test_a_stored_place_keeps_only_an_answer_that_can_matter_there() -> None:
    no, yes = [(NO, DAY)], [(YES, DAY)]
    stored = with_answer(IN_MAINE, no)
    assert stored.reassigned == ReassignedAnswer(Reassigned.NO, DAY)
    assert place_from_facts(place_to_facts(stored)) == stored
    assert codes(ask(stored, NOON, FIRM, Standing(copies=COPIES))) == MAY
    assert with_answer(stored, []) == IN_MAINE
    texan = place_in("US-TX", area_code="512")
    assert with_answer(texan, no) is texan
    assert with_answer(texan, yes).reassigned == ReassignedAnswer(Reassigned.YES, DAY)
