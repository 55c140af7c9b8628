"""Recognize the columns of look-up services, and read their results.

A layout is recognized by its combination of columns. If a service does not document a word, the
number is not called.

- DNC.com, Contact Center Compliance: docs.dncscrub.com/api-reference/scrub (output-guide for the
  codes and columns, scrub-multiple for `Reason`) and support.chasedatacorp.com, “DNC.com Scrub
  Dispositions” (I, M). L, F and V are mobiles in states where these may not be called by hand
  either.
- Clean Leads 365: sky-lead-spark.pages.dev/blog/how-to-read-lead-report-csv.
- RealPhoneValidation: realphonevalidation.com/api-documentation/dnc-lookup-api-doc, and its Turbo
  look-up, where `pending` and errors mean that nothing is known.
- Blacklist Alliance: activeprospect.com/integrations/blacklist/litigation_firewall and
  docs.pingtree.com/documentation/integrations/Blacklist-DNC-API.
- Numverify: docs.apilayer.com/numverify/docs/api-documentation.
- The lists of Britain, Spain, Germany, France, Mexico, Italy and Australia: TPS and CTPS, Robinson,
  Bloctel, REPEP, Registro delle opposizioni, DNCR.
- The FCC's Reassigned Numbers Database answers yes, no or no data (www.reassigned.us).
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from msgspec import Struct

MOST_OF_A_WORD = 40
"""Letters of a result that the reason of a do-not-call entry keeps."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split(","))


class ScrubResult(Struct, frozen=True):
    """The words of one result column, in lower case.

    `callable` words allow a call; if there are none, any no does. `closed` words mean a dead
    number. `nothing` words mean that the number was not looked up; "" is among them if the service
    writes a result for every number. `vendor` is "" if several services use these words.
    """

    vendor: str = ""
    callable: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    nothing: frozenset[str] = frozenset()

    def bars(self, cell: str, is_request: Callable[[str], bool]) -> bool:
        """Return whether a result forbids calls."""
        word = cell.strip().casefold()
        if not word or word in self.nothing or word in self.closed:
            return False
        return word not in self.callable if self.callable else is_request(cell)

    def closes(self, cell: str) -> bool:
        """Return whether a result says that the number is dead."""
        return cell.strip().casefold() in self.closed

    def is_missing(self, cell: str) -> bool:
        """Return whether the number was not looked up."""
        return cell.strip().casefold() in self.nothing

    def reason(self, name: str, cell: str) -> str:
        """Return the reason of an entry: the column, its result and the service."""
        vendor = f" ({self.vendor})" if self.vendor else ""
        return f"{name}: {cell.strip()[:MOST_OF_A_WORD]}{vendor}"


class _Layout(Struct, frozen=True):
    """A service's layout: the columns that identify it, and how to read its `results`.

    All columns of `beside` must be there, and one of `any_of` unless that is empty.
    """

    results: Mapping[str, ScrubResult]
    beside: frozenset[str] = frozenset()
    any_of: frozenset[str] = frozenset()
    not_asking: frozenset[str] = frozenset()
    """Columns that say nothing about who is not to be called, whatever their names suggest."""


_DNC_COM = ScrubResult("DNC.com", _words("c,x,w,y,e,o,g,h"), _words("i,m"), _words(""))
_DNC_COM_REASON = ScrubResult("DNC.com", _words(";;;,;;;w"), nothing=_words(""))
_REASON_OF_DNC_COM = re.compile(r"[^;]*(;[^;]*){3}")
"""“National (USA) 2003-06-01;;;”, “;;;W”: four lists, of which a clean number is on none."""
_IS_DNC_COM = "reason of dnc.com"
"""Stands for a column `Reason` with such cells; no name of a column has spaces."""
_RPV = ScrubResult("RealPhoneValidation", _words("n"), nothing=_words(",?"))
_TURBO = ScrubResult(
    "RealPhoneValidation",
    _words("connected,connected-75,busy"),
    _words("disconnected,disconnected-70,unreachable,invalid phone,invalid-phone,invalid-format"),
    _words(",pending,error,error missing token,unauthorized,server-unavailable"),
)
_ALLIANCE = ScrubResult("Blacklist Alliance", _words("good,clean"), nothing=_words(",notprocessed"))
_NUMVERIFY = ScrubResult("Numverify", _words("true,1,yes"), _words("false,0,no"), _words(""))
_ANY = ScrubResult(nothing=_words("no data,nodata,?"))
_DNCR = ScrubResult(nothing=_words("unwashed,not washed,notwashed,?"))
_ACTIVE = ScrubResult(
    "", _words("yes,y,true,t,1,active"), _words("no,n,false,f,0,inactive"), _words(",?,unknown")
)
_DEAD = ScrubResult(closed=_words("yes,y,true,t,1,disconnected"), nothing=_words("?,unknown"))
_MAY = ScrubResult(callable=_words("y,yes,true,t,1,ok,callable,clean"), nothing=_words(",?"))

