"""`lead company`: everybody there, by its name or a number."""

from pathlib import Path

from tests.cli.shell import CommandLine

ROWS = """\
name,company,title,phone,ext,ivr,kind
Ann Lee,Acme Tooling,CFO,(208) 555-0100,14,"2, then 14",business
Bo Wu,ACME tooling,Buyer,(208) 555-0100,15,,business
Cy Fox,Acme Plumbing,CEO,(208) 555-0199,,,business
"""


def test_a_company_is_named_whole_or_as_far_as_it_is_one(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "directory.csv"
    file.write_text(ROWS, encoding="utf-8")
    assert smiledial("import", str(file)).status == 0
    several = smiledial("lead", "company", "acme")
    assert several.status == 3
    assert "Several companies fit: ACME tooling, Acme Plumbing." in several.err
    shown = smiledial("lead", "company", "acme", "tool")
    assert "2 leads at 1 number" in shown.out
    assert "(208) 555-0100 ext. 14 · menu: 2, then 14" in shown.out
    by_number = smiledial("lead", "company", "208 555 0100", "--json").document
    assert [(row["name"], row["state"]) for row in by_number["leads"]] == [
        ("Ann Lee", "new"),
        ("Bo Wu", "new"),
    ]
    assert smiledial("lead", "company", "nowhere").status == 3
    assert smiledial("lead", "company", "!").status == 3
