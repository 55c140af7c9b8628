"""Write calls and do-not-call requests into Pipedrive. Needs PIPEDRIVE_TOKEN, and --fields number.

vendor_id is Pipedrive's person id. Not tried with a live account; written from the public
documentation of the API, version 1.
"""

from __future__ import annotations

from console.hooks.crm.common import Data, call, give_up, key_of, run, setting, utc, value_in

DO_NOT_CALL = ("", "1")
"""The key of your own field of persons (40 letters and digits), and its value for "do not call"."""

OUTCOMES = {"voicemail": "left_voicemail", "busy": "busy", "wrong_number": "wrong_number"}
"""Pipedrive's outcome for each of ours; others are connected or no_answer."""


def deliver(event_type: str, data: Data) -> bool:
    if event_type not in {"call.ended", "do_not_call.added", "test"}:
        return False
    base = setting("PIPEDRIVE_URL", "https://api.pipedrive.com") + "/v1"
    headers = {"x-api-token": setting("PIPEDRIVE_TOKEN")}
    if event_type == "test":
        call("GET", f"{base}/users/me", headers)
        return True
    person = f"{base}/persons/{key_of(data)}"
    if event_type == "do_not_call.added":
        field, value = DO_NOT_CALL
        if not field:
            give_up("DO_NOT_CALL at the top of this script names no field of yours.")
        call("PUT", person, headers, {field: value})
        return True
    if not data.get("number"):
        give_up("Pipedrive wants the number of a call: add the hook with --fields number.")
    row = call("GET", person, headers)
    spoken = "connected" if data["is_contact"] else "no_answer"
    body = {
        "person_id": value_in(row, "data", "id"),
        "subject": f"Call: {data['outcome']}",
        "outcome": OUTCOMES.get(data["outcome"], spoken),
        "to_phone_number": data["number"],
        "duration": str(data["seconds"]),
        "start_time": utc(data["dialled_at"]),
        "end_time": utc(data["ended_at"]),
    }
    call("POST", f"{base}/callLogs", headers, body)
    return True


if __name__ == "__main__":
    run(deliver)
