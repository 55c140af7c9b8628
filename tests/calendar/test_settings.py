"""The table [calendar] of the personal settings: what it takes, and what it refuses."""

from pathlib import Path

import pytest

from console.firm.personal_settings import read_personal, read_settings
from console.outreach.calendar.job import CalendarSettings
from console.trouble import BadInput

TABLE = '[calendar]\nurl = "https://dav.example/ann/work/"\nuser = "ann"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mine.toml"


def test_the_password_comes_from_the_environment_first_and_is_never_shown(file: Path) -> None:
    file.write_text(TABLE + 'password = "in the file"\n', encoding="utf-8")
    file.chmod(0o600)
    environ = {"SMILEDIAL_CONFIG": str(file)}
    assert read_settings(environ).calendar.password == "in the file"
    environ["SMILEDIAL_CALDAV_PASSWORD"] = "from outside"
    settings = read_settings(environ).calendar
    assert settings.password == "from outside"
    assert "outside" not in repr(settings)
    assert settings == CalendarSettings("https://dav.example/ann/work/", "ann", "from outside")


def test_a_password_in_a_file_that_others_may_read_is_refused(file: Path) -> None:
    file.write_text(TABLE + 'password = "in the file"\n', encoding="utf-8")
    file.chmod(0o640)
    with pytest.raises(BadInput, match=r"chmod 600.*SMILEDIAL_CALDAV_PASSWORD"):
        read_personal(file)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ('calendar = "https://dav.example/"', r"write \[calendar\] on a line"),
        ('[calendar]\nuser = "ann"', "needs “url”"),
        ('[calendar]\nurl = "http://dav.example/"', "“url” in .calendar. must be an address"),
        ('[calendar]\nurl = "https://ann:secret@dav.example/"', "without a password.$"),
        ('[calendar]\nurl = "dav.example"', "must be an address such as"),
        (TABLE + "busy = 1", "“busy” in .calendar. must be true or false"),
        (TABLE + 'path = "x"', "no setting “path” in .calendar.; there are authority, busy"),
    ],
)
def test_what_is_wrong_in_the_table_is_named_with_file_and_key(
    file: Path, text: str, refusal: str
) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=f"mine.toml.*{refusal}"):
        read_personal(file)


@pytest.mark.parametrize("host", ["localhost:5232", "127.0.0.1:5232", "[::1]:5232"])
def test_without_encryption_only_this_machine_is_allowed(file: Path, host: str) -> None:
    file.write_text(f'[calendar]\nurl = "http://{host}/ann/"\n', encoding="utf-8")
    assert read_personal(file).calendar.url == f"http://{host}/ann/"
