"""Find doubts about the mapping of a file's columns."""

import contextlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from console.files.fields.cells.phones import phones_in
from console.files.fields.cells.readers import read_stated_zone
from console.files.fields.columns.contents import (
    ENOUGH,
    CellRows,
    are_codes,
    share_of_names,
    share_of_phones,
)
from console.files.fields.columns.country_guess import Home, home_of
from console.files.fields.columns.headings import ColumnName, list_names
from console.files.fields.columns.layout import DO_NOT_CALL, KEPT, Columns
from console.files.fields.columns.phone_columns import SECOND_PHONE, PhoneColumn
from console.files.fields.columns.scrub_results import results_in
from console.files.fields.warnings import Doubt
from console.rules.phone.number_plan import plan
from console.rules.phone.numbers import PhoneError
from console.rules.places.finding import find_place, is_zone
from console.rules.places.postal_codes import find_ground
from console.rules.places.region_cells import find_ground_of_cell, read_region_cell
from console.rules.places.whole_addresses import find_tail, read_tail
from console.rules.text import as_typed, clean_line

SHOWN = 3
HARMLESS = frozenset({"vendor_id", "priority"})
"""Fields for which a second matching column raises no doubt, because they change no call."""

NAME_FIELDS = ("name", "given_name", "family_name")
PLACE_FIELDS = ("region", "postal_code", "city", "address")

SAYS_OWNER = {
    *("owner", "leadowner", "contactowner", "accountowner", "recordowner", "ownername"),
    *("assignedto", "assignedagent", "salesrep", "salesperson", "salesowner", "territory"),
}
"""Squeezed names of columns that may name a lead's owner; often that person has left the firm."""

_SHORT_ZIP = re.compile(r"[1-9][0-9]{2,3}(?:\.0)?(?:-[0-9]{4})?")
_BARE = re.compile(r"[1-9][0-9]{6,11}(?:\.0)?")


def find_doubts(
    columns: Columns,
    rows: CellRows,
    country: str,
    decided: Collection[tuple[str, str]] = (),
    spread: CellRows = (),
    *,
    is_country_sure: bool = True,
) -> tuple[Doubt, ...]:
    """Return the doubts about a mapping, except about (field, column) pairs already `decided`.

    Most checks read rows `spread` over the file, because odd cells may come late; the checks of
    unusable numbers and lost zeros read the first `rows`.
    """
    spread = spread or rows
    decided_names = {name for _, name in decided}
    open_extras = [at for at, name in columns.extras if name not in decided_names]
    settled = HARMLESS | {field for field, _ in decided}
    country_at = columns.fields.get("country")
    homes = [
        home_of("" if country_at is None else row[country_at].strip(), country) for row in rows
    ]
    return (
        *_clashes(columns, spread, open_extras, settled),
        *_owners_left_out(columns, spread, decided_names),
        *_phones_left_out(columns, spread, country, open_extras),
        *_places_left_out(columns, spread, open_extras),
        *doubt_zones(columns, rows, homes, decided_names),
        *_requests_left_out(columns, spread, decided_names),
        *_left_behind(columns, rows, homes),
        *_little_understood(columns),
        *(_lost_zeros(columns, rows, homes) if is_country_sure else ()),
        *_evidence_left_out(columns, spread, decided_names),
        *_doubt_second_people(columns, decided_names),
    )


def doubt_no_name(columns: Columns, rows: CellRows, decided: Collection[str]) -> Iterator[Doubt]:
    """Yield a doubt if no column is a person's name and one may be.

    In a file with companies, only a column that looks like names counts.
    """
    if columns.are_ours or not columns.fields.keys().isdisjoint(NAME_FIELDS):
        return
    cells = {
        at: [cell for row in rows if any(map(str.isalpha, cell := row[at].strip()))]
        for at, _ in columns.kept
    }
    open_ = [name for at, name in columns.kept if name not in decided and cells[at]]
    likely = [
        name
        for at, name in columns.kept
        if name in open_ and share_of_names(cells[at]) >= ENOUGH and not are_codes(cells[at])
    ]
    if likely:
        yield Doubt(
            f"No column was taken for the names of people; “{clean_line(likely[0])}” looks like "
            "them.",
            f"--map name={as_typed(likely[0])} says it is.",
        )
    elif open_ and "company" not in columns.fields:
        yield Doubt(
            f"No column was taken for the names of people; left are {list_names(open_)}.",
            "--map name=COLUMN says which it is.",
        )


