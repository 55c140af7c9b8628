"""Read screening expressions into a tree: `income >= 100000 and occupation ~ "dentist"`.

disjunction = conjunction ("or" conjunction)*
conjunction = factor ("and" factor)*
factor      = "not" factor | "(" disjunction ")" | comparison
comparison  = field ("is" "not"? "empty" | "not"? "in" "(" value ("," value)* ")"
                     | ("=" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~") value)
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from enum import StrEnum
from zoneinfo import ZoneInfo

from console.rules.places.regions import name_jurisdiction, read_region
from console.rules.screening.matching import ScreeningError, Token, plain, read_amount, read_tokens
from db.conditions import Asked, Compare, Condition, Either, Empty, Every, Like, Not
from db.enums import LeadKind, LeadStatus, LineType

LONGEST = 10_000
"""The most characters of an expression."""

DEEPEST = 50
"""The most parentheses and `not` within each other; deeper ones would exhaust Python's stack."""

ALIASES = {
    "state": "region",
    "zip": "postal_code",
    "phone": "number",
    "introduced": "introduced_at",
}

WORDS: Mapping[str, type[StrEnum]] = {"status": LeadStatus, "kind": LeadKind, "line": LineType}
"""Fields with a fixed set of words. Other words are refused, as no lead would match them."""

_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_SAME = {"<>": "!=", "==": "="}
_COMPARISONS = {"=", "!=", "<", "<=", ">", ">=", "~", "!~"}


def read_screening(
    text: str, fields: Mapping[str, Asked], now: datetime, zone: str = "UTC", home: str = "US"
) -> Condition:
    """Return the tree of an expression; days begin at midnight in `zone`, “ago” counts from `now`.

    Phone numbers without a country code belong to the country `home`.
    `fields` are the names that may be used besides the columns of a file. Raises ScreeningError.
    """
    if len(text) > LONGEST:
        raise ScreeningError(text, LONGEST, f"It is longer than {LONGEST:,} characters.")
    return _Reader(text, fields, now, zone, home).read()


