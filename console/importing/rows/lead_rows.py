"""Read rows as leads: their fields and their numbers in E.164, or the reason why not.

We read a few thousand rows at a time, column by column. In a large file, work on single cells takes
most of the time, so we process whole columns at once where we can.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import compress

from console.files.fields.cells.phones import Fault, Numbers, PhoneReader, new_places
from console.files.fields.cells.readers import AS_WRITTEN, READ, ROUGH, are_mails, read_fields
from console.files.fields.columns.country_guess import Home, home_of
from console.files.fields.columns.headings import MOBILE_WORDS
from console.files.fields.columns.scrub_results import SAYS_MOBILE
from console.files.tables.csv_rows import clean_column
from console.files.tables.rows import RowChunk, TableRow
from console.importing.rows.candidates import (
    Candidates,
    ReadPlan,
    Reject,
    read_column,
    read_evidence,
    read_inquiries,
)
from console.importing.rows.row_requests import RowRequests
from console.rules.phone.number_plan import show_phone
from db.enums import LeadKind, ask_for
from db.imports.staged_rows import DEFAULTS, Cell, plain

NAMES = {"name", "given_name", "family_name", "company"}
"""Fields of a lead that hold a name."""
NO_NAMES = frozenset(
    ("NULL", "NaN", "nan", "#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!")
)
"""What databases and spreadsheets write into empty cells. Compare case-sensitively: Null and Nan
are names of people."""

SECOND_FAMILY_NAMES = frozenset(
    ["segundoapellido", "apellidomaterno", "apellido2", "apellidosegundo", "materno"]
)
"""Squeezed names of the column of a Spanish person's second family name."""

_SPANISH_PARTICLES = frozenset(
    ["de", "del", "la", "las", "los", "y", "da", "das", "do", "dos", "san", "santa"]
)
_DIGIT = re.compile(r"\d")
_PLAIN = re.compile(r"[^\W\d_]+|[A-Z]\.")


def split_names(fulls: Iterable[str]) -> list[tuple[str, str]]:
    """Split each name, with a fast path for two plain words."""
    split = []
    for full in fulls:
        first, _, last = full.partition(" ")
        is_plain = first.isalpha() and last.isalpha() and _is_name(first) and _is_name(last)
        split.append((first, last) if is_plain else split_name(full))
    return split


def split_spanish(fulls: Iterable[str]) -> list[tuple[str, str]]:
    """Split Spanish names, which end in two family names: "María José", "de la Cruz López"."""
    return [_split_spanish(full) for full in fulls]


def _split_spanish(full: str) -> tuple[str, str]:
    parts: list[str] = []
    particles = ""
    for word in full.split():
        if parts and word.casefold() in _SPANISH_PARTICLES:
            particles += f"{word} "
        else:
            parts.append(particles + word)
            particles = ""
    if len(parts) < 3 or len(full) > 100 or particles or "," in full or _DIGIT.search(full):
        return split_name(full)
    return " ".join(parts[:-2]), " ".join(parts[-2:])


@lru_cache(1 << 16)
def _is_name(word: str) -> bool:
    """Return whether a word is certainly a name, not a title or particle, and needs no parser."""
    return word.casefold() not in _special_words() and len(word) <= 40


@lru_cache(1 << 14)
def split_name(full: str) -> tuple[str, str]:
    """Split "Dr. Juan de la Vega III" into "Juan", "de la Vega"; return ("", "") for no name.

    `nameparser` knows titles, particles and suffixes; plain words and initials need no parser.
    """
    words = full.split()
    if len(words) < 2 or len(full) > 100 or _DIGIT.search(full):
        return "", ""
    is_plain = all(_PLAIN.fullmatch(word) for word in words)
    if is_plain and _special_words().isdisjoint(word.rstrip(".").casefold() for word in words):
        return words[0], words[-1]
    return _parse(full)


