"""`mail`: how e-mail leaves, shown without the password and tried on a real server."""

from pathlib import Path

from tests.cli.shell import CommandLine
from tests.mailing.server import PASSWORD, USER, MailServer, mail_server


def use(server: MailServer, by: CommandLine) -> None:
    """E-mail leaves to the server."""
    by.config.write_text(
        '[mail]\nway = "server"\nsender = "Sam <sam@northwind.example>"\nhost = "localhost"\n'
        f'port = {server.port}\nuser = "{USER}"\npassword = "{PASSWORD}"\n'
        f"authority = '{server.authority}'\n",
        encoding="utf-8",
    )
    by.config.chmod(0o600)


def test_without_settings_there_is_nothing_to_test(unprepared: CommandLine) -> None:
    assert "as a draft in your mail program" in unprepared("mail", "show").out
    assert "Nothing to test" in unprepared("mail", "test").out


def test_a_server_is_tried_with_an_e_mail_to_oneself(
    unprepared: CommandLine, tmp_path: Path
) -> None:
    with mail_server(tmp_path) as server:
        use(server, unprepared)
        answer = unprepared("mail", "test")
        assert (
            answer.out == "localhost accepted it for sam@northwind.example. Check that mailbox.\n"
        )
        assert [message["To"] for message in server.came] == ["sam@northwind.example"]
        server.refuses = "ada@engine.example"
        refused = unprepared("mail", "test", "ada@engine.example")
        assert refused.status == 3
        assert "localhost does not accept ada@engine.example" in refused.err
    shown = unprepared("mail", "show", "--json")
    assert shown.document["has_password"] is True
    assert PASSWORD not in shown.out
    gone = unprepared("mail", "test")
    assert (gone.status, "does not answer" in gone.err) == (3, True)


def test_a_file_is_written_where_that_is_the_way(unprepared: CommandLine, tmp_path: Path) -> None:
    unprepared.config.write_text(
        f"[mail]\nway = \"file\"\nfolder = '{tmp_path / 'out'}'\n", encoding="utf-8"
    )
    assert unprepared("mail", "test").status == 3
    assert "test.eml" in unprepared("mail", "test", "sam@northwind.example").out
    assert "is not an e-mail address" in unprepared("mail", "test", "sam").err


def test_the_days_line_and_the_day_go_out_by_e_mail(
    smiledial: CommandLine, leads_file: Path, tmp_path: Path
) -> None:
    smiledial("import", str(leads_file), "--yes")
    with mail_server(tmp_path) as server:
        use(server, smiledial)
        line = smiledial("report", "line", "--mail", "Sue <sue@northwind.example>")
        assert line.err.endswith("localhost accepted it for sue@northwind.example.\n")
        today = smiledial("report", "today", "--mail", "sue@northwind.example")
        refused = smiledial("report", "line", "--mail", "sue")
        first, second = server.came
    assert (line.status, today.status, refused.status) == (0, 0, 3)
    assert "“sue” is not an e-mail address" in refused.err
    assert line.out.startswith(first["Subject"])
    assert "Seal " in first.get_content()
    assert "no calls" in first["Subject"]
    plain, page = second.iter_parts()
    assert (plain.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert page.get_content().startswith("<!doctype html>")
    assert second["Subject"] in plain.get_content()


def test_a_report_does_not_go_out_where_e_mail_is_a_draft(smiledial: CommandLine) -> None:
    refused = smiledial("report", "line", "--mail", "sue@northwind.example")
    assert refused.status == 3
    assert 'way = "server"' in refused.err
    assert refused.out == ""
