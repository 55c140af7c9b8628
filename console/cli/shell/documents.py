"""What commands print as JSON: keys are snake_case and stay as they are."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypedDict

from msgspec.structs import asdict

from console.cards.callbacks import CallbackCard
from console.cards.lead import Card, PhoneLine
from console.cards.plan import Plan
from console.cards.session import SessionCard
from console.cards.summary import Summary
from console.cards.waiting import Blocked, CallableCounts, Nobody, OwnedLeads, by_reason
from console.desk.queue.unplaced import remedies
from console.judging.documents import instant, verdict_document
from console.view.sessions.reach_hours import DAYS
from db.columns import Document
from db.reports.call_counts import SUMMED, TIMES

if TYPE_CHECKING:
    from console.rules.shift.best_hours import BestHours, Rate
    from console.supervision.reports.calls import Report, ReportRow


class BlockedDocument(TypedDict):
    """Leads that may not be called now, for one reason."""

    code: str
    count: int
    opens_at: str | None


def card_document(card: Card) -> Document:
    """A lead, then the verdict on its number with the keys that `check` has."""
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
            "lists": [
                {
                    "name": status.name,
                    "text": status.text,
                    "as_of": status.as_of.isoformat() if status.as_of else None,
                    "is_clear": status.is_clear,
                }
                for status in card.lists
            ],
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
        "owned": [owned_document(one) for one in why.owned],
        "remedies": [asdict(one) for one in remedies(why.blocked, why.to_mend)],
    }


def owned_document(one: OwnedLeads) -> Document:
    return {
        "owner": one.owner,
        "callable": one.callable,
        "later": one.later,
        "trouble": one.trouble or None,
    }


def session_document(session: SessionCard) -> Document:
    return {**_plain(session), "done": session.done}


def callback_document(callback: CallbackCard) -> Document:
    verdict = verdict_document(callback.verdict)
    return {**_plain(callback), "zone": callback.zone or None, "verdict": verdict}


def plan_document(plan: Plan) -> Document:
    texts = {one.code: one.text for one in plan.unplaced}
    return {
        "dissolved": plan.dissolved,
        "sessions": [session_document(one) for one in plan.sessions],
        "best_hours": [best_document(one) for one in plan.best],
        "unplaced": [
            {**document, "text": texts[document["code"]]}
            for document in blocked_documents(plan.unplaced)
        ],
    }


def best_document(one: "BestHours") -> Document:
    """Hours that reach more people; shares are of a hundred dials."""

    return {
        "kind": one.kind,
        "weekdays": [DAYS[day].lower() for day in one.weekdays],
        "opens": one.opens,
        "closes": one.closes,
        **rate_document(one.best),
        "others": round(one.others, 1),
    }


def rate_document(rate: "Rate") -> Document:
    """`reach` and the ends of its interval are of a hundred dials."""
    low, high = rate.interval
    return {
        "dials": rate.dials,
        "reached": rate.reached,
        "reach": round(rate.share, 1),
        "low": round(low, 1),
        "high": round(high, 1),
    }


def report_document(report: "Report") -> Document:

    def row(one: "ReportRow") -> Document:
        values: Document = {"id": one.id, "name": one.name, "people": one.people}
        values |= {"then_id": one.then_id, "then": one.then} if one.then else {}
        counts = one.counts
        values |= {name: getattr(counts, name) for name in SUMMED}
        values |= {name: getattr(counts, name) // 1_000_000 for name in TIMES}
        return {**values, "first_at": instant(one.first_at), "last_at": instant(one.last_at)}

    total = row(report.total)
    del total["id"], total["name"]
    return {
        "since": instant(report.scope.since.astimezone(UTC)),
        "until": instant(report.scope.until.astimezone(UTC)),
        "agents": report.agents,
        "total": total,
        "rows": [row(one) for one in report.rows],
    }


def summary_document(summary: Summary) -> Document:
    counts = {"outcomes": dict(summary.outcomes), "rang_in": dict(summary.rang_in)}
    calls = [{"at": instant(one.at), "outcome": one.outcome} for one in summary.calls]
    return {**_plain(summary), **counts, "calls": calls}


def blocked_documents(blocked: tuple[Blocked, ...]) -> list[BlockedDocument]:
    """One count per reason, with the first opening of any of its leads."""
    return [
        {"code": one.code, "count": one.count, "opens_at": instant(one.opens_at)}
        for one in by_reason(blocked)
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


def _plain(card: CallbackCard | SessionCard | Summary) -> Document:
    return {
        name: instant(value) if isinstance(value, datetime) else value
        for name, value in asdict(card).items()
    }
