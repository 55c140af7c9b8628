"""The `smiledial` command: its options, and its subcommands, each imported when it is called.

`completion` prints the script with which a shell completes them.
"""

import gc
from importlib import import_module
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from console.cli.shell.examples import add_examples, correct_command
from console.cli.shell.invocation import Invocation
from console.cli.shell.output import print_line, print_stderr
from console.machine import has_terminal

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

from console.cli.shell.output import print_document

COMMANDS = {
    "demo": ("start.demo:demo", "Try the console on a throw-away database with invented leads."),
    "import": ("files.importing:import_file", "Import leads: CSV, spreadsheets, vCard, JSON."),
    "imports": ("files.imports:imports", "Past imports: list, show, undo."),
    "lists": ("lists.commands:lists", "Lists of leads and what is in them; retire, resume."),
    "next": ("leads.queries:next_lead", "Show the next lead and its verdict, without claiming it."),
    "check": ("files.scrub:check", "Say whether a number may be called now, and why."),
    "scrub": (
        "files.scrub:scrub",
        "Say for each row of a CSV file whether its number may be called.",
    ),
    "why": (
        "leads.queries:why",
        "Count the leads that may be called now, and say why others may not.",
    ),
    "find": ("leads.queries:find", "Find leads by a number or a name."),
    "lead": ("leads.commands:lead", "One lead: show, add, edit, assign or merge."),
    "callbacks": ("leads.callbacks:callbacks", "Callbacks: list, move, release, export."),
    "appointments": (
        "leads.appointments:appointments",
        "Appointments: list, move, mark, cancel, hand over, export.",
    ),
    "calendar": ("leads.callbacks:calendar", "Send your promises to a calendar (CalDAV)."),
    "forecast": (
        "reports.forecast:forecast",
        "Count the leads that can be called in each coming hour.",
    ),
    "sessions": (
        "sessions.commands:sessions",
        "Split leads into calling sessions, list them, hand them over.",
    ),
    "sequences": (
        "leads.sequences:sequences",
        "Planned series of calls and e-mails: write, assign, stop, report.",
    ),
    "scripts": ("firm.scripts:scripts", "What agents say and send: scripts, objections, e-mails."),
    "mail": ("firm.settings:mail", "How your e-mail is sent; send a test."),
    "rehearse": ("start.demo:rehearse", "Practise on an invented person. Nothing is dialled."),
    "segments": ("lists.commands:segments", "Saved screenings, to use as --where @NAME."),
    "serve": ("maintenance.serve:serve", "The console in a browser, for whoever has the token."),
    "report": (
        "reports.commands:report",
        "Reports on calls, agents, lists, sessions and compliance.",
    ),
    "wall": ("reports.today:wall", "The firm's day, large, for a screen on the wall."),
    "dnc": ("dnc.commands:dnc", "Do-not-call lists: the firm's own, and outside registries."),
    "lines": ("dnc.look_ups:lines", "Lists that say which numbers are mobiles, landlines or voip."),
    "reassigned": (
        "dnc.look_ups:reassigned",
        "Answers of the reassigned numbers database, as Maine asks for.",
    ),
    "consent": ("dnc.consent:consent", "Evidence of consent or of a business relationship."),
    "erase": ("dnc.consent:erase", "Erase a person's data; their number is not called again."),
    "rules": (
        "firm.rules:rules",
        "The rules in force for a jurisdiction; your own rules; emergency stops.",
    ),
    "team": (
        "team.commands:team",
        "Agents: see what they do; block, take back, tell, answer; logins.",
    ),
    "territory": ("team.commands:territory", "Groups of agents who are offered the same leads."),
    "outcomes": ("firm.outcomes:outcomes", "How a call can end, and what each outcome does."),
    "caller-ids": ("firm.caller_ids:caller_ids", "The numbers the firm shows when it calls."),
    "permits": (
        "firm.permits:permits",
        "Where the firm may sell: registrations, licences and exemptions.",
    ),
    "settings": ("firm.settings:settings", "The firm's settings, and your own."),
    "export": ("files.exporting:export", "Export leads, attempts or the do-not-call list."),
    "dial": ("maintenance.doctor:dial", "Which ways to dial this machine has; try one."),
    "hooks": ("hooks.commands:hooks", "Send events to other programs, such as a CRM."),
    "assistant": ("assistant.commands:assistant", "Answer an assistant by MCP, for reading only."),
    "audit": ("maintenance.audit:audit", "The audit log: show it, verify it, print its seal."),
    "backup": (
        "maintenance.backups:backup",
        "Write the whole database to one file, while agents work.",
    ),
    "restore": ("maintenance.backups:restore", "Replace everything in the database with a backup."),
    "doctor": ("maintenance.doctor:doctor", "Check this installation, and say what needs you."),
    "completion": ("root:completion", "Let Tab complete smiledial in your shell."),
}
"""By name: (module and attribute under console.cli, one line of help).

The help line is here, so that `--help` does not import any of the modules.
"""


