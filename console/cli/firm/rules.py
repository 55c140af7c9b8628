"""`smiledial rules`: the law, the firm's own rules, emergency stops and declared emergencies."""

from contextlib import suppress
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path

import click
from click.shell_completion import CompletionItem
from msgspec import to_builtins
from msgspec.structs import asdict

from console.cli.firm.rules_text import rules_document, rules_lines
from console.cli.shell import completions, options
from console.cli.shell.context import Shell
from console.cli.shell.output import (
    clock_text,
    day_text,
    print_json,
    print_line,
    print_lines,
    print_table,
)
from console.cli.shell.standard_input import open_input
from console.firm.firm_rules_file import read_firm_rules
from console.firm.rules_in_force import in_force, read_jurisdiction
from console.rules.times.windows import load_zone
from console.rules.values import Emergency, Stop
from console.rules.verdict.sentences import say_firm_rule
from console.supervision.firm import emergency_stops as emergency_stops
from console.supervision.firm.declared_emergencies import (
    check,
    declare,
    emergencies_of,
    end,
    is_over,
)
from console.supervision.firm.emergency_checks import last_check
from console.supervision.firm.emergency_stops import firm_of, load_firm_rules, rule_document
from console.supervision.firm.permit_page import mark_seen, read_news, unseen_since
from console.trouble import BadInput
from console.view.floor.permits import news_lines
from console.view.text.counts import many
from db.engine.errors import NotAllowed
from db.enums import LeadKind
from db.lists.catalogue import list_names


def declare_emergency(
    shell: Shell,
    jurisdiction: str,
    places: tuple[str, ...],
    since: date,
    until: date | None,
    source: str,
) -> None:
    with shell.database() as database:
        emergencies = declare(
            database, jurisdiction, places, since, until, source, shell.agent_name, shell.clock()
        )
    shell.print_done(
        {"emergencies": to_builtins(emergencies)},
        *(
            f"{emergency.id}: {place_words(emergency)} is not called {days_words(emergency)}."
            for emergency in emergencies
        ),
        "An inquiry of the last 3 months lifts it; consent and business done do not.",
    )


def end_emergency(shell: Shell, id_: int, until: date | None, source: str) -> None:
    now = shell.clock()
    last = until or now.astimezone(load_zone(shell.personal.zone)).date()
    with shell.database() as database:
        ended = end(database, id_, last, source, shell.agent_name, now)
    text = f"{place_words(ended)} is called again after {day_text(last)}."
    if last < ended.since:
        text = f"taken back, it never held in {place_words(ended)}."
    shell.print_done(to_builtins(ended), f"{id_}: {text}")


def record_check(shell: Shell, jurisdiction: str, source: str) -> None:
    now = shell.clock()
    with shell.database() as database:
        looked = check(database, jurisdiction, source, shell.agent_name, now)
        running = [
            emergency
            for emergency in emergencies_of(database, jurisdiction)
            if not is_over(emergency, now)
        ]
    document = {"jurisdiction": jurisdiction, "checked": dict(looked), "running": len(running)}
    count = f"{len(running)} on record" if running else "none"
    text = f"Noted: emergencies in {jurisdiction} by {source}: {count}."
    shell.print_done(document, text)


def list_emergencies(shell: Shell, jurisdiction: str) -> None:
    now = shell.clock()
    with shell.database() as database:
        emergencies = emergencies_of(database, jurisdiction)
        with database.read() as connection:
            looked = last_check(connection, jurisdiction)
    if shell.is_json:
        documents = [
            {**to_builtins(emergency), "is_over": is_over(emergency, now)}
            for emergency in emergencies
        ]
        print_json({"emergencies": documents, "checked": dict(looked) if looked else None})
        return
    if emergencies:
        rows = [
            (
                emergency.id,
                emergency.place,
                ", ".join(emergency.counties) or "all",
                day_text(emergency.since),
                day_text(emergency.until) if emergency.until else "",
                "over" if is_over(emergency, now) else "",
                emergency.source,
            )
            for emergency in emergencies
        ]
        print_table(("id", "place", "counties", "from", "until", "", "source"), rows)
    else:
        print_line(f"No emergency is on record for {jurisdiction}.")
    if looked is None:
        print_line(
            "Nobody has checked yet. After you check, run this with --checked --source TEXT."
        )
    else:
        at = clock_text(datetime.fromisoformat(looked["at"]), shell.personal.zone)
        print_line(f"Last checked {at} by {looked['agent']}: {looked['source']}.")


