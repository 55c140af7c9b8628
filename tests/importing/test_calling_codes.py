"""A calling code in a column of its own says where a national number belongs."""

import pytest
from sqlalchemy import select

from db.engine.database import Database
from db.tables.leads import leads, numbers
from tests.importing.conftest import Import


def numbers_in(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(select(numbers.c.e164).order_by(numbers.c.id)).scalars())


@pytest.mark.parametrize(
    ("code", "number", "e164"),
    [
        ("44", "2079460018", "+442079460018"),
        ("+44", "02079460018", "+442079460018"),
        ("0044", "2079460018", "+442079460018"),
        ("49", "030 901820", "+4930901820"),
        ("1", "2079460018", "+12079460018"),
        ("", "2079460018", "+12079460018"),
        ("44", "+12085550147", "+12085550147"),
        ("none", "+12085550147", "+12085550147"),
    ],
)
def test_a_code_beside_the_number_is_its_country(
    database: Database, bring: Import, code: str, number: str, e164: str
) -> None:
    bring("phone_code,phone_number,first_name", f"{code},{number},Ada")
    assert numbers_in(database) == [e164]


def test_each_row_has_its_own_and_a_list_abroad_too(database: Database, bring: Import) -> None:
    rows = ("44,2079460018,", "1,2085550147,2085550148", ",030 901820,")
    brought = bring("phone_code,phone_number,alt_phone", *rows, country="DE")
    assert brought.mapped.doubts == (), "beside its code a number has lost no zero"
    assert numbers_in(database) == [
        "+442079460018",
        "+12085550147",
        "+12085550148",
        "+4930901820",
    ]


@pytest.mark.parametrize(
    ("country", "code"), [("D", "DE"), ("a", "AT"), ("GB", "GB"), ("Deutschland", "DE"), ("Q", "Q")]
)
def test_a_country_is_known_by_its_sign_on_cars_too(
    database: Database, bring: Import, country: str, code: str
) -> None:
    bring("name,phone,country", f"Ada,+49 30 901820,{country}")
    with database.read() as connection:
        assert connection.execute(select(leads.c.country)).scalar_one() == code


@pytest.mark.parametrize(
    ("code", "country", "says"),
    [
        ("1", "GB", "The country is GB and its calling code 1: correct one."),
        ("44", "US", "The country is US and its calling code 44: correct one."),
        ("0", "", "'0' is not the calling code of a country: write it as 44."),
        ("abc", "GB", "'abc' is not the calling code of a country: write it as 44."),
    ],
)
def test_what_contradicts_or_says_nothing_is_never_guessed(
    bring: Import, code: str, country: str, says: str
) -> None:
    rows = (f"{code},2079460018,{country}", "1,2085550147,US")
    brought = bring("phone_code,phone_number,country_code", *rows)
    assert (brought.imported, brought.rejected) == (1, 1)
    assert brought.first_rejects[0].reason == says


@pytest.mark.parametrize("column", ["Label", "Type"])
def test_a_number_that_is_labelled_fax_or_pager_is_kept_and_not_called(
    database: Database, bring: Import, column: str
) -> None:
    header = f"Name,Phone 1 - {column},Phone 1 - Value,Phone 2 - {column},Phone 2 - Value"
    rows = ("Ada,Mobile,2085550147,Work Fax,2085550148", "Bo,Pager,2085550149,Home,2085550150")
    brought = bring(header, *rows, "Cy,Home Fax,2085550151,,")
    assert numbers_in(database) == ["+12085550147", "+12085550150"]
    assert brought.first_rejects[0].reason == "It is labelled “home fax”: that is no phone."
    with database.read() as connection:
        extras = connection.execute(select(leads.c.extras).order_by(leads.c.id)).scalars().all()
    assert extras[0]["Phone 2 - Value"] == "2085550148 (work fax)"
    assert extras[1]["Phone 1 - Value"] == "2085550149 (pager)"


def test_a_code_that_names_a_phone_is_of_that_one(database: Database, bring: Import) -> None:
    bring("Phone 1,Phone 2,Phone 2 Country Code", "2085550147,2079460018,44")
    assert numbers_in(database) == ["+12085550147", "+442079460018"]


def test_a_code_where_the_country_stands_is_a_code(database: Database, bring: Import) -> None:
    bring("country_code,phone", "44,2079460018", "49,030 901820")
    assert numbers_in(database) == ["+442079460018", "+4930901820"]


def test_a_request_of_such_a_number_is_about_that_number(database: Database, bring: Import) -> None:
    brought = bring("phone_code,phone_number,alt_phone,alt_phone DNC", "44,2079460018,2079460019,Y")
    assert brought.closed == 1
    with database.read() as connection:
        wanted = select(numbers.c.e164).where(numbers.c.status == "suppressed")
        assert connection.execute(wanted).scalars().all() == ["+442079460019"]
        assert connection.execute(select(leads.c.bar)).scalar() == ""


@pytest.mark.parametrize(
    ("header", "row", "country", "e164"),
    [
        ("Area Code,Phone", "208,555-0147", "US", "+12085550147"),
        ("Area Code,Phone", "(208),5550147", "US", "+12085550147"),
        ("Area Code,Phone", "208,(303) 555-0147", "US", "+13035550147"),
        ("Vorwahl,Telefon", "0711,1234500", "DE", "+497111234500"),
        ("DDD,Celular", "11,96123-4567", "BR", "+5511961234567"),
        ("Lada,Teléfono", "55,55 1234 5678", "MX", "+525512345678"),
    ],
)
def test_an_area_code_beside_the_number_completes_one_that_wants_it(
    database: Database, bring: Import, header: str, row: str, country: str, e164: str
) -> None:
    bring(f"name,{header}", f"Ada,{row}", country=country)
    assert numbers_in(database) == [e164]