def _doubt_second_people(columns: Columns, decided: Collection[str]) -> Iterator[Doubt]:
    """Yield a doubt about each second person: which numbers are theirs, if that is clear at all."""
    for second in columns.seconds:
        column = columns.names[second.names[0]].text
        shown = list_names([clean_line(columns.names[at].text) for at in second.names])
        names = "name" if len(second.names) > 1 else "names"
        text = f"{shown} {names} a second person in each row, who is noted with the lead"
        of_first = f"--map {KEPT}={as_typed(column)} if all numbers are of the first."
        theirs = [phone for phone in columns.phones if phone.second == second]
        if unclear := [clean_line(phone.name) for phone in theirs if phone.is_unclear]:
            yield Doubt(
                f"{text}, and nothing says whose {list_names(unclear)} is: until you settle "
                "that, it is shown as maybe theirs.",
                f"--map {SECOND_PHONE}={as_typed(unclear[0])} if it is theirs; {of_first}",
                needs_answer=True,
            )
        elif not theirs:
            yield Doubt(
                f"{text}; no number is taken for theirs.",
                f"--map {SECOND_PHONE}=COLUMN says which is.",
            )
        elif theirs[0].name not in decided:
            phones = list_names([clean_line(phone.name) for phone in theirs])
            yield Doubt(f"{text}: {phones} is shown as theirs.", of_first)


def _clashes(
    columns: Columns, rows: CellRows, extras: Iterable[int], settled: Collection[str]
) -> Iterable[Doubt]:
    """Yield a doubt about each kept column that could fill a field instead of the mapped column."""
    if columns.are_ours:
        return
    for position in extras:
        name, field = columns.names[position].text, columns.names[position].field
        first = columns.fields.get(field)
        if first is None or field in settled or position in columns.told_apart:
            continue
        other = columns.names[first].text
        values = list(
            dict.fromkeys(
                row[position].strip()
                for row in rows
                if row[position].strip() and row[position].strip() != row[first].strip()
            )
        )
        if values:
            shown = ", ".join(f"“{value[:24]}”" for value in values[:SHOWN])
            yield Doubt(
                f"Two columns could be {field}: “{other}” and “{name}”, which says "
                f"otherwise ({shown}).",
                f"Say which: --map {field}={as_typed(other)} or --map "
                f"{field}={as_typed(name)}; the other is kept under its own name.",
                needs_answer=True,
            )


def _phones_left_out(
    columns: Columns, rows: CellRows, country: str, extras: Iterable[int]
) -> Iterable[Doubt]:
    """Yield doubts about kept columns that hold phone numbers."""
    for position in extras:
        name = columns.names[position]
        if not name.is_own or position in columns.told_apart:
            continue
        if share_of_phones([row[position] for row in rows], country) >= ENOUGH:
            yield Doubt(
                f"“{name.text}” looks like phone numbers and is not called.",
                f"--map phone={as_typed(name.text)} says it is.",
            )


def _places_left_out(columns: Columns, rows: CellRows, extras: Iterable[int]) -> Iterable[Doubt]:
    """Yield a doubt about each kept column that names other states than the mapped address."""
    if columns.are_ours:
        return
    mapped = [columns.fields[name] for name in PLACE_FIELDS if name in columns.fields]
    for position in extras:
        name = columns.names[position]
        if not name.may_be_place or name.field in columns.fields or position in columns.told_apart:
            continue
        states = [(find_state(row[position]), row) for row in rows if row[position].strip()]
        if sum(state != "" for state, _ in states) < ENOUGH * len(states):
            continue
        known = [{find_state(row[at]) for at in mapped} - {""} for _, row in states]
        others = [
            (row[position].strip(), not of_row)
            for (state, row), of_row in zip(states, known, strict=True)
            if state and state not in of_row
        ]
        if others:
            cells = list(dict.fromkeys(text for text, _ in others))
            shown = ", ".join(f"“{text[:24]}”" for text in cells[:SHOWN])
            yield Doubt(
                f"“{clean_line(name.text)}” is named like a place ({shown}) and decides no hours: "
                "the rest of the row does not say so.",
                f"Say what it is: --map address={as_typed(name.text)} (or city, region, "
                f"postal_code) takes it for the person's place, --map {KEPT}={as_typed(name.text)} "
                "keeps it as text.",
                # Where the row has a place of its own, this one is that of a firm or a house.
                needs_answer=any(is_only_place for _, is_only_place in others),
            )


