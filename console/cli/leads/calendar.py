"""`smiledial calendar`: send one's promises to a CalDAV calendar, and try the connection."""

from collections.abc import Sequence
from importlib.util import find_spec

import click
from msgspec.structs import replace

from console.cli.shell import options
from console.cli.shell.context import AnswerIsNo, Shell, pass_shell
from console.cli.shell.output import print_done, print_line
from console.firm.personal_settings import settings_file
from console.judging.documents import instant
from console.outreach.calendar.job import Job, Result, Wanted
from console.trouble import BadInput
from console.view.state.calendar_push import change_lines, done_words, moved_words


@click.group()
def calendar() -> None:
    """Send your promises to your calendar: [calendar] in your settings file."""


@calendar.command()
@options.is_json
@pass_shell
def test(shell: Shell, *, is_json: bool) -> None:
    """Write a test entry into your calendar, and delete it again."""
    _require_ready(shell)
    # late: an optional package, slow to import
    from console.outreach.calendar.sync import try_calendar

    trial = try_calendar(shell.personal.calendar, str(settings_file(shell.environ)), shell.clock())
    document = {"works": trial.works, "calendars": dict(trial.calendars), "text": trial.text}
    print_done(document, trial.text, is_json=is_json)
    if not is_json:
        for url, name in trial.calendars:
            print_line(f"  {url}  {name}")
    if not trial.works:
        raise AnswerIsNo


@calendar.command()
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Only say what would be written.")
@options.is_json
@pass_shell
def sync(shell: Shell, *, is_dry_run: bool, is_json: bool) -> None:
    """Bring your calendar up to date with your callbacks and appointments.

    The console does this by itself. Only its own entries are ever changed.
    """
    personal = shell.personal
    now, here, settings = shell.clock(), personal.zone, personal.calendar
    with shell.desk() as desk:
        _require_ready(shell)
        # late: an optional package, slow to import
        from console.outreach.calendar.sync import synchronize

        wanted = desk.calendar.wanted(with_number=settings.with_number)
        file = str(settings_file(shell.environ))
        job = Job(settings, file, desk.calendar.tag, wanted, now, here, is_dry_run=True)
        result = synchronize(job)
        if not is_dry_run and not result.trouble:
            desk.calendar.log_sent([*result.created, *result.changed])
            result = synchronize(replace(job, is_dry_run=False))
    if result.trouble:
        raise BadInput(result.trouble)
    print_done(_document(result), done_words(result, is_dry_run=is_dry_run), is_json=is_json)
    if not is_json:
        for line in change_lines(result, now, here):
            print_line(line)
        for moved in result.moved_there:
            print_line(moved_words(moved, now, here))


def _require_ready(shell: Shell) -> None:
    if not shell.personal.calendar.url:
        file = settings_file(shell.environ)
        raise BadInput(f"No calendar is set: write [calendar] and its “url” into {file}.")
    if find_spec("caldav") is None:
        raise BadInput(
            "The calendar needs its library: pip install 'smiledial[calendar]', or uv tool install "
            "'smiledial[calendar]', as smiledial itself was installed."
        )


def _document(result: Result) -> dict[str, object]:
    def rows(entries: Sequence[Wanted]) -> list[dict[str, str | None]]:
        return [{"title": entry.title, "starts_at": instant(entry.starts_at)} for entry in entries]

    return {
        "added": rows(result.created),
        "changed": rows(result.changed),
        "deleted": list(result.deleted),
        "moved_in_calendar": [
            {
                "title": moved.title,
                "promised_at": instant(moved.here),
                "calendar_at": instant(moved.there),
            }
            for moved in result.moved_there
        ],
    }
