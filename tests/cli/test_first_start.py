"""The first start from the shell: what was answered is kept, and the next start goes by it."""

import io
import sys
from pathlib import Path

import pytest

from console.firm.settings import HOME_COUNTRY
from console.supervision.firm.settings import put_setting
from db.engine.database import Database
from tests.cli.shell import Answer, CommandLine
from tests.conftest import FrozenClock
from tests.leads import add_lead

NEW = pytest.mark.usefixtures("own_folder")


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an agent who was never here has their data."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def team(address: str) -> str:
    return address if "://" in address else f"sqlite:///{address}"


def types(
    smiledial: CommandLine, monkeypatch: pytest.MonkeyPatch, *lines: str, command: str = ""
) -> Answer:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return smiledial.bare("--plain", *([command] if command else []))


@NEW
def test_who_joins_a_team_is_asked_their_own_and_the_next_start_finds_it(
    smiledial: CommandLine,
    database: Database,
    clock: FrozenClock,
    team: str,
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_setting(database, HOME_COUNTRY, "GB", "sue", clock())
    add_lead(database, "Ada")
    joined = types(smiledial, monkeypatch, team, "Bob", "")
    assert (joined.status, joined.err) == (0, "")
    assert "Country" not in joined.out
    assert "Ada" in joined.out
    text = config.read_text(encoding="utf-8")
    assert 'agent = "Bob"' in text
    assert f'database = "{team}"' in text
    again = types(smiledial, monkeypatch)
    assert "Ada" in again.out
    assert "Your name" not in again.out
    assert smiledial.bare("lists", "--json").status == 0


@NEW
def test_a_list_is_looked_at_when_all_is_answered_and_the_firm_is_asked_once(
    smiledial: CommandLine,
    leads_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = (str(leads_file), *[""] * 4, "Quoin & Co", "", "", "y")
    begun = types(smiledial, monkeypatch, *lines)
    assert begun.status == 0
    assert "Nothing is saved before the last line; " in begun.out
    assert "2 imported" in " ".join(begun.out.split())
    shown = smiledial.bare("settings", "show", "--json").document
    assert (shown["home_country"], shown["firm_name"]) == ("US", "Quoin & Co")
    assert shown["personal"]["agent"]
    changed = types(smiledial, monkeypatch, "", "", "Canada", *[""] * 4, command="settings")
    assert "Saved." in changed.out
    assert smiledial.bare("settings", "show", "--json").document["home_country"] == "CA"


@NEW
def test_the_input_that_ends_in_the_middle_has_written_nothing(
    smiledial: CommandLine,
    leads_file: Path,
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = config.read_text(encoding="utf-8")
    assert types(smiledial, monkeypatch, str(leads_file), "Bob", "").status == 0
    assert config.read_text(encoding="utf-8") == before
    assert smiledial.bare("audit", "show", "--json").document == []


@NEW
@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql://ann:secret@floor/calls", "Leave the password out"),
        ("postgresql://ann@floor/calls?password=secret", "Leave the password out"),
        ("mysql://ann@floor/calls", "not a database Smile & Dial can use"),
        ("postgresql://ann@127.0.0.1:1/calls", "Check that the server runs"),
    ],
)
def test_an_address_that_will_not_do_is_told_and_asked_again(
    smiledial: CommandLine,
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    says: str,
) -> None:
    before = config.read_text(encoding="utf-8")
    answer = types(smiledial, monkeypatch, address)
    assert answer.status == 0
    assert says in " ".join(answer.out.split())
    assert "secret" not in answer.out
    assert config.read_text(encoding="utf-8") == before


def test_a_password_is_kept_in_no_setting(smiledial: CommandLine, config: Path) -> None:
    before = config.read_text(encoding="utf-8")
    refused = smiledial("settings", "set", "database", "postgresql://ann:secret@floor/calls")
    assert refused.status == 3
    assert "PGPASSFILE" in refused.err
    assert "secret" not in refused.err
    assert config.read_text(encoding="utf-8") == before


def test_what_is_said_goes_before_what_is_kept(
    smiledial: CommandLine, config: Path, tmp_path: Path
) -> None:
    with config.open("a", encoding="utf-8") as file:
        file.write(f'agent = "Bob"\ndatabase = "{tmp_path / "kept.db"}"\n')
    assert smiledial("dnc", "add", "(208) 555-0199", "--reason", "asked").status == 0
    assert not (tmp_path / "kept.db").exists()
    assert smiledial.bare("dnc", "add", "(208) 555-0199", "--reason", "asked").status == 0
    assert (tmp_path / "kept.db").exists()
    assert smiledial.bare("audit", "show", "--json").document[0]["agent"] == "Bob"


@NEW
def test_a_file_that_is_no_list_is_refused_before_anything_is_asked(
    smiledial: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "users"
    path.write_text("root:x:0:0:root:/root:/bin/bash\nann:x:1:1:Ann:/home/ann:/bin/sh\n")
    tried = types(smiledial, monkeypatch, str(path))
    assert "no column is named as one of phone numbers" in tried.out
    assert "--map" not in tried.out
    assert "Your name" not in tried.out


def test_a_first_start_brings_back_a_backup_and_refuses_one_that_is_encrypted(
    smiledial: CommandLine, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0101")
    plain, sealed, key = (tmp_path / name for name in ("plain.backup", "sealed.backup", "key"))
    key.write_text("a long enough passphrase", encoding="utf-8")
    assert smiledial("backup", str(plain)).status == 0
    assert smiledial("backup", str(sealed), "--encrypt", "--key-file", str(key)).status == 0
    lines = f"b {sealed}\nb {plain}\nBeth\nColumbus, OH\nq\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    answer = smiledial.bare("--db", str(tmp_path / "new.db"), "--plain")
    assert "That backup is encrypted." in answer.out
    assert "Ada Byron" in answer.out
    assert "Country" not in answer.out, "the firm's settings are in the backup"
    shown = smiledial.bare("settings", "show", "--json").document["personal"]
    assert (shown["agent"], shown["zone"]) == ("Beth", "America/New_York")
