"""Words and columns that say “not to call”: believed, asked about, or plainly something else.

One import of many rows and columns each, for what is looked at is a table.
"""

import pytest
from sqlalchemy import select

from console.importing.result import needs_answer
from console.rules.places.facts import place_from_facts
from console.trouble import BadInput
from db.engine.database import Database
from db.enums import LeadKind
from db.tables.leads import leads, places
from tests.importing.conftest import Import

BARRED, HELD, UNREAD, CALLED = "barred", "stays behind", "asked about", "called"


def fates(database: Database, words: list[str]) -> dict[str, str]:
    """What became of the rows, which are called P0, P1 and so on."""
    with database.read() as connection:
        wanted = select(leads.c.name, leads.c.bar, places.c.facts)
        rows = connection.execute(wanted.join(places, places.c.id == leads.c.place_id)).all()
    fate = {
        row.name: BARRED
        if row.bar
        else UNREAD
        if place_from_facts(row.facts).request_unread
        else CALLED
        for row in rows
    }
    return {word: fate.get(f"P{at}", HELD) for at, word in enumerate(words)}


def rows_of(words: list[str]) -> list[str]:
    return [f'P{at},208555{at:04},Co,"{word}"' for at, word in enumerate(words)]


STATUSES = {
    **dict.fromkeys(
        [
            *("DNC", "DNC Request", "Requested DNC", "Remove from list", "Take me off list"),
            *("STOP", "Opted out", "Opt-Out", "Do Not Call - Internal", "DNC - Verbal", "Lost/DNC"),
            *("Added to DNC", "Internal DNC", "Not Interested - DNC", "Lost - DNC", "DNC (verbal)"),
            *("Cease & desist", "Litigator", "Blacklisted", "Not Interested - take off list"),
            *("Asked to be removed from our calling list", "Bitte nicht mehr anrufen", "DNC List"),
        ],
        BARRED,
    ),
    **dict.fromkeys(
        [
            *("National DNC", "DNC?? ask Bob", "Removed from DNC", "DNC pending"),
            *("Do not call unless he calls", "Pre-litigator check", "Attorney letter - DNC?"),
        ],
        UNREAD,
    ),
    **dict.fromkeys(
        [
            *("New", "Open", "No Answer", "No Contact", "Not on DNC", "DNC checked", "No DNC"),
            *("Stopped by the shop", "Nonstop", "Bus stop", "Call back", "Not called yet", ""),
            *("Contacted - listening", "Left message", "On the list", "Removed a wall", "No call"),
            *("Optometrist", "Will call us", "Callable", "Attempted to contact", "Dead"),
            *("Opt out of mail", "Do not call - mornings", "Do not call before 9"),
        ],
        CALLED,
    ),
}


def test_each_word_of_a_status_is_believed_asked_about_or_means_something_else(
    database: Database, bring: Import
) -> None:
    file = ("name,phone,company,Disposition", *rows_of([*STATUSES]))
    bring(*file, kind=LeadKind.BUSINESS, is_sure=True)
    assert fates(database, [*STATUSES]) == STATUSES


def test_what_a_doubtful_status_means_is_said(database: Database, bring: Import) -> None:
    words = ["DNC pending", "New", "DNC"]
    file = ("name,phone,company,Disposition", *rows_of(words))
    bring(*file, kind=LeadKind.BUSINESS, mapping=[("do_not_call", "Disposition")])
    assert fates(database, words) == {"DNC pending": BARRED, "New": CALLED, "DNC": BARRED}


def test_who_was_done_with_for_a_reason_is_seen_too(bring: Import) -> None:
    words = [
        "Lost - competitor",
        "Lost (price)",
        "Closed Lost: budget",
        "Lost pets",
        "Not lost",
        "Lost - DNC",
    ]
    seen = bring("name,phone,company,Disposition", *rows_of(words), is_dry_run=True)
    assert {word for _, word in seen.noticed.finished} == {*words[:3]}


NOTES = {
    **dict.fromkeys(
        [
            *("DNC", "asked to be removed from list", "please remove from list", "Stop calling!"),
            *("take me off your list", "stop calling", "Do not call, will sue", "STOP"),
            *("Kein Anruf erwünscht", "Angry. Asked not to be called.", "ne plus appeler"),
            *("Rang 3/4 - do not call again", "Bitte keine weiteren Anrufe, danke", "電話NG"),
            *("10/12 DO NOT CALL", "dont call again", "told us to never call again"),
            *("don't call this number again", "Said do not call back", "called 10/12, said DNC"),
            *("Hostile do not call!", "DNC req", "dо nоt cаll"),  # look-alike letters
        ],
        BARRED,
    ),
    **dict.fromkeys(
        [
            *("works with DNC Travel", "DO NOT CALL per wife 10/12", "Litigator", "no calls, Bob"),
            *("his lawyer wrote to us", "deceased", "do not contcat", "email only"),
        ],
        UNREAD,
    ),
    **dict.fromkeys(
        [
            *("stopped by the shop", "do not call before 9", "Lost", "on our list", "call after 5"),
            *("Do not call, before 9", "Do not call - mornings", "Stop, Main St", "ok to call"),
            *("Call after 5, no calls at noon", "likes cats", "opted out of mail", "contact Bob"),
            *("remove the old fence", "nicht vor 9 anrufen", "Not interested"),
            "asked to be called, not e-mailed",
        ],
        CALLED,
    ),
}


