"""Read a firm's own rules from its TOML file, and refuse rules that would loosen the law."""

import re
import tomllib
from collections.abc import Collection, Iterator
from datetime import date, time
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from console.files.opening import refuse_special
from console.firm.law_limits import ASKS, EVERYWHERE, AskError, limits_of, read_asks
from console.firm.rules_in_force import read_jurisdiction
from console.rules.law.firm_rules import holidays_of
from console.rules.law.statutes import Hours, rules_of
from console.rules.text import clean_line
from console.rules.values import FirmRule
from console.rules.verdict.sentences import say_clock, say_windows
from console.trouble import BadInput
from db.enums import LeadKind


def read_toml(path: Path, what: str) -> tuple[bytes, str, dict[str, object]]:
    """Return a file's bytes, text and tables. Raises BadInput; `what` names the content."""
    try:
        refuse_special(path)
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        raise BadInput(f"{path}: there is no such file; check its name and folder.") from None
    except UnicodeDecodeError:
        raise BadInput(
            f"{path} cannot be read as {what}: its letters are not UTF-8. Save it as UTF-8, or "
            "check whether it is the file you meant."
        ) from None
    except OSError as error:
        why = error.strerror or str(error)
        raise BadInput(f"{path} cannot be read as {what} ({why}).") from None
    try:
        return content, text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path} is not valid TOML ({error}): fix that line.") from None


