"""`smiledial rules emergency`: declare, end and list emergencies, and record checks for them."""

from datetime import date, datetime

from console.cli.shell.context import Shell
from console.cli.shell.output import clock_text, day_text, print_json, print_line, print_table
from console.rules.times.windows import load_zone
from console.rules.values import Emergency
from console.supervision.firm.declared_emergencies import (
    check,
    declare,
    emergencies_of,
    emergency_document,
    end,
    is_over,
)
from console.supervision.firm.emergency_checks import last_check


def declare_emergency(
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
        emergencies = declare(
            database, jurisdiction, places, since, until, source, shell.agent_name, shell.clock()
        )
    if is_json:
        print_json(
            {"emergencies": [dict(emergency_document(emergency)) for emergency in emergencies]}
        )
        return
    for emergency in emergencies:
        print_line(
            f"{emergency.id}: {place_words(emergency)} is not called {days_words(emergency)}."
        )
    print_line("An inquiry of the last 3 months lifts it; consent and business done do not.")


def end_emergency(
    shell: Shell, id_: int, until: date | None, source: str, *, is_json: bool
) -> None:
    now = shell.clock()
    last = until or now.astimezone(load_zone(shell.personal.zone)).date()
    with shell.database() as database:
        ended = end(database, id_, last, source, shell.agent_name, now)
    if is_json:
        print_json(dict(emergency_document(ended)))
    elif last < ended.since:
        print_line(f"{id_}: taken back, it never held in {place_words(ended)}.")
    else:
        print_line(f"{id_}: {place_words(ended)} is called again after {day_text(last)}.")


def record_check(shell: Shell, jurisdiction: str, source: str, *, is_json: bool) -> None:
    now = shell.clock()
    with shell.database() as database:
        looked = check(database, jurisdiction, source, shell.agent_name, now)
        running = [
            emergency
            for emergency in emergencies_of(database, jurisdiction)
            if not is_over(emergency, now)
        ]
    if is_json:
        print_json({"jurisdiction": jurisdiction, "checked": dict(looked), "running": len(running)})
    else:
        count = f"{len(running)} on record" if running else "none"
        print_line(f"Noted: emergencies in {jurisdiction} by {source}: {count}.")


def list_emergencies(shell: Shell, jurisdiction: str, *, is_json: bool) -> None:
    now = shell.clock()
    with shell.database() as database:
        emergencies = emergencies_of(database, jurisdiction)
        with database.read() as connection:
            looked = last_check(connection, jurisdiction)
    if is_json:
        documents = [
            {**emergency_document(emergency), "is_over": is_over(emergency, now)}
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