def find_state(cell: str) -> str:
    """Return the state or province that a cell of an address names, "" if none is understood."""
    text = cell.strip()
    if reading := read_region_cell(text):
        return reading.region
    if ground := find_ground_of_cell(text):
        return ground.region
    tail = read_tail(find_tail(text), None)
    ground = find_ground(tail.postal_code, "") if tail.postal_code else None
    return tail.region or (ground.region if ground else "")


def _open_columns(
    columns: Columns, rows: CellRows, decided: Collection[str]
) -> Iterator[tuple[int, str]]:
    """Yield (position, name) of the kept columns with filled cells that nobody has decided."""
    for position, name in columns.kept:
        if name not in decided and any(row[position].strip() for row in rows):
            yield position, name


def _requests_left_out(
    columns: Columns, rows: CellRows, decided: Collection[str]
) -> Iterable[Doubt]:
    _, explained = results_in([name.squeezed for name in columns.names], rows)
    for position, name in _open_columns(columns, rows, decided):
        if columns.names[position].speaks_of_requests and position not in explained:
            yield Doubt(
                f"“{name}” has to do with who is not to be called, and bars nobody.",
                f"--map {DO_NOT_CALL}={as_typed(name)} bars all for whom it holds anything but a "
                "no.",
            )


def _owners_left_out(columns: Columns, rows: CellRows, decided: Collection[str]) -> Iterable[Doubt]:
    if "owner" in columns.fields:
        return
    for position, name in _open_columns(columns, rows, decided):
        if columns.names[position].squeezed in SAYS_OWNER:
            yield Doubt(
                f"Does “{clean_line(name)}” say who alone is to call each lead? As it is, "
                "everybody is offered them.",
                f"--map owner={as_typed(name)} offers each to that agent or territory alone; "
                f"--map {KEPT}={as_typed(name)} says that it does not.",
                on_screen="If so, Ctrl+T gives that column to owner.",
            )


def _evidence_left_out(
    columns: Columns, rows: CellRows, decided: Collection[str]
) -> Iterable[Doubt]:
    """Yield a doubt about a kept column that may hold days of consent: we never guess those."""
    if "consent_on" in columns.fields:
        return
    for position, name in _open_columns(columns, rows, decided):
        if columns.names[position].says_day_of_consent:
            yield Doubt(
                f"“{clean_line(name)}” may say when people agreed to be called, and counts for "
                "nothing.",
                f"--map consent_on={as_typed(name)} takes it for that; consent_kind and "
                "consent_proof say of what kind it is, and where it stands.",
            )
            return


def _left_behind(columns: Columns, rows: CellRows, homes: Sequence[Home]) -> Iterable[Doubt]:
    """Yield a doubt if most of the first rows have no number that can be called."""
    without = unread = 0
    company = columns.fields.get("company", -1)
    called = {
        row[company].strip().casefold()
        for row in rows
        if company >= 0 and any(row[phone.position].strip() for phone in columns.phones)
    } - {""}
    for row, home in zip(rows, homes, strict=True):
        filled = [phone for phone in columns.phones if row[phone.position].strip()]
        has_main_line = company >= 0 and row[company].strip().casefold() in called
        without += not filled and not has_main_line
        unread += bool(filled) and not _can_be_called(filled, row, home)
    if rows and (without + unread) * 2 > len(rows):
        fields = list_names([phone.name for phone in columns.phones])
        if len(rows) == 1:  # what a web form or a pipe sends
            why = "has no number" if without else "has a number that cannot be called"
            advice = "Check the columns and --country."
            yield Doubt(f"The only row {why} in {fields}.", advice, needs_answer=True)
            return
        parts = ((without, "without a number"), (unread, "with one that cannot be called"))
        counts = " and ".join(f"{count} {words}" for count, words in parts if count)
        yield Doubt(
            f"Most rows would stay behind: of the first {len(rows)}, {counts} in {fields}.",
            "Check the columns and --country.",
            needs_answer=True,
        )


def _little_understood(columns: Columns) -> Iterable[Doubt]:
    if len(columns.pairs) * 3 < len(columns.names) and len(columns.pairs) < 3:
        yield Doubt(
            f"Only {len(columns.pairs)} of {len(columns.names)} columns fit a field; the rest are "
            "kept under their own names."
        )


