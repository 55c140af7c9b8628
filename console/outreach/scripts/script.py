"""Reading a script, objection cards or an e-mail template: plain text that any editor writes.

# Opening                              a section; the call begins in the first
# Opening: by name                     one of several openings: each lead hears one of them
How is {title|your work} at {company|your firm}?
[if city] I see you are in {city}.     a line for those leads of whom it is true
- No time -> Short                     an answer, and the section it leads to
? budget (money): What may it cost?    a question, whose answer is kept with the call
also: busy, later                      other words by which to find the section
// a remark, which nobody sees
"""

import hashlib
import re
from collections.abc import Iterator
from itertools import takewhile

from msgspec import Struct

from console.files.fields.lead_fields import ASKED, OF_ROW
from console.outreach.scripts.merge_fields import FIELDS, Fault, Piece, fold, nearest, read_pieces
from console.rules.screening.tokens import ScreeningError
from console.rules.shift.answers import AnswerKind
from console.rules.text import harmless
from db.calls.answers import OBJECTION
from db.conditions import Asked

LONGEST = 100_000
"""Letters of a text."""

ANSWERS = 9
"""Answers of a section: each has a digit."""

_HEADING = re.compile(r"#+\s*(.*?)\s*#*$")
_ANSWER = re.compile(r"[-*•]\s+(.*?)\s*(?:->|→)\s*(.*?)\s*$")
_IF = re.compile(r"\[if\b\s*([^\]]*)\]\s*", re.IGNORECASE)
_ALSO = re.compile(r"also:\s*(.*)$", re.IGNORECASE)
_QUESTION = re.compile(
    r"\?\s+(?P<name>[^():]*?)\s*(?:\((?P<kind>[^()]*)\))?\s*:\s*(?P<asks>.*?)\s*$"
)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_OPENING = re.compile(r"opening\s*:\s*\S", re.IGNORECASE)
_SUBJECT = re.compile(r"subject:\s*(.*?)\s*$", re.IGNORECASE)
_BARE = re.compile(r"""(not\s+)?(?:([\w-]+)|"([^"]+)"|'([^']+)')""", re.IGNORECASE)
KNOWN = frozenset({*FIELDS, *(name for name, asked in OF_ROW.items() if asked != Asked.INSTANT)})
"""Fields by which a line may be chosen; a column of the firm's own file stands in quotes."""


_KINDS = {kind.value: kind for kind in AnswerKind} | {"yes or no": AnswerKind.YES_NO}


class Bare(Struct, frozen=True):
    """A condition on one field: that it is known, or that it is not."""

    key: str
    is_known: bool


class Line(Struct, frozen=True):
    """`condition` is a field, or a screening expression as `--where` takes; "" for every lead."""

    pieces: tuple[Piece, ...]
    condition: Bare | str = ""


class Answer(Struct, frozen=True):
    says: Line
    to: str


class Question(Struct, frozen=True):
    """What is kept with the call under its `name`; `choices` are those of one that has some."""

    name: str
    kind: AnswerKind
    choices: tuple[str, ...]
    asks: tuple[Piece, ...]


class Section(Struct, frozen=True):
    name: str
    also: str
    lines: tuple[Line, ...]
    answers: tuple[Answer, ...]
    at: int = 0
    questions: tuple[Question, ...] = ()


class Script(Struct, frozen=True):
    """The sections in their order; `names` finds one by its name in any case."""

    sections: tuple[Section, ...]

    @property
    def openings(self) -> tuple[Section, ...]:
        """The sections that a call may begin with."""
        named = tuple(takewhile(lambda one: bool(_OPENING.match(one.name)), self.sections))
        return named or self.sections[:1]

    def for_lead(self, lead_id: int, name: str) -> "Script":
        """With one opening of several, first: the same for a lead at each call by the script so
        named. Where one comes or goes, only those leads change theirs whom that concerns."""
        openings = self.openings
        if len(openings) < 2:
            return self
        mine = max(openings, key=lambda one: _lot(f"{name}\n{one.name}\n{lead_id}"))
        return Script((mine, *self.sections[len(openings) :]))

    def index(self, name: str) -> int | None:
        names = [one.name.casefold() for one in self.sections]
        folded = name.casefold()
        return names.index(folded) if folded in names else None


