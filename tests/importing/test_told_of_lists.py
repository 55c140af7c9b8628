"""What an import tells of a list by its columns and by who of it may be called."""

from pathlib import Path

from tests.cli.shell import CommandLine
from tests.importing.conftest import Import

BRAZIL = "Nome,Telefone,Cidade,UF"


def test_a_list_of_which_nobody_may_be_called_says_why(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "de.csv"
    path.write_text("Name,Telefon\nIna Roth,030 23125 100\n", encoding="utf-8")
    text = smiledial("import", str(path), "--country", "DE", "--kind", "consumer").out
    assert "0 callable now" in text
    assert "1 not callable now: Germany allows no call without" in text


def test_the_day_of_a_consent_is_a_hint_until_it_is_mapped(bring: Import) -> None:
    rows = ("Ada,2085550147,2026-05-04", "Bo,2085550148,")
    doubts = bring("name,phone,Opt In Date", *rows, is_dry_run=True).mapped.doubts
    assert [doubt.in_shell.split()[1] for doubt in doubts] == ['consent_on="Opt'], doubts
    assert not doubts[0].needs_answer
    chosen = [("consent_on", "Opt In Date")]
    assert not bring("name,phone,Opt In Date", *rows, is_dry_run=True, mapping=chosen).mapped.doubts


def test_the_vendors_own_id_goes_before_that_of_the_dialler(bring: Import) -> None:
    brought = bring("lead_id,vendor_lead_code,phone", "7,V1,2085550147", is_dry_run=True)
    columns = brought.mapped.columns
    assert columns.names[columns.fields["vendor_id"]].text == "vendor_lead_code"


def test_no_zero_is_lost_where_numbers_are_written_without_one_or_by_another_country(
    bring: Import,
) -> None:
    sao = "João,1133334444,São Paulo,SP"
    for wish in ({"country": "BR"}, {}):
        result = bring(BRAZIL, sao, is_dry_run=True, **wish)
        assert not [doubt.text for doubt in result.mapped.doubts if "zero in front" in doubt.text]
    lost = bring("name,phone", "Ada,2079460019", country="GB", is_dry_run=True).mapped.doubts
    assert "lost the zero in front" in lost[0].text
    codes = "name,phone,ZIP"
    assert bring(codes, "Ada,2085550147,2134", is_dry_run=True).mapped.doubts


def test_a_number_that_nobody_can_call_does_not_bar_the_address_of_another(bring: Import) -> None:
    header, row = "name,phone,mobile,postcode", "Ada,020 7946 0018,07700 900123,SW1A 1AA"
    assert not bring(header, row, country="GB", is_dry_run=True).noticed.addresses.rows
    alone = bring(header, "Bo,,07700 900123,SW1A 1AA", country="GB", is_dry_run=True)
    assert alone.noticed.addresses.rows == {"postal_code": 1}
