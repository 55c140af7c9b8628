"""Lists that a service has looked up: whom it says not to call is never offered.

The layouts are written from what the services publish; the people are invented.
"""

from datetime import date

import pytest
from sqlalchemy import select

from console.importing.notes import noticed_in
from console.importing.result import needs_answer
from console.trouble import BadInput
from db.dnc.suppressions import entries
from db.engine.database import Database
from db.enums import LeadKind
from db.tables.leads import lead_lists, leads, numbers
from tests.importing.conftest import Import
from tests.importing.stored import stored

DAY = date(2026, 11, 16)
DNC_COM = "name,Phone,ResultCode,Reserved,Reason,RegionAbbrev,CallingWindow,DoNotCallToday,LineType"


def bars(database: Database) -> dict[str, str]:
    return dict(stored(database, leads.c.name, leads.c.bar))


def reasons(database: Database) -> dict[str, str]:
    with database.read() as connection:
        return {entry.e164[-4:]: entry.reason for entry in entries(connection)}


def dnc_com(*codes: str) -> list[str]:
    return [
        f"P{at},20855501{at:02},{code},,{'Litigator' if code == 'D' else ''},ID,,0,AllOther"
        for at, code in enumerate(codes, start=10)
    ]


@pytest.mark.parametrize("code", ["D", "S", "P", "B", "L", "F", "V", "d", "Z9"])
def test_a_code_of_dnc_com_that_allows_no_call_bars_for_good(
    database: Database, bring: Import, code: str
) -> None:
    bring(DNC_COM, *dnc_com("C", code), kind=LeadKind.BUSINESS)
    assert bars(database) == {"P10": "", "P11": "internal_list"}
    assert reasons(database) == {"0111": f"fair.csv says so in “ResultCode: {code} (DNC.com)”."}


def test_codes_of_dnc_com_that_allow_a_call_bar_nobody(database: Database, bring: Import) -> None:
    bring(DNC_COM, *dnc_com(*"CXWYEOGH"), kind=LeadKind.BUSINESS)
    assert set(bars(database).values()) == {""}
    assert reasons(database) == {}


def test_a_day_without_calls_is_no_request(database: Database, bring: Import) -> None:
    bring(DNC_COM, "Ann,2085550110,C,,,ID,,1,AllOther", kind=LeadKind.BUSINESS)
    assert reasons(database) == {}


def test_a_number_that_the_service_calls_invalid_is_closed(
    database: Database, bring: Import
) -> None:
    brought = bring(DNC_COM, *dnc_com("C", "I", "M"), kind=LeadKind.BUSINESS)
    with database.read() as connection:
        matches = [row.status for row in connection.execute(select(numbers).order_by("e164"))]
    assert matches == ["open", "disconnected", "disconnected"]
    assert reasons(database) == {}
    assert any("Those numbers are closed" in text for text in noticed_in(brought, is_done=True))


RPV = "name,phone,RESPONSECODE,national_dnc,state_dnc,dma,litigator,iscell"


def test_realphonevalidation_says_it_in_four_columns(database: Database, bring: Import) -> None:
    bring(
        RPV,
        "Ann,2085550110,OK,N,N,N,N,N",
        "Bob,2085550111,OK,Y,N,N,N,Y",
        "Cy,2085550112,OK,N,N,N,Y,N",
        "Di,2085550113,OK,N,N,Y,N,V",
    )
    assert bars(database)["Ann"] != "internal_list"
    assert {name for name, bar in bars(database).items() if bar == "internal_list"} == {
        "Bob",
        "Cy",
        "Di",
    }
    assert reasons(database)["0112"].endswith("“litigator: Y (RealPhoneValidation)”.")


def test_whom_the_service_did_not_look_up_a_clearing_does_not_clear(
    database: Database, bring: Import
) -> None:
    rows = ("Ann,2085550110,OK,N,N,N,N,N", "Bob,2085550111,OK,?,N,N,N,Y")
    brought = bring(RPV, *rows, scrubbed_on=DAY, is_sure=True)
    assert [*bars(database)] == ["Ann"]
    [reject] = brought.first_rejects
    assert (reject.row.line, reject.column, reject.value) == (3, "national_dnc", "?")
    assert "not looked this number up" in reject.reason


def test_a_turbo_look_up_closes_dead_numbers(database: Database, bring: Import) -> None:
    header = "name,phone,status,error_text,iscell,cnam,carrier"
    rows = [
        f"P{at},20855501{at},{word},,N,,"
        for at, word in enumerate(
            ("connected", "connected-75", "disconnected", "unreachable", "restricted"), start=10
        )
    ]
    bring(header, *rows, kind=LeadKind.BUSINESS)
    with database.read() as connection:
        matches = [row.status for row in connection.execute(select(numbers).order_by("e164"))]
    assert matches == ["open", "open", "disconnected", "disconnected", "suppressed"]


