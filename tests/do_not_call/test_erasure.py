"""Erasing a person: their data goes, the request not to be called and the audit chain stay."""

import pytest
from sqlalchemy import Text, cast, select

from console.cards.lead import Card
from console.desk import ClaimLostError, Desk, RefusedError
from console.do_not_call import internal_list
from console.do_not_call.erasure import Erased, erase
from console.do_not_call.evidence import held, record
from console.do_not_call.subject_access import held_about
from console.trouble import BadInput
from db.audit.verification import verify
from db.dnc.suppressions import listings_of
from db.enums import EvidenceKind
from db.tables.audit import audit_entries
from db.tables.every import METADATA
from tests.cli.shell import CommandLine
from tests.desk.driver import call, next_card
from tests.do_not_call.conftest import Floor

HOME, WORK = "+12085550147", "+12085550148"
SECRETS = ("Zephyrine", "5550147", "5550148", "likes figs", "form 3", "go away", "a fig lover")


def wipe(floor: Floor, e164: str = HOME, extension: str = "") -> Erased:
    return erase(floor.database, e164, "by letter", "sue", floor.clock(), extension)


def everything(floor: Floor) -> str:
    """All text that lies in any table, but the entries of the internal list."""
    matches = []
    with floor.database.read() as connection:
        for table in METADATA.tables.values():
            if table.name in {"suppression", "number_salt"}:
                continue
            columns = [cast(column, Text) for column in table.columns]
            matches += [str(tuple(row)) for row in connection.execute(select(*columns))]
    return "\n".join(matches)


def plant(floor: Floor, desk: Desk) -> int:
    """A person with all that a firm may know of one."""
    lead_id = floor.business(HOME, WORK, notes="likes figs", family_name="Zephyrine")
    record(floor.database, HOME, EvidenceKind.WRITTEN, floor.today, "form 3", "ann", floor.clock())
    call(desk, "no_answer", "a fig lover")
    floor.clock.advance(hours=5)
    call(desk, "complaint", "go away")
    return lead_id


def test_nothing_of_the_person_is_left_and_the_chain_holds(floor: Floor) -> None:
    desk = Desk(floor.database, floor.clock, "ann")
    lead_id = plant(floor, desk)
    assert all(secret in everything(floor) for secret in SECRETS)
    erased = wipe(floor)
    assert erased == Erased(1, 2, 1, (HOME, WORK))
    left = everything(floor)
    assert not [secret for secret in SECRETS if secret in left]
    assert floor.lead(lead_id)[0] == "closed"
    with floor.database.read() as connection:
        assert verify(connection) is None
        last = connection.execute(
            select(audit_entries).order_by(audit_entries.c.seq.desc()).limit(1)
        ).one()
    assert (last.action, last.agent) == ("erase", "sue")
    assert "by letter" in last.detail


def test_the_request_not_to_be_called_stays_without_its_words(floor: Floor) -> None:
    desk = Desk(floor.database, floor.clock, "ann")
    plant(floor, desk)
    with floor.database.read() as connection:
        before = listings_of(connection, [HOME])[HOME]
    wipe(floor)
    entry = internal_list.look_up(floor.database, HOME).entry
    assert entry is not None
    assert entry.added_at == before.added_at
    assert "go away" not in entry.reason
    again = floor.business(HOME)
    desk.open()
    assert floor.lead(again) == ("barred", "internal_list")


def test_calls_still_count_after_the_person_is_gone(floor: Floor) -> None:
    desk = Desk(floor.database, floor.clock, "ann")
    plant(floor, desk)
    dials = desk.progress().dials
    wipe(floor)
    assert desk.progress().dials == dials
    assert desk.progress().can_undo == ""
    with pytest.raises(RefusedError, match="nothing to undo"):
        desk.undo()


def test_a_number_that_others_share_stays_theirs(floor: Floor) -> None:
    ada = floor.business(HOME + " ext. 1", WORK)
    bob = floor.business(HOME + " ext. 2")
    erased = wipe(floor, extension="1")
    assert erased.numbers == (WORK,)
    assert floor.lead(ada)[0] == "closed"
    assert floor.lead(bob) == ("open", "")
    assert floor.numbers(ada) == []


