"""The composition root: builds the database, the desk and the consoles from settings."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from console.clock import Clock, ClockWatch, system_clock
from console.desk import Desk
from console.firm.personal_settings import Personal, settings_file
from console.machine import data_folder, use_packaged_time_data
from console.time_server import TimeServerWatch
from console.trouble import BadInput
from db.engine.database import Database, DatabaseTrouble, open_database
from db.firm.settings import read_firm
from db.schema import is_prepared, prepare

if TYPE_CHECKING:
    from console.supervision.firm.first_questions import Answers, Question
    from console.tui.app import SmileDialApp
    from console.tui.base.workplace import KeepOwn
    from console.tui.drawing.hang_up import TerminalApp
    from console.view.start.first_start import QuestionsFor, StartChoice

A = TypeVar("A", bound="TerminalApp")


def default_database() -> str:
    """Return the path of the database in the user's data folder. Raises DatabaseTrouble."""
    try:
        return str(data_folder() / "smiledial.db")
    except OSError as error:
        raise DatabaseTrouble(
            f"The folder for your data cannot be made ({error}): name a file with --db."
        ) from None


def open_prepared(db: str | None, *, is_kept: bool = True, reads_only: bool = False) -> Database:
    """Open a database and create or upgrade its tables.

    `db` is a path or an address; None opens the default database. With `is_kept=False` the database
    is soon thrown away, so nothing waits for the disk. `reads_only` refuses every change. Raises
    BadInput and DatabaseTrouble.
    """
    use_packaged_time_data()
    database = open_database(db or default_database(), is_kept=is_kept, reads_only=reads_only)
    try:
        prepare(database)
    except BaseException:  # also on Ctrl-C: an open connection would keep its locks
        database.close()
        raise
    return database


def make_desk(
    database: Database, clock: Clock, agent: str, personal: Personal | None = None
) -> Desk:
    """Return an agent's desk. Its day begins at midnight in the time zone of their settings."""
    settings = personal or Personal()
    # Only the system's clock can be changed while the console runs.
    watch, time_watch = None, None
    if clock is system_clock:
        watch, time_watch = ClockWatch(clock()), TimeServerWatch(clock)
    return Desk(
        database, clock, agent, settings.no_goal, settings.zone, watch, settings.wishes, time_watch
    )


def run_console(
    database: Database,
    agent: str,
    personal: Personal,
    clock: Clock = system_clock,
    keep_own: "KeepOwn | None" = None,
    bring: str = "",
    first: str = "",
    *,
    is_kept: bool = True,
) -> int:
    """Run the calling screen, or the plain console, and return its exit status.

    `bring` is the path of a list to import first; `first` is the action to run at once. With
    `is_kept=False` the database is deleted afterwards. `keep_own` saves a setting that the agent
    changes on the screen.

    Raises whatever stopped the console, once the terminal is restored.
    """
    if personal.keys:
        _use_own_keys(make_desk(database, clock, agent, personal), personal)
    if personal.plain:
        return _run_plain(database, agent, personal, clock, bring, first, is_kept=is_kept)
    from console.tui.app import SmileDialApp  # late: the plain console runs without Textual

    return _run_screens(
        SmileDialApp, database, agent, personal, clock, keep_own, bring, first, is_kept=is_kept
    )


def run_rehearsal(
    database: Database, agent: str, personal: Personal, clock: Clock = system_clock
) -> int:
    """Run a rehearsal and return its exit status. No lead is claimed."""
    from console.tui.start_app import RehearsalApp  # late: other commands run without Textual

    return _run_screens(RehearsalApp, database, agent, personal, clock)


def run_wall(
    database: Database,
    agent: str,
    personal: Personal,
    clock: Clock = system_clock,
    *,
    has_names: bool = True,
    is_demo: bool = False,
) -> int:
    """Run the screen on the wall and return its exit status. It only reads."""
    from console.tui.wall.app import WallApp  # late: other commands run without Textual

    reports = make_desk(database, clock, agent, personal)
    app = _run_app(lambda: WallApp(reports, clock, personal, has_names=has_names, is_demo=is_demo))
    return app.return_code or 0


