"""Answers of the reassigned numbers database, loaded from a file: the same answer everywhere.

The clock is that of Wednesday, 18 November 2026, noon in New York.
"""

import csv
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from console.cards.lead import Card
from console.desk import Desk
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from db.audit.reader import entries_between
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import LeadKind
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.leads import add_lead

A, B, C = "+12072345101", "+12072345102", "+12072345103"
CLEARED = date(2026, 11, 16)
HEADER = ("phone", "asked_date", "answer", "answered_at")


@dataclass(frozen=True)
class Answers:
    """Writes answers and loads them."""

    smiledial: CommandLine
    folder: Path

    def writes(
        self, *rows: tuple[str, ...], header: tuple[str, ...] = HEADER, name: str = "answers.csv"
    ) -> Path:
        path = self.folder / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    def loads(self, *pairs: tuple[str, str], on: str = "2026-11-16") -> dict[str, Any]:
        rows = [(number, "2026-10-01", answer, on) for number, answer in pairs]
        answer = self.smiledial("reassigned", "import", str(self.writes(*rows)), "--json")
        assert answer.status == 0, answer.err
        document: dict[str, Any] = answer.document
        return document

    def reasons(self, number: str, *more: str) -> list[str]:
        """The codes of `check`, without that of the registry: no copy of it is loaded here."""
        answer = self.smiledial("check", number, "--region", "ME", "--json", *more)
        codes = [reason["code"] for reason in answer.document["reasons"]]
        return [code for code in codes if code != "registry_missing"]


@pytest.fixture
def answers(smiledial: CommandLine, tmp_path: Path) -> Answers:
    return Answers(smiledial, tmp_path)


def add_in_maine(database: Database, name: str, phone: str, **more: Any) -> int:
    return add_lead(
        database,
        name,
        phone,
        **{"region": "ME", "kind": LeadKind.CONSUMER, "cleared_on": CLEARED, **more},
    )


def offered(database: Database, clock: FrozenClock) -> Card | None:
    card = Desk(database, clock, "ann", zone="America/New_York").open()
    return card if isinstance(card, Card) else None


