"""What a sheet or a file is called that holds people who are not to be called."""

import re

from console.files.fields.columns.names import read_name
from console.rules.comparison import simplify, squeeze


def _words_of(text: str) -> frozenset[str]:
    return frozenset(simplify(text).split())


_PARTS = (
    *("suppress", "sperrliste", "sperrdatei", "sperrvermerk", "gesperrt", "werbesperre", "bloctel"),
    *("blacklist", "blocklist", "belmeniet", "listedopposition", "litigator", "robinsonlist"),
    "listarobinson",
)
"""Of a name without its spaces, whatever else it says."""
_IN_A_LIST = _words_of(
    "robinson tps ctps exclusion exclusions excluded black block blocked removal removals "
    "remove nonchiamare opposition oposicion"
)
"""Words that are names of persons and trades too: a list is called so alone, or with these."""
_OF_LISTS = _words_of(
    "list lists liste lista file datei numbers number nummern phones people contacts export our "
    "internal intern company firm master global current new final all the of on de"
)
_CLEAN = _words_of(
    "clean cleaned cleared scrubbed checked washed callable without minus free non sans sin "
    "ohne bereinigt geprüft"
)
_NOT_ON_IT = ("nodnc", "notdnc", "notondnc", "nondnc", "postdnc", "afterdnc")
_ENDING = re.compile(
    r"\.(csv|tsv|txt|xlsx|xls|ods|json|jsonl|vcf|xml)(\.gz|\.zip)?$|\.(gz|zip)$", re.IGNORECASE
)


def holds_barred(name: str) -> bool:
    """Whether a sheet or file of that name holds who is not to be called: “Do Not Call”,
    “dnc_list.csv”, “Sperrliste”. Not “leads (DNC scrubbed)”, which holds the others."""
    text = _ENDING.sub("", name)
    read = read_name(text)
    squeezed, words = squeeze(text), {word for word in read.words if not word.isdigit()}
    if words & _CLEAN or any(part in squeezed for part in _NOT_ON_IT):
        return False
    if read.speaks_of_requests or any(part in squeezed for part in _PARTS):
        return True
    return bool(words & _IN_A_LIST) and words <= _IN_A_LIST | _OF_LISTS
