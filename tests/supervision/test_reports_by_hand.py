"""Reports of a week on the floor, each figure counted by hand from the rows of the calls."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.demo.floor.people import ZONE
from tests.cli.shell import CommandLine
from tests.demo.fixture import Call, WorkedFloor

HERE = ZoneInfo(ZONE)
NOES = {"no", "hung_up", "do_not_call"}
REACHED = {*NOES, "yes", "callback", "complaint"}
ASKED = {"do_not_call", "complaint"}

Fits = Callable[[Call], bool]


def _here(call: Call) -> datetime:
    return call.dialled_at.astimezone(HERE)


NAMES: dict[str, Callable[[Call], str]] = {
    "agents": lambda call: call.agent,
    "lists": lambda call: call.list_name,
    "outcomes": lambda call: call.outcome,
    "days": lambda call: f"{_here(call):%Y-%m-%d}",
    "hours": lambda call: f"{_here(call):%H}:00",
}
"""What a row of each report is of."""

NAMED_BY = {"lists": "name"}
"""Where the id of a row is a number, its name."""


@dataclass(frozen=True)
class Asked:
    options: tuple[str, ...]
    fits: Fits


WEEK = ("--from", "2026-11-11")
FILTERS = (
    Asked(WEEK, lambda _: True),
    Asked((), lambda call: _here(call).day == 18),
    Asked(("--from", "2026-11-12", "--to", "2026-11-16"), lambda call: 12 <= _here(call).day <= 16),
    Asked((*WEEK, "--agent", "elena"), lambda call: call.agent == "elena"),
    Asked((*WEEK, "--list", "Homeowners"), lambda call: call.list_name == "Homeowners"),
    Asked(
        ("--from", "2026-11-17", "--agent", "grace", "--list", "Fair visitors"),
        lambda call: (
            (call.agent, call.list_name) == ("grace", "Fair visitors") and _here(call).day >= 17
        ),
    ),
    Asked((*WEEK, "--where", "list = Clinics"), lambda call: call.list_name == "Clinics"),
)


def _by_hand(calls: Sequence[Call]) -> dict[str, int]:
    return {
        "people": len({call.lead_id for call in calls}),
        "dials": sum(not call.is_inbound for call in calls),
        "inbound": sum(call.is_inbound for call in calls),
        "conversations": sum(call.outcome in REACHED for call in calls),
        "reached": sum(call.outcome in REACHED and not call.is_inbound for call in calls),
        "noes": sum(call.outcome in NOES for call in calls),
        "yeses": sum(call.outcome == "yes" for call in calls),
        "callbacks": sum(call.outcome == "callback" for call in calls),
        "do_not_calls": sum(call.outcome in ASKED for call in calls),
    }


@pytest.fixture
def smiledial(
    worked_floor: WorkedFloor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """The command line on the floor, read on the floor's clock."""
    config = tmp_path / "floor.toml"
    config.write_text(f'zone = "{ZONE}"\n', encoding="utf-8")
    return CommandLine(worked_floor.address, worked_floor.clock, capsys, config)


@pytest.mark.parametrize("report", NAMES)
def test_each_row_and_the_total_are_what_a_hand_counts(
    worked_floor: WorkedFloor, smiledial: CommandLine, report: str
) -> None:
    for asked in FILTERS:
        document = smiledial("report", report, "--format", "json", *asked.options).document
        calls = [call for call in worked_floor.work.calls if asked.fits(call)]
        assert calls, asked.options
        total = _by_hand(calls)
        assert {name: document["total"][name] for name in total} == total, asked.options
        rows = {row[NAMED_BY.get(report, "id")]: row for row in document["rows"]}
        for name in {NAMES[report](call) for call in calls} - {""}:
            of_row = _by_hand([call for call in calls if NAMES[report](call) == name])
            matches = rows.pop(name)
            assert {key: matches[key] for key in of_row} == of_row, (name, asked.options)
        assert not any(row["dials"] + row["inbound"] for row in rows.values() if row["id"])


def test_reach_is_of_dials_alone_on_every_day_and_in_every_report(
    worked_floor: WorkedFloor, smiledial: CommandLine
) -> None:
    rang_in = 0
    for day in range(11, 19):
        calls = [call for call in worked_floor.work.calls if _here(call).day == day]
        rang_in += sum(call.is_inbound and call.outcome in REACHED for call in calls)
        on = f"2026-11-{day}"
        today = _table(smiledial, "today", "--day", on)
        agents = _table(smiledial, "agents", "--from", on, "--to", on)
        for name in {call.agent for call in calls}:
            of_agent = [call for call in calls if call.agent == name]
            share = _share(of_agent)
            assert today[name]["reach"] == (f"{share:.0f}%" if share is not None else ""), name
            assert agents[name]["reach"] == (f"{share:.1f}" if share is not None else ""), name
        share = _share(calls)
        assert share is None or today["all"]["reach"] == f"{share:.0f}%", on
    assert rang_in


def _share(calls: Sequence[Call]) -> float | None:
    dialled = [call for call in calls if not call.is_inbound]
    reached = sum(row.outcome in REACHED for row in dialled)
    return 100 * reached / len(dialled) if dialled else None


def _table(smiledial: CommandLine, *report: str) -> dict[str, dict[str, str]]:
    """By agent."""
    text = smiledial("report", *report, "--format", "csv").out
    return {row["agent"]: row for row in csv.DictReader(io.StringIO(text))}


def test_each_hour_of_their_week_is_what_a_hand_counts(
    worked_floor: WorkedFloor, smiledial: CommandLine
) -> None:
    for asked in FILTERS:
        days = asked.options or ("--from", "2026-11-18")
        document = smiledial("report", "when", "--format", "json", *days).document
        calls = [
            call for call in worked_floor.work.calls if not call.is_inbound and asked.fits(call)
        ]
        cells = {
            (row["weekday"], row["hour"]): (row["dials"], row["reached"])
            for row in document["cells"]
        }
        counted: dict[tuple[str, int], tuple[int, int]] = {}
        for item in calls:
            there = item.dialled_at.astimezone(ZoneInfo(item.zone))
            dials, reached = counted.get((f"{there:%a}".lower(), there.hour), (0, 0))
            told_so = (dials + 1, reached + (item.outcome in REACHED))
            counted[f"{there:%a}".lower(), there.hour] = told_so
        assert cells == counted, asked.options
        assert document["total"]["dials"] == len(calls)


def test_skips_refusals_and_callbacks_are_all_told(
    worked_floor: WorkedFloor, smiledial: CommandLine
) -> None:
    document = smiledial("report", "callbacks", "--format", "json", *WEEK).document
    assert document["total"]["made"] == worked_floor.work.callbacks
    skips = smiledial("report", "skips", "--format", "json", *WEEK).document
    refused = smiledial("report", "refused", "--format", "json", *WEEK).document
    assert sum(row["skips"] for row in skips["rows"]) == len(worked_floor.work.skip_reasons)
    assert sum(row["refused"] for row in refused["rows"]) == worked_floor.work.refusals