def test_blacklist_alliance_names_litigators(database: Database, bring: Import) -> None:
    bring(
        "name,phone,Status,Message,Code,Code Level,Wireless",
        "Ann,2085550110,success,Good,,0,0",
        'Bob,2085550111,success,Blacklisted,"plaintiff-primary,federal-dnc",30,1',
        kind=LeadKind.BUSINESS,
    )
    assert bars(database) == {"Ann": "", "Bob": "internal_list"}


def test_numverify_says_which_numbers_are_none(database: Database, bring: Import) -> None:
    bring(
        "name,number,valid,local_format,international_format,carrier,line_type",
        "Ann,2085550110,true,2085550110,+12085550110,AT&T,mobile",
        "Bob,2085550111,false,,,,",
        kind=LeadKind.BUSINESS,
    )
    with database.read() as connection:
        matches = [row.status for row in connection.execute(select(numbers).order_by("e164"))]
    assert matches == ["open", "disconnected"]


def test_a_reassigned_number_bars_whatever_evidence_is_older(
    database: Database, bring: Import
) -> None:
    bring(
        "name,phone,reassigned,consent_on",
        "Ann,2085550110,no,2026-03-01",
        "Bob,2085550111,yes,2026-03-01",
        "Cy,2085550112,no data,2026-03-01",
    )
    assert {name for name, bar in bars(database).items() if bar == "internal_list"} == {"Bob"}


@pytest.mark.parametrize(
    "column", ["Litigator", "Is Litigator", "TCPA", "Blacklisted", "TPS", "CTPS Registered"]
)
def test_a_flag_by_its_name_is_believed_and_a_blank_is_a_no(
    database: Database, bring: Import, column: str
) -> None:
    rows = ("Ann,2085550110,", "Bob,2085550111,1", "Cy,2085550112,N")
    bring(f"name,phone,{column}", *rows, kind=LeadKind.BUSINESS, scrubbed_on=DAY)
    assert bars(database) == {"Ann": "", "Bob": "internal_list", "Cy": ""}


def test_a_column_that_says_who_may_be_called_is_read_the_other_way(
    database: Database, bring: Import
) -> None:
    rows = ("Ann,2085550110,Y", "Bob,2085550111,N")
    bring("name,phone,Callable", *rows, kind=LeadKind.BUSINESS)
    assert bars(database) == {"Ann": "", "Bob": "internal_list"}


UNKNOWN = ("name,phone,Scrub Result", "Ann,2085550110,clean", "Bob,2085550111,K7")


def cleared(database: Database) -> list[date | None]:
    return [row[0] for row in stored(database, lead_lists.c.scrubbed_on)]


def test_results_that_we_do_not_know_are_asked_about(database: Database, bring: Import) -> None:
    assert needs_answer(bring(*UNKNOWN, scrubbed_on=DAY, is_dry_run=True))
    with pytest.raises(BadInput, match="--map do_not_call="):
        bring(*UNKNOWN, scrubbed_on=DAY)
    assert bars(database) == {}


@pytest.mark.parametrize(
    ("column", "word"),
    [("Gryphon Cert Result", "7"), ("PossibleNOW", "K"), ("Verdict", "Non Callable")],
)
def test_results_of_a_service_that_describes_none_are_asked_about_by_name_or_word_and_remembered(
    database: Database, bring: Import, column: str, word: str
) -> None:
    rows = (f"name,phone,{column}", "Ann,2085550110,Callable", f"Bob,2085550111,{word}")
    assert needs_answer(bring(*rows, scrubbed_on=DAY, is_dry_run=True))
    bring(*rows, scrubbed_on=DAY, mapping=[("do_not_call", column)])
    bring(rows[0], f"Cy,2085550112,{word}", scrubbed_on=DAY)
    assert bars(database) == {"Ann": "", "Bob": "internal_list", "Cy": "internal_list"}


def test_with_yes_they_come_in_and_are_not_cleared(database: Database, bring: Import) -> None:
    bring(*UNKNOWN, scrubbed_on=DAY, is_sure=True)
    assert cleared(database) == [None]


def test_what_the_column_means_is_asked_once(database: Database, bring: Import) -> None:
    answer = [("do_not_call", "Scrub Result")]
    bring(*UNKNOWN, scrubbed_on=DAY, mapping=answer)
    assert bars(database)["Bob"] == "internal_list"
    again = bring(UNKNOWN[0], "Cy,2085550112,K7", "Di,2085550113,clean", scrubbed_on=DAY)
    assert (
        "1 row says in “Scrub Result” not to call; it is believed as in import 1 (fair.csv)."
        in noticed_in(again, is_done=True)
    )
    assert bars(database)["Cy"] == "internal_list"
    assert cleared(database) == [DAY]


