"""Line types as vendors look them up: in force for leads there and to come, until removed.

The clock is that of Wednesday, 18 November 2026, noon in New York; Phoenix is open.
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from console.cards.lead import Card
from console.desk import Desk
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.view.lead.lead import phone_line
from db.audit.reader import entries_between
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import LeadKind, LineType
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.leads import add_lead

CELL, DESK, ONLINE = "+16025550101", "+16025550102", "+16025550103"


@dataclass(frozen=True)
class Vendor:
    """Writes look-ups and loads them."""

    smiledial: CommandLine
    folder: Path

    def loads(
        self, *rows: tuple[str, str], source: str = "Acme", as_of: str = "2026-11-16"
    ) -> dict[str, Any]:
        answer = self.smiledial(
            "lines", "import", str(self.writes(*rows)), "--json", "--source", source,
            "--as-of", as_of,
        )  # fmt: skip
        assert answer.status == 0, answer.err
        matches: dict[str, Any] = answer.document
        return matches

    def writes(self, *rows: tuple[str, str]) -> Path:
        path = self.folder / "lookup.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("Number", "Line Type"), *rows])
        return path

    def reasons(self, number: str, *more: str) -> list[str]:
        """The codes of `check` in Arizona, which bars unsolicited calls to mobiles."""
        where = ("--region", "AZ", "--kind", "business", "--json", *more)
        return [
            reason["code"] for reason in self.smiledial("check", number, *where).document["reasons"]
        ]


@pytest.fixture
def vendor(smiledial: CommandLine, tmp_path: Path) -> Vendor:
    return Vendor(smiledial, tmp_path)


def add_in_arizona(database: Database, name: str, phone: str, **more: Any) -> int:
    return add_lead(database, name, phone, region="AZ", kind=LeadKind.BUSINESS, **more)


def offered(database: Database, clock: FrozenClock) -> Card:
    card = Desk(database, clock, "ann", zone="America/New_York").open()
    assert isinstance(card, Card)
    return card


def test_only_real_mobiles_and_voip_lines_are_barred(vendor: Vendor) -> None:
    loaded = vendor.loads((CELL, "Wireless"), (DESK, "LANDLINE"), (ONLINE, "Fixed VoIP"))
    assert loaded["numbers"] == {"mobile": 1, "voip": 1, "landline": 1}
    assert [vendor.reasons(text) for text in (CELL, DESK, ONLINE)] == [
        ["mobile_barred"],
        [],
        ["mobile_barred"],
    ]


def test_neither_a_line_that_is_told_nor_a_question_without_lists_asks_them(
    vendor: Vendor,
) -> None:
    vendor.loads((CELL, "mobile"))
    assert vendor.reasons(CELL, "--line", "landline") == []
    assert vendor.reasons(CELL, "--without-lists") == []
    assert vendor.reasons(CELL, "--line", "voip") == ["mobile_barred"]


def test_scrub_goes_by_the_lists(vendor: Vendor, tmp_path: Path) -> None:
    vendor.loads((CELL, "mobile"), (DESK, "landline"))
    path = tmp_path / "rows.csv"
    path.write_text(f"phone,state,kind\n{CELL},AZ,business\n{DESK},AZ,business\n", "utf-8")
    for more, verdicts in (((), ["never", "call"]), (("--without-lists",), ["call", "call"])):
        out = vendor.smiledial("scrub", str(path), *more).out
        assert [row["verdict"] for row in csv.DictReader(out.splitlines())] == verdicts


def test_a_lead_that_is_there_is_passed_over_at_once(
    vendor: Vendor, database: Database, clock: FrozenClock
) -> None:
    add_in_arizona(database, "Cell", CELL, priority=9)
    add_in_arizona(database, "Desk", DESK)
    assert vendor.loads((CELL, "mobile"), (DESK, "landline"))["moved"] == 2
    card = offered(database, clock)
    assert card.name == "Desk"
    assert phone_line(card.phone) == "(602) 555-0102 · landline of 16 Nov 2026"
    assert not any("be sure this is a landline" in caution for caution in card.verdict.cautions)


def test_a_firm_that_bars_unknown_lines_may_call_landlines_on_a_list(
    vendor: Vendor, database: Database, clock: FrozenClock
) -> None:
    assert vendor.smiledial("settings", "set", "unknown_line", "bar").status == 0
    add_in_arizona(database, "Desk", DESK)
    assert vendor.smiledial("next").status == 1
    vendor.loads((DESK, "landline"))
    assert offered(database, clock).name == "Desk"


def test_a_lead_that_comes_later_is_known_by_the_lists(
    vendor: Vendor, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    vendor.loads((CELL, "mobile"), (DESK, "landline"))
    path = tmp_path / "leads.csv"
    path.write_text(f"name,phone,state\nCell,{CELL},AZ\nDesk,{DESK},AZ\n", "utf-8")
    wish = ImportOptions(kind=LeadKind.BUSINESS)
    import_leads(database, path, wish, agent="ann", now=clock())
    assert offered(database, clock).phone.line is LineType.LANDLINE
    blocked = vendor.smiledial("why", "--json").document["blocked"]
    assert {reason["code"] for reason in blocked} == {"held", "mobile_barred"}


def test_the_newest_day_holds_and_of_one_day_the_stricter(vendor: Vendor) -> None:
    vendor.loads((CELL, "landline"), (DESK, "mobile"), source="new", as_of="2026-11-10")
    vendor.loads((CELL, "mobile"), (DESK, "landline"), source="old", as_of="2026-10-01")
    assert [vendor.reasons(text) for text in (CELL, DESK)] == [[], ["mobile_barred"]]
    vendor.loads((CELL, "voip"), source="same day", as_of="2026-11-10")
    assert vendor.reasons(CELL) == ["mobile_barred"]


def test_a_lead_whose_own_file_says_mobile_stays_one(vendor: Vendor, database: Database) -> None:
    add_in_arizona(database, "Cell", CELL, line=LineType.MOBILE)
    vendor.loads((CELL, "landline"))
    assert vendor.smiledial("next").status == 1
    vendor.loads((DESK, "mobile"), source="other")
    add_in_arizona(database, "Desk", DESK, line=LineType.LANDLINE)
    vendor.loads((DESK, "mobile"), source="third")
    assert vendor.smiledial("next").status == 1


def test_a_finding_of_long_ago_says_its_date(vendor: Vendor) -> None:
    vendor.loads((DESK, "landline"), as_of="2026-11-03")
    asked = ("check", DESK, "--region", "AZ", "--kind", "business", "--json")
    assert not any("ported" in caution for caution in vendor.smiledial(*asked).document["cautions"])
    vendor.smiledial.clock.advance(days=1)
    rows = [
        caution for caution in vendor.smiledial(*asked).document["cautions"] if "ported" in caution
    ]
    assert "This number was a landline on 3 Nov 2026" in rows[0]


def test_a_list_that_is_removed_leaves_what_was_known_before(
    vendor: Vendor, database: Database, clock: FrozenClock
) -> None:
    add_in_arizona(database, "Cell", CELL)
    vendor.loads((CELL, "landline"), source="old", as_of="2026-10-01")
    vendor.loads((CELL, "mobile"), source="new")
    assert vendor.smiledial("next").status == 1
    removed = vendor.smiledial("lines", "remove", "new", "--json").document
    assert (removed["source"], removed["moved"]) == ("new", 1)
    assert offered(database, clock).phone.line_on == date(2026, 10, 1)
    assert vendor.smiledial("lines", "remove", "old").status == 0
    assert vendor.smiledial("lines", "status", "--json").document == []
    assert vendor.reasons(CELL) == []
    with database.read() as connection:
        actions = [entry.action for entry in entries_between(connection)]
        assert verify(connection) is None
    assert [action for action in actions if action.startswith("line")] == [
        *["line_types"] * 2,
        *["line_types_remove"] * 2,
    ]


def test_the_same_file_again_changes_nothing_and_another_needs_a_name_of_its_own(
    vendor: Vendor,
) -> None:
    vendor.loads((CELL, "mobile"))
    again = vendor.loads((CELL, "mobile"))
    assert again["was_there"] is True
    other = vendor.writes((DESK, "mobile"))
    named = ("lines", "import", str(other), "--source", "acme", "--as-of", "2026-11-16")
    answer = vendor.smiledial(*named)
    assert answer.status == 3
    assert "give this file a name of its own" in answer.err
    assert vendor.reasons(DESK) == []


@pytest.mark.parametrize(
    ("rows", "as_of", "fault"),
    [
        ([(CELL, "mobile")], "2026-11-20", "in the future"),
        ([(CELL, "pager")], "2026-11-16", "no column tells the type of a line"),
    ],
)
def test_what_cannot_be_right_changes_nothing(
    vendor: Vendor, rows: list[tuple[str, str]], as_of: str, fault: str
) -> None:
    path = vendor.writes(*rows)
    path.write_text(path.read_text("utf-8").replace("Line Type", "Notes"), "utf-8")
    chosen = ("--source", "a", "--as-of", as_of, "--dry-run")
    answer = vendor.smiledial("lines", "import", str(path), *chosen)
    assert answer.status == 3
    assert fault in answer.err
    assert vendor.smiledial("lines", "status", "--json").document == []


def test_a_dry_run_counts_and_changes_nothing(vendor: Vendor) -> None:
    path = vendor.writes((CELL, "W"), (DESK, "L"), ("12", "V"), (ONLINE, "pager"), (ONLINE, ""))
    chosen = ("--source", "a", "--as-of", "2026-11-16")
    answer = vendor.smiledial("lines", "import", str(path), "--dry-run", *chosen)
    assert "5 rows: 1 mobile, 1 landline." in answer.out
    assert "2 rows without a line type: “pager” 1, empty 1." in answer.out
    assert "1 row rejected" in answer.out
    assert not (path.parent / "lookup.rejects.csv").exists()
    assert vendor.smiledial("lines", "status", "--json").document == []
    done = vendor.smiledial("lines", "import", str(path), "--json", *chosen).document
    assert (done["rows"], done["without_line"], done["rejected"]) == (5, 2, 1)
    assert "12" in Path(done["rejects_file"]).read_text("utf-8-sig")