class _Reader:
    """A recursive descent parser: each rule of the grammar is a method."""

    def __init__(
        self, text: str, fields: Mapping[str, Asked], now: datetime, zone: str, home: str
    ) -> None:
        self._text = text
        self._fields = fields
        self._now = now
        self._zone = ZoneInfo(zone)
        self._home = home
        self._tokens = read_tokens(text)
        self._at = 0
        self._depth = 0

    def read(self) -> Condition:
        tree = self._disjunction()
        if self._next.kind != "end":
            raise self._error("Here “and”, “or” or the end is missing.")
        return tree

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _error(self, message: str, token: Token | None = None) -> ScreeningError:
        return ScreeningError(self._text, (token or self._next).position, message)

    def _take(self) -> Token:
        token = self._next
        if token.kind != "end":  # `_next` must always find a token
            self._at += 1
        return token

    def _accept(self, *words: str) -> bool:
        """Consume these words if all of them come next, and return whether they did."""
        ahead = self._tokens[self._at : self._at + len(words)]
        if len(ahead) < len(words) or not all(map(Token.is_word, ahead, words)):
            return False
        self._at += len(words)
        return True

    def _accept_sign(self, sign: str) -> bool:
        if self._next.kind != "sign" or self._next.text != sign:
            return False
        self._at += 1
        return True

    def _disjunction(self) -> Condition:
        return self._join("or", self._conjunction, Either)

    def _conjunction(self) -> Condition:
        return self._join("and", self._factor, Every)

    def _join(
        self, word: str, read: Callable[[], Condition], join: type[Either] | type[Every]
    ) -> Condition:
        parts = [read()]
        while self._accept(word):
            parts.append(read())
        return parts[0] if len(parts) == 1 else join(tuple(parts))

    def _factor(self) -> Condition:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error(f"More than {DEEPEST} parentheses are nested.")
        try:
            if self._accept("not"):
                return Not(self._factor())
            if self._accept_sign("("):
                inner = self._disjunction()
                if not self._accept_sign(")"):
                    raise self._error("Here a closing parenthesis is missing.")
                return inner
            return self._comparison()
        finally:
            self._depth -= 1

    def _comparison(self) -> Condition:
        token = self._take()
        field, is_extra = self._field(token)
        if self._accept("is", "not", "empty"):
            return Not(Empty(field, is_extra))
        if self._accept("is", "empty"):
            return Empty(field, is_extra)
        if self._accept("not", "in"):
            return Not(self._among(field, is_extra=is_extra))
        if self._accept("in"):
            return self._among(field, is_extra=is_extra)
        sign = _SAME.get(self._next.text, self._next.text)
        if self._next.kind != "sign" or sign not in _COMPARISONS:
            raise self._error("Here one of = != < <= > >= ~ !~, “in (…)” or “is empty” is missing.")
        self._take()
        if sign in {"~", "!~"}:
            like = self._like(field, is_extra=is_extra)
            return like if sign == "~" else Not(like)
        return self._compare(field, sign, is_extra=is_extra)

    def _field(self, token: Token) -> tuple[str, bool]:
        """Return the name of a field, and whether it is a column of the lead's file."""
        if token.kind == "text":
            name = token.text[1:-1]
            if not name or "\\" in name or '"' in name:
                raise self._error("This cannot be the name of a column.", token)
            return name, True
        name = token.text.casefold().replace("-", "_")
        name = ALIASES.get(name, name)
        if token.kind != "word":
            raise self._error("Here the name of a field is missing.", token)
        if re.fullmatch(r"answers\.[a-z][a-z0-9_]*", name):
            return name, True
        if name not in self._fields:
            near = get_close_matches(name, self._fields, 1)
            known = ", ".join(self._fields)
            hint = f" Is “{near[0]}” meant?" if near else f" There are {known}."
            raise self._error(
                f"There is no field “{token.text}”.{hint} "
                f'A column of your file goes in quotes: "{token.text}".',
                token,
            )
        return name, False

    def _among(self, field: str, *, is_extra: bool) -> Condition:
        if not self._accept_sign("("):
            raise self._error("Here a parenthesis is missing: in (…, …).")
        comparisons = [self._compare(field, "=", is_extra=is_extra)]
        while self._accept_sign(","):
            comparisons.append(self._compare(field, "=", is_extra=is_extra))
        if not self._accept_sign(")"):
            raise self._error("Here a comma or the closing parenthesis is missing.")
        return comparisons[0] if len(comparisons) == 1 else Either(tuple(comparisons))

    def _value(self) -> Token:
        token = self._take()
        if token.kind not in {"text", "word"}:
            raise self._error("Here a value is missing.", token)
        return token

    def _like(self, field: str, *, is_extra: bool) -> Like:
        token = self._next
        if not is_extra and self._fields[field] is not Asked.TEXT:
            raise self._error(f"“{field}” is not text: compare it with = < or >.")
        pattern = plain(self._value())
        if not pattern:
            raise self._error("This text is empty: use “is empty”.", token)
        parts = tuple(re.split(r"\*+", pattern))
        return Like(field, parts if len(parts) > 1 else ("", pattern, ""), is_extra)

    def _compare(self, field: str, sign: str, *, is_extra: bool) -> Condition:
        if not is_extra and self._fields[field] is Asked.INSTANT:
            return self._compare_time(field, sign)
        token = self._value()
        value: str | int = plain(token)
        if not is_extra and self._fields[field] is Asked.NUMBER:
            amount = read_amount(token.text)
            if amount is None:
                raise self._error(f"“{field}” is a number, such as 100000 or 100k.", token)
            value = amount
        elif is_extra and token.kind == "word":
            amount = read_amount(token.text)
            value = token.text if amount is None else amount
        elif value == "":
            if sign in {"=", "!="}:
                return Empty(field, is_extra) if sign == "=" else Not(Empty(field, is_extra))
            raise self._error("No value is above or below an empty one.", token)
        elif not is_extra and field in WORDS and sign in {"=", "!="}:
            self._refuse_unknown_word(WORDS[field], field, token)
        elif not is_extra and field in {"number", "region"} and sign in {"=", "!="}:
            equal = self._equal(field, str(value), token)
            return equal if sign == "=" else Not(equal)
        if sign == "!=":
            return Not(Compare(field, "=", value, is_extra))
        return Compare(field, sign, value, is_extra)

    def _equal(self, field: str, text: str, token: Token) -> Condition:
        """Compare a region in each of its spellings, or a number written in any way."""
        if field == "number":
            return Compare(field, "=", self._phone(text, token))
        parts = tuple(Compare(field, "=", spelling) for spelling in _spellings(text))
        return Either(parts) if len(parts) > 1 else parts[0]

    def _phone(self, text: str, token: Token) -> str:
        """Return a number as it is stored. Raises ScreeningError."""
        # late: it brings phonenumbers, and few screenings name a number
        from console.rules.phone.numbers import PhoneError, read_phone

        try:
            return read_phone(text, self._home).e164
        except PhoneError:
            raise self._error(
                "This is no whole phone number: write “+1 212 555 0101”, or ~ for a part: "
                "phone ~ +1212*.",
                token,
            ) from None

    def _refuse_unknown_word(self, words: type[StrEnum], field: str, token: Token) -> None:
        """Raise ScreeningError for a word that the field never has.

        A typing error would match no lead, and its negation every lead.
        """
        if plain(token).casefold() not in [*words]:
            *others, last = words
            raise self._error(f"“{field}” is {', '.join(others)} or {last}.", token)

    def _compare_time(self, field: str, sign: str) -> Condition:
        first, last = self._time(field)

        def question(comparison: str, at: datetime) -> Compare:
            return Compare(field, comparison, at)

        if sign in {"=", "!="}:
            within = Every((question(">=", first), question("<", last)))
            return within if sign == "=" else Not(within)
        return {
            "<": question("<", first),
            "<=": question("<", last),
            ">": question(">=", last),
            ">=": question(">=", first),
        }[sign]

    def _time(self, field: str) -> tuple[datetime, datetime]:
        """Return the start and end of a day, or the instant “… ago” twice."""
        token = self._value()
        text = plain(token)
        # The `end` token is added, so that there are two even at the end of the text.
        unit, ago = (*self._tokens[self._at :], self._tokens[-1])[:2]
        if token.kind == "word" and text.isdecimal() and len(text) <= 6 and ago.is_word("ago"):
            length = _UNITS.get(unit.text.casefold().removesuffix("s"))
            if length is None:
                raise self._error("Here minutes, hours, days or weeks are missing.", unit)
            self._at += 2
            return self._ago(int(text) * length, token)
        today = self._now.astimezone(self._zone).date()
        try:
            if text.casefold() in {"today", "yesterday"}:
                day = today - timedelta(days=text.casefold() == "yesterday")
            else:
                day = date.fromisoformat(text)
            return self._midnight(day), self._midnight(day + timedelta(days=1))
        except (ValueError, OverflowError):
            raise self._error(
                f"“{field}” is a time: a day such as 2026-11-24, today, or 30 days ago.", token
            ) from None

    def _ago(self, length: timedelta, token: Token) -> tuple[datetime, datetime]:
        try:
            at = self._now - length
        except OverflowError:
            raise self._error("That is too long ago.", token) from None
        return at, at

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone)


def _spellings(text: str) -> list[str]:
    """Return the ways a lead may have a region, as given first: its code, its name, US-NY."""
    # A lead keeps its region as its file wrote it.
    region = read_region(text)
    if region is None:
        return [text]
    code = region.partition("-")[2]
    names = [code, name_jurisdiction(region), region]
    return list({name.casefold(): name for name in (*names, text)}.values())
