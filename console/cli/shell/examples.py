"""Examples at the end of each command's `--help`, and corrections of mistyped commands."""

from collections.abc import Iterable
from difflib import SequenceMatcher

import click

_EXAMPLES = """\
demo: smiledial demo
demo: smiledial demo --floor
import: smiledial import leads.csv --dry-run
import: smiledial import leads.xlsx --list Ohio --kind business
import: curl -s https://example.com/leads.csv | smiledial import - --list Web
import: smiledial import --watch inbox --list Web --match vendor_id
import: node form.js | smiledial import - --follow --list Web --inquiry --json
imports list: smiledial imports list
imports show: smiledial imports show 3
imports finish: smiledial imports finish
imports undo: smiledial imports undo 3
lines import: smiledial lines import lookup.csv --source acme --as-of 2026-11-20
lines remove: smiledial lines remove acme
lines status: smiledial lines status
reassigned import: smiledial reassigned import answers.csv
reassigned import: smiledial reassigned import result.csv --map answer=Status --answered-on 2026-11-20
reassigned remove: smiledial reassigned remove 5f2c9a0b11d4
reassigned status: smiledial reassigned status
lists offer: smiledial lists offer Ohio 'heat pumps'
lists resume: smiledial lists resume Ohio
lists set: smiledial lists set Ohio --supplier Acme --price '450 EUR'
lists set: smiledial lists set Ohio --kind business
lists retire: smiledial lists retire Ohio
next: smiledial next
next: smiledial next --where 'income >= 100k'
check: smiledial check '+1 212 555 0123' --region NY --kind business
scrub: smiledial scrub leads.csv --output answers.csv
scrub: smiledial scrub past-calls.csv --at-column dialled_at --format jsonl
why: smiledial why
find: smiledial find 555-0147
find: smiledial find ada byron
lead add: smiledial lead add 'Ada Byron' '+1 614 555 0123' --region OH
territory add: smiledial territory add WEST ann bob
territory list: smiledial territory list
territory remove: smiledial territory remove WEST bob
lead edit: smiledial lead edit 17 --number 6145550124
lead edit: smiledial lead edit 17 --title ''
lead assign: smiledial lead assign --where 'postal_code ~ "9*"' --to WEST
lead assign: smiledial lead assign --where 'owner = zed' --to nobody
lead company: smiledial lead company Acme
lead company: smiledial lead company '614 555 0100'
lead doubles: smiledial lead doubles --most 50
lead merge: smiledial lead merge 17 203
lead show: smiledial lead show 17
lead show: smiledial lead show '614 555 0123'
appointments answer: smiledial appointments answer answer.eml
appointments cancel: smiledial appointments cancel 5 --reason 'they sold the house'
appointments export: smiledial appointments export --output appointments.ics
appointments hand: smiledial appointments hand 5 --to ann
appointments held: smiledial appointments held 5
appointments invite: smiledial appointments invite 5
appointments list: smiledial appointments list --mine
appointments move: smiledial appointments move 5 tue 3pm
appointments no-show: smiledial appointments no-show 5
appointments show: smiledial appointments show 5
callbacks drop: smiledial callbacks drop 5 --reason 'moved away'
callbacks export: smiledial callbacks export --output callbacks.ics
calendar test: smiledial calendar test
calendar sync: smiledial calendar sync --dry-run
calendar sync: smiledial calendar sync
callbacks list: smiledial callbacks list --mine
callbacks move: smiledial callbacks move 5 tue 3pm
callbacks release: smiledial callbacks release 5
callbacks take: smiledial callbacks take 5
forecast: smiledial forecast --days 3
sessions hand-over: smiledial sessions hand-over --from ann --to team
sessions hand-over: smiledial sessions hand-over --session 4 --to bob --reason 'ann goes home'
sessions list: smiledial sessions list
sessions plan: smiledial sessions plan --size 25 --list Ohio --hours 9-17
sessions replan: smiledial sessions replan
sessions show: smiledial sessions show 4
sequences assign: smiledial sequences assign Fair --list Ohio
sequences list: smiledial sequences list
sequences put: smiledial sequences put Fair fair.toml
sequences report: smiledial sequences report Fair
sequences stop: smiledial sequences stop '208 555 0147' --reason 'bought elsewhere'
scripts add: smiledial scripts add opening.md --name Opening --list Ohio
scripts check: smiledial scripts check opening.md
scripts list: smiledial scripts list
scripts remove: smiledial scripts remove Opening
scripts show: smiledial scripts show --lead 17
scripts show: smiledial scripts show Opening --source
mail show: smiledial mail show
mail test: smiledial mail test me@example.com
rehearse: smiledial rehearse
serve: smiledial serve
serve: smiledial --db postgresql://team@db/calls serve --url https://calls.example.com
segments list: smiledial segments list
segments remove: smiledial segments remove dentists
segments save: smiledial segments save dentists 'occupation ~ dentist'
rules news: smiledial rules news --since 2026-11-01
caller-ids reach: smiledial caller-ids reach
permits list: smiledial permits list --all
permits show: smiledial permits show US-FL
permits add: smiledial permits add US-FL --number TC-1234 --from 2026-12-01 --until 2027-11-30
permits add: smiledial permits add US-FL --number S-88 --until 2027-11-30 --salesperson ann
permits exempt: smiledial permits exempt US-TX --as licensed_insurance --reason 'no. 4711' --by counsel
permits remove: smiledial permits remove US-FL
report agents: smiledial report agents --from monday
report agents: smiledial report agents --compare last-week
report caller-ids: smiledial report caller-ids --from 2026-10-01
report calls: smiledial report calls --by state --from monday
report calls: smiledial report calls --by day --from monday --where @rich
report calls: smiledial report calls --by supplier --from 2026-11-01 --format csv
report day: smiledial report day --on friday
report day: smiledial report day --format html --output day.html
report days: smiledial report days --from monday
report call: smiledial report call 1204
report call: smiledial report call 1204 --format html --output call-1204.html
report compliance: smiledial report compliance --from 2026-01-01 --format html --output january.html
report compliance: smiledial report compliance --number '+1 614 555 0123'
report hours: smiledial report hours --agent ann
report line: smiledial report line --from yesterday --to yesterday
report line: smiledial report line --mail sue@firm.example
report lists: smiledial report lists --by supplier
report lists: smiledial report lists --format csv --output lists.csv
report number: smiledial report number '+1 614 555 0123' --at 2026-11-24T14:05:00-05:00
report outcomes: smiledial report outcomes --from monday
report appointments: smiledial report appointments --from 2026-11-01 --by ahead
report speed: smiledial report speed --from 2026-11-01 --by hour
report pay: smiledial report pay --from 2026-11-01 --each month
report callbacks: smiledial report callbacks --from monday
report refused: smiledial report refused --from monday --format csv
report skips: smiledial report skips --from monday
report answers: smiledial report answers --where 'list = Ohio'
report openings: smiledial report openings
report openings: smiledial report openings --from 2026-10-01 --where 'state = ID'
report recount: smiledial report recount
report segments: smiledial report segments --from monday
report sessions: smiledial report sessions --from monday --format md
report when: smiledial report when
report when: smiledial report when --list Fair --format html --output when.html
report weeks: smiledial report weeks --from 2026-10-01
wall: smiledial wall
wall: smiledial wall --no-names
report today: smiledial report today
report today: smiledial report today --day yesterday --format html --output yesterday.html
dnc add: smiledial dnc add '+1 614 555 0123' --reason 'asked on the phone today'
dnc add: smiledial dnc add --file old-requests.csv --column phone --reason 'from the old system'
dnc check: smiledial dnc check '+1 614 555 0123'
dnc export: smiledial dnc export --format csv --output dnc.csv
dnc import: smiledial dnc import 614.txt --source national --as-of 2026-11-20
dnc remove: smiledial dnc remove '+1 614 555 0123' --reason 'asked in writing'
dnc status: smiledial dnc status
consent add: smiledial consent add 6145550123 --kind inquiry --on yesterday --evidence 'form 812'
consent add: smiledial consent add '+1 614 555 0123' --kind stated --zone America/Phoenix
consent list: smiledial consent list '+1 614 555 0123'
consent withdraw: smiledial consent withdraw '+1 614 555 0123'
assistant: smiledial assistant
dial test: smiledial dial test
dial test: smiledial dial test '(208) 555-0147' --kind business
hooks add: smiledial hooks add crm --url https://crm.example/hook --events call.ended --after 2m
hooks add: smiledial hooks add notes --run './to_notes --quiet' --fields note
hooks example: smiledial hooks example hubspot --output to_hubspot
hooks example: smiledial hooks example espocrm
hooks letters: smiledial hooks letters crm --dead
hooks list: smiledial hooks list
hooks listen: smiledial hooks listen --hook trial
hooks show: smiledial hooks show crm
hooks pause: smiledial hooks pause crm
hooks remove: smiledial hooks remove crm
hooks resend: smiledial hooks resend crm --dead
hooks resume: smiledial hooks resume crm
hooks rotate: smiledial hooks rotate crm
hooks run: smiledial hooks run --once
hooks test: smiledial hooks test trial
erase: smiledial erase '+1 614 555 0123' --reason 'letter of 3 November'
rules emergency: smiledial rules emergency US-NY --place Erie --from today --source 'order 12'
rules emergency: smiledial rules emergency US-NY --checked --source governor.ny.gov
rules firm: smiledial rules firm
rules load: smiledial rules load firm.toml
rules resume: smiledial rules resume US-LA --reason 'notice lifted'
rules show: smiledial rules US-FL
rules show: smiledial rules France --on 2026-08-11
rules stop: smiledial rules stop US-LA --reason 'hurricane, notice 12'
rules stops: smiledial rules stops
team add: smiledial team add ann --role agent
team add: smiledial team add sue --role supervisor
team add: SMILEDIAL_NEW_PASSWORD=… smiledial team add bi --role reports
team answer: smiledial team answer ann 'offer the old price'
team block: smiledial team block ann --reason 'talk to me first'
team init: smiledial team init postgresql://admin@db.example.com/calls
team list: smiledial team list
team logins: smiledial team logins
team remove: smiledial team remove sue
team take-back: smiledial team take-back ann --reason 'he is a customer'
team tell: smiledial team tell 'sales stops at five today'
team tell: smiledial team tell 'see me at noon' --to ann
team unblock: smiledial team unblock ann
outcomes add: smiledial outcomes add not_now --label 'Not now' --key z --rests 14d
outcomes change: smiledial outcomes change not_now --rests 30d
outcomes list: smiledial outcomes list
outcomes retire: smiledial outcomes retire not_now
caller-ids list: smiledial caller-ids list
caller-ids remove: smiledial caller-ids remove --to 208
caller-ids set: smiledial caller-ids set '+1 208 555 0100' --to 208
settings export: smiledial settings export --output firm.toml
settings load: smiledial settings load firm.toml --dry-run
settings load: smiledial settings load firm.toml
settings set: smiledial settings set session_size 40
settings set: smiledial settings set zone America/New_York
settings show: smiledial settings show
export: smiledial export leads --output leads.csv
export: smiledial export leads --callable --output now.csv
export: smiledial export attempts --format jsonl --where 'list = Ohio'
audit show: smiledial audit show --agent ann --from yesterday
audit head: smiledial audit head >> /media/stick/seals.txt
audit verify: smiledial audit verify
backup: smiledial backup /media/stick/monday.backup
restore: smiledial restore /media/stick/monday.backup
doctor: smiledial doctor
completion: smiledial completion bash >> ~/.bashrc
completion: smiledial completion fish > ~/.config/fish/completions/smiledial.fish
"""  # noqa: E501 - shell lines are not folded

