"""`smiledial appointments`: list, show, move, mark, cancel, hand over, export, invite to them."""

import sys
from datetime import datetime, timedelta
from pathlib import Path

import click

from console.cards.promises import AppointmentCard, Whose
from console.cli.leads.callbacks import (
    ALARM,
    WITH_NUMBER,
    read_time,
    say_time,
    write_calendar,
)
from console.cli.shell import options
from console.cli.shell.context import AnswerIsNo, Shell, pass_shell
from console.cli.shell.documents import appointment_document
from console.cli.shell.output import (
    clock_text,
    print_each,
    print_json,
    print_line,
    print_stderr,
    print_table,
)
from console.cli.shell.standard_input import STANDARD_INPUT, display_name
from console.desk import Desk, RefusedError
from console.outreach.mail.delivery import send, write_file
from console.outreach.mail.invitation import LARGEST, Invitation, read_answer
from console.outreach.mail.letter import Letter, MailTrouble, read_address
from console.rules.shift.appointments import STATUS_WORDS, WAY_WORDS
from console.trouble import BadInput
from console.view.lead.appointments import trouble_lines, trouble_words
from console.view.lead.invitations import (
    ANSWERS,
    invitation_letter,
    invitation_name,
    sender_address,
)
from console.view.text.clocks import both_clocks, city
from console.view.text.counts import many
from db.enums import MailWay

APPOINTMENT_ID = click.argument("appointment_id", type=options.ID, metavar="ID")


@click.group()
def appointments() -> None:
    """Appointments: list, move, mark who came, cancel, hand over, or export to a calendar."""


@appointments.command("list")
@options.flag("--mine", "Only those that you set or keep.")
@options.flag("--left", "Only those kept by agents who left or are blocked.")
@options.shell_and_json
def list_(shell: Shell, *, mine: bool, left: bool) -> None:
    """List coming appointments, those of the last four weeks, and yeses without a time."""
    whose = Whose.MINE if mine else Whose.ALL
    with shell.desk() as desk:
        rows = desk.appointments.of_those_who_left() if left else desk.appointments.all(whose)
        yeses = () if left else desk.appointments.without_time(whose)
    if shell.is_json:
        print_json([appointment_document(row) for row in rows])
        return
    if rows:
        _print(rows, shell)
    else:
        print_line("There are no appointments.")
    here = shell.personal.zone
    for yes in yeses:
        when = clock_text(yes.at, here)
        print_line(
            f"No time yet: {yes.name} said yes to {yes.agent}, {when} (call {yes.attempt_id})"
        )


@appointments.command()
@APPOINTMENT_ID
@options.shell_and_json
def show(shell: Shell, appointment_id: int) -> None:
    """Show an appointment, and what was done to it."""
    here, now = shell.personal.zone, shell.clock()
    with shell.desk() as desk:
        card = desk.appointments.read(appointment_id)
        history = desk.appointments.history(appointment_id)
    if shell.is_json:
        acts = [
            {"at": at.isoformat(), "agent": agent, "what": what, "reason": reason}
            for at, agent, what, reason in history
        ]
        print_json({**appointment_document(card), "history": acts})
        return
    print_line(f"{card.name}, {both_clocks(card.starts_at, now, card.zone, here)}")
    where = f" ({card.place})" if card.place else ""
    print_line(f"{card.minutes} minutes {WAY_WORDS[card.way]}{where}, with {card.with_whom}")
    print_line(f"Status: {STATUS_WORDS[card.status]}. Set by {card.set_by}.")
    print_each(trouble_lines(card, now))
    for at, agent, what, reason in history:
        print_line(f"  {clock_text(at, here)}  {agent}  {what}{f': {reason}' if reason else ''}")


@appointments.command()
@APPOINTMENT_ID
@click.argument("when", nargs=-1, required=True)
@options.shell_and_json
def move(shell: Shell, appointment_id: int, when: tuple[str, ...]) -> None:
    """Move an appointment, on the lead's clock: tue 3pm, 1 dec 14:00. The same time confirms it."""
    with shell.desk() as desk:
        zone = desk.appointments.read(appointment_id).zone
        at = read_time(when, zone, shell.clock())
        card = desk.appointments.move(appointment_id, at)
    text = f"{say_time(shell, when, at, zone)}: {STATUS_WORDS[card.status]}."
    shell.print_done(appointment_document(card), text)


@appointments.command()
@APPOINTMENT_ID
@options.shell_and_json
def held(shell: Shell, appointment_id: int) -> None:
    """Mark an appointment as held."""
    with shell.desk() as desk:
        card = desk.appointments.mark(appointment_id, held=True)
    shell.print_done(appointment_document(card), f"Held: {card.name}.")


@appointments.command("no-show")
@APPOINTMENT_ID
@options.shell_and_json
def no_show(shell: Shell, appointment_id: int) -> None:
    """Mark that they did not come. They are called on the next working day."""
    with shell.desk() as desk:
        card = desk.appointments.mark(appointment_id, held=False)
    shell.print_done(appointment_document(card), f"No-show: {card.name}.")


@appointments.command()
@APPOINTMENT_ID
@click.option("--reason", required=True, metavar="TEXT", help="Why it is cancelled.")
@options.shell_and_json
def cancel(shell: Shell, appointment_id: int, reason: str) -> None:
    """Cancel an appointment. The person may be called like any other lead."""
    with shell.desk() as desk:
        desk.appointments.cancel(appointment_id, reason)
    shell.print_done({"appointment": appointment_id, "reason": reason}, "Cancelled.")


