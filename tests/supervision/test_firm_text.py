"""The firm as one text: written, compared, and loaded again, all of it or nothing."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from console.firm import caller_ids, outcomes
from console.firm.firm_rules_file import Reader
from console.firm.sequences import keep_sequence, latest_steps
from console.lists.screening import remove_segment, save_segment
from console.outreach.scripts.library import keep_text, list_texts, remove
from console.rules.values import FirmRule
from console.rules.verdict.shown_numbers import ShownNumber
from console.supervision.firm.emergency_stops import load_firm_rules
from console.supervision.firm.firm_loading import Loaded, load_firm
from console.supervision.firm.firm_text import rule_table, write_firm
from console.supervision.firm.permits import load_book, make_claim, make_permit, read_permit_id
from console.supervision.firm.settings import put_setting, settings_of
from console.trouble import BadInput
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import LeadKind, TextKind
from db.firm.outcomes import OutcomeRow
from db.firm.settings import read_firm, read_revision
from tests.conftest import FrozenClock

RULES = (
    FirmRule("US-FL", "weekday", time(9), time(18), "the office hours"),
    FirmRule("US-FL", "sun"),
    FirmRule("*", "*", time(8, 30), time(20)),
    FirmRule("*", cap=2, cap_hours=168, kind=LeadKind.CONSUMER),
    FirmRule("US", cap=1, cap_hours=1),
    FirmRule("US", consent=("written", "inquiry 3 months")),
    FirmRule("GB", registry="TPS of ours", good_for=1),
)
BOISE = "+12085550147"
TODAY = date(2026, 11, 18)
TAKEN = {"t": "the script"}
NOT_NOW = OutcomeRow(
    "not_now", "Not now", "z", False, False, False, False, "", None, 20_160, False, False, ""
)
FOLLOW_UP = {
    "steps": [{"day": 0, "do": "call"}, {"day": 3, "do": "mail", "if": "busy", "part": "morning"}]
}
SPRING = "# Opening\nHello {first_name|there}, \"it is\" C:\\\\ 'spring'.\n\n\n"


def make(database: Database, clock: FrozenClock) -> None:
    """A firm that has something of everything."""
    now = clock()
    put_setting(database, "lease", "20", "sue", now)
    put_setting(database, "firm_name", 'Gull "& Sons" = [x]', "sue", now)
    save_segment(database, "rich", "income >= 100k and name ~ 'O\"Hara'", "sue", now)
    outcomes.add(database, NOT_NOW, TAKEN, "sue", now)
    outcomes.change(database, "busy", {"key": "é"}, TAKEN, "sue", now)
    outcomes.retire(database, "gatekeeper", "sue", now)
    caller_ids.put_caller_id(database, "2085550147", "", "208", "sue", now)
    facts = {"presence": "no", "per_day": 75, "holder": "Acme", "first_used": date(2026, 3, 1)}
    caller_ids.state_number(database, BOISE, facts, "sue", now)
    licence = read_permit_id("US-FL")
    load_book(
        database,
        "sue",
        now,
        permits=[
            make_permit(licence, "C-77", TODAY, date(2027, 6, 30), "", "proof.pdf", "ab" * 32),
            make_permit(licence, "S-1", TODAY, date(2027, 6, 30), "ann", "", ""),
        ],
        claims=[make_claim(read_permit_id("US-TX"), "", "sec. 302.053", "counsel", TODAY)],
    )
    load_firm_rules(database, RULES, "sue", now, file="r.toml", checksum="")
    for n, name in enumerate(("Autumn", "Spring")):
        at = now + timedelta(minutes=n)
        keep_text(database, SPRING, TextKind.SCRIPT, name, "", "sue", at)
    keep_sequence(database, "Fair", FOLLOW_UP, "fair.toml", "sue", now)


def unmake(database: Database, clock: FrozenClock) -> None:
    """Each section becomes another."""
    now = clock() + timedelta(hours=1)
    put_setting(database, "lease", "15", "sue", now)
    put_setting(database, "courtesy_opens", "10:00", "sue", now)
    remove_segment(database, "rich", "sue", now)
    save_segment(database, "poor", "income < 100k", "sue", now)
    outcomes.change(database, "busy", {"key": "B"}, TAKEN, "sue", now)
    outcomes.change(database, "gatekeeper", {"key": "é"}, TAKEN, "sue", now)
    caller_ids.put_caller_id(database, "2125550147", "", "", "sue", now)
    caller_ids.load_numbers(database, [ShownNumber("+12125550147")], "sue", now)
    load_book(database, "sue", now, permits=[], claims=[])
    load_firm_rules(database, (), "sue", now, file="r.toml", checksum="")
    keep_text(database, SPRING.replace("Hello", "Hi"), TextKind.SCRIPT, "Autumn", "", "sue", now)
    keep_text(database, SPRING, TextKind.OBJECTIONS, "No time", "", "sue", now)
    one_call = {"steps": [{"day": 0, "do": "call"}]}
    for name in ("Fair", "Later"):
        keep_sequence(database, name, one_call, "one.toml", "sue", now)


def load(
    database: Database, path: Path, text: str, clock: FrozenClock, *, is_trial: bool = False
) -> Loaded:
    path.write_text(text, encoding="utf-8")
    return load_firm(database, path, TAKEN, "sue", clock() + timedelta(hours=2), is_trial=is_trial)


def test_a_firm_becomes_what_its_text_says(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    make(database, clock)
    text = write_firm(database)
    unmake(database, clock)
    done = load(database, tmp_path / "firm.toml", text, clock)
    assert write_firm(database) == text
    assert done.sections == (
        *("settings", "segments", "outcomes", "caller_ids", "number_shown", "permit", "exemption"),
        *("rule", "script", "objections", "sequences"),
    )
    in_use = [row.name for row in list_texts(database) if row.is_in_use]
    assert "Spring" in in_use, "the last of a kind"
    with database.read() as connection:
        assert verify(connection) is None
        values = read_firm(connection)
    assert latest_steps(values, "Fair")[0] == 3, "leads under way keep the versions before"
    with pytest.raises(BadInput, match="no sequence “Later”: there are Fair"):
        latest_steps(values, "Later")
    again = load(database, tmp_path / "firm.toml", text, clock)
    assert again == Loaded((), ())


def test_a_trial_says_what_would_change_and_changes_nothing(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    make(database, clock)
    text = write_firm(database)
    with database.read() as connection:
        before = read_firm(connection), read_revision(connection)
    wanted = text.replace('lease = "20"', 'lease = "30"').replace('key = "z"\n', "")
    done = load(database, tmp_path / "firm.toml", wanted, clock, is_trial=True)
    assert done.sections == ("settings", "outcomes")
    assert {'-lease = "20"', '+lease = "30"', '-key = "z"'} <= set(done.changes)
    with database.read() as connection:
        assert (read_firm(connection), read_revision(connection)) == before
    assert write_firm(database) == text


def test_a_section_that_is_left_out_stays(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    make(database, clock)
    text = write_firm(database)
    done = load(database, tmp_path / "firm.toml", '[settings]\nlease = "20"\n', clock)
    assert done.sections == ("settings",)
    assert settings_of(database)["firm_name"] == ""
    assert write_firm(database) == text.replace('firm_name = "Gull \\"& Sons\\" = [x]"\n', "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[settings]\nlease = "9000"', r"firm\.toml, \[settings\]: “lease” takes the minutes"),
        ("[settings]\nlease = 20", r"\[settings\]: each line is a name and text in quotes"),
        ('[settings]\nleese = "20"', r"\[settings\]: There is no setting “leese” \(did you"),
        ('[settngs]\nlease = "20"', r"there is no section “settngs”; known are settings"),
        ("lease", r"firm\.toml is not valid TOML"),
        ('[segments]\nrich = "income >="', r"\[segments\]: The screening cannot be read"),
        ("[outcomes.no]\nlabel = 3", r"\[outcomes\.no\]: “label” must be text in quotes"),
        ('[outcomes.no]\nlable = "No"', r"“lable” is not among key, label"),
        ('[outcomes.no]\nneeds = "luck"', r"“needs” is appointment or callback or words"),
        (
            '[outcomes.no]\nlabel = "No"\nkey = "n"\nrest_minutes = 5',
            "do_not_call” must have a key",
        ),
        ('[outcomes."x y"]\nlabel = "No"', r"\[outcomes\]: “x y” cannot be a code"),
        ('[[caller_ids]]\nnumber = "12"', r"\[caller_ids\]: The caller ID cannot be read"),
        ('[[caller_ids]]\nto = "208"', r"\[caller_ids\]: each needs its “number”"),
        ('[[number_shown]]\nnumber = "12"', r"\[number_shown\]: The caller ID cannot be read"),
        (f'[[number_shown]]\nnumber = "{BOISE}"\nper_day = "75"', "“per_day” must be a whole num"),
        (f'[[number_shown]]\nnumber = "{BOISE}"\npresence = "maybe"', "“presence” is yes or no"),
        (2 * f'[[number_shown]]\nnumber = "{BOISE}"\n', "12085550147 is stated twice"),
        ('[[permit]]\nplace = "US-XX"', r"\[permit\]: .*US-XX"),
        (
            '[[permit]]\nplace = "US-TX"\nnumber = "7"',
            "permit of US-TX needs its first day, “from”",
        ),
        (
            '[[permit]]\nplace = "US-TX"\nnumber = "7"\nfrom = "2026-11-01"',
            "“from” must be a day such as 2027-11-30, without quotes",
        ),
        (
            (
                '[[permit]]\nplace = "US-TX"\nnumber = "7"\nfrom = 2026-11-01\nuntil = 2027-11-01\n'
                'document = "proof.pdf"'
            ),
            "document of US-TX needs its name and its SHA-256",
        ),
        ('[[permit]]\nplace = "US-TX"\nnumer = "7"', "“numer” is not among place, number, from"),
        (
            '[[exemption]]\nplace = "US-TX"\nas = "luck"\nreason = "x"\nby = "y"\non = 2026-11-01',
            r"\[exemption\]: US-TX has no exemption “luck”",
        ),
        ('[[script]]\nname = "A"\ntext = "Hello"', r"\[script\]: “A”, its line 1, character 1"),
        ('[[script]]\ntext = "Hello"', r"\[script\]: each needs a “name” of its own"),
        ('[[script]]\nname = "A"\nsay = "x"', r"\[script\]: “say” is not among name, list, text"),
        ('[[rule]]\njurisdiction = "US-FL"\nweekday = "07:00-18:00"', r"line 6: .* loosen the law"),
        ('[[sequences.Fair]]\nday = 0\ndo = "fax"', r"\[sequences\]: “Fair”, step 1: “do” is"),
        ('[sequences]\nFair = "call"', r"\[sequences\]: “Fair”: a sequence has 1 to 50 steps"),
        ('sequences = "call"', "each is a list of steps"),
        ('[[rule]]\njurisdiction = "US-FL"\nlist = "x"\nsun = "closed"', "there is no list “x”"),
    ],
)
def test_a_text_that_cannot_be_changes_nothing(
    database: Database, clock: FrozenClock, tmp_path: Path, text: str, told: str
) -> None:
    make(database, clock)
    before = write_firm(database)
    first = '[segments]\nnew = "income > 1"\n' if "[segments]" not in text else ""
    if not text.startswith("["):
        first, text = text, ""
    with pytest.raises(BadInput, match=told):
        load(database, tmp_path / "firm.toml", f"{first}\n{text}\n", clock)
    assert write_firm(database) == before


def test_every_rule_is_read_as_it_was_written() -> None:
    written = [rule_table(rule) for rule in RULES]
    reader = Reader(Path("firm.toml"), [], (), date(2026, 11, 24), [])
    assert reader.read({"rule": written}) == RULES


def test_a_text_that_is_gone_is_taken_away(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    make(database, clock)
    remove(database, TextKind.SCRIPT, "Autumn", "sue", clock())
    text = write_firm(database)
    unmake(database, clock)
    load(database, tmp_path / "firm.toml", text, clock)
    assert [row.name for row in list_texts(database) if row.agent] == ["Spring"]
