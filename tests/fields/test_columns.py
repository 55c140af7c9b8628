"""Columns are found by the names that real lists use."""

import pytest

from console.files.fields.columns.headings import read_names
from console.files.fields.columns.layout import reject_columns
from console.files.fields.columns.matching import match_columns, tell_apart
from console.files.fields.mapping_doubts import find_doubts
from console.trouble import BadInput
from db.enums import LineType


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("First Name", "given_name"),
        ("last_name", "family_name"),
        ("Full Name", "name"),
        ("ORGANIZATION", "company"),
        ("Job Title", "title"),
        ("Household Income", "income"),
        ("Net Worth", "net_worth"),
        ("E-mail Address", "email"),
        ("Street Address", "address"),
        ("Mailing City", "city"),
        ("State/Province", "region"),
        ("province", "region"),
        ("ZIP Code", "postal_code"),
        ("Postcode", "postal_code"),
        ("Country", "country"),
        ("Comments", "notes"),
        ("line_type", "line_type"),
        ("Sate", "region"),
        ("Stte", "region"),
        ("Zip Coed", "postal_code"),
        ("Zipcoed", "postal_code"),
        ("Adrdess", "address"),
        ("Compnay Name", "company"),
        ("Pin Code", "postal_code"),
        ("pincode", "postal_code"),
        ("Party Name", "name"),
        ("Email ID", "email"),
        ("UF", "region"),
        ("Nome Fantasia", "company"),
        ("役職", "title"),
        ("Name (Last, First)", "name"),
        ("Customer (Last, First)", "name"),
        ("Customer name (Last, First)", "name"),
        ("Shop", "company"),
        ("Shop name", "company"),
        ("Store", "company"),
        ("Business", "company"),
    ],
)
def test_a_field_goes_by_many_names(name: str, field: str) -> None:
    assert match_columns(read_names(["phone", name])).fields == {field: 1}


def test_the_name_of_an_agent_in_a_log_of_calls_is_not_the_leads() -> None:
    names = read_names(["phone", "full_name", "first_name", "last_name"])
    rows = [["2085550141", "Sam Lee", "Ada", "Byron"], ["2085550142", "Sam Lee", "Bo", "Hopper"]]
    assert match_columns(names, rows=rows).fields == {"given_name": 2, "family_name": 3}
    whole = [["2085550141", "Ada M. Byron", "Ada", "Byron"]]
    assert match_columns(names, rows=whole).fields["name"] == 1


def test_a_name_beside_a_given_name_is_the_family_name() -> None:
    names, rows = read_names(["Vorname", "Name", "Tel"]), [["Ada", "Byron", "030 23125141"]]
    assert match_columns(names, rows=rows).fields == {"given_name": 0, "family_name": 1}


@pytest.mark.parametrize("name", ["County", "Stat", "Tile", "LSAT", "Noes", "Posta"])
def test_a_word_that_only_looks_like_a_slip_is_none(name: str) -> None:
    assert match_columns(read_names(["phone", name])).fields == {}


def test_a_slip_and_a_rare_name_yield_to_the_plain_one() -> None:
    names = read_names(["phone", "Sate", "State", "Prospect Name", "Name"])
    assert match_columns(names).fields == {"region": 2, "name": 4}


def test_a_customer_beside_a_contact_person_is_the_firm() -> None:
    for customer in ("Customer", "Party Name", "Client"):
        columns = match_columns(read_names([customer, "Contact Person", "Mobile No."]))
        assert columns.fields == {"company": 0, "name": 1}
        assert [phone.name for phone in columns.phones] == ["Mobile No."]


@pytest.mark.parametrize(
    "name",
    [
        "Contact No.",
        "Mob. No",
        "DDI",
        "Direct Dial",
        "Phoen",
        "Telphone",
        "phone",
        "Phone Number",
        "phone_number",
        "Tel.",
        "Telephone",
        "Mobile",
        "Cell Phone",
        "cell",
        "HomePhone",
        "Business Phone",
        "Phone 1 - Value",
        "number",
        "alt_phone",
    ],
)
def test_a_phone_column_is_recognised(name: str) -> None:
    assert [phone.name for phone in match_columns(read_names([name])).phones] == [name]


@pytest.mark.parametrize(
    "name", ["phone type", "fax", "phone_code", "Phone Verified", "mobile_carrier", "cellar"]
)
def test_what_only_speaks_of_phones_is_none(name: str) -> None:
    assert [phone.name for phone in match_columns(read_names(["phone", name])).phones] == ["phone"]


def test_several_phones_keep_their_order_labels_and_line_types() -> None:
    phones = match_columns(read_names(["Mobile Phone", "name", "Office Phone", "phone_3"])).phones
    assert [(phone.label, phone.line) for phone in phones] == [
        ("mobile", LineType.MOBILE),
        ("office", LineType.UNKNOWN),
        ("phone 3", LineType.UNKNOWN),
    ]


def test_numbers_at_which_the_person_does_not_speak_are_not_called() -> None:
    header = [
        *("Assistant's Phone", "Business Phone", "Callback", "Company Main Phone", "Home Phone"),
        *("Pager", "Primary Phone", "Radio Phone", "Telex", "TTY/TDD Phone", "Other Fax"),
    ]
    phones = match_columns(read_names(header)).phones
    assert [phone.name for phone in phones] == ["Primary Phone", "Business Phone", "Home Phone"]


