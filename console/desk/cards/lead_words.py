"""What the words of a lead say against calling: a request that is unread, hours to avoid."""

from console.rules.requests.gate import is_flag_column, may_request
from db.engine.database import Connection
from db.leads.records import LeadFacts
from db.leads.typed_words import NOTHING_TYPED, typed_words


def request_of(connection: Connection, lead: LeadFacts) -> tuple[str, str] | None:
    """Return the words that may be a request not to be called, as `Standing.request`."""
    is_new = not (lead.dials or lead.reached or lead.noes or lead.due_at)
    # About a lead that nobody has called or skipped, no agent has typed anything but a draft.
    typed = NOTHING_TYPED if is_new else typed_words(connection, lead.id)
    # A marked lead may have its doubt in a yes or no, which only a column's name explains.
    is_marked = any('"request_unread"' in number.place for number in lead.numbers)
    texts = (lead.notes, lead.draft, *lead.extras.values(), *typed.notes)
    # A lead of an older version has no mark yet, and an agent's own login may not set one.
    has_flags = any(map(is_flag_column, lead.extras))
    if not (is_marked or has_flags or any(map(may_request, texts))):
        return None
    # late: few leads have such a word
    from console.judging.request_doubts import find_doubt

    return find_doubt(connection, lead.id, lead.notes, lead.extras, lead.draft)


def limit_of(lead: LeadFacts) -> tuple[str, str] | None:
    """Return the words that ask for no calls at some hours, as `Standing.limit`."""
    if not any(map(may_request, (lead.notes, *lead.extras.values()))):
        return None
    # late: few leads have such a word
    from console.files.fields.request_doubts import find_limit

    return find_limit(lead.notes, lead.extras)
