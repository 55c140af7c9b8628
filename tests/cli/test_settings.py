"""Settings: an agent's own from a file, the firm's from the database."""

from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from console.firm.personal_settings import Personal, read_personal, settings_file
from console.firm.settings import firm_from
from console.machine import local_zone
from console.rules.values import Firm, FirmRule, Stop
from console.trouble import BadInput
from db.engine.database import Database
from db.firm.settings import put, read_firm, read_revision


def test_every_personal_setting_can_be_set(tmp_path: Path) -> None:
    path = tmp_path / "smiledial.toml"
    path.write_text(
        'zone = "America/Denver"\nno_goal = 30\ntheme = "nord"\nhand_off = "command"\n'
        'command = ["dial", "{number}"]\nbreak_after = 45\nfresh_pause = 0\n',
        encoding="utf-8",
    )
    assert read_personal(path) == Personal(
        zone="America/Denver",
        no_goal=30,
        theme="nord",
        hand_off="command",
        command=("dial", "{number}"),
        break_after=45,
        fresh_pause=0,
    )


def test_without_a_file_the_defaults_hold_and_the_zone_is_the_machines(tmp_path: Path) -> None:
    assert read_personal(tmp_path / "none.toml") == Personal(zone=local_zone())


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"mine\.toml: no such file"):
        read_personal(tmp_path / "mine.toml", must_exist=True)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("no_gaol = 3", "no setting “no_gaol”"),
        ('no_goal = "many"', "“no_goal” must be a whole number"),
        ("no_goal = true", "“no_goal” must be a whole number"),
        ("no_goal = 0", "“no_goal” must be a whole number"),
        ('zone = "Mars/Base"', "“zone” must be an IANA zone"),
        ("zone = 3", "“zone” must be an IANA zone"),
        ('hand_off = "shout"', "one of copy, open, command"),
        ('hand_off = "command"', "“command”"),
        ('command = "dial {number}"', "list of arguments"),
        ("fresh_pause = 60", "seconds from 0 to 10"),
        ("zone = ", "is not valid TOML"),
    ],
)
def test_a_setting_that_cannot_be_is_told_with_file_and_key(
    tmp_path: Path, line: str, says: str
) -> None:
    path = tmp_path / "smiledial.toml"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(BadInput) as result:
        read_personal(path)
    assert says in str(result.value)
    assert str(path) in str(result.value)


def test_the_environment_names_another_settings_file(tmp_path: Path) -> None:
    named = settings_file({"SMILEDIAL_CONFIG": str(tmp_path / "mine.toml")})
    assert named == tmp_path / "mine.toml"
    assert settings_file({}).name == "smiledial.toml"


def test_the_machines_zone_comes_from_tz_then_from_its_link(tmp_path: Path) -> None:
    link = tmp_path / "localtime"
    zone = tmp_path / "zoneinfo" / "America" / "Boise"
    zone.parent.mkdir(parents=True)
    zone.touch()
    link.symlink_to(zone)
    assert local_zone({"TZ": "America/Halifax"}, link) == "America/Halifax"
    assert local_zone({"TZ": "nonsense"}, link) == "America/Boise"
    assert local_zone({}, link) == "America/Boise"
    assert local_zone({}, tmp_path / "none") == "UTC"


def test_the_firms_settings_go_from_the_database_into_a_verdict(database: Database) -> None:
    with database.read() as connection:
        assert firm_from(read_firm(connection)) == Firm()
        before = read_revision(connection)
    since = "2026-11-18T17:00:00+00:00"
    with database.write() as connection:
        put(connection, "trade", "securities")
        put(connection, "courtesy_opens", "09:00")
        put(connection, "stops", [{"jurisdiction": "US-LA", "reason": "storm", "since": since}])
        put(
            connection,
            "rules",
            [{"jurisdiction": "*", "day_class": "sun", "opens": None, "closes": None}],
        )
    with database.read() as connection:
        assert firm_from(read_firm(connection)) == Firm(
            trades=("securities",),
            courtesy_opens=time(9),
            stops=(Stop("US-LA", "storm", datetime(2026, 11, 18, 17, tzinfo=UTC)),),
            rules=(FirmRule("*", "sun", None, None),),
        )
        assert read_revision(connection) == before + 4


@pytest.mark.parametrize(
    "values",
    [{"trade": "piracy"}, {"courtesy_opens": "nine"}, {"stops": [{"reason": "x"}]}, {"rules": 3}],
)
def test_a_firms_setting_that_cannot_be_read_is_told_by_its_name(
    values: dict[str, object],
) -> None:
    with pytest.raises(BadInput, match=next(iter(values))):
        firm_from(values)
