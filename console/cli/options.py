"""Options that several commands share, read the same way by each."""

from datetime import UTC, datetime

import click


def read_country_code(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> str | None:
    """A country by its code or its name, as the ISO code."""
    if value is None:
        return None
    from console.rules.regions import read_country

    code = read_country(value)
    if code is None:
        raise click.BadParameter(
            f"{value!r} is not a country: use its two-letter code.", context, parameter
        )
    return code


def read_instant(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> datetime | None:
    """An ISO 8601 instant in UTC; one without an offset could be anywhere and is refused."""
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value.strip())
    except ValueError:
        raise click.BadParameter(
            f"{value!r} is not an instant such as 2026-11-24T15:00:00Z.", context, parameter
        ) from None
    if at.tzinfo is None:
        raise click.BadParameter(
            f"{value!r} does not say in which zone: add Z for UTC, or an offset such as -05:00.",
            context,
            parameter,
        )
    return at.astimezone(UTC)


DAY = click.DateTime(["%Y-%m-%d"])

country = click.option(
    "--country", callback=read_country_code, metavar="CODE", help="Where national numbers belong."
)
kind = click.option(
    "--kind", type=click.Choice(["consumer", "business"]), help="Whom the call reaches."
)
where = click.option(
    "--where",
    metavar="EXPR",
    default="",
    help="Only leads that fit: 'income >= 100k and occupation ~ dentist', or @SEGMENT.",
)
is_json = click.option("--json", "is_json", is_flag=True, help="Print one JSON document.")
