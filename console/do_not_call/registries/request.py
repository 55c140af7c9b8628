"""Outside lists by the law's registries: the codes that leads need, and requests to load a list."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from unicodedata import normalize

from msgspec import Struct

from console.judging.number_standing import copies_for
from console.judging.place_openings import Openings
from console.rules.law.statutes import RegistryNeed, all_registries, country_of
from console.rules.law.tables import national_fee
from console.rules.phone.number_plan import AREA_COUNTRY
from console.rules.text import as_typed, clean_line
from console.rules.times.calendar_words import say_day
from console.rules.verdict.bars_and_cautions import is_fresh, is_lifted, needs_of
from console.rules.verdict.firm_places import settle
from console.rules.verdict.time_rules import day_of
from console.trouble import BadInput
from db.claims.queue_counts import open_by_place
from db.dnc.registries import LoadedRegistry
from db.engine.database import Database
from db.enums import RegistryKind

BY_AREA_CODE = {"US", "CA"}
"""The countries whose registries are split by area code; others have one list for the country."""


def needs_meant(source: str, area_codes: Collection[str]) -> tuple[RegistryNeed, ...]:
    """Return the registries that this name may mean, for these area codes ("": other countries)."""
    homes = {country_of(AREA_COUNTRY.get(code, "US")) for code in area_codes if code}
    return tuple(
        need
        for need in all_registries()
        if need.is_meant_by(source)
        and (
            country_of(need.jurisdiction) in homes
            or ("" in area_codes and country_of(need.jurisdiction) not in BY_AREA_CODE)
        )
    )


def need_of(source: str, area_codes: Collection[str]) -> RegistryNeed | None:
    """Return the registry that a list is a copy of; None where none matches, or more than one."""
    needs = needs_meant(source, area_codes)
    return needs[0] if len(needs) == 1 else None


OLDEST = timedelta(days=366)
FEWEST = 1000
"""The fewest numbers that a whole registry has for an area code or country, even a new one."""

OWN = {
    *("internal", "internallist", "internaldnc", "internaldonotcalllist", "own", "ownlist"),
    *("firmsownlist", "thefirmsownlist", "thefirmslist", "firmslist"),
}
"""Names of the firm's own list, without spaces and punctuation."""

SHRINKS_TO = 0.9
"""A copy with less than this share of the numbers it replaces is probably a broken download."""


class Loaded(Struct, frozen=True):
    """The result of a load. `numbers` counts the listed numbers, `replaced` those listed before."""

    source: str
    kind: RegistryKind
    as_of: date
    area_codes: tuple[str, ...]
    numbers: int
    replaced: int
    barred: int
    opened: int
    notes: tuple[str, ...]


class Load(Struct, frozen=True):
    """One load of one list, as the user wants it.

    `area_codes` are codes that the list covers even without a number in the file; None where the
    user states none. `is_whole`: the file is the whole list, so the firm's other codes become
    empty. `is_forced`: the user insists on what looks wrong. `bases` are the ids of the copies
    that changes are applied to. `is_weighed`: a first copy with very few numbers is refused, since
    everybody missing from it would count as cleared.
    """

    source: str
    as_of: date
    agent: str
    now: datetime
    name: str = ""
    kind: RegistryKind = RegistryKind.BARS
    area_codes: Collection[str] | None = None
    is_whole: bool = False
    is_forced: bool = False
    file: str = ""
    checksum: str = ""
    bases: frozenset[int] = frozenset()
    is_weighed: bool = False


def read_source(text: str) -> str:
    """Return the name under which copies of a list replace one another. Raises BadInput."""
    source = clean_line(text).casefold()
    if not source or "/" in source:
        raise BadInput(
            "The source needs a name without a slash, such as national, indiana or gb-tps."
        )
    return source


def refuse_own(load: Load) -> None:
    """Raise BadInput for an outside list with a name like the firm's own list.

    The next copy of an outside list replaces it, without a supervisor: the firm's requests would
    be lost.
    """
    for text in (load.source, load.name):
        folded = normalize("NFKC", clean_line(text)).casefold()
        if "".join(filter(str.isalnum, folded)) in OWN:
            raise BadInput(
                f"“{clean_line(text)}” would look like the firm's own list, and this would be a "
                "list from outside, which the next copy replaces. smiledial dnc add --file FILE "
                "puts numbers on the firm's own; a list of somebody else's needs their name."
            )


def covered_codes(
    load: Load, sizes: Mapping[str, int], held: Sequence[LoadedRegistry]
) -> frozenset[str]:
    """Return the area codes that a load replaces. Raises BadInput."""
    stated = set(load.area_codes or ())
    for code in stated:
        if code and not (len(code) == 3 and code.isascii() and code.isdigit()):
            raise BadInput(f"{code!r} is not an area code: give three digits.")
    whole = {copy.area_code for copy in held} if load.is_whole else set()
    covered = frozenset(sizes) | stated | whole
    if not covered:
        raise BadInput(
            f"{load.file or 'The file'} lists no number, so it says nothing: if that is right, "
            "state the area codes it covers with --codes."
        )
    if "" in covered:
        refuse_vague(read_source(load.source))
    return covered


def refuse_unknown(source: str, known: Collection[str], *, is_named: bool) -> None:
    """Raise BadInput for a source that no rule names: a mistyped one would silently clear nobody.

    `known` are the names of the firm's copies and of lists that its rules ask for. `is_named`: the
    user gave a name for agents to read, as for a list of the firm's own.
    """
    if is_named or source in known or any(need.is_meant_by(source) for need in all_registries()):
        return
    names = {name for need in all_registries() for name in (*need.words, *need.exactly, need.id)}
    near = get_close_matches(source, sorted(names | set(known)), 2, 0.75)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    raise BadInput(
        f"No registry is called “{source}”.{meant} smiledial rules names those that a place asks "
        f"for. A list of your own is loaded with --name, which is what agents read: "
        f'--source {as_typed(source)} --name "Known litigators".'
    )


