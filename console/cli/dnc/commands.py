"""`smiledial dnc`: the firm's own do-not-call list, and outside registries."""

from pathlib import Path

import click

from console.cli.dnc.imports import import_
from console.cli.dnc.text import (
    copy_document,
    copy_words,
    holdings_document,
    listed_document,
    listed_lines,
    needed_document,
    needed_lines,
    open_document,
    open_lines,
    print_holdings,
    unread_lines,
)
from console.cli.files.exporting import write_out
from console.cli.files.scrub import phone_of, read_place
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import print_each, print_json, print_line
from console.cli.shell.standard_input import open_input
from console.do_not_call import internal_list
from console.do_not_call.internal_list import OldRequest, needed_copies, take_back
from console.do_not_call.patterns import lift_off, put_on, require_reason
from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.number_files import read_file
from console.do_not_call.registries.number_rows import Reading
from console.do_not_call.request_lines import (
    RequestLines,
    has_reasons,
    is_own_list,
    is_text_of_lines,
    read_own_list,
    read_request_lines,
    read_with_reasons,
)
from console.rules.law.statutes import RegistryNeed
from console.rules.phone.numbers import read_phone
from console.rules.phone.patterns import say_pattern
from console.rules.verdict.registry_rules import needs_of
from console.trouble import BadInput
from console.view.text.counts import many
from db.enums import PatternKind

REASON = click.option("--reason", required=True, metavar="TEXT", help="Who asked for it, and when.")


def e164_of(shell: Shell, text: str, country: str | None) -> str:
    """Convert a number in any notation to E.164. Raises BadInput."""
    return phone_of(shell, text, country).e164


WORDS = ("area_code", "prefix", "company", "domain")


pattern_options = options.together(
    click.option("--area-code", metavar="900", help="Every number of an area code."),
    click.option(
        "--prefix", metavar="+1208555", help="Every number that begins with these digits."
    ),
    click.option("--company", metavar="NAME", help="Everyone at a company."),
    click.option(
        "--domain", metavar="DOMAIN", help="Everyone with an e-mail address in this domain."
    ),
)
"""Add the options for a pattern, which stands for many numbers."""


def chosen_pattern(words: dict[str, str | None], *others: object) -> tuple[str, str] | None:
    """Return the kind and text of the pattern in the options; None if something else was given.

    Raises UsageError unless exactly one of the options and `others` was given.
    """
    patterns = [(kind, text) for kind in WORDS if (text := words[kind]) is not None]
    if len(patterns) + sum(other is not None for other in others) != 1:
        raise click.UsageError(
            "Give one number, or one of --area-code, --prefix, --company and --domain."
        )
    return patterns[0] if patterns else None


def add_pattern(shell: Shell, pattern: tuple[str, str], reason: str) -> None:
    kind = PatternKind(pattern[0])
    with shell.database() as database:
        value, is_new, closed = put_on(
            database, kind, pattern[1], reason, shell.agent_name, shell.clock()
        )
    text = f"On the firm's own list already: {say_pattern(kind, value)}."
    if is_new:
        leads = f"{many(closed, 'number')} of leads closed."
        text = f"On the firm's own list: {say_pattern(kind, value)}. {leads}"
    document = {"kind": kind.value, "value": value, "added": is_new, "closed": closed}
    shell.print_done(document, text)


def remove_pattern(shell: Shell, pattern: tuple[str, str], reason: str) -> None:
    kind = PatternKind(pattern[0])
    with shell.database() as database:
        value, was_listed = lift_off(
            database, kind, pattern[1], reason, shell.agent_name, shell.clock()
        )
    text = f"{'Off' if was_listed else 'Not on'} the firm's own list: {say_pattern(kind, value)}."
    document = {"kind": kind.value, "value": value, "removed": was_listed}
    shell.print_done(document, text, is_yes=was_listed)


WITHOUT_REASON = "Missing option '--reason': say who asked for it, and when."


@click.group()
def dnc() -> None:
    """Do-not-call lists: the firm's own, and outside registries."""


dnc.add_command(import_)


@dnc.command()
@click.argument("number", required=False)
@options.text("--reason", "TEXT", "Who asked for it, and when.")
@options.flag("--person", "Bar all numbers of the people who have one of these.", dest="is_person")
@click.option(
    "--file", type=click.Path(path_type=Path), help="A file of requests, or -, instead of NUMBER."
)
@pattern_options
@options.country
@options.sheet
@options.text("--column", "NAME", "The file's column with the number.")
@options.shell_and_json
def add(
    shell: Shell,
    /,
    number: str | None,
    reason: str,
    file: Path | None,
    country: str | None,
    sheet: str,
    column: str,
    *,
    is_person: bool,
    **words: str | None,
) -> None:
    """Put a number, or a file of numbers, on the firm's own do-not-call list.

    Nobody calls them from then on.

    Instead of a number, name an area code, a prefix, a company or a mail domain.

    --file reads many numbers from a text file or spreadsheet, from all phone columns of each row. A
    file that export dnc wrote keeps its reasons, dates and patterns. Another file may have a column
    of reasons. In a text without columns, the words beside a number are its reason.
    """
    pattern = chosen_pattern(words, number, file)
    if file is not None:
        reading = Reading(shell.home(country), column, sheet, of_people=True)
        _add_file(shell, file, reason, reading, is_person=is_person)
        return
    if not reason:
        raise click.UsageError(WITHOUT_REASON)
    if pattern is not None:
        add_pattern(shell, pattern, reason)
        return
    e164 = e164_of(shell, str(number), country)
    with shell.database() as database:
        added = internal_list.add(
            database, e164, reason, shell.agent_name, shell.clock(), is_person=is_person
        )
        others = internal_list.others_open(database, [e164])
    if shell.is_json:
        document = {"number": e164, "added": list(added)}
        print_json({**document, "other_numbers": open_document(others)})
        return
    if added:
        print_line(f"{', '.join(added)}: on the firm's own list, for every list and agent.")
    if e164 not in added:
        print_line(f"{e164} was on the firm's own list already: this request is recorded too.")
    print_each(open_lines(others))


