"""Recognize columns about requests by their names, and read their cells: yes, no, code, status.

`console.rules.requests` reads the wordings themselves.
"""

import re
from collections.abc import Sequence

from console.rules.requests.gate import may_request
from console.rules.requests.recognizer import strength_of
from console.rules.requests.vocabulary import Strength
from console.rules.text import simplify, squeeze


def _table(words: str) -> frozenset[str]:
    return frozenset(map(simplify, words.split(",")))


NOT_REQUESTS = _table(
    "n,no,f,false,0,none,null,nil,na,n/a,off,ok,okay,clean,clear,cleared,callable,allow,allowed,"
    "ok to call,unlisted,not listed,not on list,not registered,unregistered,non inscrit,"
    "not on register,not on the register,no inscrito,não inscrito,non iscritto,"
    "nicht eingetragen,not on dnc,no dnc,not dnc,non dnc,not on dnc list,dnc clean,dnc clear,"
    "not found,none found,no match,no hit,no record,safe,safe to call,safe to dial,dialable,pass,"
    "passed,good,not a litigator,not litigator,non litigator,not on any list,not in dnc,"
    "not flagged,not blacklisted,"
    "dnc cleared,dnc checked,dnc scrubbed,nein,falsch,non,faux,falso,"
    "não,nee,nie,нет,nej,nei,hayır,いいえ,否"
)
_NOTHING = re.compile(r"[\s_.·/☐–—-]*|0+[.,]0+")

LITIGATORS = _table(
    "litigator,litigators,known litigator,tcpa litigator,dnc litigator,pre litigator"
)
_OF_STATUS = LITIGATORS | _table("blacklisted,blacklist,black listed,suppressed,gesperrt")
"""Words that are a request if a status says nothing else."""

_YES = _table("y,yes,true,t,1,1.0,x,on,ja,oui,si,sí,sim,tak,да,do not allow")

_REFUSED = _table(
    "n,no,f,false,0,0.0,nein,falsch,non,faux,falso,não,nee,nie,нет,nej,nei,hayır,いいえ,否,"
    "never,denied,refused,declined,revoked,withdrawn,rejected,not allowed,do not allow,disallowed,"
    "not permitted,not given,not granted,not ok,no consent,no permission,disagreed,opted out,"
    "opt out,unsubscribed,widerrufen,widerruf,abgelehnt,verweigert,nicht erteilt,nicht erlaubt,"
    "refusé,révoqué,retiré,rechazado,revocado,denegado,negado,revogado,recusado,negato,revocato,"
    "rifiutato,ingetrokken,geweigerd"
)
_PERMITTED = _YES - _table("do not allow") | _table("ok,oui,yep")

CLAUSES = re.compile(r"[.,;:!/|()\[\]\n]+|\s[-–—+&]+\s")
LONGEST_CODE = 3
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


def is_certain(cell: str) -> bool:
    """Return whether a cell of any column certainly says not to call."""
    return may_request(cell) and strength_of(cell) is Strength.CERTAIN


def is_doubtful(cell: str) -> bool:
    """Return whether a status may say not to call; one that calls a lead finished does not."""
    return may_request(cell) and strength_of(cell) is Strength.DOUBT and not is_done(cell)


def asks_in_status(cell: str) -> bool:
    """Return whether a status is a request."""
    return is_certain(cell) or any(simplify(text) in _OF_STATUS for text in (cell, *_clauses(cell)))


def is_yes(cell: str) -> bool:
    """Return whether a cell is a plain yes."""
    return simplify(cell) in _YES


def says_so(cell: str) -> bool:
    """Return whether a cell of a column that is named for requests is a plain yes or request."""
    return is_yes(cell) or is_certain(cell)


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


def is_plain(cell: str) -> bool:
    """Return whether the result of any scrub is plainly a request."""
    return simplify(cell) in LITIGATORS or is_certain(cell)


def _clauses(cell: str) -> list[str]:
    return [*filter(str.strip, CLAUSES.split(cell))]


SURE, UNSURE = "sure", "unsure"

_REQUESTS = (
    "donotcall donotphone donotcontact donotdial donotring donottelephone donotcoldcall "
    "donotallowphone donotallowcall donotallowcontact dontcall dontphone dontcontact nocalls "
    "nottobecalled nottocall nichtanrufen nichtkontaktieren keineanrufe anrufsperre telefonsperre "
    "sperrvermerk werbesperre kontaktsperre phonesuppress callsuppress callssuppress suppressphone "
    "suppresscall suppressedphone removefromcall stopcalling "
    "nepasappeler nepascontacter nepastelephoner nollamar nocontactar nonchiamare noncontattare "
    "naoligar naochamar naocontatar naoperturb naomeperturb nietbellen nietcontacteren belmeniet "
    "niedzwonić niekontaktować ringinte "
    "donotsolicit donotmarket blacklist blocklisted listanegra listenoire schwarzeliste "
    "listanera zwartelijst ringejinte ringikke "
    "незвонить незвоните aramayın aranmasın 电话勿扰 请勿致电 架電禁止 電話禁止"
)
_REQUEST_PARTS = [squeeze(name) for name in _REQUESTS.split()]
_WHOLE = {"nocall", "nocallflag", "nocalllist", "iscallblocked", "callblocked", "callsblocked"}
"""Names that count only as a whole: “No Callback” means something else."""