_LAYOUTS = (
    _Layout(
        {"resultcode": _DNC_COM},
        any_of=_words(
            "iswirelessorvoip,newreassignedareacode,callingtimerestrictions,donotcalltoday,"
            "callingwindow,carrierinfo,regionabbrev"
        )
        | {_IS_DNC_COM},
        not_asking=_words("donotcalltoday,reason,reserved"),
    ),
    _Layout({"reason": _DNC_COM_REASON}, frozenset({_IS_DNC_COM})),
    _Layout({"active": _ACTIVE}, any_of=_words("dncfederal,dncstate,rndflag")),
    _Layout(
        dict.fromkeys(("disconnected", "isdisconnected"), _DEAD),
        any_of=_words("dncfederal,federaldnc,nationaldnc,dncstate,statednc,litigator"),
    ),
    _Layout(
        dict.fromkeys(("nationaldnc", "statednc", "dma", "litigator"), _RPV),
        _words("nationaldnc,statednc,litigator"),
    ),
    _Layout({"status": _TURBO}, _words("iscell"), _words("cnam,errortext")),
    _Layout({"status": _TURBO}, _words("phonetype,errortext")),
    _Layout(
        dict.fromkeys(("message", "blacklistalliancemessage"), _ALLIANCE),
        _words("code,status"),
        _words("codelevel,wireless,carriertype"),
    ),
    _Layout({"blacklistalliancecheck": _ALLIANCE}),
    _Layout(
        {"valid": _NUMVERIFY},
        _words("linetype"),
        _words("internationalformat,localformat,countryprefix"),
        _words("internationalformat,localformat,countryprefix"),
    ),
    _Layout(
        dict.fromkeys(
            _words(
                "litigator,islitigator,knownlitigator,tcpalitigator,tcpa,blacklisted,isblacklisted,"
                "reassigned,isreassigned,rnd,rndflag,rndresult,reassignednumber,"
                "dmatps,dmatpsflag,tpsdma,ukdmatps,"
                "tps,ctps,tpsflag,ctpsflag,ontps,onctps,tpsregistered,ctpsregistered,tpsctps,"
                "robinson,listarobinson,robinsonliste,bloctel,inscritbloctel,"
                "repep,enrepep,inscritorepep,registroopposizioni,rpo"
            ),
            _ANY,
        )
    ),
    _Layout(
        dict.fromkeys(_words("dncr,dncrstatus,dncrresult,dncrwash,dncrwashstatus,ondncr"), _DNCR)
    ),
    _Layout(dict.fromkeys(_words("callable,iscallable,cancall,oktocall,safetocall"), _MAY)),
)

_UNKNOWN = _words(
    "result,results,resultcode,resultcodes,scrubresult,scrubresults,scrubstatus,scrubcode,"
    "scrubflag,lookupresult,compliancestatus,compliancecode,complianceresult,screeningresult"
)

_NAMES_A_SCRUB = ("scrub", "gryphon", "possiblenow", "dncsolution", "dnccheck", "dncresult")
"""Parts of column names: of scrubs, and of services that do not document their layouts."""