DAY_KEYS = ("weekday", "sat", "sun", "holiday")
KEYS = (*("jurisdiction", "every_day", *DAY_KEYS, *ASKS), *("list", "kind", "good_for", "note"))
SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*-\s*(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
DAY_WORDS = {"weekday": "weekdays", "sat": "Saturdays", "sun": "Sundays", "holiday": "holidays"}
HEADING = re.compile(r"\s*\[\[\s*rule\s*\]\]")


class FirmFile(Struct, frozen=True):
    rules: tuple[FirmRule, ...]
    checksum: str


def read_firm_rules(
    path: Path, trades: tuple[str, ...], today: date, lists: Collection[str] = ()
) -> FirmFile:
    """Return the rules of a file: tables `[[rule]]` with a `jurisdiction` and requirements.

    `lists` are the names of the existing lists. Raises BadInput with the line of a table that
    cannot be read, or that would loosen the law in force on `today` or later.
    """
    content, text, document = read_toml(path, "rules")
    reader = Reader(path, text.splitlines(), trades, today, lists)
    return FirmFile(reader.read(document), sha256(content).hexdigest())


class Reader:
    """Reads one file, and finds the line of a key for error messages."""

    def __init__(
        self,
        path: Path,
        lines: list[str],
        trades: tuple[str, ...],
        today: date,
        lists: Collection[str],
    ) -> None:
        self._lists = lists
        self._path = path
        self._lines = lines
        self._trades = trades
        self._today = today

    def read(self, document: dict[str, object]) -> tuple[FirmRule, ...]:
        """Return the rules of the parsed file. Raises BadInput with the line of a fault."""
        tables = document.get("rule")
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise BadInput(
                f"{self._path}: there is no [[rule]] in it. A rule is [[rule]], then "
                'jurisdiction = "US-FL" and weekday = "09:00-18:00" (“rule = []” takes all away).'
            )
        if others := sorted(set(document) - {"rule"}):
            raise self._fault(0, others[0], f"“{others[0]}” is not known: rules are [[rule]].")
        return tuple(
            rule
            for number, table in enumerate(tables, start=1)
            for rule in self._read_table(number, table)
        )

    def _read_table(self, number: int, raw: dict[str, object]) -> list[FirmRule]:
        table = self._texts_of(number, raw)
        where = self._read_where(number, table)
        scope = FirmRule(
            where,
            note=clean_line(table.get("note", "")),
            list_name=self._read_list(number, table),
            kind=self._read_kind(number, table),
        )
        rules = [*self._read_hours(number, scope, table)]
        try:
            rules += read_asks(scope, table, self._today)
        except AskError as error:
            raise self._fault(number, error.key, str(error)) from None
        if not rules:
            known = ", ".join(("every_day", *DAY_KEYS, *ASKS))
            raise self._fault(number, "", f"this rule has no requirement: add one of {known}.")
        return rules

    def _texts_of(self, number: int, raw: dict[str, object]) -> dict[str, str]:
        table: dict[str, str] = {}
        for key, value in raw.items():
            if key not in KEYS:
                raise self._fault(
                    number,
                    key,
                    f"“{key}” is not one of {', '.join(KEYS)}: a firm's rule can only tighten.",
                )
            if not isinstance(value, str):
                raise self._fault(number, key, f"“{key}” must be text in quotes.")
            table[key] = value
        return table

    def _read_hours(
        self, number: int, scope: FirmRule, table: dict[str, str]
    ) -> Iterator[FirmRule]:
        for key in ("every_day", *DAY_KEYS):
            if key not in table:
                continue
            span = self._read_span(number, key, table[key])
            classes = ("weekday", "sat", "sun") if key == "every_day" else (key,)
            for day_class in classes:
                self._refuse_looser(number, key, scope.jurisdiction, day_class, span)
            yield with_hours(scope, "*" if key == "every_day" else key, span)

    def _read_list(self, number: int, table: dict[str, str]) -> str:
        name = clean_line(table.get("list", ""))
        if name and name not in self._lists:
            raise self._fault(
                number, "list", f"there is no list “{name}”: smiledial lists shows them."
            )
        return name

    def _read_kind(self, number: int, table: dict[str, str]) -> LeadKind | None:
        kind = table.get("kind")
        if kind is not None and kind not in set(LeadKind):
            raise self._fault(number, "kind", f"“kind” is {' or '.join(LeadKind)}, not {kind!r}.")
        return None if kind is None else LeadKind(kind)

    def _read_where(self, number: int, table: dict[str, str]) -> str:
        if "jurisdiction" not in table:
            raise self._fault(
                number, "", 'this rule names no jurisdiction: "US-FL", or "*" for everywhere.'
            )
        text = table["jurisdiction"].strip()
        if text == EVERYWHERE:
            return EVERYWHERE
        try:
            where = read_jurisdiction(text)
        except BadInput as error:
            raise self._fault(number, "jurisdiction", str(error)) from None
        if not rules_of(where):
            raise self._fault(
                number,
                "jurisdiction",
                f"no calling rules are known for {where}, so nobody there is called and a rule "
                "of yours cannot change that.",
            )
        if "holiday" in table and holidays_of(where) is None:
            raise self._fault(number, "holiday", f"no list of holidays is known for {where}.")
        return where

    def _read_span(self, number: int, key: str, text: str) -> Hours:
        if text.strip() == "closed":
            return ()
        match = SPAN.fullmatch(text.strip())
        if match is None:
            raise self._fault(
                number,
                key,
                f'{text!r} is not one span such as "09:00-18:00", nor "closed". '
                "Breaks in the law's own hours still hold.",
            )
        opens = int(match[1]) * 3600 + int(match[2]) * 60
        closes = int(match[3]) * 3600 + int(match[4]) * 60 if match[3] else 86_400
        if opens >= closes:
            raise self._fault(number, key, f"{text!r} ends before it begins.")
        return ((opens, closes),)

    def _refuse_looser(
        self, number: int, key: str, where: str, day_class: str, span: Hours
    ) -> None:
        for name, citation, hours in limits_of(where, day_class, self._trades, self._today):
            # Compare the ends only: breaks within the law's hours hold beside the firm's rule.
            if not span or (hours and hours[0][0] <= span[0][0] and span[0][1] <= hours[-1][1]):
                continue
            allowed = f"calls {say_windows(hours)} only" if hours else "no calls"
            raise self._fault(
                number,
                key,
                f"{say_clock(span[0][0])} to {say_clock(span[0][1])} would loosen the law. {name} "
                f"allows {allowed} on {DAY_WORDS[day_class]} ({citation}). A firm may narrow these "
                "hours and never widen them: no rule of the file was stored.",
            )

    def _fault(self, number: int, key: str, sentence: str) -> BadInput:
        return BadInput(f"{self._path}, line {self._line_of(number, key)}: {sentence}")

    def _line_of(self, number: int, key: str) -> int:
        """Return the line of a key in a table, else the line where the table begins."""
        tables, heading = 0, 1
        wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=") if key else None
        for line, text in enumerate(self._lines, start=1):
            if HEADING.match(text):
                tables += 1
                if tables == number:
                    heading = line
            elif tables == number and wanted is not None and wanted.match(text):
                return line
        return heading


def with_hours(scope: FirmRule, day_class: str, span: Hours) -> FirmRule:
    if not span:
        return replace(scope, day_class=day_class)
    opens, closes = (clock_of(seconds) for seconds in span[0])
    return replace(scope, day_class=day_class, opens=opens, closes=closes)


def clock_of(seconds: int) -> time:
    """Return seconds of a day as a time; 86,400, the end of the day, is midnight."""
    return time(seconds // 3600 % 24, seconds // 60 % 60)