def test_a_second_column_for_one_field_is_kept_as_an_extra() -> None:
    columns = match_columns(read_names(["phone", "state", "region", "Shoe size"]))
    assert columns.fields == {"region": 1}
    assert columns.extras == ((2, "region"), (3, "Shoe size"))


def test_a_vendors_time_zone_is_not_what_the_person_said() -> None:
    assert match_columns(read_names(["phone", "timezone"])).fields == {}
    assert match_columns(read_names(["phone", "timezone"]), [("zone", "timezone")]).fields == {
        "zone": 1
    }


def test_chosen_columns_overrule_names() -> None:
    columns = match_columns(read_names(["phone", "Handset", "name"]), [("phone", "Handset")])
    assert [phone.name for phone in columns.phones] == ["Handset"]
    assert columns.extras == ((0, "phone"),)


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ([("phone", "Fon")], "no column “Fon”"),
        ([("name", "a"), ("name", "b")], "Two columns"),
        ([("name", "a"), ("title", "a")], "two fields"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(chosen: list[tuple[str, str]], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        match_columns(read_names(["phone", "a", "b"]), chosen)


def test_our_columns_of_a_rejects_file_are_left_out_when_it_comes_back() -> None:
    header = ["name", "line", "phone"]
    ours = reject_columns(header)
    assert ours == ("smiledial_line", "column", "value", "reason")
    assert match_columns(read_names([*ours, *header])).extras == ((5, "line"),)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("adress", "address"),
        ("E-Mial", "email"),
        ("Frist Name", "given_name"),
        ("Compnay Name", "company"),
        ("Zip Cde", ""),
        ("zipcde", "postal_code"),
        ("email_address_1", "email"),
        ("primary_mailing_city", "city"),
        ("Owner Mailing State", "region"),
        ("Customer Name 1", "name"),
        ("email_address_2", ""),
        ("Property City", "city"),
        ("Property Name", ""),
    ],
)
def test_a_name_that_is_mistyped_numbered_or_says_whose_is_read(name: str, field: str) -> None:
    assert match_columns(read_names(["phone", name])).fields == ({field: 1} if field else {})


def test_of_numbered_columns_the_first_is_the_field_and_the_others_are_kept_unasked() -> None:
    header = ["phone", "email_address_1", "email_address_2", "email_address_3"]
    rows = [["2085550147", "a@example.org", "b@example.org", "c@example.org"]]
    columns = match_columns(read_names(header), rows=rows)
    assert columns.fields == {"email": 1}
    assert [name for _, name in columns.kept] == ["email_address_2", "email_address_3"]
    assert find_doubts(columns, rows, "US") == ()


def test_a_plain_name_goes_before_one_that_says_more() -> None:
    columns = match_columns(read_names(["Primary City", "phone", "City"]))
    assert columns.fields == {"city": 2}


def test_an_address_written_as_a_record_beside_its_parts_is_no_second_address() -> None:
    header = ["Phone", "MailingStreet", "MailingCity", "MailingAddress"]
    rows = [["2085550147", "1 Main St", "Boise", '{"street": "1 Main St", "city": "Boise"}']]
    columns = match_columns(read_names(header), rows=rows)
    assert columns.fields == {"address": 1, "city": 2}
    assert find_doubts(columns, rows, "US") == ()


BARE = [f"column {n}" for n in range(1, 7)]
PEOPLE = [
    ["Ada Byron", "12 Main St", "ID", "83702", "ada@example.org", "(208) 555-0147"],
    ["Cy Young", "4 W. Elm Ave Apt 3", "CA", "90012", "cy@example.org", "(213) 555-0112"],
]


def test_columns_without_names_are_found_by_what_they_hold() -> None:
    columns = match_columns(read_names(BARE), rows=PEOPLE)
    assert [phone.position for phone in columns.phones] == [5]
    assert columns.fields == {
        "name": 0,
        "address": 1,
        "region": 2,
        "postal_code": 3,
        "email": 4,
    }


def test_one_that_is_said_by_its_number_leaves_the_others_to_be_found() -> None:
    columns = match_columns(read_names(BARE), [("phone", "6"), ("company", "1")], rows=PEOPLE)
    assert [phone.position for phone in columns.phones] == [5]
    assert columns.fields == {
        "company": 0,
        "address": 1,
        "region": 2,
        "postal_code": 3,
        "email": 4,
    }


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (["cell", "home", "Cell"], "line_type"),
        (["landline", "", "LL"], "line_type"),
        (["Customer", "Prospect", "Mobile home"], None),
        (["C", "C", "M"], None),
    ],
)
def test_a_column_of_types_is_one_of_line_types_if_its_words_are(
    cells: list[str], field: str | None
) -> None:
    names = read_names(["name", "phone", "type"])
    rows = [["Ada", "2085550147", cell] for cell in cells]
    assert tell_apart(names, rows, "US").get(2) == field


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (["Cell", "Home", "work"], "line_type"),
        (["(208) 555-0148 cell", "home", ""], None),
    ],
)
def test_a_column_named_after_phones_may_hold_only_their_types(
    cells: list[str], field: str | None
) -> None:
    names = read_names(["Name", "Phone", "Cell/Home/Work"])
    rows = [["Ada", "2085550147", cell] for cell in cells]
    assert tell_apart(names, rows, "US").get(2) == field
