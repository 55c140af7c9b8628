"""`smiledial check`: whether a number may be called now, and why."""

from datetime import datetime

import click
from msgspec.structs import replace

from console.cli.shell import options
from console.cli.shell.card_text import day_and_clock, verdict_lines
from console.cli.shell.context import AnswerIsNo, Shell, pass_shell
from console.cli.shell.output import print_json, print_line
from console.do_not_call.scrub.checking import Question, answer
from console.judging.documents import verdict_document
from console.lists.batches import offer_of
from console.rules.phone.number_plan import show_phone
from console.rules.phone.numbers import Phone, PhoneError, read_phone
from console.rules.places.finding import find_place
from console.rules.places.unread_addresses import find_unread
from console.rules.values import Place, Verdict
from console.trouble import BadInput
from console.view.text.clocks import city as zone_city
from db.enums import LeadKind, LineType, VerdictKind
from db.leads.records import leads_with


def read_place(
    phone: Phone, country: str, region: str, postal: str, city: str, address: str
) -> Place:
    """Return the place of a number and a person's address. Raises UsageError if it is unread."""
    place = find_place(
        phone, country=country, region=region, postal_code=postal, city=city, address=address
    )
    cells = (("region", region), ("postal_code", postal), ("city", city), ("address", address))
    for reason in find_unread(place, cells):
        raise click.UsageError(reason.text)
    return place


@click.command()
@options.number_in_words
@options.region
@options.postal
@options.city
@options.address
@options.country
@options.kind
@click.option(
    "--line",
    type=click.Choice(["mobile", "landline", "voip"]),
    help="The type of line, if you know it.",
)
@click.option(
    "--at",
    callback=options.read_any_moment,
    metavar="INSTANT",
    help="Another time than now: tomorrow 9am, 2026-11-24 15:00, 2026-11-24T15:00:00Z.",
)
@options.judged_on_list
@click.option("--offer", default="", metavar="TEXT", help=options.OFFER)
@click.option("--without-lists", is_flag=True, help="Ignore the do-not-call lists.")
@options.is_json
@pass_shell
def check(
    shell: Shell,
    number: str,
    region: str,
    postal: str,
    city: str,
    address: str,
    country: str | None,
    kind: str | None,
    line: str | None,
    at: datetime | None,
    list_name: str,
    offer: str,
    *,
    without_lists: bool,
    is_json: bool,
) -> None:
    """Say whether this NUMBER may be called now, and why.

    It is judged by your options and the do-not-call lists alone, whether or not it belongs to a
    lead. Exit status 1 if it may not be called.
    """
    try:
        phone = read_phone(number, shell.home(country))
    except PhoneError as error:
        raise BadInput(str(error)) from None
    read_place(phone, country or "", region, postal, city, address)
    question = Question(
        phone,
        country or "",
        region,
        postal,
        LeadKind(kind or LeadKind.CONSUMER),
        LineType(line or LineType.UNKNOWN),
        with_lists=not without_lists,
        offer=offer,
        city=city,
        address=address,
        list_name=list_name,
    )
    with shell.database() as database, database.read() as connection:
        if list_name:
            question = replace(question, offer=offer or offer_of(connection, list_name))
        now = shell.clock()
        verdict = answer(connection, question, at or now, now=now)
        has_lead = bool(leads_with(connection, phone.e164, in_sight_only=True))
    if is_json:
        print_json({"number": phone.e164, **verdict_document(verdict)})
    else:
        _print_verdict(shell, phone, verdict, at)
        if kind is None:
            print_line("Judged as a consumer; --kind business judges a business.")
        if has_lead:
            show = f"smiledial lead show {phone.e164}"
            print_line(f"A lead has this number: {show} goes by what is known of it too.")
    if verdict.kind is not VerdictKind.CALL:
        raise AnswerIsNo


def _print_verdict(shell: Shell, phone: Phone, verdict: Verdict, at: datetime | None) -> None:
    here = shell.personal.zone
    print_line(show_phone(phone.e164, phone.extension))
    if at is not None:
        print_line(f"Judged at {day_and_clock(at, here)}, by the clock of {zone_city(here)}.")
    for text in verdict_lines(verdict, here, is_dated=at is not None):
        print_line(text)
    if verdict.allowed_by:
        print_line(f"Allowed by {', '.join(verdict.allowed_by)}")
