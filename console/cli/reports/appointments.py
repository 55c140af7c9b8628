"""`smiledial report appointments`, `report pay` and `report speed`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar, Unpack
from zoneinfo import ZoneInfo

import click

from console.cli.reports.call_tables import days_words
from console.cli.reports.forms import (
    Days,
    add_report_options,
    format_report,
    instants,
    print_or_write,
    print_part,
    read_scope,
)
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import json_text, print_fitting, print_line
from console.judging.documents import instant
from console.supervision.reports.appointments import (
    BY,
    SPEED_BY,
    AppointmentCounts,
    PayLine,
    SpeedCounts,
    minutes_at,
    pay_lines,
    report_appointments,
    report_speed,
)
from console.supervision.reports.calls import ReportScope
from console.view.lead.appointments import FEW, show_rate_words
from console.view.text.counts import many
from console.view.text.report_codes import Part
from db.reports.report_counts import AppointmentFact

C = TypeVar("C")

COUNTS = ("set", "held", "no_show", "cancelled", "to_come", "unmarked", "moved", "yes_after")

CALLS = ("appointment", "agent", "period", "call", "lead", "vendor id", "list", "set", "begins")


@click.command()
@add_report_options
@click.option(
    "--by", type=click.Choice([*BY]), default="agent", show_default=True, help="What to group by."
)
@pass_shell
def appointments(
    shell: Shell, /, by: str, form: str, output: Path | None, **values: Unpack[Days]
) -> None:
    """Count held appointments and no-shows, by the agent who set them or as you choose.

    The show rate is the share of held ones among held and no-shows, with its 95 % interval.
    """
    scope = read_scope(shell, **values)
    with shell.reports() as database:
        report = report_appointments(database, scope, by, shell.clock())
    line = f"Appointments, {days_words(scope)}: {_summary(report.total)}"
    document = _document_of(scope, by, report.total, report.rows, counts_document)
    header = (by, *(name.replace("_", " ") for name in COUNTS), "show rate", "days ahead")
    rows = [(key, *_cells(counts)) for key, counts in (*report.rows.items(), ("all", report.total))]
    part = Part("Appointments", header, rows, ("set",), totals=1)
    print_part(document, part, line, form, output, ["moved", "cancelled", "days ahead"])


@click.command()
@add_report_options
@click.option(
    "--each",
    type=click.Choice(["day", "week", "month", "all"]),
    default="week",
    show_default=True,
    help="A line for each of these periods.",
)
@pass_shell
def pay(shell: Shell, /, each: str, form: str, output: Path | None, **values: Unpack[Days]) -> None:
    """What to pay for: held and sold appointments and hours, with the calls behind each line.

    An appointment counts for the agent who set it, in the period in which it begins. It is sold if
    a call from then on ended with a yes. Hours are those of `report agents`.
    """
    scope = read_scope(shell, **values)
    with shell.reports() as database:
        lines = pay_lines(database, scope, each)
    held = sum(len(line.held) for line in lines)
    sold = sum(len(line.sold) for line in lines)
    text = f"Pay, {days_words(scope)}: {held:,} held, {sold:,} sold"
    if form == "json":
        rows = [_pay_document(line) for line in lines]
        print_or_write(json_text({**instants(scope), "rows": rows}), output)
        return
    header = ("agent", "period", "held", "sold", "hours")
    table = [
        (line.agent, line.period, len(line.held), len(line.sold), _hundredths(line.hours))
        for line in lines
    ]
    zone = scope.zone
    calls = [_call_row(line, fact, zone) for line in lines for fact in line.held]
    if form == "table" and output is None:
        print_line(text)
        for part_header, part_rows in ((header, table), ((*CALLS, "yes on call"), calls)):
            if part_rows:
                print_line("")
                print_fitting(part_header, part_rows, ["vendor id", "list", "period"])
        return
    parts = [Part("Pay", header, table), Part("Held", (*CALLS, "yes on call"), calls)]
    print_or_write(format_report(form, "Pay", text, parts), output)


def counts_document(counts: AppointmentCounts) -> dict[str, object]:
    """Return the counts as JSON, with the rate and its interval as shares from 0 to 1."""
    low, high = counts.interval
    rate = counts.show_rate
    return {
        **{name: getattr(counts, name) for name in COUNTS},
        "show_rate": rate,
        "show_rate_from": None if rate is None else low,
        "show_rate_to": None if rate is None else high,
        "days_ahead": counts.mean_days,
    }


def _cells(counts: AppointmentCounts) -> Sequence[object]:
    ahead = None if counts.mean_days is None else round(counts.mean_days, 1)
    return (
        *(getattr(counts, name) for name in COUNTS),
        show_rate_words(counts.held, counts.no_show),
        ahead,
    )


def _summary(total: AppointmentCounts) -> str:
    parts = [f"{many(total.set, 'appointment')}", f"{total.held:,} held"]
    parts += [f"{total.no_show:,} no-show"] if total.no_show else []
    parts += [f"{total.unmarked:,} not marked"] if total.unmarked else []
    return ", ".join(parts)


def _call_row(line: PayLine, fact: AppointmentFact, zone: str) -> Sequence[object]:
    return (
        fact.id,
        line.agent,
        line.period,
        fact.attempt_id,
        fact.lead_id,
        fact.vendor_id,
        fact.list_name,
        fact.set_at.astimezone(ZoneInfo(zone)),
        fact.starts_at.astimezone(ZoneInfo(zone)),
        fact.yes_call or "",
    )


def _hundredths(hours: float) -> Decimal:
    """Return a number that every form writes with two decimals."""
    return Decimal(f"{hours:.2f}")


def _pay_document(line: PayLine) -> dict[str, object]:
    calls = [
        {
            "appointment": fact.id,
            "call": fact.attempt_id,
            "lead": fact.lead_id,
            "vendor_id": fact.vendor_id,
            "list": fact.list_name,
            "set_at": instant(fact.set_at),
            "starts_at": instant(fact.starts_at),
            "yes_on_call": fact.yes_call,
        }
        for fact in line.held
    ]
    return {
        "agent": line.agent,
        "period": line.period,
        "held": len(line.held),
        "sold": len(line.sold),
        "hours": round(line.hours, 4),
        "calls": calls,
    }


BOOKED = (appointments, pay)


HEADER = (
    *("inquiries", "waiting", "in 5 min", "median", "90 %"),
    *("reached", "median to reach", "90 % to reach"),
)
SPARED = ("90 % to reach", "median to reach", "reached")


@click.command()
@add_report_options
@click.option(
    "--by",
    type=click.Choice([*SPEED_BY]),
    default="list",
    show_default=True,
    help="What to group by.",
)
@pass_shell
def speed(shell: Shell, /, by: str, form: str, output: Path | None, **values: Unpack[Days]) -> None:
    """How soon people who asked to be called in these days were dialled and reached.

    Times are minutes from the inquiry to the first dial and to the first call that reached them:
    the median, and the time within which 90 % fall. Nights count, so compare by hour.
    """
    scope = read_scope(shell, **values)
    with shell.reports() as database:
        report = report_speed(database, scope, by, shell.clock())
    line = f"Speed to lead, {days_words(scope)}: {_speed_summary(report.total)}"
    document = _document_of(scope, by, report.total, report.rows, _document)
    counted_by = (*report.rows.items(), ("all", report.total))
    rows = [(key, *_speed_cells(counts)) for key, counts in counted_by]
    part = Part("Speed to lead", (by, *HEADER), rows, ("inquiries",), totals=1)
    print_part(document, part, line, form, output, SPARED)


def _document_of(
    scope: ReportScope,
    by: str,
    total: C,
    rows: Mapping[str, C],
    document: Callable[[C], dict[str, object]],
) -> dict[str, object]:
    return {
        **instants(scope),
        "total": document(total),
        "rows": [{by: key, **document(row)} for key, row in rows.items()],
    }


def _speed_summary(counts: SpeedCounts) -> str:
    if not counts.inquiries:
        return "nobody asked to be called"
    share = f", {_share_words(counts)} within 5 minutes" if counts.judged else ""
    return f"{many(counts.inquiries, 'inquiry', 'inquiries')}{share}, {counts.waiting:,} waiting"


def _share_words(counts: SpeedCounts) -> str:
    """Return "71 %", or "3 of 4" where the cases are too few for a share."""
    if counts.share is None:
        return ""
    if counts.judged < FEW:
        return f"{counts.soon} of {counts.judged}"
    return f"{counts.share:.0%}".replace("%", " %")


def _speed_cells(counts: SpeedCounts) -> Sequence[object]:
    return (
        counts.inquiries,
        counts.waiting,
        _share_words(counts),
        *_minutes(counts.dialled),
        len(counts.reached),
        *_minutes(counts.reached),
    )


def _minutes(times: Sequence[timedelta]) -> list[float | None]:
    minutes = [minutes_at(times, percent) for percent in (50, 90)]
    return [None if number is None else round(number, 1) for number in minutes]


def _document(counts: SpeedCounts) -> dict[str, object]:
    return {
        "inquiries": counts.inquiries,
        "waiting": counts.waiting,
        "dialled": len(counts.dialled),
        "within_5_minutes": counts.soon,
        "share_within_5_minutes": counts.share,
        "median_minutes": minutes_at(counts.dialled, 50),
        "p90_minutes": minutes_at(counts.dialled, 90),
        "reached": len(counts.reached),
        "median_minutes_to_reach": minutes_at(counts.reached, 50),
        "p90_minutes_to_reach": minutes_at(counts.reached, 90),
    }