@pytest.mark.parametrize(
    "column", ["Scrub Result", "scrub_code", "Gryphon", "Compliance Status", "Clean Flag"]
)
def test_codes_of_a_scrub_are_asked_about_without_a_clearing_too(
    database: Database, bring: Import, column: str
) -> None:
    rows = (f"name,phone,{column}", *UNKNOWN[1:])
    with pytest.raises(BadInput, match=r"rows with any word but a no stay behind.*--map kept="):
        bring(*rows)
    assert [reject.row.line for reject in bring(*rows, is_sure=True).first_rejects] == [3]
    assert [*bars(database)] == ["Ann"]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("Scrub Result", ("clean", "")),
        ("Scrub Date", ("11/01/2026", "11/01/2026")),
        ("Scrubbed By", ("Acme", "Acme")),
        ("Result", ("K1", "K7")),
    ],
)
def test_a_scrub_that_says_nothing_against_anybody_is_not_asked_about(
    database: Database, bring: Import, column: str, words: tuple[str, str]
) -> None:
    rows = [f"P{at},208555011{at},{word}" for at, word in enumerate(words)]
    bring(f"name,phone,{column}", *rows)
    assert set(bars(database)) == {"P0", "P1"}


@pytest.mark.parametrize("column", ["iscell", "Is Cell", "IsWirelessOrVoIP", "Wireless Flag"])
def test_a_column_of_yes_and_no_says_which_numbers_are_mobiles(
    database: Database, bring: Import, column: str
) -> None:
    bring(f"name,phone,{column}", "Ann,2085550110,N", "Bob,2085550111,Y", "Cy,2085550112,V")
    with database.read() as connection:
        matches = [row.line for row in connection.execute(select(numbers).order_by("e164"))]
    assert matches == ["unknown", "mobile", "voip"]


def test_an_export_of_vicidial_brings_its_requests_along(database: Database, bring: Import) -> None:
    header = (
        "lead_id,entry_date,status,user,vendor_lead_code,source_id,list_id,gmt_offset_now,"
        "called_since_last_reset,phone_code,phone_number,first_name,last_name,called_count"
    )
    rows = [
        f"{at},2026-11-01 10:00:00,{status},,V{at},,101,-7.00,N,1,20855501{at},P,{at},0"
        for at, status in enumerate(("NEW", "DNC", "DNCL", "DNCC"), start=10)
    ]
    bring(header, *rows, kind=LeadKind.BUSINESS)
    assert sorted(reasons(database)) == ["0111", "0112", "0113"]


GRYPHON = ("name,phone,Gryphon Verdict", "Ann,2085550110,Allowed", "Bob,2085550111,Not Allowed")
INTERNAL = "Cy,2085550112,Not Allowed / Internal DNC"


@pytest.mark.parametrize("column", ["Gryphon Verdict", "Verdict"])
def test_results_that_say_dnc_are_asked_about_in_every_file_and_their_rows_stay_behind(
    database: Database, bring: Import, column: str
) -> None:
    rows = (f"name,phone,{column}", *GRYPHON[1:], INTERNAL)
    with pytest.raises(BadInput, match=r"looks like the results of a scrub.*--map do_not_call="):
        bring(*rows, kind=LeadKind.BUSINESS)
    brought = bring(*rows, kind=LeadKind.BUSINESS, is_sure=True)
    assert bars(database) == {"Ann": "", "Cy": "internal_list"}
    text = f"fair.csv says so in “{column}”."
    assert reasons(database) == {"0112": text}  # it says so in words that can mean nothing else
    assert [reject.row.line for reject in brought.first_rejects] == [3]
    assert "stay behind" in brought.mapped.doubts[0].text
    with pytest.raises(BadInput, match="looks like the results of a scrub"):
        bring(*rows, kind=LeadKind.BUSINESS)
    bring(*rows, kind=LeadKind.BUSINESS, mapping=[("do_not_call", column.lower())])
    assert bars(database) == {"Ann": "", "Bob": "internal_list", "Cy": "internal_list"}


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("Pets", ("Allowed", "Not Allowed")),
        ("Bond type", ("Callable", "Convertible")),
        ("Account", ("Blocked", "Active")),
        ("Remarks", ("do not call before 9", "works with DNC Travel")),
        ("Occupation", ("Litigator", "Judge")),
    ],
)
def test_an_ordinary_column_is_not_asked_about(
    bring: Import, column: str, words: tuple[str, str]
) -> None:
    rows = [f"{word},208555011{at},{word}" for at, word in enumerate(words)]
    brought = bring(f"name,phone,{column}", *rows, kind=LeadKind.BUSINESS)
    assert (brought.imported, brought.mapped.doubts) == (2, ())
