"""The plain console at a terminal: lines in, lines out, and no cursor movement.

Its first start asks how to begin, then about agent and firm.
"""

import asyncio
import re
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from select import select

from console.cards.lead import Card
from console.firm.personal_settings import Personal
from console.firm.settings import HOME_COUNTRY
from console.outreach.external_programs import digits, fill_template, open_address, start
from console.plain.conversation import Ask, Say
from console.supervision.firm.first_questions import Answers, Question, UnreadAnswerError, read_all
from console.trouble import BadInput
from console.view.start.first_start import (
    ADDRESS_HINT,
    CONNECTING,
    FORM_HINT,
    FORM_TITLE,
    WAYS,
    WELCOME,
    QuestionsFor,
    StartChoice,
    read_way,
)
from console.view.state.pasted_text import AT_ONCE, is_pasted
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble

BACK = "<"


def begin(say: Say, ask: Ask, asked: QuestionsFor) -> StartChoice | None:
    """Ask how to begin. Return None, with nothing written, if the agent leaves."""
    say(f"{WELCOME} Enter alone leaves.")
    for offer in WAYS:
        say(f"{offer.name}: {offer.text}")
    say(ADDRESS_HINT)
    while typed := (ask("How to begin> ") or "").strip():
        try:
            way = read_way(typed)
            if way.is_sample:
                return StartChoice(way, {})
            if way.database:
                say(CONNECTING)
            questions = asked(way)
        except (BadInput, DatabaseTrouble) as trouble:
            say(clean(str(trouble)))
            continue
        answers = ask_about(say, ask, questions)
        if answers is not None:
            return StartChoice(way, answers)
    return None


def ask_about(say: Say, ask: Ask, questions: Sequence[Question]) -> Answers | None:
    """Ask all questions.

    Return the valid answers, or None if the agent goes back or the input ends.
    """
    if not questions:
        return {}
    say(f"{FORM_TITLE}. Enter accepts a line. {FORM_HINT} {BACK} goes back, - empties a line.")
    typed = {question.name: clean(question.answer) for question in questions}
    at = 0
    while 0 <= at < len(questions):
        question = questions[at]
        say(f"{question.label}: {question.why}.{_words(question)}")
        line = ask(f"{question.label} [{typed[question.name]}]> ")
        if line is None:
            return None
        text = clean(line)
        if text == BACK:
            at -= 1
            continue
        before = typed[question.name]
        typed[question.name] = "" if text == "-" else text or before
        try:
            read_all({name: typed[name] for name in typed if name in {question.name, HOME_COUNTRY}})
        except (UnreadAnswerError, BadInput) as error:
            typed[question.name] = before
            say(clean(str(error)))
            continue
        at += 1
    return None if at < 0 else typed


def _words(question: Question) -> str:
    if not question.words:
        return ""
    return " One of " + ", ".join(f"{value} ({label})" for value, label in question.words) + "."


NO_LETTER = "Keys without a letter do nothing here. A question mark lists what to type."

TAKES = "y takes them as one text, Enter leaves them"

_PRESSED = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O[@-~])")
"""What a terminal sends for a function key or an arrow."""


def without_keys(typed: str) -> str:
    """Remove function keys and arrows from a typed line."""
    return _PRESSED.sub("", typed)


class Lines:
    """Reads and prints lines.

    A line printed during a prompt gets a line of its own, and the prompt is repeated after it.
    """

    def __init__(self) -> None:
        self._prompt = ""
        self._ahead: deque[str] = deque()
        """Lines typed before they were asked for."""

    def say(self, text: str) -> None:
        sys.stdout.write(f"\n{text}\n{self._prompt}" if self._prompt else f"{text}\n")
        sys.stdout.flush()

    def ask(self, prompt: str) -> str | None:
        """Return what is typed after the prompt, or None at the end of the input or on Ctrl-C.

        A line of only function keys or arrows is asked again: an empty line might dial. Pasted
        lines become one text, with line breaks, once the agent confirms.
        """
        self._prompt = prompt
        try:
            while True:
                typed = self._hear(prompt)
                if typed is None:
                    continue
                text = without_keys(typed)
                if text or not typed:
                    return text
                sys.stdout.write(f"{NO_LETTER}\n")
        except (EOFError, KeyboardInterrupt, OSError):
            sys.stdout.write("\n")
            return None
        except UnicodeDecodeError:
            return "?"
        finally:
            self._prompt = ""

    def _hear(self, prompt: str) -> str | None:
        """Return a typed line or a confirmed paste, or None if the agent rejects the paste."""
        if self._ahead:
            sys.stdout.write(f"{prompt}{self._ahead[0]}\n")
            return self._ahead.popleft()
        first, *behind = lines = [input(prompt), *_already_there()]
        if not behind or not is_pasted("\n".join(lines)):
            self._ahead.extend(behind)
            return first
        while True:
            reply = without_keys(input(f"{len(lines)} lines at once can’t be keys: {TAKES}> "))
            if not reply:
                return None
            if reply.casefold() in {"y", "yes"}:
                return "\n".join(map(without_keys, lines))
            # The last pasted line had no line break, so it ended up in this prompt.
            lines += [reply, *_already_there()]


def _already_there() -> list[str]:
    """Return the lines that a terminal sent right after the first. Leave a script's input alone."""
    lines: list[str] = []
    if sys.platform != "win32":  # on Windows, select works only on sockets
        with suppress(EOFError):
            while sys.stdin.isatty() and select([sys.stdin], [], [], AT_ONCE)[0]:
                lines.append(input())
    return lines


def use_what_letters_there_are() -> None:
    """Replace characters that the terminal's encoding lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def hand_over(card: Card, personal: Personal) -> str:
    """Give the number to the agent's phone, according to the settings, and say so."""
    number = digits(card.phone.e164)
    by_hand = f"Dial {card.phone.shown}."
    if personal.hand_off == "open":
        address = fill_template(personal.address or "tel:{number}", number)
        if asyncio.run(open_address(address)):
            return "The number is handed to your phone."
        return f"Nothing here opens {address}. {by_hand}"
    if personal.hand_off == "command":
        try:
            start([fill_template(part, number) for part in personal.command])
        except (OSError, ValueError) as error:
            return f"{personal.command[0]} did not start ({error}). {by_hand}"
        return f"The number is handed to {personal.command[0]}."
    return by_hand
