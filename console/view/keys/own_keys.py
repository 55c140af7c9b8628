"""An agent's own keys of the calling screen, from [keys] of the personal settings."""

from collections.abc import Iterable, Mapping

from msgspec.structs import force_setattr

from console.cards.lead import OutcomeChoice
from console.view.keys.calling import CALLING, TONES
from console.view.keys.key import SHOWN, Key, label_of

FIXED = frozenset({"enter", "space", "backspace", "0", "question_mark"})
"""Keys that stay: they mean several things, or a phone and the script use them."""

FUNCTION_KEYS = frozenset(f"f{number}" for number in range(1, 13))

_NAMES = {shown: name for name, shown in SHOWN.items() if len(shown) == 1}
"""Textual's names of signs, by the sign."""


def use_own_keys(own: Mapping[str, str], outcomes: Iterable[OutcomeChoice]) -> None:
    """Change the keys of the calling screen for this process, before any screen is made.

    `own` has the key of an action, or of the code of an outcome; `outcomes` have their own keys
    already. Raises ValueError with a sentence for each fault; then nothing is changed.
    """
    actions = {key.action: key for key in CALLING}
    codes = {choice.code: choice for choice in outcomes}
    faults = []
    changed = {}
    for name, typed in own.items():
        if fault := _fault(name, typed, actions, codes):
            faults.append(fault)
        else:
            changed[name] = key_named(typed)
    holders: dict[str, str] = {}
    keys = [(key.action, changed.get(key.action, key.key)) for key in CALLING]
    keys += [(code, changed.get(code, key_named(codes[code].key))) for code in codes]
    for name, key in keys:
        other = holders.setdefault(key, name)
        if other != name and (name in changed or other in changed):
            faults.append(f"{label_of(key)} is taken twice, for {other} and {name}: change one.")
    if faults:
        raise ValueError("\n".join(faults))
    for name in changed.keys() & actions.keys():
        force_setattr(actions[name], "key", changed[name])
        force_setattr(actions[name], "shown", label_of(changed[name]))


def key_named(typed: str) -> str:
    """Return Textual's name of a letter, a sign or F1 to F12; "" if it can't be chosen."""
    if typed.lower() in FUNCTION_KEYS:
        return typed.lower()
    is_sign = len(typed) == 1 and typed.isascii() and typed.isprintable()
    if not is_sign or typed.isspace() or typed in TONES:
        return ""
    return _NAMES.get(typed, typed)


def _fault(
    name: str, typed: str, actions: Mapping[str, Key], codes: Mapping[str, OutcomeChoice]
) -> str:
    """Return why an action or outcome can't have the key, or ""."""
    if name not in actions and name not in codes:
        names = sorted({*codes, *(key.action for key in actions.values() if key.key not in FIXED)})
        return f"There is no action or outcome “{name}”; there are {', '.join(names)}."
    if name in actions and actions[name].key in FIXED:
        return f"{name} stays on {actions[name].shown}: leave it out."
    if not (key := key_named(typed)) or (name in codes and key in FUNCTION_KEYS):
        or_more = "" if name in codes else ", or F1 to F12"
        return (
            f"{name} can't have the key “{typed}”: choose one letter, one sign such as - or ;"
            f"{or_more}. Digits, * and # are a phone's."
        )
    return ""