def test_each_note_is_a_request_or_none(database: Database, bring: Import) -> None:
    bring("name,phone,company,notes", *rows_of([*NOTES]), kind=LeadKind.BUSINESS)
    assert fates(database, [*NOTES]) == NOTES


COLUMNS = {
    **dict.fromkeys(
        [
            *[("Não Perturbe", "Sim"), ("Sperrvermerk", "X"), ("Sperrvermerk 2", "nicht anrufen")],
            *[("REPEP", "Sí"), ("En REPEP", "Inscrito"), ("Werbesperre", "Ja"), ("RPO", "Sì")],
            *[("No Call", "Yes"), ("Bel-me-niet", "Ja"), ("Phone Suppression", "Yes")],
            *[("Allow Calls", "FALSE"), ("Telefonieren erlaubt", "Nein"), ("May call", "never")],
            *[("Phone Permission", "No"), ("Consent to call", "withdrawn"), ("Call opt-in", "N")],
            *[("DNCR Status", "On register"), ("On DNCR", "Y"), ("Stop calling", "1")],
            *[("Suppression", "DNC"), ("Consent", "do not call"), ("Blacklist", "1")],
            *[("Outcome", "DNC req"), ("Result", "Hostile do not call!"), ("Tags", "vip; dnc")],
            *[("Lead Type", "Do Not Call"), ("DMA TPS", "Y"), ("Dо nоt саll", "Y"), ("DNС", "1")],
            *[("Lista negra", "sí"), ("Liste noire", "oui"), ("Schwarze Liste", "ja")],
            *[("Lista nera", "sì"), ("Lista Negra ", "sim"), ("Zwarte lijst", "ja")],
            *[("Do Not Solicit", "X"), ("Memo", "dо nоt cаll")],
        ],
        BARRED,
    ),
    **dict.fromkeys(
        [
            *[("Contactable", "No"), ("Preferred Contact Method", "Email only"), ("ACTIVE", "No")],
            *[("Deceased", "Y"), ("Deceased Date", "2024-03-01"), ("Is Active", "0")],
            *[("Joignable", "non"), ("Décédé", "oui"), ("Démarchage", "refus")],
            *[("Kontaktierbar", "nein"), ("Verstorben", "ja"), ("Aktiv", "nein")],
            *[("Contattabile", "no"), ("Deceduto", "sì"), ("Attivo", "no"), ("Fallecido", "sí")],
            *[("Contatável", "não"), ("Falecido", "sim"), ("Ativo", "não"), ("Activo", "no")],
            *[("Contacteerbaar", "nee"), ("Overleden", "ja"), ("Actief", "nee")],
            *[("Canal preferido", "solo correo"), ("Canal préféré", "email uniquement")],
            *[("Kontaktweg", "nur E-Mail"), ("Contactvoorkeur", "alleen e-mail")],
            *[("Can we call?", "No"), ("Accepts Calls", "0"), ("Darf angerufen werden", "Nein")],
            *[("Se puede llamar", "no"), ("Peut-on appeler", "non"), ("Mag bellen", "nee")],
            *[("Never Call", "Yes"), ("neverPhone", "true"), ("Do Not Disturb", "Y")],
            *[("No Phone Calls", "x"), ("Asked to be removed", "2026-01-04"), ("DND", "1")],
            *[("Cease and Desist", "Yes"), ("Refuses calls", "Y"), ("Excluded", "yes")],
            *[("Consent withdrawn", "Yes"), ("Restricted", "Y"), ("Labels", "vip|NoCalls|warm")],
        ],
        UNREAD,
    ),
    **dict.fromkeys(
        [
            *[("Stop", "Yes"), ("Opposition", "Oui"), ("Opposizione", "Sì"), ("Suppressed", "Y")],
            *[("Bloqueado", "Sim"), ("Widerruf", "03.05.2026"), ("Widerspruch", "Ja")],
            *[("Has Consent", "No"), ("Werbeeinwilligung", "Nein"), ("Opt In", "false")],
            *[("Einwilligung", "widerrufen"), ("Mobile allowed", "K7")],
        ],
        HELD,
    ),
    **dict.fromkeys(
        [
            *[("DNCR Result", "Not on register"), ("DNCR Wash", "Unwashed"), ("In REPEP", "No")],
            *[("Consent Given", "2026-05-04"), ("Marketing Consent", "written"), ("Consented", "")],
            *[("Consent Date", "No"), ("Call recording consent", "No"), ("Email consent", "No")],
            *[("Phone Consent", "verbal"), ("Calls allowed per day", "3"), ("Cell allowed", "Ja")],
            *[("Blocked", "Main St"), ("Gesperrt", "Herr Stopp"), ("No Callback", "1")],
            *[("Sperre", "Nein"), ("SMS Opt In", "No"), ("Non Stop", "Yes"), ("Oposição", "Ana")],
            *[("Blacklists", "0"), ("Contactable?", "Yes"), ("Deceased?", "N"), ("Active?", "Yes")],
            *[("Active Policies", "3"), ("Outcomes", "Left message"), ("Tag", "call center")],
            *[("Product active", "wear"), ("Preferred Channel", "Phone"), ("TPS DMA", "N")],
            *[("Can receive texts", "No"), ("Called before", "No"), ("Call back", "No")],
            *[("Excluded Brands", "yes"), ("Calls", "0"), ("Email unsubscribed", "Yes")],
        ],
        CALLED,
    ),
}


