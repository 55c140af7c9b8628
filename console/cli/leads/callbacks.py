"""`smiledial callbacks` lists and moves callbacks; `smiledial calendar` sends them to CalDAV."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import click
from msgspec.structs import replace

from console.cards.promises import CallbackCard, Whose
from console.cli.files.scrub import write_pieces
from console.cli.shell import options
from console.cli.shell.context import AnswerIsNo, Shell, pass_shell
from console.cli.shell.documents import callback_document
from console.cli.shell.output import (
    clock_text,
    print_each,
    print_json,
    print_line,
    print_stderr,
    print_table,
)
from console.firm.personal_settings import settings_file
from console.judging.documents import instant
from console.outreach.calendar.job import Job, Result, Wanted
from console.rules.times.typed_times import WhenError, guess_of, read_when
from console.trouble import BadInput
from console.view.lead.callbacks import DROPPED, given_away_words, purpose_word
from console.view.lead.verdict import verdict_sentence
from console.view.state.calendar_push import change_lines, done_words, moved_words
from console.view.text.clocks import both_clocks, city

ALARM = click.option(
    "--alarm",
    type=click.IntRange(0, 1440),
    default=10,
    show_default=True,
    metavar="MINUTES",
    help="Minutes before it to sound an alarm; 0 for none.",
)
WITH_NUMBER = options.flag("--with-number", "Include the phone number.")


def read_time(words: Sequence[str], zone: str, now: datetime) -> datetime:
    """Read a time as people type it, on the clock of a zone. Raises BadInput."""
    try:
        return read_when(" ".join(words), now, zone)
    except WhenError as error:
        raise BadInput(str(error)) from None


def say_time(shell: Shell, words: Sequence[str], at: datetime, zone: str) -> str:
    """Return the time on both clocks, and whether the day was guessed."""
    guess = guess_of(" ".join(words))
    clocks = both_clocks(at, shell.clock(), zone, shell.personal.zone)
    return f"{clocks}, {guess}" if guess else clocks


def write_calendar(calendar: bytes, output: Path | None, what: str, *, is_all: bool) -> None:
    """Write a calendar file, and say it if there is nothing in it."""
    write_pieces([calendar.decode()], output)
    if b"BEGIN:VEVENT" not in calendar:
        hint = "" if is_all else ": --all writes everybody's"
        print_stderr(f"No {what} is in it{hint}.")


def whose_option(default: Whose) -> options.Decorator:
    """Return a decorator that adds --all, --team and --mine to a command."""
    meanings = {
        Whose.MINE: "Your own.",
        Whose.TEAM: "Those that anyone may keep.",
        Whose.ALL: "Everybody's.",
    }
    return options.together(
        *(
            click.option(
                f"--{whose.value}",
                "whose",
                flag_value=whose.value,
                default=default.value,
                help=f"{meaning} The default." if whose is default else meaning,
            )
            for whose, meaning in meanings.items()
        )
    )


CALLBACK_ID = click.argument("callback_id", type=options.ID, metavar="ID")


@click.group()
def callbacks() -> None:
    """Callbacks: list, move, release, drop, or export to a calendar."""


@callbacks.command("list")
@whose_option(Whose.ALL)
@options.shell_and_json
def list_(shell: Shell, whose: str) -> None:
    """List open callbacks, earliest first, and whether the rules allow them then."""
    with shell.desk() as desk:
        rows = desk.callbacks.all(Whose(whose), None)
    if shell.is_json:
        print_json([callback_document(row) for row in rows])
    elif not rows:
        print_line("There are no callbacks.")
    else:
        _print(rows, shell)


@callbacks.command()
@CALLBACK_ID
@click.argument("when", nargs=-1, required=True)
@options.shell_and_json
def move(shell: Shell, callback_id: int, when: tuple[str, ...]) -> None:
    """Move a callback to another time, on the lead's clock: tue 3pm, +2h, 1 dec 14:00."""
    with shell.desk() as desk:
        zone = desk.callbacks.read(callback_id).zone or shell.personal.zone
        at = read_time(when, zone, shell.clock())
        desk.callbacks.move(callback_id, at)
    text = f"Moved to {say_time(shell, when, at, zone)}."
    shell.print_done({"callback": callback_id, "due_at": instant(at)}, text)


