"""Read columns that say who is not to be called, and recognize sheets and files of such people.

A cell counts as a request not to call unless it clearly means no: when in doubt, we do not call.
"""

import re
from collections.abc import Collection

from msgspec import Struct

from console.files.fields.columns import request_words
from console.files.fields.columns.headings import read_name, simple_words
from console.files.fields.columns.request_words import is_request
from console.files.fields.columns.scrub_results import PARTS, ScrubResult
from console.rules.text import squeeze
from console.rules.verdict.sentences import say_request, say_status

DO_NOT_CALL = "do_not_call"


_PARTS = (
    *("suppress", "sperrliste", "sperrdatei", "sperrvermerk", "gesperrt", "werbesperre", "bloctel"),
    *("blacklist", "blocklist", "belmeniet", "listedopposition", "litigator", "robinsonlist"),
    "listarobinson",
)
"""Parts of a name without its spaces."""
_IN_A_LIST = simple_words(
    "robinson tps ctps exclusion exclusions excluded black block blocked removal removals "
    "remove nonchiamare opposition oposicion"
)
"""Words that may also be names or trades: they count only alone or with words of `_OF_LISTS`."""
_OF_LISTS = simple_words(
    "list lists liste lista file datei numbers number nummern phones people contacts export our "
    "internal intern company firm master global current new final all the of on de"
)
_CLEAN = simple_words(
    "clean cleaned cleared scrubbed checked washed callable without minus free non sans sin "
    "ohne bereinigt geprüft"
)
_NOT_ON_IT = ("nodnc", "notdnc", "notondnc", "nondnc", "postdnc", "afterdnc")
_ENDING = re.compile(
    r"\.(csv|tsv|txt|xlsx|xls|ods|json|jsonl|vcf|xml)(\.gz|\.zip)?$|\.(gz|zip)$", re.IGNORECASE
)


class RequestColumn(Struct, frozen=True):
    """A column that says who is not to be called.

    `phones` are the positions of the phone columns that it is about; empty means the whole row. Its
    kind decides which cells are requests not to call:

    - `is_status`: only a few known words.
    - `permits`: a no, because the column says who may be called.
    - `result`: the words that the look-up service documents.
    - `is_unsettled`: only plain requests, because nobody has said what the other words mean. Rows
      with any other word than a no are held back.
    - `is_remark`: any text; what may be a request in it is a doubt about the lead.
    """

    position: int
    name: str
    phones: tuple[int, ...] = ()
    is_status: bool = False
    result: ScrubResult | None = None
    is_unsettled: bool = False
    believes_yes: bool = False
    """Whether a plain yes is believed, too, while it is unsettled: its name speaks of requests."""
    is_remark: bool = False
    permits: bool = False
    is_decided: bool = False
    """Whether a person has confirmed that ambiguous words are requests."""

    @property
    def is_of_person(self) -> bool:
        """Whether it is about the person, not a number; services look up numbers."""
        return not self.phones and self.result is None

    @property
    def is_text(self) -> bool:
        """Whether any wording in its cells is read: they are remarks or a status."""
        return self.is_remark or (self.is_status and self.result is None)

    @property
    def shown_as(self) -> str:
        """The field name to show: "status" if only a few of its words are requests."""
        return "status" if self.is_status and self.result is None else DO_NOT_CALL

    def asks(self, cells: Collection[str]) -> set[str]:
        """Return the cells that ask not to call."""
        if self.result is not None:
            return {text for text in set(cells) if self.result.bars(text, is_request)}
        return {text for text in set(cells) if self._asks(text)}

    def _asks(self, cell: str) -> bool:
        if self.is_unsettled:
            return self._is_believed(cell)
        if self.is_remark:
            return request_words.is_certain(cell)
        if self.is_decided and self._is_doubtful(cell):
            return True
        if self.permits:
            return request_words.refuses(cell)
        return request_words.asks_in_status(cell) if self.is_status else is_request(cell)

    def _is_believed(self, cell: str) -> bool:
        """Return whether a cell, or a part of it, is a plain request."""
        # A part must be a phrase: one letter of “Y/N” may be the question and no answer.
        parts = (cell, *PARTS.split(cell))
        is_yes = self.believes_yes and request_words.says_so(cell)
        return is_yes or any(map(request_words.is_plain, parts))

    def _is_doubtful(self, cell: str) -> bool:
        if self.permits:
            return request_words.is_code(cell) or (
                self.is_unsettled and request_words.refuses(cell)
            )
        return request_words.is_doubtful(cell) if self.is_status else is_request(cell)

    def finishes(self, cells: Collection[str]) -> set[str]:
        """Return the cells of a status that finish a lead without a request."""
        if not self.is_status or self.result is not None:
            return set()
        return {text for text in set(cells) if request_words.is_done(text)} - self.asks(cells)

    def closes(self, cells: Collection[str]) -> set[str]:
        """Return the cells that say the number is dead."""
        return {text for text in set(cells) if self.result and self.result.closes(text)}

    def misses(self, cells: Collection[str]) -> set[str]:
        """Return the cells that say the service has not looked the number up."""
        return {text for text in set(cells) if self.result and self.result.is_missing(text)}

    def holds_back(self, cells: Collection[str]) -> set[str]:
        """Return the cells that may or may not allow a call; their rows are held back.

        What a remark or status may say is a doubt about its lead, which comes in.
        """
        is_plain = not (self.is_unsettled or self.permits)
        if is_plain or self.is_remark or self.result is not None:
            return set()
        return {text for text in set(cells) if self._is_doubtful(text)} - self.asks(cells)

    def reason(self, cell: str) -> str:
        """Return the reason for the internal do-not-call list; it follows the words “FILE says”."""
        if self.finishes({cell}) and not self.asks({cell}):
            return say_status(cell, self.name)
        return say_request(self.result.reason(self.name, cell) if self.result else self.name)


def holds_barred(name: str) -> bool:
    """Return whether a sheet or file of this name holds people who are not to be called.

    “Do Not Call”, “dnc_list.csv” and “Sperrliste” do; “leads (DNC scrubbed)” holds the people who
    are left after the scrub.
    """
    text = _ENDING.sub("", name)
    parsed = read_name(text)
    squeezed, words = squeeze(text), {word for word in parsed.words if not word.isdigit()}
    if words & _CLEAN or any(part in squeezed for part in _NOT_ON_IT):
        return False
    if parsed.speaks_of_requests or any(part in squeezed for part in _PARTS):
        return True
    return bool(words & _IN_A_LIST) and words <= _IN_A_LIST | _OF_LISTS
