"""Write calls and do-not-call requests into HubSpot. Needs HUBSPOT_TOKEN (a private app's token).

Not tried with a live account; written from the public documentation of the Calls API, 2026-03.
"""

from __future__ import annotations

from console.hooks.crm.common import Data, call, key_of, run, setting, value_in

ID_PROPERTY = ""
"""The unique property that holds the vendor_id; "" where it is HubSpot's own Record ID."""

DO_NOT_CALL = "do_not_call"
"""Your own property for people who must not be called: a single checkbox."""

CALL_TO_CONTACT = 194
"""HubSpot's type of the link from a call to a contact."""

DISPOSITIONS = {
    "voicemail": "b2cf5968-551e-4856-9783-52b3da59a7d0",
    "no_answer": "73a0d17f-1163-4015-bdd5-ec830791da20",
    "busy": "9d9162e7-6cf3-4944-bf63-4dff82258764",
    "wrong_number": "17b47fee-58de-441e-a44c-c6300d46f273",
}
"""HubSpot's outcome for each of ours; CONNECTED for the others with a conversation."""

CONNECTED = "f240bbac-87c9-4f6e-bf70-924b57d47db7"


def deliver(event_type: str, data: Data) -> bool:
    if event_type not in {"call.ended", "do_not_call.added", "test"}:
        return False
    base = setting("HUBSPOT_URL", "https://api.hubapi.com") + "/crm/objects/2026-03"
    headers = {"Authorization": f"Bearer {setting('HUBSPOT_TOKEN')}"}
    if event_type == "test":
        call("GET", f"{base}/contacts?limit=1", headers)
        return True
    by = f"?idProperty={ID_PROPERTY}" if ID_PROPERTY else ""
    contact = f"{base}/contacts/{key_of(data)}{by}"
    if event_type == "do_not_call.added":
        call("PATCH", contact, headers, {"properties": {DO_NOT_CALL: "true"}})
        return True
    record = call("GET", contact, headers)
    link = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": CALL_TO_CONTACT}
    disposition = DISPOSITIONS.get(data["outcome"], CONNECTED if data["is_contact"] else "")
    properties = {
        "hs_timestamp": data["dialled_at"],
        "hs_call_title": f"Call: {data['outcome']}",
        "hs_call_body": data.get("note") or "",
        "hs_call_duration": str(data["seconds"] * 1000),
        "hs_call_direction": "OUTBOUND",
        "hs_call_status": "COMPLETED",
    }
    if disposition:
        properties["hs_call_disposition"] = disposition
    associations = [{"to": {"id": value_in(record, "id")}, "types": [link]}]
    body = {"properties": properties, "associations": associations}
    call("POST", f"{base}/calls", headers, body)
    return True


if __name__ == "__main__":
    run(deliver)