def _lost_zeros(columns: Columns, rows: CellRows, homes: Sequence[Home]) -> Iterable[Doubt]:
    """Yield doubts about numbers and postal codes whose first zero a spreadsheet has removed.

    They are read with the zero if that is the only possible reading.
    """
    counts: list[tuple[int, str, str]] = []
    for phone in columns.phones:
        at_code = phone.code_position
        count = sum(
            not (at_code >= 0 and row[at_code].strip())
            and _is_short_number(row[phone.position].strip(), home)
            for row, (home, _) in zip(rows, homes, strict=True)
        )
        counts.append((count, "numbers", phone.name))
    at = columns.fields.get("postal_code")
    if at is not None:
        count = sum(
            home == "US"
            and _SHORT_ZIP.fullmatch(row[at].strip()) is not None
            and find_ground(row[at], "US") is not None
            for row, (home, _) in zip(rows, homes, strict=True)
        )
        counts.append((count, "codes", columns.names[at].text))
    for count, cells, column in counts:
        if count:
            have = "has" if count == 1 else "have"
            yield Doubt(
                f"{count} of the first {len(rows)} {cells} in “{column}” {have} lost the zero in "
                "front, as in a spreadsheet. They are read with it; export the column as text to "
                "be sure."
            )


def _is_short_number(cell: str, country: str) -> bool:
    """Return whether a number is complete only with the 0 that its country dials first."""
    if not _BARE.fullmatch(cell):
        return False
    metadata = plan.PhoneMetadata.metadata_for_region(country)
    if metadata is None or metadata.national_prefix != "0":
        return False
    digits = cell.removesuffix(".0")
    try:
        number = plan.parse(digits, country)
    except plan.NumberParseException:
        return False
    if number.national_number != int(digits) or not plan.is_valid_number(number):
        return False
    # Brazil writes the 0 only before a carrier code, so a number without it has lost nothing.
    shown = plan.format_number(number, plan.PhoneNumberFormat.NATIONAL)
    return shown.lstrip("(").startswith("0")


def _can_be_called(columns: Sequence[PhoneColumn], row: Sequence[str], home: Home) -> bool:
    """Return whether a row has a number that is valid in its country."""
    for column in columns:
        with contextlib.suppress(PhoneError):
            if any(phone.is_valid for phone in phones_in(column, row, home)):
                return True
    return False


_DAYS = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))
"""Days in winter and summer, by which zones with the same clock are known."""


def doubt_zones(
    columns: Columns, rows: CellRows, homes: Sequence[Home], decided: Collection[str]
) -> Iterator[Doubt]:
    """Yield a doubt about each kept column that names other zones than its rows are in.

    A vendor often takes the zone from the number, so it never decides the hours by itself.
    """
    if columns.are_ours or "zone" in columns.fields:
        return
    for position, name in columns.kept:
        if name in decided or not _names_zone(columns.names[position]):
            continue
        others = dict.fromkeys(
            cell
            for row, home in zip(rows, homes, strict=True)
            if (cell := row[position].strip()) and _contradicts(cell, columns, row, home)
        )
        if others:
            shown = ", ".join(f"“{clean_line(cell)[:24]}”" for cell in [*others][:SHOWN])
            yield Doubt(
                f"“{clean_line(name)}” names other clocks ({shown}) than the places and numbers of "
                "its rows, and decides no hours.",
                f"--map zone={as_typed(name)} if the people said so themselves; "
                f"--map {KEPT}={as_typed(name)} keeps it as text.",
                needs_answer=True,
            )


def _names_zone(name: ColumnName) -> bool:
    words = set(name.words)
    return "timezone" in words or "tz" in words or {"time", "zone"} <= words


def _contradicts(cell: str, columns: Columns, row: Sequence[str], home: Home) -> bool:
    """Return whether a cell names a zone whose clock none of the row's places has."""
    zone = read_stated_zone(cell)
    if not is_zone(zone):
        return False
    country, region, postal_code = (
        row[columns.fields[name]].strip() if name in columns.fields else ""
        for name in ("country", "region", "postal_code")
    )
    for column in columns.phones:
        if not row[column.position].strip():
            continue
        with contextlib.suppress(PhoneError):
            for phone in phones_in(column, row, home):
                place = find_place(phone, country=country, region=region, postal_code=postal_code)
                known = place.zones
                return bool(known) and all(_clock(zone) != _clock(each.value) for each in known)
    return False


@lru_cache(1024)
def _clock(zone: str) -> tuple[timedelta | None, ...]:
    return tuple(day.astimezone(ZoneInfo(zone)).utcoffset() for day in _DAYS)
