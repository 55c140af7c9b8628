"""Columns in which a service says what it found of a number, and how their words are meant.

A layout is known by the columns that stand in it together. A word that its service does not
describe allows no call.

- DNC.com, Contact Center Compliance: docs.dncscrub.com/api-reference/scrub/output-guide (codes,
  columns) and support.chasedatacorp.com, “DNC.com Scrub Dispositions” (I, M). L, F and V are
  mobiles in states where these may not be called by hand either.
- RealPhoneValidation: realphonevalidation.com/api-documentation/dnc-lookup-api-doc, and its Turbo
  look-up, of which `pending` and errors say nothing.
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

from console.files.fields.columns.request_words import says_it_plainly

MOST_OF_A_WORD = 40
"""Letters of a result that are kept as the reason of an entry."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split(","))


class ScrubResult(Struct, frozen=True):
    """How one column is to be read. `vendor` is "" where any may have written it.

    Words are without case. `nothing` are those by which the number was not looked up at all, ""
    among them where a service writes something for each, and `closed` those of a number at which
    nobody answers. Where no word is `callable`, any no is.
    """

    vendor: str = ""
    callable: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    nothing: frozenset[str] = frozenset()

    def bars(self, cell: str, is_request: Callable[[str], bool]) -> bool:
        word = cell.strip().casefold()
        if not word or word in self.nothing or word in self.closed:
            return False
        return word not in self.callable if self.callable else is_request(cell)

    def closes(self, cell: str) -> bool:
        return cell.strip().casefold() in self.closed

    def is_missing(self, cell: str) -> bool:
        return cell.strip().casefold() in self.nothing

    def reason(self, name: str, cell: str) -> str:
        """As it is kept with the entry: the column, its code and who gave it."""
        vendor = f" ({self.vendor})" if self.vendor else ""
        return f"{name}: {cell.strip()[:MOST_OF_A_WORD]}{vendor}"


class _Layout(Struct, frozen=True):
    """`beside` must all be there and one of `any_of`, where it names any."""

    results: Mapping[str, ScrubResult]
    beside: frozenset[str] = frozenset()
    any_of: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    """Columns that say nothing of who is not to be called, whatever their names say."""


_DNC_COM = ScrubResult("DNC.com", _words("c,x,w,y,e,o,g,h"), _words("i,m"), _words(""))
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
_MAY = ScrubResult(callable=_words("y,yes,true,t,1,ok,callable,clean"), nothing=_words(",?"))

_LAYOUTS = (
    _Layout(
        {"resultcode": _DNC_COM},
        any_of=_words(
            "iswirelessorvoip,newreassignedareacode,callingtimerestrictions,donotcalltoday,"
            "callingwindow,carrierinfo,regionabbrev"
        ),
        kept=_words("donotcalltoday"),
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
                "reassigned,isreassigned,rnd,rndresult,reassignednumber,"
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
"""Parts of the name of a column: of the work, and of services whose layouts nobody describes."""

_CALLED_CLEAN = _words(
    "cleanflag,cleanstatus,cleancode,cleanresult,washflag,washstatus,washcode,washresult,"
    "suppressionflag,suppressionstatus,suppressioncode,suppressionreason"
)
"""Whole names of such columns: "Clean Phone" and "Wash Date" are others."""

_ABOUT_A_SCRUB = (
    *("date", "day", "time", "edon", "edat", "edby", "id", "source", "vendor", "provider", "file"),
    *("count", "batch", "version", "needed", "required", "officer", "notes", "note"),
)

_RESULT_WORDS = _words(
    "dnc,do not call,noncallable,non-callable,non callable,not callable,do not dial,national dnc,"
    "federal dnc,state dnc,internal dnc,company dnc,fdnc,sdnc"
)
"""Of a column that goes by any name, some."""
_ELSEWHERE_TOO = _words("callable,ok to call,litigator,blocked,not allowed")
"""Those that other columns have too: pets are not allowed, bonds callable."""
PARTS = re.compile(r"[/,;|&+]")
"""Between results that stand in one cell."""


SAYS_MOBILE = _words(
    "iscell,ismobile,iswireless,iscellphone,wirelessflag,cellflag,mobileflag,wirelessind,"
    "wirelessindicator,iswirelessorvoip"
)
"""Columns of yes and no by which a look-up says that a number is a mobile."""
YES = _words("y,yes,true,t,1")


def results_in(squeezed: Sequence[str]) -> tuple[dict[int, ScrubResult], set[int]]:
    """By position the columns of known results, and those that are kept; names are squeezed."""
    names = set(squeezed)
    found: dict[int, ScrubResult] = {}
    kept: set[int] = set()
    for layout in _LAYOUTS:
        has_any = not layout.any_of or not names.isdisjoint(layout.any_of)
        if not (layout.beside <= names and has_any and not names.isdisjoint(layout.results)):
            continue
        for at, name in enumerate(squeezed):
            if name in layout.results:
                found.setdefault(at, layout.results[name])
            elif name in layout.kept:
                kept.add(at)
    return found, kept


def unknown_results(squeezed: Sequence[str], read: Collection[int]) -> list[int]:
    """The columns that are called results, of no layout we know and not `read` already."""
    return [at for at, name in enumerate(squeezed) if _is_called_so(name) and at not in read]


def names_a_scrub(name: str) -> bool:
    """Whether a column, by its squeezed name, holds what a scrub came to, and not when or by whom
    it was done."""
    if name in _CALLED_CLEAN:
        return True
    is_scrub = any(part in name for part in (*_NAMES_A_SCRUB, "compliance"))
    return is_scrub and not name.endswith(_ABOUT_A_SCRUB)


def _is_called_so(name: str) -> bool:
    if name in _UNKNOWN | _CALLED_CLEAN:
        return True
    return any(part in name for part in _NAMES_A_SCRUB) and not name.endswith(_ABOUT_A_SCRUB)


def hold_results(cells: Collection[str], *, is_sure: bool) -> bool:
    """Whether some words of a column are those by which a scrub says that nobody calls, or may.

    Where it `is_sure` that a scrub was done, words count that other columns have too.
    """
    wanted = _RESULT_WORDS | _ELSEWHERE_TOO if is_sure else _RESULT_WORDS
    parts = (part for cell in cells for part in PARTS.split(cell.casefold()))
    return any(part.strip() in wanted for part in parts) or any(map(says_it_plainly, cells))
