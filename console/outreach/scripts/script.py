"""Read a script, objection cards or an e-mail template from plain text.

# Opening                              a section; the call begins with the first
# Opening: by name                     one of several openings: each lead hears one of them
How is {title|your work} at {company|your firm}?
[if city] I see you are in {city}.     a line only for leads with a city
- No time -> Short                     an answer, and the section it leads to
? budget (money): What may it cost?    a question whose answer is stored with the call
also: busy, later                      other words that find the section
// a remark, which is not shown
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import takewhile

from msgspec import Struct

from console.files.fields.lead_fields import ASKED, OF_ROW
from console.outreach.scripts.merge_fields import FIELDS, Fault, Piece, fold, nearest, read_pieces
from console.rules.screening.matching import ScreeningError
from console.rules.shift.answers import AnswerKind
from console.rules.text import harmless
from db.calls.answers import OBJECTION
from db.conditions import Asked

LONGEST = 100_000
"""The most characters of a text."""

ANSWERS = 9
"""The most answers of a section: each has a digit as its key."""

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
_FIELD_CONDITION = re.compile(r"""(not\s+)?(?:([\w-]+)|"([^"]+)"|'([^']+)')""", re.IGNORECASE)
KNOWN = frozenset({*FIELDS, *(name for name, asked in OF_ROW.items() if asked != Asked.INSTANT)})
"""Fields that a condition may name without quotes; a column of the firm's own file needs them."""

_KINDS = {kind.value: kind for kind in AnswerKind} | {"yes or no": AnswerKind.YES_NO}


class FieldCondition(Struct, frozen=True):
    """A condition that a field is known, or that it is not."""

    key: str
    is_known: bool


class Line(Struct, frozen=True):
    """A line of a text, for leads that fit its `condition`.

    The condition is "" for every lead, a field, or an expression as `--where` takes it.
    """

    pieces: tuple[Piece, ...]
    condition: FieldCondition | str = ""


class Answer(Struct, frozen=True):
    says: Line
    to: str


class Question(Struct, frozen=True):
    """A question. The call stores its answer under `name`; `choices` are for AnswerKind.ONE_OF."""

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
    """The sections of a script in order."""

    sections: tuple[Section, ...]

    @property
    def openings(self) -> tuple[Section, ...]:
        """Return the sections with which a call may begin."""
        with_prefix = tuple(
            takewhile(lambda section: bool(_OPENING.match(section.name)), self.sections)
        )
        return with_prefix or self.sections[:1]

    def for_lead(self, lead_id: int, name: str) -> "Script":
        """Return the script with a single opening, the same one at each call to the lead.

        `name` is the name of the script.
        """
        openings = self.openings
        if len(openings) < 2:
            return self
        # Rendezvous hashing: if an opening is added or removed, only the leads that get or lose it
        # change theirs, so the comparison of openings stays fair.
        chosen = max(openings, key=lambda section: _draw(f"{name}\n{section.name}\n{lead_id}"))
        return Script((chosen, *self.sections[len(openings) :]))

    def index(self, name: str) -> int | None:
        """Return the index of a section by its name in any case, None if there is none."""
        names = [section.name.casefold() for section in self.sections]
        folded = name.casefold()
        return names.index(folded) if folded in names else None


class Template(Struct, frozen=True):
    """An e-mail: a subject and the lines below it."""

    subject: tuple[Piece, ...]
    lines: tuple[Line, ...]


