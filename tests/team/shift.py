"""An agent's shift at the real desk, with every outcome that changes more than one lead."""

from datetime import UTC, datetime, timedelta

from console.cards.lead import Card
from console.cards.promises import NewCallback
from console.cards.requests import MEANINGS, WAYS_ASKED, AskedWithoutCall
from console.desk import Desk
from console.outreach.scripts.library import keep_text
from db.engine.database import Database
from db.enums import PresenceState, TextKind
from db.floor.presence import Doing
from tests.conftest import FrozenClock
from tests.leads import add_lead

SCRIPT = "# Hello\n? wants: What for?\n"
LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)
NAMES = "Ada Bo Cy Di Ed Flo Gus Hal Ida Jo Kay Lu"


def fill(database: Database) -> None:
    """Twelve leads, and a thirteenth that shares the number of the fourth; a script that asks."""
    keep_text(
        database, "# Hello\n? wants: What for?\n", TextKind.SCRIPT, "pitch", "", "sue", LONG_AGO
    )
    for place, name in enumerate(NAMES.split()):
        phone = f"(208) 555-01{place:02}"
        add_lead(database, f"{name} Byron", phone, priority=20 - place, notes=f"secret of {name}")
    add_lead(database, "Twin of Di", "(208) 555-0103", "(208) 555-0199", priority=-5)


def work(desk: Desk, clock: FrozenClock) -> None:
    """From the first heartbeat to the last."""

    def dial(card: Card) -> Card:
        dialled = desk.dial(card.claim, card.phone.number_id)
        assert isinstance(dialled, Card)
        clock.advance(minutes=1)
        return dialled

    def following(after: str | None = None) -> Card:
        card = desk.next(after)
        assert isinstance(card, Card), card
        return card

    desk.presence.beat(Doing(PresenceState.WAITING, clock()))
    preview = desk.queue.preview()
    assert isinstance(preview, Card)
    assert preview.name == "Ada Byron"
    assert desk.queue.why().callable == 13
    assert desk.queue.coming_day()
    plan = desk.sessions.plan(size=5)
    session = desk.sessions.start(plan.sessions[0].session_id)
    card = desk.open()
    assert isinstance(card, Card)
    beside = desk.context.beside(card, is_wide=True)
    assert [lead.name for lead in beside.next_leads][:2] == ["Bo Byron", "Cy Byron"]
    assert desk.preparing.ahead(session.session_id).leads
    assert desk.preparing.brief(card.lead_id).notes == "secret of Ada"
    desk.preparing.keep_notes(card.lead_id, "likes tea")
    desk.save_draft(card.claim, "half a thought")
    assert desk.refresh(card.claim).draft == "half a thought"
    for is_wanted in (True, False, True):
        assert desk.news.call_for_help(card.lead_id) is is_wanted
    dial(card)
    assert desk.news.look(card.claim, is_on_call=True).is_held
    for answer in ("tea", "", "more tea", "more tea than that"):
        desk.answering.keep(card.claim, "wants", answer)
    assert desk.refresh(card.claim).answers == {"wants": "more tea than that"}
    desk.record(card.claim, "no", "not now")
    card = desk.undo()
    assert card.draft == "not now"
    desk.record(card.claim, "no", "not now, thanks")

    card = following(card.claim)
    dial(card)
    desk.record(
        card.claim, "callback", "later", NewCallback(clock() + timedelta(hours=1), is_mine=True)
    )
    [promise] = desk.callbacks.all()
    desk.callbacks.move(promise.callback_id, clock() + timedelta(hours=2))
    desk.callbacks.give(promise.callback_id, to_team=True)
    desk.callbacks.give(promise.callback_id, to_team=False)

    card = following(card.claim)
    desk.skip(card.claim, "odd")
    card = desk.undo()
    desk.skip(card.claim, "odd all the same")
    card = following()
    letter = AskedWithoutCall(
        card.phone.number_id, WAYS_ASKED[0], clock().date(), "no more", is_person=True
    )
    desk.requests.bar(card.claim, letter)
    card = desk.undo()
    desk.save_draft(card.claim, "do not call again per wife")
    [doubt] = desk.refresh(card.claim).verdict.reasons
    assert doubt.code == "request_unread"
    desk.requests.settle(card.claim, "do not call again per wife", MEANINGS[0])
    card = desk.undo()
    desk.save_draft(card.claim, "")
    dial(card)
    desk.record(card.claim, "do_not_call", "asked")
    desk.undo()
    desk.record(card.claim, "do_not_call", "asked again")
    desk.sessions.end()
    assert desk.sessions.summary(session.session_id).dials == 3

    [matches] = desk.lookup.find("gus")
    assert [match.name for match in desk.lookup.find("(208) 555-0106")] == ["Gus Byron"]
    assert [match.name for match in desk.lookup.find("0106")] == ["Gus Byron"]
    assert "Gus Byron" in [match.name for match in desk.lookup.find("(208) 555-010")]
    assert {match.name for match in desk.lookup.find("byr")} >= {"Jo Byron", "Kay Byron"}
    assert desk.lookup.look(matches.lead_id).name == "Gus Byron"
    card = desk.take(matches.lead_id)
    card = desk.inbound.ring(matches.lead_id, "", card.claim)
    clock.advance(minutes=1)
    desk.record(card.claim, "no", "rang in")
    desk.sessions.start(plan.sessions[1].session_id)
    for outcome in ("wrong_number", "yes"):
        card = following(card.claim)
        dial(card)
        desk.record(card.claim, outcome, "so it was")
    card = following(card.claim)
    desk.away.go(card.claim, "lunch")
    clock.advance(minutes=5)
    desk.away.come_back()
    own = [agent for agent in desk.overview.today().agents if agent.agent == desk.agent]
    assert own
    assert desk.overview.lists_held().internal == 1
    assert desk.progress().noes
    back = desk.open()
    assert isinstance(back, Card)
    desk.leave(back.claim)
    desk.presence.leave()
