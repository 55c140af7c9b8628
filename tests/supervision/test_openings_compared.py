"""Openings of a script: each lead hears one, each call keeps it, and what came of them is told."""

from pathlib import Path
from random import Random

from console.cards.lead import Card
from console.desk import Desk
from console.judging.history.call_proof import call_document
from console.outreach.scripts.library import keep_text
from console.rules.shift.best_hours import wilson
from console.supervision.reports.script_openings import Opening, comparison_sentences
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import TextKind
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.leads import add_lead

TWO = """# Opening: by name
Hello {first_name|there}.
- Yes -> Reason
# Opening: straight to it
One question.
- Yes -> Reason
# Reason
Why.
"""


def _keep(database: Database, clock: FrozenClock, text: str) -> None:
    keep_text(database, text, TextKind.SCRIPT, "pitch", "", "sue", clock())


def _call(desk: Desk, clock: FrozenClock, outcome: str) -> str:
    """Calls the next lead for two minutes and returns the opening that the agent saw."""
    card = desk.next()
    assert isinstance(card, Card)
    dialled = desk.dial(card.claim, card.phone.number_id)
    assert isinstance(dialled, Card)
    assert [row.name for row in dialled.script] == [card.script[0].name, "Reason"]
    clock.advance(minutes=2)
    desk.record(card.claim, outcome)
    return card.script[0].name


def test_each_call_keeps_the_words_it_began_with_and_the_report_adds_up(
    database: Database, clock: FrozenClock, smiledial: CommandLine
) -> None:
    for n in range(12):
        add_lead(database, f"Lead {n}", f"(208) 555-01{n:02}")
    _keep(database, clock, TWO)
    desk = Desk(database, clock, "ann", zone="America/New_York")
    heard = [_call(desk, clock, "no" if n % 2 else "yes") for n in range(8)]
    assert set(heard) == {"Opening: by name", "Opening: straight to it"}

    _keep(database, clock, TWO.replace("Why.", "Why not."))
    heard += [_call(desk, clock, "no_answer") for _ in range(2)]
    _keep(database, clock, "# Hello\nAnother way.\n# Reason\nWhy.")
    heard += [_call(desk, clock, "no") for _ in range(2)]

    first, ninth, last = (call_document(database, n) for n in (1, 9, 12))
    assert first["script"] is not None
    assert ninth["script"] is not None
    assert last["script"] is not None
    assert (first["script"]["version"], first["script"]["text"]) == (1, TWO)
    assert first["script"]["opening"] == heard[0]
    assert (ninth["script"]["version"], last["script"]["version"]) == (2, 3)
    assert first["entries"][0]["detail"]["opening"] == heard[0]  # type: ignore[index]

    document = smiledial("report", "openings", "--format", "json").document
    rows = {(item["opening"], *item["versions"]): item for item in document["rows"]}
    assert rows.keys() == {*((item, 1, 2) for item in set(heard[:10])), ("Hello", 3)}
    for name in set(heard):
        entry = next(row for key, row in rows.items() if key[0] == name)
        assert entry["dials"] == heard.count(name)
        assert entry["conversations"] == entry["talks"] == entry["noes"] + entry["yeses"]
    assert sum(item["yeses"] for item in document["rows"]) == 4
    too_little, apart = document["said"]
    assert too_little.startswith("pitch: too little to tell. It takes 100 talks each: ")
    assert "other times, for other leads" in apart
    table = smiledial("report", "openings")
    assert "straight to it" in table.out
    assert "too little to tell" in table.out
    page = smiledial("report", "openings", "--format", "md").out
    assert page.count("What came of each opening") == 1
    exported = smiledial("export", "attempts", "--format", "jsonl").out.splitlines()
    assert '"opening": "Hello"' in exported[-1]
    with database.read() as connection:
        assert verify(connection) is None


def test_an_opening_that_nobody_heard_yet_has_its_row(
    database: Database, clock: FrozenClock, smiledial: CommandLine
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    _keep(database, clock, TWO)
    heard = _call(Desk(database, clock, "ann", zone="America/New_York"), clock, "no")
    document = smiledial("report", "openings", "--json").document
    dials = {row["opening"]: row["dials"] for row in document["rows"]}
    assert dials == {"Opening: by name": 0, "Opening: straight to it": 0} | {heard: 1}
    [text] = document["said"]
    assert "99 more with" in text
    assert "100 more with" in text


def test_a_lead_hears_the_same_opening_again_and_keeps_it_when_another_is_added(
    database: Database, clock: FrozenClock
) -> None:
    leads = [add_lead(database, f"Lead {n}", f"(208) 555-01{n:02}") for n in range(40)]

    def heard() -> list[str]:
        desk = Desk(database, clock, "bob", zone="America/New_York")
        return [desk.lookup.look(lead).script[0].name for lead in leads]

    _keep(database, clock, TWO)
    before = heard()
    assert heard() == before
    assert 10 <= before.count("Opening: by name") <= 30
    _keep(database, clock, f"# Opening: third\nWell.\n{TWO}")
    after = heard()
    changed = {now for now, then in zip(after, before, strict=True) if now != then}
    assert changed == {"Opening: third"}


def test_openings_that_cannot_be_compared_are_named(smiledial: CommandLine, tmp_path: Path) -> None:
    text = tmp_path / "pitch.txt"
    text.write_text(TWO + "- Again -> opening: by name\n", encoding="utf-8")
    refused = smiledial("scripts", "check", str(text))
    assert refused.status == 3
    assert "line 9, character 12: No answer can lead to “opening: by name”" in refused.err
    text.write_text("# Opening: alone\nHello.\n", encoding="utf-8")
    assert "is the only opening" in smiledial("scripts", "check", str(text)).out


def test_an_interval_is_wilsons() -> None:
    assert [round(end, 4) for end in wilson(1, 10)] == [0.0179, 0.4042]
    assert [round(end, 4) for end in wilson(0, 10)] == [0.0, 0.2775]
    assert [round(end, 3) for end in wilson(50, 100)] == [0.404, 0.596]
    assert wilson(0, 0) == (0.0, 1.0)


def _pair(talks: int, others: int, of: int = 200) -> list[Opening]:
    pair = (("Opening: a", talks), ("Opening: b", others))
    return [Opening("pitch", (1,), name, of, of, count) for name, count in pair]


def test_a_winner_is_named_only_where_the_intervals_lie_apart() -> None:
    apart, *_ = comparison_sentences("pitch", _pair(120, 60))
    assert apart == ("pitch: “a” brought more talks of a minute than “b”; the intervals lie apart.")
    near, *_ = comparison_sentences("pitch", _pair(90, 80))
    assert near == "pitch: no difference in talks of a minute is seen; the intervals overlap."
    [little] = comparison_sentences("pitch", _pair(12, 2, 60))
    assert little.endswith("each: 40 more with “a” and 40 more with “b”.")


def test_of_two_that_are_alike_hardly_one_is_said_to_be_better() -> None:
    chance = Random(16)

    def count() -> int:
        return sum(chance.random() < 0.4 for _ in range(200))

    wrong = sum(
        "brought more" in next(iter(comparison_sentences("p", _pair(count(), count()))))
        for _ in range(400)
    )
    assert wrong <= 0.02 * 400
