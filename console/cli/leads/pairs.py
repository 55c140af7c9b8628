"""`smiledial lead doubles` and `merge`: two leads that are one person."""

import click

from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import print_done, print_json, print_line, print_table


@click.command()
@click.option(
    "--most", type=click.IntRange(1, 1000), default=20, show_default=True, help="Pairs shown."
)
@options.is_json
@pass_shell
def doubles(shell: Shell, *, most: int, is_json: bool) -> None:
    """Propose pairs of leads that may be one person, by number, e-mail, or name and address.

    Nothing is changed: look at both, then `smiledial lead merge`.
    """
    from console.lists.doubles import propose

    with shell.database() as database, database.read() as connection:
        found = propose(connection, most)
    if is_json:
        print_json(
            [
                {
                    "lead": one.id,
                    "other": other.id,
                    "name": one.name,
                    "other_name": other.name,
                    "same": why,
                }
                for why, one, other in found
            ]
        )
        return
    if not found:
        print_line("No two leads look like one person.")
        return
    rows = [(one.id, one.name, other.id, other.name, why) for why, one, other in found]
    print_table(("lead", "name", "other", "name", "the same"), rows)
    print_line("smiledial lead merge LEAD OTHER makes one of two, once you have looked at both.")


@click.command()
@click.argument("kept", type=int, metavar="ID")
@click.argument("gone", type=int, metavar="OTHER-ID")
@click.option("--yes", is_flag=True, help="Do it without asking; needed where nobody can be asked.")
@options.is_json
@pass_shell
def merge(shell: Shell, kept: int, gone: int, *, yes: bool, is_json: bool) -> None:
    """Make one of two leads that are one person: OTHER-ID goes into ID, for good.

    Calls, notes, numbers, callbacks and details of both stay, under the first lead's name and in
    its list; evidence and do-not-call requests stay with their numbers. Where the two differ the
    first is right, but who was finished or asked not to be called stays so.
    """
    from console.cli.shell.context import has_terminal
    from console.lists.merging import merge as merge_two
    from console.lists.merging import read_pair
    from console.rules.phone.shown import show_phone
    from console.trouble import BadInput

    agent, now = shell.agent_name, shell.clock()
    with shell.database() as database:
        if not yes:
            for one in read_pair(database, kept, gone):
                phones = ", ".join(show_phone(each.e164, each.extension) for each in one.numbers)
                who = " · ".join(filter(None, (one.name, one.company, one.city, one.list_name)))
                print_line(f"{one.id}: {who}: {phones}; dialled {one.dials} times")
            if is_json or not has_terminal():
                raise BadInput("Nothing was changed: look at both, then say --yes.")
            if not click.confirm(f"One person? Lead {gone} goes into lead {kept}, for good."):
                print_line("Nothing was changed.")
                return
        done = merge_two(database, kept, gone, agent, now)
    told = (
        f"Lead {gone} is now a part of lead {kept}, {done.name}; {done.attempts} calls came along."
    )
    document = {"lead": done.lead_id, "merged": gone, "attempts": done.attempts}
    print_done(document, told, is_json=is_json)
