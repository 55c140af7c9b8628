"""What is told of a list's kind: rows that fit it badly, and leads that stay what they were."""

from pathlib import Path

import pytest

from tests.cli.shell import CommandLine

FIRMS = (
    "name,phone,company\nAda,(208) 555-0101,Lee Ltd\nBo,(208) 555-0102,Ray Ltd\n"
    "Cy,(208) 555-0103,\n"
)


@pytest.fixture
def firms(tmp_path: Path) -> str:
    path = tmp_path / "firms.csv"
    path.write_text(FIRMS)
    return str(path)


def test_rows_without_a_company_are_told_beside_the_answer_and_when_they_are_in(
    smiledial: CommandLine, firms: str
) -> None:
    asked = smiledial("import", firms, "--dry-run", "--json").document["questions"][0]
    assert [(row["value"], row["no_company"]) for row in asked["answers"]] == [
        ("business", 1),
        ("consumer", 0),
    ]
    text = "1 row has no company"
    assert f"With --kind business: 3 callable now, 0 later, 0 never, 0 unknown; {text}." in (
        smiledial("import", firms, "--dry-run").out
    )
    brought = smiledial("import", firms, "--kind", "business")
    assert f"{text} and is taken for a business like the others" in brought.out


def test_a_row_that_says_what_it_is_wants_no_company(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "mixed.csv"
    ends = (",kind", ",", ",", ",consumer")
    rows = [line + end for line, end in zip(FIRMS.splitlines(), ends, strict=True)]
    path.write_text("\n".join(rows))
    brought = smiledial("import", str(path), "--kind", "business", "--json")
    assert "no_company" not in brought.document


def test_known_leads_stay_what_they_are_and_that_is_told_with_what_changes_it(
    smiledial: CommandLine, firms: str
) -> None:
    assert smiledial("import", firms).status == 0
    again = smiledial("import", firms, "--kind", "business").out
    assert "3 known already" in again
    assert "3 known leads stay consumers" in again
    assert "smiledial lists set firms --kind does, for all of the list." in again
    (held,) = smiledial("lists", "--json").document
    assert held["kind"] == "consumer"
    assert "stay" not in smiledial("import", firms).out


def test_a_known_list_never_decides_in_silence_what_new_rows_are(
    smiledial: CommandLine, firms: str, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,phone\nDi,(208) 555-0104\n")
    assert smiledial("import", str(path), "--list", "Ours").status == 0
    text = smiledial("import", firms, "--list", "Ours", "--dry-run").out
    assert "Taken for consumers, as the list is: 0 callable now" in text
    assert "Our guess: businesses (2 of 3 rows name a company; the list is of consumers)." in text
    path.write_text("name,phone\nEd,(208) 555-0105\n")
    text = smiledial("import", str(path), "--list", "Ours").out
    assert "Taken for consumers, as the list is; --kind business says otherwise." in text
    assert "Taken for" not in smiledial("import", firms, "--list", "Ours", "--kind", "business").out
