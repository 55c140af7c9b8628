"""`settings` on the shell: the firm's, shown and put."""

from pathlib import Path

from tests.cli.shell import CommandLine


def test_the_settings_are_shown_with_their_defaults_and_no_secret(smiledial: CommandLine) -> None:
    smiledial("dnc", "add", "(212) 555-0100", "--reason", "asked")
    shown = smiledial("settings", "show", "--json").document
    assert shown["trade"] == "general"
    assert shown["unknown_line"] == "caution"
    assert (shown["courtesy_opens"], shown["courtesy_closes"]) == ("08:00", "21:00")
    assert not {"audit_salt", "revision"} & set(shown)
    assert "caution or bar" in smiledial("settings", "show").out


def test_a_setting_changes_the_verdict_and_is_in_the_audit_log(smiledial: CommandLine) -> None:
    def check() -> object:
        answer = smiledial("check", "(480) 555-0147", "--kind", "business", "--json")
        return [row["code"] for row in answer.document["reasons"]]

    assert check() == []
    assert smiledial("settings", "set", "unknown_line", "bar").out == "unknown_line is bar.\n"
    assert check() == ["mobile_barred"]
    assert smiledial("settings", "show", "--json").document["unknown_line"] == "bar"
    assert "unknown_line" in smiledial("audit", "show").out


def test_what_agents_say_first_is_the_firms_to_set(smiledial: CommandLine) -> None:
    smiledial("settings", "set", "firm_name", " Lantern \x1b[31m Battery ")
    smiledial("settings", "set", "firm_phone", "(208) 555-0100")
    smiledial("settings", "set", "offer", "back-up power")
    shown = smiledial("settings", "show", "--json").document
    assert shown["firm_name"] == "Lantern [31m Battery"
    assert (shown["firm_phone"], shown["offer"]) == ("(208) 555-0100", "back-up power")
    for number in ("1-800-FLOWERS", "13 22 66", ""):
        assert smiledial("settings", "set", "firm_phone", number).status == 0


def test_an_unknown_setting_is_answered_with_those_there_are(smiledial: CommandLine) -> None:
    refused = smiledial("settings", "set", "colour", "red")
    assert refused.status == 3
    assert "known are trade, unknown_line, courtesy_opens, courtesy_closes" in refused.err


def test_a_value_that_does_not_fit_is_refused(smiledial: CommandLine) -> None:
    for name, value in (
        ("courtesy_opens", "06:00"),
        ("trade", "boats"),
        ("registry_change_layout", "what,ever"),
        ("firm_phone", "abc"),
        ("firm_phone", "call us please"),
        ("firm_name", "so long a name that nobody could say it in one breath on the phone"),
    ):
        refused = smiledial("settings", "set", name, value)
        assert refused.status == 3
        assert smiledial("settings", "show", "--json").document[name] != value


def test_a_landline_goes_by_its_address_once_the_firm_says_so(smiledial: CommandLine) -> None:
    def zones() -> list[str]:
        asked = ("(212) 555-0147", "--region", "CA", "--postal", "94105", "--line", "landline")
        document = smiledial("check", *asked, "--kind", "business", "--json").document
        return [row["zone"] for row in document["zones"]]

    assert zones() == ["America/Los_Angeles", "America/New_York"]
    smiledial("settings", "set", "landline_by_address", "yes")
    assert zones() == ["America/Los_Angeles"]
    assert "landline_by_address" in smiledial("audit", "show").out
    assert smiledial("settings", "set", "landline_by_address", "perhaps").status == 3
    smiledial("settings", "set", "landline_by_address", "no")
    assert len(zones()) == 2


def test_the_firm_names_an_area_code_that_nobody_knows(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    rows = tmp_path / "new.csv"
    rows.write_text("name,phone\nAda,565-555-0147\n")
    check = ("check", "565-555-0147", "--kind", "business", "--json")
    assert smiledial(*check).document["reasons"][0]["code"] == "area_code_unknown"
    smiledial("import", str(rows), "--list", "New", "--kind", "business")
    why = smiledial("why", "--json").document
    assert [row["code"] for row in why["blocked"]] == ["area_code_unknown"]
    put = smiledial("settings", "set", "area_codes", "565 US-GA")
    assert put.out == "area_codes is 565 US-GA America/New_York.\n"
    assert smiledial(*check).document["reasons"] == []
    assert smiledial("why", "--json").document["callable"] == 1
    scrubbed = smiledial("scrub", str(rows), "--format", "jsonl")
    assert "US-GA" in scrubbed.out
    for wrong in ("565 US-XX", "800 US-GA", "565"):
        refused = smiledial("settings", "set", "area_codes", wrong)
        assert (refused.status, "area codes cannot be read" in refused.err) == (3, True)