class TextFaults(Exception):
    """All mistakes in a text, in order."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.line, fault.character)))
        super().__init__(
            "\n".join(
                f"line {fault.line}, character {fault.character}: {fault.message}"
                for fault in self.faults
            )
        )


def read_script(text: str) -> Script:
    """Return a script, or objection cards: each card is a section. Raises TextFaults."""
    reader = _Reader()
    for number, line in _lines(text):
        reader.take(number, line)
    return reader.script()


def read_template(text: str) -> Template:
    """Return an e-mail template. Raises TextFaults."""
    faults: list[Fault] = []
    subject: tuple[Piece, ...] | None = None
    body: list[Line] = []
    for number, line in _lines(text):
        if subject is None:
            if not line.strip():
                continue
            match = _SUBJECT.match(line)
            if match is None or not match[1]:
                message = "An e-mail begins with its subject: write “Subject: …” in the first line."
                raise TextFaults([Fault(number, 1, message)])
            subject = read_pieces(match[1], number, match.start(1) + 1, faults)
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
        """Read the next line; `number` is its number in the text."""
        if line.startswith("#"):
            self._begin(number, line)
        elif not self._sections:
            if line.strip():
                message = (
                    "A script begins with the name of a section: write “# Opening” above this."
                )
                self._fault(number, 1, message)
                # A section without a name, so that only the first such line is a fault.
                self._sections.append(Section("", "", (), (), number))
        elif match := _ALSO.match(line):
            self._also = ", ".join(filter(None, (self._also, match[1].strip())))
        elif match := _ANSWER.match(line):
            self._take_answer(number, match)
        elif line.startswith("? "):
            self._take_question(number, line)
        else:
            self._lines.append(_read_line(line, number, 1, self._faults))

    def script(self) -> Script:
        """Return the script after the last line. Raises TextFaults with all mistakes."""
        self._end()
        if not self._sections and not self._faults:
            self._fault(1, 1, "The text is empty: begin with “# Opening”.")
        script = Script(tuple(self._sections))
        names = [section.name for section in self._sections if section.name]
        for number, character, to in self._targets:
            if script.index(to) is None:
                near = nearest(to, names)
                hint = f"Is “{near}” meant?" if near else f"There are {', '.join(names)}."
                self._fault(number, character, f"There is no section “{to}”. {hint}")
        openings = script.openings if len(script.openings) > 1 else ()
        for number, character, to in self._targets:
            if any(section.name.casefold() == to.casefold() for section in openings):
                message = f"No answer can lead to “{to}”: a lead hears one of the openings only."
                self._fault(number, character, message)
        if self._faults:
            raise TextFaults(self._faults)
        return script

    def _begin(self, number: int, line: str) -> None:
        self._end()
        match = _HEADING.match(line)
        name = match[1] if match else ""
        if not name:
            self._fault(number, 1, "A section needs a name: write “# Opening”.")
        elif any(section.name.casefold() == name.casefold() for section in self._sections):
            self._fault(number, 1, f"There are two sections “{name}”: give one another name.")
        self._sections.append(Section(name, "", (), (), number))

    def _end(self) -> None:
        """Complete the last section with the lines, answers and questions read since it began."""
        if not self._sections:
            return
        begun = self._sections[-1]
        lines = _trim_lines(self._lines)
        if begun.name and not lines and not self._questions:
            self._fault(begun.at, 1, f"The section “{begun.name}” has no text.")
        self._sections[-1] = Section(
            begun.name,
            self._also,
            tuple(lines),
            tuple(self._answers),
            begun.at,
            tuple(self._questions),
        )
        self._lines, self._answers, self._questions, self._also = [], [], [], ""

    def _take_answer(self, number: int, match: re.Match[str]) -> None:
        says, to = match[1], match[2]
        if not says or not to:
            self._fault(number, 1, "An answer is “- what they say -> Section”.")
            return
        if len(self._answers) == ANSWERS:
            message = f"This section has more than {ANSWERS} answers: each needs a digit."
            self._fault(number, 1, message)
            return
        line = _read_line(says, number, match.start(1) + 1, self._faults)
        self._answers.append(Answer(line, to))
        self._targets.append((number, match.start(2) + 1, to))

    def _take_question(self, number: int, line: str) -> None:
        match = _QUESTION.match(line)
        if match is None or not match["asks"]:
            self._fault(number, 1, "A question is “? budget (money): What may it cost?”.")
            return
        name = fold(match["name"])
        if not _NAME.fullmatch(name):
            message = "The name of a question must be a word of up to 30 plain letters: budget."
            self._fault(number, 3, message)
        elif name == OBJECTION:
            self._fault(
                number, 3, "Key J stores the objection card under “objection”: use another name."
            )
        elif name in self._asked:
            self._fault(number, 3, f"There are two questions “{name}”: give one another name.")
        self._asked.add(name)
        word, _, listed = (match["kind"] or AnswerKind.TEXT).partition(":")
        kind = _KINDS.get(" ".join(word.casefold().split()))
        choices = tuple(filter(None, (choice.strip() for choice in listed.split(","))))
        if kind is None:
            known = ", ".join(AnswerKind)
            self._fault(
                number, match.start("kind") + 1, f"There is no kind “{word}”: there are {known}."
            )
            return
        is_whole = 2 <= len(choices) <= ANSWERS if kind is AnswerKind.ONE_OF else not listed
        if not is_whole or len({choice.casefold() for choice in choices}) < len(choices):
            message = (
                f"Write (one of: ours, theirs, none), with 2 to {ANSWERS} answers that differ."
            )
            self._fault(number, match.start("kind") + 1, message)
        asks = read_pieces(match["asks"], number, match.start("asks") + 1, self._faults)
        self._questions.append(Question(name, kind, choices, asks))

    def _fault(self, line: int, character: int, message: str) -> None:
        self._faults.append(Fault(line, character, message))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers, without remarks."""
    if len(text) > LONGEST:
        raise TextFaults([Fault(1, 1, f"The text is longer than {LONGEST:,} letters.")])
    for number, line in enumerate(harmless(text).split("\n"), 1):
        if not line.startswith("//"):
            yield number, line.rstrip()


def _read_line(text: str, number: int, character: int, faults: list[Fault]) -> Line:
    condition: FieldCondition | str = ""
    if match := _IF.match(text):
        condition = _read_condition(match[1].strip(), number, character + match.start(1), faults)
        character += match.end()
        text = text[match.end() :]
    return Line(read_pieces(text, number, character, faults), condition)


def _read_condition(
    text: str, number: int, character: int, faults: list[Fault]
) -> FieldCondition | str:
    if match := _FIELD_CONDITION.fullmatch(text):
        key = fold(match[2] or match[3] or match[4])
        if match[2] and key not in KNOWN:
            near = nearest(key, KNOWN)
            hint = f"Is “{near}” meant?" if near else f"There are {', '.join(sorted(KNOWN))}."
            message = (
                f"There is no field “{match[2]}”. {hint} "
                f'A column of your own file goes in quotes: [if "{match[2]}"].'
            )
            faults.append(Fault(number, character, message))
        return FieldCondition(key, is_known=match[1] is None)
    from console.rules.screening.expressions import read_screening  # late: few conditions need it

    try:
        # Any instant will do: only mistakes in the text matter here.
        read_screening(text, ASKED, datetime(2026, 1, 1, tzinfo=UTC))
    except ScreeningError as error:
        message = f"This condition cannot be read. {error.message}"
        faults.append(Fault(number, character + error.position, message))
    return text


def _trim_lines(lines: list[Line]) -> list[Line]:
    """Return the lines without empty ones around them, and with single empty lines between."""
    trimmed: list[Line] = []
    for line in lines:
        if line.pieces or (trimmed and trimmed[-1].pieces):
            trimmed.append(line)
    while trimmed and not trimmed[-1].pieces:
        trimmed.pop()
    return trimmed


def _draw(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
