"""`lead merge` asks once, and does nothing where nobody can be asked."""

import json

from db.engine.database import Database
from tests.cli.shell import CommandLine
from tests.leads import add_lead


def test_two_are_made_one_only_when_somebody_says_so(
    smiledial: CommandLine, database: Database
) -> None:
    answer = add_lead(database, "Ada Byron", "(208) 555-0147")
    gone = add_lead(database, "A. Byron", "(208) 555-0148")
    asked = smiledial("lead", "merge", str(answer), str(gone))
    assert asked.status == 3
    assert "Ada Byron" in asked.out
    assert "A. Byron" in asked.out
    assert "--yes" in asked.err
    as_json = smiledial("lead", "merge", str(answer), str(gone), "--json")
    assert (as_json.status, as_json.out) == (3, "")
    assert json.loads(as_json.err)["status"] == 3
    done = smiledial("lead", "merge", str(answer), str(gone), "--yes")
    assert (done.status, done.err) == (0, "")
    assert f"Lead {gone} is now a part of lead {answer}, Ada Byron" in done.out
    assert smiledial("lead", "show", str(gone)).status == 3
    assert smiledial("audit", "verify").status == 0