def place_words(emergency: Emergency) -> str:
    counties = ", ".join(emergency.counties) or "all of it"
    return emergency.place if emergency.place == counties else f"{emergency.place} ({counties})"


def days_words(emergency: Emergency) -> str:
    until = f"through {day_text(emergency.until)}" if emergency.until else "until it is ended"
    return f"from {day_text(emergency.since)} {until}"


class RulesGroup(click.Group):
    """`rules US-FL` is short for `rules show US-FL`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            # A word that resembles a command is a mistyped command, unless it names a place.
            is_mistyped = get_close_matches(args[0], self.commands) and not _is_place(args[0])
            args = args if is_mistyped else ["show", *args]
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        show = self.commands["show"]
        names = completions.JURISDICTION.shell_complete(ctx, show.params[0], incomplete)
        return [*super().shell_complete(ctx, incomplete), *names]


def _is_place(word: str) -> bool:
    try:
        return bool(read_jurisdiction(word))
    except BadInput:
        return False


@click.group(cls=RulesGroup, subcommand_metavar="JURISDICTION | COMMAND [ARGS]...")
def rules() -> None:
    """The rules in force for a jurisdiction, such as US-FL, CA-BC or France."""


@rules.command()
@click.argument("jurisdiction", type=completions.JURISDICTION)
@options.day("--on", "The day, on the person's clock.  [default: today]")
@options.kind
@options.shell_and_json
def show(shell: Shell, jurisdiction: str, on: date | None, kind: str | None) -> None:
    """Show the rules of a jurisdiction on a date, with citations and its week."""
    code = read_jurisdiction(jurisdiction)
    here = load_zone(shell.personal.zone)
    day = on or shell.clock().astimezone(here).date()
    with shell.database() as database:
        firm = firm_of(database)
    rules_then = in_force(code, day, firm, LeadKind(kind or LeadKind.CONSUMER))
    if shell.is_json:
        print_json(rules_document(rules_then))
        return
    print_lines("\n".join(rules_lines(rules_then)))


@rules.command()
@click.argument("jurisdiction", type=completions.JURISDICTION)
@click.option("--reason", required=True, metavar="TEXT", help="Why. Agents see it.")
@options.shell_and_json
def stop(shell: Shell, jurisdiction: str, reason: str) -> None:
    """Stop all calls to a jurisdiction at once, until you resume them."""
    code = read_jurisdiction(jurisdiction)
    with shell.database() as database:
        new_stop, is_new = emergency_stops.stop(
            database, code, reason, shell.agent_name, shell.clock()
        )
    text = f"{code} is stopped already: {new_stop.reason}."
    if is_new:
        text = f"Stopped: nobody in {code} is called until “rules resume {code}”."
    shell.print_done({**to_builtins(new_stop), "is_new": is_new}, text)


@rules.command()
@click.argument("jurisdiction", type=completions.JURISDICTION)
@options.text("--reason", "TEXT", "Why calls may go on.")
@options.shell_and_json
def resume(shell: Shell, jurisdiction: str, reason: str) -> None:
    """Lift the stop of a jurisdiction. Exit status 1 if there is none."""
    code = read_jurisdiction(jurisdiction)
    with shell.database() as database:
        lifted = emergency_stops.resume(database, code, reason, shell.agent_name, shell.clock())
    text = f"Resumed: {code} is called again within its hours."
    document = {"jurisdiction": code, "resumed": bool(lifted)}
    shell.print_done(document, text if lifted else f"{code} is not stopped.", is_yes=bool(lifted))


@rules.command()
@options.shell_and_json
def stops(shell: Shell) -> None:
    """List the emergency stops in force."""
    with shell.database() as database:
        in_force_now = emergency_stops.stops(database)
    if shell.is_json:
        print_json({"stops": to_builtins(in_force_now)})
    elif in_force_now:
        _print_stops(in_force_now, shell.personal.zone)
    else:
        print_line("Nothing is stopped.")


@rules.command()
@click.argument("jurisdiction", type=completions.JURISDICTION)
@click.option(
    "--place",
    "places",
    multiple=True,
    metavar="PLACE",
    help="A county, town or ZIP, or all. May be repeated.",
)
@options.day("--from", "Its first day.", dest="since")
@options.day("--until", "Its last day, if known.")
@click.option(
    "--end",
    "ended",
    type=options.ID,
    metavar="ID",
    help="End this one, today or on the day of --until.",
)
@options.flag("--checked", "Confirm that you checked and the record is complete.")
@options.text("--source", "TEXT", "The order, or where you checked.")
@options.shell_and_json
def emergency(
    shell: Shell,
    jurisdiction: str,
    places: tuple[str, ...],
    since: date | None,
    until: date | None,
    ended: int | None,
    source: str,
    *,
    checked: bool,
) -> None:
    """Record declared emergencies. New York bars sales calls to people in one.

    Without options, lists those on record and says when a supervisor last checked.

    With --place and --from, records a new one. Consumers there are not called through its last day,
    or until you --end it.
    """
    code = read_jurisdiction(jurisdiction)
    if sum((bool(places or since), ended is not None, checked)) > 1:
        raise click.UsageError("Confirm one with --place, end one with --end, or say --checked.")
    if until and not (places or ended is not None):
        raise click.UsageError("--until goes with --place or with --end.")
    if places or since:
        if since is None:
            raise click.UsageError("Give the first day of the emergency, with --from.")
        declare_emergency(shell, code, places, since, until, source)
    elif ended is not None:
        end_emergency(shell, ended, until, source)
    elif checked:
        record_check(shell, code, source)
    else:
        list_emergencies(shell, code)


@rules.command()
@options.day(
    "--since", "From this day on.  [default: what you have not read yet, which is then read]"
)
@options.shell_and_json
def news(shell: Shell, since: date | None) -> None:
    """Show what changed in the law and in its data, and how many open leads each change touches."""
    now = shell.clock()
    today = now.astimezone(load_zone(shell.personal.zone)).date()
    with shell.database() as database:
        with database.read() as connection:
            unread = unseen_since(connection, shell.agent_name) or today
        changes = read_news(database, since or unread, now)
        if since is None and any(change.news.on <= today for change in changes):
            with suppress(NotAllowed):  # an agent's or auditor's login of a team
                mark_seen(database, today, shell.agent_name, now)
    if shell.is_json:
        documents = [
            {**asdict(change.news), "on": change.news.on.isoformat(), "leads": change.leads}
            for change in changes
        ]
        print_json({"since": (since or unread).isoformat(), "news": documents})
    elif changes:
        for change in changes:
            print_lines("\n".join(news_lines(change, today)))
    else:
        day = day_text(since or unread)
        print_line(f"Nothing has changed since {day}: --since DATE looks further back.")


@rules.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.shell_and_json
def load(shell: Shell, file: Path) -> None:
    """Replace the firm's own rules with those of a TOML FILE.

    Your rules may tighten the law, never loosen it. A file that tries is refused, with the line.
    """
    now = shell.clock()
    with shell.database() as database:
        with database.read() as connection:
            names = list_names(connection)
        with open_input(file) as path:
            read = read_firm_rules(path, firm_of(database).trades, now.date(), names)
        replaced = load_firm_rules(
            database, read.rules, shell.agent_name, now, file=path.name, checksum=read.checksum
        )
    shell.print_done(
        {"rules": len(read.rules), "replaced": replaced, "checksum": read.checksum},
        f"{many(len(read.rules), 'rule')} of the firm's own in force, in place of {replaced:,}.",
    )


@rules.command()
@options.shell_and_json
def firm(shell: Shell) -> None:
    """Show the firm's own rules."""
    with shell.database() as database:
        own_rules = firm_of(database).rules
    documents = [rule_document(rule) for rule in own_rules]
    shell.print_rows(
        {"rules": documents},
        ("jurisdiction", "rule", "note"),
        [(rule.jurisdiction, say_firm_rule(rule), rule.note) for rule in own_rules],
        "The firm has no rules of its own: load some with smiledial rules load FILE.",
    )


def _print_stops(stops: tuple[Stop, ...], zone: str) -> None:
    print_table(
        ("jurisdiction", "since", "reason"),
        [(stop.jurisdiction, clock_text(stop.since, zone), stop.reason) for stop in stops],
    )