class Commands(click.Group):
    """A group whose commands are imported when they are called.

    This keeps `--help` and the start of the console from importing every command.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"console.cli.{module}"), attribute)
        add_examples(command, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise correct_command(error.command_name, COMMANDS, ctx) from None

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        add_examples(self, "")
        super().format_epilog(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


def _complete_agents(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem]":
    from console.cli.shell import completions  # late: only Tab needs it, and it opens the database

    return completions.AGENT.shell_complete(context, parameter, incomplete)


def _show_version(context: click.Context, _parameter: click.Parameter, is_asked: bool) -> None:  # noqa: FBT001 - click calls it so
    if is_asked:
        from console.versions import product_version  # late: it reads package metadata, 20 ms

        print_line(f"smiledial {product_version()}")
        context.exit()


def _warn_of_password(db: str) -> None:
    """Warn about a password in --db: other users can read the command line of a process."""
    if "://" not in db:
        return
    from db.engine.addresses import has_password  # late: it brings SQLAlchemy

    if has_password(db):
        print_stderr(
            "The password in --db can be read by everyone on this machine, and by your shell's "
            "history: leave it out, and put it in ~/.pgpass or a service file "
            "(docs/how-to/run-a-team.md)."
        )


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--db",
    envvar="SMILEDIAL_DB",
    metavar="PATH_OR_URL",
    help="The database: a file, or a postgresql:// address.",
)
@click.option(
    "--agent",
    envvar="SMILEDIAL_AGENT",
    shell_complete=_complete_agents,
    metavar="NAME",
    help="The name you call under.",
)
@click.option(
    "--plain", "is_plain", is_flag=True, help="The console as lines of words, for screen readers."
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
@click.pass_context
def smiledial(context: click.Context, db: str | None, agent: str | None, *, is_plain: bool) -> None:
    """The call console for people who make cold calls.

    Without a command, it opens the console. Everything but working a lead can also be done from the
    shell.
    """
    is_console = context.invoked_subcommand is None
    if is_console and not has_terminal() and not is_plain:
        print_stderr("The console needs a terminal; from a script, use a command:\n")
        print_stderr(context.get_help())
        context.exit(2)
    if is_console:
        # A fresh process has no garbage, but searching for it during the imports below delays the
        # first lead by 0.06 s. The calling screen turns the collector on after painting that lead.
        gc.disable()
    if db and context.get_parameter_source("db") is ParameterSource.COMMANDLINE:
        _warn_of_password(db)
    from console.cli.shell.context import Shell  # late: it brings SQLAlchemy, and --help needs none

    invocation: Invocation = context.obj
    context.obj = Shell(
        clock=invocation.clock,
        environ=invocation.environ,
        db=db or None,
        agent=agent or None,
        is_plain=is_plain,
        command=context.invoked_subcommand or "",
    )
    if is_console:
        from console.cli.start.front import open_console  # late: only the console

        context.exit(open_console(context.obj))


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the lines that let Tab complete smiledial in your shell.

    Tab then completes commands, options, files, and names in your database, such as lists, agents
    and settings.
    """
    from click.shell_completion import get_completion_class  # late: only this command needs it

    completer = get_completion_class(shell)
    assert completer is not None
    print_document([completer(smiledial, {}, "smiledial", "_SMILEDIAL_COMPLETE").source(), "\n"])