@appointments.command()
@click.argument("appointment_id", type=options.ID, metavar="[ID]", required=False)
@click.option("--from", "of", metavar="NAME", help="All that this agent keeps, instead of one ID.")
@click.option("--to", required=True, metavar="NAME", help="Who keeps it from now on.")
@options.shell_and_json
def hand(shell: Shell, appointment_id: int | None, of: str | None, to: str) -> None:
    """Let another agent keep an appointment, or all of an agent who left.

    Those at which the other agent is not free stay, and are named; exit status 1 then.
    """
    if (appointment_id is None) is (of is None):
        raise BadInput("Which one? Give its ID, or --from NAME for all that an agent keeps.")
    if of is not None:
        _hand_all(shell, of, to)
        return
    assert appointment_id is not None
    with shell.desk() as desk:
        card = desk.appointments.hand(appointment_id, to)
    shell.print_done(appointment_document(card), f"{card.with_whom} keeps it now.")


def _hand_all(shell: Shell, of: str, to: str) -> None:
    with shell.desk() as desk:
        handed, refused = desk.appointments.hand_all(of, to)
    document = {
        "handed": [appointment_document(card) for card in handed],
        "refused": [{"appointment": row, "reason": reason} for row, reason in refused],
    }
    keeper = handed[0].with_whom if handed else to
    text = f"{keeper} keeps {many(len(handed), 'appointment')} of {of} now."
    shell.print_done(document, text if handed or refused else f"{of} keeps none.")
    for row, reason in refused:
        print_stderr(f"Appointment {row} stays: {reason}")
    if refused:
        raise AnswerIsNo


@appointments.command()
@options.flag("--all", "Everybody's, not only your own.", dest="everybody")
@ALARM
@WITH_NUMBER
@options.output
@pass_shell
def export(
    shell: Shell, alarm: int, output: Path | None, *, everybody: bool, with_number: bool
) -> None:
    """Write the appointments to come as an iCalendar file (.ics) for any calendar.

    If you import a newer file, appointments that were moved are moved in your calendar too.
    """
    whose = Whose.ALL if everybody else Whose.MINE
    with shell.desk() as desk:
        before = timedelta(minutes=alarm)
        calendar = desk.appointments.export(whose, before, with_number=with_number)
    write_calendar(calendar, output, "appointment", is_all=everybody)


def _status(row: AppointmentCard, now: datetime) -> str:
    """Return the status, and what stands in the way."""
    return " ".join([STATUS_WORDS[row.status], *(f"({line})" for line in trouble_words(row, now))])


def _print(rows: tuple[AppointmentCard, ...], shell: Shell) -> None:
    here = shell.personal.zone
    print_table(
        ("id", "here", "there", "name", "how", "with", "set by", "status"),
        [
            (
                row.appointment_id,
                clock_text(row.starts_at, here),
                f"{clock_text(row.starts_at, row.zone)} {city(row.zone)}",
                row.name,
                f"{row.minutes} min {WAY_WORDS[row.way]}",
                row.with_whom,
                row.set_by,
                _status(row, shell.clock()),
            )
            for row in rows
        ],
    )


@appointments.command()
@click.argument("appointment_id", type=options.ID, metavar="ID")
@options.text(
    "--keeper",
    "ADDRESS",
    "The address of the agent who keeps it, if that is not you; they get a copy.",
)
@options.shell_and_json
def invite(shell: Shell, appointment_id: int, keeper: str) -> None:
    """E-mail a calendar invitation; do it again after a move or a cancellation.

    It is sent as [mail] in your settings says. A draft is written as an .eml file, to the folder in
    [mail] or to the current one.
    """
    mail = shell.personal.mail
    sender = sender_address(mail)
    try:
        keeper_address = read_address(keeper) if keeper else ""
    except ValueError as error:
        raise BadInput(str(error)) from None
    with shell.desk() as desk:
        invitation = desk.invitations.read(appointment_id, sender, keeper_address)
        desk.invitations.begin(invitation, mail.way)
        letter = invitation_letter(invitation, mail.sender, shell.clock())
        text = _hand_over(shell, desk, invitation, letter)
    document = {
        "appointment": appointment_id,
        "to": letter.to,
        "way": mail.way.value,
        "method": letter.method,
        "sequence": invitation.sequence,
    }
    shell.print_done(document, text)


@appointments.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.shell_and_json
def answer(shell: Shell, file: Path) -> None:
    """Record the answer to an invitation, from a saved message or standard input (-)."""
    try:
        reply = read_answer(_read(file))
    except ValueError as error:
        raise BadInput(f"{display_name(file)}: {error}") from None
    with shell.desk() as desk:
        try:
            card = desk.invitations.answer(reply)
        except RefusedError as refused:
            raise BadInput(f"{display_name(file)}: {refused}") from None
    document = {**appointment_document(card), "answer": reply.kind.value.lower()}
    shell.print_done(document, ANSWERS[reply.kind].format(name=card.name))


def _hand_over(shell: Shell, desk: Desk, invitation: Invitation, letter: Letter) -> str:
    """Send or write the letter, note the result, and return a sentence about it."""
    mail, now = shell.personal.mail, shell.clock()
    try:
        if mail.way is MailWay.SERVER:
            send(letter, mail, now)
            text = f"{mail.host} accepted it for {letter.to}."
        else:
            path = write_file(letter, mail, invitation_name(invitation), now)
            text = f"Written: {path}. Open it and send it."
    except MailTrouble as trouble:
        desk.invitations.finish(invitation, None)
        raise BadInput(str(trouble)) from None
    desk.invitations.finish(invitation, mail.way)
    return text


def _read(file: Path) -> bytes:
    """Return the bytes of a file or of standard input, up to a little more than may be read."""
    if str(file) == STANDARD_INPUT:
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with file.open("rb") as message:
            return message.read(LARGEST + 1)
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror}): name another file.") from None
