"""A number in any notation is one number; what cannot be one is refused with a sentence."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.rules.data.area_codes import AREA_CODES
from console.rules.phone.number_plan import show_phone
from console.rules.phone.numbers import (
    PLAIN,
    Phone,
    PhoneError,
    e164_in,
    explain_invalid,
    fits_the_plan,
    numbers_within,
    read_any,
    read_phone,
    read_plain,
)
from db.enums import LineType

BOISE = Phone("+12085550147", "", "US", "208", LineType.UNKNOWN, True, True)

areas = st.integers(200, 999) | st.sampled_from([int(area) for area in PLAIN])
national_numbers = st.builds(
    lambda area, exchange, line: f"{area:03d}{exchange:03d}{line:04d}",
    areas,
    st.integers(0, 999),
    st.integers(0, 9999),
)
notations = st.sampled_from(
    ["{}{}{}", "({}) {}-{}", "{}-{}-{}", "{}.{}.{}", "1 {} {} {}", "+1{}{}{}", "+1 ({}) {}-{}"]
)


@pytest.mark.parametrize(
    "text",
    [
        "2085550147",
        "208-555-0147",
        "208.555.0147",
        " (208) 555-0147 ",
        "(208)555-0147",
        "1 208 555 0147",
        "+1-208-555-0147",
        "1-(208)-555-0147",
        "208/555-0147",
        "001 208 555 0147",
        "011 1 208 555 0147",
        "tel:+1-208-555-0147",
        "1.2085550147E10",
        "1.2085550147E+10",
        "1,2085550147E+10",
        "2.085550147e9",
        "2,085550147E9",
        "2085550147.00",
        "2,085,550,147",
        "2085550147,0",
        "+12085550147.0",
        "tel:555-0147;phone-context=+1208",
        "Phone: 208 555 0147",
        "cell 208-555-0147",
        "(208) 555-0147 (work)",
        "２０８５５５０１４７",
        "٢٠٨٥٥٥٠١٤٧",
        "208–555–0147",
        "\u202a208\u00a0555\u00a00147\u202c",
        "\u202aTel: 208 555 0147\u202c",
        "2085550147.0",
        "'2085550147",
        '="2085550147"',
    ],
)
def test_one_number_is_read_from_any_notation(text: str) -> None:
    assert read_phone(text) == BOISE


@pytest.mark.parametrize(
    "text",
    [
        "208-555-0147 x22",
        "208-555-0147x22",
        "(208) 555-0147 ext. 22",
        "2085550147 extension 22",
        "2085550147#22",
        "tel:+1-208-555-0147;ext=22",
        "208 555 0147 ; ext 22",
        "208-555-0147 x.22",
        "208-555-0147 ext: 22",
        "(208) 555-0147 #22",
        "208 555 0147 # 22",
        "2085550147EXT22",
        "208.555.0147 Ext.: 22",
        "208-555-0147, ext. 22",
        "208-555-0147 (ext 22)",
        "208 555 0147 Durchwahl 22",
        "208 555 0147 poste 22",
        "208 555 0147 ramal 22",
        "208 555 0147 доб. 22",
        "208-555-0147 内線22",
        "２０８５５５０１４７ ｘ２２",
    ],
)
def test_an_extension_is_kept_apart_from_the_number(text: str) -> None:
    phone = read_phone(text)
    assert (phone.e164, phone.extension) == ("+12085550147", "22")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no number"),
        ("   ", "no number"),
        ("n/a", "letters"),
        ("1-800-FLOWERS", "letters"),
        ("208 555 0147 ask for Bo", "letters"),
        ("5.35E+09", "it holds 3 of 10"),
        ("1.20856E10", "it holds 6 of 11"),
        ("2.08555014775E9", "damaged"),
        ("-2.085550147E9", "damaged"),
        ("555-0147", "too short"),
        ("12", "too short"),
        ("208555014712345678", "too long"),
        ("2085550147 2085550148", "too long"),
        ("2085550147 / 2085550148", "more than one"),
        ("208-555-0147; 208-555-0148", "more than one"),
        ("208-555-0147, 208-555-0148 x2", "more than one"),
        ("208-555-0147 or 208-555-0148", "more than one"),
        ("+999 123 4567", "country's code"),
        ("---", "not a number"),
        ("310-1234", "too short"),
    ],
)
def test_what_cannot_be_a_number_is_refused_with_what_to_do(text: str, says: str) -> None:
    with pytest.raises(PhoneError, match=says) as refusal:
        read_phone(text)
    assert str(refusal.value).endswith(".")
    assert ":" in str(refusal.value)


def test_a_refusal_quotes_no_control_character_and_no_more_than_a_line() -> None:
    with pytest.raises(PhoneError) as refusal:
        read_phone("\x1b[31m" + "x" * 500)
    assert "\x1b" not in str(refusal.value)
    assert len(str(refusal.value)) < 120


def test_a_country_that_is_not_known_is_refused_unless_the_number_names_its_own() -> None:
    with pytest.raises(PhoneError, match="two-letter code"):
        read_phone("2085550147", "Elbonia")
    assert read_phone("+12085550147", "Elbonia") == BOISE


def test_a_national_number_belongs_to_the_country_it_is_read_in() -> None:
    assert read_phone("020 7946 0018", "GB").e164 == "+442079460018"
    assert read_phone("020 7946 0018", "gb").country == "GB"
    assert read_phone("+1 208 555 0147", "GB") == BOISE
    assert read_phone("0044 20 7946 0018").e164 == "+442079460018"


def test_a_number_its_plan_does_not_hold_is_read_and_marked() -> None:
    phone = read_phone("208-155-0147")
    assert phone.e164 == "+12081550147"
    assert not phone.is_valid
    assert phone.country == "US"


@pytest.mark.parametrize(
    ("text", "country", "area_code"),
    [
        ("6045550147", "CA", "604"),
        ("7875550147", "PR", "787"),
        ("671 647 1234", "GU", "671"),
        ("876 927 1234", "JM", "876"),
        ("+44 20 7946 0018", "GB", None),
        ("+33 1 42 68 53 00", "FR", None),
    ],
)
def test_a_number_knows_its_country_and_its_area_code(
    text: str, country: str, area_code: str | None
) -> None:
    phone = read_phone(text)
    assert (phone.country, phone.area_code) == (country, area_code)
    assert phone.is_geographic


@pytest.mark.parametrize(
    "text", ["800 555 0147", "833 555 0147", "900 555 0147", "500 555 0147", "600 555 0147"]
)
def test_a_north_american_service_number_has_no_country(text: str) -> None:
    phone = read_phone(text)
    assert phone.is_valid
    assert phone.country is None
    assert not phone.is_geographic


def test_a_number_of_no_country_is_not_geographic() -> None:
    phone = read_phone("+800 1234 5678")
    assert (phone.country, phone.area_code, phone.is_geographic) == (None, None, False)


def test_the_line_is_known_where_the_plan_tells_mobiles_apart() -> None:
    assert read_phone("+44 7400 123456").line is LineType.MOBILE
    assert not read_phone("+44 7400 123456").is_geographic
    assert read_phone("+44 20 7946 0018").line is LineType.LANDLINE
    assert read_phone("208 555 0147").line is LineType.UNKNOWN
    assert read_phone("604 555 0147").line is LineType.UNKNOWN


def test_a_number_is_shown_the_way_a_person_reads_it() -> None:
    assert show_phone("+12085550147", "22") == "(208) 555-0147 ext. 22"
    assert show_phone("+12085550147") == "(208) 555-0147"
    assert show_phone("+442079460018") == "+44 20 7946 0018"
    assert show_phone("+442079460018", "5") == "+44 20 7946 0018 ext. 5"


@given(national_numbers, notations, st.sampled_from(["US", "CA", "PR", "JM", "AG", "DO"]))
def test_the_quick_reading_agrees_with_the_numbering_plan(
    digits: str, notation: str, country: str
) -> None:
    text = notation.format(digits[:3], digits[3:6], digits[6:])
    phone = read_phone(text, country)
    number = phonenumbers.parse(text, country)
    assert phone == read_any(text, country)
    assert phone.e164 == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    is_known = phonenumbers.is_valid_number(number)
    assert phone.is_valid == is_known or (phone.is_valid and fits_the_plan(phone.e164))
    if is_known and phonenumbers.is_number_geographical(number):
        assert phone.country == phonenumbers.region_code_for_number(number)


written = st.builds(
    lambda digits, notation: notation.format(digits[:3], digits[3:6], digits[6:]),
    national_numbers,
    notations,
)
scribbled = st.text(max_size=20) | st.from_regex(r"[0-9+() .x;,/\n-]{0,25}", fullmatch=True)


@given(st.lists(written | scribbled, max_size=8), st.sampled_from(["US", "JM", "GB", "XX"]))
def test_many_plain_numbers_read_at_once_are_those_read_one_by_one(
    texts: list[str], country: str
) -> None:
    for text, e164 in zip(texts, read_plain(texts, country), strict=True):
        if e164:
            number = phonenumbers.parse(text, country if country != "XX" else None)
            assert phonenumbers.is_valid_number(number) or fits_the_plan(e164)
            assert read_phone(text, country) == read_any(text, country)
            assert read_phone(text, country) == read_phone(e164)
            assert read_phone(e164).e164 == e164


def test_plain_numbers_are_read_at_once_and_what_is_not_plain_is_left() -> None:
    texts = [
        "(208) 555-0147",
        "",
        "208 555",
        "+44 20 7946 0958",
        "1.208.555.0147",
        "208-555-0147x2",
    ]
    matches = ["+12085550147", "", "", "", "+12085550147", ""]
    assert read_plain(texts) == matches
    assert read_plain(texts, "GB") == [""] * 6
    assert read_plain([*texts, "a\nb"]) == [""] * 7, "none of a column in which a cell has lines"
    assert read_plain([]) == []


@given(st.text(max_size=30) | st.from_regex(r"[0-9+() .x;,/-]{0,25}"))
def test_any_text_is_a_number_or_a_sentence(text: str) -> None:
    answer = read_or_refuse(text)
    if isinstance(answer, Phone):
        assert read_phone(answer.e164).e164 == answer.e164
        assert show_phone(answer.e164)
    else:
        assert answer.endswith(".")


def read_or_refuse(text: str) -> Phone | str:
    try:
        return read_phone(text)
    except PhoneError as refusal:
        return str(refusal)


@given(national_numbers)
def test_a_shown_number_reads_back_as_itself(digits: str) -> None:
    phone = read_phone(digits)
    assert read_phone(show_phone(phone.e164, "7")).e164 == phone.e164


def test_every_area_code_of_the_plan_has_its_country_in_the_table() -> None:
    countries = {line.split()[0]: line.split()[1] for line in AREA_CODES.splitlines()}
    for area in range(200, 1000):
        number = phonenumbers.parse(f"+1{area}2345678")
        if phonenumbers.is_number_geographical(number):
            region = phonenumbers.region_code_for_number(number)
            assert countries.get(str(area)) == region, f"run the generator: {area} is new"


@pytest.mark.parametrize(
    ("text", "e164"),
    [("(208) 555-0147", "+12085550147"), ("208 555 014", ""), ("111 111 1111", ""), ("Ada", "")],
)
def test_a_number_that_is_typed_is_told_from_what_is_none(text: str, e164: str) -> None:
    assert e164_in(text) == e164


def test_a_cell_too_full_for_numbers_is_told_without_a_search() -> None:
    assert len(numbers_within("2085550147 (home), 2085550148 (work) 2085550149", "US")) == 3
    for text in ("208 555 01 " * 18, "(+" * 100, "208/55/50/147 " * 12):
        assert numbers_within(text, "US") == []
        with pytest.raises(PhoneError):
            read_phone(text)


NO_CODE = "has an area code that does not exist"
NO_EXCHANGE = "has digits after its area code that no number has"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1-156-299-3659", NO_CODE),
        ("+1 156 299 3659", NO_CODE),
        ("156-299-3659", NO_CODE),
        ("(911) 555-0147", NO_CODE),
        ("(293) 555-0147", NO_CODE),
        ("(999) 555-0147 ext. 5", NO_CODE),
        ("(208) 155-0147", NO_EXCHANGE),
        ("1-208-055-0147", NO_EXCHANGE),
        ("(209) 055-0147", NO_EXCHANGE),
        ("1-562-993-659", "too short"),
        ("208555014", "too short"),
        ("(208) 555-01477", "too long"),
        ("+44 20 7946 00", "too short"),
        ("020 7946 0018", "begins with 0"),
        ("01 23 45 67 89", "begins with 0"),
        ("0147 5550", "too short"),
    ],
)
def test_the_true_fault_is_told_whether_or_not_it_can_be_a_number_at_all(
    text: str, fault: str
) -> None:
    try:
        result = explain_invalid(text, read_phone(text))
    except PhoneError as error:
        result = str(error)
    assert result.startswith(f"“{text}”")
    assert fault in result


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("home (208) 555-0147, office (208) 555-0148", ["+12085550147", "+12085550148"]),
        ("(208) 555-0147 / (208) 555-0148", ["+12085550147", "+12085550148"]),
        ("(208) 555-0147 or (208) 555-0148, room 12", []),
        ("(208) 555-0147", []),
    ],
)
def test_whole_numbers_are_found_in_a_text_where_no_other_digits_stand(
    text: str, found: list[str]
) -> None:
    assert [number.e164 for number in numbers_within(text, "US")] == found
