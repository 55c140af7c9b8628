"""A script as it is said to one lead: fields filled, lines left out that are not for them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from console.files.fields.lead_fields import ASKED
from console.outreach.scripts.merge_fields import fill, unknown_in
from console.outreach.scripts.script import Bare, Line, Script, Section, Template
from console.rules.screening.matching import Screened, fits
from console.rules.shift.answers import AnswerKind
from console.rules.text import clean_line


class SpokenAnswer(Struct, frozen=True):
    """What they may say, and the index of the section it leads to."""

    says: str
    to: int


class SpokenQuestion(Struct, frozen=True):
    """What is asked, and how its answer is written (`console.rules.shift.answers`)."""

    name: str
    kind: AnswerKind
    choices: tuple[str, ...]
    asks: str


class SpokenSection(Struct, frozen=True):
    name: str
    also: str
    text: str
    answers: tuple[SpokenAnswer, ...]
    questions: tuple[SpokenQuestion, ...] = ()


class Listener(Struct, frozen=True):
    """Whom a text is for. `values` are by the key of the field, each on one line.

    `screened` is asked only where a condition is more than the name of a field.
    """

    values: Mapping[str, str]
    screened: Callable[[], Screened]
    now: datetime
    zone: str = "UTC"


def speak(script: Script, listener: Listener) -> tuple[SpokenSection, ...]:
    return tuple(
        SpokenSection(
            section.name,
            section.also,
            _with_questions(_text(section.lines, listener), section),
            tuple(
                SpokenAnswer(fill(answer.says.pieces, listener.values), to)
                for answer in section.answers
                if _is_for(answer.says, listener) and (to := script.index(answer.to)) is not None
            ),
            tuple(
                SpokenQuestion(one.name, one.kind, one.choices, fill(one.asks, listener.values))
                for one in section.questions
            ),
        )
        for section in script.sections
    )


def _with_questions(text: str, section: Section) -> str:
    """Below what is said, which answers are kept."""
    if not section.questions:
        return text
    names = ", ".join(one.name.replace("_", " ") for one in section.questions)
    return f"{text}\n(Key A keeps: {names}.)".lstrip("\n")


def write(template: Template, listener: Listener) -> tuple[str, str]:
    """The subject and the text of an e-mail."""
    subject = clean_line(fill(template.subject, listener.values))
    return subject, _text(template.lines, listener)


def unknown_to(template: Template, listener: Listener) -> list[str]:
    """The fields of an e-mail that nothing would stand for: it is not fit to send."""
    lines = [line.pieces for line in template.lines if _is_for(line, listener)]
    found = [unknown_in(pieces, listener.values) for pieces in (template.subject, *lines)]
    return sorted({key for keys in found for key in keys})


def _text(lines: Iterable[Line], listener: Listener) -> str:
    said = [
        fill(line.pieces, listener.values).rstrip() for line in lines if _is_for(line, listener)
    ]
    kept: list[str] = []
    for line in said:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")


def _is_for(line: Line, listener: Listener) -> bool:
    condition = line.condition
    if not condition:
        return True
    if isinstance(condition, Bare):
        return bool(listener.values.get(condition.key)) is condition.is_known
    from console.rules.screening.expressions import read_screening

    return fits(read_screening(condition, ASKED, listener.now, listener.zone), listener.screened())
