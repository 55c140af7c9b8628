"""Recognize columns whose yes or no may speak against calling: “Contactable”, “Deceased”.

They do not say that somebody asked not to be called, so their rows are doubts and bar nobody.
"""

from collections.abc import Collection
from functools import lru_cache

from console.files.fields.columns.request_words import is_request, is_yes, refuses
from console.rules.requests.letters import fold
from console.rules.text import simplify, squeeze


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
_INACTIVE = _names(
    "inactive inactivo inactif inaktiv inativo inattivo inactief closed refus refuse"
)


@lru_cache(4096)
def _forbids(name: str) -> str:
    squeezed = squeeze(fold(name))
    if squeezed in _NO_FORBIDS:
        return "no"
    return "yes" if squeezed in _YES_FORBIDS else ""


def is_flag_column(name: str) -> bool:
    """Return whether a yes or no in a column of this name may speak against calling."""
    return bool(_forbids(name))


def doubtful_flags(name: str, cells: Collection[str]) -> set[str]:
    """Return the cells of a column that may speak against calling, by the column's name.

    Only a yes, a no or a day counts: “Active” may hold products.
    """
    if not (forbids := _forbids(name)):
        return set()
    if forbids == "no":
        return {text for text in set(cells) if text and _is_no(text)}
    return {text for text in set(cells) if is_yes(text) or (is_request(text) and text[0].isdigit())}


def _is_no(text: str) -> bool:
    return refuses(text) or simplify(text) in _INACTIVE
