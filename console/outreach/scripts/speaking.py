"""Fill a script or a template for one lead, and leave out lines that are not for this lead.

The values come from the lead, the firm's settings, and the agent.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from console.files.fields.lead_fields import ASKED, OF_ROW
from console.outreach.scripts.merge_fields import fill, fold, unknown_in
from console.outreach.scripts.script import FieldCondition, Line, Script, Section, Template
from console.rules.law.disclosures import greeting, spoken_name
from console.rules.screening.matching import Screened, fits
from console.rules.shift.answers import AnswerKind
from console.rules.text import clean_line
from console.rules.times.windows import load_zone
from db.conditions import ANSWERS, Asked
from db.leads.records import LeadFacts


class SpokenAnswer(Struct, frozen=True):
    """An answer that the person may give, and the index of the section it leads to."""

    says: str
    to: int


class SpokenQuestion(Struct, frozen=True):
    """A question, and how its answer is typed (`console.rules.shift.answers`)."""

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
    """The lead for whom a text is filled. `values` are one-line texts by the key of the field.

    `screened` is called only for a condition that is more than the name of a field.
    """

    values: Mapping[str, str]
    screened: Callable[[], Screened]
    now: datetime
    zone: str = "UTC"


def speak(script: Script, listener: Listener) -> tuple[SpokenSection, ...]:
    """Return the sections of a script, filled for a lead."""
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
                SpokenQuestion(
                    question.name,
                    question.kind,
                    question.choices,
                    fill(question.asks, listener.values),
                )
                for question in section.questions
            ),
        )
        for section in script.sections
    )


def _with_questions(text: str, section: Section) -> str:
    """Return the section's text with a line that names the answers to store."""
    if not section.questions:
        return text
    names = ", ".join(question.name.replace("_", " ") for question in section.questions)
    return f"{text}\n(Key A keeps: {names}.)".lstrip("\n")


def write(template: Template, listener: Listener) -> tuple[str, str]:
    """Return the subject and the text of an e-mail."""
    subject = clean_line(fill(template.subject, listener.values))
    return subject, _text(template.lines, listener)


def unknown_to(template: Template, listener: Listener) -> list[str]:
    """Return the unknown fields without a fallback in an e-mail, which then must not be sent."""
    lines = [line.pieces for line in template.lines if _is_for(line, listener)]
    unknown = [unknown_in(pieces, listener.values) for pieces in (template.subject, *lines)]
    return sorted({key for keys in unknown for key in keys})


def _text(lines: Iterable[Line], listener: Listener) -> str:
    texts = [
        fill(line.pieces, listener.values).rstrip() for line in lines if _is_for(line, listener)
    ]
    trimmed: list[str] = []
    for line in texts:
        if line or (trimmed and trimmed[-1]):
            trimmed.append(line)
    return "\n".join(trimmed).strip("\n")


def _is_for(line: Line, listener: Listener) -> bool:
    condition = line.condition
    if not condition:
        return True
    if isinstance(condition, FieldCondition):
        return bool(listener.values.get(condition.key)) is condition.is_known
    from console.rules.screening.expressions import read_screening  # late: few conditions need it

    return fits(read_screening(condition, ASKED, listener.now, listener.zone), listener.screened())


def listener_of(
    lead: LeadFacts, settings: Mapping[str, object], agent: str, zone: str, now: datetime
) -> Listener:
    """Return the listener for a lead's texts. `zone` is the lead's, "" if it is unknown."""
    # Later values win: no answer or column of a file can replace a value of the firm or the lead.
    values = {
        **(lead.answers or {}),
        **{fold(name): clean_line(text) for name, text in lead.extras.items()},
        **firm_values(settings, agent, zone, now),
        **_lead_values(lead),
    }
    return Listener(values, lambda: screened_of(lead), now, zone or "UTC")


def firm_values(
    settings: Mapping[str, object], agent: str, zone: str, now: datetime
) -> dict[str, str]:
    """Return the values that are the same for every lead."""
    hour = now.astimezone(load_zone(zone or "UTC")).hour
    return {
        "agent": spoken_name(agent),
        "firm": str(settings.get("firm_name", "")),
        "offer": str(settings.get("offer", "")),
        "firm_phone": str(settings.get("firm_phone", "")),
        "firm_address": str(settings.get("firm_address", "")),
        "greeting": f"Good {greeting(hour)}",
    }


def screened_of(lead: LeadFacts) -> Screened:
    """Return the lead for a screening in memory, without its places, which only SQL knows."""
    values = {name: getattr(lead, name) for name in OF_ROW if name != "list"}
    numbers = tuple(number.e164 for number in lead.numbers)
    answers = {f"{ANSWERS}{name}": value for name, value in (lead.answers or {}).items()}
    return Screened(
        {**values, "list": lead.list_name}, {"number": numbers}, {**lead.extras, **answers}
    )


def _lead_values(lead: LeadFacts) -> dict[str, str]:
    names = [name for name, kind in OF_ROW.items() if kind is not Asked.INSTANT]
    values = {fold(name): _written(getattr(lead, name)) for name in names if name != "list"}
    return {**values, "list": lead.list_name}


def _written(value: str | int | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else clean_line(str(value))