def ask_how_to_begin(
    asked: "QuestionsFor", personal: Personal, time_server: str = ""
) -> "StartChoice | None":
    """Ask how to begin with an empty database. Returns None if the person left. Writes nothing.

    `time_server` is the firm's, if it has set one already: the page compares the clock with it.
    """
    if personal.plain:
        from console.plain import terminal  # late: only in the plain console

        lines = terminal.Lines()
        return terminal.begin(lines.say, lines.ask, asked)
    return _run_start(asked, personal, time_server=time_server)


def ask_about_you(questions: "Sequence[Question]", personal: Personal) -> "Answers | None":
    """Ask again who calls and for which firm. Returns None if the person left. Writes nothing."""
    if personal.plain:
        from console.plain import terminal  # late: only in the plain console

        lines = terminal.Lines()
        return terminal.ask_about(lines.say, lines.ask, questions)
    begun = _run_start(lambda _: (), personal, questions)
    return None if begun is None else begun.answers


def read_firm_at(address: str) -> Mapping[str, object]:
    """Return the firm's settings in another database; {} if it is new. Changes nothing there.

    Raises DatabaseTrouble.
    """
    database = open_database(address)
    try:
        if not is_prepared(database):
            return {}
        with database.read() as connection:
            return read_firm(connection)
    finally:
        database.close()


def _run_plain(
    database: Database,
    agent: str,
    personal: Personal,
    clock: Clock,
    bring: str,
    first: str,
    *,
    is_kept: bool,
) -> int:
    from console.plain import background, console, terminal  # late: only in the plain console

    terminal.use_what_letters_there_are()
    desk = make_desk(database, clock, agent, personal)
    lines = terminal.Lines()
    with background.Patience(lines.say, lines.ask) as patience:
        plain = console.PlainConsole(
            desk,
            clock,
            personal,
            patience.say,
            patience.ask,
            lambda card: terminal.hand_over(card, personal),
            is_kept=is_kept,
        )
        calendar = None
        if personal.calendar.url and is_kept:  # a demo's people belong into nobody's calendar
            from console.view.state.calendar_push import CalendarPush  # late: few have a calendar

            file = str(settings_file())
            calendar = CalendarPush(desk.calendar, personal.calendar, file, clock, personal.zone)
        beside = background.BackgroundWatch(
            desk, plain.screen_state, clock, patience.say, personal.zone, calendar
        )
        with background.watching(beside):
            return plain.run(bring, first)


def _use_own_keys(desk: Desk, personal: Personal) -> None:
    from console.view.keys.own_keys import use_own_keys  # late: few have keys of their own

    try:
        use_own_keys(personal.keys, desk.outcomes())
    except ValueError as faults:
        raise BadInput(f"{settings_file()}: [keys] can't be used.\n{faults}") from None


def _run_start(
    asked: "QuestionsFor",
    personal: Personal,
    only: "Sequence[Question]" = (),
    time_server: str = "",
) -> "StartChoice | None":
    from console.tui.start_app import StartApp  # late: the plain console runs without Textual

    here = personal.zone
    app = _run_app(
        lambda: StartApp(asked, personal.theme, only, here=here, time_server=time_server)
    )
    if app.return_code:  # the terminal was closed, so there is nobody to ask
        raise SystemExit(app.return_code)
    return app.begun


def _run_screens(
    app_class: "type[SmileDialApp]",
    database: Database,
    agent: str,
    personal: Personal,
    clock: Clock,
    keep_own: "KeepOwn | None" = None,
    bring: str = "",
    first: str = "",
    *,
    is_kept: bool = True,
) -> int:
    # Reports get a desk of their own, so that a long report never holds up a call.
    desk = make_desk(database, clock, agent, personal)
    reports = make_desk(database, clock, agent, personal)
    keep = keep_own or _keep_nothing
    app = _run_app(
        lambda: app_class(desk, reports, clock, personal, keep, bring, first, is_kept=is_kept)
    )
    return app.return_code or 0


def _run_app(build: Callable[[], A]) -> A:
    """Build a Textual app, run it to its end, and return it.

    Raises whatever stopped it, once the terminal is restored.
    """
    from console.tui.drawing import hang_up, textual_private  # late: they bring Textual

    # Do this before building the app: it would read an exported COLUMNS at once, and then ignore a
    # resized window.
    textual_private.ignore_exported_size()
    app = build()
    with hang_up.watch_terminal(app.hang_up):
        app.run()
    if app.failure is not None:
        raise app.failure
    return app


def _keep_nothing(_name: str, _typed: str) -> None:
    pass
