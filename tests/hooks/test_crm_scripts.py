"""The scripts for CRMs: each sends what its vendor's public documentation asks for."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from console.cli.hooks.sending import CRMS
from console.hooks.overview import read_hooks
from tests.cli.shell import CommandLine
from tests.desk.driver import call
from tests.hooks.conftest import Hooked
from tests.leads import add_lead

ENDED: dict[str, Any] = {
    "type": "call.ended",
    "timestamp": "2026-11-18T17:01:30Z",
    "data": {
        "seq": 812,
        "lead_id": 7,
        "vendor_id": "A 7/1",
        "list": "Fair",
        "attempt_id": 90,
        "agent": "ann",
        "dialled_at": "2026-11-18T17:00:00Z",
        "ended_at": "2026-11-18T17:01:30Z",
        "seconds": 90,
        "outcome": "no",
        "is_no": True,
        "is_yes": False,
        "is_contact": True,
        "number": "+12085550147",
        "note": "wants proof",
    },
}
ASKED: dict[str, Any] = {
    "type": "do_not_call.added",
    "timestamp": "2026-11-18T17:02:00Z",
    "data": {"seq": 813, "lead_id": 7, "vendor_id": "A 7/1", "list": "Fair", "agent": "ann"},
}


@dataclass
class Crm:
    """A CRM that has one record, under the key `A 7/1`; `got` is what was asked of it."""

    url: str
    record: dict[str, Any]
    status: int = 200
    got: list[tuple[str, str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def serving(record: dict[str, Any]) -> Iterator[Crm]:
    crm = Crm("", record)

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            crm.got.append((self.command, self.path, body))
            crm.headers.append({name.lower(): value for name, value in self.headers.items()})
            text = json.dumps(crm.record).encode()
            self.send_response(crm.status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PATCH = do_PUT = answer  # noqa: N815 - http.server names them so

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    crm.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield crm
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


RECORDS: dict[str, dict[str, Any]] = {
    "hubspot": {"id": "51"},
    "salesforce": {"Id": "00Q51"},
    "pipedrive": {"data": {"id": 51}},
    "espocrm": {"id": "e51"},
    "frappe": {"data": {"name": "CRM-LEAD-2026-00051"}},
}
AUTHORIZED = {
    "hubspot": ("authorization", "Bearer secret"),
    "salesforce": ("authorization", "Bearer secret"),
    "pipedrive": ("x-api-token", "secret"),
    "espocrm": ("x-api-key", "secret"),
    "frappe": ("authorization", "token secret:secret"),
}
FOUND = {
    "hubspot": "/crm/objects/2026-03/contacts/A%207%2F1",
    "salesforce": "/services/data/v61.0/sobjects/Lead/A%207%2F1",
    "pipedrive": "/v1/persons/A%207%2F1",
    "espocrm": "/api/v1/Lead/A%207%2F1",
    "frappe": "/api/resource/CRM%20Lead/A%207%2F1",
}
WRITTEN: dict[str, tuple[str, dict[str, Any]]] = {
    "hubspot": (
        "/crm/objects/2026-03/calls",
        {
            "properties": {
                "hs_timestamp": "2026-11-18T17:00:00Z",
                "hs_call_title": "Call: no",
                "hs_call_body": "wants proof",
                "hs_call_duration": "90000",
                "hs_call_direction": "OUTBOUND",
                "hs_call_status": "COMPLETED",
                "hs_call_disposition": "f240bbac-87c9-4f6e-bf70-924b57d47db7",
            },
            "associations": [
                {
                    "to": {"id": "51"},
                    "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 194}],
                }
            ],
        },
    ),
    "salesforce": (
        "/services/data/v61.0/sobjects/Task",
        {
            "WhoId": "00Q51",
            "Subject": "Call: no",
            "Status": "Completed",
            "ActivityDate": "2026-11-18",
            "Description": "wants proof",
            "TaskSubtype": "Call",
            "CallType": "Outbound",
            "CallDisposition": "no",
            "CallDurationInSeconds": 90,
        },
    ),
    "pipedrive": (
        "/v1/callLogs",
        {
            "person_id": 51,
            "subject": "Call: no",
            "outcome": "connected",
            "to_phone_number": "+12085550147",
            "duration": "90",
            "start_time": "2026-11-18 17:00:00",
            "end_time": "2026-11-18 17:01:30",
        },
    ),
    "espocrm": (
        "/api/v1/Call",
        {
            "name": "Call: no",
            "status": "Held",
            "direction": "Outbound",
            "dateStart": "2026-11-18 17:00:00",
            "dateEnd": "2026-11-18 17:01:30",
            "parentType": "Lead",
            "parentId": "e51",
            "description": "wants proof",
        },
    ),
    "frappe": (
        "/api/resource/CRM%20Call%20Log",
        {
            "id": "evt_812_abc",
            "from": "smiledial",
            "to": "+12085550147",
            "type": "Outgoing",
            "status": "Completed",
            "duration": 90,
            "start_time": "2026-11-18 17:00:00",
            "end_time": "2026-11-18 17:01:30",
            "reference_doctype": "CRM Lead",
            "reference_docname": "CRM-LEAD-2026-00051",
        },
    ),
}


@pytest.fixture(params=CRMS)
def crm(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def script(crm: str, smiledial: CommandLine, tmp_path: Path) -> Path:
    path = tmp_path / f"to_{crm}"
    written = smiledial("hooks", "example", crm, "--output", str(path))
    assert written.status == 0, written.err
    assert f"smiledial hooks add {crm} --run {path}" in written.out
    return path


def run_script(
    script: Path, crm: str, server: Crm, event: dict[str, Any], event_id: str = "evt_812_abc"
) -> subprocess.CompletedProcess[str]:
    """Run the script as the sender does: apart from this package and from its libraries."""
    keys = ("TOKEN", "KEY", "SECRET")
    environ = {
        "PATH": os.environ["PATH"],
        "SMILEDIAL_EVENT_ID": event_id,
        f"{crm.upper()}_URL": server.url,
        **{f"{crm.upper()}_{key}": "secret" for key in keys},
    }
    command = [sys.executable, "-I", str(script)]
    text = json.dumps(event)
    return subprocess.run(
        command, input=text, env=environ, capture_output=True, text=True, check=False
    )


def test_a_call_is_written_to_the_record_of_its_key_and_only_once(script: Path, crm: str) -> None:
    with serving(RECORDS[crm]) as server:
        for _ in range(2):  # the sender may send an event twice
            done = run_script(script, crm, server, ENDED)
            assert done.returncode == 0, done.stderr
    path, body = WRITTEN[crm]
    assert server.got == [("GET", FOUND[crm], None), ("POST", path, body)]
    name, value = AUTHORIZED[crm]
    assert all(headers[name] == value for headers in server.headers)
    assert server.headers[-1]["content-type"] == "application/json"


def test_a_test_event_asks_the_crm_and_writes_nothing(script: Path, crm: str) -> None:
    test = {"type": "test", "timestamp": "2026-11-18T17:00:00Z", "data": {}}
    with serving(RECORDS[crm]) as server:
        for _ in range(2):
            done = run_script(script, crm, server, test, "test_1")
            assert done.returncode == 0, done.stderr
            assert "the CRM answers and takes the key" in done.stdout
        assert [method for method, *_ in server.got] == ["GET", "GET"]
        name, value = AUTHORIZED[crm]
        assert all(headers[name] == value for headers in server.headers)
        server.status = 401
        refused = run_script(script, crm, server, test, "test_1")
    assert (refused.returncode, "401" in refused.stderr) == (1, True)


def test_a_request_not_to_be_called_is_set_on_the_record(script: Path, crm: str) -> None:
    field_of_own = {
        "pipedrive": ('DO_NOT_CALL = ("", "1")', 'DO_NOT_CALL = ("4f2a", "1")'),
        "frappe": ('DO_NOT_CALL = ""', 'DO_NOT_CALL = "do_not_call"'),
    }
    if crm in field_of_own:  # the firm names its own field at the top
        script.write_text(script.read_text().replace(*field_of_own[crm]))
    with serving(RECORDS[crm]) as server:
        done = run_script(script, crm, server, ASKED)
    assert done.returncode == 0, done.stderr
    change = {
        "hubspot": ("PATCH", FOUND[crm], {"properties": {"do_not_call": "true"}}),
        "salesforce": ("PATCH", "/services/data/v61.0/sobjects/Lead/00Q51", {"DoNotCall": True}),
        "pipedrive": ("PUT", FOUND[crm], {"4f2a": "1"}),
        "espocrm": ("PUT", FOUND[crm], {"doNotCall": True}),
        "frappe": ("PUT", FOUND[crm], {"do_not_call": 1}),
    }
    assert server.got[-1] == change[crm]


def test_without_a_record_nothing_is_written_and_it_is_not_tried_again(
    script: Path, crm: str
) -> None:
    with serving(RECORDS[crm]) as server:
        nameless = {**ENDED, "data": {**ENDED["data"], "vendor_id": ""}}
        done = run_script(script, crm, server, nameless)
        assert (done.returncode, server.got) == (65, [])
        assert "Lead 7 has no vendor_id" in done.stderr
        server.status = 404
        done = run_script(script, crm, server, ENDED)
        assert done.returncode == 65
        assert [method for method, _, _ in server.got] == ["GET"]


def test_another_error_is_tried_again_and_what_was_taken_back_is_not_written(
    script: Path, crm: str
) -> None:
    with serving(RECORDS[crm]) as server:
        server.status = 503
        done = run_script(script, crm, server, ENDED)
        assert (done.returncode, "503" in done.stderr) == (1, True)
        server.status, server.got = 200, []
        undone = {**ENDED, "data": {**ENDED["data"], "is_taken_back": True}}
        assert run_script(script, crm, server, undone, "evt_9").returncode == 0
        assert server.got == []


def test_an_event_that_can_never_be_delivered_is_dead_at_once_and_holds_up_no_other(
    hooked: Hooked, tmp_path: Path
) -> None:
    add_lead(hooked.database, "Ada", "(208) 555-0147")
    command = tmp_path / "to_crm"
    command.write_text("#!/bin/sh\ngrep -q call.ended && exit 65\nexit 0\n")
    command.chmod(0o755)
    hooked.add(url="", command=(str(command),))
    card = call(hooked.desk, "no")
    hooked.desk.undo()
    hooked.desk.record(card.claim, "yes", "")
    hooked.send()
    [hook] = read_hooks(hooked.database, hooked.clock())
    assert (hook.status, hook.failing_since, hook.waiting, hook.dead) == ("on", None, 0, 2)
    assert hook.sent == 1
