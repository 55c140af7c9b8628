"""Of which country a file is, by what stands in it."""

import pytest

from console.files.fields.columns.country_guess import guess_country


@pytest.mark.parametrize(
    ("header", "row", "country"),
    [
        ("Name,Phone,State,ZIP", "Ada,(212) 555-0147,NY,10001", "US"),
        ("Name,Phone", "Ada,212-555-0147", "US"),
        ("Name,Phone,Ext", "Ada,212-555-0147,555-0147", "US"),
        ("Name,Phone,Province,Postal Code", "Ada,416-555-0147,ON,M5V 2T6", "CA"),
        ("Name,Telephone,Postcode", "Ada,0113 496 0158,LS1 4AP", "GB"),
        ("Name,Telephone,Town,County,Postcode", "Ada,0113 496 0158,Leeds,,", "GB"),
        ("Name,Phone,E-mail", "Ada,0113 496 0158,ada@mill.co.uk", "GB"),
        ("Name,Phone,Other", "Ada,+44 113 496 0158,x", "GB"),
        ("Name,Phone,State,Postcode", "Ada,02 5550 1234,NSW,2000", "AU"),
        ("Vorname,Nachname,Telefon,PLZ,Ort", "Ada,Byron,030 23125012,10115,Berlin", "DE"),
        ("Prénom,Nom,Téléphone,Ville", "Ada,Byron,01 99 00 12 34,Paris", "FR"),
        ("Nome,Telefone,CEP,Cidade", "Ada,(11) 96123-4567,01310-100,São Paulo", "BR"),
        ("Name,Area Code,Phone,Zip", "Ada,11,96123-4567,01310-100", "BR"),
        ("Name,Area Code,Phone,Zip", "Ada,212,555-0147,10001-1234", "US"),
        ("Name,Phone,Zip", "山田 はな,03-3123-4567,100-0001", "JP"),
        ("이름,전화번호", "김민수,02-312-3456", "KR"),
        ("Name,Phone", "Ada,", "US"),
        ("Name,Phone", "Ada,none", "US"),
    ],
)
def test_a_country_is_guessed_from_codes_names_and_words(
    header: str, row: str, country: str
) -> None:
    assert guess_country(header.split(","), [row.split(",")], "US").best == country


def test_numbers_that_many_countries_have_are_no_guess_but_a_doubt() -> None:
    guess = guess_country(["Name", "Phone"], [["Ada", "0113 496 0158"]], "US")
    assert (guess.best, guess.is_read_at_home) == ("US", False)
    assert "GB" in guess.reasons


def test_a_file_at_home_names_no_other_country() -> None:
    guess = guess_country(["Name", "Postcode", "Phone"], [["A", "LS1 4AP", "0113 496 0158"]], "GB")
    assert list(guess.reasons) == ["GB"]


def test_a_file_without_rows_is_of_the_firms_own_country() -> None:
    guess = guess_country(["Name", "Postcode"], [], "GB")
    assert (guess.best, list(guess.reasons)) == ("GB", ["GB"])