def test_the_desk_check_scrub_and_why_give_one_answer(
    answers: Answers, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    for name, phone in (("Yes", A), ("None", B), ("No", C)):
        add_in_maine(database, name, phone, priority={"No": 0}.get(name, 9))
    assert offered(database, clock) is None
    loaded = answers.loads((A, "yes"), (B, "no_data"), (C, "No"))
    assert loaded["answers"] == {"yes": 1, "no_data": 1, "no": 1}
    assert loaded["moved"] == 3

    codes = [answers.reasons(number) for number in (A, B, C)]
    assert codes == [["reassigned"], ["reassigned_unknown"], []]
    assert answers.reasons(C, "--without-lists") == []
    assert answers.reasons(B, "--kind", "business") == []

    path = tmp_path / "rows.csv"
    path.write_text("phone,state\n" + "".join(f"{number},ME\n" for number in (A, B, C)), "utf-8")
    rows = csv.DictReader(answers.smiledial("scrub", str(path)).out.splitlines())
    scrubbed = [set(row["reasons"].split("; ")) - {"registry_missing"} for row in rows]
    assert scrubbed == [{"reassigned"}, {"reassigned_unknown"}, set()]

    why = answers.smiledial("why", "--json").document
    assert why["callable"] == 1
    assert {each["code"]: each["count"] for each in why["blocked"]} == {
        "reassigned": 1,
        "reassigned_unknown": 1,
    }
    card = offered(database, clock)
    assert card is not None
    assert card.name == "No"
    line = next(line for line in card.lists if line.name == "reassigned numbers database")
    assert (line.text, line.as_of, line.is_clear) == ("not cut off since", date(2026, 11, 16), True)


def test_a_plan_takes_the_leads_with_an_answer(answers: Answers, database: Database) -> None:
    for name, phone in (("Yes", A), ("None", B), ("No", C)):
        add_in_maine(database, name, phone)
    answers.loads((A, "yes"), (C, "no"))
    planned = answers.smiledial("sessions", "plan", "--json").document
    assert [session["size"] for session in planned["sessions"]] == [1]
    assert {each["code"]: each["count"] for each in planned["unplaced"]} == {
        "reassigned": 1,
        "reassigned_unknown": 1,
    }


def test_a_lead_that_comes_later_is_judged_by_the_answers(
    answers: Answers, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    answers.loads((A, "yes"), (C, "no"))
    path = tmp_path / "leads.csv"
    path.write_text(
        f"name,phone,state\nYes,{A},ME\nNone,{B},ME\nNo,{C},ME\nOut,+16032345101,NH\n", "utf-8"
    )
    wish = ImportOptions(scrubbed_on=CLEARED)
    import_leads(database, path, wish, agent="ann", now=clock())
    blocked = answers.smiledial("why", "--json").document["blocked"]
    assert {each["code"]: each["count"] for each in blocked} == {
        "reassigned": 1,
        "reassigned_unknown": 1,
    }
    names = {card.name for _ in range(2) if (card := offered(database, clock))}
    assert names <= {"No", "Out"}


def test_an_answer_ends_after_31_days(
    answers: Answers, database: Database, clock: FrozenClock
) -> None:
    add_in_maine(database, "No", C, cleared_on=date(2026, 12, 1))
    answers.loads((C, "no"))
    clock.advance(days=29)
    assert answers.smiledial("next").status == 0
    clock.advance(days=1)
    assert answers.smiledial("next").status == 1
    assert "older than 31 days" in answers.smiledial("check", C, "--region", "ME").out


def test_what_the_person_asked_for_needs_no_answer(
    answers: Answers, database: Database, clock: FrozenClock
) -> None:
    add_in_maine(database, "Asked", A)
    add = ("consent", "add", A, "--kind", "inquiry", "--on", "2026-11-10", "--evidence", "form 7")
    assert answers.smiledial(*add).status == 0
    card = offered(database, clock)
    assert card is not None
    assert card.name == "Asked"


def test_a_lead_that_moves_to_maine_takes_its_answer_along(
    answers: Answers, database: Database, clock: FrozenClock
) -> None:
    lead = add_in_maine(database, "Moves", "+16032345101", region="NH")
    answers.loads(("+16032345101", "no"))
    assert answers.smiledial("lead", "edit", str(lead), "--region", "ME").status == 0
    card = offered(database, clock)
    assert card is not None
    assert card.name == "Moves"


def test_a_list_that_becomes_consumers_is_judged_by_the_answers_it_has(
    answers: Answers, database: Database, clock: FrozenClock
) -> None:
    add_in_maine(database, "No", A, kind=LeadKind.BUSINESS)
    answers.loads((A, "no"))
    changed = answers.smiledial("lists", "set", "Fair", "--kind", "consumer")
    assert changed.status == 0, changed.err
    card = offered(database, clock)
    assert card is not None
    assert card.name == "No"


def test_the_same_file_again_changes_nothing_and_a_removed_one_no_longer_counts(
    answers: Answers, database: Database
) -> None:
    add_in_maine(database, "No", C)
    first = answers.loads((C, "no"))
    again = answers.loads((C, "no"))
    assert (first["was_there"], again["was_there"], again["id"]) == (False, True, first["id"])
    assert answers.smiledial("next").status == 0
    newer = answers.loads((C, "yes"), on="2026-11-17")
    assert answers.smiledial("next").status == 1
    removed = answers.smiledial("reassigned", "remove", newer["id"], "--json").document
    assert (removed["id"], removed["moved"]) == (newer["id"], 1)
    assert answers.smiledial("next").status == 0
    assert [
        each["id"] for each in answers.smiledial("reassigned", "status", "--json").document
    ] == [first["id"]]
    with database.read() as connection:
        entries = [entry for entry in entries_between(connection) if "reassigned" in entry.action]
        assert verify(connection) is None
    assert [entry.action for entry in entries] == ["reassigned"] * 2 + ["reassigned_remove"]
    detail = json.loads(entries[0].detail)
    assert detail["numbers"] == {"no": 1}
    assert detail["asked"] == ["2026-10-01", "2026-10-01"]
    assert answers.smiledial("reassigned", "remove", "0000").status == 3


def test_the_firms_own_columns_are_read_and_what_cannot_be_read_stays_behind(
    answers: Answers,
) -> None:
    path = answers.writes(
        (A, "2026-10-01", "YES", "2026-11-16T10:00:00Z"),
        (B, "2026-10-01", "No Data", "2026-11-16"),
        (C, "2026-10-01", "", "2026-11-16"),
        (C, "2026-10-01", "1", "2026-11-16"),
        (C, "10/01/2026", "no", "2026-11-16"),
        (C, "2026-11-17", "no", "2026-11-16"),
        (C, "2026-10-01", "no", "2026-11-30"),
        ("12", "2026-10-01", "no", "2026-11-16"),
        header=("TN", "Since", "Verdict", "Run"),
    )
    columns = dict(zip(HEADER, ("TN", "Since", "Verdict", "Run"), strict=True))
    options = [word for pair in columns.items() for word in ("--map", "=".join(pair))]
    dry = answers.smiledial("reassigned", "import", str(path), *options, "--dry-run")
    assert "8 rows: 1 yes, 1 no data." in dry.out
    assert "1 row without an answer: not loaded." in dry.out
    assert "5 rows rejected" in dry.out
    assert answers.smiledial("reassigned", "status", "--json").document == []
    assert not (path.parent / "answers.rejects.csv").exists()
    loaded = answers.smiledial("reassigned", "import", str(path), *options, "--json").document
    assert loaded["columns"] == columns
    assert loaded["answered"] == ["2026-11-16", "2026-11-16"]
    assert (loaded["rows"], loaded["rejected"], loaded["without_answer"]) == (8, 5, 1)
    rejects = Path(loaded["rejects_file"]).read_text("utf-8-sig")
    for fault in ("yes, no or no_data", "year first", "later than the answer", "yet to come"):
        assert fault in rejects
    assert answers.reasons(C) == ["reassigned_unknown"]


def test_a_file_without_the_day_of_the_answer_is_given_it(answers: Answers) -> None:
    path = answers.writes((C, "2026-10-01", "no"), header=("Number", "Date", "Result"))
    refused = answers.smiledial("reassigned", "import", str(path))
    assert refused.status == 3
    assert "--map answered_at=COLUMN or --answered-on DATE" in refused.err
    command = ("reassigned", "import", str(path), "--answered-on", "2026-11-16")
    done = answers.smiledial(*command)
    assert "1 row: 1 no." in done.out
    assert answers.reasons(C) == []
    assert answers.smiledial(*command[:-1], "2026-12-16").status == 2


def test_a_past_day_is_judged_by_the_answers_loaded_by_then(
    answers: Answers, database: Database, clock: FrozenClock
) -> None:
    add_in_maine(database, "No", C)
    before = clock().isoformat()
    clock.advance(hours=1)
    answers.loads((C, "no"))
    clock.advance(hours=1)
    for at, expected in ((before, "reassigned_unknown"), (clock().isoformat(), None)):
        document = answers.smiledial("report", "number", C, "--at", at, "--json").document
        codes = {reason["code"] for reason in document["judged"][0]["verdict"]["reasons"]}
        assert ("reassigned_unknown" in codes) == (expected is not None)
