"""Write calls and do-not-call requests into EspoCRM. Needs ESPOCRM_URL and ESPOCRM_KEY.

vendor_id is EspoCRM's id of the record. Not tried with a live account; written from the public
documentation of the API.
"""

from __future__ import annotations

from console.hooks.crm.common import Data, call, key_of, run, setting, utc, value_in

OBJECT = "Lead"
"""The entity of your people: Lead, Contact or Account."""


def deliver(event_type: str, data: Data) -> bool:
    if event_type not in {"call.ended", "do_not_call.added", "test"}:
        return False
    base = f"{setting('ESPOCRM_URL')}/api/v1"
    headers = {"X-Api-Key": setting("ESPOCRM_KEY")}
    if event_type == "test":
        call("GET", f"{base}/App/user", headers)
        return True
    record = f"{base}/{OBJECT}/{key_of(data)}"
    if event_type == "do_not_call.added":
        call("PUT", record, headers, {"doNotCall": True})
        return True
    row = call("GET", record, headers)
    body = {
        "name": f"Call: {data['outcome']}",
        "status": "Held" if data["is_contact"] else "Not Held",
        "direction": "Outbound",
        "dateStart": utc(data["dialled_at"]),
        "dateEnd": utc(data["ended_at"]),
        "parentType": OBJECT,
        "parentId": value_in(row, "id"),
        "description": data.get("note") or "",
    }
    call("POST", f"{base}/Call", headers, body)
    return True


if __name__ == "__main__":
    run(deliver)
