"""Judge which leads may be called now, for a list that leaves this program."""

from collections.abc import Mapping
from datetime import datetime

from console.cards.lead import JudgedPhone
from console.desk.cards.lead_card import judged_to_call
from console.judging.place_openings import Openings
from db.engine.database import Connection
from db.enums import VerdictKind
from db.leads.records import read_lead
from db.leads.screening import Where
from db.reports.exports import ids_to_judge


def callable_now(
    connection: Connection, screened: Where | None, now: datetime
) -> Mapping[int, JudgedPhone]:
    """Return by lead id the number that may be called, with its verdict.

    Each lead is judged whole, as before a dial: lists, caps and rests too. A lead on somebody's
    screen is left out.
    """
    openings = Openings()
    openings.update(connection, now)
    judged: dict[int, JudgedPhone] = {}
    for lead_id in ids_to_judge(connection, openings.open_places(), screened, now):
        lead = read_lead(connection, lead_id)
        if lead is None:
            continue
        openings.learn(connection, [number.place_id for number in lead.numbers])
        phone = judged_to_call(connection, lead, openings, now)
        if phone.verdict.kind is VerdictKind.CALL:
            judged[lead_id] = phone
    return judged
