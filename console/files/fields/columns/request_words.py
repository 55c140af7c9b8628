"""Recognize cells that say somebody is not to be called.

Each cell is compared with a table of phrases, after removing words that change nothing (“please”,
“internal”). If a cell holds a phrase and other words, it may mean something else, so we ask a
person.
"""

import re
from collections.abc import Collection
from functools import lru_cache

from console.rules.request_needles import NEEDLES
from console.rules.text import simplify


def _table(words: str) -> frozenset[str]:
    return frozenset(map(simplify, words.split(",")))


NOT_REQUESTS = _table(
    "n,no,f,false,0,none,null,nil,na,n/a,off,ok,okay,clean,clear,cleared,callable,allow,allowed,"
    "ok to call,unlisted,not listed,not on list,not registered,unregistered,non inscrit,"
    "not on register,not on the register,no inscrito,não inscrito,non iscritto,"
    "nicht eingetragen,not on dnc,no dnc,not dnc,non dnc,not on dnc list,dnc clean,dnc clear,"
    "dnc cleared,dnc checked,dnc scrubbed,nein,falsch,non,faux,falso,"
    "não,nee,nie,нет,nej,nei,hayır,いいえ,否"
)
_NOTHING = re.compile(r"[\s_.·/☐–—-]*|0+[.,]0+")

_REQUESTS = (
    "dnc,dncl,dncc,dnc list,do not call,do not call list,donotcall,"
    "do not call number,do not contact,do not phone,do not dial,do not solicit,never call,"
    "never contact,never call back,asked not to be called,not to be called,to not be called,"
    "does not want calls,does not want to be called,no more calls,no further calls,don't call,"
    "stop calling,stop all calls,cease and desist,cease desist,"
    "remove from list,removed from list,remove from call list,removed from call list,"
    "remove from calling list,removed from calling list,remove name from list,"
    "take off list,taken off list,take off call list,taken off call list,take off calling list,"
    "taken off calling list,take name off list,take number off list,"
    "nicht anrufen,nicht mehr anrufen,nicht kontaktieren,nicht mehr kontaktieren,"
    "kein anruf erwünscht,keine anrufe erwünscht,anruf nicht erwünscht,anrufe nicht erwünscht,"
    "anruf unerwünscht,anrufe unerwünscht,keine anrufe mehr,keine weiteren anrufe,"
    "wünscht keine anrufe,möchte nicht angerufen werden,will nicht angerufen werden,"
    "möchte nicht mehr angerufen werden,will nicht mehr angerufen werden,"
    "werbesperre,anrufsperre,telefonsperre,"
    "ne pas appeler,ne plus appeler,ne pas contacter,ne plus contacter,ne pas rappeler,"
    "ne veut plus être appelé,ne veut pas être appelé,ne souhaite plus être appelé,"
    "ne souhaite pas être appelé,retirer de la liste,à retirer de la liste,"
    "no llamar,no llamar más,no volver a llamar,no contactar,quitar de la lista,"
    "eliminar de la lista,no desea llamadas,"
    "não ligar,não ligar mais,não contactar,não perturbe,remover da lista,retirar da lista,"
    "non chiamare,non chiamare più,non contattare,togliere dalla lista,rimuovere dalla lista,"
    "niet bellen,niet meer bellen,bel me niet,van lijst halen,"
    "nie dzwonić,ring inte,ring ikke,не звонить,電話不可,電話NG,勿打电话"
)
REQUEST_PHRASES = tuple(_REQUESTS.split(","))
REQUESTS = _table(_REQUESTS)
"""Phrases that are a request even as one clause of a longer text."""

ALONE = REQUESTS | _table("no calls,keine anrufe,kein anruf,stop,opt out,opted out,optout,off list")
"""`REQUESTS`, and phrases that are a request only if they are the whole note or status."""

LITIGATORS = _table(
    "litigator,litigators,known litigator,tcpa litigator,dnc litigator,pre litigator"
)
PLAIN_RESULTS = REQUESTS | LITIGATORS

OF_STATUS = ALONE | LITIGATORS | _table("blacklisted,blacklist,black listed,suppressed,gesperrt")

_YES = _table("y,yes,true,t,1,1.0,x,on,ja,oui,si,sí,sim,tak,да,do not allow")
SAYS_SO = ALONE | _YES
"""Words that are a plain request in a column that is named for requests."""

_REFUSED = _table(
    "n,no,f,false,0,0.0,nein,falsch,non,faux,falso,não,nee,nie,нет,nej,nei,hayır,いいえ,否,"
    "never,denied,refused,declined,revoked,withdrawn,rejected,not allowed,do not allow,disallowed,"
    "not permitted,not given,not granted,not ok,no consent,no permission,disagreed,opted out,"
    "opt out,unsubscribed,widerrufen,widerruf,abgelehnt,verweigert,nicht erteilt,nicht erlaubt,"
    "refusé,révoqué,retiré,rechazado,revocado,denegado,negado,revogado,recusado,negato,revocato,"
    "rifiutato,ingetrokken,geweigerd"
)
_PERMITTED = _YES - _table("do not allow") | _table("ok,oui,yep")

