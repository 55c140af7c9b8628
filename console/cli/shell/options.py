"""Options that several commands share, and how their values are read."""

import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, SupportsInt, TypeVar
from zoneinfo import ZoneInfo

import click
from msgspec.structs import replace

from console.cli.shell import completions
from console.cli.shell.context import Shell, pass_shell
from console.files.fields.columns.layout import MAPPED, no_field
from console.rules.places.regions import read_country
from console.rules.places.unread_addresses import suggest
from console.rules.times.typed_times import (
    YEARS,
    DayError,
    WhenError,
    read_past_day,
    read_when,
    say_far,
)

P = ParamSpec("P")
R = TypeVar("R")


class StoredId(click.ParamType[int]):
    """The id of a row. SQLite fails on integers of more than 64 bits, so they are refused here."""

    name = "integer"

    def convert(
        self, value: SupportsInt, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        number: int = click.INT.convert(value, param, ctx)
        if not 0 <= number < 2**63:
            self.fail(f"{number} is no id: ids are whole numbers, as lists print them.", param, ctx)
        return number


ID = StoredId()


def read_country_code(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> str | None:
    """Return the ISO code of a country, given by code or by name. Raises BadParameter."""
    if value is None:
        return None

    code = read_country(value)
    if code is None:
        raise click.BadParameter(
            f"{value!r} is not a country{suggest('country', value)}: use its two-letter code.",
            context,
            parameter,
        )
    return code


def read_instant(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> datetime | None:
    """Return an ISO 8601 instant in UTC. Raises BadParameter, also if it has no offset."""
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value.strip())
    except ValueError:
        raise click.BadParameter(
            f"{value!r} is not an instant such as 2026-11-24T15:00:00Z.", context, parameter
        ) from None
    if at.tzinfo is None:
        own = context.ensure_object(Shell).personal.zone
        meant = at.replace(tzinfo=ZoneInfo(own)).isoformat(timespec="minutes")
        raise click.BadParameter(
            f"{value!r} does not say in which zone: add Z for UTC, or an offset. On your clock "
            f"({own}) it is {meant}.",
            context,
            parameter,
        )
    refuse_far_day(context, parameter, value, at)
    return at.astimezone(UTC)


def refuse_far_day(
    context: click.Context, parameter: click.Parameter, value: str, on: date
) -> None:
    """Raise BadParameter for a day or instant in an implausible year."""
    if on.year not in YEARS:
        raise click.BadParameter(say_far(value), context, parameter)


MOMENTS = "now, yesterday 9:30, 2026-11-24 08:00, 2026-11-24T15:00:00Z"


def read_moment(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> datetime | None:
    """Return the instant of a text such as "yesterday 9:30", in UTC. Raises BadParameter.

    A day alone means its start. Without an offset, the time is on the agent's clock.
    """
    if value is None:
        return None
    shell, text = context.ensure_object(Shell), value.strip()
    if text.casefold() == "now":
        return shell.clock()
    zone = ZoneInfo(shell.personal.zone)
    # A text in words is no ISO instant. BadParameter is no ValueError, so it passes through.
    with suppress(ValueError):
        at = datetime.fromisoformat(text)
        refuse_far_day(context, parameter, text, at)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    day, _, clock = text.rpartition(" ")
    hours = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", clock, re.ASCII)
    at_time = time(int(hours[1]), int(hours[2])) if hours else time()
    try:
        on = read_day(context, parameter, (day or "today") if hours else text)
    except click.BadParameter:
        message = f"“{text}” is not an instant: write for instance {MOMENTS}."
        raise click.BadParameter(message, context, parameter) from None
    assert on is not None
    return datetime.combine(on, at_time, zone).astimezone(UTC)


def read_any_moment(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> datetime | None:
    """Return an instant as `read_moment` does, or a time to come such as "tomorrow 9am"."""
    if value is None:
        return None

    shell = context.ensure_object(Shell)
    if re.match(r"\d{4}-", value.strip()) is None:
        with suppress(WhenError):
            return read_when(value, shell.clock(), shell.personal.zone)
    return read_moment(context, parameter, value)


def read_day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """Return a day on the agent's clock: 2026-11-24, or a past day in words such as "monday"."""
    if value is None:
        return None

    with suppress(ValueError):
        on = datetime.strptime(value.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        refuse_far_day(context, parameter, value, on)
        return on
    shell = context.ensure_object(Shell)
    today = shell.clock().astimezone(ZoneInfo(shell.personal.zone)).date()
    try:
        return read_past_day(value, today)
    except DayError as error:
        raise click.BadParameter(str(error), context, parameter) from None


def read_span_day(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> date | None:
    """Return a day of --from or --to, as `read_day` does."""
    day = read_day(context, parameter, value)
    _refuse_reversed({**context.params, str(parameter.name): day})
    return day


def _refuse_reversed(values: Mapping[str, date | None]) -> None:
    """Raise UsageError if --from and --to are the wrong way round; either may not be read yet."""
    first, last = values.get("first"), values.get("last")
    since, until = values.get("since"), values.get("until")
    if (first and last and first > last) or (since and until and since >= until):
        raise click.UsageError("--to ends before --from begins: the first day comes first.")


def read_since(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> datetime | None:
    """Return an instant in UTC. A day means its start on the agent's clock."""
    return _read_edge(context, parameter, value, timedelta())


def read_until(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> datetime | None:
    """Return an instant in UTC. A day means its end on the agent's clock."""
    return _read_edge(context, parameter, value, timedelta(days=1))


def _read_edge(
    context: click.Context, parameter: click.Parameter, value: str | None, later: timedelta
) -> datetime | None:
    if value and ":" in value:
        at = read_instant(context, parameter, value)
    elif (day := read_day(context, parameter, value)) is None:
        return None
    else:
        zone = ZoneInfo(context.ensure_object(Shell).personal.zone)
        # Add to the day, not to the instant: a day has 23 or 25 hours when the clocks change.
        at = datetime.combine(day + later, time(), zone).astimezone(UTC)
    _refuse_reversed({**context.params, str(parameter.name): at})
    return at


def read_output(
    _context: click.Context, _parameter: click.Parameter, value: Path | None
) -> Path | None:
    """Return the file to write; None for standard output, also called "-"."""
    return None if str(value) == "-" else value


def read_pairs(
    context: click.Context,
    parameter: click.Parameter,
    values: tuple[str, ...],
    fields: Collection[str] = MAPPED,
) -> tuple[tuple[str, str], ...]:
    """Return `FIELD=COLUMN` texts as pairs. Raises BadParameter."""
    pairs = []
    for value in values:
        field, _, column = value.partition("=")
        if not column:
            raise click.BadParameter(
                f"{value!r} is not FIELD=COLUMN, such as phone=Handset.", context, parameter
            )
        if field not in fields:
            raise click.BadParameter(no_field(field, fields), context, parameter)
        pairs.append((field, column))
    return tuple(pairs)


class Decorator(Protocol):
    """Adds one option or several to a command."""

    def __call__(self, command: Callable[P, R], /) -> Callable[P, R]: ...


def together(*decorators: Decorator) -> Decorator:
    """Return the decorator that adds these options, in their order."""

    def add(command: Callable[P, R], /) -> Callable[P, R]:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return add


def text(name: str, metavar: str, meaning: str) -> Decorator:
    """Return an option that takes any text; "" if it is left out."""
    return click.option(name, default="", metavar=metavar, help=meaning)


def day(name: str, meaning: str, *, dest: str = "", is_required: bool = False) -> Decorator:
    """Return an option that takes a day; None if it is left out."""
    names = (name, dest) if dest else (name,)
    return click.option(
        *names, callback=read_day, required=is_required, metavar="DATE", help=meaning
    )


def flag(name: str, meaning: str, *, dest: str = "") -> Decorator:
    """Return an option without a value."""
    return click.option(*((name, dest) if dest else (name,)), is_flag=True, help=meaning)


def since(meaning: str) -> Decorator:
    return click.option("--from", "since", callback=read_since, metavar="DAY", help=meaning)


def until(meaning: str) -> Decorator:
    return click.option("--to", "until", callback=read_until, metavar="DAY", help=meaning)


def in_list(meaning: str) -> Decorator:
    return click.option(
        "--list", "list_name", type=completions.LIST, default="", metavar="NAME", help=meaning
    )


def agent(meaning: str) -> Decorator:
    return click.option("--agent", type=completions.AGENT, default="", metavar="NAME", help=meaning)


OFFER = "What the call is about: a running contract for it counts."

country = click.option(
    "--country",
    callback=read_country_code,
    metavar="CODE",
    help="The country of numbers without a country code.",
)
region = text("--region", "STATE", "The state or province.")
postal = text("--postal", "CODE", "The postal code.")
city = text("--city", "TEXT", "The city, or “City, State”.")
address = text("--address", "TEXT", "The address, with city, state and code if known.")
kind = click.option(
    "--kind",
    type=click.Choice(["consumer", "business"]),
    help="Whether these are consumers or businesses.",
)
where = click.option(
    "--where",
    type=completions.SCREENING,
    metavar="EXPR",
    default="",
    help="Only leads that fit: 'income >= 100k and occupation ~ dentist', or @SEGMENT.",
)
judged_on_list = in_list("Use this list's rules and offer.")
mapping = click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="FIELD=COLUMN",
    callback=read_pairs,
    help="The column of a field, if its name does not say. May be repeated.",
)
sheet = text("--sheet", "NAME", "Which sheet of a spreadsheet, or file of a .zip.")


def _use_json(context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click calls it so
    context.obj = replace(context.ensure_object(Shell), is_json=value)


json_option = click.option(
    "--json",
    is_flag=True,
    expose_value=False,
    callback=_use_json,
    help="Print one JSON document.",
)


def shell_and_json(command: Callable[Concatenate[Shell, P], R]) -> Callable[P, R]:
    """Give a command the shell, and the option --json, which is `shell.is_json`."""
    return json_option(pass_shell(command))


output = click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    callback=read_output,
    metavar="FILE",
    help="Write to a file instead of standard output (-).",
)


def _join_words(
    _context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]
) -> str:
    return " ".join(value)


number_in_words = click.argument(
    "number", nargs=-1, required=True, metavar="NUMBER", callback=_join_words
)
"""A phone number that may be typed as several words without quotes: 208 555 0103."""


def needed_output(path: Path | None) -> Path:
    """Return the file that a workbook is written to. Raises UsageError if none was named."""
    if path is None:
        raise click.UsageError("--format xlsx needs a file: add --output NAME.xlsx.")
    return path
