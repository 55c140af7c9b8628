"""`settings` on the shell: the firm's, shown and put."""

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
        found = smiledial("check", "(480) 555-0147", "--kind", "business", "--json")
        return [one["code"] for one in found.document["reasons"]]

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


def test_an_unknown_setting_is_answered_with_those_there_are(smiledial: CommandLine) -> None:
    refused = smiledial("settings", "set", "colour", "red")
    assert refused.status == 3
    assert "known are trade, unknown_line, courtesy_opens, courtesy_closes" in refused.err


def test_a_value_that_does_not_fit_is_refused(smiledial: CommandLine) -> None:
    for name, value in (
        ("courtesy_opens", "06:00"),
        ("trade", "boats"),
        ("registry_change_layout", "what,ever"),
        ("firm_name", "so long a name that nobody could say it in one breath on the phone"),
    ):
        refused = smiledial("settings", "set", name, value)
        assert refused.status == 3
        assert smiledial("settings", "show", "--json").document[name] != value
