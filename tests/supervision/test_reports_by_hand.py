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
        "people": len({one.lead_id for one in calls}),
        "dials": sum(not one.is_inbound for one in calls),
        "inbound": sum(one.is_inbound for one in calls),
        "conversations": sum(one.outcome in REACHED for one in calls),
        "reached": sum(one.outcome in REACHED and not one.is_inbound for one in calls),
        "noes": sum(one.outcome in NOES for one in calls),
        "yeses": sum(one.outcome == "yes" for one in calls),
        "callbacks": sum(one.outcome == "callback" for one in calls),
        "do_not_calls": sum(one.outcome in ASKED for one in calls),
    }


@pytest.fixture
def smiledial(
    floor: WorkedFloor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """The command line on the floor, read on the floor's clock."""
    config = tmp_path / "floor.toml"
    config.write_text(f'zone = "{ZONE}"\n', encoding="utf-8")
    return CommandLine(floor.address, floor.clock, capsys, config)


@pytest.mark.parametrize("report", NAMES)
def test_each_row_and_the_total_are_what_a_hand_counts(
    floor: WorkedFloor, smiledial: CommandLine, report: str
) -> None:
    for asked in FILTERS:
        told = smiledial("report", report, "--format", "json", *asked.options).document
        calls = [one for one in floor.work.calls if asked.fits(one)]
        assert calls, asked.options
        total = _by_hand(calls)
        assert {name: told["total"][name] for name in total} == total, asked.options
        rows = {row[NAMED_BY.get(report, "id")]: row for row in told["rows"]}
        for name in {NAMES[report](one) for one in calls} - {""}:
            of_row = _by_hand([one for one in calls if NAMES[report](one) == name])
            found = rows.pop(name)
            assert {key: found[key] for key in of_row} == of_row, (name, asked.options)
        assert not any(row["dials"] + row["inbound"] for row in rows.values() if row["id"])


def test_reach_is_of_dials_alone_on_every_day_and_in_every_report(
    floor: WorkedFloor, smiledial: CommandLine
) -> None:
    rang_in = 0
    for day in range(11, 19):
        calls = [one for one in floor.work.calls if _here(one).day == day]
        rang_in += sum(one.is_inbound and one.outcome in REACHED for one in calls)
        on = f"2026-11-{day}"
        today = _table(smiledial, "today", "--day", on)
        agents = _table(smiledial, "agents", "--from", on, "--to", on)
        for name in {one.agent for one in calls}:
            of_agent = [one for one in calls if one.agent == name]
            share = _share(of_agent)
            assert today[name]["reach"] == (f"{share:.0f}%" if share is not None else ""), name
            assert agents[name]["reach"] == (f"{share:.1f}" if share is not None else ""), name
        share = _share(calls)
        assert share is None or today["all"]["reach"] == f"{share:.0f}%", on
    assert rang_in


def _share(calls: Sequence[Call]) -> float | None:
    dialled = [one for one in calls if not one.is_inbound]
    reached = sum(one.outcome in REACHED for one in dialled)
    return 100 * reached / len(dialled) if dialled else None


def _table(smiledial: CommandLine, *report: str) -> dict[str, dict[str, str]]:
    """By agent."""
    told = smiledial("report", *report, "--format", "csv").out
    return {row["agent"]: row for row in csv.DictReader(io.StringIO(told))}


def test_each_hour_of_their_week_is_what_a_hand_counts(
    floor: WorkedFloor, smiledial: CommandLine
) -> None:
    for asked in FILTERS:
        days = asked.options or ("--from", "2026-11-18")
        told = smiledial("report", "when", "--format", "json", *days).document
        calls = [one for one in floor.work.calls if not one.is_inbound and asked.fits(one)]
        cells = {
            (row["weekday"], row["hour"]): (row["dials"], row["reached"]) for row in told["cells"]
        }
        counted: dict[tuple[str, int], tuple[int, int]] = {}
        for one in calls:
            there = one.dialled_at.astimezone(ZoneInfo(one.zone))
            dials, reached = counted.get((f"{there:%a}".lower(), there.hour), (0, 0))
            told_so = (dials + 1, reached + (one.outcome in REACHED))
            counted[f"{there:%a}".lower(), there.hour] = told_so
        assert cells == counted, asked.options
        assert told["total"]["dials"] == len(calls)


def test_skips_refusals_and_callbacks_are_all_told(
    floor: WorkedFloor, smiledial: CommandLine
) -> None:
    made = smiledial("report", "callbacks", "--format", "json", *WEEK).document
    assert made["total"]["made"] == floor.work.callbacks
    skips = smiledial("report", "skips", "--format", "json", *WEEK).document
    refused = smiledial("report", "refused", "--format", "json", *WEEK).document
    assert sum(row["skips"] for row in skips["rows"]) == len(floor.work.skip_reasons)
    assert sum(row["refused"] for row in refused["rows"]) == floor.work.refusals
