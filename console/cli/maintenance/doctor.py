"""`smiledial doctor`: check this installation."""

import click

from console.cli.shell import options
from console.cli.shell.context import AnswerIsNo, Shell, pass_shell
from console.cli.shell.output import print_json, print_line, print_lines
from console.firm.personal_settings import settings_file
from console.installation import data_folder
from console.maintenance.checkup.examine import LOOKS_FOR, examine, look_at_calendar
from console.wiring import make_desk


@click.command()
@click.option(
    "--whole",
    "is_whole",
    is_flag=True,
    help="Check the whole file, log and counts, however long that takes.",
)
@options.is_json
@pass_shell
def doctor(shell: Shell, *, is_whole: bool, is_json: bool) -> None:
    """Check this installation, and say what needs you. Exit status 1 if something does."""
    seconds = float("inf") if is_whole else LOOKS_FOR
    with shell.database() as database:
        desk = make_desk(database, shell.clock, shell.agent_name)
        checks = list(examine(database, desk, shell.clock(), data_folder(), seconds))
    checks += look_at_calendar(shell.personal.calendar, str(settings_file(shell.environ)))
    if is_json:
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
