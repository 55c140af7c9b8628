"""Write calls and do-not-call requests into Salesforce. Needs SALESFORCE_URL and SALESFORCE_TOKEN.

SALESFORCE_URL is your own address, such as https://acme.my.salesforce.com. Not tried with a live
account; written from the public documentation of the REST API.
"""

from __future__ import annotations

from console.hooks.crm.common import Data, call, key_of, run, setting, utc, value_in

VERSION = "v61.0"

OBJECT = "Lead"
"""The object of your people: Lead or Contact."""

KEY_FIELD = ""
"""The external id field that holds the vendor_id; "" where it is Salesforce's own Id."""

CALL_FIELDS = True
"""Whether your organization has the fields of calls, such as CallType; False leaves them out."""


def deliver(event_type: str, data: Data) -> bool:
    if event_type not in {"call.ended", "do_not_call.added", "test"}:
        return False
    base = f"{setting('SALESFORCE_URL')}/services/data/{VERSION}/sobjects"
    headers = {"Authorization": f"Bearer {setting('SALESFORCE_TOKEN')}"}
    if event_type == "test":
        call("GET", f"{base}/{OBJECT}", headers)
        return True
    record = f"{base}/{OBJECT}/{KEY_FIELD + '/' if KEY_FIELD else ''}{key_of(data)}"
    own_id = value_in(call("GET", record, headers), "Id")
    if event_type == "do_not_call.added":
        # By the Id and not by KEY_FIELD: PATCH by an external id creates a record that is missing.
        call("PATCH", f"{base}/{OBJECT}/{own_id}", headers, {"DoNotCall": True})
        return True
    body = {
        "WhoId": own_id,
        "Subject": f"Call: {data['outcome']}",
        "Status": "Completed",
        "ActivityDate": utc(data["dialled_at"], "%Y-%m-%d"),
        "Description": data.get("note") or "",
        "TaskSubtype": "Call",
    }
    if CALL_FIELDS:
        body |= {
            "CallType": "Outbound",
            "CallDisposition": data["outcome"],
            "CallDurationInSeconds": data["seconds"],
        }
    call("POST", f"{base}/Task", headers, body)
    return True


if __name__ == "__main__":
    run(deliver)