_CHANGES_NOTHING = _table(
    "please,pls,plz,kindly,bitte,svp,asked,ask,asks,requested,request,requests,wants,wanted,"
    "has,to,be,been,added,add,on,internal,company,verbal,verbally,written,manual,customer,"
    "client,lead,caller,prospect,he,she,they,per,our,your,my,the,this,me,us,him,her,them,"
    "again,ever,anymore,lost,ni,closed"
)
_LIMITS = _table(
    "before,after,until,till,unless,if,when,while,between,during,except,only,from,at,on,in,"
    "mornings,evenings,afternoons,weekends,weekdays,morning,evening,noon,mon,monday,tue,tuesday,"
    "wed,wednesday,thu,thursday,fri,friday,sat,saturday,sun,sunday,vor,nach,bis,außer,wenn,am,"
    "avant,apres,sauf,antes,después,salvo"
)
"""First words of a clause that limits the request before it to some time (“… before noon”)."""

CLAUSES = re.compile(r"[.,;:!/|()\[\]\n]+|\s[-–—+&]+\s")
_NEAR = tuple(f" {phrase} " for phrase in OF_STATUS if " " in phrase or phrase == "litigator")
LONGEST_CODE = 3
LONGEST_REQUEST = 80
LONGEST_NOTE = 2_000
"""Longest note that is searched, in letters; a longer one is a log of many years."""

_DONE = _table(
    "lost,lost lead,closed lost,junk,junk lead,bad lead,dead,dead lead,unqualified,not qualified,"
    "disqualified,not interested,ni,np,dec,declined,refused,closed,closed not converted,"
    "closed converted,converted,won,closed won,sale,sold,customer,existing customer,wrong number,"
    "wrong,disconnected,dc,adc,invalid,invalid number,duplicate,dup,deceased,"
    "unsubscribed,out of business"
)
"""What CRMs and dialers call a finished lead."""


def is_request(cell: str) -> bool:
    """Return whether a cell is anything but a no or empty, and so counts as a request."""
    return not _NOTHING.fullmatch(cell) and simplify(cell) not in NOT_REQUESTS


def asks(cell: str, alone: Collection[str], beside: Collection[str]) -> bool:
    """Return whether a cell is a phrase of `alone`, or has a clause that is one of `beside`."""
    if _is(cell, alone):
        return True
    clauses = _clauses(cell)
    if len(clauses) < 2:
        return False
    return any(
        _may_hold(clause) and _is(clause, beside) and not _limits(after)
        for clause, after in zip(clauses, [*clauses[1:], ""], strict=True)
    )


def asks_in_status(cell: str) -> bool:
    """Return whether a status is a request."""
    return asks(cell, OF_STATUS, OF_STATUS)


def asks_in_note(cell: str) -> bool:
    """Return whether a note is a request."""
    return len(cell) <= LONGEST_NOTE and _may_hold(cell) and asks(cell, ALONE, REQUESTS)


def _may_hold(cell: str) -> bool:
    """Return whether a cell may hold a phrase: a quick test that rules out most notes."""
    low = cell.casefold()
    return any(needle in low for needle in NEEDLES)


def may_ask(cell: str) -> bool:
    """Return whether a status has words of a request without being plainly one."""
    if not is_request(cell) or asks_in_status(cell):
        return False
    text = f" {simplify(cell)} "
    words = text.split()
    if any(word.startswith("dnc") or word.endswith("dnc") for word in words):
        return True
    return any(phrase in text for phrase in _NEAR)


def is_done(cell: str) -> bool:
    """Return whether a status calls a lead finished: “Lost”, “Lost - competitor”."""
    return simplify(cell) in _DONE or any(simplify(text) in _DONE for text in _clauses(cell)[:1])


def refuses(cell: str) -> bool:
    """Return whether a cell says that a permission was refused."""
    return simplify(cell) in _REFUSED or asks_in_status(cell)


def is_code(cell: str) -> bool:
    """Return whether a permission cell is a short code that means neither yes nor no to us."""
    if len(cell) > LONGEST_CODE or cell.isdigit() or _NOTHING.fullmatch(cell):
        return False
    return simplify(cell) not in _PERMITTED | _REFUSED | NOT_REQUESTS | {""}


def says_it_plainly(cell: str) -> bool:
    """Return whether a cell is a request under any column name."""
    return _is(cell, REQUESTS)


def is_plain(cell: str) -> bool:
    """Return whether the result of any scrub is plainly a request."""
    return _is(cell, PLAIN_RESULTS)


def _clauses(cell: str) -> list[str]:
    return [*filter(str.strip, CLAUSES.split(cell))]


@lru_cache(4096)
def _core(text: str) -> str:
    """Return a text without the words that change nothing."""
    return " ".join(word for word in text.split() if word not in _CHANGES_NOTHING)


def _is(cell: str, phrases: Collection[str]) -> bool:
    if len(cell) > LONGEST_REQUEST:
        return False
    text = simplify(cell)
    return text in phrases or _core(text) in phrases


def _limits(clause: str) -> bool:
    """Return whether a clause limits the request before it to some time."""
    first = simplify(clause).split(" ", 1)[0]
    return first in _LIMITS or first[:1].isdigit()
