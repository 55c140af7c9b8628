"""What `smiledial rules emergency` does and says."""

from datetime import date, datetime

from console.cli.shell.context import Shell
from console.cli.shell.output import clock_text, print_json, print_line, print_table
from console.rules.times.calendar_words import say_day
from console.rules.times.windows import load_zone
from console.rules.values import Emergency
from console.supervision.firm.emergencies import (
    check,
    declare,
    emergencies_of,
    emergency_document,
    end,
    is_over,
)
from console.supervision.firm.emergency_checks import last_check


def confirm(
    shell: Shell,
    jurisdiction: str,
    places: tuple[str, ...],
    since: date,
    until: date | None,
    source: str,
    *,
    is_json: bool,
) -> None:
    with shell.database() as database:
        made = declare(
            database, jurisdiction, places, since, until, source, shell.agent_name, shell.clock()
        )
    if is_json:
        print_json({"emergencies": [dict(emergency_document(one)) for one in made]})
        return
    for one in made:
        print_line(f"{one.id}: {say_place(one)} is not called {say_days(one)}.")
    print_line("An inquiry of the last 3 months lifts it; consent and business done do not.")


def put_end(shell: Shell, id_: int, until: date | None, source: str, *, is_json: bool) -> None:
    now = shell.clock()
    last = until or now.astimezone(load_zone(shell.personal.zone)).date()
    with shell.database() as database:
        ended = end(database, id_, last, source, shell.agent_name, now)
    if is_json:
        print_json(dict(emergency_document(ended)))
    elif last < ended.since:
        print_line(f"{id_}: taken back, it never held in {say_place(ended)}.")
    else:
        print_line(f"{id_}: {say_place(ended)} is called again after {say_day(last)}.")


def look(shell: Shell, jurisdiction: str, source: str, *, is_json: bool) -> None:
    now = shell.clock()
    with shell.database() as database:
        looked = check(database, jurisdiction, source, shell.agent_name, now)
        found = [one for one in emergencies_of(database, jurisdiction) if not is_over(one, now)]
    if is_json:
        print_json({"jurisdiction": jurisdiction, "checked": dict(looked), "running": len(found)})
    else:
        what = f"{len(found)} on record" if found else "none"
        print_line(f"Noted: of emergencies in {jurisdiction} there is {what}, by {source}.")


def show_all(shell: Shell, jurisdiction: str, *, is_json: bool) -> None:
    now = shell.clock()
    with shell.database() as database:
        found = emergencies_of(database, jurisdiction)
        with database.read() as connection:
            looked = last_check(connection, jurisdiction)
    if is_json:
        documents = [{**emergency_document(one), "is_over": is_over(one, now)} for one in found]
        print_json({"emergencies": documents, "checked": dict(looked) if looked else None})
        return
    if found:
        rows = [
            (
                one.id,
                one.place,
                ", ".join(one.counties) or "all",
                say_day(one.since),
                say_day(one.until) if one.until else "",
                "over" if is_over(one, now) else "",
                one.source,
            )
            for one in found
        ]
        print_table(("id", "place", "counties", "from", "until", "", "source"), rows)
    else:
        print_line(f"No emergency is on record for {jurisdiction}.")
    if looked is None:
        print_line("Nobody has looked yet: say so with --checked --source TEXT.")
    else:
        at = clock_text(datetime.fromisoformat(looked["at"]), shell.personal.zone)
        print_line(f"Last looked {at} by {looked['agent']}: {looked['source']}.")


def say_place(one: Emergency) -> str:
    counties = ", ".join(one.counties) or "all of it"
    return one.place if one.place == counties else f"{one.place} ({counties})"


def say_days(one: Emergency) -> str:
    until = f"through {say_day(one.until)}" if one.until else "until it is ended"
    return f"from {say_day(one.since)} {until}"
