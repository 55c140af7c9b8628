"""Reasons that follow from the answers of the reassigned numbers database (47 CFR 64.1200(l)).

The database says whether a number was permanently cut off since a day, so that somebody else may
have it now. A `yes` bars the number everywhere. Where a law asks for an answer, only a recent `no`
allows the call.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec.structs import replace

from console.rules.law.statutes import Rule, rules_of
from console.rules.times.calendar_words import say_day
from console.rules.values import Place, Reason, ReassignedAnswer
from console.rules.verdict.schedule import day_of
from console.rules.verdict.sentences import say_lifts, with_doubt
from console.rules.verdict.time_rules import Bound, binds_on, jurisdictions_of
from db.enums import (
    REASSIGNED_ANSWERS,
    EvidenceKind,
    ReasonCode,
    Reassigned,
    RegistryKind,
    VerdictKind,
)

LOAD = "smiledial reassigned import FILE"
CITATION = "47 CFR 64.1200(l)"
_STRICTEST_LAST = (Reassigned.NO, Reassigned.NO_DATA, Reassigned.YES)


def answer_among(hits: Iterable[tuple[RegistryKind, date]]) -> ReassignedAnswer | None:
    """Return the answer that counts for a number: the newest; of the same day, the strictest.

    A `yes` holds until a newer `no`: that the database cannot tell says nothing against it.
    """
    answers = sorted(
        (ReassignedAnswer(REASSIGNED_ANSWERS[kind], on) for kind, on in hits if kind in ANSWERS),
        key=lambda answer: (answer.on, _STRICTEST_LAST.index(answer.answer)),
    )
    decided = [answer for answer in answers if answer.answer is not Reassigned.NO_DATA]
    if decided and decided[-1].answer is Reassigned.YES:
        return decided[-1]
    return answers[-1] if answers else None


ANSWERS = frozenset(REASSIGNED_ANSWERS)


def with_answer(place: Place, hits: Iterable[tuple[RegistryKind, date]]) -> Place:
    """Return the place for a number with these hits, with the answer if that can matter there.

    Without the others, numbers of other states go on sharing one place.
    """
    answer = answer_among(hits)
    if answer is not None and answer.answer is not Reassigned.YES and not _is_asked(place):
        answer = None
    return place if place.reassigned == answer else replace(place, reassigned=answer)


def _is_asked(place: Place) -> bool:
    """Return whether a law there asks for an answer before such a call."""
    return any(
        rule.reassigned_days and place.kind in rule.kinds
        for jurisdiction in jurisdictions_of(place)
        for rule in rules_of(jurisdiction)
    )


def reassigned_reasons(bound: Bound, place: Place, days: tuple[int, ...]) -> Iterator[Reason]:
    """Yield a reason for a `yes`, and one for each law that lacks a recent `no`."""
    answer = place.reassigned
    if answer is not None and answer.answer is Reassigned.YES and not _is_outdated(answer, place):
        yield Reason(
            ReasonCode.REASSIGNED,
            VerdictKind.NEVER,
            f"The reassigned numbers database said on {say_day(answer.on)} that this number was "
            "cut off, so somebody else may have it now. Only a newer “no” or newer evidence lifts "
            f"this: {LOAD}, or smiledial consent add.",
            "smiledial/reassigned",
            CITATION,
        )
        return
    for rule in bound.rules:
        if not rule.reassigned_days or not binds_on(rule, place, days):
            continue
        if gap := _gap(answer, rule, days):
            yield Reason(
                ReasonCode.REASSIGNED_UNKNOWN,
                VerdictKind.UNKNOWN,
                with_doubt(
                    f"{rule.name} allows a sales call to a consumer only after a “no” of the "
                    f"reassigned numbers database, and {gap}: {LOAD}. Not needed with "
                    f"{say_lifts(rule)}, recorded by smiledial consent add.",
                    rule,
                ),
                rule.id,
                rule.citation,
            )


def answers_used_on(bound: Bound, place: Place, days: tuple[int, ...]) -> Iterator[str]:
    """Yield what answer a law asks for and has: "US-ME/reassigned answered no on DATE"."""
    answer = place.reassigned
    for rule in bound.rules if answer else ():
        if answer and rule.reassigned_days and not _gap(answer, rule, days):
            yield f"{rule.id} answered no on {answer.on:%Y-%m-%d}"


def _is_outdated(answer: ReassignedAnswer, place: Place) -> bool:
    """Return whether evidence about the number is newer than the answer."""
    return any(
        evidence.on > answer.on and evidence.kind is not EvidenceKind.STATED
        for evidence in place.evidence
    )


def _gap(answer: ReassignedAnswer | None, rule: Rule, days: tuple[int, ...]) -> str:
    """Return what is wrong with an answer for calls on these days, "" if nothing is."""
    if answer is None:
        return "none is loaded for this number. Ask the database, and load its answer"
    on = say_day(answer.on)
    if answer.answer is Reassigned.NO_DATA:
        return f"its answer of {on} was “no data”. Ask again with a later date, and load the answer"
    if answer.answer is Reassigned.YES:
        return f"its answer of {on} was “yes”. Ask again with a later date, and load the answer"
    ages = [day - day_of(answer.on) for day in days]
    if max(ages, default=0) > rule.reassigned_days:
        return (
            f"that of {on} is older than {rule.reassigned_days} days. Ask again, and load the "
            "answer"
        )
    # A day may have begun at the firm and not there: the answer of that day is not from later.
    if min(ages, default=0) < -1:
        return f"that of {on} came after the call"
    return ""
