"""The table of a lead's fields is whole: each column has a line, and a line does what it says."""

import csv
from collections import Counter
from pathlib import Path

from console.files.fields.lead_fields import EXPORTED, FACTS, FIELDS, OF_LEAD, TYPED
from console.rules.text import squeeze
from db.tables.leads import BOOKKEEPING, leads
from tests.cli.shell import CommandLine

CELLS = {
    "income": "85000",
    "net_worth": "900000",
    "email": "ada@example.com",
    "country": "US",
    "region": "ID",
    "postal_code": "83701",
    "zone": "America/Boise",
    "kind": "business",
    "priority": "7",
    "owner": "ann",
}
"""What fields hold that do not take every text."""

SAID = {field.name: CELLS.get(field.name, f"of {field.name}") for field in OF_LEAD}


def test_every_column_of_a_lead_is_a_field_or_bookkeeping() -> None:
    named = {field.name for field in OF_LEAD}
    assert named.isdisjoint(BOOKKEEPING)
    assert {column.name for column in leads.columns} == named | BOOKKEEPING | {"extras"}


def test_no_two_fields_go_by_one_name() -> None:
    words = Counter(word for field in FIELDS for word in {*map(squeeze, field.words.split())})
    assert [word for word, count in words.items() if count > 1] == []


def test_each_field_of_a_file_comes_in_is_shown_said_asked_mended_and_goes_out(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    file, out, script = (tmp_path / name for name in ("in.csv", "out.csv", "script.txt"))
    with file.open("w", encoding="utf-8", newline="") as opened:
        header = ["phone", *(field.words.split()[-1] for field in OF_LEAD)]
        csv.writer(opened).writerows([header, ["(208) 555-0147", *SAID.values()]])
    assert smiledial("import", str(file)).status == 0
    shown = smiledial("lead", "show", "1", "--json").document
    assert {name: str(shown[name]) for name in SAID} == SAID
    assert shown["extras"] == {}
    facts = smiledial("next", "--json").document["lead"]["facts"]
    assert [fact.label for fact in FACTS] == list(facts)

    asked = [field for field in OF_LEAD if field.is_asked]
    lines = [f"{question.name} is {{{question.name}|unknown}}." for question in asked]
    script.write_text("# Opening\n" + "\n".join(lines), encoding="utf-8")
    assert smiledial("scripts", "add", str(script)).status == 0
    text = smiledial("scripts", "show", "script", "--lead", "1").out
    for item in asked:
        value = SAID[item.name] if item.is_number else f'"{SAID[item.name]}"'
        assert smiledial("next", "--where", f"{item.name} = {value}").status == 0, item.name
        assert f"{item.name} is " in text
        assert f"{item.name} is unknown" not in text
    assert smiledial("next", "--where", "city = elsewhere").status == 1

    assert smiledial("export", "leads", "--output", str(out)).status == 0
    with out.open(encoding="utf-8-sig", newline="") as opened:
        row = next(csv.DictReader(opened))
    assert {name: row[name] for name in EXPORTED} == {name: SAID[name] for name in EXPORTED}

    for item in TYPED:
        option = f"--{item.name.replace('_', '-')}"
        new = CELLS.get(item.name, "mended")
        assert smiledial("lead", "edit", "1", option, new, "--new").status == 0, item.name
        assert str(smiledial("lead", "show", "1", "--json").document[item.name]) == new