def test_each_column_is_believed_asked_about_or_means_something_else(
    database: Database, bring: Import
) -> None:
    """Each row says something in one column alone."""
    names = [name for name, _ in COLUMNS]
    rows = [
        f"P{at},208555{at:04},Co" + "," * at + f",{word}" + "," * (len(names) - at - 1)
        for at, (_, word) in enumerate(COLUMNS)
    ]
    file = (f"name,phone,company,{','.join(names)}", *rows)
    brought = bring(*file, kind=LeadKind.BUSINESS, is_dry_run=True)
    asked = " ".join(doubt.text for doubt in brought.mapped.doubts if doubt.needs_answer)
    held = [name for (name, _), fate in COLUMNS.items() if fate == HELD]
    assert [name for name in held if f"“{name}”" not in asked] == []
    bring(*file, kind=LeadKind.BUSINESS, is_sure=True)
    matches = fates(database, [f"{name}: {word}" for name, word in COLUMNS])
    assert matches == {f"{name}: {word}": fate for (name, word), fate in COLUMNS.items()}


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("Stop", ("Main St", "9th Ave")),
        ("Opposition", ("Smith & Co", "")),
        ("Consent", ("2026-05-04", "Yes")),
        ("Objection", ("too expensive", "no time")),
    ],
)
def test_an_ordinary_column_of_such_a_name_is_not_asked_about(
    bring: Import, column: str, cells: tuple[str, str]
) -> None:
    file = (f"name,phone,company,{column}", *rows_of([*cells]))
    assert not needs_answer(bring(*file, kind=LeadKind.BUSINESS, is_dry_run=True))


def test_what_a_permission_means_is_said_and_remembered(database: Database, bring: Import) -> None:
    file = ("name,phone,company,Consent", *rows_of(["Yes", "No"]))
    with pytest.raises(BadInput, match="bars all for whom it says no"):
        bring(*file, kind=LeadKind.BUSINESS)
    bring(*file, kind=LeadKind.BUSINESS, mapping=[("do_not_call", "Consent")])
    assert fates(database, ["Yes", "No"]) == {"Yes": CALLED, "No": BARRED}
    assert not needs_answer(bring(*file, kind=LeadKind.BUSINESS, is_dry_run=True))


def test_a_permission_that_nearly_nobody_gave_is_asked_about(bring: Import) -> None:
    words = ["No"] * 20
    with pytest.raises(BadInput, match="“Phone Permission” may say who is not to be called"):
        bring("name,phone,company,Phone Permission", *rows_of(words), kind=LeadKind.BUSINESS)


@pytest.mark.parametrize("word", ["Requested DNC", "please remove from list", "DNC - Verbal"])
def test_such_words_bar_whatever_their_column_is_called(
    database: Database, bring: Import, word: str
) -> None:
    words = ["fine", word]
    bring("name,phone,company,Verdict", *rows_of(words), kind=LeadKind.BUSINESS)
    assert fates(database, words) == {"fine": CALLED, word: BARRED}


def test_a_hit_of_a_registry_stays_behind_and_a_request_goes_onto_the_list(
    database: Database, bring: Import
) -> None:
    words = ["Clean", "Federal DNC", "State DNC", "Litigator", "Internal DNC", "DNC"]
    file = ("name,phone,company,Scrub Result", *rows_of(words))
    brought = bring(*file, kind=LeadKind.BUSINESS, is_sure=True)
    assert fates(database, words) == {
        "Clean": CALLED,
        **dict.fromkeys(["Federal DNC", "State DNC"], HELD),
        **dict.fromkeys(["Litigator", "Internal DNC", "DNC"], BARRED),
    }
    assert "a hit of a registry (Federal DNC) stays behind" in brought.mapped.doubts[0].text
