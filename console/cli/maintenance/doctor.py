"""`smiledial doctor` and `dial`: check this installation, and its ways to dial."""

import asyncio
import base64
import json
import sys

import click

from console.cli.files.scrub import phone_of
from console.cli.shell import options
from console.cli.shell.card_text import verdict_lines
from console.cli.shell.context import AnswerIsNo, Shell
from console.cli.shell.output import print_each, print_json, print_line, print_lines, print_table
from console.do_not_call.scrub.checking import Question
from console.firm.personal_settings import Personal, settings_file
from console.judging.documents import verdict_document
from console.machine import data_folder
from console.maintenance.checkup.examine import LOOKS_FOR, examine, look_at_calendar
from console.outreach.external_programs import (
    PATIENCE,
    Way,
    digits,
    fill_template,
    find_ways,
    open_address,
    square_rows,
    start,
    watch,
)
from console.rules.phone.number_plan import show_phone
from console.trouble import BadInput
from console.wiring import make_desk
from db.enums import LeadKind, VerdictKind


@click.command()
@options.flag(
    "--whole", "Check the whole file, log and counts, however long that takes.", dest="is_whole"
)
@options.shell_and_json
def doctor(shell: Shell, *, is_whole: bool) -> None:
    """Check this installation, and say what needs you. Exit status 1 if something does."""
    seconds = float("inf") if is_whole else LOOKS_FOR
    with shell.database() as database:
        desk = make_desk(database, shell.clock, shell.agent_name)
        checks = list(examine(database, desk, shell.clock(), data_folder(), seconds))
    checks += look_at_calendar(shell.personal.calendar, str(settings_file(shell.environ)))
    if shell.is_json:
        print_json(
            [
                {
                    "name": check.name,
                    "ok": check.is_well,
                    "text": check.text,
                    "advice": check.advice or None,
                }
                for check in checks
            ]
        )
    else:
        for check in checks:
            mark = "ok:" if check.is_well else "SEE TO:"
            print_line(f"{mark} {check.name.replace('_', ' ')}: {check.text}")
            if check.advice:
                print_lines(f"    {check.advice}")
    if not all(check.is_well for check in checks):
        raise AnswerIsNo


LIGHT_ABOVE, DARK_ABOVE, PLAIN = "\x1b[97;40m", "\x1b[30;107m", "\x1b[0m"


@click.group()
def dial() -> None:
    """Your own phone: which ways to dial this machine has."""


@dial.command("test")
@click.argument("number", default="")
@options.region
@options.postal
@options.country
@options.kind
@options.shell_and_json
def test_command(
    shell: Shell, number: str, region: str, postal: str, country: str | None, kind: str | None
) -> None:
    """Say which ways to dial this machine has. With a NUMBER, hand it to your phone as Enter does.

    The number must be a phone of your own: one that a lead or a do-not-call list has is refused. It
    is judged like any other, and the trial is in the audit log. In a team only a supervisor may.
    """
    if number:
        question = _question(shell, number, region, postal, country, kind)
        _try_number(shell, question)
        return
    ways = find_ways(shell.environ, shell.personal.softphone_port)
    if shell.is_json:
        print_json([_document(way, shell.personal.hand_off) for way in ways])
        return
    print_table(
        ("way", "works here", "hand_off", "what is there"),
        [(way.name, "yes" if way.is_here else "no", way.hand_off, way.text) for way in ways],
    )
    for way in ways:
        if way.is_here and way.command:
            print_line(f"{way.name}: command = {json.dumps(way.command)}")
    yours = f"You use hand_off = “{shell.personal.hand_off}”."
    print_line(f"{yours} docs/how-to/own-mobile.md has each way.")


def _document(way: Way, hand_off: str) -> dict[str, object]:
    return {
        "way": way.name,
        "works_here": way.is_here,
        "what": way.text,
        "hand_off": way.hand_off,
        "command": list(way.command) or None,
        "is_yours": way.hand_off == hand_off,
    }


def _question(
    shell: Shell, number: str, region: str, postal: str, country: str | None, kind: str | None
) -> Question:
    phone = phone_of(shell, number, country)
    place = (country or "", region, postal)
    return Question(phone, *place, LeadKind(kind or LeadKind.CONSUMER))


def _try_number(shell: Shell, question: Question) -> None:
    e164, personal = question.phone.e164, shell.personal
    if personal.hand_off == "softphone":
        raise BadInput("Try the softphone in the console: add yourself as a lead, and call.")
    with shell.desk() as desk:
        verdict = desk.own_phone.allow_test(question, personal.hand_off)
    is_allowed = verdict.kind is VerdictKind.CALL
    shown = show_phone(e164, question.phone.extension)
    text = asyncio.run(_hand_over(e164, personal)) if is_allowed else "Not dialled."
    if shell.is_json:
        print_json({"number": e164, "handed_over": is_allowed, **verdict_document(verdict)})
    else:
        print_each((shown, *verdict_lines(verdict, personal.zone), text))
        if is_allowed and sys.stdout.isatty():
            sys.stdout.write(_for_terminal(e164, personal.hand_off))
    if not is_allowed:
        raise AnswerIsNo


async def _hand_over(e164: str, personal: Personal) -> str:
    """Open the address or run the command of the settings, and return what came of it."""
    number = digits(e164)
    if personal.hand_off == "open":
        address = fill_template(personal.address or "tel:{number}", number)
        is_open = await open_address(address)
        return f"{address} is handed over." if is_open else f"Nothing here opens {address}."
    if personal.hand_off == "command":
        try:
            process = start([fill_template(part, number) for part in personal.command])
        except (OSError, ValueError) as error:
            return f"{personal.command[0]} did not start ({error})."
        status = await watch(process, PATIENCE)
        end = "still runs" if status is None else f"ended with status {status}"
        return f"{personal.command[0]} got the number and {end}."
    return (
        "Point your phone at the square." if personal.hand_off == "qr" else "The number is copied."
    )


def _for_terminal(e164: str, hand_off: str) -> str:
    """Return what copies the number, or draws it as a square, in a terminal."""
    if hand_off == "copy":
        return f"\x1b]52;c;{base64.b64encode(digits(e164).encode()).decode()}\x07"
    rows = square_rows(e164) if hand_off == "qr" else ()
    return "".join(f"{''.join(_half(*cell) for cell in row)}{PLAIN}\n" for row in rows)


def _half(upper: bool, lower: bool) -> str:  # noqa: FBT001
    return (LIGHT_ABOVE if lower else DARK_ABOVE) + (" " if upper == lower else "▀")