@callbacks.command()
@CALLBACK_ID
@options.shell_and_json
def release(shell: Shell, callback_id: int) -> None:
    """Give a callback to the team, so that anyone may make it."""
    with shell.desk() as desk:
        desk.callbacks.give(callback_id, to_team=True)

    shell.print_done({"callback": callback_id, "agent": None}, given_away_words(to_team=True))


@callbacks.command()
@CALLBACK_ID
@options.shell_and_json
def take(shell: Shell, callback_id: int) -> None:
    """Make a callback your own."""
    with shell.desk() as desk:
        desk.callbacks.give(callback_id, to_team=False)

    document = {"callback": callback_id, "agent": shell.agent_name}
    shell.print_done(document, given_away_words(to_team=False))


@callbacks.command()
@CALLBACK_ID
@click.option("--reason", required=True, metavar="TEXT", help="Why it is dropped.")
@options.shell_and_json
def drop(shell: Shell, callback_id: int, reason: str) -> None:
    """Drop a callback. The person may be called like any other lead."""
    with shell.desk() as desk:
        desk.callbacks.drop(callback_id, reason)

    shell.print_done({"callback": callback_id, "reason": reason}, DROPPED)


@callbacks.command()
@whose_option(Whose.MINE)
@ALARM
@WITH_NUMBER
@options.output
@pass_shell
def export(shell: Shell, whose: str, alarm: int, output: Path | None, *, with_number: bool) -> None:
    """Write the callbacks as an iCalendar file (.ics) for any calendar.

    If you import a newer file, callbacks that were moved are moved in your calendar too.
    """
    with shell.desk() as desk:
        before = timedelta(minutes=alarm)
        calendar = desk.callbacks.export(Whose(whose), before, with_number=with_number)
    write_calendar(calendar, output, "callback", is_all=whose == Whose.ALL)


def _state_words(callback: CallbackCard, now: datetime) -> str:
    """Return `overdue`, `reminder` for the call before an appointment, both, or ""."""
    overdue = "overdue" if callback.due_at <= now else ""
    return ", ".join(filter(None, (overdue, purpose_word(callback))))


def _print(callbacks: tuple[CallbackCard, ...], shell: Shell) -> None:
    here, now = shell.personal.zone, shell.clock()
    print_table(
        ("id", "due here", "", "name", "number", "whose", "there", "may it ring then"),
        [
            (
                callback.callback_id,
                clock_text(callback.due_at, here),
                _state_words(callback, now),
                callback.name,
                callback.shown,
                callback.agent or "anyone",
                f"{clock_text(callback.due_at, there)} {city(there)}",
                verdict_sentence(callback.verdict, callback.verdict.at, there, here),
            )
            for callback in callbacks
            for there in [callback.zone or here]
        ],
    )


@click.group()
def calendar() -> None:
    """Send your promises to your calendar: [calendar] in your settings file."""


@calendar.command()
@options.shell_and_json
def test(shell: Shell) -> None:
    """Write a test entry into your calendar, and delete it again."""
    _require_ready(shell)
    # late: an optional package, slow to import
    from console.outreach.calendar.sync import try_calendar

    trial = try_calendar(shell.personal.calendar, str(settings_file(shell.environ)), shell.clock())
    document = {"works": trial.works, "calendars": dict(trial.calendars), "text": trial.text}
    shell.print_done(document, trial.text)
    if not shell.is_json:
        for url, name in trial.calendars:
            print_line(f"  {url}  {name}")
    if not trial.works:
        raise AnswerIsNo


@calendar.command()
@options.flag("--dry-run", "Only say what would be written.", dest="is_dry_run")
@options.shell_and_json
def sync(shell: Shell, *, is_dry_run: bool) -> None:
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
    shell.print_done(_document(result), done_words(result, is_dry_run=is_dry_run))
    if not shell.is_json:
        print_each(change_lines(result, now, here))
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
