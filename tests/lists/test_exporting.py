"""What goes out comes in again, is safe in a spreadsheet, and raw as JSON lines."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from console.files.fields.lead_fields import OF_LEAD
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.lists.screening import read_where, sql_where
from console.rules.text import clean_line, harmless
from db.engine.database import Database
from db.enums import LeadKind, LineType, NumberStatus
from db.leads.records import close_numbers
from db.places.dnc_marks import settle_all
from db.tables.calls import attempts
from db.tables.do_not_call import consents, suppressions
from db.tables.imports import import_batches
from db.tables.leads import leads, numbers
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import desk_for

KEPT = [field.name for field in OF_LEAD]

marks = st.text(st.sampled_from("ab '=+-@\"\t,;|\\\n%éİ李\u202e$<[0"), max_size=8)
lines = marks.map(clean_line)
rows = st.fixed_dictionaries(
    {
        "name": lines.filter(bool),
        "company": lines,
        "occupation": lines,
        "notes": marks.map(harmless).map(str.strip),
        "city": lines,
        "income": st.none() | st.integers(-(10**15), 10**15),
        "priority": st.integers(-1000, 1000),
        "zone": st.sampled_from(["", "America/Boise"]),
        "kind": st.sampled_from(list(LeadKind)),
        "extras": st.dictionaries(
            st.sampled_from(["Shoe size", "'=x", "Team", "Mailing State", "income", "phone"]),
            lines.filter(bool),
        ),
        "mobile": st.booleans(),
        "second": st.booleans(),
    }
)


def table(database: Database) -> list[tuple[Any, ...]]:
    """What of the leads and their numbers an export must keep."""
    with database.read() as connection:
        rows = [leads.c[name] for name in KEPT]
        of_leads = connection.execute(
            select(leads.c.id, leads.c.extras, *rows).order_by(leads.c.id)
        ).all()
        matches = []
        for row in of_leads:
            phones = connection.execute(
                select(numbers.c.e164, numbers.c.extension, numbers.c.label, numbers.c.line)
                .where(numbers.c.lead_id == row.id)
                .order_by(numbers.c.position)
            ).all()
            matches.append((*row[2:], row.extras, tuple(map(tuple, phones))))
        return matches


def bring(database: Database, path: Path, clock: FrozenClock) -> None:
    import_leads(database, path, ImportOptions(list_name="Fair"), agent="ann", now=clock())


@pytest.mark.long
@given(given_rows=st.lists(rows, min_size=1, max_size=4))
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_leads_come_in_again_as_they_went_out(
    form: str,
    database: Database,
    smiledial: CommandLine,
    clock: FrozenClock,
    tmp_path: Path,
    given_rows: list[dict[str, Any]],
) -> None:
    with database.write() as connection:
        connection.execute(delete(leads))
        connection.execute(delete(import_batches))
    for line, row in enumerate(given_rows):
        values = dict(row)
        is_mobile, has_second = values.pop("mobile"), values.pop("second")
        if "income" in values["extras"]:
            values["income"] = None  # kept there only where it could not be read
            values["extras"]["income"] = "C to D"
        if "phone" in values["extras"]:
            values["extras"]["phone"] = clean_line(
                f"ask {values['extras']['phone'].replace('0', '')}"
            )
        more = [f"(208) 555-02{line:02}"] if has_second else []
        add_lead(database, values.pop("name"), f"(208) 555-01{line:02}", *more, **values)
        with database.write() as connection:
            label = "mobile" if is_mobile else "office"
            changed = {"label": label, "line": label if is_mobile else "unknown"}
            connection.execute(
                numbers.update().where(numbers.c.e164 == f"+120855501{line:02}").values(**changed)
            )
            connection.execute(
                numbers.update()
                .where(numbers.c.e164 == f"+120855502{line:02}")
                .values(label="home")
            )
    before = table(database)
    path = tmp_path / "out.csv"
    assert smiledial("export", "leads", "--format", form, "--output", str(path)).status == 0
    with database.write() as connection:
        connection.execute(delete(leads))
    bring(database, path, clock)
    assert table(database) == before


@pytest.fixture
def worked(database: Database, clock: FrozenClock, smiledial: CommandLine, tmp_path: Path) -> None:
    """A list after a day: a wrong number, a dead one, a request and a consent."""
    path = tmp_path / "fair.csv"
    rows = (
        "Ann,2085550101,2085550102,,,",
        "Bo,2085550103,,,,",
        "Cy,2085550104,2085550105,,,",
        "Di,2085550106,,2026-11-01,transaction,invoice 7",
    )
    header = "name,mobile,office phone,consent_on,consent_kind,consent_proof"
    path.write_text("\n".join((header, *rows)), encoding="utf-8")
    bring(database, path, clock)
    with database.write() as connection:
        close_numbers(connection, "+12085550101", NumberStatus.WRONG)
        close_numbers(connection, "+12085550103", NumberStatus.DISCONNECTED)
        settle_all(connection, connection.execute(select(leads.c.id)).scalars().all())
    smiledial("dnc", "add", "+12085550105", "--reason", "a letter")


@pytest.mark.usefixtures("worked")
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_was_found_out_of_numbers_goes_along_as_often_as_it_is_carried(
    form: str, database: Database, smiledial: CommandLine, tmp_path: Path
) -> None:
    def standing() -> list[tuple[Any, ...]]:
        what = (numbers.c.e164, numbers.c.status, numbers.c.label, numbers.c.line)
        wanted = select(leads.c.name, leads.c.status, leads.c.bar, leads.c.extras, *what)
        proof = select(consents.c.e164, consents.c.given_on, consents.c.kind, consents.c.proof)
        with database.read() as connection:
            rows = connection.execute(
                wanted.join(numbers).order_by(leads.c.name, numbers.c.position)
            ).all()
            return [tuple(row) for row in (*rows, *connection.execute(proof))]

    before = standing()
    path = tmp_path / "out"
    outs = []
    for _ in range(3):
        smiledial("export", "leads", "--format", form, "--output", str(path))
        outs.append(path.read_text(encoding="utf-8").splitlines()[0])
        with database.write() as connection:
            for item in (suppressions, consents, leads):
                connection.execute(delete(item))
        text = smiledial("import", str(path), "--list", "Fair").out
        assert text.count("smiledial_… columns are not taken: id, list, status, dials,") == 1
        assert standing() == before
    if form == "csv":
        assert outs[0] == outs[1] == outs[2]
        assert "Phone 2 - Value,Phone 2 - Label" in outs[0]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_who_asked_on_one_number_is_called_on_none_where_the_list_goes(
    form: str, database: Database, smiledial: CommandLine, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", "(208) 555-0102")
    call(desk_for(database, clock), "do_not_call")
    path = tmp_path / "out"
    smiledial("export", "leads", "--format", form, "--output", str(path))
    with database.write() as connection:
        for text in (suppressions, attempts, leads):
            connection.execute(delete(text))
    bring(database, path, clock)
    with database.read() as connection:
        assert connection.execute(select(leads.c.bar)).scalar_one() == "internal_list"


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_evidence_that_was_taken_back_does_not_count_where_the_list_goes(
    form: str, database: Database, smiledial: CommandLine, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database, "Ada", extras={"consent_on": "2026-11-01"})
    path = tmp_path / "out"
    smiledial("export", "leads", "--format", form, "--output", str(path))
    with database.write() as connection:
        connection.execute(delete(leads))
    bring(database, path, clock)
    with database.read() as connection:
        assert connection.execute(select(consents)).all() == []
        value = connection.execute(select(leads.c.extras)).scalar_one()
    assert value == {"consent_on (2)": "2026-11-01"}


def test_csv_runs_no_formula_and_json_lines_are_raw(
    database: Database, smiledial: CommandLine
) -> None:
    add_lead(database, "=cmd()", extras={"+sum": "@x"}, notes="-1\nsecond")
    header, cells = list(csv.reader(io.StringIO(smiledial("export", "leads").out)))
    row = dict(zip(header, cells, strict=True))
    assert row["name"] == "'=cmd()"
    assert row["'+sum"] == "'@x"
    assert row["notes"] == "'-1\nsecond"
    assert row["smiledial_status"] == "open"
    (line,) = smiledial("export", "leads", "--format", "jsonl").out.splitlines()
    document = json.loads(line)
    assert document["name"] == "=cmd()"
    assert document["extras"] == {"+sum": "@x"}
    assert document["phones"][0]["number"] == "+12085550147"


def test_an_export_of_some_leads_and_of_their_attempts(
    database: Database, smiledial: CommandLine, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database, "Ada", income=150_000, priority=9)
    add_lead(database, "Bo", "(208) 555-0199", income=50_000)
    desk = desk_for(database, clock)
    for _ in range(2):
        card = desk.next()
        desk.dial(card.claim, card.phone.number_id)  # type: ignore[union-attr]
        desk.record(card.claim, "no", "=maybe")  # type: ignore[union-attr]
    some = smiledial("export", "leads", "--where", "income > 100k", "--format", "jsonl")
    assert [json.loads(line)["name"] for line in some.out.splitlines()] == ["Ada"]
    rows = list(csv.DictReader(io.StringIO(smiledial("export", "attempts").out)))
    assert [(row["name"], row["outcome"], row["verdict"], row["note"]) for row in rows] == [
        ("Ada", "no", "call", "'=maybe"),
        ("Bo", "no", "call", "'=maybe"),
    ]
    (line,) = smiledial(
        "export", "attempts", "--format", "jsonl", "--where", "name = Bo"
    ).out.splitlines()
    assert json.loads(line)["verdict"]["zones"]
    assert smiledial("export", "attempts", "--where", "nam = Bo").status == 3
    refused = smiledial("export", "leads", "--output", str(tmp_path))
    assert refused.status == 3
    assert smiledial("audit", "verify").status == 0


def test_attempts_of_some_days_go_out(
    database: Database, smiledial: CommandLine, clock: FrozenClock
) -> None:
    desk = desk_for(database, clock)
    for name, number in (("Ada", "(208) 555-0147"), ("Bo", "(208) 555-0148")):
        add_lead(database, name, number)
        call(desk, "no")
        clock.advance(hours=24)

    def exported(*days: str) -> list[str]:
        asked = smiledial("export", "attempts", "--format", "jsonl", *days)
        assert (asked.status, asked.err) == (0, "")
        return [json.loads(line)["name"] for line in asked.out.splitlines()]

    today = f"{clock():%Y-%m-%d}"
    assert exported("--from", "yesterday") == ["Bo"]
    assert exported("--to", "yesterday") == ["Ada", "Bo"]
    assert exported("--from", "2 days ago", "--to", "2 days ago") == ["Ada"]
    assert exported("--from", today) == []
    refused = smiledial("export", "leads", "--from", "yesterday")
    assert (refused.status, "--from and --to are only for attempts." in refused.err) == (2, True)


def test_a_firms_own_log_of_calls_can_be_audited(
    database: Database, smiledial: CommandLine, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database, "Ada", region="ID", line=LineType.LANDLINE, company="Acme")
    add_lead(database, "Bo", "(850) 555-0199", postal_code="32401")
    desk = desk_for(database, clock)
    call(desk, "no")
    call(desk, "no")
    log = tmp_path / "log.csv"
    asked = ("export", "attempts", "--output", str(log))
    assert smiledial(*asked, "--where", "number ~ 208").status == 0
    (ada,) = csv.DictReader(io.StringIO(log.read_text(encoding="utf-8")))
    assert (ada["kind"], ada["line_type"], ada["company"]) == ("business", "landline", "Acme")
    assert smiledial(*asked).status == 0
    rows = csv.DictReader(
        io.StringIO(smiledial("scrub", str(log), "--at-column", "dialled_at").out)
    )
    matches = {row["name"]: (row["smiledial_verdict"], row["zones"]) for row in rows}
    assert matches == {
        "Ada": ("call", "America/Boise; America/Los_Angeles"),
        "Bo": ("call", "America/Chicago; America/New_York"),
    }


def test_the_internal_list_goes_out_and_comes_in_again(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    smiledial("dnc", "add", "+12085550102", "--reason", "asked, twice")
    path = tmp_path / "dnc.csv"
    assert smiledial("export", "dnc", "--output", str(path)).status == 0
    assert smiledial("export", "dnc", "--where", "name = x").status == 3
    assert smiledial("dnc", "remove", "+12085550102", "--reason", "mistake").status == 0
    back = smiledial("dnc", "add", "--file", str(path))
    assert back.status == 0, back.err
    assert smiledial("dnc", "check", "+12085550102").status == 1


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_of_nothing_is_whole(smiledial: CommandLine, form: str) -> None:
    for what in ("leads", "attempts", "dnc"):
        assert smiledial("export", what, "--format", form).status == 0


def test_a_screening_of_an_export_chooses_what_the_plan_would(
    database: Database, clock: FrozenClock
) -> None:
    lead_id = add_lead(database, "Ada", region="ID")
    with database.read() as connection:
        tree = read_where(connection, 'jurisdiction = "US-ID"', clock(), "UTC")
        asked = select(leads.c.id).where(sql_where(connection, tree))
        assert list(connection.execute(asked).scalars()) == [lead_id]
