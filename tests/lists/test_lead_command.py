"""One person at a time from the shell: added by hand, shown."""

from tests.cli.shell import CommandLine


def test_a_referral_is_added_by_the_rules_of_an_import_and_shown(smiledial: CommandLine) -> None:
    added = smiledial(
        "lead", "add", "Zoë\x1b[1m Quill", "(208) 555-0147", "208 555 0148 x 9",
        "--kind", "business", "--income", "85k", "--notes", "a friend of Ada",
    )  # fmt: skip
    assert (added.status, added.err) == (0, "")
    shown = smiledial("lead", "show", "208.555.0147", "--json").document
    assert shown["name"] == "Zoë[1m Quill"
    assert (shown["list"], shown["income"], shown["kind"]) == ("Referrals", 85_000, "business")
    assert [phone["number"] for phone in shown["phones"]] == ["+12085550147", "+12085550148"]
    answer = smiledial("lead", "show", str(shown["id"]))
    assert (answer.status, answer.err) == (0, "")
    assert "a friend of Ada" in answer.out
    assert "phone: (208) 555-0148 ext. 9 phone 2 (line type unknown) open ·" in answer.out
    assert smiledial("lead", "add", "Lu", "2085550151").status == 0
    assert smiledial("lead", "edit", str(shown["id"] + 1), "--line", "landline").status == 0
    assert "(208) 555-0151 (landline) open" in smiledial("lead", "show", "2085550151").out
    assert smiledial("next").status == 0
    ident = str(shown["id"])
    done = smiledial("lead", "edit", ident, "--notes", "x\x1by", "--priority", "7", "--income", "")
    assert (done.status, done.err) == (0, "")
    mended = smiledial("lead", "show", ident, "--json").document
    assert (mended["notes"], mended["priority"], mended["income"]) == ("xy", 7, None)
    for wrong in (("--priority", "high"), ("--income", "lots"), ("--name", " "), ()):
        assert smiledial("lead", "edit", ident, *wrong).status == 3
    assert smiledial("lead", "edit", "77", "--notes", "x").status == 3
    assert smiledial("lead", "show", ident, "--json").document == mended
    named = smiledial("lead", "add", "Cy", "(208) 555-0149", "--referred-by", ident)
    assert "as a consumer" in named.out
    again = smiledial("lead", "add", "Zoë", "(208) 555-0147")
    assert again.status == 3
    assert "Quill (1) has (208) 555-0147 already" in again.err
    assert smiledial("lead", "add", "Zoë", "12").status == 3
    assert smiledial("lead", "show", "77").status == 3
    assert smiledial("audit", "verify").status == 0


def test_notes_that_certainly_say_not_to_call_bar_at_once(smiledial: CommandLine) -> None:
    assert smiledial("lead", "add", "Lu", "2085550151", "--kind", "business").status == 0
    assert smiledial("lead", "edit", "1", "--notes", "likes tea").out == "Changed.\n"
    assert smiledial("next").status == 0
    edited = smiledial("lead", "edit", "1", "--notes", "please do not call again")
    assert "These notes say not to call: its numbers are on the internal" in edited.out
    assert smiledial("next").status == 1
    listed = smiledial("dnc", "check", "2085550151")
    assert listed.status == 1
    assert "The lead says so in “notes”" in listed.out
    assert smiledial("audit", "verify").status == 0


def test_an_export_is_screened_by_number(smiledial: CommandLine) -> None:
    assert smiledial("lead", "add", "Lu", "2085550151", "--kind", "business").status == 0
    assert smiledial("lead", "add", "Bo", "2085550152", "--kind", "business").status == 0
    for phone in ("208 555 0151", "+12085550151"):
        out = smiledial("export", "leads", "--where", f"phone = '{phone}'").out
        assert "Lu" in out
        assert "Bo" not in out