def _parse(full: str) -> tuple[str, str]:
    from nameparser import HumanName  # late: most files have a column for each part of a name

    name = HumanName(full)
    return (str(name.first), str(name.last)) if name.last else ("", "")


@cache
def _special_words() -> frozenset[str]:
    from nameparser.config import CONSTANTS  # late: with the parser

    return frozenset(
        {
            *CONSTANTS.titles,
            *CONSTANTS.prefixes,
            *CONSTANTS.suffix_acronyms,
            *CONSTANTS.suffix_not_acronyms,
            *CONSTANTS.conjunctions,
        }
    )


class Reader:
    """Reads the rows of a file by its columns. Evidence must not be later than the latest day."""

    def __init__(self, plan: ReadPlan) -> None:
        self._plan = plan
        self._columns = columns = plan.columns
        self._at = at = columns.fields
        line_at = at.get("line_type")
        says_mobile = (
            line_at is not None and columns.names[line_at].squeezed in SAYS_MOBILE | MOBILE_WORDS
        )
        self._phones = PhoneReader(
            columns.phones,
            at.get("extension"),
            line_at,
            says_mobile=says_mobile,
            line_types=plan.line_types,
        )
        self.requests = RowRequests(plan, self._phones)
        self._splits_names = "name" in at and not {"given_name", "family_name"} & set(at)
        is_spanish = "name" in at and columns.names[at["name"]].squeezed.startswith("nombre")
        self._split_names = split_spanish if is_spanish else split_names
        self._second_family_name = next(
            (
                position
                for position, _ in columns.extras
                if columns.names[position].squeezed in SECOND_FAMILY_NAMES and "family_name" in at
            ),
            None,
        )

    def read(self, chunk: RowChunk) -> tuple[Candidates, list[Reject]]:
        """Return the rows that can become leads and the rejects, both in the order of the file.

        Rows that are finished or held back are among the former: `Candidates.take_behind`.
        """
        rejects = [
            Reject(row, "", "", f"{row.fault[0].upper()}{row.fault[1:]}.") for row in chunk.faults
        ]
        if not chunk.lines:
            return Candidates([], {}, Numbers()), rejects
        cells: list[Sequence[str]] = list(chunk.columns)
        for at in self._read_first():
            cells[at] = clean_column(cells[at])
        homes = self._read_homes(cells)
        numbers, faults = self._phones.read(cells, homes)
        lines: Sequence[int] = chunk.lines
        unusable = {
            lines[row]: Reject(TableRow(lines[row], chunk.row(row)), *faults_of[0])
            for row, faults_of in numbers.unusable.items()
            if not numbers.is_usable(row)
        }
        is_lead = [True] * len(lines)
        for row in faults:
            is_lead[row] = numbers.has(row)
        if not all(is_lead):
            for row in [row for row, has_number in enumerate(is_lead) if not has_number]:
                whole = TableRow(chunk.lines[row], chunk.row(row))
                rejects.append(Reject(whole, *faults.pop(row)[0]))
            rejects.sort(key=lambda reject: reject.row.line)
            new = new_places(is_lead)
            faults = {new[row]: unread for row, unread in faults.items()}
            numbers = numbers.keep(is_lead)
            lines = list(compress(lines, is_lead))
            cells = [list(compress(column, is_lead)) for column in cells]
            homes = list(compress(homes, is_lead))
        candidates = self._candidates(lines, cells, numbers, faults)
        if unusable:
            # Rows without a number are gone, so the indexes have changed: find rows by their line.
            row_of = {line: row for row, line in enumerate(lines)}
            candidates.unusable = {row_of[line]: reject for line, reject in unusable.items()}
        self.requests.note(candidates, cells, homes, chunk)
        return candidates, rejects

    def read_fields(self, rows: Sequence[TableRow]) -> Candidates:
        """Return rows without a number that can be read, for a screening by their other cells."""
        chunk = RowChunk.of([row.line for row in rows], [row.cells for row in rows])
        cells: list[Sequence[str]] = list(chunk.columns)
        for at in self._read_first():
            cells[at] = clean_column(cells[at])
        self._read_homes(cells)
        return self._candidates(chunk.lines, cells, Numbers(), {})

    def _read_homes(self, cells: list[Sequence[str]]) -> list[Home]:
        """Return the country of each row's numbers, and write stated ones into the cells as ISO."""
        country = self._at.get("country")
        if country is None:
            return [(self._plan.country, False)] * len(cells[0])
        homes = [home_of(text, self._plan.country) for text in cells[country]]
        cells[country] = [
            home if is_stated else text
            for (home, is_stated), text in zip(homes, cells[country], strict=True)
        ]
        return homes

    def _read_first(self) -> set[int]:
        """Return the positions of the columns that decide which rows have a number."""
        return self._phones.positions | {
            self._at[name] for name in ("country",) if name in self._at
        }

    def _candidates(
        self,
        lines: Sequence[int],
        cells: list[Sequence[str]],
        numbers: Numbers,
        faults: Mapping[int, Sequence[Fault]],
    ) -> Candidates:
        """Read all fields of the rows that have a number."""
        at = self._at
        for position in set(range(len(cells))) - self._read_first():
            is_notes = position == at.get("notes")
            cells[position] = clean_column(cells[position], keeps_lines=is_notes)
        candidates = Candidates(
            lines,
            {name: cells[at[name]] for name in AS_WRITTEN if name in at},
            numbers,
            [(name, cells[position]) for position, name in self._columns.extras],
            {row: {name: text for name, text, _ in unread} for row, unread in faults.items()},
        )
        _keep_words(candidates)
        for name in NAMES & set(candidates.fields):
            _blank_no_names(candidates, name)
        read_evidence(candidates, self._at, self._plan.file.header, cells, self._plan.latest)
        if self._second_family_name is not None:
            pairs = zip(
                candidates.texts("family_name"), cells[self._second_family_name], strict=True
            )
            candidates.fields["family_name"] = [
                f"{first} {second}" if first and second not in NO_NAMES | {""} else first
                for first, second in pairs
            ]
        for name, read_cell in READ.items():
            if name == "email" and name in at and are_mails(cells[at[name]]):
                candidates.fields[name] = cells[at[name]]
                candidates.noticed.filled[name] += len(lines) - cells[at[name]].count("")
            elif name in at:
                default: Cell = self._plan.kind if name == "kind" else DEFAULTS.get(name)
                values: list[Cell] = read_column(candidates, name, cells[at[name]], read_cell)
                filled = sum(map(bool, cells[at[name]]))
                if name in ROUGH:
                    read_as = dict(zip(cells[at[name]], values, strict=True))
                    rough = {text for text, value in read_as.items() if ROUGH[name](text, value)}
                    _keep_as_text(candidates, name, cells[at[name]], rough)
                candidates.noticed.filled[name] += filled
                candidates.noticed.unread[name] += filled + values.count(None) - len(values)
                candidates.fields[name] = [default if value is None else value for value in values]
        _spell_owners(candidates, self._plan.owners)
        if self._plan.kind is LeadKind.BUSINESS and "company" in at:
            candidates.nameless = self._without_company(cells)
        self._name(candidates)
        _label_shared_lines(candidates)
        if self._plan.inquiries is not None:
            read_inquiries(candidates, self._at, cells, self._plan.inquiries)
        return candidates

    def _without_company(self, cells: Sequence[Sequence[str]]) -> set[int]:
        """Return the rows that name no company and do not state their kind."""
        companies = cells[self._at["company"]]
        kinds = cells[self._at["kind"]] if "kind" in self._at else [""] * len(companies)
        return {
            row
            for row, (company, kind) in enumerate(zip(companies, kinds, strict=True))
            if not company and not (kind and READ["kind"](kind))
        }

    def _name(self, candidates: Candidates) -> None:
        """Split full names, and fill empty ones from their parts, the company or the number."""
        names = list(candidates.texts("name"))
        if self._splits_names:
            split = self._split_names(names)
            candidates.fields["given_name"] = [first for first, _ in split]
            candidates.fields["family_name"] = [last for _, last in split]
        if not all(names):
            fields = ("given_name", "family_name", "company")
            firsts, lasts, companies = map(candidates.texts, fields)
            for row, name in enumerate(names):
                if not name:
                    parts = " ".join(filter(None, (firsts[row], lasts[row])))
                    names[row] = parts or companies[row]
                if not names[row] and candidates.numbers.has(row):
                    at = candidates.numbers.first_of(row)
                    number = candidates.numbers.e164s[at], candidates.numbers.extensions[at]
                    names[row] = show_phone(*number)
        candidates.fields["name"] = names


