"""`smiledial permits`: where the firm may sell, and what it states about that."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click
from msgspec import to_builtins

from console.cards.permits import PermitLine
from console.cli.shell import completions, options
from console.cli.shell.context import AnswerIsNo, Shell
from console.cli.shell.output import (
    day_text,
    print_json,
    print_line,
    print_lines,
    print_table,
)
from console.rules.law.permits import say_exemption
from console.rules.times.windows import load_zone
from console.supervision.firm.permit_page import read_permits
from console.supervision.firm.permits import (
    add_permit,
    claim_exemption,
    read_permit_id,
    remove_permit,
)
from console.view.floor.permits import (
    GROUPS,
    MEANS,
    detail_lines,
    needs_words,
    place_words,
    until_words,
)
from console.view.text.counts import many

PERMIT = click.argument("permit", metavar="PLACE", type=completions.JURISDICTION)
HOLDER = click.option(
    "--salesperson",
    "holder",
    type=completions.AGENT,
    default="",
    metavar="NAME",
    help="The permit of one salesperson, where each must register.",
)


@click.group(invoke_without_command=True)
@click.pass_context
def permits(context: click.Context) -> None:
    """Registrations and licences: where the firm may sell. Without a command, list them."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@permits.command("list")
@options.flag("--all", "Include places that require nothing.", dest="is_all")
@options.shell_and_json
def list_(shell: Shell, *, is_all: bool = False) -> None:
    """List what each place of the open leads requires, and whether the firm has it."""
    today = _today(shell)
    with shell.database() as database:
        page = read_permits(database, today)
    if shell.is_json:
        print_json({"permits": page.mode, "places": [_document(line) for line in page.lines]})
        return
    shown = [line for line in page.lines if is_all or line.status not in {"none", "unread"}]
    if shown:
        print_table(
            ("", "place", "needs", "leads", "until", "apply to"),
            [
                (
                    GROUPS[line.status],
                    place_words(line),
                    needs_words(line),
                    line.leads,
                    until_words(line, today),
                    line.need.agency if line.need else "",
                )
                for line in shown
            ],
        )
    else:
        print_line("No open lead is in a place that is known to ask for a registration.")
    rest = [line for line in page.lines if line not in shown]
    if rest:
        places = many(len(rest), "more place")
        print_line(f"{places}: none found, not proof, or nobody has looked (--all lists them).")
    print_line(f"The check is “{page.mode}”: {MEANS[page.mode]}.")


@permits.command()
@PERMIT
@options.shell_and_json
def show(shell: Shell, permit: str) -> None:
    """Show what a place requires, with fees, exemptions and sources, and what you stated."""
    need = read_permit_id(permit)
    with shell.database() as database:
        page = read_permits(database, _today(shell))
    line = next((line for line in page.lines if line.need is need), None)
    line = line or PermitLine(need.jurisdiction, "missing", 0, 0, need)
    if shell.is_json:
        print_json(_document(line))
    else:
        print_lines("\n".join(detail_lines(line)))


@permits.command()
@PERMIT
@click.option("--number", required=True, metavar="TEXT", help="The permit's number, as issued.")
@options.day("--from", "First day.  [today]", dest="since")
@options.day("--until", "Its last day.")
@click.option(
    "--document",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The document itself. Only its name and checksum are stored.",
)
@HOLDER
@options.shell_and_json
def add(
    shell: Shell,
    permit: str,
    number: str,
    since: date | None,
    until: date | None,
    document: Path | None,
    holder: str,
) -> None:
    """State that the firm holds the permit of PLACE, such as US-FL or US-LA/psc. It is logged."""
    need, first = read_permit_id(permit), since or _today(shell)
    with shell.database() as database:
        new = add_permit(
            database, need, number, first, until, holder, document, shell.agent_name, shell.clock()
        )
    if shell.is_json:
        print_json(to_builtins(new))
        return
    whose = f"{new.agent} holds" if new.agent else "The firm holds"
    end = f" through {day_text(new.until)}" if new.until else ", without an end"
    print_line(f"{whose} {new.id} {new.number} from {day_text(new.since)}{end}.")
    if need.is_personal and not new.agent:
        print_line(
            f"Each salesperson needs one too: smiledial permits add {need.id} --salesperson NAME."
        )


@permits.command()
@PERMIT
@click.option(
    "--as", "word", default="", metavar="WORD", help="An exemption that permits show lists."
)
@click.option("--reason", required=True, metavar="TEXT", help="Why it applies to the firm.")
@click.option("--by", required=True, metavar="NAME", help="Who says so, such as your counsel.")
@options.day("--on", "When.  [today]")
@options.shell_and_json
def exempt(shell: Shell, permit: str, word: str, reason: str, by: str, on: date | None) -> None:
    """State that the firm need not register in PLACE, why, and who said so. It is logged.

    Only an exemption that a source confirms may be named with --as. Some cover only calls to
    businesses, or to people of whom you hold evidence.
    """
    need, day = read_permit_id(permit), on or _today(shell)
    with shell.database() as database:
        claim = claim_exemption(
            database, need, word, reason, by, day, shell.agent_name, shell.clock()
        )
    if shell.is_json:
        print_json(to_builtins(claim))
        return
    words = say_exemption(claim.word) or "for a reason of its own"
    print_line(f"The firm is exempt from {claim.id} ({words}), said {claim.by}.")
    if need.filing and not need.filing.startswith("no"):
        print_line(f"Does that need a filing? {need.filing}.")


@permits.command()
@PERMIT
@HOLDER
@options.shell_and_json
def remove(shell: Shell, permit: str, holder: str) -> None:
    """Remove what you stated about PLACE. Exit status 1 if you stated nothing."""
    need = read_permit_id(permit)
    with shell.database() as database:
        gone, claims = remove_permit(database, need, holder, shell.agent_name, shell.clock())
    if shell.is_json:
        print_json({"id": need.id, "permits": gone, "exemptions": claims})
    elif gone or claims:
        what = f"{many(gone, 'permit')} and {many(claims, 'exemption')}"
        print_line(f"Removed for {need.id}: {what}.")
    else:
        print_line(f"Nothing is stated about {need.id}.")
    if not (gone or claims):
        raise AnswerIsNo


def _today(shell: Shell) -> date:
    return shell.clock().astimezone(load_zone(shell.personal.zone)).date()


def _document(line: PermitLine) -> Mapping[str, object]:
    need = line.need
    document: dict[str, object] = {
        "jurisdiction": line.jurisdiction,
        "status": line.status,
        "leads": line.leads,
        "missing": line.missing,
        "until": line.until.isoformat() if line.until else None,
        "held": to_builtins(line.permits),
        "exempt": to_builtins(line.claim),
    }
    if need is not None:
        document["needs"] = {
            "id": need.id,
            "name": need.name,
            "duty": need.duty,
            "each_salesperson": need.is_personal,
            "trigger": need.trigger,
            "agency": need.agency,
            "fee": need.fee,
            "bond": need.bond,
            "exemptions": list(need.exemptions),
            "exemptions_unconfirmed": list(need.unconfirmed),
            "citation": need.citation,
            "source": need.source,
            "confidence": need.confidence,
        }
    return document