_CALLED_CLEAN = _words(
    "cleanflag,cleanstatus,cleancode,cleanresult,washflag,washstatus,washcode,washresult,"
    "suppressionflag,suppressionstatus,suppressioncode,suppressionreason"
)
"""Whole names of scrub columns. Parts are not enough: “Clean Phone” and “Wash Date” are none."""

_ABOUT_A_SCRUB = (
    *("date", "day", "time", "edon", "edat", "edby", "id", "source", "vendor", "provider", "file"),
    *("count", "batch", "version", "needed", "required", "officer", "notes", "note"),
)

_RESULT_WORDS = _words(
    "noncallable,non-callable,non callable,not callable,national dnc,federal dnc,state dnc,fdnc,"
    "sdnc,internal dnc,company dnc"
)
"""Results that recognize a column of any name."""
_ELSEWHERE_TOO = _words(
    "callable,ok to call,litigator,blocked,not allowed,dnc,do not call,do not dial"
)
"""Results that other columns have too: pets are “not allowed”, and any column may say “DNC”."""
PARTS = re.compile(r"[/,;|&+]")
"""Separates several results in one cell."""


SAYS_MOBILE = _words(
    "iscell,ismobile,iswireless,iscellphone,wirelessflag,cellflag,mobileflag,wirelessind,"
    "wirelessindicator,iswirelessorvoip"
)
"""Columns in which a look-up says with yes or no that a number is a mobile."""
YES = _words("y,yes,true,t,1")


def results_in(
    squeezed: Sequence[str], rows: Sequence[Sequence[str]] = ()
) -> tuple[dict[int, ScrubResult], set[int]]:
    """Return the columns of known results by position, and those that say nothing about requests.

    The names are squeezed. `rows` are the first rows: DNC.com is also known by what it writes.
    """
    names = set(squeezed)
    if "reason" in names and _is_of_dnc_com([row[squeezed.index("reason")] for row in rows]):
        names.add(_IS_DNC_COM)
    results: dict[int, ScrubResult] = {}
    not_asking: set[int] = set()
    for layout in _LAYOUTS:
        has_any = not layout.any_of or not names.isdisjoint(layout.any_of)
        if not (layout.beside <= names and has_any and not names.isdisjoint(layout.results)):
            continue
        for at, name in enumerate(squeezed):
            if name in layout.results and at not in not_asking:
                results.setdefault(at, layout.results[name])
            elif name in layout.not_asking:
                not_asking.add(at)
    return results, not_asking


def _is_of_dnc_com(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    parted = [cell for cell in filled if ";" in cell]
    # Empty lists stand beside each other in nearly every cell; in “price; time; staff; other” none.
    has_gap = any(";;" in cell for cell in parted)
    return has_gap and all(map(_REASON_OF_DNC_COM.fullmatch, parted))


def unknown_results(squeezed: Sequence[str], read: Collection[int]) -> list[int]:
    """Return the columns named like results that no known layout has `read` already."""
    return [at for at, name in enumerate(squeezed) if _is_called_so(name) and at not in read]


def names_a_scrub(name: str) -> bool:
    """Return whether a column, by its squeezed name, holds results of a scrub, not its date etc."""
    if name in _CALLED_CLEAN:
        return True
    is_scrub = any(part in name for part in (*_NAMES_A_SCRUB, "compliance"))
    return is_scrub and not name.endswith(_ABOUT_A_SCRUB)


def _is_called_so(name: str) -> bool:
    if name in _UNKNOWN | _CALLED_CLEAN:
        return True
    return any(part in name for part in _NAMES_A_SCRUB) and not name.endswith(_ABOUT_A_SCRUB)


def hold_results(cells: Collection[str], *, is_sure: bool) -> bool:
    """Return whether some cells of a column are results of a scrub.

    If `is_sure` (a scrub was certainly done), also count words that occur in other columns.
    """
    wanted = _RESULT_WORDS | _ELSEWHERE_TOO if is_sure else _RESULT_WORDS
    parts = (part for cell in cells for part in PARTS.split(cell.casefold()))
    return any(part.strip() in wanted for part in parts)
