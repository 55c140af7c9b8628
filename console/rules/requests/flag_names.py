"""Names of columns whose yes or no may speak against calling: “Contactable”, “Deceased”."""

from functools import lru_cache

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
    "contacteerbaar bereikbaar magbenaderdworden actief isactief"
)
_YES_FORBIDS = _names(
    "deceased isdeceased deceasedflag deceasedindicator deceaseddate dateofdeath deathdate dead "
    "isdead died dateddeceased decd inactive isinactive fallecido fallecida fechafallecimiento "
    "difunto inactivo decede estdecede datededeces deces inactif verstorben istverstorben "
    "sterbedatum todesdatum inaktiv falecido falecida datadeobito datafalecimento obito inativo "
    "deceduto datadecesso defunto inattivo overleden isoverleden overlijdensdatum datumoverlijden "
    "inactief"
)


@lru_cache(4096)
def forbidding_answer(name: str) -> str:
    """Return the answer in a column of this name that forbids calls: yes, no, or "" for none."""
    squeezed = squeeze(fold(name))
    if squeezed in _NO_FORBIDS:
        return "no"
    return "yes" if squeezed in _YES_FORBIDS else ""


def is_flag_column(name: str) -> bool:
    """Return whether a yes or no in a column of this name may speak against calling."""
    return bool(forbidding_answer(name))
