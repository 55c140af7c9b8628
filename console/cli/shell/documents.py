"""The JSON documents of commands. Programs read them: keys are snake_case and never change."""

from datetime import UTC, datetime
from typing import TypedDict

from msgspec import to_builtins
from msgspec.structs import asdict

from console.cards.agent_day import Summary
from console.cards.lead import Card, PhoneLine
from console.cards.promises import AppointmentCard, CallbackCard
from console.cards.waiting import (
    Blocked,
    CallableCounts,
    Nobody,
    OwnedLeads,
    Plan,
    SessionCard,
    by_reason,
)
from console.desk.queue.unplaced import remedies
from console.judging.documents import instant, verdict_document
from console.rules.shift.best_hours import BestHours, Rate
from console.supervision.reports.calls import Report, ReportRow
from console.view.sessions.reach_hours import DAYS
from db.columns import Document
from db.reports.call_counts import SUMMED, TIMES


class BlockedDocument(TypedDict):
    """Leads that may not be called now, for one reason."""

    code: str
    count: int
    opens_at: str | None


def card_document(card: Card) -> Document:
    """Return a lead and the verdict on its number, which has the keys of `check --json`."""
    return {
        "lead": {
            "lead_id": card.lead_id,
            "name": card.name,
            "headline": card.headline,
            "kind": card.kind,
            "list": card.list_name,
            "notes": card.notes,
            "facts": dict(card.facts),
            "dials": card.dials,
            "noes": card.noes,
            "last_dialled_at": instant(card.last_dialled_at),
            "zone": card.zone or None,
            "why_now": card.why_now or None,
            "phone": _phone_document(card.phone),
            "other_phones": [_phone_document(phone) for phone in card.other_phones],
            "lists": to_builtins(card.lists),
        },
        "number": card.phone.e164,
        **verdict_document(card.verdict),
    }


def nobody_document(nobody: Nobody) -> Document:
    return {
        "lead": None,
        "at": instant(nobody.at),
        "opens_at": instant(nobody.opens_at),
        "blocked": blocked_documents(nobody.blocked),
    }


def why_document(why: CallableCounts) -> Document:
    return {
        "at": instant(why.at),
        "callable": why.callable,
        "blocked": blocked_documents(why.blocked),
        "owned": [owned_document(row) for row in why.owned],
        "remedies": [asdict(row) for row in remedies(why.blocked, why.to_mend)],
    }


def owned_document(owned: OwnedLeads) -> Document:
    return {**asdict(owned), "trouble": owned.trouble or None}


def session_document(session: SessionCard) -> Document:
    return {**_plain(session), "done": session.done}


def callback_document(callback: CallbackCard) -> Document:
    verdict = verdict_document(callback.verdict)
    return {**_plain(callback), "zone": callback.zone or None, "verdict": verdict}


def appointment_document(card: AppointmentCard) -> Document:
    """Return an appointment as JSON."""
    return {**_plain(card), "status": card.status.value, "way": card.way.value}


def plan_document(plan: Plan) -> Document:
    texts = {row.code: row.text for row in plan.unplaced}
    return {
        "dissolved": plan.dissolved,
        "sessions": [session_document(row) for row in plan.sessions],
        "best_hours": [best_document(row) for row in plan.best],
        "unplaced": [
            {**document, "text": texts[document["code"]]}
            for document in blocked_documents(plan.unplaced)
        ],
    }


def best_document(hours: BestHours) -> Document:
    """Return hours in which more people are reached. Shares are of a hundred dials."""
    return {
        "kind": hours.kind,
        "weekdays": [DAYS[day].lower() for day in hours.weekdays],
        "opens": hours.opens,
        "closes": hours.closes,
        **rate_document(hours.best),
        "others": round(hours.others, 1),
    }


def rate_document(rate: Rate) -> Document:
    """Return a rate. `reach` and the ends of its interval are of a hundred dials."""
    low, high = rate.interval
    return {
        "dials": rate.dials,
        "reached": rate.reached,
        "reach": round(rate.share, 1),
        "low": round(low, 1),
        "high": round(high, 1),
    }


def report_document(report: Report) -> Document:
    def row(line: ReportRow) -> Document:
        values: Document = {"id": line.id, "name": line.name, "people": line.people}
        values |= {"then_id": line.then_id, "then": line.then} if line.then else {}
        counts = line.counts
        values |= {name: getattr(counts, name) for name in SUMMED}
        values |= {name: getattr(counts, name) // 1_000_000 for name in TIMES}
        values["talks"] = counts.conversations  # `conversations` stays for one release
        return {**values, "first_at": instant(line.first_at), "last_at": instant(line.last_at)}

    total = row(report.total)
    del total["id"], total["name"]
    return {
        "since": instant(report.scope.since.astimezone(UTC)),
        "until": instant(report.scope.until.astimezone(UTC)),
        "agents": report.agents,
        "total": total,
        "rows": [row(line) for line in report.rows],
    }


def summary_document(summary: Summary) -> Document:
    counts = {"outcomes": dict(summary.outcomes), "rang_in": dict(summary.rang_in)}
    calls = [{"at": instant(call.at), "outcome": call.outcome} for call in summary.calls]
    # `conversations` stays for one release.
    return {**_plain(summary), "talks": summary.conversations, **counts, "calls": calls}


def blocked_documents(blocked: tuple[Blocked, ...]) -> list[BlockedDocument]:
    """Return a count for each reason, with the first opening of any of its leads."""
    return [
        {"code": reason.code, "count": reason.count, "opens_at": instant(reason.opens_at)}
        for reason in by_reason(blocked)
    ]


def _phone_document(phone: PhoneLine) -> Document:
    return {
        "number": phone.e164,
        "extension": phone.extension,
        "shown": phone.shown,
        "label": phone.label,
        "line": phone.line.value,
        "status": phone.status.value,
    }


def _plain(card: AppointmentCard | CallbackCard | SessionCard | Summary) -> Document:
    return {
        name: instant(value) if isinstance(value, datetime) else value
        for name, value in asdict(card).items()
    }
