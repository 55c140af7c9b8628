import pytest

from console.rules.law.disclosures import all_duties, duties_of, greeting, opening
from console.rules.law.statutes import country_of, known_jurisdictions


def test_a_state_with_a_time_limit_comes_before_the_federal_duties() -> None:
    assert [duty.id for duty in duties_of(["US-NM"], ())] == [
        "US-NM/identify",
        "US/fcc",
        "US/ftc",
    ]


def test_every_candidate_jurisdiction_has_its_say() -> None:
    matches = {duty.jurisdiction for duty in duties_of(["US-WA", "US-NJ"], ())}
    assert matches == {"US", "US-WA", "US-NJ"}


def test_a_seller_of_securities_says_so() -> None:
    assert "US/finra" in {duty.id for duty in duties_of(["US-TX"], ("securities",))}
    assert "US/finra" not in {duty.id for duty in duties_of(["US-TX"], ())}


def test_no_duty_is_known_for_a_country_the_data_does_not_name() -> None:
    assert duties_of(["GB"], ()) == ()


def test_every_duty_has_its_citation_and_source() -> None:
    for duty in all_duties():
        assert duty.citation, duty.id
        assert duty.source, duty.id
        assert duty.confidence in {"high", "medium", "low"}, duty.id
        assert country_of(duty.jurisdiction) in known_jurisdictions(), duty.id


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (8, "Good morning, this is Sam of Lantern. This is a sales call about batteries."),
        (12, "Good afternoon, this is Sam of Lantern. This is a sales call about batteries."),
        (18, "Good evening, this is Sam of Lantern. This is a sales call about batteries."),
    ],
)
def test_the_opening_says_who_calls_and_that_it_is_a_sales_call(hour: int, said: str) -> None:
    assert opening("Sam", "Lantern", "batteries", hour) == said


@pytest.mark.parametrize(
    ("hour", "part"),
    [(0, "morning"), (11, "morning"), (12, "afternoon"), (17, "afternoon"), (18, "evening")],
)
def test_the_day_is_wished_by_the_hour_there(hour: int, part: str) -> None:
    assert greeting(hour) == part


def test_the_firms_phone_is_said_where_one_is_set() -> None:
    text = opening("Sam", "Lantern", "batteries", 9, "(503) 555-0100")
    assert text.endswith("about batteries. Our number is (503) 555-0100.")


def test_without_a_firm_the_opening_is_still_a_whole_sentence() -> None:
    assert opening("Sam", "", "", 9) == "Good morning, my name is Sam. This is a sales call."
