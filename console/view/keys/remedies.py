"""Name the console's key in a sentence that names a command of the shell."""

import re

from console.view.keys.calling import CALLING
from console.view.keys.key import Key
from console.view.keys.other_screens import FIXING, LISTS_HELD


def _shown(keys: tuple[Key, ...], action: str) -> str:
    return next(key.shown for key in keys if key.action == action)


def _fixing(action: str) -> str:
    return f"{_shown(CALLING, 'fix')} then {_shown(FIXING, action)}"


_LISTS = _shown(CALLING, "lists_held")
_LOADING = f"{_LISTS} then {_shown(LISTS_HELD, 'load')}"

REMEDIES = tuple(
    (re.compile(command), keys)
    for command, keys in (
        (r"\(f, then s, or smiledial lead edit \S+ --line \w+\)", f"({_fixing('address')})"),
        (r"smiledial consent add", f"{_fixing('evidence')} on the lead"),
        (r"smiledial lead edit \S+ --number \S+", _fixing("mend")),
        (r"smiledial lead edit \S+ --add-number \S+", _fixing("add")),
        (r"smiledial lead edit \S+ --(?:region \S+|line \w+)", _fixing("address")),
        (r"smiledial lead edit \S+ --notes TEXT", _fixing("details")),
        (r"smiledial lead show \S+", f"{_shown(CALLING, 'reasons')} on the lead"),
        (r"smiledial why --by place says which, with the command", f"{_LOADING} loads it"),
        (
            (
                r"smiledial dnc import FILE --source (\"[^\"]+\"|\S+) --as-of DATE"
                r"(?: --country \w+)?(?: \(docs/[^)]*\))?"
            ),
            rf"{_LOADING} loads “\1”",
        ),
    )
)
"""Commands, as sentences name them, and the keys that do the same."""

KEYS_IN_TEXT = r"\b(?:[a-z]|F\d+) then [a-z]\b"
"""Matches the keys that `with_keys` wrote."""


def with_keys(text: str) -> str:
    """Replace each command that has a key by that key: `f then p on the lead`."""
    for command, keys in REMEDIES:
        text = command.sub(keys, text)
    return text