def test_an_agent_who_holds_the_person_loses_the_claim_and_gets_the_next(floor: Floor) -> None:
    floor.business(HOME, priority=9)
    floor.business("+12085550199")
    desk = Desk(floor.database, floor.clock, "ann")
    card = next_card(desk)
    wipe(floor)
    with pytest.raises(ClaimLostError):
        desk.dial(card.claim, card.phone.number_id)
    with pytest.raises(ClaimLostError):
        desk.refresh(card.claim)
    desk.save_draft(card.claim, "likes figs")
    assert "likes figs" not in everything(floor)
    after = desk.next(card.claim)
    assert isinstance(after, Card)
    assert after.phone.e164 == "+12085550199"


def test_nobody_is_erased_in_the_middle_of_a_call(floor: Floor) -> None:
    lead_id = floor.business(HOME)
    desk = Desk(floor.database, floor.clock, "ann")
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    with pytest.raises(BadInput, match="ann has dialled"):
        wipe(floor)
    assert floor.numbers(lead_id) == ["open"]
    desk.record(card.claim, "no")
    assert wipe(floor).leads == 1


def test_what_is_not_held_is_not_erased_and_a_reason_is_needed(floor: Floor) -> None:
    assert not wipe(floor).is_anything
    assert internal_list.look_up(floor.database, HOME).entry is None
    with pytest.raises(BadInput, match="reason"):
        erase(floor.database, HOME, " ", "sue", floor.clock())


def test_evidence_about_a_number_of_no_lead_is_erased_too(floor: Floor) -> None:
    record(floor.database, HOME, EvidenceKind.WRITTEN, floor.today, "form 3", "ann", floor.clock())
    assert wipe(floor).consents == 1
    assert held(floor.database) == ()
    assert internal_list.look_up(floor.database, HOME).entry is not None


def test_a_supervisor_erases_on_the_shell(smiledial: CommandLine, floor: Floor) -> None:
    lead_id = floor.business(HOME)
    assert smiledial("erase", HOME).status == 2
    assert smiledial("erase", "12", "--reason", "x").status == 3
    asked = smiledial("erase", HOME, "--reason", "by letter")
    assert asked.status == 3, "nobody can be asked here: it is for good, so nothing goes"
    assert "1 lead, 0 pieces of evidence" in asked.err
    assert "--yes" in asked.err
    assert "--yes" in smiledial("erase", HOME, "--reason", "x", "--json").err
    assert floor.numbers(lead_id) == ["open"]
    answer = smiledial("erase", "(208) 555-0147", "--reason", "by letter", "--yes")
    assert answer.status == 0
    assert "erased 1 lead" in answer.out
    assert smiledial("dnc", "check", HOME).status == 1
    none = smiledial("erase", HOME, "--reason", "again", "--json")
    assert none.status == 1
    assert none.document["leads"] == 0
    assert smiledial("audit", "verify").status == 0


def test_nothing_in_the_log_can_be_tied_to_the_number_but_its_erasure(floor: Floor) -> None:
    plant(floor, Desk(floor.database, floor.clock, "ann"))
    internal_list.add(floor.database, HOME, "by letter", "ann", floor.clock(), is_person=True)
    before = held_about(floor.database, HOME, floor.clock())
    assert {entry["action"] for entry in before["audit"]} >= {"dial", "outcome", "consent_add"}
    wipe(floor)
    after = held_about(floor.database, HOME, floor.clock())
    assert [entry["action"] for entry in after["audit"]] == ["erase"]
    assert after["leads"] == after["attempts"] == after["evidence"] == []
    assert after["lists"][0]["says"] == "listed"


def test_a_skip_of_somebody_who_was_erased_since_cannot_be_taken_back(floor: Floor) -> None:
    desk = Desk(floor.database, floor.clock, "ann")
    floor.business(HOME)
    desk.skip(next_card(desk).claim, "too early")
    wipe(floor)
    with pytest.raises(RefusedError, match="nothing to undo"):
        desk.undo()