class Template(Struct, frozen=True):
    """An e-mail: a subject and the lines below it."""

    subject: tuple[Piece, ...]
    lines: tuple[Line, ...]


class TextFaults(Exception):
    """All that is wrong in a text, in its order."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.line, fault.character)))
        super().__init__(
            "\n".join(
                f"line {fault.line}, character {fault.character}: {fault.said}"
                for fault in self.faults
            )
        )


def read_script(text: str) -> Script:
    """A script, or objection cards: each card is a section. Raises TextFaults."""
    reader = _Reader()
    for number, line in _lines(text):
        reader.take(number, line)
    return reader.script()


def read_template(text: str) -> Template:
    """Raises TextFaults."""
    faults: list[Fault] = []
    subject: tuple[Piece, ...] | None = None
    body: list[Line] = []
    for number, line in _lines(text):
        if subject is None:
            if not line.strip():
                continue
            found = _SUBJECT.match(line)
            if found is None or not found[1]:
                said = "An e-mail begins with its subject: write “Subject: …” in the first line."
                raise TextFaults([Fault(number, 1, said)])
            subject = read_pieces(found[1], number, found.start(1) + 1, faults)
        else:
            body.append(_read_line(line, number, 1, faults))
    while body and not body[0].pieces:
        body.pop(0)
    if subject is None or not any(line.pieces for line in body):
        faults.append(Fault(1, 1, "There is no text below the subject."))
    if faults:
        raise TextFaults(faults)
    assert subject is not None
    return Template(subject, tuple(body))


class _Reader:
    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._sections: list[Section] = []
        self._targets: list[tuple[int, int, str]] = []
        self._lines: list[Line] = []
        self._answers: list[Answer] = []
        self._questions: list[Question] = []
        self._asked: set[str] = set()
        self._also = ""

    def take(self, number: int, line: str) -> None:
        if line.startswith("#"):
            self._begin(number, line)
        elif not self._sections:
            if line.strip():
                said = "A script begins with the name of a section: write “# Opening” above this."
                self._fault(number, 1, said)
                self._sections.append(Section("", "", (), (), number))
        elif found := _ALSO.match(line):
            self._also = ", ".join(filter(None, (self._also, found[1].strip())))
        elif found := _ANSWER.match(line):
            self._take_answer(number, found)
        elif line.startswith("? "):
            self._take_question(number, line)
        else:
            self._lines.append(_read_line(line, number, 1, self._faults))

    def script(self) -> Script:
        self._end()
        if not self._sections and not self._faults:
            self._fault(1, 1, "There is nothing in it: begin with “# Opening”.")
        script = Script(tuple(self._sections))
        names = [section.name for section in self._sections if section.name]
        for number, character, to in self._targets:
            if script.index(to) is None:
                near = nearest(to, names)
                hint = f"Is “{near}” meant?" if near else f"There are {', '.join(names)}."
                self._fault(number, character, f"There is no section “{to}”. {hint}")
        several = script.openings if len(script.openings) > 1 else ()
        for number, character, to in self._targets:
            if any(one.name.casefold() == to.casefold() for one in several):
                said = f"No answer can lead to “{to}”: a lead hears one of the openings only."
                self._fault(number, character, said)
        if self._faults:
            raise TextFaults(self._faults)
        return script

    def _begin(self, number: int, line: str) -> None:
        self._end()
        found = _HEADING.match(line)
        name = found[1] if found else ""
        if not name:
            self._fault(number, 1, "A section needs a name: write “# Opening”.")
        elif any(one.name.casefold() == name.casefold() for one in self._sections):
            self._fault(number, 1, f"There are two sections “{name}”: give one another name.")
        self._sections.append(Section(name, "", (), (), number))

    def _end(self) -> None:
        """The section that was begun last is whole."""
        if not self._sections:
            return
        begun = self._sections[-1]
        lines = _trimmed(self._lines)
        if begun.name and not lines and not self._questions:
            self._fault(begun.at, 1, f"There is nothing to say in “{begun.name}”.")
        self._sections[-1] = Section(
            begun.name,
            self._also,
            tuple(lines),
            tuple(self._answers),
            begun.at,
            tuple(self._questions),
        )
        self._lines, self._answers, self._questions, self._also = [], [], [], ""

    def _take_answer(self, number: int, found: re.Match[str]) -> None:
        says, to = found[1], found[2]
        if not says or not to:
            self._fault(number, 1, "An answer is “- what they say -> Section”.")
            return
        if len(self._answers) == ANSWERS:
            said = f"More than {ANSWERS} answers stand in this section: each needs a digit."
            self._fault(number, 1, said)
            return
        line = _read_line(says, number, found.start(1) + 1, self._faults)
        self._answers.append(Answer(line, to))
        self._targets.append((number, found.start(2) + 1, to))

    def _take_question(self, number: int, line: str) -> None:
        found = _QUESTION.match(line)
        if found is None or not found["asks"]:
            self._fault(number, 1, "A question is “? budget (money): What may it cost?”.")
            return
        name = fold(found["name"])
        if not _NAME.fullmatch(name):
            said = "The name of a question is a word of up to 30 plain letters: budget."
            self._fault(number, 3, said)
        elif name == OBJECTION:
            self._fault(
                number, 3, "Under “objection” key J keeps which card it was: take another name."
            )
        elif name in self._asked:
            self._fault(number, 3, f"There are two questions “{name}”: give one another name.")
        self._asked.add(name)
        word, _, rest = (found["kind"] or AnswerKind.TEXT).partition(":")
        kind = _KINDS.get(" ".join(word.casefold().split()))
        choices = tuple(filter(None, (one.strip() for one in rest.split(","))))
        if kind is None:
            known = ", ".join(AnswerKind)
            self._fault(
                number, found.start("kind") + 1, f"There is no kind “{word}”: there are {known}."
            )
            return
        is_whole = 2 <= len(choices) <= ANSWERS if kind is AnswerKind.ONE_OF else not rest
        if not is_whole or len({one.casefold() for one in choices}) < len(choices):
            said = f"Write (one of: ours, theirs, none), with 2 to {ANSWERS} answers that differ."
            self._fault(number, found.start("kind") + 1, said)
        asks = read_pieces(found["asks"], number, found.start("asks") + 1, self._faults)
        self._questions.append(Question(name, kind, choices, asks))

    def _fault(self, line: int, character: int, said: str) -> None:
        self._faults.append(Fault(line, character, said))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, without remarks."""
    if len(text) > LONGEST:
        raise TextFaults([Fault(1, 1, f"It is longer than {LONGEST:,} letters.")])
    for number, line in enumerate(harmless(text).split("\n"), 1):
        if not line.startswith("//"):
            yield number, line.rstrip()


