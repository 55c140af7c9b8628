"""Columns in which a list says that somebody is not to be called, and what their cells say.

A cell counts as a request unless it can be read as a no: a word nobody expected allows no call.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from console.fields.column_names import (
    MOBILE_WORDS,
    PLAIN_WORDS,
    phones_beside,
    squeeze,
    words_of,
)
from console.rules.regions import simplify

DO_NOT_CALL = "do_not_call"

_NAMES = (
    "donotcall donotphone donotcontact donotdial donotring donottelephone donotcoldcall "
    "donotallowphone donotallowcall donotallowcontact dontcall dontphone dontcontact nocalls "
    "nottobecalled nottocall nichtanrufen nichtkontaktieren keineanrufe anrufsperre telefonsperre "
    "nepasappeler nepascontacter nepastelephoner nollamar nocontactar nonchiamare noncontattare "
    "naoligar naochamar naocontatar nietbellen nietcontacteren niedzwonić niekontaktować ringinte "
    "ringejinte ringikke незвонить незвоните aramayın aranmasın 电话勿扰 请勿致电 架電禁止 電話禁止"
)
_CALLS = {"call", "calls", "calling", "phone", "phones", "telephone", "voice", "dial", "dialing"}
_OTHER_WAYS = {
    *("email", "emails", "mail", "mailing", "sms", "text", "texts", "fax", "newsletter", "letters"),
    *("tracking", "cookies", "data", "whatsapp", "push"),
}
_ABOUT_IT = {
    *("date", "day", "time", "at", "since", "until", "before", "after", "source", "reason", "by"),
    *("count", "checked", "scrubbed", "updated", "version", "note", "notes", "comment", "comments"),
}
"""Words of columns that hold something about a request: “DNC Date” says when a list was checked as
often as when somebody asked.
"""
_STATES = {"status", "disposition", "dispo"}
_OF_CALLS = {*_CALLS, *PLAIN_WORDS, *MOBILE_WORDS, "lead", "contact", "last", "landline", "current"}
_NO_LABEL = {
    *(PLAIN_WORDS | _CALLS | _STATES),
    *("dnc", "do", "not", "dont", "don", "t", "opt", "out", "opted", "optout", "flag", "flagged"),
    *("is", "on", "of", "from", "for", "list", "allow", "has", "contact", "indicator", "y", "n"),
}
_NOES = (
    "n,no,f,false,0,none,null,nil,na,n/a,off,ok,okay,clean,clear,cleared,callable,allow,allowed,"
    "unlisted,not listed,not on list,not on dnc,no dnc,not dnc,non dnc,nein,falsch,non,faux,falso,"
    "não,nee,nie,нет,nej,nei,hayır,いいえ,否"
)
_NO = frozenset(map(simplify, _NOES.split(",")))
_NOTHING = re.compile(r"[\s_.·/☐–—-]*|0+[.,]0+")
_CLOSED_STATES = frozenset({"dnc", "dncl", "dncc"})
"""What VICIdial calls a lead that asked, or whose number a list has."""

_PARTS = [squeeze(name) for name in _NAMES.split()]


@dataclass(frozen=True, slots=True)
class RequestColumn:
    """`phones` are the positions of the phone columns that it is about; none for all of the row.

    One that `is_status` says so by a few words only.
    """

    position: int
    name: str
    phones: tuple[int, ...] = ()
    is_status: bool = False

    def asks(self, cells: Collection[str]) -> set[str]:
        """Those of the cells that say so."""
        says = _is_closed_state if self.is_status else _is_request
        return {text for text in set(cells) if says(text)}


def is_status(name: str) -> bool:
    words = set(words_of(name))
    return bool(words & _STATES) and all(
        word.isdigit() or word in _OF_CALLS for word in words - _STATES
    )


def is_request(name: str) -> bool:
    """Whether a column says who is not to be called."""
    return speaks_of_requests(name) and _ABOUT_IT.isdisjoint(words_of(name))


def speaks_of_requests(name: str) -> bool:
    """The same, or something about it."""
    words, whole = set(words_of(name)), squeeze(name)
    if any(word.startswith("dnc") or word.endswith("dnc") for word in words):
        return True
    if any(part in whole for part in _PARTS):
        return True
    opts_out = "optout" in whole or "optedout" in whole
    return opts_out and (not words & _OTHER_WAYS or bool(words & _CALLS))


def phones_of(name: str, phones: Collection[tuple[int, str]]) -> tuple[int, ...]:
    """Which of the phone columns (position, name) a request column is about; none for the row."""
    return phones_beside(name, phones, _NO_LABEL)


def _is_request(cell: str) -> bool:
    return not _NOTHING.fullmatch(cell) and simplify(cell) not in _NO


def _is_closed_state(cell: str) -> bool:
    return cell.strip().casefold() in _CLOSED_STATES
