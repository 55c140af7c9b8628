"""The table [mail] of the personal settings: what it takes, and what it refuses."""

from pathlib import Path

import pytest

from console.firm.personal_settings import read_personal, read_settings
from console.outreach.mail.settings import MailSettings
from console.trouble import BadInput
from db.enums import MailWay

SERVER = """
[mail]
way = "server"
sender = "Sam Poe <sam@northwind.example>"
host = "mail.northwind.example"
user = "sam"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mine.toml"


def test_without_a_table_a_letter_is_a_draft_in_the_mail_program(file: Path) -> None:
    file.write_text("", encoding="utf-8")
    assert read_personal(file).mail == MailSettings(MailWay.DRAFT)


def test_a_server_is_named_with_its_port_by_the_way_it_is_encrypted(file: Path) -> None:
    file.write_text(SERVER, encoding="utf-8")
    assert read_personal(file).mail.port == 587
    file.write_text(SERVER + 'security = "tls"\n', encoding="utf-8")
    assert read_personal(file).mail.port == 465
    file.write_text(SERVER + "port = 2525\n", encoding="utf-8")
    assert read_personal(file).mail.port == 2525


def test_the_password_comes_from_the_environment_first(file: Path) -> None:
    file.write_text(SERVER + 'password = "in the file"\n', encoding="utf-8")
    file.chmod(0o600)
    environ = {"SMILEDIAL_CONFIG": str(file)}
    assert read_settings(environ).mail.password == "in the file"
    environ["SMILEDIAL_SMTP_PASSWORD"] = "from outside"
    assert read_settings(environ).mail.password == "from outside"


def test_a_password_in_a_file_that_others_may_read_is_refused(file: Path) -> None:
    file.write_text(SERVER + 'password = "in the file"\n', encoding="utf-8")
    file.chmod(0o644)
    with pytest.raises(BadInput, match=r"chmod 600.*SMILEDIAL_SMTP_PASSWORD"):
        read_personal(file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('mail = "server"', r"write \[mail\] on a line"),
        ('[mail]\nsmtp = "x"', "no setting “smtp” in .mail.; there are authority, folder"),
        ('[mail]\nway = "pigeon"', "“way” in .mail. must be one of draft, file, server"),
        ('[mail]\nsender = "Sam"', "“sender” in .mail. must be a name and an address"),
        ("[mail]\nport = 0", "must be a port number"),
        ('[mail]\nsecurity = "none"', "must be one of starttls, tls"),
        ("[mail]\nfolder = 5", "“folder” in .mail. must be text"),
        ('[mail]\nway = "file"', 'with way = "file" .mail. needs “folder”'),
        ('[mail]\nway = "server"\nsender = "s@n.example"', "needs “host”"),
        ('[mail]\nway = "server"\nhost = "n.example"', "needs “sender”"),
    ],
)
def test_what_is_wrong_in_the_table_is_named_with_file_and_key(
    file: Path, text: str, said: str
) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=f"mine.toml.*{said}"):
        read_personal(file)
