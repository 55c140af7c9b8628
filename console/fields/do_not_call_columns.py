"""What the cells say of a column in which a list says that somebody is not to be called.

A cell counts as a request unless it can be read as a no: a word nobody expected allows no call.
"""

import re
from collections.abc import Collection

from console.fields.scrub_results import PARTS, ScrubResult
from console.rules.listing_words import say_request, say_status
from console.rules.simple import simplify
from db.dataclass import dataclass

DO_NOT_CALL = "do_not_call"

_NOES = (
    "n,no,f,false,0,none,null,nil,na,n/a,off,ok,okay,clean,clear,cleared,callable,allow,allowed,"
    "ok to call,unlisted,not listed,not on list,not registered,unregistered,non inscrit,"
    "not on dnc,no dnc,not dnc,non dnc,nein,falsch,non,faux,falso,"
    "não,nee,nie,нет,nej,nei,hayır,いいえ,否"
)
_NO = frozenset(map(simplify, _NOES.split(",")))
_NOTHING = re.compile(r"[\s_.·/☐–—-]*|0+[.,]0+")
_REQUESTS = (
    "dnc,dncl,dncc,on dnc,dnc request,do not call,donotcall,do not contact,do not phone,"
    "asked not to be called,please do not call,do not call again,don't call,no calls,"
    "nicht anrufen,bitte nicht anrufen,nicht mehr anrufen,bitte nicht mehr anrufen,keine anrufe,"
    "nicht kontaktieren,ne pas appeler,ne plus appeler,ne pas contacter,no llamar,no llamar más,"
    "no contactar,não ligar,não contactar,non chiamare,non contattare,niet bellen,"
    "niet meer bellen,nie dzwonić,ring inte,ring ikke,не звонить,電話不可,勿打电话"
)
_CLOSED_STATES = frozenset(map(simplify, _REQUESTS.split(",")))
"""What VICIdial calls a lead that asked, or whose number a list has, and others in words of their
languages."""


LONGEST_REQUEST = max(map(len, _CLOSED_STATES)) + 4
"""Letters, with marks around them."""
_YESES = "y,yes,true,t,1,1.0,x,on,ja,oui,si,sí,sim,tak,да,do not allow"
SAYS_SO = _CLOSED_STATES | frozenset(map(simplify, _YESES.split(",")))
"""Words by which a column that is named for it says plainly that somebody asked, simplified."""

PLAIN_RESULTS = _CLOSED_STATES | {
    *("internal dnc", "company dnc", "litigator", "litigators", "known litigator"),
    *("tcpa litigator", "dnc litigator", "pre litigator"),
}
"""Results of any scrub that say plainly that nobody is to call, simplified."""

_DONE = (
    "lost,lost lead,closed lost,junk,junk lead,bad lead,dead,dead lead,unqualified,not qualified,"
    "disqualified,not interested,ni,np,dec,declined,refused,closed,closed not converted,"
    "closed converted,converted,won,closed won,sale,sold,customer,existing customer,wrong number,"
    "wrong,disconnected,dc,adc,invalid,invalid number,duplicate,dup,deceased,"
    "unsubscribed,out of business"
)
_FINISHED = frozenset(map(simplify, _DONE.split(",")))
"""What CRMs and diallers call a lead with whom somebody was done, folded."""


@dataclass(frozen=True, slots=True)
class RequestColumn:
    """`phones` are the positions of the phone columns that it is about; none for all of the row.

    One that `is_status` says so by a few words only, and a `result` by those of its service. Of one
    that `is_unsettled` nobody has said what its words mean: those `believed` say so, and the row of
    any other but a no stays behind.
    """

    position: int
    name: str
    phones: tuple[int, ...] = ()
    is_status: bool = False
    result: ScrubResult | None = None
    is_unsettled: bool = False
    believed: frozenset[str] = frozenset()
    """Simplified."""
    is_remark: bool = False
    """Whether it holds anything: a remark that is nothing but a request is one."""

    @property
    def is_of_person(self) -> bool:
        """Whether it speaks of who is called, and not of a number: a service looks up numbers."""
        return not self.phones and self.result is None

    @property
    def shown_as(self) -> str:
        """What a person reads that it is: of a status only a few words say so."""
        return "status" if self.is_status and self.result is None else DO_NOT_CALL

    def asks(self, cells: Collection[str]) -> set[str]:
        """Those of the cells that say so."""
        if self.result is not None:
            return {text for text in set(cells) if self.result.bars(text, is_request)}
        if self.is_unsettled:
            return {text for text in set(cells) if self._is_believed(text)}
        if self.is_remark:
            short = {text for text in set(cells) if len(text) <= LONGEST_REQUEST}
            return {text for text in short if _is_closed_state(text)}
        says = _is_closed_state if self.is_status else is_request
        return {text for text in set(cells) if says(text)}

    def _is_believed(self, cell: str) -> bool:
        """One letter among others, as in “Y/N”, may be the question: only words stand for all."""
        parts = {simplify(part) for part in PARTS.split(cell)} & PLAIN_RESULTS
        return not self.believed.isdisjoint({simplify(cell), *parts})

    def finishes(self, cells: Collection[str]) -> set[str]:
        """Those of a status by which somebody was done with the lead, and nobody asked."""
        if not self.is_status or self.result is not None:
            return set()
        return {text for text in set(cells) if simplify(text) in _FINISHED}

    def closes(self, cells: Collection[str]) -> set[str]:
        """Those by which nobody answers at the number."""
        return {text for text in set(cells) if self.result and self.result.closes(text)}

    def misses(self, cells: Collection[str]) -> set[str]:
        """Those by which the service has not looked the number up."""
        return {text for text in set(cells) if self.result and self.result.is_missing(text)}

    def holds_back(self, cells: Collection[str]) -> set[str]:
        """Those of which nobody knows whether they allow a call."""
        if not self.is_unsettled:
            return set()
        return {text for text in set(cells) if is_request(text)} - self.asks(cells)

    def reason(self, cell: str) -> str:
        """What an entry on the internal list says of it, after the file and “says”."""
        if self.finishes({cell}) and not self.asks({cell}):
            return say_status(cell, self.name)
        return say_request(self.result.reason(self.name, cell) if self.result else self.name)


def is_request(cell: str) -> bool:
    """Whether it cannot be read as a no."""
    return not _NOTHING.fullmatch(cell) and simplify(cell) not in _NO


def _is_closed_state(cell: str) -> bool:
    return simplify(cell) in _CLOSED_STATES