def _blank_no_names(candidates: Candidates, name: str) -> None:
    """Blank names that are placeholders of a database or spreadsheet, such as NULL or #N/A."""
    cells = candidates.texts(name)
    if no_names := NO_NAMES.intersection(cells):
        _keep_as_text(candidates, name, cells, no_names)
        candidates.noticed.filled[name] += sum(map(bool, cells))
        candidates.noticed.unread[name] += sum(text in no_names for text in cells)
        candidates.fields[name] = ["" if text in no_names else text for text in cells]


def _keep_words(candidates: Candidates) -> None:
    """Keep line types that are not understood, and words beside numbers, as extras."""
    numbers = candidates.numbers
    for at, (column, words) in numbers.line_words.items():
        candidates.more.setdefault(numbers.rows[at], {})[column] = words
    for row, remarks in numbers.remarks.items():
        candidates.more.setdefault(row, {}).update(remarks)


def _label_shared_lines(candidates: Candidates) -> None:
    """Label a first number with the person to ask for, if the words beside it name this person.

    “0117 496 0123 ask for Tom Baines” in Tom's own row says that he shares the number: the label
    makes him a lead of his own. Other words are a remark. “ask for the manager” names nobody, and
    as a label it would let the same person come in twice.
    """
    numbers, names = candidates.numbers, candidates.texts("name")
    for row, remarks in numbers.remarks.items():
        name, at = names[row], numbers.first_of(row)
        wanted = plain(ask_for(name))
        column = next((key for key, text in remarks.items() if plain(text) == wanted), None)
        if column is None or not plain(name) or numbers.extensions[at]:
            continue
        numbers.labels[at] = ask_for(name)
        del candidates.more[row][column]
        noticed = candidates.noticed
        noticed.on_shared_line += 1
        text = f"{name}, {show_phone(numbers.e164s[at], '')}"
        noticed.first_on_shared_line = noticed.first_on_shared_line or text


def _keep_as_text(
    candidates: Candidates, name: str, cells: Sequence[str], texts: Collection[str]
) -> None:
    """Add the cells whose text is one of `texts` to the extras."""
    for row, text in enumerate(cells) if texts else ():
        if text in texts:
            candidates.more.setdefault(row, {})[name] = text


def _spell_owners(candidates: Candidates, known: Mapping[str, str]) -> None:
    """Spell the owners of rows as the database does, and count the rows of unknown owners.

    `known` maps names in lower case to the spelling of territories and agents. We count unknown
    owners because their leads may never be offered to anybody.
    """
    if "owner" not in candidates.fields:
        return
    texts = candidates.texts("owner")
    spelled = {text: _spell(text, known) for text in set(texts)}
    candidates.fields["owner"] = [spelled[text] for text in texts]
    count = Counter(spelled[text] for text in texts)
    candidates.noticed.owners += Counter(
        {owner: rows for owner, rows in count.items() if owner and owner.casefold() not in known}
    )


def _spell(text: str, known: Mapping[str, str]) -> str:
    owner = str(read_fields({"owner": text}).texts["owner"])
    return known.get(owner.casefold(), owner)
