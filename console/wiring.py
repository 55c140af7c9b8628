"""The composition root: everything that is made from a setting is made here."""

import zoneinfo
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from console.clock import Clock, ClockWatch, system_clock
from console.trouble import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from console.desk import Desk
    from console.firm.personal import Personal
    from console.supervision.firm.first_questions import Answers, Question
    from console.tui.app import SmileDialApp
    from console.tui.base.workplace import KeepOwn
    from console.view.start.first_start import QuestionsFor, StartChoice
    from db.engine.database import Database


def use_packaged_time_data() -> None:
    """Takes zones from the `tzdata` package alone.

    An operating system's copy may be years old and would put whole provinces an hour off;
    `zoneinfo` prefers it unless its search path is empty. Raises BadInput without the package.
    """
    if zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=())
    try:
        zoneinfo.ZoneInfo("UTC")
    except zoneinfo.ZoneInfoNotFoundError:
        raise BadInput(
            "The time data is missing, and without it nobody knows what time it is where a phone "
            "rings: run pip install tzdata."
        ) from None


def data_folder() -> Path:
    """The platform's folder for this user's data, made readable by its owner only."""
    from platformdirs import user_data_path

    folder = user_data_path("smiledial", appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def default_database() -> str:
    from db.engine.database import DatabaseTrouble

    try:
        return str(data_folder() / "smiledial.db")
    except OSError as error:
        raise DatabaseTrouble(
            f"The folder for your data cannot be made ({error}): name a file with --db."
        ) from None


def open_prepared(db: str | None, *, is_kept: bool = True) -> "Database":
    """Open the database at a path, an address, or by default, and make or upgrade its tables.

    Without `is_kept` it is thrown away soon, so nothing waits for the disk.
    """
    from db.engine.database import open_database
    from db.schema import prepare

    use_packaged_time_data()
    database = open_database(db or default_database(), is_kept=is_kept)
    try:
        prepare(database)
    except BaseException:
        database.close()
        raise
    return database


def make_desk(
    database: "Database", clock: Clock, agent: str, personal: "Personal | None" = None
) -> "Desk":
    """The desk of an agent; the day begins at midnight in the zone of their settings."""
    from console.desk import Desk
    from console.firm.personal import Personal

    chosen = personal or Personal()
    # Only the system's clock can be set under our feet.
    watch = ClockWatch(clock()) if clock is system_clock else None
    return Desk(database, clock, agent, chosen.no_goal, chosen.zone, watch, chosen.wishes)


def run_console(
    database: "Database",
    agent: str,
    personal: "Personal",
    clock: Clock = system_clock,
    keep_own: "KeepOwn | None" = None,
    bring: str = "",
    first: str = "",
    *,
    is_kept: bool = True,
) -> int:
    """Opens the calling screen and returns its exit status when it is left.

    `bring` is the path of a list to look at first, `first` the act of a key that is done at once.
    Without `is_kept` the database goes when it is left.

    What the agent chooses there for good goes to `keep_own`. Raises what ended it against its will,
    when the terminal is as it was.
    """
    if personal.plain:
        return _run_plain(database, agent, personal, clock, bring, first, is_kept=is_kept)
    from console.tui.app import SmileDialApp

    return _run(
        SmileDialApp, database, agent, personal, clock, keep_own, bring, first, is_kept=is_kept
    )


def ask_how_to_begin(asked: "QuestionsFor", personal: "Personal") -> "StartChoice | None":
    """The first start; None where it was left. Writes nothing."""
    if personal.plain:
        from console.plain.starting import begin
        from console.plain.terminal import Lines

        lines = Lines()
        return begin(lines.say, lines.ask, asked)
    return _run_start(asked, personal)


def ask_about_you(questions: "Sequence[Question]", personal: "Personal") -> "Answers | None":
    """Who calls, and for whom, asked again; None where it was left. Writes nothing."""
    if personal.plain:
        from console.plain.starting import ask_about
        from console.plain.terminal import Lines

        lines = Lines()
        return ask_about(lines.say, lines.ask, questions)
    begun = _run_start(lambda _: (), personal, questions)
    return None if begun is None else begun.answers


def _run_start(
    asked: "QuestionsFor", personal: "Personal", only: "Sequence[Question]" = ()
) -> "StartChoice | None":
    from console.tui.drawing.hang_up import watching_the_line
    from console.tui.drawing.textual_private import go_by_the_terminal
    from console.tui.start_app import StartApp

    go_by_the_terminal()
    app = StartApp(asked, personal.theme, only)
    with watching_the_line(app.hang_up):
        app.run()
    if app.failure is not None:
        raise app.failure
    if app.return_code:  # the terminal has gone
        raise SystemExit(app.return_code)
    return app.begun


def read_firm_at(address: str) -> "Mapping[str, object]":
    """The firm's settings in another database, of which nothing is changed; none where it is new.

    Raises DatabaseTrouble.
    """
    from db.engine.database import open_database
    from db.firm.settings import read_firm
    from db.schema import is_prepared

    database = open_database(address)
    try:
        if not is_prepared(database):
            return {}
        with database.read() as connection:
            return read_firm(connection)
    finally:
        database.close()


def _run_plain(
    database: "Database",
    agent: str,
    personal: "Personal",
    clock: Clock,
    bring: str,
    first: str,
    *,
    is_kept: bool,
) -> int:
    from console.plain.background import BackgroundWatch, Patience, watching
    from console.plain.console import PlainConsole
    from console.plain.terminal import Lines, hand_over, use_what_letters_there_are

    use_what_letters_there_are()
    desk = make_desk(database, clock, agent, personal)
    lines = Lines()
    with Patience(lines.say, lines.ask) as patience:
        console = PlainConsole(
            desk,
            clock,
            personal,
            patience.say,
            patience.ask,
            lambda card: hand_over(card, personal),
            is_kept=is_kept,
        )
        with watching(
            BackgroundWatch(desk, console.screen_state, clock, patience.say, personal.zone)
        ):
            return console.run(bring, first)


def run_rehearsal(
    database: "Database", agent: str, personal: "Personal", clock: Clock = system_clock
) -> int:
    """Opens a rehearsal and returns its exit status; no lead is claimed."""
    from console.tui.start_app import RehearsalApp

    return _run(RehearsalApp, database, agent, personal, clock)


def _run(
    app_class: "type[SmileDialApp]",
    database: "Database",
    agent: str,
    personal: "Personal",
    clock: Clock,
    keep_own: "KeepOwn | None" = None,
    bring: str = "",
    first: str = "",
    *,
    is_kept: bool = True,
) -> int:
    from console.tui.drawing.hang_up import watching_the_line
    from console.tui.drawing.textual_private import go_by_the_terminal

    go_by_the_terminal()
    desk = make_desk(database, clock, agent, personal)
    reports = make_desk(database, clock, agent, personal)
    keep = keep_own or _keep_nothing
    app = app_class(desk, reports, clock, personal, keep, bring, first, is_kept=is_kept)
    with watching_the_line(app.hang_up):
        app.run()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0


def _keep_nothing(_name: str, _typed: str) -> None:
    pass


def make_demo(folder: Path, clock: Clock, agent: str = "you") -> "Database":
    """A database in the folder with the sample leads planned and the first session under way.

    The caller closes it before the folder goes.
    """
    from console.demo.sample import fill_sample

    database = open_prepared(str(folder / "demo.db"), is_kept=False)
    try:
        fill_sample(database, make_desk(database, clock, agent), clock)
    except BaseException:
        database.close()
        raise
    return database


def make_floor(
    folder: Path, at: datetime, show: "Callable[[int, int], None]" = lambda _done, _total: None
) -> "Database":
    """Make a database with a floor of invented agents, in the middle of their day at `at`.

    `show` is told how much of the work is done, and of how much. The caller closes the database
    before it removes the folder.
    """
    from console.demo.floor.building import build_floor, compared_days

    database = open_prepared(str(folder / "floor.db"), is_kept=False)
    try:
        build_floor(database, at, compared_days(at), show=show)
    except BaseException:
        database.close()
        raise
    return database