EXAMPLES: dict[str, list[str]] = {}
"""Shell lines by the command's path below `smiledial`. A test runs each of them."""

for _row in _EXAMPLES.splitlines():
    _path, _, _line = _row.partition(": ")
    EXAMPLES.setdefault(_path, []).append(_line)


LIKELIEST = {
    "permits": ("permits list", "permits show", "permits add"),
    "": ("demo", "import", "check"),
    "imports": ("imports list", "imports undo"),
    "lists": ("lists set", "lists retire"),
    "lead": ("lead show", "lead add"),
    "appointments": ("appointments list", "appointments held"),
    "calendar": ("calendar test", "calendar sync"),
    "callbacks": ("callbacks list", "callbacks move"),
    "sessions": ("sessions plan", "sessions list"),
    "scripts": ("scripts add", "scripts show"),
    "sequences": ("sequences put", "sequences assign"),
    "mail": ("mail test",),
    "segments": ("segments save",),
    "report": ("report today", "report sessions"),
    "dnc": ("dnc import", "dnc add"),
    "lines": ("lines import",),
    "reassigned": ("reassigned import",),
    "consent": ("consent add",),
    "rules": ("rules show", "rules stop"),
    "team": ("team list", "team tell"),
    "territory": ("territory add",),
    "outcomes": ("outcomes list", "outcomes add"),
    "caller-ids": ("caller-ids set",),
    "settings": ("settings show", "settings set"),
    "dial": ("dial test",),
    "hooks": ("hooks add",),
    "audit": ("audit show", "audit verify"),
}
"""Subcommands by the group's path. Their first examples end the help of the group."""


