"""Recognize columns in which a yes or a no alone may speak against calling, by their names."""

import re
from functools import lru_cache

from console.rules.requests.gate import may_request
from console.rules.requests.letters import fold
from console.rules.text import squeeze


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_NO_FORBIDS = _names(
    "contactable canbecontacted iscontactable maycontact maybecontacted contactok okcontact "
    "reachable isreachable phoneok okphone telephoneok callok active isactive activelead "
    "activecontact recordactive solicitable issolicitable marketable ismarketable contactar "
    "sepuedecontactar localizable activo estaactivo contactoactivo joignable contactables "
    "peutetrecontacte demarchage demarchable actif estactif kontaktierbar erreichbar "
    "darfkontaktiertwerden aktiv istaktiv werbungerlaubt contatavel contactavel podecontatar "
    "podecontactar ativo estaativo contattabile sipuocontattare reperibile attivo eattivo "
    "contacteerbaar bereikbaar magbenaderdworden actief isactief call callme callyn solicit "
    "telemarketing telemarket phonemarketing marketingphone marketingcalls contactbyphone "
    "contactablebyphone phonecontact receivecalls receivephonecalls telefonkontakt "
    "telefonkontakterlaubt telefonwerbung "
    "anrufen appeler demarcher llamar ligar chiamare bellen gdprphone phonegdpr"
)
_YES_FORBIDS = _names(
    "deceased isdeceased deceasedflag deceasedindicator deceaseddate dateofdeath deathdate dead "
    "isdead died dateddeceased decd inactive isinactive fallecido fallecida fechafallecimiento "
    "difunto inactivo decede estdecede datededeces deces inactif verstorben istverstorben "
    "sterbedatum todesdatum inaktiv falecido falecida datadeobito datafalecimento obito inativo "
    "deceduto datadecesso defunto inattivo overleden isoverleden overlijdensdatum datumoverlijden "
    "inactief barred banned forbidden exclude excluded restricted callrestriction phoneblock "
    "phoneblocked numberblocked uncallable notcallable undialable hardstop removed legalhold "
    "represented attorneyrepresented objected nosolicit donottelemarket donotbulkphone "
    "donotallowbulkphone donotallowbulkphonecalls ndncr"
)


_CALLS = _names(
    "call calls called calling phone phoned telephone telephoned dial dialed ring solicit "
    "solicited solicitation telemarketing telefon telefonieren telefonisch anruf anrufe anrufen "
    "angerufen appel appels appeler appele telephoner demarcher llamar llamada llamadas llamado "
    "ligar ligacoes ligacao chiamare chiamate chiamata bellen gebeld"
)
_MAY = _names(
    "may can ok okay accept accepts accepted take takes taking want wants wanted will willing "
    "receive receives agree agrees agreed darf durfen mochte erlaubt erwunscht peut veut accepte "
    "puede quiere acepta desea pode aceita quer deseja puo accetta vuole desidera mag wil"
)
"""Words beside which a no under a word for calls means that we may not call."""
_OTHERWISE = _names(
    "email emails mail mailing sms text texts fax newsletter letters whatsapp push date time since "
    "until before after source reason by count checked scrubbed updated version note notes comment "
    "comments recording record recorded type kind proof id url ip form language auto number per "
    "max timestamp back callback last next first result attempt attempts center centre log length "
    "duration tcpa compliant"
)
"""Words of columns about something else than who may be called."""
_CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(4096)
def forbidding_answer(name: str) -> str:
    """Return the answer in a column of this name that forbids calls: yes, no, or "" for none.

    A yes does if the name itself reads like a request: “Never Call”, “Refuses calls”.
    """
    squeezed = squeeze(fold(name))
    if squeezed in _NO_FORBIDS:
        return "no"
    if squeezed in _YES_FORBIDS:
        return "yes"
    phrase = _CAPITALS.sub(" ", name).replace("_", " ").replace("?", " ")
    words = set(re.findall(r"[^\W\d]+", fold(phrase)))
    if not words.isdisjoint(_OTHERWISE):
        return ""
    if _reads_as_request(phrase):
        return "yes"
    asks = not (words.isdisjoint(_CALLS) or words.isdisjoint(_MAY))
    return "no" if asks else ""


def _reads_as_request(phrase: str) -> bool:
    if not may_request(phrase):
        return False
    # late: few columns have such a word, and the wordings take long to load
    from console.rules.requests.recognizer import strength_of
    from console.rules.requests.vocabulary import Strength

    return strength_of(phrase) >= Strength.DOUBT


def is_flag_column(name: str) -> bool:
    """Return whether a yes or no in a column of this name may speak against calling."""
    return bool(forbidding_answer(name))
