"""The answer to a row of a screened file, and how it is written."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from math import inf

from console.files.fields.columns.layout import PREFIX
from console.judging.documents import VerdictDocument, instant, verdict_document
from console.rules.values import Place, Reason, Verdict
from console.rules.verdict.verdict import tzdata_version
from db.enums import ReasonCode, VerdictKind

ANSWER_COLUMNS = (
    "number",
    "verdict",
    "opens_at",
    "closes_at",
    "zones",
    "jurisdictions",
    "reasons",
)


class Answer:
    """A verdict as it is written: `cells` under ANSWER_COLUMNS but the number, or a document.

    Without `has_instant` the row's own instant could not be read, and its clocks are left out.
    """

    def __init__(self, verdict: Verdict, *, has_instant: bool = True) -> None:
        self.verdict = verdict
        self.has_instant = has_instant

    @cached_property
    def cells(self) -> list[str]:
        verdict = self.verdict
        return [
            verdict.kind.value,
            instant(verdict.opens_at) or "",
            instant(verdict.closes_at) or "",
            "; ".join(zone.value for zone in verdict.zones),
            "; ".join(one.value for one in verdict.jurisdictions),
            "; ".join(dict.fromkeys(reason.code.value for reason in verdict.reasons)),
        ]

    @cached_property
    def document(self) -> VerdictDocument:
        document = verdict_document(self.verdict)
        if not self.has_instant:
            document["at"] = None
            for zone in document["zones"]:
                zone["local"] = None
        return document


def strictness(answer: Answer) -> tuple[int, float, float]:
    """Least of the answer that holds where there are several: the worst, the last to open, the
    first to close."""
    verdict = answer.verdict
    opens = -verdict.opens_at.timestamp() if verdict.opens_at else -inf
    closes = verdict.closes_at.timestamp() if verdict.closes_at else inf
    return [*VerdictKind].index(verdict.kind), opens, closes


def name_apart(names: Iterable[str], taken: Sequence[str]) -> tuple[str, ...]:
    """Names for columns of ours beside those that are taken: such a one gets the prefix."""
    given = set(taken)
    apart = []
    for name in names:
        own = name
        while own in given:
            own = PREFIX + own
        given.add(own)
        apart.append(own)
    return tuple(apart)


def refusal(text: str, at: datetime) -> Answer:
    """The answer to a row without a number that can be read."""
    reason = Reason(
        ReasonCode.INVALID_NUMBER,
        VerdictKind.NEVER,
        text,
        "smiledial/number",
        "the country's numbering plan",
    )
    return Answer(Verdict(reason.kind, at, (reason,), (), (), tzdata_version()))


def refuse_at(text: str, place: Place, now: datetime) -> Answer:
    """The answer to a row whose instant cannot be read: no hour was asked about."""
    reason = Reason(
        ReasonCode.NO_ZONE, VerdictKind.UNKNOWN, text, "smiledial/instant", "the row's own column"
    )
    verdict = Verdict(
        reason.kind, now, (reason,), place.zones, place.jurisdictions, tzdata_version()
    )
    return Answer(verdict, has_instant=False)