def refuse_vague(source: str) -> None:
    """Raise BadInput for a source that may be the list of several countries, such as "national"."""
    needs = needs_meant(source, [""])
    if len({country_of(need.jurisdiction) for need in needs}) > 1:
        ids = ", ".join(sorted(need.id for need in needs))
        raise BadInput(f"The source {source!r} could be the list of several countries: {ids}.")


def refuse_odd(load: Load, sizes: Mapping[str, int], held: Sequence[LoadedRegistry]) -> None:
    """Raise BadInput for a copy that looks wrong, unless the user forces it."""
    today = load.now.astimezone(UTC).date()
    if load.as_of > today:
        raise BadInput(
            f"--as-of {say_day(load.as_of)} is in the future (it is {say_day(today)} UTC): give "
            "the day on which the list was taken."
        )
    if load.is_forced:
        return
    if today - load.as_of > OLDEST:
        raise BadInput(
            f"A list as of {say_day(load.as_of)} is more than a year old and clears nobody: fetch "
            "a new one, or load it with --force if its hits are still of use."
        )
    if load.is_weighed:
        _refuse_few(load, sizes, held)
    for copy in held:
        if copy.area_code not in sizes:
            continue
        where = f"area code {copy.area_code}" if copy.area_code else "its country"
        if copy.as_of > load.as_of:
            raise BadInput(
                f"The copy for {where} is newer ({say_day(copy.as_of)}) than this one "
                f"({say_day(load.as_of)}): check the date, or load it with --force."
            )
        if sizes[copy.area_code] < copy.size * SHRINKS_TO:
            raise BadInput(
                f"The list for {where} would shrink from {copy.size:,} numbers to "
                f"{sizes[copy.area_code]:,}: check that the file is whole, or load it with --force."
            )


MOST_CODES = 8
"""Area codes that a refusal names."""


def _refuse_few(load: Load, sizes: Mapping[str, int], held: Sequence[LoadedRegistry]) -> None:
    """Raise BadInput for a first copy of a registry that cannot be complete.

    Area codes that the user stated with --codes are accepted.
    """
    known = {copy.area_code for copy in held} | set(load.area_codes or ())
    few = {code: size for code, size in sizes.items() if size < FEWEST and code not in known}
    need = need_of(read_source(load.source), list(few)) if few else None
    if need is None or load.kind is not RegistryKind.BARS:
        return
    code, size = min(few.items(), key=lambda item: item[1])
    where = f"area code {code}" if code else "the whole country"
    others = f" ({len(few) - 1:,} more are as short)" if len(few) > 1 else ""
    listed = "1 number" if size == 1 else f"{size:,} numbers"
    codes = ",".join(sorted(few)[:MOST_CODES]) + (",…" if len(few) > MOST_CODES else "")
    how = f"name its area codes with --codes {codes}" if code else "load it with --force"
    raise BadInput(
        f"{load.file or 'The file'} lists {listed} of {where}{others}, where {need.name} has many "
        f"thousands: everybody else there would count as cleared. If the file is whole, {how}."
    )


def notes_on(load: Load, source: str, codes: Collection[str]) -> Iterator[str]:
    """Yield notes on a copy that was loaded: whether it is too old to clear anybody."""
    need = need_of(source, codes)
    if need is None or load.kind is not RegistryKind.BARS:
        return
    age = (load.now.astimezone(UTC).date() - load.as_of).days
    if age > need.good_for_days:
        yield (
            f"This copy is {age} days old and {need.name} is good for {need.good_for_days}: "
            "its hits bar, but it clears nobody."
        )


NATIONAL = "us-national"


class NeededCopy(Struct, frozen=True):
    """A registry that the law asks for, and the area codes of the open leads (none abroad).

    `missing` are those of which no copy that is recent enough is held. `fee` is the yearly fee in
    US dollars for all of `codes`, None where no price was found.
    """

    need: RegistryNeed
    leads: int
    codes: tuple[str, ...]
    missing: tuple[str, ...]
    fee: int | None


def needed_copies(database: Database, now: datetime) -> Sequence[NeededCopy]:
    """Return each required registry of the open leads, the one with most leads first."""
    leads: dict[RegistryNeed, int] = {}
    codes: dict[RegistryNeed, dict[str, bool]] = {}
    with database.read() as connection:
        openings = Openings()
        openings.update(connection, now)
        counts = open_by_place(connection)
        openings.learn(connection, counts)
    days = (day_of(now.date()),)
    for place_id, count in counts.items():
        place = settle(openings.places[place_id], openings.firm)
        held = copies_for(openings.copies, place.area_code)
        for need in needs_of(place):
            if not need.is_required or is_lifted(need, place, days):
                continue
            leads[need] = leads.get(need, 0) + count
            codes.setdefault(need, {})[place.area_code or ""] = any(
                need.is_meant_by(copy.registry) and is_fresh(day_of(copy.as_of), need, days)
                for copy in held
            )
    return [
        NeededCopy(
            need,
            leads[need],
            tuple(sorted(filter(None, codes[need]))),
            tuple(sorted(code for code, is_held in codes[need].items() if not is_held)),
            national_fee(len(codes[need])) if need.id == NATIONAL else None,
        )
        for need in sorted(leads, key=lambda need: -leads[need])
    ]
