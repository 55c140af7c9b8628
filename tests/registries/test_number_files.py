"""Files of numbers as they come: every layout gives the same set, odd ones a sentence."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.number_files import (
    LINES_AT_ONCE,
    checksum_of,
    read_decimals,
    read_file,
)
from console.do_not_call.registries.number_rows import Reading
from console.trouble import BadInput
from tests.examples import examples

NUMBERS = ["2025550100", "2025550123", "2025559999", "2122000000", "5035550133"]
E164 = [f"+1{number}" for number in NUMBERS]
FLAT = "".join(f"{number[:3]},{number[3:]}\n" for number in NUMBERS)


def read(path: Path, country: str = "US", column: str = "", at_hand: int = 1000) -> list[str]:
    with Bitmaps(at_hand) as bitmaps:
        read_file(path, bitmaps, Reading(country, column))
        return list(bitmaps.numbers())


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, text in files.items():
            folder.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


XML = (
    "<?xml version='1.0'?><list val='us'>"
    "<ac val='202'><ph val='5550100'/><ph val='5550123'/><ph val='5559999'/></ac>"
    "<ac val='212'><ph val='2000000'/></ac>"
    "<ac val='503'><ph val='5550133'/></ac></list>"
)


@pytest.mark.parametrize(
    "content",
    [
        FLAT.encode(),
        FLAT.rstrip("\n").encode(),
        FLAT.replace("\n", "\r\n").encode(),
        FLAT.replace(",", "").encode(),
        FLAT.replace("\n", "\n\n").encode(),
        "".join(reversed(FLAT.splitlines(keepends=True))).encode(),
        (FLAT + FLAT).encode(),
        ("\ufeff" + FLAT).encode(),
        FLAT.encode("utf-16"),
        gzip.compress(FLAT.encode(), mtime=0),
        zipped(**{"202.txt": FLAT[:36], "other.txt": FLAT[36:]}),
        XML.encode(),
        gzip.compress(XML.encode(), mtime=0),
        XML.replace("<ph val='", "<ph>").replace("'/>", "</ph>").encode(),
        XML.replace("val='2000000'", "val='2000000' status='x'").encode(),
        "\n".join(f"({n[:3]}) {n[3:6]}-{n[6:]}" for n in NUMBERS).encode(),
        "\n".join(f"+1 {n[:3]}.{n[3:6]}.{n[6:]}" for n in NUMBERS).encode(),
        ("phone\n" + "\n".join(NUMBERS)).encode(),
        ("name;phone number\n" + "\n".join(f"Ann;{n}" for n in NUMBERS)).encode(),
        ("area code,number,since\n" + "\n".join(f"{n[:3]},{n[3:]},2004" for n in NUMBERS)).encode(),
        "\n".join(f"{n[:3]}\t{n[3:6]}-{n[6:]}" for n in NUMBERS).encode(),
    ],
)
def test_every_layout_gives_the_same_numbers(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(content)
    assert read(path) == E164


def test_lost_zeros_in_front_of_xml_numbers_are_put_back(tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    path.write_text("<list><ac val='202'><ph val='1234'/></ac></list>")
    assert read(path) == ["+12020001234"]


def test_a_national_number_belongs_to_the_country_given(tmp_path: Path) -> None:
    path = tmp_path / "tps.txt"
    path.write_text("02079460958\n020 7946 0959\n2079460960\n+1 202 555 0123\n")
    assert read(path, "GB") == ["+12025550123", "+442079460958", "+442079460959", "+442079460960"]


@pytest.mark.parametrize("column", ["Handset", "handset", "2"])
def test_a_column_may_be_named_or_counted(column: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Phone,Handset\n2025550100,2025550123\n")
    assert read(path, column=column) == ["+12025550123"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"202,5550123\n202,55501\n", "line 2"),
        (b"202,5550123\n202,5550124,2026-01-01,A\n", "line 2"),
        (b"2025550123\n\nnot a number\n", "line 3"),
        (b"202,5550123,2026-01-01,A\n", "--change"),
        (b"102,5550123\n", "line 1"),
        (b"phone,mobile\n2025550100,2025550123\n", "--column"),
        (b"name,town\nAnn,Salem\n", "--column"),
        (b"phone\n2025550123\n\xff\xfe\n", "line 3"),
        (b"202,5550123\n" * 3 + b"x" * 70, "line 4"),
        (b"\x7fELF\x02\x01\x00\x00", "not text"),
        (b"\x1f\x8b\x08\x00broken", "damaged"),
        (gzip.compress(FLAT.encode(), mtime=0)[:-6], "damaged"),
        (b"PK\x03\x04broken", "damaged"),
        (zipped(**{"[Content_Types].xml": "<x/>"}), "spreadsheet"),
        (b"<list><ac val='202'><ph val='5550123'/></ac>", "line 1"),
        (b"<list><ph val='5550123'/></list>", "no area code"),
        (b"<list><ac val='202'><ph val='abc'/></ac></list>", "'abc'"),
        (b"<list><thing/></list>", "no number"),
        (b"<!DOCTYPE list [<!ENTITY a 'aaaa'>]><list/>", "DOCTYPE"),
        (b"<list type='change'><ac val='202'><ph val='5550123'/></ac></list>", "changes"),
    ],
)
def test_an_odd_file_is_refused_with_a_sentence_that_says_where(
    content: bytes, says: str, tmp_path: Path
) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(content)
    with pytest.raises(BadInput) as refused:
        read(path)
    assert says in str(refused.value)
    assert "list.txt" in str(refused.value)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does not exist"):
        read(tmp_path / "nothing")
    with pytest.raises(BadInput, match="is a folder"):
        read(tmp_path)
    with pytest.raises(BadInput, match="does not exist"):
        checksum_of(tmp_path / "nothing")


NUMBER = st.from_regex(r"[2-9][0-9]{9}", fullmatch=True)


@given(
    numbers=st.lists(NUMBER, max_size=60),
    comma=st.sampled_from([",", ""]),
    end=st.sampled_from(["\n", "\r\n"]),
    is_sorted=st.booleans(),
    at_hand=st.sampled_from([1, 3, 1000]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_flat_file_in_any_order_gives_its_numbers_once(
    numbers: list[str], comma: str, end: str, at_hand: int, tmp_path: Path, *, is_sorted: bool
) -> None:
    if is_sorted:
        numbers = sorted(numbers)
    path = tmp_path / "list"
    path.write_bytes("".join(f"{n[:3]}{comma}{n[3:]}{end}" for n in numbers).encode())
    assert read(path, at_hand=at_hand) == sorted({f"+1{number}" for number in numbers})


def test_a_file_longer_than_one_step_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "list"
    count = LINES_AT_ONCE + 7
    lines = [f"{200 + n // 100_000:03d},{n * 10 % 10_000_000:07d}\n" for n in range(count)]
    lines.insert(LINES_AT_ONCE + 5, "(310) 555-0199\n")  # not as the others: read by itself
    path.write_text("".join(lines))
    with Bitmaps() as bitmaps:
        read_file(path, bitmaps, Reading())
        assert sum(bitmaps.sizes().values()) == len(set(lines))
        assert "+13105550199" in set(bitmaps.numbers())


def test_the_line_of_a_fault_deep_in_a_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text("202,5550123\n" * (LINES_AT_ONCE + 10) + "202,555012x\n")
    with pytest.raises(BadInput, match=f"line {LINES_AT_ONCE + 11}:"):
        read(path)


@pytest.mark.long
def test_the_first_twenty_faults_of_a_flat_file_are_named(tmp_path: Path) -> None:
    path = tmp_path / "list"
    lines = ["202,5550123"] * (LINES_AT_ONCE + 50)
    odd = [2, 7, *range(LINES_AT_ONCE + 10, LINES_AT_ONCE + 40)]
    for at in odd:
        lines[at - 1] = "202,55501"
    for last in (len(odd), 20, 3):
        for at in odd[last:]:
            lines[at - 1] = "202,5550123"
        path.write_text("\n".join([*lines, "202,555012x"]))
        with pytest.raises(BadInput) as refused:
            read(path)
        faults = str(refused.value).splitlines()
        named = [*odd[:last], len(lines) + 1][:20]
        assert [fault.partition(":")[0] for fault in faults] == [f"list, line {at}" for at in named]
        assert [at for at, fault in enumerate(faults) if "Nothing was" in fault] == [len(named) - 1]


@given(content=st.binary(max_size=300))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=examples(400),
)
def test_no_bytes_at_all_make_the_reader_fail_but_with_a_sentence(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "list"
    path.write_bytes(content)
    try:
        read(path)
    except BadInput as refused:
        assert str(refused)  # noqa: PT017 - both ends are good ones


PIECES = st.sampled_from(
    [
        *(b"202", b"5550123", b",", b"\n", b"\r\n", b"(202) 555-0123", b"+44 20 7946 0958", b";"),
        *(b'"', b"\t", b"phone", b"<ac val='202'>", b"<ph val='5550123'/>", b"</ac>", b"<list>"),
        *(b"</list>", b"\x00", b"\xff", b"9", b" ", b"'", b"\xd9\xa3", b"&#0;", b"\x1f\x8b", b"PK"),
    ]
)


@given(content=st.lists(PIECES, max_size=30).map(b"".join), is_packed=st.booleans())
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=examples(600),
)
def test_broken_lists_make_the_reader_fail_but_with_a_sentence(
    content: bytes, tmp_path: Path, *, is_packed: bool
) -> None:
    path = tmp_path / "list"
    path.write_bytes(gzip.compress(content) if is_packed else content)
    try:
        read(path)
    except BadInput as refused:
        assert str(refused)  # noqa: PT017


@given(st.lists(st.integers(0, 9999), min_size=1))
def test_decimals_are_read_in_columns(numbers: list[int]) -> None:
    columns = ["".join(f"{number:04d}"[place] for number in numbers).encode() for place in range(4)]
    assert list(read_decimals(columns, "H")) == numbers
