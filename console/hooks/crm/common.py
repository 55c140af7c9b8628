"""What every CRM script does: read the event, call the API, remember what was delivered."""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import NoReturn, TypedDict

NEVER = 65
"""The exit status that tells the sender not to try this event again."""

WITHIN = 20
"""Seconds for an answer; the sender ends a script after 30."""

REMEMBERED = 10_000
"""Delivered ids that are kept beside this script, so that a repeated event is not written twice."""


class Data(TypedDict, total=False):
    """What an event says, as far as the scripts use it. Times are instants in UTC."""

    lead_id: int
    vendor_id: str
    outcome: str
    is_contact: bool
    dialled_at: str
    ended_at: str
    seconds: int
    number: str
    note: str
    is_erased: bool
    is_taken_back: bool


def give_up(reason: str) -> NoReturn:
    """End with the status for an event that no later try can deliver."""
    sys.stderr.write(f"{reason}\n")
    raise SystemExit(NEVER)


def setting(name: str, default: str = "") -> str:
    value = os.environ.get(name, default)
    if not value:
        raise SystemExit(f"{name} is not set: set it where smiledial hooks run is started.")
    return value


def key_of(data: Data) -> str:
    """Return the record's key in the CRM, ready for an address. Without one, give up."""
    if not data.get("vendor_id"):
        give_up(f"Lead {data.get('lead_id')} has no vendor_id, so its record is not known.")
    return urllib.parse.quote(str(data["vendor_id"]), safe="")


def call(
    method: str, url: str, headers: Mapping[str, str], body: Mapping[str, object] | None = None
) -> object:
    """Return the answer's JSON. A missing record gives up; another error is tried again later."""
    text = None if body is None else json.dumps(body).encode()
    plain = {"Accept": "application/json", "Content-Type": "application/json", **headers}
    request = urllib.request.Request(url, text, plain, method=method)  # noqa: S310 - https, as the firm set it
    try:
        with urllib.request.urlopen(request, timeout=WITHIN) as response:  # noqa: S310
            answer: object = json.loads(response.read() or b"{}")
            return answer
    except urllib.error.HTTPError as error:
        reason = error.read(300).decode("utf-8", "replace")
        if error.code == 404:
            give_up(f"The CRM has no such record: {method} {error.url} {reason}")
        raise SystemExit(f"{error.code} {error.reason}: {reason}") from None
    except (OSError, ValueError) as error:
        cause: object = getattr(error, "reason", str(error))  # urllib wraps what went wrong
        words = getattr(cause, "strerror", "") or cause or "no answer"
        raise SystemExit(f"{url} does not answer: {words}") from None


def value_in(answer: object, *names: str) -> object:
    """Return a value of an answer, such as `data`, `id`. An answer without it is tried again."""
    value = answer
    for name in names:
        if not isinstance(value, dict) or name not in value:
            raise SystemExit(f"The CRM's answer has no {' '.join(names)}.")
        value = value[name]
    return value


def utc(instant: str, pattern: str = "%Y-%m-%d %H:%M:%S") -> str:
    """Return an instant of an event in another notation, in UTC."""
    return datetime.fromisoformat(instant.replace("Z", "+00:00")).strftime(pattern)


def run(deliver: Callable[[str, Data], bool]) -> None:
    """Deliver the event on standard input once, and print what was done.

    `deliver` returns whether it knows the type. For `test` it asks the CRM something harmless.
    """
    event = json.load(sys.stdin)
    event_id, data = os.environ["SMILEDIAL_EVENT_ID"], event["data"]
    memory = Path(__file__).with_suffix(".delivered")
    ids = memory.read_text().split() if memory.exists() else []
    if event_id in ids:
        sys.stdout.write(f"{event['type']}: handled at an earlier try, so nothing is written.\n")
        return
    if data.get("is_erased") or data.get("is_taken_back"):
        sys.stdout.write(f"{event['type']}: erased or taken back, so nothing is written.\n")
    elif not deliver(event["type"], data):
        sys.stdout.write(f"{event['type']} is not mapped, so nothing is written.\n")
    elif event["type"] == "test":
        sys.stdout.write("test: the CRM answers and takes the key. Nothing is written.\n")
        return
    else:
        sys.stdout.write(f"{event['type']}: written.\n")
    memory.write_text("\n".join([*ids[1 - REMEMBERED :], event_id]) + "\n")
