"""Columns without a name: found by what they hold, and never guessed on thin ground."""

import pytest

from console.files.fields.columns.contents import find_by_content, is_day


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-01",
        "11/02/2026",
        "01.11.26",
        "20261101",
        "1 Nov 2026",
        "Nov 1, 2026",
        "2026-11-01 10:00:00",
        "2026-11-01T10:00:00Z",
        "11/2/2026 9:05 AM",
    ],
)
def test_a_day_is_known_however_it_is_written(cell: str) -> None:
    assert is_day(cell)


@pytest.mark.parametrize("cell", ["2085550141", "83702", "1.5", "12/13", "2026-11/01", "soon", ""])
def test_what_is_no_day_is_none(cell: str) -> None:
    assert not is_day(cell)


def found(*columns: str, country: str = "US") -> tuple[list[int], dict[str, int]]:
    rows = list(zip(*(column.split("|") for column in columns), strict=True))
    return find_by_content(rows, (), country)


PHONES = "2085550141|2085550142|2085550143"


def test_days_are_no_numbers_even_where_a_plan_has_such() -> None:
    assert found("20261101|20261102|20261103", PHONES) == ([1], {})
    german = "01.11.2026|02.11.2026|03.11.2026"
    assert found(german, "030 23125141|089 12345142|040 66969143", country="DE") == ([1], {})


def test_a_company_is_known_by_what_some_of_them_say_and_a_person_beside_it() -> None:
    firms, people = "Engine Works Inc|Harbor View|Fox & Sons", "Ada Byron|Bo Hopper|FOX, CY"
    assert found(people, firms, PHONES) == ([2], {"name": 0, "company": 1})


def test_a_remark_that_speaks_of_a_company_is_none() -> None:
    remark = "rang the bank, which said that they would rather be written to than called again"
    assert found("|".join([remark] * 3), PHONES) == ([1], {})


def test_given_and_family_name_stand_side_by_side_and_a_city_is_none_of_them() -> None:
    names = ("Ada|Bo|Cy", "Byron|Hopper|Fox")
    assert found(*names, PHONES)[1] == {"given_name": 0, "family_name": 1}
    assert found(*names, PHONES, "Boise|Nampa|Meridian", "ID|ID|ID")[1] == {
        "given_name": 0,
        "family_name": 1,
        "city": 3,
        "region": 4,
    }
    assert found(names[0], PHONES, names[1])[1] == {}


def test_a_city_with_its_state_is_nobodys_name() -> None:
    assert "name" not in found("Boise, ID|Nampa, ID|Meridian, ID", PHONES)[1]


@pytest.mark.parametrize(
    "streets",
    [
        "1 Mill St|2 Mill Ave|3 Mill Rd",
        "Mühlstr. 1|Hafenstraße 2b|Am Weg 3",
        "1 rue du Moulin|2 avenue Foch|3 bd Ney",
        "Calle Mayor 1|Calle Luna 2|Plaza Sol 3",
    ],
)
def test_streets_are_known_in_several_languages(streets: str) -> None:
    assert found(streets, PHONES) == ([1], {"address": 0})


def test_a_column_of_salutations_is_no_name() -> None:
    names = ("Ada|Bo|Cy", "Byron|Hopper|Fox")
    assert found("Mr|Mrs.|Dr", *names, PHONES) == ([3], {"given_name": 1, "family_name": 2})
    assert found("Herr|Frau|", names[0], PHONES) == ([2], {})


def test_words_that_come_again_and_again_are_no_names() -> None:
    names = [f"{first}{last}" for first in "ABCDEFGH" for last in "xyz"]
    status, source = "|".join(["Open", "Active"] * 12), "|".join(["Web"] * 24)
    phones = "|".join(f"2085550{at}" for at in range(100, 124))
    assert found(source, status, "|".join(names), phones) == ([3], {})


def test_middle_initials_stand_between_and_the_rare_name_in_a_remark_is_none() -> None:
    names = ("Ada|Bo|Cy", "B||", "Byron|Hopper|Fox")
    assert found(PHONES, *names, "Ring early||")[1] == {"given_name": 1, "family_name": 3}


def test_a_county_beside_a_british_code_is_nobodys_name() -> None:
    columns = (
        ("Ada|Bo|Cy", "Byron|Hopper|Fox", "Leeds|London|Otley"),
        ("West Yorkshire|Greater London|North Yorkshire", "LS1 4AP|SW1A 1AA|LS21 1AA"),
        ("0113 496 0141|020 7946 0042|0113 496 0143",),
    )
    phones, fields = found(*(row for part in columns for row in part), country="GB")
    assert phones == [5]
    assert fields == {"given_name": 0, "family_name": 1, "postal_code": 4}