def _add_file(shell: Shell, file: Path, reason: str, reading: Reading, *, is_person: bool) -> None:
    """Add the requests of a file, and print how many numbers are new. Raises BadInput for none."""
    with open_input(file) as path:
        lines, name = _requests_in(shell, path, reason, reading), path.name
    if not lines.requests:
        text = f"{name} holds no number that can be read, so nothing was added: check the file."
        raise BadInput("\n".join([text, *unread_lines(lines.unread)]))
    with shell.database() as database:
        count = take_back(
            database,
            lines.requests,
            shell.agent_name,
            shell.clock(),
            name,
            is_person=is_person,
            has_reasons=lines.has_reasons,
        )
        e164s = [request.value for request in lines.requests if request.kind is None]
        others = internal_list.others_open(database, e164s)
    if shell.is_json:
        unread = [{"line": line.number, "text": line.text} for line in lines.unread]
        print_json({"added": count, "other_numbers": open_document(others), "unread": unread})
        return
    print_line(f"{many(count, 'number')} added to the firm's own list.")
    size = len(lines.requests)
    if not is_person and (again := size - count):
        were = "was" if again == 1 else "were"
        kept = " New reasons are kept beside the first." if lines.has_reasons else ""
        print_line(f"{again:,} of {size:,} {were} on it already, or twice in the file.{kept}")
    print_each((*unread_lines(lines.unread), *open_lines(others)))


def _requests_in(shell: Shell, file: Path, reason: str, reading: Reading) -> RequestLines:
    """Read the requests of a file. Raises BadInput, and UsageError where no reason is given."""
    now, agent = shell.clock(), shell.agent_name
    reason = require_reason(reason) if reason else ""
    if is_own_list(file, reading.sheet):
        return RequestLines(tuple(read_own_list(file, now, reading.sheet)))
    if not reading.column and is_text_of_lines(file, reading.sheet):
        lines = read_request_lines(file, reading, reason, agent, now)
        if lines.bare:
            raise click.UsageError(
                f"Line {lines.bare} has a number and no words beside it: say with --reason why it "
                "is on the list."
            )
        return lines
    if not reason:
        if not has_reasons(file, reading.sheet):
            raise click.UsageError(WITHOUT_REASON)
        return RequestLines(tuple(read_with_reasons(file, reading, agent, now)))
    with Bitmaps() as bitmaps:
        read_file(file, bitmaps, reading)
        e164s = [*bitmaps.numbers()]
    return RequestLines(
        tuple(OldRequest(None, e164, reason, agent, now) for e164 in e164s), has_reasons=False
    )


@dnc.command()
@click.argument("number", required=False)
@REASON
@pattern_options
@options.country
@options.shell_and_json
def remove(
    shell: Shell, /, number: str | None, reason: str, country: str | None, **words: str | None
) -> None:
    """Take an entry off the firm's own list. Only a supervisor may; the reason is logged."""
    pattern = chosen_pattern(words, number)
    if pattern is not None:
        remove_pattern(shell, pattern, reason)
        return
    e164 = e164_of(shell, str(number), country)
    with shell.database() as database:
        was_listed = internal_list.remove(database, e164, reason, shell.agent_name, shell.clock())
    text = f"{e164} is not on the firm's own list."
    if was_listed:
        text = f"{e164}: off the firm's own list. The reason is in the audit log."
    shell.print_done({"number": e164, "removed": was_listed}, text, is_yes=was_listed)


@dnc.command()
@options.number_in_words
@options.region
@options.postal
@options.city
@options.address
@options.country
@options.shell_and_json
def check(
    shell: Shell,
    number: str,
    region: str,
    postal: str,
    city: str,
    address: str,
    country: str | None,
) -> None:
    """Show what each list says of a number. Exit status 1 if one of them bars it.

    With the person's address it also says which registries a call there needs.
    """
    e164 = e164_of(shell, number, country)
    needs: tuple[RegistryNeed, ...] = ()
    if region or postal or city or address:
        phone = read_phone(e164)
        needs = needs_of(read_place(phone, country or "", region, postal, city, address))
    with shell.database() as database:
        listed = internal_list.look_up(database, e164)
    document = listed_document(listed) | needed_document(listed, needs)
    lines = (*listed_lines(listed), *needed_lines(listed, needs))
    shell.print_done(document, *lines, is_yes=not listed.is_barred)


@dnc.command()
@options.shell_and_json
def status(shell: Shell) -> None:
    """Show which lists the firm holds, their age and size, and which copies its leads need."""
    with shell.database() as database:
        held = internal_list.holdings(database, shell.clock())
        needed = needed_copies(database, shell.clock())
    if shell.is_json:
        print_json({**holdings_document(held), "needed": [*map(copy_document, needed)]})
        return
    print_holdings(held, shell.personal.zone)
    for copy in needed:
        print_line(copy_words(copy))


@dnc.command()
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv")
@options.output
@pass_shell
def export(shell: Shell, form: str, output: Path | None) -> None:
    """Print the firm's own list for other systems, as export dnc does."""
    write_out(shell, "dnc", form, "", output)
