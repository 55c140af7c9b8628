"""Backup and restore as they are typed."""

import subprocess
import sys
from pathlib import Path

from tests.cli.shell import CommandLine


def test_what_is_backed_up_comes_back(
    smiledial: CommandLine, leads_file: Path, tmp_path: Path
) -> None:
    file = tmp_path / "backup.db"
    smiledial("import", str(leads_file))
    answer = smiledial("backup", str(file))
    assert (answer.status, answer.err) == (0, "")
    assert "2 leads and 0 attempts are in" in answer.out
    assert smiledial("restore", str(file)).status == 0
    smiledial("dnc", "add", "2125550147", "--reason", "asked")
    refused = smiledial("restore", str(file))
    assert refused.status == 3
    assert "--force" in refused.err
    forced = smiledial("restore", str(file), "--force", "--json").document
    assert (forced["leads"], forced["lost"] > 0) == (2, True)
    assert forced["carried"]["requests"] == 1
    assert Path(forced["kept"]).exists()
    assert smiledial("audit", "verify").status == 0
    assert "on the firm's own list" in smiledial("dnc", "check", "2125550147").out


def test_a_backup_says_what_it_holds(smiledial: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    document = smiledial("backup", str(file), "--json").document
    assert document["bytes"] == file.stat().st_size
    assert {"leads", "attempts", "entries", "hash"} <= set(document)
    again = smiledial("backup", str(file))
    assert (again.status, "exists already" in again.err) == (3, True)


def test_the_doctor_asks_for_a_backup_once_there_is_something_to_lose(
    smiledial: CommandLine, leads_file: Path, tmp_path: Path
) -> None:
    def finding() -> dict[str, object]:
        document = smiledial("doctor", "--json").document
        return next(row for row in document if row["name"] == "backup")

    if smiledial.db.startswith("postgresql"):  # a server's keeper has ways of their own
        return
    assert finding()["ok"]
    smiledial("import", str(leads_file))
    assert "smiledial backup" in str(finding()["advice"])
    smiledial("backup", str(tmp_path / "backup.db"))
    assert finding()["ok"]
    smiledial.clock.advance(days=8)
    assert "8 days" in str(finding()["text"])
    assert not finding()["ok"]


def test_a_passphrase_is_not_asked_for_where_it_would_be_seen(tmp_path: Path) -> None:
    """As from cron: no terminal at all."""
    command = [sys.executable, "-m", "console", "--db", str(tmp_path / "a.db"), "backup"]
    refused = subprocess.run(
        [*command, "--encrypt", str(tmp_path / "b.db")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )
    assert refused.returncode == 3
    assert "give --key-file, or SMILEDIAL_PASSPHRASE" in refused.stderr
    assert "getpass" not in refused.stderr
    assert not (tmp_path / "b.db").exists()