def add_examples(command: click.Command, path: str) -> None:
    """Add the examples of a command, and of the commands below it, to the end of their help."""
    lines = EXAMPLES.get(path) or [
        EXAMPLES[command_path][0] for command_path in LIKELIEST.get(path, ())
    ]
    if lines:
        head = "Example:" if len(lines) == 1 else "Examples:"
        # "\b" tells click not to join the lines into a paragraph.
        command.epilog = "\n".join(["\b", head, *(f"  {line}" for line in lines)])
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            add_examples(below, f"{path} {name}")


MOST_WHOLE = 3
"""If more longer commands than this end in the typed word, suggest none of them."""

NEAR = 0.75
"""How similar two options must be, without their dashes, to be suggested: 1.0 is equal."""


def correct_option(error: click.NoSuchOption) -> click.NoSuchOption:
    """Return the error with similar options as suggestions, or with a list of all options."""
    known = _options(error.ctx) if error.ctx else []
    asked = error.option_name.lstrip("-")
    near = [
        option
        for option in known
        if SequenceMatcher(None, asked, option.lstrip("-")).ratio() >= NEAR
    ]
    listed = f" There are {', '.join(known)}." if known and not near else ""
    return click.NoSuchOption(error.option_name, error.message + listed, near, error.ctx)


def correct_command(
    typed: str, commands: Iterable[str], context: click.Context
) -> click.exceptions.NoSuchCommand:
    """Return the error with similar commands.

    If only the end of a longer command was typed, it names the whole command.
    """
    whole = [name for name in EXAMPLES if name.endswith(f" {typed}")]
    message = None
    if 0 < len(whole) <= MOST_WHOLE:
        message = f"No such command {typed!r}. There is smiledial {' and smiledial '.join(whole)}."
    return click.exceptions.NoSuchCommand(typed, message, () if message else commands, context)


def _options(context: click.Context) -> list[str]:
    """Return the command's long options, in the order of the help."""
    return [
        name
        for option in context.command.get_params(context)
        if isinstance(option, click.Option) and not option.hidden
        for name in (*option.opts, *option.secondary_opts)
        if name.startswith("--")
    ]