def _read_line(text: str, number: int, character: int, faults: list[Fault]) -> Line:
    condition: Bare | str = ""
    if found := _IF.match(text):
        condition = _read_condition(found[1].strip(), number, character + found.start(1), faults)
        character += found.end()
        text = text[found.end() :]
    return Line(read_pieces(text, number, character, faults), condition)


def _read_condition(text: str, number: int, character: int, faults: list[Fault]) -> Bare | str:
    if bare := _BARE.fullmatch(text):
        key = fold(bare[2] or bare[3] or bare[4])
        if bare[2] and key not in KNOWN:
            near = nearest(key, KNOWN)
            hint = f"Is “{near}” meant?" if near else f"There are {', '.join(sorted(KNOWN))}."
            said = (
                f"There is no field “{bare[2]}”. {hint} "
                f'A column of your own file goes in quotes: [if "{bare[2]}"].'
            )
            faults.append(Fault(number, character, said))
        return Bare(key, is_known=bare[1] is None)
    from datetime import UTC, datetime

    from console.rules.screening.expressions import read_screening

    try:
        read_screening(text, ASKED, datetime(2026, 1, 1, tzinfo=UTC))
    except ScreeningError as error:
        said = f"This condition cannot be read. {error.message}"
        faults.append(Fault(number, character + error.position, said))
    return text


def _trimmed(lines: list[Line]) -> list[Line]:
    """Without empty lines around, and with one where there are several."""
    kept: list[Line] = []
    for line in lines:
        if line.pieces or (kept and kept[-1].pieces):
            kept.append(line)
    while kept and not kept[-1].pieces:
        kept.pop()
    return kept


def _lot(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
