"""Recognize names of columns that say who is not to be called, or who may be."""

from collections.abc import Sequence

from console.rules.text import squeeze

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
    "toestemming",
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