MAYBE = {
    *("stop", "suppress", "suppressed", "suppression", "issuppressed", "blocked", "isblocked"),
    *("gesperrt", "sperre", "widerruf", "widerrufen", "widerspruch", "werbewiderspruch"),
    *("bloqueado", "bloqueada", "bloque", "bloccato", "objection"),
    *("opposition", "opposizione", "oposicion", "oposicao"),
}
"""Ambiguous names: we ask a person about such a column if its cells are yes, no or dates."""

CALLS = {"call", "calls", "calling", "phone", "phones", "telephone", "voice", "dial", "dialing"}
_CALLS_ABROAD = CALLS | {
    *("telefon", "telefonieren", "telefonisch", "anruf", "anrufe", "anrufen", "mobile", "cell"),
    *("appel", "appels", "appeler", "llamada", "llamadas", "llamar", "telefono", "telefone"),
    *("ligacoes", "ligar", "chiamate", "chiamare", "telefoon", "bellen"),
}
PERMISSIONS = {
    *("allow", "allows", "allowed", "permission", "permissions", "permitted", "consent"),
    *("consents", "consented", "optin", "erlaubt", "erlaubnis", "einwilligung", "zustimmung"),
    *("permiso", "consentimiento", "consentimento", "consenso", "consentement", "autorisation"),
    *("autorise", "autorizacion", "autorizacao", "toestemming"),
}
_PERMITS_CALLS = {
    *("telefoneinwilligung", "anruferlaubnis", "anruferlaubt", "telefonerlaubnis"),
    *("telefonwerbungerlaubt", "maycall", "canphone", "maybecalled", "oktophone", "okaytocall"),
}
_PERMITS_SOMETHING = {
    *("consent", "consentgiven", "hasconsent", "consented", "permission", "optin", "optedin"),
    *("marketingconsent", "marketingpermission", "contactpermission", "permissiontocontact"),
    *("consenttocontact", "contactconsent", "contactallowed", "oktocontact", "cancontact"),
    *("einwilligung", "einwilligungserklarung", "werbeeinwilligung", "werbeerlaubnis"),
    *("kontakterlaubnis", "consentement", "consentimiento", "consentimento", "consenso"),
    *("toestemming", "marketingoptin", "allowmarketing", "gdprconsent", "optinstatus"),
}

OTHER_WAYS = {
    *("email", "emails", "mail", "mailing", "sms", "text", "texts", "fax", "newsletter", "letters"),
    *("tracking", "cookies", "data", "whatsapp", "push"),
}
_OPTED_OUT_OF_OTHERS = ("outofemail", "outofmail", "outoffax", "outofsms", "outoftext")
"""Ends of all-capital names, which cannot be split into words: HASOPTEDOUTOFEMAIL."""
ABOUT = {
    *("date", "day", "time", "at", "since", "until", "before", "after", "source", "reason", "by"),
    *("count", "checked", "scrubbed", "updated", "version", "note", "notes", "comment", "comments"),
}
"""Words of columns that only describe a request. “DNC Date” is as often the day when a list was
checked as the day when somebody asked."""
_ABOUT_CALLS = {
    *ABOUT,
    *("no", "not", "never", "without", "recording", "record", "recorded", "type", "kind", "proof"),
    *("id", "url", "ip", "method", "form", "language", "auto", "autodialer", "prerecorded"),
    *("number", "per", "max", "timestamp", "am", "vom", "datum", "on", "timezone", "hours"),
}
"""Words of columns about permissions that say nothing about who may be called."""


def speaks_of_requests(squeezed: str, words: Sequence[str]) -> bool:
    """Return whether a column is about who is not to be called."""
    if any(word.startswith("dnc") or word.endswith("dnc") for word in words):
        return True
    if squeezed in _WHOLE or any(part in squeezed for part in _REQUEST_PARTS):
        return True
    opts_out = "optout" in squeezed or "optedout" in squeezed
    is_other = not OTHER_WAYS.isdisjoint(words) or squeezed.endswith(_OPTED_OUT_OF_OTHERS)
    return opts_out and (not is_other or not CALLS.isdisjoint(words))


def permits(squeezed: str, words: Sequence[str]) -> str:
    """Return whether a column says who may be called: `SURE`, `UNSURE` or ""."""
    if speaks_of_requests(squeezed, words):
        return ""
    if squeezed in _PERMITS_CALLS:
        return SURE
    if squeezed in _PERMITS_SOMETHING:
        return UNSURE
    own = set(words)
    gives = own & PERMISSIONS or {"opt", "in"} <= own or {"opted", "in"} <= own
    is_other = own & (_ABOUT_CALLS | OTHER_WAYS)
    return SURE if gives and own & _CALLS_ABROAD and not is_other else ""
