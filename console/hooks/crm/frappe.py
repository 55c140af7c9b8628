"""Write calls and do-not-call requests into Frappe CRM.

Needs FRAPPE_URL, FRAPPE_KEY and FRAPPE_SECRET, and a hook with --fields number. vendor_id is the
name of the lead there, such as CRM-LEAD-2026-00001. Not tried with a live account; written from the
public documentation and source.
"""

from __future__ import annotations

import os

from console.hooks.crm.common import Data, call, give_up, key_of, run, setting, utc, value_in

OBJECT = "CRM Lead"

DO_NOT_CALL = ""
"""Your own check field of leads for "do not call"."""

FROM = "smiledial"
"""The number that calls, as the log of calls names it."""

STATUSES = {"busy": "Busy", "no_answer": "No Answer", "voicemail": "No Answer"}
"""Frappe's status for each of our outcomes; Completed for the others."""


def deliver(event_type: str, data: Data) -> bool:
    if event_type not in {"call.ended", "do_not_call.added", "test"}:
        return False
    base = f"{setting('FRAPPE_URL')}/api/resource"
    headers = {"Authorization": f"token {setting('FRAPPE_KEY')}:{setting('FRAPPE_SECRET')}"}
    if event_type == "test":
        call("GET", f"{setting('FRAPPE_URL')}/api/method/frappe.auth.get_logged_user", headers)
        return True
    lead = f"{base}/{OBJECT.replace(' ', '%20')}/{key_of(data)}"
    if event_type == "do_not_call.added":
        if not DO_NOT_CALL:
            give_up("DO_NOT_CALL at the top of this script names no field of yours.")
        call("PUT", lead, headers, {DO_NOT_CALL: 1})
        return True
    if not data.get("number"):
        give_up("Frappe wants the number of a call: add the hook with --fields number.")
    row = call("GET", lead, headers)
    body = {
        "id": os.environ["SMILEDIAL_EVENT_ID"],
        "from": FROM,
        "to": data["number"],
        "type": "Outgoing",
        "status": STATUSES.get(data["outcome"], "Completed"),
        "duration": data["seconds"],
        "start_time": utc(data["dialled_at"]),
        "end_time": utc(data["ended_at"]),
        "reference_doctype": OBJECT,
        "reference_docname": value_in(row, "data", "name"),
    }
    call("POST", f"{base}/CRM%20Call%20Log", headers, body)
    return True


if __name__ == "__main__":
    run(deliver)
